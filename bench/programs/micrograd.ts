/** `network.ts` as a reader of micrograd writes it: a class of values, each with what it does on the way back. */
class Value {
  readonly data: number;
  grad = 0;
  readonly children: Set<Value>;
  backwardStep: () => void = () => {};

  constructor(data: number, children: readonly Value[] = []) {
    this.data = data;
    this.children = new Set(children);
  }

  add(other: Value): Value {
    const out = new Value(this.data + other.data, [this, other]);
    out.backwardStep = () => {
      this.grad += out.grad;
      other.grad += out.grad;
    };
    return out;
  }

  mul(other: Value): Value {
    const out = new Value(this.data * other.data, [this, other]);
    out.backwardStep = () => {
      this.grad += other.data * out.grad;
      other.grad += this.data * out.grad;
    };
    return out;
  }

  tanh(): Value {
    const t = Math.tanh(this.data);
    const out = new Value(t, [this]);
    out.backwardStep = () => {
      this.grad += (1 - t * t) * out.grad;
    };
    return out;
  }

  /** With a stack of its own: the recursion of the original is too deep for a sum of this length. */
  backward(): void {
    const order: Value[] = [];
    const seen = new Set<Value>();
    const stack: [Value, boolean][] = [[this, false]];
    for (let top = stack.pop(); top; top = stack.pop()) {
      const [value, isDone] = top;
      if (isDone) order.push(value);
      else if (!seen.has(value)) {
        seen.add(value);
        stack.push([value, true]);
        for (const child of value.children) stack.push([child, false]);
      }
    }
    this.grad = 1;
    for (const value of order.reverse()) value.backwardStep();
  }
}

const INPUTS = 16;
const HIDDEN = 32;
const SAMPLES = 940;

/** The gradient of the loss by the first weight. */
export function network(): number {
  const W: Value[][] = [];
  for (let h = 0; h < HIDDEN; h++) {
    W[h] = [];
    for (let i = 0; i < INPUTS; i++) W[h]![i] = new Value(Math.cos(31 * h + i) * 0.3);
  }
  const b = W.map(() => new Value(0.1));
  const v = W.map((_, h) => new Value(Math.sin(h) * 0.5));
  let loss = new Value(0);
  for (let s = 0; s < SAMPLES; s++) {
    const x: Value[] = [];
    for (let i = 0; i < INPUTS; i++) x.push(new Value(Math.sin(s * (i + 1))));
    let out = new Value(0);
    for (let h = 0; h < HIDDEN; h++) {
      let sum = b[h]!;
      for (let i = 0; i < INPUTS; i++) sum = sum.add(W[h]![i]!.mul(x[i]!));
      out = out.add(v[h]!.mul(sum.tanh()));
    }
    const error = out.add(new Value(-Math.sin(s / 10)));
    loss = loss.add(error.mul(error).mul(new Value(1 / SAMPLES)));
  }
  loss.backward();
  return W[0]![0]!.grad;
}
