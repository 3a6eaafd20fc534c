/** `tf.losses`: the error of predictions, weighted and reduced to one number. */
import { plain, refuse } from './core.ts';
import {
  abs,
  add,
  cast,
  div,
  exp,
  log,
  log1p,
  minimum,
  mul,
  neg,
  notEqual,
  relu,
  square,
  sub,
} from './ops/elementwise.ts';
import { logSoftmax, mean, sum } from './ops/reductions.ts';
import { convert, type Tensor, type TensorLike } from './tensor.ts';

export const Reduction = {
  NONE: 0,
  MEAN: 1,
  SUM: 2,
  SUM_BY_NONZERO_WEIGHTS: 3,
  ...{ 0: 'NONE', 1: 'MEAN', 2: 'SUM', 3: 'SUM_BY_NONZERO_WEIGHTS' },
} as const;

export function computeWeightedLoss(
  losses: TensorLike,
  weights?: TensorLike,
  reduction: unknown = Reduction.SUM_BY_NONZERO_WEIGHTS,
): Tensor {
  const each = convert(losses, 'computeWeightedLoss');
  const factor =
    weights === undefined || weights === null ? undefined : convert(weights, 'computeWeightedLoss');
  const weighted = factor ? mul(each, factor) : each;
  switch (plain(reduction)) {
    case Reduction.NONE:
      return weighted;
    case Reduction.SUM:
      return sum(weighted);
    case Reduction.MEAN:
      return factor ? div(sum(weighted), mul(sum(factor), each.size / factor.size)) : mean(weighted);
    case Reduction.SUM_BY_NONZERO_WEIGHTS: {
      if (!factor) return mean(weighted);
      const counted = mul(cast(notEqual(factor, 0), 'float32'), each.size / factor.size);
      return div(sum(weighted), sum(counted));
    }
    default:
      return refuse('computeWeightedLoss', `there is no reduction ${String(reduction)}.`);
  }
}

/** Labels and predictions as tensors of one shape. */
function pair(labels: TensorLike, predictions: TensorLike, name: string): [Tensor, Tensor] {
  const [y, p] = [convert(labels, name), convert(predictions, name)];
  if (y.shape.join() !== p.shape.join())
    refuse(
      name,
      `the shapes of the labels, [${y.shape}], and of the predictions, [${p.shape}], must be the same.`,
    );
  return [y, p];
}

export function absoluteDifference(
  labels: TensorLike,
  predictions: TensorLike,
  weights?: TensorLike,
  reduction?: unknown,
) {
  const [y, p] = pair(labels, predictions, 'absoluteDifference');
  return computeWeightedLoss(abs(sub(y, p)), weights, reduction);
}

export function cosineDistance(
  labels: TensorLike,
  predictions: TensorLike,
  axis: unknown,
  weights?: TensorLike,
  reduction?: unknown,
) {
  const [y, p] = pair(labels, predictions, 'cosineDistance');
  return computeWeightedLoss(sub(1, sum(mul(y, p), axis, true)), weights, reduction);
}

/** Of labels 0 and 1. */
export function hingeLoss(
  labels: TensorLike,
  predictions: TensorLike,
  weights?: TensorLike,
  reduction?: unknown,
) {
  const [y, p] = pair(labels, predictions, 'hingeLoss');
  return computeWeightedLoss(relu(sub(1, mul(sub(mul(2, y), 1), p))), weights, reduction);
}

export function huberLoss(
  labels: TensorLike,
  predictions: TensorLike,
  weights?: TensorLike,
  delta: unknown = 1,
  reduction?: unknown,
) {
  const [y, p] = pair(labels, predictions, 'huberLoss');
  const error = abs(sub(p, y));
  const quadratic = minimum(error, plain(delta));
  const linear = sub(error, quadratic);
  return computeWeightedLoss(add(mul(0.5, square(quadratic)), mul(plain(delta), linear)), weights, reduction);
}

export function logLoss(
  labels: TensorLike,
  predictions: TensorLike,
  weights?: TensorLike,
  epsilon: unknown = 1e-7,
  reduction?: unknown,
) {
  const [y, p] = pair(labels, predictions, 'logLoss');
  const tiny = plain(epsilon);
  const hit = neg(mul(y, log(add(p, tiny))));
  const miss = mul(sub(1, y), log(add(sub(1, p), tiny)));
  return computeWeightedLoss(sub(hit, miss), weights, reduction);
}

export function meanSquaredError(
  labels: TensorLike,
  predictions: TensorLike,
  weights?: TensorLike,
  reduction?: unknown,
) {
  const [y, p] = pair(labels, predictions, 'meanSquaredError');
  return computeWeightedLoss(square(sub(y, p)), weights, reduction);
}

/** max(x, 0) − x·y + log(1 + exp(−|x|)), element by element. */
export function sigmoidCrossEntropyWithLogits(labels: TensorLike, logits: TensorLike): Tensor {
  const [y, x] = pair(labels, logits, 'sigmoidCrossEntropyWithLogits');
  return add(sub(relu(x), mul(x, y)), log1p(exp(neg(abs(x)))));
}

export function sigmoidCrossEntropy(
  labels: TensorLike,
  logits: TensorLike,
  weights?: TensorLike,
  labelSmoothing: unknown = 0,
  reduction?: unknown,
) {
  const [y, x] = pair(labels, logits, 'sigmoidCrossEntropy');
  const smoothing = plain(labelSmoothing);
  const target = smoothing > 0 ? add(mul(y, 1 - smoothing), 0.5 * smoothing) : y;
  return computeWeightedLoss(sigmoidCrossEntropyWithLogits(target, x), weights, reduction);
}

export function softmaxCrossEntropyWithLogits(labels: Tensor, logits: Tensor): Tensor {
  return neg(sum(mul(labels, logSoftmax(logits)), -1));
}

export function softmaxCrossEntropy(
  labels: TensorLike,
  logits: TensorLike,
  weights?: TensorLike,
  labelSmoothing: unknown = 0,
  reduction?: unknown,
) {
  const [y, x] = pair(labels, logits, 'softmaxCrossEntropy');
  const smoothing = plain(labelSmoothing);
  const classes = y.shape.at(-1)!;
  const target = smoothing > 0 ? add(mul(y, 1 - smoothing), smoothing / classes) : y;
  return computeWeightedLoss(softmaxCrossEntropyWithLogits(target, x), weights, reduction);
}
