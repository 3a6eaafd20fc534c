/** A classifier built from a hierarchy of layers, with cross-entropy and weight decay. */
type Vector = readonly number[];

abstract class Layer {
  abstract forward(x: Vector): Vector;

  get penalty(): number {
    return 0;
  }

  then(next: Layer): Sequential {
    return new Sequential(this, next);
  }
}

class Dense extends Layer {
  private static count = 0;
  readonly id = ++Dense.count;

  constructor(
    protected readonly weights: Vector[],
    protected readonly bias: Vector = weights.map(() => 0),
  ) {
    super();
  }

  forward(x: Vector): Vector {
    return this.weights.map((row, i) => row.reduce((sum, w, j) => sum + w * x[j], this.bias[i]));
  }

  override get penalty(): number {
    return this.weights.flat().reduce((sum, w) => sum + w ** 2, 0);
  }
}

class Activation extends Layer {
  constructor(private readonly f: (z: number) => number) {
    super();
  }

  forward = (x: Vector): Vector => x.map((z) => this.f(z));
}

class LeakyReLU extends Activation {
  constructor(slope = 0.01) {
    super((z) => (z > 0 ? z : slope * z));
  }
}

class Sequential extends Layer {
  readonly #layers: Layer[];

  constructor(...layers: Layer[]) {
    super();
    this.#layers = layers;
  }

  forward(x: Vector): Vector {
    return this.#layers.reduce((h, layer) => layer.forward(h), x);
  }

  override get penalty(): number {
    return this.#layers.reduce((sum, { penalty }) => sum + penalty, super.penalty);
  }

  override then(next: Layer): Sequential {
    return new Sequential(...this.#layers, next);
  }
}

const LABELS = ['cat', 'dog', 'fish'] as const;
type Label = (typeof LABELS)[number];

function logSoftmax(logits: Vector): Map<Label, number> {
  const top = logits.reduce((a, b) => Math.max(a, b));
  const logSum = top + Math.log(logits.map((z) => Math.exp(z - top)).reduce((a, b) => a + b));
  return new Map(LABELS.map((label, i) => [label, logits[i] - logSum]));
}

const model = new Dense(
  [
    [0.4, -0.6],
    [0.9, 0.2],
    [-0.5, 0.7],
  ],
  [0.1, -0.1, 0.05],
)
  .then(new LeakyReLU(0.1))
  .then(new Dense([[0.3, 0.8, -0.2], [-0.7, 0.1, 0.6], [0.5, -0.4, 0.9]]));

const examples: { x: Vector; label: Label }[] = [
  { x: [1.2, -0.3], label: 'cat' },
  { x: [-0.7, 0.8], label: 'fish' },
  { x: [0.1, 0.9], label: 'dog' },
];
const decay = 0.001;

let crossEntropy = 0;
for (const { x, label } of examples) {
  const logs = logSoftmax(model.forward(x));
  crossEntropy -= logs.get(label)!;
  const [guess] = [...logs].reduce((best, entry) => (entry[1] > best[1] ? entry : best));
  console.log(`${label}: taken for ${guess}`);
}
export const loss = crossEntropy / examples.length + decay * model.penalty;
console.log('loss =', loss);
