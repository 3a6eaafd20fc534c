/** A small autograd engine of one's own, trained for two steps: the gradient of a program that computes gradients. */
type Op = '' | '+' | '*' | '**' | 'tanh';

class Value {
  grad = 0;
  private backwardStep: () => void = () => {};

  constructor(
    public data: number,
    private readonly children: readonly Value[] = [],
    readonly op: Op = '',
  ) {}

  static of(v: Value | number): Value {
    return v instanceof Value ? v : new Value(v);
  }

  plus(other: Value | number): Value {
    const rhs = Value.of(other);
    const out = new Value(this.data + rhs.data, [this, rhs], '+');
    out.backwardStep = () => {
      this.grad += out.grad;
      rhs.grad += out.grad;
    };
    return out;
  }

  times(other: Value | number): Value {
    const rhs = Value.of(other);
    const out = new Value(this.data * rhs.data, [this, rhs], '*');
    out.backwardStep = () => {
      this.grad += rhs.data * out.grad;
      rhs.grad += this.data * out.grad;
    };
    return out;
  }

  pow(k: number): Value {
    const out = new Value(this.data ** k, [this], '**');
    out.backwardStep = () => {
      this.grad += k * this.data ** (k - 1) * out.grad;
    };
    return out;
  }

  tanh(): Value {
    const t = Math.tanh(this.data);
    const out = new Value(t, [this], 'tanh');
    out.backwardStep = () => {
      this.grad += (1 - t * t) * out.grad;
    };
    return out;
  }

  backward(): void {
    const order: Value[] = [];
    const seen = new Set<Value>();
    const visit = (v: Value) => {
      if (seen.has(v)) return;
      seen.add(v);
      v.children.forEach(visit);
      order.push(v);
    };
    visit(this);
    this.grad = 1;
    for (const v of order.reverse()) v.backwardStep();
  }
}

class Neuron {
  readonly w: Value[];
  readonly b: Value;

  constructor(weights: number[], bias = 0) {
    this.w = weights.map((x) => new Value(x));
    this.b = new Value(bias);
  }

  call(x: readonly (Value | number)[]): Value {
    return this.w.reduce((sum, wi, i) => sum.plus(wi.times(x[i])), this.b).tanh();
  }

  *parameters() {
    yield* this.w;
    yield this.b;
  }
}

const hidden = [new Neuron([0.8, -0.6], 0.1), new Neuron([-0.3, 0.9], -0.2)];
const last = new Neuron([1.2, -0.7]);
const network = (x: number[]) => last.call(hidden.map((n) => n.call(x)));
const parameters = [...hidden, last].flatMap((n) => [...n.parameters()]);

const data: [x: number[], y: number][] = [
  [[2, 3], 1],
  [[-1, 0.5], -1],
  [[0.5, -1], 1],
];
const lossOf = () => data.map(([x, y]) => network(x).plus(-y).pow(2)).reduce((a, b) => a.plus(b));

const rate = 0.05;
for (let epoch = 0; epoch < 2; epoch++) {
  const total = lossOf();
  for (const p of parameters) p.grad = 0;
  total.backward();
  for (const p of parameters) p.data -= rate * p.grad;
  console.log(`epoch ${epoch}: ${total.data.toFixed(5)}`);
}

export const loss = lossOf().data;
console.log(loss);
