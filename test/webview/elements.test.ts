/** A tensor in the inspector: its elements are picked by a click, the arrow keys or their index, and paged through. */
import assert from 'node:assert/strict';
import { eventually } from '../eventually.ts';
import { newEvaluator } from '../trace/harness.ts';
import { runAxe } from './axe.ts';
import { Conversation } from './conversation.ts';
import { NETWORK, NOT_FINITE } from './fixtures.ts';
import { findFaults } from './geometry.ts';
import { type OpenPage, usePages } from './page.ts';
import { type ThemeName, themes } from './themes.ts';

/** Four axes, and more elements than a heat map has cells. */
const IMAGES = `import * as tf from '@tensorflow/tfjs';
const x = tf.variable(tf.reshape(tf.range(0, 2 * 3 * 40 * 100), [2, 3, 40, 100]));
const J = tf.sum(tf.mul(x, x));
`;

describe('A tensor in the inspector', function () {
  this.timeout(60_000);
  const openPage = usePages();
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());
  let open: OpenPage;
  let talk: Conversation;
  const about = async (program: string, name: string, options = {}) => {
    open = await openPage({ width: 1200, height: 900, ...options });
    talk = await Conversation.about(open, evaluator, program, 'J');
    await open.page.getByRole('button', { name: 'Show everything' }).click();
    const item = talk.session.scene.items.find((one) => one.name === name)!;
    await open.page.locator(`.node[data-key="${item.key}"]`).click();
    await talk.settle();
    await drawer().getByRole('grid').waitFor();
  };
  const drawer = () => open.page.getByRole('complementary', { name: 'Inspector' });
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) {
      await open.page.keyboard.press(key);
      await talk.settle();
    }
  };
  const index = () => drawer().getByLabel('Index').inputValue();
  const facts = () => drawer().locator('.element .fact').allTextContents();
  const picks = (text: string) =>
    eventually(async () => {
      await talk.settle();
      assert.equal(await index(), text);
    });

  it('shows an element with all its digits, and another where a cell of the heat map is clicked', async () => {
    await about(NETWORK, 'W');
    const { trace, sweep } = talk.session;
    const node = trace.graph.columns.codes.findIndex((_, one) => trace.nameOf(one) === 'W');
    const [value, gradient] = [trace.graph.tensor(node)!.data, sweep.gradientTensor(node)!.data];
    const exact = (x: number) => String(x).replace('-', '−');
    assert.deepEqual(await facts(), [`W[0, 0]${exact(value[0]!)}`, `∂J/∂W[0, 0]${exact(gradient[0]!)}`]);
    const map = drawer().locator('.heat-grid svg');
    const { width, height } = (await map.boundingBox())!;
    await map.click({ position: { x: width * 0.7, y: height * 0.9 } });
    await picks('[2, 3]');
    assert.deepEqual(await facts(), [`W[2, 3]${exact(value[13]!)}`, `∂J/∂W[2, 3]${exact(gradient[13]!)}`]);
  });

  it('is walked with the arrow keys, and speaks; the walk through the graph stays where it is', async () => {
    await about(NETWORK, 'W');
    const grid = drawer().getByRole('grid');
    await grid.focus();
    await press('ArrowRight', 'ArrowRight', 'ArrowDown');
    await picks('[1, 2]');
    assert.match((await grid.getByRole('gridcell').textContent())!, /^W\[1, 2\] = /);
    assert.equal(await grid.getByRole('gridcell').getAttribute('aria-colindex'), '3');
    // Faster than the extension answers.
    for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowUp', 'ArrowDown', 'ArrowRight', 'ArrowRight'])
      await open.page.keyboard.press(key);
    await picks('[1, 2]');
    await press('End', 'ArrowRight', 'PageDown');
    await picks('[2, 4]');
    await press('Home');
    await picks('[2, 0]');
    assert.match((await open.page.locator('.sentence').textContent())!, /^Overview/);
    await drawer().getByRole('radio', { name: 'Gradient' }).check();
    await talk.settle();
    assert.match((await grid.getByRole('gridcell').textContent())!, /^∂J\/∂W\[2, 0\] = /);
  });

  it('goes to a typed index, and says what an index is', async () => {
    await about(IMAGES, 'x');
    const field = drawer().getByLabel('Index');
    await field.fill('[1, 2, 39');
    assert.match(
      (await drawer().getByRole('alert').textContent())!,
      /Write 4 whole numbers below 2, 3, 40, 100/,
    );
    await field.fill('1 2 39 99');
    await field.blur();
    await picks('[1, 2, 39, 99]');
    assert.equal((await facts())[0], 'x[1, 2, 39, 99]23999');
  });

  it('shows the slice that is chosen, and pages through its numbers', async () => {
    await about(IMAGES, 'x');
    await drawer().getByLabel('axis 1').fill('2');
    await drawer().getByLabel('axis 1').press('Tab');
    await picks('[0, 2, 0, 0]');
    await drawer().getByRole('button', { name: 'Later rows' }).click();
    await picks('[0, 2, 10, 0]');
    await drawer().getByRole('button', { name: 'Later columns' }).click();
    await picks('[0, 2, 10, 4]');
    const numbers = drawer().getByRole('region', { name: 'Numbers of x' });
    assert.equal(await numbers.locator('td').first().textContent(), String(2 * 4000 + 10 * 100 + 4));
    await numbers.getByRole('button', { name: '9107', exact: true }).click();
    await picks('[0, 2, 11, 7]');
    await drawer().getByText('rows 10–19 of 40').waitFor();
  });

  it('shows statistics and histograms of value and gradient', async () => {
    await about(NOT_FINITE, 'W');
    const rows = await drawer()
      .locator('.statistics tbody tr')
      .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
    assert.deepEqual(rows[0]!.slice(0, 2), ['min', '−1×10³⁰⁰']);
    assert.deepEqual(rows[4]!.slice(0, 2), ['zeros', '16.67 %']);
    assert.deepEqual(rows[5], ['NaN', '0', '2']);
    assert.match(
      (await drawer()
        .getByRole('img', { name: /^Histogram of W/ })
        .getAttribute('aria-label'))!,
      /from −1×10³⁰⁰ to 1×10³⁰⁰: 1, 0/,
    );
  });

  it('shows what flows along an edge as a tensor, and no local derivative', async () => {
    await about(NETWORK, 'W');
    await open.page.locator('.label', { hasText: 'xᵀ · ∂J/∂v₁' }).click();
    await talk.settle();
    await drawer().getByRole('heading', { name: 'W → v₁' }).waitFor();
    await drawer()
      .getByRole('grid', { name: /^Heat map of contribution/ })
      .waitFor();
    assert.doesNotMatch((await drawer().textContent())!, /Local derivative/);
    assert.match((await drawer().textContent())!, /from ‖0‖ to ‖/);
  });

  for (const theme of Object.keys(themes) as ThemeName[])
    for (const [size, width, height] of [
      ['wide', 1200, 700],
      // What fits is the same in all themes.
      ...(theme === 'dark' ? [['narrow', 420, 800] as const] : []),
    ] as const)
      it(`is without faults in ${themes[theme].name} in a ${size} panel`, async () => {
        await about(width < 500 ? NOT_FINITE : NETWORK, 'W', { theme, width, height });
        assert.deepEqual(await findFaults(open.page), []);
        const page = drawer().locator('.drawer-page');
        const overflow = await page.evaluate((one) => one.scrollWidth - one.clientWidth);
        assert.ok(overflow <= 0, `${overflow} pixels are cut off`);
        assert.deepEqual(await runAxe(open.page), []);
      });
});
