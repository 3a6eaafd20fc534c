/** Operations that make fewer axes of many: sums, extrema, norms; and running sums. */
import {
  type Attributes,
  type AttributesOf,
  flag,
  integer,
  integers,
  number,
  type Schema,
} from './attributes.ts';
import { broadcastIndex, broadcastTo, sumTo } from './broadcast.ts';
import { checkAxis, forEachLine } from './lines.ts';
import { noGradient } from './logic.ts';
import { always, never, row, type Sample, type TensorOperation, written } from './operation.ts';
import { reshaped, type Shape, sizeOf, type Tensor, zeros } from './tensor.ts';

/** The axes a reduction goes over, and whether they stay as axes of length 1. */
export const reduction = { axes: integers, keepDims: flag };

export type Reduction = AttributesOf<typeof reduction>;

/** The shape with the reduced axes of length 1. Throws RangeError for an axis that is not there or comes twice. */
export function keptShape(shape: Shape, axes: readonly number[]): Shape {
  for (const [i, axis] of axes.entries()) {
    checkAxis(shape, axis);
    if (axes.indexOf(axis) !== i) throw new RangeError(`axis ${axis} comes twice`);
  }
  return shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
}

function reducedShape(shape: Shape, { axes, keepDims }: Reduction): Shape {
  const kept = keptShape(shape, axes);
  return keepDims ? kept : kept.filter((_, axis) => !axes.includes(axis));
}

/** What stands for a reduced element, repeated at each of the elements that it was made of. */
function spread(reduced: Tensor, shape: Shape, axes: readonly number[]): Tensor {
  return broadcastTo(reshaped(reduced, keptShape(shape, axes)), shape);
}

/** Sums over the axes. */
function gathered(x: Tensor, { axes }: Reduction, shape: Shape): Tensor {
  return reshaped(sumTo(x, keptShape(x.shape, axes)), shape);
}

const cases: readonly [shape: Shape, axes: readonly number[], keepDims: boolean][] = [
  [[], [], false],
  [[5], [0], false],
  [[2, 3], [0], false],
  [[2, 3], [1], true],
  [[2, 3], [], false],
  [[2, 3, 4], [0, 2], false],
  [[2, 3, 4], [2, 1], true],
  [[2, 1, 3], [0, 1, 2], false],
  [[3, 0], [0], false],
];
/** Over no elements at all. */
const emptyCases: typeof cases = [
  [[0, 3], [0], false],
  [[2, 0], [1], true],
];

function samplesOf(list: typeof cases, others: Attributes = {}): Sample<Reduction & Attributes>[] {
  return list.map(([shape, axes, keepDims]) => ({
    shapes: [shape],
    attributes: { axes, keepDims, ...others },
  }));
}

/** A reduction by its value and its local derivatives, which are one number for each element. */
interface Rule {
  readonly symbol: string;
  readonly others?: Schema;
  /** Writes the value of each group of `xs`; `group[i]` is the group of element i, of which each has `count`. */
  value(into: Float64Array, xs: Float64Array, group: Int32Array, count: number, attributes: Attributes): void;
  /** Writes ∂z/∂x of each element. */
  local(
    into: Float64Array,
    xs: Float64Array,
    zs: Float64Array,
    group: Int32Array,
    count: number,
    attributes: Attributes,
  ): void;
  readonly formula: string;
  readonly gradient: string;
  readonly samples: readonly Sample<Reduction & Attributes>[];
  readonly differs?: string;
}

