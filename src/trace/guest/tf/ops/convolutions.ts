/** Windows that slide: convolutions and pools. A tensor without the axis of the batch gets one for the while. */
import { core, plain, plainList, refuse } from '../core.ts';
import { convert, type Tensor, type TensorLike } from '../tensor.ts';
import { apply } from './apply.ts';
import { reshape } from './shapes.ts';

/** `same`, `valid`, a number, or numbers for each side of each axis. */
type Padding = 'same' | 'valid' | number | readonly (readonly number[])[];

function pair(given: unknown): number[] {
  const list = plainList(given);
  return list.length === 1 ? [list[0]!, list[0]!] : list;
}

/** Of lists for all four axes, those of the height and the width count. */
function paddingOf(given: unknown): Padding | number[] {
  const padding = core.plain(given);
  return Array.isArray(padding) ? padding.slice(1, 3).flatMap(plainList) : (padding as Padding);
}

function checkFormat(format: unknown, wanted: string, name: string): void {
  if (format !== undefined && core.plain(format) !== wanted)
    refuse(name, `only the data format ${wanted} is supported, with the channels last.`);
}

/** `f` of the tensor with an axis for the batch. */
function batched(x: TensorLike, rank: number, name: string, f: (x: Tensor) => Tensor): Tensor {
  const tensor = convert(x, name);
  if (tensor.rank === rank) return f(tensor);
  if (tensor.rank !== rank - 1)
    refuse(name, `the tensor must have ${rank} or ${rank - 1} axes, not ${tensor.rank}.`);
  const result = f(reshape(tensor, [1, ...tensor.shape]));
  return reshape(result, result.shape.slice(1));
}

function convolution(op: 'conv2d' | 'depthwiseConv2d') {
  return (
    x: TensorLike,
    filter: TensorLike,
    strides: unknown,
    pad: unknown,
    dataFormat?: unknown,
    dilations: unknown = 1,
  ): Tensor => {
    checkFormat(dataFormat, 'NHWC', op);
    const attributes = { strides: pair(strides), dilations: pair(dilations), padding: paddingOf(pad) };
    return batched(x, 4, op, (image) => apply(op, [image, convert(filter, op)], attributes));
  };
}

export const conv2d = convolution('conv2d');
export const depthwiseConv2d = convolution('depthwiseConv2d');

/** Depth by depth, and then across the depths. */
export function separableConv2d(
  x: TensorLike,
  depthwise: TensorLike,
  pointwise: TensorLike,
  strides: unknown,
  pad: unknown,
  dilations: unknown = 1,
): Tensor {
  return conv2d(depthwiseConv2d(x, depthwise, strides, pad, undefined, dilations), pointwise, 1, 'valid');
}

export function conv1d(
  x: TensorLike,
  filter: TensorLike,
  stride: unknown,
  pad: unknown,
  dataFormat?: unknown,
  dilation: unknown = 1,
): Tensor {
  checkFormat(dataFormat, 'NWC', 'conv1d');
  const attributes = { strides: plainList(stride), dilations: plainList(dilation), padding: paddingOf(pad) };
  return batched(x, 3, 'conv1d', (line) => apply('conv1d', [line, convert(filter, 'conv1d')], attributes));
}

function pooling(op: 'maxPool' | 'avgPool') {
  return (x: TensorLike, size: unknown, strides: unknown, pad: unknown): Tensor => {
    const attributes = { size: pair(size), strides: pair(strides), padding: paddingOf(pad) };
    return batched(x, 4, op, (image) => apply(op, [image], attributes));
  };
}

export const maxPool = pooling('maxPool');
export const avgPool = pooling('avgPool');

export function pool(
  x: TensorLike,
  size: unknown,
  type: unknown,
  pad: unknown,
  dilations?: unknown,
  strides: unknown = 1,
): Tensor {
  if (dilations !== undefined && pair(dilations).some((one) => plain(one) !== 1))
    refuse('pool', 'dilations are not supported.');
  return core.plain(type) === 'avg' ? avgPool(x, size, strides, pad) : maxPool(x, size, strides, pad);
}
