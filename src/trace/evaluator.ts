/**
 * The host's side of the worker that runs user code: one request at a time, each with a time limit that ends in
 * the worker's death if nothing else helps. A dead worker costs its own run and nothing more.
 */
import type { TraceError } from './errors.ts';
import { type FileQuestion, NO_FILES, type ProgramFiles } from './files.ts';
import { outerError } from './outerErrors.ts';
import type { TraceRequest } from './run.ts';
import type { Thread, ThreadFailure } from './thread.ts';
import { Trace } from './trace.ts';
import type { FromWorker } from './worker.ts';

export type { TraceError } from './errors.ts';
export type { TraceRequest } from './run.ts';

export type TraceOutcome =
  | { readonly ok: true; readonly trace: Trace }
  | { readonly ok: false; readonly error: TraceError };

/** The program ends itself at its limit; what cannot be interrupted from inside is killed this much later. */
const GRACE_MILLISECONDS = 250;
const TOO_LATE = {
  parsing: 'too-large',
  waiting: 'too-slow-files',
  running: 'time-limit',
  reading: 'too-much',
  walking: 'too-far',
} as const;
/**
 * What has another limit than the program's: reading the recording of 10,000,000 operations, the most that can be
 * set, takes less, so does a folder at the other end of a network, and a thread on a busy machine.
 */
const MILLISECONDS: { readonly [what: string]: number } = {
  starting: 30_000,
  reading: 30_000,
  waiting: 30_000,
};

export class Evaluator {
  private readonly startThread: () => Thread;
  private thread: Thread | undefined;
  private queue: Promise<unknown> = Promise.resolve();

  /** @param startThread starts a thread that runs `worker.ts`. */
  constructor(startThread: () => Thread) {
    this.startThread = startThread;
  }

  /** Starts the worker, so that the first request does not wait for it. */
  warm(): void {
    if (!this.thread || this.thread.isDead) this.thread = this.startThread();
  }

  /**
   * Evaluates after all requests that were made before. Never rejects; a cancelled one ends as `cancelled`.
   *
   * @param files what the program can import.
   */
  evaluate(request: TraceRequest, signal?: AbortSignal, files = NO_FILES): Promise<TraceOutcome> {
    const outcome = this.queue.then(() => this.run(request, signal, files));
    this.queue = outcome;
    // One that waits in line ends at once; it is passed over when its turn comes.
    return signal ? Promise.race([outcome, cancelled(signal)]) : outcome;
  }

  dispose(): void {
    this.thread?.terminate();
    this.thread = undefined;
  }

  private run(
    request: TraceRequest,
    signal: AbortSignal | undefined,
    files: ProgramFiles,
  ): Promise<TraceOutcome> {
    if (signal?.aborted) return Promise.resolve({ ok: false, error: outerError('cancelled') });
    this.warm();
    const thread = this.thread!;
    return new Promise((resolve) => {
      const { milliseconds, megabytes } = request.limits;
      let doing: 'starting' | keyof typeof TOO_LATE = 'starting';
      let questions = 0;
      let isOver = false;
      /** The paths of the program's files. */
      let paths: readonly string[] = [];
      const finish = (outcome: TraceOutcome, isDead: boolean) => {
        isOver = true;
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancel);
        thread.leave();
        if (isDead && this.thread === thread) {
          thread.terminate();
          // The next request finds a new one ready.
          this.thread = this.startThread();
        }
        resolve(outcome);
      };
      const failed = (error: TraceError) => finish({ ok: false, error }, true);
      const cancel = () => failed(outerError('cancelled'));
      const died = ({ isOutOfMemory, message }: ThreadFailure) =>
        failed(
          isOutOfMemory
            ? outerError('memory-limit', `${megabytes} MB`, thread.place())
            : outerError('internal', message),
        );
      const late = async () => {
        if (doing === 'starting') return failed(outerError('internal', 'the worker did not start'));
        const error = outerError(TOO_LATE[doing], `${milliseconds / 1000} s`, thread.place());
        const path = paths[error.span?.file ?? 0];
        const read = error.span?.file && path !== undefined ? await files.read(path) : 'missing';
        failed(typeof read === 'string' ? error : { ...error, source: { path: path!, text: read.text } });
      };
      let timer = setTimeout(late, MILLISECONDS.starting);
      const begin = (what: typeof doing) => {
        // Each has its own time.
        doing = what;
        clearTimeout(timer);
        timer = setTimeout(late, MILLISECONDS[what] ?? milliseconds + GRACE_MILLISECONDS);
      };
      const serve = async ({ id, what, path }: FileQuestion) => {
        questions += 1;
        begin('waiting');
        const answer = await files[what](path);
        questions -= 1;
        if (isOver) return;
        if (questions === 0) begin('parsing');
        thread.post({ type: 'file', id, answer });
      };
      signal?.addEventListener('abort', cancel);
      const heard = (message: FromWorker) => {
        if (message.type === 'ask') return void serve(message);
        if (message.type === 'running') paths = message.paths;
        if (message.type !== 'answer') return begin(message.type);
        const { answer, isSpent } = message;
        finish(answer.ok ? { ok: true, trace: new Trace(answer.data) } : answer, isSpent);
      };
      thread.enter({ heard, died });
      thread.post({ type: 'request', request, roots: files.roots });
    });
  }
}

/** Resolves when the signal says so. */
function cancelled(signal: AbortSignal): Promise<TraceOutcome> {
  return new Promise((resolve) => {
    const cancel = () => resolve({ ok: false, error: outerError('cancelled') });
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
  });
}
