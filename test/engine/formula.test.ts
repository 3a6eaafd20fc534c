/** The grammar of formulas: what it reads, how it groups, what it refuses. */
import assert from 'node:assert/strict';
import { evaluateFormula, parseFormula } from '../../src/engine/index.ts';

describe('a formula', () => {
  const bindings = { x: 3, y: 0.5, z: -2, xs: [1, 5, 5] };
  const values: readonly [text: string, value: number][] = [
    ['2', 2],
    ['0.25', 0.25],
    ['x + y * z', 2],
    ['(x + y) * z', -7],
    ['x - y - z', 4.5],
    ['x / y / z', -3],
    ['-x^2', -9],
    ['(-x)^2', 9],
    ['2^x^z', 2 ** (3 ** -2)],
    ['2^-x', 0.125],
    ['2^-x * 4', 0.5],
    ['--x', 3],
    ['x * -y', -1.5],
    ['-x mod 2', -1],
    ['|z| + |x - 5|', 4],
    ['sin(x)', Math.sin(3)],
    ['ln(x * ln(2))', Math.log(3 * Math.LN2)],
    ['atan2(x, z)', Math.atan2(3, -2)],
    ['max(xs)', 5],
    ['hypot(xs)', Math.hypot(1, 5, 5)],
    ['[x = 3] + [x = z]', 1],
    ['ties(5, xs)', 2],
  ];
  for (const [text, value] of values) {
    it(`${text} is ${value}`, () => assert.equal(evaluateFormula(parseFormula(text), bindings), value));
  }

  it('NaN is not masked: its bracket is 1, and it counts as one tie', () => {
    const bound = { x: NaN, xs: [NaN, 1] };
    assert.equal(evaluateFormula(parseFormula('[x = 1] / ties(x, xs)'), bound), 1);
  });

  for (const text of [
    '',
    'x +',
    '(x',
    '|x',
    'x y',
    '2 $ 3',
    'sin x',
    'sine(x)',
    'max()',
    '* x',
    '[x]',
    'x)',
  ]) {
    it(`"${text}" is no formula`, () => assert.throws(() => parseFormula(text), SyntaxError));
  }

  it('an unbound variable is named', () => {
    assert.throws(() => evaluateFormula(parseFormula('x + q'), { x: 1 }), /^RangeError: q is not bound/);
  });

  it('a list stands for no number', () => {
    assert.throws(() => evaluateFormula(parseFormula('xs + 1'), { xs: [1] }), /^RangeError: xs is not bound/);
  });
});
