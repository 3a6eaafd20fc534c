/** Softmax and the normalisations of networks; dropout. */
import { integer, integers, number } from './attributes.ts';
import { broadcastShape, broadcastTo, sumTo } from './broadcast.ts';
import { checkAxis, forEachLine } from './lines.ts';
import { type Application, always, row, written } from './operation.ts';
import { keptShape } from './reductions.ts';
import { type Shape, sameShape, showShape, sizeOf, type Tensor, zeros } from './tensor.ts';

const axisSamples = [
  { shapes: [[4]], attributes: { axis: 0 } },
  { shapes: [[2, 3]], attributes: { axis: 1 } },
  { shapes: [[2, 3]], attributes: { axis: 0 } },
  { shapes: [[2, 3, 2]], attributes: { axis: 1 } },
  { shapes: [[2, 1]], attributes: { axis: 1 } },
  { shapes: [[0, 3]], attributes: { axis: 1 } },
  { shapes: [[3, 0]], attributes: { axis: 1 } },
];

/** A function of each line along an axis; `line` writes one line of the value. */
function byLines(
  x: Tensor,
  axis: number,
  line: (from: Float64Array, into: Float64Array, start: number, step: number, end: number) => void,
): Tensor {
  const result = zeros(x.shape);
  const length = x.shape[axis]!;
  forEachLine(x.shape, axis, (start, step) => line(x.data, result.data, start, step, start + length * step));
  return result;
}

function softmax(x: Tensor, axis: number): Tensor {
  return byLines(x, axis, (from, into, start, step, end) => {
    let largest = -Infinity;
    for (let i = start; i < end; i += step) largest = Math.max(largest, from[i]!);
    let sum = 0;
    for (let i = start; i < end; i += step) sum += into[i] = Math.exp(from[i]! - largest);
    for (let i = start; i < end; i += step) into[i]! /= sum;
  });
}

/** ∂softmax is symmetric: s ⊙ (d − Σ d ⊙ s) is the way of a gradient and of a tangent. */
function softmaxDerivative(d: Tensor, { data: s }: Tensor, axis: number): Tensor {
  return byLines(d, axis, (from, into, start, step, end) => {
    let sum = 0;
    for (let i = start; i < end; i += step) sum += from[i]! * s[i]!;
    for (let i = start; i < end; i += step) into[i] = s[i]! * (from[i]! - sum);
  });
}

function logSoftmax(x: Tensor, axis: number): Tensor {
  return byLines(x, axis, (from, into, start, step, end) => {
    let largest = -Infinity;
    for (let i = start; i < end; i += step) largest = Math.max(largest, from[i]!);
    let sum = 0;
    for (let i = start; i < end; i += step) sum += Math.exp(from[i]! - largest);
    const shift = largest + Math.log(sum);
    for (let i = start; i < end; i += step) into[i] = from[i]! - shift;
  });
}

/** What batchNorm is made of, element by element in the shape of x: 1 / √(variance + ε), and x − mean. */
function standardized({ operands, attributes }: Application<{ readonly epsilon: number }>) {
  const [x, mean, variance, , scale] = operands.map(
    (operand) => broadcastTo(operand, operands[0]!.shape).data,
  );
  const { epsilon } = attributes;
  return {
    inverse: (i: number) => 1 / Math.sqrt(variance![i]! + epsilon),
    distance: (i: number) => x![i]! - mean![i]!,
    scale: (i: number) => scale![i]!,
  };
}

/** ∂z/∂operand of batchNorm at element i. */
function batchNormPartial(slot: number, parts: ReturnType<typeof standardized>): (i: number) => number {
  const { inverse, distance, scale } = parts;
  switch (slot) {
    case 0:
      return (i) => scale(i) * inverse(i);
    case 1:
      return (i) => -scale(i) * inverse(i);
    case 2:
      return (i) => (-scale(i) * distance(i) * inverse(i) ** 3) / 2;
    case 3:
      return () => 1;
    default:
      return (i) => distance(i) * inverse(i);
  }
}

/** Throws RangeError unless each of `others` can be broadcast to x. */
function checkBeside(x: Shape, others: readonly Shape[]): void {
  for (const other of others)
    if (!sameShape(broadcastShape([x, other]), x))
      throw new RangeError(`${showShape(other)} cannot be repeated to ${showShape(x)}`);
}

/** Each element of `x` less its mean over `axes`, divided by the deviation; and 1 / deviation beside each element. */
function layerNormalized(x: Tensor, axes: readonly number[], epsilon: number) {
  const kept = keptShape(x.shape, axes);
  const mean = meanOver(x, kept);
  const normal = zeros(x.shape);
  for (let i = 0; i < normal.data.length; i++) normal.data[i] = x.data[i]! - mean.data[i]!;
  const squares = { shape: x.shape, data: normal.data.map((d) => d * d) };
  const inverse = meanOver(squares, kept);
  for (let i = 0; i < normal.data.length; i++) {
    inverse.data[i] = 1 / Math.sqrt(inverse.data[i]! + epsilon);
    normal.data[i]! *= inverse.data[i]!;
  }
  return { normal, inverse, kept };
}

