/**
 * What runs in the sandbox before the user's program: it sets the world up and hands out the helpers that the
 * rewritten program calls, and afterwards packs what was recorded into typed arrays. The whole of `guest/` is
 * bundled into one script, whose value is the function `start`.
 */

import { batchReport, setBatch } from './batch.ts';
import * as call from './call.ts';
import { enterFrameFrom, enterFrom, made, making, packCallSites } from './callSites.ts';
import * as elements from './elements.ts';
import { conclude, packEvaluations, probe, watchEvaluations } from './evaluations.ts';
import {
  bufferOf,
  charCodeAt,
  dataOf,
  firstBytes,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  list,
  NativeFloat64Array,
  NativeInt32Array,
  NativeUint16Array,
  NativeUint32Array,
  nativeMath,
  ownKeys,
} from './intrinsics.ts';
import { replaceKeyed } from './keyed.ts';
import * as modules from './modules.ts';
import * as names from './names.ts';
import { replaceNatives } from './natives.ts';
import * as operators from './operators.ts';
import { MAX_NUMBERS, Packer } from './pack.ts';
import { replaceProxy } from './proxies.ts';
import { setQueue } from './queue.ts';
import * as scopes from './scopes.ts';
import * as tape from './tape.ts';
import { Traced } from './tape.ts';
import { core, representedBy, type TensorHost } from './tensors.ts';
import { arithmetic, type Codes, calling, handing, setCodes } from './traced.ts';
import { replaceTypedArrays } from './typedArrays.ts';
import { buildWorld, output } from './world.ts';

/** What the host tells the guest before it starts. */
export interface GuestConfig {
  readonly codes: Codes;
  readonly names: number;
  readonly weakNames: readonly number[];
  readonly operations: number;
  /** The variable that is selected, by its name id; 0 for an expression. */
  readonly rootVariable: number;
  /** The first evaluation that is to be kept, from 0. */
  readonly firstEvaluation: number;
  /** Other numbers for leaves: their rows, ascending, and the numbers as text, because JSON has not all of them. */
  readonly overrides: readonly { readonly row: number; readonly text: string }[];
  /** Whether it is recorded what each variable is given. */
  readonly assignments: boolean;
  readonly modules: modules.ModulesConfig;
  /** What a person gave of the batch of a network; see `setBatch`. */
  readonly batch: readonly unknown[];
}

/** Packs the last value of each variable behind its id and the number of rows that there were then. */
function packVariables(): Float64Array {
  const packer = new Packer(MAX_NUMBERS);
  for (let id = 1; id < names.firstDerived; id++) {
    if (names.lastValues[id] === names.NOTHING) continue;
    packer.put(id);
    packer.put(names.lastSizes[id]!);
    packer.pack(names.lastValues[id]);
  }
  return new NativeFloat64Array(packer.out);
}

function numbers(...values: number[]): Float64Array {
  const column = new NativeFloat64Array(values.length);
  for (let i = 0; i < values.length; i++) column[i] = values[i]!;
  return column;
}

/** Strings as their UTF-16 code units, each with its length in front, cut off where they are very long. */
export function packStrings(strings: readonly string[], longest = 4000): Uint16Array {
  const units = list<number>();
  for (let k = 0; k < strings.length; k++) {
    const text = strings[k]!;
    const length = nativeMath.min(text.length, longest);
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
function finish(): Record<string, ArrayBufferLike> {
  const variables = packVariables();
  return {
    evaluations: bufferOf(packEvaluations()),
    call: bufferOf(call.packCall()),
    batch: bufferOf(packStrings(batchReport())),
    callTexts: bufferOf(packStrings(call.callTexts())),
    words: firstOf(tape.words, tape.wordCount, 4),
    values: firstOf(tape.values, tape.size, 8),
    constants: firstOf(tape.constants, tape.constantCount, 8),
    names: firstOf(tape.names, tape.size, 4),
    strengths: firstOf(tape.strengths, tape.size, 1),
    derivedParents: bufferOf(new NativeUint32Array(names.derivedParents)),
    derivedKeys: bufferOf(new NativeInt32Array(names.derivedKeys)),
    keys: bufferOf(packStrings(names.keys)),
    variables: bufferOf(variables),
    callSites: packCallSites(),
  };
}

/** So many promises that nobody waits for are looked at. */
const MAX_LEFT = 1000;
const left = list<object>();

/** What the guest asks of the host. */
export interface Host extends modules.Host, TensorHost {
  /** A statement of the top level begins. */
  readonly reached: (site: number) => void;
}

/** @param host what only the host can do; what it is handed must be numbers and names. */
export function start(config: GuestConfig, host: Host): Record<string, unknown> {
  setCodes(config.codes);
  names.setNames(config.names, config.weakNames);
  tape.setLimit(config.operations);
  const overrides = list<tape.Override>();
  for (let i = 0; i < config.overrides.length; i++) {
    const { row, text } = config.overrides[i]!;
    overrides[i] = { row, value: +text };
  }
  tape.setOverrides(overrides);
  if (config.assignments) tape.keepAssignments();
  watchEvaluations(config.rootVariable, config.firstEvaluation);
  buildWorld();
  replaceNatives();
  replaceProxy();
  replaceTypedArrays();
  replaceKeyed();
  const { name, nameAt, noteThis } = names;
  const { callable, callableOwner, callableValue, callableObject, calledFrom, entered, enteredNew } = call;
  const { requireOf, exportsOf, absent, defaultOf, parseJson } = modules;
  const helpers = {
    __proto__: null,
    ...operators,
    ...elements,
    ...scopes,
    ...arithmetic,
    ...Traced.kernels({ operators: { ...arithmetic, ...operators }, name }),
    ...{ plain: Traced.plain, name, nameAt, probe, calling, handing },
    ...{ making, made, enterFrom, enterFrameFrom, noteThis },
    ...{ requireOf, exportsOf, absent, defaultOf, parseJson },
    ...{ callable, callableOwner, callableValue, callableObject, calledFrom, entered, enteredNew },
    // Whatever the program may hand it, the host is handed a number.
    reach: (site: unknown) => host.reached((site as number) >>> 0),
    left: (value: unknown) => {
      if (typeof value === 'object' && value !== null && left.length < MAX_LEFT) left[left.length] = value;
      return value;
    },
  };
  modules.setModules(config.modules, host, helpers);
  setQueue(config.codes, host);
  setBatch(config.batch);
  return {
    helpers,
    helperNames: () => bufferOf(packStrings(ownKeys(helpers) as string[])),
    /** Runs the program where it is a CommonJS module. */
    run: () => exportsOf(config.modules.entry),
    /** What the library of tensors is built on. */
    core,
    finish,
    invoke: call.invoke,
    /** What the called function returned. */
    returned: (value: unknown) => {
      const found = representedBy(value);
      probe(found === undefined ? value : found.value);
    },
    conclude,
    /** What calls of the top level gave that nobody took. */
    left: () => left,
    /** What stands between a run and its result: [over the limit of operations, site of what was running]. */
    state: () => bufferOf(numbers(tape.isFull ? 1 : 0, tape.isFull ? tape.fullSite : tape.runningSite())),
    printed: () => bufferOf(packStrings([output], 0xffff)),
    describeThrown: (thrown: unknown) => bufferOf(describe(thrown)),
  };
}
