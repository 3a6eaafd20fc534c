/** What the inspector is told of an edge of the picture that stands for several of the graph. */
import assert from 'node:assert/strict';
import { GraphBuilder } from '../../src/engine/index.ts';
import type { Subject } from '../../src/protocol/checks.ts';
import type { BundleDetails, Details } from '../../src/protocol/details.ts';
import type { EdgeView, Scene } from '../../src/protocol/view.ts';
import { inspect } from '../../src/session/inspection.ts';
import { Session } from '../../src/session/session.ts';
import { newEvaluator, traceOf } from '../trace/harness.ts';
import { loopTrace, randomFrom, randomTrace, ScopeTable, traceFrom } from './synthetic.ts';

/** What the page asks of an edge into a box. */
const subjectOf = ({ items }: Scene, { from, to, source }: EdgeView): Subject => ({
  from: source < 0 ? items[from]!.key : `n${source}`,
  to: items[to]!.key,
});

const isBundle = (details: Details | undefined): details is BundleDetails => details?.kind === 'bundle';

/** Of magnitude `x`; what is not finite is larger than all that is. */
const weight = (x: number | undefined) =>
  x === undefined ? -1 : Number.isNaN(x) ? Number.POSITIVE_INFINITY : Math.abs(x);

describe('the details of a bundle of edges', () => {
  const seed = Number(process.env.GRADIENT_GRAPH_SEED ?? Date.now() % 1e6);
  const random = randomFrom(seed);

  it(`agree with the picture, and with the graph, edge by edge (seed ${seed})`, () => {
    let bundles = 0;
    for (let program = 0; program < 25; program++) {
      const session = new Session(program, randomTrace(random, 50 + Math.floor(random() * 300)));
      const { graph } = session.trace;
      const boxes = session.scene.items.filter((item) => 'isOpen' in item).map(({ key }) => key);
      const scene = session.fold({
        open: boxes.filter(() => random() < 0.4),
        constants: random() < 0.5,
      });
      const deltas = new Map<string, number>();
      for (let k = 0; k < session.sweep.order.length; k++) {
        const { node, contributions } = session.sweep.visit(k);
        for (const { slot, delta } of contributions) deltas.set(`${node}/${slot}`, delta);
      }
      for (const [index, edge] of scene.edges.entries()) {
        const [from, to] = [scene.items[edge.from]!, scene.items[edge.to]!];
        if ('node' in to) continue;
        const details = inspect(session, subjectOf(scene, edge));
        const comesFrom = (operand: number) => {
          if (edge.source >= 0) return operand === edge.source;
          return !('node' in from) && from.first <= operand && operand <= from.last;
        };
        const expected: { key: string; operand: number }[] = [];
        for (let node = to.last; node >= to.first; node--)
          for (const [slot, operand] of graph.inputs(node).entries())
            if (comesFrom(operand) && (scene.constants || graph.op(operand) !== 'constant'))
              expected.push({ key: `${node}/${slot}`, operand });
        assert.equal(expected.length, edge.count);
        if (details?.kind === 'edge') {
          assert.equal(edge.count, 1);
          assert.equal(`${details.node}/${details.slot}`, expected[0]!.key);
          continue;
        }
        assert.ok(isBundle(details), edge.key);
        bundles += 1;
        const { edges, delta, firstVisit, lastVisit } = details;
        assert.equal(edges.count, edge.count);
        const sorted = expected.toSorted((a, b) => weight(deltas.get(b.key)) - weight(deltas.get(a.key)));
        assert.deepEqual(
          edges.shown.map(({ consumer, slot, operand }) => [`${consumer.node}/${slot}`, operand.node]),
          sorted.slice(0, 20).map(({ key, operand }) => [key, operand]),
        );
        assert.ok(edges.shown.every((one) => one.operand.name !== '' && one.consumer.name !== ''));
        const visits = scene.flow.visits.subarray(scene.flow.start[index], scene.flow.start[index + 1]);
        assert.deepEqual([firstVisit, lastVisit], [visits[0] ?? 0, visits.at(-1) ?? 0]);
        assert.equal(delta === undefined, visits.length === 0);
        if (delta) {
          const total = scene.deltas[index]!;
          // Small ones beside large ones are added in another order.
          const most = Math.max(...sorted.map(({ key }) => weight(deltas.get(key))));
          assert.ok(
            Object.is(Number(delta.plain), total) || Math.abs(Number(delta.plain) - total) <= 1e-9 * most,
            `${edge.key}: ${delta.plain} ${total}`,
          );
        }
      }
    }
    assert.ok(bundles > 20, `${bundles}`);
  });

  it('list the first of very many, the largest contributions first, and count them all', () => {
    const session = new Session(1, loopTrace(300, 4));
    const scene = session.fold({ open: [] });
    const loop = scene.items.find((item) => 'isOpen' in item)!.key;
    const details = inspect(session, { from: 'n0', to: loop });
    assert.ok(isBundle(details));
    const { from, to, edges, delta, hasNorms } = details;
    assert.ok('node' in from && from.node === 0);
    assert.equal(to.key, loop);
    assert.deepEqual([edges.shown.length, edges.count, hasNorms], [20, 900, false]);
    assert.equal(Number(delta!.plain), session.sweep.gradient(0), 'all that the input receives');
  });

  it('are none where the graph has no such thing', () => {
    const session = new Session(1, loopTrace(30, 4));
    const loop = session.scene.items.find((item) => 'isOpen' in item)!.key;
    for (const [from, to] of [
      ['n0', 'n5'],
      ['n0', 's9999'],
      ['n99999', loop],
      [loop, loop],
      [loop, 'n0'],
      ['x', '__proto__'],
    ] as const)
      assert.equal(inspect(session, { from, to }), undefined, `${from} ${to}`);
  });

  it('name a constant that flows in, to which nothing flows back', () => {
    const builder = new GraphBuilder();
    const x = builder.leaf(2);
    const three = builder.constant(3);
    const a = builder.apply('mul', [x, three]);
    const b = builder.apply('mul', [a, three]);
    const c = builder.apply('add', [b, three]);
    const d = builder.apply('mul', [c, a]);
    builder.apply('add', [d, x]);
    const table = new ScopeTable();
    const call = table.add(0, 'call');
    const trace = traceFrom(builder.build().columns, Uint32Array.of(0, 0, 0, call, call, call, 0), table);
    const session = new Session(1, trace);
    const { items } = session.fold({ open: [], constants: true });
    const box = items.find((item) => 'isOpen' in item)!.key;
    const details = inspect(session, { from: `n${three}`, to: box });
    assert.ok(isBundle(details));
    const { from, edges, delta, firstVisit } = details;
    assert.equal(from.name, items.find(({ key }) => key === `n${three}`)!.name);
    assert.deepEqual([edges.count, delta, firstVisit], [2, undefined, 0]);
    session.fold({ open: [], constants: false });
    assert.equal(inspect(session, { from: `n${three}`, to: box }), undefined, 'it is not shown any more');
  });

  describe('of programs', function () {
    this.timeout(30_000);
    const evaluator = newEvaluator();
    after(() => evaluator.dispose());
    const open = async (program: string, root: string) =>
      new Session(1, await traceOf(evaluator, program, root));
    const boxIn = ({ scene }: Session) => scene.items.find((item) => 'isOpen' in item)!.key;

    it('add up norms where tensors flow', async () => {
      const session = await open(
        `import * as tf from '@tensorflow/tfjs';
const W = tf.variable(tf.tensor2d([[0.5, 0.25], [1, 2]]));
function layer(x) { const h = tf.matMul(x, W); const a = tf.tanh(h); return tf.add(a, W); }
const J = tf.sum(layer(tf.abs(W)));`,
        'J',
      );
      session.fold({ open: [] });
      const W = Array.from({ length: session.trace.graph.size }, (_, node) => node).find(
        (node) => session.titles.nameOf(node) === 'W',
      )!;
      const details = inspect(session, { from: `n${W}`, to: boxIn(session) });
      assert.ok(isBundle(details));
      assert.equal(details.hasNorms, true);
      assert.equal(details.edges.count, 2);
      assert.ok(details.edges.shown.every(({ delta }) => /^‖.*‖$/.test(delta!)));
    });
  });
});
