/** Colours as eyes see them: contrast, how different two are, and what is left of that without red or green cones. */

export type Rgb = readonly [number, number, number];

/** `rgb(1, 2, 3)`, `rgba(…)`, `color(srgb 0.1 0.2 0.3)` or `#010203`, to 0…255. Throws for anything else. */
export function parseColour(text: string): Rgb {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  if (hex) return [1, 2, 3].map((at) => Number.parseInt(hex[at]!, 16)) as unknown as Rgb;
  const numbers = text.match(/-?[\d.]+(?:e-?\d+)?/g)?.map(Number) ?? [];
  if (text.startsWith('rgb')) return [numbers[0]!, numbers[1]!, numbers[2]!];
  if (text.startsWith('color(srgb')) return [0, 1, 2].map((at) => numbers[at]! * 255) as unknown as Rgb;
  throw new Error(`no colour: ${text}`);
}

/** `over` at this opacity on `under`. */
export function blend(under: Rgb, over: Rgb, opacity: number): Rgb {
  return under.map((one, at) => one + (over[at]! - one) * opacity) as unknown as Rgb;
}

const linear = (channel: number) => {
  const c = channel / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
};
const encoded = (c: number) =>
  255 * (c <= 0.0031308 ? 12.92 * Math.max(0, c) : 1.055 * Math.min(1, c) ** (1 / 2.4) - 0.055);

/** The contrast of WCAG 2, from 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const luminance = ([r, g, b]: Rgb) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/**
 * In linear RGB, for eyes that lack one kind of cone altogether: Machado, Oliveira and Fernandes, “A Physiologically-based
 * Model for Simulation of Color Vision Deficiency”, 2009, at severity 1.
 */
const BLINDNESS = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const;

export type Eyes = 'usual' | keyof typeof BLINDNESS;
export const eyes: readonly Eyes[] = ['usual', 'protanopia', 'deuteranopia', 'tritanopia'];

export function seenBy(who: Eyes, colour: Rgb): Rgb {
  if (who === 'usual') return colour;
  const from = colour.map(linear);
  return BLINDNESS[who].map((row) =>
    encoded(row.reduce((sum, factor, at) => sum + factor * from[at]!, 0)),
  ) as unknown as Rgb;
}

/** How different two colours look, in OKLab × 100: 2 can just be told apart side by side. */
export function difference(a: Rgb, b: Rgb): number {
  const [x, y] = [oklab(a), oklab(b)];
  return 100 * Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2]);
}

function oklab(colour: Rgb): Rgb {
  const [r, g, b] = colour.map(linear) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}
