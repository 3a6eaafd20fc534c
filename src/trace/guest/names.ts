/**
 * What numbers are called. A number that is given to a variable takes its name; an array or object gives its
 * elements theirs (`w[0]`, `net.V[1][2]`), and their plain numbers become leaves in place.
 *
 * A name is an id: below `firstDerived` one of the rewritten program's, from there on a pair (name, key) made here.
 * Names given nearer to the top level win, and among equals the first.
 */
import { LOOKED_AT, STRENGTH } from './codes.ts';
import { type ElementNames, FloatArray } from './floats.ts';
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
  objectPrototype,
  ownKeys,
  weakGet,
  weakHas,
  weakSet,
} from './intrinsics.ts';
import * as tape from './tape.ts';
import { Traced } from './tape.ts';
import { nameTensor, TensorBase } from './tensors.ts';
import { leaf } from './traced.ts';

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
/** How many rows there were when it was given. A variable that an expression was given to later has that value. */
export const lastSizes = list<number>();
/** The variable of which every value is wanted, and who hears of a value that is about to be replaced. */
let watched = -1;
let onReplaced: (old: unknown) => void = () => {};

export function watch(id: number, heard: (old: unknown) => void): void {
  watched = id;
  onReplaced = heard;
}

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
    strengthOfName[i] = STRENGTH.most;
    lastValues[i] = NOTHING;
  }
  for (let i = 0; i < weakNames.length; i++)
    strengthOfName[weakNames[i]!] = STRENGTH.most - STRENGTH.weakness;
}

function derive(parent: number, key: number | string): number {
  const at = derivedParents.length;
  derivedParents[at] = parent;
  derivedKeys[at] = typeof key === 'number' ? key : ~keyId(key);
  return firstDerived + at;
}

/** The name of what the program has no variable for: `dense_1.kernel`. */
export function pathName(path: readonly string[]): number {
  let name = 0;
  for (let i = 0; i < path.length; i++) {
    const text = `${name}.${path[i]!}`;
    let extended = mapGet(pathNames, text);
    if (extended === undefined) {
      extended = derive(name, path[i]!);
      mapSet(pathNames, text, extended);
    }
    name = extended;
  }
  return name;
}

const pathNames = new NativeMap<string, number>();

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
  const strength = name < firstDerived ? strengthOfName[name]! : STRENGTH.most;
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
    const tensor = TensorBase.state(value);
    if (tensor !== undefined) nameTensor(tensor, id, strengthOf(id));
    else if (FloatArray.is(value)) nameFloats(value, id, strengthOf(id), site);
    else if (row < 0) nameElements(value, id, strengthOf(id), site);
    else if (id) nameRow(row, id, strengthOf(id));
  }
  if (tape.keepsAssignments && id) noteAssignment(result, id, site);
  if (id === watched && lastValues[id] !== NOTHING) onReplaced(lastValues[id]);
  lastValues[id] = result;
  lastSizes[id] = tape.size;
  return result;
}

/** The running function's `this`, for the debugger alone. */
export function noteThis(value: unknown, id: number, site: number): void {
  if (tape.keepsAssignments) noteAssignment(value, id, site);
}

function noteAssignment(value: unknown, id: number, site: number): void {
  const row = Traced.row(value);
  if (row >= 0) tape.give(site, id, row);
  else if (typeof value === 'object' && value !== null) {
    const name = FloatArray.is(value) ? FloatArray.nameOf(value) : weakGet(walked, value)?.name;
    if (name) tape.giveAlias(site, id, name);
  }
}

/** The same for the element `[key]` or `[key][key2]` of what is called `id`. */
export function nameAt(value: unknown, site: number, id: number, key: unknown, key2?: unknown): unknown {
  const row = Traced.row(value);
  const holdsElements = row < 0 && typeof value === 'object' && value !== null;
  if (typeof value !== 'number' && row < 0 && !holdsElements) return value;
  const strength = strengthOf(id);
  if (row >= 0 && tape.strengths[row]! >= strength) return value;
  let full = derive(id, keyOf(key));
  if (key2 !== undefined) full = derive(full, keyOf(key2));
  if (holdsElements) {
    nameContents(value, full, strength, site);
    return value;
  }
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
  return (
    typeof value === 'object' &&
    !isView(value) &&
    !weakHas(proxies, value) &&
    TensorBase.state(value) === undefined
  );
}

/** Names the numbers in what is no number itself. */
function nameContents(value: object, id: number, strength: number, site: number): void {
  const tensor = TensorBase.state(value);
  if (tensor !== undefined) nameTensor(tensor, id, strength);
  else if (FloatArray.is(value)) nameFloats(value, id, strength, site);
  else if (isContainer(value)) nameElements(value, id, strength, site);
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
      if (typeof key === 'symbol' || LOOKED_AT[key]) continue;
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
        const tensor = TensorBase.state(element);
        if (tensor !== undefined) nameTensor(tensor, id ? derive(id, key) : 0, rootStrength);
        else if (row < 0) {
          if (FloatArray.is(element)) {
            nameFloats(element, id ? derive(id, key) : 0, rootStrength, site);
            continue;
          }
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

/** What the elements of a named float array are called. They become leaves one by one, when they are read. */
class FloatNames implements ElementNames {
  readonly strength: number;
  readonly name: number;
  private readonly site: number;
  private readonly scope: number;

  constructor(name: number, strength: number, site: number) {
    this.name = name;
    this.strength = strength;
    this.site = site;
    this.scope = tape.pinnedScope();
  }

  leaf(index: number, value: number, site: number): number {
    // It is an input from the moment that its array was named, or from when it was written.
    const here = tape.runningScope();
    if (site === 0) tape.goTo(this.scope);
    const row = tape.leaf(value, site || this.site);
    tape.goTo(here);
    if (this.name) nameRow(row, derive(this.name, index), this.strength);
    return row;
  }

  give(index: number, row: number): void {
    if (this.name && this.strength > tape.strengths[row]!)
      nameRow(row, derive(this.name, index), this.strength);
  }
}

function nameFloats(array: FloatArray, id: number, strength: number, site: number): void {
  if (!FloatArray.isNamed(array, strength)) FloatArray.giveNames(array, new FloatNames(id, strength, site));
}

/** Arrays and objects that are made of properties; not dates, maps, promises and other things with insides. */
function isContainer(value: object): boolean {
  if (!isTransparent(value)) return false;
  if (isArray(value)) return true;
  // Class instances and literals alike end in Object.prototype or null.
  for (let at = getPrototypeOf(value), steps = 0; steps < 16; steps++) {
    if (at === null || at === objectPrototype) return true;
    if (weakHas(proxies, at)) return false;
    at = getPrototypeOf(at);
  }
  return false;
}

/** Whether plain numbers in the array are inputs. */
export function isNamed(array: object): boolean {
  return weakGet(walked, array) !== undefined;
}

/** The plain numbers among new elements of a named array become leaves; for `push` and its like. */
export function nameNew(array: object, index: number, value: unknown): unknown {
  if (typeof value !== 'number' && (typeof value !== 'object' || value === null)) return value;
  const seen = weakGet(walked, array);
  if (seen === undefined || Traced.row(value) >= 0) return value;
  if (typeof value === 'object') {
    const id = seen.name ? derive(seen.name, index) : 0;
    nameContents(value, id, strengthOf(seen.name), tape.runningSite());
    return value;
  }
  const traced = leaf(value, tape.runningSite());
  if (seen.name) nameRow(Traced.row(traced), derive(seen.name, index), strengthOf(seen.name));
  return traced;
}
