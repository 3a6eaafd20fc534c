/**
 * The editor and the picture point at each other: what the pointer rests on in the picture is marked in the text, and
 * what the cursor stands on in the text lights up in the picture.
 */
import * as vscode from 'vscode';
import type { ItemKey } from '../protocol/view.ts';
import { Highlight } from './highlight.ts';
import type { Picture } from './picture.ts';

/** The cursor is followed once it rests for this long. */
const REST_MS = 80;

export class Pointing implements vscode.Disposable {
  readonly #picture: () => Picture | undefined;
  readonly #light: (graph: number, keys: readonly ItemKey[]) => void;
  readonly #mark = new Highlight('point');
  readonly #listeners: readonly vscode.Disposable[];
  #resting: ReturnType<typeof setTimeout> | undefined;
  /** The last one that the person was in; while the picture has the focus, there is no active one. */
  #editor = vscode.window.activeTextEditor;
  /** What lights up now. */
  #lit = '';

  /** @param light shows these items of the graph, and no others, as those that the cursor is on. */
  constructor(picture: () => Picture | undefined, light: (graph: number, keys: readonly ItemKey[]) => void) {
    this.#picture = picture;
    this.#light = light;
    this.#listeners = [
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#settle(textEditor)),
      vscode.window.onDidChangeActiveTextEditor((editor) => editor && this.#settle(editor)),
    ];
  }

  /** Marks the expression of an item in the text; undefined marks nothing. */
  pointAt(key: ItemKey | undefined): void {
    const picture = this.#picture();
    const span = key === undefined ? undefined : picture?.session.spanOfItem(key);
    this.#mark.show(span && { snapshot: picture!.files[span.file]!, range: span });
  }

  /** A page shows the picture that knows nothing of what was lit. */
  startAgain(): void {
    this.#lit = '';
    this.pointAt(undefined);
    this.follow();
  }

  /** Lights up what the cursor is on; to be called also when other items are shown. */
  follow(): void {
    clearTimeout(this.#resting);
    const picture = this.#picture();
    if (!picture || !this.#editor) return;
    const { document, selection } = this.#editor;
    // In a text that was edited since, the offsets mean something else.
    const file = picture.files.findIndex((one) => one.isOf(document) && !one.stale);
    const [start, end] = [document.offsetAt(selection.start), document.offsetAt(selection.end)];
    const { session } = picture;
    const keys = file < 0 ? [] : session.itemsAt({ file, start, end });
    const lit = `${session.id} ${keys.join(' ')}`;
    if (lit === this.#lit) return;
    this.#lit = lit;
    this.#light(session.id, keys);
  }

  #settle(editor: vscode.TextEditor): void {
    this.#editor = editor;
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.follow(), REST_MS);
  }

  dispose(): void {
    clearTimeout(this.#resting);
    for (const listener of this.#listeners) listener.dispose();
    this.#mark.dispose();
  }
}
