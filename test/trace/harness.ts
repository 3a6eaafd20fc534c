/** What the suites of the trace share: the worker's evaluator, markers in source texts, and programs run twice. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { nodeOptions, root } from '../../scripts/build.ts';
import { sweep } from '../../src/engine/index.ts';
import { Evaluator, type TraceError, type TraceRequest } from '../../src/trace/evaluator.ts';
import { NodeThread } from '../../src/trace/node/thread.ts';
import type { Trace } from '../../src/trace/trace.ts';
import type { FromWorker } from '../../src/trace/worker.ts';
import type { Twice } from './twice.ts';

export const LIMITS = { milliseconds: 5000, megabytes: 256, operations: 1_000_000 };

const WASM = 'node_modules/@jitl/quickjs-wasmfile-release-sync/dist/emscripten-module.wasm';

/** An evaluator on the built worker. Whoever listens hears what the worker says. */
export function newEvaluator(listen?: (message: FromWorker) => void): Evaluator {
  return new Evaluator(() => {
    const thread = new NodeThread(join(root, 'dist/trace-worker.cjs'));
    const enter = thread.enter.bind(thread);
    thread.enter = ({ heard, died }) =>
      enter({
        died,
        heard: (message) => {
          listen?.(message);
          heard(message);
        },
      });
    return thread;
  });
}

/** Bundles the two ways of running a program, and loads them. */
export async function loadTwice(): Promise<Twice> {
  const { outputFiles } = await build({
    ...nodeOptions,
    absWorkingDir: root,
    entryPoints: ['test/trace/twice.ts'],
    minify: true,
    // It looks beside itself for what the build makes.
    define: { ...nodeOptions.define, __dirname: JSON.stringify(join(root, 'dist')) },
    write: false,
    logLevel: 'error',
  });
  const folder = mkdtempSync(join(tmpdir(), 'gradient-graph-'));
  const file = join(folder, 'twice.cjs');
  writeFileSync(file, outputFiles[0]!.text);
  try {
    const { load } = createRequire(import.meta.url)(file) as {
      load: (wasm: ArrayBuffer) => Promise<Twice>;
    };
    return await load(new Uint8Array(readFileSync(join(root, WASM))).buffer);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Programs of one dialect, which the extension of `path` tells. */
interface Topic {
  readonly topic: string;
  readonly path: string;
  readonly programs: readonly [title: string, source: string][];
}

/** The programs in the files of test/trace/programs, by file: each begins with a line `=== title`. */
export function programTable(): Topic[] {
  const folder = join(root, 'test/trace/programs');
  return readdirSync(folder)
    .sort()
    .map((file) => ({
      topic: file.replace(/\..*$/, ''),
      path: `program${file.match(/\.\w+(?=\.txt$)/)?.[0] ?? '.ts'}`,
      programs: readFileSync(join(folder, file), 'utf8')
        .split(/^=== /m)
        .slice(1)
        .map((part): [string, string] => {
          const newline = part.indexOf('\n');
          return [part.slice(0, newline).trim(), part.slice(newline + 1)];
        }),
    }));
}

/** The text without its markers, and the range they mark: `⟨…⟩`, or `▮` for a cursor. */
export function marked(text: string): { source: string; start: number; end: number } {
  const cursor = text.indexOf('▮');
  if (cursor >= 0) return { source: text.replace('▮', ''), start: cursor, end: cursor };
  const start = text.indexOf('⟨');
  const end = text.indexOf('⟩') - 1;
  return { source: text.replace('⟨', '').replace('⟩', ''), start, end };
}

/** What of a selection with several numbers is wanted. */
type Wanted = Pick<TraceRequest, 'evaluation' | 'component' | 'arguments' | 'assignments'>;

/** The trace of what is marked in `text`, or of the variable `root`. Throws the sentence of a failure. */
export async function traceOf(
  evaluator: Evaluator,
  text: string,
  root?: string,
  wanted: Wanted = {},
): Promise<Trace> {
  const outcome = await evaluator.evaluate({ ...requestOf(text, root), ...wanted });
  if (!outcome.ok) throw new Error(`${outcome.error.code}: ${outcome.error.message}`);
  return outcome.trace;
}

/** ∂root/∂input by the inputs' names. */
export function gradientsOf(trace: Trace): Record<string, number> {
  const walk = sweep(trace.graph, trace.root);
  const gradients: Record<string, number> = {};
  for (let node = 0; node < trace.graph.size; node++)
    if (trace.graph.op(node) === 'leaf') gradients[trace.nameOf(node)] = walk.gradient(node);
  return gradients;
}

/** The failure of the same, which must be one. */
export async function errorOf(
  evaluator: Evaluator,
  text: string,
  root?: string,
  limits: Partial<TraceRequest['limits']> = {},
): Promise<TraceError> {
  const outcome = await evaluator.evaluate(requestOf(text, root, limits));
  if (outcome.ok) throw new Error(`A graph of ${outcome.trace.graph.size} nodes, and no failure.`);
  return outcome.error;
}

export function requestOf(
  text: string,
  variable?: string,
  limits: Partial<TraceRequest['limits']> = {},
): TraceRequest {
  const { source, start, end } = marked(text);
  return {
    path: 'program.ts',
    source,
    selection: variable === undefined ? { start, end } : { variable },
    limits: { ...LIMITS, ...limits },
  };
}
