/** The marginal likelihood of a Gaussian process: kernels as closures, Cholesky by hand, one fresh prediction. */
type Kernel = (a: number, b: number) => number;

const kernels = {
  rbf:
    (lengthScale: number): Kernel =>
    (a, b) =>
      Math.exp(-0.5 * ((a - b) / lengthScale) ** 2),

  periodic(period: number, lengthScale: number): Kernel {
    const frequency = Math.PI / period;
    return (a, b) => Math.exp((-2 * Math.sin(frequency * Math.abs(a - b)) ** 2) / lengthScale ** 2);
  },

  scaled: (variance: number, k: Kernel): Kernel => (a, b) => variance * k(a, b),
  sum: (...ks: Kernel[]): Kernel => (a, b) => ks.reduce((total, k) => total + k(a, b), 0),
};

/** The lower factor of a positive definite matrix. */
function cholesky(A: number[][]): number[][] {
  const L: number[][] = A.map((row) => row.map(() => 0));
  for (let i = 0; i < A.length; i++)
    for (let j = 0; j <= i; j++) {
      let sum = A[i][j];
      for (let k = 0; k < j; k++) sum -= L[i][k] * L[j][k];
      if (i === j && sum <= 0) throw new RangeError('the matrix is not positive definite');
      L[i][j] = i === j ? Math.sqrt(sum) : sum / L[j][j];
    }
  return L;
}

function forwardSolve(L: number[][], b: number[]): number[] {
  const x: number[] = [];
  L.forEach((row, i) => {
    x[i] = (b[i] - x.reduce((s, xj, j) => s + row[j] * xj, 0)) / row[i];
  });
  return x;
}

function backSolve(L: number[][], b: number[]): number[] {
  const x = [...b];
  for (let i = x.length; i-- > 0; ) {
    for (let j = i + 1; j < x.length; j++) x[i] -= L[j][i] * x[j];
    x[i] /= L[i][i];
  }
  return x;
}

const inputs = [0, 0.7, 1.5, 2.2, 3.1];
const outputs = [0.2, 0.95, 1.1, 0.4, -0.6];
const hyper = { variance: 0.9, lengthScale: 1.1, noise: 0.2, seasonal: 0.3, period: 2.5 };

const { rbf, periodic, scaled, sum } = kernels;
const kernel = sum(scaled(hyper.variance, rbf(hyper.lengthScale)), scaled(hyper.seasonal, periodic(hyper.period, 1)));
const K = inputs.map((a, i) => inputs.map((b, j) => kernel(a, b) + (i === j ? hyper.noise ** 2 : 0)));
const L = cholesky(K);
const alpha = backSolve(L, forwardSolve(L, outputs));

const fit = outputs.map((y, i) => y * alpha[i]).reduce((a, b) => a + b) / 2;
const complexity = L.reduce((s, row, i) => s + Math.log(row[i]), 0);
export const nll = fit + complexity + (inputs.length / 2) * Math.log(2 * Math.PI);
export const predicted = inputs.map((x) => kernel(1.1, x)).reduce((s, k, i) => s + k * alpha[i], 0);
console.log('at 1.1 expect', predicted);
console.log('negative log marginal likelihood', nll);
