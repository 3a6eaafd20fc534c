import assert from 'node:assert/strict';
import { formatNumber } from '../../src/notation/numbers.ts';
import type { GraphView } from '../../src/protocol/view.ts';
import { extremes, lonelyLeaf, network, simpleExample, square, withScene } from './fixtures.ts';
import { findFaults, readNodes } from './geometry.ts';
import { type OpenPage, usePages } from './page.ts';

describe('The picture on the page', function () {
  this.timeout(60_000);
  const openPage = usePages();
  let open: OpenPage;

  it('shows the name, formula, value and finished gradient of every node', async () => {
    open = await openPage();
    await open.show(simpleExample());
    assert.deepEqual(await readNodes(open.page), [
      { title: 'x', value: '1.3', gradient: '1.637' },
      { title: 't = x²', value: '1.69', gradient: '0.6295' },
      { title: 'u₁ = sin t', value: '0.9929', gradient: '0.2185' },
      { title: 'u₂ = 3 t', value: '5.07', gradient: '0.2185' },
      { title: 'u = u₁ + u₂', value: '6.063', gradient: '0.2185' },
      { title: 'J = cos u', value: '0.9758', gradient: '1' },
    ]);
  });

  it('shows the local derivative of every edge, of a repeated operand twice', async () => {
    open = await openPage();
    await open.show(simpleExample());
    assert.deepEqual(await open.page.locator('.label text').allTextContents(), [
      '∂t/∂x = 2.6',
      '∂u₁/∂t = −0.1189',
      '∂u₂/∂t = 3',
      '∂u/∂u₁ = 1',
      '∂u/∂u₂ = 1',
      '∂J/∂u = 0.2185',
    ]);
    await open.show(square(2));
    assert.deepEqual(await open.page.locator('.label text').allTextContents(), ['∂y/∂x = 3', '∂y/∂x = 3']);
  });

  it('names each node for those who do not see it, and tells the whole text in a tooltip', async () => {
    open = await openPage();
    await open.show(simpleExample());
    const node = open.page.locator('[data-node="2"]');
    assert.equal(await node.getAttribute('aria-label'), 'u₁ = sin t (value) 0.9929 (gradient) 0.2185');
    assert.equal(await node.locator('title').textContent(), 'u₁ = sin t\nline 3: u₁ = sin t;');
    assert.equal(
      await open.page.locator('[data-edge="n2/0"] title').textContent(),
      '∂u₁/∂t = cos t = −0.1189',
    );
    assert.equal(await open.page.locator('[data-edge="n3/0"] title').textContent(), '∂u₂/∂t = 3');
  });

  it('says of a node of another file which file that is', async () => {
    open = await openPage();
    const view = simpleExample();
    const items = view.scene.items.map((item, at) =>
      at === 2 ? { ...item, file: 'model.ts', line: 12 } : item,
    );
    await open.show(withScene(view, { items }));
    const title = (node: number) => open.page.locator(`[data-node="${node}"] title`).textContent();
    assert.equal(await title(2), 'u₁ = sin t\nmodel.ts:12: u₁ = sin t;');
    assert.equal(await title(3), 'u₂ = 3 t\nline 4: u₂ = 3 t;');
  });

  it('gives the root a second border, a leaf round sides, and the operands their order', async () => {
    open = await openPage();
    await open.show(simpleExample());
    assert.equal(await open.page.locator('[data-node="5"] .box').count(), 2);
    assert.equal(await open.page.locator('[data-node="4"] .box').count(), 1);
    assert.equal(await open.page.locator('[data-node="0"] .box').getAttribute('rx'), '32');
    const [first, second] = await open.page.$$eval(
      '.curve[data-edge="n4/0"], .curve[data-edge="n4/1"]',
      (paths) =>
        paths.map(
          (path) => (path as SVGPathElement).getPointAtLength((path as SVGPathElement).getTotalLength()).y,
        ),
    );
    assert.ok(first! < second!, 'u₁ enters u above u₂');
  });

  it('draws bars to the right for positive and to the left for negative gradients, and thick edges for much', async () => {
    open = await openPage();
    await open.show(network([3, 3, 3]));
    const nodes = await readNodes(open.page);
    const bars = await open.page.$$eval('.node', (groups) =>
      groups.map((group) => {
        const bar = group.querySelector('.bar');
        return bar ? Math.sign(Number(bar.getAttribute('x2')) - Number(bar.getAttribute('x1'))) : 0;
      }),
    );
    assert.deepEqual(
      bars,
      nodes.map(({ gradient }) => (gradient.startsWith('−') ? -1 : gradient === '0' ? 0 : 1)),
    );
    assert.ok(bars.includes(-1) && bars.includes(1));
    await open.show(simpleExample(2));
    const widths = await open.page.$$eval('.curve', (paths) =>
      paths.map((path) => Number(path.getAttribute('stroke-width'))),
    );
    assert.equal(Math.max(...widths), widths[0]);
    assert.equal(Math.min(...widths), widths[1]);
  });

  const pictures: readonly (readonly [string, () => GraphView])[] = [
    ['of one node', lonelyLeaf],
    ['of x · x', square],
    ['of 6 nodes', simpleExample],
    ['of 60 nodes', () => network([3, 3, 3])],
    ['of 300 nodes', () => network([6, 8, 6])],
    ['with long names and extreme numbers', extremes],
  ];
  for (const [title, make] of pictures) {
    for (const [flow, width, height] of [
      ['to the right', 1700, 700],
      ['in a narrow panel', 520, 900],
    ] as const) {
      it(`${title}, ${flow}, has nothing that overlaps and no text that leaves its box`, async () => {
        open = await openPage({ width, height });
        const view = make();
        await open.show(view);
        await open.page.getByRole('button', { name: 'Show everything' }).click();
        assert.equal(await open.page.locator('.node').count(), view.scene.items.length);
        assert.deepEqual(await findFaults(open.page), []);
        await open.page.keyboard.press('End');
        assert.deepEqual(await findFaults(open.page), []);
      });
    }
  }

  it('flows down in a narrow panel, and turns when the panel becomes wide', async () => {
    open = await openPage({ width: 560, height: 900 });
    await open.show(simpleExample());
    const spread = async () => {
      const { width, height } = (await open.page.locator('.nodes').boundingBox())!;
      return height > width ? 'down' : 'right';
    };
    assert.equal(await spread(), 'down');
    await open.page.setViewportSize({ width: 1700, height: 500 });
    await open.page.waitForFunction(() => {
      const { width, height } = document.querySelector('.nodes')!.getBoundingClientRect();
      return width > height;
    });
    assert.deepEqual(await findFaults(open.page), []);
  });

  it('is laid out again when the editor changes its font', async () => {
    open = await openPage();
    await open.show(extremes());
    const widthOf = () => open.page.locator('[data-node="3"] .box').getAttribute('width');
    const before = await widthOf();
    await open.page.evaluate(() => {
      document.documentElement.style.setProperty('--vscode-font-family', 'monospace');
    });
    await open.page.waitForFunction(
      (old) => document.querySelector('[data-node="3"] .box')!.getAttribute('width') !== old,
      before,
    );
    assert.deepEqual(await findFaults(open.page), []);
  });

  it('never writes a number in another way than the rest of the project', async () => {
    open = await openPage();
    const view = extremes();
    await open.show(view);
    const nodes = await readNodes(open.page);
    assert.deepEqual(
      nodes.map(({ value }) => value),
      Array.from(view.scene.values, formatNumber),
    );
    assert.deepEqual(
      nodes.map(({ gradient }) => gradient),
      Array.from(view.scene.gradients, formatNumber),
    );
    assert.ok(
      ['NaN', '∞', '−1.234×10⁻³⁰⁰', '1×10⁻³⁰⁰'].every((text) => nodes.some(({ value }) => value === text)),
    );
  });
});
