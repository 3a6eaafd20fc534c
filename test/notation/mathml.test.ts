/** Formulas as MathML: what a reader of the markup and of the page gets. */
import assert from 'node:assert/strict';
import { type OpName, operations, parseFormula, scalarOpNames } from '../../src/engine/index.ts';
import {
  type Application,
  type Operand,
  partialEquation,
  shareEquation,
  shareTerm,
  sumEquation,
  tensorShareTerm,
  valueEquation,
} from '../../src/notation/equations.ts';
import { putIn } from '../../src/notation/formulas.ts';
import { drawEquation, type MathElement, markup } from '../../src/notation/mathml.ts';

describe('MathML', () => {
  /** The elements inside of `<math><mrow>`, without the rows that only group. */
  const drawn = (formula: string, names: Record<string, string | number> = {}) =>
    drawEquation([putIn(parseFormula(formula), (name) => names[name])])
      .map(markup)
      .join('')
      .replace(/^<math[^>]*><mrow>|<\/mrow><\/math>$/g, '')
      .replace(/<\/?mrow>/g, '')
      .replaceAll(/\u2061|<mtext>\u2009<\/mtext>/g, '')
      .replaceAll('\u2062', '');

  it('draws fractions, powers and roots without the parentheses that they make needless', () => {
    assert.equal(
      drawn('(x + 1) / (2 * y)'),
      '<mfrac><mi>x</mi><mo>+</mo><mn>1</mn><mn>2</mn><mo></mo><mi>y</mi></mfrac>',
    );
    assert.equal(drawn('x^(n - 1)'), '<msup><mi>x</mi><mi>n</mi><mo>−</mo><mn>1</mn></msup>');
    assert.equal(drawn('sqrt(x + 1)'), '<msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt>');
    assert.equal(drawn('cbrt(x)'), '<mroot><mi>x</mi><mn>3</mn></mroot>');
  });

  it('keeps the words of a text apart', () => {
    assert.match(
      drawn('x', { x: 'its part of ∂J/∂v₂' }),
      /<mi>its<\/mi><mtext>\u00a0<\/mtext><mi>part<\/mi>/,
    );
    assert.doesNotMatch(drawn('x', { x: 'xᵀ · ∂J/∂h' }), /mtext/);
  });

  it('keeps those that are needed', () => {
    const text = (formula: string, names?: Record<string, string | number>) =>
      drawn(formula, names).replace(/<[^>]+>/g, '');
    assert.equal(text('(x + y)^2'), '(x+y)2');
    assert.equal(text('(x + y) * z'), '(x+y)·z');
    assert.equal(text('x - (y - z)'), 'x−(y−z)');
    assert.equal(text('x - y * z'), 'x−y·z');
    assert.equal(text('x * y', { x: 2, y: -3 }), '2(−3)'.replace('(', '·('));
    assert.equal(text('x^2', { x: -3 }), '(−3)2');
    assert.equal(text('sin(x)', { x: -3 }), 'sin(−3)');
    assert.equal(text('sin(x + y)'), 'sin(x+y)');
    assert.equal(text('-(x + y)'), '−(x+y)');
    assert.equal(text('x + y', { y: -1 }), 'x+(−1)');
    assert.equal(text('(x / y)^2'), '(xy)2');
  });

  it('sets names as mathematics does: indices below, numbers of assignments above, partial derivatives as fractions', () => {
    const name = (text: string) => drawn('x', { x: text });
    assert.equal(name('u₁'), '<msub><mi>u</mi><mn>1</mn></msub>');
    assert.equal(name('W₁₂[0][2]'), '<msub><mi>W</mi><mn>12</mn></msub><mi>[0][2]</mi>');
    assert.equal(name('a⁽¹²⁾'), '<msup><mi>a</mi><mo>(</mo><mn>12</mn><mo>)</mo></msup>');
    assert.equal(name('net.bias'), '<mi>net.bias</mi>');
    assert.equal(
      name('∂J/∂u₁'),
      '<mfrac><mo>∂</mo><mi>J</mi><mo>∂</mo><msub><mi>u</mi><mn>1</mn></msub></mfrac>',
    );
  });

  it('writes numbers as the picture does, whatever they are', () => {
    const number = (value: number) => drawn('x', { x: value });
    assert.equal(number(0.21849), '<mn>0.2185</mn>');
    assert.equal(number(-3), '<mo>−</mo><mn>3</mn>');
    assert.equal(
      number(-1.234e-300),
      '<mo>−</mo><mn>1.234</mn><mo>×</mo><msup><mn>10</mn><mo>−</mo><mn>300</mn></msup>',
    );
    assert.equal(number(Number.NaN), '<mi>NaN</mi>');
    assert.equal(number(-Infinity), '<mo>−</mo><mi>∞</mi>');
  });

  it('draws what the table has as a text: fractions, transposes, the axes of a sum', () => {
    const name = (text: string) => drawn('x', { x: text });
    const partial = '<mfrac><mo>∂</mo><mi>J</mi><mo>∂</mo><mi>h</mi></mfrac>';
    assert.equal(name('∂J/∂h · Wᵀ'), `${partial}<mo>·</mo><msup><mi>W</mi><mi>T</mi></msup>`);
    assert.equal(
      name('Σ₀ (∂J/∂h ⊙ a)'),
      `<msub><mi>Σ</mi><mn>0</mn></msub><mo>(</mo>${partial}<mo>⊙</mo><mi>a</mi><mo>)</mo>`,
    );
  });

  it('lets no name of a program become markup', () => {
    assert.equal(drawn('x', { x: 'a<b>&c' }), '<mi>a&lt;b&gt;&amp;c</mi>');
  });

  it('is well formed for every row of the table, with symbols and with numbers', () => {
    const sizes: Record<string, number> = { mfrac: 2, msup: 2, msub: 2, mroot: 2, msqrt: 1 };
    const check = ({ tag, children }: MathElement): void => {
      if (tag in sizes) assert.equal(children.length, sizes[tag], tag);
      if (['mi', 'mn', 'mo'].includes(tag)) assert.ok(children.length === 1 && children[0] !== '');
      for (const child of children) if (typeof child !== 'string') check(child);
    };
    for (const op of scalarOpNames) {
      const count = operations[op].arity === 'any' ? 3 : (operations[op].arity as number);
      const operands = ['a', 'b₁', 'c'].slice(0, count).map((name, i) => ({ name, value: 0.3 - i }));
      const output = { name: 'z', value: operations[op].forward(operands.map(({ value }) => value)) };
      const application = { op, attributes: {}, operands, output, isScalar: true };
      valueEquation(application).math.forEach(check);
      for (let slot = 0; slot < count; slot++) {
        partialEquation(application, slot, 0.5).math.forEach(check);
      }
    }
  });
});

