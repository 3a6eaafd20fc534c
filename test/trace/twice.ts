/**
 * Runs a program twice in QuickJS: as the user wrote it, and rewritten so that it records itself. Bundled by
 * harness.ts, because the sandbox carries the guest as text.
 */
import type * as t from '@babel/types';
import variant from '@jitl/quickjs-wasmfile-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSHandle,
  type QuickJSWASMModule,
  Scope,
  shouldInterruptAfterDeadline,
} from 'quickjs-emscripten-core';
import { TraceFailure } from '../../src/trace/errors.ts';
import { aloneContext, instrument, type Watched } from '../../src/trace/instrument/instrument.ts';
import { loadCompiler } from '../../src/trace/node/compiler.ts';
import { Program } from '../../src/trace/program.ts';
import { alone } from '../../src/trace/sandbox/moduleLoader.ts';
import { Sandbox, unpackStrings } from '../../src/trace/sandbox/sandbox.ts';
import { select, type Target } from '../../src/trace/selection/select.ts';
import { type Bindings, resolveBindings } from '../../src/trace/syntax/bindings.ts';
import { erase, sameLine, useCompiler } from '../../src/trace/syntax/erase.ts';
import { parse } from '../../src/trace/syntax/parse.ts';
import plainGuest from './plainGuest.ts?bundle';

/** What of a run the user could tell: what was printed, and how it ended. */
export interface Observed {
  readonly printed: string;
  /** `done`, `unsettled`, or the name and message of what was thrown. */
  readonly end: string;
}

export interface Twice {
  plain(source: string, path?: string): Observed;
  /**
   * @param at the offset of a cursor that selects an expression or a function; without it, nothing is selected.
   * @param forDebugger whether all is recorded that only the debugger asks for.
   */
  traced(source: string, path?: string, at?: number, forDebugger?: boolean): Observed;
  /** Rewrites the program once for each expression that a cursor can select, which must parse; gives their number. */
  selectAll(source: string, path?: string): number;
  /** A place of the cursor for each function that can be selected. */
  functions(source: string, path?: string): readonly number[];
  /** The sandbox of the recorded runs cannot be used again. */
  isSpent(): boolean;
}

const LIMITS = { milliseconds: 10_000, megabytes: 256, operations: 5_000_000 };

/** A plain program that takes longer ends as `InternalError: interrupted`. */
const PLAIN_MILLISECONDS = 1000;

export async function load(wasm: ArrayBuffer): Promise<Twice> {
  useCompiler(loadCompiler);
  const sandbox = await Sandbox.load(wasm, 256);
  const module = await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmBinary: wasm }));
  let isSpent = false;
  return {
    isSpent: () => isSpent,
    selectAll(source, path = 'program.ts') {
      const file = parse(source, path);
      const bindings = resolveBindings(file);
      const targets = targetsIn(file, source, bindings, ({ target }) =>
        target.kind === 'expression' ? target.node : undefined,
      );
      for (const { target } of targets)
        parse(
          erase(instrument(file, source, bindings, watchedOf(target)).text, path, file).text,
          'program.js',
        );
      return targets.length;
    },
    functions(source, path = 'program.ts') {
      const file = parse(source, path);
      const targets = targetsIn(file, source, resolveBindings(file), ({ target }) =>
        target.kind === 'function' ? target.callable.fn : undefined,
      );
      return targets.map(({ at }) => at);
    },
    plain: (source, path = 'program.ts') => runPlain(module, source, path),
    traced(source, path = 'program.ts', at = undefined, forDebugger = false) {
      const file = parse(source, path);
      const bindings = resolveBindings(file);
      const target = at === undefined ? undefined : select(file, source, bindings, { start: at, end: at });
      const context = { ...aloneContext(file, source), notesCalls: forDebugger };
      const code = instrument(file, source, bindings, watchedOf(target), undefined, context);
      const program = new Program([
        {
          name: 'program.js',
          source: { path, text: source },
          bindings: bindings.all,
          code,
          lineOf: sameLine,
        },
      ]);
      const run = sandbox.run(
        {
          ...alone('program.js', { format: code.format, text: erase(code.text, path, file).text }),
          kernels: program.kernels,
          nameCount: program.nameCount,
          weakNames: program.weakNames,
          rootVariable: 0,
          firstEvaluation: 0,
          assignments: forDebugger,
        },
        LIMITS,
      );
      const { printed, ending } = run;
      isSpent ||= run.isSpent;
      return {
        printed,
        end: 'thrown' in ending ? thrownText(ending.thrown.name, ending.thrown.message) : ending.kind,
      };
    },
  };
}