function reductionBy({
  symbol,
  others,
  value,
  local,
  formula,
  gradient,
  samples,
  differs,
}: Rule): TensorOperation {
  const locals = (x: Tensor, z: Tensor, attributes: Reduction & Attributes): Tensor => {
    const { axes } = attributes;
    const result = zeros(x.shape);
    const group = broadcastIndex(keptShape(x.shape, axes), x.shape);
    local(result.data, x.data, z.data, group, countOf(x.shape, axes), attributes);
    return result;
  };
  return row({
    symbol,
    arity: 1,
    attributes: { ...reduction, ...others },
    shape: ([x], attributes) => reducedShape(x!, attributes),
    forward([x], attributes, shape) {
      const result = zeros(shape);
      const group = broadcastIndex(keptShape(x!.shape, attributes.axes), x!.shape);
      value(result.data, x!.data, group, countOf(x!.shape, attributes.axes), attributes);
      return result;
    },
    differentiable: always,
    vjp(g, _slot, { operands: [x], output, attributes }) {
      const result = locals(x!, output, attributes);
      const sent = spread(g, x!.shape, attributes.axes).data;
      for (let i = 0; i < sent.length; i++) result.data[i]! *= sent[i]!;
      return result;
    },
    jvp([tangent], { operands: [x], output, attributes }) {
      const moved = locals(x!, output, attributes);
      for (let i = 0; i < moved.data.length; i++) moved.data[i]! *= tangent!.data[i]!;
      return gathered(moved, attributes, output.shape);
    },
    writing: written(formula, gradient),
    samples,
    ...(differs !== undefined && { differs }),
  });
}

/** How many elements are reduced to one. */
function countOf(shape: Shape, axes: readonly number[]): number {
  return sizeOf(axes.map((axis) => shape[axis]!));
}

/** Shares the derivative 1 evenly among the elements that attain the value. NaN masks nothing. */
function shareTies(into: Float64Array, xs: Float64Array, zs: Float64Array, group: Int32Array): void {
  const ties = new Float64Array(zs.length);
  for (let i = 0; i < xs.length; i++) if (xs[i] === zs[group[i]!]) ties[group[i]!]! += 1;
  for (let i = 0; i < xs.length; i++) {
    const [x, z] = [xs[i]!, zs[group[i]!]!];
    into[i] = x < z || x > z ? 0 : 1 / (ties[group[i]!]! || 1);
  }
}

function extremum(
  symbol: string,
  name: string,
  start: number,
  choose: (a: number, b: number) => number,
): TensorOperation {
  return reductionBy({
    symbol,
    value(into, xs, group) {
      into.fill(start);
      for (let i = 0; i < xs.length; i++) into[group[i]!] = choose(into[group[i]!]!, xs[i]!);
    },
    local: shareTies,
    formula: `${name} {x}`,
    gradient: '{g} ⊙ [{x} = {z}] / ties',
    samples: samplesOf(cases),
    differs:
      'TensorFlow.js gives each of several equal elements the whole gradient; here it is split evenly.',
  });
}

/** The Euclidean norm is scaled by the largest element, so that no square overflows or vanishes. */
function writeNorms(into: Float64Array, xs: Float64Array, group: Int32Array, ord: number): void {
  const sizes = xs.map(Math.abs);
  if (Math.abs(ord) === Infinity) {
    const choose = ord > 0 ? Math.max : Math.min;
    into.fill(ord > 0 ? 0 : Infinity);
    for (let i = 0; i < xs.length; i++) into[group[i]!] = choose(into[group[i]!]!, sizes[i]!);
    return;
  }
  const largest = new Float64Array(into.length);
  for (let i = 0; i < xs.length; i++) largest[group[i]!] = Math.max(largest[group[i]!]!, sizes[i]!);
  const isPlain = (scale: number) => scale === 0 || !Number.isFinite(scale);
  for (let i = 0; i < xs.length; i++) {
    const scale = largest[group[i]!]!;
    into[group[i]!]! += (isPlain(scale) ? sizes[i]! : sizes[i]! / scale) ** ord;
  }
  for (let j = 0; j < into.length; j++)
    into[j] = into[j]! ** (1 / ord) * (isPlain(largest[j]!) ? 1 : largest[j]!);
}

