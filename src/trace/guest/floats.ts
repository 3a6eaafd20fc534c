/**
 * The rows of numbers that stand in float arrays. A `Float64Array` stays the language's own: its bytes are the truth,
 * and beside each buffer stands a shadow with the row of each element. A row counts only while the number in the
 * buffer is the row's value; whoever writes the bytes in another way thereby drops the trace.
 */
import {
  apply,
  bufferOf,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  is,
  list,
  NativeInt32Array,
  NativeWeakMap,
  nativeMath,
  resized,
  weakGet,
  weakSet,
} from './intrinsics.ts';
import * as tape from './tape.ts';
import { Traced } from './tape.ts';
import { FROUND, toPrimitive } from './traced.ts';

/** What the elements of a named array are called. */
export interface ElementNames {
  readonly strength: number;
  /** What the array is called; 0 for nothing. */
  readonly name: number;
  /** The row of a new leaf for the plain number at `index`; site 0 is where the array was named. */
  leaf(index: number, value: number, site: number): number;
  /** Names the row of the element at `index`. */
  give(index: number, row: number): void;
}

/** A named part of a buffer: the elements from `first` to before `end`. */
interface NamedRange {
  readonly first: number;
  readonly end: number;
  readonly names: ElementNames;
}

/** So many parts of one buffer are told apart by their names. */
const MAX_RANGES = 64;

/** What is known of a buffer's numbers of one width. */
class Shadow {
  readonly isSingle: boolean;
  /** By element: row + 1; or -site of the plain number that was written; or 0, which is nothing. */
  entries = new NativeInt32Array(0);
  /** How many entries there are; elements beyond have none. */
  size = 0;
  /** How many elements the arrays on this buffer had when they were made. */
  wanted = 0;
  ranges: NamedRange[] = list();

  constructor(isSingle: boolean) {
    this.isSingle = isSingle;
  }

  get(at: number): number {
    return at < this.size ? this.entries[at]! : 0;
  }

  set(at: number, entry: number): void {
    if (at >= this.size) {
      if (entry === 0) return;
      this.grow(at + 1);
    }
    this.entries[at] = entry;
  }

  private grow(size: number): void {
    const grown = nativeMath.max(size, this.wanted, 2 * this.size);
    this.entries = new NativeInt32Array(resized(bufferOf(this.entries), 4 * grown));
    this.size = grown;
  }

  /** The strongest of the named parts that the element is in, of equals the first. */
  rangeAt(at: number): NamedRange | undefined {
    let best: NamedRange | undefined;
    for (let i = 0; i < this.ranges.length; i++) {
      const range = this.ranges[i]!;
      if (at < range.first || at >= range.end) continue;
      if (best === undefined || range.names.strength > best.names.strength) best = range;
    }
    return best;
  }

  /** Whether elements from `first` to before `end` have a name of this strength already. */
  isNamed(first: number, end: number, strength: number): boolean {
    for (let i = 0; i < this.ranges.length; i++) {
      const range = this.ranges[i]!;
      if (range.first <= first && range.end >= end && range.names.strength >= strength) return true;
    }
    return false;
  }

  name(first: number, end: number, names: ElementNames): void {
    const { ranges } = this;
    let at = 0;
    while (at < ranges.length && (ranges[at]!.first !== first || ranges[at]!.end !== end)) at += 1;
    if (at < MAX_RANGES) ranges[at] = { first, end, names };
    // What has a row already takes the new name too, as the elements of an ordinary array do.
    for (let i = first; i < end && i < this.size; i++)
      if (this.entries[i]! > 0) names.give(i - first, this.entries[i]! - 1);
  }
}

/** The shadows of a buffer: of its doubles, and of its singles. */
const shadows = new NativeWeakMap<ArrayBuffer, { readonly doubles: Shadow; readonly singles: Shadow }>();

const typedArray = getPrototypeOf(Float64Array.prototype)!;
const getter = (key: PropertyKey) => getOwnPropertyDescriptor(typedArray, key)!.get as () => unknown;
const getTag = getter(Symbol.toStringTag);
const getLength = getter('length');
const getOffset = getter('byteOffset');

