/**
 * The language of the search: what a person types, as a list of terms that must all hold. What a term finds is
 * match.ts's matter.
 *
 *   query      = term*
 *   term       = '-'? (comparison | field ':' text (',' text)* | text)
 *   comparison = side (relation side)+            |grad| > 10      0 < value <= 1      grad = 0
 *   side       = quantity | '|' quantity '|' | 'abs(' quantity ')' | number
 *   text       = word | '"' anything '"'          in a word, * stands for any characters
 */
import { type OpName, opNames, tensorOperations } from '../../engine/index.ts';
import { Pattern } from './pattern.ts';

export type Quantity = 'value' | 'grad';
export type Relation = '<' | '<=' | '>' | '>=' | '=' | '!=';

export type Side =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'quantity'; readonly name: Quantity; readonly absolute: boolean };

/** What a node can be: `is:nan`. */
export const PROPERTIES = ['nan', 'infinite', 'finite', 'input', 'operation', 'root', 'shared'] as const;
export type Property = (typeof PROPERTIES)[number];

export type Condition =
  /** `sides[k]` stands to `sides[k + 1]` as `relations[k]` says. */
  | { readonly kind: 'comparison'; readonly sides: readonly Side[]; readonly relations: readonly Relation[] }
  | { readonly kind: 'op'; readonly ops: ReadonlySet<OpName> }
  | { readonly kind: 'is'; readonly properties: readonly Property[] }
  /** Ranges of lines, both ends included. */
  | { readonly kind: 'line'; readonly ranges: readonly (readonly [first: number, last: number])[] }
  /** The whole of a name. */
  | { readonly kind: 'name'; readonly patterns: readonly Pattern[] }
  /** A part of it. */
  | { readonly kind: 'file' | 'source' | 'formula' | 'text'; readonly patterns: readonly Pattern[] };

export interface Term {
  /** The nodes for which the condition does not hold are meant. */
  readonly negated: boolean;
  readonly condition: Condition;
}

/** No term finds nothing. */
export type Query = readonly Term[];

/** Says what is wrong with a query, where, and what can be written instead. */
export class QueryError extends Error {
  /** UTF-16 offsets in the query. */
  readonly start: number;
  readonly end: number;

  constructor(message: string, start: number, end: number) {
    super(message);
    this.start = start;
    this.end = end;
  }
}

/** Longer than anything a person writes. */
export const LONGEST_QUERY = 500;

const NUMBER =
  /[-+−]?(?:(?:\d+\.?\d*|\.\d+)(?:e[-+−]?\d+)?|∞|inf(?:inity)?(?![\p{L}\d_])|nan(?![\p{L}\d_]))/iuy;
const QUANTITY =
  /\|\s*(value|grad(?:ient)?)\s*\||abs\(\s*(value|grad(?:ient)?)\s*\)|(value|grad(?:ient)?)(?![\p{L}\d_])/iuy;
const RELATION = /<=|>=|={1,3}|!==?|[<>≤≥≠]/y;
const FIELD = /([\p{L}]+):/uy;
const WORD = /[^\s"]+/y;
const QUOTED = /"([^"]*)"/y;
/** One of several texts behind a field. */
const ALTERNATIVE = /"([^"]*)"|([^\s",]+)/y;
const SPACE = /\s*/y;

const RELATIONS: Readonly<Record<string, Relation>> = { '≤': '<=', '≥': '>=', '≠': '!=', '!==': '!=' };

const FIELDS = ['name', 'op', 'is', 'line', 'file', 'source', 'formula'] as const;

/** Parses what a person typed; throws {@link QueryError}. */
export function parseQuery(text: string): Query {
  if (text.length > LONGEST_QUERY)
    throw new QueryError(`A search may have ${LONGEST_QUERY} characters.`, LONGEST_QUERY, text.length);
  return new Parser(text).query();
}

class Parser {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  query(): Query {
    const terms: Term[] = [];
    for (this.#take(SPACE); this.#position < this.#text.length; this.#take(SPACE)) terms.push(this.#term());
    return terms;
  }