export const reductionRows = {
  sum: row({
    symbol: 'Σ',
    arity: 1,
    attributes: reduction,
    shape: ([x], attributes) => reducedShape(x!, attributes),
    forward: ([x], attributes, shape) => gathered(x!, attributes, shape),
    differentiable: always,
    vjp: (g, _slot, { operands, attributes }) => spread(g, operands[0]!.shape, attributes.axes),
    jvp: ([tangent], { attributes, output }) => gathered(tangent!, attributes, output.shape),
    writing: written('Σ {x}', '{g} for each'),
    samples: [
      { shapes: [[]], attributes: { axes: [], keepDims: false } },
      ...[...cases, ...emptyCases].map(([shape, axes, keepDims]) => ({
        shapes: [shape],
        attributes: { axes, keepDims },
      })),
    ],
  }),
  // Over no elements it is NaN.
  mean: reductionBy({
    symbol: 'mean',
    value(into, xs, group, count) {
      for (let i = 0; i < xs.length; i++) into[group[i]!]! += xs[i]!;
      for (let j = 0; j < into.length; j++) into[j]! /= count;
    },
    local: (into, _xs, _zs, _group, count) => into.fill(1 / count),
    formula: 'Σ {x} / n',
    gradient: '{g} / n for each',
    samples: samplesOf(cases),
  }),
  // The largest and the smallest element. A tie is split evenly, as by torch.amax. Over no elements they are ∓∞.
  amax: extremum('max', 'max', -Infinity, Math.max),
  amin: extremum('min', 'min', Infinity, Math.min),
  prod: reductionBy({
    symbol: 'Π',
    value(into, xs, group) {
      into.fill(1);
      for (let i = 0; i < xs.length; i++) into[group[i]!]! *= xs[i]!;
    },
    // The product of all others: what is before an element times what is behind it, right where some are 0.
    local(into, xs, zs, group) {
      const running = new Float64Array(zs.length).fill(1);
      for (let i = 0; i < xs.length; i++) {
        into[i] = running[group[i]!]!;
        running[group[i]!]! *= xs[i]!;
      }
      running.fill(1);
      for (let i = xs.length - 1; i >= 0; i--) {
        into[i]! *= running[group[i]!]!;
        running[group[i]!]! *= xs[i]!;
      }
    },
    formula: 'Π {x}',
    gradient: '{g} ⊙ product of the others',
    samples: [
      ...samplesOf([...cases, ...emptyCases]),
      { shapes: [[2, 3]], attributes: { axes: [1], keepDims: false }, values: [[0, 2, 3, 0, 4, 0]] },
    ],
  }),
  // The derivative of the Euclidean norm at 0 is 0. Ties of the largest size are split evenly.
  norm: reductionBy({
    symbol: '‖ ‖',
    others: { ord: number },
    value: (into, xs, group, _count, { ord }) => writeNorms(into, xs, group, Number(ord)),
    local(into, xs, zs, group, _count, { ord }) {
      const p = Number(ord);
      const sizes = xs.map(Math.abs);
      if (Math.abs(p) === Infinity) shareTies(into, sizes, zs, group);
      else if (p === 1) into.fill(1);
      else
        for (let i = 0; i < xs.length; i++) {
          const z = zs[group[i]!]!;
          into[i] = z === 0 ? 0 : (sizes[i]! / z) ** (p - 1);
        }
      for (let i = 0; i < xs.length; i++) into[i]! *= Math.sign(xs[i]!);
    },
    formula: '‖{x}‖',
    gradient: '{g} ⊙ {x} / {z}',
    samples: [2, 1, Infinity, 3].flatMap((ord) => samplesOf(cases, { ord })),
    differs:
      'TensorFlow.js has NaN as the derivative of the Euclidean norm at 0; here it is 0, as in PyTorch.',
  }),
  // Over no elements it is −∞.
  logSumExp: reductionBy({
    symbol: 'log Σ exp',
    value(into, xs, group) {
      const largest = new Float64Array(into.length).fill(-Infinity);
      for (let i = 0; i < xs.length; i++) largest[group[i]!] = Math.max(largest[group[i]!]!, xs[i]!);
      const shift = largest.map((x) => (Math.abs(x) === Infinity ? 0 : x));
      for (let i = 0; i < xs.length; i++) into[group[i]!]! += Math.exp(xs[i]! - shift[group[i]!]!);
      for (let j = 0; j < into.length; j++) into[j] = Math.log(into[j]!) + shift[j]!;
    },
    local(into, xs, zs, group) {
      for (let i = 0; i < xs.length; i++) {
        const z = zs[group[i]!]!;
        into[i] = z === -Infinity ? 0 : Math.exp(xs[i]! - z);
      }
    },
    formula: 'ln Σ exp {x}',
    gradient: '{g} ⊙ exp({x} − {z})',
    samples: samplesOf(cases),
  }),

  cumsum: row({
    symbol: 'cumsum',
    arity: 1,
    attributes: { axis: integer, exclusive: flag, reverse: flag },
    shape([x], { axis }) {
      checkAxis(x!, axis);
      return x!;
    },
    forward: ([x], attributes) => runningSum(x!, attributes),
    differentiable: always,
    vjp: (g, _slot, { attributes }) => runningSum(g, { ...attributes, reverse: !attributes.reverse }),
    jvp: ([tangent], { attributes }) => runningSum(tangent!, attributes),
    writing: written('cumsum {x}', 'cumsum of {g} from the other end'),
    samples: [
      { shapes: [[4]], attributes: { axis: 0, exclusive: false, reverse: false } },
      { shapes: [[2, 3]], attributes: { axis: 1, exclusive: true, reverse: false } },
      { shapes: [[2, 3]], attributes: { axis: 0, exclusive: false, reverse: true } },
      { shapes: [[2, 3, 2]], attributes: { axis: 1, exclusive: true, reverse: true } },
      { shapes: [[1, 0]], attributes: { axis: 1, exclusive: false, reverse: false } },
    ],
  }),

  argMax: place('argmax', (a, b) => a > b),
  argMin: place('argmin', (a, b) => a < b),
  all: quantifier('∀', (xs) => xs.every((x) => x !== 0)),
  any: quantifier('∃', (xs) => xs.some((x) => x !== 0)),
};

