/**
 * Functions of one or two numbers that JavaScript lacks and networks use, as rows for numbers that are lifted to tensors.
 * Values are computed without overflow where the formula beside them would have one.
 */
import { erf } from '../erf.ts';
import { binary, unary } from '../operations.ts';
import { lifted, parametric } from './elementwise.ts';
import { written } from './operation.ts';

function sigmoid(x: number): number {
  const small = Math.exp(-Math.abs(x));
  return x < 0 ? small / (1 + small) : 1 / (1 + small);
}

function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** Of Klambauer et al., Self-Normalizing Neural Networks (2017). */
const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

const STD_NORMAL = 1 / Math.sqrt(2 * Math.PI);

export const activationRows = {
  sigmoid: lifted(unary('σ', ['1 / (1 + exp(-x))', sigmoid], ['z * (1 - z)', (_, z) => z * (1 - z)])),
  logSigmoid: lifted(
    unary('ln σ', ['-ln(1 + exp(-x))', (x) => -softplus(-x)], ['1 / (1 + exp(x))', (x) => sigmoid(-x)]),
  ),
  // The derivative at 0 is 0.
  relu: lifted(unary('relu', ['max(x, 0)', (x) => Math.max(x, 0)], ['[x > 0]', (x) => (x <= 0 ? 0 : 1)])),
  // The derivative at 0 and at 6 is 0.
  relu6: {
    ...lifted(
      unary(
        'relu6',
        ['min(max(x, 0), 6)', (x) => Math.min(Math.max(x, 0), 6)],
        ['[x > 0] * [x < 6]', (x) => (x <= 0 || x >= 6 ? 0 : 1)],
      ),
      [-3, 9],
    ),
    differs: 'TensorFlow.js has the derivative 1 at 6; here it is 0, as in PyTorch.',
  },
  // The derivative at 0 is alpha.
  leakyRelu: parametric(
    'leaky relu',
    { alpha: 0.2 },
    ['max(x, 0) + alpha * min(x, 0)', (x, { alpha }) => (x > 0 ? x : alpha * x)],
    ['alpha + (1 - alpha) * [x > 0]', (x, { alpha }) => (x <= 0 ? alpha : 1)],
  ),
  // leakyRelu with a slope for each element.
  prelu: lifted(
    binary(
      'prelu',
      ['max(x, 0) + y * min(x, 0)', (x, y) => (x > 0 ? x : y * x)],
      ['[x > 0] + y * [x <= 0]', (x, y) => (x > 0 ? 1 : y)],
      ['min(x, 0)', (x) => Math.min(x, 0)],
    ),
  ),
  // The derivative at 0 is alpha.
  elu: parametric(
    'elu',
    { alpha: 1.5 },
    ['max(x, 0) + alpha * (exp(min(x, 0)) - 1)', (x, { alpha }) => (x > 0 ? x : alpha * Math.expm1(x))],
    ['[x > 0] + alpha * exp(min(x, 0)) * [x <= 0]', (x, { alpha }) => (x > 0 ? 1 : alpha * Math.exp(x))],
  ),
  selu: lifted(
    unary(
      'selu',
      [
        `${SELU_SCALE} * (max(x, 0) + ${SELU_ALPHA} * (exp(min(x, 0)) - 1))`,
        (x) => SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)),
      ],
      [
        `${SELU_SCALE} * ([x > 0] + ${SELU_ALPHA} * exp(min(x, 0)) * [x <= 0])`,
        (x) => SELU_SCALE * (x > 0 ? 1 : SELU_ALPHA * Math.exp(x)),
      ],
    ),
  ),
  softplus: lifted(unary('softplus', ['ln(1 + exp(x))', softplus], ['1 / (1 + exp(-x))', (x) => sigmoid(x)])),
  swish: lifted(
    unary(
      'swish',
      ['x / (1 + exp(-x))', (x) => x * sigmoid(x)],
      ['z + (1 - z) / (1 + exp(-x))', (x, z) => z + (1 - z) * sigmoid(x)],
    ),
  ),
  gelu: lifted(
    unary(
      'gelu',
      ['x * (1 + erf(x / sqrt(2))) / 2', (x) => (x * (1 + erf(x * Math.SQRT1_2))) / 2],
      [
        `(1 + erf(x / sqrt(2))) / 2 + x * exp(-x^2 / 2) * ${STD_NORMAL}`,
        (x) => (1 + erf(x * Math.SQRT1_2)) / 2 + x * Math.exp((-x * x) / 2) * STD_NORMAL,
      ],
    ),
  ),
  mish: lifted(
    unary(
      'mish',
      ['x * tanh(ln(1 + exp(x)))', (x) => x * Math.tanh(softplus(x))],
      [
        'tanh(ln(1 + exp(x))) + x * (1 - tanh(ln(1 + exp(x)))^2) / (1 + exp(-x))',
        (x) => {
          const t = Math.tanh(softplus(x));
          return t + x * (1 - t * t) * sigmoid(x);
        },
      ],
    ),
  ),
  // TensorFlow's line from −2.5 to 2.5. The derivative at both ends is 0.
  hardSigmoid: {
    ...lifted(
      unary(
        'hard σ',
        ['max(0, min(1, 0.2 * x + 0.5))', (x) => Math.max(0, Math.min(1, 0.2 * x + 0.5))],
        ['0.2 * [x > -2.5] * [x < 2.5]', (x) => (x <= -2.5 || x >= 2.5 ? 0 : 0.2)],
      ),
      [-4, 4],
    ),
    differs:
      'TensorFlow.js has the derivative 0.2 at −2.5 and at 2.5; here it is 0 at both ends, as in PyTorch.',
  },
  softsign: lifted(
    unary(
      'softsign',
      ['x / (1 + |x|)', (x) => x / (1 + Math.abs(x))],
      ['1 / (1 + |x|)^2', (x) => 1 / (1 + Math.abs(x)) ** 2],
    ),
  ),
  erf: lifted(
    unary(
      'erf',
      ['erf(x)', erf],
      ['2 * exp(-x^2) / sqrt(3.141592653589793)', (x) => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x)],
    ),
  ),

  square: lifted(unary('²', ['x^2', (x) => x * x], ['2 * x', (x) => 2 * x])),
  rsqrt: lifted(
    unary('1/√', ['1 / sqrt(x)', (x) => 1 / Math.sqrt(x)], ['-z / (2 * x)', (x, z) => -z / (2 * x)]),
    [0.1, 2],
  ),
  reciprocal: lifted(unary('1/x', ['1 / x', (x) => 1 / x], ['-1 / x^2', (_, z) => -z * z]), [0.5, 2]),
  squaredDifference: lifted(
    binary(
      '(−)²',
      ['(x - y)^2', (x, y) => (x - y) ** 2],
      ['2 * (x - y)', (x, y) => 2 * (x - y)],
      ['2 * (y - x)', (x, y) => 2 * (y - x)],
    ),
  ),
  // The sign of the divisor, as torch.remainder.
  floorMod: lifted(
    binary(
      'mod',
      ['x - y * floor(x / y)', (x, y) => x - y * Math.floor(x / y)],
      ['1', () => 1],
      ['-floor(x / y)', (x, y) => -Math.floor(x / y)],
    ),
    [0.5, 2],
  ),
  floorDiv: {
    ...lifted(
      binary('⌊/⌋', ['floor(x / y)', (x, y) => Math.floor(x / y)], ['0', () => 0], ['0', () => 0]),
      [0.5, 2],
    ),
    differs:
      'TensorFlow.js has the derivatives of x / y here; a value that is constant between its steps has 0.',
  },
  // Halves to the even neighbour, as torch.round; `round` is JavaScript's, which rounds them up.
  roundEven: {
    ...lifted(unary('round', ['round(x)', roundEven], ['0', () => 0])),
    writing: written('round {x}', '0 · {g}'),
  },
  // Both ends belong to the part with the derivative 1.
  clip: parametric(
    'clip',
    { low: -0.5, high: 1 },
    ['min(max(x, low), high)', (x, { low, high }) => Math.min(Math.max(x, low), high)],
    ['[x >= low] * [x <= high]', (x, { low, high }) => (x < low || x > high ? 0 : 1)],
  ),
};

function roundEven(x: number): number {
  const rounded = Math.round(x);
  return Math.abs(x % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}
