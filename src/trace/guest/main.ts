/**
 * What runs in the sandbox before the user's program: it sets the world up and hands out the helpers that the
 * rewritten program calls, and afterwards packs what was recorded into typed arrays. The whole of `guest/` is
 * bundled into one script, whose value is the function `start`.
 */

import { ROOT_KINDS, TOKENS } from './codes.ts';
import {
  bufferOf,
  charCodeAt,
  dataOf,
  firstBytes,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isArray,
  list,
  NativeFloat64Array,
  NativeInt32Array,
  NativeUint16Array,
  NativeUint32Array,
  nativeMath,
  ownKeys,
} from './intrinsics.ts';
import * as names from './names.ts';
import { replaceNatives } from './natives.ts';
import * as operators from './operators.ts';
import * as scopes from './scopes.ts';
import * as tape from './tape.ts';
import { type Codes, calling, handing, setCodes, Traced } from './traced.ts';
import { buildWorld, output } from './world.ts';

/** What the host tells the guest before it starts. */
export interface GuestConfig {
  readonly codes: Codes;
  readonly names: number;
  readonly weakNames: readonly number[];
  readonly operations: number;
}

let probed: unknown;
let probeCount = 0;

/** Notes the value of the selected expression; the last one counts. */
function probe(value: unknown): unknown {
  probed = value;
  probeCount += 1;
  return value;
}

function kindOf(value: unknown): number {
  if (Traced.row(value) >= 0) return codeOf('traced');
  if (value === null || value === undefined) return codeOf('nothing');
  if (typeof value === 'object')
    return codeOf(names.isTransparent(value) && isArray(value) ? 'array' : 'object');
  return codeOf(typeof value);
}

/** The code of a kind; of a type that has none of its own, that of `other`. */
function codeOf(kind: string): number {
  for (let code = 0; code < ROOT_KINDS.length; code++) if (ROOT_KINDS[code] === kind) return code;
  return codeOf('other');
}

const MAX_DEPTH = 12;
const MAX_NUMBERS = 100_000;

/** Packs the last value of each variable: one token, its data, then its elements. */
function packVariables(): Float64Array {
  const out = list<number>();
  const put = (value: number): void => {
    out[out.length] = value;
  };
  let budget = MAX_NUMBERS;
  const path = list<object>();
  const isOpen = (value: object): boolean => {
    for (let i = 0; i < path.length; i++) if (path[i] === value) return true;
    return false;
  };
  const pack = (value: unknown): void => {
    const row = Traced.row(value);
    budget -= 1;
    if (row >= 0) {
      put(TOKENS.row);
      put(row);
    } else if (typeof value === 'number') {
      put(TOKENS.plain);
      put(value);
    } else if (
      typeof value !== 'object' ||
      value === null ||
      budget < 0 ||
      path.length >= MAX_DEPTH ||
      !names.isTransparent(value) ||
      isOpen(value)
    )
      put(TOKENS.other);
    else {
      path[path.length] = value;
      const entries = contentsOf(value);
      put(isArray(value) ? TOKENS.array : TOKENS.object);
      put(entries.length);
      for (let i = 0; i < entries.length; i++) {
        const { key, element } = entries[i]!;
        if (!isArray(value)) put(names.keyId(key));
        pack(element);
      }
      path.length -= 1;
    }
  };
  for (let id = 1; id < names.firstDerived; id++) {
    if (names.lastValues[id] === names.NOTHING) continue;
    put(id);
    pack(names.lastValues[id]);
  }
  return new NativeFloat64Array(out);
}

interface Entry {
  readonly key: string;
  readonly element: unknown;
}

