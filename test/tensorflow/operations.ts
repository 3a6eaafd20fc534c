/**
 * What every operation is tried with, beside the real package: expressions over a, b, c … of given shapes. The values are
 * seeded and lie in `range`; `exact` gives them outright. Of each, value and gradients are compared.
 */
export interface Case {
  readonly code: string;
  readonly shapes: readonly (readonly number[])[];
  readonly range?: readonly [number, number];
  /** The operands in whole numbers or flags, which have no gradient. */
  readonly types?: readonly ('float32' | 'int32' | 'bool')[];
  readonly exact?: readonly (readonly number[] | undefined)[];
  /** Only the values are compared: there are no gradients, or TensorFlow.js has none, or ones of a wrong shape or size. */
  readonly flat?: true;
}

const SHAPES = [[], [3], [2, 3], [1, 4, 1], [0, 3]];
const unary = (names: string, range: readonly [number, number] = [-2, 2]): Case[] =>
  names
    .split(' ')
    .flatMap((name) => SHAPES.map((shape) => ({ code: `tf.${name}(a)`, shapes: [shape], range })));

const PAIRS = [
  [[], []],
  [[3], [3]],
  [[2, 3], []],
  [[3], [2, 3]],
  [
    [2, 1],
    [1, 3],
  ],
  [
    [4, 1, 3],
    [2, 1],
  ],
  [[0, 3], [3]],
];
const binary = (names: string, range: readonly [number, number] = [-2, 2]): Case[] =>
  names.split(' ').flatMap((name) => PAIRS.map((shapes) => ({ code: `tf.${name}(a, b)`, shapes, range })));
const flat = (cases: readonly Case[]): Case[] => cases.map((one) => ({ ...one, flat: true }));

const AXES = [
  [[4], ''],
  [[2, 3], ''],
  [[2, 3], ', 0'],
  [[2, 3], ', 1, true'],
  [[2, 3, 4], ', [0, 2]'],
  [[2, 1, 3], ', -1'],
] as const;
const reductions = (names: string, range: readonly [number, number] = [-2, 2]): Case[] =>
  names
    .split(' ')
    .flatMap((name) =>
      AXES.map(([shape, more]) => ({ code: `tf.${name}(a${more})`, shapes: [shape], range })),
    );

const on = (shapes: readonly (readonly number[])[], ...codes: string[]): Case[] =>
  codes.map((code) => ({ code, shapes }));

