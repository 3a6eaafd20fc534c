/** Pooling of images, [batch, height, width, channels]: one number for each window and channel. */
import { integers } from './attributes.ts';
import { NOWHERE, putBack, taken } from './moves.ts';
import { always, byAdding, row, written } from './operation.ts';
import { type Shape, type Tensor, zeros } from './tensor.ts';
import {
  forEachRun,
  outputShape,
  padding,
  pixelsOf,
  type Sliding,
  type Windows,
  windowsOf,
} from './windows.ts';

const pooling = { size: integers, strides: integers, padding };

interface Pooling extends Omit<Sliding, 'dilations'> {
  readonly size: readonly number[];
}

const poolWindows = (x: Shape, { size, ...sliding }: Pooling): Windows =>
  windowsOf(x, size, { ...sliding, dilations: [1, 1] });

function pooledShape(x: Shape, attributes: Pooling): Shape {
  const windows = poolWindows(x, attributes);
  return outputShape(windows, windows.channels);
}

/** Where the largest element of each window stands, the first of equal ones; NaN is the largest of all. */
function largestPlaces(x: Tensor, attributes: Pooling): { places: Int32Array; shape: Shape } {
  const windows = poolWindows(x.shape, attributes);
  const { channels } = windows;
  const shape = outputShape(windows, channels);
  const places = new Int32Array(zeros(shape).data.length).fill(NOWHERE);
  const { data } = x;
  forEachRun(windows, (output, input, _, count) => {
    for (let c = 0; c < channels; c++) {
      let best = places[output * channels + c]!;
      for (let i = 0; i < count; i++) {
        const candidate = (input + i) * channels + c;
        if (best === NOWHERE || (!(data[candidate]! <= data[best]!) && !Number.isNaN(data[best]!)))
          best = candidate;
      }
      places[output * channels + c] = best;
    }
  });
  return { places, shape };
}

/** How many pixels each window covers: what lies in the padding does not count. */
function counts(windows: Windows): Float64Array {
  const result = new Float64Array(pixelsOf(windows));
  forEachRun(windows, (output, _input, _place, count) => {
    result[output]! += count;
  });
  return result;
}

function averaged(x: Tensor, attributes: Pooling): Tensor {
  const windows = poolWindows(x.shape, attributes);
  const { channels } = windows;
  const result = zeros(outputShape(windows, channels));
  const count = counts(windows);
  const [from, into] = [x.data, result.data];
  forEachRun(windows, (output, input, _, run) => {
    for (let i = 0; i < run; i++)
      for (let c = 0; c < channels; c++)
        into[output * channels + c]! += from[(input + i) * channels + c]! / count[output]!;
  });
  return result;
}

const samples = [
  { shapes: [[1, 4, 4, 1]], attributes: { size: [2, 2], strides: [2, 2], padding: 'valid' as const } },
  { shapes: [[2, 3, 5, 2]], attributes: { size: [2, 3], strides: [1, 2], padding: 'same' as const } },
  { shapes: [[1, 3, 3, 2]], attributes: { size: [2, 2], strides: [2, 1], padding: 1 } },
  { shapes: [[0, 3, 3, 1]], attributes: { size: [2, 2], strides: [1, 1], padding: 'valid' as const } },
  { shapes: [[1, 1, 1, 3]], attributes: { size: [1, 1], strides: [1, 1], padding: 'valid' as const } },
];

export const poolingRows = {
  // The gradient goes to the first of several largest elements of a window.
  maxPool: row({
    symbol: 'max pool',
    arity: 1,
    attributes: pooling,
    shape: ([x], attributes) => pooledShape(x!, attributes),
    forward([x], attributes) {
      const { places, shape } = largestPlaces(x!, attributes);
      return taken(x!, places, shape, -Infinity);
    },
    differentiable: always,
    ...byAdding<Pooling>((into, g, _slot, { operands: [x], attributes }) =>
      putBack(g, largestPlaces(x!, attributes).places, into),
    ),
    jvp: ([tangent], { operands: [x], attributes }) => {
      const { places, shape } = largestPlaces(x!, attributes);
      return taken(tangent!, places, shape);
    },
    writing: written('max pool {x}', '{g} where the largest element stands'),
    samples,
  }),
  avgPool: row({
    symbol: 'mean pool',
    arity: 1,
    attributes: pooling,
    shape: ([x], attributes) => pooledShape(x!, attributes),
    forward: ([x], attributes) => averaged(x!, attributes),
    differentiable: always,
    ...byAdding<Pooling>((into, { data: sent }, _slot, { operands: [x], attributes }) => {
      const windows = poolWindows(x!.shape, attributes);
      const { channels } = windows;
      const count = counts(windows);
      forEachRun(windows, (output, input, _, run) => {
        for (let i = 0; i < run; i++)
          for (let c = 0; c < channels; c++)
            into[(input + i) * channels + c]! += sent[output * channels + c]! / count[output]!;
      });
    }),
    jvp: ([tangent], { attributes }) => averaged(tangent!, attributes),
    writing: written('mean pool {x}', '{g} / n for each'),
    samples,
  }),
};
