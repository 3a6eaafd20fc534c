/** Broadcasting for every pair of shapes: random ones, with the seed printed on failure. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  applyTensor,
  repeatedAxes,
  type Shape,
  shapeOf,
  sizeOf,
  type Tensor,
  tensor,
  tensorOperations,
} from '../../../src/engine/index.ts';
import { randomNumbers } from './random.ts';

/** Two shapes that fit: those of one shape with some axes of length 1, and some at the front left out. */
const fitting: fc.Arbitrary<readonly [Shape, Shape]> = fc
  .array(fc.record({ length: fc.nat(3), isOne: fc.tuple(fc.boolean(), fc.boolean()) }), { maxLength: 4 })
  .chain((axes) =>
    fc.tuple(fc.nat(axes.length), fc.nat(axes.length), fc.boolean()).map(([a, b, isLeft]) => {
      const shape = (side: 0 | 1, missing: number) =>
        axes.map(({ length, isOne }) => (isOne[side] ? 1 : length)).slice(missing);
      // Only one of the two may lack axes at the front, or the value would lack them too.
      return [shape(0, isLeft ? a : 0), shape(1, isLeft ? 0 : b)] as const;
    }),
  );

const anyShape = fc.array(fc.nat(3), { maxLength: 3 });

function filledWith(shape: Shape, seed: number): Tensor {
  const random = randomNumbers(seed);
  return tensor(
    shape,
    Array.from({ length: sizeOf(shape) }, () => 4 * random() - 2),
  );
}

/** The element of `x` beside the element of a value at `index`, by NumPy's rule, one axis after the other. */
function beside(x: Tensor, index: readonly number[]): number {
  let place = 0;
  for (const [axis, length] of x.shape.entries())
    place = place * length + (length === 1 ? 0 : index[index.length - x.shape.length + axis]!);
  return x.data[place]!;
}

function* indices(shape: Shape): Generator<number[]> {
  if (shape.length === 0) return yield [];
  for (let i = 0; i < shape[0]!; i++) for (const rest of indices(shape.slice(1))) yield [i, ...rest];
}

/** The rule of shapes, axis by axis from the end; undefined where they do not fit. */
function ruled(a: Shape, b: Shape): Shape | undefined {
  const shape: number[] = [];
  for (let back = 1; back <= Math.max(a.length, b.length); back++) {
    const [x, y] = [a.at(-back) ?? 1, b.at(-back) ?? 1];
    if (x !== y && x !== 1 && y !== 1) return undefined;
    shape.unshift(x === 1 ? y : x);
  }
  return shape;
}

const dot = (a: Tensor, b: Tensor) => a.data.reduce((sum, x, i) => sum + x * b.data[i]!, 0);

describe('broadcasting', () => {
  it('fits the shapes that the rule fits, and refuses all others by name', () => {
    fc.assert(
      fc.property(anyShape, anyShape, (a, b) => {
        const expected = ruled(a, b);
        if (expected) assert.deepEqual(shapeOf('add', [a, b], {}), expected);
        else
          assert.throws(
            () => shapeOf('add', [a, b], {}),
            /^RangeError: add of \[.*\] and \[.*\]: their axes/,
          );
      }),
      { numRuns: 500 },
    );
  });

  for (const [op, rule] of [
    ['add', (x: number, y: number) => x + y],
    ['sub', (x: number, y: number) => x - y],
    ['atan2', Math.atan2],
    ['max', Math.max],
    ['squaredDifference', (x: number, y: number) => (x - y) ** 2],
  ] as const)
    it(`pairs the elements of ${op} as NumPy does`, () => {
      fc.assert(
        fc.property(fitting, fc.nat(), ([a, b], seed) => {
          const [x, y] = [filledWith(a, seed), filledWith(b, seed + 1)];
          const value = applyTensor(op, [x, y]);
          const expected = [...indices(value.shape)].map((index) => rule(beside(x, index), beside(y, index)));
          assert.deepEqual([...value.data], expected);
        }),
        { numRuns: 200 },
      );
    });

  it('sums a gradient over the axes that were repeated, and over no others', () => {
    fc.assert(
      fc.property(fitting, fc.nat(), ([a, b], seed) => {
        const operands = [filledWith(a, seed), filledWith(b, seed + 1)];
        const output = applyTensor('mul', operands);
        const cotangent = filledWith(output.shape, seed + 2);
        const application = { operands, output, attributes: {} };
        for (const [slot, operand] of operands.entries()) {
          const gradient = tensorOperations.mul.vjp(cotangent, slot, application);
          assert.deepEqual(gradient.shape, operand.shape);
          const tangents = [undefined, undefined].with(slot, filledWith(operand.shape, seed + 3) as never);
          const along = dot(gradient, tangents[slot]!);
          const forward = dot(cotangent, tensorOperations.mul.jvp(tangents, application));
          assert.ok(Math.abs(along - forward) <= 1e-12 * (1 + Math.abs(along)));
          const repeated = repeatedAxes(operand.shape, output.shape);
          const times = sizeOf(repeated.map((axis) => output.shape[axis]!));
          if (sizeOf(output.shape) > 0) assert.equal(times * sizeOf(operand.shape), sizeOf(output.shape));
        }
      }),
      { numRuns: 300 },
    );
  });
});
