/**
 * Gradients that a program asks for while it runs (`tf.grads`, `optimizer.minimize`): the reverse sweep over the tape of
 * tensors, by the rules of the engine's table. Nothing of it is recorded; what comes out are inputs.
 */
import {
  type Attributes,
  filled,
  GradientSums,
  OP_CODES,
  type OpName,
  opOfCode,
  sameShape,
  showShape,
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
  const wanted = new Set(xs);
  const found = new GradientSums();
  const { value } = tape.get(y);
  if (dy && !sameShape(dy.shape, value.shape))
    throw new RangeError(
      `The shape of dy, ${showShape(dy.shape)}, is not that of the function's value, ${showShape(value.shape)}.`,
    );
  const dependsOn = dependence(tape, y, wanted, since);
  if (dependsOn(y)) found.set(y, dy ?? filled(value.shape, 1));
  // Operands have smaller numbers: what comes to a tensor is complete when the walk is there.
  for (let id = y; id >= since; id--) {
    const cotangent = found.get(id);
    if (!cotangent) continue;
    const { code, operands, attributes = {}, value: output } = tape.get(id);
    if (!isOperation(code)) continue;
    const row = tensorOperations[opOfCode(code) as OpName];
    const application = { operands: operands.map((one) => tape.get(one).value), output, attributes };
    for (let slot = 0; slot < operands.length; slot++)
      if (dependsOn(operands[slot]!) && row.differentiable(slot, attributes))
        found.add(operands[slot]!, row, cotangent, slot, application);
    if (!wanted.has(id)) found.delete(id);
  }
  return xs.map((x) => found.get(x));
}

/** Tells of what y is computed of whether it depends on one of `wanted`. */
function dependence(
  tape: Computed,
  y: number,
  wanted: ReadonlySet<number>,
  since: number,
): (id: number) => boolean {
  /** By number from `since` on: y is computed of it, and then that it depends. */
  const isNeeded = new Uint8Array(Math.max(0, y + 1 - since));
  const depends = new Uint8Array(isNeeded.length);
  if (y >= since) isNeeded[y - since] = 1;
  for (let id = y; id >= since; id--) {
    if (!isNeeded[id - since]) continue;
    const { code, operands, attributes, isGradient } = tape.get(id);
    if (isGradient && !wanted.has(id))
      throw new RangeError(
        'Gradients of gradients are not supported here: the function computes with what tf.grad or its like gave in it.',
      );
    for (let slot = 0; slot < operands.length; slot++)
      if (operands[slot]! >= since && hasDerivative(code, slot, attributes))
        isNeeded[operands[slot]! - since] = 1;
  }
  const dependsOn = (id: number) => wanted.has(id) || (id >= since && depends[id - since] === 1);
  for (let id = since; id <= y; id++) {
    if (!isNeeded[id - since]) continue;
    const { code, operands, attributes } = tape.get(id);
    if (operands.some((operand, slot) => hasDerivative(code, slot, attributes) && dependsOn(operand)))
      depends[id - since] = 1;
  }
  return dependsOn;
}

/** Whether a tensor passes gradients on to the one that it was computed of in a slot. */
function hasDerivative(code: number, slot: number, attributes: Attributes = {}): boolean {
  return isOperation(code) && tensorOperations[opOfCode(code) as OpName].differentiable(slot, attributes);
}

/** Computed of other tensors. */
export function isOperation(code: number): boolean {
  return code !== OP_CODES.leaf && code !== OP_CODES.pack;
}
