/** Indices and lengths as a program gives them to the language's functions: converted once, then followed beside them. */
import { nativeMath } from './intrinsics.ts';
import { Traced } from './tape.ts';
import { toPrimitive } from './traced.ts';

/** An index or a length as a primitive, so that it is converted once. */
export function index(value: unknown): unknown {
  return Traced.plain(toPrimitive(value, 'number'));
}

/** The language's ToIntegerOrInfinity, for what it has accepted already. */
export function integer(value: unknown): number {
  return nativeMath.trunc(value as number) || 0;
}

/** Where a relative index leads in an array of so many elements; `missing` for undefined. */
export function relative(value: unknown, length: number, missing: number): number {
  if (value === undefined) return missing;
  const at = integer(value);
  return at < 0 ? nativeMath.max(length + at, 0) : nativeMath.min(at, length);
}
