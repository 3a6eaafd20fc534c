/** Pictures that leave the page: what a file has in it, and what is on the clipboard. */
import assert from 'node:assert/strict';
import { PNG } from 'pngjs';
import { USUAL_LOOK } from '../../src/protocol/look.ts';
import type { ToPage } from '../../src/protocol/messages.ts';
import { Session } from '../../src/session/session.ts';
import { eventually } from '../eventually.ts';
import { loopTrace } from '../session/synthetic.ts';
import { extremes, network, simpleExample } from './fixtures.ts';
import { findFaults, readNodes } from './geometry.ts';
import { type OpenPage, usePages } from './page.ts';

describe('A picture that leaves the page', function () {
  this.timeout(60_000);
  const openPage = usePages();
  type Wish = Pick<Extract<ToPage, { type: 'export' }>, 'to' | 'format' | 'scale'>;

  /** The answer to the wish. */
  const exported = async (open: OpenPage, wish: Wish) => {
    const answers = () => open.messages().filter(({ type }) => type === 'picture' || type === 'copied');
    const before = answers().length;
    await open.send({ type: 'export', graph: 7, ...wish });
    await eventually(async () => assert.equal(answers().length, before + 1));
    return answers().at(-1)!;
  };
  const svgOf = async (open: OpenPage) => {
    const answer = await exported(open, { to: 'file', format: 'svg', scale: 1 });
    assert.ok(answer.type === 'picture' && typeof answer.contents === 'string');
    return answer.contents;
  };
  const pngOf = async (open: OpenPage, scale: number) => {
    const answer = await exported(open, { to: 'file', format: 'png', scale });
    assert.ok(answer.type === 'picture' && answer.contents instanceof Uint8Array);
    return PNG.sync.read(Buffer.from(answer.contents));
  };

  it('as SVG is well-formed, has nothing but shapes and text, and no text leaves its box', async () => {
    // With boxes that are open, and such that are closed.
    const boxes = new Session(7, loopTrace(6, 5)).view;
    for (const view of [simpleExample(7), network([3, 3, 3], 7), extremes(7), boxes]) {
      const open = await openPage({ theme: 'light' });
      await open.show(view);
      const svg = await svgOf(open);
      const problem = await open.page.evaluate(
        (text) =>
          new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror')?.textContent,
        svg,
      );
      assert.equal(problem, undefined);
      assert.doesNotMatch(svg, /var\(| style=|<style|<script|foreignObject|undefined|tabindex/);
      await open.page.evaluate((text) => {
        document.body.innerHTML = text;
      }, svg);
      assert.deepEqual(await findFaults(open.page), []);
    }
  });

  it('flows as it does on the page', async () => {
    for (const direction of ['right', 'down'] as const) {
      const open = await openPage();
      await open.send({ type: 'look', look: { ...USUAL_LOOK, direction } });
      await open.show(simpleExample(7));
      const [, width, height] = /^<svg[^>]* width="(\d+)" height="(\d+)"/.exec(await svgOf(open))!;
      assert.equal(Number(height) > Number(width), direction === 'down', `${width} × ${height}`);
    }
  });

  it('shows the walk where it stands', async () => {
    const open = await openPage();
    await open.show(simpleExample(7), 2);
    const svg = await svgOf(open);
    await open.page.evaluate((text) => {
      document.body.innerHTML = text;
    }, svg);
    const gradients = (await readNodes(open.page)).map(({ gradient }) => gradient);
    assert.deepEqual(gradients, ['0', '0', '0.2185', '0.2185', '0.2185', '1']);
  });

  it('as PNG has one to four pixels for each of its own, in the colours of the theme', async () => {
    const sizes: number[] = [];
    for (const theme of ['light', 'dark', 'highContrast', 'highContrastLight'] as const) {
      const open = await openPage({ theme });
      await open.show(simpleExample(7));
      const svg = await svgOf(open);
      const [, width, height] = / width="(\d+)" height="(\d+)"/.exec(svg)!.map(Number);
      for (const scale of theme === 'light' ? [1, 4] : [1]) {
        const { width: pixels, height: lines, data } = await pngOf(open, scale);
        assert.deepEqual([pixels, lines], [width! * scale, height! * scale]);
        assert.deepEqual(
          [...data.subarray(0, 4)],
          theme.toLowerCase().endsWith('light') ? [255, 255, 255, 255] : [31, 31, 31, 255],
        );
        const inked = data.filter((byte, at) => at % 4 === 0 && byte !== data[0]).length / (pixels * lines);
        assert.ok(inked > 0.05 && inked < 0.95, `${inked} of it is drawn`);
        sizes.push(pixels);
      }
    }
    assert.equal(sizes[1], 4 * sizes[0]!);
  });

  it('is asked for in a menu of the header', async () => {
    const open = await openPage();
    await open.show(simpleExample(7));
    const choose = async (name: string) => {
      await open.page.getByRole('button', { name: 'Export' }).click();
      await open.page.getByRole('menuitem', { name, exact: true }).click();
    };
    await choose('Save as JSON');
    await eventually(async () =>
      assert.deepEqual(open.messages().at(-1), { type: 'save', graph: 7, as: 'json' }),
    );
    await choose('Save as SVG');
    await eventually(async () => assert.equal(open.messages().at(-1)!.type, 'picture'));
  });

  it('is on the clipboard as PNG where the browser allows it, and else the extension is told why', async () => {
    const open = await openPage();
    await open.show(simpleExample(7));
    await open.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const wish = { to: 'clipboard', format: 'png', scale: 2 } as const;
    assert.deepEqual(await exported(open, wish), { type: 'copied', graph: 7 });
    const found = await open.page.evaluate(async () => {
      const [item] = await navigator.clipboard.read();
      const image = await createImageBitmap(await item!.getType('image/png'));
      return { types: item!.types, width: image.width };
    });
    assert.ok(found.types.includes('image/png') && found.width > 200);
    await open.page.evaluate(() => {
      navigator.clipboard.write = () => Promise.reject(new Error('Not now.'));
    });
    assert.deepEqual(await exported(open, wish), { type: 'copied', graph: 7, problem: 'Not now.' });
  });
});
