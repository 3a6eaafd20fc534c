/** Places of a trace as one client counts and calls them. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { SourceSpan, Trace } from '../../trace/trace.ts';
import type { Lines } from '../lines.ts';

/** What is added to a line and a column from 0 for the client. */
export interface Base {
  readonly line: 0 | 1;
  readonly column: 0 | 1;
}

export class Positions {
  readonly #trace: Trace;
  readonly #lines: readonly Lines[];
  readonly #base: Base;
  readonly #paths: readonly string[];

  constructor(
    trace: Trace,
    lines: readonly Lines[],
    base: Base,
    clientPath: (file: number, path: string) => string,
  ) {
    this.#trace = trace;
    this.#lines = lines;
    this.#base = base;
    this.#paths = trace.sources.map(({ path }, file) => clientPath(file, path));
  }

  get sources(): DebugProtocol.Source[] {
    return this.#paths.map((_, file) => this.source(file));
  }

  source(file: number): DebugProtocol.Source {
    const path = this.#paths[file]!;
    return { name: this.#trace.sources[file]!.path.replace(/^.*[\\/]/, ''), path };
  }

  /** The file that the client calls so. Drive letters and separators of Windows are the same in any writing. */
  fileOf(path: string | undefined): number | undefined {
    const found = path === undefined ? -1 : this.#paths.findIndex((one) => samePath(one, path));
    return found < 0 ? undefined : found;
  }

  textOf(file: number): string {
    return this.#trace.sources[file]!.text;
  }

  located(span: SourceSpan) {
    return { source: this.source(span.file), ...this.range(span) };
  }

  range({ file, start, end }: SourceSpan) {
    const from = this.#lines[file]!.positionAt(start);
    const to = this.#lines[file]!.positionAt(end);
    return {
      line: from.line + this.#base.line,
      column: from.column + this.#base.column,
      endLine: to.line + this.#base.line,
      endColumn: to.column + this.#base.column,
    };
  }

  /** A client's line from 0. */
  line(line: number): number {
    return Math.floor(line) - this.#base.line;
  }

  /** A client's column from 0. */
  column(column: number): number {
    return Math.floor(column) - this.#base.column;
  }
}

export function samePath(a: string, b: string): boolean {
  if (a === b) return true;
  const windows = /^[a-zA-Z]:[\\/]/;
  const plain = (path: string) => path.replaceAll('\\', '/').toLowerCase();
  return windows.test(a) && windows.test(b) && plain(a) === plain(b);
}
