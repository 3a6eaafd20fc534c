/** Layers with a field: convolutions and pools over lines and images, channels last. */
import { activationOf } from '../activations.ts';
import { core, plain, plainList, refuse } from '../core.ts';
import type { Initializer } from '../initializers.ts';
import { avgPool, conv1d, conv2d, depthwiseConv2d, maxPool } from '../ops/convolutions.ts';
import { add, mul, sub } from '../ops/elementwise.ts';
import { max, mean } from '../ops/reductions.ts';
import { gather, pad, reshape, tile } from '../ops/shapes.ts';
import { makeTensor, type Tensor } from '../tensor.ts';
import { addBias, addKernel, type KernelOptions } from './kernel.ts';
import {
  type Inputs,
  Layer,
  type LayerOptions,
  type LayerVariable,
  type OpenShape,
  type Shapes,
  single,
  singleShape,
} from './layer.ts';

type Padding = 'same' | 'valid';

interface FieldOptions extends KernelOptions {
  readonly kernelSize: number | readonly number[];
  readonly strides?: number | readonly number[];
  readonly padding?: Padding;
  readonly dilationRate?: number | readonly number[];
}

/** One number for each of so many sides. */
function sides(given: unknown, count: number): number[] {
  const list = plainList(given);
  return list.length === 1 ? new Array<number>(count).fill(list[0]!) : list;
}

/** How many places a window has along a side. */
function places(
  length: number | null,
  window: number,
  stride: number,
  padding: Padding,
  dilation = 1,
): number | null {
  if (length === null) return null;
  if (padding === 'same') return Math.ceil(length / stride);
  return Math.floor((length - (window - 1) * dilation - 1) / stride) + 1;
}

/** A convolution over so many sides. */
abstract class Convolution extends Layer {
  protected readonly given: FieldOptions;
  protected readonly window: number[];
  protected readonly strides: number[];
  protected readonly dilations: number[];
  protected readonly padding: Padding;
  protected kernel: LayerVariable | undefined;
  protected bias: LayerVariable | undefined;

  constructor(given: FieldOptions, sideCount: number) {
    super(given);
    this.given = given;
    this.window = sides(given.kernelSize, sideCount);
    this.strides = sides(given.strides ?? 1, sideCount);
    this.dilations = sides(given.dilationRate ?? 1, sideCount);
    this.padding = (given.padding ?? 'valid') as Padding;
  }

  protected abstract channels(inputs: number): number;
  protected abstract kernelShape(inputs: number): number[];
  protected abstract convolve(x: Tensor, kernel: Tensor): Tensor;
  protected readonly kernelName: string = 'kernel';

  override build(shape: Shapes): void {
    super.build(shape);
    const inputs = singleShape(shape).at(-1)!;
    this.kernel = addKernel(this, this.kernelName, this.kernelShape(inputs), this.given);
    this.bias = addBias(this, this.channels(inputs), this.given);
  }

  override computeOutputShape(shape: Shapes): OpenShape {
    const [batch, ...rest] = singleShape(shape);
    const field = rest
      .slice(0, -1)
      .map((length, i) =>
        places(length, this.window[i]!, this.strides[i]!, this.padding, this.dilations[i]!),
      );
    return [batch!, ...field, this.channels(rest.at(-1)!)];
  }

  override call(inputs: Inputs): Tensor {
    const output = this.convolve(single(inputs), this.kernel!.read());
    return activationOf(this.given.activation)(this.bias ? add(output, this.bias.read()) : output);
  }
}

interface FilterOptions extends FieldOptions {
  readonly filters: number;
}

/** One with filters that each see all channels. */
abstract class Filters extends Convolution {
  readonly filters: number;

  constructor(given: FilterOptions, sideCount: number) {
    super(given, sideCount);
    this.filters = plain(given.filters);
  }

  protected channels = (): number => this.filters;
  protected kernelShape = (inputs: number): number[] => [...this.window, inputs, this.filters];
}

export class Conv1D extends Filters {
  static override className = 'Conv1D';