/** The mean over the axes that `kept` has reduced, beside each element; nobody else has it. */
function meanOver(x: Tensor, kept: Shape): Tensor {
  const count = sizeOf(x.shape) / sizeOf(kept);
  const data = broadcastTo(sumTo(x, kept), x.shape).data.map((sum) => sum / count);
  return { shape: x.shape, data };
}

/** The derivative of the normalisation, which is symmetric: r ⊙ (d − mean d − n ⊙ mean(d ⊙ n)). */
function layerNormDerivative(
  d: Tensor,
  { normal, inverse, kept }: ReturnType<typeof layerNormalized>,
): Tensor {
  const mean = meanOver(d, kept).data;
  const along = meanOver(times(d, normal), kept).data;
  const data = d.data.map((x, i) => inverse.data[i]! * (x - mean[i]! - normal.data[i]! * along[i]!));
  return { shape: d.shape, data };
}

function times(x: Tensor, y: Tensor): Tensor {
  const other = broadcastTo(y, x.shape).data;
  return { shape: x.shape, data: x.data.map((value, i) => value * other[i]!) };
}

/** The factor of each element: 0 with probability `rate`, else 1 / (1 − rate). The same for the same seed. */
function dropped(
  shape: Shape,
  { rate, seed, noiseShape }: { rate: number; seed: number; noiseShape: Shape },
): Tensor {
  const noise = zeros(noiseShape);
  let state = Math.imul(seed, 0x9e3779b1) | 0;
  for (let i = 0; i < noise.data.length; i++) {
    // Splitmix32, by Steele, Lea and Flood.
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    const uniform = ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
    noise.data[i] = uniform < rate ? 0 : 1 / (1 - rate);
  }
  return broadcastTo(noise, shape);
}

