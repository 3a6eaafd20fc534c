/** The losses that a model is compiled with, by name: of targets and predictions, one number for each example. */
import { refuse } from '../core.ts';
import { sigmoidCrossEntropyWithLogits } from '../losses.ts';
import {
  abs,
  add,
  cast,
  clipByValue,
  div,
  floor,
  log,
  maximum,
  mul,
  neg,
  softplus,
  square,
  sub,
} from '../ops/elementwise.ts';
import { unitVectors } from '../ops/normalization.ts';
import { max, mean, sum } from '../ops/reductions.ts';
import { oneHot, reshape } from '../ops/shapes.ts';
import type { Tensor } from '../tensor.ts';

export type Loss = (targets: Tensor, predictions: Tensor) => Tensor;

const EPSILON = 1e-7;
const clipped = (x: Tensor): Tensor => clipByValue(x, EPSILON, 1 - EPSILON);

const categoricalCrossentropy: Loss = (y, p) => {
  const shares = clipped(div(p, sum(p, -1, true)));
  return neg(sum(mul(y, log(shares)), -1));
};

const hinge: Loss = (y, p) => mean(maximum(0, sub(1, mul(y, p))), -1);

export const losses = {
  meanSquaredError: (y, p) => mean(square(sub(p, y)), -1),
  meanAbsoluteError: (y, p) => mean(abs(sub(p, y)), -1),
  meanAbsolutePercentageError: (y, p) =>
    mul(100, mean(abs(div(sub(y, p), clipByValue(abs(y), EPSILON, Number.MAX_VALUE))), -1)),
  meanSquaredLogarithmicError: (y, p) => {
    const logOf = (x: Tensor) => log(add(1, clipByValue(x, EPSILON, Number.MAX_VALUE)));
    return mean(square(sub(logOf(p), logOf(y))), -1);
  },
  squaredHinge: (y, p) => mean(square(maximum(0, sub(1, mul(y, p)))), -1),
  hinge,
  categoricalHinge: (y, p) => {
    const right = sum(mul(y, p), -1);
    const wrong = max(mul(sub(1, y), p), -1);
    return maximum(0, add(1, sub(wrong, right)));
  },
  logcosh: (y, p) => {
    const error = sub(p, y);
    return mean(sub(add(error, softplus(mul(-2, error))), Math.LN2), -1);
  },
  categoricalCrossentropy,
  sparseCategoricalCrossentropy: (y, p) => {
    const classes = p.shape.at(-1)!;
    const places = cast(floor(reshape(y, [-1])), 'int32');
    return categoricalCrossentropy(reshape(oneHot(places, classes, 1, 0, 'float32'), p.shape), p);
  },
  binaryCrossentropy: (y, p) => {
    const share = clipped(p);
    return mean(sigmoidCrossEntropyWithLogits(y, log(div(share, sub(1, share)))), -1);
  },
  kullbackLeiblerDivergence: (y, p) => {
    const [truth, found] = [clipByValue(y, EPSILON, 1), clipByValue(p, EPSILON, 1)];
    return sum(mul(y, log(div(truth, found))), -1);
  },
  poisson: (y, p) => mean(sub(p, mul(y, log(add(EPSILON, p)))), -1),
  cosineProximity: (y, p) => neg(sum(mul(unitVectors(y, -1), unitVectors(p, -1)), -1)),
} satisfies Record<string, Loss>;

export const SHORT: Readonly<Record<string, string>> = {
  mse: 'meanSquaredError',
  MSE: 'meanSquaredError',
  mae: 'meanAbsoluteError',
  MAE: 'meanAbsoluteError',
  mape: 'meanAbsolutePercentageError',
  MAPE: 'meanAbsolutePercentageError',
  cosine: 'cosineProximity',
};

/** The loss of this name, or the program's own function. */
export function lossOf(given: unknown): Loss {
  if (typeof given === 'function') return given as Loss;
  const name = SHORT[given as string] ?? (given as string);
  return (losses as Record<string, Loss>)[name] ?? refuse('compile', `there is no loss “${String(given)}”.`);
}
