/** Layers of one input that have no field: dense, activations, shapes, chance. */
import { activationOf } from '../activations.ts';
import { plain, plainList, refuse } from '../core.ts';
import { dropout as drop, randomNormal } from '../creation.ts';
import type { Initializer } from '../initializers.ts';
import { add, clipByValue, elu, leakyRelu, mul, prelu, relu } from '../ops/elementwise.ts';
import { matMul } from '../ops/matrices.ts';
import { softmax } from '../ops/reductions.ts';
import { reshape, tile, transpose } from '../ops/shapes.ts';
import { sizeOf, type Tensor } from '../tensor.ts';
import { addBias, addKernel, type KernelOptions } from './kernel.ts';
import {
  type CallOptions,
  type Inputs,
  Layer,
  type LayerOptions,
  type LayerVariable,
  type OpenShape,
  type Shapes,
  type SymbolicTensor,
  single,
  singleShape,
} from './layer.ts';

export class Dense extends Layer {
  static override className = 'Dense';
  readonly #given: KernelOptions & { readonly units: number };
  readonly units: number;
  kernel: LayerVariable | undefined;
  bias: LayerVariable | undefined;

  constructor(given: KernelOptions & { readonly units: number }) {
    super(given);
    this.#given = given;
    this.units = plain(given.units);
    if (!(this.units > 0))
      refuse('dense', `the number of units must be above 0, not ${String(given.units)}.`);
  }

