/**
 * The worker thread in which user code is parsed and run. It holds one sandbox and answers one request at a time;
 * when the sandbox is spent, it says so and is to be replaced.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { traceError } from './errors.ts';
import { runTrace, type TraceAnswer, type TraceRequest } from './run.ts';
import { Sandbox } from './sandbox.ts';

/** From the worker: what it is doing now, or its answer. */
export type FromWorker =
  | { readonly type: 'parsing' | 'running' | 'reading' }
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

async function answer(request: TraceRequest): Promise<void> {
  let isSpent = false;
  let result: TraceAnswer;
  try {
    const loaded = await sandboxOf(request.limits.megabytes);
    post({ type: 'parsing' });
    result = runTrace(loaded, request, {
      running: () => post({ type: 'running' }),
      ran: () => post({ type: 'reading' }),
      spent: () => {
        isSpent = true;
      },
    });
  } catch (error) {
    isSpent = true;
    result = {
      ok: false,
      error: traceError('internal', error instanceof Error ? error.message : String(error)),
    };
  }
  post({ type: 'answer', answer: result, isSpent }, buffersOf(result));
}

port.on('message', (request: TraceRequest) => void answer(request));
