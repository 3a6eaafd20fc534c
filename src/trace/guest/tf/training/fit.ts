/** Training and measuring, batch by batch. */
import { core, options, refuse } from '../core.ts';
import { add, mul } from '../ops/elementwise.ts';
import { mean } from '../ops/reductions.ts';
import { gather, slice } from '../ops/shapes.ts';
import { dispose, stateOf, statesOf, type Tensor, tensorOf, tidy, type Variable } from '../tensor.ts';
import { refuseUndone } from '../undone.ts';
import { Callbacks, History, type Logs } from './callbacks.ts';
import { classWeights } from './classWeights.ts';
import { disposeOwn } from './data.ts';
import type { Compiled, FitOptions, LayersModel } from './model.ts';
import { changes } from './network.ts';

/** The rows from `start` on, in an order of their own where there is one. */
function batchOf(
  tensors: readonly Tensor[],
  start: number,
  end: number,
  order: Int32Array | undefined,
): Tensor[] {
  if (order) {
    const rows = Float64Array.from(order.subarray(start, end));
    const places = tensorOf(core.create(rows.buffer, [rows.length], 'int32'));
    return tensors.map((tensor) => gather(tensor, places));
  }
  return tensors.map((tensor) => {
    const all = tensor.shape[0]!;
    if (start === 0 && end === all) return tensor;
    return slice(tensor, [start], [end - start]);
  });
}

function rowsOf(tensors: readonly Tensor[], name: string): number {
  const rows = tensors[0]?.shape[0] ?? 0;
  for (const { shape } of tensors)
    if (shape[0] !== rows)
      refuse(name, `all tensors must have as many examples: one has ${shape[0]}, and another ${rows}.`);
  return rows;
}

/** The numbers that are measured of a batch, in the order of the model's `metricsNames`. */
function measures(
  model: LayersModel,
  { total, each, predictions }: ReturnType<LayersModel['lossOn']>,
  targets: readonly Tensor[],
): Tensor[] {
  const parts = each.length === 1 ? [] : each.map((loss) => mean(loss));
  const metrics = model.compiled.metrics.flatMap((list, i) =>
    list.map(({ measure }) => mean(measure(targets[i]!, predictions[i]!))),
  );
  return [total, ...parts, ...metrics];
}

function numberOf(tensor: Tensor): number {
  return core.read(stateOf(tensor))[0]!;
}

/** A recorded step, and all that it is the same for. */
interface Known {
  readonly step: number;
  readonly names: readonly string[];
  readonly compiled: Compiled;
  readonly trained: readonly Variable[];
  readonly changes: number;
}

/** The steps of the optimizer in one training. What has been the same twice, the host repeats. */
class Steps {
  private readonly model: LayersModel;
  /** Nothing of a step is the program's own code. */
  readonly isOurs: boolean;
  /** By the number of examples. */
  private readonly known = new Map<number, Known>();
  /** How often a step was recorded that was not like the one before. */
  private misses = 0;

  constructor(model: LayersModel) {
    this.model = model;
    this.isOurs = model.compiled.isOurs && model.isOurs;
  }

  /** One step; gives what was measured. */
  take(inputs: readonly Tensor[], targets: readonly Tensor[], weights: readonly Tensor[]): Logs {
    const { compiled } = this.model;
    const trained = this.model.trainableWeights.map(({ val }) => val);
    const rows = inputs[0]!.shape[0]!;
    const batch = [...inputs, ...targets, ...weights];
    const known = this.known.get(rows);
    if (known && isSame(known, compiled, trained)) {
      const numbers = compiled.optimizer.repeat(known.step, batch, trained, known.names.length);
      if (numbers) return Object.fromEntries(known.names.map((name, i) => [name, numbers[i]!]));
    }
    const compute = () => this.compute(inputs, targets, weights, trained);
    if (!this.isOurs || this.misses > MAX_MISSES) return compute();
    core.record(statesOf(batch), statesOf(trained));
    const logs = compute();
    const step = core.recorded();
    if (step < 0) this.misses += 1;
    else this.known.set(rows, { step, names: Object.keys(logs), compiled, trained, changes: changes.count });
    return logs;
  }

  private compute(
    inputs: readonly Tensor[],
    targets: readonly Tensor[],
    weights: readonly Tensor[],
    trained: readonly Variable[],
  ): Logs {
    if (trained.length === 0)
      refuse('fit', `nothing of ${this.model.name} can be trained: it has no weights, or they are frozen.`);
    return tidy(() => {
      const since = core.here();
      const found = this.model.lossOn(inputs, targets, true, weights);
      const numbers = core.measure(statesOf(measures(this.model, found, targets)));
      this.model.compiled.optimizer.descend(found.total, trained, since);
      return Object.fromEntries(this.model.metricsNames!.map((name, i) => [name, numbers[i]!]));
    });
  }
}

/** After so many a training is taken for one in which each step is another, as with dropout. */
const MAX_MISSES = 8;

/** Whether a step is still what it was when it was recorded. */
function isSame(known: Known, compiled: Compiled, trained: readonly Variable[]): boolean {
  return (
    known.compiled === compiled &&
    known.changes === changes.count &&
    known.trained.length === trained.length &&
    known.trained.every((one, i) => one === trained[i])
  );
}

