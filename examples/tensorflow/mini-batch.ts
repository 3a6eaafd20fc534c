// Mini-batch gradient descent by hand: each step sees four of the sixteen points. “loss” has an evaluation for each step.
import * as tf from '@tensorflow/tfjs';

const x = tf.linspace(-1, 1, 16);
const y = x.mul(3).add(0.5);
const w = tf.variable(tf.scalar(0));
const b = tf.variable(tf.scalar(0));
const optimizer = tf.train.momentum(0.1, 0.5);

let loss = tf.scalar(0);
for (let step = 0; step < 40; step++) {
  const from = (step * 4) % 16;
  const [batch, targets] = [x.slice(from, 4), y.slice(from, 4)];
  loss = optimizer.minimize(() => batch.mul(w).add(b).sub(targets).square().mean(), true) as tf.Scalar;
}
w.print();
