/** Operations element by element: arithmetic, functions, activations, comparisons. */
import { core, type DType, plain } from '../core.ts';
import { convert, rounded, stateOf, type Tensor, type TensorLike, tensorOf } from '../tensor.ts';
import { apply, binary, unary, upcast } from './apply.ts';

const same = (x: DType): DType => x;
const bool = (): DType => 'bool';

export const neg = unary('neg', 'neg', same);
export const abs = unary('abs', 'abs', same);
export const sign = unary('sign', 'sign', same);
export const floor = unary('floor', 'floor', same);
export const ceil = unary('ceil', 'ceil', same);
export const round = unary('round', 'roundEven', same);
export const square = unary('square', 'square', same);
export const sqrt = unary('sqrt', 'sqrt');
export const rsqrt = unary('rsqrt', 'rsqrt');
export const exp = unary('exp', 'exp');
export const expm1 = unary('expm1', 'expm1');
export const log = unary('log', 'log');
export const log1p = unary('log1p', 'log1p');
export const sin = unary('sin', 'sin');
export const cos = unary('cos', 'cos');
export const tan = unary('tan', 'tan');
export const asin = unary('asin', 'asin');
export const acos = unary('acos', 'acos');
export const atan = unary('atan', 'atan');
export const sinh = unary('sinh', 'sinh');
export const cosh = unary('cosh', 'cosh');
export const tanh = unary('tanh', 'tanh');
export const asinh = unary('asinh', 'asinh');
export const acosh = unary('acosh', 'acosh');
export const atanh = unary('atanh', 'atanh');
export const erf = unary('erf', 'erf');
export const sigmoid = unary('sigmoid', 'sigmoid');
export const softplus = unary('softplus', 'softplus');
export const selu = unary('selu', 'selu');
export const elu = (x: TensorLike): Tensor => apply('elu', [convert(x, 'elu')], { alpha: 1 });
export const relu = unary('relu', 'relu', same);
export const relu6 = unary('relu6', 'relu6', same);
const isNotANumber = unary('isNaN', 'isNaN', bool);
export const isInf = unary('isInf', 'isInf', bool);
const isNoInfinity = unary('isFinite', 'isFinite', bool);

export { isNoInfinity as isFinite, isNotANumber as isNaN };
export const logicalNot = unary('logicalNot', 'logicalNot', bool);

export const add = binary('add', 'add');
export const sub = binary('sub', 'sub');
export const mul = binary('mul', 'mul');
export const pow = binary('pow', 'pow');
export const mod = binary('mod', 'floorMod');
export const maximum = binary('maximum', 'max');
export const minimum = binary('minimum', 'min');
export const squaredDifference = binary('squaredDifference', 'squaredDifference');
export const atan2 = binary('atan2', 'atan2');
export const equal = binary('equal', 'equal', bool);
export const notEqual = binary('notEqual', 'notEqual', bool);
export const less = binary('less', 'less', bool);
export const lessEqual = binary('lessEqual', 'lessEqual', bool);
export const greater = binary('greater', 'greater', bool);
export const greaterEqual = binary('greaterEqual', 'greaterEqual', bool);
export const logicalAnd = binary('logicalAnd', 'logicalAnd', bool);
export const logicalOr = binary('logicalOr', 'logicalOr', bool);
export const logicalXor = binary('logicalXor', 'logicalXor', bool);

/** Whole numbers are divided as whole numbers. */
export function div(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = [convert(a, 'div'), convert(b, 'div')];
  if (x.dtype === 'int32' && y.dtype === 'int32') return floorDiv(x, y);
  return apply('div', [x, y]);
}

export const floorDiv = binary('floorDiv', 'floorDiv', () => 'int32');

/** 0 where the divisor is 0. */
export function divNoNan(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = [convert(a, 'divNoNan'), convert(b, 'divNoNan')];
  return where(equal(y, 0), 0, div(x, y));
}

export const reciprocal = unary('reciprocal', 'reciprocal');

export function step(x: TensorLike, alpha: unknown = 0): Tensor {
  const tensor = convert(x, 'step');
  return where(greater(tensor, 0), 1, plain(alpha));
}

export const leakyRelu = (x: TensorLike, alpha: unknown = 0.2): Tensor =>
  apply('leakyRelu', [convert(x, 'leakyRelu')], { alpha: plain(alpha) });

/** As `leakyRelu`, with a tensor for the slope. */
export const prelu = binary('prelu', 'prelu');

export const logSigmoid = unary('logSigmoid', 'logSigmoid');

export const clipByValue = (x: TensorLike, low: unknown, high: unknown): Tensor =>
  apply('clip', [convert(x, 'clipByValue')], { low: plain(low), high: plain(high) });

export function where(condition: TensorLike, a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = [convert(a, 'where'), convert(b, 'where')];
  return apply('where', [convert(condition, 'where', 'bool'), x, y], undefined, upcast(x.dtype, y.dtype));
}

export function addN(tensors: readonly TensorLike[]): Tensor {
  return tensors.map((one) => convert(one, 'addN')).reduce((sum, one) => add(sum, one));
}

/** As another type: whole numbers are cut off, and flags are 0 or 1. */
export function cast(x: TensorLike, dtype: DType): Tensor {
  const tensor = convert(x, 'cast');
  const state = stateOf(tensor);
  if (dtype === 'float32' || dtype === state.dtype)
    return apply('reshape', [tensor], { shape: tensor.shape }, dtype);
  const elements = core.read(state).map((value) => rounded(value, dtype));
  return tensorOf(core.create(elements.buffer as ArrayBuffer, state.shape, dtype));
}

export function clone(x: TensorLike): Tensor {
  const tensor = convert(x, 'clone');
  return apply('reshape', [tensor], { shape: tensor.shape }, tensor.dtype);
}

/** The same value, through which no gradient flows. */
export function stopGradient(x: TensorLike): Tensor {
  const tensor = convert(x, 'stopGradient');
  return apply('stopGradient', [tensor], undefined, tensor.dtype);
}
