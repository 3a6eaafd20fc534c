/** Heat maps: what each cell says, how large tensors become small, and what the scenes of a walk have of them. */
import assert from 'node:assert/strict';
import { tensor } from '../../src/engine/index.ts';
import { Session } from '../../src/session/session.ts';
import { gridOf, heatMaps } from '../../src/session/tensors/heatMap.ts';
import { gradientMapAt, momentAt } from '../../webview/walk.ts';
import { newEvaluator, traceOf } from '../trace/harness.ts';

const MOST = { rows: 12, columns: 16 };

describe('A heat map', () => {
  const cellsOf = (shape: readonly number[], data: readonly number[]) =>
    heatMaps([tensor(shape, data)], MOST)[0]!;

  it('says the sign and the share of the largest, and marks what is zero or no finite number', () => {
    assert.deepEqual(cellsOf([2, 4], [4, -4, 1, -1, 0, NaN, Infinity, -Infinity]), {
      rows: 2,
      columns: 4,
      // A quarter of the largest has half of the strength.
      cells: 'HhDd0N^v',
    });
    assert.equal(cellsOf([3], [1e-300, 1, -1e-300]).cells, 'AHa');
    assert.equal(cellsOf([2], [1e300, 5e-324]).cells, 'HA');
    assert.equal(cellsOf([2], [-0, 0]).cells, '00');
    assert.equal(cellsOf([0, 3], []).cells, '');
  });

  it('has rows and columns for every shape', () => {
    const grid = (...shape: number[]) => Object.values(gridOf(shape));
    assert.deepEqual(grid(5), [1, 5]);
    assert.deepEqual(grid(5, 1), [5, 1]);
    assert.deepEqual(grid(3, 3, 1, 8), [9, 8]);
    assert.deepEqual(grid(32, 28, 28, 1), [896, 28]);
    assert.deepEqual(grid(1, 1, 1), [1, 1]);
    assert.deepEqual(grid(2, 0), [0, 0]);
  });

  it('shows all of a large tensor in cells that stand for many: one NaN, one infinity, one row of zeros are seen', () => {
    const [rows, columns] = [784, 128];
    const data = Array.from({ length: rows * columns }, (_, i) => Math.sin(i * i) + 2);
    data.fill(0, 0, 128 * 66);
    data[700 * columns + 3] = NaN;
    data[700 * columns + 127] = -Infinity;
    const { rows: shown, columns: across, cells } = cellsOf([rows, columns], data);
    assert.deepEqual([shown, across, cells.length], [12, 16, 192]);
    assert.equal(cells.slice(0, 17), `${'0'.repeat(16)}H`);
    assert.equal([...cells].filter((cell) => cell === 'N').length, 1);
    assert.equal([...cells].filter((cell) => cell === 'v').length, 1);
  });

  it('shows the root mean square with the sign of the sum, whatever the size', () => {
    const wide = (scale: number) =>
      cellsOf(
        [1, 64],
        Array.from({ length: 64 }, (_, i) => (i < 4 ? [-1, 3, 1, -1][i]! : -1) * scale),
      ).cells;
    // √((9 + 1 + 1 + 1) / 4) = √3, beside 1 in all others.
    assert.equal(wide(1), `H${'g'.repeat(15)}`);
    assert.equal(wide(1e250), wide(1));
    assert.equal(wide(1e-250), wide(1));
  });
});

describe('The scene of a graph of tensors', function () {
  this.timeout(30_000);
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());
  const sessionOf = async (text: string, root: string) =>
    new Session(1, await traceOf(evaluator, `import * as tf from '@tensorflow/tfjs';\n${text}`, root));

  it('has value and gradient of each tensor, and of a number nothing', async () => {
    const { scene } = await sessionOf(
      `const W = tf.variable(tf.tensor2d([[1, -4], [0, 4]]));
       const J = tf.sum(tf.relu(W));`,
      'J',
    );
    assert.deepEqual(scene.tensors, [
      {
        shape: '[2, 2]',
        value: { rows: 2, columns: 2, cells: 'Dh0H' },
        gradients: [{ rows: 2, columns: 2, cells: 'H00H' }],
      },
      {
        shape: '[2, 2]',
        value: { rows: 2, columns: 2, cells: 'D00H' },
        gradients: [{ rows: 2, columns: 2, cells: 'HHHH' }],
      },
      null,
    ]);
    assert.deepEqual(
      scene.edges.map(({ shape, rule }) => [shape, rule]),
      [
        ['[2, 2]', '∂J/∂v₁ ⊙ [W > 0]'],
        ['[2, 2]', '∂J/∂J for each'],
      ],
    );
  });

  it('shows the gradient as it is at each moment of the walk', async () => {
    const { view } = await sessionOf(
      `const w = tf.variable(tf.tensor1d([1, 2]));
       const a = tf.mul(w, tf.tensor1d([4, 0]));
       const b = tf.mul(w, tf.tensor1d([0, -1]));
       const J = tf.add(tf.sum(a), tf.sum(b));`,
      'J',
    );
    const index = view.scene.items.findIndex(({ name }) => name === 'w');
    const seen = Array.from(
      { length: view.visitCount + 1 },
      (_, cursor) => gradientMapAt(view.scene, momentAt(view, cursor), index)?.cells,
    );
    const distinct = seen.filter((cells, k) => k === 0 || cells !== seen[k - 1]);
    assert.deepEqual(distinct, [undefined, '0d', 'Hd']);
    assert.equal(gradientMapAt(view.scene, momentAt(view, 'overview'), index)?.cells, 'Hd');
  });

  it('stays small whatever is used how often: of very many contributions some moments are kept, the last among them', async () => {
    const { view, sweep } = await sessionOf(
      `const w = tf.variable(tf.tensor1d([1, 2]));
       let s = tf.scalar(0);
       for (let i = 0; i < 100; i++) s = tf.add(s, tf.sum(tf.mul(w, i - 50)));
       const J = s;`,
      'J',
    );
    const index = view.scene.items.findIndex(({ name }) => name === 'w');
    const item = view.scene.items[index]!;
    assert.ok('node' in item);
    const { gradients } = view.scene.tensors![index]!;
    assert.equal(gradients.length, 32);
    assert.equal(sweep.gradientTensor(item.node)!.data[0], -50);
    assert.match(gradients.at(-1)!.cells, /^[a-h]{2}$/);
    const moment = momentAt(view, 'overview');
    assert.equal(gradientMapAt(view.scene, moment, index), gradients.at(-1));
  });
});
