/**
 * Forward and backward pass of two networks on one batch: by the engine, beside TensorFlow.js with its CPU backend and with
 * its WebAssembly backend. Each contender has a process of its own, computes the same loss from the same numbers, and its
 * gradients are compared with ours.
 */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as TensorFlow from '@tensorflow/tfjs';
import { root } from '../scripts/build.ts';
import { GraphBuilder, type NodeId, sweep, tensor, useKernels } from '../src/engine/index.ts';
import { wasmKernels } from '../src/kernels/wasm.ts';

const RUNS = 15;

/** Numbers that are the same in every process, of about the size that training begins with. */
function numbers(shape: readonly number[], seed: number, scale: number): Float64Array {
  const size = shape.reduce((product, length) => product * length, 1);
  return Float64Array.from({ length: size }, (_, i) => Math.sin(seed + 12.9898 * i) * scale);
}

/** Inputs, then weights, as each program takes them. */
const dense = [
  { shape: [64, 784], scale: 1 },
  { shape: [64, 10], scale: 1 },
  { shape: [784, 128], scale: 0.05 },
  { shape: [128], scale: 0.1 },
  { shape: [128, 10], scale: 0.1 },
  { shape: [10], scale: 0.1 },
];
const convolutional = [
  { shape: [16, 28, 28, 1], scale: 1 },
  { shape: [16, 10], scale: 1 },
  { shape: [3, 3, 1, 8], scale: 0.3 },
  { shape: [8], scale: 0.1 },
  { shape: [3, 3, 8, 16], scale: 0.1 },
  { shape: [16], scale: 0.1 },
  { shape: [400, 10], scale: 0.05 },
  { shape: [10], scale: 0.1 },
];

const NETWORKS = { dense, convolutional };
type Network = keyof typeof NETWORKS;

/** The sizes of all gradients of the weights, or of the loss, to compare, and the times of each run in milliseconds. */
interface Measured {
  readonly times: readonly number[];
  readonly norms: readonly number[];
}

const inputs = (network: Network) =>
  NETWORKS[network].map(({ shape, scale }, seed) => tensor(shape, numbers(shape, seed, scale)));

/** The whole way of a graph here: its values recorded and checked, and where `backward`, swept. */
function ours(network: Network, backward: boolean): Measured {
  useKernels(wasmKernels());
  const [x, target, ...weights] = inputs(network);
  const times: number[] = [];
  let norms: number[] = [];
  for (let run = -3; run < RUNS; run++) {
    const start = performance.now();
    const builder = new GraphBuilder();
    const [image, wanted] = [builder.constant(x!), builder.constant(target!)];
    const leaves = weights.map((weight) => builder.leaf(weight));
    const logits =
      network === 'dense' ? perceptron(builder, image, leaves) : pictures(builder, image, leaves);
    const logs = builder.apply('logSoftmax', [logits], { axis: 1 });
    const all = builder.apply('mul', [logs, wanted]);
    const loss = builder.apply('sum', [all], { axes: [0, 1], keepDims: false });
    const graph = builder.build();
    const walk = backward ? sweep(graph, loss) : undefined;
    const results = walk ? leaves.map((leaf) => walk.gradientTensor(leaf)!) : [graph.tensor(loss)!];
    if (run >= 0) times.push(performance.now() - start);
    norms = results.map(({ data }) => size(data));
  }
  return { times, norms };
}

/** Of a gradient, or the absolute value of a loss. */
function size(data: Iterable<number>): number {
  let sum = 0;
  for (const x of data) sum += x * x;
  return Math.sqrt(sum);
}

const plain = { transposeX: false, transposeY: false };

function layer(builder: GraphBuilder, x: NodeId, W: NodeId, b: NodeId): NodeId {
  return builder.apply('add', [builder.apply('matMul', [x, W], plain), b]);
}

function perceptron(builder: GraphBuilder, x: NodeId, [W1, b1, W2, b2]: readonly NodeId[]): NodeId {
  return layer(builder, builder.apply('relu', [layer(builder, x, W1!, b1!)]), W2!, b2!);
}

function pictures(builder: GraphBuilder, x: NodeId, [F1, b1, F2, b2, W, b]: readonly NodeId[]): NodeId {
  const convolution = (image: NodeId, filter: NodeId, bias: NodeId) => {
    const attributes = { strides: [1, 1], dilations: [1, 1], padding: 'valid' };
    const sum = builder.apply('add', [builder.apply('conv2d', [image, filter], attributes), bias]);
    const pooling = { size: [2, 2], strides: [2, 2], padding: 'valid' };
    return builder.apply('maxPool', [builder.apply('relu', [sum])], pooling);
  };
  const features = convolution(convolution(x, F1!, b1!), F2!, b2!);
  return layer(builder, builder.apply('reshape', [features], { shape: [16, 400] }), W!, b!);
}

