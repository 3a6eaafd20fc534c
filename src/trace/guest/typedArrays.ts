/**
 * Constructors, callbacks and iterators of typed arrays, where a trace goes on: the native one does its work on plain
 * numbers, and the rows of a float array's elements go the same way beside it (floats.ts). What moves elements is in
 * typedMoves.ts.
 */
import { FloatArray, lengthOf } from './floats.ts';
import { index, integer } from './indices.ts';
import { apply, bare, construct, isView, list, NativeProxy } from './intrinsics.ts';
import {
  type Callback,
  type Constructor,
  decidedFirst,
  plainAll,
  replace,
  replaceConstructor,
} from './natives.ts';
import { Traced } from './tape.ts';
import { replaceMoves } from './typedMoves.ts';
import { markAll, noted, noting, prototype, replaceMethod, rowsOf, TypedArray } from './typedRows.ts';

const { values: nativeValues } = prototype as Float64Array;
const { values: arrayValues, entries: arrayEntries } = Array.prototype;
/** Each fails on what is no buffer of its kind. */
const byteLengths = [ArrayBuffer, SharedArrayBuffer].map(
  ({ prototype }) => Object.getOwnPropertyDescriptor(prototype, 'byteLength')!.get!,
);

export function replaceTypedArrays(): void {
  for (const name of [
    'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array',
    'Float16Array', 'BigInt64Array', 'BigUint64Array',
  ]) // biome-ignore format: a list
    replaceConstructor(name, plainAll);
  for (const name of ['Float64Array', 'Float32Array'])
    replaceConstructor(name, (args) => args, undefined, makeFloats);
  replaceStatics();
  replaceCallbacks();
  replaceSearches();
  replaceMoves();
  replaceIterators();
  replaceApply();
}

function isBuffer(value: object): boolean {
  for (let i = 0; i < byteLengths.length; i++)
    try {
      apply(byteLengths[i]!, value, []);
      return true;
    } catch {}
  return false;
}

/** `new Float64Array(…)`: of a length, a buffer, another array, an iterable or an array-like. */
function makeFloats(native: Constructor, args: unknown[], target: Constructor): object {
  const source = bare(args)[0] as Record<PropertyKey, unknown>;
  const make = (seen: unknown[]) => FloatArray.adopt(construct(native, seen, target) as object);
  if (typeof source !== 'object' || source === null || Traced.row(source) >= 0) return make(plainAll(args));
  if (isView(source) || isBuffer(source)) {
    const made = make(plainAll(args));
    if (FloatArray.is(source)) {
      const count = lengthOf(source);
      const rows = rowsOf(source, 0, count);
      if (rows !== undefined) markAll(made, 0, rows, count);
    }
    return made;
  }
  const rows = list<number>();
  const iterator = source[Symbol.iterator];
  let seen: unknown;
  if (iterator === undefined || iterator === null) seen = noting(source, rows);
  else if (typeof iterator !== 'function') return make(args);
  else {
    const values = [...{ [Symbol.iterator]: () => apply(iterator, source, []) as Iterator<unknown> }];
    const numbers = list<unknown>();
    for (let i = 0; i < values.length; i++) numbers[i] = noted(values[i], i, rows);
    seen = numbers;
  }
  const made = make([seen]);
  markAll(made, 0, rows, rows.length);
  return made;
}

function replaceStatics(): void {
  replace(
    TypedArray,
    'from',
    (native) =>
      function (source, mapper, self) {
        if (mapper !== undefined && typeof mapper !== 'function')
          return apply(native, this, [source, mapper]);
        const rows = list<number>();
        const noting = function (this: unknown, value: unknown, at: number): unknown {
          const mapped = mapper === undefined ? value : apply(mapper as Callback, this, [value, at]);
          return noted(mapped, at, rows);
        };
        const made = apply(native, this, [source, noting, self]);
        markAll(made, 0, rows, rows.length);
        return made;
      },
  );
  replace(
    TypedArray,
    'of',
    (native) =>
      function (...items) {
        const rows = list<number>();
        for (let i = 0; i < items.length; i++) {
          rows[i] = Traced.row(items[i]);
          items[i] = Traced.plain(items[i]);
        }
        const made = apply(native, this, items);
        markAll(made, 0, rows, rows.length);
        return made;
      },
  );
}

