/** Causal self-attention with two heads, written out with nested arrays; the loss pulls the last token to a target. */
type Matrix = number[][];

const transpose = (m: Matrix): Matrix => m[0].map((_, j) => m.map((row) => row[j]));
const matmul = (a: Matrix, b: Matrix): Matrix => {
  const columns = transpose(b);
  return a.map((row) => columns.map((col) => row.reduce((s, v, k) => s + v * col[k], 0)));
};
const pipe =
  <T>(...fs: ((value: T) => T)[]) =>
  (value: T): T =>
    fs.reduce((v, f) => f(v), value);

function softmax(scores: number[]): number[] {
  const top = Math.max(...scores);
  const exps = scores.map((s) => Math.exp(s - top));
  const total = exps.reduce((a, b) => a + b, 0);
  return exps.map((e) => e / total);
}

function layerNorm(row: number[], eps = 1e-5): number[] {
  const mean = row.reduce((a, b) => a + b, 0) / row.length;
  const variance = row.reduce((a, v) => a + (v - mean) ** 2, 0) / row.length;
  return row.map((v) => (v - mean) / Math.sqrt(variance + eps));
}

const scaleBy = (k: number) => (m: Matrix) => m.map((row) => row.map((v) => v * k));
const causal = (m: Matrix) => m.map((row, i) => row.map((v, j) => (j > i ? -Infinity : v)));
const softmaxRows = (m: Matrix) => m.map(softmax);

interface Head {
  query: Matrix;
  key: Matrix;
  value: Matrix;
}

function attend(x: Matrix, { query, key, value }: Head): Matrix {
  const [q, k, v] = [query, key, value].map((w) => matmul(x, w));
  const weights = pipe(scaleBy(1 / Math.sqrt(k[0].length)), causal, softmaxRows);
  return matmul(weights(matmul(q, transpose(k))), v);
}

const heads: Head[] = [
  {
    query: [[0.2, -0.1], [0.4, 0.3], [-0.5, 0.6], [0.1, 0.7]],
    key: [[0.3, 0.5], [-0.2, 0.8], [0.6, -0.4], [0.9, 0.1]],
    value: [[1.1, -0.3], [0.2, 0.5], [-0.7, 0.4], [0.3, 0.2]],
  },
  {
    query: [[-0.6, 0.2], [0.1, 0.9], [0.5, -0.8], [0.3, 0.4]],
    key: [[0.7, -0.2], [0.4, 0.1], [-0.3, 0.5], [0.2, -0.9]],
    value: [[0.6, 0.1], [-0.4, 0.8], [0.9, -0.5], [0.2, 0.3]],
  },
];
const projection: Matrix = [
  [0.5, -0.2, 0.1, 0.4],
  [0.3, 0.6, -0.7, 0.2],
  [-0.1, 0.8, 0.5, -0.3],
  [0.4, 0.1, 0.2, 0.9],
];
const tokens: Matrix = [
  [1, 0, 0.5, -0.2],
  [0.3, -0.8, 0.1, 0.6],
  [-0.4, 0.2, 0.9, 0.7],
];
const target = [0.5, -1, 0.3, 0.2];

const perHead = heads.map((head) => attend(tokens, head));
const concatenated = tokens.map((_, i) => perHead.flatMap((out) => out[i]));
const mixed = matmul(concatenated, projection).map((row, i) => row.map((v, j) => v + tokens[i][j]));
const last = layerNorm(mixed.at(-1)!);

let squared = 0;
for (const [i, v] of last.entries()) squared += (v - target[i]) ** 2;
export const loss = squared / last.length;
console.log({ loss });
