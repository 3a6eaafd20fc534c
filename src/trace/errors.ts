/**
 * Every way a trace can fail, each with a sentence that says what to do next. Sentences are made here, and in
 * `outerErrors.ts`.
 */

import { OUTER_SENTENCES, raise, type Sentence } from './outerErrors.ts';
import type { CallData } from './selection/call.ts';
import type { SourceFile, SourceSpan } from './trace.ts';

export type TraceErrorCode =
  | 'syntax'
  | 'too-nested'
  | 'nothing-selected'
  | 'is-function'
  | 'is-imported'
  | 'is-async-generator'
  | 'is-type'
  | 'is-class'
  | 'no-argument'
  | 'bad-argument'
  | 'surplus-arguments'
  | 'bad-batch'
  | 'no-result'
  | 'call-throws'
  | 'no-loss'
  | 'never-evaluated'
  | 'not-a-number'
  | 'no-component'
  | 'no-input'
  | 'is-input'
  | 'throws'
  | 'too-deep'
  | 'import-missing'
  | 'import-outside'
  | 'import-unread'
  | 'too-many-files'
  | 'too-slow-files'
  | 'never-settles'
  | 'time-limit'
  | 'too-large'
  | 'too-much'
  | 'too-far'
  | 'memory-limit'
  | 'operation-limit'
  | 'cancelled'
  | 'untrusted'
  | 'inconsistent'
  | 'internal';

/** A failure as data: what kind, the sentence for the person, and the place it belongs to. */
export interface TraceError {
  readonly code: TraceErrorCode;
  readonly message: string;
  readonly span?: SourceSpan;
  /** The file of the span, where it is not the one that was asked about. */
  readonly source?: SourceFile;
  /** Where a function was selected: what it was called with, or would have been. Of a network, its batch. */
  readonly call?: CallData;
}

/** Carries a {@link TraceError} up to the border of the trace room. */
export class TraceFailure extends Error {
  readonly error: TraceError;
  constructor(error: TraceError) {
    super(error.message);
    this.error = error;
  }
}

/** Whether this thread's own calls were too deep; engines have different words for it. */
export function isStackOverflow(error: unknown): boolean {
  return error instanceof Error && /call stack|too much recursion/i.test(error.message);
}

const SENTENCES: { readonly [C in TraceErrorCode]: Sentence } = {
  ...OUTER_SENTENCES,
  syntax: (what) => `This file does not parse yet: ${what}. Finish the code and try again.`,
  'too-nested': () =>
    'The expressions of this file are nested too deeply to be read. Give the inner ones to variables.',
  'nothing-selected': (name) =>
    name === ''
      ? 'There is no expression here. Put the cursor on a variable, or select an expression, and try again.'
      : `There is no variable ${name} at the top level of this file. Name one that is there.`,
  'is-function': (name) =>
    `${name} is a function that cannot be called from here. Put the cursor on the function where it is written out, or select a whole call of it, with its arguments.`,
  'is-imported': (what) =>
    `${what}, and cannot be called by itself from here. Put the cursor on it in its own file, or select a whole call of it, with its arguments.`,
  'is-async-generator': (name) =>
    `${name} is an async generator, which is not called by itself. Select a variable that is computed with what it yields.`,
  'is-type': (name) =>
    `${name} is a type, which is gone when the program runs. Select a variable or an expression.`,
  'is-class': (name) =>
    `${name} is a class without a method “forward”, “predict”, “call” or “loss”. Select one of its methods, or a value that is computed with it.`,
  'no-argument': (what) =>
    `Nothing says what ${what} could be. Give it a value, or call the function in the file.`,
  'bad-batch': (what) => what,
  'bad-argument': (what) => `This argument cannot be read: ${what}`,
  'surplus-arguments': (what) => `${what}. Leave out what is too much.`,
  'no-result': (name) =>
    `${name} returns nothing, so there is no number to differentiate. Let it return what it computes, or select a variable in it.`,
  'call-throws': (what) =>
    `${what}. This is what it threw with these arguments: change them, or the function.`,
  'no-loss': (what) =>
    `${what}. A network is shown by its loss on one batch: change the network, its loss or the batch.`,
  'never-evaluated': (what) =>
    `${what} was never evaluated: the program ran to its end without reaching it. Call the function it is in, or select something that runs.`,
  'not-a-number': (what) =>
    `${what}. A gradient needs a number: select one, or an array or object of numbers.`,
  'no-component': (what) => `${what}. Choose another component.`,
  'no-input': (what) =>
    `${what} does not depend on any variable, so it has no gradient. Give one of its numbers to a variable, as in “const x = …”, and use that.`,
  'is-input': (what) =>
    `${what} is an input: it is computed from no other variable, so there is nothing to differentiate. Select something that is computed from it.`,
  'too-deep': () =>
    'The program calls functions inside of functions too deeply and was stopped. Look for a recursion that does not end.',
  throws: (what) => `The program stopped before the selection was evaluated: ${what}.`,
  'import-missing': (what) =>
    `The program imports ${what}, which cannot be found. Install the package, or correct the path.`,
  'import-outside': (what) =>
    `The program imports ${what}, which is outside of the workspace, and nothing outside is read. Open the folder that holds both, or copy the file into the workspace.`,
  'import-unread': (what) =>
    `The program imports ${what}, which was not read before it ran. Write the path as a plain text, as in import('./model.ts').`,
  'too-many-files': (count) =>
    `The program imports more than ${count} files. Import less: the part that is needed, instead of the whole.`,
  'never-settles': () =>
    'The program waits for a promise that never settles. The sandbox has no timers, files or network: remove what it waits for.',
  'operation-limit': (limit) =>
    `The program records more than ${limit} operations and was stopped. Make it smaller${raise('operations')}`,
  inconsistent: (what) =>
    `The recording of this program does not fit together: it has ${what}. If the program does not look for the recording itself, by “eval” and its like, please report it.`,
};

