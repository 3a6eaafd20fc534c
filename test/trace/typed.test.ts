/** Numbers keep their trace through `Float64Array` and `Float32Array`: gradients against formulas and differences. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { sweep } from '../../src/engine/index.ts';
import type { Evaluator } from '../../src/trace/evaluator.ts';
import type { ProgramFiles } from '../../src/trace/files.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { newEvaluator, requestOf, traceOf } from './harness.ts';

interface Program {
  readonly about: string;
  readonly source: string;
  readonly value: number;
  /** ∂J/∂leaf by the leaf's name; together they are all leaves that J depends on and that have a gradient. */
  readonly gradients: Readonly<Record<string, number>>;
}

const fround = Math.fround;

const PROGRAMS: readonly Program[] = [
  {
    about: 'elements that are read, written and updated',
    source:
      'const x = 3; const w = new Float64Array([2, 5]); w[0] *= x; w[1] = w[0]! * x; w[1]++; const J = w[0]! + w[1]!;',
    // J = 2x + (2x·x + 1)
    value: 25,
    gradients: { x: 14, 'w[0]': 12 },
  },
  {
    about: 'keys as text and as other expressions',
    source:
      "const x = 3; const w = new Float64Array(4); for (let i = 0; i < 3; i++) w[i + 1] = x * i; let J = 0; for (const i in w) if (+i > 0) J += w[i]! * w[i]!; J *= w['3' as any]!;",
    // J = (x² + 4x²) · 2x
    value: 270,
    gradients: { x: 270, J: 6 },
  },
  {
    about: 'what is written beyond the end',
    source: 'const x = 3; const w = new Float64Array([2]); w[1] = x; const J = (w[1] ?? 7) + w[0]! * x;',
    value: 13,
    gradients: { x: 2, 'w[0]': 3 },
  },
  {
    about: 'elements that change places',
    source:
      'const w = Float64Array.of(2, 3, 5); [w[0], w[2]] = [w[2]!, w[0]!]; const J = w[0]! * w[0]! + w[1]! * w[2]!;',
    value: 31,
    gradients: { 'w[0]': 3, 'w[1]': 2, 'w[2]': 10 },
  },
  {
    about: 'a single rounds what is written, and the gradient passes',
    source: 'const x = 0.1; const f = new Float32Array(2); f[0] = x * 3; const J = f[0]! * f[0]!;',
    value: fround(0.1 * 3) ** 2,
    gradients: { x: 3 * 2 * fround(0.1 * 3) },
  },
  {
    about: 'an input in singles is the rounded number',
    source: 'const f = Float32Array.from([0.1, 2]); const J = f[0]! * f[1]!;',
    value: fround(0.1) * 2,
    gradients: { 'f[0]': 2, 'f[1]': fround(0.1) },
  },
  {
    about: 'doubles from singles, and singles from doubles',
    source:
      'const x = 0.7; const d = Float64Array.of(x, x * x); const f = new Float32Array(d); const e = new Float64Array(f); const J = e[0]! * 2 + e[1]! * 3;',
    value: fround(0.7) * 2 + fround(0.7 * 0.7) * 3,
    gradients: { x: 2 + 3 * 2 * 0.7 },
  },
  {
    about: 'views of one buffer',
    source:
      'const x = 3; const b = new ArrayBuffer(32); const all = new Float64Array(b), end = new Float64Array(b, 16, 2); end[1] = x * x; all[2] = x; const J = all[3]! * end[0]! * all.subarray(3)[0]!;',
    value: 243,
    gradients: { x: 405 },
  },
  {
    about: 'set and subarray, overlapping',
    source:
      'const w = Float64Array.of(2, 3, 5, 7); w.set(w.subarray(0, 3), 1); const J = w[0]! * w[1]! * w[2]! * w[3]!;',
    // a·a·b·c
    value: 60,
    gradients: { 'w[0]': 60, 'w[1]': 20, 'w[2]': 12 },
  },
  {
    about: 'set from an array, an array-like and another width',
    source:
      'const x = 2; const w = new Float64Array(4); w.set([x, x * x]); w.set({ length: 1, 0: x * 3 } as any, 2); w.set(Float32Array.of(x * 5), 3); const J = w.reduce((p, v) => p * v);',
    // x · x² · 3x · 5x
    value: 480,
    gradients: { x: 1200 },
  },
  {
    about: 'what map makes, and reduce sums',
    source:
      'const x = Float64Array.of(1, 2, 3); const k = 2; const J = x.map((v) => v * v * k).reduce((s, v) => s + v, 0);',
    value: 28,
    gradients: { 'x[0]': 4, 'x[1]': 8, 'x[2]': 12, k: 14, s: 1 },
  },
  {
    about: 'filter, find, at, with, slice and toReversed',
    source:
      'const x = Float64Array.of(1, -2, 3); const f = x.filter((v) => v > 0); const J = f[1]! * x.find((v) => v < 0)! + x.at(-1)! * x.with(0, 7)[1]! + x.slice(1)[1]! * x.toReversed()[2]!;',
    // c·b + c·b + c·a
    value: -9,
    gradients: { 'x[0]': 3, 'x[1]': 6, 'x[2]': -3 },
  },
  {
    about: 'sort, toSorted, reverse, copyWithin and fill',
    source:
      'const p = 2; const x = Float64Array.of(3, 1, 2); x[0] = p * 5; x[2] = p * 3; x.sort(); const t = x.toSorted((a, b) => b - a); x.reverse(); const y = new Float64Array(3).fill(p * p, 1); y.copyWithin(0, 1, 2); const J = x[0]! * t[1]! + y[0]! * y[2]! + x[2]!;',
    // 5p·3p + p²·p² + x[1]
    value: 77,
    gradients: { p: 92, 'x[0]': 1 },
  },
  {
    about: 'equal elements that sorting tells apart',
    source:
      'const a = 2, b = 2; const w = Float64Array.of(a * 3, 1, b + 4, 0); w.sort(); const J = w[2]! * 10 + w[3]!;',
    value: 66,
    gradients: { a: 30, b: 1 },
  },
  {
    about: 'spread, destructuring, for-of, Array.from, entries and apply',
    source:
      'const w = Float64Array.of(2, 3); const [a, b] = w; let s = 1; for (const v of w) s *= v; for (const entry of w.entries()) s += entry[1] * 2; const J = a! * b! + s + [...w][0]! + Array.from(w, (v) => v * 10)[1]! + Math.max.apply(null, w as any) + Math.hypot(...w) ** 2;',
    // ab + (ab + 2a + 2b) + a + 10b + b + a² + b²
    value: 6 + 16 + 2 + 30 + 3 + 13,
    gradients: { 'w[0]': 3 + 5 + 1 + 4, 'w[1]': 2 + 4 + 10 + 1 + 6, s: 6 },
  },
  {
    about: 'a copy of an input is that input',
    source:
      'const w = new Float64Array([3]); const v = w.slice(), u = new Float64Array(w), t = Float64Array.from(w); const J = w[0]! * v[0]! * u[0]! * t[0]!;',
    value: 81,
    gradients: { 'w[0]': 108 },
  },
  {
    about: 'arrays in objects and classes',
    source: `class Layer { W: Float64Array; b = new Float64Array([0.5]); constructor(W: Float64Array) { this.W = W; }
      forward(x: Float64Array) { let s = this.b[0]!; for (let i = 0; i < x.length; i++) s += this.W[i]! * x[i]!; return s; } }
      const net = { layers: [new Layer(new Float64Array([1, 2]))] }; const x = new Float64Array([3, 4]); const J = net?.layers[0]?.forward(x)! * 2;`,
    value: 23,
    gradients: {
      'net.layers[0].W[0]': 6,
      'net.layers[0].W[1]': 8,
      'net.layers[0].b[0]': 2,
      'x[0]': 2,
      'x[1]': 4,
    },
  },
  {
    about: 'optional access',
    source:
      'const w: Float64Array | undefined = Float64Array.of(3), o: any = { w, none: undefined }; const J = w?.[0]! * o?.w[0] * (o.none?.w[0] ?? 2) + o.w?.at(0);',
    value: 21,
    gradients: { 'w[0]': 13 },
  },
  {
    about: 'a subclass, and what its methods make',
    source:
      'class Vec extends Float64Array { dot(o: Float64Array) { return this.reduce((s, v, i) => s + v * o[i]!, 0); } scale(k: number) { return this.map((v) => v * k) as Vec; } } const v = new Vec([1, 2]), k = 3; const J = v.scale(k).dot(v);',
    value: 15,
    gradients: { 'v[0]': 6, 'v[1]': 12, k: 5, s: 1 },
  },
  {
    about: 'bytes that are written in another way are other numbers',
    source:
      'const x = 3; const w = new Float64Array(3).fill(x * 2); new DataView(w.buffer).setFloat64(0, 5, true); new Uint8Array(w.buffer)[15] = 0xc0; w.fill(6, 2); const c = w[0]! * w[1]!; const J = c * x + w[2]! * x;',
    value: 5 * -6 * 3 + 18,
    gradients: { x: -24, 'w[0]': -18, 'w[1]': 15, 'w[2]': 3 },
  },
  {
    about: 'a plain number takes the place of an equal traced one',
    source: 'const x = 0; const w = new Float64Array([1]); w[0] = x * 2; w[0] = 0; const J = w[0] + x;',
    value: 0,
    gradients: { x: 1, 'w[0]': 1 },
  },
  {
    about: 'integers have no trace',
    source: 'const x = 3.5; const n = new Int32Array([x * 2]); const J = x * n[0]!;',
    value: 24.5,
    gradients: { x: 7 },
  },
  {
    about: 'an ordinary array that is filled',
    source: 'const w = [1, 2, 3]; w.fill(4, 1); const J = w[0]! * w[1]! * w[2]!;',
    value: 16,
    gradients: { 'w[0]': 16, 'w[1]': 4, 'w[2]': 4 },
  },
];

