/** What nodes are called, where they stand in the source, and in which call or turn they were made. */
import assert from 'node:assert/strict';
import type { Trace } from '../../src/trace/trace.ts';
import { newEvaluator, traceOf } from './harness.ts';

describe('the names of nodes', function () {
  this.timeout(20_000);
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());

  const namesOf = (trace: Trace) =>
    Array.from({ length: trace.graph.size }, (_, node) => trace.nameOf(node)).filter((name) => name !== '');
  const textOf = (trace: Trace, node: number) => {
    const { start, end } = trace.spanOf(node);
    return trace.sources[0]!.text.slice(start, end);
  };
  const textOfName = (trace: Trace, name: string) => {
    for (let node = 0; node < trace.graph.size; node++)
      if (trace.nameOf(node) === name) return textOf(trace, node);
    throw new Error(`no node is called ${name}: ${namesOf(trace).join()}`);
  };

  for (const [promise, program, root, names] of [
    ['elements of arrays', 'const w = [2, 3]; const y = w[0]! * w[1]!;', 'y', ['w[0]', 'w[1]', 'y']],
    ['members of nested objects', 'const net = { V: [[1, 2], [3, 4, 5]] }; const y = net.V[1]![2]! * 2;', 'y', ['net.V[1][2]', 'y']],
    ['keys that are no words', 'const o = { "a b": 2, 5: 3 }; const y = o["a b"] * o[5];', 'y', ['o["5"]', 'o["a b"]', 'y']],
    ['a variable', 'const theta = 2; const y = theta * 3;', 'y', ['theta', 'y']],
    ['a field, by the object at the top level', 'class N { bias = 2; f(x: number) { return x + this.bias; } } const net = new N(); const x = 3; const y = net.f(x);', 'y', ['net.bias', 'x', 'y']],
    ['a field of an object without a name', 'class N { bias = 2; f(x: number) { return x + this.bias; } } const x = 3; const y = new N().f(x);', 'y', ['x', 'this.bias', 'y']],
    ['an element that is assigned', 'const x = 2; const w: number[] = []; for (let j = 0; j < 2; j++) w[j] = x * (j + 1); const y = w[0]! + w[1]!;', 'y', ['x', 'w[0]', 'w[1]', 'y']],
    ['an element of an array that is pushed onto a named one', 'const w: number[][] = []; w.push([2]); w[0]!.push(3); const y = w[0]![1]! * 2;', 'y', ['w[0][1]', 'y']],
    ['an element of an array that is given to an element', 'const w: number[][] = []; w[0] = [2]; w[0].push(3); const y = w[0][0]! * w[0][1]!;', 'y', ['w[0][0]', 'w[0][1]', 'y']],
    ['an element that is pushed onto a named array', 'const w: number[] = []; w.push(2, 3); const y = w[1]! * 2;', 'y', ['w[1]', 'y']],
    ['the outer of two names wins', 'const f = (p: number) => { const q = p; return q * 2; }; const x = 3; const y = f(x);', 'y', ['x', 'y']],
    ['a name given in a call, where there is no outer', 'const f = (p: number) => { const q = p * p; return q + 1; }; const x = 3; const y = f(x);', 'y', ['x', 'q', 'y']],
    ['a result that is renamed outside', 'const f = (p: number) => { const q = p * p; return q; }; const x = 3; const y = f(x);', 'y', ['x', 'y']],
    ['the first of two names in one scope', 'const x = 3; const a = x * 2; const b = a; const y = b * b;', 'y', ['x', 'a', 'y']],
    ['callbacks of Math', 'const h = [1, 2]; const e = h.map(Math.exp); const y = e[0]! + e[1]!;', 'y', ['h[0]', 'h[1]', 'e[0]', 'e[1]', 'y']],
    ['destructured variables', 'const { a, b: [c] } = { a: 2, b: [3] }; const y = a * c!;', 'y', ['a', 'c', 'y']],
    ['a reassigned variable, each value', 'const x = 2; let s = x; s = s * x; s = s * x;', 's', ['x', 's', 's']],
    ['a private field', 'class C { #w = 2; f() { return this.#w * 3; } } const y = new C().f();', 'y', ['this.#w', 'y']],
    ['what a namespace exports', 'namespace N { export let x = 2; export const half = x / 2; const own = half * 3; export const z = own + x; } const y = N.z * N.x;', 'y', ['N.x', 'N.half', 'own', 'N.z', 'y']],
    ['what a namespace exports, assigned from outside', 'namespace N { export let x = 2; } const p = 3; N.x = p * 2;', 'N.x', ['p', 'N.x']],
    ['an accessor of a class', 'class C { accessor w = 2; f() { return this.w * 3; } } const y = new C().f();', 'y', ['this.w', 'y']],
    ['elements of a set and keys of a map', 'const a = 2; const b = 3; const s = new Set([a, b * a, a]); const m = new Map([[b, a]]); let y = 1; for (const v of s) y = y * v; for (const [k, v] of m) y = y + k * v;', 'y', ['a', 'b', 'v', 'y', 'y', 'y', 'y']],
    ['a literal in an expression is a constant', 'const x = 2; const y = x * 3 + 1;', 'y', ['x', 'y']],
  ] as const) // biome-ignore format: a table
    it(`${promise}: ${names.join(', ')}`, async () => {
      assert.deepEqual(namesOf(await traceOf(evaluator, program, root)), [...names]);
    });

  it('leaves stand at their literals', async () => {
    const trace = await traceOf(
      evaluator,
      'const x = 1.3; const w = [10, [20, -30]] as any; const o = { a: { b: 40 } }; const y = x * w[0] * w[1][1] * o.a.b;',
      'y',
    );
    for (const [name, text] of [
      ['x', '1.3'],
      ['w[0]', '10'],
      ['w[1][1]', '-30'],
      ['o.a.b', '40'],
    ] as const)
      assert.equal(textOfName(trace, name), text);
  });

  it('operations stand at their expressions', async () => {
    const trace = await traceOf(
      evaluator,
      'const x = 2;\nlet s = (x + 1) /* c */ * Math.sin(-x);\ns += x ** 2; s++;\nconst y = [s, x].map(Math.exp).reduce((a, b) => a % b);',
      'y',
    );
    const texts = new Set(Array.from({ length: trace.graph.size }, (_, node) => textOf(trace, node)));
    for (const text of [
      '2',
      'x + 1',
      '(x + 1) /* c */ * Math.sin(-x)',
      'Math.sin(-x)',
      '-x',
      's += x ** 2',
      'x ** 2',
      's++',
      'Math.exp',
      'a % b',
    ])
      assert.ok(texts.has(text), `“${text}” is not among ${[...texts].map((one) => `“${one}”`).join(', ')}`);
  });

  it('calls and turns nest as they ran', async () => {
    const source = `const x = 2;
const inner = (p: number) => p * 2;
function outer(p: number) { let s = p; for (const k of [1, 2]) { s = inner(s); } return s + 1; }
const y = outer(x);`;
    const trace = await traceOf(evaluator, source, 'y');
    const pathOf = (node: number) => {
      const path: string[] = [];
      for (let id = trace.scopeOf(node); id !== 0; id = trace.scope(id).parent) {
        const { kind, span, parent } = trace.scope(id);
        assert.ok(parent < id);
        path.unshift(`${kind} ${source.slice(span.start, span.start + 8)}`);
      }
      return path;
    };
    const nodes = Array.from({ length: trace.graph.size }, (_, node) => node);
    const products = nodes.filter((node) => trace.graph.op(node) === 'mul');
    assert.equal(products.length, 2);
    for (const node of products)
      assert.deepEqual(pathOf(node), ['call function', 'turn for (con', 'call (p: numb']);
    assert.notEqual(trace.scopeOf(products[0]!), trace.scopeOf(products[1]!));
    assert.deepEqual(pathOf(trace.root), ['call function']);
    assert.equal(trace.scope(0).kind, 'program');
    assert.deepEqual(pathOf(nodes.find((node) => trace.nameOf(node) === 'x')!), []);
  });

  it('a scope is left on every way out', async () => {
    const trace = await traceOf(
      evaluator,
      `const x = 2;
const thrower = (p: number) => { if (p) throw new Error('out'); return p; };
function* gen(p: number) { try { yield p * 2; yield p * 3; } finally { p; } }
const a = () => { try { return thrower(x); } catch { return x; } };
const b = x * 5; a();
const c = x * 6; for (const v of gen(x)) { if (v) break; }
const d = x * 7; l: for (const i of [1]) { for (const j of [2]) { if (j) continue l; } }
const e = x * 8; block: { for (const k of [x]) break block; }
const f = x * 9;
const y = b + c + d + e + f;`,
      'y',
    );
    for (const name of ['b', 'c', 'd', 'e', 'f', 'y'])
      for (let node = 0; node < trace.graph.size; node++)
        if (trace.nameOf(node) === name) assert.equal(trace.scopeOf(node), 0, name);
  });
});
