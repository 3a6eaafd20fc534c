/**
 * The tape: one row per recorded number, in columns that grow. Written by every traced operation, so it is
 * plain loops over typed arrays; nothing here can reach the user's program.
 *
 * The operands of a row stand in `operands` in order: a row number, or `~k` for the k-th constant. Operations
 * that take any number of operands have the count in front.
 */
import {
  bufferOf,
  NativeFloat64Array,
  NativeInt32Array,
  NativeUint8Array,
  NativeUint32Array,
  resized,
} from './intrinsics.ts';

export const LEAF = 0;
/** Kinds of scopes; 0 is the program. */
export const CALL = 1;
export const TURN = 2;

const FIRST_CAPACITY = 1024;
/** Deeper scopes count as this deep where only the order matters. */
const MAX_DEPTH = 120;

// Lengths are counted here: the property of a typed array goes through a getter that a program can replace.
export let size = 0;
let capacity = FIRST_CAPACITY;
/** Set when the program wrote more rows than it may. */
export let isFull = false;
let limit = 0;

export let codes = new NativeUint8Array(FIRST_CAPACITY);
export let values = new NativeFloat64Array(FIRST_CAPACITY);
export let sites = new NativeUint32Array(FIRST_CAPACITY);
export let scopes = new NativeUint32Array(FIRST_CAPACITY);
export let names = new NativeUint32Array(FIRST_CAPACITY);
/** How strong the row's name is: 0 for none, and a larger number for a stronger one. */
export let strengths = new NativeUint8Array(FIRST_CAPACITY);

export let operands = new NativeInt32Array(FIRST_CAPACITY);
export let operandCount = 0;
let operandCapacity = FIRST_CAPACITY;
export let constants = new NativeFloat64Array(FIRST_CAPACITY);
export let constantCount = 0;
let constantCapacity = FIRST_CAPACITY;

export let scopeParents = new NativeUint32Array(FIRST_CAPACITY);
export let scopeSites = new NativeUint32Array(FIRST_CAPACITY);
export let scopeKinds = new NativeUint8Array(FIRST_CAPACITY);
let scopeDepths = new NativeUint8Array(FIRST_CAPACITY);
export let scopeCount = 1;
let scopeCapacity = FIRST_CAPACITY;

/** The scope that is running; of a turn that has written nothing yet, the one around it. */
let scope = 0;
/** How deep the running scope is. */
export let depth = 0;
/** The loop whose turn is running without a scope of its own so far; 0 for none. */
let pendingTurn = 0;

export function setLimit(operations: number): void {
  limit = operations;
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

function room(): void {
  if (size >= limit) {
    isFull = true;
    throw new RangeError('Too many operations.');
  }
  if (size < capacity) return;
  capacity *= 2;
  codes = grown(codes, NativeUint8Array, capacity, 1);
  values = grown(values, NativeFloat64Array, capacity, 8);
  sites = grown(sites, NativeUint32Array, capacity, 4);
  scopes = grown(scopes, NativeUint32Array, capacity, 4);
  names = grown(names, NativeUint32Array, capacity, 4);
  strengths = grown(strengths, NativeUint8Array, capacity, 1);
}

function roomForOperands(count: number): void {
  while (operandCount + count > operandCapacity) {
    operandCapacity *= 2;
    operands = grown(operands, NativeInt32Array, operandCapacity, 4);
  }
  if (constantCount + count > constantCapacity) {
    while (constantCount + count > constantCapacity) constantCapacity *= 2;
    constants = grown(constants, NativeFloat64Array, constantCapacity, 8);
  }
}

function begin(code: number, value: number, site: number): number {
  if (pendingTurn) startTurn();
  const row = size;
  if (row >= capacity || row >= limit) room();
  codes[row] = code;
  values[row] = value;
  sites[row] = site;
  scopes[row] = scope;
  size = row + 1;
  return row;
}

function constant(value: number): number {
  constants[constantCount] = value;
  return ~constantCount++;
}

export function leaf(value: number, site: number): number {
  return begin(LEAF, value, site);
}

export function unary(code: number, operand: number, value: number, site: number): number {
  const row = begin(code, value, site);
  if (operandCount === operandCapacity) roomForOperands(1);
  operands[operandCount++] = operand;
  return row;
}

/** `a` and `b` are rows, or -1 for the constants `x` and `y`. The most frequent of all, so it calls nothing. */
export function binary(
  code: number,
  a: number,
  x: number,
  b: number,
  y: number,
  value: number,
  site: number,
): number {
  if (pendingTurn) startTurn();
  const row = size;
  if (row >= capacity || row >= limit) room();
  if (operandCount + 2 > operandCapacity || constantCount + 2 > constantCapacity) roomForOperands(2);
  codes[row] = code;
  values[row] = value;
  sites[row] = site;
  scopes[row] = scope;
  if (a >= 0) operands[operandCount] = a;
  else {
    operands[operandCount] = ~constantCount;
    constants[constantCount++] = x;
  }
  if (b >= 0) operands[operandCount + 1] = b;
  else {
    operands[operandCount + 1] = ~constantCount;
    constants[constantCount++] = y;
  }
  operandCount += 2;
  size = row + 1;
  return row;
}

/** `rows` holds a row, or -1 for the constant of the same position in `numbers`. */
export function nary(
  code: number,
  rows: readonly number[],
  numbers: readonly number[],
  value: number,
  site: number,
): number {
  const row = begin(code, value, site);
  roomForOperands(rows.length + 1);
  operands[operandCount++] = rows.length;
  for (let i = 0; i < rows.length; i++)
    operands[operandCount++] = rows[i]! < 0 ? constant(numbers[i]!) : rows[i]!;
  return row;
}

/** Enters a scope below the running one. */
export function push(kind: number, site: number): number {
  if (pendingTurn) startTurn();
  const id = scopeCount++;
  if (id === scopeCapacity) {
    scopeCapacity *= 2;
    scopeParents = grown(scopeParents, NativeUint32Array, scopeCapacity, 4);
    scopeSites = grown(scopeSites, NativeUint32Array, scopeCapacity, 4);
    scopeKinds = grown(scopeKinds, NativeUint8Array, scopeCapacity, 1);
    scopeDepths = grown(scopeDepths, NativeUint8Array, scopeCapacity, 1);
  }
  const outer = scopeDepths[scope]!;
  depth = outer < MAX_DEPTH ? outer + 1 : outer;
  scopeParents[id] = scope;
  scopeSites[id] = site;
  scopeKinds[id] = kind;
  scopeDepths[id] = depth;
  scope = id;
  return id;
}

/** Begins a turn of a loop below `around`. It becomes a scope when something is written in it. */
export function turn(site: number, around: number): void {
  scope = around;
  const outer = scopeDepths[around]!;
  depth = outer < MAX_DEPTH ? outer + 1 : outer;
  pendingTurn = site;
}

function startTurn(): void {
  const site = pendingTurn;
  pendingTurn = 0;
  push(TURN, site);
}

/** The running scope. */
export function runningScope(): number {
  if (pendingTurn) startTurn();
  return scope;
}

/** The call or loop that is running. */
export function runningSite(): number {
  return pendingTurn || scopeSites[scope]!;
}

export function setScope(id: number): void {
  pendingTurn = 0;
  scope = id;
  depth = scopeDepths[id]!;
}

export function setName(row: number, name: number, strength: number): void {
  names[row] = name;
  strengths[row] = strength;
}
