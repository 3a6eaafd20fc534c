/** Penalties on weights, and what weights are held to after a step. */
import { core, options, refuse } from './core.ts';
import { scalar } from './creation.ts';
import { abs, add, clipByValue, div, maximum, mul, relu, square } from './ops/elementwise.ts';
import { norm, sum } from './ops/reductions.ts';
import type { Tensor } from './tensor.ts';

/** What is added to the loss for a weight. */
export class Regularizer {
  readonly #l1: number;
  readonly #l2: number;

  constructor(l1: number, l2: number) {
    this.#l1 = l1;
    this.#l2 = l2;
    core.hide(this);
  }

  apply(x: Tensor): Tensor {
    const parts: Tensor[] = [];
    if (this.#l1 > 0) parts.push(sum(mul(this.#l1, abs(x))));
    if (this.#l2 > 0) parts.push(sum(mul(this.#l2, square(x))));
    return parts.length === 0 ? scalar(0) : parts.reduce((total, one) => add(total, one));
  }
}

/** Whether it is one of ours, and none of the program's own. */
export function isOwnRegularizer(given: Regularizer): boolean {
  return Object.getPrototypeOf(given) === Regularizer.prototype && !Object.hasOwn(given, 'apply');
}

const RATE = 0.01;

export const regularizers = {
  l1: (given?: { l1?: number }) => new Regularizer(options(given).l1 ?? RATE, 0),
  l2: (given?: { l2?: number }) => new Regularizer(0, options(given).l2 ?? RATE),
  l1l2: (given?: { l1?: number; l2?: number }) =>
    new Regularizer(options(given).l1 ?? RATE, options(given).l2 ?? RATE),
};

export function regularizerOf(given: unknown): Regularizer | undefined {
  if (given === undefined || given === null) return undefined;
  if (typeof given === 'object') return given as Regularizer;
  const name = given === 'l1l2' || given === 'l1' || given === 'l2' ? given : undefined;
  return name ? regularizers[name]() : refuse('regularizer', `there is no regularizer “${String(given)}”.`);
}

/** A weight's next value, from what a step has made of it. */
export class Constraint {
  readonly apply: (x: Tensor) => Tensor;

  constructor(apply: (x: Tensor) => Tensor) {
    this.apply = apply;
    core.hide(this);
  }
}

const EPSILON = 1e-7;

export const constraints = {
  nonNeg: () => new Constraint((x) => relu(x)),
  maxNorm: (given?: { maxValue?: number; axis?: number }) => {
    const { maxValue = 2, axis = 0 } = options(given);
    return new Constraint((x) => {
      const norms = norm(x, 'euclidean', axis, true);
      return mul(x, div(clipByValue(norms, 0, maxValue), add(norms, EPSILON)));
    });
  },
  minMaxNorm: (given?: { minValue?: number; maxValue?: number; axis?: number; rate?: number }) => {
    const { minValue = 0, maxValue = 1, axis = 0, rate = 1 } = options(given);
    return new Constraint((x) => {
      const norms = norm(x, 'euclidean', axis, true);
      const wanted = add(mul(rate, clipByValue(norms, minValue, maxValue)), mul(1 - rate, norms));
      return mul(x, div(wanted, add(norms, EPSILON)));
    });
  },
  unitNorm: (given?: { axis?: number }) => {
    const { axis = 0 } = options(given);
    return new Constraint((x) => div(x, maximum(norm(x, 'euclidean', axis, true), EPSILON)));
  },
};

export function constraintOf(given: unknown): Constraint | undefined {
  if (given === undefined || given === null) return undefined;
  if (typeof given === 'object') return given as Constraint;
  const found = Object.entries(constraints).find(([name]) => name === given)?.[1];
  return found ? found() : refuse('constraint', `there is no constraint “${String(given)}”.`);
}
