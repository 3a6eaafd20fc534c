/** How numbers are written. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatExact, formatNumber, MAX_NUMBER_LENGTH, superscript } from '../../src/notation/numbers.ts';

describe('formatNumber', () => {
  const table: readonly [x: number, text: string][] = [
    [0.21850448, '0.2185'],
    [-0.02598489, '−0.02598'],
    [1.636774, '1.637'],
    [5.07, '5.07'],
    [3, '3'],
    [1.69, '1.69'],
    [-0.11892, '−0.1189'],
    [0.1 + 0.2, '0.3'],
    [0, '0'],
    [-0, '0'],
    [1, '1'],
    [-1, '−1'],
    [100, '100'],
    [12345, '12345'],
    [999999, '999999'],
    [-999999, '−999999'],
    [999999.4, '999999'],
    [999999.7, '1×10⁶'],
    [1e6, '1×10⁶'],
    [1234567, '1.235×10⁶'],
    [999.96, '1000'],
    [1234.5, '1235'],
    [12345.678, '12346'],
    [0.001, '0.001'],
    [0.0012344, '0.001234'],
    [0.00099999, '0.001'],
    [0.00099994, '9.999×10⁻⁴'],
    [0.00001234, '1.234×10⁻⁵'],
    [1.2e-10, '1.2×10⁻¹⁰'],
    [-1.2345e-300, '−1.234×10⁻³⁰⁰'],
    [5e-324, '4.941×10⁻³²⁴'],
    [Number.MAX_VALUE, '1.798×10³⁰⁸'],
    [NaN, 'NaN'],
    [Infinity, '∞'],
    [-Infinity, '−∞'],
  ];
  for (const [x, text] of table) it(`${x} is written ${text}`, () => assert.equal(formatNumber(x), text));

  it(`is never longer than ${MAX_NUMBER_LENGTH} characters, and sometimes as long`, () => {
    fc.assert(fc.property(fc.double(), (x) => [...formatNumber(x)].length <= MAX_NUMBER_LENGTH));
    assert.equal([...formatNumber(-1.2345e-300)].length, MAX_NUMBER_LENGTH);
  });

  it('keeps four digits of every number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, max: 1e308, min: -1e308 }), (x) => {
        const error = Math.abs(readBack(formatNumber(x)) - x);
        assert.ok(error <= 5.0001e-4 * Math.abs(x) + 1e-323, `${x} → ${formatNumber(x)}`);
      }),
    );
  });
});

describe('formatExact', () => {
  const table: readonly [x: number, text: string][] = [
    [0.1 + 0.2, '0.30000000000000004'],
    [-1.5, '−1.5'],
    [1e6, '1000000'],
    [1e21, '1×10²¹'],
    [-1.25e-7, '−1.25×10⁻⁷'],
    [5e-324, '5×10⁻³²⁴'],
    [0, '0'],
    [-0, '−0'],
    [NaN, 'NaN'],
    [-Infinity, '−∞'],
  ];
  for (const [x, text] of table) it(`${x} is written ${text}`, () => assert.equal(formatExact(x), text));

  it('gives every number back', () => {
    fc.assert(fc.property(fc.double(), (x) => assert.ok(Object.is(readBack(formatExact(x)), x))));
  });
});

describe('superscript', () => {
  it('raises every digit and the sign', () => assert.equal(superscript(-1234567890), '⁻¹²³⁴⁵⁶⁷⁸⁹⁰'));
});

/** The number that a text of ours stands for. */
function readBack(text: string): number {
  const lowered = text.replace(/×10(.+)$/, (_, raised: string) => `e${[...raised].map(lower).join('')}`);
  return Number(lowered.replace('−', '-').replace('∞', 'Infinity'));
}

function lower(raised: string): string {
  return raised === '⁻' ? '-' : String('⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(raised));
}
