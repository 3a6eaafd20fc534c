/** A page goes on where the one before it was: after it was hidden, after the window was reloaded. */
import assert from 'node:assert/strict';
import type { PanelState } from '../../src/protocol/panelState.ts';
import { Session } from '../../src/session/session.ts';
import { eventually } from '../eventually.ts';
import { loopTrace } from '../session/synthetic.ts';
import { simpleExample } from './fixtures.ts';
import { type OpenPage, usePages } from './page.ts';

describe('What outlives the page', function () {
  this.timeout(60_000);
  const openPage = usePages();
  const session = () => new Session(1, loopTrace(30, 4));
  /** Where a node is on the page. */
  const boxOf = async (open: OpenPage, key: string) => {
    const box = (await open.page.locator(`.node[data-key="${key}"] .box`).first().boundingBox())!;
    return Object.values(box).map(Math.round);
  };
  /** The next page, which is shown the same graph. */
  const reopen = async (kept: PanelState, size: { width: number; height: number }) => {
    const open = await openPage({ ...size, kept });
    await open.show(session().view);
    return open;
  };
  /** Once what is in sight has been written down. */
  const keptSight = async (open: OpenPage, isThere: (sight: unknown) => boolean) => {
    await eventually(async () => assert.ok(isThere((await open.kept()).page?.sight)));
    return open.kept();
  };

  it('is the part of the picture that was dragged and zoomed to', async () => {
    const size = { width: 900, height: 600 };
    const open = await openPage(size);
    await open.show(session().view);
    await open.page.mouse.move(600, 300);
    await open.page.mouse.down();
    await open.page.mouse.move(900, 340, { steps: 4 });
    await open.page.mouse.up();
    await open.page.getByRole('button', { name: 'Zoom in' }).click();
    const kept = await keptSight(
      open,
      (sight) => typeof sight === 'object' && (sight as { scale: number }).scale === 1,
    );
    const { item } = kept.page!.sight as { item: string };
    const before = await boxOf(open, item);
    const next = await reopen(kept, size);
    assert.deepEqual(await boxOf(next, item), before);
    // In another room, the same is in the middle.
    const wider = await reopen(kept, { width: 1100, height: 600 });
    assert.deepEqual(await boxOf(wider, item), [before[0]! + 100, ...before.slice(1)]);
  });

  it('is everything, where everything was shown, in a room of any size', async () => {
    const open = await openPage({ width: 900, height: 600 });
    await open.show(session().view);
    const first = session().scene.items.find((item) => 'node' in item)!.key;
    assert.equal(await open.page.locator(`.node[data-key="${first}"]`).count(), 0);
    await open.page.getByRole('button', { name: 'Show everything' }).click();
    const kept = await keptSight(open, (sight) => sight === 'everything');
    const next = await reopen(kept, { width: 700, height: 500 });
    const box = (await next.page.locator('.world > svg').boundingBox())!;
    assert.ok(box.x >= 0 && box.x + box.width <= 701, JSON.stringify(box));
  });

  it('is nothing where the picture was left as it opened: it follows the walk', async () => {
    const open = await openPage({ width: 900, height: 600 });
    await open.show(session().view);
    const { page } = await open.kept();
    assert.deepEqual(page, { root: 'y' });
    const next = await openPage({ width: 900, height: 600, kept: await open.kept() });
    const { sweep } = session();
    await next.show(session().view, sweep.order.length);
    await next.page.locator('.node.current').waitFor();
  });

  it('is what was selected, with the drawer, the search, the paths and the switches', async () => {
    const open = await openPage();
    await open.show(simpleExample());
    await open.page.locator('[data-key="n2"]').click();
    await open.page.locator('.drawer').waitFor();
    await open.page.getByRole('button', { name: 'How the picture is shown' }).click();
    await open.page.locator('[data-key="n2"]').focus();
    await open.page.keyboard.press('p');
    await open.page.keyboard.press('Control+f');
    await open.page.getByRole('textbox', { name: 'Search the graph' }).fill('op:mul');
    const kept = await open.kept();

    const next = await openPage({ kept });
    await next.show(simpleExample());
    assert.equal(await next.page.getByRole('textbox', { name: 'Search the graph' }).inputValue(), 'op:mul');
    assert.equal(await next.page.locator('.selection').count(), 1);
    assert.equal(await next.page.locator('.drawer').getAttribute('aria-label'), 'Inspector');
    assert.equal(await next.page.locator('#settings').count(), 1);
    const asked = next.messages();
    assert.deepEqual(
      asked.find(({ type }) => type === 'inspect'),
      { type: 'inspect', graph: 1, subject: { node: 2 } },
    );
    assert.deepEqual(
      asked.find(({ type }) => type === 'search'),
      { type: 'search', graph: 1, text: 'op:mul' },
    );
    assert.deepEqual(
      asked.find(({ type }) => type === 'paths'),
      { type: 'paths', graph: 1, between: ['n2', kept.page!.paths![1]] },
    );
    await next.page.keyboard.press('ArrowRight');
    assert.deepEqual(
      next.messages().filter(({ type }) => type === 'cursor'),
      [{ type: 'cursor', graph: 1, cursor: 1 }],
      'the walk has the keys',
    );
  });

  it('is the findings or the table, where they were open', async () => {
    const open = await openPage();
    await open.show(simpleExample());
    await open.page.getByRole('button', { name: 'Table of partial derivatives' }).click();
    const next = await openPage({ kept: await open.kept() });
    await next.show(simpleExample());
    assert.equal(await next.page.locator('.drawer').getAttribute('aria-label'), 'Partial derivatives so far');
  });

  it('does not apply to another graph, nor to the next one', async () => {
    const open = await openPage();
    await open.show(simpleExample());
    await open.page.getByRole('button', { name: 'Table of partial derivatives' }).click();
    const kept = await open.kept();
    for (const other of [
      { ...kept, uri: 'file:///other.ts' },
      { ...kept, page: { ...kept.page!, root: 'K' } },
    ]) {
      const next = await openPage({ kept: other });
      await next.show(simpleExample());
      await next.show(simpleExample(2));
      assert.equal(await next.page.locator('.drawer').count(), 0);
    }
  });

  it('is not what something else has written', async () => {
    const open = await openPage({ kept: { page: 'broken' } as unknown as PanelState });
    await open.show(simpleExample());
    assert.deepEqual((await open.kept()).page, { root: 'J' });
  });
});
