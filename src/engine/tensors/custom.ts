/**
 * An operation of the program's own: its value is given with it, and its gradient is computed by operations of the table, from
 * what comes back to the value and from the operands.
 */
import { type AttributeKind, type Attributes, integer } from './attributes.ts';
import { row, type TensorOperation } from './operation.ts';
import { type Shape, sameShape, showShape, sizeOf, type Tensor, zeros } from './tensor.ts';

/**
 * A gradient as operations on registers. Register 0 is the gradient of the value, then come the operands, then what each step
 * gives.
 */
export interface GradientRule {
  readonly steps: readonly {
    readonly op: string;
    readonly operands: readonly number[];
    readonly attributes: Attributes;
  }[];
  /** The registers of the gradients that the inputs receive. */
  readonly gradients: readonly number[];
}

/** The table that the row is part of. */
export interface Table {
  has(op: string): boolean;
  shapeOf(op: string, shapes: readonly Shape[], attributes: Attributes): Shape;
  apply(op: string, operands: readonly Tensor[], attributes: Attributes): Tensor;
}

function isRegister(value: unknown, end: number): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) < end;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The rule that stands in JSON; undefined where it is none, as far as can be told without the operands. */
function read(text: string): GradientRule | undefined {
  let rule: unknown;
  try {
    rule = JSON.parse(text);
  } catch {
    return undefined;
  }
  const isRule =
    isObject(rule) &&
    Array.isArray(rule.steps) &&
    rule.steps.every(
      (step) =>
        isObject(step) &&
        typeof step.op === 'string' &&
        Array.isArray(step.operands) &&
        isObject(step.attributes),
    ) &&
    Array.isArray(rule.gradients);
  return isRule ? (rule as unknown as GradientRule) : undefined;
}

const ruleText: AttributeKind<string> = {
  what: 'a rule in JSON',
  is: (value): value is string => typeof value === 'string' && read(value) !== undefined,
};

/**
 * The row of `customGrad`. Its operands are so many inputs as the attribute says, the value, and what else the rule needs;
 * only the inputs receive gradients.
 */
export function customRow(table: Table): TensorOperation {
  /** What is in the registers at the end. */
  const run = <T>(
    { steps }: GradientRule,
    given: readonly T[],
    apply: (op: string, operands: readonly T[], attributes: Attributes) => T,
  ): T[] => {
    const registers = [...given];
    for (const { op, operands, attributes } of steps) {
      if (!table.has(op) || !operands.every((one) => isRegister(one, registers.length)))
        throw new RangeError('its rule has a step that cannot be done');
      const values = operands.map((one) => registers[one]!);
      registers.push(apply(op, values, attributes));
    }
    return registers;
  };
  const gradientOf = (g: Tensor, slot: number, operands: readonly Tensor[], text: string): Tensor => {
    const rule = read(text)!;
    return run(rule, [g, ...operands], table.apply)[rule.gradients[slot]!]!;
  };
  return row({
    symbol: 'custom',
    arity: 'any',
    attributes: { inputs: integer, rule: ruleText },
    shape(shapes, { inputs, rule: text }) {
      const value = shapes[inputs];
      const rule = read(text)!;
      if (!value || inputs < 1 || rule.gradients.length !== inputs)
        throw new RangeError('its rule must give a gradient for each input');
      const registers = run(rule, [value, ...shapes], table.shapeOf);
      for (const [slot, register] of rule.gradients.entries()) {
        const found = isRegister(register, registers.length) ? registers[register]! : undefined;
        if (!found || !sameShape(found, shapes[slot]!))
          throw new RangeError(
            `the gradient of an input of shape ${showShape(shapes[slot]!)} cannot have the shape ${showShape(found ?? [])}`,
          );
      }
      return value;
    },
    forward: (operands, { inputs }) => operands[inputs]!,
    differentiable: (slot, { inputs }) => slot < Number(inputs),
    vjp: (g, slot, { operands, attributes: { rule } }) => gradientOf(g, slot, operands, rule),
    // The rule goes backward only: its transpose, one element of the value after the other.
    jvp(tangents, { operands, output, attributes: { rule } }) {
      const result = zeros(output.shape);
      for (let i = 0; i < result.data.length; i++) {
        const one = zeros(output.shape);
        one.data[i] = 1;
        for (const [slot, tangent] of tangents.entries()) {
          if (!tangent) continue;
          const { data } = gradientOf(one, slot, operands, rule);
          for (let j = 0; j < data.length; j++) result.data[i]! += data[j]! * tangent.data[j]!;
        }
      }
      return result;
    },
    writing: {
      kind: 'text',
      formula: () => 'custom({xs})',
      gradient: (slot, { inputs }) => (slot < Number(inputs) ? 'gradFunc({g})' : '0'),
    },
    samples: [[2, 3], [], [0, 2]].map((shape) => ({
      // The value depends on nothing that differences could move: the gradient is 0 · g.
      shapes: [shape, shape, shape],
      values: [undefined, undefined, new Array(sizeOf(shape)).fill(0)],
      attributes: {
        inputs: 1,
        rule: JSON.stringify({
          steps: [{ op: 'mul', operands: [0, 3], attributes: {} }],
          gradients: [4],
        } satisfies GradientRule),
      },
    })),
  });
}
