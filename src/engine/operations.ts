/**
 * The table of operations: for each one its value, its local derivatives and its formulas, on one row. The walks
 * over a graph are in sweep.ts and tangents.ts; how formulas are written for people is the notation's matter.
 */
import { type Formula, parseFormula } from './formula.ts';
import type { Value } from './value.ts';

/**
 * One row. The local derivatives are the operation's linearisation at its operands; `vjp` and `jvp` apply that
 * linear map, one operand at a time, against and along the arrows.
 */
export interface Operation {
  /** The operation's sign, for a tight place: `+`, `sin`, `max`. */
  readonly symbol: string;
  /** The number of operands; `'any'` is one or more. */
  readonly arity: number | 'any';
  /** The value, exactly JavaScript's. */
  forward(operands: readonly Value[]): Value;
  /** Writes the local derivative ∂output/∂operand of each operand into the same place of `into`. */
  locals(operands: readonly Value[], output: Value, into: Value[]): void;
  /** Vector-Jacobian product: what a gradient of the output contributes to the operand's gradient. */
  vjp(cotangent: Value, local: Value): Value;
  /** Jacobian-vector product: what a tangent of the operand contributes to the output's tangent. */
  jvp(tangent: Value, local: Value): Value;
  /** The value over the operands: x and y, or the list xs where any number is allowed. */
  readonly formula: Formula;
  /**
   * The local derivative of the operand in `slot`, over x, y and the output z. Where any number of operands is
   * allowed, x is the operand in `slot` and xs are all of them.
   */
  partial(slot: number): Formula;
  /** The same rules as functions of plain numbers, for loops over elements; none where any number of operands is allowed. */
  readonly pointwise?: Pointwise;
}

/** A value over x and y, and one partial derivative per operand over x, y and the value z. One operand leaves y unused. */
export interface Pointwise {
  value(x: number, y: number): number;
  readonly partials: readonly ((x: number, y: number, z: number) => number)[];
}

/** A formula and the code that computes it, side by side so that a reader can compare them. */
export type Rule<Code> = readonly [formula: string, code: Code];

/** For scalars the linear map is one number, and both products are the ordinary product. */
const product = (direction: Value, local: Value): Value => direction * local;

export function unary(
  symbol: string,
  value: Rule<(x: number) => number>,
  dx: Rule<(x: number, z: number) => number>,
): Operation {
  return {
    symbol,
    arity: 1,
    forward: (operands) => value[1](operands[0]!),
    locals: (operands, z, into) => {
      into[0] = dx[1](operands[0]!, z);
    },
    vjp: product,
    jvp: product,
    formula: parseFormula(value[0]),
    partial: formulasBySlot([dx[0]]),
    pointwise: { value: value[1], partials: [(x, _, z) => dx[1](x, z)] },
  };
}

export function binary(
  symbol: string,
  value: Rule<(x: number, y: number) => number>,
  dx: Rule<(x: number, y: number, z: number) => number>,
  dy: Rule<(x: number, y: number, z: number) => number>,
): Operation {
  return {
    symbol,
    arity: 2,
    forward: (operands) => value[1](operands[0]!, operands[1]!),
    locals: (operands, z, into) => {
      into[0] = dx[1](operands[0]!, operands[1]!, z);
      into[1] = dy[1](operands[0]!, operands[1]!, z);
    },
    vjp: product,
    jvp: product,
    formula: parseFormula(value[0]),
    partial: formulasBySlot([dx[0], dy[0]]),
    pointwise: { value: value[1], partials: [dx[1], dy[1]] },
  };
}

function nary(
  symbol: string,
  value: Rule<(xs: readonly number[]) => number>,
  dx: Rule<(xs: readonly number[], z: number) => (x: number) => number>,
): Operation {
  const partial = parseFormula(dx[0]);
  return {
    symbol,
    arity: 'any',
    forward: (operands) => value[1](operands),
    locals: (operands, z, into) => {
      const derivative = dx[1](operands, z);
      for (let slot = 0; slot < operands.length; slot++) into[slot] = derivative(operands[slot]!);
    },
    vjp: product,
    jvp: product,
    formula: parseFormula(value[0]),
    partial: () => partial,
  };
}

