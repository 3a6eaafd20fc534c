/** How formulas are written: every row of the table, and what constants and precedence do to them. */
import assert from 'node:assert/strict';
import { operations, parseFormula, type ScalarOpName, scalarOpNames } from '../../src/engine/index.ts';
import {
  asFactor,
  type OperandText,
  writeFormula,
  writePartial,
  writeTree,
} from '../../src/notation/formulas.ts';

describe('every row of the table is written', () => {
  const table: { readonly [P in ScalarOpName]: readonly string[] } = {
    add: ['a + b', '1', '1'],
    sub: ['a − b', '1', '−1'],
    mul: ['a b', 'b', 'a'],
    div: ['a / b', '1 / b', '−a / b²'],
    mod: ['a mod b', '1', '−trunc(a / b)'],
    pow: ['a^b', 'b · a^(b − 1)', 'z ln a'],
    neg: ['−a', '−1'],
    exp: ['exp a', 'exp a'],
    expm1: ['exp a − 1', 'exp a'],
    log: ['ln a', '1 / a'],
    log1p: ['ln(1 + a)', '1 / (1 + a)'],
    log2: ['log₂ a', '1 / (a ln 2)'],
    log10: ['log₁₀ a', '1 / (a ln 10)'],
    sqrt: ['√a', '1 / (2 √a)'],
    cbrt: ['∛a', '1 / (3 z²)'],
    hypot: ['hypot(a, b)', 'a / z', 'b / z'],
    sin: ['sin a', 'cos a'],
    cos: ['cos a', '−sin a'],
    tan: ['tan a', '1 + z²'],
    asin: ['arcsin a', '1 / √(1 − a²)'],
    acos: ['arccos a', '−1 / √(1 − a²)'],
    atan: ['arctan a', '1 / (1 + a²)'],
    atan2: ['atan2(a, b)', 'b / (a² + b²)', '−a / (a² + b²)'],
    sinh: ['sinh a', 'cosh a'],
    cosh: ['cosh a', 'sinh a'],
    tanh: ['tanh a', '1 − z²'],
    asinh: ['arsinh a', '1 / √(a² + 1)'],
    acosh: ['arcosh a', '1 / √(a² − 1)'],
    atanh: ['artanh a', '1 / (1 − a²)'],
    abs: ['|a|', 'sign a'],
    max: ['max(a, b)', '[a = z] / ties', '[b = z] / ties'],
    min: ['min(a, b)', '[a = z] / ties', '[b = z] / ties'],
    ceil: ['⌈a⌉', '0'],
    floor: ['⌊a⌋', '0'],
    round: ['round a', '0'],
    sign: ['sign a', '0'],
    trunc: ['trunc a', '0'],
    fround: ['fround a', '1'],
  };
  for (const op of scalarOpNames) {
    const [value, ...partials] = table[op];
    it(`${op}: ${value}`, () => {
      const operands = ['a', 'b'].slice(0, operations[op].arity === 1 ? 1 : 2);
      assert.equal(writeFormula(op, operands), value);
      assert.deepEqual(
        operands.map((_, slot) => writePartial(op, slot, operands, 'z')),
        partials,
      );
    });
  }
});

describe('a value is written as the program has it', () => {
  const table: readonly [op: ScalarOpName, operands: readonly OperandText[], text: string][] = [
    ['sin', ['t'], 'sin t'],
    ['mul', [3, 't'], '3 t'],
    ['mul', ['t', 3], 't · 3'],
    ['mul', [-3, 't'], '−3 t'],
    ['mul', ['t', -3], 't · (−3)'],
    ['mul', [2, 3], '2 · 3'],
    ['mul', [1, 't'], '1 t'],
    ['mul', [0.00001, 't'], '1×10⁻⁵ t'],
    ['mul', [Infinity, 't'], '∞ · t'],
    ['mul', ['a', 'x₁'], 'a x₁'],
    ['mul', ['x', 'x'], 'x · x'],
    ['mul', ['rate', 't'], 'rate · t'],
    ['mul', ['t', 'rate'], 't · rate'],
    ['mul', ['W₁[0][2]', 'x₁'], 'W₁[0][2] · x₁'],
    ['add', ['u₁', 'u₂'], 'u₁ + u₂'],
    ['add', ['a', -3], 'a + (−3)'],
    ['add', [-3, 'a'], '−3 + a'],
    ['sub', [1, 'a'], '1 − a'],
    ['sub', ['a', -3], 'a − (−3)'],
    ['div', [1, 't'], '1 / t'],
    ['div', ['t', -2], 't / (−2)'],
    ['div', ['t', 1e-7], 't / (1×10⁻⁷)'],
    ['mod', [-7, 'm'], '−7 mod m'],
    ['pow', ['x', 2], 'x²'],
    ['pow', ['x', -1], 'x⁻¹'],
    ['pow', ['x', 10], 'x¹⁰'],
    ['pow', ['x', -999], 'x⁻⁹⁹⁹'],
    ['pow', ['x', 1000], 'x^1000'],
    ['pow', ['x', 1e9], 'x^(1×10⁹)'],
    ['pow', ['w[0]', 2], 'w[0]²'],
    ['pow', ['x', 0.5], 'x^0.5'],
    ['pow', ['x', -0.5], 'x^(−0.5)'],
    ['pow', ['x', 'n'], 'x^n'],
    ['pow', [2, 'n'], '2^n'],
    ['pow', [-2, 'n'], '(−2)^n'],
    ['pow', [1e-7, 'n'], '(1×10⁻⁷)^n'],
    ['neg', ['a'], '−a'],
    ['neg', [-3], '−(−3)'],
    ['sin', [-3], 'sin(−3)'],
    ['abs', [-3], '|−3|'],
    ['sqrt', [-3], '√(−3)'],
    ['log1p', [-3], 'ln(1 + (−3))'],
    ['max', ['z', 0], 'max(z, 0)'],
    ['max', ['z', -1], 'max(z, −1)'],
    ['max', ['z'], 'max z'],
    ['max', [...'abcdef'], 'max(a, b, c, d, e, f)'],
    ['max', [...'abcdefg'], 'max(a, b, c, …, g)'],
    ['hypot', ['a', 3, 'c'], 'hypot(a, 3, c)'],
  ];
  for (const [op, operands, text] of table) {
    it(text, () => assert.equal(writeFormula(op, operands), text));
  }
});

