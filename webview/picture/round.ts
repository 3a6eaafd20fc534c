/** Pixels to two decimals: what the eye can see, and no more text than that. */
export function round(pixels: number): number {
  return Math.round(pixels * 100) / 100;
}
