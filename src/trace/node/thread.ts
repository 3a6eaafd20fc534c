/** The evaluator's thread in Node. Its program writes to shared memory where it is, because it may never answer again. */
import { Worker } from 'node:worker_threads';
import type { Thread, ThreadListener } from '../thread.ts';
import type { SourceSpan } from '../trace.ts';
import type { FromWorker, ToWorker } from '../worker.ts';

/** The user's syntax trees are as deep as their programs; the walks over them are recursive. */
const STACK_MEGABYTES = 16;
/** What an evaluation makes dies young: left to itself, this part of the heap would go on growing with their number. */
const YOUNG_MEGABYTES = 24;

export class NodeThread implements Thread {
  readonly #worker: Worker;
  /** File, start and end. */
  readonly #place = new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));
  #listener: ThreadListener | undefined;
  #isDead = false;

  /** @param file the bundled `worker.ts` of this folder. */
  constructor(file: string) {
    this.#worker = new Worker(file, {
      resourceLimits: { stackSizeMb: STACK_MEGABYTES, maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
      stdin: false,
      workerData: this.#place,
    });
    this.#worker.on('message', (message: FromWorker) => this.#listener?.heard(message));
    this.#worker.on('error', (error: Error & { code?: string }) => {
      this.#isDead = true;
      const isOutOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      this.#listener?.died({ isOutOfMemory, message: error.message });
    });
    this.#worker.unref();
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  enter(listener: ThreadListener): void {
    this.#listener = listener;
    this.#place.fill(0);
    this.#worker.ref();
  }

  leave(): void {
    this.#listener = undefined;
    this.#worker.unref();
  }

  post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  place(): SourceSpan | undefined {
    const [file = 0, start = 0, end = 0] = this.#place;
    return end > 0 ? { file, start, end } : undefined;
  }

  terminate(): void {
    this.#isDead = true;
    void this.#worker.terminate();
  }
}
