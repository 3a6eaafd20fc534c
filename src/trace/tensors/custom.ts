/**
 * Gradients that a program gives itself (`tf.customGrad`). The program's function has run once, from a stand-in for what comes
 * back to the value; the operations on its way to the gradients become the rule of an operation of the engine's.
 */
import { type GradientRule, OP_CODES, opOfCode } from '../../engine/index.ts';
import { isOperation } from './gradients.ts';
import type { TensorTape } from './tape.ts';

/** A function of the program with its own gradient, as it was applied: numbers of tensors. */
export interface Customized {
  readonly inputs: readonly number[];
  readonly value: number;
  /** The stand-in for the gradient of the value. */
  readonly cotangent: number;
  /** What was computed of it for each input. */
  readonly gradients: readonly number[];
}

/**
 * The number of the value, whose gradient is the program's.
 *
 * @throws RangeError where a gradient has not the shape of its input.
 */
export function customize(tape: TensorTape, { inputs, value, cotangent, gradients }: Customized): number {
  const steps = stepsFrom(tape, cotangent, gradients);
  const operands = [...inputs, value];
  // What does not depend on the stand-in is as it was: an operand without a gradient.
  const known = new Set<number>([...operands, cotangent, ...steps]);
  for (const id of [...steps.flatMap((id) => tape.get(id).operands), ...gradients]) {
    if (known.has(id)) continue;
    known.add(id);
    operands.push(id);
  }
  const registers = new Map<number, number>();
  for (const [i, id] of operands.entries()) registers.set(id, 1 + i);
  registers.set(cotangent, 0);
  for (const [i, id] of steps.entries()) registers.set(id, 1 + operands.length + i);
  const rule: GradientRule = {
    steps: steps.map((id) => {
      const { code, operands, attributes = {} } = tape.get(id);
      return { op: opOfCode(code), operands: operands.map((one) => registers.get(one)!), attributes };
    }),
    gradients: gradients.map((id) => registers.get(id)!),
  };
  const text = JSON.stringify(rule);
  tape.occupyText(text);
  return tape.operate(OP_CODES.customGrad, operands, { inputs: inputs.length, rule: text });
}

/** The tensors between `from` and `to`, in the order in which they were computed. */
function stepsFrom(tape: TensorTape, from: number, to: readonly number[]): number[] {
  const above = new Set(to);
  for (const id of above) {
    const { code, operands } = tape.get(id);
    if (isOperation(code)) for (const operand of operands) if (operand >= from) above.add(operand);
  }
  const depending = new Set([from]);
  for (const id of [...above].sort((a, b) => a - b)) {
    const { code, operands } = tape.get(id);
    if (isOperation(code) && operands.some((operand) => depending.has(operand))) depending.add(id);
  }
  depending.delete(from);
  return [...depending];
}
