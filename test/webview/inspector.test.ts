/** The inspector: what it says of a node, an edge and a box, and where its links lead. */
import assert from 'node:assert/strict';
import { eventually } from '../eventually.ts';
import { newEvaluator } from '../trace/harness.ts';
import { runAxe } from './axe.ts';
import { Conversation } from './conversation.ts';
import { findFaults } from './geometry.ts';
import { type OpenPage, usePages } from './page.ts';
import { type ThemeName, themes } from './themes.ts';

const SIMPLE = `const x = 1.3;
const t = x ** 2;
const u1 = Math.sin(t);
const u2 = 3 * t;
const u = u1 + u2;
const J = Math.cos(u);
`;

const CALLS = `function layer(w, x) {
  const a = w * x;
  const b = Math.tanh(a);
  return b * w;
}
let h = 0.5;
for (let i = 0; i < 60; i++) h = layer(0.3 + i / 100, h);
const y = h * 2;
`;

const SHARED = `const w = 0.3;
let h = 0.5;
for (let i = 0; i < 60; i++) {
  const a = w * h;
  const b = Math.tanh(a);
  h = b * w + h;
}
const y = h * 2;
`;

describe('The inspector', function () {
  this.timeout(60_000);
  const openPage = usePages();
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());
  let open: OpenPage;
  let talk: Conversation;
  const about = async (program: string, root: string, options = {}) => {
    open = await openPage({ width: 1200, height: 700, ...options });
    talk = await Conversation.about(open, evaluator, program, root);
  };
  const node = (name: string) =>
    open.page.locator('.node', { has: open.page.getByText(name, { exact: true }) });
  const drawer = () => open.page.getByRole('complementary', { name: 'Inspector' });
  const click = async (locator: ReturnType<OpenPage['page']['locator']>) => {
    await locator.click();
    await talk.settle();
  };

  it('shows a clicked node: every digit, the rule in MathML with and without numbers, the sum over consumers', async () => {
    await about(SIMPLE, 'J');
    await click(node('t').first());
    await drawer().getByRole('heading', { name: 't = x²' }).waitFor();
    const facts = await drawer().locator('dd code').allTextContents();
    const { trace, sweep } = talk.session;
    assert.deepEqual(facts, [trace.graph.value(2), sweep.gradient(2)].map(String));
    const maths = await drawer()
      .locator('.maths')
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
    assert.deepEqual(maths, [
      't = x² = 1.3² = 1.69',
      '∂J/∂t = ∂J/∂u₂ · 3 + ∂J/∂u₁ · cos t = 0.2185 · 3 + 0.2185 · (−0.1189) = 0.6295',
    ]);
    // A browser draws a fraction taller than a line only if it knows that it is one.
    const { height, name } = await drawer()
      .locator('mfrac')
      .first()
      .evaluate((one) => ({ height: one.getBoundingClientRect().height, name: one.namespaceURI }));
    assert.equal(name, 'http://www.w3.org/1998/Math/MathML');
    assert.ok(height > 20, `${height}`);
  });

  it('takes nothing out of sight that is clicked', async () => {
    await about(CALLS, 'y');
    for (const width of [1200, 620]) {
      await open.page.setViewportSize({ width, height: 700 });
      const stage = () => open.page.locator('.stage').boundingBox();
      const room = (await stage())!;
      const nodes = open.page.locator('.node');
      const boxes = await Promise.all((await nodes.all()).map((one) => one.boundingBox()));
      // The one that is nearest to where the drawer comes.
      const rightmost = boxes.reduce((best, box, k) => {
        const isSeen =
          box!.x + box!.width / 2 < room.x + room.width && box!.y + box!.height < room.y + room.height;
        return isSeen && (best < 0 || box!.x > boxes[best]!.x) ? k : best;
      }, -1);
      await click(nodes.nth(rightmost));
      await drawer().waitFor();
      await eventually(async () => {
        const [frame, { x, y, width, height }] = [
          (await stage())!,
          (await open.page.locator('rect.selection').boundingBox())!,
        ];
        assert.ok(x >= frame.x && x + width <= frame.x + frame.width, `${x} of ${frame.width}`);
        assert.ok(y >= frame.y && y + height <= frame.y + frame.height, `${y} of ${frame.height}`);
      });
      await open.page.keyboard.press('Escape');
      await talk.settle();
    }
  });

  it('leads from node to node, and to the source', async () => {
    await about(SIMPLE, 'J');
    await click(node('t').first());
    await click(drawer().getByRole('button', { name: 'u₁ = sin t' }));
    await drawer().getByRole('heading', { name: 'u₁ = sin t' }).waitFor();
    assert.equal(await open.page.locator('.selection').count(), 1);
    await drawer().getByRole('button', { name: 'line 3' }).click();
    await eventually(async () => {
      const reveal = open.messages().findLast(({ type }) => type === 'reveal');
      assert.deepEqual(reveal, { type: 'reveal', graph: 1, key: 'n3' });
    });
  });

  it('shows an edge whose label is clicked, and what flows along it', async () => {
    await about(SIMPLE, 'J');
    await click(open.page.locator('.label', { hasText: '∂u₁/∂t' }));
    await drawer().getByRole('heading', { name: 't → u₁' }).waitFor();
    const text = (await drawer().textContent())!;
    assert.match(text, /from 0\.6555 to 0\.6295/);
    await click(drawer().getByRole('button', { name: 'Step to here (visit 4)' }));
    assert.equal(await open.page.locator('.node.current').getAttribute('data-node'), '3');
  });

  it('shows a box, opens it, and opens what hides a node that a link leads to', async () => {
    await about(CALLS, 'y');
    // The last one is near the root, which is in sight.
    await open.page.locator('.node.closed').last().dispatchEvent('click');
    await talk.settle();
    await drawer().getByRole('heading', { level: 2 }).nth(1).waitFor();
    const nodes = await open.page.locator('.node').count();
    await click(drawer().getByRole('button', { name: 'Open the box' }));
    await eventually(async () => assert.ok((await open.page.locator('.node').count()) !== nodes));
    await drawer().getByRole('button', { name: 'Close the box' }).waitFor();
    assert.ok((await drawer().locator('.list li').count()) > 0);
  });

  /** The edge from w into what a long loop leaves out. */
  const bundle = () => {
    const { items, edges, deltas } = talk.session.scene;
    const index = edges.findIndex(({ from, to }) => items[from]!.name === 'w' && items[to]!.kind === 'more');
    return { ...edges[index]!, delta: deltas[index]!, box: items[edges[index]!.to]! };
  };
  const seeEverything = () => click(open.page.getByRole('button', { name: 'Show everything' }));

  it('shows an edge that stands for several, the largest first, and leads to what is hidden in the box', async () => {
    await about(SHARED, 'y');
    await seeEverything();
    const { key, count, delta, box } = bundle();
    assert.ok(count > 100, `${count}`);
    await click(open.page.locator(`.label[data-edge="${key}"]`));
    await drawer()
      .getByRole('heading', { name: `w → ${box.name}` })
      .waitFor();
    assert.equal(await open.page.locator('path.selection').count(), 1);
    const list = drawer().locator('.list').first();
    assert.equal(await list.locator('li').count(), 21);
    assert.equal(await list.locator('li').last().textContent(), `… ${count - 20} more`);
    await drawer().getByRole('button', { name: 'Copy sum of the contributions' }).click();
    await eventually(async () => {
      const copied = open.messages().findLast(({ type }) => type === 'copy');
      assert.deepEqual(copied, { type: 'copy', text: String(delta) });
    });
    assert.deepEqual(await findFaults(open.page), []);

    const first = list.locator('li').first().getByRole('button');
    const name = (await first.first().textContent())!;
    const items = talk.session.scene.items.length;
    await click(first.first());
    await drawer().getByRole('heading', { name, exact: true }).waitFor();
    await eventually(async () => {
      assert.ok(talk.session.scene.items.length > items, 'what hid it is open');
      assert.equal(await open.page.locator('rect.selection').count(), 1);
    });
  });

  /** On the page of a box. */
  const pressUses = async (box: string) => {
    const w = drawer().locator('li', { has: open.page.getByRole('button', { name: 'w', exact: true }) });
    await w.getByRole('button', { name: 'uses' }).press('Enter');
    await talk.settle();
    await drawer()
      .getByRole('heading', { name: `w → ${box}` })
      .waitFor();
  };
  /** By keyboard: the menu of the box, then what uses w in it. */
  const showUses = async () => {
    const { box } = bundle();
    await open.page.locator(`.node[data-key="${box.key}"]`).focus();
    await open.page.keyboard.press('Shift+F10');
    await open.page.getByRole('menuitem', { name: 'Inspect' }).press('Enter');
    await talk.settle();
    await pressUses(box.name);
  };

  it('leads from there to both ends, and to the visits', async () => {
    await about(SHARED, 'y');
    await seeEverything();
    const { box } = bundle();
    await showUses();
    await click(drawer().getByRole('button', { name: box.name }));
    await drawer().getByRole('button', { name: 'Open the box' }).waitFor();
    await showUses();
    await click(drawer().getByRole('button', { name: /^Step to here \(visits/ }));
    assert.equal(await open.page.locator('.node.current').getAttribute('data-key'), box.key);
    await click(drawer().getByRole('button', { name: 'w', exact: true }));
    await drawer().getByRole('heading', { name: 'w', exact: true }).waitFor();
  });

  it('leads from there to each edge of the graph, and to a box that others hide', async () => {
    await about(SHARED, 'y');
    await seeEverything();
    const { box } = bundle();
    await showUses();
    await open.page.locator('.frame .heading').first().focus();
    await open.page.keyboard.press('Enter');
    await talk.settle();
    assert.equal(await open.page.locator(`[data-key="${box.key}"]`).count(), 0, 'the loop is closed');
    await click(drawer().getByRole('button', { name: box.name }));
    await open.page.locator(`[data-key="${box.key}"]`).first().waitFor();
    await pressUses(box.name);
    await click(drawer().locator('.list .flow').first());
    await drawer().getByText('edge into operand').waitFor();
    await open.page.locator('path.selection').waitFor({ state: 'attached' });
  });

  it('shows an edge whose line is clicked', async () => {
    await about(SHARED, 'y');
    await seeEverything();
    const { key, box } = bundle();
    const at = await open.page.locator(`.curve[data-edge="${key}"]`).evaluate((path: SVGPathElement) => {
      const matrix = path.getScreenCTM()!;
      for (let along = 0; along < path.getTotalLength(); along++) {
        const { x, y } = path.getPointAtLength(along).matrixTransform(matrix);
        if (document.elementFromPoint(x, y) === path) return { x, y };
      }
      return undefined;
    });
    await open.page.mouse.click(at!.x, at!.y);
    await talk.settle();
    await drawer()
      .getByRole('heading', { name: `w → ${box.name}` })
      .waitFor();
  });

  it('copies numbers as programs read them, and equations as text', async () => {
    await about('const x = -1e-7;\nconst y = x * x;', 'y');
    await click(node('x').first());
    await drawer().getByRole('button', { name: 'Copy value' }).click();
    await drawer().getByRole('button', { name: 'Copy sum over its consumers' }).click();
    await eventually(async () =>
      assert.deepEqual(
        open.messages().flatMap((message) => (message.type === 'copy' ? [message.text] : [])),
        ['-1e-7', '∂y/∂x = ∂y/∂y · x + ∂y/∂y · x = 1 · (−1×10⁻⁷) + 1 · (−1×10⁻⁷) = −2×10⁻⁷'],
      ),
    );
  });

  it('closes on Escape, and only then Escape shows all gradients', async () => {
    await about(SIMPLE, 'J');
    await open.page.keyboard.press('Home');
    await click(node('t').first());
    await drawer().waitFor();
    await open.page.keyboard.press('Escape');
    await drawer().waitFor({ state: 'detached' });
    assert.equal(await open.page.locator('.selection').count(), 0);
    assert.match((await open.page.locator('.sentence').textContent())!, /^Start/);
    await open.page.keyboard.press('Escape');
    assert.match((await open.page.locator('.sentence').textContent())!, /^Overview/);
  });

  it('keeps up with another graph: the same node has other numbers', async () => {
    await about(SIMPLE, 'J');
    await click(node('t').first());
    talk = await Conversation.about(open, evaluator, SIMPLE.replace('1.3', '2'), 'J');
    await drawer().locator('dd code', { hasText: '4' }).first().waitFor();
  });

  for (const theme of Object.keys(themes) as ThemeName[])
    for (const [size, width, height] of [
      ['wide', 1200, 700],
      // What fits is the same in all themes.
      ...(theme === 'dark' ? [['narrow', 420, 800] as const] : []),
    ] as const)
      it(`is without faults in ${themes[theme].name} in a ${size} panel`, async () => {
        await about(SIMPLE, 'J', { theme, width, height });
        await click(node('t').first());
        await drawer().getByRole('heading', { name: 't = x²' }).waitFor();
        assert.deepEqual(await findFaults(open.page), []);
        const page = drawer().locator('.drawer-page');
        const overflow = await page.evaluate((one) => one.scrollWidth - one.clientWidth);
        assert.ok(overflow <= 0, `${overflow} pixels are cut off`);
        assert.deepEqual(await runAxe(open.page), []);

        await about(SHARED, 'y', { theme, width, height });
        await seeEverything();
        await open.page.locator(`.label[data-edge="${bundle().key}"]`).dispatchEvent('click');
        await talk.settle();
        await drawer().getByRole('heading', { name: /^w → / }).waitFor();
        const cut = await page.evaluate((one) => one.scrollWidth - one.clientWidth);
        assert.ok(cut <= 0, `${cut} pixels are cut off`);
        assert.deepEqual(await runAxe(open.page), []);
      });
});
