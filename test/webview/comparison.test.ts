/** A graph beside the one that was pinned: signs, numbers before and after, the line and the list. */
import assert from 'node:assert/strict';
import { compare } from '../../src/session/compare/comparison.ts';
import { Session } from '../../src/session/session.ts';
import { Trace } from '../../src/trace/trace.ts';
import { eventually } from '../eventually.ts';
import { newEvaluator, traceOf } from '../trace/harness.ts';
import { runAxe } from './axe.ts';
import { findFaults } from './geometry.ts';
import { usePages } from './page.ts';
import type { ThemeName } from './themes.ts';

const BEFORE = `const w = 0.5;
const x = 2;
const bias = 1;
const sum = w * x + bias;
const y = Math.tanh(sum);
const J = (y - 1) ** 2;
`;
const AFTER = BEFORE.replace('w = 0.5', 'w = 0.9')
  .replace('w * x + bias', 'w * x * gain')
  .replace('const sum', 'const gain = 3;\nconst sum');

describe('A comparison on the page', function () {
  this.timeout(60_000);
  const openPage = usePages();
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());

  const open = async (theme: ThemeName = 'light', after = AFTER) => {
    const page = await openPage({ theme, width: 900, height: 900 });
    const comparison = compare(await traceOf(evaluator, BEFORE, 'J'), await traceOf(evaluator, after, 'J'));
    await page.show(new Session(7, new Trace(comparison.union.data), {}, comparison).view);
    return page;
  };

  it('says in one line what has changed, and pins and unpins', async () => {
    const page = await open();
    const bar = page.page.locator('.comparison');
    assert.match(
      (await bar.locator('p').textContent())!,
      /^1 added, 1 removed, \d changed; J .* → .*; ∂J\/∂\w+ .* → .*\.$/,
    );
    await bar.getByRole('button', { name: 'Unpin' }).click();
    await eventually(async () => assert.deepEqual(page.messages().at(-1), { type: 'unpin', graph: 7 }));
    await page.page.getByRole('button', { name: 'Unpin: compare no more' }).click();
    await eventually(async () =>
      assert.equal(page.messages().filter(({ type }) => type === 'unpin').length, 2),
    );
  });

  it('marks what was added, removed and edited by signs, and has the numbers that were', async () => {
    const page = await open();
    const node = (name: string) => page.page.locator(`.node[aria-label^="${name}"]`);
    assert.equal(await node('gain').locator('.change.added').count(), 1);
    assert.equal(await node('bias').locator('.change.removed').count(), 1);
    assert.equal(await node('sum').locator('.change.edited').count(), 1);
    assert.equal(await node('y').locator('.change').count(), 0);
    assert.match((await node('w').locator('.value').textContent())!, /^0\.5 → 0\.9$/);
    assert.match((await node('y').locator('.gradient').textContent())!, / → /);
    assert.match((await node('bias').getAttribute('aria-label'))!, /removed/);
    assert.equal(await page.page.locator('.curve[stroke-dasharray="1 5"]').count(), 1);
  });

  it('leads from an operand that is used no more to what it was', async () => {
    const page = await open();
    const bias = await page.page.locator('.node[aria-label^="bias"]').getAttribute('data-node');
    await page.page.locator('.curve[stroke-dasharray="1 5"]').dispatchEvent('click');
    await eventually(async () =>
      assert.deepEqual(page.messages().at(-1), {
        type: 'inspect',
        graph: 7,
        subject: { node: Number(bias) },
      }),
    );
  });

  it('lists every change, and leads to its node', async () => {
    const page = await open();
    await page.page.getByRole('button', { name: 'Changes', exact: true }).click();
    const rows = page.page.locator('.changes li');
    await rows.first().waitFor();
    const texts = await rows.allTextContents();
    assert.match(texts[0]!, /^w edited.*value 0\.5 → 0\.9/);
    assert.ok(texts.some((text) => text.startsWith('bias removed')));
    await rows.first().getByRole('button').click();
    await page.page.locator('.selection').waitFor();
  });

  for (const theme of ['light', 'dark', 'highContrast', 'highContrastLight'] as const)
    it(`has nothing that overlaps, and nothing that axe finds, in the theme ${theme}`, async () => {
      const page = await open(theme);
      await page.page.getByRole('button', { name: 'Changes', exact: true }).click();
      await page.page.locator('.changes li').first().waitFor();
      assert.deepEqual(await findFaults(page.page), []);
      assert.deepEqual(await runAxe(page.page), []);
    });
});
