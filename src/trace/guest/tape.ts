/**
 * The tape: one row per recorded number, in columns that grow. Written by every traced operation, so it is
 * plain loops over typed arrays; nothing here can reach the user's program.
 *
 * The operands of a row stand in `operands` in order: a row number, or `~k` for the k-th constant. Operations
 * that take any number of operands have the count in front.
 */
import {
  NativeFloat64Array,
  NativeInt32Array,
  NativeUint8Array,
  NativeUint32Array,
  resized,
} from './intrinsics.ts';

export const LEAF = 0;

const FIRST_CAPACITY = 1024;

export let size = 0;
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
export let constants = new NativeFloat64Array(FIRST_CAPACITY);
export let constantCount = 0;

export let scopeParents = new NativeUint32Array(FIRST_CAPACITY);
export let scopeSites = new NativeUint32Array(FIRST_CAPACITY);
export let scopeDepths = new NativeUint8Array(FIRST_CAPACITY);
/** 1 for a call, 2 for a turn of a loop; scope 0 is the program. */
export let scopeKinds = new NativeUint8Array(FIRST_CAPACITY);
export let scopeCount = 1;
/** The scope that is running. */
export let scope = 0;

export function setLimit(operations: number): void {
  limit = operations;
}

export function setScope(id: number): void {
  scope = id;
}

type Column = Uint8Array | Uint32Array | Int32Array | Float64Array;

function grown<C extends Column>(column: C, Type: new (buffer: ArrayBuffer) => C): C {
  return new Type(resized(column.buffer as ArrayBuffer, column.byteLength * 2));
}

function room(): void {
  if (size >= limit) {
    isFull = true;
    throw new RangeError('Too many operations.');
  }
  if (size < codes.length) return;
  codes = grown(codes, NativeUint8Array);
  values = grown(values, NativeFloat64Array);
  sites = grown(sites, NativeUint32Array);
  scopes = grown(scopes, NativeUint32Array);
  names = grown(names, NativeUint32Array);
  strengths = grown(strengths, NativeUint8Array);
}

function begin(code: number, value: number, site: number): number {
  const row = size;
  if (row >= codes.length || row >= limit) room();
  codes[row] = code;
  values[row] = value;
  sites[row] = site;
  scopes[row] = scope;
  size = row + 1;
  return row;
}

function constant(value: number): number {
  if (constantCount === constants.length) constants = grown(constants, NativeFloat64Array);
  constants[constantCount] = value;
  return ~constantCount++;
}

export function leaf(value: number, site: number): number {
  return begin(LEAF, value, site);
}

export function unary(code: number, operand: number, value: number, site: number): number {
  const row = begin(code, value, site);
  if (operandCount === operands.length) operands = grown(operands, NativeInt32Array);
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
  const row = size;
  if (row >= codes.length || row >= limit) room();
  if (operandCount + 2 > operands.length) operands = grown(operands, NativeInt32Array);
  if (constantCount + 2 > constants.length) constants = grown(constants, NativeFloat64Array);
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
  while (operandCount + rows.length + 1 > operands.length) operands = grown(operands, NativeInt32Array);
  operands[operandCount++] = rows.length;
  for (let i = 0; i < rows.length; i++)
    operands[operandCount++] = rows[i]! < 0 ? constant(numbers[i]!) : rows[i]!;
  return row;
}

/** Enters a scope below `parent`. */
export function push(kind: number, site: number, parent: number): number {
  const id = scopeCount++;
  if (id === scopeParents.length) {
    scopeParents = grown(scopeParents, NativeUint32Array);
    scopeSites = grown(scopeSites, NativeUint32Array);
    scopeDepths = grown(scopeDepths, NativeUint8Array);
    scopeKinds = grown(scopeKinds, NativeUint8Array);
  }
  scopeParents[id] = parent;
  scopeSites[id] = site;
  scopeKinds[id] = kind;
  const depth = scopeDepths[parent]!;
  scopeDepths[id] = depth < 120 ? depth + 1 : depth;
  scope = id;
  return id;
}

export function setName(row: number, name: number, strength: number): void {
  names[row] = name;
  strengths[row] = strength;
}
