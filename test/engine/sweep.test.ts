/** The backward walk by shape of graph, forward mode, and the gradient check; random graphs are in properties. */
import assert from 'node:assert/strict';
import { checkGradient, GraphBuilder, type NodeId, sweep, tangents } from '../../src/engine/index.ts';

/** J = cos(sin(x²) + 3x²) at 1.3, node by node. */
function simpleExample() {
  const builder = new GraphBuilder();
  const x = builder.leaf(1.3);
  const t = builder.apply('pow', [x, builder.constant(2)]);
  const u1 = builder.apply('sin', [t]);
  const u2 = builder.apply('mul', [builder.constant(3), t]);
  const u = builder.apply('add', [u1, u2]);
  const J = builder.apply('cos', [u]);
  return { graph: builder.build(), x, t, u1, u2, u, J };
}

function assertClose(actual: number, expected: number): void {
  assert.ok(
    Math.abs(actual - expected) <= 1e-12 * Math.max(1, Math.abs(expected)),
    `${actual} is not ${expected}`,
  );
}

describe('the backward walk', () => {
  it('of x is 1', () => {
    const builder = new GraphBuilder();
    const x = builder.leaf(3);
    const walk = sweep(builder.build(), x);
    assert.deepEqual([...walk.order], []);
    assert.equal(walk.gradient(x), 1);
    assert.equal(walk.gradientAfter(0, x), 1);
  });

  it('of x * x makes two contributions to x', () => {
    const builder = new GraphBuilder();
    const x = builder.leaf(3);
    const y = builder.apply('mul', [x, x]);
    const walk = sweep(builder.build(), y);
    assert.deepEqual(walk.visit(0), {
      node: y,
      gradient: 1,
      contributions: [
        { slot: 0, target: x, local: 3, delta: 3, before: 0, after: 3 },
        { slot: 1, target: x, local: 3, delta: 3, before: 3, after: 6 },
      ],
    });
    assert.equal(walk.gradient(x), 6);
  });

  it('of a diamond visits the shared node once, after both of its consumers', () => {
    const { graph, x, t, u1, u2, u, J } = simpleExample();
    const walk = sweep(graph, J);
    assert.deepEqual([...walk.order], [J, u, u2, u1, t]);
    const [, sin, three] = [walk.visit(2), walk.visit(3), walk.visit(2)];
    assert.equal(three.contributions.length, 1);
    assert.equal(three.contributions[0]!.slot, 1);
    assertClose(three.contributions[0]!.after, 3 * walk.gradient(u2));
    assert.equal(sin.contributions[0]!.before, three.contributions[0]!.after);
    // The numbers of the picture: ∂J/∂u₁ = 0.2185, 0.6555 → 0.6295, ∂J/∂x = 1.637.
    assertClose(walk.gradient(u1), -Math.sin(Math.sin(1.69) + 5.07));
    assert.equal(walk.gradient(t).toFixed(4), '0.6295');
    assert.equal(walk.gradient(x).toFixed(4), '1.6368');
  });

  it('of a chain of diamonds adds up all 2³⁰ paths', () => {
    const builder = new GraphBuilder();
    const x = builder.leaf(1);
    let y = x;
    for (let i = 0; i < 30; i++) y = builder.apply('add', [y, y]);
    assert.equal(sweep(builder.build(), y).gradient(x), 2 ** 30);
  });

  it('gives nothing to constants, orphans and what comes after the root', () => {
    const builder = new GraphBuilder();
    const x = builder.leaf(2);
    const c = builder.constant(5);
    const orphan = builder.leaf(7);
    const ofConstants = builder.apply('mul', [c, c]);
    const y = builder.apply('mul', [x, ofConstants]);
    const later = builder.apply('mul', [y, orphan]);
    const walk = sweep(builder.build(), y);
    assert.deepEqual([...walk.order], [y]);
    assert.deepEqual(
      walk.visit(0).contributions.map(({ target }) => target),
      [x],
    );
    assert.equal(walk.gradient(x), 25);
    for (const node of [c, orphan, ofConstants, later]) {
      assert.equal(walk.gradient(node), 0);
      assert.equal(walk.gradientAfter(1, node), 0);
    }
  });

  it('keeps the derivative by a constant exponent away, which is NaN for a negative base', () => {
    const builder = new GraphBuilder();
    const x = builder.leaf(-2);
    const y = builder.apply('pow', [x, builder.constant(2)]);
    assert.equal(sweep(builder.build(), y).gradient(x), -4);
  });

  it('of a constant goes nowhere', () => {
    const builder = new GraphBuilder();
    const c = builder.constant(1);
    const y = builder.apply('exp', [c]);
    const walk = sweep(builder.build(), y);
    assert.deepEqual([...walk.order], []);
    assert.equal(walk.gradient(c), 0);
  });

  it('may be read at any time, in any order', () => {
    const { graph, x, t, u1, u2, u, J } = simpleExample();
    const walk = sweep(graph, J);
    const at = (index: number) =>
      [J, u, u1, u2, t, x].map((node) => walk.gradientAfter(index, node).toFixed(4));
    assert.deepEqual(at(4), ['1.0000', '0.2185', '0.2185', '0.2185', '0.6295', '0.0000']);
    assert.deepEqual(at(0), ['1.0000', '0.0000', '0.0000', '0.0000', '0.0000', '0.0000']);
    assert.deepEqual(at(5), ['1.0000', '0.2185', '0.2185', '0.2185', '0.6295', '1.6368']);
    assert.deepEqual(at(3), ['1.0000', '0.2185', '0.2185', '0.2185', '0.6555', '0.0000']);
  });

  it('has nothing outside of itself', () => {
    const { graph, J } = simpleExample();
    const walk = sweep(graph, J);
    for (const index of [-1, 5, 0.5])
      assert.throws(() => walk.visit(index), /^RangeError: There is no visit/);
    for (const index of [-1, 6, 0.5]) {
      assert.throws(() => walk.gradientAfter(index, J), /^RangeError: There is no place/);
    }
    assert.throws(() => walk.gradient(graph.size), /^RangeError: There is no node/);
    assert.throws(() => walk.gradientAfter(0, -1), /^RangeError: There is no node/);
    assert.throws(() => sweep(graph, graph.size), /^RangeError: There is no node/);
  });

  it('lets NaN and infinities through', () => {
    const builder = new GraphBuilder();
    const [x, y] = [builder.leaf(0), builder.leaf(NaN)];
    const root = builder.apply('add', [builder.apply('sqrt', [x]), builder.apply('exp', [y])]);
    const walk = sweep(builder.build(), root);
    assert.equal(walk.gradient(x), Infinity);
    assert.equal(walk.gradient(y), NaN);
  });

  it('of a chain of 1,000,000 nodes needs no recursion and keeps every visit', function () {
    this.timeout(20_000);
    const builder = new GraphBuilder();
    const [x, step] = [builder.leaf(1), builder.leaf(2 ** -20)];
    let y = x;
    for (let i = 0; i < 1_000_000; i++) y = builder.apply(i % 2 === 0 ? 'add' : 'sub', [y, step]);
    const graph = builder.build();
    const walk = sweep(graph, y);
    assert.equal(walk.order.length, 1_000_000);
    assert.equal(walk.gradient(x), 1);
    assert.equal(walk.gradient(step), 0);
    assert.equal(walk.gradientAfter(1, step), -1);
    assert.equal(walk.gradientAfter(999_999, step), -1);
    assert.equal(walk.visit(999_999).contributions[0]!.target, x);
    assert.equal(tangents(graph, new Map([[x, 1]])).values[y], 1);
  });
});

