/** What the inspector is told of a node and of an edge. */
import assert from 'node:assert/strict';
import { sweep } from '../../src/engine/index.ts';
import type { EdgeLink } from '../../src/protocol/details.ts';
import { Inspection } from '../../src/session/details.ts';
import { Health } from '../../src/session/health.ts';
import { Titles } from '../../src/session/titles.ts';
import { newEvaluator, traceOf } from '../trace/harness.ts';

const SIMPLE = `const x = 1.3;
const t = x ** 2;
const u1 = Math.sin(t);
const u2 = 3 * t;
const u = u1 + u2;
const J = Math.cos(u);
`;

describe('the details', function () {
  this.timeout(30_000);
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());

  const open = async (program: string, root: string) => {
    const trace = await traceOf(evaluator, program, root);
    const walk = sweep(trace.graph, trace.root);
    const titles = new Titles(trace);
    const inspection = new Inspection(trace, walk, titles, new Health(trace.graph, walk));
    const named = (name: string) => {
      for (let node = 0; node < trace.graph.size; node++)
        if (titles.nameOf(node) === name && trace.graph.op(node) !== 'constant') return node;
      return assert.fail(`nothing is called ${name}`);
    };
    return { trace, walk, inspection, named };
  };
  const edges = (links: readonly EdgeLink[]) =>
    links.map(({ other, slot, rule, delta }) => `${other.name}[${slot}] ${rule}: ${delta}`);

  it('of a node say its rule, the rule with numbers, and the sum over its consumers', async () => {
    const { inspection, named } = await open(SIMPLE, 'J');
    const t = inspection.node(named('t'));
    assert.equal(t.name, 't');
    assert.deepEqual(t.place, { file: '', line: 2, source: 'x ** 2' });
    assert.equal(t.valueRule!.text, 't = x² = 1.3² = 1.69');
    assert.equal(
      t.gradientRule.text,
      '∂J/∂t = ∂J/∂u₂ · 3 + ∂J/∂u₁ · cos t = 0.2185 · 3 + 0.2185 · (−0.1189) = 0.6295',
    );
    assert.deepEqual(edges(t.operands.shown), ['x[0] ∂t/∂x = 2 x = 2.6: 1.637']);
    assert.deepEqual(edges(t.consumers.shown), [
      'u₂[1] ∂u₂/∂t = 3: 0.6555',
      'u₁[0] ∂u₁/∂t = cos t = −0.1189: −0.02598',
    ]);
    assert.equal(t.visit, 5);
  });

  it('have every digit of value and gradient, for people and for programs', async () => {
    const { trace, walk, inspection, named } = await open(SIMPLE, 'J');
    const u1 = named('u₁');
    const { value, gradient } = inspection.node(u1);
    assert.equal(Number(value.plain), trace.graph.value(u1));
    assert.equal(Number(gradient.plain), walk.gradient(u1));
    assert.equal(value.text, value.plain);
    const { inspection: other, named: of } = await open('const x = -1e-7; const y = x * x;', 'y');
    assert.deepEqual(other.node(of('x')).value, { text: '−1×10⁻⁷', plain: '-1e-7' });
  });

  it('of the root and of an input leave out what they do not have', async () => {
    const { inspection, named } = await open(SIMPLE, 'J');
    const root = inspection.node(named('J'));
    assert.equal(root.gradientRule.text, '∂J/∂J = 1');
    assert.deepEqual(root.consumers, { shown: [], count: 0 });
    const x = inspection.node(named('x'));
    assert.equal(x.valueRule, undefined);
    assert.equal(x.operation, 'input');
    assert.equal(x.visit, 5, 'the visit that completes it');
  });

  it('of an edge say the local derivative and what flows', async () => {
    const { inspection, named } = await open(SIMPLE, 'J');
    const edge = inspection.edge(named('u₁'), 0)!;
    assert.equal(edge.local!.rule.text, '∂u₁/∂t = cos t = cos 1.69 = −0.1189');
    assert.equal(edge.deltaRule.text, '∂J/∂u₁ · cos t = 0.2185 · (−0.1189) = −0.02598');
    assert.deepEqual([edge.before, edge.after, edge.visit], ['0.6555', '0.6295', 4]);
    assert.deepEqual([edge.operand.name, edge.consumer.name], ['t', 'u₁']);
  });

  it('of an edge from a constant, and of none at all, there are none', async () => {
    const { inspection, named } = await open(SIMPLE, 'J');
    assert.equal(inspection.edge(named('u₂'), 0), undefined);
    assert.equal(inspection.edge(named('u₂'), 7), undefined);
    assert.equal(inspection.edge(named('x'), 0), undefined);
    assert.throws(() => inspection.node(999), RangeError);
  });

  it('tell both edges of x · x apart', async () => {
    const { inspection, named } = await open('const x = 3; const y = x * x;', 'y');
    assert.deepEqual(edges(inspection.node(named('x')).consumers.shown), [
      'y[0] ∂y/∂x = x = 3: 3',
      'y[1] ∂y/∂x = x = 3: 3',
    ]);
  });

  it('list the first of very many consumers, and count them all', async () => {
    const { inspection, named } = await open(
      'const w = 2; let sum = 0; for (let i = 0; i < 1000; i++) sum = sum + w * 3; const y = sum;',
      'y',
    );
    const w = inspection.node(named('w'));
    assert.equal(w.consumers.shown.length, 100);
    assert.equal(w.consumers.count, 1000);
    assert.match(w.gradientRule.text, / \+ … \+ .* = 3000$/);
  });

  it('say what is wrong with a node, and where that starts', async () => {
    const { inspection, named } = await open(
      'const a = 1; const d = a - 2; const l = Math.log(d); const y = l * 3;',
      'y',
    );
    const y = inspection.node(named('y')).health!;
    assert.equal(y.sentence, 'ln(−1) = NaN.');
    assert.equal(y.start!.name, 'l');
    assert.equal(inspection.node(named('l')).health!.start, undefined);
    assert.equal(inspection.node(named('a')).health, undefined);
  });

  it('of a tensor say what is added as the rule for whole tensors, and where TensorFlow.js differs', async () => {
    const program = `import * as tf from '@tensorflow/tfjs';
const x = tf.tensor2d([[1, -2]]);
const W = tf.variable(tf.tensor2d([[0.5], [0.25]]));
const h = tf.matMul(x, W);
const a = tf.abs(h);
const J = tf.sum(a);`;
    const { inspection, named } = await open(program, 'J');
    const h = inspection.node(named('h'));
    assert.deepEqual(
      h.operands.shown.map(({ rule }) => rule),
      ['∂J/∂x += ∂J/∂h · Wᵀ', '∂J/∂W += xᵀ · ∂J/∂h'],
    );
    assert.equal(h.differs, undefined);
    assert.match(inspection.node(named('a')).differs!, /^TensorFlow\.js has the derivative −1 at 0/);
  });
});
