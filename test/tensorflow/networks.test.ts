/** Layers, losses, optimizers and training beside the real TensorFlow.js, from the same weights. */
import { SET, TwoPackages } from './harness.ts';

/** What of a model is compared: its summary, its predictions, and what a training makes of it. */
const TRAIN = (loss: string, optimizer: string, x: string, y: string, more = '') => `
  model.compile({ loss: ${loss}, optimizer: ${optimizer}${more} });
  const [x, y] = [${x}, ${y}];
  tell('prediction', model.predict(x));
  tell('evaluation', [model.evaluate(x, y)].flat());
  const history = await model.fit(x, y, { epochs: 3, batchSize: 3, shuffle: false });
  tell('history', [history.epoch, history.history]);
  tell('weights', model.getWeights());
`;

const OPTIMIZERS = [
  'tf.train.sgd(0.1)',
  'tf.train.momentum(0.05, 0.9)',
  'tf.train.momentum(0.05, 0.9, true)',
  'tf.train.adagrad(0.1)',
  'tf.train.adadelta(0.5)',
  'tf.train.adam(0.05)',
  'tf.train.adamax(0.05)',
  'tf.train.rmsprop(0.01)',
  'tf.train.rmsprop(0.01, 0.9, 0.5, 1e-6, false)',
];

/** Layers between an input and an output of one number, by what the input is. */
const LAYERS: readonly (readonly [layers: string, shape: readonly number[]])[] = [
  ["tf.layers.dense({ units: 4, inputShape: [3], activation: 'relu', name: 'hidden' })", [3]],
  [
    "tf.layers.dense({ units: 4, inputShape: [3], useBias: false }), tf.layers.activation({ activation: 'softmax' })",
    [3],
  ],
  [
    "tf.layers.dense({ units: 4, inputShape: [3], activation: 'elu', kernelRegularizer: 'l1l2', biasRegularizer: tf.regularizers.l2({ l2: 0.1 }) })",
    [3],
  ],
  [
    "tf.layers.dense({ units: 4, inputShape: [3], activation: 'selu', kernelConstraint: tf.constraints.maxNorm({ maxValue: 0.5 }) })",
    [3],
  ],
  ["tf.layers.dense({ units: 3, inputShape: [2, 3], activation: 'sigmoid' }), tf.layers.flatten()", [2, 3]],
  ['tf.layers.dense({ units: 4, inputShape: [3] }), tf.layers.leakyReLU({ alpha: 0.1 })', [3]],
  [
    'tf.layers.dense({ units: 4, inputShape: [3] }), tf.layers.reLU(), tf.layers.elu(), tf.layers.softmax()',
    [3],
  ],
  [
    'tf.layers.dense({ units: 6, inputShape: [3] }), tf.layers.reshape({ targetShape: [2, 3] }), tf.layers.permute({ dims: [2, 1] }), tf.layers.flatten()',
    [3],
  ],
  [
    'tf.layers.dense({ units: 2, inputShape: [3] }), tf.layers.repeatVector({ n: 3 }), tf.layers.flatten()',
    [3],
  ],
  [
    "tf.layers.conv2d({ inputShape: [5, 5, 2], filters: 3, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }), tf.layers.flatten()",
    [5, 5, 2],
  ],
  [
    'tf.layers.conv2d({ inputShape: [5, 6, 1], filters: 2, kernelSize: [2, 3] }), tf.layers.maxPooling2d({ poolSize: 2 }), tf.layers.flatten()',
    [5, 6, 1],
  ],
  [
    "tf.layers.conv1d({ inputShape: [6, 2], filters: 3, kernelSize: 3, padding: 'same' }), tf.layers.maxPooling1d({ poolSize: 2 }), tf.layers.flatten()",
    [6, 2],
  ],
  [
    'tf.layers.depthwiseConv2d({ inputShape: [4, 4, 2], kernelSize: 2, depthMultiplier: 2 }), tf.layers.globalAveragePooling2d({})',
    [4, 4, 2],
  ],
  ['tf.layers.averagePooling2d({ inputShape: [4, 4, 2] }), tf.layers.globalMaxPooling2d({})', [4, 4, 2]],
  [
    'tf.layers.averagePooling1d({ inputShape: [6, 2], poolSize: 3 }), tf.layers.globalAveragePooling1d({})',
    [6, 2],
  ],
  ['tf.layers.globalMaxPooling1d({ inputShape: [4, 3] })', [4, 3]],
  [
    'tf.layers.zeroPadding2d({ inputShape: [2, 2, 1], padding: [1, 2] }), tf.layers.upSampling2d({}), tf.layers.flatten()',
    [2, 2, 1],
  ],
  ['tf.layers.batchNormalization({ inputShape: [3] })', [3]],
  ['tf.layers.batchNormalization({ inputShape: [2, 2, 3], momentum: 0.5 }), tf.layers.flatten()', [2, 2, 3]],
  ['tf.layers.layerNormalization({ inputShape: [4] })', [4]],
  ['tf.layers.simpleRNN({ inputShape: [3, 2], units: 4 })', [3, 2]],
  [
    'tf.layers.simpleRNN({ inputShape: [3, 2], units: 2, returnSequences: true, goBackwards: true }), tf.layers.flatten()',
    [3, 2],
  ],
  ['tf.layers.lstm({ inputShape: [3, 2], units: 4 })', [3, 2]],
  [
    "tf.layers.lstm({ inputShape: [3, 2], units: 2, returnSequences: true, recurrentActivation: 'sigmoid' }), tf.layers.flatten()",
    [3, 2],
  ],
  ['tf.layers.gru({ inputShape: [3, 2], units: 3 })', [3, 2]],
  [
    'tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 3 }), inputShape: [2, 3] }), tf.layers.flatten()',
    [2, 3],
  ],
  [
    "tf.layers.timeDistributed({ layer: tf.layers.conv1d({ filters: 2, kernelSize: 2, activation: 'tanh' }), inputShape: [2, 3, 2] }), tf.layers.flatten()",
    [2, 3, 2],
  ],
  ['tf.layers.bidirectional({ layer: tf.layers.lstm({ units: 2 }), inputShape: [3, 2] })', [3, 2]],
  [
    "tf.layers.bidirectional({ layer: tf.layers.gru({ units: 2, returnSequences: true }), mergeMode: 'sum', inputShape: [3, 2] }), tf.layers.flatten()",
    [3, 2],
  ],
  [
    "tf.layers.bidirectional({ layer: tf.layers.simpleRNN({ units: 2, goBackwards: true, returnSequences: true }), mergeMode: 'ave', inputShape: [3, 2] }), tf.layers.simpleRNN({ units: 2 })",
    [3, 2],
  ],
  [
    "tf.layers.bidirectional({ layer: tf.layers.simpleRNN({ units: 2 }), mergeMode: 'mul', inputShape: [3, 2] })",
    [3, 2],
  ],
  [
    'tf.layers.dropout({ rate: 0, inputShape: [3] }), tf.layers.rescaling({ scale: 2, offset: 1 }), tf.layers.prelu()',
    [3],
  ],
];

