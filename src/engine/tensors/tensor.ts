/** Tensors in float64, and what can be said of a shape alone. What is computed with them is the table's matter. */

/** The lengths of the axes, outermost first; none for a single number. */
export type Shape = readonly number[];

/** The elements in row-major order. Immutable by convention: rows and walks share tensors freely. */
export interface Tensor {
  readonly shape: Shape;
  /** As many numbers as the shape's product. */
  readonly data: Float64Array;
}

/** Throws RangeError where `shape` is none, or `data` has not as many numbers as it says. */
export function tensor(shape: Shape, data: Float64Array | readonly number[]): Tensor {
  if (!isShape(shape)) throw new RangeError(`${showShape(shape)} is not the shape of a tensor.`);
  if (data.length !== sizeOf(shape))
    throw new RangeError(`${data.length} numbers are no tensor of shape ${showShape(shape)}.`);
  return { shape, data: data instanceof Float64Array ? data : Float64Array.from(data) };
}

/** One number as a tensor of no axes. */
export function scalarTensor(value: number): Tensor {
  return { shape: [], data: Float64Array.of(value) };
}

/** A tensor of zeros, to be filled by who makes it. */
export function zeros(shape: Shape): Tensor {
  return { shape, data: new Float64Array(sizeOf(shape)) };
}

export function filled(shape: Shape, value: number): Tensor {
  return { shape, data: new Float64Array(sizeOf(shape)).fill(value) };
}

/** The same elements under another shape of the same size. */
export function reshaped(x: Tensor, shape: Shape): Tensor {
  return { shape, data: x.data };
}

/** How many elements a tensor of this shape has. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** How far apart in `data` two neighbours along each axis are. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** `[2, 3]`; `[]` for a single number. Of what has too many axes to be one, the first. */
export function showShape(shape: Shape): string {
  return shape.length > MAX_RANK ? `[${shape.slice(0, MAX_RANK).join(', ')}, …]` : `[${shape.join(', ')}]`;
}

/** Whether each length is a whole number from 0 on, and there are not more axes or elements than can be worked with. */
export function isShape(shape: Shape): boolean {
  let size = 1;
  for (const length of shape) {
    if (!Number.isInteger(length) || length < 0) return false;
    // What is empty along one axis may not be endless along another.
    size *= Math.max(1, length);
  }
  return shape.length <= MAX_RANK && size <= MAX_ELEMENTS;
}

/** TensorFlow.js has up to 6. */
const MAX_RANK = 8;
/** More cannot be counted in 32 bits. */
const MAX_ELEMENTS = 2 ** 31 - 1;

/**
 * One number for a tensor: its Euclidean norm, without overflow of the squares; of a tensor without axes the number
 * itself, with its sign.
 */
export function magnitude({ shape, data }: Tensor): number {
  if (shape.length === 0) return data[0]!;
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i]! * data[i]!;
  if (sum > 1e-290 && sum < 1e290) return Math.sqrt(sum);
  let largest = 0;
  for (let i = 0; i < data.length; i++) largest = Math.max(largest, Math.abs(data[i]!));
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  sum = 0;
  for (let i = 0; i < data.length; i++) sum += (data[i]! / largest) ** 2;
  return largest * Math.sqrt(sum);
}

/** a + b of tensors of one shape. */
export function plus(a: Tensor, b: Tensor): Tensor {
  const sum = { shape: a.shape, data: a.data.slice() };
  addInto(sum, b);
  return sum;
}

/** Adds `b` to a tensor of the same shape that nobody else has seen yet. */
export function addInto(a: Tensor, b: Tensor): void {
  const into = a.data;
  const from = b.data;
  for (let i = 0; i < into.length; i++) into[i]! += from[i]!;
}
