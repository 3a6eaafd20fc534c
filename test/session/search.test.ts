/** The search: what each kind of term finds, that a fault is named with its place, and that a large graph is found through quickly. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isOpName, type NodeId, sweep } from '../../src/engine/index.ts';
import { type OperandText, writeFormula } from '../../src/notation/formulas.ts';
import { nodeNamer } from '../../src/session/names.ts';
import { parseQuery, QueryError } from '../../src/session/search/query.ts';
import { type Searched, search } from '../../src/session/search/search.ts';
import { newEvaluator, traceOf } from '../trace/harness.ts';

const PROGRAM = `const w1 = 2;
const w2 = -3;
const bias = 0.5;
let a = w1 * w2;
a = a + bias;
const dead = Math.max(a, 0);
const lost = Math.sqrt(w2);
const y = Math.sin(w1) * 100 + dead +
  (w1 + 1 - 1) * lost;
`;

describe('the search', function () {
  this.timeout(30_000);
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());
  let searched: Searched;
  before(async () => {
    const trace = await traceOf(evaluator, PROGRAM, 'y');
    searched = { trace, sweep: sweep(trace.graph, trace.root), nameOf: nodeNamer(trace) };
  });

  const find = (query: string) => Array.from(search(parseQuery(query), searched), searched.nameOf);
  const named = (...names: string[]) => names.sort();
  const findSorted = (query: string) => find(query).sort();
  const fault = (query: string) => {
    try {
      parseQuery(query);
    } catch (problem) {
      assert.ok(problem instanceof QueryError, String(problem));
      return { message: problem.message, at: query.slice(problem.start, problem.end) };
    }
    return assert.fail(`“${query}” has no fault`);
  };

  it('finds in the order of the walk: consumers before operands, and no constants', () => {
    const all = find('-name:nobody');
    assert.equal(all[0], 'y');
    assert.ok(all.indexOf('dead') < all.indexOf('a') && all.indexOf('a') < all.indexOf('a⁽¹⁾'));
    assert.ok(all.indexOf('a⁽¹⁾') < all.indexOf('w₁'));
    assert.ok(all.every((name) => name !== ''));
  });

  it('finds calls by the name of their function: what they made last', async () => {
    const trace = await traceOf(
      evaluator,
      'const step = (x: number) => { const a = x * 2; return a + x; };\nlet s = 1;\nfor (let i = 0; i < 3; i++) s = step(s);\nconst y = s * s;',
      'y',
    );
    const own = { trace, sweep: sweep(trace.graph, trace.root), nameOf: nodeNamer(trace) };
    const found = Array.from(search(parseQuery('step'), own), (node) => trace.nameOf(node));
    assert.deepEqual(found, ['s', 's', 's']);
  });

  it('finds nothing for nothing', () => {
    assert.deepEqual(find(''), []);
    assert.deepEqual(find('   '), []);
  });

  it('compares values and gradients, absolute ones too, with every sign for it', () => {
    assert.deepEqual(findSorted('value < -5'), named('a⁽¹⁾', 'a'));
    assert.deepEqual(findSorted('value≤−6'), named('a⁽¹⁾'));
    assert.deepEqual(findSorted('|value| >= 5.5 is:finite value < 0'), named('a⁽¹⁾', 'a'));
    assert.deepEqual(findSorted('abs(value) = 3 is:input'), named('w₂'));
    assert.deepEqual(findSorted('grad = 0'), named('a', 'a⁽¹⁾', 'bias'));
    assert.deepEqual(findSorted('0 < value <= 0.5'), named('bias'));
    assert.deepEqual(findSorted('value > grad name:bias'), named('bias'));
    assert.deepEqual(findSorted('5e-1 == value'), named('bias'));
    assert.deepEqual(find('value = nan'), ['y', 'v₆', 'lost']);
    assert.deepEqual(find('grad = nan value = 3 is:operation'), ['v₄']);
  });

  it('finds operations by name, by the beginning of it, by sign, and one of several', () => {
    assert.deepEqual(findSorted('op:max'), named('dead'));
    assert.deepEqual(find('op:multiply'), find('op:mul'));
    assert.deepEqual(find('op:*'), find('op:mul'));
    assert.deepEqual(find('op:×'), find('op:mul'));
    assert.deepEqual(findSorted('op:sq'), named('lost'));
    assert.deepEqual(findSorted('op:max,sqrt'), named('dead', 'lost'));
    assert.equal(find('op:sin').length, 1);
  });

  it('finds names, with any characters for *, each value of a variable, and subscripts typed as digits', () => {
    assert.deepEqual(findSorted('name:w*'), named('w₁', 'w₂'));
    assert.deepEqual(findSorted('name:W1'), named('w₁'));
    assert.deepEqual(findSorted('name:a'), named('a', 'a⁽¹⁾'));
    assert.deepEqual(findSorted('name:a(1)'), named('a⁽¹⁾'));
    assert.deepEqual(findSorted('name:*s'), named('bias'));
    assert.deepEqual(findSorted('name:w1,bias'), named('w₁', 'bias'));
  });

  it('finds what a node is', () => {
    assert.deepEqual(findSorted('is:input'), named('w₁', 'w₂', 'bias'));
    assert.deepEqual(findSorted('is:root'), named('y'));
    assert.ok(findSorted('is:nan').includes('lost'));
    assert.deepEqual(findSorted('is:shared'), named('w₁', 'w₂'));
    assert.deepEqual(find('is:leaf'), find('is:input'));
    assert.equal(find('is:input,operation').length, find('-name:nobody').length);
  });

  it('finds lines and ranges of lines, and files', () => {
    assert.deepEqual(findSorted('line:4'), named('a⁽¹⁾'));
    assert.deepEqual(findSorted('line:1-3'), named('w₁', 'w₂', 'bias'));
    assert.deepEqual(findSorted('line:1,3'), named('w₁', 'bias'));
    assert.equal(find('file:nowhere').length, 0);
  });

  it('finds words in names, formulas and sources, and quoted text as it stands', () => {
    assert.ok(find('sin').length >= 1);
    assert.deepEqual(findSorted('formula:"sin w1"'), findSorted('op:sin'));
    assert.deepEqual(findSorted('"w1 * w2"'), named('a⁽¹⁾'));
    assert.deepEqual(findSorted('source:math.max'), named('dead'));
    assert.deepEqual(findSorted('formula:a*bias'), named('a'));
    assert.ok(find('BIAS').includes('bias'));
  });

  it('takes all terms together, and the opposite of one with a minus sign', () => {
    assert.deepEqual(findSorted('name:w* value < 0'), named('w₂'));
    assert.deepEqual(findSorted('is:input -name:w*'), named('bias'));
    assert.deepEqual(findSorted('is:input -|value| > 1'), named('bias'));
  });

  it('reads a number with a sign as a number, not as an opposite', () => {
    assert.deepEqual(findSorted('-6 = value'), named('a⁽¹⁾'));
    assert.deepEqual(findSorted('-inf < value < -5'), named('a⁽¹⁾', 'a'));
  });

  for (const [query, message, at] of [
    ['|grad| >', 'A number is missing behind the comparison, as in “|grad| > 10”.', ''],
    ['grad > lots', '“lots” is no number: compare value or grad with one, as in “|grad| > 10”.', 'lots'],
    ['|grad|', 'Compare |grad| with a number, as in “|grad| > 10”.', '|grad|'],
    ['1 < 2', 'Compare a number with value or grad, as in “value < 0”.', '1 < 2'],
    ['x w1 > 3', /“w1” cannot be compared: .*“name:w1 value > 1”/, 'w1 >'],
    ['op:fuse', /^No operation is called “fuse”. There are add, .* and [a-zA-Z]+\.$/, 'fuse'],
    ['is:sad', /^A node cannot be asked whether it is “sad”: there are nan, .*\.$/, 'sad'],
    ['line:x', '“x” is no line: write “line:12” or “line:12-20”.', 'x'],
    ['nam:w', /^There is no “nam:” to search by: there are name:, .*formula:\. Put text/, 'nam:'],
    ['name:', 'Something is missing behind “name:”, as in “name:w*”.', ''],
    ['"sin', 'A quotation mark is missing at the end.', '"sin'],
    ['x'.repeat(600), 'A search may have 500 characters.', 'x'.repeat(100)],
  ] as const) {
    it(`says what is wrong with ${query.slice(0, 20)}`, () => {
      const found = fault(query);
      if (typeof message === 'string') assert.equal(found.message, message);
      else assert.match(found.message, message);
      assert.equal(found.at, at);
    });
  }

  it('never fails on what anybody types but with a sentence', () => {
    const pieces = [
      'grad',
      '|',
      '>',
      '=',
      '"',
      'op:',
      'name:',
      'is:',
      '*',
      '-',
      ' ',
      ',',
      'w1',
      '12',
      '∞',
      '\\',
      '(',
      '𝑥',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (parts) => {
        try {
          search(parseQuery(parts.join('')), searched);
        } catch (problem) {
          assert.ok(problem instanceof QueryError, `${parts.join('')}: ${problem}`);
          assert.ok(0 <= problem.start && problem.start <= problem.end && problem.message.endsWith('.'));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('finds by a word exactly the nodes whose name, formula or source has it', () => {
    const { trace, nameOf } = searched;
    const { graph } = trace;
    const operand = (node: NodeId): OperandText =>
      graph.op(node) === 'constant' ? graph.value(node) : nameOf(node);
    const texts = Array.from({ length: graph.size }, (_, node) => {
      const op = graph.op(node);
      const { file, start, end } = trace.spanOf(node);
      const formula = isOpName(op) ? writeFormula(op, graph.inputs(node).map(operand)) : '';
      const source = trace.sources[file]!.text.slice(start, end).replace(/\s+/g, ' ');
      return [nameOf(node), formula, source].map(plain);
    });
    const pieces = fc.constantFrom(
      'w',
      '1',
      '2',
      ' + ',
      ' ',
      'a',
      'sin',
      's',
      'max(',
      ', 0',
      '.',
      '+',
      'bias',
      'math',
    );
    fc.assert(
      fc.property(fc.array(pieces, { minLength: 1, maxLength: 3 }), (parts) => {
        const word = parts.join('');
        const expected = texts.flatMap((all, node) =>
          graph.op(node) !== 'constant' && all.some((text) => text.includes(word)) ? [node] : [],
        );
        assert.deepEqual([...search(parseQuery(`"${word}"`), searched)], expected.reverse(), word);
      }),
      { numRuns: 300 },
    );
  });
});

/** The oracle's own way to compare: signs that are raised or lowered as they are typed. */
function plain(text: string): string {
  const signs = '₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾';
  return Array.from(text.toLowerCase(), (one) => {
    const at = signs.indexOf(one);
    return at < 0 ? one : '01234567890123456789()'[at]!;
  }).join('');
}
