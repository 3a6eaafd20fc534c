/** Ordinary programs, each with the value and the gradients that a person computes by hand. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { sweep } from '../../src/engine/index.ts';
import type { Evaluator } from '../../src/trace/evaluator.ts';
import { newEvaluator, traceOf } from './harness.ts';

interface Program {
  readonly about: string;
  readonly source: string;
  readonly value: number;
  /** ∂J/∂leaf by the leaf's name. */
  readonly gradients: Readonly<Record<string, number>>;
}

const PROGRAMS: readonly Program[] = [
  {
    about: 'a private member of another object is updated in place',
    source: `class P { #w = 2; q?: P; constructor(q?: P) { if (q) this.q = q; }
      bump(x: number) { this.q!.#w += x * x; this.q!.#w++; return this.q!.#w; } }
      const x = 3; const J = new P(new P()).bump(x);`,
    value: 12,
    gradients: { x: 6 },
  },
  {
    about: 'a member of super is updated in place',
    source: `class A { v = 2; get p() { return this.v; } set p(n: number) { this.v = n; } }
      class B extends A { f(key: 'p', x: number) { super[key] *= x; super.p *= x; return this.v; } }
      const x = 3; const J = new B().f('p', x);`,
    value: 18,
    gradients: { x: 12 },
  },
  {
    about: 'numbers in sets that are combined, and keys of a map that were missing',
    source: `const a = 2, b = 3; const m: any = new Map(); m.getOrInsert(a * b, 1); let J = [...m.keys()][0]!;
      for (const v of new Set([a * a, 1 * a]).union(new Set([b * 4, a + a]))) J = J + v * v;`,
    value: 6 + 16 + 4 + 144,
    gradients: { a: 3 + 32 + 4, b: 2 + 96 },
  },
  {
    about: 'variables of a for loop that are declared with var',
    source:
      'var x = 3, total = 0; for (var i = 0, y = 1; i < 3; i++) { y = y * x; total += y; } var J = y * 2;',
    value: 54,
    gradients: { x: 54 },
  },
  {
    about: 'a variable that is only assigned where it was missing',
    source: 'let rate: number | undefined; rate ??= 0.5; const x = 2; const J = rate * x;',
    value: 1,
    gradients: { rate: 2, x: 0.5 },
  },
  {
    about: 'variables that change places inside an expression',
    source: 'let a = 2, b = 3; const swap = () => ([a, b] = [b * b, a]); swap(); const J = a * b;',
    value: 18,
    gradients: { a: 9, b: 12 },
  },
  {
    about: 'a loop whose body declares the loop variable again',
    source: 'const x = 2; let J = 0; for (const y of [1, 2]) { const y = x * x; J = y; }',
    value: 4,
    gradients: { x: 4 },
  },
  {
    about: 'a number in the head of a loop that never moves is an input',
    source: 'const x = 3; let J = 0; for (let t = 0, w = 2; t < 2; t++) J = J + w * x;',
    value: 12,
    gradients: { x: 4, w: 6 },
  },
  {
    about: 'a branch on a value outside of a function',
    source: 'const x = -6540; const y = Math.acosh(x); const J = Number.isNaN(y) ? x * 2 : x * 3;',
    value: -13080,
    gradients: { x: 2 },
  },
];

describe('an ordinary program', function () {
  this.timeout(20_000);
  let evaluator: Evaluator;
  before(() => {
    evaluator = newEvaluator();
  });
  after(() => evaluator.dispose());

  for (const { about, source, value, gradients } of PROGRAMS)
    it(about, async () => {
      const trace = await traceOf(evaluator, source, 'J');
      const { graph, root } = trace;
      assert.equal(graph.value(root), value);
      const walk = sweep(graph, root);
      for (const [name, gradient] of Object.entries(gradients)) {
        const leaf = Array.from({ length: graph.size }, (_, node) => node).find(
          (node) => graph.op(node) === 'leaf' && trace.nameOf(node) === name,
        );
        assert.ok(leaf !== undefined, `${name} is an input`);
        assert.equal(walk.gradient(leaf), gradient, name);
      }
    });
});
