/** Sums, means, extremes and what else makes fewer numbers of many. */
import { core, type DType, plain, refuse } from '../core.ts';
import { convert, sizeOf, type Tensor, type TensorLike } from '../tensor.ts';
import { applied, apply, axesOf, axisOf } from './apply.ts';
import { abs, cast, notEqual, sqrt, square, sub } from './elementwise.ts';
import { gather, reshape } from './shapes.ts';

type Reduce = (x: TensorLike, axis?: unknown, keepDims?: unknown) => Tensor;

function reduction(name: string, op: string, dtypeOf: (x: DType) => DType = (x) => x): Reduce {
  /** Over one axis or all, by rank: what is wanted nearly always. */
  const usual: Record<string, number> = {};
  return (x, axis, keepDims = false) => {
    const tensor = convert(x, name);
    const keeps = Boolean(core.plain(keepDims));
    const isUsual = axis === undefined || typeof axis === 'number';
    const key = `${tensor.rank} ${axis} ${keeps}`;
    const operation =
      (isUsual ? usual[key] : undefined) ??
      core.operation(op, { axes: axesOf(axis, tensor.rank, name), keepDims: keeps });
    if (isUsual) usual[key] = operation;
    return applied(operation, [tensor], dtypeOf(tensor.dtype));
  };
}

const counted = (x: DType): DType => (x === 'bool' ? 'int32' : x);

export const sum = reduction('sum', 'sum', counted);
export const mean = reduction('mean', 'mean', () => 'float32');
export const max = reduction('max', 'amax');
export const min = reduction('min', 'amin');
export const prod = reduction('prod', 'prod', counted);
export const logSumExp = reduction('logSumExp', 'logSumExp', () => 'float32');

/** Whether all, or any, of the flags along the axes are set. */
export const all = reduction('all', 'all', () => 'bool');
export const any = reduction('any', 'any', () => 'bool');

function argOf(op: 'argMax' | 'argMin') {
  return (x: TensorLike, axis: unknown = 0): Tensor => {
    const tensor = convert(x, op);
    return apply(op, [tensor], { axis: axisOf(axis, tensor.rank, op) }, 'int32');
  };
}

export const argMax = argOf('argMax');
export const argMin = argOf('argMin');

/** `{mean, variance}` along the axes. */
export function moments(x: TensorLike, axis?: unknown, keepDims: unknown = false) {
  const tensor = convert(x, 'moments');
  const kept = mean(tensor, axis, true);
  const variance = mean(square(sub(tensor, kept)), axis, keepDims);
  return { mean: core.plain(keepDims) ? kept : mean(tensor, axis, false), variance };
}

/** The norm of a matrix, whose rows are along the first of two axes. */
function matrixNorm(x: Tensor, ord: unknown, [down, across]: readonly number[], keeps: boolean): Tensor {
  const reduced = (reduce: Reduce, first: number, second: number): Tensor => {
    const sums = sum(abs(x), first, keeps);
    return reduce(sums, keeps || second < first ? second : second - 1, keeps);
  };
  switch (ord) {
    case 1:
      return reduced(max, down!, across!);
    case Number.POSITIVE_INFINITY:
      return reduced(max, across!, down!);
    case Number.NEGATIVE_INFINITY:
      return reduced(min, across!, down!);
    case 'fro':
    case 'euclidean':
      return sqrt(sum(square(x), [down, across], keeps));
    default:
      return refuse(
        'norm',
        `there is no norm ${String(ord)} of a matrix: use 1, Infinity, -Infinity or 'fro'.`,
      );
  }
}

/** Over one axis or all axes the norm of vectors, over two that of matrices. */
export function norm(
  x: TensorLike,
  order: unknown = 'euclidean',
  axis?: unknown,
  keepDims?: unknown,
): Tensor {
  const tensor = convert(x, 'norm');
  const ord = core.plain(order);
  const given = core.plain(axis);
  if (Array.isArray(given) && given.length === 2) {
    const axes = given.map((one) => axisOf(one, tensor.rank, 'norm'));
    return matrixNorm(tensor, ord, axes, Boolean(core.plain(keepDims)));
  }
  const normOf = (p: number) =>
    apply('norm', [tensor], {
      axes: axesOf(axis, tensor.rank, 'norm'),
      keepDims: Boolean(core.plain(keepDims)),
      ord: p,
    });
  switch (ord) {
    case 1:
      return sum(abs(tensor), axis, keepDims);
    case Number.POSITIVE_INFINITY:
      return max(abs(tensor), axis, keepDims);
    case Number.NEGATIVE_INFINITY:
      return min(abs(tensor), axis, keepDims);
    case 0:
      return sum(cast(notEqual(tensor, 0), 'float32'), axis, keepDims);
    case 2:
    case 'fro':
    case 'euclidean':
      return normOf(2);
    default:
      return normOf(ord as number);
  }
}

export const euclideanNorm = (x: TensorLike, axis?: unknown, keepDims?: unknown): Tensor =>
  norm(x, 'euclidean', axis, keepDims);

export function cumsum(
  x: TensorLike,
  axis: unknown = 0,
  exclusive: unknown = false,
  reversed: unknown = false,
) {
  const tensor = convert(x, 'cumsum');
  return apply('cumsum', [tensor], {
    axis: axisOf(axis, tensor.rank, 'cumsum'),
    exclusive: Boolean(core.plain(exclusive)),
    reverse: Boolean(core.plain(reversed)),
  });
}

export function softmax(x: TensorLike, axis: unknown = -1): Tensor {
  const tensor = convert(x, 'softmax');
  return apply('softmax', [tensor], { axis: axisOf(axis, tensor.rank, 'softmax') });
}

export function logSoftmax(x: TensorLike, axis: unknown = -1): Tensor {
  const tensor = convert(x, 'logSoftmax');
  return apply('logSoftmax', [tensor], { axis: axisOf(axis, tensor.rank, 'logSoftmax') });
}

/** `{values, indices}` of the k largest along the last axis, which is found without gradient and gathered with it. */
export function topk(x: TensorLike, k: unknown = 1) {
  const tensor = convert(x, 'topk');
  const last = tensor.shape.at(-1)!;
  const wanted = plain(k);
  const elements = core.read(core.stateOf(tensor)!);
  const rows = sizeOf(tensor.shape) / last;
  const places: number[] = [];
  for (let row = 0; row < rows; row++) {
    const order = Array.from({ length: last }, (_, i) => i);
    order.sort((a, b) => elements[row * last + b]! - elements[row * last + a]! || a - b);
    places.push(...order.slice(0, wanted).map((i) => row * last + i));
  }
  const shape = [...tensor.shape.slice(0, -1), wanted];
  const flat = gather(reshape(tensor, [-1]), convert(new Int32Array(places), 'topk'));
  const indices = convert(new Int32Array(places.map((place) => place % last)), 'topk');
  return { values: reshape(flat, shape), indices: reshape(indices, shape) };
}
