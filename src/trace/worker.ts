/**
 * What runs in the worker thread, in which user code is parsed and run. It holds one sandbox and answers one request at a
 * time; when the sandbox is spent, it says so and is to be replaced. How it is started and spoken with is up to the
 * platform: see the folders `node` and `web`.
 */
import { useKernels } from '../engine/index.ts';
import { wasmKernels } from '../kernels/wasm.ts';
import { traceError } from './errors.ts';
import { AskedFiles, type FileAnswer, type FileQuestion } from './files.ts';
import { type TraceAnswer, type TraceRequest, Tracer } from './run.ts';
import { Sandbox } from './sandbox/sandbox.ts';
import { StillLoading } from './syntax/erase.ts';
import type { SourceSpan } from './trace.ts';

/** From the worker: what it is doing now, or its answer. */
export type FromWorker =
  | { readonly type: 'waiting' | 'parsing' | 'reading' | 'walking' }
  | { readonly type: 'running'; readonly paths: readonly string[] }
  | FileQuestion
  | { readonly type: 'answer'; readonly answer: TraceAnswer; readonly isSpent: boolean };

/** To the worker: what it is to do, or what it has asked for. */
export type ToWorker =
  | { readonly type: 'request'; readonly request: TraceRequest; readonly roots: readonly string[] }
  | FileAnswer;

/** The buffers of an answer, which move to the other thread instead of being copied. */
function buffersOf(answer: TraceAnswer): ArrayBuffer[] {
  if (!answer.ok) return [];
  const { columns, spans, scopes, scopeTable, names, leafRows, assignments = {}, callSites } = answer.data;
  const more: Record<string, ArrayBufferView> = { ...assignments, ...(callSites && { callSites }) };
  // Tensors are copied: the run that is remembered has them too.
  const { codes, inputStart, inputs, values } = columns;
  const own = [codes, inputStart, inputs, values, spans, scopes, scopeTable, names, leafRows];
  return [...own, ...Object.values(more)].map((column) => column.buffer as ArrayBuffer);
}

/** What the platform does for the worker. */
export interface WorkerPlatform {
  /** The compiled QuickJS. */
  readonly wasm: ArrayBuffer;
  /** Where this thread has less room than usual: how deep programs may call. */
  readonly stackBytes?: number;
  /** @param buffers they move instead of being copied. */
  readonly post: (message: FromWorker, buffers: ArrayBuffer[]) => void;
  /** Tells where the program is, at once: this thread may never come to an end. */
  readonly reached: (place: SourceSpan) => void;
}

export class TraceWorker {
  readonly #platform: WorkerPlatform;
  readonly #tracer = new Tracer();
  readonly #files = new AskedFiles((question) => this.#post(question));
  #sandbox: { readonly megabytes: number; readonly loaded: Promise<Sandbox> } | undefined;

  constructor(platform: WorkerPlatform) {
    this.#platform = platform;
    useKernels(wasmKernels());
    // The sandbox asks this thread's Date for the time zone: the same program gives the same graph everywhere.
    Date.prototype.getTimezoneOffset = () => 0;
  }

  receive(message: ToWorker): void {
    if (message.type === 'request') void this.#answer(message.request, message.roots);
    else this.#files.receive(message);
  }

  #post(message: FromWorker, buffers: ArrayBuffer[] = []): void {
    this.#platform.post(message, buffers);
  }

  /** The sandbox with this much memory; the one of the last request, as a rule. */
  #sandboxOf(megabytes: number): Promise<Sandbox> {
    if (this.#sandbox?.megabytes !== megabytes) {
      const { wasm, stackBytes } = this.#platform;
      this.#sandbox = { megabytes, loaded: Sandbox.load(wasm, megabytes, stackBytes) };
    }
    return this.#sandbox.loaded;
  }

  async #answer(request: TraceRequest, roots: readonly string[]): Promise<void> {
    let isSpent = false;
    let result: TraceAnswer;
    try {
      const loaded = await this.#sandboxOf(request.limits.megabytes);
      const trace = () => {
        this.#post({ type: 'parsing' });
        return this.#tracer.answer(loaded, request, this.#files.below(roots), {
          running: (paths) => this.#post({ type: 'running', paths }),
          reached: this.#platform.reached,
          ran: () => this.#post({ type: 'reading' }),
          walking: () => this.#post({ type: 'walking' }),
          spent: () => {
            isSpent = true;
          },
        });
      };
      try {
        result = await trace();
      } catch (problem) {
        if (!(problem instanceof StillLoading)) throw problem;
        this.#post({ type: 'waiting' });
        await problem.loaded;
        result = await trace();
      }
    } catch (error) {
      isSpent = true;
      result = {
        ok: false,
        error: traceError('internal', error instanceof Error ? error.message : String(error)),
      };
    }
    this.#post({ type: 'answer', answer: result, isSpent }, buffersOf(result));
  }
}