  constructor(given: FilterOptions) {
    super(given, 1);
  }

  protected convolve(x: Tensor, kernel: Tensor): Tensor {
    return conv1d(x, kernel, this.strides, this.padding, 'NWC', this.dilations);
  }
}

export class Conv2D extends Filters {
  static override className = 'Conv2D';

  constructor(given: FilterOptions) {
    super(given, 2);
  }

  protected convolve(x: Tensor, kernel: Tensor): Tensor {
    return conv2d(x, kernel, this.strides, this.padding, 'NHWC', this.dilations);
  }
}

interface DepthwiseOptions extends FieldOptions {
  readonly depthMultiplier?: number;
  readonly depthwiseInitializer?: Initializer | string;
  readonly depthwiseRegularizer?: unknown;
  readonly depthwiseConstraint?: unknown;
}

export class DepthwiseConv2D extends Convolution {
  static override className = 'DepthwiseConv2D';
  readonly #multiplier: number;
  protected override readonly kernelName = 'depthwise_kernel';

  constructor(given: DepthwiseOptions) {
    const {
      depthwiseInitializer = given.kernelInitializer,
      depthwiseRegularizer,
      depthwiseConstraint,
    } = given;
    const kernel = {
      ...(depthwiseInitializer !== undefined && { kernelInitializer: depthwiseInitializer }),
      kernelRegularizer: depthwiseRegularizer,
      kernelConstraint: depthwiseConstraint,
    };
    super({ ...given, ...kernel }, 2);
    this.#multiplier = plain(given.depthMultiplier ?? 1);
  }

