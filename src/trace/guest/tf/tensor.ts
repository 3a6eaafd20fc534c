/** The classes `Tensor` and `Variable`, how tensors are made of what a program has, and when they are let go. */
import { core, type DType, plain, plainList, refuse, type TensorState } from './core.ts';
import { tensorText } from './print.ts';

/** What stands for a tensor in a program: numbers, traced or not, nested in arrays. */
export type TensorLike = Tensor | number | boolean | object | readonly TensorLike[];

/** Tensors by the innermost `tidy` that they were made in. */
const scopes: Tensor[][] = [];
/** The innermost of them. */
let scope: Tensor[] | undefined;
/** The tensors that nobody has let go of. */
let count = 0;
let bytes = 0;
let nextId = 0;
let nextVariable = 0;

const BYTES = { float32: 4, int32: 4, bool: 1 } as const;

/** The methods that operations bring are put here by ops.ts. */
export class Tensor extends core.Tensor {
  readonly id = nextId++;
  declare kept: boolean;

  get shape(): readonly number[] {
    return stateOf(this).shape;
  }

  get dtype(): DType {
    return stateOf(this).dtype;
  }

  get rank(): number {
    return this.shape.length;
  }

  get rankType(): string {
    return `${this.rank}`;
  }

  get size(): number {
    return sizeOf(this.shape);
  }

  get strides(): number[] {
    return this.shape.slice(1).map((_, axis) => sizeOf(this.shape.slice(axis + 1)));
  }

  get isDisposed(): boolean {
    return core.stateOf(this)!.isDisposed;
  }

  dispose(): void {
    const state = core.stateOf(this)!;
    if (!state.isDisposed) letGo(state);
  }

  /** The elements, whose trace goes on where they are read. */
  dataSync(): Float64Array | Int32Array | Uint8Array {
    const state = stateOf(this);
    if (state.dtype === 'int32') return Int32Array.from(core.read(state));
    if (state.dtype === 'bool') return Uint8Array.from(core.read(state));
    return core.elements(state);
  }

  async data() {
    return this.dataSync();
  }

  /** The elements nested in arrays by the axes; a number for a tensor without axes. */
  arraySync(): unknown {
    const state = stateOf(this);
    const values = core.read(state);
    const isPlain = state.dtype !== 'float32';
    let at = 0;
    const nested = (axis: number): unknown => {
      if (axis === state.shape.length) {
        const index = at++;
        return isPlain ? values[index] : core.element(state, index, values[index]!);
      }
      return Array.from({ length: state.shape[axis]! }, () => nested(axis + 1));
    };
    return nested(0);
  }

  async array() {
    return this.arraySync();
  }

  bufferSync(): TensorBuffer {
    return new TensorBuffer(this.shape, this.dtype, Array.from(core.read(stateOf(this))));
  }

  async buffer() {
    return this.bufferSync();
  }

  print(verbose = false): void {
    console.log(this.toString(verbose));
  }

  override toString(verbose = false): string {
    const state = stateOf(this);
    return tensorText(core.read(state), state.shape, state.dtype, verbose);
  }
}

// Not a field, of which each tensor would get one of its own.
Tensor.prototype.kept = false;

/** A tensor whose value a program changes. */
export class Variable extends Tensor {
  name = '';
  trainable = true;

  assign(value: Tensor): void {
    const own = stateOf(this);
    const other = stateOf(value);
    if (own.shape.join() !== other.shape.join())
      refuse(
        'assign',
        `the shape [${other.shape}] of the value is not that of the variable, [${own.shape}].`,
      );
    core.assign(own, other);
  }
}

function letGo(state: TensorState): void {
  count -= 1;
  bytes -= state.form.size * BYTES[state.dtype];
  core.release(state);
}

/** All variables that have not been disposed of, in the order in which they were made. */
export const variables = new Set<Variable>();

/** The state of a tensor. @throws Error for one that is disposed of, or none. */
export function stateOf(tensor: unknown): TensorState {
  const state = core.stateOf(tensor);
  if (state === undefined) throw new Error('The value is no tensor.');
  if (state.isDisposed) throw new Error('Tensor is disposed.');
  return state;
}

/** The states of tensors in a list: they are handed to nothing that a program can replace. */
export function statesOf(tensors: readonly unknown[]): readonly TensorState[] {
  const states = core.list<TensorState>();
  for (let i = 0; i < tensors.length; i++) states[i] = stateOf(tensors[i]);
  return states;
}

