/** Operations that put tensors together, take them apart by indices, or give them another shape. */
import { integer, integers, number } from './attributes.ts';
import { checkAxis } from './lines.ts';
import { noGradient } from './logic.ts';
import { placesOf, putBack, taken } from './moves.ts';
import { always, byAdding, never, row, type TensorOperation, written } from './operation.ts';
import {
  filled,
  reshaped,
  type Shape,
  sameShape,
  scalarTensor,
  showShape,
  sizeOf,
  stridesOf,
  type Tensor,
  zeros,
} from './tensor.ts';

/** The shapes that are put one behind the other along `axis`. */
function joinedShape(shapes: readonly Shape[], axis: number): Shape {
  const [first] = shapes;
  checkAxis(first!, axis);
  for (const shape of shapes)
    if (shape.length !== first!.length || !sameShape(shape.with(axis, 0), first!.with(axis, 0)))
      throw new RangeError(`they differ beside axis ${axis}`);
  return first!.with(
    axis,
    shapes.reduce((sum, shape) => sum + shape[axis]!, 0),
  );
}

/** Writes each of `parts`, undefined for zeros, into its place along `axis`; `shapes` are theirs. */
function joined(
  parts: readonly (Tensor | undefined)[],
  shapes: readonly Shape[],
  axis: number,
  shape: Shape,
): Tensor {
  const result = zeros(shape);
  const rows = sizeOf(shape.slice(0, axis));
  const width = sizeOf(shape.slice(axis));
  let start = 0;
  for (const [i, part] of parts.entries()) {
    const own = sizeOf(shapes[i]!.slice(axis));
    if (part)
      for (let j = 0; j < rows; j++)
        result.data.set(part.data.subarray(j * own, (j + 1) * own), j * width + start);
    start += own;
  }
  return result;
}

/** The part of `g` that came from the operand in `slot`. */
function part(g: Tensor, shapes: readonly Shape[], slot: number, axis: number): Tensor {
  const shape = shapes[slot]!;
  const result = zeros(shape);
  const rows = sizeOf(shape.slice(0, axis));
  const width = sizeOf(g.shape.slice(axis));
  const own = sizeOf(shape.slice(axis));
  const start = shapes.slice(0, slot).reduce((sum, before) => sum + sizeOf(before.slice(axis)), 0);
  for (let j = 0; j < rows; j++)
    result.data.set(g.data.subarray(j * width + start, j * width + start + own), j * own);
  return result;
}

/** `concat` of operands as they are, `stack` of operands with a new axis of length 1. */
function joining(
  symbol: string,
  withAxis: (shape: Shape, axis: number) => Shape,
  samples: TensorOperation['samples'],
): TensorOperation {
  return row({
    symbol,
    arity: 'any',
    attributes: { axis: integer },
    shape: (shapes, { axis }) =>
      joinedShape(
        shapes.map((shape) => withAxis(shape, axis)),
        axis,
      ),
    forward: (operands, { axis }, shape) =>
      joined(
        operands,
        operands.map((x) => withAxis(x.shape, axis)),
        axis,
        shape,
      ),
    differentiable: always,
    vjp(g, slot, { operands, attributes: { axis } }) {
      const shapes = operands.map((x) => withAxis(x.shape, axis));
      return reshaped(part(g, shapes, slot, axis), operands[slot]!.shape);
    },
    jvp: (tangents, { operands, output, attributes: { axis } }) =>
      joined(
        tangents,
        operands.map((x) => withAxis(x.shape, axis)),
        axis,
        output.shape,
      ),
    writing: written(`${symbol}({xs})`, 'its part of {g}'),
    samples: samples as { shapes: readonly Shape[]; attributes: { axis: number } }[],
  });
}

/** The shape of a gather: the gathered axis gives way to the axes of the indices. */
function gatheredShape([x, indices]: readonly Shape[], axis: number): Shape {
  checkAxis(x!, axis);
  return [...x!.slice(0, axis), ...indices!, ...x!.slice(axis + 1)];
}

function gatheredPlaces(x: Shape, indices: Tensor, axis: number, shape: Shape): Int32Array {
  const rows = Array.from(indices.data, (index) => checkedIndex(index, x[axis]!));
  const strides = stridesOf(x);
  return placesOf(shape, () =>
    x.map((length, other) => {
      const steps = other === axis ? rows : Array.from({ length }, (_, step) => step);
      return steps.map((step) => step * strides[other]!);
    }),
  );
}

function checkedIndex(index: number, length: number): number {
  if (!(Number.isInteger(index) && index >= 0 && index < length))
    throw new RangeError(`${index} is not an index into an axis of length ${length}`);
  return index;
}

