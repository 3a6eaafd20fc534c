/** Folding: whatever is open, the picture is a graph without cycles, with the numbers of the sweep. */
import assert from 'node:assert/strict';
import { sweep } from '../../src/engine/index.ts';
import type { Scene } from '../../src/protocol/view.ts';
import { MAX_ITEMS } from '../../src/session/placement.ts';
import { Session } from '../../src/session/session.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { momentAt } from '../../webview/walk.ts';
import { newEvaluator, traceOf } from '../trace/harness.ts';
import { flatTrace, loopTrace, randomFrom, randomTrace } from './synthetic.ts';

const boxesOf = ({ items }: Scene) => items.filter((item) => 'isOpen' in item);

/** Opens and closes boxes at random, some times. */
function* foldAtRandom(session: Session, random: () => number): Generator<Scene> {
  yield session.scene;
  for (let time = 0; time < 6; time++) {
    const open = boxesOf(session.scene)
      .map(({ key }) => key)
      .filter(() => random() < 0.6);
    yield session.fold({ open, constants: random() < 0.5 });
  }
}

describe('folding', () => {
  const seed = Number(process.env.GRADIENT_GRAPH_SEED ?? Date.now() % 1e6);
  const random = randomFrom(seed);

  it(`never makes a cycle, nor a wrong number (seed ${seed})`, () => {
    for (let program = 0; program < 40; program++) {
      const trace = randomTrace(random, 20 + Math.floor(random() * 300));
      const session = new Session(program, trace);
      for (const scene of foldAtRandom(session, random)) {
        assert.equal(new Set(scene.items.map(({ key }) => key)).size, scene.items.length);
        assert.equal(new Set(scene.edges.map(({ key }) => key)).size, scene.edges.length);
        checkOrder(scene);
        checkNumbers(scene, trace, session);
        checkWalk(scene, trace, session, random);
      }
    }
  });

  it(`keeps every other item, and its place in the order, when a box opens or closes (seed ${seed})`, () => {
    for (let program = 0; program < 15; program++) {
      const session = new Session(program, randomTrace(random, 200));
      for (const { key, isOpen } of boxesOf(session.scene)) {
        const before = session.scene;
        const after = session.fold({
          open: isOpen ? before.open.filter((one) => one !== key) : [...before.open, key],
        });
        const outside = (scene: Scene) => {
          const inside = new Set([scene.items.findIndex((item) => item.key === key)]);
          for (const [index, { frame }] of scene.items.entries()) if (inside.has(frame)) inside.add(index);
          return scene.items.filter((_, index) => !inside.has(index)).map((item) => item.key);
        };
        assert.deepEqual(outside(after), outside(before));
        assert.deepEqual(
          session.fold({ open: before.open }).items.map((item) => item.key),
          before.items.map((item) => item.key),
        );
      }
    }
  });

  it('shows the first turns of a long loop, “… 9,994 more turns”, and the last', () => {
    const { scene } = new Session(1, loopTrace(10_000, 4));
    const names = boxesOf(scene).map(({ name }) => name);
    assert.deepEqual(names, [
      'for (const x of data) · 10,000 turns',
      'turn 1',
      'turn 2',
      'turn 3',
      'turn 4',
      'turn 5',
      '… 9,994 more turns',
      'turn 10,000',
    ]);
    const more = boxesOf(scene).find(({ kind }) => kind === 'more')!;
    assert.deepEqual([more.size, more.isOpen], [9_994 * 5, false]);
    assert.equal(scene.items.at(-1)!.key, `n${50_001}`);
  });

  it('opens what hides a node, in portions, and nothing else', () => {
    const session = new Session(1, loopTrace(10_000, 4));
    const before = session.scene.items.length;
    const scene = session.fold({ open: session.scene.open, nodes: [25_000] });
    assert.ok(scene.items.some((item) => 'node' in item && item.node === 25_000));
    assert.ok(scene.items.length < before + 3 * 25, `${scene.items.length}`);
    assert.ok(boxesOf(scene).some(({ name }) => /^turns [\d,]+–[\d,]+$/.test(name)));
  });

  it('folds a sum of a million terms on one line, and opens it down to any term', () => {
    const session = new Session(1, flatTrace(1_000_000));
    assert.ok(session.scene.items.length <= 150);
    const scene = session.fold({ nodes: [499_999] });
    assert.ok(scene.items.some((item) => 'node' in item && item.node === 499_999));
    assert.ok(scene.items.length < 300);
  });

  it('never shows more than can be drawn, and says what it closed', () => {
    const session = new Session(1, loopTrace(2000, 99));
    const all = boxesOf(session.scene).map(({ key }) => key);
    for (let round = 0; round < 4; round++) {
      const keys = boxesOf(session.scene).map(({ key }) => key);
      const scene = session.fold({ open: [...new Set([...session.scene.open, ...keys, ...all])] });
      assert.ok(scene.items.length <= MAX_ITEMS, `${scene.items.length}`);
    }
    assert.match(session.scene.notices.join(), /Not more than 1,000 items/);
  });

  it('passes over keys and gives up on nodes that the graph does not have', () => {
    const session = new Session(1, loopTrace(50, 4));
    assert.deepEqual(session.fold({ open: ['s999', 'n1', 'x', '__proto__'] }).open, []);
    assert.doesNotThrow(() => session.fold({ nodes: [1e9] }));
  });

  describe('of programs', function () {
    this.timeout(30_000);
    const evaluator = newEvaluator();
    after(() => evaluator.dispose());
    const titles = async (program: string) =>
      boxesOf(new Session(1, await traceOf(evaluator, program, 'y')).scene).map(({ name }) => name);

    it('titles calls with their arguments, loops with their heads, and leaves small ones out', async () => {
      const neuron = 'function neuron(w: number, x = 2) { const z = w * x + 1; return Math.tanh(z) * z; }';
      assert.deepEqual(await titles(`${neuron} const y = neuron(0.5, 3) + neuron(0.25);`), [
        'neuron(w = 0.5, x = 3)',
        'neuron(w = 0.25, x = 2)',
      ]);
      assert.deepEqual(await titles('const f = (a: number) => a * 2; const y = f(3) + f(4);'), []);
      assert.deepEqual(
        await titles('let y = 1; for (const k of [1.5, 2.5, 3.5]) { y = Math.sin(y * k) + y / k; }'),
        ['for (const k of [1.5, 2.5, 3.5]) · 3 turns', 'turn 1', 'turn 2', 'turn 3'],
      );
    });

    it('says of a turn that is one call, which', async () => {
      const step = 'const step = (w: number, h: number) => { const z = w * h + 1; return Math.tanh(z) * z; }';
      assert.deepEqual(await titles(`${step}; let y = 1; for (let i = 0; i < 2; i++) y = step(0.5, y);`), [
        'for (let i = 0; i < 2; i++) · 2 turns',
        'turn 1 · step(w = 0.5, h)',
        'turn 2 · step(w = 0.5, h)',
      ]);
    });

    it('gives a call that is suspended a box for each of its runs', async () => {
      const program = `
        function* parts(x: number) { yield Math.sin(x) * x + x; yield Math.cos(x) * x + x; }
        let y = 2;
        for (const part of parts(3)) { y = Math.tanh(y * part) + y / part; }`;
      const names = await titles(program);
      assert.ok(names.includes('parts(x = 3)'), names.join());
      assert.ok(names.includes('parts(x), part 2'), names.join());
    });
  });
});

