/**
 * Reading and writing `object[key]` in a program that uses float arrays, whose elements are bytes and cannot hold a
 * traced number themselves. On any other object these do what the language does.
 */
import { FloatArray, isIndex } from './floats.ts';
import { reflectSet, toObject } from './intrinsics.ts';
import { nameAt } from './names.ts';
import type { Place } from './operators.ts';
import { Traced } from './tape.ts';
import { toPrimitive } from './traced.ts';

/** Any object that a program writes `[…]` behind. */
type Indexed = Record<PropertyKey, unknown>;

export const { load } = FloatArray;

type Write = (object: Indexed, key: unknown, value: unknown) => void;

/** What is in strict mode here. */
const write: Write = (object, key, value) => {
  object[key as string] = value;
};

/** Outside of strict mode a write that fails is silent. */
const writeSloppily: Write = (object, key, value) => {
  if (object === null || object === undefined) write(object, key, value);
  else reflectSet(toObject(object), key as string, value, object);
};

/** `object[key] = value`; the keys after `id` lead to the element of that name. */
type Store = (
  object: Indexed,
  key: unknown,
  value: unknown,
  site: number,
  id?: number,
  key1?: unknown,
  key2?: unknown,
) => unknown;

function storing(write: Write): Store {
  return (object, key, value, site, id = 0, key1, key2) =>
    typeof key === 'number' && FloatArray.store(object, key, value, site)
      ? value
      : storeAs(write, object, key, value, site, id, key1, key2);
}

export const store = storing(write);
/** The same outside of strict mode. */
export const storeSloppily = storing(writeSloppily);

function storeAs(
  write: Write,
  object: Indexed,
  key: unknown,
  value: unknown,
  site: number,
  id: number,
  key1: unknown,
  key2: unknown,
): unknown {
  if (FloatArray.is(object)) {
    const property = typeof key === 'number' ? key : Traced.plain(toPrimitive(key, 'string'));
    if (isIndex(property)) storeConverted(object, +(property as string), value, site);
    else write(object as unknown as Indexed, property, value);
    return value;
  }
  const named = id ? nameAt(value, site, id, key1, key2) : value;
  write(object, key, named);
  return named;
}

/** What is no number is converted, or refused, by the language. */
function storeConverted(array: FloatArray, at: number, value: unknown, site: number): void {
  const primitive = toPrimitive(value, 'number');
  if (FloatArray.store(array, at, primitive, site)) return;
  (array as unknown as Indexed)[at] = primitive;
  if (typeof array[at] === 'number') FloatArray.clear(array, at, site);
}

/** A place `object[key]` as one that can be assigned to in any way: `[w[0], w[1]] = …`, `w[i] ??= …`. */
class Slot {
  readonly #object: Indexed;
  readonly #key: unknown;
  readonly #site: number;
  readonly #isStrict: boolean;

  constructor(object: Indexed, key: unknown, site: number, isStrict: boolean) {
    this.#object = object;
    this.#key = key;
    this.#site = site;
    this.#isStrict = isStrict;
  }

  get value(): unknown {
    return load(this.#object, this.#key);
  }

  set value(value: unknown) {
    if (this.#isStrict) store(this.#object, this.#key, value, this.#site);
    else storeSloppily(this.#object, this.#key, value, this.#site);
  }
}

export function slot(object: Indexed, key: unknown, site: number): Slot {
  return new Slot(object, key, site, true);
}

export function slotSloppily(object: Indexed, key: unknown, site: number): Slot {
  return new Slot(object, key, site, false);
}

/** `object[key]`, evaluated once, with what it held then; for `w[i] *= …` and `w[i]++`. */
export function element(object: Indexed, key: unknown, site: number): Place {
  return placeOf(object, key, site, store);
}

export function elementSloppily(object: Indexed, key: unknown, site: number): Place {
  return placeOf(object, key, site, storeSloppily);
}

function placeOf(object: Indexed, key: unknown, site: number, write: Store): Place {
  // Nothing has no properties; the language says so in its own words.
  if (object === null || object === undefined)
    return { value: (object as Indexed)[key as string], write: () => {} };
  const property = typeof key === 'number' ? key : Traced.plain(toPrimitive(key, 'string'));
  return {
    value: load(object, property),
    write: (value) => {
      write(object, property, value, site);
    },
  };
}
