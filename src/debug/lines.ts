/** Lines and columns of a text, both from 0, and the offsets that they stand for. A line ends at \n, \r\n or \r. */

export interface Position {
  readonly line: number;
  /** In UTF-16 code units, as the protocol and VS Code count. */
  readonly column: number;
}

export class Lines {
  readonly #starts: number[] = [0];
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
    for (const { index, 0: end } of text.matchAll(/\r\n|\r|\n/g)) this.#starts.push(index + end.length);
  }

  get count(): number {
    return this.#starts.length;
  }

  positionAt(offset: number): Position {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return { line: low, column: offset - this.#starts[low]! };
  }

  /** A line or a column outside of the text is moved to its nearest end. */
  offsetAt({ line, column }: Position): number {
    if (line < 0) return 0;
    const start = this.#starts[line];
    if (start === undefined) return this.#text.length;
    const end = this.#starts[line + 1] ?? this.#text.length;
    return Math.max(start, Math.min(start + column, end));
  }
}
