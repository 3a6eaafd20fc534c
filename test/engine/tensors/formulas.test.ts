/** The formulas of the rows that work element by element are what their code computes. */
import assert from 'node:assert/strict';
import {
  applyTensor,
  evaluateFormula,
  isScalarOpName,
  opNames,
  tensor,
  tensorOperations,
} from '../../../src/engine/index.ts';

const LINE = [-30, -6, -2.5, -1, -0.3, -0, 0, 0.4, 1, 2.5, 3, 6, 30];
const PAIRS = LINE.flatMap((x) => LINE.map((y) => [x, y] as const));

function assertSame(actual: number, expected: number, what: string): void {
  const isSame =
    Object.is(actual, expected) ||
    actual === expected ||
    Math.abs(actual - expected) <= 1e-9 * Math.abs(expected) + 1e-12;
  assert.ok(isSame, `${what}: the formula gives ${actual}, the code ${expected}`);
}

describe('the formula of an operation on tensors', () => {
  // Those of the rows for numbers have a test of their own.
  for (const op of opNames.filter((name) => !isScalarOpName(name))) {
    const { writing, arity, samples, vjp } = tensorOperations[op];
    if (writing.kind === 'text') {
      it(`is there for ${op}, and for each gradient of it`, () => {
        for (const { shapes, attributes } of samples) {
          assert.match(writing.formula(attributes), /\{xs?\}/);
          for (const slot of shapes.keys()) {
            const text = writing.gradient(slot, attributes);
            assert.match(text, tensorOperations[op].differentiable(slot, attributes) ? /\{g\}/ : /^0$/);
          }
        }
      });
      continue;
    }
    it(`is the code of ${op}, and so are its derivatives`, () => {
      const attributes = samples[0]!.attributes;
      const points = arity === 1 ? LINE.map((x) => [x]) : PAIRS;
      const operands = Array.from({ length: Number(arity) }, (_, slot) =>
        tensor(
          [points.length],
          points.map((point) => point[slot]!),
        ),
      );
      const output = applyTensor(op, operands, attributes);
      const ones = tensor(
        output.shape,
        output.data.map(() => 1),
      );
      const gradients = operands.map((_, slot) => vjp(ones, slot, { operands, output, attributes }));
      for (const [i, point] of points.entries()) {
        const [x, y] = point as [number, number];
        const bindings = { ...(attributes as Record<string, number>), x, y, z: output.data[i]! };
        const what = `${op}(${point.join(', ')})`;
        assertSame(evaluateFormula(writing.formula, bindings), output.data[i]!, what);
        for (const [slot, gradient] of gradients.entries())
          assertSame(
            evaluateFormula(writing.partial(slot), bindings),
            gradient.data[i]!,
            `∂${what}/∂${slot}`,
          );
      }
    });
  }
});

describe('where TensorFlow.js differs', () => {
  it('is said of the rows with kinks and ties, as a sentence', () => {
    const told = opNames.filter((op) => tensorOperations[op].differs !== undefined);
    for (const op of ['abs', 'max', 'min', 'amax', 'amin', 'norm', 'pow', 'relu6'] as const)
      assert.ok(told.includes(op), op);
    for (const op of told) assert.match(tensorOperations[op].differs!, /^TensorFlow\.js .*\.$/);
  });
});
