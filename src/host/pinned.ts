/** The graph that a person has pinned in a workspace. It is kept in the workspace's own storage, also through a restart. */
import * as vscode from 'vscode';
import type { Pinned, Program } from './picture.ts';
import { platform } from './platform/platform.ts';
import { FileSnapshot } from './snapshot.ts';

const KEY = 'pinned';
const FILE = 'pinned-graph';

/** A larger one is pinned until the window closes. */
const MOST_BYTES = 100_000_000;

/** What the memento holds: the files' addresses, and the bytes that belong to them. */
interface Kept {
  readonly uris: readonly string[];
  readonly hash: string;
}

export class PinnedGraph {
  readonly #state: vscode.Memento;
  readonly #file: vscode.Uri | undefined;
  readonly #log: vscode.LogOutputChannel;
  #reading: Promise<void> | undefined;
  #current: Pinned | undefined;

  constructor({ workspaceState, storageUri }: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.#state = workspaceState;
    this.#file = storageUri && vscode.Uri.joinPath(storageUri, FILE);
    this.#log = log;
  }

  get current(): Pinned | undefined {
    return this.#current;
  }

  /** Reads what an earlier window has pinned, once. */
  read(): Promise<void> {
    this.#reading ??= this.#restore();
    return this.#reading;
  }

  async pin({ trace, files }: Pick<Program, 'trace' | 'files'>): Promise<void> {
    const { compare } = await platform().loadOnDemand();
    this.#current = { trace, files, compareWith: (fresh) => compare(trace, fresh) };
    void this.#keep(this.#current);
  }

  unpin(): void {
    this.#current = undefined;
    void this.#state.update(KEY, undefined);
  }

  async #keep({ trace, files }: Pinned): Promise<void> {
    await this.#state.update(KEY, undefined);
    const bytes = (await platform().loadOnDemand()).packTrace(trace);
    if (!this.#file || bytes.length > MOST_BYTES) return;
    try {
      await vscode.workspace.fs.writeFile(this.#file, bytes);
      const kept: Kept = { uris: files.map(({ uri }) => uri.toString()), hash: await hashOf(bytes) };
      if (this.#current?.trace === trace) await this.#state.update(KEY, kept);
    } catch (problem) {
      this.#log.warn(`The pinned graph is not kept: ${problem}`);
    }
  }

  async #restore(): Promise<void> {
    const kept = this.#state.get<Kept>(KEY);
    if (!kept || !this.#file) return;
    try {
      const bytes = await vscode.workspace.fs.readFile(this.#file);
      const { compare, unpackTrace } = await platform().loadOnDemand();
      const trace = (await hashOf(bytes)) === kept.hash ? unpackTrace(bytes) : undefined;
      const { sources } = trace ?? { sources: [] };
      if (!trace || kept.uris.length !== sources.length) return;
      const uris = kept.uris.map((uri) => vscode.Uri.parse(uri, true));
      const files = sources.map(({ text }, at) => new FileSnapshot(uris[at]!, text));
      this.#current ??= { trace, files, compareWith: (fresh) => compare(trace, fresh) };
    } catch (problem) {
      this.#log.warn(`The pinned graph cannot be read: ${problem}`);
    }
  }
}

async function hashOf(bytes: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