/** `'Float64Array'` and so on; undefined for what is no typed array. */
export function typeOfArray(value: object): string | undefined {
  return apply(getTag, value, []) as string | undefined;
}

/** The length of a typed array, 0 for one whose buffer is gone. The property itself can be replaced by a program. */
export function lengthOf(array: object): number {
  return apply(getLength, array, []) as number;
}

/** Object.is on numbers. */
function same(a: number, b: number): boolean {
  return a === b ? a !== 0 || 1 / a === 1 / b : is(a, b);
}

/** Lets a class put its private fields on an object that exists. */
class Marked {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: the fields of the derived class go onto this object
    return object;
  }
}

/** A float array, as the program's own object. The private fields are put onto it where it is made. */
export class FloatArray extends Marked {
  readonly #shadow: Shadow;
  /** The position in the buffer, in elements. */
  readonly #first: number;
  readonly [index: number]: number;

  private constructor(array: object, isSingle: boolean) {
    super(array);
    const buffer = bufferOf(array as ArrayBufferView);
    let both = weakGet(shadows, buffer);
    if (both === undefined) {
      both = { doubles: new Shadow(false), singles: new Shadow(true) };
      weakSet(shadows, buffer, both);
    }
    this.#shadow = isSingle ? both.singles : both.doubles;
    this.#first = (apply(getOffset, array, []) as number) / (isSingle ? 4 : 8);
    this.#shadow.wanted = nativeMath.max(this.#shadow.wanted, this.#first + lengthOf(array));
  }

