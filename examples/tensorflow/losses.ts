// The three losses of the lectures on the same two scores. Select one of them.
import * as tf from '@tensorflow/tfjs';

const scores = tf.tensor2d([[1.5, 0.4, -0.8], [0.2, 0.9, 0.1]]);
const classes = tf.tensor2d([[1, 0, 0], [0, 0, 1]]);

const squared = scores.sub(classes).square().mean();
const crossEntropy = scores.logSoftmax().mul(classes).sum(1).mean().neg();

// Hinge: every wrong score should be at least 1 below the right one.
const right = scores.mul(classes).sum(1, true);
const margins = scores.sub(right).add(1).relu().mul(tf.sub(1, classes));
const hinge = margins.sum(1).mean();
