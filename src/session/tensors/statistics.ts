/** A tensor in a few numbers: range, mean, norm, what is zero or no finite number, and how its elements are spread. */
import { magnitude, type Tensor } from '../../engine/index.ts';
import { formatNumber } from '../../notation/numbers.ts';
import type { PartDetails, TensorPart } from '../../protocol/tensors.ts';

/** Bars of a histogram. */
const MOST_BINS = 24;

export function statisticsOf(part: TensorPart, symbol: string, tensor: Tensor): PartDetails {
  const { data } = tensor;
  let [min, max, mean] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  let [finite, zeros, nan] = [0, 0, 0];
  for (let i = 0; i < data.length; i++) {
    const x = data[i]!;
    if (Number.isNaN(x)) nan += 1;
    if (!Number.isFinite(x)) continue;
    finite += 1;
    if (x === 0) zeros += 1;
    if (x < min) min = x;
    if (x > max) max = x;
    // A sum could overflow.
    mean += x / finite - mean / finite;
  }
  return {
    part,
    symbol,
    ...(finite > 0 && {
      range: { min: formatNumber(min), max: formatNumber(max), mean: formatNumber(mean) },
    }),
    norm: formatNumber(magnitude(tensor)),
    zeros: `${formatNumber((100 * zeros) / data.length)} %`,
    nan,
    infinite: data.length - finite - nan,
    histogram: finite > 0 ? histogramOf(data, min, max) : [],
  };
}

function histogramOf(data: Float64Array, min: number, max: number): number[] {
  const bins = new Array<number>(min === max ? 1 : MOST_BINS).fill(0);
  // Halves, because the range of the largest numbers is larger than any number.
  const range = max / 2 - min / 2;
  for (let i = 0; i < data.length; i++) {
    const x = data[i]!;
    if (!Number.isFinite(x)) continue;
    const share = range === 0 ? 0 : (x / 2 - min / 2) / range;
    bins[Math.min(bins.length - 1, Math.floor(share * bins.length))]! += 1;
  }
  return bins;
}
