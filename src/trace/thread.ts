/**
 * The thread in which user code is parsed and run, as the evaluator has it. Node and the browser each have their own, in
 * the folders of their names.
 */
import type { SourceSpan } from './trace.ts';
import type { FromWorker, ToWorker } from './worker.ts';

/** Who is told of a request that is worked on. */
export interface ThreadListener {
  heard(message: FromWorker): void;
  /** The thread is dead, and answers nothing more. */
  died(reason: ThreadFailure): void;
}

export interface ThreadFailure {
  readonly isOutOfMemory: boolean;
  readonly message: string;
}

export interface Thread {
  readonly isDead: boolean;
  /** Begins a request. Until `leave`, the process does not end, and the listener hears everything. */
  enter(listener: ThreadListener): void;
  leave(): void;
  post(message: ToWorker): void;
  /** The statement of the top level that began last since `enter`; undefined where no program has begun. */
  place(): SourceSpan | undefined;
  /** Ends it, whatever it does. */
  terminate(): void;
}
