/** What of TensorFlow.js is no operation and no layer, beside the real package; and what only the sandbox can be asked. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/build.ts';
import { sweep } from '../../src/engine/index.ts';
import { newEvaluator, traceOf } from '../trace/harness.ts';
import { TwoPackages } from './harness.ts';

describe('a program with TensorFlow.js', function () {
  this.timeout(60_000);
  let both: TwoPackages;
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());
  before(async () => {
    both = await TwoPackages.load();
  });

  it('asks for gradients in every way', () =>
    both.same(`
      const f = (x, y) => x.mul(y).square().sum();
      const [a, b] = [tf.tensor1d([1, 2]), tf.tensor1d([3, -4])];
      tell('grad', tf.grad((x) => x.pow(3).sum())(a));
      tell('grad times dy', tf.grad((x) => x.square())(a, tf.tensor1d([2, 5])));
      tell('grads', tf.grads(f)([a, b]));
      const one = tf.valueAndGrad((x) => x.exp().sum())(a);
      const all = tf.valueAndGrads(f)([a, b]);
      tell('values', [one.value, one.grad, all.value, all.grads]);
      const v = tf.variable(a, true, 'v'), fixed = tf.variable(b, false, 'fixed');
      const found = tf.variableGrads(() => f(v, fixed), [v]);
      tell('variables', [Object.keys(found.grads), found.value, found.grads.v]);
      const sgd = tf.train.sgd(0.5);
      sgd.applyGradients(sgd.computeGradients(() => f(v, fixed), [v]).grads);
      tell('a step', [v, sgd.learningRate, sgd.getClassName()]);
      v.assign(b);
      tell('assigned', [v, v.name, v.trainable, v.rank, v.size, v.dtype, v.rankType, v.shape]);
      tf.dispose([v, fixed]);
      tell('gone', [v.isDisposed, fixed.isDisposed, a.isDisposed]);`));

  it('takes for given what was computed before the function', () =>
    both.same(`
      const w = tf.variable(tf.scalar(3)), twice = w.mul(2);
      tell('a target', tf.variableGrads(() => w.sub(twice).square()).grads[w.name]);
      const x = tf.tensor1d([1, 2]), square = x.square();
      tell('a factor', tf.grad((x) => x.mul(square).sum())(x));
      const a = tf.tensor1d([1, 2]), b = a.mul(3);
      tell('inputs', tf.grads((p, q) => p.mul(q).sum())([a, b]));
      const before = w.mul(w);
      tell('nothing else', [() => tf.grad(() => square.sum())(x), () => tf.variableGrads(() => before)]
        .map((f) => { try { f(); return 'fine'; } catch { return 'refused'; } }));
      const old = w.mul(1);
      const sgd = tf.train.sgd(0.1);
      for (let step = 0; step < 3; step++) sgd.minimize(() => w.div(old).square().mul(w).asScalar());
      tell('a step', w);`));

  it('refuses gradients of gradients, instead of leaving them out', async () => {
    for (const line of [
      'const y = tf.grad((x) => tf.grad((x) => x.pow(3).sum())(x).sum())(tf.ones([2])).sum();',
      'const w = tf.variable(tf.ones([2])); const y = tf.variableGrads(() => w.square().sum().add(tf.grad((x) => x.mul(w).square().sum())(tf.ones([2])).norm())).value;',
    ])
      await assert.rejects(
        traceOf(evaluator, `import * as tf from '@tensorflow/tfjs';\n${line}`, 'y'),
        /Gradients of gradients are not supported here/,
      );
    // One that was computed before is given.
    const fine =
      'const x = tf.ones([2]); const g = tf.grad((x) => x.square().sum())(x); const y = x.mul(tf.grad((x) => x.mul(g).sum())(x)).sum();';
    const { graph, root } = await traceOf(evaluator, `import * as tf from '@tensorflow/tfjs';\n${fine}`, 'y');
    assert.equal(graph.value(root), 4);
  });

  it('has gradients where a gradient is asked for on the way, and none goes on through it', async () => {
    const square = 'tf.grad((z) => z.square().sum())(x)';
    for (const [f, expected] of [
      // 1·1 + (−1)·(−2), and 2·1 + (−4)·(−2).
      [`(x) => tf.where(${square}.greater(0), x, x.neg()).sum()`, 3],
      [
        `(x) => tf.customGrad((x) => ({ value: x.square(), gradFunc: (dy) => ${square}.mul(dy) }))(x).sum()`,
        10,
      ],
    ] as const) {
      const program = `import * as tf from '@tensorflow/tfjs'; const x = tf.tensor1d([1, -2]); const y = tf.grad(${f})(x).mul(x).sum();`;
      const { graph, root } = await traceOf(evaluator, program, 'y');
      assert.equal(graph.value(root), expected);
    }
  });

  it('calls methods of what stands in an array', () =>
    both.same(`
      const all = [tf.scalar(1), tf.scalar(2)], nested = { list: [[tf.ones([2])]] };
      tell('methods', [all[1].square(), all[0].neg().exp(), nested.list[0][0].sum(), tf.split(tf.ones([4]), 2)[1].mean()]);
      tell('read', [all[1].dataSync()[0], all[0].shape, all?.[1].square()]);`));

  it('gives functions gradients of its own', () =>
    both.same(`
      const clipped = tf.customGrad((x, save) => {
        save([x]);
        return { value: x.square(), gradFunc: (dy, [saved]) => dy.mul(saved.mul(2)).clipByValue(-3, 3) };
      });
      const a = tf.tensor1d([1, -2, 5]), b = tf.tensor2d([[1, 2], [3, 4], [5, 6]]);
      tell('clipped', [clipped(a), tf.grad((x) => clipped(x).mul(2).sum())(a), tf.grad((x) => clipped(x.mul(0.1)))(a, tf.tensor1d([1, 10, 100]))]);
      const product = tf.customGrad((x, y, save) => {
        save([x, y]);
        return { value: x.reshape([1, 3]).matMul(y), gradFunc: (dy, saved) => [
          saved[1].matMul(dy, false, true).reshape([3]).mul(10), saved[0].reshape([3, 1]).matMul(dy).sub(dy.sum()) ] };
      });
      tell('two', tf.grads((x, y) => product(x, y).square().sum())([a, b]));
      const reversed = tf.customGrad((x) => ({ value: x.clone(), gradFunc: (dy) => dy.neg() }));
      const straight = tf.customGrad((x) => ({ value: x.round(), gradFunc: (dy) => dy }));
      const constant = tf.customGrad((x) => ({ value: x.exp(), gradFunc: () => tf.onesLike(x) }));
      tell('kinds', [reversed, straight, constant].map((f) => tf.grad((x) => f(x).mul(x).sum())(a)));
      tell('twice', tf.grad((x) => clipped(reversed(clipped(x))).sum())(a));
      const inner = tf.customGrad((x) => ({ value: x.mul(3), gradFunc: (dy) => reversed(dy.mul(7)) }));
      tell('inside', tf.grad((x) => inner(x).sum())(a));
      const v = tf.variable(tf.tensor1d([0.5, 2, -1]));
      tf.train.sgd(0.1).minimize(() => clipped(v.mul(a)).sum());
      tell('descended', v);
      tell('refused', [() => clipped(3), () => tf.customGrad((x) => x)(a), () => tf.grad(tf.customGrad((x) => ({ value: x, gradFunc: () => [a, a] })))(a),
        () => tf.grad(tf.customGrad((x) => ({ value: x, gradFunc: () => b })))(a)].map((f) => { try { f(); return 'fine'; } catch { return 'refused'; } }));`));

  it('makes tensors and reads them', () =>
    both.same(`
      tell('made', [tf.tensor([[1, 2]]), tf.tensor3d([1, 2], [1, 1, 2]), tf.tensor4d([[[[5]]]]), tf.tensor5d([1], [1, 1, 1, 1, 1])]);
      tell('more', [tf.tensor6d([1], [1, 1, 1, 1, 1, 1]), tf.scalar(2, 'int32'), tf.tensor1d([true, false])]);
      const buffer = tf.buffer([2, 2]);
      buffer.set(7, 1, 0);
      tell('buffer', [buffer.get(1, 0), buffer.toTensor(), tf.ones([2]).bufferSync().get(1), (await tf.ones([2]).buffer()).size]);
      tell('read', [await tf.ones([2]).data(), await tf.zeros([1, 2]).array(), tf.scalar(3).dataSync()]);
      const t = tf.ones([2, 3, 4]);
      tell('strides', [t.strides, t.as4D(2, 3, 2, 2).shape, t.as5D(2, 3, 2, 2, 1).shape, t.toFloat().dtype, t.asType('int32').dtype]);
      tell('other', [tf.broadcastTo(tf.tensor1d([1, 2]), [2, 2]), tf.variable(tf.ones([1])), tf.ones([1]).variable(), t.onesLike().size, t.zerosLike().size]);
      tell('slices', [tf.slice3d(t, [0, 0, 0], [1, 1, 2]), tf.slice4d(t.as4D(2, 3, 2, 2), [1, 2, 1, 1], [1, 1, 1, 1])]);
      tell('joined', [tf.concat1d([tf.ones([1]), tf.zeros([1])]), tf.concat3d([t, t], 2).shape, tf.concat4d([t.as4D(1, 2, 3, 4)], 0).shape]);
      tell('reversed', [tf.reverse3d(t, 0).shape, tf.reverse4d(t.as4D(1, 2, 3, 4), 1).shape, tf.batchNorm3d(t, tf.ones([4]), tf.ones([4])).shape]);
      tell('tidied', tf.tidy('name', () => ({ a: tf.ones([1]) })).a);
      await tf.ready();
      await tf.nextFrame();
      tf.util.assert(true, () => '');
      tell('util', [tf.util.sizeFromShape([2, 3]), typeof tf.util.now(), Array.from(tf.util.createShuffledIndices(3)).sort()]);
      const list = [1, 2, 3], other = [1, 2, 3];
      tf.util.shuffle(list);
      tf.util.shuffleCombo(list, other);
      tell('shuffled', [list.sort(), other.sort(), tf.util.randUniform(2, 2)]);
      tell('wrong', [() => tf.tensor2d([1, 2]), () => tf.ones([2]).reshape([3]), () => tf.ones([2]).matMul(tf.ones([3])),
        () => tf.util.assert(false, () => 'no'), () => tf.tidy(async () => {})].map((f) => { try { f(); return 'fine'; } catch { return 'refused'; } }));`));

  it('draws numbers of the distributions that it asks for, the same for the same seed', async () => {
    const told = await both.ours(`
      const stats = (x) => { const { mean, variance } = tf.moments(x); return [mean.dataSync()[0], Math.sqrt(variance.dataSync()[0]), x.min().dataSync()[0], x.max().dataSync()[0]]; };
      tell('uniform', stats(tf.randomUniform([5000], -1, 3)));
      tell('whole', stats(tf.randomUniformInt([5000], 0, 5)));
      tell('normal', stats(tf.randomNormal([5000], 2, 0.5)));
      tell('standard', stats(tf.randomStandardNormal([5000])));
      tell('truncated', stats(tf.truncatedNormal([5000], 0, 1)));
      tell('seeded', [tf.randomNormal([3], 0, 1, 'float32', 7), tf.randomNormal([3], 0, 1, 'float32', 7)]);
      const kinds = { constant: { value: 3 }, identity: {}, ones: {}, zeros: {}, randomNormal: {}, randomUniform: {}, truncatedNormal: {},
        glorotNormal: {}, glorotUniform: {}, heNormal: {}, heUniform: {}, leCunNormal: {}, leCunUniform: {}, varianceScaling: {}, orthogonal: {} };
      for (const [name, given] of Object.entries(kinds)) tell(name, stats(tf.initializers[name](given).apply([40, 40])));
      const q = tf.initializers.orthogonal({ seed: 1 }).apply([3, 3]);
      tell('orthogonality', q.matMul(q, false, true).sub(tf.eye(3)).abs().max());
      const noisy = tf.layers.gaussianNoise({ stddev: 1 }), drop = tf.layers.dropout({ rate: 0.5, seed: 3 });
      tell('noise', [noisy.apply(tf.ones([2])), stats(noisy.apply(tf.zeros([5000]), { training: true }))[1]]);
      tell('dropped', [drop.apply(tf.ones([2])), drop.apply(tf.ones([1000]), { training: true }).mean()]);
      for (const name of ['minMaxNorm', 'unitNorm', 'nonNeg', 'maxNorm']) tell(name, tf.constraints[name]({}).apply(tf.tensor2d([[3, -1], [4, 0]])));
      for (const name of ['l1', 'l2', 'l1l2']) tell(name, tf.regularizers[name]({}).apply(tf.tensor1d([3, -4])));`);
    const of = Object.fromEntries(told) as Record<string, number[]>;
    const near = (name: string, mean: number, deviation: number) => {
      const [m, d] = of[name]!;
      assert.ok(Math.abs(m! - mean) < 0.08 && Math.abs(d! - deviation) < 0.08, `${name}: ${m} ± ${d}`);
    };
    near('uniform', 1, 4 / Math.sqrt(12));
    near('whole', 2, Math.SQRT2);
    near('normal', 2, 0.5);
    near('standard', 0, 1);
    near('truncated', 0, 0.88);
    assert.ok(of.truncated![2]! >= -2 && of.truncated![3]! <= 2);
    assert.deepEqual(of.seeded![0], of.seeded![1]);
    near('glorotUniform', 0, Math.sqrt(1 / 40));
    near('heUniform', 0, Math.sqrt(2 / 40));
    near('heNormal', 0, 0.88 * Math.sqrt(2 / 40));
    assert.ok((of.orthogonality as unknown as number) < 1e-12);
    assert.ok(Math.abs((of.dropped![1] as number) - 1) < 0.15);
    assert.deepEqual(
      [of.nonNeg, of.l1, of.l2],
      [
        [
          [3, 0],
          [4, 0],
        ],
        0.07,
        0.25,
      ],
    );
    assert.ok(Math.abs((of.unitNorm as unknown as number[][])[0]![0]! - 0.6) < 1e-6);
  });

  it('knows classes, settings and second names', () =>
    both.same(`
      const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [2] }), tf.layers.dense({ units: 1 })] });
      const symbol = tf.input({ shape: [2] });
      tell('classes', [
        model instanceof tf.Sequential, model instanceof tf.LayersModel, model.layers[0] instanceof tf.layers.Layer,
        symbol instanceof tf.SymbolicTensor, model.weights[0] instanceof tf.LayerVariable, tf.variable(tf.ones([1])) instanceof tf.Variable,
        tf.buffer([1]) instanceof tf.TensorBuffer, tf.callbacks.earlyStopping() instanceof tf.EarlyStopping,
        new tf.CustomCallback({}) instanceof tf.CustomCallback, typeof tf.Callback ]);
      const optimizers = [tf.train.sgd(1), tf.train.momentum(1, 1), tf.train.adagrad(1), tf.train.adadelta(), tf.train.adam(), tf.train.adamax(), tf.train.rmsprop(1)];
      const classes = [tf.SGDOptimizer, tf.MomentumOptimizer, tf.AdagradOptimizer, tf.AdadeltaOptimizer, tf.AdamOptimizer, tf.AdamaxOptimizer, tf.RMSPropOptimizer];
      tell('optimizers', optimizers.map((one, i) => one instanceof classes[i] && one instanceof tf.Optimizer));
      await tf.setBackend('cpu');
      tf.env().set('DEBUG', false);
      const { log, warn } = console;
      console.warn = () => {};
      tf.disableDeprecationWarnings();
      console.warn = warn;
      tell('settings', [tf.getBackend(), tf.env().getBool('DEBUG'), [tf.enableProdMode, tf.enableDebugMode].map((f) => typeof f)]);
      tell('time', Object.keys(await tf.time(() => tf.ones([2]).add(1))).includes('kernelMs'));
      tell('print', [typeof tf.print, typeof tf.ones([1]).print, tf.ones([2]).arraySync()]);
      const x = tf.range(0, 16).reshape([1, 4, 4, 1]), line = tf.range(0, 8).reshape([1, 4, 2]);
      for (const name of ['maxPool2d', 'avgPool2d', 'avgPooling2d']) tell(name, tf.layers[name]({ poolSize: 2 }).apply(x));
      for (const name of ['maxPool1d', 'avgPool1d', 'avgPooling1d']) tell(name, tf.layers[name]({ poolSize: 2 }).apply(line));
      tell('global', [tf.layers.globalMaxPool1d({}).apply(line), tf.layers.globalMaxPool2d({}).apply(x)]);
      model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
      const history = await model.fit(tf.ones([2, 2]), tf.ones([2, 1]), { verbose: 0 });
      tell('history', [history instanceof tf.History, history.epoch]);
      tf.disposeVariables();`));

  it('measures as the package does', () =>
    both.same(`
      const [y, p] = [tf.tensor2d([[0, 1], [1, 0]]), tf.tensor2d([[0.2, 0.7], [0.4, 0.6]])];
      for (const name of ['binaryAccuracy', 'categoricalAccuracy', 'binaryCrossentropy', 'categoricalCrossentropy', 'cosineProximity',
        'meanAbsoluteError', 'meanAbsolutePercentageError', 'meanSquaredError', 'MSE', 'mse', 'MAPE', 'mape'])
        tell(name, tf.metrics[name](y, p));
      tell('sparse', tf.metrics.sparseCategoricalAccuracy(tf.tensor1d([1, 1]), p));`));

  it('needs no more memory for a long training than for a short one', async () => {
    const told = await both.ours(`
      const x = tf.linspace(-1, 1, 1000).reshape([1000, 1]);
      const w = tf.variable(tf.ones([1, 100]));
      const sgd = tf.train.sgd(1e-6);
      // Each step makes more than 2 MB of tensors: all of them together would not find room.
      for (let i = 0; i < 300; i++) sgd.minimize(() => x.matMul(w).square().sub(1).square().sum());
      tell('still there', [tf.memory().numTensors, Number.isFinite(w.sum().dataSync()[0])]);`);
    assert.deepEqual(told, [['still there', [4, true]]]);
  });
});

describe('the examples with TensorFlow.js', () => {
  const folder = join(root, 'examples/tensorflow');
  const ROOTS: Readonly<Record<string, readonly string[]>> = {
    'decision-boundaries.ts': ['net', 'history'],
    'four-layers.ts': ['loss'],
    'linear-regression.ts': ['loss'],
    'logistic-regression.ts': ['loss'],
    'losses.ts': ['squared', 'crossEntropy', 'hinge'],
    'mini-batch.ts': ['loss'],
    'one-hidden-layer.ts': ['net'],
    'two-hidden-layers.ts': ['loss'],
    'vanishing-gradient.ts': ['deep', 'relu'],
  };
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());
  const trace = (file: string, name: string) =>
    traceOf(evaluator, readFileSync(join(folder, file), 'utf8'), name);

  it('are all here', () => assert.deepEqual(readdirSync(folder).sort(), Object.keys(ROOTS)));

  for (const [file, names] of Object.entries(ROOTS))
    it(`${file} has gradients`, async () => {
      for (const name of names) {
        const found = await trace(file, name);
        const walk = sweep(found.graph, found.root);
        const gradients = Array.from({ length: found.graph.size }, (_, node) => walk.gradient(node));
        assert.ok(
          gradients.every(Number.isFinite) &&
            gradients.some((one, node) => found.graph.op(node) === 'leaf' && one !== 0),
        );
      }
    });

  it('show a gradient that vanishes beside one that does not', async () => {
    const first = async (name: string, kernel: string) => {
      const found = await trace('vanishing-gradient.ts', name);
      const { graph } = found;
      for (let node = 0; node < graph.size; node++)
        if (found.nameOf(node) === kernel) return sweep(graph, found.root).gradient(node);
      return assert.fail(`there is no ${kernel}`);
    };
    const [sigmoid, relu] = [await first('deep', 'sigmoid1.kernel'), await first('relu', 'relu1.kernel')];
    assert.ok(sigmoid > 0 && sigmoid < 1e-3 * relu, `${sigmoid} and ${relu}`);
  });
});