/** The data in an object, read without running a getter. Holes in an array are undefined. */
function contentsOf(value: object): Entry[] {
  const entries = list<Entry>();
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

function numbers(...values: number[]): Float64Array {
  const column = new NativeFloat64Array(values.length);
  for (let i = 0; i < values.length; i++) column[i] = values[i]!;
  return column;
}

/** Strings as their UTF-16 code units, each with its length in front. */
export function packStrings(strings: readonly string[]): Uint16Array {
  const units = list<number>();
  for (let k = 0; k < strings.length; k++) {
    const text = strings[k]!;
    const length = nativeMath.min(text.length, 4000);
    units[units.length] = length;
    for (let i = 0; i < length; i++) units[units.length] = charCodeAt(text, i);
  }
  return new NativeUint16Array(units);
}

function dataProperty(object: object, key: string): unknown {
  for (let at: object | null = object, steps = 0; at !== null && steps < 16; steps++) {
    if (!names.isTransparent(at)) return undefined;
    const descriptor = getOwnPropertyDescriptor(at, key);
    if (descriptor !== undefined) return dataOf(descriptor);
    at = getPrototypeOf(at);
  }
  return undefined;
}

/** A thrown value as [name, message, stack], without calling anything of the program's. */
export function describe(thrown: unknown): Uint16Array {
  const plain = Traced.plain(thrown);
  if (typeof plain !== 'object' || plain === null)
    return packStrings([
      '',
      typeof plain === 'symbol' || typeof plain === 'function' ? typeof plain : `${plain as string}`,
      '',
    ]);
  const text = (key: string) => {
    const value = dataProperty(plain, key);
    return typeof value === 'string' ? value : '';
  };
  return packStrings([text('name'), text('message'), text('stack')]);
}

/** The first `count` elements of a column, each of so many bytes. */
function firstOf(column: ArrayBufferView, count: number, bytes: number): ArrayBuffer {
  return firstBytes(bufferOf(column), count * bytes);
}

/** The columns of the tape and all that belongs to them, cut to length. */
function finish(rootVariable: number): Record<string, ArrayBufferLike> {
  const hasRoot = rootVariable > 0 ? names.lastValues[rootVariable] !== names.NOTHING : probeCount > 0;
  const root = rootVariable > 0 ? names.lastValues[rootVariable] : probed;
  const variables = packVariables();
  return {
    root: bufferOf(numbers(hasRoot ? kindOf(root) : 0, Traced.row(root), probeCount)),
    codes: firstOf(tape.codes, tape.size, 1),
    values: firstOf(tape.values, tape.size, 8),
    sites: firstOf(tape.sites, tape.size, 4),
    scopes: firstOf(tape.scopes, tape.size, 4),
    names: firstOf(tape.names, tape.size, 4),
    operands: firstOf(tape.operands, tape.operandCount, 4),
    constants: firstOf(tape.constants, tape.constantCount, 8),
    scopeParents: firstOf(tape.scopeParents, tape.scopeCount, 4),
    scopeSites: firstOf(tape.scopeSites, tape.scopeCount, 4),
    scopeKinds: firstOf(tape.scopeKinds, tape.scopeCount, 1),
    derivedParents: bufferOf(new NativeUint32Array(names.derivedParents)),
    derivedKeys: bufferOf(new NativeInt32Array(names.derivedKeys)),
    keys: bufferOf(packStrings(names.keys)),
    variables: bufferOf(variables),
  };
}

export function start(config: GuestConfig): Record<string, unknown> {
  setCodes(config.codes);
  names.setNames(config.names, config.weakNames);
  tape.setLimit(config.operations);
  buildWorld();
  replaceNatives();
  const { add, sub, mul, div, mod, pow, neg, plain } = Traced;
  return {
    helpers: {
      __proto__: null,
      ...operators,
      ...scopes,
      ...{ add, sub, mul, div, mod, pow, neg, plain },
      ...{ name: names.name, nameAt: names.nameAt, probe, calling, handing },
    },
    finish,
    /** What stands between a run and its result: [over the limit of operations, site of the running scope]. */
    state: () => bufferOf(numbers(tape.isFull ? 1 : 0, tape.runningSite())),
    printed: () => bufferOf(packStrings([output])),
    describeThrown: (thrown: unknown) => bufferOf(describe(thrown)),
  };
}
