/** A selected function, method or network: what it is called with, from each source, and the graph of its result. */
import assert from 'node:assert/strict';
import type { Trace } from '../../src/trace/trace.ts';
import { errorOf, gradientsOf, newEvaluator, requestOf, traceOf } from './harness.ts';

function argumentsOf({ call }: Trace): string[] {
  return call!.args.map(({ name, text, note }) => `${name}: ${text || `(${note})`}`);
}

interface Row {
  readonly promise: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly from: string;
  readonly root?: string;
  readonly value: number;
  readonly gradients: Record<string, number>;
}

const CALLED = 'const a = 2;\nconst y = f(a, 3) + 1;\n';
const ROWS: readonly Row[] = [
  // How it is selected, and what kinds of functions there are.
  { promise: 'a declaration', program: `${CALLED}function ▮f(x: number, y: number) { return x * y; }`, args: ['x: 2', 'y: 3'], from: 'from the call in line 2', root: 'f', value: 6, gradients: { x: 3, y: 2 } },
  { promise: 'the name in a call', program: 'const a = 2;\nconst y = ▮f(a, 3) + 1;\nfunction f(x: number, y: number) { return x * y; }', args: ['x: 2', 'y: 3'], from: 'from the call in line 2', value: 6, gradients: { x: 3, y: 2 } },
  { promise: 'a cursor on “function”', program: `${CALLED}func▮tion f(x: number, y: number) { return x * y; }`, args: ['x: 2', 'y: 3'], from: 'from the call in line 2', value: 6, gradients: { x: 3, y: 2 } },
  { promise: 'an arrow function in a variable', program: `const ▮f = (x: number, y: number) => x * y;\n${CALLED}`, args: ['x: 2', 'y: 3'], from: 'from the call in line 3', value: 6, gradients: { x: 3, y: 2 } },
  { promise: 'an exported function', program: 'export function ▮f(x: number) { return x * x; }\nf(3);', args: ['x: 3'], from: 'from the call in line 2', value: 9, gradients: { x: 6 } },
  { promise: 'a function with overloads', program: 'function ▮f(x: number): number;\nfunction f(x: string): string;\nfunction f(x: any) { return x * x; }\nf(3);', args: ['x: 3'], from: 'from the call in line 4', value: 9, gradients: { x: 6 } },
  { promise: 'a function that is given to another', program: 'const xs = [2, 3];\nxs.map((x) =▮> x * x);', args: ['x: 3'], from: 'from the last call', value: 9, gradients: { x: 6 } },
  { promise: 'the default export', program: 'export default (x: number) =▮> x * x;', args: ['x: 1'], from: 'made up from the type', value: 1, gradients: { x: 2 } },
  { promise: 'the default of a parameter', program: 'const g = (h = (x: number) =▮> x * x) => h(3);\ng();', args: ['x: 3'], from: 'from the last call', value: 9, gradients: { x: 6 } },
  { promise: 'a function inside a function', program: 'function outer(k: number) {\n  return inner(5);\n  function ▮inner(x: number) { return k * x; }\n}\nouter(2);\nouter(3);', args: ['x: 5'], from: 'from the call in line 2', root: 'inner', value: 15, gradients: { k: 5, x: 3 } },
  { promise: 'an arrow function inside a function', program: 'const outer = (k: number) => {\n  const ▮inner = (x: number) => k * x;\n  return inner(4);\n};\nouter(3);', args: ['x: 4'], from: 'from the call in line 3', value: 12, gradients: { k: 4, x: 3 } },
  { promise: 'a method of a class', program: 'class C {\n  b = 5;\n  ▮m(x: number) { return this.b * x; }\n}\nconst c = new C();\nc.m(2);', args: ['x: 2'], from: 'from the call in line 6', root: 'm', value: 10, gradients: { 'c.b': 2, x: 5 } },
  { promise: 'the name of a method in a call', program: 'class C {\n  b = 5;\n  m(x: number) { return this.b * x; }\n}\nconst c = new C();\nc.▮m(2);', args: ['x: 2'], from: 'from the call in line 6', value: 10, gradients: { 'c.b': 2, x: 5 } },
  { promise: 'an inherited method', program: 'class A {\n  m(x: number) { return x * x; }\n}\nclass B extends A {}\nconst b = new B();\nb.▮m(3);', args: ['x: 3'], from: 'from the call in line 6', value: 9, gradients: { x: 6 } },
  { promise: 'a static method', program: 'class C {\n  static k = 4;\n  static ▮m(x: number) { return C.k * x; }\n}\nC.m(2);', args: ['x: 2'], from: 'from the call in line 5', value: 8, gradients: { 'C.k': 2, x: 4 } },
  { promise: 'a private method, from before its #', program: 'class C {\n  b = 5;\n  ▮#m(x: number) { return this.b * x; }\n}\nconst c = new C();', args: ['x: 1'], from: 'made up from the type', root: '#m', value: 5, gradients: { 'c.b': 1, x: 5 } },
  { promise: 'a private method', program: 'class C {\n  #b = 5;\n  #▮m(x: number) { return this.#b * x; }\n  run() { return this.#m(3); }\n}\nconst c = new C();\nc.run();', args: ['x: 3'], from: 'from the call in line 4', root: '#m', value: 15, gradients: { 'this.#b': 3, x: 5 } },
  { promise: 'a field that holds an arrow function', program: 'class C {\n  b = 5;\n  ▮m = (x: number) => this.b * x;\n}\nconst c = new C();\nc.m(2);', args: ['x: 2'], from: 'from the call in line 6', value: 10, gradients: { 'c.b': 2, x: 5 } },
  { promise: 'a getter', program: 'class C {\n  b = 5;\n  get ▮area() { return this.b * this.b; }\n}\nconst c = new C();', args: [], from: '', value: 25, gradients: { 'c.b': 10 } },
  { promise: 'a method of an object', program: 'const o = {\n  k: 3,\n  ▮m(x: number) { return this.k * x; },\n};\no.m(2);', args: ['x: 2'], from: 'from the call in line 5', value: 6, gradients: { 'o.k': 2, x: 3 } },
  { promise: 'a function in an object', program: 'const o = { ▮m: (x: number) => x * x };\no.m(3);', args: ['x: 3'], from: 'from the call in line 2', value: 9, gradients: { x: 6 } },
  { promise: 'a function that is put on a prototype', program: 'function C(this: any) { this.b = 5; }\nC.prototype.m = function ▮(x: number) { return this.b * x; };\nconst c = new (C as any)();\nc.m(2);', args: ['x: 2'], from: 'from the call in line 4', value: 10, gradients: { 'c.b': 2, x: 5 } },
  { promise: 'an async function', program: 'async function ▮f(x: number) {\n  await null;\n  return x * x;\n}\nawait f(3);\nexport {};', args: ['x: 3'], from: 'from the call in line 5', value: 9, gradients: { x: 6 } },
  { promise: 'the last value of a generator', program: 'function* ▮f(x: number) {\n  yield x;\n  yield x * x;\n}\n[...f(3)];', args: ['x: 3'], from: 'from the call in line 5', value: 9, gradients: { x: 6 } },
  { promise: 'a component of what it returns', program: 'function ▮f(x: number) {\n  return { x, y: x * x };\n}\nf(3);', args: ['x: 3'], from: 'from the call in line 4', root: 'f.y', value: 9, gradients: { x: 6 } },
  { promise: 'an overload of a function', program: 'export function ▮g(x: number): number;\nexport function g(x: string): string;\nexport function g(x: any) { return x * x; }\ng(3);', args: ['x: 3'], from: 'from the call in line 4', value: 9, gradients: { x: 6 } },
  // What it is called with.
  { promise: 'the last call counts', program: 'function ▮f(x: number) { return x * x; }\nf(2);\nf(3);', args: ['x: 3'], from: 'from the call in line 3', value: 9, gradients: { x: 6 } },
  { promise: 'a recursive call does not count', program: 'function ▮power(x: number, n: number): number {\n  return n === 0 ? 1 : x * power(x, n - 1);\n}\npower(3, 2);', args: ['x: 3', 'n: 2'], from: 'from the call in line 4', value: 9, gradients: { x: 6 } },
  { promise: 'arrays and objects as they were when it was called', program: 'function ▮f(w: number[], o: { a: number; b: number[] }) { return w[0] * o.a + o.b[1]; }\nconst w = [2, 3], o = { a: 4, b: [5, 6] };\nf(w, o);\nw[0] = 100;\no.b.push(7);', args: ['w: [2, 3]', 'o: { a: 4, b: [5, 6] }'], from: 'from the call in line 3', value: 14, gradients: { 'w[0]': 4, 'o.a': 2, 'o.b[1]': 1 } },
  { promise: 'texts, truths and nothing', program: 'function ▮f(x: number, s: string, t: boolean, n: null) { return t && s === "a\\"b" && n === null ? x * x : 0; }\nf(3, `a"b`, true, null);', args: ['x: 3', 's: "a\\"b"', 't: true', 'n: null'], from: 'from the call in line 2', value: 9, gradients: { x: 6 } },
  { promise: 'numbers that no digits write', program: 'function ▮f(x: number, a: number, b: number, c: number) { return Object.is(c, -0) && a === -Infinity && Number.isNaN(b) ? x * 2 : 0; }\nf(1e-7, -Infinity, NaN, -0);', args: ['x: 1e-7', 'a: -Infinity', 'b: NaN', 'c: -0'], from: 'from the call in line 2', value: 2e-7, gradients: { x: 2 } },
  { promise: 'a function and an instance stay what they are', program: 'class P { v = 2; }\nfunction ▮f(g: (x: number) => number, p: P, x: number) { return g(x) * p.v; }\nconst p = new P();\nf((x) => x * x, p, 3);', args: ['g: (a function)', 'p: (a P)', 'x: 3'], from: 'from the call in line 4', value: 18, gradients: { 'p.v': 9, x: 12 } },
  { promise: 'typed arrays as they were when it was called', program: 'function ▮f(x: Float64Array, k: Float32Array) { return x[0] * x[1] * k[0]; }\nconst x = new Float64Array([2, 3]);\nf(x, Float32Array.of(4));\nx[0] = 9;', args: ['x: new Float64Array([2, 3])', 'k: new Float32Array([4])'], from: 'from the call in line 3', value: 24, gradients: { 'x[0]': 12, 'x[1]': 8, 'k[0]': 6 } },
  { promise: 'a parameter that is taken apart', program: 'function ▮f({ a, b: [c] }: { a: number; b: number[] }) { return a * c; }\nf({ a: 2, b: [3] });', args: ['{ a, b: [c] }: { a: 2, b: [3] }'], from: 'from the call in line 2', value: 6, gradients: { a: 3, c: 2 } },
  { promise: 'the rest of the arguments', program: 'function ▮f(k: number, ...xs: number[]) { return k * xs[0] * xs[1]; }\nf(2, 3, 4);', args: ['k: 2', 'xs: [3, 4]'], from: 'from the call in line 2', value: 24, gradients: { k: 12, 'xs[0]': 8, 'xs[1]': 6 } },
  { promise: '@example', program: '/**\n * Twice the product.\n * @param x one\n * @example\n * const y = f(2, [3]) // 12\n */\nfunction ▮f(x: number, y: number[]) { return 2 * x * y[0]; }', args: ['x: 2', 'y: [3]'], from: 'from the @example in its comment', value: 12, gradients: { x: 6, 'y[0]': 4 } },
  { promise: 'typed arrays by their type', program: 'function ▮f(x: Float64Array) { return x[0] * x[1]; }', args: ['x: new Float64Array([1, 1])'], from: 'made up from the type', value: 1, gradients: { 'x[0]': 1, 'x[1]': 1 } },
  { promise: '@example of a variable', program: '/** @example f(3) */\nexport const ▮f = (x: number) => x * x;', args: ['x: 3'], from: 'from the @example in its comment', value: 9, gradients: { x: 6 } },
  { promise: '@example of a method', program: 'class C {\n  /** @example c.m(3) */\n  ▮m(x: number) { return x * x; }\n}', args: ['x: 3'], from: 'from the @example in its comment', value: 9, gradients: { x: 6 } },
  { promise: 'a call before @example', program: '/** @example f(3) */\nfunction ▮f(x: number) { return x * x; }\nf(4);', args: ['x: 4'], from: 'from the call in line 3', value: 16, gradients: { x: 8 } },
  { promise: 'defaults', program: 'const k = 2;\nfunction ▮f(x = 3, y = k * 2) { return x * y; }', args: ['x: (= 3)', 'y: (= k * 2)'], from: 'by default', value: 12, gradients: { x: 4, k: 6 } },
  { promise: 'types', program: 'interface P { a: number; b?: string; c: { d: readonly number[] } }\ntype N = number;\nfunction ▮f(x: number, v: number[], m: number[][], t: [N, N], p: P, s: "tanh" | "relu", b: boolean, o?: number) { return x * v[1] * m[1][1] * t[0] * p.a * p.c.d[1] * (b && s === "tanh" && o === undefined ? 1 : 0); }', args: ['x: 1', 'v: [1, 1]', 'm: [[1, 1], [1, 1]]', 't: [1, 1]', 'p: { a: 1, c: { d: [1, 1] } }', 's: "tanh"', 'b: true', 'o: undefined'], from: 'made up from the type', value: 1, gradients: { x: 1, 'v[1]': 1, 'm[1][1]': 1, 't[0]': 1, 'p.a': 1, 'p.c.d[1]': 1 } },
  { promise: 'types in a comment', program: '/**\n * @param {number[]} v\n * @param {{ k: number }} o\n */\nfunction ▮f(v, o) { return v[0] * o.k; }', args: ['v: [1, 1]', 'o: { k: 1 }'], from: 'made up from the type', value: 1, gradients: { 'v[0]': 1, 'o.k': 1 } },
  { promise: 'each argument from its own source', program: '/** @example f(3) */\nfunction ▮f(x: number, y = 2, z: number) { return x * y * z; }', args: ['x: 3', 'y: (= 2)', 'z: 1'], from: 'x from the @example in its comment; y by default; z made up from the type', value: 6, gradients: { x: 2, y: 3, z: 6 } },
  // What else it depends on.
  { promise: 'variables of the module are inputs, not what they were computed from', program: 'const a = 2;\nconst k = a * a;\nfunction ▮f(x: number) { return k * x; }\nf(3);', args: ['x: 3'], from: 'from the call in line 4', value: 12, gradients: { k: 3, x: 4 } },
  // Networks.
  { promise: 'an instance with forward', program: 'class Net {\n  w = [2, 3];\n  forward(x: number[]) { return this.w[0] * x[0] + this.w[1] * x[1]; }\n}\nconst ▮net = new Net();\nnet.forward([4, 5]);', args: ['x: [4, 5]'], from: 'from the call in line 6', root: 'forward', value: 23, gradients: { 'net.w[0]': 4, 'net.w[1]': 5, 'x[0]': 2, 'x[1]': 3 } },
  { promise: 'an instance that nobody called', program: 'class Net {\n  constructor(public k: number) {}\n  predict(x: number) { return this.k * x; }\n}\nconst ▮net = new Net(7);', args: ['x: 1'], from: 'made up from the type', value: 7, gradients: { 'net.k': 1, x: 7 } },
  { promise: 'an object with loss', program: 'const ▮model = {\n  k: 3,\n  loss(x: number) { return this.k * x; },\n};', args: ['x: 1'], from: 'made up from the type', value: 3, gradients: { 'model.k': 1, x: 3 } },
  { promise: 'a class, on a new instance', program: 'class ▮Net {\n  constructor(public k: number) {}\n  call(x: number) { return this.k * x; }\n}\nconst net = new Net(7);\nnet.k = 100;', args: ['x: 1', 'k: 7'], from: 'k from the call in line 5; x made up from the type', value: 7, gradients: { k: 1, x: 7 } },
  { promise: 'a class that nobody made', program: 'class ▮Net {\n  w: number[];\n  constructor(w: number[], public b = 3) { this.w = w; }\n  forward(x: number) { return this.w[0] * x + this.b; }\n}', args: ['x: 1', 'w: [1, 1]', 'b: (= 3)'], from: 'b by default; x, w made up from the type', value: 4, gradients: { 'w[0]': 1, x: 1, b: 1 } },
  { promise: 'a method of a class that nobody made', program: 'class Net {\n  k = 2;\n  ▮step(x: number) { return this.k * x; }\n}', args: ['x: 1'], from: 'made up from the type', value: 2, gradients: { 'this.k': 1, x: 2 } },
]; // biome-ignore format: a table