/** The tensor of a new state. It belongs to the `tidy` that is running. */
export function tensorOf(state: TensorState): Tensor {
  const tensor = core.make(Tensor, state) as Tensor;
  scope?.push(tensor);
  count += 1;
  bytes += state.form.size * BYTES[state.dtype];
  return tensor;
}

export function makeVariable(value: Tensor, trainable = true, name?: string, dtype = value.dtype): Variable {
  const state = core.variable(stateOf(value), dtype);
  const variable = core.make(Variable, state) as Variable;
  nextVariable += 1;
  variable.name = name ?? `variable_${nextVariable - 1}`;
  variable.trainable = trainable;
  core.name(state, [variable.name]);
  count += 1;
  bytes += variable.size * BYTES[dtype];
  variables.add(variable);
  const dispose = variable.dispose.bind(variable);
  Object.defineProperty(variable, 'dispose', {
    value: () => {
      variables.delete(variable);
      dispose();
    },
  });
  return variable;
}

/** Whether the value is one of ours. */
export function isTensor(value: unknown): value is Tensor {
  return core.stateOf(value) !== undefined;
}

/** The numbers of nested arrays and typed arrays in order, and their shape. */
function flatten(value: unknown, name: string): { numbers: unknown[]; shape: number[] } {
  const numbers: unknown[] = [];
  const shape: number[] = [];
  const look = (part: unknown, depth: number): void => {
    if (Array.isArray(part) || ArrayBuffer.isView(part)) {
      const list = part as ArrayLike<unknown>;
      shape[depth] ??= list.length;
      if (shape[depth] !== list.length)
        refuse(name, `an array has ${list.length} elements where its neighbours have ${shape[depth]}.`);
      for (let i = 0; i < list.length; i++) {
        const element = core.load(list, i);
        // Nearly always so, in the innermost arrays.
        if (typeof element === 'number' && shape.length === depth + 1) numbers.push(element);
        else look(element, depth + 1);
      }
    } else {
      if (depth < shape.length) refuse(name, 'some elements are arrays, and some are not.');
      numbers.push(typeof part === 'boolean' ? Number(part) : part);
    }
  };
  look(value, 0);
  return { numbers, shape };
}

function dtypeOf(value: unknown): DType {
  if (value instanceof Int32Array || value instanceof Uint8Array || value instanceof Uint8ClampedArray)
    return 'int32';
  let first = value;
  while (Array.isArray(first)) first = first[0];
  return typeof first === 'boolean' ? 'bool' : 'float32';
}

/**
 * A new tensor of a program's numbers. What is traced among them keeps its trace.
 *
 * @param rank what the program says by `tensor2d`.
 */
export function makeTensor(
  values: unknown,
  given?: unknown,
  dtype: DType = dtypeOf(core.plain(values)),
  name = 'tensor',
  rank?: number,
): Tensor {
  if (isTensor(values)) refuse(name, 'the values are a tensor already.');
  if (values === null || values === undefined) refuse(name, `the values are ${values}.`);
  const whole = core.numbersOf(values);
  const { numbers, shape: found } = whole ? { numbers: whole, shape: [whole.length] } : flatten(values, name);
  const shape = given === undefined || given === null ? found : shapeGiven(given, name);
  if (rank !== undefined && shape.length !== rank)
    refuse(
      name,
      `${name}() takes values of ${rank} axes, or flat ones and a shape; these have the shape [${shape}].`,
    );
  if (sizeOf(shape) !== numbers.length)
    refuse(name, `the shape [${shape}] has ${sizeOf(shape)} elements, and the values are ${numbers.length}.`);
  if (whole) return ofPlain(whole, shape, dtype, values);
  const plainNumbers = new Float64Array(numbers.length);
  let isTraced = false;
  for (let i = 0; i < numbers.length; i++) {
    const value = core.plain(numbers[i]);
    if (typeof value !== 'number') refuse(name, 'all values must be numbers.');
    plainNumbers[i] = value;
    isTraced ||= value !== numbers[i] && core.row(numbers[i]) >= 0;
  }
  if (dtype === 'float32' && isTraced) return tensorOf(core.pack(numbers as unknown[], shape));
  return ofPlain(plainNumbers, shape, dtype, values);
}

