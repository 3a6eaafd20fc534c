/**
 * The batch that the picture of a network is of: what a person gave of it, and what it came to be in the sandbox
 * (guest/tf/training/batch.ts). To a person it is like the arguments of a function.
 */

import { fail } from '../errors.ts';
import { type Recording, unpackStrings } from '../sandbox/sandbox.ts';
import type { ArgumentData, ArgumentSource, CallData } from './call.ts';
import { parseValue } from './parameters.ts';

/** Each field of the report: name, where it comes from, its text or else what it is, and why the person's cannot be used. */
const PARTS = 5;
const SOURCES: readonly string[] = ['given', 'call', 'type'] satisfies ArgumentSource[];

export class Batch {
  readonly key: string;
  /** What the person gave, as the text of a literal for the sandbox. */
  readonly literal: string;
  private readonly given: readonly (string | undefined)[];
  private readonly problems: readonly (string | undefined)[];

  /**
   * @param what the selection in quotes.
   * @param given by key: the number of examples, the tensors, and the seed; blank for what is to be found.
   */
  constructor(what: string, given: Readonly<Record<string, readonly (string | null)[]>>) {
    this.key = `batch of ${what}`;
    this.given = (given[this.key] ?? []).map((text) => text?.trim() || undefined);
    const parsed = this.given.map((text) => (text === undefined ? undefined : parseValue(text)));
    this.problems = parsed.map((one) => (one && !one.ok ? one.problem : undefined));
    // A hole is what is not given; the comma behind keeps the last one.
    this.literal = `[${parsed.map((one) => `${one?.ok ? one.literal : ''},`).join('')}]`;
  }

  /**
   * What the batch was; undefined where no network was selected.
   * @throws TraceFailure `bad-batch`, with the batch, where what the person gave cannot be used.
   */
  read(recording: Recording): CallData | undefined {
    const texts = unpackStrings(recording.get('batch')!);
    if (texts.length === 0) return undefined;
    const args = Array.from({ length: Math.floor(texts.length / PARTS) }, (_, i): ArgumentData => {
      const [name = '', source = '', text = '', note = '', refused = ''] = texts.slice(
        PARTS * i,
        PARTS * (i + 1),
      );
      const problem = this.problems[i] ?? (refused || undefined);
      const given = this.given[i];
      // What cannot be used stays as it was written.
      if (problem !== undefined && given !== undefined)
        return { name, maker: '', text: given, note, source: 'given', problem };
      const from = SOURCES.includes(source) ? (source as ArgumentSource) : 'none';
      return { name, maker: '', text: from === 'given' ? (given ?? text) : text, note, source: from };
    });
    const data: CallData = { key: this.key, title: this.key, isBatch: true, args, from: describe(args) };
    const problem = args.find((one) => one.problem !== undefined)?.problem;
    if (problem !== undefined) fail('bad-batch', problem, undefined, data);
    return data;
  }
}

/** Where the tensors came from, in words. */
function describe(args: readonly ArgumentData[]): string {
  const sources = new Set(args.map(({ source }) => source));
  const rest = sources.has('call') ? 'from the program' : 'made up from the shape of the input';
  return sources.has('given') ? `as given here, the rest ${rest}` : rest;
}
