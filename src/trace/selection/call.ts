/**
 * The call of a selected function: what it is given, from which of the sources, and how that is told to a person.
 * The call itself is made in the sandbox (guest/call.ts).
 */

import type * as t from '@babel/types';
import { fail } from '../errors.ts';
import type { CallConfig } from '../guest/call.ts';
import { SOURCES } from '../guest/codes.ts';
import type { Program } from '../program.ts';
import { type Recording, unpackStrings } from '../sandbox/sandbox.ts';
import type { FunctionNode, Node } from '../syntax/ast.ts';
import type { Callable } from './callable.ts';
import { commentBefore, exampleIn, type Parameter, parametersOf, parseValue } from './parameters.ts';

/** Where an argument came from: the person, a call in the program, `@example`, the default, or the type. */
export type ArgumentSource = 'given' | 'call' | 'example' | 'default' | 'type' | 'none';

/** One field of the panel. */
export interface ArgumentData {
  readonly name: string;
  /** The class whose constructor it is for; '' for the function's own. */
  readonly maker: string;
  /** In literal syntax; '' for what is not written: see `note`. */
  readonly text: string;
  /** What an empty field stands for: `a function`, `= 2 * k`. */
  readonly note: string;
  readonly source: ArgumentSource;
  /** Why the text cannot be used. */
  readonly problem?: string;
}

/** What a selected function was called with. */
export interface CallData {
  /** Tells the function from the others of its file. */
  readonly key: string;
  /** As a person calls it: `f`, `Net.forward`. */
  readonly title: string;
  /** It is the batch of a network, and no function. */
  readonly isBatch?: boolean;
  /** The function's own, and then those for a new instance of its class. */
  readonly args: readonly ArgumentData[];
  /** “from the call in line 12” */
  readonly from: string;
}

/** One argument, before it is known what the program calls the function with. */
interface Slot {
  readonly parameter: Parameter;
  readonly maker: string;
  readonly given: string | undefined;
  readonly otherwise: { readonly text: string; readonly source: 'example' | 'type' } | undefined;
}

export class Call {
  /** The arguments as the text of a literal for the sandbox. */
  readonly literal: string;
  private readonly callable: Callable;
  private readonly own: readonly Slot[];
  private readonly making: readonly Slot[];

  /**
   * @param given what the person wrote for each argument; nothing or a blank for one that is to be found elsewhere.
   * @throws TraceFailure `bad-argument`, with the call, where a text is no value.
   */
  constructor(callable: Callable, file: t.File, source: string, given: readonly (string | null)[]) {
    const { fn, maker, name, Class } = callable;
    this.callable = callable;
    const slots = (
      node: FunctionNode | undefined,
      about: Node | undefined,
      called: string,
      from: number,
      of: string,
    ) => {
      if (!node || !about) return [];
      const example = exampleIn(commentBefore(file, source, about), called);
      return parametersOf(node, file, source).map((parameter, i): Slot => {
        const text = given[from + i]?.trim() || undefined;
        const shown = parameter.isRest && example ? `[${example.slice(i).join(', ')}]` : example?.[i];
        const start = parameter.byDefault === undefined ? parameter.start : undefined;
        const otherwise = shown
          ? { text: shown, source: 'example' as const }
          : start && { text: start, source: 'type' as const };
        return { parameter, maker: of, given: text, otherwise: otherwise || undefined };
      });
    };
    this.own = slots(fn, fn, name, 0, '');
    const className = Class?.id?.name ?? 'the class';
    this.making = slots(maker, Class, className, this.own.length, className);
    this.literal = this.writeArguments();
  }

  /** To be asked for when the program has been rewritten, which gives the variables their numbers. */
  get config(): CallConfig {
    const { fn, instance, receiver } = this.callable;
    const isLastRest = (list: readonly Slot[]) => list.at(-1)?.parameter.isRest === true;
    return {
      parameters: this.own.length,
      constructed: this.making.length,
      rest: isLastRest(this.own),
      constructedRest: isLastRest(this.making),
      receiver,
      variable: instance?.id ?? 0,
      isGenerator: 'generator' in fn && fn.generator === true,
    };
  }

  /** How many arguments a person may give, with those of a new instance of the class, which may have to be made. */
  get length(): number {
    return this.slots.length;
  }

  private get slots(): readonly Slot[] {
    return [...this.own, ...this.making];
  }

