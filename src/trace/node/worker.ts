/** The worker in Node: what it runs with lies beside it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { useCompiler } from '../syntax/erase.ts';
import { type ToWorker, TraceWorker } from '../worker.ts';
import { loadCompiler } from './compiler.ts';

const port = parentPort!;
/** Shared with the thread that waits for this one. */
const place = workerData as Int32Array;

useCompiler(loadCompiler);
const worker = new TraceWorker({
  // The build puts the sandbox's WebAssembly beside this file.
  wasm: new Uint8Array(readFileSync(join(__dirname, 'emscripten-module.wasm'))).buffer,
  post: (message, buffers) => port.postMessage(message, buffers),
  reached: ({ file, start, end }) => place.set([file, start, end]),
});
port.on('message', (message: ToWorker) => worker.receive(message));
