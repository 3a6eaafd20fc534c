/** Operations that move elements: shapes, slices, joins. */
import { core, type DType, plain, plainList, refuse } from '../core.ts';
import { convert, makeTensor, sizeOf, stateOf, type Tensor, type TensorLike, tensorOf } from '../tensor.ts';
import { apply, axesOf, axisOf, upcast } from './apply.ts';

export function reshape(x: TensorLike, shape: unknown): Tensor {
  const tensor = convert(x, 'reshape');
  const wanted = plainList(shape);
  const open = wanted.indexOf(-1);
  if (open >= 0) {
    const rest = wanted.reduce((product, length) => (length === -1 ? product : product * length), 1);
    wanted[open] = rest === 0 ? 0 : tensor.size / rest;
  }
  if (sizeOf(wanted) !== tensor.size || wanted.some((length) => !Number.isInteger(length)))
    refuse('reshape', `a tensor of shape [${tensor.shape}] does not fit into [${plainList(shape)}].`);
  return apply('reshape', [tensor], { shape: wanted }, tensor.dtype);
}

export const reshapeAs = (x: TensorLike, other: Tensor): Tensor => reshape(x, other.shape);
export const flatten = (x: TensorLike): Tensor => reshape(x, [-1]);

export function expandDims(x: TensorLike, axis: unknown = 0): Tensor {
  const tensor = convert(x, 'expandDims');
  const shape = [...tensor.shape];
  shape.splice(axisOf(axis, tensor.rank + 1, 'expandDims'), 0, 1);
  return reshape(tensor, shape);
}

export function squeeze(x: TensorLike, axis?: unknown): Tensor {
  const tensor = convert(x, 'squeeze');
  const given = core.plain(axis) !== undefined;
  const axes = axesOf(axis, tensor.rank, 'squeeze');
  if (given && axes.some((one) => tensor.shape[one] !== 1))
    refuse('squeeze', `an axis of [${tensor.shape}] that is longer than 1 cannot be taken away.`);
  return reshape(
    tensor,
    tensor.shape.filter((length, i) => !(axes.includes(i) && length === 1)),
  );
}

export function transpose(x: TensorLike, perm?: unknown): Tensor {
  const tensor = convert(x, 'transpose');
  const wanted = core.plain(perm) === undefined ? undefined : plainList(perm);
  const axes = (wanted ?? tensor.shape.map((_, i) => tensor.rank - 1 - i)).map((one) =>
    axisOf(one, tensor.rank, 'transpose'),
  );
  return apply('transpose', [tensor], { permutation: axes }, tensor.dtype);
}

export function slice(x: TensorLike, begin: unknown, size?: unknown): Tensor {
  const tensor = convert(x, 'slice');
  const from = plainList(begin);
  const sizes = core.plain(size) === undefined ? [] : plainList(size);
  const begins = tensor.shape.map((_, axis) => from[axis] ?? 0);
  const lengths = tensor.shape.map((length, axis) => {
    const wanted = sizes[axis] ?? -1;
    return wanted === -1 ? length - begins[axis]! : wanted;
  });
  if (from.length > tensor.rank)
    refuse('slice', `a tensor of ${tensor.rank} axes has no ${from.length} of them.`);
  return apply('slice', [tensor], { begin: begins, size: lengths }, tensor.dtype);
}

/** The axes of `mask`'s bits. */
const bit = (mask: unknown, axis: number): boolean =>
  (((core.plain(mask) as number) ?? 0) & (1 << axis)) !== 0;

