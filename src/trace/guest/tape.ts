/**
 * The tape: what the program did, as a stream of words, and the value of every row. A row is one number that the
 * program holds; the words say how it was made, and which call and which turn of a loop began and ended in
 * between. Written by every traced operation, so it is plain stores into typed arrays: what can be worked out
 * afterwards (the scope of each row, the numbers inside of an expression) is worked out by the host.
 *
 * An expression of arithmetic is one row: its site, then its operands. All other words begin with one of `WORDS`.
 * An operand is a row, or -1 for the next one of `constants`.
 */
import { STRENGTH, WORDS } from './codes.ts';
import {
  bufferOf,
  NativeFloat64Array,
  NativeInt32Array,
  NativeUint8Array,
  NativeUint32Array,
  resized,
} from './intrinsics.ts';

const { leaf: LEAF, call: CALL, turn: TURN, at: AT, operation: OPERATION } = WORDS;
const { given: GIVEN, alias: ALIAS } = WORDS;
const { tensor: TENSOR, element: ELEMENT, layer: LAYER } = WORDS;

const FIRST_CAPACITY = 2048;
/** No entry but that of an operation with any number of operands is longer. */
const LONGEST = 8;

// Lengths are counted here: the property of a typed array goes through a getter that a program can replace.
/** The number of rows. */
export let size = 0;
let capacity = FIRST_CAPACITY;
let limit = 0;
/** From here on a row does not fit, or may not be written. */
let lastRow = 0;
/** Set when the program wrote more rows than it may. */
export let isFull = false;
/** Where that was. */
export let fullSite = 0;

export let words = new NativeInt32Array(2 * FIRST_CAPACITY);
export let wordCount = 0;
/** From here on an entry may not fit. */
let lastWord = 2 * FIRST_CAPACITY - LONGEST;

export let values = new NativeFloat64Array(FIRST_CAPACITY);

export let constants = new NativeFloat64Array(FIRST_CAPACITY);
export let constantCount = 0;
let constantCapacity = FIRST_CAPACITY;

/** The name of each row that was given one while the program ran, and how strong it is; 0 for none. */
export let names = new NativeUint32Array(FIRST_CAPACITY);
export let strengths = new NativeUint8Array(FIRST_CAPACITY);

/** Of each scope: how deep it is, and the position right behind the words that began it. */
let depths = new NativeUint8Array(FIRST_CAPACITY);
let starts = new NativeUint32Array(FIRST_CAPACITY);
export let scopeCount = 1;
let scopeCapacity = FIRST_CAPACITY;
let scope = 0;
/** How deep the running scope is. */
export let depth = 0;

export function setLimit(operations: number): void {
  limit = operations;
  setLastRow();
}

function setLastRow(): void {
  lastRow = capacity < limit ? capacity : limit;
}

type Column = Uint8Array | Uint32Array | Int32Array | Float64Array;

/** The column with room for `length` elements of so many bytes. */
function grown<C extends Column>(
  column: C,
  Type: new (buffer: ArrayBuffer) => C,
  length: number,
  bytes: number,
): C {
  return new Type(resized(bufferOf(column), length * bytes));
}

/** Room for one more row, made at `site`, and for `count` words beyond the usual. */
function room(site: number, count = 0): void {
  if (size >= limit) {
    isFull = true;
    fullSite = site;
    throw new RangeError('Too many operations.');
  }
  if (size >= capacity) {
    // Counted when it is there: a program can catch that the memory is full, and go on.
    const length = 2 * capacity;
    values = grown(values, NativeFloat64Array, length, 8);
    names = grown(names, NativeUint32Array, length, 4);
    strengths = grown(strengths, NativeUint8Array, length, 1);
    capacity = length;
    setLastRow();
  }
  while (wordCount + count > lastWord) roomForWords();
}

function roomForWords(): void {
  const length = 2 * (lastWord + LONGEST);
  words = grown(words, NativeInt32Array, length, 4);
  lastWord = length - LONGEST;
}

function constant(value: number): void {
  if (constantCount === constantCapacity) {
    constants = grown(constants, NativeFloat64Array, 2 * constantCapacity, 8);
    constantCapacity *= 2;
  }
  constants[constantCount++] = value;
}

/** Rows of leaves, ascending, and the numbers that they take instead of the program's own. */
let overrides: readonly Override[] = [];
let overridden = 0;
let overriddenRow = -1;

export interface Override {
  readonly row: number;
  readonly value: number;
}

