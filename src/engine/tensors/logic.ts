/** Comparisons and logic, whose values are 1 and 0 and through which no gradient flows, and the choice between two tensors. */

import { broadcastShape, broadcastTo, sumTo } from './broadcast.ts';
import { binarySamples, unarySamples } from './elementwise.ts';
import { never, row, type TensorOperation, written } from './operation.ts';
import { type Tensor, zeros } from './tensor.ts';

/** Why a gradient is asked for in vain. */
export function noGradient(): never {
  throw new RangeError('No gradient flows through this operation.');
}

function test(symbol: string, formula: string, holds: (x: number, y: number) => boolean): TensorOperation {
  const isUnary = holds.length === 1;
  return {
    symbol,
    arity: isUnary ? 1 : 2,
    attributes: {},
    shape: broadcastShape,
    forward(operands, _attributes, shape) {
      const result = zeros(shape);
      const [x, y] = operands.map((operand) => broadcastTo(operand, shape).data);
      for (let i = 0; i < result.data.length; i++) result.data[i] = holds(x![i]!, y?.[i] ?? 0) ? 1 : 0;
      return result;
    },
    differentiable: never,
    vjp: noGradient,
    jvp: noGradient,
    writing: written(formula),
    samples: isUnary ? unarySamples() : binarySamples,
  };
}

/** What of `x` stands where the condition holds, or does not. */
function masked(x: Tensor, condition: Tensor, isWanted: boolean): Tensor {
  const result = zeros(x.shape);
  const chosen = broadcastTo(condition, x.shape).data;
  for (let i = 0; i < result.data.length; i++)
    if ((chosen[i] !== 0) === isWanted) result.data[i] = x.data[i]!;
  return result;
}

export const logicRows = {
  equal: test('=', '[{x} = {y}]', (x, y) => x === y),
  notEqual: test('≠', '[{x} ≠ {y}]', (x, y) => x !== y),
  less: test('<', '[{x} < {y}]', (x, y) => x < y),
  lessEqual: test('≤', '[{x} ≤ {y}]', (x, y) => x <= y),
  greater: test('>', '[{x} > {y}]', (x, y) => x > y),
  greaterEqual: test('≥', '[{x} ≥ {y}]', (x, y) => x >= y),
  logicalAnd: test('∧', '{x} ∧ {y}', (x, y) => x !== 0 && y !== 0),
  logicalOr: test('∨', '{x} ∨ {y}', (x, y) => x !== 0 || y !== 0),
  logicalXor: test('⊻', '{x} ⊻ {y}', (x, y) => (x !== 0) !== (y !== 0)),
  logicalNot: test('¬', '¬{x}', (x) => x === 0),
  isNaN: test('NaN?', '[{x} is NaN]', (x) => Number.isNaN(x)),
  isFinite: test('finite?', '[{x} is finite]', (x) => Number.isFinite(x)),
  isInf: test('∞?', '[|{x}| = ∞]', (x) => Math.abs(x) === Infinity),

  // A choice, not a product: a NaN that is not chosen does not come through.
  where: row({
    symbol: 'where',
    arity: 3,
    attributes: {},
    shape: broadcastShape,
    forward([condition, x, y], _attributes, shape) {
      const [chosen, a, b] = [condition!, x!, y!].map((operand) => broadcastTo(operand, shape).data);
      const result = zeros(shape);
      for (let i = 0; i < result.data.length; i++) result.data[i] = chosen![i] !== 0 ? a![i]! : b![i]!;
      return result;
    },
    differentiable: (slot) => slot > 0,
    vjp: (g, slot, { operands }) => sumTo(masked(g, operands[0]!, slot === 1), operands[slot]!.shape),
    jvp([, x, y], { operands: [condition], output }) {
      const result = zeros(output.shape);
      const chosen = broadcastTo(condition!, output.shape).data;
      const [a, b] = [x, y].map((tangent) => tangent && broadcastTo(tangent, output.shape).data);
      for (let i = 0; i < result.data.length; i++) result.data[i] = (chosen[i] !== 0 ? a : b)?.[i] ?? 0;
      return result;
    },
    writing: written('where {x} then {y} else {w}', '0', '{g} ⊙ [{x} ≠ 0]', '{g} ⊙ [{x} = 0]'),
    samples: [
      { shapes: [[], [], []], attributes: {}, values: [[1]] },
      {
        shapes: [
          [2, 2],
          [2, 2],
          [2, 2],
        ],
        attributes: {},
        values: [[1, 0, 0, 1]],
      },
      { shapes: [[2, 1], [3], [2, 3]], attributes: {}, values: [[1, 0]] },
      { shapes: [[3], [2, 1], []], attributes: {}, values: [[1, 0, 1]] },
      { shapes: [[0, 3], [3], [1, 1]], attributes: {} },
    ],
  }),

  stopGradient: row({
    symbol: 'stop',
    arity: 1,
    attributes: {},
    shape: ([x]) => x!,
    forward: ([x]) => x!,
    differentiable: never,
    vjp: noGradient,
    jvp: noGradient,
    writing: written('stop gradient of {x}'),
    samples: unarySamples(),
  }),
};
