/** Models: layers put together that can be compiled, trained, measured and asked. */
import { core, plain, refuse } from '../core.ts';
import { InputLayer } from '../layers/core.ts';
import { type Layer, type LayerOptions, listOf, ownClasses, type SymbolicTensor } from '../layers/layer.ts';
import { add, mul } from '../ops/elementwise.ts';
import { mean } from '../ops/reductions.ts';
import { type Optimizer, train } from '../optimizers.ts';
import { statesOf, type Tensor, tidy } from '../tensor.ts';
import type { CallbackFunctions, History } from './callbacks.ts';
import { type Data, disposeOwn, tensorsFor } from './data.ts';
import { evaluate, fit } from './fit.ts';
import { lossGraph } from './graph.ts';
import { type Loss, lossOf, losses as namedLosses } from './losses.ts';
import { type Metric, metricOf } from './metrics.ts';
import { Network } from './network.ts';
import { summaryLines } from './summary.ts';

export interface CompileOptions {
  readonly optimizer?: string | Optimizer;
  readonly loss: unknown;
  readonly metrics?: unknown;
}

export interface FitOptions {
  readonly batchSize?: number;
  readonly epochs?: number;
  readonly initialEpoch?: number;
  readonly shuffle?: boolean;
  readonly validationSplit?: number;
  readonly validationData?: readonly [Data, Data];
  /** By class, or that by output: how much an example of it counts. */
  readonly classWeight?: unknown;
  readonly callbacks?: CallbackFunctions | readonly CallbackFunctions[];
  readonly verbose?: number;
}

/** What a model was compiled with, by output. */
export interface Compiled {
  /** Their names, '' for a function of the program's own. */
  readonly lossNames: readonly string[];
  readonly optimizer: Optimizer;
  readonly losses: readonly Loss[];
  readonly metrics: readonly (readonly Metric[])[];
  /** Nothing of it is the program's own code. */
  readonly isOurs: boolean;
}

const OPTIMIZERS: Readonly<Record<string, () => Optimizer>> = {
  sgd: () => train.sgd(0.01),
  adagrad: () => train.adagrad(0.01),
  adadelta: () => train.adadelta(1),
  adam: () => train.adam(),
  adamax: () => train.adamax(),
  rmsprop: () => train.rmsprop(0.001),
};

export class LayersModel extends Network {
  static override className = 'Model';
  stopTraining = false;
  /** What it was compiled with. */
  loss: unknown;
  metrics: unknown;
  readonly #inputs: readonly SymbolicTensor[];
  readonly #outputs: readonly SymbolicTensor[];
  #compiled: Compiled | undefined;
  /** What the program handed to `fit`, `evaluate` or `predict` last. */
  #seen: { readonly inputs: readonly Tensor[]; readonly targets: readonly Tensor[] } | undefined;

  constructor(given: {
    readonly inputs?: SymbolicTensor | readonly SymbolicTensor[];
    readonly outputs?: SymbolicTensor | readonly SymbolicTensor[];
    readonly name?: string;
  }) {
    super(given);
    this.#inputs = listOf(given.inputs ?? []);
    this.#outputs = listOf(given.outputs ?? []);
    this.built = true;
    core.represents(this, () => this.atItsPlace(() => lossGraph(this)));
    if (this.#outputs.length > 0) this.layers;
  }

  get inputs(): readonly SymbolicTensor[] {
    return this.#inputs;
  }

  get outputs(): readonly SymbolicTensor[] {
    return this.#outputs;
  }

  get inputNames(): string[] {
    return this.inputs.map(({ name }) => name);
  }

  get outputNames(): string[] {
    return this.outputs.map(({ name }) => name);
  }

  /** What is measured of a batch: the loss, of several outputs each, and the metrics. Undefined before `compile`. */
  get metricsNames(): string[] | undefined {
    const { outputNames } = this;
    const isOne = outputNames.length === 1;
    const metrics = this.#compiled?.metrics.flatMap((list, i) =>
      list.map(({ name }) => (isOne ? name : `${outputNames[i]}_${name}`)),
    );
    return metrics && ['loss', ...(isOne ? [] : outputNames.map((name) => `${name}_loss`)), ...metrics];
  }

