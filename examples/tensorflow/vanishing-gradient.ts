// Why deep networks of sigmoids hardly learn: select deep, and look at the gradients of the first layers; then select relu.
import * as tf from '@tensorflow/tfjs';

const x = tf.tensor2d([[1, -0.5, 0.3, 0.8]]);

/** Ten layers of four units, all with the same activation. */
function network(activation: 'sigmoid' | 'relu') {
  const model = tf.sequential();
  for (let layer = 1; layer <= 10; layer++)
    model.add(
      tf.layers.dense({
        units: 4,
        inputShape: [4],
        activation,
        name: `${activation}${layer}`,
        kernelInitializer: tf.initializers.heNormal({ seed: layer }),
      }),
    );
  return model;
}

const deep = (network('sigmoid').predict(x) as tf.Tensor).sum();
const relu = (network('relu').predict(x) as tf.Tensor).sum();
