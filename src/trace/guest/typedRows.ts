/** What the functions of typed arrays share: the rows of their elements, and how a method is replaced. */
import { FloatArray, lengthOf } from './floats.ts';
import { index } from './indices.ts';
import { apply, bare, getPrototypeOf, list, NativeProxy } from './intrinsics.ts';
import { type Callback, plainAll, replace } from './natives.ts';
import { Traced } from './tape.ts';
import { toPrimitive } from './traced.ts';

export const TypedArray = getPrototypeOf(Int8Array) as object & { prototype: object };
export const { prototype } = TypedArray;

/** By position: the row of a traced number, -1 for another. */
export type Rows = number[];

/** The number that the language would make of `value`, and its row noted at `index`. What is refused stays as it is. */
export function noted(value: unknown, index: number, rows: Rows): unknown {
  const primitive = typeof value === 'number' ? value : toPrimitive(value, 'number');
  rows[index] = Traced.row(primitive);
  return Traced.plain(primitive);
}

/** The rows of elements that are copied: undefined where there are none at all. */
export function rowsOf(array: FloatArray, start: number, count: number): Rows | undefined {
  if (FloatArray.isBlank(array) && !FloatArray.hasNames(array)) return undefined;
  const rows = list<number>();
  for (let i = 0; i < count; i++) {
    const value = array[start + i];
    rows[i] = typeof value === 'number' ? FloatArray.rowOf(array, start + i, value) : -1;
  }
  return rows;
}

export function markAll(target: unknown, start: number, rows: Rows | undefined, count: number): void {
  if (!FloatArray.is(target)) return;
  for (let i = 0; i < count; i++)
    if (rows !== undefined && rows[i]! >= 0) FloatArray.mark(target, start + i, rows[i]!);
    else FloatArray.clear(target, start + i);
}

/** Stands for `source` where the language reads elements of an array-like, and notes their rows. */
export function noting(source: Record<PropertyKey, unknown>, rows: Rows): object {
  const get = (_: object, key: PropertyKey): unknown => {
    // Has been asked for already, and there is none.
    if (key === Symbol.iterator) return undefined;
    if (key === 'length') return index(source.length);
    return noted(source[key], +(key as string), rows);
  };
  return new NativeProxy(list(), { __proto__: null, get } as ProxyHandler<object>);
}

export type Method = (native: Callback, self: FloatArray, args: unknown[]) => unknown;

/** Replaces a method; `onFloats` is what it does on a float array, `seen` how it sees its arguments on another. */
export function replaceMethod(
  name: string,
  onFloats: Method,
  seen: (args: unknown[]) => unknown[] = plainAll,
): void {
  replace(
    prototype,
    name,
    (native) =>
      function (...args) {
        // Nothing is moved in an empty array; and the native one refuses one that is detached before it looks at the rest.
        return FloatArray.is(this) && lengthOf(this) > 0
          ? onFloats(native, this, bare(args))
          : apply(native, this, seen(args));
      },
  );
}
