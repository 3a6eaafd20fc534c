/** `tf.train`: optimizers, whose arithmetic the host does (../../tensors/optimizers.ts). */
import { core, options, plain } from './core.ts';
import { refuseUnreached, scalarOf, trainable, variableGrads } from './gradients.ts';
import { isTensor, stateOf, statesOf, type Tensor, tidy, type Variable, variables } from './tensor.ts';

let nextId = 0;

export class Optimizer {
  readonly #id = nextId++;
  readonly #name: string;
  readonly #parameters: Record<string, number>;
  #iterations = 0;
  #text: string | undefined;

  constructor(name: string, parameters: Record<string, number>) {
    this.#name = name;
    this.#parameters = parameters;
    core.hide(this);
  }

  get learningRate(): number {
    return this.#parameters.learningRate!;
  }

  set learningRate(rate: number) {
    this.#parameters.learningRate = plain(rate);
    this.#text = undefined;
  }

  setLearningRate(rate: number): void {
    this.learningRate = rate;
  }

  get iterations(): number {
    return this.#iterations;
  }

  getClassName(): string {
    return this.constructor.name.replace('Optimizer', '');
  }

  getConfig(): Record<string, number> {
    return { ...this.#parameters };
  }

  /** Computes the gradients of what `f` returns, and changes the variables by them. */
  minimize(f: () => Tensor, returnCost: unknown = false, list?: readonly Variable[]): Tensor | null {
    const wanted = list ?? trainable();
    const rows = core.rows();
    const value = tidy(() => {
      const since = core.here();
      const y = scalarOf(f, wanted);
      if (!this.descend(y, wanted, since)) refuseUnreached();
      return y;
    });
    if (core.plain(returnCost)) return value;
    core.silent(value, rows);
    value.dispose();
    return null;
  }

  /** Changes variables by their gradients; one without stays as it is. */
  update(list: readonly Variable[], gradients: readonly (Tensor | undefined)[]): void {
    const known = list.filter((_, i) => gradients[i]);
    core.update(this.#id, this.config, statesOf(known), statesOf(gradients.filter((one) => one)));
    this.#iterations += 1;
  }

  /**
   * Changes variables by the gradients of a scalar, of which all that it was computed of is still there; one that it does not
   * depend on stays as it is. Gives whether it depends on any.
   *
   * @param since what was computed before is given.
   */
  descend(y: Tensor, list: readonly Variable[], since: number): boolean {
    const reached = core.descend(this.#id, this.config, stateOf(y), statesOf(list), since);
    this.#iterations += 1;
    return reached.includes(true);
  }

  /** Does a recorded step with another batch; gives the numbers that are measured in it, undefined where it cannot. */
  repeat(step: number, batch: readonly Tensor[], list: readonly Variable[], count: number) {
    const { config } = this;
    const numbers = core.repeat(step, this.#id, config, statesOf(batch), statesOf(list), count);
    if (numbers) this.#iterations += 1;
    return numbers;
  }

  private get config(): string {
    this.#text ??= core.json({ name: this.#name, ...this.#parameters });
    return this.#text;
  }

  computeGradients(f: () => Tensor, list?: readonly Variable[]) {
    return variableGrads(f, list);
  }

  /** @param given by the variables' names, or as a list of them. */
  applyGradients(given: Record<string, Tensor> | readonly { name: string; tensor: Tensor }[]): void {
    const pairs: [string, Tensor][] = Array.isArray(given)
      ? given.map(({ name, tensor }) => [name, tensor])
      : Object.entries(given as Record<string, Tensor>);
    const byName = new Map([...variables].map((one) => [one.name, one]));
    const known = pairs.filter(([name, gradient]) => byName.has(name) && isTensor(gradient));
    this.update(
      known.map(([name]) => byName.get(name)!),
      known.map(([, gradient]) => gradient),
    );
  }

  dispose(): void {
    core.forget(this.#id);
  }
}

const EPSILON = 1e-7;

export class SGDOptimizer extends Optimizer {}
export class MomentumOptimizer extends Optimizer {}
export class AdagradOptimizer extends Optimizer {}
export class AdadeltaOptimizer extends Optimizer {}
export class AdamOptimizer extends Optimizer {}
export class AdamaxOptimizer extends Optimizer {}
export class RMSPropOptimizer extends Optimizer {}

/** Parameters in the order in which a program gives them, as plain numbers; `null` and nothing stand for the default. */
function parameters(
  given: Record<string, unknown>,
  defaults: Record<string, number>,
): Record<string, number> {
  const chosen = options(given);
  return Object.fromEntries(Object.keys(given).map((name) => [name, Number(chosen[name] ?? defaults[name])]));
}

export const train = {
  sgd: (learningRate: unknown) => new SGDOptimizer('sgd', parameters({ learningRate }, {})),
  momentum: (learningRate: unknown, momentum: unknown, nesterov?: unknown) =>
    new MomentumOptimizer('momentum', parameters({ learningRate, momentum, nesterov }, { nesterov: 0 })),
  adagrad: (learningRate: unknown, initialAccumulator?: unknown) =>
    new AdagradOptimizer('adagrad', {
      ...parameters({ learningRate, initialAccumulator }, { initialAccumulator: 0.1 }),
      epsilon: EPSILON,
    }),
  adadelta: (learningRate?: unknown, rho?: unknown, epsilon?: unknown) =>
    new AdadeltaOptimizer(
      'adadelta',
      parameters({ learningRate, rho, epsilon }, { learningRate: 0.001, rho: 0.95, epsilon: EPSILON }),
    ),
  adam: (learningRate?: unknown, beta1?: unknown, beta2?: unknown, epsilon?: unknown) =>
    new AdamOptimizer(
      'adam',
      parameters(
        { learningRate, beta1, beta2, epsilon },
        { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: EPSILON },
      ),
    ),
  adamax: (learningRate?: unknown, beta1?: unknown, beta2?: unknown, epsilon?: unknown, decay?: unknown) =>
    new AdamaxOptimizer(
      'adamax',
      parameters(
        { learningRate, beta1, beta2, epsilon, decay },
        { learningRate: 0.002, beta1: 0.9, beta2: 0.999, epsilon: EPSILON, decay: 0 },
      ),
    ),
  rmsprop: (
    learningRate: unknown,
    decay?: unknown,
    momentum?: unknown,
    epsilon?: unknown,
    centered?: unknown,
  ) =>
    new RMSPropOptimizer(
      'rmsprop',
      parameters(
        { learningRate, decay, momentum, epsilon, centered },
        { decay: 0.9, momentum: 0, epsilon: EPSILON, centered: 0 },
      ),
    ),
};