/** Why a program ended before its end, where the language has no words for it. */
export const STOPS = {
  unsettled: 'it waits for a promise that never settles',
  tooDeep: 'it calls functions inside of functions too deeply',
  unknown: 'it threw something that is no error',
} as const;

/** What comes before and after the specifier in the sentence that an import was not read. */
export const UNREAD = SENTENCES['import-unread']('“\0”').split('\0') as [string, string];

/** Global variables of programs that run elsewhere than in the sandbox, by what the sandbox does not have. */
const ELSEWHERE = {
  'browser page':
    'document window navigator localStorage sessionStorage location history self alert requestAnimationFrame HTMLElement Image',
  Node: 'process Buffer require module exports __dirname __filename global',
  network: 'fetch XMLHttpRequest WebSocket',
  timers: 'setTimeout setInterval setImmediate clearTimeout clearInterval',
};

/** More of what a program threw nobody reads. */
const LONGEST_THROWN = 500;

/** What a program threw, in a few words without a full stop, as parts of sentences are; of a variable that is there in a browser or in Node, that it is not here. */
export function explainThrown(name: string, message: string): string {
  const said = [name, message].filter((part) => part !== '').join(': ');
  // Not between the halves of a character.
  const start = said.slice(0, LONGEST_THROWN).replace(/[\uD800-\uDBFF]$/, '');
  const text = said.length > LONGEST_THROWN ? `${start}…` : said.replace(/\.$/, '') || STOPS.unknown;
  const missing = name === 'ReferenceError' ? /^'?(\w+)'? is not defined$/.exec(message)?.[1] : undefined;
  const place = Object.entries(ELSEWHERE).find(([, names]) => missing && names.split(' ').includes(missing));
  return place ? `${text} (the sandbox has no ${place[0]})` : text;
}

/** Why something that a program imports is not there when it is used. */
export const ABSENT = {
  builtin: 'the sandbox has no Node, no files and no network',
  asset: 'the sandbox runs programs and reads JSON, and nothing else',
} as const;

export function traceError(code: TraceErrorCode, detail = '', span?: SourceSpan): TraceError {
  const message = SENTENCES[code](detail);
  return span ? { code, message, span } : { code, message };
}

export function fail(code: TraceErrorCode, detail = '', span?: SourceSpan, call?: CallData): never {
  const error = traceError(code, detail, span);
  throw new TraceFailure(call ? { ...error, call } : error);
}

/** Does `work`; its failure tells of the call, too. */
export function about<T>(call: CallData | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TraceFailure) || !call || error.error.call) throw error;
    throw new TraceFailure({ ...error.error, call });
  }
}