/** Losses that a model is compiled with, by the targets that they want. */
const LOSSES: readonly (readonly [
  loss: string,
  classes: number,
  activation: string,
  targets: string,
  metric: string,
])[] = [
  ...[
    'meanSquaredError',
    'meanAbsoluteError',
    'meanAbsolutePercentageError',
    'squaredHinge',
    'hinge',
    'logcosh',
    'cosineProximity',
  ].map((loss) => [loss, 2, 'linear', 'data(5, 2).add(0.1)', 'mse'] as const),
  ...['meanSquaredLogarithmicError', 'poisson'].map(
    (loss) => [loss, 2, 'softplus', 'data(5, 2).abs()', 'mae'] as const,
  ),
  ['binaryCrossentropy', 1, 'sigmoid', 'tf.tensor2d([[0], [1], [1], [0], [1]])', 'accuracy'],
  ...['categoricalCrossentropy', 'kullbackLeiblerDivergence', 'categoricalHinge'].map(
    (loss) =>
      [
        loss,
        3,
        'softmax',
        'tf.tensor2d([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0]])',
        'accuracy',
      ] as const,
  ),
  ['sparseCategoricalCrossentropy', 3, 'softmax', 'tf.tensor2d([[0], [1], [2], [1], [0]])', 'accuracy'],
];

