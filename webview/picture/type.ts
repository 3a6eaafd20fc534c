/** The seven ways in which the picture sets text, and what it takes to measure them. Colours live in ink.ts. */

export type Role = 'frame' | 'name' | 'formula' | 'number' | 'partial' | 'equals' | 'local';

export interface Face {
  /** Pixels at 100 %. */
  readonly size: number;
  readonly family: 'text' | 'number';
  readonly italic: boolean;
  readonly weight: 400 | 600;
}

export const faces: Readonly<Record<Role, Face>> = {
  frame: { size: 12, family: 'text', italic: true, weight: 600 },
  name: { size: 14, family: 'text', italic: true, weight: 600 },
  formula: { size: 14, family: 'text', italic: false, weight: 400 },
  number: { size: 13, family: 'number', italic: false, weight: 400 },
  partial: { size: 11, family: 'text', italic: true, weight: 400 },
  equals: { size: 11, family: 'text', italic: false, weight: 400 },
  local: { size: 10.5, family: 'number', italic: false, weight: 400 },
};

/** The width of `text` in pixels, never less than what it takes on the screen. */
export type Measure = (text: string, role: Role) => number;

/** Measures with the fonts that the page really has. */
export function measureOnCanvas(families: { readonly text: string; readonly number: string }): Measure {
  const canvas = document.createElement('canvas').getContext('2d')!;
  return (text, role) => {
    const face = faces[role];
    canvas.font = `${face.italic ? 'italic ' : ''}${face.weight} ${face.size}px ${families[face.family]}`;
    return canvas.measureText(text).width;
  };
}

/**
 * Measures without any font, for files that are opened wherever: widths in em that are at least those of DejaVu Sans
 * Bold, which is wider than the usual interface fonts.
 */
export const measureByTable: Measure = (text, role) => {
  const { size, family } = faces[role];
  let em = 0;
  for (const character of text)
    em += family === 'number' ? fixedWidth(character) : proportionalWidth(character);
  return em * size;
};

/** Raised digits, `×` and `∞` are missing in some fixed-width fonts and then come from wider ones. */
function fixedWidth(character: string): number {
  return character <= '~' ? 0.61 : 0.85;
}

const WIDTHS: readonly (readonly [RegExp, number])[] = [
  [/[ijlI.,:;'| ]/, 0.42],
  [/[frt()[\]/\\"!-]/, 0.56],
  [/[mwMW@%&]/, 1.12],
  [/[₀-₉⁰-⁹¹²³⁻]/, 0.53],
  [/[=+−×÷→<>~^]/, 0.86],
  [/[A-Z]/, 0.86],
  [/[!-~∂·√π]/, 0.74],
];

function proportionalWidth(character: string): number {
  return WIDTHS.find(([characters]) => characters.test(character))?.[1] ?? 1.05;
}
