/** Graphs of tensors on the page: heat maps in the nodes, shapes on the edges, and nothing that overlaps. */
import assert from 'node:assert/strict';
import { USUAL_LOOK } from '../../src/protocol/look.ts';
import { newEvaluator } from '../trace/harness.ts';
import { runAxe } from './axe.ts';
import { Conversation } from './conversation.ts';
import { NETWORK, NOT_FINITE } from './fixtures.ts';
import { findFaults } from './geometry.ts';
import { type OpenPage, usePages } from './page.ts';
import { type ThemeName, themes } from './themes.ts';

describe('A graph of tensors on the page', function () {
  this.timeout(60_000);
  const openPage = usePages();
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());
  let open: OpenPage;
  let talk: Conversation;
  const about = async (program: string, options = {}) => {
    open = await openPage({ width: 1500, height: 800, ...options });
    talk = await Conversation.about(open, evaluator, program, 'J');
  };
  const node = (name: string) => {
    const item = talk.session.scene.items.find((one) => one.name === name && 'node' in one)!;
    return open.page.locator(`.node[data-key="${item.key}"]`);
  };

  it('shows value and gradient of a tensor as heat maps, its norms as norms, its shape on the edge', async () => {
    await about(NETWORK);
    assert.equal(await node('W').locator('.heat-maps > g').count(), 2);
    assert.equal(await node('J').locator('.heat-maps').count(), 0);
    assert.match((await node('W').locator('.value').textContent())!, /^‖[\d.]+‖$/);
    assert.doesNotMatch((await node('J').locator('.value').textContent())!, /‖/);
    assert.match((await node('W').getAttribute('aria-label'))!, /\(of shape \[3, 5\]\)$/);
    const labels = await open.page.locator('.label text').allTextContents();
    assert.ok(labels.includes('xᵀ · ∂J/∂v₁[3, 5]'), labels.join('; '));
    // The bias is repeated for each example: its gradient is summed over them.
    assert.ok(labels.includes('Σ₀ ∂J/∂v₂[5]'), labels.join('; '));
  });

  it('shows the gradient only once something of it has arrived', async () => {
    await about(NETWORK);
    await open.page.keyboard.press('Home');
    const maps = node('W').locator('.heat-maps > g');
    assert.equal(await maps.nth(1).locator('path').count(), 0);
    assert.ok((await maps.nth(0).locator('path').count()) > 0);
    await open.page.keyboard.press('End');
    await maps.nth(1).locator('path').first().waitFor();
  });

  it('marks zero, NaN and infinities in their own ways', async () => {
    await about(NOT_FINITE);
    const paths = await open.page.locator('.heat-maps').evaluateAll((maps) =>
      maps.map((map) => ({
        crosses: map.querySelectorAll('g > g path[fill="none"]').length,
        arrows: map.querySelectorAll('g > g path[stroke]:not([fill="none"])').length,
      })),
    );
    assert.ok(paths.some(({ crosses }) => crosses > 0));
    assert.ok(paths.some(({ arrows }) => arrows > 0));
  });

  it('leaves heat maps and shapes out where they are switched off', async () => {
    await about(NETWORK);
    const before = (await node('W').boundingBox())!;
    await open.send({ type: 'look', look: { ...USUAL_LOOK, heatMaps: false, shapes: false, locals: false } });
    await open.page.locator('.heat-maps').first().waitFor({ state: 'detached' });
    await open.page.locator('.label').first().waitFor({ state: 'detached' });
    assert.ok(
      (await node('W').boundingBox())!.height / (await node('W').boundingBox())!.width <
        before.height / before.width,
    );
  });

  // The places are the same in all themes.
  for (const theme of Object.keys(themes) as ThemeName[])
    for (const [flow, width, height] of [
      ['to the right', 1700, 700],
      ['in a narrow panel', 520, 900],
    ] as const)
      for (const [title, program] of [
        ['a network', NETWORK],
        ['numbers that are not finite', NOT_FINITE],
      ] as const)
        if (theme === 'dark' || width > height)
          it(`is without faults in ${themes[theme].name}, ${flow}: ${title}`, async () => {
            await about(program, { theme, width, height });
            await open.send({ type: 'look', look: { ...USUAL_LOOK, legend: true } });
            await open.page.getByRole('button', { name: 'Show everything' }).click();
            assert.deepEqual(await findFaults(open.page), []);
            assert.deepEqual(await runAxe(open.page), []);
          });
});
