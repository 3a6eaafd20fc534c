/** Which number the gradient is taken of: one of many evaluations, and a component or the sum of what holds numbers. */
import assert from 'node:assert/strict';
import { gradientsOf, newEvaluator, traceOf } from './harness.ts';

describe('the evaluations of a selection', function () {
  this.timeout(20_000);
  let told: string[] = [];
  const evaluator = newEvaluator(({ type }) => told.push(type));
  after(() => evaluator.dispose());
  const valuesOf = async (text: string, variable?: string) => {
    const { evaluation } = await traceOf(evaluator, text, variable);
    const values: number[] = [];
    for (let index = 1; index <= evaluation.count; index++) {
      const trace = await traceOf(evaluator, text, variable, { evaluation: index });
      assert.deepEqual(trace.evaluation, { index, count: evaluation.count });
      values.push(trace.graph.value(trace.root));
    }
    return values;
  };

  for (const [promise, program, values] of [
    ['an expression in a loop', 'const x = 2; let s = 0; for (let i = 1; i <= 3; i++) s += ⟨x * i⟩;', [2, 4, 6]],
    ['an expression in a function', 'const f = (x: number) => ⟨x * 3⟩ + 1; const a = 1, b = 2; f(a); f(b);', [3, 6]],
    ['a variable that is assigned again', 'const x = 2; let ▮y = x * 1; y = y * x; y += x;', [2, 4, 6]],
    ['a variable inside a function', 'const f = (x: number) => { const ▮y = x * 3; return y; }; const a = 1, b = 2; f(a); f(b);', [3, 6]],
    ['a parameter', 'const f = (▮x: number) => x; const a = 2; f(a * 3); f(a * 4);', [6, 8]],
    ['what is evaluated once', 'const x = 2; const ▮y = x * 3;', [6]],
    ['an array that is filled before it is replaced', 'const x = 2; for (let i = 1; i < 3; i++) { const ▮a: number[] = []; a.push(x * i); a.push(x * i * 5); }', [12, 24]],
  ] as const) // biome-ignore format: a table
    it(`${promise}: ${values.join(', ')}`, async () => assert.deepEqual(await valuesOf(program), values));

  it('the last one is shown where none is asked for, and where more are asked for than there are', async () => {
    const program = 'const x = 2; for (let i = 1; i <= 3; i++) console.log(⟨x * i⟩);';
    for (const wanted of [{}, { evaluation: 99 }]) {
      const trace = await traceOf(evaluator, program, undefined, wanted);
      assert.deepEqual(trace.evaluation, { index: 3, count: 3 });
      assert.equal(trace.graph.value(trace.root), 6);
    }
  });

  it('every one of very many can be reached, and each has the graph of its own', async () => {
    const program =
      'const x = 2; let s = 0; for (let i = 1; i <= 150_000; i++) { s = ⟨x * i⟩; if (i % 2) s + x; }';
    for (const evaluation of [1, 75_000, 149_999, 150_000, 3]) {
      const trace = await traceOf(evaluator, program, undefined, { evaluation });
      assert.deepEqual(trace.evaluation, { index: evaluation, count: 150_000 });
      assert.equal(trace.graph.value(trace.root), 2 * evaluation);
      assert.deepEqual(gradientsOf(trace), { x: evaluation });
    }
  });

  it('another evaluation of the same run is read without running it again', async () => {
    const program = 'const x = 2; for (let i = 0; i < 3; i++) console.log(⟨x * i⟩);';
    await traceOf(evaluator, program);
    told = [];
    const trace = await traceOf(evaluator, program, undefined, { evaluation: 2 });
    assert.equal(trace.graph.value(trace.root), 2);
    assert.deepEqual(told, ['parsing', 'answer']);
  });
});

