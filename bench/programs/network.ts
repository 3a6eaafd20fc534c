// A network of one hidden layer and its mean squared error over many samples: 1,000,000 operations.
const INPUTS = 16;
const HIDDEN = 32;
const SAMPLES = 940;

const W: number[][] = [];
for (let h = 0; h < HIDDEN; h++) {
  W[h] = [];
  for (let i = 0; i < INPUTS; i++) W[h]![i] = Math.cos(31 * h + i) * 0.3;
}
const b: number[] = new Array(HIDDEN).fill(0.1);
const v = b.map((_, h) => Math.sin(h) * 0.5);

function predict(x: number[]): number {
  let out = 0;
  for (let h = 0; h < HIDDEN; h++) {
    let sum = b[h]!;
    for (let i = 0; i < INPUTS; i++) sum += W[h]![i]! * x[i]!;
    out += v[h]! * Math.tanh(sum);
  }
  return out;
}

let loss = 0;
for (let s = 0; s < SAMPLES; s++) {
  const x: number[] = [];
  for (let i = 0; i < INPUTS; i++) x.push(Math.sin(s * (i + 1)));
  const error = predict(x) - Math.sin(s / 10);
  loss += (error * error) / SAMPLES;
}
console.log(loss);
