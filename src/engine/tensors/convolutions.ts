/**
 * Convolutions of images, [batch, height, width, channels], and of sequences, [batch, width, channels]. A convolution is the
 * product of two matrices: the patches under the window, one row for each pixel of the value, and the filter.
 */
import { integers } from './attributes.ts';
import { kernels } from './kernels.ts';
import { multilinear } from './matrices.ts';
import { type Application, always, row, type TensorOperation, written } from './operation.ts';
import { reshaped, type Shape, type Tensor, zeros } from './tensor.ts';
import {
  forEachRun,
  outputShape,
  padding,
  pixelsOf,
  type Sliding,
  type Windows,
  windowsOf,
} from './windows.ts';

const sliding = { strides: integers, dilations: integers, padding };

/** Patches of so many numbers are made at a time, so that they stay near the processor and need little room. */
const MAX_PATCHES = 1 << 19;

/** How many numbers are in one patch. */
function patchLength({ height, width, channels }: Windows): number {
  return height.window * width.window * channels;
}

/** Calls `work` for the pixels of the value from `first` to `end`, some at a time. */
function inParts(windows: Windows, work: (first: number, end: number) => void): void {
  const pixels = pixelsOf(windows);
  const step = Math.max(1, Math.floor(MAX_PATCHES / Math.max(1, patchLength(windows))));
  for (let first = 0; first < pixels; first += step) work(first, Math.min(pixels, first + step));
}

/** The patches of the pixels from `first` to `end`, one row for each. */
function patches(x: Float64Array, windows: Windows, first: number, end: number): Float64Array {
  const { channels } = windows;
  const patch = patchLength(windows);
  const result = new Float64Array((end - first) * patch);
  const take = (output: number, input: number, place: number, count: number) => {
    const from = input * channels;
    const into = (output - first) * patch + place * channels;
    for (let c = 0; c < count * channels; c++) result[into + c] = x[from + c]!;
  };
  forEachRun(windows, take, first, end);
  return result;
}

/** The opposite of `patches`: adds each patch to the pixels that it was taken from. */
function addPatches(
  into: Float64Array,
  from: Float64Array,
  windows: Windows,
  first: number,
  end: number,
): void {
  const { channels } = windows;
  const patch = patchLength(windows);
  const add = (output: number, input: number, place: number, count: number) => {
    const to = input * channels;
    const start = (output - first) * patch + place * channels;
    for (let c = 0; c < count * channels; c++) into[to + c]! += from[start + c]!;
  };
  forEachRun(windows, add, first, end);
}

function filterWindows(x: Shape, filter: Shape, attributes: Sliding): Windows {
  if (filter.length !== 4)
    throw new RangeError('a filter has four axes: height, width, channels and filters');
  const windows = windowsOf(x, filter.slice(0, 2), attributes);
  if (filter[2] !== windows.channels)
    throw new RangeError(`the filter has ${filter[2]} channels and the image ${windows.channels}`);
  return windows;
}

function convolved([x, filter]: readonly Tensor[], attributes: Sliding): Tensor {
  const windows = filterWindows(x!.shape, filter!.shape, attributes);
  const filters = filter!.shape[3]!;
  const result = zeros(outputShape(windows, filters));
  inParts(windows, (first, end) => {
    const part = patches(x!.data, windows, first, end);
    const into = result.data.subarray(first * filters, end * filters);
    kernels().matMul(end - first, patchLength(windows), filters, part, false, filter!.data, false, into);
  });
  return result;
}

