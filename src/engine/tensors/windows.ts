/** Windows that slide over images: where they stand, and which elements they cover. */
import type { AttributeKind } from './attributes.ts';
import { isSmallInteger } from './attributes.ts';
import { type Shape, showShape } from './tensor.ts';

/**
 * `'valid'` for none, `'same'` for as much as makes the value as large as the operand (divided by the stride), a number of
 * zeros on each side, or lists of numbers before and behind each axis in turn.
 */
export type Padding = 'valid' | 'same' | number | readonly number[];

export const padding: AttributeKind<Padding> = {
  what: '"same", "valid", a whole number or a list of them',
  is: (value): value is Padding =>
    value === 'same' ||
    value === 'valid' ||
    (isSmallInteger(value) && value >= 0) ||
    (Array.isArray(value) && value.every((one) => isSmallInteger(one) && one >= 0)),
};

/** What a window does besides its size; a list has one number for the height and one for the width. */
export interface Sliding {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: Padding;
}

/** One direction: of the operand, of the window and of the value. */
interface Side {
  readonly input: number;
  readonly window: number;
  readonly output: number;
  readonly stride: number;
  readonly dilation: number;
  /** How many zeros stand before the operand. */
  readonly before: number;
}

/** A window over images of shape [batch, height, width, channels]. */
export interface Windows {
  readonly batch: number;
  readonly channels: number;
  readonly height: Side;
  readonly width: Side;
}

/** Throws RangeError where something does not fit. */
export function windowsOf(x: Shape, size: readonly number[], sliding: Sliding): Windows {
  if (x.length !== 4) throw new RangeError('an image has four axes: batch, height, width and channels');
  if (size.length !== 2) throw new RangeError('a window has a height and a width');
  return {
    batch: x[0]!,
    channels: x[3]!,
    height: sideOf(0, x[1]!, size[0]!, sliding),
    width: sideOf(1, x[2]!, size[1]!, sliding),
  };
}

function sideOf(axis: 0 | 1, input: number, window: number, { strides, dilations, padding }: Sliding): Side {
  const stride = strides[axis] ?? 0;
  const dilation = dilations[axis] ?? 0;
  if (stride < 1 || strides.length !== 2) throw new RangeError('its strides must be two numbers from 1 on');
  if (dilation < 1 || dilations.length !== 2)
    throw new RangeError('its dilations must be two numbers from 1 on');
  if (window < 1) throw new RangeError('its window is empty');
  if (typeof padding === 'object' && padding.length !== 4)
    throw new RangeError('its padding must have four numbers: top, bottom, left and right');
  const reach = (window - 1) * dilation + 1;
  const side = { input, window, stride, dilation };
  if (padding === 'same') {
    const output = Math.ceil(input / stride);
    const missing = Math.max(0, (output - 1) * stride + reach - input);
    return { ...side, output, before: missing >> 1 };
  }
  const [before, behind] =
    padding === 'valid'
      ? [0, 0]
      : typeof padding === 'number'
        ? [padding, padding]
        : [padding[2 * axis]!, padding[2 * axis + 1]!];
  const room = before + input + behind - reach;
  if (room < 0)
    throw new RangeError(
      `a window that reaches over ${showShape([reach])} does not fit into ${showShape([before + input + behind])}`,
    );
  return { ...side, output: Math.floor(room / stride) + 1, before };
}

export function outputShape({ batch, height, width }: Windows, channels: number): Shape {
  return [batch, height.output, width.output, channels];
}

/** How many pixels the value has, in all images. */
export function pixelsOf({ batch, height, width }: Windows): number {
  return batch * height.output * width.output;
}

/**
 * Calls `visit` for each pixel of the value from `first` to `end`, numbered through all images, and each part of a row of the
 * window over it that lies in the operand without gaps: with the number of the value's pixel, and of how many pixels of the
 * operand it covers, from which on, at which places of the window (numbered row by row).
 */
export function forEachRun(
  windows: Windows,
  visit: (outputPixel: number, inputPixel: number, place: number, count: number) => void,
  first = 0,
  end = pixelsOf(windows),
): void {
  const { height, width } = windows;
  for (let output = first; output < end; output++) {
    const x = output % width.output;
    const line = (output - x) / width.output;
    const y = line % height.output;
    const above = ((line - y) / height.output) * height.input;
    const top = y * height.stride - height.before;
    const left = x * width.stride - width.before;
    for (let i = 0; i < height.window; i++) {
      const row = top + i * height.dilation;
      if (row < 0 || row >= height.input) continue;
      const start = (above + row) * width.input + left;
      const place = i * width.window;
      if (width.dilation === 1) {
        const from = Math.max(0, -left);
        const count = Math.min(width.window, width.input - left) - from;
        if (count > 0) visit(output, start + from, place + from, count);
      } else
        for (let j = 0; j < width.window; j++) {
          const column = left + j * width.dilation;
          if (column >= 0 && column < width.input) visit(output, start + j * width.dilation, place + j, 1);
        }
    }
  }
}
