/** Boxes on the page: they open and close in place, and only what is in sight is drawn. */
import assert from 'node:assert/strict';
import type { FromPage } from '../../src/protocol/messages.ts';
import { Session } from '../../src/session/session.ts';
import { eventually } from '../eventually.ts';
import { loopTrace, randomFrom, randomTrace } from '../session/synthetic.ts';
import { findFaults } from './geometry.ts';
import { type OpenPage, usePages } from './page.ts';

interface Place {
  readonly key: string;
  readonly x: number;
  readonly y: number;
}

describe('Folding on the page', function () {
  this.timeout(120_000);
  const openPage = usePages();

  const answered = new WeakSet<FromPage>();

  /** Answers as the extension does: the next request for another scene. */
  const answer = async (open: OpenPage, session: Session) => {
    const request = await eventually(async () => {
      const message = open.messages().findLast(({ type }) => type === 'fold');
      assert.ok(message?.type === 'fold' && !answered.has(message));
      answered.add(message);
      return message;
    });
    const scene = session.fold(request.request);
    await open.send({ type: 'scene', graph: session.id, scene });
    await eventually(async () => {
      const frames = await open.page.locator('.frame').count();
      assert.equal(frames, scene.items.filter((item) => 'isOpen' in item && item.isOpen).length);
    });
    return scene;
  };
  const showEverything = async (open: OpenPage) => {
    await open.page.getByRole('button', { name: 'Show everything' }).click();
    await open.page.waitForTimeout(50);
  };
  /** The corners of all items, in the picture's own pixels. */
  const places = (open: OpenPage): Promise<Place[]> =>
    open.page.$$eval('.node, .frame', (groups) =>
      groups.map((group) => {
        const [, x, y] = /translate\(([^,]+),([^)]+)\)/.exec(group.getAttribute('transform')!)!;
        const own =
          group.getAttribute('data-key') ?? group.querySelector('[data-key]')!.getAttribute('data-key');
        return { key: own!, x: Number(x), y: Number(y) };
      }),
    );

  for (const [flow, width, height] of [
    ['to the right', 1600, 900],
    ['down', 700, 1000],
  ] as const)
    it(`opens and closes boxes in place: nothing overlaps, and all is as before in the end (${flow})`, async () => {
      const session = new Session(1, randomTrace(randomFrom(7), 70));
      const open = await openPage({ width, height });
      await open.show(session.view);
      await showEverything(open);
      assert.deepEqual(await findFaults(open.page, session.scene), []);
      const boxes = session.scene.items
        .filter((item) => 'isOpen' in item && item.isOpen)
        .map(({ key }) => key);
      assert.ok(boxes.length >= 2, `${boxes.length} boxes`);
      const beginning = await places(open);
      for (const key of [boxes[0]!, boxes.at(-1)!]) {
        await open.page.locator(`[data-key="${key}"] [data-toggle]`).dispatchEvent('click');
        await answer(open, session);
        await showEverything(open);
        assert.deepEqual(await findFaults(open.page, session.scene), [], `${key} is closed`);
        await open.page.locator(`[data-key="${key}"] [data-toggle]`).dispatchEvent('click');
        await answer(open, session);
        await showEverything(open);
        assert.deepEqual(await findFaults(open.page, session.scene), [], `${key} is open again`);
      }
      assert.deepEqual(await places(open), beginning);
    });

  it('opens a box with Enter, and closes it with Enter', async () => {
    const session = new Session(1, loopTrace(6, 4), { open: [] });
    const open = await openPage();
    await open.show(session.view);
    const box = open.page.locator('.node.closed');
    assert.match((await box.getAttribute('aria-label'))!, /6 turns/);
    await box.focus();
    await open.page.keyboard.press('Enter');
    await answer(open, session);
    await showEverything(open);
    assert.equal(await open.page.locator('.node.closed').count(), 6);
    await open.page.locator('.heading').focus();
    await open.page.keyboard.press('Enter');
    await answer(open, session);
    assert.equal(await open.page.locator('.node.closed').count(), 1);
    assert.deepEqual((await open.kept()).scene, { open: [], constants: false });
  });

  it('glides to the new places, and not for those who want no motion', async () => {
    const session = new Session(1, loopTrace(6, 4), { open: ['l1'] });
    const open = await openPage({ reducedMotion: false });
    await open.show(session.view);
    const last = session.scene.items.at(-1)!.key;
    const toggle = open.page.locator('[data-key="s1"] [data-toggle]');
    await toggle.dispatchEvent('click');
    const seen = open.page.evaluate(async (key) => {
      const places = new Set<string>();
      for (const start = performance.now(); performance.now() - start < 2500; ) {
        const transform = document.querySelector(`[data-key="${key}"]`)?.getAttribute('transform');
        if (transform) places.add(transform);
        await new Promise(requestAnimationFrame);
      }
      return places.size;
    }, last);
    await answer(open, session);
    assert.ok((await seen) > 2);
  });

  it('marks the box that holds the visited node, and tells the visit all the same', async () => {
    const session = new Session(1, loopTrace(1000, 4), { open: [] });
    const open = await openPage();
    await open.show(session.view);
    await open.page.keyboard.press('Home');
    await open.page.keyboard.press('ArrowRight');
    assert.equal(await open.page.locator('.node.current').getAttribute('class'), 'node closed loop current');
    assert.match((await open.page.locator('.sentence').textContent())!, /^Visit 1 of 4,000 y = /);
    await open.page.getByRole('slider').fill('3000');
    await eventually(async () => {
      const asked = open.messages().findLast((message) => message.type === 'visits');
      assert.deepEqual(asked, { type: 'visits', graph: 1, visit: 3000 });
    });
    await open.send({ type: 'visits', graph: 1, visits: session.visitsAround(3000) });
    await eventually(async () =>
      assert.match((await open.page.locator('.sentence').textContent())!, /^Visit 3,000 of 4,000 v.* = /),
    );
  });

  it('draws what is in sight only, and a map of the rest', async () => {
    const session = new Session(1, loopTrace(30, 4));
    const open = await openPage({ width: 900, height: 600 });
    await open.show(session.view);
    const count = () => open.page.locator('.node').count();
    const all = session.scene.items.filter((item) => !('isOpen' in item) || !item.isOpen).length;
    assert.ok((await count()) < all / 2);
    const map = (await open.page.locator('.minimap').boundingBox())!;
    await open.page.mouse.click(map.x + 2, map.y + map.height / 2);
    const earliest = () =>
      open.page.$$eval('[data-node]', (all) =>
        Math.min(...all.map((one) => Number(one.getAttribute('data-node')))),
      );
    await eventually(async () => assert.ok((await earliest()) < 30));
    await showEverything(open);
    assert.equal(await count(), all);
    assert.equal(await open.page.locator('.minimap').count(), 0);
  });
});
