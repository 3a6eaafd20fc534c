/** What the inspector tells of tensors: statistics, one element with all its digits, and what is around it. */
import assert from 'node:assert/strict';
import { tensor } from '../../src/engine/index.ts';
import type { Subject } from '../../src/protocol/checks.ts';
import { inspect } from '../../src/session/inspection.ts';
import { Session } from '../../src/session/session.ts';
import { elementsOf } from '../../src/session/tensors/elements.ts';
import { statisticsOf } from '../../src/session/tensors/statistics.ts';
import { newEvaluator, traceOf } from '../trace/harness.ts';

describe('The statistics of a tensor', () => {
  const of = (data: readonly number[]) => statisticsOf('value', 'W', tensor([data.length], data));

  it('are range, mean, norm, share of zeros, and how many are no finite number', () => {
    const { histogram, ...numbers } = of([3, 0, -4, 0]);
    assert.deepEqual(numbers, {
      ...{ part: 'value', symbol: 'W', range: { min: '−4', max: '3', mean: '−0.25' } },
      ...{ norm: '5', zeros: '50 %', nan: 0, infinite: 0 },
    });
    assert.deepEqual(
      histogram.flatMap((count, bin) => (count > 0 ? [[bin, count]] : [])),
      // The range begins at −4 and has 24 parts.
      [
        [0, 1],
        [13, 2],
        [23, 1],
      ],
    );
  });

  it('are those of the finite elements, and say so by the number of the others', () => {
    const { range, norm, nan, infinite, histogram } = of([NaN, 1, Infinity, -Infinity, 3]);
    assert.deepEqual(range, { min: '1', max: '3', mean: '2' });
    assert.deepEqual([norm, nan, infinite], ['NaN', 1, 2]);
    assert.equal(
      histogram.reduce((sum, count) => sum + count),
      2,
    );
    assert.equal(of([NaN]).range, undefined);
  });

  it('do not overflow, and put equal elements into one bar', () => {
    const largest = of([Number.MAX_VALUE, Number.MAX_VALUE, -Number.MAX_VALUE]);
    assert.equal(largest.range!.mean, '5.992×10³⁰⁷');
    assert.deepEqual([largest.histogram[0], largest.histogram.at(-1)], [1, 2]);
    assert.deepEqual(of([2, 2]).histogram, [2]);
  });
});

