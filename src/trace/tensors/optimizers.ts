/** The optimizers of `tf.train`: the next values of variables, by their gradients and by what was before. */
import type { Tensor } from '../../engine/index.ts';

/** The names, and the numbers that each is made with. */
const PARAMETERS = {
  sgd: ['learningRate'],
  momentum: ['learningRate', 'momentum', 'nesterov'],
  adagrad: ['learningRate', 'initialAccumulator', 'epsilon'],
  adadelta: ['learningRate', 'rho', 'epsilon'],
  rmsprop: ['learningRate', 'decay', 'momentum', 'epsilon', 'centered'],
  adam: ['learningRate', 'beta1', 'beta2', 'epsilon'],
  adamax: ['learningRate', 'beta1', 'beta2', 'epsilon', 'decay'],
} as const;

type Name = keyof typeof PARAMETERS;
type Numbers = Readonly<Record<string, number>>;

/** One step: writes the new elements into `w`, which is a copy of the old ones. `slots` are zeros to begin with. */
type Step = (
  w: Float64Array,
  g: Float64Array,
  slot: (index: number, initial?: number) => Float64Array,
  p: Numbers,
  step: number,
) => void;

const STEPS: { readonly [P in Name]: Step } = {
  // w ← w − η g
  sgd(w, g, _slot, { learningRate }) {
    for (let i = 0; i < w.length; i++) w[i]! -= learningRate! * g[i]!;
  },

  // m ← μ m + g, w ← w − η m; with Nesterov's look ahead, w ← w − η (g + μ m)
  momentum(w, g, slot, { learningRate, momentum, nesterov }) {
    const m = slot(0);
    for (let i = 0; i < w.length; i++) {
      m[i] = momentum! * m[i]! + g[i]!;
      w[i]! -= learningRate! * (nesterov ? g[i]! + momentum! * m[i]! : m[i]!);
    }
  },

  // a ← a + g², w ← w − η g / √(a + ε)
  adagrad(w, g, slot, { learningRate, initialAccumulator, epsilon }) {
    const a = slot(0, initialAccumulator);
    for (let i = 0; i < w.length; i++) {
      a[i]! += g[i]! * g[i]!;
      w[i]! -= (learningRate! * g[i]!) / Math.sqrt(a[i]! + epsilon!);
    }
  },

  // u = g √(b + ε) / √(a + ε), a ← ρ a + (1 − ρ) g², b ← ρ b + (1 − ρ) u², w ← w − η u: of a, TensorFlow.js takes the old one
  adadelta(w, g, slot, { learningRate, rho, epsilon }) {
    const [a, b] = [slot(0), slot(1)];
    for (let i = 0; i < w.length; i++) {
      const u = (Math.sqrt(b[i]! + epsilon!) / Math.sqrt(a[i]! + epsilon!)) * g[i]!;
      a[i] = rho! * a[i]! + (1 - rho!) * g[i]! * g[i]!;
      b[i] = rho! * b[i]! + (1 - rho!) * u * u;
      w[i]! -= learningRate! * u;
    }
  },

  // a ← ρ a + (1 − ρ) g², m ← μ m + η g / √(a + ε), w ← w − m; centred, with a − (mean of g)² − ε under the root
  rmsprop(w, g, slot, { learningRate, decay, momentum, epsilon, centered }) {
    const [a, m, mean] = [slot(0), slot(1), slot(2)];
    for (let i = 0; i < w.length; i++) {
      a[i] = decay! * a[i]! + (1 - decay!) * g[i]! * g[i]!;
      mean[i] = centered ? decay! * mean[i]! + (1 - decay!) * g[i]! : 0;
      const variance = centered ? a[i]! - mean[i]! * mean[i]! - epsilon! : a[i]! + epsilon!;
      m[i] = momentum! * m[i]! + (learningRate! * g[i]!) / Math.sqrt(variance);
      w[i]! -= m[i]!;
    }
  },

  // m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², w ← w − η m̂ / (√v̂ + ε)
  adam(w, g, slot, { learningRate, beta1, beta2, epsilon }, step) {
    const [m, v] = [slot(0), slot(1)];
    const [forM, forV] = [1 - beta1! ** step, 1 - beta2! ** step];
    for (let i = 0; i < w.length; i++) {
      m[i] = beta1! * m[i]! + (1 - beta1!) * g[i]!;
      v[i] = beta2! * v[i]! + (1 - beta2!) * g[i]! * g[i]!;
      w[i]! -= (learningRate! * (m[i]! / forM)) / (Math.sqrt(v[i]! / forV) + epsilon!);
    }
  },

  // m ← β₁ m + (1 − β₁) g, u ← max(β₂ u, |g|), w ← w − η / (1 − β₁ᵗ) · m / (u + ε)
  adamax(w, g, slot, { learningRate, beta1, beta2, epsilon, decay }, step) {
    const [m, u] = [slot(0), slot(1)];
    const rate = learningRate! / (1 + decay! * (step - 1)) / (1 - beta1! ** step);
    for (let i = 0; i < w.length; i++) {
      m[i] = beta1! * m[i]! + (1 - beta1!) * g[i]!;
      u[i] = Math.max(beta2! * u[i]!, Math.abs(g[i]!));
      w[i]! -= (rate * m[i]!) / (u[i]! + epsilon!);
    }
  },
};

