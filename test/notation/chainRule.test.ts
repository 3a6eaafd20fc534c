/** The sentence of a visit, to the letter. */
import assert from 'node:assert/strict';
import { GraphBuilder, sweep } from '../../src/engine/index.ts';
import { plainText, startLine, type VisitText, visitLines } from '../../src/notation/chainRule.ts';
import { writeFormula, writePartial } from '../../src/notation/formulas.ts';

/** The visit of u₁ in J = cos(sin(x²) + 3x²) at 1.3, with the engine's numbers. */
function visitOfU1(): VisitText {
  const builder = new GraphBuilder();
  const t = builder.apply('pow', [builder.leaf(1.3), builder.constant(2)]);
  const u1 = builder.apply('sin', [t]);
  const u2 = builder.apply('mul', [builder.constant(3), t]);
  const J = builder.apply('cos', [builder.apply('add', [u1, u2])]);
  const walk = sweep(builder.build(), J);
  const { gradient, contributions } = walk.visit(walk.order.indexOf(u1));
  return {
    root: 'J',
    node: 'u₁',
    formula: writeFormula('sin', ['t']),
    gradient,
    contributions: contributions.map((contribution) => ({
      ...contribution,
      target: 't',
      rule: writePartial('sin', contribution.slot, ['t'], 'u₁'),
    })),
  };
}

describe('a visit', () => {
  it('is told in words and mathematics', () => {
    assert.deepEqual(visitLines(visitOfU1()).map(plainText), [
      'u₁ = sin t. We already know ∂J/∂u₁ = 0.2185.',
      '∂J/∂t += ∂J/∂u₁ · cos t = 0.2185 × −0.1189 = −0.02598 (0.6555 → 0.6295)',
    ]);
  });

  it('comes in runs that say what each part is', () => {
    const [, addition] = visitLines(visitOfU1());
    assert.deepEqual(addition, [
      { style: 'symbol', text: '∂J/∂t' },
      { style: 'muted', text: ' += ' },
      { style: 'symbol', text: '∂J/∂u₁ · cos t' },
      { style: 'muted', text: ' = ' },
      { style: 'number', text: '0.2185' },
      { style: 'muted', text: ' × ' },
      { style: 'number', text: '−0.1189' },
      { style: 'muted', text: ' = ' },
      { style: 'result', text: '−0.02598' },
      { style: 'muted', text: ' (0.6555 → ' },
      { style: 'number', text: '0.6295' },
      { style: 'muted', text: ')' },
    ]);
  });

  it('has one line for each operand; what is composite stands in parentheses', () => {
    const lines = visitLines({
      root: 'J',
      node: 'q',
      formula: 'a / b',
      gradient: -2,
      contributions: [
        { target: 'a', rule: '1 / b', local: 0.25, delta: -0.5, before: 0, after: -0.5 },
        { target: 'b', rule: '−a / b²', local: -0.5, delta: 1, before: 1, after: 2 },
      ],
    });
    assert.deepEqual(lines.map(plainText), [
      'q = a / b. We already know ∂J/∂q = −2.',
      '∂J/∂a += ∂J/∂q · (1 / b) = −2 × 0.25 = −0.5 (0 → −0.5)',
      '∂J/∂b += ∂J/∂q · (−a / b²) = −2 × −0.5 = 1 (1 → 2)',
    ]);
  });
});

describe('before the first visit', () => {
  it('only the root has a derivative', () => {
    assert.equal(plainText(startLine('J')), '∂J/∂J = 1; every other partial derivative is 0.');
  });
});
