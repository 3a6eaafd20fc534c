/** The lines of a tensor along one of its axes. */
import type { Shape } from './tensor.ts';
import { sizeOf } from './tensor.ts';

/** Throws RangeError where `shape` has no such axis. */
export function checkAxis(shape: Shape, axis: number): void {
  if (!(axis >= 0 && axis < shape.length)) throw new RangeError(`there is no axis ${axis}`);
}

/** Calls `visit` with the place of the first element of each line and how far apart its elements are, in row-major order. */
export function forEachLine(
  shape: Shape,
  axis: number,
  visit: (start: number, step: number, line: number) => void,
): void {
  const step = sizeOf(shape.slice(axis + 1));
  const outer = sizeOf(shape.slice(0, axis));
  const length = shape[axis]!;
  let line = 0;
  for (let i = 0; i < outer; i++) for (let j = 0; j < step; j++) visit(i * length * step + j, step, line++);
}
