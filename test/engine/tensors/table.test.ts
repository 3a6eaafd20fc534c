/** Every row of the table of tensor operations, on every one of its samples: its gradients in both directions. */
import assert from 'node:assert/strict';
import {
  type Attributes,
  applyTensor,
  type OpName,
  opNames,
  type Sample,
  shapeOf,
  sizeOf,
  type Tensor,
  tensor,
  tensorOperations,
} from '../../../src/engine/index.ts';
import { randomNumbers } from './random.ts';

/** The operands of a sample: the values that it gives, else seeded ones out of the row's domain. */
function operandsOf(op: OpName, { shapes, values }: Sample, seed: number): Tensor[] {
  const [low, high] = tensorOperations[op].domain ?? [-2, 2];
  const random = randomNumbers(seed);
  return shapes.map((shape, slot) => {
    const given = values?.[slot];
    return tensor(shape, given ?? Array.from({ length: sizeOf(shape) }, () => low + (high - low) * random()));
  });
}

function randomLike({ shape, data }: Tensor, seed: number): Tensor {
  const random = randomNumbers(seed);
  return tensor(
    shape,
    Array.from(data, () => 2 * random() - 1),
  );
}

function dot(a: Tensor, b: Tensor): number {
  assert.deepEqual(a.shape, b.shape);
  return a.data.reduce((sum, x, i) => sum + x * b.data[i]!, 0);
}

function assertClose(actual: number, expected: number, tolerance: number, what: string): void {
  const scale = Math.max(1, Math.abs(expected));
  assert.ok(Math.abs(actual - expected) <= tolerance * scale, `${what}: ${actual} is not ${expected}`);
}

const show = ({ shapes, attributes }: Sample) =>
  `${shapes.map((shape) => `[${shape}]`).join(' ')} ${JSON.stringify(attributes)}`;

/** The derivative of ⟨cotangent, op(x)⟩ by one element of one operand. */
function difference(
  op: OpName,
  operands: readonly Tensor[],
  attributes: Attributes,
  cotangent: Tensor,
  slot: number,
  element: number,
): number {
  // What is rounded to a single has no smaller steps.
  const h = op === 'fround' ? 1 : 1e-5;
  const at = (shift: number): number => {
    const { shape, data } = operands[slot]!;
    const moved = tensor(shape, data.with(element, data[element]! + shift));
    return dot(applyTensor(op, operands.with(slot, moved), attributes), cotangent);
  };
  return (at(h) - at(-h)) / (2 * h);
}

