// Two hidden layers and a softmax: three classes from two numbers. Select loss.
import * as tf from '@tensorflow/tfjs';

const X = tf.tensor2d([[0.2, 0.9], [0.8, 0.1], [-0.6, -0.4]]);
const classes = tf.oneHot(tf.tensor1d([0, 1, 2], 'int32'), 3);

const input = tf.input({ shape: [2] });
const first = tf.layers.dense({ units: 5, activation: 'relu', name: 'first' }).apply(input);
const second = tf.layers.dense({ units: 4, activation: 'relu', name: 'second' }).apply(first);
const logits = tf.layers.dense({ units: 3, name: 'logits' }).apply(second);
const model = tf.model({ inputs: input, outputs: logits as tf.SymbolicTensor });

const loss = tf.losses.softmaxCrossEntropy(classes, model.predict(X) as tf.Tensor);
