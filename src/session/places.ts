/** Places in a program as a person reads them: file names, lines, and a shortened text. */
import { shorten } from '../notation/symbols.ts';
import type { SourceSpan, Trace } from '../trace/trace.ts';

const MAX_SOURCE_LENGTH = 80;

/** What an item of the picture says of its place. */
export interface Place {
  /** Base name of the file; empty for the one that was asked about. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly source: string;
}

/** Reads the places of one trace. */
export function placeReader(trace: Trace): (span: SourceSpan) => Place {
  const linesOf = trace.sources.map(({ text }) => lineCounter(text));
  return ({ file, start, end }) => {
    const { path, text } = trace.sources[file]!;
    const beginning = text.slice(start, Math.min(end, start + 4 * MAX_SOURCE_LENGTH));
    return {
      file: file === 0 ? '' : baseName(path),
      line: linesOf[file]!(start),
      source: shorten(beginning.replace(/\s+/g, ' '), MAX_SOURCE_LENGTH),
    };
  };
}

/** The last part of a path, on any system. */
export function baseName(path: string): string {
  return path.replace(/^.*[\\/]/, '');
}

/** 1-based line of an offset; a line ends at \n, \r\n or \r. */
export function lineCounter(text: string): (offset: number) => number {
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + end.length);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
