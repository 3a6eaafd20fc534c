/** Which values of a program are which after an edit. */
import assert from 'node:assert/strict';
import { matchNodes } from '../../../src/session/compare/matching.ts';
import { displayNames } from '../../../src/session/names.ts';
import type { Trace } from '../../../src/trace/trace.ts';
import { newEvaluator, traceOf } from '../../trace/harness.ts';

/** `J` of a small program. */
const PLAIN = `const x = 1.3;
const t = x * x;
const u1 = Math.sin(t);
const u2 = 3 * t;
const J = Math.cos(u1 + u2);
`;

const NEURONS = `function neuron(w: number[], x: number) {
  const sum = w[0] * x + w[1];
  return Math.tanh(sum);
}
const w = [[1, 2], [3, 4], [5, 6]];
const J = neuron(w[0], 0.5) + neuron(w[1], 0.6) + neuron(w[2], 0.7);
`;

describe('the same values before and after an edit', function () {
  this.timeout(60_000);
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());

  /** Every value by its name and the source that makes it, with the place of its line's beginning. */
  const nodeTexts = (trace: Trace) => {
    const names = displayNames(trace);
    return Array.from({ length: trace.graph.size }, (_, node) => {
      const { file, start, end } = trace.spanOf(node);
      return trace.graph.op(node) === 'constant'
        ? ''
        : `${names[node]}: ${trace.sources[file]!.text.slice(start, end)}`;
    });
  };
  const compare = async (before: string, after: string, root = 'J') => {
    const [old, fresh] = [await traceOf(evaluator, before, root), await traceOf(evaluator, after, root)];
    const { freshOf, oldOf } = matchNodes(old, fresh);
    for (const [node, other] of freshOf.entries()) if (other >= 0) assert.equal(oldOf[other], node);
    for (const [node, other] of oldOf.entries()) if (other >= 0) assert.equal(freshOf[other], node);
    const [texts, freshTexts] = [nodeTexts(old), nodeTexts(fresh)];
    const of = (all: string[], others: Int32Array) =>
      all.filter((text, node) => text !== '' && others[node]! < 0);
    const kept = texts.flatMap((text, node) =>
      text && freshOf[node]! >= 0 ? [[text, freshTexts[freshOf[node]!]!]] : [],
    );
    return {
      removed: of(texts, freshOf),
      added: of(freshTexts, oldOf),
      /** Of those that are kept, the ones that read otherwise now. */
      altered: kept.filter(([text, now]) => text !== now).map(([text, now]) => `${text} → ${now}`),
    };
  };
  const NOTHING = { removed: [], added: [], altered: [] };

  it('are all found where nothing was edited', async () => {
    assert.deepEqual(await compare(PLAIN, PLAIN), NOTHING);
    assert.deepEqual(await compare(NEURONS, NEURONS), NOTHING);
  });

  it('are all found behind inserted lines and comments, and in another indentation', async () => {
    const moved = PLAIN.replace('const u1', '// One.\nconst other = 5; /* two */\n\nconst u1').replace(
      'u1 + u2',
      'u1\n    + u2',
    );
    assert.deepEqual(await compare(PLAIN, moved), {
      ...NOTHING,
      altered: ['v₁: u1 + u2 → v₁: u1\n    + u2', 'J: Math.cos(u1 + u2) → J: Math.cos(u1\n    + u2)'],
    });
  });

  it('are found with another number in their place', async () => {
    assert.deepEqual(await compare(PLAIN, PLAIN.replace('1.3', '-20.5')), {
      ...NOTHING,
      altered: ['x: 1.3 → x: -20.5'],
    });
  });

  it('are found by their names where their expression has become another', async () => {
    assert.deepEqual(await compare(PLAIN, PLAIN.replace('const t = x * x', 'const t = x * x * x')), {
      removed: [],
      added: ['v₁: x * x'],
      altered: ['t: x * x → t: x * x * x', 'v₁: u1 + u2 → v₂: u1 + u2'],
    });
    assert.deepEqual(await compare(PLAIN, PLAIN.replace('Math.cos(u1 + u2)', 'u1 + u2')), {
      removed: ['v₁: u1 + u2'],
      added: [],
      altered: ['J: Math.cos(u1 + u2) → J: u1 + u2'],
    });
  });

  it('are found under other names', async () => {
    const { removed, added, altered } = await compare(PLAIN, PLAIN.replaceAll(/\bt\b/g, 'square'));
    assert.deepEqual([removed, added], [[], []]);
    assert.ok(altered.includes('t: x * x → square: x * x'));
  });

  it('say what was put in and what was taken out', async () => {
    const more = PLAIN.replace(
      'const J = Math.cos(u1 + u2)',
      'const k = 2;\nconst u3 = k * x;\nconst J = Math.cos(u1 + u2 + u3)',
    );
    const there = await compare(PLAIN, more);
    assert.deepEqual(there.removed, []);
    assert.deepEqual(there.added, ['k: 2', 'u₃: k * x', 'v₂: u1 + u2 + u3']);
    const back = await compare(more, PLAIN);
    assert.deepEqual([back.removed, back.added], [['k: 2', 'u₃: k * x', 'v₂: u1 + u2 + u3'], []]);
  });

  it('are told apart by the call that they are in, also when a call is put before the others', async () => {
    const more = NEURONS.replace('neuron(w[0], 0.5)', 'neuron(w[1], -4) + neuron(w[0], 0.5)');
    const { removed, added } = await compare(NEURONS, more);
    assert.deepEqual(removed, []);
    assert.deepEqual(added, [
      'x⁽¹⁾: x',
      'v₁: w[0] * x',
      'sum⁽¹⁾: w[0] * x + w[1]',
      'v₂: Math.tanh(sum)',
      'v₉: neuron(w[1], -4) + neuron(w[0], 0.5)',
    ]);
  });

  it('are the same turns of a loop that turns more often', async () => {
    const loop = (turns: number) =>
      `const x = 0.9;\nlet s = 1;\nfor (let i = 0; i < ${turns}; i++) {\n  const p = s * x;\n  s = Math.sin(p);\n}\nconst J = s * 2;\n`;
    const { removed, added } = await compare(loop(4), loop(6));
    assert.deepEqual(removed, []);
    assert.equal(added.length, 4);
  });

  it('are found by what they are computed from, when an expression moves into a function', async () => {
    const inside = PLAIN.replace(
      'const u1 = Math.sin(t);\nconst u2 = 3 * t;\nconst J = Math.cos(u1 + u2);',
      'function f(t: number) {\n  return Math.cos(Math.sin(t) + 3 * t);\n}\nconst J = f(t);',
    );
    const { removed, added } = await compare(PLAIN, inside);
    assert.deepEqual([removed, added], [[], []]);
  });

  it('of 100,000 operations take well under a second', async () => {
    const loop = (more: string) =>
      `const x = 0.5;\nlet s = 1;\n${more}for (let i = 0; i < 33000; i++) {\n  s = Math.sin(s * x) + x;\n}\nconst J = s;\n`;
    const [old, fresh] = [
      await traceOf(evaluator, loop(''), 'J'),
      await traceOf(evaluator, loop('s = s + x;\n'), 'J'),
    ];
    const { freshOf, oldOf } = matchNodes(old, fresh);
    assert.ok(old.graph.size > 99_000);
    assert.deepEqual(
      [freshOf.filter((node) => node < 0).length, oldOf.filter((node) => node < 0).length],
      [0, 1],
    );
  });
});
