/** Layers that shift and scale to mean 0 and variance 1, and the embedding of indices. */
import { core, plain, plainList } from '../core.ts';
import type { Initializer } from '../initializers.ts';
import { cast } from '../ops/elementwise.ts';
import { batchNorm, layerNorm } from '../ops/normalization.ts';
import { moments } from '../ops/reductions.ts';
import { gather, reshape } from '../ops/shapes.ts';
import { stateOf, type Tensor, tidy } from '../tensor.ts';
import {
  type CallOptions,
  type Inputs,
  Layer,
  type LayerOptions,
  type LayerVariable,
  type OpenShape,
  type Shapes,
  single,
  singleShape,
} from './layer.ts';

interface NormalizationOptions extends LayerOptions {
  readonly axis?: number | readonly number[];
  readonly momentum?: number;
  readonly epsilon?: number;
  readonly center?: boolean;
  readonly scale?: boolean;
  readonly betaInitializer?: Initializer | string;
  readonly gammaInitializer?: Initializer | string;
  readonly movingMeanInitializer?: Initializer | string;
  readonly movingVarianceInitializer?: Initializer | string;
  readonly betaRegularizer?: unknown;
  readonly gammaRegularizer?: unknown;
}

export class BatchNormalization extends Layer {
  static override className = 'BatchNormalization';
  readonly #given: NormalizationOptions;
  #gamma: LayerVariable | undefined;
  #beta: LayerVariable | undefined;
  #mean: LayerVariable | undefined;
  #variance: LayerVariable | undefined;

  constructor(given: NormalizationOptions = {}) {
    super(given);
    this.#given = given;
  }

  #axis(rank: number): number {
    const axis = plain(this.#given.axis ?? -1);
    return axis < 0 ? axis + rank : axis;
  }

  override build(shape: Shapes): void {
    const open = singleShape(shape);
    const lengths = [open[this.#axis(open.length)]!];
    const given = this.#given;
    if (core.plain(given.scale ?? true))
      this.#gamma = this.addWeight(
        'gamma',
        lengths,
        'float32',
        given.gammaInitializer ?? 'ones',
        given.gammaRegularizer,
      );
    if (core.plain(given.center ?? true))
      this.#beta = this.addWeight(
        'beta',
        lengths,
        'float32',
        given.betaInitializer ?? 'zeros',
        given.betaRegularizer,
      );
    this.#mean = this.addWeight(
      'moving_mean',
      lengths,
      'float32',
      given.movingMeanInitializer ?? 'zeros',
      undefined,
      false,
    );
    this.#variance = this.addWeight(
      'moving_variance',
      lengths,
      'float32',
      given.movingVarianceInitializer ?? 'ones',
      undefined,
      false,
    );
  }

  override call(inputs: Inputs, { training = false }: CallOptions = {}): Tensor {
    const x = single(inputs);
    const axis = this.#axis(x.rank);
    const axes = x.shape.map((_, i) => i).filter((i) => i !== axis);
    // The statistics of the other axes stand along this one.
    const along = (value: Tensor) =>
      axis === x.rank - 1
        ? value
        : reshape(
            value,
            x.shape.map((length, i) => (i === axis ? length : 1)),
          );
    const found = training ? moments(x, axes) : undefined;
    if (found) this.#remember(found);
    return batchNorm(
      x,
      along(found?.mean ?? this.#mean!.read()),
      along(found?.variance ?? this.#variance!.read()),
      this.#beta && along(this.#beta.read()),
      this.#gamma && along(this.#gamma.read()),
      this.#given.epsilon ?? 1e-3,
    );
  }

  /** Moves the statistics for prediction towards those of a batch. */
  #remember({ mean, variance }: { mean: Tensor; variance: Tensor }): void {
    const momentum = plain(this.#given.momentum ?? 0.99);
    tidy(() => {
      const move = (kept: LayerVariable, found: Tensor) => {
        const [before, now] = [core.read(stateOf(kept.val)), core.read(stateOf(found))];
        const next = before.map((one, i) => one * momentum + now[i]! * (1 - momentum));
        core.set(stateOf(kept.val), next);
      };
      move(this.#mean!, mean);
      move(this.#variance!, variance);
    });
  }
}

export class LayerNormalization extends Layer {
  static override className = 'LayerNormalization';
  readonly #given: NormalizationOptions;
  #gamma: LayerVariable | undefined;
  #beta: LayerVariable | undefined;

  constructor(given: NormalizationOptions = {}) {
    super(given);
    this.#given = given;
  }

  #axes(rank: number): number[] {
    return plainList(this.#given.axis ?? -1).map((axis) => (axis < 0 ? axis + rank : axis));
  }

  override build(shape: Shapes): void {
    const open = singleShape(shape);
    const lengths = this.#axes(open.length).map((axis) => open[axis]!);
    const given = this.#given;
    if (core.plain(given.scale ?? true))
      this.#gamma = this.addWeight(
        'gamma',
        lengths,
        'float32',
        given.gammaInitializer ?? 'ones',
        given.gammaRegularizer,
      );
    if (core.plain(given.center ?? true))
      this.#beta = this.addWeight(
        'beta',
        lengths,
        'float32',
        given.betaInitializer ?? 'zeros',
        given.betaRegularizer,
      );
  }

  override call(inputs: Inputs): Tensor {
    const x = single(inputs);
    const axes = this.#axes(x.rank);
    const along = (value: Tensor) =>
      reshape(
        value,
        x.shape.map((length, i) => (axes.includes(i) ? length : 1)),
      );
    const [offset, scale] = [this.#beta, this.#gamma].map((weight) => weight && along(weight.read()));
    return layerNorm(x, axes, offset, scale, this.#given.epsilon ?? 1e-3);
  }
}

export class Embedding extends Layer {
  static override className = 'Embedding';
  readonly #given: LayerOptions & {
    readonly inputDim: number;
    readonly outputDim: number;
    readonly inputLength?: number;
    readonly embeddingsInitializer?: Initializer | string;
    readonly embeddingsRegularizer?: unknown;
  };
  #table: LayerVariable | undefined;

  constructor(given: Embedding['given']) {
    const { inputDim: _, ...options } = given;
    const length = (given.inputLength ?? null) as number | null;
    super({ ...options, ...(!given.inputShape && !given.batchInputShape && { inputShape: [length] }) });
    this.#given = given;
  }

  /** What it is made with. */
  get given() {
    return this.#given;
  }

  override build(): void {
    const { inputDim, outputDim, embeddingsInitializer, embeddingsRegularizer } = this.#given;
    this.#table = this.addWeight(
      'embeddings',
      [plain(inputDim), plain(outputDim)],
      'float32',
      embeddingsInitializer ?? 'randomUniform',
      embeddingsRegularizer,
    );
  }

  override computeOutputShape(shape: Shapes): OpenShape {
    return [...singleShape(shape), plain(this.#given.outputDim)];
  }

  override call(inputs: Inputs): Tensor {
    return gather(this.#table!.read(), cast(single(inputs), 'int32'));
  }
}
