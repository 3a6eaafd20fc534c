/** Documents as they were when they were evaluated, and the way from there to what they are now. */
import * as vscode from 'vscode';
import { type Edit, moveThrough, type Range } from './edits.ts';

/** A file of the program. */
export class FileSnapshot {
  readonly uri: vscode.Uri;
  readonly text: string;
  readonly #edits: (readonly Edit[])[] = [];

  constructor(uri: vscode.Uri, text: string) {
    this.uri = uri;
    this.text = text;
  }

  isOf(document: vscode.TextDocument): boolean {
    return document.uri.toString() === this.uri.toString();
  }

  /** Whether the document reads otherwise now. */
  get stale(): boolean {
    return this.#edits.length > 0;
  }

  follow(changes: readonly vscode.TextDocumentContentChangeEvent[]): void {
    this.#edits.push(
      changes.map(({ rangeOffset, rangeLength, text }) => ({
        offset: rangeOffset,
        length: rangeLength,
        inserted: text.length,
      })),
    );
  }

  /** Where a range of `text` is in the document as it is now. */
  now(range: Range): Range {
    return this.#edits.reduce(moveThrough, range);
  }

  /** 1-based line of an offset in `text`, and what stands there without its indentation. */
  lineAt(offset: number): { line: number; source: string } {
    const before = this.text.slice(0, offset).split(/\r\n|\r|\n/);
    const rest = /^[^\r\n]*/.exec(this.text.slice(offset))?.[0] ?? '';
    return { line: before.length, source: `${before.at(-1)}${rest}`.trim() };
  }
}

/** The document that was asked about. */
export class Snapshot extends FileSnapshot {
  /** What the person selected, in `text`. */
  readonly selection: Range;

  constructor(document: vscode.TextDocument, selection: Range) {
    super(document.uri, document.getText());
    this.selection = selection;
  }
}

/** A range of offsets as the editor wants it. */
export function rangeIn(document: vscode.TextDocument, { start, end }: Range): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}
