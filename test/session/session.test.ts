/** One shown graph: what its view holds, what the mouse finds, and where the cursor may stand. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root as project } from '../../scripts/build.ts';
import { Session } from '../../src/session/session.ts';
import { visitOf } from '../../src/session/visits.ts';
import { newEvaluator, traceOf } from '../trace/harness.ts';

describe('a session', function () {
  this.timeout(30_000);
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());

  const open = async (program: string, root?: string) =>
    new Session(1, await traceOf(evaluator, program, root));
  const names = ({ view }: Session) =>
    view.scene.items.map((item) =>
      'formula' in item && item.formula ? `${item.name} = ${item.formula}` : item.name,
    );
  const visitsOf = ({ sweep, titles }: Session) =>
    Array.from(sweep.order, (_, k) => visitOf(sweep, titles, k + 1));

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
        name.replace('3 a⁽¹⁾', session.titles.formulaOf(2)),
      ),
    );
    assert.match(session.titles.formulaOf(2), /a⁽¹⁾.*3/);
  });

  it('has one edge for each operand, in the order of slots, and a visit for each operation from the root back', async () => {
    const session = await open('const x = 3; const z = 2; const t = x * x; const y = t - z * x;', 'y');
    const { items, edges } = session.scene;
    assert.deepEqual(
      edges.map(({ key, from, to, slot }) => [key, items[to]!.name, slot, items[from]!.name]).reverse(),
      [
        ['n4/1', 'y', 1, 'v₁'],
        ['n4/0', 'y', 0, 't'],
        ['n3/1', 'v₁', 1, 'x'],
        ['n3/0', 'v₁', 0, 'z'],
        ['n2/1', 't', 1, 'x'],
        ['n2/0', 't', 0, 'x'],
      ],
    );
    assert.deepEqual(
      visitsOf(session).map(({ name, operands }) => [name, ...operands.map((one) => one.name)]),
      [
        ['y', 't', 'v₁'],
        ['v₁', 'z', 'x'],
        ['t', 'x', 'x'],
      ],
    );
  });

  it('tells visits with the numbers of the sweep, each sum the one before plus the contribution', async () => {
    const session = await open(readFileSync(join(project, 'examples/neural-network.ts'), 'utf8'), 'J');
    const { trace, sweep } = session;
    const gradients = new Float64Array(trace.graph.size);
    gradients[trace.root] = 1;
    for (const { node, operands, numbers } of visitsOf(session)) {
      assert.equal(numbers[0], gradients[node]);
      for (const [k, operand] of operands.entries()) {
        const [local, delta, before, after] = numbers.subarray(1 + 4 * k);
        assert.equal(before, gradients[operand.node]);
        assert.equal(delta, numbers[0]! * local!);
        gradients[operand.node]! += delta!;
        assert.equal(after, gradients[operand.node]);
      }
    }
    for (let node = 0; node < trace.graph.size; node++) assert.equal(gradients[node], sweep.gradient(node));
    assert.equal(session.view.rootValue[0], trace.graph.value(trace.root));
  });

  it('tells where each node stands', async () => {
    const session = await open('const x = 3;\n\nconst y =\n  x *\n  x;', 'y');
    assert.deepEqual(
      session.scene.items.map(({ line, source }) => [line, source]),
      [
        [1, '3'],
        [4, 'x * x'],
      ],
    );
    assert.deepEqual(session.spanOf(0), { file: 0, start: 10, end: 11 });
    assert.throws(() => session.spanOf(2), RangeError);
  });

  it('says that the program stopped later', async () => {
    const { view } = await open('const x = 1;\nconst y = x * 2;\n\nmissing();', 'y');
    assert.deepEqual(view.notices, [
      "After y was evaluated, the program stopped on line 4: ReferenceError: 'missing' is not defined.",
    ]);
  });

  it('says that code made from text is not recorded, and where it is made', async () => {
    for (const code of ['eval("x * 3")', 'new Function("v", "return v * 3")(x)', '(0, eval)("6")']) {
      const { view } = await open(`const x = 2;\nconst k = ${code};\nconst y = x * k;`, 'y');
      assert.equal(view.rootValue[0], 12);
      assert.deepEqual(view.notices, [
        'This file makes code from text on line 2. Such code runs in the sandbox and is not recorded: what it computes begins anew.',
      ]);
    }
    const own = 'const Function = (v: number) => v;\nconst x = 2;\nconst y = Function(x) * 3;';
    assert.deepEqual((await open(own, 'y')).view.notices, []);
  });

  it('hovers tell value and gradient in full, and of arrays element by element', async () => {
    const source = 'const x1 = 0.1;\nconst w = [x1 * 3, -2, 7];\nconst n = "text";\nconst y = w[0]! * w[1]!;';
    const session = await open(source, 'y');
    assert.deepEqual(session.hover(0, 6), {
      name: 'x1',
      value: '0.1',
      partial: '∂y/∂x₁',
      gradient: '−6',
      span: { file: 0, start: 6, end: 8 },
    });
    assert.deepEqual(session.hover(0, 8)?.name, 'x1');
    const w = session.hover(0, source.lastIndexOf('w['))!;
    assert.deepEqual([w.value, w.gradient], ['[0.3, −2, 7]', '[−2, 0.3, 0]']);
    assert.equal(session.hover(0, source.indexOf('n =')), undefined);
    assert.equal(session.hover(0, 3), undefined);
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
