/** The twelve example programs have the values and gradients that PyTorch computes for them. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/build.ts';
import { Session } from '../../src/session/session.ts';
import { gradientOf, mapNumbers } from '../../src/session/variables.ts';
import { type Case, cases, close } from '../cases/cases.ts';
import { LIMITS, newEvaluator } from './harness.ts';

describe('the example programs', () => {
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());

  it('hold a program for each case', () => {
    const files = readdirSync(join(root, 'examples'));
    assert.deepEqual(
      cases.map(({ name }) => `${name}.ts`).filter((file) => !files.includes(file)),
      [],
    );
  });

  for (const one of cases)
    it(`${one.name}: values and gradients equal PyTorch's`, async () => {
      const session = await sessionOf(one);
      const variables = new Map(
        session.trace.variables.filter(({ topLevel }) => topLevel).map((v) => [v.name, v.content]),
      );
      assert.equal(Object.keys(one.gradients).length > 0, true);
      for (const [name, expected] of Object.entries(one.values))
        close(
          mapNumbers(variables.get(name)!, ({ value }) => value),
          expected,
          name,
        );
      for (const [name, expected] of Object.entries(one.gradients))
        close(
          mapNumbers(variables.get(name)!, (number) => gradientOf(session.sweep, number)),
          expected,
          `∂${one.root}/∂${name}`,
        );
    });

  async function sessionOf({ name, root: variable }: Case): Promise<Session> {
    const path = join(root, 'examples', `${name}.ts`);
    const outcome = await evaluator.evaluate({
      path,
      source: readFileSync(path, 'utf8'),
      selection: { variable },
      limits: LIMITS,
    });
    assert.ok(outcome.ok, outcome.ok ? '' : outcome.error.message);
    return new Session(0, outcome.trace);
  }
});
