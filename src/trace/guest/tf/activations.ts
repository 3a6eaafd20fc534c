/** The activations of layers, by name. */
import { refuse } from './core.ts';
import { apply } from './ops/apply.ts';
import { add, elu, mul, pow, relu, relu6, selu, sigmoid, softplus, tanh } from './ops/elementwise.ts';
import { logSoftmax, softmax } from './ops/reductions.ts';
import type { Tensor } from './tensor.ts';

export type Activation = (x: Tensor) => Tensor;

const engine =
  (op: string): Activation =>
  (x) =>
    apply(op, [x]);

/** x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))), of Hendrycks and Gimpel. */
function geluOfTanh(x: Tensor): Tensor {
  const inner = mul(Math.sqrt(2 / Math.PI), add(x, mul(0.044715, pow(x, 3))));
  return mul(mul(0.5, x), add(1, tanh(inner)));
}

const activations: Readonly<Record<string, Activation>> = {
  elu,
  gelu: engine('gelu'),
  gelu_new: geluOfTanh,
  hardSigmoid: engine('hardSigmoid'),
  linear: (x) => x,
  logSoftmax: (x) => logSoftmax(x),
  mish: engine('mish'),
  relu,
  relu6,
  selu,
  sigmoid,
  softmax: (x) => softmax(x),
  softplus,
  softsign: engine('softsign'),
  swish: engine('swish'),
  tanh,
};

/** The activation of this name; none is linear. */
export function activationOf(name: unknown): Activation {
  const wanted = (name as string | null | undefined) ?? 'linear';
  const found = Object.hasOwn(activations, wanted) ? activations[wanted] : undefined;
  return found ?? refuse('activation', `there is no activation “${wanted}”.`);
}
