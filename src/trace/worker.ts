/**
 * The worker thread in which user code is parsed and run. It holds one sandbox and answers one request at a time;
 * when the sandbox is spent, it says so and is to be replaced.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { runTrace, type TraceAnswer, type TraceRequest } from './run.ts';
import { Sandbox } from './sandbox.ts';

/** From the worker: it begins to read the program; the program begins to run; or its answer. */
export type FromWorker =
  | { readonly type: 'reading' }
  | { readonly type: 'running' }
  | { readonly type: 'answer'; readonly answer: TraceAnswer; readonly isSpent: boolean };

/** The buffers of an answer, which move to the other thread instead of being copied. */
function buffersOf(answer: TraceAnswer): ArrayBuffer[] {
  if (!answer.ok) return [];
  const { columns, spans, scopes, scopeTable } = answer.data;
  return [...Object.values(columns), spans, scopes, scopeTable].map((column) => column.buffer as ArrayBuffer);
}

const port = parentPort!;
function post(message: FromWorker, buffers: ArrayBuffer[] = []): void {
  port.postMessage(message, buffers);
}
// The build puts the sandbox's WebAssembly beside this file.
const wasm = new Uint8Array(readFileSync(join(__dirname, 'emscripten-module.wasm'))).buffer;
let sandbox: { readonly megabytes: number; readonly loaded: Promise<Sandbox> } | undefined;

/** The sandbox with this much memory; the one of the last request, as a rule. */
function sandboxOf(megabytes: number): Promise<Sandbox> {
  if (sandbox?.megabytes !== megabytes) sandbox = { megabytes, loaded: Sandbox.load(wasm, megabytes) };
  return sandbox.loaded;
}

port.on('message', (request: TraceRequest) => {
  void sandboxOf(request.limits.megabytes).then((loaded) => {
    post({ type: 'reading' });
    let isSpent = false;
    const running = () => post({ type: 'running' });
    const answer = runTrace(loaded, request, running, () => {
      isSpent = true;
    });
    post({ type: 'answer', answer, isSpent }, buffersOf(answer));
  });
});
