/** Programs with tensors that would take all memory, or fool what computes them. After each the next one runs as ever. */
import assert from 'node:assert/strict';
import { errorOf, newEvaluator, requestOf, traceOf } from '../trace/harness.ts';

const IMPORT = "import * as tf from '@tensorflow/tfjs';\n";
const HEALTHY = 'const x = tf.scalar(3); const y = x.mul(2);';
const MEGABYTES = 64;
const MEMORY = `The program needs more than ${MEGABYTES} MB of memory and was stopped. Make it smaller, or raise the setting “gradientGraph.limits.megabytes”.`;

/** Takes what the sandbox has, but for less than so many bytes. */
const fill = (left: number) =>
  `const hog: unknown[] = []; let n = 8e6;
  while (n > ${left}) try { for (;;) hog.push(new Uint8Array(n)); } catch { n *= 0.7; }`;

/** What runs out of memory, and the statement that is named. */
const GREEDY: Readonly<Record<string, readonly [program: string, at: string]>> = {
  'a tensor read where there is no room': [
    `const t = tf.randomUniform([1_200_000]);\n${fill(5e6)}\nt.dataSync();`,
    't.dataSync();',
  ],
  'tensors read where there is no room, caught': [
    `const [t, u] = [tf.ones([131_072]), tf.ones([131_072])];\n${fill(3e5)}
    let d, e; try { d = t.dataSync(); } catch {}\ntry { e = u.dataSync(); } catch {}`,
    'try { d = t.dataSync(); } catch {}',
  ],
  'a large tensor, caught': [
    'try { tf.broadcastTo(tf.ones([10]), [100_000, 100, 10]); } catch {}\nconst a = 1;\nconst b = 2;',
    'try { tf.broadcastTo(tf.ones([10]), [100_000, 100, 10]); } catch {}',
  ],
  "an optimizer's steps": [
    `const v = tf.variable(tf.ones([1_000_000])), g = tf.onesLike(v), keep = [];
    for (let i = 0; i < 50; i++) { const adam = tf.train.adam(0.1); adam.applyGradients([{ name: v.name, tensor: g }]); keep.push(adam); }`,
    'for (let i = 0; i < 50; i++) { const adam = tf.train.adam(0.1); adam.applyGradients([{ name: v.name, tensor: g }]); keep.push(adam); }',
  ],
  'attributes that are different each time': [
    "const [a, f] = [tf.ones([1, 1, 1, 1]), tf.ones([1, 1, 1, 1])], pad = 'p'.repeat(1e6);\nfor (let i = 0; ; i++) try { tf.conv2d(a, f, 1, pad + i); } catch {}",
    'for (let i = 0; ; i++) try { tf.conv2d(a, f, 1, pad + i); } catch {}',
  ],
};

/** What needs little more than its result, however large it is on the way: y is this. */
const FRUGAL: Readonly<Record<string, readonly [program: string, y: number]>> = {
  'large windows over a large image': [
    'const x = tf.ones([1, 200, 200, 1]), f = tf.ones([40, 40, 1, 1]); const y = tf.conv2d(x, f, 1, "valid").max();',
    1600,
  ],
  'a long line under a long window': [
    'const x = tf.ones([1, 6000, 1]), f = tf.ones([6000, 1, 1]); const y = tf.conv1d(x, f, 1, "same").max();',
    6000,
  ],
  'steps of an optimizer that goes again and again over one variable': [
    `const v = tf.variable(tf.zeros([400_000])), g = tf.onesLike(v), sgd = tf.train.sgd(0.5);
    sgd.applyGradients(Array.from({ length: 60 }, () => ({ name: v.name, tensor: g })));
    const y = v.neg().max();`,
    30,
  ],
  'optimizers that are disposed of': [
    `const v = tf.variable(tf.zeros([400_000])), g = tf.onesLike(v);
    for (let i = 0; i < 40; i++) { const adagrad = tf.train.adagrad(1, 0); adagrad.applyGradients([{ name: v.name, tensor: g }]); adagrad.dispose(); }
    const y = v.neg().max().round();`,
    40,
  ],
};