export const shapeRows = {
  reshape: row({
    symbol: 'reshape',
    arity: 1,
    attributes: { shape: integers },
    shape([x], { shape }) {
      if (sizeOf(shape) !== sizeOf(x!))
        throw new RangeError(`${showShape(shape)} does not have as many elements`);
      return shape;
    },
    forward: ([x], _attributes, shape) => reshaped(x!, shape),
    differentiable: always,
    vjp: (g, _slot, { operands }) => reshaped(g, operands[0]!.shape),
    jvp: ([tangent], { output }) => reshaped(tangent!, output.shape),
    writing: written('reshape {x}', 'reshape {g}'),
    samples: [
      { shapes: [[]], attributes: { shape: [1, 1] } },
      { shapes: [[6]], attributes: { shape: [2, 3] } },
      { shapes: [[2, 1, 3]], attributes: { shape: [3, 2] } },
      { shapes: [[0, 3]], attributes: { shape: [2, 0] } },
      { shapes: [[1]], attributes: { shape: [] } },
    ],
  }),
  concat: joining('concat', (shape) => shape, [
    { shapes: [[2], [3]], attributes: { axis: 0 } },
    {
      shapes: [
        [2, 3],
        [2, 1],
        [2, 0],
      ],
      attributes: { axis: 1 },
    },
    {
      shapes: [
        [1, 2, 2],
        [3, 2, 2],
      ],
      attributes: { axis: 0 },
    },
    { shapes: [[2, 3]], attributes: { axis: 0 } },
  ]),
  stack: joining('stack', (shape, axis) => shape.toSpliced(axis, 0, 1), [
    { shapes: [[], [], []], attributes: { axis: 0 } },
    {
      shapes: [
        [2, 3],
        [2, 3],
      ],
      attributes: { axis: 1 },
    },
    { shapes: [[2], [2], [2]], attributes: { axis: 1 } },
    {
      shapes: [
        [0, 2],
        [0, 2],
      ],
      attributes: { axis: 0 },
    },
  ]),
  // The indices are whole numbers from 0; no gradient flows to them.
  gather: row({
    symbol: 'gather',
    arity: 2,
    attributes: { axis: integer },
    shape: (shapes, { axis }) => gatheredShape(shapes, axis),
    forward: ([x, indices], { axis }, shape) =>
      taken(x!, gatheredPlaces(x!.shape, indices!, axis, shape), shape),
    differentiable: (slot) => slot === 0,
    ...byAdding<{ axis: number }>((into, g, _slot, { operands: [x, indices], attributes: { axis } }) =>
      putBack(g, gatheredPlaces(x!.shape, indices!, axis, g.shape), into),
    ),
    jvp: ([tangent], { operands: [x, indices], output, attributes: { axis } }) =>
      taken(tangent!, gatheredPlaces(x!.shape, indices!, axis, output.shape), output.shape),
    writing: written('{x}[{y}]', '{g} added at {y}', '0'),
    samples: [
      { shapes: [[4], [3]], attributes: { axis: 0 }, values: [undefined, [3, 0, 3]] },
      {
        shapes: [
          [4, 2],
          [2, 2],
        ],
        attributes: { axis: 0 },
        values: [undefined, [1, 1, 0, 3]],
      },
      { shapes: [[2, 3], []], attributes: { axis: 1 }, values: [undefined, [2]] },
      { shapes: [[2, 3, 1], [2]], attributes: { axis: 1 }, values: [undefined, [2, 0]] },
      { shapes: [[2, 3], [0]], attributes: { axis: 1 } },
    ],
  }),
  // An index outside of 0 … depth − 1 has no hot place.
  oneHot: row({
    symbol: 'one-hot',
    arity: 1,
    attributes: { depth: integer, on: number, off: number },
    shape: ([indices], { depth }) => [...indices!, depth],
    forward([indices], { depth, on, off }, shape) {
      const result = filled(shape, off);
      for (const [i, index] of indices!.data.entries())
        if (Number.isInteger(index) && index >= 0 && index < depth) result.data[i * depth + index] = on;
      return result;
    },
    differentiable: never,
    vjp: noGradient,
    jvp: noGradient,
    writing: written('one-hot {x}'),
    samples: [
      { shapes: [[]], attributes: { depth: 3, on: 1, off: 0 }, values: [[1]] },
      { shapes: [[3]], attributes: { depth: 2, on: 5, off: -1 }, values: [[1, 0, 2]] },
      { shapes: [[2, 0]], attributes: { depth: 2, on: 1, off: 0 } },
    ],
  }),

  // The bridges between numbers and tensors.
  pack: row({
    symbol: 'pack',
    arity: 'any',
    attributes: { shape: integers },
    bridge: 'in',
    shape(operands, { shape }) {
      if (sizeOf(shape) !== operands.length)
        throw new RangeError(`${operands.length} numbers are no tensor of shape ${showShape(shape)}`);
      return shape;
    },
    forward(operands, _attributes, shape) {
      const result = zeros(shape);
      for (let i = 0; i < operands.length; i++) result.data[i] = operands[i]!.data[0]!;
      return result;
    },
    differentiable: always,
    vjp: (g, slot) => scalarTensor(g.data[slot]!),
    jvp(tangents, { output }) {
      const result = zeros(output.shape);
      for (let i = 0; i < tangents.length; i++) result.data[i] = tangents[i]?.data[0] ?? 0;
      return result;
    },
    writing: written('[{xs}]', 'its element of {g}'),
    samples: [
      { shapes: [[]], attributes: { shape: [1] } },
      { shapes: [[], [], [], [], [], []], attributes: { shape: [2, 3] } },
    ],
  }),
  element: row({
    symbol: '[ ]',
    arity: 1,
    attributes: { index: integer },
    bridge: 'out',
    shape([x], { index }) {
      if (!(index >= 0 && index < sizeOf(x!))) throw new RangeError(`there is no element ${index}`);
      return [];
    },
    forward: ([x], { index }) => scalarTensor(x!.data[index]!),
    differentiable: always,
    ...byAdding<{ index: number }>((into, g, _slot, { attributes: { index } }) => {
      into[index]! += g.data[0]!;
    }),
    jvp: ([tangent], { attributes: { index } }) => scalarTensor(tangent!.data[index]!),
    writing: written('{x}[{index}]', '{g} at its place'),
    samples: [
      { shapes: [[]], attributes: { index: 0 } },
      { shapes: [[2, 3]], attributes: { index: 4 } },
    ],
  }),
};
