/** The switches of the picture: what its colours say, what is written, which way it runs. */
import assert from 'node:assert/strict';
import type { Look } from '../../src/protocol/look.ts';
import { USUAL_LOOK } from '../../src/protocol/look.ts';
import { healthReport } from '../../src/session/inspection.ts';
import { eventually } from '../eventually.ts';
import { newEvaluator } from '../trace/harness.ts';
import { runAxe } from './axe.ts';
import { Conversation } from './conversation.ts';
import { findFaults } from './geometry.ts';
import { type OpenPage, usePages } from './page.ts';
import { type ThemeName, themes } from './themes.ts';

/** NaN starts in l; a dead unit, a gradient that vanishes, one that explodes. */
const SICK = `const a = 1;
const w = -2;
const h = Math.max(w * a, 0);
const tiny = h * 1e-9 + a * 1e-9;
const huge = (a + w) * 1e8;
const l = Math.log(a - 2);
const y = l * w + tiny + huge + h;
`;
const SIGNS = 'const x = 2;\nconst t = x * -3;\nconst y = t * t + x;\n';

describe('The look of the picture', function () {
  this.timeout(60_000);
  const openPage = usePages();
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());
  let open: OpenPage;
  let talk: Conversation;
  const about = async (program: string, look: Partial<Look> = {}, options = {}) => {
    open = await openPage({ width: 1300, height: 700, ...options });
    await open.send({ type: 'look', look: { ...USUAL_LOOK, ...look } });
    talk = await Conversation.about(open, evaluator, program, 'y');
  };
  const lastLook = () => open.messages().findLast((message) => message.type === 'look')!.look;
  const settings = () => open.page.getByRole('region', { name: 'How the picture is shown' });
  const switchOff = async (name: string) => {
    await settings().getByRole('checkbox', { name }).uncheck();
    await talk.settle();
  };

  it('keeps everything in sight that was, whatever is switched', async () => {
    await about(SIGNS);
    await open.page.getByRole('button', { name: 'How the picture is shown' }).click();
    for (const name of ['Constants', 'Legend']) await settings().getByRole('checkbox', { name }).check();
    await talk.settle();
    await eventually(async () => {
      const stage = (await open.page.locator('.stage').boundingBox())!;
      const boxes = await Promise.all(
        (await open.page.locator('.node').all()).map((one) => one.boundingBox()),
      );
      assert.equal(boxes.length, 5);
      for (const box of boxes)
        assert.ok(box!.x >= stage.x && box!.x + box!.width <= stage.x + stage.width, JSON.stringify(box));
    });
  });

  it('leaves out names, values, gradients and local derivatives as wished, and says so to the extension', async () => {
    await about(SIGNS);
    await open.page.getByRole('button', { name: 'How the picture is shown' }).click();
    const count = (part: string) => open.page.locator(part).count();
    assert.ok((await count('.label')) > 0);
    for (const [name, part, key] of [
      ['Local derivatives', '.label', 'locals'],
      ['Values', '.node .value', 'values'],
      ['Names and formulas', '.node .title', 'names'],
      ['Gradients', '.node .gradient', 'gradients'],
    ] as const) {
      assert.ok((await count(part)) > 0, name);
      await switchOff(name);
      await eventually(async () => assert.equal(await count(part), 0, name));
      await eventually(async () => assert.equal(lastLook()[key], false));
      assert.deepEqual(await findFaults(open.page), [], name);
    }
  });

  it('shows constants as items of their own', async () => {
    await about(SIGNS);
    await open.page.getByRole('button', { name: 'How the picture is shown' }).click();
    await settings().getByRole('checkbox', { name: 'Constants' }).check();
    await talk.settle();
    await open.page.locator('.node.constant').first().waitFor();
    await eventually(async () => assert.equal(lastLook().constants, true));
  });

  it('runs the way that is chosen, whatever the room', async () => {
    await about(SIGNS, { direction: 'down' });
    const box = async (name: string) =>
      (await open.page
        .locator('.node', { has: open.page.getByText(name, { exact: true }) })
        .first()
        .boundingBox())!;
    assert.ok((await box('y')).y > (await box('x')).y + 60);
    await open.page.getByRole('button', { name: 'How the picture is shown' }).click();
    await settings().getByLabel('Direction').selectOption('right');
    await eventually(async () => assert.ok((await box('y')).x > (await box('x')).x + 60));
  });

  it('colours by the sign and size of value or gradient, and the bar says the same', async () => {
    await about(SIGNS, { colouring: 'value' });
    const tintOf = (key: string) =>
      open.page.locator(`[data-key="${key}"] .tint`).evaluate((one) => one.getAttribute('fill'));
    const barOf = (key: string) =>
      open.page
        .locator(`[data-key="${key}"] .bar`)
        .evaluate((one) => Number(one.getAttribute('x2')) - Number(one.getAttribute('x1')));
    const { trace, sweep } = talk.session;
    const keys = talk.session.scene.items.flatMap((item) => ('node' in item ? [item.node] : []));
    const check = async (numberOf: (node: number) => number) => {
      for (const node of keys) {
        const sign = Math.sign(numberOf(node));
        assert.equal(await tintOf(`n${node}`), sign > 0 ? 'var(--gg-positive)' : 'var(--gg-negative)');
        assert.equal(Math.sign(await barOf(`n${node}`)), sign);
      }
    };
    await check((node) => trace.graph.value(node));
    await open.send({ type: 'look', look: { ...USUAL_LOOK, colouring: 'gradient' } });
    await talk.settle();
    await check((node) => sweep.gradient(node));
  });

  it('marks what is not well, where it starts by a heavier sign, and lists the findings, which lead there', async () => {
    await about(SICK, { colouring: 'health' });
    const { items } = healthReport(talk.session);
    await eventually(async () => assert.equal(await open.page.locator('g.node .mark').count(), items.length));
    await open.page.getByRole('button', { name: /^Findings/ }).click();
    await talk.settle();
    const drawer = open.page.getByRole('complementary', { name: 'Findings' });
    const entry = drawer.getByRole('button', { name: 'l = ln v' });
    await entry.click();
    await talk.settle();
    assert.equal(await open.page.locator('.selection').count(), 1);
    assert.equal(await entry.getAttribute('aria-current'), 'true');
    assert.match((await drawer.textContent())!, /ln\(−1\) = NaN/);
  });

  it('says that all is well where it is', async () => {
    await about(SIGNS);
    await open.page.getByRole('button', { name: /^Findings/ }).click();
    await talk.settle();
    await open.page.getByText('Every gradient is a finite number').waitFor();
  });

  it('explains its signs in a legend that covers nothing', async () => {
    await about(SICK, { colouring: 'health', legend: true });
    const legend = (await open.page.getByRole('region', { name: 'Legend' }).boundingBox())!;
    const stage = (await open.page.locator('.stage').boundingBox())!;
    assert.ok(stage.x + stage.width <= legend.x + 1);
  });

  for (const theme of Object.keys(themes) as ThemeName[])
    it(`has no fault in ${themes[theme].name}, whatever the colours say`, async () => {
      await about(SICK, { colouring: 'health', legend: true }, { theme });
      await open.page.getByRole('button', { name: 'How the picture is shown' }).click();
      await open.page.getByRole('button', { name: /^Findings/ }).click();
      await talk.settle();
      assert.deepEqual(await findFaults(open.page), []);
      assert.deepEqual(await runAxe(open.page), []);
      await open.send({ type: 'look', look: { ...USUAL_LOOK, colouring: 'gradient', legend: true } });
      await talk.settle();
      assert.deepEqual(await runAxe(open.page), []);
    });
});