/** Operands before consumers: then there is no cycle. */
function checkOrder({ items, edges }: Scene): void {
  for (const { from, to } of edges) assert.ok(from < to);
  for (const [index, { frame }] of items.entries()) assert.ok(frame < index);
  for (const { from, to } of edges)
    for (const end of [from, to]) assert.ok(!('isOpen' in items[end]! && items[end].isOpen));
}

const near = (a: number, b: number) =>
  Object.is(a, b) || Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b), 1e-300);

function checkNumbers(scene: Scene, trace: Trace, session: Session): void {
  const { graph, root } = trace;
  const walk = sweep(graph, root);
  const holder = (node: number) =>
    scene.items.findIndex((item) =>
      'node' in item ? item.node === node : !item.isOpen && item.first <= node && node <= item.last,
    );
  const holders = Array.from({ length: graph.size }, (_, node) => holder(node));
  const outgoing = new Float64Array(scene.items.length);
  const expected = new Float64Array(scene.items.length);
  for (let k = 0; k < walk.order.length; k++) {
    const { node, contributions } = walk.visit(k);
    assert.equal(scene.visited[k], holders[node]);
    for (const { target, delta } of contributions)
      if (holders[target] !== holders[node]) expected[holders[target]!]! += delta;
  }
  // What crosses from item to item, whether a gradient flows back along it or not.
  let crossing = 0;
  for (let node = 0; node < graph.size; node++)
    for (const input of graph.inputs(node)) {
      const isShown = scene.constants || graph.op(input) !== 'constant';
      if (isShown && holders[input] !== holders[node]) crossing += 1;
    }
  let counted = 0;
  for (const [edge, { from, to, count, source }] of scene.edges.entries()) {
    outgoing[from]! += scene.deltas[edge]!;
    counted += count;
    if (source >= 0) assert.equal(holders[source], from);
    const item = scene.items[to]!;
    if ('node' in item) assert.equal(count, 1);
  }
  assert.equal(counted, crossing);
  for (const [index, item] of scene.items.entries()) {
    if ('isOpen' in item && item.isOpen) continue;
    assert.ok(near(outgoing[index]!, expected[index]!), `${item.key}: ${outgoing[index]} ${expected[index]}`);
    if ('node' in item) {
      assert.equal(scene.values[index], graph.value(item.node));
      if (item.kind !== 'constant') assert.equal(scene.gradients[index], walk.gradient(item.node));
    } else {
      const outputs: number[] = [];
      for (let node = item.first; node <= item.last; node++) {
        const isUsed = Array.from({ length: graph.size - item.last - 1 }, (_, k) => item.last + 1 + k).some(
          (consumer) => graph.inputs(consumer).includes(node),
        );
        if (graph.op(node) !== 'constant' && (isUsed || node === root)) outputs.push(node);
      }
      assert.equal(item.outputs, outputs.length);
      assert.ok(
        near(scene.gradients[index]!, Math.hypot(...outputs.map((node) => walk.gradient(node)))) ||
          (outputs.length === 1 && scene.gradients[index] === walk.gradient(outputs[0]!)),
      );
    }
  }
  assert.equal(
    session.view.nodeCount,
    graph.columns.codes.filter((_, node) => graph.op(node) !== 'constant').length,
  );
}

/** The gradients and phases of a scene at some places of the walk, against the sweep's own. */
function checkWalk(
  scene: Scene,
  { root, graph }: Trace,
  { sweep: walk }: Session,
  random: () => number,
): void {
  for (let time = 0; time < 5; time++) {
    const cursor = Math.floor(random() * (walk.order.length + 1));
    const moment = momentAt({ root, scene }, cursor);
    for (const [index, item] of scene.items.entries()) {
      const node = 'node' in item ? item.node : item.output;
      if (node === undefined || graph.op(node) === 'constant') continue;
      assert.equal(moment.gradients[index], walk.gradientAfter(cursor, node), `${item.key} after ${cursor}`);
    }
    const current = moment.items.indexOf('current');
    assert.equal(current, cursor === 0 ? -1 : scene.visited[cursor - 1]);
  }
  const end = momentAt({ root, scene }, walk.order.length);
  assert.ok(end.edges.every((phase) => phase === 'done' || phase === 'current'));
  assert.ok(end.items.every((phase) => phase === 'done' || phase === 'current'));
}