describe('typed arrays', function () {
  this.timeout(20_000);
  let evaluator: Evaluator;
  before(() => {
    evaluator = newEvaluator();
  });
  after(() => evaluator.dispose());

  const nodesOf = ({ graph }: Trace) => Array.from({ length: graph.size }, (_, node) => node);

  /** ∂root/∂leaf by the names of the leaves. */
  function gradientsOf(trace: Trace): Record<string, number> {
    const walk = sweep(trace.graph, trace.root);
    return Object.fromEntries(
      nodesOf(trace)
        .filter((node) => trace.graph.op(node) === 'leaf')
        .map((node) => [trace.nameOf(node), walk.gradient(node)]),
    );
  }

  for (const { about, source, value, gradients } of PROGRAMS)
    it(about, async () => {
      const trace = await traceOf(evaluator, source, 'J');
      assert.equal(trace.graph.value(trace.root), value);
      const found = gradientsOf(trace);
      assert.deepEqual(Object.keys(found).sort(), Object.keys(gradients).sort());
      for (const [name, gradient] of Object.entries(gradients))
        assert.ok(Math.abs(found[name]! - gradient) <= 1e-9 * Math.abs(gradient), `${name}: ${found[name]}`);
    });

  it('a network on flat arrays has the gradients of central differences', async () => {
    const program = (numbers: readonly number[]) => `
const W = new Float64Array([${numbers.slice(0, 6)}]), V = new Float64Array([${numbers.slice(6, 8)}]), x = new Float64Array([${numbers.slice(8)}]);
function matvec(A, v, rows) {
  const out = new Float64Array(rows), n = v.length;
  for (let i = 0; i < rows; i++) { const row = A.subarray(i * n, (i + 1) * n); for (let j = 0; j < n; j++) out[i] += row[j] * v[j]; }
  return out;
}
const h = matvec(W, x, 2).map(Math.tanh);
const state = new Float64Array(4); state.set(h); state.set(x.subarray(0, 2), 2); state[3] /= 1 + h[0] ** 2;
let J = 0; for (const [i, s] of state.entries()) J += s * s * (i + 1); J += matvec(V, h, 1)[0];`;
    const at = [0.3, -0.2, 0.5, 0.7, 0.1, -0.4, 1.2, -0.8, 0.9, -1.1, 0.6];
    const value = (numbers: readonly number[]) => new Function(`${program(numbers)} return J;`)() as number;
    const trace = await traceOf(evaluator, program(at), 'J');
    assert.equal(trace.graph.value(trace.root), value(at));
    const found = gradientsOf(trace);
    const names = ['W', 'V', 'x'].flatMap((name, k) =>
      Array.from({ length: [6, 2, 3][k]! }, (_, i) => `${name}[${i}]`),
    );
    names.forEach((name, k) => {
      const moved = (by: number) => value(at.map((number, i) => (i === k ? number + by : number)));
      const difference = (moved(1e-6) - moved(-1e-6)) / 2e-6;
      assert.ok(
        Math.abs(found[name]! - difference) < 1e-7,
        `${name}: ${found[name]}, by differences ${difference}`,
      );
    });
  });

  it('a single is rounded by an operation of its own, and not where it holds the number', async () => {
    const trace = await traceOf(
      evaluator,
      'const x = 0.5; const f = new Float32Array(2); f[0] = x * 3; f[1] = x / 3; const J = f[0]! + f[1]!;',
      'J',
    );
    const rounded = nodesOf(trace).filter((node) => trace.graph.op(node) === 'fround');
    assert.deepEqual(
      rounded.map((node) => trace.nameOf(node)),
      ['f[1]'],
    );
    const { start, end } = trace.spanOf(rounded[0]!);
    assert.equal(trace.sources[0]!.text.slice(start, end), 'x / 3');
  });

  it('inputs stand at their literals, and in the scope where their array was named', async () => {
    const trace = await traceOf(
      evaluator,
      'const w = new Float64Array([10, -20]), v = Float64Array.of(30), u = Float32Array.from([40]); const f = (p: Float64Array) => p[1]! * v[0]! * u[0]!; const J = f(w);',
      'J',
    );
    const leaves = nodesOf(trace).filter((node) => trace.graph.op(node) === 'leaf');
    assert.deepEqual(
      Object.fromEntries(
        leaves.map((node) => {
          const { start, end } = trace.spanOf(node);
          return [trace.nameOf(node), trace.sources[0]!.text.slice(start, end)];
        }),
      ),
      { 'w[1]': '-20', 'v[0]': '30', 'u[0]': '40' },
    );
    for (const node of leaves) assert.equal(trace.scopeOf(node), 0);
  });

  it('the variables at the end show their elements', async () => {
    const trace = await traceOf(
      evaluator,
      'const x = 2; const w = Float64Array.of(1, x * 2), n = new Uint8Array([7, 8]), f = new Float32Array([0.5]); const J = w[1]! * x;',
      'J',
    );
    const content = (name: string) => trace.variables.find((one) => one.name === name)!.content;
    const node = nodesOf(trace).find((one) => trace.nameOf(one) === 'w[1]');
    assert.deepEqual(content('w'), [{ value: 1 }, { value: 4, node }]);
    assert.deepEqual(content('n'), [{ value: 7 }, { value: 8 }]);
    assert.deepEqual(content('f'), [{ value: 0.5 }]);
  });

  it('in a program where only another file mentions them', async () => {
    const texts: Record<string, string> = {
      'data.ts': 'export const w = new Float64Array([2, 3]);',
      'dot.ts':
        'export const dot = (a: any, b: any) => { let s = 1; for (let i = 0; i < a.length; i++) s *= a[i] * b[i]; return s; };',
    };
    const files: ProgramFiles = {
      roots: ['/p'],
      list: async (folder) =>
        folder === '/p'
          ? { path: '/p', entries: new Map(Object.keys(texts).map((name) => [name, 'file'])) }
          : 'missing',
      follow: async () => 'missing',
      read: async (file) => ({ text: texts[file.slice('/p/'.length)]! }),
    };
    const source = "import { w } from './data.ts'; import { dot } from './dot.ts'; const J = dot(w, w);";
    const outcome = await evaluator.evaluate(
      { ...requestOf(source, 'J'), path: '/p/program.ts' },
      undefined,
      files,
    );
    assert.ok(outcome.ok, outcome.ok ? '' : outcome.error.message);
    // (2 · 3)²
    assert.deepEqual(gradientsOf(outcome.trace), { s: 36, 'w[0]': 36, 'w[1]': 24 });
  });

  it('a million elements cost what is read of them', async () => {
    const trace = await traceOf(
      evaluator,
      'const w = new Float64Array(1_000_000); for (let i = 0; i < 100_000; i++) w[i * 10] = i; const v = w.subarray(500); v[3] = 2; const J = w[503]! * w[999_990]! * v[500]!;',
      'J',
    );
    assert.deepEqual(gradientsOf(trace), { 'w[503]': 99_999 * 100, 'w[999990]': 200, 'w[1000]': 199_998 });
  });
});
