/** What a person gave the functions of a workspace, by file and function. */
import type * as vscode from 'vscode';

const KEY = 'arguments';
/** So many functions are remembered; the ones that were changed longest ago are forgotten. */
const MAX_REMEMBERED = 200;

/** The texts of one function's arguments; '' for one that is to be found elsewhere. */
interface Remembered {
  readonly uri: string;
  readonly key: string;
  readonly texts: readonly string[];
}

export class RememberedArguments {
  readonly #state: vscode.Memento;

  constructor(state: vscode.Memento) {
    this.#state = state;
  }

  /** Of each function of the file, by its key. */
  of(uri: vscode.Uri): Record<string, readonly string[]> {
    const all = this.#all().filter((one) => one.uri === uri.toString());
    return Object.fromEntries(all.map(({ key, texts }) => [key, texts]));
  }

  remember(uri: vscode.Uri, key: string, texts: readonly string[]): void {
    const others = this.#all().filter((one) => one.uri !== uri.toString() || one.key !== key);
    const isGiven = texts.some((text) => text.trim() !== '');
    const own = isGiven ? [{ uri: uri.toString(), key, texts }] : [];
    void this.#state.update(KEY, [...others, ...own].slice(-MAX_REMEMBERED));
  }

  #all(): readonly Remembered[] {
    return this.#state.get<readonly Remembered[]>(KEY, []);
  }
}
