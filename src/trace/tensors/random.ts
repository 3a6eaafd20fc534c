/** Repeatable chance for tensors: the same seed gives the same numbers, in every run and on every machine. */
import { type Shape, sizeOf, type Tensor } from '../../engine/index.ts';

/** Numbers from 0 to below 1. */
export function generator(seed: number): () => number {
  // Mulberry32 twice, for 53 bits.
  let state = (Math.trunc(seed) ^ 0x9e3779b9) | 0;
  const word = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  return () => ((word() >>> 5) * 67108864 + (word() >>> 6)) / 9007199254740992;
}

/** Of the normal distribution with mean 0 and deviation 1, by Box and Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

const KINDS: Readonly<Record<string, (random: () => number, a: number, b: number) => number>> = {
  uniform: (random, low, high) => low + (high - low) * random(),
  normal: (random, mean, deviation) => mean + deviation * normal(random),
  truncated(random, mean, deviation) {
    let number = normal(random);
    while (Math.abs(number) > 2) number = normal(random);
    return mean + deviation * number;
  },
};

/** The chance of one run: draws without a seed come from one sequence. */
export class Chance {
  private readonly unseeded = generator(0);

  /** @param seed NaN for none. @throws RangeError for an unknown kind. */
  draw(kind: string, shape: Shape, a: number, b: number, seed: number): Tensor {
    if (!Object.hasOwn(KINDS, kind)) throw new RangeError(`There is no distribution ${kind}.`);
    const random = Number.isNaN(seed) ? this.unseeded : generator(seed);
    const data = new Float64Array(sizeOf(shape));
    for (let i = 0; i < data.length; i++) data[i] = KINDS[kind]!(random, a, b);
    return { shape, data };
  }
}
