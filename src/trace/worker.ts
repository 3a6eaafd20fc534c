/** The worker thread in which user code is parsed and run. It holds one sandbox and answers one request at a time. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { runTrace, type TraceRequest } from './run.ts';
import { Sandbox } from './sandbox.ts';

/** The buffers of an answer, which move to the other thread instead of being copied. */
function buffersOf(answer: ReturnType<typeof runTrace>): ArrayBuffer[] {
  if (!answer.ok) return [];
  const { columns, spans, scopes, scopeTable } = answer.data;
  return [...Object.values(columns), spans, scopes, scopeTable].map((column) => column.buffer as ArrayBuffer);
}

const port = parentPort!;
// The build puts the sandbox's WebAssembly beside this file.
const wasm = readFileSync(join(__dirname, 'emscripten-module.wasm'));
const sandbox = Sandbox.load(new Uint8Array(wasm).buffer);

port.on('message', (request: TraceRequest) => {
  void sandbox.then((loaded) => {
    const answer = runTrace(loaded, request);
    port.postMessage(answer, buffersOf(answer));
  });
});
