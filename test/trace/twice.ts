/**
 * Runs a program twice in QuickJS: as the user wrote it, and rewritten so that it records itself. Bundled by
 * harness.ts, because the sandbox carries the guest as text.
 */
import variant from '@jitl/quickjs-wasmfile-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSHandle,
  type QuickJSWASMModule,
  Scope,
  shouldInterruptAfterDeadline,
} from 'quickjs-emscripten-core';
import { resolveBindings } from '../../src/trace/bindings.ts';
import { eraseTypes } from '../../src/trace/erase.ts';
import { TraceFailure } from '../../src/trace/errors.ts';
import { instrument } from '../../src/trace/instrument/instrument.ts';
import { parse } from '../../src/trace/parse.ts';
import { Sandbox, unpackStrings } from '../../src/trace/sandbox.ts';
import { select } from '../../src/trace/select.ts';
import plainGuest from './plainGuest.ts?bundle';

/** What of a run the user could tell: what was printed, and how it ended. */
export interface Observed {
  readonly printed: string;
  /** `done`, `unsettled`, or the name and message of what was thrown. */
  readonly end: string;
}

export interface Twice {
  plain(source: string, path?: string): Observed;
  /** @param at the offset of a cursor that selects an expression; without it, none is selected. */
  traced(source: string, path?: string, at?: number): Observed;
  /** Rewrites the program once for each expression that a cursor can select, which must parse; gives their number. */
  selectAll(source: string, path?: string): number;
}

const LIMITS = { milliseconds: 10_000, megabytes: 256, operations: 1_000_000 };

/** A plain program that takes longer ends as `InternalError: interrupted`. */
const PLAIN_MILLISECONDS = 1000;

export async function load(wasm: ArrayBuffer): Promise<Twice> {
  const sandbox = await Sandbox.load(wasm, 256);
  const module = await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmBinary: wasm }));
  return {
    selectAll(source, path = 'program.ts') {
      const file = parse(source, path);
      const bindings = resolveBindings(file.program);
      const targets = new Set<unknown>();
      for (let at = 0; at < source.length; at++) {
        const target = targetAt(at);
        if (target?.kind !== 'expression' || targets.has(target.node)) continue;
        targets.add(target.node);
        eraseTypes(instrument(file, source, bindings, target.node).text, path);
      }
      return targets.size;

      function targetAt(at: number) {
        try {
          return select(file, source, bindings, { start: at, end: at });
        } catch (error) {
          if (error instanceof TraceFailure) return undefined;
          throw error;
        }
      }
    },
    plain: (source, path = 'program.ts') => runPlain(module, source, path),
    traced(source, path = 'program.ts', at) {
      const file = parse(source, path);
      const bindings = resolveBindings(file.program);
      const target = at === undefined ? undefined : select(file, source, bindings, { start: at, end: at });
      const probe = target?.kind === 'expression' ? target.node : undefined;
      const { text, isModule, names } = instrument(file, source, bindings, probe);
      const { printed, ending } = sandbox.run(
        {
          path: 'program.js',
          text: eraseTypes(text, path),
          isModule,
          nameCount: names.length,
          weakNames: names.flatMap(({ weak }, id) => (weak ? [id] : [])),
          rootVariable: 0,
        },
        LIMITS,
      );
      return {
        printed,
        end: ending.kind === 'thrown' ? thrownText(ending.thrown.name, ending.thrown.message) : ending.kind,
      };
    },
  };
}

function thrownText(name: string, message: string): string {
  return `${name}: ${message}`;
}

function runPlain(module: QuickJSWASMModule, source: string, path: string): Observed {
  const isModule = parse(source, path).program.sourceType === 'module';
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
      const result = context.evalCode(eraseTypes(source, path), 'program.js', { type });
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
