/**
 * The host's side of the worker that runs user code: one request at a time, each with a time limit that ends in
 * the worker's death if nothing else helps. A dead worker costs its own run and nothing more.
 */
import { Worker } from 'node:worker_threads';
import { type TraceError, traceError } from './errors.ts';
import type { TraceRequest } from './run.ts';
import { Trace } from './trace.ts';
import type { FromWorker } from './worker.ts';

export type { TraceError } from './errors.ts';
export type { TraceRequest } from './run.ts';

export type TraceOutcome =
  | { readonly ok: true; readonly trace: Trace }
  | { readonly ok: false; readonly error: TraceError };

/** The program ends itself at its limit; what cannot be interrupted from inside is killed this much later. */
const GRACE_MILLISECONDS = 250;
/** Reading the recording of 10,000,000 operations, the most that can be set, takes less. */
const READING_MILLISECONDS = 30_000;
const TOO_LATE = { parsing: 'too-large', running: 'time-limit', reading: 'too-much' } as const;
/** The user's syntax trees are as deep as their programs; the walks over them are recursive. */
const STACK_MEGABYTES = 16;

export class Evaluator {
  private readonly workerFile: string;
  private worker: Worker | undefined;
  private queue: Promise<unknown> = Promise.resolve();

  /** @param workerFile the bundled `worker.ts`. */
  constructor(workerFile: string) {
    this.workerFile = workerFile;
  }

  /** Starts the worker, so that the first request does not wait for it. */
  warm(): void {
    this.worker ??= this.start();
  }

  /** Evaluates after all requests that were made before. Never rejects; a cancelled one ends as `cancelled`. */
  evaluate(request: TraceRequest, signal?: AbortSignal): Promise<TraceOutcome> {
    const outcome = this.queue.then(() => this.run(request, signal));
    this.queue = outcome;
    return outcome;
  }

  dispose(): void {
    void this.worker?.terminate();
    this.worker = undefined;
  }

  private start(): Worker {
    const worker = new Worker(this.workerFile, {
      resourceLimits: { stackSizeMb: STACK_MEGABYTES },
      stdin: false,
    });
    worker.on('error', () => {
      if (this.worker === worker) this.worker = undefined;
    });
    worker.unref();
    return worker;
  }

  private run(request: TraceRequest, signal: AbortSignal | undefined): Promise<TraceOutcome> {
    if (signal?.aborted) return Promise.resolve({ ok: false, error: traceError('cancelled') });
    this.warm();
    const worker = this.worker!;
    worker.ref();
    return new Promise((resolve) => {
      const { milliseconds, megabytes } = request.limits;
      let doing: 'parsing' | 'running' | 'reading' = 'parsing';
      const finish = (outcome: TraceOutcome, isDead: boolean) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', cancel);
        worker.removeAllListeners('message');
        worker.off('error', broken);
        worker.unref();
        if (isDead && this.worker === worker) {
          void worker.terminate();
          // The next request finds a new one ready.
          this.worker = this.start();
        }
        resolve(outcome);
      };
      const failed = (error: TraceError) => finish({ ok: false, error }, true);
      const cancel = () => failed(traceError('cancelled'));
      const broken = (error: Error & { code?: string }) =>
        failed(
          error.code === 'ERR_WORKER_OUT_OF_MEMORY'
            ? traceError('memory-limit', `${megabytes} MB`)
            : traceError('internal', error.message),
        );
      const late = () => failed(traceError(TOO_LATE[doing], `${milliseconds / 1000} s`));
      let timer = setTimeout(late, milliseconds + GRACE_MILLISECONDS);
      signal?.addEventListener('abort', cancel);
      worker.on('error', broken);
      worker.on('message', (message: FromWorker) => {
        if (message.type !== 'answer') {
          // Each has its own time; starting a new worker is nobody's.
          doing = message.type;
          clearTimeout(timer);
          timer = setTimeout(
            late,
            doing === 'reading' ? READING_MILLISECONDS : milliseconds + GRACE_MILLISECONDS,
          );
          return;
        }
        const { answer, isSpent } = message;
        finish(answer.ok ? { ok: true, trace: new Trace(answer.data) } : answer, isSpent);
      });
      worker.postMessage(request);
    });
  }
}
