/** The search as a person uses it: the field, the hits in the picture, the way from one to the next, and what is wrong. */
import assert from 'node:assert/strict';
import type { FoundView } from '../../src/protocol/view.ts';
import { eventually } from '../eventually.ts';
import { newEvaluator } from '../trace/harness.ts';
import { runAxe } from './axe.ts';
import { Conversation } from './conversation.ts';
import { simpleExample } from './fixtures.ts';
import { type OpenPage, usePages } from './page.ts';
import { type ThemeName, themes } from './themes.ts';

describe('Searching on the page', function () {
  this.timeout(60_000);
  const openPage = usePages();
  let open: OpenPage;
  const start = async (options = {}) => {
    open = await openPage(options);
    await open.show(simpleExample(7));
  };
  const field = () => open.page.getByRole('textbox', { name: 'Search the graph' });
  const status = () => open.page.locator('#search-result').textContent();
  const asked = () => open.messages().flatMap((one) => (one.type === 'search' ? [one.text] : []));
  /** Types, and answers as the extension would. */
  const find = async (text: string, nodes: readonly number[], problem?: string) => {
    await open.page.keyboard.press('Control+f');
    await field().fill(text);
    while (asked().at(-1) !== text) await open.page.waitForTimeout(10);
    await answer({ text, nodes: Uint32Array.from(nodes), ...(problem !== undefined && { problem }) });
  };
  const answer = (found: FoundView, graph = 7) => open.send({ type: 'found', graph, found });
  const rings = (which = '.hit') =>
    open.page.$$eval(which, (all) => all.map((one) => one.getAttribute('data-hit')));

  it('opens with Ctrl+F, asks once typing pauses, and tells how many there are', async () => {
    await start();
    await find('op:mul', [4, 2, 1]);
    assert.equal(await status(), '3 found');
    assert.deepEqual(asked(), ['op:mul']);
    assert.deepEqual(await rings(), ['n1', 'n2', 'n4']);
    assert.deepEqual(await rings('.hit.current'), []);
  });

  it('goes on with Enter and F3, back with Shift, round and round, and brings each into sight', async () => {
    await start();
    await find('x', [4, 1]);
    await open.page.keyboard.press('Enter');
    assert.equal(await status(), '1 of 2');
    assert.deepEqual(await rings('.hit.current'), ['n4']);
    await open.page.keyboard.press('F3');
    assert.equal(await status(), '2 of 2');
    assert.deepEqual(await rings('.hit.current'), ['n1']);
    await open.page.keyboard.press('Enter');
    assert.equal(await status(), '1 of 2');
    await open.page.keyboard.press('Shift+Enter');
    await open.page.keyboard.press('Shift+F3');
    assert.equal(await status(), '1 of 2');
    await open.page.locator('.node[data-key="n4"][tabindex="0"]').waitFor();
  });

  it('asks for what hides a hit to be opened', async () => {
    await start();
    await find('deep', [77]);
    await open.page.keyboard.press('Enter');
    const folds = open.messages().flatMap((one) => (one.type === 'fold' ? [one.request.nodes] : []));
    assert.deepEqual(folds, [[77]]);
  });

  it('says what is wrong, and that nothing is found', async () => {
    await start();
    await find('|grad| >', [], 'A number is missing.');
    assert.equal(await status(), 'A number is missing.');
    assert.equal(await field().getAttribute('aria-invalid'), 'true');
    await find('nobody', []);
    assert.equal(await status(), 'Nothing found');
  });

  it('passes over a late answer, and asks again about another graph', async () => {
    await start();
    await find('x', [4, 1]);
    await answer({ text: 'old', nodes: Uint32Array.of(0) });
    await answer({ text: 'x', nodes: Uint32Array.of(0) }, 6);
    assert.equal(await status(), '2 found');
    const before = asked().length;
    await open.show(simpleExample(8));
    await eventually(async () => assert.equal(asked().length, before + 1));
  });

  it('closes with Escape, leaves no ring, and gives the focus back to where it was', async () => {
    await start();
    await open.page.locator('[data-key="n2"]').focus();
    await find('x', [4, 1]);
    await open.page.keyboard.press('Escape');
    assert.equal(await field().count(), 0);
    assert.deepEqual(await rings(), []);
    assert.equal(await open.page.evaluate(() => document.activeElement!.getAttribute('data-key')), 'n2');
    assert.ok(!open.messages().some((one) => one.type === 'cursor'), 'the walk stays where it is');
  });

  for (const theme of Object.keys(themes) as ThemeName[])
    it(`has nothing that axe objects to in ${themes[theme].name}`, async () => {
      await start({ theme, width: 700, height: 600 });
      await find('x', [4, 1]);
      await open.page.keyboard.press('Enter');
      assert.deepEqual(await runAxe(open.page), []);
      await find('|', [], 'A number is missing.');
      assert.deepEqual(await runAxe(open.page), []);
    });

  describe('in a real program', () => {
    const evaluator = newEvaluator();
    after(() => evaluator.dispose());
    const PROGRAM = `let h = 0.5;
const w = 0.9, b = 0.01;
for (let i = 0; i < 2000; i++) h = Math.tanh(h * w + b);
const J = h * h;
`;

    it('counts the hits in each box, and opens what hides the one that is gone to', async () => {
      open = await openPage();
      const conversation = await Conversation.about(open, evaluator, PROGRAM, 'J');
      await open.page.keyboard.press('Control+f');
      await field().fill('op:tanh');
      await eventually(async () => {
        await conversation.settle();
        assert.equal(await status(), '2,000 found');
      });
      const badges = await open.page.$$eval('.hit text', (all) => all.map((one) => one.textContent!));
      assert.ok(badges.length > 0);
      const inSight = await open.page.locator('.hit').count();
      const inBoxes = badges.reduce((sum, text) => sum + Number(text.replaceAll(',', '')), 0);
      assert.equal(inSight - badges.length + inBoxes, 2000, 'every hit is somewhere');
      // The third from the end stands in the middle of the loop, which a picture leaves out at first.
      for (let hit = 0; hit < 3; hit++) await open.page.keyboard.press('Enter');
      await eventually(async () => {
        await conversation.settle();
        const [current] = await rings('.hit.current');
        assert.match(current!, /^n\d+$/, 'the hit itself is marked, not a box that hides it');
      });
      assert.equal(await status(), '3 of 2,000');
    });

    it('fades what is not on the paths from an input through closed boxes', async () => {
      open = await openPage();
      const conversation = await Conversation.about(open, evaluator, PROGRAM, 'J');
      const { scene } = conversation.session;
      const w = scene.items.find(({ name }) => name === 'w')!.key;
      // What is out of sight is not drawn.
      await open.page.getByRole('button', { name: 'Show everything' }).click();
      await open.page.locator(`.node[data-key="${w}"]`).focus();
      await open.page.keyboard.press('p');
      await eventually(async () => {
        await conversation.settle();
        assert.match(
          (await open.page.locator('.paths p').textContent())!,
          /^4,000 paths lead from w to J, through 6,000 nodes/,
        );
      });
      const faded = await open.page.$$eval('.node.faded .title', (all) => all.map((one) => one.textContent!));
      assert.deepEqual(faded.filter((name) => !/^h/.test(name)).sort(), ['b']);
    });
  });
});
