/** What models, layers and their options do with what a program gives them, beside the real TensorFlow.js. */
import { SET, TwoPackages } from './harness.ts';

/** Whether each of some pieces of work is done or refused. */
const TRIED = `
  const tried = async (...works) => {
    const found = [];
    for (const work of works) try { await work(); found.push('fine'); } catch { found.push('refused'); }
    return found;
  };
`;

describe('a model does as with TensorFlow.js', function () {
  this.timeout(60_000);
  let both: TwoPackages;
  before(async () => {
    both = await TwoPackages.load();
  });
  const same = (body: string, tolerance = 2e-3) => both.same(`${SET}\n${TRIED}\n${body}`, tolerance);

  it('with one number for each example, which is a column', () =>
    same(`
      const model = fixed(tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1], name: 'answer' })] }));
      model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0.1) });
      const [x, y] = [tf.tensor1d([1, 2, 3, 4]), tf.tensor1d([1, 0, 2, 1])];
      const before = tf.memory().numTensors;
      const { history } = await model.fit(x, y, { epochs: 3, shuffle: false, validationData: [x, y] });
      tell('history', [history.loss, history.val_loss]);
      tell('on a batch', await model.trainOnBatch(x, y));
      tell('no tensors are left', tf.memory().numTensors - before);
      tell('measured', [model.evaluate(x, y), model.predict(tf.tensor1d([5]))]);
      tell('by names', (await model.fit({ [model.inputs[0].name]: x }, { answer: y }, { shuffle: false })).history.loss);
      tell('weights', model.getWeights());`));

  it('with targets that do not fit the output', () =>
    same(`
      const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2], activation: 'softmax' })] });
      const losses = ['meanSquaredError', 'hinge', 'sparseCategoricalCrossentropy', 'categoricalCrossentropy',
        (y, p) => y.sub(p).square().mean(-1)];
      for (const [i, loss] of losses.entries()) {
        model.compile({ loss, optimizer: tf.train.sgd(0.1) });
        for (const y of [tf.ones([2, 3]), tf.ones([2, 1]), tf.ones([2]), tf.ones([2, 3, 1]), tf.ones([3, 3])])
          tell('loss ' + i + ' of ' + y.shape, await tried(
            () => model.fit(tf.ones([2, 2]), y), () => model.evaluate(tf.ones([2, 2]), y)));
      }
      tell('inputs', await tried(() => model.predict(tf.ones([2, 3])), () => model.predict([tf.ones([2, 2]), tf.ones([2, 2])]),
        () => model.fit({ no: tf.ones([2, 2]) }, tf.ones([2, 3]))));`));
});
