/** Values and gradients against PyTorch's own, above all where conventions matter: kinks, ties, infinities, NaN. */
import assert from 'node:assert/strict';
import {
  type Attributes,
  applyTensor,
  type OpName,
  type Tensor,
  tensor,
  tensorOperations,
} from '../../../src/engine/index.ts';
import corners from './corners.json' with { type: 'json' };

interface Written {
  readonly shape: readonly number[];
  readonly data: readonly (number | string)[];
}

const read = ({ shape, data }: Written): Tensor => tensor(shape, data.map(Number));

/** Infinity is a string in JSON. */
function attributesOf(row: (typeof corners)[number]): Attributes {
  const entries = Object.entries(row.attributes as Attributes);
  return Object.fromEntries(entries.map(([name, value]) => [name, value === 'Infinity' ? Infinity : value]));
}

/** Where we differ, and why, by the operand's element. */
const EXCEPTIONS: readonly { why: string; applies: (op: string, x: number) => boolean }[] = [
  {
    why: 'NaN is masked by nothing; PyTorch takes the one or the other side of the kink',
    applies: (op, x) => ['selu', 'leakyRelu', 'elu', 'clip', 'hardSigmoid'].includes(op) && Number.isNaN(x),
  },
  {
    why: 'the derivative at infinity is its limit 0, where PyTorch computes ∞/∞',
    applies: (op, x) => op === 'softsign' && Math.abs(x) === Infinity,
  },
];

/** PyTorch has the slope 1/6 of this one in single precision. */
const TOLERANCES: Readonly<Record<string, number>> = { hardSigmoid: 1e-7 };

function assertSame(
  actual: Tensor,
  expected: Tensor,
  tolerance: number,
  what: string,
  isExcepted: (i: number) => boolean,
): void {
  assert.deepEqual(actual.shape, expected.shape, what);
  for (const [i, want] of expected.data.entries()) {
    const have = actual.data[i]!;
    const isSame =
      Object.is(have, want) || have === want || Math.abs(have - want) <= tolerance * Math.abs(want) + 1e-14;
    assert.ok(isSame || isExcepted(i), `${what}[${i}] is ${have}, not ${want}`);
  }
}

describe("PyTorch's values and gradients of tensors", () => {
  for (const [index, row] of corners.entries()) {
    const op = row.op as OpName;
    const attributes = attributesOf(row);
    it(`hold for ${op} ${JSON.stringify(attributes)} (row ${index})`, () => {
      const operands = row.operands.map(read);
      const output = applyTensor(op, operands, attributes);
      const tolerance = TOLERANCES[op] ?? 1e-10;
      const x = operands[0]!.data;
      const isExcepted = (i: number) => EXCEPTIONS.some(({ applies }) => applies(op, x[i]!));
      assertSame(output, read(row.output), tolerance, 'value', isExcepted);
      const cotangent = tensor(
        output.shape,
        Float64Array.from(output.data, (_, i) => i + 1),
      );
      for (const [slot, expected] of row.gradients.entries()) {
        assert.equal(tensorOperations[op].differentiable(slot, attributes), expected !== null);
        if (expected === null) continue;
        const actual = tensorOperations[op].vjp(cotangent, slot, { operands, output, attributes });
        assertSame(actual, read(expected), tolerance, `gradient ${slot}`, isExcepted);
      }
    });
  }
});