/** The same program as one writes it with TensorFlow.js. */
async function theirs(network: Network, backend: 'cpu' | 'wasm', backward: boolean): Promise<Measured> {
  const tf: typeof TensorFlow = await import('@tensorflow/tfjs');
  if (backend === 'wasm') {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    setWasmPaths(join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist/'));
  }
  await tf.setBackend(backend);
  const [x, target, ...weights] = inputs(network).map(({ shape, data }) =>
    tf.tensor(Float32Array.from(data), [...shape]),
  );
  const dense = (input: TensorFlow.Tensor, W: TensorFlow.Tensor, b: TensorFlow.Tensor) =>
    tf.add(tf.matMul(input as TensorFlow.Tensor2D, W as TensorFlow.Tensor2D), b);
  const convolution = (image: TensorFlow.Tensor, filter: TensorFlow.Tensor, bias: TensorFlow.Tensor) => {
    const sum = tf.add(
      tf.conv2d(image as TensorFlow.Tensor4D, filter as TensorFlow.Tensor4D, 1, 'valid'),
      bias,
    );
    return tf.maxPool(tf.relu(sum) as TensorFlow.Tensor4D, 2, 2, 'valid');
  };
  const loss = (...[w0, w1, w2, w3, w4, w5]: TensorFlow.Tensor[]): TensorFlow.Scalar => {
    const logits =
      network === 'dense'
        ? dense(tf.relu(dense(x!, w0!, w1!)), w2!, w3!)
        : dense(tf.reshape(convolution(convolution(x!, w0!, w1!), w2!, w3!), [16, 400]), w4!, w5!);
    return tf.sum(tf.mul(tf.logSoftmax(logits), target!)) as TensorFlow.Scalar;
  };
  const gradients = tf.valueAndGrads(loss);
  const times: number[] = [];
  let norms: number[] = [];
  for (let run = -3; run < RUNS; run++) {
    const start = performance.now();
    const results = backward ? gradients(weights) : { value: tf.tidy(() => loss(...weights)), grads: [] };
    const read = (backward ? results.grads : [results.value]).map((result) => result.dataSync());
    if (run >= 0) times.push(performance.now() - start);
    norms = read.map(size);
    tf.dispose([results.value, results.grads]);
  }
  return { times, norms };
}

type Pass = 'forward' | 'forward and backward';
type Contender = 'ours' | 'cpu' | 'wasm';

function measure(network: Network, pass: Pass, contender: Contender): Promise<Measured | string> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), [network, pass, contender], {
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    child.once('message', (answer: Measured | string) => resolve(answer));
    child.once('exit', (code) => reject(new Error(`${contender} ended with ${code}`)));
  });
}

const best = (times: readonly number[]) => Math.min(...times);
const median = (times: readonly number[]) => [...times].sort((a, b) => a - b)[times.length >> 1]!;

async function compare(network: Network, title: string, pass: Pass): Promise<void> {
  console.log(`\n| ${title}: ${pass} | best of ${RUNS} | median | goal |`);
  console.log('|---|--:|--:|--:|');
  const own = (await measure(network, pass, 'ours')) as Measured;
  console.log(
    `| here, in float64 | ${best(own.times).toFixed(2)} ms | ${median(own.times).toFixed(2)} ms | |`,
  );
  for (const [contender, goal] of [
    ['cpu', '3 times'],
    ['wasm', '1 times'],
  ] as const) {
    const other = await measure(network, pass, contender);
    if (typeof other === 'string') {
      console.log(`| TensorFlow.js, ${contender} | ${other} | | |`);
      continue;
    }
    for (const [i, norm] of other.norms.entries())
      if (Math.abs(norm - own.norms[i]!) > 1e-3 * Math.abs(own.norms[i]!))
        throw new Error(`not the same gradient: ${own.norms[i]} and ${norm}`);
    const factor = (best(other.times) / best(own.times)).toFixed(1);
    console.log(
      `| TensorFlow.js, ${contender} (takes ${factor} times as long) | ${best(other.times).toFixed(2)} ms | ` +
        `${median(other.times).toFixed(2)} ms | ${goal} |`,
    );
  }
}

const [network, pass, contender] = process.argv.slice(2) as [Network?, Pass?, Contender?];
if (network && contender) {
  const backward = pass !== 'forward';
  try {
    process.send!(
      contender === 'ours' ? ours(network, backward) : await theirs(network, contender, backward),
    );
  } catch (error) {
    // An operation that a backend lacks is an answer too.
    process.send!(error instanceof Error ? error.message.split('\n')[0]! : String(error));
  }
  process.disconnect();
} else {
  await compare('dense', '784-128-10, batch 64', 'forward and backward');
  await compare('convolutional', 'two convolutions, batch 16', 'forward and backward');
  // The WebAssembly backend has no gradient of a filter.
  await compare('convolutional', 'two convolutions, batch 16', 'forward');
}
