/** Operations element by element, with broadcasting. Most of them are the rows for numbers, lifted to tensors. */
import { type Formula, parseFormula } from '../formula.ts';
import { type Operation, operations, type Pointwise, type Rule, type ScalarOpName } from '../operations.ts';
import { type Attributes, number } from './attributes.ts';
import { broadcastShape, broadcastTo, sumTo } from './broadcast.ts';
import { type Elements, loopFor } from './loops.ts';
import { always, type Sample, type TensorOperation } from './operation.ts';
import { addInto, type Shape, type Tensor, zeros } from './tensor.ts';

const UNARY_SHAPES = [[], [1], [7], [2, 3], [0, 3], [2, 1, 2]];
const BINARY_SHAPES = [
  [[], []],
  [[3], [3]],
  [
    [2, 3],
    [2, 3],
  ],
  [[2, 3], []],
  [[], [2, 3]],
  [[2, 3], [3]],
  [[3], [2, 3]],
  [
    [2, 3],
    [2, 1],
  ],
  [
    [4, 1, 3],
    [2, 1],
  ],
  [
    [2, 1, 3, 1],
    [4, 1, 2],
  ],
  [[1, 1], [3]],
  [[0, 3], [3]],
  [
    [0, 3],
    [1, 1],
  ],
];

export function unarySamples(attributes: Attributes = {}): readonly Sample[] {
  return UNARY_SHAPES.map((shape) => ({ shapes: [shape], attributes }));
}

export const binarySamples: readonly Sample[] = BINARY_SHAPES.map((shapes) => ({ shapes, attributes: {} }));

/** A row for numbers, element by element. `domain` is where samples are taken from. */
export function lifted(operation: Operation, domain?: readonly [number, number]): TensorOperation {
  const { symbol, arity, formula, partial, pointwise } = operation;
  return elementwise({
    symbol,
    arity,
    attributes: {},
    formula,
    partial,
    rules: pointwise === undefined ? undefined : () => pointwise,
    operation,
    samples: arity === 1 ? unarySamples() : binarySamples,
    ...(domain && { domain }),
  });
}

/** An operation on each element of one tensor that has parameters, with their values for the samples. */
export function parametric<const Name extends string>(
  symbol: string,
  sample: Readonly<Record<Name, number>>,
  [formula, value]: Rule<(x: number, parameters: Readonly<Record<Name, number>>) => number>,
  [partial, derivative]: Rule<(x: number, parameters: Readonly<Record<Name, number>>) => number>,
): TensorOperation {
  const written = parseFormula(partial);
  return elementwise({
    symbol,
    arity: 1,
    attributes: Object.fromEntries(Object.keys(sample).map((name) => [name, number])),
    formula: parseFormula(formula),
    partial: () => written,
    rules: (attributes) => {
      const parameters = attributes as Readonly<Record<Name, number>>;
      return { value: (x) => value(x, parameters), partials: [(x) => derivative(x, parameters)] };
    },
    operation: undefined,
    samples: unarySamples(sample),
  });
}

interface Elementwise
  extends Pick<TensorOperation, 'symbol' | 'arity' | 'attributes' | 'samples' | 'domain'> {
  readonly formula: Formula;
  partial(slot: number): Formula;
  /** Undefined where any number of operands is allowed: then `operation` has the rules. */
  readonly rules: ((attributes: Attributes) => Pointwise) | undefined;
  readonly operation: Operation | undefined;
}

function elementwise({ formula, partial, rules, operation, ...parts }: Elementwise): TensorOperation {
  const loop = loopFor(formula);
  const slots = typeof parts.arity === 'number' ? Array.from({ length: parts.arity }, (_, slot) => slot) : [];
  const partialLoops = slots.map((slot) => loopFor(partial(slot)));
  /** The partial derivative by the operand in `slot`, times `factor`, in the output's shape. */
  const scaledPartial = (
    factor: Tensor,
    slot: number,
    operands: readonly Tensor[],
    z: Tensor,
    attributes: Attributes,
  ): Tensor => {
    if (isOne(partial(slot))) return factor;
    const [xs, result] = [repeated(operands, z.shape), zeros(z.shape)];
    const elements = { x: xs[0]!, y: xs[1], z: z.data };
    const partialLoop = partialLoops[slot];
    if (partialLoop) partialLoop(result.data, elements);
    else if (rules) evaluatePartial(result.data, rules(attributes).partials[slot]!, elements);
    else evaluateLocals(result.data, operation!, slot, xs, z.data);
    for (let i = 0; i < result.data.length; i++) result.data[i]! *= factor.data[i]!;
    return result;
  };
  return {
    ...parts,
    shape: broadcastShape,
    forward(operands, attributes, shape) {
      const [xs, result] = [repeated(operands, shape), zeros(shape)];
      const elements = { x: xs[0]!, y: xs[1], z: result.data };
      if (loop) loop(result.data, elements);
      else if (rules) evaluate(result.data, rules(attributes), elements);
      else evaluateList(result.data, operation!, xs);
      return result;
    },
    differentiable: always,
    vjp: (cotangent, slot, { operands, output, attributes }) =>
      sumTo(scaledPartial(cotangent, slot, operands, output, attributes), operands[slot]!.shape),
    jvp(tangents, { operands, output, attributes }) {
      const sum = zeros(output.shape);
      for (const [slot, tangent] of tangents.entries())
        if (tangent)
          addInto(sum, scaledPartial(broadcastTo(tangent, output.shape), slot, operands, output, attributes));
      return sum;
    },
    writing: { kind: 'elementwise', formula, partial },
  };
}

