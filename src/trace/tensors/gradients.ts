/**
 * Gradients that a program asks for while it runs (`tf.grads`, `optimizer.minimize`): the reverse sweep over the tape of
 * tensors, by the rules of the engine's table. Nothing of it is recorded; what comes out are inputs.
 */
import {
  GradientSums,
  OP_CODES,
  type OpName,
  opOfCode,
  sizeOf,
  type Tensor,
  tensorOperations,
} from '../../engine/index.ts';
import type { Entry } from './tape.ts';

/** Tensors by their numbers, of which operands have smaller ones. */
export interface Computed {
  get(id: number): Pick<Entry, 'code' | 'operands' | 'attributes' | 'value' | 'isGradient'>;
}

/**
 * ∂y/∂x for each x, times `dy` or ones; undefined where y does not depend on x.
 *
 * @param since what was computed before is given, as with TensorFlow.js, which records only inside of the function.
 * @throws RangeError where `dy` has another shape than y, or y depends on a gradient that was computed after `since`.
 */
export function gradients(
  tape: Computed,
  y: number,
  xs: readonly number[],
  dy?: Tensor,
  since = 0,
): (Tensor | undefined)[] {
  const reached = onTheWay(tape, y, xs, since);
  const { value } = tape.get(y);
  const found = new GradientSums();
  if (reached.has(y))
    found.set(y, dy ?? { shape: value.shape, data: new Float64Array(sizeOf(value.shape)).fill(1) });
  const wanted = new Set(xs);
  // Operands have smaller numbers: what comes to a tensor is complete when the walk is there.
  for (const id of [...reached].sort((a, b) => b - a)) {
    const cotangent = found.get(id);
    const { code, operands, attributes = {}, value: output } = tape.get(id);
    if (!cotangent || id < since || !isOperation(code)) continue;
    const row = tensorOperations[opOfCode(code) as OpName];
    const application = { operands: operands.map((one) => tape.get(one).value), output, attributes };
    for (const [slot, operand] of operands.entries())
      if (reached.has(operand) && row.differentiable(slot, attributes))
        found.add(operand, row, cotangent, slot, application);
    if (!wanted.has(id)) found.delete(id);
  }
  return xs.map((x) => found.get(x));
}

/** The tensors through which y depends on one of `xs`. */
function onTheWay(tape: Computed, y: number, xs: readonly number[], since: number): Set<number> {
  const above = new Set<number>([y]);
  const wanted = new Set(xs);
  const first = xs.reduce((least, x) => Math.min(least, x), y);
  for (const id of above) {
    const { code, operands, isGradient } = tape.get(id);
    if (isGradient && id >= since && !wanted.has(id))
      throw new RangeError(
        'Gradients of gradients are not supported here: the function computes with what tf.grad or its like gave in it.',
      );
    if (id >= since && isOperation(code))
      for (const operand of operands) if (operand >= first) above.add(operand);
  }
  const reached = new Set<number>();
  for (const id of [...above].sort((a, b) => a - b)) {
    const { code, operands } = tape.get(id);
    if (
      wanted.has(id) ||
      (id >= since && isOperation(code) && operands.some((operand) => reached.has(operand)))
    )
      reached.add(id);
  }
  return reached;
}

/** Computed of other tensors. */
export function isOperation(code: number): boolean {
  return code !== OP_CODES.leaf && code !== OP_CODES.pack;
}
