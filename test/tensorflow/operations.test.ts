/** Every operation beside the real TensorFlow.js: values and gradients, with broadcasting and odd shapes. */

import { TwoPackages } from './harness.ts';
import { CASES, type Case } from './operations.ts';

const NAMES = 'abcde';
/** One program tries so many. */
const CHUNK = 25;

/** Seeded numbers, of which no two are equal: at ties the packages differ, and say so. */
function numbers({ range: [low, high] = [-2, 2], exact }: Case, slot: number, size: number): number[] {
  const given = exact?.[slot];
  if (given) return [...given];
  return Array.from({ length: size }, (_, i) => {
    const share = ((i + 1) * 0.6180339887 + (slot + 1) * 0.3719) % 1;
    return Math.fround(low + (high - low) * share);
  });
}

/** Tells the value of the expression, and of its weighted sum the gradient by each operand. */
function programOf(one: Case, index: number): string {
  const { code, shapes, types = [], flat } = one;
  const names = NAMES.slice(0, shapes.length).split('');
  const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
  const made = shapes.map(
    (shape, slot) =>
      `tf.tensor(${JSON.stringify(numbers(one, slot, size(shape)))}, ${JSON.stringify(shape)}, '${types[slot] ?? 'float32'}')`,
  );
  const label = JSON.stringify(`${index}: ${code} of ${JSON.stringify(shapes)}`);
  const gradients = `
    const weighted = (${names}) => {
      const y = ${code};
      const weights = tf.tensor(Array.from({ length: y.size }, (_, i) => 0.5 + ((i * 7) % 5) / 3), y.shape);
      return y.mul(weights).sum();
    };
    tell(${label} + ' gradients', tf.grads(weighted)([${made}]));`;
  return `{
    const [${names}] = [${made}];
    const y = ${code};
    tell(${label}, [y, y.shape, y.dtype]);
    ${flat ? '' : gradients}
  }`;
}

describe('an operation has the values and gradients of TensorFlow.js', function () {
  this.timeout(60_000);
  let both: TwoPackages;
  before(async () => {
    both = await TwoPackages.load();
  });

  for (const [topic, cases] of Object.entries(CASES))
    for (let from = 0; from < cases.length; from += CHUNK)
      it(`${topic}, ${from + 1} to ${Math.min(from + CHUNK, cases.length)} of ${cases.length}`, () =>
        both.same(
          cases
            .slice(from, from + CHUNK)
            .map(programOf)
            .join('\n'),
          2e-4,
        ));
});