export function stridedSlice(
  x: TensorLike,
  begin: unknown,
  end: unknown,
  strides?: unknown,
  beginMask: unknown = 0,
  endMask: unknown = 0,
  ellipsisMask: unknown = 0,
  newAxisMask: unknown = 0,
  shrinkAxisMask: unknown = 0,
): Tensor {
  const tensor = convert(x, 'stridedSlice');
  if (plain(ellipsisMask) !== 0 || plain(newAxisMask) !== 0)
    refuse('stridedSlice', 'the masks for an ellipsis and for new axes are not supported: use reshape.');
  const [from, to] = [plainList(begin), plainList(end)];
  const steps = core.plain(strides) === undefined ? from.map(() => 1) : plainList(strides);
  const parts = tensor.shape.map((length, axis) => {
    const stride = steps[axis] ?? 1;
    const clamp = (at: number) => {
      const [least, most] = stride < 0 ? [-1, length - 1] : [0, length];
      return Math.min(Math.max(at < 0 ? at + length : at, least), most);
    };
    const isOpenStart = axis >= from.length || bit(beginMask, axis);
    const isOpenEnd = axis >= to.length || bit(endMask, axis);
    const first = isOpenStart ? (stride < 0 ? length - 1 : 0) : clamp(from[axis]!);
    const last = isOpenEnd ? (stride < 0 ? -1 : length) : clamp(to[axis]!);
    const isOne = bit(shrinkAxisMask, axis);
    return { first, count: isOne ? 1 : Math.max(0, Math.ceil((last - first) / stride)), stride, isOne };
  });
  const attributes = {
    begin: parts.map(({ first }) => first),
    size: parts.map(({ count }) => count),
    strides: parts.map(({ stride }) => stride),
  };
  const result = apply('stridedSlice', [tensor], attributes, tensor.dtype);
  const left = parts.flatMap(({ count, isOne }) => (isOne ? [] : [count]));
  return left.length === parts.length ? result : reshape(result, left);
}

export function concat(tensors: readonly TensorLike[], axis: unknown = 0): Tensor {
  const all = tensors.map((one) => convert(one, 'concat'));
  if (all.length === 0) refuse('concat', 'there must be at least one tensor.');
  if (all.length === 1) return reshape(all[0]!, all[0]!.shape);
  const dtype = all.map((one) => one.dtype).reduce(upcast);
  return apply('concat', all, { axis: axisOf(axis, all[0]!.rank, 'concat') }, dtype);
}

export function stack(tensors: readonly TensorLike[], axis: unknown = 0): Tensor {
  const all = tensors.map((one) => convert(one, 'stack'));
  if (all.length === 0) refuse('stack', 'there must be at least one tensor.');
  const dtype = all.map((one) => one.dtype).reduce(upcast);
  return apply('stack', all, { axis: axisOf(axis, all[0]!.rank + 1, 'stack') }, dtype);
}

export function split(x: TensorLike, sizes: unknown, axis: unknown = 0): Tensor[] {
  const tensor = convert(x, 'split');
  const along = axisOf(axis, tensor.rank, 'split');
  const length = tensor.shape[along]!;
  const given = core.plain(sizes);
  let lengths = Array.isArray(given)
    ? given.map(plain)
    : Array.from({ length: given as number }, () => length / (given as number));
  const open = lengths.indexOf(-1);
  const rest = length - lengths.reduce((sum, one) => (one === -1 ? sum : sum + one), 0);
  if (open >= 0) lengths = lengths.map((one) => (one === -1 ? rest : one));
  if (lengths.some((one) => !Number.isInteger(one)) || lengths.reduce((sum, one) => sum + one, 0) !== length)
    refuse('split', `an axis of ${length} is not split into ${JSON.stringify(given)}.`);
  let at = 0;
  return lengths.map((size) => {
    const begin = tensor.shape.map((_, i) => (i === along ? at : 0));
    at += size;
    return slice(
      tensor,
      begin,
      tensor.shape.map((all, i) => (i === along ? size : all)),
    );
  });
}

export function unstack(x: TensorLike, axis: unknown = 0): Tensor[] {
  const tensor = convert(x, 'unstack');
  const along = axisOf(axis, tensor.rank, 'unstack');
  return split(tensor, tensor.shape[along]!, along).map((one) => squeeze(one, along));
}

export function tile(x: TensorLike, reps: unknown): Tensor {
  const tensor = convert(x, 'tile');
  return apply('tile', [tensor], { repeats: plainList(reps) }, tensor.dtype);
}

/** Repeats axes of length 1, and adds new ones in front. */
export function broadcastTo(x: TensorLike, shape: unknown): Tensor {
  const tensor = convert(x, 'broadcastTo');
  return apply('broadcastTo', [tensor], { shape: plainList(shape) }, tensor.dtype);
}

