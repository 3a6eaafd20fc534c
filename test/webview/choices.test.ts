/** The controls that choose what of the selection is shown: by clicking, by typing and by keys, in all themes. */
import assert from 'node:assert/strict';
import type { ArgumentView, ChoicesView } from '../../src/protocol/view.ts';
import { runAxe } from './axe.ts';
import { simpleExample } from './fixtures.ts';
import { type OpenPage, type PageServer, usePages } from './page.ts';
import { type ThemeName, themes } from './themes.ts';

function argument(name: string, text: string, more: Partial<ArgumentView> = {}): ArgumentView {
  return { name, text, maker: '', note: '', source: 'call', ...more };
}

const EVALUATION: ChoicesView = { selection: 7, evaluation: { index: 7, count: 12 } };
const OPTIONS = ['.loss', '.y[0]', '.y[1]'].map((path) => ({ path, name: `out${path}` }));
const COMPONENT: ChoicesView = {
  selection: 7,
  component: { path: 'sum', sum: 'the sum of out’s 3 numbers', options: OPTIONS, isComplete: true },
};
const CALL: ChoicesView = {
  selection: 7,
  call: {
    key: 'f',
    title: 'f',
    args: [argument('x', '2'), argument('w', '[1, 2]'), argument('g', '', { note: 'a function' })],
    from: 'from the call in line 12',
  },
};
const NETWORK: ChoicesView = {
  ...EVALUATION,
  ...COMPONENT,
  call: {
    key: 'Net.forward',
    title: 'Net.forward',
    args: [
      argument('input', '[0.25, -1e-3, 4]', { source: 'given' }),
      argument('rate', '', { note: '= 0.1', source: 'default' }),
      argument('sizes', '[2, 3', {
        maker: 'Net',
        source: 'given',
        problem: 'Unexpected token. Write a value, as in 2, [1, 2] or { a: 1 }.',
      }),
    ],
    from: 'input, sizes as given here; rate by default',
  },
};

const BATCH: ChoicesView = {
  selection: 7,
  call: {
    ...{ key: 'batch of “net”', title: 'batch of “net”', isBatch: true },
    args: [
      argument('examples', '2', { source: 'type' }),
      argument('x', '[[-0.62, 0.57], [0.56, 0.69]]', { source: 'type', note: 'a tensor of shape [2, 2]' }),
      argument('y', '', { source: 'type', note: 'a tensor of shape [2, 500]' }),
      argument('seed', '1', { source: 'type' }),
    ],
    from: 'made up from the shape of the input',
  },
};

