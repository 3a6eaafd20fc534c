/** Packs values into numbers: one token, its data, then what it contains. Runs no code of the program. */
import { TOKENS } from './codes.ts';
import { FloatArray, lengthOf, typeOfArray } from './floats.ts';
import { dataOf, getOwnPropertyDescriptor, isArray, list, ownKeys } from './intrinsics.ts';
import { isTransparent, keyId } from './names.ts';
import { Traced } from './tape.ts';
import { rowOf, TensorBase } from './tensors.ts';

const MAX_DEPTH = 12;
/** The most numbers that are packed of one thing; what lies beyond is `other`. */
export const MAX_NUMBERS = 100_000;

/** Packs values one after the other, as many numbers as its budget has. */
export class Packer {
  readonly out: number[] = list<number>();
  budget: number;
  /** The objects that the value being packed is in. */
  readonly #path = list<object>();

  constructor(budget: number) {
    this.budget = budget;
  }

  put(value: number): void {
    this.out[this.out.length] = value;
  }

  pack(value: unknown): void {
    const row = Traced.row(value);
    this.budget -= 1;
    if (row >= 0) {
      this.put(TOKENS.row);
      this.put(row);
    } else if (typeof value === 'number') {
      this.put(TOKENS.plain);
      this.put(value);
    } else if (TensorBase.state(value) !== undefined) {
      this.put(TOKENS.tensor);
      this.put(rowOf(TensorBase.state(value)!));
    } else if (
      typeof value !== 'object' ||
      value === null ||
      this.budget < 0 ||
      this.#path.length >= MAX_DEPTH ||
      !(isTransparent(value) || isList(value)) ||
      this.#isOpen(value)
    )
      this.put(TOKENS.other);
    else {
      this.#path[this.#path.length] = value;
      const entries = contentsOf(value);
      const array = isList(value);
      this.put(array ? TOKENS.array : TOKENS.object);
      this.put(entries.length);
      for (let i = 0; i < entries.length; i++) {
        const { key, element } = entries[i]!;
        if (!array) this.put(keyId(key));
        this.pack(element);
      }
      this.#path.length -= 1;
    }
  }

  #isOpen(value: object): boolean {
    for (let i = 0; i < this.#path.length; i++) if (this.#path[i] === value) return true;
    return false;
  }
}

/** An array, or a typed array. */
export function isList(value: object): boolean {
  return typeOfArray(value) !== undefined || (isTransparent(value) && isArray(value));
}

interface Entry {
  readonly key: string;
  readonly element: unknown;
}

/** The data in an object, read without running a getter. Holes in an array are undefined. */
export function contentsOf(value: object): Entry[] {
  const entries = list<Entry>();
  if (typeOfArray(value) !== undefined) {
    const isFloat = FloatArray.is(value);
    const length = lengthOf(value);
    for (let i = 0; i < length && i < MAX_NUMBERS; i++)
      entries[i] = { key: '', element: isFloat ? FloatArray.peek(value, i) : (value as unknown[])[i] };
    return entries;
  }
  if (isArray(value)) {
    for (let i = 0; i < value.length && i < MAX_NUMBERS; i++)
      entries[i] = { key: '', element: dataOf(getOwnPropertyDescriptor(value, i)) };
    return entries;
  }
  const found = ownKeys(value);
  for (let i = 0; i < found.length; i++) {
    const key = found[i]!;
    const element = dataOf(getOwnPropertyDescriptor(value, key));
    if (typeof key === 'string' && element !== undefined && typeof element !== 'function')
      entries[entries.length] = { key, element };
  }
  return entries;
}