  get optimizer(): Optimizer | undefined {
    return this.#compiled?.optimizer;
  }

  get isCompiled(): boolean {
    return this.#compiled !== undefined;
  }

  /** @throws Error before `compile`. */
  get compiled(): Compiled {
    return (
      this.#compiled ??
      refuse(this.name, 'the model must be compiled before it is trained or measured: call compile().')
    );
  }

  compile({ optimizer = 'rmsprop', loss, metrics }: CompileOptions): void {
    const losses = this.perOutput(loss, 'loss');
    this.loss = loss;
    this.metrics = metrics;
    const measured = this.perOutputMetrics(metrics);
    const made =
      typeof optimizer === 'string'
        ? (OPTIMIZERS[optimizer]?.() ?? refuse('compile', `there is no optimizer “${optimizer}”.`))
        : optimizer;
    this.#compiled = {
      lossNames: losses.map((one) => (typeof one === 'string' ? one : '')),
      optimizer: made,
      losses: losses.map(lossOf),
      metrics: measured.map((list, i) => list.map((one) => metricOf(one, losses[i], this.outputs[i]!.shape))),
      isOurs: [...losses, ...measured.flat()].every((one) => typeof one !== 'function'),
    };
  }

  private perOutput(given: unknown, name: string): readonly unknown[] {
    const { outputs } = this;
    if (given === undefined || given === null) return refuse('compile', `a ${name} must be given.`);
    if (Array.isArray(given)) return given;
    if (typeof given !== 'object') return outputs.map(() => given);
    return outputs.map((one) => (given as Record<string, unknown>)[one.name]);
  }

  private perOutputMetrics(given: unknown): readonly (readonly unknown[])[] {
    if (given === undefined || given === null) return this.outputs.map(() => []);
    if (typeof given === 'object' && !Array.isArray(given))
      return this.outputs.map(({ name }) => [(given as Record<string, unknown>)[name] ?? []].flat());
    return this.outputs.map(() => [given].flat());
  }

  /** A batch, or all examples, as the model takes them. */
  inputsFor(given: Data): Tensor[] {
    return tensorsFor(given, this.inputs, 'input', this.name);
  }

  /** The targets have the shapes of the outputs; classes by their numbers are one column. */
  targetsFor(given: Data): Tensor[] {
    const { losses } = this.compiled;
    const places = this.outputs.map(({ name, shape }, i) => {
      const isSparse = losses[i] === namedLosses.sparseCategoricalCrossentropy;
      return { name, shape: isSparse ? shape.with(-1, 1) : shape };
    });
    const targets = tensorsFor(given, places, 'target', this.name);
    targets.forEach(({ shape }, i) => {
      if (losses[i] === namedLosses.categoricalCrossentropy && shape.at(-1) === 1)
        refuse(
          this.name,
          `categoricalCrossentropy takes targets of 0 and 1 for each class, and is given the shape [${shape}].`,
        );
    });
    return targets;
  }

  /**
   * The mean over the batch of all losses, in training with the penalties, and the predictions that it is of.
   *
   * @param weights by output how much each example counts, or nothing.
   */
  lossOn(
    inputs: readonly Tensor[],
    targets: readonly Tensor[],
    training: boolean,
    weights: readonly Tensor[] = [],
  ) {
    const predictions = listOf(this.call(inputs, { training })) as Tensor[];
    const { losses } = this.compiled;
    if (targets.length !== losses.length)
      refuse(this.name, `it has ${losses.length} outputs, and is given targets for ${targets.length}.`);
    const each = losses.map((loss, i) => {
      const found = loss(targets[i]!, predictions[i]!);
      return weights[i] ? mul(found, weights[i]) : found;
    });
    const penalties = training
      ? this.weights.flatMap(({ regularizer, val }) => (regularizer ? [regularizer.apply(val)] : []))
      : [];
    const total = penalties.reduce(
      (sum, one) => add(sum, one),
      mean(each.reduce((sum, one) => add(sum, one))),
    );
    return { total, each, predictions };
  }

  predict(given: Data): Tensor | readonly Tensor[] {
    return tidy(() => {
      const inputs = this.inputsFor(given);
      this.see(inputs, []);
      return this.call(inputs);
    });
  }

  predictOnBatch(given: Data): Tensor | readonly Tensor[] {
    return this.predict(given);
  }

  evaluate(x: Data, y: Data, options: { readonly batchSize?: number } = {}): Tensor | Tensor[] {
    return tidy(() => {
      const [inputs, targets] = [this.inputsFor(x), this.targetsFor(y)];
      this.see(inputs, targets);
      const found = evaluate(this, inputs, targets, plain(options.batchSize ?? 32));
      return found.length === 1 ? found[0]! : found;
    });
  }

  /** What is selected of it, the promise or the history, stands for the model's loss. */
  fit(x: Data, y: Data, options: FitOptions = {}): Promise<History> {
    const training = this.train(x, y, options);
    core.represents(training, () => this.atItsPlace(() => lossGraph(this)));
    return training;
  }

  private async train(x: Data, y: Data, options: FitOptions): Promise<History> {
    const [inputs, targets] = [this.inputsFor(x), this.targetsFor(y)];
    this.see(inputs, targets);
    try {
      const history = await fit(this, inputs, targets, options);
      core.represents(history, () => this.atItsPlace(() => lossGraph(this)));
      return history;
    } finally {
      disposeOwn([...inputs, ...targets], [x, y]);
    }
  }

  async trainOnBatch(x: Data, y: Data): Promise<number | number[]> {
    const history = await this.train(x, y, { batchSize: Number.POSITIVE_INFINITY, shuffle: false });
    const values = Object.values(history.history).map((list) => list[0]!);
    return values.length === 1 ? values[0]! : values;
  }

  /** The last batch that the program has handed over; what it lets go of meanwhile is kept for the picture. */
  private see(inputs: readonly Tensor[], targets: readonly Tensor[]): void {
    // What is asked without targets says nothing of a loss.
    if (targets.length === 0 && this.#seen && this.#seen.targets.length > 0) return;
    this.#seen = { inputs, targets };
    core.holdBatch(statesOf([...inputs, ...targets]));
  }

  get seen() {
    return this.#seen;
  }

  /** No layer keeps states from batch to batch. */
  resetStates(): void {}

  summary(lineLength?: unknown, positions?: unknown, printFn: (line?: string) => void = console.log): void {
    for (const line of summaryLines(this, plain(lineLength), positions as number[] | undefined))
      printFn(line);
  }
}