/** The order of examples in an epoch, by the sandbox's repeatable chance. */
function shuffled(count: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** Adds up what the batches of an epoch measured, weighted by their sizes. */
class Sums {
  private readonly sums: Logs = {};
  private count = 0;

  add(logs: Logs, size: number): void {
    for (const [name, value] of Object.entries(logs)) this.sums[name] = (this.sums[name] ?? 0) + value * size;
    this.count += size;
  }

  get means(): Logs {
    return Object.fromEntries(Object.entries(this.sums).map(([name, sum]) => [name, sum / this.count]));
  }
}

export async function fit(
  model: LayersModel,
  allInputs: readonly Tensor[],
  allTargets: readonly Tensor[],
  given: FitOptions,
): Promise<History> {
  const { validationData, classWeight, callbacks: heard, ...rest } = given;
  refuseUndone('fit', 'fit', rest);
  if (validationData && validationData.length !== 2)
    refuse(
      'fit',
      'validationData must be the inputs and the targets; weights of examples are not supported.',
    );
  const {
    batchSize = 32,
    epochs = 1,
    initialEpoch = 0,
    shuffle = true,
    validationSplit,
    verbose = 1,
  } = options(rest);
  const share = validationData ? 0 : (validationSplit ?? 0);
  const steps = new Steps(model);
  const total = rowsOf([...allInputs, ...allTargets], 'fit');
  const rows = share > 0 ? Math.floor(total * (1 - share)) : total;
  const cut = (tensors: readonly Tensor[], from: number, to: number) =>
    share > 0 ? tensors.map((one) => slice(one, [from], [to - from])) : tensors;
  const [inputs, targets] = [cut(allInputs, 0, rows), cut(allTargets, 0, rows)];
  const weights = classWeights(classWeight, allTargets, model.outputNames);
  const validation = validationData
    ? ([model.inputsFor(validationData[0]), model.targetsFor(validationData[1])] as const)
    : share > 0
      ? ([cut(allInputs, rows, total), cut(allTargets, rows, total)] as const)
      : undefined;

  const names = model.metricsNames!;
  const params = {
    ...{ epochs, initialEpoch, samples: rows, steps: null, batchSize, verbose },
    doValidation: validation !== undefined,
    metrics: validation ? [...names, ...names.map((name) => `val_${name}`)] : names,
  };
  const callbacks = new Callbacks(heard, model, params);
  const history = new History();
  history.setParams(params);
  model.stopTraining = false;
  await callbacks.tell('onTrainBegin', {});
  for (let epoch = initialEpoch; epoch < epochs && !model.stopTraining; epoch++) {
    await callbacks.tell('onEpochBegin', epoch, {});
    const sums = new Sums();
    const order = shuffle ? shuffled(rows) : undefined;
    for (let start = 0, batch = 0; start < rows; start += batchSize, batch++) {
      const end = Math.min(start + batchSize, rows);
      await (callbacks.isEmpty
        ? undefined
        : callbacks.tell('onBatchBegin', batch, { batch, size: end - start }));
      // Nobody sees what is computed in here, unless the program has brought something of its own.
      const mark = steps.isOurs ? core.mark() : undefined;
      const logs = tidy(() => {
        const batch = batchOf([...inputs, ...targets, ...weights], start, end, order);
        const [first, second] = [inputs.length, inputs.length + targets.length];
        return steps.take(batch.slice(0, first), batch.slice(first, second), batch.slice(second));
      });
      if (mark) core.rewind(mark);
      sums.add(logs, end - start);
      await (callbacks.isEmpty
        ? undefined
        : callbacks.tell('onBatchEnd', batch, { batch, size: end - start, ...logs }));
      if (model.stopTraining) break;
    }
    const logs: Logs = {};
    const { means } = sums;
    if (validation) {
      const found = evaluate(model, validation[0], validation[1], batchSize);
      Object.keys(means).forEach((name, i) => {
        logs[`val_${name}`] = numberOf(found[i]!);
      });
      dispose(found);
    }
    Object.assign(logs, means);
    history.add(epoch, logs);
    await callbacks.tell('onEpochEnd', epoch, logs);
  }
  await callbacks.tell('onTrainEnd', {});
  dispose(weights);
  if (share > 0) dispose([inputs, targets, validation]);
  else if (validation) disposeOwn(validation.flat(), validationData);
  return history;
}

/** The loss and the metrics over all examples, as tensors. */
export function evaluate(
  model: LayersModel,
  inputs: readonly Tensor[],
  targets: readonly Tensor[],
  batchSize: number,
): Tensor[] {
  const rows = rowsOf([...inputs, ...targets], 'evaluate');
  return tidy(() => {
    let sums: Tensor[] = [];
    for (let start = 0; start < rows; start += batchSize) {
      const end = Math.min(start + batchSize, rows);
      const batch = batchOf(targets, start, end, undefined);
      const found = model.lossOn(batchOf(inputs, start, end, undefined), batch, false);
      const values = measures(model, found, batch);
      if (rows <= batchSize) return values;
      const parts = values.map((value) => mul(value, (end - start) / rows));
      sums = sums.length === 0 ? parts : sums.map((sum, i) => add(sum, parts[i]!));
    }
    return sums;
  });
}