interface Running {
  readonly axis: number;
  readonly exclusive: boolean;
  readonly reverse: boolean;
}

function runningSum(x: Tensor, { axis, exclusive, reverse }: Running): Tensor {
  const result = zeros(x.shape);
  const length = x.shape[axis]!;
  forEachLine(x.shape, axis, (start, step) => {
    let sum = 0;
    for (let i = 0; i < length; i++) {
      const at = start + (reverse ? length - 1 - i : i) * step;
      if (exclusive) result.data[at] = sum;
      sum += x.data[at]!;
      if (!exclusive) result.data[at] = sum;
    }
  });
  return result;
}

/** Where along an axis the first of the best elements stands, which moves in steps: no gradient. NaN is best of all. */
function place(symbol: string, isBetter: (a: number, b: number) => boolean): TensorOperation {
  return row({
    symbol,
    arity: 1,
    attributes: { axis: integer },
    shape([x], { axis }) {
      checkAxis(x!, axis);
      if (x![axis] === 0) throw new RangeError(`axis ${axis} is empty`);
      return x!.toSpliced(axis, 1);
    },
    forward([x], { axis }, shape) {
      const result = zeros(shape);
      forEachLine(x!.shape, axis, (start, step, line) => {
        let best = 0;
        for (let i = 1; i < x!.shape[axis]!; i++) {
          const [candidate, known] = [x!.data[start + i * step]!, x!.data[start + best * step]!];
          if (isBetter(candidate, known) || (Number.isNaN(candidate) && !Number.isNaN(known))) best = i;
        }
        result.data[line] = best;
      });
      return result;
    },
    differentiable: never,
    vjp: noGradient,
    jvp: noGradient,
    writing: written(`${symbol} {x}`),
    samples: [
      { shapes: [[5]], attributes: { axis: 0 } },
      { shapes: [[2, 3]], attributes: { axis: 0 } },
      { shapes: [[2, 3, 2]], attributes: { axis: 1 } },
      { shapes: [[0, 3]], attributes: { axis: 1 } },
    ],
  });
}

function quantifier(symbol: string, holds: (xs: readonly number[]) => boolean): TensorOperation {
  return row({
    symbol,
    arity: 1,
    attributes: reduction,
    shape: ([x], attributes) => reducedShape(x!, attributes),
    forward([x], { axes }, shape) {
      const result = zeros(shape);
      const groups = Array.from(result.data, (): number[] => []);
      const group = broadcastIndex(keptShape(x!.shape, axes), x!.shape);
      for (let i = 0; i < group.length; i++) groups[group[i]!]!.push(x!.data[i]!);
      for (const [i, xs] of groups.entries()) result.data[i] = holds(xs) ? 1 : 0;
      return result;
    },
    differentiable: never,
    vjp: noGradient,
    jvp: noGradient,
    writing: written(`${symbol} {x}`),
    samples: [...cases, ...emptyCases].map(([shape, axes, keepDims]) => ({
      shapes: [shape],
      attributes: { axes, keepDims },
    })),
  });
}
