/**
 * Which number the gradient is taken of: of all values that the selection had, one evaluation; of an array or
 * object of numbers, one component or the sum of all.
 */
import { fail } from '../errors.ts';
import { ROOT_KINDS } from '../guest/codes.ts';
import { type Packed, PackedReader } from '../recording/packed.ts';
import { type Recording, unpackStrings } from '../sandbox/sandbox.ts';
import type { Component, SourceSpan } from '../trace.ts';

/** A number of the program: its row on the tape, or -1 where it depends on nothing. */
export interface RootNumber {
  readonly row: number;
  readonly value: number;
  /** Of a tensor's row: the element at an index, or the sum of all. */
  readonly part?: number | 'sum';
}

export type RootKind = (typeof ROOT_KINDS)[number];

/** What the selection was in one of its evaluations. */
export interface Evaluation {
  /** From 1; `count` is how many there were. */
  readonly index: number;
  readonly count: number;
  readonly kind: RootKind;
  /** Numbers on rows before this one are inputs of it. */
  readonly rowsBefore: number;
  readonly content: Packed<RootNumber>;
}

type Value = Pick<Evaluation, 'kind' | 'rowsBefore' | 'content'>;

/** The evaluations of one recording that were kept. */
export class Evaluations {
  readonly count: number;
  /** From 0, as everything in here. */
  readonly first: number;
  readonly kept: number;
  private readonly all: readonly Value[];

  constructor(recording: Recording) {
    const reader = new PackedReader(
      new Float64Array(recording.get('evaluations')!),
      unpackStrings(recording.get('keys')!),
    );
    this.count = reader.number();
    this.first = reader.number();
    this.kept = reader.number();
    const all: Value[] = [];
    while (!reader.isAtEnd) {
      const kind = ROOT_KINDS[reader.number()] ?? 'other';
      const rowsBefore = reader.number();
      const content = reader.value<RootNumber>({
        row: (row) => ({ row, value: NaN }),
        plain: (value) => ({ row: -1, value }),
        tensor: (row) => ({ row, value: NaN }),
      });
      all.push({ kind, rowsBefore, content });
    }
    this.all = all;
  }

  /** The evaluation that is wanted (from 1), or the last; undefined where it was not kept. */
  at(wanted: number | undefined): Evaluation | undefined {
    const { count, first, kept } = this;
    const index = Math.min(wanted ?? count, count);
    const place = index === count ? this.all.length - 1 : index - 1 - first;
    const found = place >= 0 && (index === count || place < kept) ? this.all[place] : undefined;
    return found && { index, count, ...found };
  }
}

/** What becomes the root: the operands that are added up (one, as a rule), and what to say of them. */
export interface ChosenRoot {
  readonly operands: readonly RootNumber[];
  /** What follows the variable's name in the root's: `[0]`, `.loss`; '' for the number itself. */
  readonly path: string;
  readonly component: Component | undefined;
}

/** What is known of a row. */
export interface Rows {
  /** Tells an input from what is computed. */
  isLeaf(row: number): boolean;
  /** Of a tensor; undefined for a number. */
  shapeOf(row: number): readonly number[] | undefined;
}

/** So many components are listed; the others can be typed. */
const MAX_LISTED = 200;
/** Of tensors no more can be chosen one by one. */
const MAX_ELEMENTS = 100_000;
/** A sum of more numbers is no picture. */
const MAX_SUMMED = 10_000;

/**
 * @param wanted `sum`, the path of a component (`[0]`, `.loss`, `y[0].x`), or '' for the one that stands to reason.
 * @throws TraceFailure where there is no such number, or none that depends on anything.
 */
export function chooseRoot(
  { kind, content }: Evaluation,
  wanted: string,
  rows: Rows,
  what: string,
  span: SourceSpan,
): ChosenRoot {
  if (kind === 'traced') {
    const number = content as RootNumber;
    if (rows.isLeaf(number.row)) fail('is-input', what, span);
    return { operands: [number], path: '', component: undefined };
  }
  if (kind === 'tensor') {
    const number = content as RootNumber;
    const isScalar = rows.shapeOf(number.row)?.length === 0;
    if (isScalar && rows.isLeaf(number.row)) fail('is-input', what, span);
    if (isScalar) return { operands: [number], path: '', component: undefined };
  }
  const numbers = content === null ? [] : numbersIn(content, rows);
  if (!MANY.has(kind) || numbers.length === 0) return noNumber(kind, what, span);
  const computed = numbers.filter(({ number: { row } }) => row >= 0 && !rows.isLeaf(row));
  if (computed.length === 0)
    fail(numbers.some(({ number }) => number.row >= 0) ? 'is-input' : 'no-input', what, span);

  const component = (path: string): Component => ({
    path,
    paths: computed.slice(0, MAX_LISTED).map((one) => one.path),
    computed: computed.length,
    numbers: numbers.length,
  });
  const only = (one: PathNumber): ChosenRoot => ({
    operands: [one.number],
    path: one.path,
    component: component(one.path),
  });
  if (wanted !== '' && wanted !== 'sum') {
    const keys = keysOf(wanted);
    const found =
      keys && numbers.find(({ path }) => path === writePath(keys) || path === writePath(keys.slice(1)));
    if (!found) return fail('no-component', `${what} has no number “${wanted}”`, span);
    if (found.number.row < 0) fail('no-input', `“${found.path}” of ${what}`, span);
    if (rows.isLeaf(found.number.row)) fail('is-input', `“${found.path}” of ${what}`, span);
    return only(found);
  }
  const obvious = wanted === '' ? obviousOne(computed, kind) : undefined;
  if (obvious) return only(obvious);
  if (kind === 'tensor')
    return { operands: [{ ...(content as RootNumber), part: 'sum' }], path: '', component: component('sum') };
  if (numbers.length > MAX_SUMMED)
    fail(
      'no-component',
      `${what} has ${numbers.length.toLocaleString('en-US')} numbers, too many to add up`,
      span,
    );
  return { operands: numbers.map(({ number }) => number), path: '', component: component('sum') };
}

