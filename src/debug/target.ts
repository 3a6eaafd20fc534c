/** What a launch configuration means by its `expression`, as a selection in the program's text. */
import type { TraceRequest } from '../trace/evaluator.ts';
import { Lines } from './lines.ts';

const PLACE = /^(\d+):(\d+)(?:-(\d+):(\d+))?$/;
const NAME = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;
const DECLARED = /^(?:export\s+)?(?:const|let|var)\s+([\p{L}_$][\p{L}\p{N}_$]*)/gmu;

/**
 * `J` is the variable of the top level, `12:5` the expression at that line and column, `12:5-12:20` that range (all
 * from 1), any other text the last place where it stands. Without one, the last variable of the top level.
 */
export function selectionOf(source: string, expression: string | undefined): TraceRequest['selection'] {
  const text = expression?.trim();
  if (!text) {
    const last = [...source.matchAll(DECLARED)].at(-1);
    return last ? { variable: last[1]! } : { start: 0, end: 0 };
  }
  const place = PLACE.exec(text);
  if (place) {
    const lines = new Lines(source);
    const [line, column, endLine = line, endColumn = column] = place
      .slice(1)
      .map((part) => part && Number(part) - 1);
    const offset = (at: unknown, of: unknown) => lines.offsetAt({ line: Number(at), column: Number(of) });
    return { start: offset(line, column), end: offset(endLine, endColumn) };
  }
  const start = NAME.test(text) ? -1 : source.lastIndexOf(text);
  return start < 0 ? { variable: text } : { start, end: start + text.length };
}