describe('the table of tensor operations', () => {
  for (const op of opNames) {
    const { samples, differentiable, vjp, jvp } = tensorOperations[op];
    describe(op, () => {
      it('has samples whose value is of the shape that the row says', () => {
        assert.ok(samples.length > 0);
        for (const sample of samples) {
          const operands = operandsOf(op, sample, 1);
          const shape = shapeOf(op, sample.shapes, sample.attributes);
          const output = applyTensor(op, operands, sample.attributes);
          assert.deepEqual(output.shape, shape, show(sample));
          assert.equal(output.data.length, sizeOf(shape), show(sample));
          assert.ok(!output.data.includes(NaN), show(sample));
        }
      });

      it('has the gradients that central differences have', () => {
        for (const [seed, sample] of samples.entries()) {
          const { attributes } = sample;
          const operands = operandsOf(op, sample, seed + 1);
          const output = applyTensor(op, operands, attributes);
          const cotangent = randomLike(output, 77);
          for (const [slot, operand] of operands.entries()) {
            if (!differentiable(slot, attributes)) continue;
            const gradient = vjp(cotangent, slot, { operands, output, attributes });
            assert.deepEqual(gradient.shape, operand.shape, `${show(sample)} slot ${slot}`);
            for (const [element, actual] of gradient.data.entries())
              assertClose(
                actual,
                difference(op, operands, attributes, cotangent, slot, element),
                1e-6,
                `${show(sample)} slot ${slot} element ${element}`,
              );
          }
        }
      });

      it('has one map in both directions: ⟨vjp(c), t⟩ = ⟨c, jvp(t)⟩', () => {
        for (const [seed, sample] of samples.entries()) {
          const { attributes } = sample;
          const operands = operandsOf(op, sample, seed + 1);
          const application = { operands, output: applyTensor(op, operands, attributes), attributes };
          const cotangent = randomLike(application.output, 5);
          const all = operands.map((operand, slot) =>
            differentiable(slot, attributes) ? randomLike(operand, 6 + slot) : undefined,
          );
          if (all.every((tangent) => tangent === undefined)) continue;
          // All operands at once, and each alone.
          for (const tangents of [
            all,
            ...all.map((_, slot) => all.map((t, other) => (other === slot ? t : undefined))),
          ]) {
            if (tangents.every((tangent) => tangent === undefined)) continue;
            let along = 0;
            for (const [slot, tangent] of tangents.entries())
              if (tangent) along += dot(vjp(cotangent, slot, application), tangent);
            assertClose(dot(cotangent, jvp(tangents, application)), along, 1e-11, show(sample));
          }
        }
      });

      const { addVjp } = tensorOperations[op];
      if (addVjp)
        it('adds its gradient to what is there', () => {
          for (const sample of samples) {
            const { attributes } = sample;
            const operands = operandsOf(op, sample, 4);
            const application = { operands, output: applyTensor(op, operands, attributes), attributes };
            const cotangent = randomLike(application.output, 5);
            const sum = randomLike(operands[0]!, 6).data;
            const before = sum.slice();
            addVjp(sum, cotangent, 0, application);
            const delta = vjp(cotangent, 0, application).data;
            for (const [i, after] of sum.entries())
              assertClose(after, before[i]! + delta[i]!, 1e-14, show(sample));
          }
        });

      it('leaves its operands and the gradient that comes back as they were', () => {
        for (const sample of samples) {
          const { attributes } = sample;
          const operands = operandsOf(op, sample, 3);
          const before = operands.map(({ data }) => data.slice());
          const output = applyTensor(op, operands, attributes);
          const cotangent = randomLike(output, 5);
          const sent = cotangent.data.slice();
          const value = output.data.slice();
          for (const slot of operands.keys())
            if (differentiable(slot, attributes)) vjp(cotangent, slot, { operands, output, attributes });
          assert.deepEqual(
            operands.map(({ data }) => data),
            before,
          );
          assert.deepEqual([output.data, cotangent.data], [value, sent]);
        }
      });
    });
  }

  it('says which operation does not fit, of which shapes, and why', () => {
    const no = { transposeX: false, transposeY: false };
    assert.throws(
      () =>
        shapeOf(
          'matMul',
          [
            [2, 3],
            [4, 5],
          ],
          no,
        ),
      /^RangeError: matMul of \[2, 3\] and \[4, 5\]: their inner lengths differ, 3 and 4\.$/,
    );
    assert.throws(
      () => shapeOf('add', [[2, 3], [4]], {}),
      /^RangeError: add of \[2, 3\] and \[4\]: .* 3 and 4/,
    );
    assert.throws(
      () =>
        shapeOf(
          'matMul',
          [
            [2, 3],
            [3, 5],
          ],
          {},
        ),
      /its transposeX must be true or false/,
    );
    assert.throws(() => shapeOf('sum', [[2, 3]], { axes: [2], keepDims: false }), /there is no axis 2/);
    assert.throws(() => shapeOf('sum', [[2, 3]], { axes: [1, 1], keepDims: false }), /axis 1 comes twice/);
    assert.throws(() => shapeOf('reshape', [[2, 3]], { shape: [4] }), /\[4\] does not have as many elements/);
    assert.throws(() => shapeOf('sin', [[2], [3]], {}), /it takes 1, not 2/);
    assert.throws(() => shapeOf('sin', [[2]], { axes: [] }), /it has no axes/);
  });
});