describe('An element of a tensor', function () {
  this.timeout(30_000);
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());
  const sessionOf = async (text: string) =>
    new Session(1, await traceOf(evaluator, `import * as tf from '@tensorflow/tfjs';\n${text}`, 'J'));
  const subjectOf = ({ scene }: Session, name: string): Subject & { node: number } => {
    const item = scene.items.find((one) => one.name === name)!;
    assert.ok('node' in item);
    return { node: item.node };
  };

  it('has all digits of value and gradient, and what each consumer adds', async () => {
    const session = await sessionOf(`
      const W = tf.variable(tf.tensor2d([[1, 2, 3], [4, 0.1, 6]]));
      const a = tf.mul(W, W);
      const b = tf.mul(W, 3);
      const J = tf.add(tf.sum(a), tf.sum(b));`);
    const view = elementsOf(session, subjectOf(session, 'W'), 'value', [1, 1])!;
    assert.deepEqual(view.numbers, [
      { symbol: 'W[1, 1]', number: { text: '0.1', plain: '0.1' } },
      { symbol: '∂J/∂W[1, 1]', number: { text: '3.2', plain: '3.2' } },
    ]);
    assert.deepEqual(view.shares, [
      { consumer: 'b', delta: '3' },
      { consumer: 'a', delta: '0.1' },
      { consumer: 'a', delta: '0.1' },
    ]);
    assert.deepEqual([view.cell, view.rows, view.columns], [4, 2, 3]);
    assert.deepEqual(view.page, {
      ...{ row: 0, column: 0 },
      texts: [
        ['1', '2', '3'],
        ['4', '0.1', '6'],
      ],
    });
  });

  it('is the nearest that there is, of a vector too, and of a tensor without elements none', async () => {
    const session = await sessionOf(`
      const b = tf.variable(tf.tensor1d([5, 7]));
      const none = tf.variable(tf.zeros([0, 2]));
      const J = tf.add(tf.sum(b), tf.sum(none));`);
    const b = subjectOf(session, 'b');
    assert.deepEqual(elementsOf(session, b, 'value', [99])!.index, [1]);
    assert.deepEqual(elementsOf(session, b, 'value', [])!.numbers[0]!.symbol, 'b[0]');
    assert.equal(elementsOf(session, subjectOf(session, 'none'), 'value', [0, 0]), undefined);
    assert.equal(elementsOf(session, subjectOf(session, 'J'), 'value', []), undefined);
    assert.equal(elementsOf(session, { node: 99999 }, 'value', []), undefined);
    assert.equal(elementsOf(session, { box: 's0' }, 'value', []), undefined);
  });

  it('stands in the slice of its leading indices', async () => {
    const session = await sessionOf(`
      const x = tf.variable(tf.reshape(tf.range(0, 24), [2, 3, 4]));
      const J = tf.sum(tf.mul(x, x));`);
    const view = elementsOf(session, subjectOf(session, 'x'), 'gradient', [1, 2, 3])!;
    assert.deepEqual(view.page.texts, [
      ['24', '26', '28', '30'],
      ['32', '34', '36', '38'],
      ['40', '42', '44', '46'],
    ]);
    assert.deepEqual(
      view.numbers.map(({ number }) => number.plain),
      ['23', '46'],
    );
  });

  it('is found in a cell that stands for many: the one furthest from 0, or NaN', async () => {
    const session = await sessionOf(`
      const data = new Array(100 * 200).fill(0.5);
      data[57 * 200 + 123] = -9;
      data[99 * 200 + 199] = NaN;
      const W = tf.variable(tf.tensor2d(data, [100, 200]));
      const J = tf.sum(W);`);
    const W = subjectOf(session, 'W');
    const { map, furthest, cell } = elementsOf(session, W, 'value', [57, 123])!;
    assert.ok(map.rows * map.columns <= 32 * 48);
    assert.equal(furthest![cell], 57 * 200 + 123);
    assert.equal(furthest!.at(-1), 99 * 200 + 199);
    assert.equal(map.cells.at(-1), 'N');
    // Every element is in the cell that it is said to be in.
    for (const [row, column] of [
      [0, 0],
      [3, 4],
      [50, 100],
      [98, 198],
    ]) {
      const place = row! * 200 + column!;
      const at = elementsOf(session, W, 'value', [row!, column!])!.cell;
      const first = furthest![at]!;
      assert.ok(
        Math.abs(Math.floor(first / 200) - row!) <= 4 && Math.abs((first % 200) - column!) <= 5,
        `${place}`,
      );
    }
  });

  it('is told of what flows along an edge', async () => {
    const session = await sessionOf(`
      const x = tf.tensor2d([[1, 2]]);
      const W = tf.variable(tf.tensor2d([[3], [4]]));
      const J = tf.sum(tf.matMul(x, W));`);
    const consumer = session.scene.items.find(({ name }) => name.startsWith('v'))!;
    assert.ok('node' in consumer);
    const subject = { consumer: consumer.node, slot: 1 };
    const details = inspect(session, subject)!;
    assert.ok(details.kind === 'edge' && details.tensor);
    assert.equal(details.local, undefined);
    assert.deepEqual(details.tensor.shape, [2, 1]);
    assert.equal(details.deltaRule.text, `xᵀ · ∂J/∂${consumer.name}`);
    const view = elementsOf(session, subject, 'contribution', [1, 0])!;
    assert.deepEqual(view.page.texts, [['1'], ['2']]);
  });

  it('is answered in little, however large the tensor is', async () => {
    const session = await sessionOf(`
      const W = tf.variable(tf.randomNormal([784, 128], 0, 1, 'float32', 1));
      const J = tf.sum(tf.square(W));`);
    const size = (told: unknown) => JSON.stringify(told).length;
    const W = subjectOf(session, 'W');
    assert.ok(size(elementsOf(session, W, 'gradient', [500, 60])) < 20_000);
    assert.ok(size(inspect(session, W)) < 5000);
    assert.ok(size(session.view) < 10_000);
  });
});
