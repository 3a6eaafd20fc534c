/**
 * The sentences of those who wait for the worker: what they say when it does not answer, is not asked, or is dead. Apart
 * from the others, so that whoever only waits need not load those.
 */
import type { TraceError, TraceErrorCode } from './errors.ts';
import type { SourceSpan } from './trace.ts';

export type Sentence = (detail: string) => string;

/** How every sentence about a limit ends. */
export const raise = (limit: string) => `, or raise the setting “gradientGraph.limits.${limit}”.`;

export const OUTER_SENTENCES = {
  'too-slow-files': () =>
    'The files that the program imports could not be read in time. Look whether the disk or the connection is there, and try again.',
  'time-limit': (limit) =>
    `The program was still running after ${limit} and was stopped. Look for a loop that does not end${raise('milliseconds')}`,
  'too-large': (limit) =>
    `Reading this file takes longer than ${limit}. Put the code in question into a smaller file${raise('milliseconds')}`,
  'too-much': () =>
    'The program ended, but recorded too much to be read. Make it smaller, or lower the setting “gradientGraph.limits.operations”.',
  'too-far': (limit) => `The gradients take longer than ${limit}. Make them smaller${raise('milliseconds')}`,
  'memory-limit': (limit) =>
    `The program needs more than ${limit} of memory and was stopped. Make it smaller${raise('megabytes')}`,
  cancelled: () => 'The evaluation was cancelled. Edit the file or show the graph again to evaluate it anew.',
  untrusted: () =>
    'This folder is not trusted, so nothing in it is evaluated by itself. Run “Show Gradient Graph” to evaluate the file as it is now, or trust the folder.',
  internal: (what) => `Gradient Graph made a mistake here, please report it: ${what}.`,
} satisfies { readonly [C in TraceErrorCode]?: Sentence };

/** Behind the sentence of `import-missing`, where the folder is on no disk. */
export const NO_PACKAGES =
  ' In a folder that is on no disk, as on github.dev, no packages are installed: open it on a computer for those.';

export function outerError(code: keyof typeof OUTER_SENTENCES, detail = '', span?: SourceSpan): TraceError {
  const sentence: Sentence = OUTER_SENTENCES[code];
  return { code, message: sentence(detail), ...(span && { span }) };
}
