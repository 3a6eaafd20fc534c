/** Operations that put the elements of one tensor elsewhere: each element of the value is one of the operand's, or a constant. */
import { type AttributesOf, flag, integers, number, type Schema } from './attributes.ts';
import { checkAxis } from './lines.ts';
import { always, byAdding, row, type Sample, type TensorOperation, written } from './operation.ts';
import { type Shape, showShape, sizeOf, stridesOf, type Tensor, zeros } from './tensor.ts';

/** In a list of places: not taken from the operand. */
export const NOWHERE = -1;

/**
 * For each element of a value of shape `shape` the place in the operand's data that it is taken from. Along each axis of the
 * value `offsets` has what each step adds to the place, or `NOWHERE`. They are not asked for where the value is empty: its other
 * axes may be very long.
 */
export function placesOf(shape: Shape, offsets: () => readonly (readonly number[])[]): Int32Array {
  if (sizeOf(shape) === 0) return new Int32Array(0);
  let places = Int32Array.of(0);
  for (const axis of offsets()) {
    const next = new Int32Array(places.length * axis.length);
    let i = 0;
    for (const outer of places)
      for (const offset of axis)
        next[i++] = outer === NOWHERE || offset === NOWHERE ? NOWHERE : outer + offset;
    places = next;
  }
  return places;
}

/** The elements at `places`, and `filling` where they are taken from nowhere. */
export function taken(x: Tensor, places: Int32Array, shape: Shape, filling = 0): Tensor {
  const result = zeros(shape);
  const [from, into] = [x.data, result.data];
  for (let i = 0; i < into.length; i++) into[i] = places[i] === NOWHERE ? filling : from[places[i]!]!;
  return result;
}

/** The opposite of `taken`: adds each element to where it was taken from. */
export function putBack(g: Tensor, places: Int32Array, into: Float64Array): void {
  const from = g.data;
  for (let i = 0; i < from.length; i++) if (places[i] !== NOWHERE) into[places[i]!]! += from[i]!;
}

interface Move<S extends Schema> {
  readonly symbol: string;
  readonly attributes: S;
  shape(x: Shape, attributes: AttributesOf<S>): Shape;
  /** As for `placesOf`. */
  offsets(x: Shape, attributes: AttributesOf<S>, shape: Shape): readonly (readonly number[])[];
  filling?(attributes: AttributesOf<S>): number;
  readonly gradient: string;
  readonly samples: readonly Sample<AttributesOf<S>>[];
}

function move<const S extends Schema>(name: string, parts: Move<S>): TensorOperation {
  const { symbol, attributes, samples, gradient } = parts;
  const places = (x: Tensor, given: AttributesOf<S>, shape: Shape) =>
    placesOf(shape, () => parts.offsets(x.shape, given, shape));
  return row<S>({
    symbol,
    arity: 1,
    attributes,
    shape: ([x], given) => parts.shape(x!, given),
    forward: ([x], given, shape) => taken(x!, places(x!, given, shape), shape, parts.filling?.(given)),
    differentiable: always,
    ...byAdding<AttributesOf<S>>((into, g, _slot, { operands: [x], attributes: given }) =>
      putBack(g, places(x!, given, g.shape), into),
    ),
    jvp: ([tangent], { output, attributes: given }) =>
      taken(tangent!, places(tangent!, given, output.shape), output.shape),
    writing: written(`${name} {x}`, gradient),
    samples,
  });
}

/** 0, 1, …, length − 1, each through `place`. */
function along(length: number, place: (step: number) => number): number[] {
  return Array.from({ length }, (_, step) => place(step));
}

/** Throws RangeError unless there is one number for each axis. */
function checkRank(x: Shape, name: string, list: readonly number[], each = 1): void {
  if (list.length !== each * x.length)
    throw new RangeError(`its ${name} has ${list.length} numbers for ${x.length} axes`);
}

/** Place −1 is the first one beyond the beginning, `length` the first beyond the end; both lie in the tensor again. */
function mirrored(at: number, length: number, symmetric: boolean): number {
  const last = length - 1;
  if (at < 0) return symmetric ? -1 - at : -at;
  if (at > last) return symmetric ? 2 * last + 1 - at : 2 * last - at;
  return at;
}

