/** The worker in the browser: what it runs with is sent to it. */
import type { compile } from '../syntax/compile.ts';
import { StillLoading, useCompiler } from '../syntax/erase.ts';
import { TraceWorker } from '../worker.ts';
import type { FromWebWorker, ToWebWorker } from './thread.ts';

/** The global object; the types of a page do not know that of a worker. */
const scope = self as unknown as {
  onmessage: (event: MessageEvent<ToWebWorker>) => void;
  postMessage(message: FromWebWorker, buffers?: ArrayBuffer[]): void;
};

/** Some 500 calls deep: a browser's worker has about a megabyte, most of which the sandbox's own code takes for each call. */
const STACK_BYTES = 128 * 1024;

let worker: TraceWorker;

let compiler: typeof compile | undefined;
let receiveCompiler: (text: string | undefined) => void;
let loading: Promise<void> | undefined;

useCompiler(() => {
  if (compiler) return compiler;
  loading ??= new Promise<string | undefined>((resolve) => {
    receiveCompiler = resolve;
    scope.postMessage({ type: 'needsCompiler' });
  }).then((text) => {
    loading = undefined;
    if (text === undefined) throw new Error('The TypeScript compiler cannot be read');
    const module = { exports: {} as { readonly compile: typeof compile } };
    new Function('module', 'exports', text)(module, module.exports);
    compiler = module.exports.compile;
  });
  throw new StillLoading(loading);
});

scope.onmessage = ({ data }) => {
  if (data.type === 'start')
    worker = new TraceWorker({
      wasm: data.wasm,
      stackBytes: STACK_BYTES,
      post: (message, buffers) => scope.postMessage(message, buffers),
      reached: (place) => scope.postMessage({ type: 'reached', place }),
    });
  else if (data.type === 'compiler') receiveCompiler(data.text);
  else worker.receive(data);
};