describe('The choices of the page', function () {
  this.timeout(60_000);
  const openPage = usePages();
  let open: OpenPage;
  const show = async (choices: ChoicesView | undefined, options: Parameters<PageServer['open']>[0] = {}) => {
    open = await openPage(options);
    await open.show(simpleExample(), 'overview', choices);
  };
  /** What the page asked for, of this kind. */
  const asked = (type: string) => open.messages().filter((message) => message.type === type);
  const field = (name: string) => open.page.getByLabel(name, { exact: true });

  it('are not there where there is nothing to choose', async () => {
    await show(undefined);
    assert.equal(await open.page.locator('.choices').count(), 0);
  });

  describe('of an evaluation', () => {
    const number = () => open.page.getByRole('spinbutton', { name: 'evaluation' });

    it('say which one it is, and go to the one before and after', async () => {
      await show(EVALUATION);
      assert.match((await open.page.locator('.evaluation').textContent())!, /evaluation\s+of 12/);
      assert.equal(await number().inputValue(), '7');
      await open.page.getByRole('button', { name: 'Previous evaluation' }).click();
      await open.page.getByRole('button', { name: 'Previous evaluation' }).click();
      await open.page.getByRole('button', { name: 'Next evaluation' }).click();
      assert.deepEqual(
        asked('evaluation'),
        [6, 5, 6].map((index) => ({ type: 'evaluation', selection: 7, index })),
      );
    });

    it('go on by Page Up and Page Down, and not past the ends', async () => {
      await show({ selection: 7, evaluation: { index: 2, count: 3 } });
      for (const key of ['PageUp', 'PageUp', 'PageDown', 'PageDown', 'PageDown'])
        await open.page.keyboard.press(key);
      assert.deepEqual(
        asked('evaluation').map((one) => 'index' in one && one.index),
        [1, 2, 3],
      );
      const next = open.page.getByRole('button', { name: 'Next evaluation' });
      assert.equal(await next.getAttribute('aria-disabled'), 'true');
      await next.click({ force: true });
      assert.equal(asked('evaluation').length, 3);
    });

    it('go to a number that is typed, and leave the walk alone meanwhile', async () => {
      await show(EVALUATION);
      await number().fill('3');
      await number().press('Home');
      await number().press('Enter');
      assert.deepEqual(asked('evaluation'), [{ type: 'evaluation', selection: 7, index: 3 }]);
      await number().fill('99');
      await number().press('Enter');
      assert.deepEqual(asked('evaluation').at(-1), { type: 'evaluation', selection: 7, index: 12 });
      assert.deepEqual(asked('cursor'), []);
    });
  });

  describe('of a component', () => {
    it('name the sum and every number, and ask for the one that is picked', async () => {
      await show(COMPONENT);
      const select = open.page.getByRole('combobox', { name: 'shown' });
      assert.deepEqual(await select.locator('option').allTextContents(), [
        'the sum of out’s 3 numbers',
        'out.loss',
        'out.y[0]',
        'out.y[1]',
      ]);
      assert.equal(await select.inputValue(), 'sum');
      await select.selectOption('out.y[1]');
      assert.deepEqual(asked('component'), [{ type: 'component', selection: 7, path: '.y[1]' }]);
    });

    it('let one of very many be typed', async () => {
      await show({ selection: 7, component: { ...COMPONENT.component!, isComplete: false } });
      const input = open.page.getByRole('combobox', { name: 'shown' });
      await input.fill('.y[4321]');
      await input.press('Enter');
      await input.fill('');
      await input.press('Enter');
      assert.deepEqual(asked('component'), [
        { type: 'component', selection: 7, path: '.y[4321]' },
        { type: 'component', selection: 7, path: 'sum' },
      ]);
    });
  });

  describe('of the arguments', () => {
    it('show them, what an empty field stands for, and where they came from', async () => {
      await show(CALL);
      assert.equal(await field('x').inputValue(), '2');
      assert.equal(await field('w').inputValue(), '[1, 2]');
      assert.equal(await field('g').getAttribute('placeholder'), 'a function');
      assert.equal(await open.page.locator('.from').textContent(), 'from the call in line 12');
      assert.equal(await open.page.getByRole('button', { name: 'Take the arguments' }).count(), 0);
    });

    it('send what is typed with Enter; what was not touched is left to come from where it came', async () => {
      await show(CALL);
      await field('w').fill('[3, 4]');
      await field('w').press('Enter');
      assert.deepEqual(asked('arguments')[0], { type: 'arguments', selection: 7, texts: ['', '[3, 4]', ''] });
    });

    it('send what is typed after a moment, with every key left to the field', async () => {
      await show(CALL);
      await field('x').focus();
      await open.page.keyboard.press('End');
      await open.page.keyboard.type('5 ');
      await open.page.keyboard.press('ArrowLeft');
      while (asked('arguments').length === 0) await open.page.waitForTimeout(20);
      assert.deepEqual(asked('arguments'), [{ type: 'arguments', selection: 7, texts: ['25 ', '', ''] }]);
      assert.deepEqual(asked('cursor'), []);
    });

    it('send the given ones with the new one, and take them all back', async () => {
      const args = [argument('x', '5', { source: 'given' }), argument('y', '3')];
      await show({ selection: 7, call: { ...CALL.call!, args } });
      await field('y').fill('4');
      await field('y').press('Enter');
      await open.page.getByRole('button', { name: 'Take the arguments from the program again' }).click();
      assert.deepEqual(
        asked('arguments').map((one) => 'texts' in one && one.texts),
        [
          ['5', '4'],
          ['', ''],
        ],
      );
    });

    it('say beside the field what is wrong, and lose nothing that was typed', async () => {
      await show(CALL);
      await field('x').fill('2 +');
      await field('x').press('Enter');
      const problem = 'Unexpected token. Write a value, as in 2, [1, 2] or { a: 1 }.';
      const args = [argument('x', '2 +', { source: 'given', problem }), ...CALL.call!.args.slice(1)];
      const failure = { message: `This argument cannot be read: ${problem}` };
      await field('w').fill('[7]');
      await open.send({ type: 'failure', failure, choices: { ...CALL, call: { ...CALL.call!, args } } });
      await open.page.locator('.problem', { hasText: problem }).waitFor();
      assert.equal(await field('x').getAttribute('aria-invalid'), 'true');
      assert.equal(await field('x').inputValue(), '2 +');
      assert.equal(await field('w').inputValue(), '[7]');
      assert.equal(await open.page.locator('.stage.stale').count(), 1);
      assert.equal(await open.page.getByText(problem).count(), 1);
    });

    it('keep what is being typed when an older picture arrives, and forget it for another function', async () => {
      await show(CALL);
      await field('x').focus();
      await open.page.keyboard.press('End');
      await open.page.keyboard.type('9');
      await open.show(simpleExample(2), 'overview', CALL);
      assert.equal(await field('x').inputValue(), '29');
      await open.show(simpleExample(3), 'overview', {
        ...CALL,
        selection: 8,
        call: { ...CALL.call!, key: 'h' },
      });
      assert.equal(await field('x').inputValue(), '2');
    });

    it('of an emptied field come back', async () => {
      await show(CALL);
      await field('x').fill('');
      await field('w').focus();
      assert.equal(await field('x').inputValue(), '2');
    });

    it('can be changed where there is no picture yet', async () => {
      open = await openPage();
      await open.send({ type: 'failure', failure: { message: '“f”: Error: no.' }, choices: CALL });
      await field('x').fill('3');
      await field('x').press('Enter');
      assert.deepEqual(asked('arguments')[0], { type: 'arguments', selection: 7, texts: ['3', '', ''] });
    });
  });

  describe('of the batch of a network', () => {
    const form = () => open.page.getByRole('form', { name: 'The batch of “net”' });

    it('stand in fields, in short or as what they are', async () => {
      await show(BATCH);
      assert.match((await form().textContent())!, /^batch of “net”examplesxyseedmade up/);
      assert.equal(await field('x').inputValue(), '[[-0.62, 0.57], [0.56, 0.69]]');
      assert.equal(await field('y').getAttribute('placeholder'), 'a tensor of shape [2, 500]');
    });

    it('are asked for as they are typed, and taken back', async () => {
      await show(BATCH);
      await field('seed').fill('3');
      await field('seed').press('Enter');
      await field('x').fill('[[1, 2]]');
      await field('x').press('Enter');
      await open.page.getByRole('button', { name: 'Take the batch from the program again' }).click();
      assert.deepEqual(
        asked('arguments').map((one) => 'texts' in one && one.texts),
        [
          ['', '', '', '3'],
          ['', '[[1, 2]]', '', '3'],
          ['', '', '', ''],
        ],
      );
    });

    it('say beside the field what does not fit, and lose nothing', async () => {
      await show(BATCH);
      await field('x').fill('[[1, 2, 3]]');
      await field('x').press('Enter');
      const problem = 'x has the shape [1, 3], and must have the shape [examples, 2].';
      const args = BATCH.call!.args.map((one) =>
        one.name === 'x' ? { ...one, text: '[[1, 2, 3]]', source: 'given', problem } : one,
      );
      const failure = { message: problem };
      await open.send({ type: 'failure', failure, choices: { ...BATCH, call: { ...BATCH.call!, args } } });
      await open.page.locator('.problem', { hasText: problem }).waitFor();
      assert.equal(await field('x').inputValue(), '[[1, 2, 3]]');
      assert.equal(await open.page.locator('.stage.stale').count(), 1);
    });
  });

  for (const [name, { name: title }] of Object.entries(themes))
    for (const width of [1200, 320])
      it(`in ${title}, ${width} px wide: nothing overlaps or is cut off, and axe has no objection`, async () => {
        await show(NETWORK, { theme: name as ThemeName, width, height: 800 });
        const folder = process.env.GRADIENT_GRAPH_SCREENSHOTS;
        if (folder) await open.page.screenshot({ path: `${folder}/choices-${name}-${width}.png` });
        assert.deepEqual(await faults(open), []);
        assert.deepEqual(await runAxe(open.page), []);
      });
});

/** Controls and texts of the choices that overlap each other or leave the page. */
function faults({ page }: OpenPage): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const things = [
      ...document.querySelectorAll(
        '.choices :is(input, select, button:not(.hidden), code, label, .from, .problem)',
      ),
    ]
      .filter((thing) => !thing.querySelector('input, select'))
      .map((thing) => ({ name: thing.outerHTML.slice(0, 80), box: thing.getBoundingClientRect() }));
    for (const [index, { name, box }] of things.entries()) {
      if (box.left < 0 || box.right > window.innerWidth) found.push(`${name} is cut off`);
      for (const other of things.slice(0, index))
        if (
          box.left < other.box.right - 1 &&
          other.box.left < box.right - 1 &&
          box.top < other.box.bottom - 1 &&
          other.box.top < box.bottom - 1
        )
          found.push(`${name} overlaps ${other.name}`);
    }
    return found;
  });
}