function convolutionGradient(
  g: Tensor,
  slot: number,
  { operands: [x, filter], attributes }: Application<Sliding>,
): Tensor {
  const windows = filterWindows(x!.shape, filter!.shape, attributes);
  const filters = filter!.shape[3]!;
  const patch = patchLength(windows);
  const result = zeros(slot === 0 ? x!.shape : filter!.shape);
  inParts(windows, (first, end) => {
    const rows = end - first;
    const sent = g.data.subarray(first * filters, end * filters);
    if (slot === 0) {
      const back = new Float64Array(rows * patch);
      kernels().matMul(rows, filters, patch, sent, false, filter!.data, true, back);
      addPatches(result.data, back, windows, first, end);
    } else {
      const part = new Float64Array(result.data.length);
      const taken = patches(x!.data, windows, first, end);
      kernels().matMul(patch, rows, filters, taken, true, sent, false, part);
      for (let i = 0; i < part.length; i++) result.data[i]! += part[i]!;
    }
  });
  return result;
}

/** Each channel with filters of its own: filter [height, width, channels, multiplier]. */
function depthwise([x, filter]: readonly Tensor[], attributes: Sliding): Tensor {
  const windows = filterWindows(x!.shape, filter!.shape, attributes);
  const [{ channels }, multiplier] = [windows, filter!.shape[3]!];
  const result = zeros(outputShape(windows, channels * multiplier));
  const [from, by, into] = [x!.data, filter!.data, result.data];
  forEachRun(windows, (output, input, place, count) => {
    for (let i = 0; i < count; i++)
      for (let c = 0; c < channels; c++)
        for (let m = 0; m < multiplier; m++)
          into[(output * channels + c) * multiplier + m]! +=
            from[(input + i) * channels + c]! * by[((place + i) * channels + c) * multiplier + m]!;
  });
  return result;
}

function depthwiseGradient(
  g: Tensor,
  slot: number,
  { operands: [x, filter], attributes }: Application<Sliding>,
): Tensor {
  const windows = filterWindows(x!.shape, filter!.shape, attributes);
  const [{ channels }, multiplier] = [windows, filter!.shape[3]!];
  const result = zeros(slot === 0 ? x!.shape : filter!.shape);
  const [sent, into] = [g.data, result.data];
  const other = slot === 0 ? filter!.data : x!.data;
  forEachRun(windows, (output, input, place, count) => {
    for (let i = 0; i < count; i++)
      for (let c = 0; c < channels; c++)
        for (let m = 0; m < multiplier; m++) {
          const cotangent = sent[(output * channels + c) * multiplier + m]!;
          const pixel = (input + i) * channels + c;
          const weight = ((place + i) * channels + c) * multiplier + m;
          if (slot === 0) into[pixel]! += cotangent * other[weight]!;
          else into[weight]! += cotangent * other[pixel]!;
        }
  });
  return result;
}

/** A sequence as an image of height 1, and what slides along it as what slides over that. */
const asImage = (x: Tensor): Tensor => reshaped(x, imageShape(x.shape));
const imageShape = (shape: Shape): Shape => shape.toSpliced(-2, 0, 1);
const asFilter = (filter: Tensor): Tensor => reshaped(filter, [1, ...filter.shape]);
function along({ strides, dilations, padding }: Sliding): Sliding {
  if (strides.length !== 1 || dilations.length !== 1)
    throw new RangeError('its strides and dilations must be one number each');
  if (typeof padding === 'number') return along({ strides, dilations, padding: [padding, padding] });
  if (typeof padding === 'object' && padding.length !== 2)
    throw new RangeError('its padding must have two numbers: before and behind');
  return {
    strides: [1, strides[0]!],
    dilations: [1, dilations[0]!],
    padding: typeof padding === 'object' ? [0, 0, ...padding] : padding,
  };
}

function convolvedSequence([x, filter]: readonly Tensor[], attributes: Sliding): Tensor {
  const image = convolved([asImage(x!), asFilter(filter!)], along(attributes));
  return reshaped(image, image.shape.toSpliced(1, 1));
}

const plain: Sliding = { strides: [1, 1], dilations: [1, 1], padding: 'valid' };

