/**
 * From source to all gradients: 1,000,000 operations beside the same program in the sandbox without being recorded, and
 * beside a class of values in plain Node; each lecture case again after an edit; and memory over 1,000 evaluations.
 * Each contender has a process of its own, so that its memory is its own.
 */
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import variant from '@jitl/quickjs-wasmfile-release-sync';
import { transformSync } from 'esbuild';
import { newQuickJSWASMModuleFromVariant } from 'quickjs-emscripten-core';
import { root } from '../scripts/build.ts';
import { sweep } from '../src/engine/index.ts';
import { Evaluator } from '../src/trace/evaluator.ts';
import { NodeThread } from '../src/trace/node/thread.ts';
import type { Trace } from '../src/trace/trace.ts';
import { cases } from '../test/cases/cases.ts';
import { network } from './programs/micrograd.ts';

const RUNS = 5;
const LIMITS = { milliseconds: 60_000, megabytes: 512, operations: 2_000_000 };

interface Measured {
  /** Milliseconds of each run. */
  readonly times: readonly number[];
  /** Of the process at its largest in the first run, in megabytes. */
  readonly megabytes: number;
  /** So that a contender that computes something else is found. */
  readonly result: number;
}

type Contender = () => Promise<Measured>;

function peak(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}

const SOURCE = readFileSync(join(root, 'bench/programs/network.ts'), 'utf8');

function newEvaluator(): Evaluator {
  return new Evaluator(() => new NodeThread(join(root, 'dist/trace-worker.cjs')));
}

async function traceOf(evaluator: Evaluator, source: string, variable: string): Promise<Trace> {
  const outcome = await evaluator.evaluate({
    path: 'program.ts',
    source,
    selection: { variable },
    limits: LIMITS,
  });
  if (!outcome.ok) throw new Error(outcome.error.message);
  return outcome.trace;
}

const contenders: Readonly<Record<string, Contender>> = {
  async traced() {
    const evaluator = newEvaluator();
    const times: number[] = [];
    let result = 0;
    let megabytes = 0;
    for (let run = 0; run < RUNS; run++) {
      const start = performance.now();
      // Edited, so that it is read anew.
      const { graph, root } = await traceOf(evaluator, `${SOURCE}// ${run}\n`, 'loss');
      const walk = sweep(graph, root);
      times.push(performance.now() - start);
      result = walk.gradient(firstWeight(graph.columns.values));
      megabytes ||= peak();
    }
    evaluator.dispose();
    return { times, megabytes, result };
  },

  async plain() {
    const module = await newQuickJSWASMModuleFromVariant(variant);
    const program = transformSync(SOURCE, { loader: 'ts' }).code;
    const times: number[] = [];
    let megabytes = 0;
    for (let run = 0; run < RUNS; run++) {
      const context = module.newContext();
      const start = performance.now();
      context.unwrapResult(context.evalCode(`const console={log(){}};${program}`)).dispose();
      times.push(performance.now() - start);
      context.dispose();
      megabytes ||= peak();
    }
    return { times, megabytes, result: NaN };
  },

  async micrograd() {
    const times: number[] = [];
    let result = 0;
    let megabytes = 0;
    for (let run = 0; run < RUNS; run++) {
      const start = performance.now();
      result = network();
      times.push(performance.now() - start);
      megabytes ||= peak();
    }
    return { times, megabytes, result };
  },
};

/** The first weight is the only number of its value. */
function firstWeight(values: Float64Array): number {
  return values.indexOf(Math.cos(0) * 0.3);
}

/** Runs one contender in a process of its own. */
function measure(name: string): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), [name]);
    child.once('message', (measured: Measured) => resolve(measured));
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}`)));
  });
}

const best = (times: readonly number[]) => Math.min(...times);
const median = (times: readonly number[]) => [...times].sort((a, b) => a - b)[times.length >> 1]!;

async function compare(): Promise<void> {
  const traced = await measure('traced');
  const plain = await measure('plain');
  const micrograd = await measure('micrograd');
  if (Math.abs(traced.result - micrograd.result) > 1e-9)
    throw new Error(`not the same gradient: ${traced.result} and ${micrograd.result}`);
  console.log('\n| 1,000,000 operations, source to all gradients | best of 5 | median | memory | goal |');
  console.log('|---|--:|--:|--:|--:|');
  const row = (what: string, { times, megabytes }: Measured, goal: string) =>
    console.log(
      `| ${what} | ${best(times).toFixed(0)} ms | ${median(times).toFixed(0)} ms | ${megabytes} MB | ${goal} |`,
    );
  const against = (other: Measured) => (best(traced.times) / best(other.times)).toFixed(1);
  row('recorded', traced, '2500 ms, 600 MB');
  row(`in the sandbox, not recorded (we take ${against(plain)} times as long)`, plain, '6 times');
  row(`a class of values in plain Node (we take ${against(micrograd)} times as long)`, micrograd, '1 times');
}

async function again(): Promise<void> {
  const evaluator = newEvaluator();
  console.log('\n| again after an edit | median of 20 | slowest | goal |');
  console.log('|---|--:|--:|--:|');
  for (const { name, root: variable } of cases) {
    const source = readFileSync(join(root, 'examples', `${name}.ts`), 'utf8');
    const times: number[] = [];
    for (let run = -3; run < 20; run++) {
      const start = performance.now();
      const trace = await traceOf(evaluator, `${source}// ${run}\n`, variable);
      sweep(trace.graph, trace.root);
      if (run >= 0) times.push(performance.now() - start);
    }
    console.log(`| ${name} | ${median(times).toFixed(1)} ms | ${Math.max(...times).toFixed(1)} ms | 30 ms |`);
  }
  evaluator.dispose();
}

const [name] = process.argv.slice(2);
if (name) {
  process.send!(await contenders[name]!());
  process.disconnect();
} else {
  await compare();
  await again();
}