/** Layers in a row, of which the first brings the shape of the input. */
export class Sequential extends LayersModel {
  static override className = 'Sequential';
  readonly #layers: Layer[] = [];
  #input: SymbolicTensor | undefined;
  #output: SymbolicTensor | undefined;

  constructor(given: LayerOptions & { readonly layers?: readonly Layer[] } = {}) {
    super({ name: given.name ?? nextName() });
    for (const layer of given.layers ?? []) this.add(layer);
  }

  override get inputs(): readonly SymbolicTensor[] {
    return this.#input ? [this.#input] : refuse(this.name, 'the model has no layers yet.');
  }

  override get outputs(): readonly SymbolicTensor[] {
    return this.#output ? [this.#output] : [];
  }

  override get layers(): Layer[] {
    return [...this.#layers];
  }

  add(layer: Layer): void {
    this.forgetCalls();
    if (layer instanceof InputLayer && !this.#output) {
      this.#input = layer.output as SymbolicTensor;
      this.#output = this.#input;
      return;
    }
    if (!this.#output) {
      const shape =
        layer.batchInputShape ??
        (layer instanceof LayersModel ? layer.inputs[0]!.shape : undefined) ??
        refuse(this.name, 'the first layer of a model needs an inputShape, as in {inputShape: [2]}.');
      const name = `${layer.name}_input`;
      this.#input = new InputLayer({ batchInputShape: shape, name }).output as SymbolicTensor;
      this.#output = this.#input;
    }
    this.#output = layer.apply(this.#output) as SymbolicTensor;
    this.#layers.push(layer);
  }

  pop(): void {
    this.forgetCalls();
    this.#layers.pop();
    const last = this.#layers.at(-1);
    this.#output = last ? (last.output as SymbolicTensor) : undefined;
    if (!last) this.#input = undefined;
  }
}

ownClasses.add(LayersModel).add(Sequential);

let models = 0;

function nextName(): string {
  models += 1;
  return `sequential_${models}`;
}
