/**
 * A training whose steps the host repeats, beside the same one that is computed step by step: to the last digit. A loss that is
 * a function of the program has each step computed.
 */
import assert from 'node:assert/strict';
import { TwoPackages } from './harness.ts';

const SQUARED = '(y, p) => p.sub(y).square().mean(-1)';

/** A training by what differs: the layers, the optimizer, the options of `fit`, and what the program does before. */
interface Training {
  readonly layers: string;
  readonly optimizer?: string;
  readonly options?: string;
  readonly before?: string;
  readonly rows?: number;
}

const DENSE =
  "tf.layers.dense({ units: 3, inputShape: [2], activation: 'tanh' }), tf.layers.dense({ units: 1 })";

const TRAININGS: Readonly<Record<string, Training>> = {
  'one batch': { layers: DENSE },
  'shuffled batches of two sizes': { layers: DENSE, rows: 10, options: 'batchSize: 4, shuffle: true' },
  'an optimizer that remembers': { layers: DENSE, optimizer: 'tf.train.adam(0.05)', rows: 7 },
  'penalties and measures': {
    layers: `tf.layers.dense({ units: 3, inputShape: [2], kernelRegularizer: 'l2' }), ${DENSE.split('), ')[1]}`,
  },
  'statistics of batches': { layers: `tf.layers.batchNormalization({ inputShape: [2] }), ${DENSE}` },
  'dropout without a seed': { layers: `tf.layers.dropout({ rate: 0.5, inputShape: [2] }), ${DENSE}` },
  'dropout with a seed': { layers: `tf.layers.dropout({ rate: 0.5, seed: 3, inputShape: [2] }), ${DENSE}` },
  noise: { layers: `tf.layers.gaussianNoise({ stddev: 0.1, inputShape: [2] }), ${DENSE}` },
  'a frozen layer': { layers: DENSE, before: 'model.layers[0].trainable = false;' },
  validation: { layers: DENSE, rows: 9, options: 'validationSplit: 0.3, batchSize: 2' },
  'a rate of learning that changes': {
    layers: DENSE,
    options: 'callbacks: { onEpochEnd(e) { model.optimizer.learningRate = 0.1 / (1 + e); } }',
  },
  'layers that are frozen on the way': {
    layers: DENSE,
    options: 'callbacks: { onEpochEnd(e) { model.layers[1].trainable = e % 3 > 0; } }',
  },
  'weights that are set on the way': {
    layers: DENSE,
    before: 'model.layers[0].trainable = false;',
    options: `callbacks: { onEpochEnd(e) {
      if (e === 4) model.layers[0].setWeights([tf.fill([2, 3], 0.25), tf.fill([3], -1)]);
      if (e === 5) model.layers[1].setWeights([tf.fill([3, 1], 0.5), tf.fill([1], 2)]);
    } }`,
  },
  'an optimizer that is changed on the way': {
    layers: DENSE,
    options: `callbacks: { onEpochEnd(e) {
      if (e === 4) model.compile({ optimizer: tf.train.momentum(0.01, 0.9), loss: LOSS });
    } }`,
  },
};

function program(
  { layers, optimizer = 'tf.train.sgd(0.1)', options = '', before = '', rows = 5 }: Training,
  loss: string,
): string {
  return `
    const model = tf.sequential({ layers: [${layers}] });
    const LOSS = ${loss};
    ${before}
    model.compile({ optimizer: ${optimizer}, loss: LOSS, metrics: ['mae'] });
    const x = tf.tensor(Array.from({ length: ${2 * rows} }, (_, i) => Math.cos(2.3 * i)), [${rows}, 2]);
    const y = x.mul(x).sum(1, true);
    const { history } = await model.fit(x, y, { epochs: 8, shuffle: false, ${options} });
    for (const [name, values] of Object.entries(history)) for (const value of values) tell(name, value);
    tell('weights', model.getWeights());
    tell('steps', model.optimizer.iterations);
    tell('tensors', tf.memory());`;
}

describe('a training', function () {
  this.timeout(60_000);
  let two: TwoPackages;

  before(async () => {
    two = await TwoPackages.load();
  });

  for (const [name, training] of Object.entries(TRAININGS))
    it(`gives the same numbers however its steps are computed: ${name}`, async () => {
      const repeated = await two.ours(program(training, "'meanSquaredError'"));
      const computed = await two.ours(program(training, SQUARED));
      assert.ok(repeated.length > 12, 'the program tells its history');
      assert.deepEqual(repeated, computed);
    });

  it('calls a layer of the program’s own in each step', () =>
    two.same(`
      let calls = 0;
      class Twice extends tf.layers.Layer {
        static className = 'Twice';
        call(x) { calls += 1; return (Array.isArray(x) ? x[0] : x).mul(2); }
        computeOutputShape(shape) { return shape; }
      }
      const model = tf.sequential();
      model.add(tf.layers.dense({ units: 1, inputShape: [2], kernelInitializer: 'ones',
        kernelRegularizer: tf.regularizers.l2({ l2: 0.1 }) }));
      model.add(new Twice());
      model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });
      calls = 0;
      const { history } = await model.fit(tf.ones([3, 2]), tf.ones([3, 1]), { epochs: 6 });
      tell('history', history.loss);
      tell('calls', calls);`));

  it('computes what is noted in the order of the program, and says at once what does not fit', () =>
    two.same(`
      const a = tf.tensor2d([[1, 2], [3, 4]]);
      for (let i = 0; i < 3; i++) {
        try { a.matMul(tf.ones([i === 2 ? 3 : 2, 2])).sum().data(); tell('fits', i); } catch { tell('not', i); }
      }
      const v = tf.variable(tf.scalar(1));
      const old = v.add(0);
      for (let i = 0; i < 1200; i++) v.assign(v.mul(1.001));
      tell('values', [old, v, v.sub(old)]);
      tell('shape', a.transpose().reshape([4]).shape);`));
});
