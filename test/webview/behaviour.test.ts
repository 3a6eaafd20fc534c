import assert from 'node:assert/strict';
import type { FailureView } from '../../src/protocol/view.ts';
import { eventually } from '../eventually.ts';
import { runAxe } from './axe.ts';
import { network, simpleExample, square, withScene } from './fixtures.ts';
import { findFaults, readNodes } from './geometry.ts';
import { type OpenOptions, type OpenPage, PageServer } from './page.ts';
import { type ThemeName, themes } from './themes.ts';

const failure: FailureView = {
  message: 'The program stops with an error: “y is not defined”.',
  line: 12,
  source: 'const J = Math.cos(y);',
};

describe('The page', function () {
  this.timeout(60_000);
  let server: PageServer;
  let open: OpenPage;
  const openPage = async (options: OpenOptions = {}) => {
    open = await server.open(options);
  };
  before(async () => {
    server = await PageServer.start();
  });
  after(() => server.stop());

  describe('when all goes well', () => {
    afterEach(async () => {
      const complaints = open.complaints();
      await open.close();
      assert.deepEqual(complaints, []);
    });

    it('speaks first, and says when a graph is painted', async () => {
      await openPage();
      assert.deepEqual(open.messages(), [{ type: 'ready' }]);
      await open.show(simpleExample(42));
      const last = open.messages().at(-1)!;
      assert.ok(last.type === 'painted' && last.graph === 42 && last.milliseconds > 0);
    });

    it('says what it shows: root, value, file, number of nodes, notices', async () => {
      await openPage();
      await open.show({
        ...simpleExample(),
        notices: ['120 nodes are left out.', 'The program threw later.'],
      });
      assert.equal(await open.page.locator('h1').textContent(), 'J = 0.9758');
      assert.deepEqual(await open.page.locator('.facts span').allTextContents(), [
        'simple-example.ts',
        '6 nodes',
      ]);
      assert.deepEqual(await open.page.locator('.notices li').allTextContents(), [
        '120 nodes are left out.',
        'The program threw later.',
      ]);
    });

    it('asks for the source of a node that is clicked twice, or chosen with Enter', async () => {
      await openPage();
      await open.show(simpleExample(3));
      await open.page.locator('[data-node="2"]').dblclick();
      await open.page.locator('[data-node="4"]').focus();
      await open.page.keyboard.press('Enter');
      await eventually(async () => {
        const reveals = open.messages().filter((message) => message.type === 'reveal');
        assert.deepEqual(reveals, [
          { type: 'reveal', graph: 3, key: 'n2' },
          { type: 'reveal', graph: 3, key: 'n4' },
        ]);
      });
    });

    it('lets the Tab key into the picture once, at the root or the visited node, and the arrows on from there', async () => {
      await openPage();
      await open.show(simpleExample());
      const stops = () =>
        open.page.$$eval('.node[tabindex="0"]', (all) => all.map((one) => one.getAttribute('data-node')));
      assert.deepEqual(await stops(), ['5']);
      await open.page.keyboard.press('Home');
      for (let visit = 0; visit < 4; visit++) await open.page.keyboard.press('ArrowRight');
      assert.deepEqual(await stops(), ['2']);
      await open.page.locator('[data-node="2"]').focus();
      const focused = () => open.page.evaluate(() => document.activeElement!.getAttribute('data-node'));
      await open.page.keyboard.press('ArrowDown');
      assert.equal(await focused(), '3');
      await open.page.keyboard.press('ArrowLeft');
      assert.equal(await focused(), '1');
      assert.deepEqual(await stops(), ['1']);
    });

    it('shows the whole picture at first, never enlarged', async () => {
      for (const [width, height] of [
        [1900, 900],
        [1000, 320],
      ] as const) {
        await openPage({ width, height });
        await open.show(simpleExample());
        const picture = (await open.page.locator('.nodes').boundingBox())!;
        const stage = (await open.page.locator('.stage').boundingBox())!;
        assert.ok(picture.x >= stage.x && picture.x + picture.width <= stage.x + stage.width);
        assert.ok(picture.y >= stage.y && picture.y + picture.height <= stage.y + stage.height);
        const box = (await open.page.locator('[data-node="1"] .box').boundingBox())!;
        assert.ok(box.width <= 169.01);
        if (width === 1900) await open.close();
      }
    });

    it('zooms with buttons and wheel, is dragged, and shows everything again', async () => {
      await openPage();
      await open.show(simpleExample());
      const box = async () => (await open.page.locator('[data-node="2"] .box').boundingBox())!;
      const start = await box();
      await open.page.getByRole('button', { name: 'Zoom in' }).click();
      const larger = await box();
      assert.ok(Math.abs(larger.width / start.width - 1.25) < 0.02);
      await open.page.getByRole('button', { name: 'Zoom out' }).click();
      assert.ok(Math.abs((await box()).width - start.width) < 1);
      await open.page.mouse.move(850, 150);
      await open.page.mouse.wheel(0, -200);
      await open.page.waitForTimeout(50);
      assert.ok((await box()).width > start.width * 1.1);
      const beforeDrag = await box();
      await open.page.mouse.down();
      await open.page.mouse.move(890, 170, { steps: 4 });
      await open.page.mouse.up();
      const dragged = await box();
      assert.ok(Math.abs(dragged.x - beforeDrag.x - 40) < 1 && Math.abs(dragged.y - beforeDrag.y - 20) < 1);
      await open.page.getByRole('button', { name: 'Show everything' }).click();
      assert.ok(Math.abs((await box()).x - start.x) < 1);
      assert.deepEqual(
        open.messages().filter((message) => message.type === 'reveal'),
        [],
      );
    });

    it('never loses the picture, however far it is dragged', async () => {
      await openPage();
      await open.show(simpleExample());
      for (let time = 0; time < 3; time++) {
        await open.page.mouse.move(200, 400);
        await open.page.mouse.down();
        await open.page.mouse.move(1690, 690, { steps: 3 });
        await open.page.mouse.up();
      }
      const picture = (await open.page.locator('.world').boundingBox())!;
      const stage = (await open.page.locator('.stage').boundingBox())!;
      assert.ok(picture.x <= stage.x + stage.width - 79 && picture.y <= stage.y + stage.height - 79);
    });

    it('keeps what is in sight when the same graph comes with other numbers', async () => {
      await openPage();
      await open.show(simpleExample(1));
      await open.page.getByRole('button', { name: 'Zoom in' }).click();
      const box = async () => JSON.stringify(await open.page.locator('[data-node="2"] .box').boundingBox());
      const before = await box();
      const other = simpleExample(2);
      await open.show(withScene(other, { values: other.scene.values.map((value) => value * 1.0625) }));
      assert.equal(await box(), before);
    });

    it('draws only the later of two graphs that come at once', async () => {
      await openPage();
      const state = { uri: 'file:///a.ts', start: 0, end: 1, cursor: 'overview' } as const;
      await open.send({ type: 'show', graph: network([5, 6, 4], 1), cursor: 'overview', state });
      await open.send({ type: 'show', graph: square(2), cursor: 'overview', state });
      await open.page.getByText('square.ts').waitFor();
      await open.page.waitForTimeout(300);
      assert.deepEqual(
        open.messages().flatMap((message) => (message.type === 'painted' ? [message.graph] : [])),
        [2],
      );
      await open.show(simpleExample(3));
      assert.equal(await open.page.locator('h1').textContent(), 'J = 0.9758');
    });

    it('says that it is busy only after a while', async () => {
      await openPage();
      await open.page.clock.install();
      await open.page.clock.pauseAt(Date.now() + 60_000);
      await open.send({ type: 'busy' });
      const status = open.page.locator('.busy');
      await open.page.clock.runFor(350);
      assert.equal(await status.count(), 0);
      await open.page.clock.runFor(100);
      await status.waitFor();
      assert.equal(await status.getByRole('status').textContent(), 'Computing the gradients…');
      await open.page.clock.resume();
      await open.show(simpleExample());
      assert.equal(await status.count(), 0);
    });

    it('offers to cancel an evaluation, with and without a picture', async () => {
      await openPage();
      const cancel = open.page.getByRole('button', { name: 'Cancel' });
      const cancels = () => open.messages().filter(({ type }) => type === 'cancel').length;
      await open.send({ type: 'busy' });
      await cancel.click();
      await eventually(async () => assert.equal(cancels(), 1));
      await open.show(simpleExample());
      assert.equal(await cancel.count(), 0);
      await open.send({ type: 'busy' });
      await cancel.press('Enter');
      await eventually(async () => assert.equal(cancels(), 2));
      await open.send({ type: 'failure', failure });
      await cancel.waitFor({ state: 'detached' });
    });

    it('shows a failure alone with its source line when there is no picture', async () => {
      await openPage();
      await open.send({ type: 'busy' });
      await open.send({ type: 'failure', failure });
      const alert = open.page.getByRole('alert');
      await alert.waitFor();
      assert.equal(await alert.getByRole('heading').textContent(), failure.message);
      assert.equal(await alert.locator('pre').textContent(), `12${failure.source}`);
      await open.page.waitForTimeout(500);
      assert.equal(await open.page.locator('.busy').count(), 0);
      await open.show(simpleExample());
      assert.equal(await alert.count(), 0);
    });

    it('names the file of a failure in another file', async () => {
      await openPage();
      await open.send({ type: 'failure', failure: { ...failure, file: 'model.ts' } });
      const alert = open.page.getByRole('alert');
      assert.equal(await alert.locator('pre').textContent(), `model.ts:12${failure.source}`);
    });

    it('keeps the picture of the last good text and marks it as stale', async () => {
      await openPage();
      await open.show(simpleExample(1));
      const before = await readNodes(open.page);
      await open.send({ type: 'failure', failure });
      await open.page.getByRole('alert').waitFor();
      assert.match(
        (await open.page.getByRole('alert').textContent())!,
        /y is not defined[\s\S]*last version/,
      );
      assert.deepEqual(await readNodes(open.page), before);
      assert.equal(await open.page.locator('.stage.stale').count(), 1);
      await open.show(simpleExample(2));
      assert.equal(await open.page.locator('.stage.stale').count(), 0);
      assert.equal(await open.page.getByRole('alert').count(), 0);
    });

    it('keeps a failure that comes while the graph before it is still being laid out', async () => {
      await openPage();
      const state = { uri: 'file:///a.ts', start: 0, end: 1, cursor: 'overview' } as const;
      await open.send({ type: 'show', graph: simpleExample(), cursor: 'overview', state });
      await open.send({ type: 'failure', failure });
      await open.page.locator('.stage.stale .node').first().waitFor();
      assert.equal(await open.page.getByRole('alert').count(), 1);
    });

    it('takes a coarser layout when the careful one does not end in time', async () => {
      await openPage();
      await open.close();
      open = await server.open({ layout: (script) => `${script}\n${IGNORE_CAREFUL_LAYOUTS}` });
      await open.page.clock.install();
      const state = { uri: 'file:///a.ts', start: 0, end: 1, cursor: 'overview' } as const;
      await open.send({ type: 'show', graph: simpleExample(), cursor: 'overview', state });
      await open.page.clock.runFor(1000);
      assert.equal(await open.page.locator('.busy').count(), 1);
      assert.equal(await open.page.locator('.node').count(), 0);
      await open.page.clock.runFor(4500);
      await open.page.clock.resume();
      await open.page.locator('.node').first().waitFor();
      assert.deepEqual(await findFaults(open.page), []);
      assert.match((await open.page.locator('.notices').textContent())!, /this one is simpler/);
    });

    it('places a graph by itself where no layout ends in time, and when the person cancels one', async () => {
      await openPage();
      await open.close();
      for (const [width, height] of [
        [1700, 700],
        [520, 900],
      ] as const) {
        open = await server.open({ width, height, layout: (script) => `${script}\n${IGNORE_LAYOUTS}` });
        await open.page.clock.install();
        const state = { uri: 'file:///a.ts', start: 0, end: 1, cursor: 'overview' } as const;
        await open.send({ type: 'show', graph: simpleExample(), cursor: 'overview', state });
        await open.page.clock.runFor(11_000);
        await open.page.clock.resume();
        await open.page.locator('.node').first().waitFor();
        assert.deepEqual(await findFaults(open.page), []);
        assert.match((await open.page.locator('.notices').textContent())!, /this one is the quickest/);
        await open.send({ type: 'show', graph: network([3, 3, 3], 2), cursor: 'overview', state });
        await open.page.getByRole('button', { name: 'Cancel' }).click();
        await open.page.getByText('network.ts').waitFor();
        await open.page.getByRole('button', { name: 'Show everything' }).click();
        const overlaps = (await findFaults(open.page)).filter((fault) => !fault.startsWith('the curve'));
        assert.deepEqual(overlaps, []);
        if (width === 1700) await open.close();
      }
    });
  });

  describe('when its own script fails', () => {
    afterEach(() => open.close());

    it('tells the extension and the person', async () => {
      await openPage();
      await open.page.evaluate(() => {
        setTimeout(() => {
          throw new Error('a test of errors');
        });
      });
      await open.page.getByRole('alert').waitFor();
      assert.match(
        (await open.page.getByRole('alert').textContent())!,
        /The graph view failed: a test of errors/,
      );
      const errors = open.messages().filter((message) => message.type === 'error');
      assert.equal(errors.length, 1);
    });

    it('says so when the layout cannot be loaded', async () => {
      await openPage({ layout: () => 'throw new Error("broken layout")' });
      const state = { uri: 'file:///a.ts', start: 0, end: 1, cursor: 'overview' } as const;
      await open.send({ type: 'show', graph: simpleExample(), cursor: 'overview', state });
      await open.page.getByRole('alert').waitFor();
      assert.match(
        (await open.page.getByRole('alert').textContent())!,
        /The graph view failed: .*broken layout/,
      );
    });
  });

  for (const name of Object.keys(themes) as ThemeName[]) {
    describe(`in ${themes[name].name}`, () => {
      afterEach(async () => {
        const complaints = open.complaints();
        await open.close();
        assert.deepEqual(complaints, []);
      });

      it('has nothing that axe objects to, in any state', async () => {
        await openPage({ theme: name });
        const check = async (state: string) => assert.deepEqual(await runAxe(open.page), [], state);
        await open.send({ type: 'failure', failure });
        await open.page.getByRole('alert').waitFor();
        await check('failure alone');
        await open.show({ ...simpleExample(), notices: ['120 nodes are left out.'] });
        await check('overview');
        await open.page.keyboard.press('Home');
        await check('start');
        for (let visit = 0; visit < 4; visit++) await open.page.keyboard.press('ArrowRight');
        await check('visit');
        await open.send({ type: 'failure', failure });
        await open.page.getByRole('alert').waitFor();
        await check('stale');
      });

      it('writes every text of the picture with a contrast of at least 4.5, at every phase', async () => {
        await openPage({ theme: name });
        await open.show(simpleExample());
        for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowRight']) {
          await open.page.keyboard.press(key);
          const contrasts = await readContrasts(open);
          assert.ok(contrasts.length > 20);
          for (const { text, contrast } of contrasts) assert.ok(contrast >= 4.5, `${text}: ${contrast}`);
        }
      });
    });
  }

  describe('for those who want no motion', () => {
    it('does not let anything glide or fade', async () => {
      await openPage({ reducedMotion: true });
      await open.show(simpleExample());
      await open.page.getByRole('button', { name: 'Zoom in' }).click();
      assert.deepEqual(await durations(open), ['0s', '0s']);
      await open.close();
      await openPage({ reducedMotion: false });
      await open.show(simpleExample());
      await open.page.getByRole('button', { name: 'Zoom in' }).click();
      assert.deepEqual(await durations(open), ['0.25s', '0.15s']);
      await open.page.evaluate(() => document.body.classList.add('vscode-reduce-motion'));
      assert.deepEqual(await durations(open), ['0s', '0s']);
      await open.close();
    });
  });
});

