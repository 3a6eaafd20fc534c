/** Layers of several inputs. */
import { core, plain, refuse } from '../core.ts';
import { add, maximum, minimum, mul, sub } from '../ops/elementwise.ts';
import { unitVectors } from '../ops/normalization.ts';
import { sum } from '../ops/reductions.ts';
import { concat } from '../ops/shapes.ts';
import type { Tensor } from '../tensor.ts';
import { type Inputs, Layer, type LayerOptions, type OpenShape, type Shapes } from './layer.ts';

function several(inputs: Inputs, name: string): readonly Tensor[] {
  return Array.isArray(inputs) ? (inputs as Tensor[]) : refuse(name, 'it takes a list of tensors.');
}

function merging(className: string, merge: (inputs: readonly Tensor[]) => Tensor) {
  return class extends Layer {
    static override className = className;

    /** The inputs are broadcast. */
    override computeOutputShape(shape: Shapes): OpenShape {
      const shapes = shape as readonly OpenShape[];
      const longest = shapes.reduce((a, b) => (b.length > a.length ? b : a));
      return longest.map((length, axis) =>
        shapes.reduce((found, one) => {
          const own = one[axis - longest.length + one.length];
          return own === undefined || own === 1 ? found : own;
        }, length),
      );
    }

    override call(inputs: Inputs): Tensor {
      return merge(several(inputs, this.name));
    }
  };
}

export const Add = merging('Add', (inputs) => inputs.reduce((a, b) => add(a, b)));
export const Subtract = merging('Subtract', (inputs) => inputs.reduce((a, b) => sub(a, b)));
export const Multiply = merging('Multiply', (inputs) => inputs.reduce((a, b) => mul(a, b)));
export const Maximum = merging('Maximum', (inputs) => inputs.reduce((a, b) => maximum(a, b)));
export const Minimum = merging('Minimum', (inputs) => inputs.reduce((a, b) => minimum(a, b)));
export const Average = merging('Average', (inputs) =>
  mul(
    inputs.reduce((a, b) => add(a, b)),
    1 / inputs.length,
  ),
);

export class Concatenate extends Layer {
  static override className = 'Concatenate';
  readonly #axis: number;

  constructor(given: LayerOptions & { axis?: number } = {}) {
    super(given);
    this.#axis = plain(given.axis ?? -1);
  }

  override computeOutputShape(shape: Shapes): OpenShape {
    const shapes = shape as readonly OpenShape[];
    const first = shapes[0]!;
    const along = this.#axis < 0 ? this.#axis + first.length : this.#axis;
    return first.map((length, axis) =>
      axis !== along
        ? length
        : shapes.reduce<number | null>(
            (sum, one) => (sum === null || one[axis] === null ? null : sum + one[axis]!),
            0,
          ),
    );
  }

  override call(inputs: Inputs): Tensor {
    return concat(several(inputs, this.name), this.#axis);
  }
}

/** The products of two inputs along one axis of each, whose lengths may first be made 1. */
export class Dot extends Layer {
  static override className = 'Dot';
  readonly #normalize: boolean;

  constructor(given: LayerOptions & { axes: number | readonly number[]; normalize?: boolean }) {
    super(given);
    this.#normalize = Boolean(core.plain(given.normalize));
    const axes = [given.axes].flat().map(plain);
    if (axes.some((axis) => axis !== 1 && axis !== -1)) this.#refuse();
  }

  #refuse(): never {
    refuse(this.name, 'only the axis 1 of inputs with two axes is supported.');
  }

  override build(shape: Shapes): void {
    super.build(shape);
    if ((shape as readonly OpenShape[]).some(({ length }) => length !== 2)) this.#refuse();
  }

  override computeOutputShape(shape: Shapes): OpenShape {
    return [(shape as readonly OpenShape[])[0]![0]!, 1];
  }

  override call(inputs: Inputs): Tensor {
    const [a, b] = several(inputs, this.name).map((x) => (this.#normalize ? unitVectors(x, -1) : x));
    return sum(mul(a!, b!), -1, true);
  }
}
