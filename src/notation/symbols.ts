/** How names and partial derivatives are written. */

/** Names longer than this are shortened, unless the caller says otherwise. */
export const MAX_NAME_LENGTH = 34;

/** An index in brackets, which stays as it is, or the digits at the end of an identifier: a letter before, none after. */
const INDEX_OR_DIGITS = /\[[^\]]*\]|(?<=\p{L})\d+(?![\p{L}\d_$])/gu;

/**
 * A name of the program as mathematics writes it: the digits that end an identifier become subscripts (`u1` → `u₁`,
 * `W1[0][2]` → `W₁[0][2]`), indices stay. A name of more than `limit` characters loses its middle to an ellipsis.
 */
export function writeName(name: string, limit = MAX_NAME_LENGTH): string {
  const written = name.replace(INDEX_OR_DIGITS, (match) =>
    match.startsWith('[') ? match : subscript(match),
  );
  return shorten(written, limit);
}

/** The derivative of `of` by `by`, both written names: `∂J/∂t`. */
export function partial(of: string, by: string): string {
  return `∂${of}/∂${by}`;
}

/** `text`, or its beginning and end around `…` where it has more than `limit` characters. */
export function shorten(text: string, limit: number): string {
  const characters = [...text];
  if (characters.length <= limit) return text;
  const end = Math.floor((limit - 1) / 2);
  const start = limit - 1 - end;
  return [...characters.slice(0, start), '…', ...characters.slice(characters.length - end)].join('');
}

/** Digits below the line: 12 → ₁₂. */
export function subscript(digits: string): string {
  return digits.replace(/\d/g, (digit) => String.fromCodePoint(0x2080 + Number(digit)));
}
