/** What accompanies the walk: the table of partial derivatives, the contributions that fly, the speed. */
import assert from 'node:assert/strict';
import { USUAL_LOOK } from '../../src/protocol/look.ts';
import { eventually } from '../eventually.ts';
import { runAxe } from './axe.ts';
import { network, simpleExample } from './fixtures.ts';
import { type OpenPage, usePages } from './page.ts';

describe('The walk', function () {
  this.timeout(60_000);
  const openPage = usePages();
  let open: OpenPage;
  const rows = () =>
    open.page.$$eval('.partials tbody tr', (all) =>
      all.map((row) => [...row.children].map((cell) => cell.textContent)),
    );
  const step = () => open.page.keyboard.press('ArrowRight');

  it('keeps a table of the partial derivatives so far, in the order of the walk, with what has changed', async () => {
    open = await openPage({ width: 1300 });
    await open.show(simpleExample(), 0);
    await open.page.getByRole('button', { name: 'Table of partial derivatives' }).click();
    assert.deepEqual(await rows(), [
      ['J', '0.9758', '1'],
      ['u', '6.063', '0'],
      ['u₂', '5.07', '0'],
      ['u₁', '0.9929', '0'],
      ['t', '1.69', '0'],
      ['x', '1.3', '0'],
    ]);
    for (let visit = 0; visit < 4; visit++) await step();
    assert.deepEqual((await rows()).slice(2), [
      ['u₂', '5.07', '0.2185'],
      ['u₁', '0.9929', '0.2185'],
      ['t', '1.69', '0.6555 → 0.6295'],
      ['x', '1.3', '0'],
    ]);
    assert.deepEqual(
      await open.page.$$eval('.partials tr[aria-current]', (all) =>
        all.map((row) => row.getAttribute('data-row')),
      ),
      ['n2'],
    );
    assert.deepEqual(await runAxe(open.page), []);
  });

  it('follows the walk in a table that is longer than its room', async () => {
    open = await openPage({ width: 1300, height: 500 });
    await open.show(network([5, 5, 5, 1]), 0);
    await open.page.getByRole('button', { name: 'Table of partial derivatives' }).click();
    const room = (await open.page.locator('.drawer-page').boundingBox())!;
    const row = open.page.locator('.partials tr.current');
    for (let visit = 0; visit < 40; visit++) await step();
    await eventually(async () => {
      const { y, height } = (await row.boundingBox())!;
      assert.ok(y >= room.y && y + height <= room.y + room.height + 1, `${y} in ${room.y}, ${room.height}`);
    });
  });

  it('lets contributions fly along their edges on a step forward', async () => {
    open = await openPage({ reducedMotion: false });
    await open.show(simpleExample(), 1);
    const flights = () => open.page.locator('.flight');
    const fly = (...numbers: string[]) =>
      eventually(async () => assert.deepEqual(await flights().allTextContents(), numbers));
    await open.page.evaluate(() => {
      // The flights stand still where they begin, so that they can be looked at.
      const animate = Element.prototype.animate;
      Element.prototype.animate = function (...all) {
        const animation = animate.apply(this, all);
        animation.pause();
        return animation;
      };
    });
    await step();
    await fly('0.2185', '0.2185');
    const from = (await flights().first().locator('circle').boundingBox())!;
    const consumer = (await open.page.locator('[data-node="4"] .box').boundingBox())!;
    assert.ok(Math.abs(from.x + from.width / 2 - consumer.x) < 3, 'it begins at the consumer');
    await step();
    await fly('0.6555');
    await open.page.keyboard.press('ArrowLeft');
    await fly();
  });

  it('lets nothing fly where less motion is wished', async () => {
    open = await openPage({ reducedMotion: true });
    await open.show(simpleExample(), 1);
    await step();
    assert.equal(await open.page.locator('.flight').count(), 0);
  });

  it('plays as fast as is chosen', async () => {
    open = await openPage();
    await open.send({ type: 'look', look: USUAL_LOOK });
    await open.show(simpleExample(), 0);
    await open.page.getByLabel('Speed').selectOption('4');
    await eventually(async () => {
      const look = open.messages().findLast((message) => message.type === 'look');
      assert.equal(look?.look.speed, 4);
    });
    await open.page.clock.install();
    await open.page.clock.pauseAt(Date.now() + 60_000);
    await open.page.getByRole('button', { name: 'Play' }).click();
    await open.page.clock.runFor(3 * 225 + 10);
    assert.match((await open.page.locator('.sentence b').textContent())!, /^Visit 3 /);
  });
});