  protected channels = (inputs: number): number => inputs * this.#multiplier;
  protected kernelShape = (inputs: number): number[] => [...this.window, inputs, this.#multiplier];
  protected convolve(x: Tensor, kernel: Tensor): Tensor {
    return depthwiseConv2d(x, kernel, this.strides, this.padding, 'NHWC', this.dilations);
  }
}

interface PoolOptions extends LayerOptions {
  readonly poolSize?: number | readonly number[];
  readonly strides?: number | readonly number[];
  readonly padding?: Padding;
}

type Pool = typeof maxPool;

/** A pool over lines, which are images of width 1, or over images. */
function pooling(className: string, sideCount: 1 | 2, pool: Pool) {
  return class extends Layer {
    static override className = className;
    readonly #size: number[];
    readonly #strides: number[];
    readonly #padding: Padding;

    constructor(given: PoolOptions = {}) {
      super(given);
      this.#size = sides(given.poolSize ?? 2, sideCount);
      this.#strides = sides(given.strides ?? given.poolSize ?? 2, sideCount);
      this.#padding = (given.padding ?? 'valid') as Padding;
    }

    override computeOutputShape(shape: Shapes): OpenShape {
      const [batch, ...rest] = singleShape(shape);
      const field = rest
        .slice(0, -1)
        .map((length, i) => places(length, this.#size[i]!, this.#strides[i]!, this.#padding));
      return [batch!, ...field, rest.at(-1)!];
    }

    override call(inputs: Inputs): Tensor {
      const x = single(inputs);
      if (sideCount === 2) return pool(x, this.#size, this.#strides, this.#padding);
      const [batch, length, channels] = x.shape as [number, number, number];
      const image = reshape(x, [batch, length, 1, channels]);
      const found = pool(image, [...this.#size, 1], [...this.#strides, 1], this.#padding);
      return reshape(found, [batch, found.shape[1]!, channels]);
    }
  };
}

export const MaxPooling1D = pooling('MaxPooling1D', 1, maxPool);
export const MaxPooling2D = pooling('MaxPooling2D', 2, maxPool);
export const AveragePooling1D = pooling('AveragePooling1D', 1, avgPool);
export const AveragePooling2D = pooling('AveragePooling2D', 2, avgPool);

/** One number for each channel. */
function globalPooling(className: string, reduce: typeof mean) {
  return class extends Layer {
    static override className = className;

    override computeOutputShape(shape: Shapes): OpenShape {
      const open = singleShape(shape);
      return [open[0]!, open.at(-1)!];
    }

    override call(inputs: Inputs): Tensor {
      const x = single(inputs);
      return reduce(x, x.shape.map((_, axis) => axis).slice(1, -1));
    }
  };
}

export const GlobalAveragePooling1D = globalPooling('GlobalAveragePooling1D', mean);
export const GlobalAveragePooling2D = globalPooling('GlobalAveragePooling2D', mean);
export const GlobalMaxPooling1D = globalPooling('GlobalMaxPooling1D', max);
export const GlobalMaxPooling2D = globalPooling('GlobalMaxPooling2D', max);

export class ZeroPadding2D extends Layer {
  static override className = 'ZeroPadding2D';
  /** Top and bottom, left and right. */
  readonly #padding: readonly (readonly [number, number])[];

  constructor(
    given: LayerOptions & { readonly padding?: number | readonly (number | readonly number[])[] } = {},
  ) {
    super(given);
    const list = sides2(given.padding ?? 1);
    this.#padding = list;
  }

  override computeOutputShape(shape: Shapes): OpenShape {
    const [batch, height, width, channels] = singleShape(shape);
    const more = (length: number | null, side: number) =>
      length === null ? null : length + this.#padding[side]![0] + this.#padding[side]![1];
    return [batch!, more(height!, 0), more(width!, 1), channels!];
  }

  override call(inputs: Inputs): Tensor {
    return pad(single(inputs), [[0, 0], ...this.#padding, [0, 0]]);
  }
}

function sides2(given: unknown): [number, number][] {
  const padding = core.plain(given);
  const list = Array.isArray(padding) ? padding : [padding, padding];
  return list.map((one) => {
    const [before, after] = plainList(one);
    return [before!, after ?? before!];
  });
}

interface UpSamplingOptions extends LayerOptions {
  readonly size?: number | readonly number[];
  readonly interpolation?: string | null;
}

/** Each element several times along the height and the width, or values on a line between two elements. */
export class UpSampling2D extends Layer {
  static override className = 'UpSampling2D';
  readonly #size: number[];
  readonly #isBilinear: boolean;

  constructor(given: UpSamplingOptions = {}) {
    super(given);
    this.#size = sides(given.size ?? 2, 2);
    const interpolation = core.plain(given.interpolation ?? 'nearest');
    this.#isBilinear = interpolation === 'bilinear';
    if (!this.#isBilinear && interpolation !== 'nearest')
      refuse(this.name, `there is no interpolation ${String(interpolation)}: use nearest or bilinear.`);
  }

  override computeOutputShape(shape: Shapes): OpenShape {
    const [batch, height, width, channels] = singleShape(shape);
    const times = (length: number | null, side: number) =>
      length === null ? null : length * this.#size[side]!;
    return [batch!, times(height!, 0), times(width!, 1), channels!];
  }

  override call(inputs: Inputs): Tensor {
    const x = single(inputs);
    const [batch, height, width, channels] = x.shape as [number, number, number, number];
    const [down, across] = this.#size as [number, number];
    if (this.#isBilinear) return stretched(stretched(x, 1, down), 2, across);
    const repeated = tile(reshape(x, [batch, height, 1, width, 1, channels]), [1, 1, down, 1, across, 1]);
    return reshape(repeated, [batch, height * down, width * across, channels]);
  }
}

/** An axis so many times as long: what is new lies on lines between the elements, and behind the last one is as that. */
function stretched(x: Tensor, axis: number, times: number): Tensor {
  const length = x.shape[axis]!;
  const places = Array.from({ length: length * times }, (_, i) => i / times);
  const before = gather(x, places.map(Math.floor), axis);
  const after = gather(
    x,
    places.map((place) => Math.min(Math.ceil(place), length - 1)),
    axis,
  );
  const shares = makeTensor(
    places.map((place) => place % 1),
    x.shape.slice(axis).map((_, i) => (i === 0 ? places.length : 1)),
  );
  return add(before, mul(shares, sub(after, before)));
}
