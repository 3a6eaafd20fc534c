/**
 * A text to look for, as a person types it: capitals do not matter, a plain digit means a raised or lowered one too,
 * and `*` stands for any characters. Texts are looked at as they are, without a copy of each.
 */

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const LOWERED = '₀₁₂₃₄₅₆₇₈₉';
/** Which of several values of one variable it is: `a⁽²⁾`. */
const TURN = `(?:⁽[${RAISED}]+⁾)?`;

export class Pattern {
  /** What must stand in the text, in this order. */
  readonly pieces: readonly string[];
  readonly #pieces: readonly RegExp[];
  readonly #name: RegExp;

  /** @param exact `*` means itself. */
  constructor(text: string, exact: boolean) {
    this.pieces = exact ? [text] : text.split(/\*+/);
    const sources = this.pieces.map((piece) => Array.from(piece, source).join(''));
    this.#pieces = sources.map((one) => new RegExp(one, 'giu'));
    // The first place of each piece in the middle is as good as any other: the group never looks for a second one.
    const [first, ...middle] = sources;
    const last = middle.pop();
    const inner = middle.map((one, at) => `(?=([^]*?${one}))\\${at + 1}`).join('');
    this.#name = new RegExp(`^${first}${last === undefined ? '' : `${inner}[^]*${last}`}${TURN}$`, 'iu');
  }

  /** Whether it stands somewhere in `text`. */
  isIn(text: string): boolean {
    let position = 0;
    for (const piece of this.#pieces) {
      piece.lastIndex = position;
      if (!piece.test(text)) return false;
      position = piece.lastIndex;
    }
    return true;
  }

  /** Whether the whole of a name is meant. A variable with several values (`a⁽¹⁾`, `a`) is meant by each of them. */
  isName(name: string): boolean {
    return this.#name.test(name);
  }
}

/** What one character of the pattern may stand for, as a part of a regular expression. */
function source(character: string): string {
  if (/\d/.test(character)) return `[${character}${RAISED[Number(character)]}${LOWERED[Number(character)]}]`;
  if (character === '-' || character === '−') return '[-−⁻]';
  if (character === '(') return '[(⁽]';
  if (character === ')') return '[)⁾]';
  return /[\p{L}\p{N}_]/u.test(character) ? character : `\\u{${character.codePointAt(0)!.toString(16)}}`;
}
