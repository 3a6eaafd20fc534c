/** How names and partial derivatives are written. */
import assert from 'node:assert/strict';
import { MAX_NAME_LENGTH, partial, shorten, writeName } from '../../src/notation/symbols.ts';

describe('writeName', () => {
  const table: readonly [name: string, written: string][] = [
    ['x', 'x'],
    ['u1', 'u₁'],
    ['b12', 'b₁₂'],
    ['v1234567890', 'v₁₂₃₄₅₆₇₈₉₀'],
    ['W1[0][2]', 'W₁[0][2]'],
    ['net.V[1][2]', 'net.V[1][2]'],
    ['layers[10].b2', 'layers[10].b₂'],
    ['a1.b2.c3', 'a₁.b₂.c₃'],
    ['a["x1"]', 'a["x1"]'],
    ['a["u1"].v2', 'a["u1"].v₂'],
    ['theta', 'theta'],
    ['θ1', 'θ₁'],
    ['x_1', 'x_1'],
    ['$1', '$1'],
    ['v2x', 'v2x'],
    ['x2_old', 'x2_old'],
  ];
  for (const [name, written] of table) {
    it(`${name} is written ${written}`, () => assert.equal(writeName(name), written));
  }

  it('shortens a long name in its middle, and keeps its beginning and its end', () => {
    const written = writeName('thisNameOfAVariableIsMuchTooLongForAnyBox12');
    assert.equal(written, 'thisNameOfAVariab…oLongForAnyBox₁₂');
    assert.equal(written.length, MAX_NAME_LENGTH);
  });

  it('keeps to the limit that it is given', () => {
    assert.equal(writeName('abcdefgh1', 5), 'ab…h₁');
    assert.equal(writeName('abcd1', 5), 'abcd₁');
  });
});

describe('shorten', () => {
  it('leaves a text that fits', () => assert.equal(shorten('abc', 3), 'abc'));
  it('never cuts a character in two', () => assert.equal(shorten('𝑎𝑏𝑐𝑑𝑒', 4), '𝑎𝑏…𝑒'));
  it('has room for the ellipsis at least', () => assert.equal(shorten('abc', 1), '…'));
});

describe('partial', () => {
  it('writes a derivative', () => assert.equal(partial('J', 'net.V[1][2]'), '∂J/∂net.V[1][2]'));
});