export function setOverrides(list: readonly Override[]): void {
  overrides = list;
  overridden = 0;
  overriddenRow = list.length > 0 ? list[0]!.row : -1;
}

function override(): number {
  const { value } = overrides[overridden++]!;
  overriddenRow = overridden < overrides.length ? overrides[overridden]!.row : -1;
  return value;
}

export function leaf(value: number, site: number): number {
  const row = size;
  if (wordCount > lastWord || row >= lastRow) room(site);
  words[wordCount] = LEAF;
  words[wordCount + 1] = site;
  wordCount += 2;
  values[row] = row === overriddenRow ? override() : value;
  size = row + 1;
  return row;
}

// Operations by their code in the engine's table.

export function unary(code: number, operand: number, value: number, site: number): number {
  const row = size;
  if (wordCount > lastWord || row >= lastRow) room(site);
  words[wordCount] = OPERATION - code;
  words[wordCount + 1] = site;
  words[wordCount + 2] = operand;
  wordCount += 3;
  values[row] = value;
  size = row + 1;
  return row;
}

export function binary(
  code: number,
  i: number,
  x: number,
  j: number,
  y: number,
  value: number,
  site: number,
): number {
  const row = size;
  if (wordCount > lastWord || row >= lastRow) room(site);
  words[wordCount] = OPERATION - code;
  words[wordCount + 1] = site;
  words[wordCount + 2] = i;
  words[wordCount + 3] = j;
  wordCount += 4;
  if (i < 0) constant(x);
  if (j < 0) constant(y);
  values[row] = value;
  size = row + 1;
  return row;
}

/** Operations that take any number of operands have the count in front. */
export function nary(
  code: number,
  rows: readonly number[],
  numbers: readonly number[],
  value: number,
  site: number,
): number {
  const row = size;
  const { length } = rows;
  if (wordCount + length > lastWord || row >= lastRow) room(site, length);
  words[wordCount++] = OPERATION - code;
  words[wordCount++] = site;
  words[wordCount++] = length;
  for (let i = 0; i < length; i++) {
    words[wordCount++] = rows[i]!;
    if (rows[i]! < 0) constant(numbers[i]!);
  }
  values[row] = value;
  size = row + 1;
  return row;
}

/** A tensor by its number with the host. */
export function tensor(id: number, site: number): number {
  const row = size;
  if (wordCount > lastWord || row >= lastRow) room(site);
  words[wordCount] = TENSOR;
  words[wordCount + 1] = site;
  wordCount += 2;
  values[row] = id;
  size = row + 1;
  return row;
}

/** One number of the tensor on row `of`. */
export function element(of: number, index: number, value: number, site: number): number {
  const row = size;
  if (wordCount > lastWord || row >= lastRow) room(site);
  words[wordCount] = ELEMENT;
  words[wordCount + 1] = site;
  words[wordCount + 2] = of;
  words[wordCount + 3] = index;
  wordCount += 4;
  values[row] = value;
  size = row + 1;
  return row;
}

/** Where the tape ends, for `rewind`. */
export interface Mark {
  readonly size: number;
  readonly wordCount: number;
  readonly constantCount: number;
  readonly scopeCount: number;
  readonly scope: number;
}

export function mark(): Mark {
  const at = pinnedScope();
  return { size, wordCount, constantCount, scopeCount, scope: at };
}

/** Forgets what was written since the mark, to whose rows nobody may refer. */
export function rewind(to: Mark): void {
  for (let row = to.size; row < size; row++) {
    names[row] = 0;
    strengths[row] = 0;
  }
  size = to.size;
  wordCount = to.wordCount;
  constantCount = to.constantCount;
  scopeCount = to.scopeCount;
  scope = to.scope;
  depth = depths[scope]!;
}

function begin(word: number, where: number, around: number): void {
  if (wordCount > lastWord) roomForWords();
  if (scopeCount === scopeCapacity) {
    depths = grown(depths, NativeUint8Array, 2 * scopeCapacity, 1);
    starts = grown(starts, NativeUint32Array, 2 * scopeCapacity, 4);
    scopeCapacity *= 2;
  }
  const id = scopeCount++;
  words[wordCount] = word;
  words[wordCount + 1] = where;
  words[wordCount + 2] = around;
  wordCount += 3;
  const outer = depths[around]!;
  depth = outer < STRENGTH.maxDepth ? outer + 1 : outer;
  depths[id] = depth;
  starts[id] = wordCount;
  scope = id;
}

/** Enters a call from the running scope; gives the caller's scope. */
export function enter(where: number): number {
  const caller = scope;
  begin(CALL, where, caller);
  return caller;
}

