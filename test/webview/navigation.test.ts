/** The picture without a mouse: along the edges with the arrows, as a tree for screen readers, by touch, and its paths. */
import assert from 'node:assert/strict';
import type { PathsView } from '../../src/protocol/view.ts';
import { eventually } from '../eventually.ts';
import { runAxe } from './axe.ts';
import { simpleExample } from './fixtures.ts';
import { type OpenPage, usePages } from './page.ts';
import { type ThemeName, themes } from './themes.ts';

describe('The picture without a mouse', function () {
  this.timeout(60_000);
  const openPage = usePages();
  let open: OpenPage;
  const start = async (options = {}) => {
    open = await openPage(options);
    await open.show(simpleExample(7));
  };
  const press = async (...keys: string[]) => {
    for (const key of keys) await open.page.keyboard.press(key);
  };
  const item = (key: string) => open.page.locator(`.node[data-key="${key}"]`);
  const focused = () => open.page.evaluate(() => document.activeElement!.getAttribute('data-key'));
  const asked = () => open.messages().flatMap((one) => (one.type === 'paths' ? [one.between] : []));
  const PATHS: PathsView = {
    text: 'One path leads from u₁ to J, through one node.',
    items: ['n2', 'n4', 'n5'],
    edges: ['n4/0', 'n5/0'],
  };
  const kept = () =>
    open.page.$$eval('.node:not(.faded), .curve:not(.faded)', (all) =>
      all.map((one) => one.getAttribute('data-key') ?? one.getAttribute('data-edge')),
    );

  it('is walked along its edges while a node has the focus, and the walk stays', async () => {
    await start();
    await item('n5').focus();
    const trail = [];
    for (const key of [
      'ArrowLeft',
      'ArrowLeft',
      'ArrowDown',
      'ArrowLeft',
      'ArrowLeft',
      'ArrowLeft',
      'ArrowRight',
    ]) {
      await press(key);
      trail.push(await focused());
    }
    assert.deepEqual(trail, ['n4', 'n2', 'n3', 'n1', 'n0', 'n0', 'n1']);
    await press('Home');
    assert.equal(await focused(), 'n5');
    await press('End');
    assert.equal(await focused(), 'n1');
    assert.ok(!open.messages().some((one) => one.type === 'cursor'));
    await press('.');
    await eventually(async () =>
      assert.deepEqual(open.messages().at(-1), { type: 'cursor', graph: 7, cursor: 1 }),
    );
  });

  it('turns the arrows with a picture that flows down, and says so', async () => {
    await start({ width: 560, height: 900 });
    await item('n5').focus();
    await press('ArrowUp', 'ArrowUp');
    assert.equal(await focused(), 'n2');
    await press('ArrowRight');
    assert.equal(await focused(), 'n3');
    assert.match((await open.page.getByRole('tree').getAttribute('aria-label'))!, /↑ goes to operands/);
  });

  it('is a tree whose items say what stands in them, how deep they are, and among how many', async () => {
    await start();
    const nodes = open.page.getByRole('treeitem');
    assert.equal(await nodes.count(), 6);
    const u1 = open.page.getByRole('treeitem', { name: 'u₁ = sin t (value) 0.9929 (gradient) 0.2185' });
    assert.deepEqual(
      await Promise.all(['aria-level', 'aria-posinset', 'aria-setsize'].map((name) => u1.getAttribute(name))),
      ['1', '3', '6'],
    );
  });

  it('speaks each step as a whole, but not while the walk plays', async () => {
    await start();
    const sentence = open.page.locator('.sentence');
    assert.equal(await sentence.getAttribute('aria-atomic'), 'true');
    assert.equal(await sentence.getAttribute('aria-live'), 'polite');
    await press(' ');
    await eventually(async () => assert.equal(await sentence.getAttribute('aria-live'), 'off'));
    await press(' ');
    await eventually(async () => assert.equal(await sentence.getAttribute('aria-live'), 'polite'));
  });

  it('has a menu at each item: from the keyboard, and by the second button of the mouse', async () => {
    await start();
    await item('n2').focus();
    await press('Shift+F10');
    const menu = open.page.getByRole('menu', { name: 'u₁' });
    const entries = () => open.page.getByRole('menuitem').allTextContents();
    assert.deepEqual(await entries(), [
      'Step to here',
      'Paths to JP',
      'Paths to another item…',
      'Inspect',
      'Copy link to node',
      'Show the source',
    ]);
    await press('Escape');
    assert.equal(await menu.count(), 0);
    assert.equal(await focused(), 'n2');
    const stage = (await open.page.locator('.stage').boundingBox())!;
    const { x, y } = (await item('n5').boundingBox())!;
    await item('n5').click({ button: 'right', position: { x: 6, y: 6 } });
    const list = (await open.page.getByRole('menu').boundingBox())!;
    // At the pointer, as far as the window has room, and above everything.
    const { width: across, height: down } = open.page.viewportSize()!;
    assert.ok(Math.abs(list.x - Math.min(x + 6, across - list.width - 4)) < 2, `${list.x}, not ${x}`);
    assert.ok(Math.abs(list.y - Math.min(y + 6, down - list.height - 4)) < 2, `${list.y}, not ${y}`);
    assert.deepEqual(await open.page.locator('.stage').boundingBox(), stage);
    const isOnTop = await open.page
      .getByRole('menuitem')
      .first()
      .evaluate((one) => {
        const { left, top, width, height } = one.getBoundingClientRect();
        return one.contains(document.elementFromPoint(left + width / 2, top + height / 2));
      });
    assert.ok(isOnTop);
    assert.ok(
      !(await entries()).some((entry) => entry.startsWith('Paths to J')),
      'the root has no path to itself',
    );
    await press('ArrowUp', 'Enter');
    await eventually(async () =>
      assert.deepEqual(open.messages().at(-1), { type: 'reveal', graph: 7, key: 'n5' }),
    );
    await item('n2').click({ button: 'right' });
    await press('Enter');
    await eventually(async () =>
      assert.ok(open.messages().some((one) => one.type === 'cursor' && one.cursor === 4)),
    );
  });

  it('shows the paths to the root with P: what is not on them fades, until Escape', async () => {
    await start();
    await item('n2').focus();
    await press('p');
    await eventually(async () => assert.deepEqual(asked(), [['n2', 'n5']]));
    await open.send({ type: 'paths', graph: 7, paths: PATHS });
    assert.deepEqual(await kept(), ['n4/0', 'n5/0', 'n2', 'n4', 'n5']);
    assert.equal(await open.page.locator('.paths p').textContent(), PATHS.text);
    await press('Escape');
    await eventually(async () => assert.equal((await kept()).length, 12));
    await eventually(async () => assert.deepEqual(asked(), [['n2', 'n5'], undefined]));
    assert.ok(!open.messages().some((one) => one.type === 'cursor'), 'Escape closed the paths, and no more');
  });

  it('shows the paths between two items, the other of which is chosen then', async () => {
    await start();
    await item('n1').click({ button: 'right' });
    await open.page.getByRole('menuitem', { name: 'Paths to another item…' }).click();
    assert.match((await open.page.locator('.paths p').textContent())!, /^Choose the other end/);
    await item('n4').focus();
    await press('Enter');
    await eventually(async () => assert.deepEqual(asked().at(-1), ['n1', 'n4']));
    assert.ok(!open.messages().some((one) => one.type === 'reveal'));
  });

  it('fades nothing where there is no path, and says so', async () => {
    await start();
    await item('n2').focus();
    await press('p');
    await open.send({
      type: 'paths',
      graph: 7,
      paths: { text: 'No path leads from u₁ to u₂.', items: [], edges: [] },
    });
    await open.page.getByText('No path leads from u₁ to u₂.').waitFor();
    assert.equal((await kept()).length, 12);
  });

  for (const theme of Object.keys(themes) as ThemeName[])
    it(`has nothing that axe objects to with menu and paths, in ${themes[theme].name}`, async () => {
      await start({ theme, width: 900, height: 600 });
      await item('n2').focus();
      await press('p');
      await open.send({ type: 'paths', graph: 7, paths: PATHS });
      assert.deepEqual(await runAxe(open.page), []);
      await press('Shift+F10');
      assert.deepEqual(await runAxe(open.page), []);
    });

  describe('by touch', () => {
    const centre = async (key: string) => {
      const { x, y, width, height } = (await item(key).boundingBox())!;
      return { x: x + width / 2, y: y + height / 2 };
    };
    /** Fingers, as the browser's own input has them. */
    const fingers = async () => {
      const session = await open.page.context().newCDPSession(open.page);
      return (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: { x: number; y: number }[]) =>
        session.send('Input.dispatchTouchEvent', {
          type,
          touchPoints: touchPoints.map((one, id) => ({ ...one, id })),
        });
    };
    beforeEach(() => start({ touch: true, width: 1000, height: 600 }));

    it('a tap chooses a node', async () => {
      const { x, y } = await centre('n2');
      await open.page.touchscreen.tap(x, y);
      await open.page.locator('[data-key="n2"]:focus').waitFor();
    });

    it('a drag moves the picture, and chooses nothing', async () => {
      const touch = await fingers();
      const before = await centre('n2');
      await touch('touchStart', before);
      for (const step of [10, 20, 40])
        await touch('touchMove', { x: before.x + step, y: before.y + step / 2 });
      await touch('touchEnd');
      const after = await centre('n2');
      assert.ok(Math.abs(after.x - before.x - 40) < 3 && Math.abs(after.y - before.y - 20) < 3);
    });

    it('two fingers zoom', async () => {
      const touch = await fingers();
      const width = async () => (await item('n2').boundingBox())!.width;
      const before = await width();
      await touch('touchStart', { x: 450, y: 250 }, { x: 550, y: 250 });
      for (const step of [20, 40, 60])
        await touch('touchMove', { x: 450 - step, y: 250 }, { x: 550 + step, y: 250 });
      await touch('touchEnd');
      assert.ok((await width()) > 1.5 * before);
    });

    it('a long press opens the menu, and does not also choose', async () => {
      const touch = await fingers();
      const at = await centre('n2');
      await touch('touchStart', at);
      await open.page.getByRole('menu', { name: 'u₁' }).waitFor();
      await touch('touchEnd');
      assert.equal(await open.page.getByRole('menu').count(), 1);
      await open.page.getByRole('menuitem', { name: 'Show the source' }).tap();
      await eventually(async () =>
        assert.deepEqual(open.messages().at(-1), { type: 'reveal', graph: 7, key: 'n2' }),
      );
    });
  });
});
