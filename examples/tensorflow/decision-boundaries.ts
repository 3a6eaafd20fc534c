// The data sets of the lectures, from seeded chance: which of them can a small network tell apart? Select net, or history.
import * as tf from '@tensorflow/tfjs';

type Point = readonly [x: number, y: number];

/** What makes a point of the square one of the inner class. */
const dataSets = {
  diagonalBand: ([x, y]: Point) => Math.abs(x - y) < 0.5,
  onePocket: ([x, y]: Point) => x * x + y * y < 0.4,
  fourGaussians: ([x, y]: Point) => x * y > 0,
  twoPockets: ([x, y]: Point) => Math.min((x - 0.5) ** 2 + y * y, (x + 0.5) ** 2 + y * y) < 0.12,
};

const isInner = dataSets.onePocket;
const spread = isInner === dataSets.fourGaussians ? 0.25 : 1;
const points: Point[] = [];
for (let i = 0; i < 60; i++) {
  const [u, v] = [2 * Math.random() - 1, 2 * Math.random() - 1];
  // Four clouds in the corners, or anywhere in the square.
  points.push(spread < 1 ? [Math.sign(u) * 0.5 + u * spread, Math.sign(v) * 0.5 + v * spread] : [u, v]);
}
const X = tf.tensor2d(points as [number, number][]);
const y = tf.tensor2d(points.map((point) => [isInner(point) ? 1 : 0]));

const net = tf.sequential({
  layers: [
    tf.layers.dense({ units: 6, inputShape: [2], activation: 'tanh' }),
    tf.layers.dense({ units: 4, activation: 'tanh' }),
    tf.layers.dense({ units: 1, activation: 'sigmoid' }),
  ],
});
net.compile({ optimizer: tf.train.adam(0.03), loss: 'binaryCrossentropy', metrics: ['accuracy'] });
const history = await net.fit(X, y, { epochs: 40, batchSize: 20 });
console.log('accuracy', history.history.acc!.at(-1));