/** Enters a layer, whose name is a key, from the running scope; gives the scope around it. */
export function enterLayer(key: number, where: number): number {
  const around = scope;
  if (wordCount + LONGEST > lastWord) roomForWords();
  words[wordCount] = key;
  wordCount += 1;
  begin(LAYER, where, around);
  // The word comes first, and then the key.
  words[wordCount - 4] = LAYER;
  words[wordCount - 3] = key;
  return around;
}

/** Leaves a call for its caller's scope. A call that has written nothing has not been. */
export function leave(caller: number): void {
  if (starts[scope] === wordCount && words[wordCount - 3] === CALL) {
    wordCount -= 3;
    scopeCount -= 1;
    scope = caller;
    depth = depths[caller]!;
  } else goTo(caller);
}

/** Begins a turn of a loop that was reached in scope `around`. A turn that has written nothing goes on. */
export function turn(where: number, around: number): void {
  if (starts[scope] === wordCount && words[wordCount - 2] === where && words[wordCount - 1] === around)
    return;
  begin(TURN, where, around);
}

/** The running scope. */
export function runningScope(): number {
  return scope;
}

/** The scope around scope `id`; 0 around the program. */
export function parentOf(id: number): number {
  return id === 0 ? 0 : words[starts[id]! - 1]!;
}

/** The site of the running call or loop. */
export function runningSite(): number {
  return scope === 0 ? 0 : words[starts[scope]! - 2]!;
}

/** The running scope, which is then sure to be one, whatever is written in it. */
export function pinnedScope(): number {
  if (starts[scope] === wordCount) say(scope);
  return scope;
}

/** Goes on in scope `id`. */
export function goTo(id: number): void {
  if (id === scope) return;
  say(id);
  scope = id;
  depth = depths[id]!;
}

function say(id: number): void {
  if (wordCount > lastWord) roomForWords();
  words[wordCount] = AT;
  words[wordCount + 1] = id;
  wordCount += 2;
}

/** Whether it is written what each variable is given. */
export let keepsAssignments = false;

export function keepAssignments(): void {
  keepsAssignments = true;
}

/** The variable `name` is given `row`. */
export function give(site: number, name: number, row: number): void {
  assign(GIVEN, site, name, row);
}

/** The variable `name` is given an array or object that is called `other`. */
export function giveAlias(site: number, name: number, other: number): void {
  assign(ALIAS, site, name, other);
}

function assign(word: number, site: number, name: number, what: number): void {
  if (wordCount > lastWord) roomForWords();
  words[wordCount] = word;
  words[wordCount + 1] = site;
  words[wordCount + 2] = name;
  words[wordCount + 3] = what;
  wordCount += 4;
}

export function setName(row: number, name: number, strength: number): void {
  names[row] = name;
  strengths[row] = strength;
}

/**
 * The program's expressions of arithmetic, by what they compute (`((a*b)+c)`): functions of the operands, the site
 * and the name that the value is given, 0 for none. The host writes them for each program (../kernels.ts).
 */
export type Kernels = Readonly<Record<string, (...operands: unknown[]) => unknown>>;

/** What the text of the kernels calls for operands that are no numbers, and for a value that becomes a leaf. */
export interface KernelWorld {
  readonly operators: Readonly<Record<string, (...operands: never[]) => unknown>>;
  readonly name: (value: unknown, id: number, site: number) => unknown;
}

/** Stands for the text that the host puts in its place. It stores into the columns of this file by their names. */
declare const KERNELS: (world: KernelWorld) => Kernels;

/**
 * A traced number. To the program it is a number: every operator of the language that could tell it from one goes
 * through a helper (or, where the language converts its operand by itself, through `Symbol.toPrimitive`). The row
 * is a private field, so that no program can see or forge it.
 */
export class Traced {
  readonly #row: number;

  constructor(row: number) {
    this.#row = row;
  }

  [Symbol.toPrimitive](): number {
    return values[this.#row]!;
  }

  toJSON(): number {
    return values[this.#row]!;
  }

  /** The row of a traced number, -1 for anything else. */
  static row(value: unknown): number {
    return typeof value === 'object' && value !== null && #row in value ? value.#row : -1;
  }

  /** The value itself, with a traced number turned into the plain one. */
  static plain(value: unknown): unknown {
    return typeof value === 'object' && value !== null && #row in value ? values[value.#row]! : value;
  }

  /** They stand in the class, because only its own text can read a private field. */
  static kernels(world: KernelWorld): Kernels {
    return KERNELS(world);
  }
}