describe('the components of an array or object of numbers', function () {
  this.timeout(20_000);
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());
  const XY = 'const a = 2, b = 3;';

  for (const [promise, program, component, root, value, gradients] of [
    ['an array is shown by its sum', `${XY} const y = [a * b, a * a, 1];`, undefined, 'Σy', 11, { a: 7, b: 2, 'y[2]': 1 }],
    ['the sum by its name', `${XY} const y = [a * b, a * a];`, 'sum', 'Σy', 10, { a: 7, b: 2 }],
    ['an element', `${XY} const y = [a * b, a * a];`, '[0]', 'y[0]', 6, { a: 3, b: 2 }],
    ['an element as it is written in the program', `${XY} const y = [a * b, a * a];`, 'y[1]', 'y[1]', 4, { a: 4 }],
    ['a member', `${XY} const y = { p: a * b, q: a * a };`, 'p', 'y.p', 6, { a: 3, b: 2 }],
    ['a nested one', `${XY} const y = { p: [[1, a * b]], q: a * a };`, '.p[0][1]', 'y.p[0][1]', 6, { a: 3, b: 2 }],
    ['a key that is no word', `${XY} const y = { "p q": a * b, r: a * a };`, '["p q"]', 'y["p q"]', 6, { a: 3, b: 2 }],
    ['the only computed number', `${XY} const y = { rate: 0.1, p: a * b, q: a };`, undefined, 'y.p', 6, { a: 3, b: 2 }],
    ['a number that is called loss', `${XY} const y = { p: a * b, loss: a * a };`, undefined, 'y.loss', 4, { a: 4 }],
    ['the only computed number directly in an object', `${XY} const y = { data: a * b, of: { data: a * a }, list: [b * b] };`, undefined, 'y.data', 6, { a: 3, b: 2 }],
    ['inputs are part of the sum', `${XY} const y = [a * b, b, 10];`, 'sum', 'Σy', 19, { a: 3, b: 3, 'y[2]': 1 }],
    ['the same number twice counts twice', `${XY} const z = a * b; const y = [z, z];`, undefined, 'Σy', 12, { a: 6, b: 4 }],
  ] as const) // biome-ignore format: a table
    it(`${promise}: ${program.slice(XY.length)} ${component ?? ''}`, async () => {
      const trace = await traceOf(evaluator, program, 'y', component === undefined ? {} : { component });
      assert.equal(trace.rootName, root);
      assert.equal(trace.graph.value(trace.root), value);
      assert.deepEqual(gradientsOf(trace), gradients);
    });

  it('lists what can be chosen', async () => {
    const program = `${XY} const y = { p: [a * b, 1], q: { r: a * a }, s: "text", t: a };`;
    assert.deepEqual((await traceOf(evaluator, program, 'y')).component, {
      path: 'sum',
      paths: ['.p[0]', '.q.r'],
      computed: 2,
      numbers: 4,
    });
  });

  it('an expression has components too', async () => {
    const trace = await traceOf(evaluator, `${XY} console.log(⟨[a * b, a]⟩, [a].map((x) => x * x));`);
    assert.equal(trace.graph.value(trace.root), 6);
    assert.equal(trace.component?.path, '[0]');
  });

  it('of a huge array, the first are listed and every one can be had', async () => {
    const program = `${XY} const y = Array.from({ length: 5000 }, (_, i) => a * i);`;
    const sum = await traceOf(evaluator, program, 'y');
    assert.equal(sum.graph.value(sum.root), 4999 * 5000);
    assert.equal(sum.component?.paths.length, 200);
    assert.equal(sum.component?.computed, 5000);
    const one = await traceOf(evaluator, program, 'y', { component: '[4321]' });
    assert.equal(one.graph.value(one.root), 8642);
  });

  it('is chosen for each evaluation', async () => {
    const program = 'const x = 2; let y = [x * 1, x * 2]; y = [x * 3, x * 4];';
    const trace = await traceOf(evaluator, program, 'y', { evaluation: 1, component: '[1]' });
    assert.equal(trace.graph.value(trace.root), 4);
  });
});
