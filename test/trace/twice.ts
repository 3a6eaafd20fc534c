/**
 * Runs a program twice in QuickJS: as the user wrote it, and rewritten so that it records itself. Bundled by
 * harness.ts, because the sandbox carries the guest as text.
 */
import variant from '@jitl/quickjs-wasmfile-release-sync';
import { newQuickJSWASMModuleFromVariant, newVariant, type QuickJSWASMModule } from 'quickjs-emscripten-core';
import { resolveBindings } from '../../src/trace/bindings.ts';
import { eraseTypes } from '../../src/trace/erase.ts';
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
}

const LIMITS = { milliseconds: 10_000, megabytes: 256, operations: 1_000_000 };

export async function load(wasm: ArrayBuffer): Promise<Twice> {
  const sandbox = await Sandbox.load(wasm);
  const module = await newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmBinary: wasm }));
  return {
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
  const context = module.newContext();
  try {
    const guest = context.unwrapResult(context.evalCode(`${plainGuest};guest.start()`, 'plain'));
    context.unwrapResult(context.evalCode('delete globalThis.guest', 'plain')).dispose();
    const read = (name: string, ...args: (typeof guest)[]) => {
      const hook = context.getProp(guest, name);
      const buffer = context.unwrapResult(context.callFunction(hook, context.undefined, ...args));
      const view = context.getArrayBuffer(buffer);
      const strings = unpackStrings(new Uint8Array(view.value).buffer);
      for (const one of [view, buffer, hook]) one.dispose();
      return strings;
    };
    const result = context.evalCode(eraseTypes(source, path), 'program.js', {
      type: isModule ? 'module' : 'global',
    });
    let error = result.error;
    let end = 'done';
    if (!result.error) {
      const jobs = context.runtime.executePendingJobs();
      error = jobs.error;
      jobs.dispose();
      if (!error && isModule) {
        const state = context.getPromiseState(result.value);
        if (state.type === 'pending') end = 'unsettled';
        if (state.type === 'rejected') error = state.error;
      }
      if (error === undefined) result.value.dispose();
    }
    if (error) {
      const [name = '', message = ''] = read('describeThrown', error);
      end = thrownText(name, message);
    }
    const [printed = ''] = read('printed');
    return { printed, end };
  } finally {
    // What the run left is given back with the module; a context that holds an error would not go quietly.
  }
}