/** Added to the worker's script: it then never answers a layout of small graphs that is made with care. */
const IGNORE_CAREFUL_LAYOUTS = `{
  const answer = self.onmessage;
  self.onmessage = (event) => {
    if (!JSON.stringify(event.data).includes('BALANCED')) answer(event);
  };
}`;

/** No layout at all gets an answer. */
const IGNORE_LAYOUTS = 'self.onmessage = () => {};';

function durations(open: OpenPage): Promise<string[]> {
  return open.page.evaluate(() =>
    ['.world', '.node .box'].map((selector) => {
      const { transitionDuration } = getComputedStyle(document.querySelector(selector)!);
      return transitionDuration.split(',')[0]!;
    }),
  );
}

/** The contrast (WCAG 2) of each run of text in the picture with the box that it stands in. */
function readContrasts(open: OpenPage): Promise<{ text: string; contrast: number }[]> {
  return open.page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
    const luminance = (colour: string) => {
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].map((byte) => {
        const share = byte / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
    };
    return [...document.querySelectorAll('.node tspan, .label tspan')].map((run) => {
      const box = run.closest('.node, .label')!.querySelector('.box')!;
      const [dark, light] = [
        luminance(getComputedStyle(run).fill),
        luminance(getComputedStyle(box).fill),
      ].sort();
      return { text: run.textContent!, contrast: (light! + 0.05) / (dark! + 0.05) };
    });
  });
}