/** The callback of a method on a float array: called with the elements as they are traced. */
function withElements(
  self: FloatArray,
  args: unknown[],
  each: (result: unknown, element: unknown, at: number) => unknown,
): unknown[] {
  const callback = args[0];
  if (typeof callback !== 'function') return args;
  args[0] = function (this: unknown, _: unknown, at: number, array: unknown): unknown {
    const element = FloatArray.load(self as never, at);
    return each(apply(callback, this, [element, at, array]), element, at);
  };
  return args;
}

function replaceCallbacks(): void {
  for (const name of ['every', 'findIndex', 'findLastIndex', 'forEach', 'some'])
    replaceMethod(
      name,
      (native, self, args) => apply(native, self, withElements(self, args, Traced.plain)),
      decidedFirst,
    );
  for (const name of ['find', 'findLast'])
    replaceMethod(
      name,
      (native, self, args) => {
        let found: unknown;
        const seen = withElements(self, args, (result, element) => {
          found = element;
          return Traced.plain(result);
        });
        return apply(native, self, seen) === undefined ? undefined : found;
      },
      decidedFirst,
    );
  replaceMethod(
    'filter',
    (native, self, args) => {
      const rows = list<number>();
      const seen = withElements(self, args, (result, element) => {
        const isKept = Traced.plain(result);
        if (isKept) rows[rows.length] = Traced.row(element);
        return isKept;
      });
      const made = apply(native, self, seen);
      markAll(made, 0, rows, rows.length);
      return made;
    },
    decidedFirst,
  );
  replaceMethod(
    'map',
    (native, self, args) => {
      const rows = list<number>();
      const made = apply(
        native,
        self,
        withElements(self, args, (result, _, at) => noted(result, at, rows)),
      );
      markAll(made, 0, rows, rows.length);
      return made;
    },
    (args) => args,
  );
  for (const [name, isLeft] of [
    ['reduce', true],
    ['reduceRight', false],
  ] as const)
    replaceMethod(
      name,
      (native, self, args) => {
        const callback = args[0];
        if (typeof callback !== 'function') return apply(native, self, args);
        const first = isLeft ? 0 : lengthOf(self) - 1;
        let isStarted = args.length > 1;
        args[0] = (sum: unknown, _: unknown, at: number, array: unknown): unknown => {
          const before = isStarted ? sum : FloatArray.load(self as never, first);
          isStarted = true;
          return apply(callback, undefined, [before, FloatArray.load(self as never, at), at, array]);
        };
        const result = apply(native, self, args);
        return isStarted ? result : FloatArray.load(self as never, first);
      },
      (args) => args,
    );
}

function replaceSearches(): void {
  for (const name of ['includes', 'indexOf', 'lastIndexOf'])
    replaceMethod(name, (native, self, args) => apply(native, self, plainAll(args)));
  replaceMethod('at', (native, self, args) => {
    const at = index(args[0]);
    const value = apply(native, self, [at]);
    if (typeof value !== 'number') return value;
    const from = integer(at);
    return FloatArray.load(self as never, from < 0 ? lengthOf(self) + from : from);
  });
}

/** A float array as the language's iterators of ordinary arrays see it: with traced elements. */
function iterable(array: FloatArray): unknown[] {
  const get = (_: object, key: PropertyKey): unknown => {
    if (key !== 'length') return FloatArray.load(array as never, key);
    // Fails where the buffer is gone.
    apply(nativeValues, array, []);
    return lengthOf(array);
  };
  return new NativeProxy(list(), { __proto__: null, get } as ProxyHandler<unknown[]>);
}

function replaceIterators(): void {
  replaceMethod('entries', (native, self) => {
    apply(native, self, []);
    return apply(arrayEntries, iterable(self), []);
  });
  replaceMethod('values', (native, self) => {
    apply(native, self, []);
    return apply(arrayValues, iterable(self), []);
  });
  const { values } = prototype as Float64Array;
  Object.defineProperty(prototype, Symbol.iterator, {
    value: values,
    writable: true,
    enumerable: false,
    configurable: true,
  });
}

/** `Math.max.apply(null, w)`. */
function replaceApply(): void {
  const elements = (args: unknown): unknown => {
    if (!FloatArray.is(args)) return args;
    const copy = list<unknown>();
    for (let i = 0, { length } = { length: lengthOf(args) }; i < length; i++)
      copy[i] = FloatArray.load(args as never, i);
    return copy;
  };
  replace(
    Function.prototype,
    'apply',
    (native) =>
      function (self, args) {
        return apply(native, this, [self, elements(args)]);
      },
  );
  replace(Reflect, 'apply', (native) => (...args) => {
    if (args.length > 2) args[2] = elements(args[2]);
    return apply(native, undefined, args);
  });
}