/** A tensor of numbers that are not traced. */
function ofPlain(numbers: Float64Array, shape: readonly number[], dtype: DType, given: unknown): Tensor {
  if (dtype !== 'float32') for (let i = 0; i < numbers.length; i++) numbers[i] = rounded(numbers[i]!, dtype);
  const state = core.create(numbers.buffer as ArrayBuffer, shape, dtype);
  if (dtype === 'float32') core.nameAs(state, given);
  return tensorOf(state);
}

export function rounded(value: number, dtype: DType): number {
  if (dtype === 'int32') return Math.trunc(value);
  return dtype === 'bool' ? Number(value !== 0) : value;
}

/** More elements have no room in any sandbox. */
const MAX_ELEMENTS = 2 ** 28;

/** A shape that a program gives, as plain numbers. */
export function shapeGiven(shape: unknown, name: string): number[] {
  const lengths = plainList(shape);
  if (!lengths.every((length) => Number.isInteger(length) && length >= 0))
    refuse(name, `the shape must have whole numbers from 0 on, not [${lengths}].`);
  if (sizeOf(lengths) > MAX_ELEMENTS) refuse(name, `a tensor of shape [${lengths}] is too large.`);
  return lengths;
}

/** The tensor itself, or one of what stands for it. */
export function convert(value: unknown, name: string, dtype?: DType): Tensor {
  if (isTensor(value)) return value;
  return makeTensor(value, undefined, dtype, name);
}

/** Where a program fills a tensor element by element. */
export class TensorBuffer {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly values: unknown[];

  constructor(shape: readonly number[], dtype: DType, values?: unknown[]) {
    this.shape = Object.freeze(shapeGiven(shape, 'buffer'));
    this.dtype = dtype;
    this.values = values ?? new Array(sizeOf(this.shape)).fill(0);
    core.hide(this);
  }

  get size(): number {
    return this.values.length;
  }

  private place(place: readonly unknown[]): number {
    return place.map(plain).reduce((at, index, axis) => at * this.shape[axis]! + index, 0);
  }

  set(value: unknown, ...place: unknown[]): void {
    this.values[this.place(place)] = value;
  }

  get(...place: unknown[]): unknown {
    return this.values[this.place(place)];
  }

  toTensor(): Tensor {
    return makeTensor(this.values, this.shape, this.dtype, 'buffer');
  }
}

/** All tensors in nested arrays and objects. */
export function tensorsIn(value: unknown, into: Tensor[] = [], seen = new Set<unknown>()): Tensor[] {
  if (isTensor(value)) into.push(value);
  else if (typeof value === 'object' && value !== null && core.row(value) < 0 && !seen.has(value)) {
    seen.add(value);
    for (const part of Object.values(value)) tensorsIn(part, into, seen);
  }
  return into;
}

/** Runs `work`, and disposes of the tensors that it made and does not return. */
export function tidy<T>(nameOrWork: string | (() => T), given?: () => T): T {
  const work = typeof nameOrWork === 'function' ? nameOrWork : given!;
  openScope();
  let result: T;
  try {
    result = work();
    if (result instanceof Promise) console.error('Cannot return a Promise inside of tidy.');
  } catch (error) {
    closeScope();
    throw error;
  }
  closeScope(isTensor(result) ? [result] : tensorsIn(result));
  return result;
}

export function keep<T extends Tensor>(tensor: T): T {
  tensor.kept = true;
  return tensor;
}

export function dispose(container: unknown): void {
  for (const tensor of tensorsIn(container)) tensor.dispose();
}

export function disposeVariables(): void {
  for (const variable of [...variables]) variable.dispose();
}

export function memory() {
  return { numTensors: count, numDataBuffers: count, numBytes: bytes, unreliable: false };
}

/** From here on the tensors that are made belong together. */
export function openScope(): void {
  scope = [];
  scopes.push(scope);
}

/** Disposes of the tensors that were made since the scope was opened, but for those that are kept or returned. */
export function closeScope(returned: readonly Tensor[] = []): void {
  const made = scopes.pop() ?? [];
  scope = scopes.at(-1);
  for (let i = 0; i < made.length; i++) {
    const tensor = made[i]!;
    const state = core.stateOf(tensor)!;
    if (state.isDisposed || tensor.kept) continue;
    if (returned.includes(tensor)) scope?.push(tensor);
    else letGo(state);
  }
}

export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (let axis = 0; axis < shape.length; axis++) size *= shape[axis]!;
  return size;
}