it('a missing operand is named', () => {
  assert.throws(() => writeFormula('add', ['a']), /^RangeError: There is no operand y/);
  assert.throws(() => writePartial('max', 2, ['a', 'b'], 'z'), /^RangeError: There is no operand x/);
});

describe('a derivative is freed of what constants make trivial', () => {
  const table: readonly [op: ScalarOpName, slot: number, operands: readonly OperandText[], text: string][] = [
    ['pow', 0, ['x', 2], '2 x'],
    ['pow', 0, ['x', 3], '3 x²'],
    ['pow', 0, ['x', 1], '1'],
    ['pow', 0, ['x', 0], '0'],
    ['pow', 0, ['x', -1], '−x⁻²'],
    ['pow', 0, ['x', 0.5], '0.5 x^(−0.5)'],
    ['pow', 0, ['x', 'n'], 'n · x^(n − 1)'],
    ['pow', 0, ['net.w', 2], '2 net.w'],
    ['pow', 1, [2, 'n'], 'y ln 2'],
    ['mul', 1, [3, 't'], '3'],
    ['mul', 0, ['t', -3], '−3'],
    ['div', 0, ['a', 3], '1 / 3'],
    ['div', 0, ['a', 1], '1'],
    ['div', 1, [1, 'b'], '−1 / b²'],
    ['div', 1, [-2, 'b'], '2 / b²'],
    ['atan2', 0, ['a', 3], '3 / (a² + 9)'],
    ['mod', 1, [7, 'm'], '−trunc(7 / m)'],
    ['max', 0, ['s', 0], '[s = y] / ties'],
    ['max', 1, [0, 's'], '[s = y] / ties'],
    ['hypot', 2, ['a', 'b', 'c'], 'c / y'],
  ];
  for (const [op, slot, operands, text] of table) {
    it(text, () => assert.equal(writePartial(op, slot, operands, 'y'), text));
  }
});

describe('parentheses stand only where they are needed', () => {
  const table: readonly [formula: string, text: string][] = [
    ['a + b + c', 'a + b + c'],
    ['a + (b + c)', 'a + b + c'],
    ['a - (b + c)', 'a − (b + c)'],
    ['a - b - c', 'a − b − c'],
    ['a - (b - c)', 'a − (b − c)'],
    ['a - b / c', 'a − b / c'],
    ['(a + b) * c', '(a + b) · c'],
    ['2 * (a + b)', '2 (a + b)'],
    ['a * (b * c)', 'a · (b c)'],
    ['a * b / c', 'a b / c'],
    ['a / (b * c)', 'a / (b c)'],
    ['a / b / c', '(a / b) / c'],
    ['a / (b / c)', 'a / (b / c)'],
    ['a / b * c', '(a / b) · c'],
    ['a / sin(b)', 'a / sin b'],
    ['(a + b) mod c', '(a + b) mod c'],
    ['a mod (b + c)', 'a mod (b + c)'],
    ['-(a + b)', '−(a + b)'],
    ['-a * b', '−a · b'],
    ['a * -b', 'a · (−b)'],
    ['--a', '−(−a)'],
    ['-a^2', '−a²'],
    ['(-a)^2', '(−a)²'],
    ['a^b^c', 'a^(b^c)'],
    ['(a^b)^c', '(a^b)^c'],
    ['2^(a + 1)', '2^(a + 1)'],
    ['sin(a)^2', '(sin a)²'],
    ['sin(a) * b', 'sin a · b'],
    ['sin(ln(a))', 'sin(ln a)'],
    ['sin(a^2)', 'sin(a²)'],
    ['sin(2 * a)', 'sin(2 a)'],
    ['sin(|a|)', 'sin |a|'],
    ['sqrt(a^2)', '√(a²)'],
    ['a * sqrt(b)', 'a √b'],
    ['|a + b|', '|a + b|'],
    ['floor(a / b)', '⌊a / b⌋'],
    ['atan2(a + b, -c)', 'atan2(a + b, −c)'],
    ['[a + b = c]', '[a + b = c]'],
  ];
  for (const [formula, text] of table) {
    it(text, () => assert.equal(writeTree(parseFormula(formula)), text));
  }
});

describe('behind a dot', () => {
  const enclosed = [
    '1 − y',
    'a + b',
    '1 / t',
    '−sin u',
    '−1',
    'a mod b',
    '[a = z] / ties',
    '1 / (2 √(1 − a))',
  ];
  for (const text of enclosed)
    it(`${text} needs parentheses`, () => assert.equal(asFactor(text), `(${text})`));
  const bare = [
    'cos t',
    '2 x',
    '3 x²',
    'y ln 2',
    'b · a^(b − 1)',
    '(1 − y)',
    'a["x / y"]',
    '|a − b|',
    'f((1 + 2) / 3)',
  ];
  for (const text of bare) it(`${text} needs none`, () => assert.equal(asFactor(text), text));
});
