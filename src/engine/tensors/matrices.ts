/** Products of matrices and vectors. */
import { flag } from './attributes.ts';
import { alignment, broadcastShape, sumTo } from './broadcast.ts';
import { kernels } from './kernels.ts';
import { type Application, always, row, type Writing, written } from './operation.ts';
import { addInto, reshaped, type Shape, sizeOf, type Tensor, zeros } from './tensor.ts';

interface Flags {
  readonly transposeX: boolean;
  readonly transposeY: boolean;
}

/** The products of the matrices in the last two axes, which fit; the axes before them are broadcast. */
function matrixProduct(x: Tensor, transposeX: boolean, y: Tensor, transposeY: boolean): Tensor {
  const [rows, columns] = [x.shape.at(-2)!, x.shape.at(-1)!];
  const [m, k] = transposeX ? [columns, rows] : [rows, columns];
  const n = y.shape.at(transposeY ? -2 : -1)!;
  const batch = broadcastShape([x.shape.slice(0, -2), y.shape.slice(0, -2)]);
  const result = zeros([...batch, m, n]);
  const count = sizeOf(batch);
  if (count === 1 || (!transposeX && sizeOf(y.shape) === k * n)) {
    // One matrix for all: the rows of all of x are one matrix too.
    kernels().matMul(count * m, k, n, x.data, transposeX, y.data, transposeY, result.data);
    return result;
  }
  const inX = position(x.shape.slice(0, -2), batch);
  const inY = position(y.shape.slice(0, -2), batch);
  const matrix = (data: Float64Array, at: number, size: number) => data.subarray(at * size, (at + 1) * size);
  for (let i = 0; i < count; i++)
    kernels().matMul(
      m,
      k,
      n,
      matrix(x.data, inX(i), m * k),
      transposeX,
      matrix(y.data, inY(i), k * n),
      transposeY,
      matrix(result.data, i, m * n),
    );
  return result;
}

/** The operand's matrix that stands beside the output's matrix i. */
function position(own: Shape, batch: Shape): (i: number) => number {
  const aligned = alignment(own, batch);
  switch (aligned.kind) {
    case 'same':
      return (i) => i;
    case 'one':
      return () => 0;
    case 'cycle':
      return (i) => i % aligned.period;
    case 'index':
      return (i) => aligned.index[i]!;
  }
}

function multiplied([x, y]: readonly Tensor[], { transposeX, transposeY }: Flags): Tensor {
  return matrixProduct(x!, transposeX, y!, transposeY);
}

/** z = x · y ⇒ ∂L/∂x = g · yᵀ and ∂L/∂y = xᵀ · g; for a transposed operand both are transposed. */
function gradient(
  g: Tensor,
  slot: number,
  [x, y]: readonly Tensor[],
  { transposeX, transposeY }: Flags,
): Tensor {
  if (slot === 0)
    return transposeX ? matrixProduct(y!, transposeY, g, true) : matrixProduct(g, false, y!, !transposeY);
  return transposeY ? matrixProduct(g, true, x!, transposeX) : matrixProduct(x!, !transposeX, g, false);
}

/** The sum of what each moving operand does alone, of an operation that is linear in each of its operands. */
export function multilinear<A>(
  forward: (operands: readonly Tensor[], attributes: A) => Tensor,
): (tangents: readonly (Tensor | undefined)[], application: Application<A>) => Tensor {
  return (tangents, { operands, output, attributes }) => {
    const sum = zeros(output.shape);
    for (const [slot, tangent] of tangents.entries())
      if (tangent) addInto(sum, forward(operands.with(slot, tangent), attributes));
    return sum;
  };
}

const raised = (name: string, transpose: unknown): string => (transpose ? `{${name}}ᵀ` : `{${name}}`);

const matMulWriting: Writing = {
  kind: 'text',
  formula: ({ transposeX, transposeY }) => `${raised('x', transposeX)} · ${raised('y', transposeY)}`,
  gradient(slot, { transposeX, transposeY }) {
    if (slot === 0)
      return transposeX ? `${raised('y', transposeY)} · {g}ᵀ` : `{g} · ${raised('y', !transposeY)}`;
    return transposeY ? `{g}ᵀ · ${raised('x', transposeX)}` : `${raised('x', !transposeX)} · {g}`;
  },
};