export const moveRows = {
  transpose: {
    ...move('transpose', {
      symbol: 'ᵀ',
      attributes: { permutation: integers },
      shape(x, { permutation }) {
        checkRank(x, 'permutation', permutation);
        for (const axis of x.keys())
          if (!permutation.includes(axis)) throw new RangeError(`its permutation has no axis ${axis}`);
        return permutation.map((axis) => x[axis]!);
      },
      offsets(x, { permutation }) {
        const strides = stridesOf(x);
        return permutation.map((axis) => along(x[axis]!, (step) => step * strides[axis]!));
      },
      gradient: '{g}ᵀ',
      samples: [
        { shapes: [[2, 3]], attributes: { permutation: [1, 0] } },
        { shapes: [[2, 1, 3]], attributes: { permutation: [2, 0, 1] } },
        { shapes: [[0, 3]], attributes: { permutation: [1, 0] } },
        { shapes: [[]], attributes: { permutation: [] } },
      ],
    }),
    writing: written('{x}ᵀ', '{g}ᵀ'),
  },
  broadcastTo: move('broadcast', {
    symbol: 'broadcast',
    attributes: { shape: integers },
    shape(x, { shape }) {
      const missing = shape.length - x.length;
      if (missing < 0 || !x.every((length, axis) => length === 1 || length === shape[axis + missing]))
        throw new RangeError(`it cannot be repeated to ${showShape(shape)}`);
      return shape;
    },
    offsets(x, _attributes, shape) {
      const strides = stridesOf(x);
      const missing = shape.length - x.length;
      return shape.map((length, axis) =>
        along(length, (step) =>
          axis < missing || x[axis - missing] === 1 ? 0 : step * strides[axis - missing]!,
        ),
      );
    },
    gradient: 'sum of {g} over the repeated axes',
    samples: [
      { shapes: [[]], attributes: { shape: [2, 3] } },
      { shapes: [[3]], attributes: { shape: [2, 3] } },
      { shapes: [[2, 1]], attributes: { shape: [4, 2, 3] } },
      { shapes: [[1, 3]], attributes: { shape: [0, 3] } },
    ],
  }),
  slice: move('slice of', {
    symbol: 'slice',
    attributes: { begin: integers, size: integers },
    shape(x, { begin, size }) {
      checkRank(x, 'begin', begin);
      checkRank(x, 'size', size);
      for (const [axis, length] of x.entries())
        if (begin[axis]! < 0 || size[axis]! < 0 || begin[axis]! + size[axis]! > length)
          throw new RangeError(
            `${size[axis]} elements from ${begin[axis]} on do not lie within axis ${axis} of length ${length}`,
          );
      return size;
    },
    offsets(x, { begin, size }) {
      const strides = stridesOf(x);
      return size.map((length, axis) => along(length, (step) => (begin[axis]! + step) * strides[axis]!));
    },
    gradient: '{g} at its place',
    samples: [
      { shapes: [[5]], attributes: { begin: [1], size: [3] } },
      { shapes: [[3, 4]], attributes: { begin: [1, 0], size: [2, 3] } },
      { shapes: [[3, 4]], attributes: { begin: [3, 0], size: [0, 4] } },
      { shapes: [[2, 1, 3]], attributes: { begin: [0, 0, 2], size: [2, 1, 1] } },
    ],
  }),
  // From `begin`, `size` elements that are `strides` apart, also backward.
  stridedSlice: move('slice of', {
    symbol: 'slice',
    attributes: { begin: integers, size: integers, strides: integers },
    shape(x, { begin, size, strides }) {
      checkRank(x, 'begin', begin);
      checkRank(x, 'size', size);
      checkRank(x, 'strides', strides);
      for (const [axis, length] of x.entries()) {
        if (size[axis]! < 0) throw new RangeError(`its size along axis ${axis} is negative`);
        const last = begin[axis]! + (size[axis]! - 1) * strides[axis]!;
        if (size[axis]! > 0 && !(begin[axis]! >= 0 && begin[axis]! < length && last >= 0 && last < length))
          throw new RangeError(
            `${begin[axis]} to ${last} do not lie within axis ${axis} of length ${length}`,
          );
      }
      return size;
    },
    offsets(x, { begin, size, strides }) {
      const own = stridesOf(x);
      return size.map((length, axis) =>
        along(length, (step) => (begin[axis]! + step * strides[axis]!) * own[axis]!),
      );
    },
    gradient: '{g} at its places',
    samples: [
      { shapes: [[7]], attributes: { begin: [1], size: [3], strides: [2] } },
      { shapes: [[3, 4]], attributes: { begin: [2, 0], size: [2, 2], strides: [-2, 3] } },
      { shapes: [[3, 4]], attributes: { begin: [0, 3], size: [3, 4], strides: [1, -1] } },
      { shapes: [[2, 3]], attributes: { begin: [0, 0], size: [0, 3], strides: [1, 1] } },
    ],
  }),
  reverse: move('reverse of', {
    symbol: 'reverse',
    attributes: { axes: integers },
    shape(x, { axes }) {
      for (const axis of axes) checkAxis(x, axis);
      return x;
    },
    offsets(x, { axes }) {
      const strides = stridesOf(x);
      return x.map((length, axis) =>
        along(length, (step) => (axes.includes(axis) ? length - 1 - step : step) * strides[axis]!),
      );
    },
    gradient: 'reverse of {g}',
    samples: [
      { shapes: [[4]], attributes: { axes: [0] } },
      { shapes: [[2, 3]], attributes: { axes: [0, 1] } },
      { shapes: [[2, 1, 3]], attributes: { axes: [2] } },
      { shapes: [[0, 2]], attributes: { axes: [0] } },
      { shapes: [[]], attributes: { axes: [] } },
    ],
  }),
  tile: move('tile', {
    symbol: 'tile',
    attributes: { repeats: integers },
    shape(x, { repeats }) {
      checkRank(x, 'repeats', repeats);
      return x.map((length, axis) => length * repeats[axis]!);
    },
    offsets(x, _attributes, shape) {
      const strides = stridesOf(x);
      return shape.map((length, axis) => along(length, (step) => (step % x[axis]!) * strides[axis]!));
    },
    gradient: 'sum of {g} over the copies',
    samples: [
      { shapes: [[3]], attributes: { repeats: [2] } },
      { shapes: [[2, 3]], attributes: { repeats: [2, 1] } },
      { shapes: [[1, 2]], attributes: { repeats: [3, 2] } },
      { shapes: [[2]], attributes: { repeats: [0] } },
    ],
  }),
  // `paddings` has how many to put before and behind, axis by axis.
  pad: move('pad', {
    symbol: 'pad',
    attributes: { paddings: integers, value: number },
    shape: paddedShape,
    offsets(x, { paddings }, shape) {
      const strides = stridesOf(x);
      return shape.map((length, axis) =>
        along(length, (step) => {
          const at = step - paddings[2 * axis]!;
          return at < 0 || at >= x[axis]! ? NOWHERE : at * strides[axis]!;
        }),
      );
    },
    filling: ({ value }) => value,
    gradient: '{g} without its edges',
    samples: [
      { shapes: [[3]], attributes: { paddings: [1, 2], value: 0 } },
      { shapes: [[2, 3]], attributes: { paddings: [0, 1, 2, 0], value: 7 } },
      { shapes: [[0, 2]], attributes: { paddings: [1, 1, 0, 0], value: 0 } },
      { shapes: [[]], attributes: { paddings: [], value: 1 } },
    ],
  }),
  // With the elements mirrored at the edges; `symmetric` repeats the edge itself too.
  mirrorPad: move('pad', {
    symbol: 'pad',
    attributes: { paddings: integers, symmetric: flag },
    shape(x, attributes) {
      for (const [i, padding] of attributes.paddings.entries()) {
        const most = x[i >> 1]! - (attributes.symmetric ? 0 : 1);
        if (padding > most) throw new RangeError(`axis ${i >> 1} can be mirrored by at most ${most}`);
      }
      return paddedShape(x, attributes);
    },
    offsets(x, { paddings, symmetric }, shape) {
      const strides = stridesOf(x);
      return shape.map((length, axis) =>
        along(length, (step) => mirrored(step - paddings[2 * axis]!, x[axis]!, symmetric) * strides[axis]!),
      );
    },
    gradient: 'sum of {g} over the mirrored elements',
    samples: [
      { shapes: [[3]], attributes: { paddings: [2, 1], symmetric: false } },
      { shapes: [[2, 3]], attributes: { paddings: [2, 1, 0, 3], symmetric: true } },
    ],
  }),
};

function paddedShape(x: Shape, { paddings }: { readonly paddings: readonly number[] }): Shape {
  checkRank(x, 'paddings', paddings, 2);
  if (paddings.some((padding) => padding < 0)) throw new RangeError('its paddings are negative');
  return x.map((length, axis) => paddings[2 * axis]! + length + paddings[2 * axis + 1]!);
}
