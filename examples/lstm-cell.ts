/** One LSTM cell, run over a short sequence, with a squared error on the last output. */
type Vector = number[];
type Matrix = Vector[];
type GateName = 'input' | 'forget' | 'output' | 'candidate';

interface Gate {
  W: Matrix; // hidden × features
  U: Matrix; // hidden × hidden
  b: Vector;
}

interface State {
  h: Vector;
  c: Vector;
}

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const matVec = (m: Matrix, v: Vector): Vector => m.map((row) => row.reduce((acc, w, j) => acc + w * v[j], 0));
const zipWith =
  <A, B, C>(f: (a: A, b: B) => C) =>
  (as: A[], bs: B[]): C[] =>
    as.map((a, i) => f(a, bs[i]));
const plus = zipWith((a: number, b: number) => a + b);
const times = zipWith((a: number, b: number) => a * b);

const gates: Record<GateName, Gate> = {
  input: {
    W: [[0.5, -0.2], [0.1, 0.4]],
    U: [[0.3, 0.1], [-0.4, 0.2]],
    b: [0.05, -0.05],
  },
  forget: {
    W: [[-0.3, 0.6], [0.2, -0.1]],
    U: [[0.2, -0.5], [0.3, 0.1]],
    b: [1, 1],
  },
  output: {
    W: [[0.7, 0.3], [-0.6, 0.5]],
    U: [[-0.1, 0.4], [0.2, -0.3]],
    b: [0, 0.1],
  },
  candidate: {
    W: [[0.9, -0.7], [0.4, 0.8]],
    U: [[0.25, -0.35], [0.15, 0.45]],
    b: [0, 0],
  },
};

class LSTMCell {
  constructor(private readonly gates: Record<GateName, Gate>) {}

  private activate(name: GateName, x: Vector, h: Vector): Vector {
    const { W, U, b } = this.gates[name];
    const z = plus(plus(matVec(W, x), matVec(U, h)), b);
    return z.map(name === 'candidate' ? Math.tanh : sigmoid);
  }

  step({ h, c }: State, x: Vector): State {
    const i = this.activate('input', x, h);
    const f = this.activate('forget', x, h);
    const o = this.activate('output', x, h);
    const g = this.activate('candidate', x, h);
    const next = plus(times(f, c), times(i, g));
    return { h: times(o, next.map(Math.tanh)), c: next };
  }
}

const sequence: Vector[] = [
  [0.2, -0.4],
  [0.9, 0.1],
  [-0.5, 0.7],
];
const target: Vector = [0.3, -0.1];

const cell = new LSTMCell(gates);
const zeros = (n: number): Vector => new Array<number>(n).fill(0);
const { h: output } = sequence.reduce<State>((state, x) => cell.step(state, x), { h: zeros(2), c: zeros(2) });

export const loss = output.map((v, k) => (v - target[k]) ** 2).reduce((a, b) => a + b) / output.length;
console.log('output', output.map((v) => v.toFixed(4)).join(', '));
console.log('loss', loss);
