import assert from 'node:assert/strict';
import type { ContributionText } from '../../src/notation/chainRule.ts';
import { contributionsOf, momentAt, next, previous } from '../../webview/walk.ts';
import { lonelyLeaf, network, simpleExample, square } from './fixtures.ts';

describe('The walk of a view', () => {
  const view = simpleExample();
  const [x, t, u1, u2, u, J] = [0, 1, 2, 3, 4, 5] as const;

  it('starts with 0 everywhere and 1 at the root', () => {
    const { gradients, items: nodes, edges } = momentAt(view, 0);
    assert.deepEqual([...gradients], [0, 0, 0, 0, 0, 1]);
    assert.deepEqual(nodes, ['waiting', 'waiting', 'waiting', 'waiting', 'waiting', 'partial']);
    assert.ok(edges.every((edge) => edge === 'waiting'));
  });

  it('adds each visit on top of what was there', () => {
    const visitOfU1 = momentAt(view, 4);
    const [{ before, after }] = contributionsOf(view.visits.visits[3]!) as [ContributionText];
    assert.equal(visitOfU1.gradients[t], after);
    assert.equal(momentAt(view, 3).gradients[t], before);
    assert.equal(visitOfU1.gradients[x], 0);
  });

  it('tells visited, current, partly known and waiting nodes apart', () => {
    const { items: nodes, edges } = momentAt(view, 4);
    assert.deepEqual(
      [x, t, u1, u2, u, J].map((node) => nodes[node]),
      ['waiting', 'partial', 'current', 'done', 'done', 'done'],
    );
    assert.deepEqual(edges, ['waiting', 'current', 'done', 'done', 'done', 'done']);
  });

  it('ends with the finished gradients, as in the overview', () => {
    for (const example of [view, square(), network([3, 3, 3])]) {
      const end = momentAt(example, example.visitCount);
      assert.deepEqual(end.gradients, example.scene.gradients);
      assert.deepEqual(momentAt(example, 'overview').gradients, example.scene.gradients);
    }
  });

  it('has a leaf done only when both of its contributions have arrived', () => {
    const example = network([2, 2]);
    const leaf = 0;
    const arrivals = example.visits.visits.flatMap(({ operands }, index) =>
      operands.some(({ node }) => node === leaf) ? [index + 1] : [],
    );
    assert.equal(arrivals.length, 2);
    assert.equal(momentAt(example, arrivals[0]!).items[leaf], 'partial');
    assert.equal(momentAt(example, arrivals[1]!).items[leaf], 'done');
  });

  it('steps from the overview to the first visit or the last, and stops at both ends', () => {
    assert.equal(next(view, 'overview'), 1);
    assert.equal(previous(view, 'overview'), 5);
    assert.equal(next(view, 5), 5);
    assert.equal(previous(view, 1), 0);
    assert.equal(previous(view, 0), 0);
    assert.equal(next(lonelyLeaf(), 'overview'), 0);
  });
});