  /** Takes a float array that was just made under its wing; passes any value on. */
  static adopt<T extends object>(made: T): T {
    if (#shadow in made) return made;
    const type = typeOfArray(made);
    if (type === 'Float64Array' || type === 'Float32Array') new FloatArray(made, type === 'Float32Array');
    return made;
  }

  static is(value: unknown): value is FloatArray {
    return typeof value === 'object' && value !== null && #shadow in value;
  }

  /** `object[key]`. An element comes with its row; a plain number of a named array becomes a leaf. */
  static load(object: Record<PropertyKey, unknown>, key: unknown): unknown {
    if (typeof object !== 'object' || object === null || !(#shadow in object)) return object[key as string];
    let index = key;
    if (typeof key !== 'number') {
      const property = Traced.plain(toPrimitive(key, 'string')) as string;
      if (!isIndex(property)) return object[property];
      index = +property;
    }
    const array = object as unknown as FloatArray;
    const value = array[index as number]!;
    // Beyond the end, or no index at all.
    if (typeof value !== 'number') return value;
    const shadow = array.#shadow;
    const at = array.#first + (index as number);
    const entry = at < shadow.size ? shadow.entries[at]! : 0;
    // Nearly always so; the rest is left to the slower way.
    if (entry > 0 && value !== 0 && tape.values[entry - 1] === value) return new Traced(entry - 1);
    const row = FloatArray.rowOf(array, index as number, value);
    return row < 0 ? value : new Traced(row);
  }

  /** `object[index] = value` for a number in a float array. False for anything else, where nothing is done. */
  static store(object: object, index: number, value: unknown, site: number): boolean {
    if (typeof object !== 'object' || object === null || !(#shadow in object)) return false;
    const array = object as FloatArray & { [index: number]: number };
    if (typeof value === 'number') {
      array[index] = value;
      // A write beyond the end goes nowhere.
      if (typeof array[index] === 'number') FloatArray.clear(array, index, site);
      return true;
    }
    const row = Traced.row(value);
    if (row < 0) return false;
    array[index] = tape.values[row]!;
    FloatArray.mark(array, index, row, site);
    return true;
  }

  /** The row of the element `value` at `index`, -1 for none; that of a new leaf where the array has a name. */
  static rowOf(array: FloatArray, index: number, value: number): number {
    const shadow = array.#shadow;
    const at = array.#first + index;
    const entry = shadow.get(at);
    if (entry > 0 && same(tape.values[entry - 1]!, value)) return entry - 1;
    if (shadow.ranges.length === 0) return -1;
    const range = shadow.rangeAt(at);
    if (range === undefined) return -1;
    const row = range.names.leaf(at - range.first, value, entry < 0 ? -entry : 0);
    if (!same(tape.values[row]!, value)) {
      // Overridden; the array rounds as it always does.
      (array as Record<number, number>)[index] = tape.values[row]!;
      tape.values[row] = array[index]!;
    }
    shadow.set(at, row + 1);
    return row;
  }

  /** The element as it is, with the row that it has already. */
  static peek(array: FloatArray, index: number): unknown {
    const row = FloatArray.rowAt(array, index);
    return row < 0 ? array[index] : new Traced(row);
  }

  /** The row that the element has already, -1 for none. */
  static rowAt(array: FloatArray, index: number): number {
    const entry = array.#shadow.get(array.#first + index);
    return entry > 0 && same(tape.values[entry - 1]!, array[index]!) ? entry - 1 : -1;
  }

  /** Notes that the number of `row` was written at `index`. One that a single cannot hold is rounded first, at its own site if at none. */
  static mark(array: FloatArray, index: number, row: number, site = 0): void {
    const shadow = array.#shadow;
    const value = array[index];
    if (typeof value !== 'number') return;
    let written = row;
    const exact = tape.values[row]!;
    if (value !== exact && !same(value, exact)) {
      if (!shadow.isSingle || !same(value, nativeMath.fround(exact))) return FloatArray.clear(array, index);
      written = tape.unary(FROUND, row, value, site);
    }
    const at = array.#first + index;
    shadow.set(at, written + 1);
    if (shadow.ranges.length === 0) return;
    const range = shadow.rangeAt(at);
    range?.names.give(at - range.first, written);
  }

  /** Notes that a plain number was written at `index`. */
  static clear(array: FloatArray, index: number, site = 0): void {
    const shadow = array.#shadow;
    const at = array.#first + index;
    if (shadow.size > at || shadow.ranges.length > 0) shadow.set(at, -site);
  }

  /** What is known of the elements from `start` on, for `restore` after they have moved. */
  static entries(array: FloatArray, start: number, count: number): number[] {
    const entries = list<number>();
    for (let i = 0; i < count; i++) {
      const row = FloatArray.rowAt(array, start + i);
      entries[i] = row >= 0 ? row + 1 : nativeMath.min(0, array.#shadow.get(array.#first + start + i));
    }
    return entries;
  }

  static restore(array: FloatArray, start: number, entries: readonly number[]): void {
    for (let i = 0; i < entries.length; i++) array.#shadow.set(array.#first + start + i, entries[i]!);
  }

  /** Whether nothing at all is known of the numbers in the array's buffer. */
  static isBlank(array: FloatArray): boolean {
    return array.#shadow.size === 0;
  }

  /** Whether a number in the array has a row. One whose number was written in another way since counts too. */
  static hasRows(array: FloatArray): boolean {
    const { entries, size } = array.#shadow;
    const end = nativeMath.min(size, array.#first + lengthOf(array));
    for (let at = array.#first; at < end; at++) if (entries[at]! > 0) return true;
    return false;
  }

  static isNamed(array: FloatArray, strength: number): boolean {
    return array.#shadow.isNamed(array.#first, array.#first + lengthOf(array), strength);
  }

  static giveNames(array: FloatArray, names: ElementNames): void {
    array.#shadow.name(array.#first, array.#first + lengthOf(array), names);
  }

  /** What the array is called by itself, and not as a part of another; 0 for nothing. */
  static nameOf(array: FloatArray): number {
    const { ranges } = array.#shadow;
    let name = 0;
    for (let i = 0; i < ranges.length; i++)
      if (ranges[i]!.first === array.#first) name ||= ranges[i]!.names.name;
    return name;
  }

  /** Whether plain numbers in the array are inputs. */
  static hasNames(array: FloatArray): boolean {
    return array.#shadow.ranges.length > 0;
  }
}

/** A key that leads to an element, as the program may write it: `'0'`, as `for (const i in w)` gives it. */
export function isIndex(key: unknown): boolean {
  if (typeof key === 'number') return true;
  return typeof key === 'string' && `${+key}` === key && +key >= 0;
}
