/** What weights begin with. Without a seed, the numbers come from the sandbox's one repeatable sequence. */
import { core, options, refuse } from './core.ts';
import { eye, fill, ones, randomNormal, randomUniform, truncatedNormal, zeros } from './creation.ts';
import { mul } from './ops/elementwise.ts';
import { makeTensor, sizeOf, stateOf, type Tensor, tidy } from './tensor.ts';

export type Make = (shape: readonly number[]) => Tensor;

/** Draws tensors of any shape. */
export class Initializer {
  readonly #make: Make;
  readonly #name: string;

  constructor(name: string, make: Make) {
    this.#name = name;
    this.#make = make;
    core.hide(this);
  }

  apply(shape: readonly number[]): Tensor {
    return this.#make(shape);
  }

  getClassName(): string {
    return this.#name;
  }
}

interface Given {
  readonly value?: number;
  readonly minval?: number;
  readonly maxval?: number;
  readonly mean?: number;
  readonly stddev?: number;
  readonly gain?: number;
  readonly scale?: number;
  readonly mode?: 'fanIn' | 'fanOut' | 'fanAvg';
  readonly distribution?: 'normal' | 'uniform' | 'truncatedNormal';
  readonly seed?: number;
}

/** How many inputs and outputs a weight of this shape connects; a kernel's outer axes are its field. */
function fans(shape: readonly number[]): [number, number] {
  if (shape.length < 2) return [sizeOf(shape), sizeOf(shape)];
  const field = sizeOf(shape.slice(0, -2));
  return [shape.at(-2)! * field, shape.at(-1)! * field];
}

function scaled({ scale = 1, mode = 'fanIn', distribution = 'normal', seed }: Given): Make {
  return (shape) => {
    const [fanIn, fanOut] = fans(shape);
    const fan = mode === 'fanIn' ? fanIn : mode === 'fanOut' ? fanOut : (fanIn + fanOut) / 2;
    const variance = scale / Math.max(1, fan);
    if (distribution !== 'uniform') return truncatedNormal(shape, 0, Math.sqrt(variance), 'float32', seed);
    const limit = Math.sqrt(3 * variance);
    return randomUniform(shape, -limit, limit, 'float32', seed);
  };
}

/** Rows, or columns where there are fewer, that are orthogonal and of one length: by Gram and Schmidt. All axes but the last are rows. */
function orthogonal({ gain = 1, seed }: Given): Make {
  return (shape) => {
    if (shape.length < 2) refuse('orthogonal', 'the shape must have two axes or more.');
    const [rows, columns] = [sizeOf(shape.slice(0, -1)), shape.at(-1)!];
    const [count, length] = rows <= columns ? [rows, columns] : [columns, rows];
    const numbers = tidy(() => core.read(stateOf(randomNormal([count, length], 0, 1, 'float32', seed))));
    for (let i = 0; i < count; i++) {
      const row = numbers.subarray(i * length, (i + 1) * length);
      for (let j = 0; j < i; j++) {
        const other = numbers.subarray(j * length, (j + 1) * length);
        const along = row.reduce((sum, x, k) => sum + x * other[k]!, 0);
        for (let k = 0; k < length; k++) row[k]! -= along * other[k]!;
      }
      const norm = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0));
      for (let k = 0; k < length; k++) row[k]! /= norm;
    }
    const at = (i: number) =>
      rows <= columns ? numbers[i]! : numbers[(i % columns) * length + Math.floor(i / columns)]!;
    return makeTensor(
      Float64Array.from({ length: rows * columns }, (_, i) => gain * at(i)),
      shape,
    );
  };
}

/** Each by what a program gives it. */
const makers: Readonly<Record<string, (given: Given) => Make>> = {
  zeros: () => (shape) => zeros(shape),
  ones: () => (shape) => ones(shape),
  constant:
    ({ value = 0 }) =>
    (shape) =>
      fill(shape, value),
  identity:
    ({ gain = 1 }) =>
    (shape) =>
      tidy(() => mul(eye(shape[0], shape[1]), gain)),
  randomUniform:
    ({ minval = -0.05, maxval = 0.05, seed }) =>
    (shape) =>
      randomUniform(shape, minval, maxval, 'float32', seed),
  randomNormal:
    ({ mean = 0, stddev = 0.05, seed }) =>
    (shape) =>
      randomNormal(shape, mean, stddev, 'float32', seed),
  truncatedNormal:
    ({ mean = 0, stddev = 0.05, seed }) =>
    (shape) =>
      truncatedNormal(shape, mean, stddev, 'float32', seed),
  varianceScaling: scaled,
  glorotUniform: ({ seed }) => scaled({ mode: 'fanAvg', distribution: 'uniform', seed: seed as number }),
  glorotNormal: ({ seed }) => scaled({ mode: 'fanAvg', seed: seed as number }),
  heUniform: ({ seed }) => scaled({ scale: 2, distribution: 'uniform', seed: seed as number }),
  heNormal: ({ seed }) => scaled({ scale: 2, seed: seed as number }),
  leCunUniform: ({ seed }) => scaled({ distribution: 'uniform', seed: seed as number }),
  leCunNormal: ({ seed }) => scaled({ seed: seed as number }),
  orthogonal,
};

const make = (name: string, given?: Given) => new Initializer(name, makers[name]!(options(given)));

export const initializers: Record<string, (given?: Given) => Initializer> = Object.fromEntries(
  Object.keys(makers).map((name) => [name, (given?: Given) => make(name, given)]),
);

/** The initializer that a program means by its name, an own one, or nothing. */
export function initializerOf(given: unknown, otherwise: string): Initializer {
  if (typeof given === 'object' && given !== null) return given as Initializer;
  const wanted = (given as string | undefined) ?? otherwise;
  const name = `${wanted.charAt(0).toLowerCase()}${wanted.slice(1)}`;
  if (!Object.hasOwn(makers, name)) refuse('initializer', `there is no initializer “${wanted}”.`);
  return make(name);
}