export const CASES: Readonly<Record<string, readonly Case[]>> = {
  functions: [
    ...unary('neg abs square exp expm1 sin cos tanh sinh cosh atan asinh erf sigmoid logSigmoid softplus'),
    ...unary('relu relu6 elu selu leakyRelu tan', [-1.4, 7]),
    ...unary('sqrt rsqrt log log1p reciprocal', [0.2, 3]),
    ...unary('asin acos atanh', [-0.9, 0.9]),
    ...unary('acosh', [1.1, 4]),
    ...flat(unary('sign floor ceil round step', [-3, 3])),
    ...on(
      [[2, 3]],
      'tf.leakyRelu(a, 0.3)',
      'tf.clipByValue(a, -0.5, 1)',
      'tf.clone(a)',
      'tf.cast(a, "float32")',
    ),
    ...flat([
      ...on([[2, 3]], 'tf.isNaN(a.sqrt())', 'tf.isInf(a.div(0))', 'tf.isFinite(tf.div(1, a))'),
      ...on(
        [[2, 3]],
        'tf.cast(a.mul(3), "int32")',
        'tf.cast(a, "bool")',
        'a.toInt()',
        'a.toBool()',
        'tf.step(a, 2)',
      ),
      { code: 'tf.round(a)', shapes: [[6]], exact: [[0.5, 1.5, 2.5, -0.5, -1.5, 2.4]] },
    ]),
  ],
  arithmetic: [
    ...binary('add sub mul'),
    ...binary('div pow atan2', [0.3, 2]),
    ...binary('maximum minimum squaredDifference prelu').filter(({ shapes: [a, b] }) => `${a}` === `${b}`),
    // The gradients of an operand that is broadcast have its shape here only.
    ...flat(
      binary('maximum minimum squaredDifference prelu').filter(({ shapes: [a, b] }) => `${a}` !== `${b}`),
    ),
    ...flat(binary('divNoNan', [0.3, 2])),
    ...flat(binary('mod floorDiv equal notEqual less lessEqual greater greaterEqual')),
    ...on(
      [[2, 3]],
      'tf.addN([a, a, a])',
      'tf.where([true, false, true], a, a.neg())',
      'a.where([false, true, true], 0)',
    ),
    ...on(
      [[2, 3]],
      'a.add(1).mul(2).sub(0.5).div(4)',
      'tf.add(1, a)',
      'tf.pow(a, 2)',
      'tf.sub([1, 2, 3], a)',
    ),
    ...flat([
      {
        code: 'tf.logicalAnd(a, b)',
        shapes: [[4], [4]],
        types: ['bool', 'bool'],
        exact: [
          [0, 0, 1, 1],
          [0, 1, 0, 1],
        ],
      },
      {
        code: 'tf.logicalOr(a, b)',
        shapes: [[4], [4]],
        types: ['bool', 'bool'],
        exact: [
          [0, 0, 1, 1],
          [0, 1, 0, 1],
        ],
      },
      {
        code: 'tf.logicalXor(a, b)',
        shapes: [[4], [4]],
        types: ['bool', 'bool'],
        exact: [
          [0, 0, 1, 1],
          [0, 1, 0, 1],
        ],
      },
      { code: 'tf.logicalNot(a)', shapes: [[2]], types: ['bool'], exact: [[0, 1]] },
      {
        code: 'a.div(b)',
        shapes: [[3], [3]],
        types: ['int32', 'int32'],
        exact: [
          [7, -7, 9],
          [2, 2, 3],
        ],
      },
      { code: 'a.add(b).mul(a)', shapes: [[3], []], types: ['int32', 'int32'], exact: [[7, -7, 9], [2]] },
    ]),
  ],
  reductions: [
    ...reductions('sum mean logSumExp max min'),
    ...reductions('prod', [0.5, 2]).slice(0, -1),
    ...on(
      [[2, 3]],
      'tf.norm(a)',
      'tf.norm(a, 1)',
      'tf.norm(a, Infinity)',
      'tf.norm(a, "fro", [0, 1])',
      'tf.norm(a, 1, [0, 1])',
      'tf.norm(a, Infinity, [0, 1], true)',
      'tf.norm(a, -Infinity, [0, 1])',
      'tf.norm(a, 2, 1, true)',
    ),
    ...on([[2, 3]], 'tf.norm(a, -Infinity)', 'tf.norm(a, "euclidean", 1)', 'a.euclideanNorm(0)'),
    ...on([[2, 3]], 'tf.cumsum(a, 1)', 'tf.cumsum(a, 1, true)'),
    ...on([[2, 3]], 'tf.softmax(a)', 'tf.logSoftmax(a)', 'tf.moments(a, 0).variance', 'tf.moments(a).mean'),
    ...flat([
      ...on([[2, 3]], 'tf.cumsum(a)', 'tf.cumsum(a, 0, false, true)', 'a.cumsum(1, true, true)'),
      ...on(
        [[2, 5]],
        'tf.topk(a, 3).values',
        'tf.topk(a, 3).indices',
        'tf.argMax(a)',
        'tf.argMax(a, 1)',
        'tf.argMin(a, -1)',
      ),
      ...on([[2, 3]], 'tf.all(a.greater(-3))', 'tf.any(a.greater(1), 1)', 'tf.all(a.greater(0), 0, true)'),
    ]),
  ],
  shapes: [
    ...on(
      [[2, 6]],
      'tf.reshape(a, [3, -1])',
      'a.reshapeAs(tf.zeros([4, 3]))',
      'a.flatten()',
      'a.as1D()',
      'a.as2D(4, 3)',
    ),
    ...on([[2, 6]], 'a.as3D(1, 3, 4)', 'tf.expandDims(a)', 'a.expandDims(-1)', 'tf.squeeze(a.expandDims(1))'),
    ...on([[1, 2, 1]], 'tf.squeeze(a)', 'tf.squeeze(a, [0])', 'a.sum().asScalar()'),
    ...on(
      [[2, 3]],
      'tf.transpose(a)',
      'tf.tile(a, [2, 1])',
      'tf.pad(a, [[1, 0], [0, 2]], 3)',
      'tf.broadcastTo(a, [4, 2, 3])',
    ),
    ...flat(
      on(
        [[2, 3]],
        'tf.mirrorPad(a, [[1, 1], [2, 0]], "reflect")',
        'tf.mirrorPad(a, [[2, 1], [0, 3]], "symmetric")',
      ),
    ),
    ...on(
      [[2, 3]],
      'tf.reverse(a)',
      'a.reverse(1)',
      'tf.reverse2d(a, [0])',
      'tf.slice(a, [0, 1])',
      'a.slice([1, 0], [1, 2])',
    ),
    ...on(
      [[2, 3]],
      'tf.slice2d(a, [0, 1], [2, 2])',
      'tf.stack([a, a.mul(2)])',
      'a.stack(a, 1)',
      'tf.unstack(a)[1]',
    ),
    ...on(
      [[2, 3]],
      'tf.unstack(a, 1)[2]',
      'a.concat(a)',
      'tf.concat([a, a.neg(), a], 1)',
      'tf.concat2d([a, a], 0)',
    ),
    ...on([[2, 1, 4]], 'tf.transpose(a, [2, 0, 1])', 'tf.split(a, 2, 2)[1]', 'tf.split(a, [1, 3], -1)[1]'),
    ...flat(on([[7]], 'tf.stridedSlice(a, [1], [6], [2])', 'tf.stridedSlice(a, [-2], [0], [-2])')),
    ...on([[7]], 'tf.slice1d(a, 2, 3)', 'tf.reverse1d(a)'),
    ...flat(
      on(
        [[3, 4]],
        'tf.stridedSlice(a, [0, 1], [2, 4], [1, 2])',
        'tf.stridedSlice(a, [0, 1], [2, 4], [1, 1], 1, 2)',
      ),
    ),
    ...flat(on([[3, 4]], 'tf.stridedSlice(a, [1, 0], [2, 4], [1, 1], 0, 0, 0, 0, 1)')),
    ...on([[3, 4]], 'tf.gather(a, [2, 0, 2])'),
    ...on([[2, 3]], 'tf.gather(a, tf.tensor2d([[0, 2, 2], [1, 1, 0]], [2, 3], "int32"), 1, 1)'),
    ...on([[2, 3, 2]], 'tf.gather(a, tf.tensor2d([[0, 2], [1, 1]], [2, 2], "int32"), 1, 1)'),
    ...on([[2, 3, 2]], 'tf.gather(a, tf.tensor2d([[0, 1], [1, 1]], [2, 2], "int32"), 2, 1)'),
    ...on(
      [[3, 4]],
      'a.gather(tf.tensor1d([1, 1], "int32"), 1)',
      'tf.gather(a, tf.tensor2d([[0, 2]], [1, 2], "int32"))',
    ),
    ...flat(on([[3]], 'tf.diag(a)')),
    ...on([[3]], 'tf.concat([a])', 'tf.meshgrid(a, a)[0]', 'tf.meshgrid(a, a.mul(2), {indexing: "ij"})[1]'),
    ...on([[0, 3]], 'tf.concat([a, a])'),
    ...flat([
      { code: 'tf.oneHot(a, 4)', shapes: [[3]], types: ['int32'], exact: [[0, 2, 3]] },
      { code: 'tf.oneHot(a, 3, 5, -1)', shapes: [[2, 2]], types: ['int32'], exact: [[0, 2, 1, 1]] },
      { code: 'tf.zerosLike(a).add(tf.onesLike(a))', shapes: [[2, 3]] },
      { code: 'tf.eye(3).add(tf.eye(3, 3)).add(tf.fill([3, 3], 2))', shapes: [[]] },
      { code: 'tf.linspace(0, 1, 5).concat(tf.range(0, 3)).concat(tf.range(3, 0, -0.5))', shapes: [[]] },
      { code: 'tf.ones([2]).add(tf.zeros([2, 2])).add(tf.scalar(3))', shapes: [[]] },
    ]),
  ],
  matrices: [
    ...on(
      [
        [2, 3],
        [3, 4],
      ],
      'tf.matMul(a, b)',
      'a.matMul(b)',
      'tf.dot(a, b)',
      'a.dot(b)',
    ),
    ...on(
      [
        [3, 2],
        [3, 4],
      ],
      'tf.matMul(a, b, true)',
    ),
    ...on(
      [
        [2, 3],
        [4, 3],
      ],
      'tf.matMul(a, b, false, true)',
    ),
    ...on(
      [
        [3, 2],
        [4, 3],
      ],
      'tf.matMul(a, b, true, true)',
      'a.matMul(b, true, true)',
    ),
    ...on(
      [
        [2, 3, 4],
        [2, 4, 1],
      ],
      'tf.matMul(a, b)',
    ),
    ...flat(
      on(
        [
          [2, 3, 4],
          [1, 4, 2],
        ],
        'tf.matMul(a, b)',
      ),
    ),
    ...on([[3], [3]], 'tf.dot(a, b)', 'tf.outerProduct(a, b)'),
    ...on([[3], [3, 2]], 'tf.dot(a, b)'),
    ...on([[2, 3], [3]], 'tf.dot(a, b)'),
  ],
  convolutions: [
    ...on(
      [
        [1, 5, 4, 2],
        [3, 2, 2, 3],
      ],
      'tf.conv2d(a, b, 1, "valid")',
      'tf.conv2d(a, b, [2, 1], "same")',
    ),
    ...on(
      [
        [1, 5, 4, 2],
        [3, 2, 2, 3],
      ],
      'a.conv2d(b, 1, [[0, 0], [1, 0], [2, 1], [0, 0]])',
    ),
    ...flat(
      on(
        [
          [2, 5, 5, 1],
          [2, 2, 1, 2],
        ],
        'tf.conv2d(a, b, 1, "valid", "NHWC", 2)',
      ),
    ),
    ...on(
      [
        [5, 4, 2],
        [3, 2, 2, 1],
      ],
      'tf.conv2d(a, b, 1, "same")',
    ),
    ...on(
      [
        [1, 4, 4, 2],
        [2, 2, 2, 2],
      ],
      'tf.depthwiseConv2d(a, b, 1, "valid")',
      'tf.depthwiseConv2d(a, b, 2, "same")',
    ),
    ...on(
      [
        [1, 4, 4, 2],
        [2, 2, 2, 1],
        [1, 1, 2, 3],
      ],
      'tf.separableConv2d(a, b, c, 1, "same")',
    ),
    ...on(
      [
        [2, 6, 2],
        [3, 2, 3],
      ],
      'tf.conv1d(a, b, 1, "valid")',
      'tf.conv1d(a, b, 2, "same")',
    ),
    ...on([[1, 4, 5, 2]], 'tf.maxPool(a, 2, 2, "valid")', 'tf.maxPool(a, [2, 3], 1, "same")'),
    ...flat(on([[1, 4, 5, 2]], 'tf.avgPool(a, 2, 2, "same")')),
    ...on(
      [[4, 4, 1]],
      'tf.avgPool(a, [3, 2], [1, 2], "valid")',
      'tf.pool(a, 2, "avg", "valid", 1, 2)',
      'tf.pool(a, 2, "max", "same")',
    ),
  ],
  normalizations: [
    { code: 'tf.batchNorm(a, b, c.abs().add(0.5), d, e)', shapes: [[4, 3], [3], [3], [3], [3]] },
    {
      code: 'tf.batchNorm4d(a, b, c.square().add(0.1), d, e, 0.01)',
      shapes: [[2, 2, 1, 3], [3], [3], [3], [3]],
    },
    ...flat([{ code: 'tf.batchNorm2d(a, b, c.abs().add(0.5))', shapes: [[4, 3], [3], [3]] }]),
    ...on([[4, 3]], 'tf.dropout(a, 0)'),
  ],
  losses: [
    ...on(
      [
        [2, 3],
        [2, 3],
      ],
      ...'absoluteDifference meanSquaredError huberLoss hingeLoss'
        .split(' ')
        .flatMap((name) => [`tf.losses.${name}(a, b)`, `tf.losses.${name}(a, b, [1, 0, 2])`]),
    ),
    ...on(
      [
        [2, 3],
        [2, 3],
      ],
      'tf.losses.sigmoidCrossEntropy(a.sigmoid(), b)',
    ),
    ...on([[2, 3]], 'tf.losses.softmaxCrossEntropy([[1, 0, 0], [0, 0.5, 0.5]], a)'),
    ...on(
      [
        [2, 3],
        [2, 3],
      ],
      'tf.losses.sigmoidCrossEntropy(a.sigmoid(), b, undefined, 0.1)',
      'tf.losses.cosineDistance(a, b, 1)',
    ),
    ...on(
      [[2, 3]],
      'tf.losses.softmaxCrossEntropy([[1, 0, 0], [0, 1, 0]], a, undefined, 0.1, tf.Reduction.SUM)',
    ),
    ...on(
      [
        [2, 3],
        [2, 3],
      ],
      'tf.losses.logLoss(a.sigmoid(), b.sigmoid())',
      'tf.losses.huberLoss(a, b, undefined, 0.5)',
    ),
    ...on([[2, 3]], 'tf.losses.computeWeightedLoss(a, [1, 0, 2])'),
    ...on([[2, 3], [3]], 'tf.losses.computeWeightedLoss(a, b, tf.Reduction.MEAN)'),
    ...on(
      [[2, 3], [3]],
      'tf.losses.computeWeightedLoss(a, b, tf.Reduction.SUM)',
      'tf.losses.computeWeightedLoss(a, b, tf.Reduction.NONE)',
    ),
  ],
};