describe('a selected function', function () {
  this.timeout(20_000);
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());

  for (const { promise, program, args, from, root, value, gradients } of ROWS)
    it(`${promise}: ${program.replace(/\s+/g, ' ')}`, async () => {
      const trace = await traceOf(evaluator, program);
      assert.deepEqual(argumentsOf(trace), args);
      assert.equal(trace.call!.from, from);
      if (root !== undefined) assert.equal(trace.rootName, root);
      assert.equal(trace.graph.value(trace.root), value);
      assert.deepEqual(gradientsOf(trace), gradients);
    });

  /** The outcome with arguments that a person gave. */
  const given = (program: string, args: (string | null)[], key = 'f') =>
    evaluator.evaluate({ ...requestOf(program), arguments: { [key]: args } });
  const XY = 'function ▮f(x: number, y: any) {\n  return x * (y.k ?? y);\n}\nf(2, 3);';

  for (const [promise, args, from, value] of [
    ['what the person gave comes first', ['5', '7'], 'as given here', 35],
    ['what is not given comes from elsewhere', [null, '7'], 'y as given here; x from the call in line 4', 14],
    ['a blank is not given', [' ', '7'], 'y as given here; x from the call in line 4', 14],
    ['a list that is too short or too long', ['5', null, '9', '1'], 'x as given here; y from the call in line 4', 15],
    ['objects, casts, comments and signs', ['-(+2)', '{ "k": -4 as number /* four */ }'], 'as given here', 8],
    ['special numbers', ['-Infinity', '1e-3'], 'as given here', -Infinity],
  ] as const) // biome-ignore format: a table
    it(`${promise}: ${args}`, async () => {
      const outcome = await given(XY, [...args]);
      assert.ok(outcome.ok, JSON.stringify(outcome));
      assert.equal(outcome.trace.call!.from, from);
      assert.equal(outcome.trace.graph.value(outcome.trace.root), value);
    });

  it('is told from the others of its file by its key, and * is any', async () => {
    const program =
      'class A { m(x: number) { return x * x; } }\nfunction m(x: number) { return x * 3; }\nconst a = new A();\na.▮m(2);';
    for (const [key, value] of [
      ['A.m', 25],
      ['m', 4],
      ['*', 25],
    ] as const) {
      const outcome = await given(program, ['5'], key);
      assert.ok(outcome.ok && outcome.trace.call!.key === 'A.m');
      assert.equal(outcome.trace.graph.value(outcome.trace.root), value);
    }
  });

  for (const [text, problem] of [
    ['2 +', 'Unexpected token. Write a value, as in 2, [1, 2] or { a: 1 }.'],
    ['x', '“x” is no value. Write a value, as in 2, [1, 2] or { a: 1 }.'],
    ['[1, f(2)]', '“f(2)” is no value. Write a value, as in 2, [1, 2] or { a: 1 }.'],
    ['(() => 1)()', '“(() => 1)()” is no value. Write a value, as in 2, [1, 2] or { a: 1 }.'],
    ['{ ...[] }', '“{ ...[] }” is no value. Write a value, as in 2, [1, 2] or { a: 1 }.'],
    ['globalThis.x = 1', '“globalThis.x = 1” is no value. Write a value, as in 2, [1, 2] or { a: 1 }.'],
  ] as const) // biome-ignore format: a table
    it(`a text that is no value is never evaluated, and says so: ${text}`, async () => {
      const outcome = await given(XY, ['4', text]);
      assert.ok(!outcome.ok);
      assert.equal(outcome.error.code, 'bad-argument');
      assert.deepEqual(
        outcome.error.call!.args.map(({ text, problem }) => [text, problem]),
        [
          ['4', undefined],
          [text, problem],
        ],
      );
    });

  it('a long array is passed as it is, and described', async () => {
    const program =
      'function ▮f(x: number[], y: Float64Array) { return x[999] * y[1]; }\nf(Array.from({ length: 1000 }, (_, i) => i + 0.5), new Float64Array(5000).fill(2));';
    const trace = await traceOf(evaluator, program);
    assert.deepEqual(argumentsOf(trace), ['x: (an array of 1000)', 'y: (a Float64Array of 5000)']);
    assert.deepEqual(gradientsOf(trace), { 'x[999]': 2, 'y[1]': 999.5 });
  });

  it('a key that is called __proto__ is one like any other', async () => {
    const program = 'function ▮f(o: any) {\n  const k = Object.keys(o).length;\n  return k * o.a;\n}';
    const outcome = await given(program, ['{ __proto__: { z: 1 }, a: 3 }']);
    assert.ok(outcome.ok);
    assert.equal(outcome.trace.graph.value(outcome.trace.root), 6);
  });

  for (const [promise, program, code, message] of [
    ['returns nothing', 'function ▮f(x: number) { x * 2; }\nf(1);', 'no-result', '“f” returns nothing, so there is no number to differentiate. Let it return what it computes, or select a variable in it.'],
    ['returns a text', 'function ▮f(x: number) { return "" + x; }\nf(1);', 'not-a-number', 'What “f” returns is a string. A gradient needs a number: select one, or an array or object of numbers.'],
    ['returns its argument', 'function ▮f(x: number) { return x; }\nf(1);', 'is-input', 'What “f” returns is an input: it is computed from no other variable, so there is nothing to differentiate. Select something that is computed from it.'],
    ['returns a number of literals', 'function ▮f() { return 1; }', 'no-input', 'What “f” returns does not depend on any variable, so it has no gradient. Give one of its numbers to a variable, as in “const x = …”, and use that.'],
    ['throws', 'function ▮f(x: number[]) {\n  return x[0].a.b;\n}\n', 'call-throws', "“f”: TypeError: cannot read property 'b' of undefined. This is what it threw with these arguments: change them, or the function."],
    ['rejects', 'async function ▮f(x: number) {\n  throw new Error("no");\n}\n', 'call-throws', '“f”: Error: no. This is what it threw with these arguments: change them, or the function.'],
    ['never settles', 'function ▮f(x: number) { return new Promise(() => {}); }', 'never-settles', 'The program waits for a promise that never settles. The sandbox has no timers, files or network: remove what it waits for.'],
    ['never ends', 'function ▮f(x: number) { for (;;) x > 1; }', 'time-limit', 'The program was still running after 1 s and was stopped. Look for a loop that does not end, or raise the setting “gradientGraph.limits.milliseconds”.'],
    ['never ends to yield', 'function* ▮f(x: number) { for (;;) yield x; }', 'time-limit', 'The program was still running after 1 s and was stopped. Look for a loop that does not end, or raise the setting “gradientGraph.limits.milliseconds”.'],
    ['is inside of a function that never ran', 'function outer() {\n  function ▮f(x: number) { return x * x; }\n}', 'never-evaluated', '“outer.f” was never evaluated: the program ran to its end without reaching it. Call the function it is in, or select something that runs.'],
    ['needs what nobody can make up', 'function ▮f(g: (x: number) => number) { return g(2); }', 'no-argument', 'Nothing says what “g” could be. Give it a value, or call the function in the file.'],
    ['is in a program that stops before it is there', 'null!.x;\nconst ▮f = (x: number) => x * x;', 'throws', "The program stopped before the selection was evaluated: TypeError: cannot read property 'x' of null."],
  ] as const) // biome-ignore format: a table
    it(`that ${promise} says so: ${program.replace(/\s+/g, ' ')}`, async () => {
      const error = await errorOf(evaluator, program, undefined, {
        milliseconds: code === 'time-limit' ? 1000 : 5000,
      });
      assert.deepEqual({ code: error.code, message: error.message }, { code, message });
      assert.ok(error.call, 'what it is called with can still be changed');
    });

  it('is called even where the program stops after it is there', async () => {
    const trace = await traceOf(evaluator, 'function ▮f(x: number) { return x * x; }\nf(3);\nnull!.x;');
    assert.equal(trace.graph.value(trace.root), 9);
    assert.match(trace.thrown!.message, /cannot read property/);
  });

  it('leaves the rest of the program as it is', async () => {
    const program =
      'const log: string[] = [];\nfunction ▮f(x: number) { log.push("f " + x); return x * log.length; }\nf(2);\nf(3);';
    const trace = await traceOf(evaluator, program);
    assert.equal(trace.graph.value(trace.root), 9);
  });
});
