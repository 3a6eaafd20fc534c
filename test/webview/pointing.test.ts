/** The picture and the editor point at each other: what the page says, and what it shows of the other side. */
import assert from 'node:assert/strict';
import type { FromPage } from '../../src/protocol/messages.ts';
import { eventually } from '../eventually.ts';
import { simpleExample } from './fixtures.ts';
import { type OpenPage, usePages } from './page.ts';

describe('The picture and the editor', function () {
  this.timeout(60_000);
  const openPage = usePages();
  const said = (open: OpenPage, type: FromPage['type']) => open.messages().filter((one) => one.type === type);
  const node = (open: OpenPage, name: string) => open.page.locator(`.node[aria-label^="${name} "]`);

  it('point at the source of what the pointer rests on, and at nothing when it leaves', async () => {
    const open = await openPage();
    await open.show(simpleExample(7));
    await node(open, 'u₁').hover();
    await eventually(async () =>
      assert.deepEqual(said(open, 'point'), [{ type: 'point', graph: 7, key: 'n2' }]),
    );
    await open.page.mouse.move(5, 5);
    await eventually(async () => assert.deepEqual(said(open, 'point').at(-1), { type: 'point', graph: 7 }));
  });

  it('point at the source of what the focus is on', async () => {
    const open = await openPage();
    await open.show(simpleExample(7));
    await node(open, 't').focus();
    await eventually(async () =>
      assert.deepEqual(said(open, 'point').at(-1), { type: 'point', graph: 7, key: 'n1' }),
    );
  });

  it('light up what the cursor of the editor is on, and only that', async () => {
    const open = await openPage();
    await open.show(simpleExample(7));
    const lit = () => open.page.locator('.light');
    await open.send({ type: 'light', graph: 7, keys: ['n2', 'n3'] });
    await lit().nth(1).waitFor();
    const light = (await lit().first().boundingBox())!;
    const box = (await node(open, 'u₁').locator('.box').boundingBox())!;
    assert.ok(light.x < box.x && light.x + light.width > box.x + box.width);
    assert.ok(light.y < box.y && light.y + light.height > box.y + box.height);
    await open.send({ type: 'light', graph: 6, keys: ['n0'] });
    await open.send({ type: 'light', graph: 7, keys: ['n1', 'n99'] });
    await eventually(async () => assert.equal(await lit().count(), 1));
    await open.send({ type: 'light', graph: 7, keys: [] });
    await eventually(async () => assert.equal(await lit().count(), 0));
  });

  it('go to the source with a double click', async () => {
    const open = await openPage();
    await open.show(simpleExample(7));
    await node(open, 'u').dblclick();
    await eventually(async () =>
      assert.deepEqual(said(open, 'reveal').at(-1), { type: 'reveal', graph: 7, key: 'n4' }),
    );
  });
});
