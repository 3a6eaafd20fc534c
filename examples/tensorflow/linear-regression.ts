// Linear regression: select loss, and see how far the line is from the points, and which way it should move.
import * as tf from '@tensorflow/tfjs';

const x = tf.tensor1d([1, 2, 3, 4]);
const y = tf.tensor1d([2.9, 5.1, 7.2, 8.8]);

const w = tf.variable(tf.scalar(0.5));
const b = tf.variable(tf.scalar(0));
const loss = x.mul(w).add(b).sub(y).square().mean();

// An optimizer makes it small. Select minimize, and go through its 200 steps.
const optimizer = tf.train.sgd(0.05);
for (let step = 0; step < 200; step++) optimizer.minimize(() => x.mul(w).add(b).sub(y).square().mean());
w.print();
b.print();
