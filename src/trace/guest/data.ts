/**
 * Values as plain data: copies that the program cannot change any more, and texts that can be written in a program.
 * Runs no code of the program.
 */

import { FloatArray, lengthOf, typeOfArray } from './floats.ts';
import {
  arrayOf,
  charCodeAt,
  construct,
  dataOf,
  defineProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isArray,
  list,
  objectPrototype,
  ownKeys,
  stringify,
  typedArrays,
} from './intrinsics.ts';
import { isTransparent } from './names.ts';
import { Traced } from './tape.ts';

const MAX_DEPTH = 12;
/** What has a longer text is described instead. */
const MAX_TEXT = 2000;

let count = 0;

/** How many values have been copied. */
export function copied(): number {
  return count;
}

/** Numbers as plain ones, and arrays and plain objects of them anew; anything else is the same thing. */
export function copy(value: unknown, depth = 0): unknown {
  count += 1;
  const plain = Traced.plain(value);
  if (typeof plain !== 'object' || plain === null) return plain;
  const type = typeOfArray(plain);
  if (type !== undefined) return copyOfTyped(plain as Float64Array, type);
  if (depth > MAX_DEPTH || !isData(plain)) return plain;
  if (isArray(plain)) {
    const copies = list<unknown>();
    for (let i = 0; i < plain.length; i++)
      copies[i] = copy(dataOf(getOwnPropertyDescriptor(plain, i)), depth + 1);
    return arrayOf(copies);
  }
  const copies = {};
  const keys = ownKeys(plain);
  for (let i = 0; i < keys.length; i++) {
    const value = copy(dataOf(getOwnPropertyDescriptor(plain, keys[i]!)), depth + 1);
    defineProperty(copies, keys[i]!, {
      __proto__: null,
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    } as PropertyDescriptor);
  }
  return copies;
}

/** An array, or an object that is only made of properties. */
function isData(value: object): boolean {
  if (!isTransparent(value)) return false;
  const prototype = getPrototypeOf(value);
  return isArray(value) || prototype === objectPrototype || prototype === null;
}

function copyOfTyped(array: Float64Array, type: string): unknown {
  const length = lengthOf(array);
  const copies = FloatArray.adopt(construct(typedArrays[type]!, [length])) as Float64Array;
  for (let i = 0; i < length; i++) copies[i] = array[i]!;
  count += length;
  return copies;
}

/** The value as it is written in a program; undefined for what cannot be. */
export function literal(value: unknown): string | undefined {
  const text = write(value, 0);
  return text !== undefined && text.length <= MAX_TEXT ? text : undefined;
}

function write(value: unknown, depth: number): string | undefined {
  const plain = Traced.plain(value);
  switch (typeof plain) {
    case 'number':
      return plain === 0 && 1 / plain < 0 ? '-0' : `${plain}`;
    case 'string':
      return stringify(plain);
    case 'bigint':
      return `${plain}n`;
    case 'boolean':
    case 'undefined':
      return `${plain}`;
    case 'object':
      break;
    default:
      return undefined;
  }
  if (plain === null) return 'null';
  const type = typeOfArray(plain as object);
  if (type !== undefined) return writeTyped(plain as Float64Array, type);
  if (depth > MAX_DEPTH || !isData(plain as object)) return undefined;
  const array = isArray(plain);
  const keys = array ? undefined : ownKeys(plain as object);
  const length = array ? (plain as unknown[]).length : keys!.length;
  let text = '';
  for (let i = 0; i < length && text.length <= MAX_TEXT; i++) {
    const key = array ? i : keys![i]!;
    if (typeof key === 'symbol') return undefined;
    const element = write(dataOf(getOwnPropertyDescriptor(plain as object, key)), depth + 1);
    if (element === undefined) return undefined;
    const name = array ? '' : `${isWord(key as string) ? key : stringify(key)}: `;
    text += `${i > 0 ? ', ' : ''}${name}${element}`;
  }
  return array ? `[${text}]` : length === 0 ? '{}' : `{ ${text} }`;
}

function writeTyped(array: Float64Array, type: string): string | undefined {
  const length = lengthOf(array);
  let text = '';
  for (let i = 0; i < length; i++) {
    if (text.length > MAX_TEXT) return undefined;
    text += `${i > 0 ? ', ' : ''}${write(array[i], 0)}`;
  }
  return `new ${type}([${text}])`;
}

function isWord(key: string): boolean {
  for (let i = 0; i < key.length; i++) {
    const unit = charCodeAt(key, i);
    const isLetter = (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122) || unit === 95 || unit === 36;
    if (!isLetter && !(i > 0 && unit >= 48 && unit <= 57)) return false;
  }
  return key.length > 0;
}

/** What kind of thing it is, in words. */
export function kindOf(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return `a ${typeof value}`;
  const type = typeOfArray(value);
  if (type !== undefined) return `a ${type} of ${lengthOf(value)}`;
  if (isArray(value)) return `an array of ${value.length}`;
  const prototype = isTransparent(value) ? getPrototypeOf(value) : null;
  const maker = prototype && dataOf(getOwnPropertyDescriptor(prototype, 'constructor'));
  const name = typeof maker === 'function' ? dataOf(getOwnPropertyDescriptor(maker, 'name')) : undefined;
  return typeof name === 'string' && name !== '' && name !== 'Object' ? `a ${name}` : 'an object';
}
