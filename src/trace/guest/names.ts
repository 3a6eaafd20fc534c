/**
 * What numbers are called. A number that is given to a variable takes its name; an array or object gives its
 * elements theirs (`w[0]`, `net.V[1][2]`), and their plain numbers become leaves in place.
 *
 * A name is an id: below `firstDerived` one of the rewritten program's, from there on a pair (name, key) made here.
 * Names given nearer to the top level win, and among equals the first.
 */
import {
  dataOf,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isArray,
  isView,
  list,
  mapGet,
  mapSet,
  NativeMap,
  NativeUint8Array,
  NativeWeakMap,
  NativeWeakSet,
  ownKeys,
  weakGet,
  weakHas,
  weakSet,
} from './intrinsics.ts';
import * as tape from './tape.ts';
import { leaf, Traced } from './traced.ts';

/** The strength of a name that is given at the top level, and what a weak name has less. */
const STRONGEST = 255;
const WEAKNESS = 128;
/** Arrays and objects are named down to this depth, and only so many elements of one value. */
const MAX_DEPTH = 12;
const MAX_ELEMENTS = 200_000;

/** By name id: what the strength of the name begins with. */
let strengthOfName = new NativeUint8Array(0);
export let firstDerived = 0;
/** Of each derived name: the name it extends, and the key: an index, or `~k` for the k-th of `keys`. */
export const derivedParents = list<number>();
export const derivedKeys = list<number>();
export const keys = list<string>();
const keyIds = new NativeMap<string, number>();

/** The last value of each variable, by its name id; `NOTHING` before it has had one. */
export const lastValues = list<unknown>();
export const NOTHING = {};

interface Walked {
  strength: number;
  name: number;
}
const walked = new NativeWeakMap<object, Walked>();
/** Objects whose own keys may not be looked at, because looking runs the program's code. */
export const proxies = new NativeWeakSet<object>();

export function setNames(count: number, weakNames: readonly number[]): void {
  firstDerived = count;
  strengthOfName = new NativeUint8Array(count);
  for (let i = 0; i < count; i++) {
    strengthOfName[i] = STRONGEST;
    lastValues[i] = NOTHING;
  }
  for (let i = 0; i < weakNames.length; i++) strengthOfName[weakNames[i]!] = STRONGEST - WEAKNESS;
}

function derive(parent: number, key: number | string): number {
  const at = derivedParents.length;
  derivedParents[at] = parent;
  derivedKeys[at] = typeof key === 'number' ? key : ~keyId(key);
  return firstDerived + at;
}

/** The position of `key` in `keys`. */
export function keyId(key: string): number {
  let id = mapGet(keyIds, key);
  if (id === undefined) {
    id = keys.length;
    keys[id] = key;
    mapSet(keyIds, key, id);
  }
  return id;
}

/** Stronger near the top level; weak names come behind all others. Never 0, which is no name. */
function strengthOf(name: number): number {
  const strength = name < firstDerived ? strengthOfName[name]! : STRONGEST;
  return strength - tape.depth;
}

function nameRow(row: number, name: number, strength: number): void {
  if (strength > tape.strengths[row]!) tape.setName(row, name, strength);
}

/** Passes `value` on, named: a plain number as a new leaf. */
export function name(value: unknown, id: number, site: number): unknown {
  let result = value;
  if (typeof value === 'number') {
    const traced = leaf(value, site);
    if (id) nameRow(Traced.row(traced), id, strengthOf(id));
    result = traced;
  } else if (typeof value === 'object' && value !== null) {
    const row = Traced.row(value);
    if (row < 0) nameElements(value, id, strengthOf(id), site);
    else if (id) nameRow(row, id, strengthOf(id));
  }
  lastValues[id] = result;
  return result;
}