const imageSamples = (filters: number) => [
  {
    shapes: [
      [1, 3, 3, 1],
      [2, 2, 1, filters],
    ],
    attributes: plain,
  },
  {
    shapes: [
      [2, 4, 3, 2],
      [2, 2, 2, filters],
    ],
    attributes: { ...plain, padding: 'same' as const },
  },
  {
    shapes: [
      [1, 5, 4, 2],
      [3, 2, 2, filters],
    ],
    attributes: { ...plain, strides: [2, 3], padding: 1 },
  },
  {
    shapes: [
      [1, 5, 5, 1],
      [2, 2, 1, filters],
    ],
    attributes: { ...plain, dilations: [2, 3] },
  },
  {
    shapes: [
      [2, 3, 3, 3],
      [1, 1, 3, filters],
    ],
    attributes: { ...plain, strides: [2, 2], padding: 'same' as const },
  },
  {
    shapes: [
      [1, 2, 3, 1],
      [2, 2, 1, filters],
    ],
    attributes: { ...plain, padding: [1, 0, 2, 1] },
  },
  {
    shapes: [
      [0, 3, 3, 2],
      [2, 2, 2, filters],
    ],
    attributes: plain,
  },
];

export const convolutionRows: Readonly<Record<'conv1d' | 'conv2d' | 'depthwiseConv2d', TensorOperation>> = {
  conv2d: row({
    symbol: '∗',
    arity: 2,
    attributes: sliding,
    shape: ([x, filter], attributes) => outputShape(filterWindows(x!, filter!, attributes), filter![3]!),
    forward: convolved,
    differentiable: always,
    vjp: convolutionGradient,
    jvp: multilinear(convolved),
    writing: written('{x} ∗ {y}', '{g} ∗ turned {y}', 'Σ patches of {x}ᵀ · {g}'),
    samples: imageSamples(2),
  }),
  depthwiseConv2d: row({
    symbol: '∗',
    arity: 2,
    attributes: sliding,
    shape: ([x, filter], attributes) =>
      outputShape(filterWindows(x!, filter!, attributes), filter![2]! * filter![3]!),
    forward: depthwise,
    differentiable: always,
    vjp: depthwiseGradient,
    jvp: multilinear(depthwise),
    writing: written(
      '{x} ∗ {y}, channel by channel',
      '{g} ∗ turned {y}, channel by channel',
      'Σ patches of {x} ⊙ {g}, channel by channel',
    ),
    samples: [...imageSamples(1), ...imageSamples(3)],
  }),
  conv1d: row({
    symbol: '∗',
    arity: 2,
    attributes: sliding,
    shape([x, filter], attributes) {
      if (x!.length !== 3) throw new RangeError('a sequence has three axes: batch, width and channels');
      if (filter!.length !== 3)
        throw new RangeError('its filter has three axes: width, channels and filters');
      const windows = filterWindows(imageShape(x!), [1, ...filter!], along(attributes));
      return outputShape(windows, filter![2]!).toSpliced(1, 1);
    },
    forward: convolvedSequence,
    differentiable: always,
    vjp: (g, slot, { operands: [x, filter], output, attributes }) =>
      reshaped(
        convolutionGradient(asImage(g), slot, {
          operands: [asImage(x!), asFilter(filter!)],
          output,
          attributes: along(attributes),
        }),
        (slot === 0 ? x! : filter!).shape,
      ),
    jvp: multilinear(convolvedSequence),
    writing: written('{x} ∗ {y}', '{g} ∗ turned {y}', 'Σ patches of {x}ᵀ · {g}'),
    samples: [
      {
        shapes: [
          [2, 5, 2],
          [3, 2, 2],
        ],
        attributes: { strides: [1], dilations: [1], padding: 'valid' },
      },
      {
        shapes: [
          [1, 6, 1],
          [2, 1, 3],
        ],
        attributes: { strides: [2], dilations: [1], padding: 'same' },
      },
      {
        shapes: [
          [1, 5, 2],
          [2, 2, 1],
        ],
        attributes: { strides: [1], dilations: [2], padding: 2 },
      },
      {
        shapes: [
          [0, 3, 1],
          [2, 1, 1],
        ],
        attributes: { strides: [1], dilations: [1], padding: [1, 0] },
      },
    ],
  }),
};
