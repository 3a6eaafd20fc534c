/** What is measured of predictions besides the loss. */
import { refuse } from '../core.ts';
import { cast, equal, floor, greater } from '../ops/elementwise.ts';
import { argMax, mean } from '../ops/reductions.ts';
import { reshape } from '../ops/shapes.ts';
import type { Tensor } from '../tensor.ts';
import { type Loss, losses, lossOf, SHORT } from './losses.ts';

const float = (x: Tensor): Tensor => cast(x, 'float32');

const binaryAccuracy: Loss = (y, p) => mean(float(equal(y, float(greater(p, 0.5)))), -1);
const categoricalAccuracy: Loss = (y, p) => float(equal(argMax(y, -1), argMax(p, -1)));
const sparseCategoricalAccuracy: Loss = (y, p) =>
  float(equal(floor(reshape(y, [-1])), float(reshape(argMax(p, -1), [-1]))));

const { meanSquaredError, meanAbsoluteError, meanAbsolutePercentageError, cosineProximity } = losses;
const { binaryCrossentropy, categoricalCrossentropy, sparseCategoricalCrossentropy } = losses;

export const metrics = {
  ...{ binaryAccuracy, categoricalAccuracy, sparseCategoricalAccuracy },
  ...{ binaryCrossentropy, categoricalCrossentropy, sparseCategoricalCrossentropy },
  cosineProximity,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  MAPE: meanAbsolutePercentageError,
  mape: meanAbsolutePercentageError,
  meanSquaredError,
  MSE: meanSquaredError,
  mse: meanSquaredError,
};

export interface Metric {
  readonly name: string;
  readonly measure: Loss;
}

/** @param loss what the model is compiled with, and the shape of its output: they say what “accuracy” means. */
export function metricOf(given: unknown, loss: unknown, shape: readonly (number | null)[]): Metric {
  if (typeof given === 'function') return { name: given.name || 'metric', measure: given as Loss };
  const name = given as string;
  const isSparse = loss === 'sparseCategoricalCrossentropy';
  const isBinary = shape.at(-1) === 1 || loss === 'binaryCrossentropy';
  if (name === 'accuracy' || name === 'acc') {
    const measure = isBinary ? binaryAccuracy : isSparse ? sparseCategoricalAccuracy : categoricalAccuracy;
    return { name: 'acc', measure };
  }
  if (name === 'crossentropy' || name === 'ce') {
    const measure = isBinary
      ? binaryCrossentropy
      : isSparse
        ? sparseCategoricalCrossentropy
        : categoricalCrossentropy;
    return { name: 'ce', measure };
  }
  const found = (metrics as Record<string, Loss>)[name];
  if (found) return { name, measure: found };
  if (name in losses || name in SHORT) return { name, measure: lossOf(name) };
  return refuse('compile', `there is no metric “${String(given)}”.`);
}