export const matrixRows = {
  matMul: row({
    symbol: '·',
    arity: 2,
    attributes: { transposeX: flag, transposeY: flag },
    shape([x, y], { transposeX, transposeY }) {
      if (x!.length < 2 || y!.length < 2) throw new RangeError('both must have at least two axes');
      const [m, k] = transposeX ? [x!.at(-1)!, x!.at(-2)!] : [x!.at(-2)!, x!.at(-1)!];
      const [l, n] = transposeY ? [y!.at(-1)!, y!.at(-2)!] : [y!.at(-2)!, y!.at(-1)!];
      if (k !== l) throw new RangeError(`their inner lengths differ, ${k} and ${l}`);
      return [...broadcastShape([x!.slice(0, -2), y!.slice(0, -2)]), m, n];
    },
    forward: multiplied,
    differentiable: always,
    vjp: (g, slot, { operands, attributes }) =>
      sumTo(gradient(g, slot, operands, attributes), operands[slot]!.shape),
    jvp: multilinear(multiplied),
    writing: matMulWriting,
    samples: [
      {
        shapes: [
          [2, 3],
          [3, 4],
        ],
        attributes: { transposeX: false, transposeY: false },
      },
      {
        shapes: [
          [3, 2],
          [3, 4],
        ],
        attributes: { transposeX: true, transposeY: false },
      },
      {
        shapes: [
          [2, 3],
          [4, 3],
        ],
        attributes: { transposeX: false, transposeY: true },
      },
      {
        shapes: [
          [3, 2],
          [4, 3],
        ],
        attributes: { transposeX: true, transposeY: true },
      },
      {
        shapes: [
          [1, 5],
          [5, 1],
        ],
        attributes: { transposeX: false, transposeY: false },
      },
      {
        shapes: [
          [0, 3],
          [3, 2],
        ],
        attributes: { transposeX: false, transposeY: false },
      },
      {
        shapes: [
          [2, 0],
          [0, 2],
        ],
        attributes: { transposeX: false, transposeY: false },
      },
      {
        shapes: [
          [2, 2, 3],
          [3, 2],
        ],
        attributes: { transposeX: false, transposeY: false },
      },
      {
        shapes: [
          [2, 3, 2],
          [3, 2],
        ],
        attributes: { transposeX: true, transposeY: false },
      },
      {
        shapes: [
          [2, 3],
          [4, 3, 2],
        ],
        attributes: { transposeX: false, transposeY: false },
      },
      {
        shapes: [
          [2, 1, 2, 3],
          [3, 3, 2],
        ],
        attributes: { transposeX: false, transposeY: false },
      },
      {
        shapes: [
          [2, 1, 3, 2],
          [3, 2, 3],
        ],
        attributes: { transposeX: true, transposeY: true },
      },
    ],
  }),
  // Vectors are a row on the left and a column on the right.
  dot: row({
    symbol: '·',
    arity: 2,
    attributes: {},
    shape([x, y]) {
      if (!isVectorOrMatrix(x!) || !isVectorOrMatrix(y!))
        throw new RangeError('both must have one axis or two');
      if (x!.at(-1) !== y![0]) throw new RangeError(`their inner lengths differ, ${x!.at(-1)} and ${y![0]}`);
      return [...x!.slice(0, -1), ...y!.slice(1)];
    },
    forward: dot,
    differentiable: always,
    vjp(g, slot, { operands }) {
      const [x, y] = [asRow(operands[0]!), asColumn(operands[1]!)];
      const sent = reshaped(g, [x.shape[0]!, y.shape[1]!]);
      const result = gradient(sent, slot, [x, y], { transposeX: false, transposeY: false });
      return reshaped(result, operands[slot]!.shape);
    },
    jvp: multilinear(dot),
    writing: written('{x} · {y}', '{g} · {y}ᵀ', '{x}ᵀ · {g}'),
    samples: [
      { shapes: [[3], [3]], attributes: {} },
      { shapes: [[2, 3], [3]], attributes: {} },
      { shapes: [[3], [3, 2]], attributes: {} },
      {
        shapes: [
          [2, 3],
          [3, 2],
        ],
        attributes: {},
      },
      { shapes: [[0], [0]], attributes: {} },
    ],
  }),
  outerProduct: row({
    symbol: '⊗',
    arity: 2,
    attributes: {},
    shape([x, y]) {
      if (x!.length !== 1 || y!.length !== 1) throw new RangeError('both must be vectors');
      return [x![0]!, y![0]!];
    },
    forward: outer,
    differentiable: always,
    vjp: (g, slot, { operands: [x, y] }) => (slot === 0 ? dot([g, y!]) : dot([x!, g])),
    jvp: multilinear(outer),
    writing: written('{x} · {y}ᵀ', '{g} · {y}', '{x}ᵀ · {g}'),
    samples: [
      { shapes: [[3], [2]], attributes: {} },
      { shapes: [[1], [4]], attributes: {} },
      { shapes: [[0], [2]], attributes: {} },
    ],
  }),
};

function isVectorOrMatrix(shape: Shape): boolean {
  return shape.length === 1 || shape.length === 2;
}

const asRow = (x: Tensor): Tensor => (x.shape.length === 1 ? reshaped(x, [1, ...x.shape]) : x);
const asColumn = (y: Tensor): Tensor => (y.shape.length === 1 ? reshaped(y, [...y.shape, 1]) : y);

function dot([x, y]: readonly Tensor[]): Tensor {
  const product = matrixProduct(asRow(x!), false, asColumn(y!), false);
  return reshaped(product, [...x!.shape.slice(0, -1), ...y!.shape.slice(1)]);
}

function outer([x, y]: readonly Tensor[]): Tensor {
  return matrixProduct(asColumn(x!), false, asRow(y!), false);
}
