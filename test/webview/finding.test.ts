/** Not to get lost in a large picture: hits on the map, titles that stay in sight, a way close to what is selected. */
import assert from 'node:assert/strict';
import { Session } from '../../src/session/session.ts';
import { eventually } from '../eventually.ts';
import { loopTrace } from '../session/synthetic.ts';
import { newEvaluator } from '../trace/harness.ts';
import { Conversation } from './conversation.ts';
import { simpleExample } from './fixtures.ts';
import { type OpenPage, usePages } from './page.ts';

describe('In a large picture', function () {
  this.timeout(60_000);
  const openPage = usePages();

  /** How many pixels of the map have the colour of hits. */
  const marked = (open: OpenPage) =>
    open.page.$eval('.minimap', (map) => {
      const canvas = map as HTMLCanvasElement;
      const context = canvas.getContext('2d')!;
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      context.fillStyle = getComputedStyle(canvas).caretColor;
      const hit = context.fillStyle;
      let count = 0;
      for (let at = 0; at < data.length; at += 4) {
        const [red, green, blue] = data.slice(at, at + 3);
        const colour = `#${[red!, green!, blue!].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
        if (colour === hit) count += 1;
      }
      return count;
    });

  it('the map marks what a search has found, as long as it is open', async () => {
    const session = new Session(1, loopTrace(30, 4));
    const open = await openPage({ width: 900, height: 600 });
    await open.show(session.view);
    assert.equal(await marked(open), 0);
    await open.page.keyboard.press('Control+f');
    await open.page.getByRole('textbox', { name: 'Search the graph' }).fill('x');
    const nodes = Uint32Array.of(40, 5);
    await open.send({ type: 'found', graph: 1, found: { text: 'x', nodes } });
    await eventually(async () => assert.ok((await marked(open)) >= 16));
    assert.match((await open.page.locator('.minimap').getAttribute('aria-label'))!, /2 items with hits/);
    await open.page.keyboard.press('Escape');
    await eventually(async () => assert.equal(await marked(open), 0));
  });

  it('Z and a button lead close to what is selected', async () => {
    const session = new Session(1, loopTrace(30, 4));
    const open = await openPage({ width: 900, height: 600 });
    await open.show(session.view);
    const button = open.page.getByRole('button', { name: 'Zoom to what is selected' });
    assert.equal(await button.getAttribute('aria-disabled'), 'true');
    const last = session.scene.items.at(-1)!.key;
    const box = open.page.locator(`.node[data-key="${last}"] .box`).first();
    await box.click();
    await open.page.locator('.drawer').waitFor();
    const isClose = async () => {
      const stage = (await open.page.locator('.stage').boundingBox())!;
      const { x, y, width, height } = (await box.boundingBox())!;
      const own = Number(await box.getAttribute('width'));
      assert.ok(Math.abs(width - own) < 2, `as large as it is, not ${width}`);
      assert.ok(x > stage.x && x + width < stage.x + stage.width);
      assert.ok(y > stage.y && y + height < stage.y + stage.height);
    };
    for (const zoom of [() => open.page.keyboard.press('z'), () => button.click()]) {
      await open.page.getByRole('button', { name: 'Show everything' }).click();
      await eventually(async () => assert.ok((await box.boundingBox())!.width < 100));
      await zoom();
      await eventually(isClose);
    }
  });

  it('the title of an open box stays in sight as long as something of the box is', async () => {
    const session = new Session(1, loopTrace(30, 4), { open: ['l1', 's1', 's2', 's3'] });
    const open = await openPage({ width: 700, height: 500 });
    await open.show(session.view);
    const stuck = () => open.page.$$eval('.stuck text', (all) => all.map((one) => one.textContent!));
    const stage = (await open.page.locator('.stage').boundingBox())!;
    await eventually(async () => {
      const titles = await stuck();
      assert.ok(
        titles.some((title) => title.startsWith('for')),
        JSON.stringify(titles),
      );
    });
    for (const title of await open.page.locator('.stuck rect').all()) {
      const box = (await title.boundingBox())!;
      assert.ok(box.x >= stage.x && box.y >= stage.y, JSON.stringify(box));
    }
    await open.page.getByRole('button', { name: 'Show everything' }).click();
    await eventually(async () => assert.deepEqual(await stuck(), []));
  });

  it('the inspector leads to the paths from what is selected to the root', async () => {
    const evaluator = newEvaluator();
    after(() => evaluator.dispose());
    const open = await openPage();
    const conversation = await Conversation.about(
      open,
      evaluator,
      'const x = 2, y = 3;\nconst J = x * y + x;',
      'J',
    );
    await open.page.locator('.node[aria-label^="x"]').click();
    await open.page.locator('.drawer').waitFor();
    await conversation.settle();
    await open.page.getByRole('button', { name: 'Paths to J' }).click();
    await conversation.settle();
    assert.match((await open.page.locator('.paths p').textContent())!, /^2 paths lead from x to J/);
    await open.page.locator('.node[aria-label^="J"]').click();
    await conversation.settle();
    await eventually(async () =>
      assert.equal(await open.page.getByRole('button', { name: 'Paths to J' }).count(), 0),
    );
  });

  it('nothing sticks where everything is in sight', async () => {
    const open = await openPage();
    await open.show(simpleExample());
    assert.equal(await open.page.locator('.stuck *').count(), 0);
  });
});