  #term(): Term {
    const comparison = this.#comparison();
    if (comparison) return { negated: false, condition: comparison };
    const negated = this.#take(/-(?=\S)/y) !== undefined;
    return { negated, condition: this.#comparison() ?? this.#field() ?? this.#anyText() };
  }

  /** Undefined, with nothing taken, where no relation follows a side. */
  #comparison(): Condition | undefined {
    const start = this.#position;
    const first = this.#side();
    if (!first) return undefined;
    const sides = [first];
    const relations: Relation[] = [];
    for (let relation = this.#relation(); relation; relation = this.#relation()) {
      this.#take(SPACE);
      const at = this.#position;
      const side = this.#side();
      if (!side) throw this.#expectedSide(at);
      sides.push(side);
      relations.push(relation);
    }
    if (relations.length === 0) {
      const taken = this.#text.slice(start, this.#position);
      if (/^\||^abs/i.test(taken))
        throw this.#error(`Compare ${taken} with a number, as in “${taken} > 10”.`, start);
      this.#position = start;
      return undefined;
    }
    if (sides.every(({ kind }) => kind === 'number'))
      throw this.#error('Compare a number with value or grad, as in “value < 0”.', start);
    return { kind: 'comparison', sides, relations };
  }

  #relation(): Relation | undefined {
    const start = this.#position;
    this.#take(SPACE);
    const sign = this.#take(RELATION)?.[0];
    if (sign === undefined) this.#position = start;
    return sign === undefined ? undefined : (RELATIONS[sign] ?? (/^=/.test(sign) ? '=' : (sign as Relation)));
  }

  #side(): Side | undefined {
    const quantity = this.#take(QUANTITY);
    if (quantity) {
      const name = (quantity[1] ?? quantity[2] ?? quantity[3])!.toLowerCase().startsWith('v')
        ? 'value'
        : 'grad';
      return { kind: 'quantity', name, absolute: quantity[3] === undefined };
    }
    const number = this.#take(NUMBER)?.[0];
    return number === undefined ? undefined : { kind: 'number', value: numberOf(number) };
  }

  #expectedSide(at: number): QueryError {
    const found = this.#take(WORD)?.[0];
    return this.#error(
      found === undefined
        ? 'A number is missing behind the comparison, as in “|grad| > 10”.'
        : `“${found}” is no number: compare value or grad with one, as in “|grad| > 10”.`,
      at,
    );
  }

  #field(): Condition | undefined {
    const start = this.#position;
    const name = this.#take(FIELD)?.[1]?.toLowerCase();
    if (name === undefined) return undefined;
    const field = FIELDS.find((one) => one === name);
    if (!field)
      throw this.#error(
        `There is no “${name}:” to search by: there are ${list(FIELDS.map((one) => `${one}:`))}. Put text with a colon into quotes.`,
        start,
      );
    const texts: Alternative[] = [];
    do texts.push(this.#alternative(field));
    while (this.#take(/,/y));
    switch (field) {
      case 'op':
        return { kind: 'op', ops: new Set(texts.flatMap((one) => this.#operations(one))) };
      case 'is':
        return { kind: 'is', properties: texts.map((one) => this.#property(one)) };
      case 'line':
        return { kind: 'line', ranges: texts.map((one) => this.#lines(one)) };
      default:
        return { kind: field, patterns: texts.map(patternOf) };
    }
  }

  #alternative(field: string): Alternative {
    const start = this.#position;
    const found = this.#take(ALTERNATIVE);
    if (!found) {
      this.#expectClosed();
      throw this.#error(`Something is missing behind “${field}:”, as in “${EXAMPLES[field]}”.`, start);
    }
    return { text: found[1] ?? found[2]!, quoted: found[1] !== undefined, start };
  }

  #operations({ text, start }: Alternative): readonly OpName[] {
    const wanted = text.toLowerCase();
    const exact = new Pattern(text, true);
    const same = opNames.filter(
      (op) => op === wanted || exact.isName(tensorOperations[op].symbol) || OTHER_SIGNS[wanted] === op,
    );
    if (same.length > 0) return same;
    const begun = new Pattern(`${text}*`, false);
    const others = Object.keys(OTHER_NAMES).filter((name) => begun.isName(name));
    const found = [...opNames.filter((op) => begun.isName(op)), ...others.map((name) => OTHER_NAMES[name]!)];
    if (found.length > 0) return found;
    throw this.#error(`No operation is called “${text}”. There are ${list(opNames)}.`, start);
  }

  #property({ text, start }: Alternative): Property {
    const wanted = text.toLowerCase();
    const found = PROPERTIES.find((one) => one === wanted) ?? OTHER_PROPERTIES[wanted];
    if (found) return found;
    throw this.#error(
      `A node cannot be asked whether it is “${text}”: there are ${list(PROPERTIES)}.`,
      start,
    );
  }

  #lines({ text, start }: Alternative): readonly [number, number] {
    const found = text.match(/^(\d+)(?:[-–](\d+))?$/);
    if (!found) throw this.#error(`“${text}” is no line: write “line:12” or “line:12-20”.`, start);
    const first = Number(found[1]);
    return [first, Number(found[2] ?? first)];
  }

  #anyText(): Condition {
    const quoted = this.#take(QUOTED)?.[1];
    if (quoted !== undefined) return { kind: 'text', patterns: [new Pattern(quoted, true)] };
    this.#expectClosed();
    const start = this.#position;
    const name = this.#take(/[\p{L}_$][\p{L}\p{N}_$.[\]⁰-₉]*/uy)?.[0];
    if (name !== undefined && this.#relation())
      throw this.#error(
        `“${name}” cannot be compared: compare value or grad, as in “name:${name} value > 1”. Put text into quotes.`,
        start,
      );
    this.#position = start;
    const text = this.#take(WORD)![0];
    return { kind: 'text', patterns: [new Pattern(text, false)] };
  }

  #expectClosed(): void {
    if (this.#text[this.#position] !== '"') return;
    const start = this.#position;
    this.#position = this.#text.length;
    throw this.#error('A quotation mark is missing at the end.', start);
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.#text) ?? undefined;
    if (found) this.#position = pattern.lastIndex;
    return found;
  }

  /** About what was taken since `start`. */
  #error(message: string, start: number): QueryError {
    return new QueryError(message, start, this.#position);
  }
}

interface Alternative {
  readonly text: string;
  readonly quoted: boolean;
  readonly start: number;
}

/** One of each field that takes a text, for the sentences. */
const EXAMPLES: Readonly<Record<string, string>> = {
  name: 'name:w*',
  op: 'op:mul',
  is: 'is:nan',
  line: 'line:12',
  file: 'file:model',
  source: 'source:"x * x"',
  formula: 'formula:"sin t"',
};

/** What the keyboard has for signs of the table. */
const OTHER_SIGNS: Readonly<Record<string, OpName>> = {
  '*': 'mul',
  '·': 'mul',
  '**': 'pow',
  '%': 'mod',
  '÷': 'div',
};

/** What people also call an operation; a beginning of it is enough. */
const OTHER_NAMES: Readonly<Record<string, OpName>> = {
  plus: 'add',
  minus: 'sub',
  times: 'mul',
  product: 'mul',
  multiply: 'mul',
  divide: 'div',
  subtract: 'sub',
  power: 'pow',
  modulo: 'mod',
  negate: 'neg',
};

const OTHER_PROPERTIES: Readonly<Record<string, Property>> = {
  inf: 'infinite',
  infinity: 'infinite',
  leaf: 'input',
  op: 'operation',
};

function patternOf({ text, quoted }: Alternative): Pattern {
  return new Pattern(text, quoted);
}

function numberOf(text: string): number {
  const plain = text.toLowerCase().replaceAll('−', '-');
  if (/nan$/.test(plain)) return Number.NaN;
  if (/∞|inf/.test(plain)) return plain.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(plain);
}

function list(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
