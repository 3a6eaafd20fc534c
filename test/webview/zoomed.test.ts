/** A page that is zoomed: half as many pixels each way at 200 %, and what WCAG asks for at 400 %. */
import assert from 'node:assert/strict';
import { USUAL_LOOK } from '../../src/protocol/look.ts';
import type { ChoicesView } from '../../src/protocol/view.ts';
import { runAxe } from './axe.ts';
import { extremes, simpleExample } from './fixtures.ts';
import { type OpenPage, usePages } from './page.ts';

const CHOICES: ChoicesView = {
  selection: 1,
  evaluation: { index: 7, count: 12 },
  call: {
    key: 'f',
    title: 'neuron',
    from: 'from the call in line 12',
    args: ['x', 'weights', 'bias'].map((name) => ({
      name,
      maker: '',
      text: '[1, 2, 3]',
      note: '',
      source: 'call',
    })),
  },
};

describe('A zoomed page', function () {
  this.timeout(60_000);
  const openPage = usePages();
  let open: OpenPage;

  for (const [title, width, height] of [
    ['a panel of 1000 × 700 at 200 %', 500, 350],
    ['a narrow panel at 200 %', 280, 450],
    ['a window of 1280 × 1024 at 400 %', 320, 256],
  ] as const)
    for (const [of, view] of [
      ['6 nodes', simpleExample],
      ['long names', extremes],
    ] as const)
      it(`of ${of}, ${title}: every control can be reached, the picture has room, and nothing is cut off`, async () => {
        open = await openPage({ width, height });
        await open.show(
          { ...view(), notices: ['The graph is a long one: of its 1,234,567 nodes some are in boxes.'] },
          3,
          CHOICES,
        );
        assert.deepEqual(await lost(open), []);
        assert.ok((await open.page.locator('.stage').boundingBox())!.height >= 150);
        assert.deepEqual(await runAxe(open.page), []);
      });

  it('has every control with the inspector, the legend, the switches and the search open', async () => {
    for (const [width, height] of [
      [620, 760],
      [500, 350],
      [320, 256],
    ] as const) {
      open = await openPage({ width, height });
      await open.send({ type: 'look', look: { ...USUAL_LOOK, legend: true } });
      await open.show(simpleExample(), 3);
      await open.page.getByRole('button', { name: 'How the picture is shown' }).click();
      await open.page.getByRole('button', { name: 'Search' }).click();
      await open.page.getByRole('button', { name: 'Table of partial derivatives' }).click();
      await open.page.locator('.partials').waitFor();
      assert.deepEqual(await lost(open), [], `${width} × ${height}`);
    }
  });
});

/** What cannot be brought into sight by scrolling down, as sentences. */
function lost({ page }: OpenPage): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const shown = [
      ...document.querySelectorAll('button:not(.hidden), input, select, h1, p, li, .stage'),
    ].filter((one) => !one.closest('dialog, .paths.closed') && one.getClientRects().length > 0);
    for (const one of shown) {
      one.scrollIntoView({ block: 'nearest' });
      const { left, right, top, bottom, width, height } = one.getBoundingClientRect();
      const name = `${one.getAttribute('aria-label') ?? one.textContent} (${one.tagName})`;
      if (left < -0.5 || right > window.innerWidth + 0.5) found.push(`${name} is cut off at the side`);
      if (height < window.innerHeight && (top < -0.5 || bottom > window.innerHeight + 0.5))
        found.push(`${name} cannot be brought into sight`);
      const middle = document.elementFromPoint(
        left + width / 2,
        top + Math.min(height, window.innerHeight) / 2,
      );
      if (!middle || !(one.contains(middle) || middle.contains(one))) found.push(`${name} is covered`);
    }
    return found;
  });
}