describe('forward mode', () => {
  it('gives the derivative of every node by one leaf', () => {
    const { graph, x, t, u1, u2, u, J } = simpleExample();
    const moved = tangents(graph, new Map([[x, 1]])).values;
    assertClose(moved[t]!, 2.6);
    assertClose(moved[u1]!, 2.6 * Math.cos(1.69));
    assertClose(moved[u2]!, 7.8);
    assertClose(moved[u]!, moved[u1]! + moved[u2]!);
    assertClose(moved[J]!, sweep(graph, J).gradient(x));
  });

  it('gives the derivative in a direction', () => {
    const builder = new GraphBuilder();
    const [x, y] = [builder.leaf(2), builder.leaf(5)];
    const product = builder.apply('mul', [x, y]);
    const direction: ReadonlyMap<NodeId, number> = new Map([
      [x, 3],
      [y, -1],
    ]);
    assert.equal(tangents(builder.build(), direction).values[product], 3 * 5 - 2);
  });

  it('does not let a leaf that stands still multiply an infinite derivative', () => {
    const builder = new GraphBuilder();
    const [x, zero] = [builder.leaf(2), builder.leaf(0)];
    const sum = builder.apply('add', [x, builder.apply('sqrt', [zero])]);
    assert.equal(tangents(builder.build(), new Map([[x, 1]])).values[sum], 1);
  });

  it('keeps the derivative by a constant exponent away, which is NaN for a negative base', () => {
    const builder = new GraphBuilder();
    const x = builder.leaf(-2);
    const square = builder.apply('pow', [x, builder.constant(2)]);
    assert.equal(tangents(builder.build(), new Map([[x, 1]])).values[square], -4);
  });

  it('is seeded at leaves only', () => {
    const { graph, u } = simpleExample();
    assert.throws(() => tangents(graph, new Map([[u, 1]])), /^RangeError: Node \d is not a leaf/);
  });
});