export function pad(x: TensorLike, paddings: readonly unknown[], value: unknown = 0): Tensor {
  const tensor = convert(x, 'pad');
  // Before and after each axis, in turn.
  return apply('pad', [tensor], { paddings: paddings.flatMap(plainList), value: plain(value) }, tensor.dtype);
}

/** Repeats what is inside of the borders: `reflect` without the border itself, `symmetric` with it. */
export function mirrorPad(x: TensorLike, paddings: readonly unknown[], mode: unknown): Tensor {
  const tensor = convert(x, 'mirrorPad');
  const attributes = { paddings: paddings.flatMap(plainList), symmetric: core.plain(mode) === 'symmetric' };
  return apply('mirrorPad', [tensor], attributes, tensor.dtype);
}

export function gather(
  x: TensorLike,
  indices: TensorLike,
  axis: unknown = 0,
  batchDims: unknown = 0,
): Tensor {
  const tensor = convert(x, 'gather');
  const places = Array.isArray(indices)
    ? makeTensor(indices, undefined, 'int32')
    : convert(indices, 'gather');
  const along = axisOf(axis, tensor.rank, 'gather');
  const batches = plain(batchDims);
  if (batches !== 0)
    return gatherBatches(tensor, places, along, batches < 0 ? batches + places.rank : batches);
  const operation = core.operation('gather', { axis: along });
  // At once, because an index may be none.
  return tensorOf(core.operate(operation, [stateOf(tensor), stateOf(places)], tensor.dtype));
}

/** Each batch by its own indices: one gather out of all batches behind one another. */
function gatherBatches(x: Tensor, indices: Tensor, axis: number, batches: number): Tensor {
  const lead = x.shape.slice(0, batches);
  if (
    !(batches > 0 && batches <= Math.min(axis, indices.rank)) ||
    lead.join() !== indices.shape.slice(0, batches).join()
  )
    refuse(
      'gather',
      `the first ${batches} axes of [${x.shape}] and [${indices.shape}] must be the same, and come before axis ${axis}.`,
    );
  const [between, behind] = [x.shape.slice(batches, axis), x.shape.slice(axis + 1)];
  const length = x.shape[axis]!;
  const [outer, each] = [sizeOf(between), sizeOf(indices.shape.slice(batches))];
  const given = core.read(stateOf(indices));
  const places = new Int32Array(given.length * outer);
  let at = 0;
  for (let batch = 0; batch < sizeOf(lead); batch++)
    for (let block = 0; block < outer; block++)
      for (let i = 0; i < each; i++) {
        const index = given[batch * each + i]!;
        if (!(index >= 0 && index < length))
          refuse('gather', `${index} is not an index into an axis of length ${length}.`);
        places[at++] = (batch * outer + block) * length + index;
      }
  const rows = reshape(x, [sizeOf(lead) * outer * length, ...behind]);
  return reshape(gather(rows, places), [...lead, ...between, ...indices.shape.slice(batches), ...behind]);
}

export function oneHot(
  indices: TensorLike,
  depth: unknown,
  on: unknown = 1,
  off: unknown = 0,
  dtype?: DType,
): Tensor {
  const places = convert(indices, 'oneHot');
  return apply('oneHot', [places], { depth: plain(depth), on: plain(on), off: plain(off) }, dtype ?? 'int32');
}

export function reverse(x: TensorLike, axis?: unknown): Tensor {
  const tensor = convert(x, 'reverse');
  return apply('reverse', [tensor], { axes: axesOf(axis, tensor.rank, 'reverse') }, tensor.dtype);
}

export function meshgrid(x: TensorLike, y: TensorLike, { indexing = 'xy' } = {}): Tensor[] {
  const [a, b] = [convert(x, 'meshgrid'), convert(y, 'meshgrid')];
  const [n, m] = [a.size, b.size];
  return core.plain(indexing) === 'ij'
    ? [broadcastTo(reshape(a, [n, 1]), [n, m]), broadcastTo(reshape(b, [1, m]), [n, m])]
    : [broadcastTo(reshape(a, [1, n]), [m, n]), broadcastTo(reshape(b, [m, 1]), [m, n])];
}
