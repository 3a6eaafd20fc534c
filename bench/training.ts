/**
 * 2,000 training steps of a 2-8-1 network: TensorFlow.js on its backend in plain JavaScript, and the same program in the
 * sandbox with everything recorded that its graph needs. In processor time, which is fairer than the clock on a busy machine;
 * what the sandbox takes to start is part of it. Run with `npm run bench`.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../scripts/build.ts';
import { Evaluator } from '../src/trace/evaluator.ts';
import { NodeThread } from '../src/trace/node/thread.ts';

const STEPS = 2000;

const DATA = `
const xs = tf.tensor2d([[0, 0], [0, 1], [1, 0], [1, 1]]);
const ys = tf.tensor2d([[0], [1], [1], [0]]);`;

/** The body of an asynchronous function of \`tf\`. */
const PROGRAMS = {
  minimize: `${DATA}
const [w1, b1] = [tf.variable(tf.randomNormal([2, 8])), tf.variable(tf.zeros([8]))];
const [w2, b2] = [tf.variable(tf.randomNormal([8, 1])), tf.variable(tf.zeros([1]))];
const sgd = tf.train.sgd(0.1);
const loss = () => xs.matMul(w1).add(b1).tanh().matMul(w2).add(b2).sub(ys).square().mean();
for (let step = 0; step < ${STEPS}; step++) sgd.minimize(loss);
const y = loss();`,
  'model.fit': `${DATA}
const model = tf.sequential({ layers: [
  tf.layers.dense({ units: 8, inputShape: [2], activation: 'tanh' }), tf.layers.dense({ units: 1 })] });
model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
await model.fit(xs, ys, { epochs: ${STEPS}, verbose: 0 });
const y = model.evaluate(xs, ys);`,
};

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

// The package advertises a faster backend.
console.warn = () => {};
const tf = createRequire(import.meta.url)('@tensorflow/tfjs') as typeof import('@tensorflow/tfjs');
await tf.setBackend('cpu');
const evaluator = new Evaluator(() => new NodeThread(join(root, 'dist/trace-worker.cjs')));
const AsyncFunction = (async () => {}).constructor as new (
  ...text: string[]
) => (library: unknown) => Promise<void>;

for (const [name, body] of Object.entries(PROGRAMS)) {
  const ours = () =>
    evaluator.evaluate({
      path: 'training.ts',
      source: `import * as tf from '@tensorflow/tfjs';\n${body}`,
      selection: { variable: 'y' },
      limits: { milliseconds: 60_000, megabytes: 256, operations: 1_000_000 },
    });
  const real = () => new AsyncFunction('tf', body)(tf);
  // Once to warm up.
  for (const work of [real, ours]) await work();
  const [theirs, own] = [await seconds(real), await seconds(ours)];
  console.log(
    `${STEPS} steps, ${name}: TensorFlow.js ${theirs.toFixed(2)} s, in the sandbox ${own.toFixed(2)} s of processor time`,
  );
}
evaluator.dispose();