  override build(shape: Shapes): void {
    super.build(shape);
    const inputs = singleShape(shape).at(-1)!;
    this.kernel = addKernel(this, 'kernel', [inputs, this.units], this.#given);
    this.bias = addBias(this, this.units, this.#given);
  }

  override computeOutputShape(shape: Shapes): OpenShape {
    return [...singleShape(shape).slice(0, -1), this.units];
  }

  override call(inputs: Inputs): Tensor {
    const x = single(inputs);
    const kernel = this.kernel!.read();
    // Of more than two axes, all but the last are the batch.
    const rows = x.rank > 2 ? reshape(x, [-1, x.shape.at(-1)!]) : x;
    let output = matMul(rows, kernel);
    if (x.rank > 2) output = reshape(output, [...x.shape.slice(0, -1), this.units]);
    if (this.bias) output = add(output, this.bias.read());
    return activationOf(this.#given.activation)(output);
  }
}

/** A layer without weights that keeps the shape. */
function pointwise<G extends LayerOptions>(
  className: string,
  f: (x: Tensor, given: G, options: CallOptions) => Tensor,
) {
  return class extends Layer {
    static override className = className;
    readonly #given: G;

    constructor(given: G = {} as G) {
      super(given);
      this.#given = given;
    }

    override call(inputs: Inputs, options: CallOptions = {}): Tensor {
      return f(single(inputs), this.#given, options);
    }
  };
}

export const Activation = pointwise<LayerOptions & { activation: string }>(
  'Activation',
  (x, { activation }) => activationOf(activation)(x),
);
export const ReLU = pointwise<LayerOptions & { maxValue?: number | null }>('ReLU', (x, { maxValue }) =>
  maxValue === undefined || maxValue === null ? relu(x) : clipByValue(relu(x), 0, maxValue),
);
export const LeakyReLU = pointwise<LayerOptions & { alpha?: number }>('LeakyReLU', (x, { alpha = 0.3 }) =>
  leakyRelu(x, alpha),
);
export const ELU = pointwise('ELU', (x) => elu(x));
export const Softmax = pointwise<LayerOptions & { axis?: number }>('Softmax', (x, { axis = -1 }) =>
  softmax(x, axis),
);
export const Dropout = pointwise<LayerOptions & { rate: number; noiseShape?: OpenShape; seed?: number }>(
  'Dropout',
  (x, { rate, noiseShape, seed }, { training = false }) => {
    if (!training || !(plain(rate) > 0 && plain(rate) < 1)) return x;
    return drop(
      x,
      rate,
      noiseShape?.map((length, axis) => length ?? x.shape[axis]!),
      seed,
    );
  },
);
export const GaussianNoise = pointwise<LayerOptions & { stddev: number }>(
  'GaussianNoise',
  (x, { stddev }, { training = false }) => (training ? add(x, randomNormal(x.shape, 0, stddev)) : x),
);
export const Rescaling = pointwise<LayerOptions & { scale: number; offset?: number }>(
  'Rescaling',
  (x, { scale, offset = 0 }) => add(mul(x, plain(scale)), plain(offset)),
);

interface PReLUOptions extends LayerOptions {
  /** Along these, counted with that of the batch, there is one slope. */
  readonly sharedAxes?: number | readonly number[] | null;
  readonly alphaInitializer?: Initializer | string;
  readonly alphaRegularizer?: unknown;
  readonly alphaConstraint?: unknown;
}

export class PReLU extends Layer {
  static override className = 'PReLU';
  #alpha: LayerVariable | undefined;
  readonly #given: PReLUOptions;

  constructor(given: PReLUOptions = {}) {
    super(given);
    this.#given = given;
  }

  override build(shape: Shapes): void {
    super.build(shape);
    const { sharedAxes, alphaInitializer, alphaRegularizer, alphaConstraint } = this.#given;
    const shared = sharedAxes === undefined || sharedAxes === null ? [] : plainList(sharedAxes);
    this.#alpha = this.addWeight(
      'alpha',
      singleShape(shape).flatMap((length, axis) => (axis === 0 ? [] : [shared.includes(axis) ? 1 : length])),
      'float32',
      alphaInitializer ?? 'zeros',
      alphaRegularizer,
      true,
      alphaConstraint,
    );
  }

  override call(inputs: Inputs): Tensor {
    return prelu(single(inputs), this.#alpha!.read());
  }
}

export class Flatten extends Layer {
  static override className = 'Flatten';

  override computeOutputShape(shape: Shapes): OpenShape {
    const [batch, ...rest] = singleShape(shape);
    return [batch!, rest.includes(null) ? null : sizeOf(rest as number[])];
  }

  override call(inputs: Inputs): Tensor {
    const x = single(inputs);
    return reshape(x, [x.shape[0]!, sizeOf(x.shape.slice(1))]);
  }
}

export class Reshape extends Layer {
  static override className = 'Reshape';
  readonly #target: number[];

  constructor(given: LayerOptions & { targetShape: readonly number[] }) {
    super(given);
    this.#target = plainList(given.targetShape);
  }

  override computeOutputShape(shape: Shapes): OpenShape {
    const [batch, ...rest] = singleShape(shape);
    const known = sizeOf(this.#target.filter((length) => length >= 0));
    const open = rest.includes(null) ? null : sizeOf(rest as number[]) / known;
    return [batch!, ...this.#target.map((length) => (length < 0 ? open : length))];
  }

  override call(inputs: Inputs): Tensor {
    const x = single(inputs);
    return reshape(x, [x.shape[0]!, ...this.#target]);
  }
}

export class Permute extends Layer {
  static override className = 'Permute';
  readonly #order: number[];

  constructor(given: LayerOptions & { dims: readonly number[] }) {
    super(given);
    this.#order = [0, ...plainList(given.dims)];
  }

  override computeOutputShape(shape: Shapes): OpenShape {
    return this.#order.map((axis) => singleShape(shape)[axis]!);
  }

  override call(inputs: Inputs): Tensor {
    return transpose(single(inputs), this.#order);
  }
}

export class RepeatVector extends Layer {
  static override className = 'RepeatVector';
  readonly #n: number;

  constructor(given: LayerOptions & { n: number }) {
    super(given);
    this.#n = plain(given.n);
  }

  override computeOutputShape(shape: Shapes): OpenShape {
    const [batch, length] = singleShape(shape);
    return [batch!, this.#n, length!];
  }

  override call(inputs: Inputs): Tensor {
    const x = single(inputs);
    return tile(reshape(x, [x.shape[0]!, 1, x.shape[1]!]), [1, this.#n, 1]);
  }
}

/** What comes from outside of a model. */
export class InputLayer extends Layer {
  static override className = 'InputLayer';

  constructor(given: LayerOptions) {
    super(given);
    const shape =
      this.batchInputShape ?? refuse('input', 'an input needs a shape, as in tf.input({shape: [2]}).');
    this.built = true;
    this.beginWith(shape);
  }
}

export interface InputOptions extends LayerOptions {
  readonly shape?: OpenShape;
  readonly batchShape?: OpenShape;
}

/** The symbol for what comes from outside: `tf.input({shape: [2]})`. */
export function input({ shape, batchShape, name }: InputOptions): SymbolicTensor {
  const given = {
    ...(shape && { inputShape: shape }),
    ...(batchShape && { batchInputShape: batchShape }),
    ...(name !== undefined && { name }),
  };
  return new InputLayer(given).output as SymbolicTensor;
}
