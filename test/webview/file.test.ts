import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import type { GraphView } from '../../src/protocol/view.ts';
import { Session } from '../../src/session/session.ts';
import type { pictureFile } from '../../webview/picture/file.ts';
import { loopTrace } from '../session/synthetic.ts';
import { newEvaluator, traceOf } from '../trace/harness.ts';
import { launchBrowser } from './browser.ts';
import { extremes, lonelyLeaf, NETWORK, network, simpleExample, square, withScene } from './fixtures.ts';
import { findFaults, readNodes } from './geometry.ts';

describe('The picture as a file', function () {
  this.timeout(60_000);
  let folder: string;
  let draw: typeof pictureFile;
  let browser: Browser;
  let page: Page;
  before(async () => {
    // Node cannot read JSX; the command-line program gets the same code out of the same bundler.
    folder = await mkdtemp(join(tmpdir(), 'gradient-graph-file-'));
    const outfile = join(folder, 'file.cjs');
    await build({
      entryPoints: ['webview/picture/file.ts'],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      jsx: 'automatic',
      jsxImportSource: 'preact',
    });
    draw = (await import(outfile)).default.pictureFile;
    browser = await launchBrowser();
    page = await browser.newPage();
  });
  after(async () => {
    await browser?.close();
    await rm(folder, { recursive: true });
  });

  const open = async (svg: string) => {
    await page.setContent(`<!DOCTYPE html><meta charset="utf-8"><body style="margin: 0">${svg}`);
  };

  it('is well-formed, with boxes too', async () => {
    for (const view of [simpleExample(), new Session(7, loopTrace(6, 5)).view]) {
      const svg = await draw(view, { theme: 'light', direction: 'right' });
      const problem = await page.evaluate(
        (text) =>
          new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror')?.textContent,
        svg,
      );
      assert.equal(problem, undefined);
    }
  });

  it('shows names, values, gradients and local derivatives', async () => {
    await open(await draw(simpleExample(), { theme: 'light', direction: 'right' }));
    assert.deepEqual(
      (await readNodes(page)).map(({ title, value, gradient }) => `${title} | ${value} | ${gradient}`),
      [
        'x | 1.3 | 1.637',
        't = x² | 1.69 | 0.6295',
        'u₁ = sin t | 0.9929 | 0.2185',
        'u₂ = 3 t | 5.07 | 0.2185',
        'u = u₁ + u₂ | 6.063 | 0.2185',
        'J = cos u | 0.9758 | 1',
      ],
    );
    assert.equal(await page.locator('.label').nth(1).locator('text').textContent(), '∂u₁/∂t = −0.1189');
  });

  const pictures: readonly (readonly [string, () => GraphView])[] = [
    ['one node', lonelyLeaf],
    ['x · x', square],
    ['6 nodes', simpleExample],
    ['60 nodes', () => network([3, 3, 3])],
    ['long names and extreme numbers', extremes],
  ];
  for (const [title, make] of pictures) {
    it(`of ${title} is whole by itself: well-formed, sized, in concrete colours and numbers`, async () => {
      const svg = await draw(make(), { theme: 'dark', direction: 'right' });
      const problem = await page.evaluate((text) => {
        const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
        return parsed.querySelector('parsererror')?.textContent;
      }, svg);
      assert.equal(problem, undefined);
      assert.match(
        svg,
        /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+" viewBox="0 0 \d+ \d+">/,
      );
      assert.doesNotMatch(svg, /var\(| style=|<style|<script|foreignObject|undefined|tabindex/);
      const geometry = svg.matchAll(
        / (?:x|y|x1|x2|y1|y2|d|width|height|rx|transform|stroke-width)="([^"]*)"/g,
      );
      for (const [attribute, value] of geometry) assert.doesNotMatch(value!, /NaN|Infinity|null/, attribute);
    });

    it(`of ${title} has nothing that overlaps and no text that leaves its box`, async () => {
      await open(await draw(make(), { theme: 'light', direction: 'right' }));
      assert.deepEqual(await findFaults(page), []);
    });
  }

  it('escapes what a name may contain', async () => {
    const view = simpleExample();
    const first = { ...view.scene.items[0]!, name: 'a["<&>"]', source: "a['</svg>']" };
    const items = view.scene.items.with(0, first);
    await open(await draw(withScene(view, { items }), { theme: 'light', direction: 'right' }));
    assert.equal((await readNodes(page))[0]!.title, 'a["<&>"]');
  });

  it('has the background of its theme', async () => {
    assert.match(
      await draw(square(), { theme: 'light', direction: 'right' }),
      /<rect width="\d+" height="\d+" fill="#ffffff"/,
    );
    assert.match(
      await draw(square(), { theme: 'dark', direction: 'right' }),
      /<rect width="\d+" height="\d+" fill="#1f1f1f"/,
    );
  });

  it('shows the heat maps of tensors, in colours of its own', async () => {
    const evaluator = newEvaluator();
    const { view } = new Session(1, await traceOf(evaluator, NETWORK, 'J'));
    evaluator.dispose();
    await open(await draw(view, { theme: 'light', direction: 'right' }));
    const tensors = view.scene.tensors!.filter((one) => one !== null);
    assert.equal(await page.locator('.heat-maps').count(), tensors.length);
    const colours = await page
      .locator('.heat-maps path')
      .evaluateAll((paths) => [...new Set(paths.map((path) => path.getAttribute('fill')))].sort());
    assert.deepEqual(colours, ['#1f5fb0', '#616161', '#a85400']);
    assert.deepEqual(await findFaults(page), []);
  });
});
