/** How numbers become lengths: the bar under a gradient and the width of an edge. Both compress, so that small numbers stay visible. */

/** The largest finite magnitude; 0 when there is none. */
export function largest(...columns: readonly Float64Array[]): number {
  let result = 0;
  for (const column of columns) {
    for (const x of column) if (Number.isFinite(x)) result = Math.max(result, Math.abs(x));
  }
  return result;
}

/** −1…1, with the sign of `x`: 0 for 0 and NaN, ±1 for the largest and for infinities. */
export function barLength(x: number, largestGradient: number): number {
  if (x === 0 || Number.isNaN(x)) return 0;
  return Math.sign(x) * Math.min(1, (Math.abs(x) / largestGradient) ** 0.4);
}

/** Also the width of an edge whose contribution is still to come. */
export const THIN = 1.2;
const THICK = 3.2;
/** A contribution this many powers of ten below the largest has the thinnest edge. */
const DECADES = 2;

/** Pixels. */
export function edgeWidth(delta: number, largestDelta: number): number {
  const decades = Math.log10(largestDelta / Math.abs(delta));
  return Number.isNaN(decades) ? THIN : THICK - (THICK - THIN) * Math.min(1, Math.max(0, decades / DECADES));
}