describe('the gradient check', () => {
  it('agrees with the sweep to about ten digits', () => {
    const { graph, x, J } = simpleExample();
    const checks = checkGradient(graph, J);
    assert.deepEqual(
      checks.map(({ leaf }) => leaf),
      [x],
    );
    assertClose(checks[0]!.gradient, sweep(graph, J).gradient(x));
    assert.ok(checks[0]!.relativeError < 1e-8, `${checks[0]!.relativeError}`);
  });

  it('finds a derivative that is a convention and no limit', () => {
    const builder = new GraphBuilder();
    const x = builder.leaf(2.5);
    const y = builder.apply('round', [x]);
    const [check] = checkGradient(builder.build(), y);
    assert.equal(check!.gradient, 0);
    assert.ok(check!.relativeError > 0.5);
  });

  it('is not misled by rounding where the gradient is 0', () => {
    const builder = new GraphBuilder();
    const x = builder.leaf(0.1);
    const large = builder.apply('mul', [builder.constant(1e6), builder.apply('cos', [builder.leaf(1)])]);
    const root = builder.apply('add', [builder.apply('sub', [x, x]), large]);
    const [check] = checkGradient(builder.build(), root);
    assert.equal(check!.gradient, 0);
    assert.ok(check!.relativeError < 1e-8, `${check!.relativeError}`);
  });

  it('calls NaN and NaN equal', () => {
    const builder = new GraphBuilder();
    const root = builder.apply('sqrt', [builder.leaf(-1)]);
    const [check] = checkGradient(builder.build(), root);
    assert.deepEqual([check!.gradient, check!.numeric, check!.relativeError], [NaN, NaN, 0]);
  });

  it('takes the step that it is given', () => {
    const builder = new GraphBuilder();
    const x = builder.leaf(1);
    const cube = builder.apply('pow', [x, builder.constant(3)]);
    const [check] = checkGradient(builder.build(), cube, { step: 0.5 });
    // ((x + h)³ - (x - h)³) / 2h = 3x² + h²
    assertClose(check!.numeric, 3.25);
  });

  it('covers every leaf up to the root, and none after it', () => {
    const builder = new GraphBuilder();
    const [x, unused] = [builder.leaf(1), builder.leaf(2)];
    const root = builder.apply('exp', [x]);
    builder.leaf(3);
    const checks = checkGradient(builder.build(), root);
    assert.deepEqual(
      checks.map(({ leaf, relativeError }) => [leaf, relativeError < 1e-8]),
      [
        [x, true],
        [unused, true],
      ],
    );
  });
});
