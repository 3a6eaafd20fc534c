/** A natural cubic spline through movable knots, fitted to noisy samples with a penalty on bending. */
type Knot = { x: number; y: number };

/** Solves a tridiagonal system in place of the usual elimination. */
function thomas(lower: number[], diagonal: number[], upper: number[], rhs: number[]): number[] {
  const n = diagonal.length;
  const c = [...upper];
  const d = rhs.slice();
  c[0] /= diagonal[0];
  d[0] /= diagonal[0];
  for (let i = 1; i < n; i++) {
    const m = diagonal[i] - lower[i] * c[i - 1];
    if (i < n - 1) c[i] /= m;
    d[i] = (d[i] - lower[i] * d[i - 1]) / m;
  }
  for (let i = n - 2; i >= 0; i--) d[i] -= c[i] * d[i + 1];
  return d;
}

class Spline {
  readonly second: number[];
  private readonly knots: readonly Knot[];

  constructor(knots: readonly Knot[]) {
    this.knots = [...knots].sort((a, b) => a.x - b.x);
    this.second = [0, ...this.solve(), 0];
  }

  private *intervals(): Generator<{ h: number; slope: number }> {
    for (let i = 0; i + 1 < this.knots.length; i++) {
      const [p, q] = this.knots.slice(i, i + 2);
      const h = q.x - p.x;
      yield { h, slope: (q.y - p.y) / h };
    }
  }

  private solve(): number[] {
    const parts = [...this.intervals()];
    const inner = parts.slice(1).map((right, i) => ({ left: parts[i], right }));
    return thomas(
      inner.map(({ left }) => left.h),
      inner.map(({ left, right }) => 2 * (left.h + right.h)),
      inner.map(({ right }) => right.h),
      inner.map(({ left, right }) => 6 * (right.slope - left.slope)),
    );
  }

  at(x: number): number {
    const i = Math.min(Math.max(this.knots.findLastIndex((k) => k.x <= x), 0), this.knots.length - 2);
    const { x: x0, y: y0 } = this.knots[i];
    const { x: x1, y: y1 } = this.knots[i + 1];
    const [m0, m1] = [this.second[i], this.second[i + 1]];
    const h = x1 - x0;
    const a = (x1 - x) / h;
    const b = 1 - a;
    return a * y0 + b * y1 + (((a ** 3 - a) * m0 + (b ** 3 - b) * m1) * h * h) / 6;
  }

  get bending(): number {
    let sum = 0;
    let i = 0;
    for (const { h } of this.intervals()) {
      const [m0, m1] = [this.second[i], this.second[++i]];
      sum += (h / 3) * (m0 ** 2 + m0 * m1 + m1 ** 2);
    }
    return sum;
  }
}

const xs = [0, 0.9, 2.1, 3, 4];
const ys = [0.1, 0.9, 0.7, 0.2, -0.6];
const samples: [number, number][] = [
  [0.25, 0.31], [0.5, 0.52], [1.2, 0.97], [1.6, 0.94],
  [2.4, 0.71], [2.8, 0.29], [3.3, -0.12], [3.7, -0.55],
]; // prettier-ignore
const stiffness = 0.01;

const spline = new Spline(xs.map((x, i) => ({ x, y: ys[i] })));
const residuals = samples.map(([x, y]) => spline.at(x) - y);
const misfit = residuals.reduce((s, r) => s + r * r, 0) / residuals.length;
export const objective = misfit + stiffness * spline.bending;

console.log('residuals', ...residuals.map((r) => r.toFixed(3)));
console.log('objective', objective);