/** What no tensor can be, and the sentence. */
const REFUSED: Readonly<Record<string, readonly [code: string, message: string]>> = {
  'too many axes': ['tf.reshape(tf.scalar(1), new Array(20_000).fill(1))', 'RangeError: reshape of []: no tensor has the shape [1, 1, 1, 1, 1, 1, 1, 1, …].'],
  'an endless shape': ['tf.zeros([Infinity])', 'Error: Error in zeros: the shape must have whole numbers from 0 on, not [Infinity].'],
  'a negative shape': ['tf.ones([-1])', 'Error: Error in ones: the shape must have whole numbers from 0 on, not [-1].'],
  'a shape that is no number': ['tf.randomUniform([NaN])', 'Error: Error in randomUniform: the shape must have whole numbers from 0 on, not [NaN].'],
  'a huge identity': ['tf.eye(1e6)', 'Error: Error in eye: a tensor of shape [1000000,1000000] is too large.'],
  'an endless range': ['tf.range(0, Infinity)', 'Error: Error in range: the shape must have whole numbers from 0 on, not [Infinity].'],
  'a new tensor of too many axes': ['tf.zeros([1, 1, 1, 1, 1, 1, 1, 1, 1])', 'RangeError: [1,1,1,1,1,1,1,1,1] is not the shape of a tensor.'],
  'endless axes around nothing': ['tf.tile(tf.zeros([1, 0]), [2 ** 31 - 1, 1]).tile([2, 1])', 'RangeError: tile of [2147483647, 0]: no tensor has the shape [4294967294, 0].'],
}; // biome-ignore format: a table

/** A program that looks into all that goes through the methods of its arrays, and gives all objects a `toJSON`. */
const CURIOUS = `
  const seen: unknown[] = [];
  // As text, so that it is not recorded: numbers that go through it stay as they are.
  (0, eval)(\`(seen) => {
    const all = Array.prototype;
    const look = (one) => { if (typeof one === 'object' && one !== null && 'row' in one && 'form' in one) seen[seen.length] = one; };
    for (const name of [...Object.getOwnPropertyNames(all), Symbol.iterator]) {
      const native = all[name];
      if (typeof native !== 'function' || name === 'constructor') continue;
      all[name] = function (...given) {
        for (let i = 0; i < this.length; i++) look(this[i]);
        for (let i = 0; i < given.length; i++) look(given[i]);
        const result = Reflect.apply(native, this, given);
        look(result);
        if (typeof result === 'object' && result !== null) for (let i = 0; i < result.length; i++) look(result[i]);
        return result;
      };
    }
  }\`)(seen);
  (Object.prototype as any).toJSON = () => ({ evil: 1 });
  const w = tf.variable(tf.ones([2, 1])), a = tf.tensor2d([[1, 2], [3, 4]]);
  tf.train.adam(0.1).minimize(() => tf.matMul(a, w).square().mean());
  tf.grads((p: any, q: any) => p.mul(q).sum())([a, a]);
  tf.concat([a, a, a], 1).norm().dataSync();
  w.assign(w.add(1));
  const net = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] }), tf.layers.batchNormalization(), tf.layers.flatten()] });
  net.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  await net.fit(a, a, { epochs: 1 });
  net.predict(a);
  const x = seen.length + 3;
  const y = x * 2;`;

describe('a hostile program with tensors', function () {
  this.timeout(60_000);
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());
  afterEach('and the next program runs as ever', async () => {
    const { graph, root } = await traceOf(evaluator, IMPORT + HEALTHY, 'y');
    assert.deepEqual([graph.value(root), graph.op(root)], [6, 'mul']);
  });

  for (const [what, [program, at]] of Object.entries(GREEDY))
    it(`that takes all memory is stopped: ${what}`, async () => {
      const text = `${IMPORT}${program}\n${HEALTHY}`;
      const { message, span } = await errorOf(evaluator, text, 'y', {
        megabytes: MEGABYTES,
        milliseconds: 20_000,
      });
      assert.equal(message, MEMORY);
      assert.equal(text.slice(span!.start, span!.end), at);
    });

  for (const [what, [program, y]] of Object.entries(FRUGAL))
    it(`runs within its memory: ${what}`, async () => {
      const request = requestOf(IMPORT + program, 'y', { megabytes: MEGABYTES, milliseconds: 20_000 });
      const outcome = await evaluator.evaluate(request);
      if (!outcome.ok) assert.fail(outcome.error.message);
      const { graph, root } = outcome.trace;
      assert.equal(graph.value(root), y);
    });

  it('sees nothing of what its tensors are known by', async () => {
    const { graph, root, thrown } = await traceOf(evaluator, IMPORT + CURIOUS, 'y');
    assert.equal(thrown, undefined);
    assert.equal(graph.value(root), 6);
  });

  for (const [what, [code, message]] of Object.entries(REFUSED))
    it(`is told what is wrong: ${what}`, async () => {
      const error = await errorOf(evaluator, `${IMPORT}${code};\n${HEALTHY}`, 'y');
      assert.equal(error.message, `The program stopped before the selection was evaluated: ${message}`);
    });
});
