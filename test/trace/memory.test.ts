/** The memory of the process that holds the worker, over many evaluations: it does not grow with their number. */
import assert from 'node:assert/strict';
import { newEvaluator, requestOf } from './harness.ts';

/** Only from here on the heaps have their size. */
const SETTLED = 200;
/** Less than anything that an evaluation could leave behind: its source, its tape or its context in the sandbox. */
const KILOBYTES_PER_EVALUATION = 100;

const PROGRAM = `/*${'a long file '.repeat(10_000)}*/
const w = Array.from({ length: 20 }, (_, i) => i / 20);
let loss = 0;
for (let turn = 0; turn < 2; turn++) for (const v of w) loss += Math.tanh(v * loss) * 0.1;
const y = loss * 2;`;

describe('memory', function () {
  this.timeout(240_000);

  for (const [count, what, program, code] of [
    [1000, 'evaluations', PROGRAM, undefined],
    [400, 'failing evaluations', PROGRAM.replace('const y', 'null!.x; const y'), 'throws'],
  ] as const)
    it(`is flat over ${count} ${what}`, async () => {
      const evaluator = newEvaluator();
      const resident: number[] = [];
      for (let i = 0; i < count; i++) {
        // A little else each time, as while typing: nothing is answered from what is remembered.
        const outcome = await evaluator.evaluate(requestOf(`${program}\n// ${i}`, 'y'));
        assert.equal(outcome.ok ? undefined : outcome.error.code, code);
        resident.push(process.memoryUsage.rss() / 1024);
      }
      evaluator.dispose();
      const growth = slope(resident.slice(SETTLED));
      assert.ok(growth < KILOBYTES_PER_EVALUATION, `${growth.toFixed(1)} KB per evaluation`);
    });

  it('is given back by workers that were killed', async () => {
    const evaluator = newEvaluator();
    const evaluate = () =>
      evaluator.evaluate(
        requestOf("const all = new Array(2e6).fill(1); for (;;) all.join('');", 'all', { milliseconds: 100 }),
      );
    const resident: number[] = [];
    for (let i = 0; i < 30; i++) {
      assert.ok(!(await evaluate()).ok);
      resident.push(process.memoryUsage.rss() / 1024 / 1024);
    }
    evaluator.dispose();
    // Each held more than 32 MB.
    const growth = slope(resident.slice(10));
    assert.ok(growth < 4, `${growth.toFixed(1)} MB per killed worker`);
  });
});

/** Of the line through the values with the least squares of distances, per value. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let upper = 0;
  let lower = 0;
  for (const [i, value] of values.entries()) {
    upper += (i - middle) * (value - mean);
    lower += (i - middle) ** 2;
  }
  return upper / lower;
}