/** Kinds of values that have many numbers. */
const MANY: ReadonlySet<RootKind> = new Set(['array', 'object', 'tensor']);

/** The only number that is computed; of an object, the one that is called loss, or the only one directly in it. */
function obviousOne(computed: readonly PathNumber[], kind: RootKind): PathNumber | undefined {
  if (computed.length === 1 || kind !== 'object') return computed.length === 1 ? computed[0] : undefined;
  const direct = computed.filter(({ depth }) => depth === 1);
  return direct.length === 1 ? direct[0] : direct.find(({ path }) => path === '.loss');
}

function noNumber(kind: RootKind, what: string, span: SourceSpan): never {
  switch (kind) {
    case 'number':
      return fail('no-input', what, span);
    case 'function':
      return fail('is-function', what, span);
    case 'array':
      return fail('not-a-number', `${what} is an array without numbers`, span);
    case 'object':
      return fail('not-a-number', `${what} is an object without numbers`, span);
    case 'tensor':
      return fail('not-a-number', `${what} is a tensor without numbers`, span);
    case 'nothing':
      return fail('not-a-number', `${what} is null or undefined`, span);
    case 'other':
      return fail('not-a-number', `${what} is not a number`, span);
    default:
      return fail('not-a-number', `${what} is a ${kind}`, span);
  }
}

interface PathNumber {
  readonly path: string;
  /** How many keys the path has. */
  readonly depth: number;
  readonly number: RootNumber;
}

function numbersIn(
  content: Packed<RootNumber>,
  rows: Rows,
  path = '',
  depth = 0,
  into: PathNumber[] = [],
): PathNumber[] {
  if (content === null) return into;
  if (isList(content))
    content.forEach((element, index) => {
      numbersIn(element, rows, `${path}[${index}]`, depth + 1, into);
    });
  else if ('fields' in content)
    for (const [key, field] of Object.entries(content.fields))
      numbersIn(field, rows, path + writePath([key]), depth + 1, into);
  else {
    const shape = content.row < 0 ? undefined : rows.shapeOf(content.row);
    if (shape) elementsOf(content, shape, path, depth, into);
    else into.push({ path, depth, number: content });
  }
  return into;
}

/** The elements of a tensor: `[0][2]`. One without axes is a number by itself. */
function elementsOf(
  tensor: RootNumber,
  shape: readonly number[],
  path: string,
  depth: number,
  into: PathNumber[],
): void {
  const size = shape.reduce((product, length) => product * length, 1);
  for (let index = 0; index < size && into.length <= MAX_ELEMENTS; index++) {
    let place = '';
    let rest = index;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place = `[${rest % shape[axis]!}]${place}`;
      rest = Math.floor(rest / shape[axis]!);
    }
    into.push({ path: path + place, depth: depth + shape.length, number: { ...tensor, part: index } });
  }
}

/** `Array.isArray` does not narrow a readonly array out of a union. */
function isList<T>(content: Packed<T>): content is readonly Packed<T>[] {
  return Array.isArray(content);
}

/** The keys of a path as a person types it, with or without the variable in front; undefined for anything else. */
function keysOf(path: string): (string | number)[] | undefined {
  const keys: (string | number)[] = [];
  const part = /\s*(?:\.?([\p{L}_$][\p{L}\p{N}_$]*)|\[\s*(?:(\d+)|("(?:[^"\\]|\\.)*"))\s*\])\s*/uy;
  while (part.lastIndex < path.length) {
    const found = part.exec(path);
    if (!found) return undefined;
    const [, word, index, text] = found;
    keys.push(word ?? (index === undefined ? parseText(text!) : Number(index)));
  }
  return keys;
}

function parseText(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    return text;
  }
}

function writePath(keys: readonly (string | number)[]): string {
  return keys
    .map((key) => {
      if (typeof key === 'number') return `[${key}]`;
      return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
    })
    .join('');
}
