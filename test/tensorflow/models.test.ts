/** What models, layers and their options do with what a program gives them, beside the real TensorFlow.js. */
import assert from 'node:assert/strict';
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

  it('with layers of classes of its own', () =>
    same(`
      class Scaled extends tf.layers.Layer {
        static get className() { return 'Scaled'; }
        constructor(config) { super(config); this.power = config.power; this.supportsMasking = true; }
        build(shape) { this.scale = this.addWeight('scale', [shape[shape.length - 1]], 'float32', tf.initializers.ones()); super.build(shape); }
        computeOutputShape(shape) { return shape; }
        call(inputs, kwargs) {
          return tf.tidy(() => {
            this.invokeCallHook(inputs, kwargs);
            if (!kwargs.quiet) seen.push(Array.isArray(inputs));
            const x = Array.isArray(inputs) ? inputs[0] : inputs;
            return x.mul(this.scale.read()).pow(this.power);
          });
        }
      }
      const seen = [];
      tf.serialization.registerClass(Scaled);
      tell('by itself', new Scaled({ power: 2 }).apply(data(2, 3)));
      const model = fixed(tf.sequential({ layers: [new Scaled({ power: 1, inputShape: [3] }), tf.layers.dense({ units: 1 })] }));
      model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0.1) });
      tell('in a model', model.predict(data(2, 3)));
      const input = tf.input({ shape: [3] });
      tell('applied', tf.model({ inputs: input, outputs: new Scaled({ power: 2 }).apply(input) }).predict(data(2, 3)));
      await model.fit(data(4, 3), data(4, 1), { shuffle: false });
      tell('trained', [model.getWeights(), seen]);`));

  it('with layers that are built before they are called', () =>
    same(`
      class Late extends tf.layers.Layer {
        static get className() { return 'Late'; }
        build() { this.w = this.addWeight('w', [2], 'float32', tf.initializers.ones()); }
        call(x) { return x; }
      }
      const all = ['dense', 'conv1d', 'prelu', 'batchNormalization', 'layerNormalization', 'embedding']
        .map((name) => tf.layers[name]({ units: 2, filters: 2, kernelSize: 2, inputDim: 3, outputDim: 2 }));
      all.push(
        tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 2 }) }));
      for (const layer of all) {
        layer.build([null, 3, 2]);
        layer.apply(tf.ones([1, 3, 2]));
        tell(layer.getClassName(), [layer.built, layer.weights.map(({ shape }) => shape)]);
      }
      const late = new Late({});
      late.build([null, 2]);
      tell('one that does not say that it is built', await tried(() => late.apply(tf.ones([1, 2]))));`));

  it('with recurrent layers that begin with given states', () =>
    same(`
      const [enc, dec] = [tf.input({ shape: [null, 3] }), tf.input({ shape: [null, 2] })];
      const [, h, c] = tf.layers.lstm({ units: 4, returnState: true }).apply(enc);
      const all = tf.layers.lstm({ units: 4, returnSequences: true }).apply(dec, { initialState: [h, c] });
      const model = fixed(tf.model({ inputs: [enc, dec], outputs: [
        tf.layers.dense({ units: 1 }).apply(all),
        tf.layers.gru({ units: 4 }).apply([dec, h]),
        tf.layers.simpleRNN({ units: 4 }).apply(dec, { initialState: h }),
        tf.layers.bidirectional({ layer: tf.layers.gru({ units: 4 }) }).apply(dec, { initialState: [h, c] }),
      ] }));
      tell('prediction', model.predict([data(2, 3, 3), data(2, 2, 2)]));
      const trained = fixed(tf.model({ inputs: [enc, dec], outputs: tf.layers.dense({ units: 1 }).apply(all) }));
      trained.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0.1) });
      await trained.fit([data(2, 3, 3), data(2, 2, 2)], data(2, 2, 1), { epochs: 2, shuffle: false });
      tell('trained', trained.getWeights());
      const states = (n) => Array.from({ length: n }, (_, i) => data(2, 2).mul(i + 1));
      const begun = tf.layers.lstm({ units: 2, kernelInitializer: 'ones', recurrentInitializer: 'ones' });
      tell('tensors', begun.apply(data(2, 3, 2), { initialState: states(2) }));
      tell('tried', await tried(...[1, 2, 3].map((n) => () => tf.layers.lstm({ units: 2 }).apply(data(2, 3, 2), { initialState: states(n) }))));`));

  it('with the forget gate open only where that is wanted', () =>
    same(`
      for (const options of [{}, { unitForgetBias: true }, { unitForgetBias: true, biasInitializer: tf.initializers.constant({ value: 0.5 }) }]) {
        const layer = tf.layers.lstm({ units: 2, ...options });
        layer.build([null, 3, 2]);
        tell('bias', layer.getWeights()[2]);
      }`));

  it('with classes that count more and less', () =>
    same(`
      const train = async (classes, loss, y, classWeight, more = {}) => {
        const model = fixed(tf.sequential({ layers: [tf.layers.dense({ units: classes, inputShape: [2], activation: 'softmax' })] }));
        model.compile({ loss, optimizer: tf.train.sgd(0.5) });
        const { history } = await model.fit(data(6, 2), y, { epochs: 4, batchSize: 4, shuffle: false, classWeight, ...more });
        tell(loss, [history, model.getWeights()]);
      };
      const oneHot = tf.oneHot(tf.tensor1d([0, 1, 2, 1, 0, 2], 'int32'), 3).toFloat();
      await train(3, 'categoricalCrossentropy', oneHot, { 0: 1, 1: 5, 2: 0.5 }, { validationSplit: 0.34 });
      await train(3, 'sparseCategoricalCrossentropy', tf.tensor1d([0, 1, 2, 1, 0, 2]), [{ 0: 1, 1: 5, 2: 0.5 }]);
      await train(1, 'meanSquaredError', tf.tensor1d([0, 1, 1, 1, 0, 0]), { 0: 0.25, 1: 3 }, { validationData: [data(2, 2), tf.tensor1d([1, 2])] });
      const input = tf.input({ shape: [2] });
      const outputs = ['left', 'right'].map((name) => tf.layers.dense({ units: 1, name: name + '_of_two' }).apply(input));
      const two = fixed(tf.model({ inputs: input, outputs }));
      two.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0.1) });
      const y = tf.tensor1d([0, 1, 1]);
      for (const classWeight of [[{ 0: 1, 1: 2 }, { 0: 3, 1: 0 }], { right_of_two: { 0: 3, 1: 0 } }])
        tell('two outputs', (await two.fit(data(3, 2), [y, y], { epochs: 2, shuffle: false, classWeight })).history);
      tell('tried', await tried(() => two.fit(data(3, 2), [y, y], { classWeight: { 0: 1, 1: 2 } }),
        () => two.fit(data(3, 2), [y, y], { classWeight: [{ 0: 1 }, { 0: 1, 1: 1 }] }),
        () => two.fit(data(3, 2), [y, y], { sampleWeight: tf.ones([3]) }),
        () => two.fit(data(3, 2), [y, y], { validationData: [data(3, 2), [y, y], tf.ones([3])] })));`));

  it('with options that only some layers have', () =>
    same(`
      const image = data(2, 3, 2, 3), line = data(2, 3, 2);
      tell('reLU', [6, 0.5, 0, null, undefined].map((maxValue) => tf.layers.reLU({ maxValue }).apply(tf.tensor1d([-1, 0.25, 1, 7]))));
      for (const sharedAxes of [1, [1, 2], null]) {
        const layer = tf.layers.prelu({ sharedAxes, alphaInitializer: tf.initializers.constant({ value: 0.5 }) });
        tell('prelu', [layer.apply(image.neg()), layer.getWeights().map(({ shape }) => shape)]);
      }
      for (const size of [[2, 2], [3, 1], [1, 4]])
        for (const interpolation of ['nearest', 'bilinear'])
          tell('upSampling2d', tf.layers.upSampling2d({ size, interpolation }).apply(image));
      tell('dot', tf.layers.dot({ axes: -1, normalize: true }).apply([data(3, 4), data(3, 4).square()]));
      const small = { maxValue: 0.3 };
      const held = tf.constraints.maxNorm(small);
      for (const name of ['simpleRNN', 'gru', 'lstm']) {
        const layer = tf.layers[name]({ units: 2, kernelConstraint: held, recurrentConstraint: held, biasConstraint: held, inputShape: [3, 2], recurrentDropout: 1e-9 });
        const model = fixed(tf.sequential({ layers: [layer] }));
        model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0.1) });
        await model.fit(line, data(2, 2), { shuffle: false });
        tell(name, model.getWeights());
      }
      const positive = tf.constraints.nonNeg();
      for (const [layer, shape] of [
        [tf.layers.batchNormalization({ gammaConstraint: held, betaConstraint: held }), [null, 3]],
        [tf.layers.embedding({ inputDim: 3, outputDim: 2, embeddingsConstraint: positive }), [null, 3]],
        [tf.layers.depthwiseConv2d({ kernelSize: 2, depthwiseConstraint: positive }), [null, 3, 3, 1]],
        [tf.layers.prelu({ alphaConstraint: positive }), [null, 2]],
      ]) {
        layer.build(shape);
        layer.setWeights(layer.getWeights().map(({ shape }) => data(...shape).sub(0.5)));
        tell(layer.getClassName(), layer.getWeights());
      }
      tell('dropout', tf.layers.dropout({ rate: 0.5, noiseShape: [null, 1] }).apply(tf.ones([4, 6]), { training: true })
        .arraySync().every((row) => row.every((one) => one === row[0])));
      tell('tried', await tried(
        () => tf.layers.elu({ alpha: 2 }), () => tf.layers.elu({ alpha: 1 }),
        () => tf.layers.dense({ units: 1, activityRegularizer: 'l1l2' }).apply(data(2, 2)),
        () => tf.layers.gru({ units: 1, resetAfter: true }), () => tf.layers.gru({ units: 1, resetAfter: false, stateful: false }),
        () => tf.layers.upSampling2d({ interpolation: 'cubic' })));`));

  it('when nothing of it can be trained, which is refused', () =>
    same(`
      const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
      model.layers[0].trainable = false;
      model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0.1) });
      tell('tried', await tried(() => model.fit(data(2, 2), data(2, 1)), () => model.evaluate(data(2, 2), data(2, 1))));`));

  it('with the measures of the validation first', () =>
    same(`
      const model = fixed(tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] }));
      model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0.1), metrics: ['mae'] });
      const logs = [];
      const { history } = await model.fit(data(4, 2), data(4, 1), { validationSplit: 0.5, shuffle: false,
        callbacks: { onEpochEnd: (_, log) => { logs.push(Object.keys(log)); } } });
      tell('keys', [Object.keys(history), logs]);`));

  it('with norms of matrices and activations of every name', () =>
    same(`
      const x = tf.tensor2d([[3, 1, 2], [9, 7, 8]]);
      for (const ord of [1, Infinity, -Infinity, 'fro', 'euclidean'])
        tell('norm ' + ord, [x.norm(ord, [0, 1]), x.norm(ord, [0, 1], true), tf.stack([x, x.neg(), x.add(1)], 1).norm(ord, [0, 2])]);
      tell('tried', await tried(() => x.norm(3, [0, 1]), () => x.norm(2, [0, 1])));
      for (const activation of ['elu', 'gelu', 'gelu_new', 'hardSigmoid', 'linear', 'mish', 'relu', 'relu6', 'selu', 'sigmoid',
        'softmax', 'logSoftmax', 'softplus', 'softsign', 'swish', 'tanh']) {
        const f = (x) => tf.layers.activation({ activation }).apply(x);
        const at = tf.tensor2d([[-3, -0.5, 0.2, 4]]);
        tell(activation, [f(at), tf.grad((x) => f(x).mul(tf.tensor2d([[1, 2, 3, 4]])).sum())(at)]);
      }
      for (const [shape, axes] of [[[3, 3], [1, 0]], [[2, 4], [1, 0]], [[2, 2, 3], [1, 0]]])
        for (const gain of [1, 2.5]) {
          const q = tf.initializers.orthogonal({ gain }).apply(shape).reshape([-1, shape[shape.length - 1]]);
          tell('orthogonal', q.shape[0] < q.shape[1] ? q.matMul(q, false, true) : q.matMul(q, true, false));
        }`));

  it('with its layers in the order of their depth', () =>
    same(`
      const dense = (units, name) => tf.layers.dense({ units, name });
      const [a, b] = [tf.input({ shape: [2], name: 'depth_a' }), tf.input({ shape: [3], name: 'depth_b' })];
      const short = dense(2, 'depth_short').apply(b);
      const deep = dense(4, 'depth_deep2').apply(dense(5, 'depth_deep1').apply(a));
      const orders = { first: [short, deep], second: [deep, short] };
      for (const [name, inputs] of Object.entries(orders)) {
        const model = tf.model({ inputs: [a, b], outputs: tf.layers.concatenate({ name: 'depth_' + name }).apply(inputs) });
        tell(name, [model.layers.map(({ name }) => name), model.getWeights().map(({ shape }) => shape)]);
      }
      const shared = dense(2, 'depth_shared');
      const late = shared.apply(dense(3, 'depth_before').apply(a)), early = shared.apply(tf.layers.dense({ units: 3, name: 'depth_other' }).apply(b));
      const model = tf.model({ inputs: [b, a], outputs: [late, dense(1, 'depth_end').apply(early), tf.layers.activation({ activation: 'relu', name: 'depth_flat' }).apply(b)] });
      tell('shared', [model.layers.map(({ name }) => name), model.getWeights().map(({ shape }) => shape)]);
      tell('prediction', fixed(model).predict([data(2, 3), data(2, 2)]));`));

  it('with what it tells of itself', () =>
    same(`
      tell('versions', [tf.version, tf.version_core, tf.version_layers, tf.version_converter]);
      const input = tf.input({ shape: [2], name: 'told_x' });
      const first = tf.layers.dense({ units: 3, name: 'told_a' });
      const [a, b] = [first.apply(input), tf.layers.dense({ units: 1, useBias: false, name: 'told_b' }).apply(input)];
      tell('layer', [first.units, first.kernel.shape, first.kernel.dtype, first.bias.read().shape]);
      tell('types', [tf.layers.dense({ units: 1, inputShape: [2] }).dtype, first.dtype === undefined]);
      const { name, trainable } = first.getConfig();
      tell('config', [name, trainable]);
      const sgd = tf.train.sgd(0.1);
      const w = tf.variable(tf.scalar(1));
      sgd.minimize(() => w.square(), false, [w]);
      tell('steps', sgd.iterations);
      const embedding = tf.layers.embedding({ inputDim: 2, outputDim: 3 });
      embedding.build([null, 1]);
      tell('more', [embedding.embeddings.shape, tf.layers.conv1d({ filters: 2, kernelSize: 1 }).filters]);
      const two = tf.model({ inputs: input, outputs: [a, b] });
      two.compile({ optimizer: 'sgd', loss: ['meanSquaredError', 'hinge'], metrics: ['mae'] });
      tell('two outputs', [two.inputNames, two.outputNames, two.loss, two.metricsNames]);
      const model = tf.model({ inputs: input, outputs: b });
      model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', metrics: ['mae'] });
      model.resetStates();
      tell('a batch', model.predictOnBatch(tf.ones([3, 2])).shape);
      tell('one output', [model.metricsNames, model.loss, model.metrics]);
      const heard = [];
      class Heard extends tf.Callback {
        async onEpochEnd(epoch, logs) { await super.onEpochEnd(epoch, logs); heard.push([epoch, this.params, this.model === model]); }
      }
      const fits = { epochs: 2, batchSize: 2, verbose: 0 };
      const { params } = await model.fit(data(4, 2), data(4, 1), { ...fits, callbacks: new Heard(), validationData: [data(4, 2), data(4, 1)] });
      tell('heard', heard);
      tell('history', [params, (await model.fit(data(4, 2), data(4, 1), fits)).params]);`));

  it('but says what it cannot do', async () => {
    const MODEL =
      'const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });';
    for (const [program, what] of [
      [`${MODEL} await model.save('file://x');`, '“save” of TensorFlow.js.s models'],
      [`${MODEL} JSON.stringify(model);`, '“toJSON” of TensorFlow.js.s models'],
      [`${MODEL} await model.fitDataset({});`, '“fitDataset” of TensorFlow.js.s models'],
      [`${MODEL} model.layers[0].getInputAt(0);`, '“getInputAt” of TensorFlow.js.s layers'],
      ['await tf.train.sgd(0.1).getWeights();', '“getWeights” of TensorFlow.js.s optimizers'],
      ['class Own extends tf.layers.RNN {}; new Own({});', '“tf.layers.RNN” of TensorFlow.js'],
    ] as const)
      await assert.rejects(both.ours(program), new RegExp(`${what} is not supported here`));
  });

  it('but says which option it does not know', async () => {
    for (const [option, program] of Object.entries({
      maskZero: 'tf.layers.embedding({ inputDim: 2, outputDim: 2, maskZero: true });',
      stateful: 'tf.layers.lstm({ units: 2, stateful: true });',
      dataFormat: "tf.layers.globalAveragePooling2d({ dataFormat: 'channelsFirst' });",
    }))
      await assert.rejects(both.ours(program), new RegExp(`the option ${option}: .* is not supported here`));
  });

  it('and drops what goes from step to step', async () => {
    const body = `
      const layer = tf.layers.gru({ units: 8, recurrentDropout: 0.5 });
      const x = tf.ones([1, 4, 2]);
      tell('differs', layer.apply(x, { training: true }).sub(layer.apply(x)).abs().sum().arraySync() > 1e-3);`;
    assert.deepEqual(await both.ours(body), [['differs', true]]);
  });
});