function isOne(formula: Formula): boolean {
  return formula.kind === 'number' && formula.value === 1;
}

/** The elements of each operand beside those of the value. */
function repeated(operands: readonly Tensor[], shape: Shape): Float64Array[] {
  return operands.map((operand) => broadcastTo(operand, shape).data);
}

function evaluate(into: Float64Array, { value }: Pointwise, { x, y }: Elements): void {
  if (y === undefined) for (let i = 0; i < into.length; i++) into[i] = value(x[i]!, 0);
  else for (let i = 0; i < into.length; i++) into[i] = value(x[i]!, y[i]!);
}

function evaluatePartial(
  into: Float64Array,
  partial: Pointwise['partials'][number],
  { x, y, z }: Elements,
): void {
  if (y === undefined) for (let i = 0; i < into.length; i++) into[i] = partial(x[i]!, 0, z[i]!);
  else for (let i = 0; i < into.length; i++) into[i] = partial(x[i]!, y[i]!, z[i]!);
}

function evaluateList(into: Float64Array, { forward }: Operation, xs: readonly Float64Array[]): void {
  const operands = xs.map(() => 0);
  for (let i = 0; i < into.length; i++) {
    for (let slot = 0; slot < xs.length; slot++) operands[slot] = xs[slot]![i]!;
    into[i] = forward(operands);
  }
}

function evaluateLocals(
  into: Float64Array,
  { locals }: Operation,
  slot: number,
  xs: readonly Float64Array[],
  zs: Float64Array,
): void {
  const operands = xs.map(() => 0);
  const found: number[] = [];
  for (let i = 0; i < into.length; i++) {
    for (let other = 0; other < xs.length; other++) operands[other] = xs[other]![i]!;
    locals(operands, zs[i]!, found);
    into[i] = found[slot]!;
  }
}

/** Where the rows for numbers have their samples: inside of the domain, away from poles. */
const DOMAINS: Readonly<Partial<Record<ScalarOpName, readonly [number, number]>>> = {
  acos: [-0.9, 0.9],
  acosh: [1.1, 3],
  asin: [-0.9, 0.9],
  atanh: [-0.9, 0.9],
  div: [0.5, 2],
  log: [0.1, 2],
  log10: [0.1, 2],
  log1p: [-0.9, 2],
  log2: [0.1, 2],
  mod: [0.5, 2],
  pow: [0.2, 2],
  sqrt: [0.1, 2],
};

/** Where TensorFlow.js differs from the rows for numbers, which follow PyTorch. */
const DIFFERS: Readonly<Partial<Record<ScalarOpName, string>>> = {
  abs: 'TensorFlow.js has the derivative −1 at 0; here it is 0, as in PyTorch.',
  max: 'TensorFlow.js gives the first of two equal operands the whole gradient; here it is split evenly.',
  min: 'TensorFlow.js gives the first of two equal operands the whole gradient; here it is split evenly.',
  pow: 'TensorFlow.js has the derivative 0 by the exponent where the base is negative; here it is NaN, as in PyTorch.',
};

/** Every row for numbers, under the same name: there is one meaning of `add`, for a number and for a tensor. */
export const liftedRows = Object.fromEntries(
  Object.entries(operations).map(([name, operation]) => [
    name,
    { ...lifted(operation, DOMAINS[name as ScalarOpName]), ...differing(name as ScalarOpName) },
  ]),
) as { readonly [P in ScalarOpName]: TensorOperation };

function differing(name: ScalarOpName): { differs?: string } {
  const differs = DIFFERS[name];
  return differs === undefined ? {} : { differs };
}
