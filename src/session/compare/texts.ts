/**
 * Where the places of a source text are in a later text of it. Whitespace and comments do not count; first the lines
 * are aligned, then the tokens of those that differ, so that a token is never found in a line that has nothing to do with it.
 */
import { runsOf } from './runs.ts';

/** Offsets of the later text, -1 for a place that is not there any more. */
export interface Places {
  /** Of what begins at `offset`. */
  start(offset: number): number;
  /** Of what ends at `offset`. */
  end(offset: number): number;
}

export function alignTexts(old: string, fresh: string): Places {
  const [before, after] = [tokensOf(old), tokensOf(fresh)];
  const starts = new Map<number, number>();
  const ends = new Map<number, number>();
  const pair = (from: number, to: number, freshFrom: number, freshTo: number) => {
    starts.set(before[from]!.start, after[freshFrom]!.start);
    ends.set(before[to - 1]!.end, after[freshTo - 1]!.end);
  };
  const pairEach = (from: number, to: number, freshFrom: number) => {
    for (let i = 0; i < to - from; i++) pair(from + i, from + i + 1, freshFrom + i, freshFrom + i + 1);
  };
  const [lines, freshLines] = [linesOf(before), linesOf(after)];
  const keys = (all: readonly Line[]) => all.map(({ key }) => key);
  for (const lineRun of runsOf(keys(lines), keys(freshLines))) {
    const from = startOf(lines, lineRun.from, before);
    const to = startOf(lines, lineRun.to, before);
    const freshFrom = startOf(freshLines, lineRun.freshFrom, after);
    const freshTo = startOf(freshLines, lineRun.freshTo, after);
    if (lineRun.same) {
      pairEach(from, to, freshFrom);
      continue;
    }
    const texts = (all: readonly Token[], first: number, behind: number) =>
      all.slice(first, behind).map(({ text }) => text);
    for (const run of runsOf(texts(before, from, to), texts(after, freshFrom, freshTo))) {
      const [length, freshLength] = [run.to - run.from, run.freshTo - run.freshFrom];
      // One name or number for another.
      if (length === freshLength) pairEach(from + run.from, from + run.to, freshFrom + run.freshFrom);
      else if (length > 0 && freshLength > 0)
        pair(from + run.from, from + run.to, freshFrom + run.freshFrom, freshFrom + run.freshTo);
    }
  }
  return {
    start: (offset) => starts.get(offset) ?? -1,
    end: (offset) => ends.get(offset) ?? -1,
  };
}

interface Token {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Where its line begins. */
  readonly line: number;
}

const COMMENT = String.raw`\/\/[^\n\r]*|\/\*[^]*?(?:\*\/|$)`;
const STRING = String.raw`"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*'`;
const WORD = String.raw`[\p{L}\p{N}_$#]+(?:\.\d[\p{N}_]*(?:e[+-]?\d+)?)?`;
const TOKEN = new RegExp(`(\\s+|${COMMENT})|${STRING}|${WORD}|[^]`, 'gu');

/** Good enough for what is only compared: a regular expression or a template is several tokens. */
function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 0;
  for (const { 0: found, 1: space, index } of text.matchAll(TOKEN)) {
    if (space === undefined) tokens.push({ text: found, start: index, end: index + found.length, line });
    else if (/[\n\r]/.test(space)) line = index + space.length;
  }
  return tokens;
}

interface Line {
  readonly key: string;
  /** Position of its first token. */
  readonly first: number;
}

/** Lines with nothing on them are none. */
function linesOf(tokens: readonly Token[]): Line[] {
  const lines: Line[] = [];
  for (let first = 0; first < tokens.length; ) {
    let behind = first + 1;
    while (behind < tokens.length && tokens[behind]!.line === tokens[first]!.line) behind++;
    const texts = tokens.slice(first, behind).map(({ text }) => text);
    lines.push({ key: texts.join('\n'), first });
    first = behind;
  }
  return lines;
}

function startOf(lines: readonly Line[], line: number, tokens: readonly Token[]): number {
  return lines[line]?.first ?? tokens.length;
}
