// Logistic regression with the cross-entropy: the gradient of the weights is Xᵀ · (p − y) / n.
import * as tf from '@tensorflow/tfjs';

const X = tf.tensor2d([[0.5, 1.2], [1.5, -0.3], [-1, 0.4], [-0.7, -1.1]]);
const y = tf.tensor2d([[1], [1], [0], [0]]);
const w = tf.variable(tf.tensor2d([[0.2], [-0.1]]));
const b = tf.variable(tf.scalar(0.1));

const p = X.matMul(w).add(b).sigmoid();
const loss = y.mul(p.log()).add(tf.sub(1, y).mul(tf.sub(1, p).log())).mean().neg();
