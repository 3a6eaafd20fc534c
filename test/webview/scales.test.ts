import assert from 'node:assert/strict';
import { chooseDirection, outlineOf } from '../../webview/layout/direction.ts';
import { curveThrough } from '../../webview/picture/curve.ts';
import { setTexts } from '../../webview/picture/metrics.ts';
import { barLength, edgeWidth, largest } from '../../webview/picture/scales.ts';
import { measureByTable } from '../../webview/picture/type.ts';
import { extremes, simpleExample } from './fixtures.ts';

describe('Lengths and widths', () => {
  it('give bars the sign of the gradient, and small gradients more than their share', () => {
    assert.equal(barLength(2, 2), 1);
    assert.equal(barLength(-2, 2), -1);
    assert.equal(barLength(0, 2), 0);
    assert.ok(barLength(0.02, 2) > 0.1);
    assert.ok(barLength(-0.2, 2) < barLength(-0.1, 2));
  });

  it('draw what is not a number without a bar, and infinities as the longest', () => {
    assert.equal(barLength(Number.NaN, 1), 0);
    assert.equal(barLength(Number.NEGATIVE_INFINITY, 1), -1);
    assert.equal(barLength(Infinity, 0), 1);
    assert.equal(largest(new Float64Array([Number.NaN, -3, Infinity])), 3);
  });

  it('keep every edge between 1.2 and 3.2 pixels', () => {
    for (const delta of [0, -0, 1e-300, -0.5, 1, 2, Infinity, Number.NaN]) {
      const width = edgeWidth(delta, 2);
      assert.ok(width >= 1.2 && width <= 3.2, `${delta}: ${width}`);
    }
    assert.equal(edgeWidth(2, 2), 3.2);
    assert.equal(edgeWidth(0, 0), 1.2);
    assert.ok(edgeWidth(0.2, 2) < edgeWidth(-0.4, 2));
  });
});

describe('Titles and labels', () => {
  it('are shortened to at most 34 characters', () => {
    for (const { name, formula } of setTexts(extremes().scene, measureByTable).items) {
      assert.ok([...(formula ? `${name} = ${formula}` : name)].length <= 34, `${name} = ${formula}`);
    }
  });

  it('label an edge between tensors by what flows back, without a number', () => {
    const { scene } = simpleExample();
    const edges = scene.edges.map((edge) => ({ ...edge, rule: 'xᵀ · ∂J/∂h', isOfTensors: true as const }));
    for (const { partial, local } of setTexts({ ...scene, edges }, measureByTable).labels)
      assert.deepEqual([partial, local], ['xᵀ · ∂J/∂h', '']);
  });

  it('keep short texts whole', () => {
    const { items, labels } = setTexts(simpleExample().scene, measureByTable);
    assert.equal(items[2]!.name, 'u₁');
    assert.equal(items[2]!.formula, 'sin t');
    assert.equal(labels[1]!.partial, '∂u₁/∂t');
    assert.equal(labels[1]!.local, '−0.1189');
  });

  it('make a node wide enough for its longest gradient of the whole walk', () => {
    const { scene } = simpleExample();
    const { history } = scene;
    const widths = (after: number) => {
      const gradients = history.gradients.with(history.start[1]!, after);
      return setTexts({ ...scene, history: { ...history, gradients } }, measureByTable).items[1]!.width;
    };
    assert.equal(widths(0.5), 168);
    assert.ok(widths(-1.2345e-300) > 168);
  });
});

describe('The direction of the flow', () => {
  const outline = ({ scene } = simpleExample()) => outlineOf(scene, setTexts(scene, measureByTable));

  it('is to the right where there is room, down in a narrow panel', () => {
    assert.equal(chooseDirection(outline(), { width: 1600, height: 500 }), 'RIGHT');
    assert.equal(chooseDirection(outline(), { width: 600, height: 700 }), 'DOWN');
    assert.equal(chooseDirection(outline(), { width: 600, height: 200 }), 'RIGHT');
  });

  it('is to the right for a graph that is broader than deep, however narrow the panel', () => {
    const size = { width: 168, height: 64 };
    const edges = Array.from({ length: 12 }, (_, from) => ({
      from,
      to: 12,
      label: { width: 90, height: 18 },
    }));
    const broad = { nodes: Array.from({ length: 13 }, () => size), edges };
    assert.equal(chooseDirection(broad, { width: 600, height: 800 }), 'RIGHT');
  });

  it('is to the right in a window that is hidden', () => {
    assert.equal(chooseDirection(outline(), { width: 0, height: 0 }), 'RIGHT');
  });
});

describe('The curve of an edge', () => {
  it('runs straight where it can, and leaves and arrives in the direction of the flow', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 30, y: 20.004 },
    ];
    assert.equal(curveThrough(points, 'RIGHT'), 'M0,0H10C20,0 20,20 30,20');
    assert.equal(curveThrough(points, 'DOWN'), 'M0,0C0,0 10,0 10,0C10,10 30,10 30,20');
  });
});
