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
  readonly betaConstraint?: unknown;
  readonly gammaConstraint?: unknown;
}

/** What normalises along some axes, and then scales and shifts along them. */
abstract class Normalization extends Layer {
  protected readonly options: NormalizationOptions;
  protected gamma: LayerVariable | undefined;
  protected beta: LayerVariable | undefined;

  constructor(given: NormalizationOptions = {}) {
    super(given);
    this.options = given;
  }

  protected axes(rank: number): number[] {
    return plainList(this.options.axis ?? -1).map((axis) => (axis < 0 ? axis + rank : axis));
  }

  protected lengths(shape: Shapes): (number | null)[] {
    const open = singleShape(shape);
    return this.axes(open.length).map((axis) => open[axis]!);
  }

  override build(shape: Shapes): void {
    super.build(shape);
    const { options } = this;
    const add = (
      name: string,
      initializer: Initializer | string,
      regularizer: unknown,
      constraint: unknown,
    ) => this.addWeight(name, this.lengths(shape), 'float32', initializer, regularizer, true, constraint);
    if (core.plain(options.scale ?? true))
      this.gamma = add(
        'gamma',
        options.gammaInitializer ?? 'ones',
        options.gammaRegularizer,
        options.gammaConstraint,
      );
    if (core.plain(options.center ?? true))
      this.beta = add(
        'beta',
        options.betaInitializer ?? 'zeros',
        options.betaRegularizer,
        options.betaConstraint,
      );
  }

  /** A value for each place along the axes, as it stands beside `x`. */
  protected along(value: Tensor, x: Tensor): Tensor {
    const axes = this.axes(x.rank);
    if (axes.length === 1 && axes[0] === x.rank - 1) return value;
    return reshape(
      value,
      x.shape.map((length, i) => (axes.includes(i) ? length : 1)),
    );
  }
}

export class BatchNormalization extends Normalization {
  static override className = 'BatchNormalization';
  #mean: LayerVariable | undefined;
  #variance: LayerVariable | undefined;

  override build(shape: Shapes): void {
    super.build(shape);
    const { movingMeanInitializer, movingVarianceInitializer } = this.options;
    const fixed = (name: string, initializer: Initializer | string) =>
      this.addWeight(name, this.lengths(shape), 'float32', initializer, undefined, false);
    this.#mean = fixed('moving_mean', movingMeanInitializer ?? 'zeros');
    this.#variance = fixed('moving_variance', movingVarianceInitializer ?? 'ones');
  }

  override call(inputs: Inputs, { training = false }: CallOptions = {}): Tensor {
    const x = single(inputs);
    const own = this.axes(x.rank);
    const others = x.shape.map((_, i) => i).filter((i) => !own.includes(i));
    const found = training ? moments(x, others) : undefined;
    if (found) this.#remember(found);
    return batchNorm(
      x,
      this.along(found?.mean ?? this.#mean!.read(), x),
      this.along(found?.variance ?? this.#variance!.read(), x),
      this.beta && this.along(this.beta.read(), x),
      this.gamma && this.along(this.gamma.read(), x),
      this.options.epsilon ?? 1e-3,
    );
  }

  /** Moves the statistics for prediction towards those of a batch. */
  #remember({ mean, variance }: { mean: Tensor; variance: Tensor }): void {
    const momentum = plain(this.options.momentum ?? 0.99);
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

export class LayerNormalization extends Normalization {
  static override className = 'LayerNormalization';

  override call(inputs: Inputs): Tensor {
    const x = single(inputs);
    const offset = this.beta && this.along(this.beta.read(), x);
    const scale = this.gamma && this.along(this.gamma.read(), x);
    return layerNorm(x, this.axes(x.rank), offset, scale, this.options.epsilon ?? 1e-3);
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
    readonly embeddingsConstraint?: unknown;
  };
  embeddings: LayerVariable | undefined;

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

  override build(shape: Shapes): void {
    super.build(shape);
    const { inputDim, outputDim, embeddingsInitializer, embeddingsRegularizer, embeddingsConstraint } =
      this.#given;
    this.embeddings = this.addWeight(
      'embeddings',
      [plain(inputDim), plain(outputDim)],
      'float32',
      embeddingsInitializer ?? 'randomUniform',
      embeddingsRegularizer,
      true,
      embeddingsConstraint,
    );
  }

  override computeOutputShape(shape: Shapes): OpenShape {
    return [...singleShape(shape), plain(this.#given.outputDim)];
  }

  override call(inputs: Inputs): Tensor {
    return gather(this.embeddings!.read(), cast(single(inputs), 'int32'));
  }
}
