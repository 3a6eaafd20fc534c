/** How a float64 is written for people: rounded for the picture, or with all of its digits. */

/** The longest text that `formatNumber` gives, in characters: `−1.234×10⁻³⁰⁰`. The layout may rely on it. */
export const MAX_NUMBER_LENGTH = 13;

const SIGNIFICANT_DIGITS = 4;
const MINUS = '−';

/**
 * `x` to 4 significant digits without trailing zeros: `0.2185`, `−0.02598`, `3`. Whole digits are never rounded
 * away below 1,000,000 (`123457`); from there, and below 0.001, a power of ten is split off: `1.234×10⁻⁵`.
 */
export function formatNumber(x: number): string {
  const size = Math.abs(x);
  if (!Number.isFinite(x) || x === 0) return signed(x, String(size));
  const rounded = size >= 1000 ? Math.round(size) : Number(size.toPrecision(SIGNIFICANT_DIGITS));
  if (rounded >= 1e-3 && rounded < 1e6) return signed(x, String(rounded));
  return signed(x, scientific(size.toExponential(SIGNIFICANT_DIGITS - 1)));
}

/** `x` with the fewest digits that give exactly this float64 back, and −0 as `−0`. */
export function formatExact(x: number): string {
  const text = String(Math.abs(x));
  return signed(Object.is(x, -0) ? -1 : x, text.includes('e') ? scientific(text) : text);
}

/** A number, or the norm of what has many, which stands between its signs: `‖0.25‖`. */
export function writeMagnitude(x: number, isNorm: boolean): string {
  return isNorm ? `‖${formatNumber(x)}‖` : formatNumber(x);
}

/** All digits of `x`, for people and as a program reads it: `−1×10⁻⁷` and `-1e-7`. */
export function exactNumber(x: number): { readonly text: string; readonly plain: string } {
  return { text: formatExact(x), plain: Object.is(x, -0) ? '-0' : String(x) };
}

function signed(x: number, size: string): string {
  return (x < 0 ? MINUS : '') + size.replace('Infinity', '∞');
}

/** `1.230e-5` → `1.23×10⁻⁵`. */
function scientific(text: string): string {
  const [mantissa, exponent] = text.split('e');
  return `${mantissa!.replace(/\.?0+$/, '')}×10${superscript(Number(exponent))}`;
}

/** A whole number in raised digits: −5 → `⁻⁵`. */
export function superscript(exponent: number): string {
  return [...String(exponent)].map((digit) => SUPERSCRIPTS[digit]).join('');
}

const SUPERSCRIPTS: Readonly<Record<string, string>> = {
  '-': '⁻',
  0: '⁰',
  1: '¹',
  2: '²',
  3: '³',
  4: '⁴',
  5: '⁵',
  6: '⁶',
  7: '⁷',
  8: '⁸',
  9: '⁹',
};