  private writeArguments(): string {
    const problems = this.slots.map(({ given }) => {
      const parsed = given === undefined ? undefined : parseValue(given);
      return parsed && !parsed.ok ? parsed.problem : undefined;
    });
    const problem = problems.find((one) => one !== undefined);
    if (problem !== undefined) fail('bad-argument', problem, undefined, this.unread(problems));
    // A hole is an argument that is not given; the comma behind keeps the last one.
    const list = (texts: readonly (string | undefined)[]) =>
      `[${texts.map((text) => `${text === undefined ? '' : literalOf(text)},`).join('')}]`;
    const given = (slots: readonly Slot[]) => list(slots.map((slot) => slot.given));
    const otherwise = (slots: readonly Slot[]) => list(slots.map((slot) => slot.otherwise?.text));
    return `{given:${given(this.own)},otherwise:${otherwise(this.own)},constructGiven:${given(this.making)},constructOtherwise:${otherwise(this.making)}}`;
  }

  /** What can be said without having run the program. */
  unread(problems: readonly (string | undefined)[] = []): CallData {
    const { key, receiver } = this.callable;
    const slots = receiver === 'fresh' ? this.slots : this.own;
    const args = slots.map((slot, i): ArgumentData => {
      const problem = problems[i];
      const { parameter, maker, given, otherwise } = slot;
      const unasked = parameter.byDefault === undefined ? 'none' : 'default';
      const source = given !== undefined ? 'given' : (otherwise?.source ?? unasked);
      const text = given ?? otherwise?.text ?? '';
      const note = noteOf(parameter);
      return { name: parameter.name, maker, text, note, source, ...(problem !== undefined && { problem }) };
    });
    return { key, title: key, args, from: describe(args, 'from the last call') };
  }

  /**
   * What the function was called with.
   * @throws TraceFailure where it could not be called.
   */
  read(recording: Recording, program: Program): { data: CallData; rowsBefore: number; isReached: boolean } {
    const report = new Float64Array(recording.get('call')!);
    const [status = 0, rowsBefore = 0, site = 0, makerSite = 0] = report;
    if (status !== 1) return { data: this.unread(), rowsBefore: 0, isReached: false };
    const texts = unpackStrings(recording.get('callTexts')!);
    const isMade = report.length >= 4 + this.own.length + this.making.length && this.making.length > 0;
    const slots = isMade ? this.slots : this.own;
    const args = slots.map((slot, i): ArgumentData => {
      const { parameter, maker, given, otherwise } = slot;
      const said = { name: parameter.name, maker, note: noteOf(parameter) };
      const seen = texts[i] ?? '';
      switch (SOURCES[report[4 + i] ?? 0]) {
        case 'given':
          return { ...said, text: given ?? '', source: 'given' };
        case 'call':
          return seen.startsWith('~')
            ? { ...said, text: '', note: seen.slice(1), source: 'call' }
            : { ...said, text: seen.slice(1), source: 'call' };
        case 'otherwise':
          return { ...said, text: otherwise!.text, source: otherwise!.source };
        default:
          return { ...said, text: '', source: parameter.byDefault === undefined ? 'none' : 'default' };
      }
    });
    const { key } = this.callable;
    const callSite = site || makerSite;
    const data = {
      key,
      title: key,
      args,
      from: describe(args, callSite ? `from the call in ${lineOf(program, callSite)}` : 'from the last call'),
    };
    const missing = args.find(({ source }) => source === 'none');
    if (missing) fail('no-argument', `“${missing.name}”`, undefined, data);
    return { data, rowsBefore, isReached: true };
  }
}

/** @throws Error for a text that is no value, which has been looked at before. */
function literalOf(text: string): string {
  const parsed = parseValue(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.literal;
}

function noteOf({ byDefault }: Parameter): string {
  return byDefault === undefined ? '' : `= ${byDefault.replace(/\s+/g, ' ')}`;
}

function lineOf(program: Program, site: number): string {
  const { file, start } = program.siteSpan(site);
  const { path, text } = program.sources[file]!;
  const line = text.slice(0, start).split(/\r\n|\r|\n/).length;
  return file === 0 ? `line ${line}` : `line ${line} of ${path.replace(/^.*[\\/]/, '')}`;
}

/** Where the arguments came from, in words. */
function describe(args: readonly ArgumentData[], call: string): string {
  const words: Readonly<Record<ArgumentSource, string>> = {
    given: 'as given here',
    call,
    example: 'from the @example in its comment',
    default: 'by default',
    type: 'made up from the type',
    none: 'not known',
  };
  const sources = Object.keys(words) as ArgumentSource[];
  const groups = sources
    .map((source) => ({ source, names: args.filter((one) => one.source === source).map(({ name }) => name) }))
    .filter(({ names }) => names.length > 0);
  if (groups.length <= 1) return groups[0] ? words[groups[0].source] : '';
  return groups.map(({ source, names }) => `${names.join(', ')} ${words[source]}`).join('; ');
}
