/** The sentences of a graph of tensors: the lectures' vectorised rules, shapes, and the axes that are summed. */
import assert from 'node:assert/strict';
import { plainText, visitLines } from '../../src/notation/chainRule.ts';
import { Session } from '../../src/session/session.ts';
import { visitOf } from '../../src/session/visits.ts';
import { contributionsOf } from '../../webview/walk.ts';
import { newEvaluator, traceOf } from '../trace/harness.ts';

const PROGRAM = `import * as tf from '@tensorflow/tfjs';
const x = tf.tensor2d([[1, -1, 0.5], [2, 0.25, -0.5]]);
const W = tf.variable(tf.tensor2d([[0.1, 0.2], [-0.3, 0.4], [0.5, -0.6]]));
const b = tf.variable(tf.tensor1d([0.05, -0.05]));
const h = tf.tanh(tf.add(tf.matMul(x, W), b));
const J = tf.sum(tf.mul(h, tf.scalar(2)));`;

describe('a session of tensors', function () {
  this.timeout(30_000);
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());

  it('tells each visit with the rule for whole tensors, its shape and the axes that are summed', async () => {
    const { sweep, titles, view } = new Session(1, await traceOf(evaluator, PROGRAM, 'J'));
    const told = Array.from(sweep.order, (_, k) => {
      const visit = visitOf(sweep, titles, k + 1);
      return visitLines({
        root: view.rootName,
        node: visit.name,
        formula: visit.formula,
        gradient: visit.numbers[0]!,
        contributions: contributionsOf(visit),
        ...(visit.shape !== undefined && { shape: visit.shape }),
      }).map((line) => plainText(line).replace(/ norm \S+ \(.*\)$/, ' norm …'));
    }).flat();
    assert.deepEqual(
      told.filter((line) => !line.includes('We already know') || line.startsWith('h ')),
      [
        '∂J/∂v₃ += ∂J/∂J for each, of shape [2, 2] and norm …',
        '∂J/∂h += ∂J/∂v₃ ⊙ 2, of shape [2, 2] and norm …',
        // Four elements of 2.
        'h = tanh v₂, of shape [2, 2]. We already know ‖∂J/∂h‖ = 4.',
        '∂J/∂v₂ += ∂J/∂h ⊙ (1 − h²), of shape [2, 2] and norm …',
        '∂J/∂v₁ += ∂J/∂v₂, of shape [2, 2] and norm …',
        '∂J/∂b += ∂J/∂v₂, summed over axis 0, of shape [2] and norm …',
        '∂J/∂x += ∂J/∂v₁ · Wᵀ, of shape [2, 2] · [3, 2]ᵀ = [2, 3] and norm …',
        '∂J/∂W += xᵀ · ∂J/∂v₁, of shape [2, 3]ᵀ · [2, 2] = [3, 2] and norm …',
      ],
    );
  });
});
