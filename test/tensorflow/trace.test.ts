/** Tensors in a trace: what the graph of a program with TensorFlow.js has, beside its numbers. */
import assert from 'node:assert/strict';
import { sweep, tensor } from '../../src/engine/index.ts';
import type { Evaluator } from '../../src/trace/evaluator.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { errorOf, newEvaluator, traceOf } from '../trace/harness.ts';

const IMPORT = "import * as tf from '@tensorflow/tfjs';\n";

describe('a program with tensors', () => {
  let evaluator: Evaluator;
  before(() => {
    evaluator = newEvaluator();
  });
  after(() => evaluator.dispose());

  const trace = (text: string, root = 'y') => traceOf(evaluator, IMPORT + text, root);
  const named = (found: Trace, name: string) => {
    const { graph } = found;
    for (let node = 0; node < graph.size; node++) if (found.nameOf(node) === name) return node;
    return assert.fail(`there is no ${name}`);
  };
  const gradient = (found: Trace, name: string) =>
    Array.from(sweep(found.graph, found.root).gradientTensor(named(found, name))!.data);

  it('has tensors as inputs, with their names, values and gradients', async () => {
    const found = await trace(`
      const x = tf.tensor2d([[1, 2], [3, 4]]);
      const w = tf.variable(tf.tensor1d([0.5, -1]));
      const y = x.mul(w).sum();`);
    const { graph } = found;
    assert.deepEqual(graph.tensor(named(found, 'x'))!.shape, [2, 2]);
    assert.equal(graph.op(named(found, 'w')), 'leaf');
    assert.deepEqual(gradient(found, 'w'), [4, 6]);
    assert.deepEqual(gradient(found, 'x'), [0.5, -1, 0.5, -1]);
    assert.equal(graph.value(found.root), 0.5 - 2 + 1.5 - 4);
  });

  it('has an array of many numbers as one input, which is called as it is', async () => {
    const found = await trace(`
      const data = new Float32Array(100_000);
      for (let i = 0; i < data.length; i++) data[i] = i % 4;
      const few = new Float64Array([1, 2]);
      const traced = new Float64Array(20);
      const a = 3;
      traced[7] = 2 * a;
      const y = tf.tensor2d(data, [1000, 100]).square().sum().add(tf.tensor(few).sum()).add(tf.tensor(traced).sum())
        .add(tf.tensor(new Float32Array(50_000)).sum());`);
    const { graph } = found;
    assert.equal(graph.value(found.root), 350_000 + 3 + 6);
    assert.equal(graph.op(named(found, 'data')), 'leaf');
    assert.deepEqual(graph.tensor(named(found, 'data'))!.shape, [1000, 100]);
    assert.deepEqual(gradient(found, 'data').slice(0, 4), [0, 2, 4, 6]);
    assert.equal(sweep(graph, found.root).gradient(named(found, 'a')), 2);
    assert.equal(sweep(graph, found.root).gradient(named(found, 'few[1]')), 1);
    assert.ok(graph.size < 60, `${graph.size} nodes`);
  });

  it('fails with a sentence where the way back takes longer than the program may', async () => {
    const error = await errorOf(
      evaluator,
      `${IMPORT}const x = tf.randomUniform([1, 2_000_000, 1]), f = tf.ones([1, 1, 1]);
      let s = tf.scalar(0);
      for (let i = 0; i < 1000; i++) s = s.add(tf.conv1d(x, f, 2_000_000, 'valid').sum());
      const y = s.mul(2);`,
      'y',
      { milliseconds: 3000 },
    );
    assert.equal(error.code, 'too-far', error.message);
    assert.match(error.message, /^The gradients take longer than 3 s\./);
  });

  it('walks back over the elements of slices alone, however large the tensor is', async () => {
    const found = await trace(`
      const x = tf.randomUniform([1000, 1000]);
      let s = tf.scalar(0);
      for (let i = 0; i < 500; i++)
        s = s.add(tf.slice(x, [i, 0], [2, 1]).sum()).add(x.gather([i]).sum()).add(x.stridedSlice([i, 2], [i + 1, 3], [1, 1]).sum());
      const y = s.mul(2);`);
    const gradient = sweep(found.graph, found.root).gradientTensor(named(found, 'x'))!.data;
    assert.deepEqual(Array.from(gradient.subarray(1000, 1004)), [6, 2, 4, 2]);
  });

  it('walks back through a gradient of the program’s own by what it says', async () => {
    const found = await trace(`
      const clipped = tf.customGrad((x, save) => {
        save([x]);
        return { value: x.square(), gradFunc: (dy, [saved]) => dy.mul(saved.mul(2)).clipByValue(-3, 3) };
      });
      const x = tf.tensor1d([1, -2, 5]);
      const z = clipped(x);
      const y = z.mul(2).sum();`);
    const { graph, root } = found;
    assert.deepEqual(gradient(found, 'x'), [3, -3, 3]);
    assert.deepEqual(gradient(found, 'z'), [2, 2, 2]);
    const z = named(found, 'z');
    assert.equal(graph.op(z), 'customGrad');
    // Nothing goes on into what the value was computed by.
    const walk = sweep(graph, root);
    const visit = Array.from(walk.order, (_, i) => walk.visit(i)).find(({ node }) => node === z)!;
    assert.deepEqual(
      visit.contributions.map(({ target }) => found.nameOf(target)),
      ['x'],
    );
    for (let node = 0; node < graph.size; node++)
      if (graph.op(node) === 'square') assert.equal(walk.gradient(node), 0);
    // With another gradient the rule is that of the program, and not a multiple of what it gave for ones.
    const { data } = sweep(graph, z, tensor([3], [0.1, 1, 100])).gradientTensor(named(found, 'x'))!;
    assert.deepEqual(Array.from(data), [0.2, -3, 3]);
  });

  it('has one graph of numbers and tensors', async () => {
    const found = await trace(`
      const a = 3;
      const b = a * 2;
      const t = tf.tensor1d([a, b]);
      const s = t.mul(t).sum();
      const y = s.dataSync()[0] * a;`);
    // y = (a² + 4a²) a
    assert.equal(found.graph.value(found.root), 135);
    assert.equal(sweep(found.graph, found.root).gradient(named(found, 'a')), 135);
    assert.deepEqual(gradient(found, 't'), [18, 36]);
  });

  it('takes many given numbers for one input', async () => {
    const found = await trace(`
      const data = new Array(50).fill(2);
      const t = tf.tensor1d(data);
      const y = t.mul(t).sum();`);
    assert.equal(found.graph.op(named(found, 't')), 'leaf');
    assert.equal(found.graph.size, 3);
  });

  it('takes numbers without a name for constants', async () => {
    const found = await trace('const x = tf.scalar(3); const y = x.mul(2).add(tf.scalar(1));');
    const kinds = Array.from({ length: found.graph.size }, (_, node) => found.graph.op(node));
    assert.deepEqual(kinds, ['leaf', 'constant', 'mul', 'constant', 'add']);
  });

  it('stands at the calls that made it', async () => {
    const text = 'const x = tf.tensor1d([1, 2]);\nconst y = tf.sum(x.add(1).neg());';
    const found = await trace(text);
    const spans = Array.from({ length: found.graph.size }, (_, node) => found.spanOf(node));
    const written = spans.map(({ start, end }) => (IMPORT + text).slice(start, end));
    assert.deepEqual(written, [
      'tf.tensor1d([1, 2])',
      'x.add(1)',
      'x.add(1)',
      'x.add(1).neg()',
      'tf.sum(x.add(1).neg())',
    ]);
  });

  it('shows one element, or the sum, of a tensor', async () => {
    const text = `${IMPORT}const x = tf.tensor2d([[1, 2], [3, 4]]); const y = x.mul(x);`;
    const sum = await traceOf(evaluator, text, 'y');
    assert.equal(sum.component?.path, 'sum');
    assert.deepEqual(sum.component?.paths, ['[0][0]', '[0][1]', '[1][0]', '[1][1]']);
    assert.equal(sum.graph.value(sum.root), 30);
    const one = await traceOf(evaluator, text, 'y', { component: '[1][0]' });
    assert.equal(one.graph.value(one.root), 9);
    assert.deepEqual(gradient(one, 'x'), [0, 0, 6, 0]);
  });

  it('goes to each evaluation of a training, though only the last of very many are kept', async () => {
    const text = `${IMPORT}
      const w = tf.variable(tf.scalar(0));
      const x = tf.linspace(0, 1, 20000);
      const sgd = tf.train.sgd(1e-5);
      let loss: tf.Scalar | null = null;
      for (let i = 0; i < 300; i++) {
        loss?.dispose();
        loss = sgd.minimize(() => x.mul(w).sub(x).mul(x).sum() as tf.Scalar, true);
      }`;
    const weights: number[] = [];
    for (const evaluation of [301, 2, 3, 150]) {
      const found = await traceOf(evaluator, text, 'loss', { evaluation });
      assert.deepEqual(found.evaluation, { index: evaluation, count: 301 });
      weights.push(found.graph.value(named(found, 'w')));
    }
    // The loss is linear in w: each step takes the same away.
    const step = weights[2]! - weights[1]!;
    assert.ok(step < 0 && weights[1] === 0);
    for (const [i, steps] of [299, 0, 1, 148].entries())
      assert.ok(Math.abs(weights[i]! - steps * step) < 1e-9, `${weights[i]} after ${steps} steps of ${step}`);
  });

  it('says the name and the line of what is not there', async () => {
    const error = await errorOf(
      evaluator,
      `${IMPORT}const x = tf.tensor1d([1, 2]);\nconst y = tf.fft(x);`,
      'y',
    );
    assert.match(error.message, /“tf\.fft” of TensorFlow\.js is not supported/);
    assert.equal(
      `${IMPORT}const x = tf.tensor1d([1, 2]);\nconst y = tf.fft(x);`.slice(
        error.span!.start,
        error.span!.end,
      ),
      'const y = tf.fft(x);',
    );
  });

  it('says at the line which shapes do not fit', async () => {
    const error = await errorOf(
      evaluator,
      `${IMPORT}const x = tf.ones([2, 3]);\nconst y = x.matMul(x);`,
      'y',
    );
    assert.match(error.message, /matMul.*\[2, 3\]/);
  });

  it('cannot be forged, and its classes make nothing by themselves', async () => {
    const found = await trace(`
      const x = tf.tensor1d([1, 2]);
      const fake = Object.create(Object.getPrototypeOf(x));
      let refused = 0;
      for (const use of [() => fake.shape, () => tf.add(fake, 1), () => new tf.Tensor(), () => { x.shape.push(3); }])
        try { use(); } catch { refused += 1; }
      const y = x.sum().mul(refused);`);
    assert.equal(found.graph.value(found.root), 12);
  });
});
