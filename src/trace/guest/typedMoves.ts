/**
 * The methods of typed arrays that copy, write or order elements: the native one moves the numbers, and their rows
 * go the same way beside it.
 */
import { FloatArray, lengthOf } from './floats.ts';
import { index, integer, relative } from './indices.ts';
import { apply, isView, list, mapGet, mapSet, NativeMap, nativeMath } from './intrinsics.ts';
import { decidedFirst } from './natives.ts';
import { Traced } from './tape.ts';
import { markAll, noted, noting, replaceMethod, rowsOf } from './typedRows.ts';

export function replaceMoves(): void {
  replaceCopies();
  replaceWrites();
  replaceOrder();
}

/** What makes an array of the same elements, or a view of them. */
function replaceCopies(): void {
  replaceMethod('slice', (native, self, args) => {
    const length = lengthOf(self);
    const start = index(args[0]);
    const end = index(args[1]);
    const made = apply(native, self, [start, end]);
    const first = relative(start, length, 0);
    const count = nativeMath.max(0, relative(end, length, length) - first);
    const rows = rowsOf(self, first, count);
    if (rows !== undefined) markAll(made, 0, rows, count);
    return made;
  });
  replaceMethod('subarray', (native, self, args) => {
    const start = index(args[0]);
    return FloatArray.adopt(apply(native, self, [start, index(args[1])]) as object);
  });
  replaceMethod('with', (native, self, args) => {
    const at = index(args[0]);
    const written = list<number>();
    const made = FloatArray.adopt(apply(native, self, [at, noted(args[1], 0, written)]) as object);
    const length = lengthOf(self);
    markAll(made, 0, rowsOf(self, 0, length), length);
    const from = integer(at);
    markAll(made, from < 0 ? length + from : from, written, 1);
    return made;
  });
  replaceMethod('toReversed', (native, self, args) => {
    const made = FloatArray.adopt(apply(native, self, args) as object);
    const length = lengthOf(self);
    const rows = rowsOf(self, 0, length);
    if (rows !== undefined) markAll(made, 0, reversed(rows, length), length);
    return made;
  });
}

function reversed(entries: readonly number[], length: number): number[] {
  const turned = list<number>();
  for (let i = 0; i < length; i++) turned[i] = entries[length - 1 - i]!;
  return turned;
}

function replaceWrites(): void {
  replaceMethod('fill', (native, self, args) => {
    const rows = list<number>();
    const value = noted(args[0], 0, rows);
    const start = index(args[1]);
    const end = index(args[2]);
    apply(native, self, [value, start, end]);
    const length = lengthOf(self);
    const last = relative(end, length, length);
    for (let i = relative(start, length, 0); i < last; i++) markAll(self, i, rows, 1);
    return self;
  });
  replaceMethod('set', (native, self, args) => {
    const source = args[0];
    const offset = index(args[1]);
    const start = integer(offset);
    if (FloatArray.is(source)) {
      const count = lengthOf(source);
      const rows = rowsOf(source, 0, count);
      apply(native, self, [source, offset]);
      if (rows !== undefined || !FloatArray.isBlank(self)) markAll(self, start, rows, count);
      return;
    }
    if (typeof source !== 'object' || source === null || Traced.row(source) >= 0 || isView(source)) {
      apply(native, self, [Traced.plain(source), offset]);
      return;
    }
    const rows = list<number>();
    try {
      apply(native, self, [noting(source as Record<PropertyKey, unknown>, rows), offset]);
    } finally {
      // Where an element is refused, those before it have been written.
      markAll(self, start, rows, rows.length);
    }
  });
  replaceMethod('copyWithin', (native, self, args) => {
    const target = index(args[0]);
    const start = index(args[1]);
    const end = index(args[2]);
    const length = lengthOf(self);
    const from = relative(start, length, 0);
    const to = relative(target, length, 0);
    const count = nativeMath.min(relative(end, length, length) - from, length - to);
    const rows = count > 0 ? rowsOf(self, from, count) : undefined;
    apply(native, self, [target, start, end]);
    if (rows !== undefined) markAll(self, to, rows, count);
    return self;
  });
}

/** What puts the elements of the array itself, or of a copy, in another order. */
function replaceOrder(): void {
  replaceMethod('reverse', (native, self, args) => {
    if (FloatArray.isBlank(self)) return apply(native, self, args);
    const length = lengthOf(self);
    const entries = FloatArray.entries(self, 0, length);
    apply(native, self, args);
    FloatArray.restore(self, 0, reversed(entries, length));
    return self;
  });
  replaceMethod(
    'sort',
    (native, self, args) => {
      const sort = () => apply(native, self, decidedFirst(args));
      if (FloatArray.isBlank(self)) return sort();
      const length = lengthOf(self);
      const entries = FloatArray.entries(self, 0, length);
      const found = byValue(self, entries);
      sort();
      FloatArray.restore(self, 0, found(self));
      return self;
    },
    decidedFirst,
  );
  replaceMethod(
    'toSorted',
    (native, self, args) => {
      const made = FloatArray.adopt(apply(native, self, decidedFirst(args)) as object) as FloatArray;
      const length = lengthOf(self);
      const rows = rowsOf(self, 0, length);
      if (rows !== undefined) markAll(made, 0, byValue(self, rows)(made), length);
      return made;
    },
    decidedFirst,
  );
}

/** Finds what belongs to the elements of `array` again in another order of them. Equal ones keep theirs. */
function byValue(array: FloatArray, entries: readonly number[]): (sorted: FloatArray) => number[] {
  const queues = new NativeMap<unknown, number[]>();
  // A map does not tell the two zeros apart.
  const key = (value: number | undefined): unknown => (value === 0 && 1 / value < 0 ? '-0' : value);
  for (let i = 0; i < entries.length; i++) {
    let queue = mapGet(queues, key(array[i]));
    if (queue === undefined) {
      queue = list<number>();
      queue[0] = 1;
      mapSet(queues, key(array[i]), queue);
    }
    queue[queue.length] = entries[i]!;
  }
  return (sorted) => {
    const found = list<number>();
    for (let i = 0; i < entries.length; i++) {
      // The queue begins with the position of its next entry.
      const queue = mapGet(queues, key(sorted[i]));
      const next = queue === undefined ? undefined : queue[queue[0]!++];
      found[i] = next === undefined ? 0 : next;
    }
    return found;
  };
}