describe('The equations of a node', () => {
  const t = { name: 't', value: 1.69 };
  const x = { name: 'x', value: 1.3 };
  const applied = (op: OpName, operands: readonly Operand[], name: string, value: number) => ({
    ...{ op, attributes: {}, operands, output: { name, value }, isScalar: true },
  });
  const sine = applied('sin', [t], 'u₁', 0.9929);
  const triple = applied('mul', [{ value: 3 }, t], 'u₂', 5.07);
  const share = (application: Application, slot: number, local: number) => ({
    ...{ term: shareTerm(application, slot, 'J'), gradient: 0.2185, local, isScalar: application.isScalar },
  });

  it('say what it computes, in symbols and in numbers', () => {
    assert.equal(valueEquation(sine).text, 'u₁ = sin t = sin 1.69 = 0.9929');
    assert.equal(valueEquation(applied('pow', [t, { value: 2 }], 'y', 2.856)).text, 'y = t² = 1.69² = 2.856');
  });

  it('say its local derivatives, simplified where constants allow it, the numbers not', () => {
    assert.equal(
      partialEquation(applied('pow', [x, { value: 3 }], 'y', 2.197), 0, 5.07).text,
      '∂y/∂x = 3 x² = 3 · 1.3² = 5.07',
    );
    assert.equal(partialEquation(applied('add', [x, x], 'y', 2.6), 0, 1).text, '∂y/∂x = 1');
    assert.equal(
      partialEquation(applied('tanh', [x], 'h', 0.5), 0, 0.75).text,
      '∂h/∂x = 1 − h² = 1 − 0.5² = 0.75',
    );
  });

  it('spell the sum over its consumers out', () => {
    const shares = [share(sine, 0, -0.1189), share(triple, 1, 3)];
    assert.equal(
      sumEquation('J', 't', shares, undefined, 0.6295).text,
      '∂J/∂t = ∂J/∂u₁ · cos t + ∂J/∂u₂ · 3 = 0.2185 · (−0.1189) + 0.2185 · 3 = 0.6295',
    );
    assert.equal(sumEquation('J', 'J', [], undefined, 1).text, '∂J/∂J = 1');
  });

  it('leave out the middle of a sum that is too long to read', () => {
    const all = Array.from({ length: 1000 }, (_, k) => share(applied('add', [x, t], `v${k}`, 3), 0, 1));
    const { text } = sumEquation('J', 'x', all, undefined, 218.5);
    assert.equal(sumEquation('J', 'x', all.slice(0, 100), all.at(-1), 218.5).text, text);
    assert.match(text, /∂J\/∂v3 · 1 \+ … \+ ∂J\/∂v999 · 1 = /);
  });

  it('say what one edge adds', () => {
    assert.equal(
      shareEquation(share(sine, 0, -0.1189), -0.02598).text,
      '∂J/∂u₁ · cos t = 0.2185 · (−0.1189) = −0.02598',
    );
  });

  it('of tensors stay in symbols', () => {
    const product = { ...applied('matMul', [x, { name: 'W', value: 2 }], 'h', 5), isScalar: false };
    const shares = [
      { share: 'xᵀ · ∂J/∂h', summed: [] },
      { share: '∂J/∂u ⊙ x', summed: [0] },
    ].map((one) => ({ term: tensorShareTerm(one), gradient: 2, local: 1, isScalar: false }));
    assert.match(valueEquation(product).text, /^h = [^0-9]*$/);
    assert.equal(sumEquation('J', 'W', shares, undefined, 3).text, '∂J/∂W = xᵀ · ∂J/∂h + Σ₀ (∂J/∂u ⊙ x)');
  });
});
