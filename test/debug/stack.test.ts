/** The debugger's call stack: each caller with the call that led to the frame above it. */
import assert from 'node:assert/strict';
import { callStack } from '../../src/debug/stack.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { newEvaluator, traceOf } from '../trace/harness.ts';

describe('the call stack of the debugger', function () {
  this.timeout(30_000);
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());

  /** The frames of the node that was made first by such an expression, innermost first: `name: text`. */
  const framesOf = (trace: Trace, expression: string) => {
    const text = (span: { file: number; start: number; end: number }) =>
      trace.sources[span.file]!.text.slice(span.start, span.end);
    for (let node = 0; node < trace.graph.size; node++)
      if (trace.graph.op(node) !== 'leaf' && text(trace.spanOf(node)) === expression)
        return callStack(trace, node).map(({ name, span }) => `${name}: ${text(span)}`);
    return [];
  };
  /** Of a program whose last line is `J`. */
  const frames = async (program: string, expression: string) =>
    framesOf(await traceOf(evaluator, program, 'J', { assignments: true }), expression);

  it('tells two calls of one function in the same caller apart', async () => {
    const program = (which: string) => `const sq = (a: number) => a * a;
const pair = (a: number, b: number) => sq(a) + 2 * sq(b);
const x = 3;
const J = ${which};`;
    const trace = await traceOf(evaluator, program('pair(x, 1) * pair(2, x)'), 'J', { assignments: true });
    const found: string[] = [];
    for (let node = 0; node < trace.graph.size; node++) {
      const { start, end } = trace.spanOf(node);
      if (trace.graph.op(node) !== 'mul' || trace.sources[0]!.text.slice(start, end) !== 'a * a') continue;
      const calls = callStack(trace, node).slice(1);
      found.push(calls.map(({ span }) => trace.sources[0]!.text.slice(span.start, span.end)).join(' < '));
    }
    assert.deepEqual(found, [
      'sq(a) < pair(x, 1)',
      'sq(b) < pair(x, 1)',
      'sq(a) < pair(2, x)',
      'sq(b) < pair(2, x)',
    ]);
  });

  it('tells calls in calls, and in loops, apart', async () => {
    const program = `const f = (a: number) => a * 2;
const g = (a: number) => a + 1;
let s = 1;
for (let i = 0; i < 3; i++) s = f(g(f(s)));
const J = s + f(s);`;
    assert.deepEqual(await frames(program, 'a + 1'), ['g: a + 1', 'program.ts: g(f(s))']);
    assert.deepEqual(await frames(program, 'a * 2'), ['f: a * 2', 'program.ts: f(s)']);
  });

  it('knows what calls a callback, also for its later calls', async () => {
    const program = `const x = 2;
const twice = (a: number[]) => a.map((e) => e * x).map((e) => e + Math.sin(x));
const y = twice([1, 2]);
const J = y[0] + y[1];`;
    for (const expression of ['e * x', 'e + Math.sin(x)']) {
      const trace = await traceOf(evaluator, program, 'J', { assignments: true });
      const all: string[] = [];
      for (let node = 0; node < trace.graph.size; node++) {
        const { start, end } = trace.spanOf(node);
        if (trace.graph.op(node) === 'leaf' || program.slice(start, end) !== expression) continue;
        const { span } = callStack(trace, node)[1]!;
        all.push(program.slice(span.start, span.end));
      }
      assert.deepEqual(all, Array(2).fill(`map((e) => ${expression})`));
    }
  });

  const table: readonly [what: string, declared: string, called: string, expression: string, site: string][] =
    [
      ['a call without arguments', 'const f = () => x * 5;', '1 + f() + f() * 0', 'x * 5', 'f()'],
      ['a method', 'const o = { f() { return x * 5; } };', 'o.f() + o.f()', 'x * 5', 'f()'],
      [
        'a method of what a call returned',
        'const o = () => ({ f() { return x * 5; } });',
        'o().f() + 1',
        'x * 5',
        'f()',
      ],
      [
        'a computed method',
        'const o = { f() { return x * 5; } }; const k = () => "f" as const;',
        'o[k()]() + o.f()',
        'x * 5',
        'o[k()]()',
      ],
      [
        'a spread',
        'const f = (...a: number[]) => a[0] * a[1];',
        'f(...[x, 3]) + 1',
        'a[0] * a[1]',
        'f(...[x, 3])',
      ],
      [
        'a constructor',
        'class P { v: number; constructor(a: number) { this.v = a * 5; } }',
        'new P(x).v + new P(1).v',
        'a * 5',
        'new P(x)',
      ],
      [
        'a constructor without arguments',
        'class P { v: number; constructor() { this.v = x * 5; } }',
        'new P().v + 1',
        'x * 5',
        'new P()',
      ],
      [
        'a template',
        'const f = (_: unknown, a: number) => a * 5;',
        `f\`a\${x}\` + f\`b\${1}\``,
        'a * 5',
        `f\`a\${x}\``,
      ],
      ['an optional call', 'const o = { f: (a: number) => a * 5 };', 'o?.f(x) + o.f?.(1)', 'a * 5', 'f(x)'],
      ['an optional call without arguments', 'const o = { f: () => x * 5 };', 'o?.f() + 1', 'x * 5', 'f()'],
      [
        '`call`',
        'function f(a: number) { return a * 5; }',
        'f.call(null, x) + f(1)',
        'a * 5',
        'call(null, x)',
      ],
      [
        'a call after one that threw',
        'const t = (a: number) => { throw a; }; const f = (a: number) => a * 5; const o = { get f() { return x * 7; } };',
        '(() => { try { t(1); } catch { return o.f + f(x); } return 0; })()',
        'a * 5',
        'f(x)',
      ],
    ];
  for (const [what, declared, called, expression, site] of table)
    it(`knows the place of ${what}`, async () => {
      const program = `const x = 2;\n${declared}\nconst J = ${called};`;
      const [, caller] = await frames(program, expression);
      assert.equal(caller?.replace(/^[^:]*: /, ''), site);
    });

  it('takes no call that is over for that of a getter', async () => {
    const program = `const x = 2;
const f = (a: number) => a * 3;
const o = { get v() { return x * 5; } };
const J = f(x) + o.v;`;
    const [, caller] = await frames(program, 'x * 5');
    assert.equal(caller, 'program.ts: c');
  });

  it('takes a call in a default for none of the caller’s text', async () => {
    const program = `const x = 2;
const g = (a: number) => a * 5;
function f(a: number, b = g(a)) { return a + b; }
const J = f(x) + f(x, 1);`;
    assert.deepEqual(await frames(program, 'a + b'), ['f: a + b', 'program.ts: f(x)']);
    assert.deepEqual(await frames(program, 'a * 5'), ['g: a * 5', 'program.ts: f(x)']);
  });

  it('knows the call of an async function, also after it was suspended', async () => {
    const program = `const x = 2;
const f = async (a: number) => { await null; return a * 5; };
export const J = (await f(1)) * 0 + (await f(x));`;
    assert.equal((await frames(program, 'a * 5'))[1], 'program.ts: f(1)');
  });

  it('is the same graph as without that knowledge', async () => {
    const program = `class Net { w = [0.5, 0.25]; run(x: number[]) { return x.map((e, i) => Math.tanh(e * this.w[i])); } }
const net = new Net();
const sum = (a: number[]) => a.reduce((s, e) => s + e, 0);
const J = sum(net.run([1, 2])) * sum(net.run(net.run([3, 4])));`;
    const [debugged, plain] = [
      await traceOf(evaluator, program, 'J', { assignments: true }),
      await traceOf(evaluator, program, 'J'),
    ].map(({ data: { assignments: _, callSites: __, nameTexts, names, ...data } }) => ({
      ...data,
      names: Array.from(names, (name) => nameTexts[name]),
    }));
    assert.deepEqual(debugged, plain);
  });
});
