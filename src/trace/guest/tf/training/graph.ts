/** What the picture of a model is of: its loss on one batch. */
import { listOf } from '../layers/layer.ts';
import { add } from '../ops/elementwise.ts';
import { sum } from '../ops/reductions.ts';
import type { Tensor } from '../tensor.ts';
import { batchOf } from './batch.ts';
import type { LayersModel } from './model.ts';

/** The loss on one batch; of a model that is not compiled, the sum of its outputs. */
export function lossGraph(model: LayersModel): Tensor {
  const { inputs, targets } = batchOf(model);
  return model.isCompiled
    ? model.lossOn(inputs, targets, false).total
    : sumOf(listOf(model.call(inputs)) as Tensor[]);
}

function sumOf(outputs: readonly Tensor[]): Tensor {
  return outputs.map((one) => sum(one)).reduce((total, one) => add(total, one));
}
