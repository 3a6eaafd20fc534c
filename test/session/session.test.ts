/** One shown graph: what its view holds, what the mouse finds, and where the cursor may stand. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root as project } from '../../scripts/build.ts';
import { Session } from '../../src/session/session.ts';
import { newEvaluator, traceOf } from '../trace/harness.ts';

describe('a session', function () {
  this.timeout(30_000);
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());

  const open = async (program: string, root?: string) =>
    new Session(1, await traceOf(evaluator, program, root));
  const names = ({ view }: Session) =>
    view.nodes.map(({ name, formula }) => (formula ? `${name} = ${formula}` : name));

  it('names what the program names, and letters the rest', async () => {
    const session = await open('const x = 2; const y = Math.sin(x + 1) * x;', 'y');
    assert.deepEqual(names(session), ['x', 'v₁ = x + 1', 'v₂ = sin v₁', 'y = v₂ x']);
  });

  it('takes another letter where the program has v, and f for a root without a name', async () => {
    const session = await open('const v1 = 2; const f = 3; const z = ⟨(v1 * f + f)⟩ * 2;');
    assert.deepEqual(names(session).slice(2), ['s₁ = v₁ f', 'y = s₁ + f']);
    assert.equal(session.view.rootName, 'y');
  });

  it('numbers all values of a variable but the last', async () => {
    const session = await open('let a = 2; a = a * 3; a = a * a; const y = a + 1;', 'y');
    assert.deepEqual(
      names(session),
      ['a⁽¹⁾', 'a⁽²⁾ = 3 a⁽¹⁾', 'a = a⁽²⁾ · a⁽²⁾', 'y = a + 1'].map((name) =>
        name.replace('3 a⁽¹⁾', session.view.nodes[1]!.formula),
      ),
    );
    assert.match(session.view.nodes[1]!.formula, /a⁽¹⁾.*3/);
  });

  it('has one edge for each operand, in the order of slots, and a visit for each operation from the root back', async () => {
    const { view } = await open('const x = 3; const z = 2; const t = x * x; const y = t - z * x;', 'y');
    const edges = view.visits.flatMap(({ node, edges: sent }) =>
      sent.map((edge) => [
        view.nodes[node]!.name,
        view.edges[edge]!.slot,
        view.nodes[view.edges[edge]!.from]!.name,
      ]),
    );
    assert.deepEqual(edges, [
      ['y', 0, 't'],
      ['y', 1, 'v₁'],
      ['v₁', 0, 'z'],
      ['v₁', 1, 'x'],
      ['t', 0, 'x'],
      ['t', 1, 'x'],
    ]);
    assert.equal(view.visits[0]!.node, view.root);
    assert.deepEqual(
      view.visits.map(({ node }) => view.nodes[node]!.name),
      ['y', 'v₁', 't'],
    );
  });

  it('has the numbers of the sweep, and each sum is the one before plus the contribution', async () => {
    const session = await open(readFileSync(join(project, 'examples/neural-network.ts'), 'utf8'), 'J');
    const { view, trace } = session;
    const gradients = new Float64Array(view.nodes.length);
    gradients[view.root] = 1;
    for (const visit of view.visits) {
      assert.equal(gradients[visit.node], view.gradients[visit.node]);
      for (const edge of visit.edges) {
        const { from, to } = view.edges[edge]!;
        assert.equal(to, visit.node);
        assert.equal(view.before[edge], gradients[from]);
        assert.equal(view.deltas[edge], view.gradients[to]! * view.locals[edge]!);
        gradients[from]! += view.deltas[edge]!;
        assert.equal(view.after[edge], gradients[from]);
      }
    }
    assert.deepEqual(gradients, view.gradients);
    assert.equal(view.values[view.root], trace.graph.value(trace.root));
  });

  it('tells where each node stands', async () => {
    const session = await open('const x = 3;\n\nconst y =\n  x *\n  x;', 'y');
    assert.deepEqual(
      session.view.nodes.map(({ line, source }) => [line, source]),
      [
        [1, '3'],
        [4, 'x * x'],
      ],
    );
    assert.deepEqual(session.spanOf(0), { file: 0, start: 10, end: 11 });
    assert.throws(() => session.spanOf(2), RangeError);
  });

  it('shows 600 nodes of a large graph, says so, and leaves no gradient wrong', async () => {
    const { view } = await open('const x = 1; let s = x; for (let i = 0; i < 1000; i++) { s = s + x; }', 's');
    assert.equal(view.nodes.length, 600);
    assert.deepEqual(view.notices, [
      'The graph has 1,001 nodes; the 600 that the walk back from s reaches first are shown.',
    ]);
    assert.ok(view.gradients.every((gradient) => gradient === 1));
    assert.equal(view.values[view.root], 1001);
  });

  it('says that the program stopped later', async () => {
    const { view } = await open('const x = 1;\nconst y = x * 2;\n\nmissing();', 'y');
    assert.deepEqual(view.notices, [
      "After y was evaluated, the program stopped on line 4: ReferenceError: 'missing' is not defined.",
    ]);
  });

  it('hovers tell value and gradient in full, and of arrays element by element', async () => {
    const source = 'const x1 = 0.1;\nconst w = [x1 * 3, -2, 7];\nconst n = "text";\nconst y = w[0]! * w[1]!;';
    const session = await open(source, 'y');
    assert.deepEqual(session.hover(6), {
      name: 'x1',
      value: '0.1',
      partial: '∂y/∂x₁',
      gradient: '−6',
      span: { file: 0, start: 6, end: 8 },
    });
    assert.deepEqual(session.hover(8)?.name, 'x1');
    const w = session.hover(source.lastIndexOf('w['))!;
    assert.deepEqual([w.value, w.gradient], ['[0.3, −2, 7]', '[−2, 0.3, 0]']);
    assert.equal(session.hover(source.indexOf('n =')), undefined);
    assert.equal(session.hover(3), undefined);
  });

  it('keeps the cursor inside the walk', async () => {
    const session = await open('const x = 2; const y = x * 3;', 'y');
    assert.equal(session.cursor, 'overview');
    assert.equal(session.visitedSpan, undefined);
    for (const [set, get] of [
      [-5, 0],
      [1, 1],
      [99, 1],
      ['overview', 'overview'],
      [0, 0],
    ] as const) {
      session.cursor = set;
      assert.equal(session.cursor, get);
    }
    assert.equal(session.visitedSpan, undefined);
    session.cursor = 1;
    assert.deepEqual(session.visitedSpan, { file: 0, start: 23, end: 28 });
  });
});
