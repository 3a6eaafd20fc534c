// A network with one hidden layer learns a sine. Select net for its loss on the points, or walk one step of the training.
import * as tf from '@tensorflow/tfjs';

const x = tf.linspace(-3, 3, 24).reshape([24, 1]);
const y = x.sin();

const net = tf.sequential();
net.add(tf.layers.dense({ units: 8, inputShape: [1], activation: 'tanh' }));
net.add(tf.layers.dense({ units: 1 }));
net.compile({ optimizer: tf.train.adam(0.05), loss: 'meanSquaredError' });

const history = await net.fit(x, y, { epochs: 60, batchSize: 24 });
console.log('loss', history.history.loss!.at(-1));
