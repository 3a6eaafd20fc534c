/** Every way a trace can fail, each with a sentence that says what to do next. Sentences are made here only. */
import type { SourceSpan } from './trace.ts';

export type TraceErrorCode =
  | 'syntax'
  | 'unsupported'
  | 'nothing-selected'
  | 'is-function'
  | 'is-type'
  | 'never-evaluated'
  | 'not-a-number'
  | 'no-input'
  | 'is-input'
  | 'throws'
  | 'too-deep'
  | 'imports'
  | 'never-settles'
  | 'time-limit'
  | 'too-large'
  | 'too-much'
  | 'memory-limit'
  | 'operation-limit'
  | 'cancelled'
  | 'internal';

/** A failure as data: what kind, the sentence for the person, and the place it belongs to. */
export interface TraceError {
  readonly code: TraceErrorCode;
  readonly message: string;
  readonly span?: SourceSpan;
}

/** Carries a {@link TraceError} up to the border of the trace room. */
export class TraceFailure extends Error {
  readonly error: TraceError;
  constructor(error: TraceError) {
    super(error.message);
    this.error = error;
  }
}

type Sentence = (detail: string) => string;

const SENTENCES: { readonly [C in TraceErrorCode]: Sentence } = {
  syntax: (what) => `This file does not parse yet: ${what}. Finish the code and try again.`,
  unsupported: (what) =>
    `This file uses ${what}, which cannot be evaluated yet. Write it another way, or move it to another file.`,
  'nothing-selected': (name) =>
    name === ''
      ? 'There is no expression here. Put the cursor on a variable, or select an expression, and try again.'
      : `There is no variable ${name} at the top level of this file. Name one that is there.`,
  'is-function': (name) =>
    `${name} is a function, and a function has no gradient by itself. Select a call of it, or the variable that its result is given to.`,
  'is-type': (name) =>
    `${name} is a type, which is gone when the program runs. Select a variable or an expression.`,
  'never-evaluated': (what) =>
    `${what} was never evaluated: the program ran to its end without reaching it. Call the function it is in, or select something that runs.`,
  'not-a-number': (what) => `${what}. A gradient needs a number: select one number in it.`,
  'no-input': (what) =>
    `${what} does not depend on any variable, so it has no gradient. Give one of its numbers to a variable, as in “const x = …”, and use that.`,
  'is-input': (what) =>
    `${what} is an input: it is computed from no other variable, so there is nothing to differentiate. Select something that is computed from it.`,
  'too-deep': () =>
    'The program calls functions inside of functions too deeply and was stopped. Look for a recursion that does not end.',
  throws: (what) => `The program stopped before the selection was evaluated: ${what}.`,
  imports: (what) =>
    `This file imports ${what}, and other files are not read yet. Copy what it needs into this file.`,
  'never-settles': () =>
    'The program waits for a promise that never settles. The sandbox has no timers, files or network: remove what it waits for.',
  'time-limit': (limit) =>
    `The program was still running after ${limit} and was stopped. Look for a loop that does not end, or raise the setting “gradientGraph.limits.milliseconds”.`,
  'too-large': (limit) =>
    `Reading this file takes longer than ${limit}. Put the code in question into a smaller file, or raise the setting “gradientGraph.limits.milliseconds”.`,
  'too-much': () =>
    'The program ended, but recorded too much to be read. Make it smaller, or lower the setting “gradientGraph.limits.operations”.',
  'memory-limit': (limit) =>
    `The program needs more than ${limit} of memory and was stopped. Make it smaller, or raise the setting “gradientGraph.limits.megabytes”.`,
  'operation-limit': (limit) =>
    `The program records more than ${limit} operations and was stopped. Make it smaller, or raise the setting “gradientGraph.limits.operations”.`,
  cancelled: () => 'The evaluation was cancelled.',
  internal: (what) => `Gradient Graph made a mistake here, please report it: ${what}.`,
};

export function traceError(code: TraceErrorCode, detail = '', span?: SourceSpan): TraceError {
  const message = SENTENCES[code](detail);
  return span ? { code, message, span } : { code, message };
}

export function fail(code: TraceErrorCode, detail = '', span?: SourceSpan): never {
  throw new TraceFailure(traceError(code, detail, span));
}
