/** Products of matrices and vectors. */
import { core, refuse } from '../core.ts';
import { convert, type Tensor, type TensorLike, tensorOf } from '../tensor.ts';
import { stateFor } from './apply.ts';
import { mul } from './elementwise.ts';
import { reshape } from './shapes.ts';

/** The product, by which operands are transposed. */
const products = [0, 1, 2, 3].map((which) =>
  core.operation('matMul', { transposeX: (which & 1) !== 0, transposeY: (which & 2) !== 0 }),
);

export function matMul(
  a: TensorLike,
  b: TensorLike,
  transposeA: unknown = false,
  transposeB: unknown = false,
): Tensor {
  const x = stateFor(a, 'matMul');
  const y = stateFor(b, 'matMul');
  const which = (core.plain(transposeA) ? 1 : 0) + (core.plain(transposeB) ? 2 : 0);
  return tensorOf(core.compute(products[which]!, x, y, 'float32'));
}

/** The product of two tensors of one or two axes. */
export function dot(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = [convert(a, 'dot'), convert(b, 'dot')];
  if (![1, 2].includes(x.rank) || ![1, 2].includes(y.rank))
    refuse('dot', `both tensors must have one or two axes, not ${x.rank} and ${y.rank}.`);
  const left = x.rank === 1 ? reshape(x, [1, -1]) : x;
  const right = y.rank === 1 ? reshape(y, [-1, 1]) : y;
  const product = matMul(left, right);
  if (x.rank === 2 && y.rank === 2) return product;
  return reshape(product, [...(x.rank === 2 ? [x.shape[0]!] : []), ...(y.rank === 2 ? [y.shape[1]!] : [])]);
}

export function outerProduct(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = [convert(a, 'outerProduct'), convert(b, 'outerProduct')];
  if (x.rank !== 1 || y.rank !== 1) refuse('outerProduct', 'both tensors must have one axis.');
  return mul(reshape(x, [-1, 1]), reshape(y, [1, -1]));
}
