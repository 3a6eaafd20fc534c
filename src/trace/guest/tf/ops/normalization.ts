/** Normalization by statistics. */
import { plain } from '../core.ts';
import { convert, type Tensor, type TensorLike } from '../tensor.ts';
import { apply } from './apply.ts';
import { div, maximum, sqrt, square } from './elementwise.ts';
import { sum } from './reductions.ts';

/** (x − mean) / √(variance + ε) · scale + offset; the statistics are broadcast. */
export function batchNorm(
  x: TensorLike,
  mean: TensorLike,
  variance: TensorLike,
  offset: TensorLike = 0,
  scale: TensorLike = 1,
  epsilon: unknown = 1e-3,
): Tensor {
  const operands = [x, mean, variance, offset, scale].map((one) => convert(one, 'batchNorm'));
  return apply('batchNorm', operands, { epsilon: plain(epsilon) });
}

/** The same with the mean and the variance of each example along some axes. */
export function layerNorm(
  x: Tensor,
  axes: readonly number[],
  offset: TensorLike = 0,
  scale: TensorLike = 1,
  epsilon: unknown = 1e-3,
): Tensor {
  const operands = [x, scale, offset].map((one) => convert(one, 'layerNorm'));
  return apply('layerNorm', operands, { axes, epsilon: plain(epsilon) });
}

/** Of length 1 along an axis; what is shorter than √ε stays shorter. */
export function unitVectors(x: Tensor, axis: number, epsilon = 1e-7): Tensor {
  return div(x, sqrt(maximum(sum(square(x), axis, true), epsilon)));
}
