/** The language of conditions, watches and the console. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { requireKnown } from '../../src/debug/expression/check.ts';
import { complete } from '../../src/debug/expression/complete.ts';
import { evaluate } from '../../src/debug/expression/evaluate.ts';
import { ExpressionError, keyOf, parseExpression } from '../../src/debug/expression/parse.ts';
import type { Runtime } from '../../src/debug/runtime.ts';
import { newEvaluator } from '../trace/harness.ts';
import { runtimeOf, SIMPLE } from './harness.ts';

const PROGRAM = `const w = [3, 1];
const net = { bias: 0.5, 'odd name': 2 };
const deep = { 'first layer': { a: { 'x y': 1 } } };
const x = [2, 4];
function neuron(a: number) {
  const s = a * 2;
  return Math.tanh(s) * s;
}
const score = w[0] * x[0] + w[1] * x[1] + net.bias * net['odd name'];
const J = neuron(score) + neuron(score / 2);
`;

describe('the expression language', function () {
  this.timeout(30_000);
  const evaluator = newEvaluator();
  let simple: Runtime;
  let runtime: Runtime;
  before(async () => {
    simple = await runtimeOf(evaluator, SIMPLE, 'J');
    runtime = await runtimeOf(evaluator, PROGRAM, 'J');
  });
  after(() => evaluator.dispose());

  const worth = (text: string, on = simple) => evaluate(parseExpression(text), on.scope, on.place);
  const says = (text: string, on = simple) => on.write(worth(text, on));
  const fails = (text: string, message: RegExp, on = simple) =>
    assert.throws(
      () => worth(text, on),
      (error: Error) => error instanceof ExpressionError && message.test(error.message),
      text,
    );
  const at = (on: Runtime, index: number) => on.goTo(on.walk.atVisit(index), 'goto');

  it('computes as JavaScript does', () => {
    // biome-ignore format: a table
    const table = [
      '1 + 2 * 3', '(1 + 2) * 3', '2 ** 3 ** 2', '-(2 ** 2)', '7 % 4 - 1', '1 / 3', '.5e-3 * 2.', '!0', '!!2',
      '1 < 2 && 2 < 1', '0 || 5', '0 && 5', '1 < 2 ? 3 : 4', '1 ? 0 ? 1 : 2 : 3', '3 !== 3 === false', 'NaN === NaN',
      'Math.max(1, 2, Math.PI)', 'Math.hypot(3, 4) - Math.sin(Math.E)', 'Infinity - 1', 'true + true', '- - 2', '1e400',
      'isNaN(0 / 0)', 'isFinite(1 / 0)', '0 === false', '1 !== true', '0 == false', '1 != true', 'true === !0', '2 - 3 - 4', '2 * 6 / 4',
    ];
    // The host's own reading, in the test alone.
    for (const text of table) assert.deepEqual(worth(text), new Function(`return ${text}`)(), text);
  });

  it('computes random arithmetic as JavaScript does', () => {
    const { expression } = fc.letrec<{ expression: string }>((tie) => ({
      expression: fc.oneof(
        { maxDepth: 5 },
        fc.double({ min: 0, max: 100, noNaN: true }).map(String),
        fc
          .tuple(
            tie('expression'),
            fc.constantFrom('+', '-', '*', '/', '%', '<', '<=', '===', '!=', '&&', '||'),
            tie('expression'),
          )
          .map(([a, operator, b]) => `(${a} ${operator} ${b})`),
        tie('expression').map((a) => `-(${a})`),
        fc
          .tuple(tie('expression'), tie('expression'), tie('expression'))
          .map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
      ),
    }));
    fc.assert(
      fc.property(expression, (text) => {
        assert.deepEqual(worth(text), new Function(`return ${text}`)());
      }),
    );
  });

  it('knows value, gradient and local derivatives of the visited node', () => {
    at(simple, 4);
    assert.equal(worth('value === Math.sin(t) && value === u1'), true);
    assert.equal(worth('local === Math.cos(t)'), true);
    assert.equal(worth('grad === d(J, u1)'), true);
    at(simple, 2);
    assert.equal(says('local'), '[1, 1]');
    assert.equal(worth('local[0] + local[1]'), 2);
  });

  it('knows every derivative: so far, finished, and of anything by anything', () => {
    at(simple, 3);
    assert.equal(worth('grad(t) === 3 * d(J, u2)'), true);
    assert.equal(worth('d(J, t) === 3 * d(J, u2) + d(J, u1) * Math.cos(t)'), true);
    assert.equal(worth('d(u, t) === Math.cos(t) + 3'), true);
    assert.equal(worth('d(u1, u2)'), 0);
    assert.equal(worth('d(u₁, t) === Math.cos(t)'), true, 'with the subscripts of the picture');
  });

  it('reads elements and fields, and writes lists', () => {
    at(runtime, 1);
    assert.equal(says('w', runtime), '[3, 1]');
    assert.equal(says('net', runtime), '{ bias: 0.5, odd name: 2 }');
    assert.equal(worth('w[2 - 1] + net.bias + w[0]', runtime), 4.5);
    assert.equal(says('d(score, w)', runtime), '[2, 4]');
    assert.equal(says('d(score, net).bias', runtime), '2');
    fails('w + 1', /w is a list: choose one number of it, as in “w\[0\]”/, runtime);
    fails('w[7]', /w has no number \[7\]/, runtime);
    fails('net.nothing', /net has no number \.nothing/, runtime);
  });

  it('reads the length of a list, and nothing else that an array or an object of the host has', () => {
    at(runtime, 1);
    assert.equal(worth('w.length + w[w.length - 1]', runtime), 3);
    for (const key of ['map', 'constructor', '__proto__', 'toString'])
      for (const name of ['w', 'net', 'd(J, w)'])
        fails(`${name}.${key}`, new RegExp(`has no number \\.${key}\\.$`), runtime);
    fails('net.length', /net has no number \.length/, runtime);
  });

  it('takes what is no index for no element, and not for the whole list', () => {
    at(runtime, 1);
    fails('w[-1]', /w has no number \[-1\]\.$/, runtime);
    fails('w[net.bias]', /w has no number \[0\.5\]\.$/, runtime);
    fails('w[0 / 0]', /w has no number \[NaN\]\.$/, runtime);
    assert.throws(
      () => requireKnown(parseExpression('w[0.5] > 1'), runtime.scope.names),
      /w has 2 elements, and no \[0\.5\]/,
    );
  });

  it('reads fields by a text, in either quotation marks, for what is no name', () => {
    at(runtime, 1);
    assert.equal(worth('net["odd name"] + net[\'odd name\'] + net["bias"]', runtime), 4.5);
    assert.equal(worth('d(score, net["odd name"])', runtime), 0.5);
    fails('net["it\'s \\"so\\""]', /net has no number \["it's \\"so\\""\]\./, runtime);
    assert.equal(keyOf(`'it\\'s "so"'`), `it's "so"`);
  });

  it('finds the variable of the running call', () => {
    const visits = Array.from({ length: runtime.walk.length('backward') }, (_, index) => index + 1);
    const seen = visits.flatMap((index) => {
      at(runtime, index);
      const { trace, node } = runtime;
      const { start, end } = trace.spanOf(node);
      return PROGRAM.slice(start, end) === 'Math.tanh(s)' ? [worth('Math.tanh(s) === value', runtime)] : [];
    });
    assert.deepEqual(seen, [true, true]);
  });

  it('reads a node by its number', () => {
    at(simple, 1);
    assert.equal(worth(`node(${simple.trace.root}) === J`), true);
    fails('node(99)', /There is no node 99/);
    fails('node(0.5)', /There is no node 0.5/);
  });

  it('says what is wrong, in a sentence', () => {
    at(simple, 1);
    fails('', /There is no expression/);
    fails('1 +', /ends early/);
    fails('1 2', /“2” is unexpected here \(column 3\)/);
    fails('x = 3', /“=” is not part of an expression/);
    fails('nothing', /There is no variable nothing here/);
    fails('alert(1)', /There is no function alert/);
    fails('x.constructor', /has no elements|has no number/);
    fails('w.map(x)', /Only the functions of this console/);
    fails('Math.random()', /There is no function Math.random/);
    fails('Math.constructor', /Math.constructor is not a number/);
    fails('constructor', /There is no variable constructor/);
    fails('__proto__', /There is no variable __proto__/);
    fails('d(J)', /d takes 2 operands, as in “d\(J, x\)”/);
    fails(`${'('.repeat(500)}1${')'.repeat(500)}`, /nested too deeply/);
    fails('1'.repeat(3000), /2000 characters/);
    fails('"text"', /A text has a meaning as the name of a field only/);
    fails('"text', /“"” is not part of an expression/);
    fails('w["\\x"]', /A text has a meaning/);
  });

  it('never runs code and never breaks, whatever is written', () => {
    at(runtime, 2);
    const word = fc.constantFrom(
      ...[
        'x',
        'w',
        'net',
        '[0]',
        '[-1]',
        '.bias',
        '.map',
        '["odd name"]',
        '.length',
        'd',
        'grad',
        'node',
        'Math.max',
        '(',
        ')',
        ',',
        '+',
        '**',
        '!',
        '?',
        ':',
        '1',
        '__proto__',
        'constructor',
      ],
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(text, (one) => {
        try {
          says(one, runtime);
        } catch (error) {
          assert.ok(error instanceof ExpressionError, `${one}: ${error}`);
        }
        assert.ok(Array.isArray(complete(one, runtime.scope.names, runtime.trace.scopeOf(runtime.node))));
      }),
      { numRuns: 1000 },
    );
  });

  it('completes names, words, fields, elements and the functions of Math', () => {
    const texts = (text: string) =>
      complete(text, runtime.scope.names, runtime.trace.scopeOf(runtime.node)).map((one) => one.text);
    assert.ok(texts('').includes('score') && texts('').includes('grad'));
    assert.deepEqual(texts('2 * sc'), ['score']);
    assert.deepEqual(texts('net.'), ['bias']);
    assert.deepEqual(texts('w['), ['0]', '1]']);
    assert.deepEqual(texts('w.'), ['length']);
    assert.deepEqual(texts('deep["first layer"].'), ['a']);
    assert.deepEqual(texts('deep["first layer"].a['), ['"x y"]']);
    assert.deepEqual(texts('Math.sqr'), ['sqrt', 'SQRT1_2', 'SQRT2']);
    assert.deepEqual(texts('"'), []);
    assert.deepEqual(complete('d(J, sco', runtime.scope.names, runtime.trace.scopeOf(runtime.node))[0], {
      text: 'score',
      kind: 'variable',
      detail: 'variable',
      length: 3,
    });
  });
});
