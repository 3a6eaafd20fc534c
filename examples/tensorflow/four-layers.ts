// A network of four layers without a library of layers: each line is one step of the forward pass.
import * as tf from '@tensorflow/tfjs';

const sizes = [3, 5, 4, 4, 1];
const weights = sizes.slice(1).map((size, i) => tf.variable(tf.randomNormal([sizes[i]!, size], 0, 0.6, 'float32', i)));
const biases = sizes.slice(1).map((size) => tf.variable(tf.zeros([size])));

const x = tf.tensor2d([[1, -1, 0.5], [0, 2, -1]]);
const target = tf.tensor2d([[1], [0]]);

let h: tf.Tensor = x;
for (let layer = 0; layer < 3; layer++) h = h.matMul(weights[layer]!).add(biases[layer]!).tanh();
const output = h.matMul(weights[3]!).add(biases[3]!).sigmoid();
const loss = output.sub(target).square().mean();