/** The same for the element `[key]` or `[key][key2]` of what is called `id`. */
export function nameAt(value: unknown, site: number, id: number, key: unknown, key2?: unknown): unknown {
  const row = Traced.row(value);
  if (typeof value !== 'number' && row < 0) return value;
  const strength = strengthOf(id);
  if (row >= 0 && tape.strengths[row]! >= strength) return value;
  let full = derive(id, keyOf(key));
  if (key2 !== undefined) full = derive(full, keyOf(key2));
  if (row >= 0) {
    nameRow(row, full, strength);
    return value;
  }
  const traced = leaf(value as number, site);
  nameRow(Traced.row(traced), full, strength);
  return traced;
}

function keyOf(key: unknown): number | string {
  const plain = Traced.plain(key);
  if (typeof plain === 'number') return isIndex(plain) ? plain : `${plain}`;
  return typeof plain === 'string' ? plain : '…';
}

function isIndex(key: number): boolean {
  return key >= 0 && key < 0x7fffffff && key % 1 === 0;
}

/** Can be looked through without running any code of the program. */
export function isTransparent(value: object): boolean {
  return typeof value === 'object' && !isView(value) && !weakHas(proxies, value);
}

/** Names the numbers in an array or object and in what it holds, level by level. */
function nameElements(root: object, rootName: number, rootStrength: number, site: number): void {
  const objects = list<object>();
  const names = list<number>();
  const depths = list<number>();
  objects[0] = root;
  names[0] = rootName;
  depths[0] = 0;
  let budget = MAX_ELEMENTS;
  let count = 1;
  for (let next = 0; next < count; next++) {
    const object = objects[next]!;
    const id = names[next]!;
    const depth = depths[next]!;
    const seen = weakGet(walked, object);
    if (seen !== undefined && seen.strength >= rootStrength) continue;
    weakSet(walked, object, { strength: rootStrength, name: id });
    if (!isTransparent(object)) continue;
    const array = isArray(object);
    const found = array ? undefined : ownKeys(object);
    const length = array ? object.length : found!.length;
    for (let i = 0; i < length && budget > 0; i++) {
      const key = array ? i : found![i]!;
      if (typeof key === 'symbol') continue;
      const descriptor = getOwnPropertyDescriptor(object, key);
      const element = dataOf(descriptor);
      budget -= 1;
      if (typeof element === 'number') {
        if (!descriptor!.writable) continue;
        const traced = leaf(element, site);
        if (id) nameRow(Traced.row(traced), derive(id, key), rootStrength);
        (object as Record<PropertyKey, unknown>)[key] = traced;
      } else if (typeof element === 'object' && element !== null) {
        const row = Traced.row(element);
        if (row < 0) {
          if (depth + 1 >= MAX_DEPTH || !isContainer(element)) continue;
          objects[count] = element;
          names[count] = id ? derive(id, key) : 0;
          depths[count] = depth + 1;
          count += 1;
        } else if (id && rootStrength > tape.strengths[row]!) nameRow(row, derive(id, key), rootStrength);
      }
    }
  }
}

/** Arrays and objects that are made of properties; not dates, maps, promises and other things with insides. */
function isContainer(value: object): boolean {
  if (!isTransparent(value)) return false;
  if (isArray(value)) return true;
  // Class instances and literals alike end in Object.prototype or null.
  for (let at = getPrototypeOf(value), steps = 0; steps < 16; steps++) {
    if (at === null || at === Object.prototype) return true;
    if (weakHas(proxies, at)) return false;
    at = getPrototypeOf(at);
  }
  return false;
}

/** The plain numbers among new elements of a named array become leaves; for `push` and its like. */
export function nameNew(array: object, index: number, value: unknown): unknown {
  if (typeof value !== 'number') return value;
  const seen = weakGet(walked, array);
  if (seen === undefined) return value;
  const traced = leaf(value, tape.runningSite());
  if (seen.name) nameRow(Traced.row(traced), derive(seen.name, index), strengthOf(seen.name));
  return traced;
}