describe('a network trains as with TensorFlow.js', function () {
  this.timeout(60_000);
  let both: TwoPackages;
  before(async () => {
    both = await TwoPackages.load();
  });
  /** Names of layers count up in the real package through all programs. */
  const same = (body: string, tolerance = 2e-3) => both.same(`${SET}\n${body}`, tolerance);

  for (const [layers, shape] of LAYERS)
    it(layers, () =>
      same(`
        const model = fixed(tf.sequential({ layers: [${layers}, tf.layers.dense({ units: 1 })] }));
        tell('shapes', model.layers.map((layer) => [layer.outputShape, layer.countParams()]));
        ${TRAIN("'meanSquaredError'", 'tf.train.sgd(0.05)', `data(4, ${shape})`, 'data(4, 1)')}`),
    );

  it('both ways of a sequence, with their states', () =>
    both.same(`${SET}
      const input = tf.input({ shape: [3, 2] });
      const layer = tf.layers.bidirectional({ layer: tf.layers.lstm({ units: 2, returnState: true, returnSequences: true }), mergeMode: null });
      const outputs = layer.apply(input);
      tell('shapes', outputs.map((one) => one.shape));
      const model = fixed(tf.model({ inputs: input, outputs }));
      tell('outputs', model.predict(data(2, 3, 2)));
      tell('refused', [() => tf.layers.bidirectional({ layer: tf.layers.lstm({ units: 2 }), mergeMode: 'no' }),
        () => tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 2 }) }).apply(tf.ones([2, 2]))].map((f) => { try { f(); return 'fine'; } catch { return 'refused'; } }));`));

  it('embedding', () =>
    same(`
      const model = fixed(tf.sequential({ layers: [
        tf.layers.embedding({ inputDim: 5, outputDim: 3, inputLength: 2 }), tf.layers.flatten(), tf.layers.dense({ units: 1 })] }));
      ${TRAIN("'meanSquaredError'", 'tf.train.sgd(0.1)', 'tf.tensor2d([[0, 1], [4, 2], [3, 3]])', 'data(3, 1)')}`));

  for (const optimizer of OPTIMIZERS)
    it(optimizer, () =>
      same(`
        const model = fixed(tf.sequential({ layers: [
          tf.layers.dense({ units: 3, inputShape: [2], activation: 'tanh' }), tf.layers.dense({ units: 1 })] }));
        ${TRAIN("'meanSquaredError'", optimizer, 'data(7, 2)', 'data(7, 1)')}
        const w = tf.variable(tf.tensor1d([1, -2]));
        const optimizer = ${optimizer};
        const costs = [];
        for (let i = 0; i < 4; i++) costs.push(optimizer.minimize(() => w.square().sum(), true, [w]).dataSync()[0]);
        tell('by hand', [costs, w]);`),
    );

  for (const [loss, classes, activation, targets, metric] of LOSSES)
    it(`${loss} and ${metric}`, () =>
      same(`
        const model = fixed(tf.sequential({ layers: [
          tf.layers.dense({ units: ${classes}, inputShape: [2], activation: '${activation}' })] }));
        ${TRAIN(`'${loss}'`, "'sgd'", 'data(5, 2)', targets, `, metrics: ['${metric}']`)}`));

  for (const optimizer of ['sgd', 'adagrad', 'adadelta', 'adam', 'adamax', 'rmsprop'])
    it(`the optimizer “${optimizer}” by its name`, () =>
      same(`
        const model = fixed(tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] }));
        ${TRAIN("'meanSquaredError'", `'${optimizer}'`, 'data(4, 2)', 'data(4, 1)')}`));

  it('a functional model with two branches', () =>
    same(`
      const input = tf.input({ shape: [3] });
      const a = tf.layers.dense({ units: 4, activation: 'tanh' }).apply(input);
      const b = tf.layers.dense({ units: 4 }).apply(input);
      const merged = ['add', 'multiply', 'average', 'maximum', 'minimum'].map((name) => tf.layers[name]().apply([a, b]));
      const all = tf.layers.concatenate().apply([...merged, tf.layers.dot({ axes: 1 }).apply([a, b])]);
      const model = fixed(tf.model({ inputs: input, outputs: tf.layers.dense({ units: 2 }).apply(all) }));
      ${TRAIN("'meanSquaredError'", 'tf.train.adam(0.01)', 'data(5, 3)', 'data(5, 2)')}`));

  it('two inputs, two outputs and a layer that is shared', () =>
    same(`
      const [p, q] = [tf.input({ shape: [2] }), tf.input({ shape: [2] })];
      const shared = tf.layers.dense({ units: 3, activation: 'tanh' });
      const [u, v] = [shared.apply(p), shared.apply(q)];
      const sum = tf.layers.dense({ units: 1 }).apply(tf.layers.add().apply([u, v]));
      const model = fixed(tf.model({ inputs: [p, q], outputs: [sum, u] }));
      model.compile({ loss: ['meanSquaredError', 'meanAbsoluteError'], optimizer: tf.train.sgd(0.1) });
      const [x, y] = [[data(3, 2), data(3, 2).neg()], [data(3, 1), data(3, 3)]];
      tell('prediction', model.predict(x));
      await model.fit(x, y, { epochs: 2, shuffle: false });
      tell('weights', model.getWeights());`));

  it('validation, early stopping, callbacks and a loss of the program’s own', () =>
    same(`
      const model = fixed(tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] }));
      model.compile({ loss: (y, p) => y.sub(p).square().mean(-1), optimizer: tf.train.sgd(0.01), metrics: ['mae'] });
      const heard = [];
      const h = await model.fit(data(10, 2), data(10, 1), {
        epochs: 4, batchSize: 4, shuffle: false, validationSplit: 0.2,
        callbacks: { onEpochEnd: async (epoch, logs) => { heard.push([epoch, Object.keys(logs).sort()]); } },
      });
      tell('history', [h.history.loss, h.history.val_loss, h.history.mae, h.history.val_mae]);
      tell('heard', heard);
      const stopped = await model.fit(data(4, 2), data(4, 1), {
        epochs: 9, shuffle: false, validationData: [data(2, 2).neg(), data(2, 1)],
        callbacks: tf.callbacks.earlyStopping({ monitor: 'val_loss', patience: 1 }) });
      tell('stopped', stopped.epoch);
      tell('on a batch', await model.trainOnBatch(data(3, 2), data(3, 1)));`));

  it('freezing, setting and naming weights', () =>
    same(`
      const frozen = tf.layers.dense({ units: 2, inputShape: [2], trainable: false });
      const model = fixed(tf.sequential({ layers: [frozen, tf.layers.dense({ units: 1, name: 'out' })] }));
      tell('counts', [model.trainableWeights.length, model.nonTrainableWeights.length, model.countParams()]);
      tell('names', model.getLayer('out').weights.map(({ name }) => name));
      ${TRAIN("'meanSquaredError'", 'tf.train.sgd(0.1)', 'data(3, 2)', 'data(3, 1)')}`));

  it('prints tensors and models', () =>
    same(`
      for (const shape of [[], [3], [25], [2, 3], [22, 2], [2, 2, 2], [1, 2, 2, 2], [0], [2, 1]]) {
        const x = tf.tensor(Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => (i - 2) / 2), shape);
        tell('text of ' + shape, x.toString());
        tell('with details of ' + shape, x.toString(true));
      }
      tell('flags', [tf.tensor1d([true, false]).toString(), tf.tensor2d([[1, 2]], [1, 2], 'int32').toString()]);
      const lines = [];
      const net = tf.sequential({ name: 'net', layers: [
        tf.layers.conv2d({ inputShape: [6, 6, 1], filters: 2, kernelSize: 3, name: 'eye' }),
        tf.layers.flatten({ name: 'flat' }), tf.layers.dropout({ rate: 0.5, name: 'chance' }), tf.layers.dense({ units: 2, name: 'out' })] });
      net.summary(undefined, undefined, (line) => lines.push(line));
      const p = tf.input({ shape: [2], name: 'p' });
      const l = tf.layers.dense({ units: 2, name: 'l' }).apply(p), r = tf.layers.dense({ units: 2, name: 'r' }).apply(p);
      tf.model({ inputs: p, outputs: tf.layers.add({ name: 's' }).apply([l, r]) })
        .summary(undefined, undefined, (line) => lines.push(line));
      tell('summary', lines);`));

  it('counts tensors as they come and go', () =>
    same(`
      const sgd = tf.train.sgd(0.1);
      const before = tf.memory().numTensors;
      const left = [];
      const note = () => left.push(tf.memory().numTensors - before);
      const x = tf.tensor1d([1, 2]); note();
      const y = tf.tidy(() => { const a = x.square(); tf.keep(a.add(1)); return { sum: a.sum(), all: [a.neg()] }; }); note();
      tf.dispose(y); note();
      const v = tf.variable(tf.zeros([2])); note();
      tf.grad((t) => t.mul(x).sum())(x); note();
      sgd.minimize(() => v.sub(x).square().sum(), false, [v]); note();
      x.dispose(); note();
      tf.engine().startScope(); tf.ones([3]).add(1); tf.engine().endScope(); note();
      tell('tensors', left);`));

  it('takes models as layers', () =>
    same(`
      const encoder = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3], activation: 'tanh' })] });
      const decoder = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2] })] });
      const all = fixed(tf.sequential({ layers: [encoder, decoder] }));
      tell('a sequence', all.predict(data(4, 3)));
      const input = tf.input({ shape: [3] });
      const applied = tf.model({ inputs: input, outputs: decoder.apply(encoder.apply(input)) });
      tell('applied', [applied.predict(data(4, 3)), applied.getWeights().map((w) => w.shape)]);
      applied.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0.1) });
      await applied.fit(data(4, 3), data(4, 3), { epochs: 2, shuffle: false });
      tell('trained', all.getWeights());`));
});