interface Found {
  readonly at: number;
  readonly target: Target;
}

/** What a cursor can select, once for each thing that is looked for. */
function targetsIn(
  file: t.File,
  source: string,
  bindings: Bindings,
  thing: (found: Found) => unknown,
): readonly Found[] {
  const found = new Map<unknown, Found>();
  for (let at = 0; at < source.length; at++) {
    try {
      const one = { at, target: select(file, source, bindings, { start: at, end: at }) };
      const it = thing(one);
      if (it !== undefined && !found.has(it)) found.set(it, one);
    } catch (error) {
      if (!(error instanceof TraceFailure)) throw error;
    }
  }
  return [...found.values()];
}

function watchedOf(target: Target | undefined): Watched {
  if (target?.kind === 'function') return { callable: target.callable };
  return target?.kind === 'expression' ? { probe: target.node } : {};
}

function thrownText(name: string, message: string): string {
  return `${name}: ${message}`;
}

/** The program without its types. What does not parse is left to the engine's own parser. */
function plainText(source: string, path: string): { readonly text: string; readonly isModule: boolean } {
  try {
    const file = parse(source, path);
    return { text: erase(source, path, file).text, isModule: file.program.sourceType === 'module' };
  } catch (error) {
    if (!(error instanceof TraceFailure)) throw error;
    return { text: source, isModule: /^export \{\};$/m.test(source) };
  }
}

function runPlain(module: QuickJSWASMModule, source: string, path: string): Observed {
  const { text, isModule } = plainText(source, path);
  return Scope.withScope((scope) => {
    const context = scope.manage(module.newContext());
    context.runtime.setInterruptHandler(shouldInterruptAfterDeadline(Date.now() + PLAIN_MILLISECONDS));
    context.runtime.setMemoryLimit(64 * 1024 * 1024);
    const guest = scope.manage(
      context.unwrapResult(context.evalCode(`(()=>{${plainGuest};return guest.start()})()`, 'plain')),
    );
    const read = (name: string, ...args: QuickJSHandle[]): string[] => {
      const hook = scope.manage(context.getProp(guest, name));
      const buffer = scope.manage(
        context.unwrapResult(context.callFunction(hook, context.undefined, ...args)),
      );
      const view = scope.manage(context.getArrayBuffer(buffer));
      return unpackStrings(new Uint8Array(view.value).buffer);
    };
    const ending = (): QuickJSHandle | 'done' | 'unsettled' => {
      const type = isModule ? 'module' : 'global';
      const result = context.evalCode(text, 'program.js', { type });
      if (result.error) return scope.manage(result.error);
      const value = scope.manage(result.value);
      const jobs = scope.manage(context.runtime.executePendingJobs());
      if (jobs.error) return jobs.error;
      if (!isModule) return 'done';
      const state = context.getPromiseState(value);
      if (state.type === 'rejected') return scope.manage(state.error);
      if (state.type === 'fulfilled' && !state.notAPromise) scope.manage(state.value);
      return state.type === 'pending' ? 'unsettled' : 'done';
    };
    const end = ending();
    if (typeof end === 'string') return { printed: read('printed')[0]!, end };
    const [name = '', message = ''] = read('describeThrown', end);
    return { printed: read('printed')[0]!, end: thrownText(name, message) };
  });
}