export const normalizationRows = {
  softmax: row({
    symbol: 'softmax',
    arity: 1,
    attributes: { axis: integer },
    shape([x], { axis }) {
      checkAxis(x!, axis);
      return x!;
    },
    forward: ([x], { axis }) => softmax(x!, axis),
    differentiable: always,
    vjp: (g, _slot, { output, attributes: { axis } }) => softmaxDerivative(g, output, axis),
    jvp: ([tangent], { output, attributes: { axis } }) => softmaxDerivative(tangent!, output, axis),
    writing: written('softmax {x}', '{z} ⊙ ({g} − Σ {g} ⊙ {z})'),
    samples: axisSamples,
  }),
  logSoftmax: row({
    symbol: 'log softmax',
    arity: 1,
    attributes: { axis: integer },
    shape([x], { axis }) {
      checkAxis(x!, axis);
      return x!;
    },
    forward: ([x], { axis }) => logSoftmax(x!, axis),
    differentiable: always,
    vjp: (g, _slot, { output: { data: z }, attributes: { axis } }) =>
      byLines(g, axis, (from, into, start, step, end) => {
        let sum = 0;
        for (let i = start; i < end; i += step) sum += from[i]!;
        for (let i = start; i < end; i += step) into[i] = from[i]! - Math.exp(z[i]!) * sum;
      }),
    jvp: ([tangent], { output: { data: z }, attributes: { axis } }) =>
      byLines(tangent!, axis, (from, into, start, step, end) => {
        let sum = 0;
        for (let i = start; i < end; i += step) sum += from[i]! * Math.exp(z[i]!);
        for (let i = start; i < end; i += step) into[i] = from[i]! - sum;
      }),
    writing: written('ln softmax {x}', '{g} − exp {z} ⊙ Σ {g}'),
    samples: axisSamples,
  }),

  // (x − mean) / √(variance + ε) · scale + offset, with each of the four repeated to x.
  batchNorm: row({
    symbol: 'batch norm',
    arity: 5,
    attributes: { epsilon: number },
    shape([x, ...others]) {
      checkBeside(x!, others);
      return x!;
    },
    forward(operands, attributes, shape) {
      const result = zeros(shape);
      const { inverse, distance, scale } = standardized({ operands, output: result, attributes });
      const offset = broadcastTo(operands[3]!, shape).data;
      for (let i = 0; i < offset.length; i++)
        result.data[i] = distance(i) * inverse(i) * scale(i) + offset[i]!;
      return result;
    },
    differentiable: always,
    vjp(g, slot, application) {
      const partial = batchNormPartial(slot, standardized(application));
      const data = g.data.map((value, i) => value * partial(i));
      return sumTo({ shape: g.shape, data }, application.operands[slot]!.shape);
    },
    jvp(tangents, application) {
      const result = zeros(application.output.shape);
      const parts = standardized(application);
      for (const [slot, tangent] of tangents.entries()) {
        if (!tangent) continue;
        const partial = batchNormPartial(slot, parts);
        const moved = broadcastTo(tangent, result.shape).data;
        for (let i = 0; i < moved.length; i++) result.data[i]! += moved[i]! * partial(i);
      }
      return result;
    },
    writing: written(
      '({x} − {y}) / √({w} + {epsilon}) ⊙ {v} + {u}',
      '{g} ⊙ {v} / √({w} + {epsilon})',
      '−{g} ⊙ {v} / √({w} + {epsilon})',
      '−{g} ⊙ {v} ⊙ ({x} − {y}) / 2 ({w} + {epsilon})^1.5',
      '{g}',
      '{g} ⊙ ({x} − {y}) / √({w} + {epsilon})',
    ),
    domain: [0.1, 2],
    samples: [
      { shapes: [[4, 3], [3], [3], [3], [3]], attributes: { epsilon: 1e-3 } },
      { shapes: [[2, 2, 1, 3], [3], [1, 3], [], [3]], attributes: { epsilon: 0 } },
      { shapes: [[0, 3], [3], [3], [3], [3]], attributes: { epsilon: 1e-3 } },
      { shapes: [[5], [1], [1], [1], [1]], attributes: { epsilon: 1e-3 } },
    ],
  }),
  // (x − mean of x) / √(variance of x + ε) · scale + offset, mean and variance over `axes`.
  layerNorm: row({
    symbol: 'layer norm',
    arity: 3,
    attributes: { axes: integers, epsilon: number },
    shape([x, ...others], { axes }) {
      keptShape(x!, axes);
      checkBeside(x!, others);
      return x!;
    },
    forward([x, scale, offset], { axes, epsilon }, shape) {
      const { normal } = layerNormalized(x!, axes, epsilon);
      const result = times(normal, scale!);
      const shift = broadcastTo(offset!, shape).data;
      for (let i = 0; i < shift.length; i++) result.data[i]! += shift[i]!;
      return result;
    },
    differentiable: always,
    vjp(g, slot, { operands: [x, scale, offset], attributes: { axes, epsilon } }) {
      if (slot === 2) return sumTo(g, offset!.shape);
      const parts = layerNormalized(x!, axes, epsilon);
      if (slot === 1) return sumTo(times(g, parts.normal), scale!.shape);
      return layerNormDerivative(times(g, scale!), parts);
    },
    jvp([dx, dScale, dOffset], { operands: [x, scale], output, attributes: { axes, epsilon } }) {
      const parts = layerNormalized(x!, axes, epsilon);
      const terms = [
        dx && times(layerNormDerivative(dx, parts), scale!),
        dScale && times(parts.normal, dScale),
        dOffset && broadcastTo(dOffset, output.shape),
      ];
      const result = zeros(output.shape);
      for (const term of terms)
        if (term) for (let i = 0; i < result.data.length; i++) result.data[i]! += term.data[i]!;
      return result;
    },
    writing: written(
      'normalized {x} ⊙ {y} + {w}',
      '(h − mean h − n ⊙ mean(h ⊙ n)) / deviation, h = {g} ⊙ {y}, n = normalized {x}',
      '{g} ⊙ normalized {x}',
      '{g}',
    ),
    samples: [
      { shapes: [[4], [4], [4]], attributes: { axes: [0], epsilon: 1e-3 } },
      { shapes: [[2, 3], [3], [3]], attributes: { axes: [1], epsilon: 1e-3 } },
      {
        shapes: [
          [2, 3, 2],
          [3, 2],
          [1, 2],
        ],
        attributes: { axes: [1, 2], epsilon: 1e-5 },
      },
      { shapes: [[2, 3, 2], [3, 1], []], attributes: { axes: [1], epsilon: 0.1 } },
      { shapes: [[0, 3], [3], [3]], attributes: { axes: [1], epsilon: 1e-3 } },
    ],
  }),

  // What is dropped is drawn from the seed alone. `noiseShape` is x's, or has axes of length 1 along which all is dropped together.
  dropout: row({
    symbol: 'dropout',
    arity: 1,
    attributes: { rate: number, seed: integer, noiseShape: integers },
    shape([x], { rate, noiseShape }) {
      if (!(rate >= 0 && rate < 1)) throw new RangeError('its rate must be at least 0 and below 1');
      checkBeside(x!, [noiseShape]);
      return x!;
    },
    forward: ([x], attributes) => times(x!, dropped(x!.shape, attributes)),
    differentiable: always,
    vjp: (g, _slot, { attributes }) => times(g, dropped(g.shape, attributes)),
    jvp: ([tangent], { attributes }) => times(tangent!, dropped(tangent!.shape, attributes)),
    writing: written('dropout {x}', '{g} ⊙ the same mask'),
    samples: [
      { shapes: [[10]], attributes: { rate: 0.5, seed: 7, noiseShape: [10] } },
      { shapes: [[4, 3]], attributes: { rate: 0.25, seed: -1, noiseShape: [4, 1] } },
      { shapes: [[0, 3]], attributes: { rate: 0.5, seed: 0, noiseShape: [0, 3] } },
      { shapes: [[2, 3]], attributes: { rate: 0, seed: 1, noiseShape: [2, 3] } },
    ],
  }),
};
