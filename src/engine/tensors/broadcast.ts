/** Broadcasting by NumPy's rules: shapes are aligned at their last axes, and an axis of length 1 is repeated. */
import { type Shape, sameShape, showShape, sizeOf, stridesOf, type Tensor, zeros } from './tensor.ts';

/** The shape that all of `shapes` are broadcast to. Throws RangeError where two lengths differ and neither is 1. */
export function broadcastShape(shapes: readonly Shape[]): Shape {
  const [first, ...others] = shapes;
  if (others.every((shape) => sameShape(shape, first!))) return first!;
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    let length = 1;
    for (const shape of shapes) {
      const own = shape[axis - rank + shape.length] ?? 1;
      if (own === 1 || own === length) continue;
      if (length !== 1)
        throw new RangeError(`their axes of lengths ${length} and ${own} cannot be matched; one must be 1`);
      length = own;
    }
    return length;
  });
}

/** The axes of `output` along which a tensor of shape `operand` is repeated: its gradient is summed over them. */
export function repeatedAxes(operand: Shape, output: Shape): readonly number[] {
  const missing = output.length - operand.length;
  return output.flatMap((length, axis) =>
    axis < missing || (operand[axis - missing] === 1 && length !== 1) ? [axis] : [],
  );
}

/** How an operand's elements stand beside those of the shape that it is broadcast to. */
export type Alignment =
  | { readonly kind: 'same' }
  /** One element for all. */
  | { readonly kind: 'one' }
  /** The operand is repeated whole, as a row beside each row of a matrix. */
  | { readonly kind: 'cycle'; readonly period: number }
  /** `index[i]` is the operand's element beside the output's element i. */
  | { readonly kind: 'index'; readonly index: Int32Array };

export function alignment(operand: Shape, output: Shape): Alignment {
  if (sameShape(operand, output)) return { kind: 'same' };
  const period = sizeOf(operand);
  if (period === sizeOf(output)) return { kind: 'same' };
  if (period === 1) return { kind: 'one' };
  const inner = operand.slice(operand.findIndex((length) => length !== 1));
  if (sameShape(inner, output.slice(output.length - inner.length))) return { kind: 'cycle', period };
  return { kind: 'index', index: broadcastIndex(operand, output) };
}

/** For each element of `output` the position of the element of `operand` beside it. */
export function broadcastIndex(operand: Shape, output: Shape): Int32Array {
  const missing = output.length - operand.length;
  const own = stridesOf(operand);
  const steps = output.map((_, axis) =>
    axis < missing || operand[axis - missing] === 1 ? 0 : own[axis - missing]!,
  );
  return walkedIndex(output, steps);
}

/** The positions that a walk over `shape` in row-major order comes to, with a step of its own along each axis. */
export function walkedIndex(shape: Shape, steps: readonly number[], start = 0): Int32Array {
  const index = new Int32Array(sizeOf(shape));
  if (index.length === 0) return index;
  index[0] = start;
  let made = 1;
  // From the innermost axis outwards, what is there already is repeated, shifted by the axis's step.
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const block = made;
    for (let turn = 1; turn < shape[axis]!; turn++) {
      const shift = turn * steps[axis]!;
      for (let i = 0; i < block; i++) index[made++] = index[i]! + shift;
    }
  }
  return index;
}

/** `x` repeated to `shape`, which it can be broadcast to. */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const result = zeros(shape);
  const { data } = result;
  const aligned = alignment(x.shape, shape);
  if (aligned.kind === 'same') data.set(x.data);
  else if (aligned.kind === 'one') data.fill(x.data[0]!);
  else if (aligned.kind === 'cycle')
    for (let start = 0; start < data.length; start += aligned.period) data.set(x.data, start);
  else for (let i = 0; i < data.length; i++) data[i] = x.data[aligned.index[i]!]!;
  return result;
}

/** The opposite of broadcasting: sums over the axes along which `shape` is repeated in `x`. */
export function sumTo(x: Tensor, shape: Shape): Tensor {
  if (sameShape(x.shape, shape)) return x;
  const result = zeros(shape);
  const from = x.data;
  const into = result.data;
  const aligned = alignment(shape, x.shape);
  if (aligned.kind === 'same') into.set(from);
  else if (aligned.kind === 'one') {
    let sum = 0;
    for (let i = 0; i < from.length; i++) sum += from[i]!;
    into[0] = sum;
  } else if (aligned.kind === 'cycle') {
    for (let start = 0; start < from.length; start += aligned.period)
      for (let i = 0; i < into.length; i++) into[i]! += from[start + i]!;
  } else for (let i = 0; i < from.length; i++) into[aligned.index[i]!]! += from[i]!;
  return result;
}

/** "[2, 3] and [4]". */
export function showShapes(shapes: readonly Shape[]): string {
  return shapes.map(showShape).join(' and ');
}
