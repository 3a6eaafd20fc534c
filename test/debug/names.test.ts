/** What a name of the program means in a call: the variable that the program itself would mean there. */
import assert from 'node:assert/strict';
import { requireKnown } from '../../src/debug/expression/check.ts';
import { complete } from '../../src/debug/expression/complete.ts';
import { evaluate } from '../../src/debug/expression/evaluate.ts';
import { parseExpression } from '../../src/debug/expression/parse.ts';
import type { Runtime } from '../../src/debug/runtime.ts';
import { newEvaluator } from '../trace/harness.ts';
import { runtimeOf } from './harness.ts';

const SEEN = `const a = 2;
const label = 'of a';
function f(x: number) {
  const inner = x + 1;
  return inner * 5;
}
function g(y: number) {
  let twice = y * 2;
  for (let i = 0; i < 2; i++) twice = twice * 2;
  return twice;
}
const J = f(a) + g(a);
`;

describe('names in the debugger', () => {
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());

  /** What the expressions are worth where the walk is at the last node of this equation. */
  async function seenAt(program: string, equation: string, ...expressions: string[]): Promise<string[]> {
    const runtime = await runtimeOf(evaluator, program, 'J');
    const node = lastOf(runtime, equation);
    runtime.goTo(runtime.walk.atVisit(runtime.walk.indexOf('backward', node)!), 'goto');
    return expressions.map((text) => {
      try {
        return runtime.write(evaluate(parseExpression(text), runtime.scope, runtime.place));
      } catch (error) {
        return (error as Error).message;
      }
    });
  }

  function lastOf({ trace, ...runtime }: Runtime, equation: string): number {
    for (let node = trace.graph.size - 1; node >= 0; node--) {
      const { file, start, end } = trace.spanOf(node);
      if (trace.graph.op(node) === 'constant' || trace.graph.op(node) === 'leaf') continue;
      if (trace.sources[file]!.text.slice(start, end) === equation) return node;
    }
    throw new Error(`there is no ${equation} in ${Object.keys(runtime)}`);
  }

  it('a parameter is what the call was given, however that is called outside', async () => {
    const program = `const a = 2;
const b = 3;
function f(a: number) {
  return a * 5;
}
const J = f(b) + a;
`;
    assert.deepEqual(await seenAt(program, 'a * 5', 'a', 'b', 'a * 2', 'd(J, a)'), ['3', '3', '6', '5']);
    assert.deepEqual(await seenAt(program, 'f(b) + a', 'a'), ['2']);
  });

  it('a parameter that the root does not depend on keeps its value, and has no gradient', async () => {
    const program = `const k = 7;
const n = 9;
function f(x: number, k: number) {
  return x * (k > 8 ? 2 : 3);
}
const J = f(4 + n, n - 0) * k;
`;
    assert.deepEqual(await seenAt(program, 'x * (k > 8 ? 2 : 3)', 'k', 'x'), ['9', '13']);
  });

  it('an array that is handed over is what it was, and its elements are those of the call', async () => {
    const program = `const w = [1, 2];
const V = [[10, 20], [30, 40]];
function dot(w: number[], s: number) {
  return w[0] * s + w[1];
}
const J = dot(V[0], 2) + dot(V[1], 3) + w[0];
`;
    assert.deepEqual(await seenAt(program, 'w[0] * s + w[1]', 'w[0]', 'w[1]', 's', 'w'), [
      '30',
      '40',
      '3',
      '[30, 40]',
    ]);
    assert.deepEqual(await seenAt(program, 'dot(V[0], 2) + dot(V[1], 3) + w[0]', 'w[0]'), ['1']);
  });

  it('typed arrays are handed over, too', async () => {
    const program = `const w = new Float64Array([1, 2]);
const V = new Float64Array([10, 20]);
const f = (w: Float64Array) => w[0] * w[1];
const J = f(V) + w[0] * w[1];
`;
    assert.deepEqual(await seenAt(program, 'w[0] * w[1]', 'w[0]'), ['1']);
    const first = await seenAt(
      `${program.replace(' + w[0] * w[1]', ' + w[0]')}`,
      'w[0] * w[1]',
      'w[0]',
      'w[1]',
    );
    assert.deepEqual(first, ['10', '20']);
  });

  it("a caller's variable of the same name is not the program's", async () => {
    const program = `const a = 2;
const g = (x: number) => x * a;
function h(a: number) {
  return g(a + 1);
}
const J = h(5);
`;
    assert.deepEqual(await seenAt(program, 'x * a', 'a', 'x'), ['2', '6']);
  });

  it("a function inside of another sees the other's variables", async () => {
    const program = `const a = 2;
function outer(a: number) {
  return [1, 2].map((x) => x * a).reduce((p, q) => p + q, 0);
}
const J = outer(a + 5) * a;
`;
    assert.deepEqual(await seenAt(program, 'x * a', 'a', 'x'), ['7', '2']);
  });

  it('this is the object whose method runs, in its arrow functions too, and nothing elsewhere', async () => {
    const program = `class Net {
  w = [0.5, 0.25];
  b = 0.1;
  forward(x: number) {
    const all = this.w.map((w) => w * x * this.b);
    return all[0] + all[1] - this.b;
  }
}
class Twice extends Net {
  constructor() { super(); this.b = 7; }
  forward(x: number) { return super.forward(x) * this.b; }
}
const net = new Net();
const two = { net: new Twice() };
const plain = (x: number) => x * net.b;
const J = two.net.forward(3) + net.forward(4) + plain(2);
`;
    assert.deepEqual(
      await seenAt(program, 'all[0] + all[1] - this.b', 'this.b', 'this.w[1]', 'this.w', 'd(J, this.b)'),
      ['0.1', '0.25', '[0.5, 0.25]', '4'],
    );
    assert.deepEqual(await seenAt(program, 'w * x * this.b', 'this.b', 'this'), [
      '0.1',
      '{ w: [0.5, 0.25], b: 0.1 }',
    ]);
    assert.deepEqual(await seenAt(program, 'super.forward(x) * this.b', 'this.b'), ['7']);
    const elsewhere = '“this” has a meaning in a method of an object that has numbers.';
    assert.deepEqual(await seenAt(program, 'x * net.b', 'this.b', 'this'), [elsewhere, elsewhere]);
  });

  it('what a frame does not see is not offered to it', async () => {
    const runtime = await runtimeOf(evaluator, SEEN, 'J');
    const offered = (equation: string) => {
      const node = lastOf(runtime, equation);
      return complete('', runtime.scope.names, runtime.trace.scopeOf(node))
        .filter(({ kind }) => kind === 'variable')
        .map(({ text }) => text)
        .sort();
    };
    assert.deepEqual(offered('inner * 5'), ['J', 'a', 'inner', 'x']);
    assert.deepEqual(offered('twice * 2'), ['J', 'a', 'twice', 'y']);
    assert.deepEqual(offered('f(a) + g(a)'), ['J', 'a']);
  });

  it('what was not recorded is told from what does not exist', async () => {
    const [counter, text, nothing] = await seenAt(SEEN, 'twice * 2', 'i', 'label', 'nothing');
    assert.match(counter!, /^i only counts or chooses, or is no number.*A hit count/);
    assert.match(text!, /^label only counts or chooses, or is no number/);
    assert.equal(nothing, 'There is no variable nothing here.');
    const { names } = (await runtimeOf(evaluator, SEEN, 'J')).scope;
    assert.throws(() => requireKnown(parseExpression('i === 1'), names), /i only counts/);
    assert.throws(
      () => requireKnown(parseExpression('nothing'), names),
      /no variable nothing in this program/,
    );
  });

  it('a variable is what it was given last in its turn of a loop', async () => {
    const program = `const rate = 0.5;
let w = 8;
for (let i = 0; i < 3; i++) {
  const step = w * rate;
  const old = w;
  w = old - step;
}
const J = w * 1;
`;
    assert.deepEqual(await seenAt(program, 'w * rate', 'old', 'step', 'rate'), ['2', '1', '0.5']);
  });
});
