/**
 * The evaluator's thread in the browser. Its program tells by messages where it is, which also come from a thread that
 * never pauses: memory can be shared there only where the whole page is isolated.
 */
import type { Thread, ThreadListener } from '../thread.ts';
import type { SourceSpan } from '../trace.ts';
import type { FromWorker, ToWorker } from '../worker.ts';

/** From the worker: what every worker says, where its program is, and that it needs the TypeScript compiler. */
export type FromWebWorker =
  | FromWorker
  | { readonly type: 'reached'; readonly place: SourceSpan }
  | { readonly type: 'needsCompiler' };

/** To the worker, at first the sandbox's WebAssembly. The compiler is text, which is undefined where it cannot be read. */
export type ToWebWorker =
  | ToWorker
  | { readonly type: 'start'; readonly wasm: ArrayBuffer }
  | { readonly type: 'compiler'; readonly text: string | undefined };

/** Reads a file of the extension. */
export type ReadResource = (name: string) => Promise<Uint8Array<ArrayBuffer>>;

export class WebThread implements Thread {
  readonly #read: ReadResource;
  readonly #started: Promise<Worker | undefined>;
  #listener: ThreadListener | undefined;
  #place: SourceSpan | undefined;
  #isDead = false;

  /** @param read gives what the build puts into dist/, by its path there. */
  constructor(read: ReadResource) {
    this.#read = read;
    this.#started = this.#start().catch((problem: unknown) => {
      this.#die(problem instanceof Error ? problem.message : String(problem));
      return undefined;
    });
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  enter(listener: ThreadListener): void {
    this.#listener = listener;
    this.#place = undefined;
    // It may have died before anyone listened.
    if (this.#isDead) listener.died({ isOutOfMemory: false, message: 'the worker could not be started' });
  }

  leave(): void {
    this.#listener = undefined;
  }

  post(message: ToWorker): void {
    void this.#started.then((worker) => worker?.postMessage(message));
  }

  place(): SourceSpan | undefined {
    return this.#place;
  }

  terminate(): void {
    this.#isDead = true;
    void this.#started.then((worker) => worker?.terminate());
  }

  async #start(): Promise<Worker> {
    const [script, wasm] = await Promise.all([
      this.#read('web/trace-worker.js'),
      this.#read('emscripten-module.wasm'),
    ]);
    // The extension's files may be of another origin than the page, from which no worker can be started.
    const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
    const worker = new Worker(url);
    worker.onmessage = ({ data }: MessageEvent<FromWebWorker>) => {
      // Not before: VS Code starts workers by a script of its own, which reads this one later.
      URL.revokeObjectURL(url);
      worker.onmessage = (event: MessageEvent<FromWebWorker>) => this.#hear(worker, event.data);
      this.#hear(worker, data);
    };
    worker.onerror = ({ message }) => this.#die(message);
    const buffer = wasm.slice().buffer;
    worker.postMessage({ type: 'start', wasm: buffer } satisfies ToWebWorker, [buffer]);
    return worker;
  }

  #hear(worker: Worker, message: FromWebWorker): void {
    if (message.type === 'reached') this.#place = message.place;
    else if (message.type === 'needsCompiler')
      void this.#read('typescript.cjs')
        .then(
          (bytes) => new TextDecoder().decode(bytes),
          () => undefined,
        )
        .then((text) => worker.postMessage({ type: 'compiler', text } satisfies ToWebWorker));
    else this.#listener?.heard(message);
  }

  #die(message: string): void {
    this.#isDead = true;
    this.#listener?.died({ isOutOfMemory: false, message });
  }
}