function formulasBySlot(texts: readonly string[]): (slot: number) => Formula {
  const formulas = texts.map(parseFormula);
  return (slot) => {
    const formula = formulas[slot];
    if (formula === undefined) throw new RangeError(`There is no operand ${slot}.`);
    return formula;
  };
}

/** ∂max/∂x and ∂min/∂x: the operands that attain the value share the derivative evenly. NaN masks nothing. */
function shareOfTies(xs: readonly number[], z: number): (x: number) => number {
  let ties = 0;
  for (const x of xs) if (x === z) ties++;
  return (x) => (x < z || x > z ? 0 : 1 / (ties || 1));
}

const rows = {
  // Arithmetic.
  add: binary('+', ['x + y', (x, y) => x + y], ['1', () => 1], ['1', () => 1]),
  sub: binary('−', ['x - y', (x, y) => x - y], ['1', () => 1], ['-1', () => -1]),
  mul: binary('×', ['x * y', (x, y) => x * y], ['y', (_, y) => y], ['x', (x) => x]),
  div: binary(
    '/',
    ['x / y', (x, y) => x / y],
    ['1 / y', (_, y) => 1 / y],
    ['-x / y^2', (x, y) => -(x / y) / y],
  ),
  // The sign of the dividend, as torch.fmod.
  mod: binary(
    'mod',
    ['x mod y', (x, y) => x % y],
    ['1', () => 1],
    ['-trunc(x / y)', (x, y) => -Math.trunc(x / y)],
  ),
  // The base's derivative is 0 at exponent 0; the exponent's is 0 at base 0 with an exponent ≥ 0.
  pow: binary(
    '^',
    ['x^y', (x, y) => x ** y],
    ['y * x^(y - 1)', (x, y) => (y === 0 ? 0 : y * x ** (y - 1))],
    ['z * ln(x)', (x, y, z) => (x === 0 && y >= 0 ? 0 : z * Math.log(x))],
  ),
  neg: unary('−', ['-x', (x) => -x], ['-1', () => -1]),

  // Exponentials and logarithms. ln′(x) is 1 / x for x < 0 too, where the value is NaN.
  exp: unary('exp', ['exp(x)', Math.exp], ['exp(x)', (_, z) => z]),
  expm1: unary('expm1', ['exp(x) - 1', Math.expm1], ['exp(x)', (x) => Math.exp(x)]),
  log: unary('ln', ['ln(x)', Math.log], ['1 / x', (x) => 1 / x]),
  log1p: unary('log1p', ['ln(1 + x)', Math.log1p], ['1 / (1 + x)', (x) => 1 / (1 + x)]),
  log2: unary('log₂', ['log2(x)', Math.log2], ['1 / (x * ln(2))', (x) => 1 / (x * Math.LN2)]),
  log10: unary('log₁₀', ['log10(x)', Math.log10], ['1 / (x * ln(10))', (x) => 1 / (x * Math.LN10)]),

  // Roots. The derivative at 0 is +Infinity.
  sqrt: unary('√', ['sqrt(x)', Math.sqrt], ['1 / (2 * sqrt(x))', (_, z) => 1 / (2 * z)]),
  cbrt: unary('∛', ['cbrt(x)', Math.cbrt], ['1 / (3 * z^2)', (_, z) => 1 / (3 * z * z)]),
  // NaN where all operands are 0.
  hypot: nary('hypot', ['hypot(xs)', (xs) => Math.hypot(...xs)], ['x / z', (_, z) => (x) => x / z]),

  // Trigonometry. 1 - x² is computed as (1 - x)(1 + x), which keeps its digits near ±1.
  sin: unary('sin', ['sin(x)', Math.sin], ['cos(x)', (x) => Math.cos(x)]),
  cos: unary('cos', ['cos(x)', Math.cos], ['-sin(x)', (x) => -Math.sin(x)]),
  tan: unary('tan', ['tan(x)', Math.tan], ['1 + z^2', (_, z) => 1 + z * z]),
  asin: unary(
    'arcsin',
    ['asin(x)', Math.asin],
    ['1 / sqrt(1 - x^2)', (x) => 1 / Math.sqrt((1 - x) * (1 + x))],
  ),
  acos: unary(
    'arccos',
    ['acos(x)', Math.acos],
    ['-1 / sqrt(1 - x^2)', (x) => -1 / Math.sqrt((1 - x) * (1 + x))],
  ),
  atan: unary('arctan', ['atan(x)', Math.atan], ['1 / (1 + x^2)', (x) => 1 / (1 + x * x)]),
  // The operands in JavaScript's order: x is the ordinate. Both derivatives are 0 at (0, 0), as in PyTorch 2.10.
  atan2: binary(
    'atan2',
    ['atan2(x, y)', Math.atan2],
    ['y / (x^2 + y^2)', (x, y) => overSquare(y, Math.hypot(x, y))],
    ['-x / (x^2 + y^2)', (x, y) => overSquare(-x, Math.hypot(x, y))],
  ),

  // Hyperbolic functions.
  sinh: unary('sinh', ['sinh(x)', Math.sinh], ['cosh(x)', (x) => Math.cosh(x)]),
  cosh: unary('cosh', ['cosh(x)', Math.cosh], ['sinh(x)', (x) => Math.sinh(x)]),
  tanh: unary('tanh', ['tanh(x)', Math.tanh], ['1 - z^2', (_, z) => 1 - z * z]),
  asinh: unary('arsinh', ['asinh(x)', Math.asinh], ['1 / sqrt(x^2 + 1)', (x) => 1 / Math.hypot(x, 1)]),
  acosh: unary(
    'arcosh',
    ['acosh(x)', Math.acosh],
    ['1 / sqrt(x^2 - 1)', (x) => 1 / Math.sqrt((x - 1) * (x + 1))],
  ),
  atanh: unary('artanh', ['atanh(x)', Math.atanh], ['1 / (1 - x^2)', (x) => 1 / ((1 - x) * (1 + x))]),

  // Kinks. |x|′(0) = 0; a tie is split evenly.
  abs: unary('|x|', ['|x|', Math.abs], ['sign(x)', (x) => Math.sign(x)]),
  max: nary('max', ['max(xs)', (xs) => fold(Math.max, xs)], ['[x = z] / ties(z, xs)', shareOfTies]),
  min: nary('min', ['min(xs)', (xs) => fold(Math.min, xs)], ['[x = z] / ties(z, xs)', shareOfTies]),

  // Piecewise constant: the derivative is 0 everywhere, at the steps too.
  ceil: unary('⌈x⌉', ['ceil(x)', Math.ceil], ['0', () => 0]),
  floor: unary('⌊x⌋', ['floor(x)', Math.floor], ['0', () => 0]),
  round: unary('round', ['round(x)', Math.round], ['0', () => 0]),
  sign: unary('sign', ['sign(x)', Math.sign], ['0', () => 0]),
  trunc: unary('trunc', ['trunc(x)', Math.trunc], ['0', () => 0]),
  // A change of precision, not of value: its derivative is 1, as that of a tensor's `.float()`.
  fround: unary('fround', ['fround(x)', Math.fround], ['1', () => 1]),
};

/** numerator / length², without the overflow of the square. */
function overSquare(numerator: number, length: number): number {
  return length === 0 ? 0 : numerator / length / length;
}

/** The operands one by one: a spread of very many operands would overflow the stack. */
function fold(choose: (a: number, b: number) => number, xs: readonly number[]): number {
  let chosen = xs[0]!;
  for (let i = 1; i < xs.length; i++) chosen = choose(chosen, xs[i]!);
  return chosen;
}

/** The engine's name of an operation on numbers: JavaScript's own name, where it has one. */
export type ScalarOpName = keyof typeof rows;

/** The table, total over `ScalarOpName`: a row that misses a part does not compile. */
export const operations: { readonly [P in ScalarOpName]: Operation } = rows;

/** The names in the table's order. */
export const scalarOpNames = Object.keys(rows) as readonly ScalarOpName[];
