/** New tensors: of numbers, of one number, of ranges, of chance. */
import { core, type DType, plain, plainList, refuse } from './core.ts';
import { apply } from './ops/apply.ts';
import { cast, clone, mul } from './ops/elementwise.ts';
import { reshape } from './ops/shapes.ts';
import {
  convert,
  makeTensor,
  makeVariable,
  rounded,
  shapeGiven,
  sizeOf,
  type Tensor,
  TensorBuffer,
  type TensorLike,
  tensorOf,
  type Variable,
} from './tensor.ts';

export const tensor = (values: unknown, shape?: unknown, dtype?: DType): Tensor =>
  makeTensor(values, shape, dtype);

export const scalar = (value: unknown, dtype?: DType): Tensor => {
  if (typeof value === 'object' && core.row(value) < 0) refuse('scalar', 'the value must be a number.');
  return makeTensor(value, [], dtype, 'scalar', 0);
};

export function tensor1d(values: unknown, dtype?: DType): Tensor {
  return makeTensor(values, undefined, dtype, 'tensor1d', 1);
}

const ranked = (rank: number) => (values: unknown, shape?: unknown, dtype?: DType) =>
  makeTensor(values, shape, dtype, `tensor${rank}d`, rank);
export const [tensor2d, tensor3d, tensor4d, tensor5d, tensor6d] = [2, 3, 4, 5, 6].map(ranked) as [
  ReturnType<typeof ranked>,
  ReturnType<typeof ranked>,
  ReturnType<typeof ranked>,
  ReturnType<typeof ranked>,
  ReturnType<typeof ranked>,
];

export function variable(
  value: TensorLike,
  trainable: unknown = true,
  name?: string,
  dtype?: DType,
): Variable {
  const initial = convert(value, 'variable');
  return makeVariable(initial, Boolean(core.plain(trainable)), name, dtype ?? initial.dtype);
}

export function fill(shape: unknown, value: unknown, dtype: DType = 'float32', name = 'fill'): Tensor {
  const lengths = shapeGiven(shape, name);
  if (core.row(value) >= 0) return makeTensor(new Array(sizeOf(lengths)).fill(value), lengths, dtype, name);
  const elements = new Float64Array(sizeOf(lengths)).fill(rounded(plain(value), dtype));
  return tensorOf(core.create(elements.buffer, lengths, dtype));
}

export const zeros = (shape: unknown, dtype?: DType): Tensor => fill(shape, 0, dtype, 'zeros');
export const ones = (shape: unknown, dtype?: DType): Tensor => fill(shape, 1, dtype, 'ones');
export const zerosLike = (x: TensorLike): Tensor => likeOf(x, 0);
export const onesLike = (x: TensorLike): Tensor => likeOf(x, 1);

function likeOf(x: TensorLike, value: number): Tensor {
  const { shape, dtype } = convert(x, 'like');
  return fill(shape, value, dtype);
}

export function eye(
  rows: unknown,
  columns: unknown = rows,
  batch?: unknown,
  dtype: DType = 'float32',
): Tensor {
  const [n, m] = [plain(rows), plain(columns)];
  const lead = core.plain(batch) === undefined ? [] : plainList(batch);
  const shape = shapeGiven([...lead, n, m], 'eye');
  const elements = new Float64Array(sizeOf(shape));
  for (let i = 0; i < elements.length; i++) {
    const at = i % (n * m);
    elements[i] = Math.floor(at / m) === at % m ? 1 : 0;
  }
  return tensorOf(core.create(elements.buffer, shape, dtype));
}

export function linspace(start: unknown, stop: unknown, count: unknown): Tensor {
  const [from, to, n] = [plain(start), plain(stop), plain(count)];
  if (!(n > 0)) refuse('linspace', 'the number of values must be above 0.');
  shapeGiven([n], 'linspace');
  const elements = Float64Array.from({ length: n }, (_, i) =>
    n === 1 ? from : from + (i * (to - from)) / (n - 1),
  );
  return tensorOf(core.create(elements.buffer as ArrayBuffer, [n], 'float32'));
}

export function range(start: unknown, stop: unknown, step?: unknown, dtype: DType = 'float32'): Tensor {
  const [from, to] = [plain(start), plain(stop)];
  const by = core.plain(step) === undefined ? Math.sign(to - from) || 1 : plain(step);
  if (by === 0) refuse('range', 'the step must not be 0.');
  const count = Math.max(0, Math.ceil((to - from) / by));
  shapeGiven([count], 'range');
  const elements = Float64Array.from({ length: count }, (_, i) => from + i * by);
  return tensorOf(core.create(elements.buffer as ArrayBuffer, [count], dtype));
}

function drawn(
  name: string,
  kind: string,
  shape: unknown,
  a: unknown,
  b: unknown,
  dtype: DType,
  seed: unknown,
): Tensor {
  const start = typeof core.plain(seed) === 'number' ? plain(seed) : Number.NaN;
  const numbers = tensorOf(core.random(kind, shapeGiven(shape, name), plain(a), plain(b), start, 'float32'));
  return dtype === 'float32' ? numbers : cast(numbers, dtype);
}

export const randomUniformInt = (shape: unknown, low: unknown, high: unknown, seed?: unknown) =>
  drawn('randomUniformInt', 'uniform', shape, low, high, 'int32', seed);
export const randomStandardNormal = (shape: unknown, dtype: DType = 'float32', seed?: unknown) =>
  drawn('randomStandardNormal', 'normal', shape, 0, 1, dtype, seed);

/** Numbers of a distribution with two parameters, which have defaults. */
const distribution =
  (name: string, kind: string, first: number, second: number) =>
  (shape: unknown, a: unknown = first, b: unknown = second, dtype: DType = 'float32', seed?: unknown) =>
    drawn(name, kind, shape, a, b, dtype, seed);
export const randomUniform = distribution('randomUniform', 'uniform', 0, 1);
export const randomNormal = distribution('randomNormal', 'normal', 0, 1);
export const truncatedNormal = distribution('truncatedNormal', 'truncated', 0, 1);

let unseeded = 0;

/** Sets each element to 0 with a probability, and scales up the others. */
export function dropout(x: TensorLike, rate: unknown, noiseShape?: unknown, seed?: unknown): Tensor {
  const tensor = convert(x, 'dropout');
  const p = plain(rate);
  if (!(p >= 0 && p < 1)) refuse('dropout', `the rate must be from 0 to below 1, not ${p}.`);
  if (p === 0) return clone(tensor);
  const start = typeof core.plain(seed) === 'number' ? plain(seed) : unseeded++;
  return apply('dropout', [tensor], {
    ...{ rate: p, seed: start },
    noiseShape: core.plain(noiseShape) === undefined ? tensor.shape : plainList(noiseShape),
  });
}

export function buffer(shape: unknown, dtype: DType = 'float32', values?: unknown[]): TensorBuffer {
  return new TensorBuffer(plainList(shape), dtype, values && [...values]);
}

/** A matrix, or a tensor of twice as many axes, with these elements on its diagonal. */
export function diag(x: TensorLike): Tensor {
  const { shape, size } = convert(x, 'diag');
  return reshape(mul(reshape(x, [size, 1]), eye(size)), [...shape, ...shape]);
}
