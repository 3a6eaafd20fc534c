/** A graph as data: tensors with their elements. What is said of numbers is tested with the command line. */
import assert from 'node:assert/strict';
import { toJson } from '../../src/export/json.ts';
import { Session } from '../../src/session/session.ts';
import { newEvaluator, traceOf } from '../trace/harness.ts';

describe('a graph as JSON', () => {
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());
  const dataOf = async (program: string) =>
    JSON.parse([...toJson(new Session(1, await traceOf(evaluator, program, 'y')))].join(''));

  it('has the elements of tensors, nested by their axes, with shape and norm', async () => {
    const { variables, nodes } = await dataOf(`import * as tf from '@tensorflow/tfjs';
      const W = tf.tensor2d([[3, -4], [0, NaN]]);
      const list = [tf.scalar(2)];
      const unused = tf.ones([2]);
      const y = W.slice([0, 0], [1, 2]).mul(list[0]).sum();`);
    assert.deepEqual(variables.W, {
      value: [
        [3, -4],
        [0, 'NaN'],
      ],
      gradient: [
        [2, 2],
        [0, 0],
      ],
    });
    assert.deepEqual(variables.list, { value: [2], gradient: [-1] });
    const W = nodes.find(({ name }: { name: string }) => name === 'W');
    assert.deepEqual(W.shape, [2, 2]);
    assert.deepEqual(W.norm, { value: 'NaN', gradient: Math.sqrt(8) });
  });

  it('tells large ones by their shape and norms', async () => {
    const { variables, nodes } = await dataOf(`import * as tf from '@tensorflow/tfjs';
      const x = tf.ones([200, 100]);
      const y = x.sum();`);
    assert.deepEqual(variables.x, { value: null, gradient: null });
    const x = nodes.find(({ name }: { name: string }) => name === 'x');
    assert.deepEqual([x.value, x.shape, x.norm.value], [null, [200, 100], Math.sqrt(20_000)]);
  });
});
