/** How an operation of the engine is applied, and what all operations have in common. */
import { core, type DType, plain, refuse, type TensorState } from '../core.ts';
import { makeTensor, stateOf, statesOf, type Tensor, type TensorLike, tensorOf } from '../tensor.ts';

const ORDER: readonly DType[] = ['bool', 'int32', 'float32'];

/** The value of an operation of the engine's table, by its name there. */
export function apply(
  op: string,
  operands: readonly Tensor[],
  attributes?: Readonly<Record<string, unknown>>,
  dtype: DType = 'float32',
): Tensor {
  return applied(core.operation(op, attributes), operands, dtype);
}

/** The same by the number that `core.operation` has given. */
export function applied(operation: number, operands: readonly Tensor[], dtype: DType = 'float32'): Tensor {
  if (operands.length > 2) return tensorOf(core.operate(operation, statesOf(operands), dtype));
  const second = operands.length === 2 ? stateOf(operands[1]) : undefined;
  return tensorOf(core.compute(operation, stateOf(operands[0]), second, dtype));
}

/** The state of a tensor, or of what stands for one. */
export function stateFor(value: unknown, name: string): TensorState {
  const state = core.stateOf(value);
  // Without a further call for what is usual.
  if (state === undefined || state.isDisposed)
    return stateOf(state ? value : makeTensor(value, undefined, undefined, name));
  return state;
}

/** The type that holds the numbers of both. */
export function upcast(a: DType, b: DType): DType {
  if (a === b) return a;
  return ORDER[Math.max(ORDER.indexOf(a), ORDER.indexOf(b))]!;
}

/** The axes that are meant, from 0, ascending; all of them where none is said. */
export function axesOf(axis: unknown, rank: number, name: string): number[] {
  const given = core.plain(axis);
  if (given === undefined || given === null) return Array.from({ length: rank }, (_, i) => i);
  const list = Array.isArray(given) ? given.map(plain) : [given as number];
  return list.map((one) => axisOf(one, rank, name)).sort((a, b) => a - b);
}

/** One axis from 0, of a number that may count from the end. */
export function axisOf(axis: unknown, rank: number, name: string): number {
  const given = plain(axis);
  const found = given < 0 ? given + rank : given;
  if (!Number.isInteger(found) || found < 0 || found >= Math.max(1, rank))
    refuse(name, `there is no axis ${given} in a tensor of ${rank} axes.`);
  return found;
}

/** A function of one tensor. */
export function unary(
  name: string,
  op: string,
  dtypeOf: (x: DType) => DType = () => 'float32',
): (x: TensorLike) => Tensor {
  const operation = core.operation(op);
  return (x) => {
    const state = stateFor(x, name);
    return tensorOf(core.compute(operation, state, undefined, dtypeOf(state.dtype)));
  };
}

/** A function of two tensors, which are broadcast. */
export function binary(
  name: string,
  op: string,
  dtypeOf: (a: DType, b: DType) => DType = upcast,
): (a: TensorLike, b: TensorLike) => Tensor {
  const operation = core.operation(op);
  return (a, b) => {
    const first = stateFor(a, name);
    const second = stateFor(b, name);
    return tensorOf(core.compute(operation, first, second, dtypeOf(first.dtype, second.dtype)));
  };
}