/** A variable and its gradient. The optimizer remembers what it needs by the key. */
export interface Descending {
  readonly key: number;
  readonly value: Tensor;
  readonly gradient: Tensor;
}

/** Where what is remembered is counted: `TensorTape`. */
interface Memory {
  occupy(bytes: number): void;
}

/** One optimizer of the program, with what it remembers of each variable. */
class Optimizer {
  private readonly memory: Memory;
  private readonly slots = new Map<string, Float64Array>();
  steps = 0;

  constructor(memory: Memory) {
    this.memory = memory;
  }

  /** The new value of one variable, whose gradient is of its shape. */
  descend(name: Name, p: Numbers, { key, value: { shape, data }, gradient }: Descending): Tensor {
    const w = data.slice();
    const slot = (index: number, initial = 0) => {
      const at = `${key} ${index}`;
      const known = this.slots.get(at);
      if (known && known.length === w.length) return known;
      this.memory.occupy(w.byteLength - (known?.byteLength ?? 0));
      const made = new Float64Array(w.length).fill(initial);
      this.slots.set(at, made);
      return made;
    };
    STEPS[name](w, gradient.data, slot, p, this.steps);
    return { shape, data: w };
  }

  forget(): void {
    for (const { byteLength } of this.slots.values()) this.memory.occupy(-byteLength);
    this.slots.clear();
  }
}

/** The optimizers of one run, by the number that the sandbox has given each. */
export class Optimizers {
  private readonly memory: Memory;
  private readonly all = new Map<number, Optimizer>();

  constructor(memory: Memory) {
    this.memory = memory;
  }

  /**
   * Begins a step, which then gives the new value of each variable.
   *
   * @param config the name and its parameters as JSON: `{"name":"sgd","learningRate":0.1}`.
   * @throws RangeError where that is no optimizer.
   */
  step(id: number, config: string): (variable: Descending) => Tensor {
    const { name, ...given } = JSON.parse(config) as { name: string } & Numbers;
    if (!Object.hasOwn(PARAMETERS, name)) throw new RangeError(`There is no optimizer ${name}.`);
    const parameters: Record<string, number> = {};
    for (const parameter of PARAMETERS[name as Name]) parameters[parameter] = Number(given[parameter]);
    let optimizer = this.all.get(id);
    if (!optimizer) {
      optimizer = new Optimizer(this.memory);
      this.all.set(id, optimizer);
    }
    optimizer.steps += 1;
    return (variable) => optimizer.descend(name as Name, parameters, variable);
  }

  /** The program has disposed of an optimizer: what it remembered is gone. */
  forget(id: number): void {
    this.all.get(id)?.forget();
  }
}
