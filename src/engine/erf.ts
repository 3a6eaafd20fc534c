/** The error function, which JavaScript's `Math` lacks. */

/** Beyond this, 1 − erf is less than half a unit in the last place. */
const LARGE = 5.93;

/**
 * erf x = 2/√π ∫₀ˣ exp(−t²) dt, to about 2 ulp, by the series 2/√π · exp(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (1 · 3 · 5 ⋯ (2n + 1)), all of
 * whose terms have one sign (Abramowitz and Stegun, 7.1.6).
 */
export function erf(x: number): number {
  if (Math.abs(x) > LARGE) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
