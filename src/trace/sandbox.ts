/**
 * Runs a rewritten program in QuickJS: one fresh runtime for each run, with bounded memory, stack and time and
 * nothing of the host in it. What comes back is typed arrays; no guest value is ever converted in a way that
 * could run the guest's code.
 */
import variant from '@jitl/quickjs-wasmfile-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
  type QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import { OP_CODES } from '../engine/index.ts';
import type { GuestConfig } from './guest/main.ts';
import guest from './guest/main.ts?bundle';
import { HOOKS } from './instrument/instrument.ts';

export interface Program {
  readonly path: string;
  /** JavaScript; the rewritten program. */
  readonly text: string;
  readonly isModule: boolean;
  readonly nameCount: number;
  readonly weakNames: readonly number[];
  /** The name id of the variable that is the root, 0 for the probe. */
  readonly rootVariable: number;
}

export interface Limits {
  readonly milliseconds: number;
  readonly megabytes: number;
  readonly operations: number;
}

export interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/** How the program ended. */
export type Ending =
  | { readonly kind: 'done' }
  | { readonly kind: 'thrown'; readonly thrown: Thrown }
  | { readonly kind: 'unsettled' | 'import' | 'too-deep' }
  | { readonly kind: 'time' | 'memory' | 'operations'; readonly site: number };

/** What the guest packed, by name; see `finish` in guest/main.ts. */
export type Recording = ReadonlyMap<string, ArrayBuffer>;

export interface Run {
  readonly ending: Ending;
  /** Present where the program ended by itself. */
  readonly recording: Recording | undefined;
  /** What the program printed. */
  readonly printed: string;
  /** The sandbox cannot be used again: the program was stopped in the middle of something. */
  readonly isSpent: boolean;
}

/** About 10,000 calls deep, as in V8. The thread must have room for them: see STACK_MEGABYTES of the evaluator. */
const STACK_BYTES = 2 * 1024 * 1024;
/** What QuickJS itself is compiled to begin with: its stack and its data. */
const OWN_PAGES = 256;
const PAGES_PER_MEGABYTE = 16;
/** After the program's time is up, packing the result may still take this long. */
const PACKING_MILLISECONDS = 2000;

export class Sandbox {
  private readonly module: QuickJSWASMModule;

  private constructor(module: QuickJSWASMModule) {
    this.module = module;
  }

  /**
   * @param wasm the compiled QuickJS, as in the package's `emscripten-module.wasm`.
   * @param megabytes what programs may use. QuickJS does not count its array buffers, so the memory itself ends there.
   */
  static async load(wasm: ArrayBuffer, megabytes: number): Promise<Sandbox> {
    const wasmMemory = new WebAssembly.Memory({
      initial: OWN_PAGES,
      maximum: OWN_PAGES + megabytes * PAGES_PER_MEGABYTE,
    });
    const loaded = newVariant(variant, { wasmBinary: wasm, wasmMemory });
    return new Sandbox(await newQuickJSWASMModuleFromVariant(loaded));
  }

  /** @param ended is called when the program has ended, before its result is packed. */
  run(program: Program, limits: Limits, ended: () => void = () => {}): Run {
    const runtime = this.module.newRuntime();
    runtime.setMaxStackSize(STACK_BYTES);
    const context = runtime.newContext();
    return new Execution(runtime, context, program, limits).run(ended);
  }
}

/** A call into the guest failed that cannot fail with room and time enough. */
class HelperFailed extends Error {}

/** One run, from the empty context to the packed result. */
class Execution {
  private readonly runtime: QuickJSRuntime;
  private readonly context: QuickJSContext;
  private readonly program: Program;
  private readonly limits: Limits;
  private readonly handles: QuickJSHandle[] = [];
  private deadline = 0;
  private isLate = false;
  private imports = false;

  constructor(runtime: QuickJSRuntime, context: QuickJSContext, program: Program, limits: Limits) {
    this.runtime = runtime;
    this.context = context;
    this.program = program;
    this.limits = limits;
  }

  run(ended: () => void): Run {
    const { runtime, context, program, limits } = this;
    runtime.setInterruptHandler(() => {
      this.isLate ||= performance.now() > this.deadline;
      return this.isLate;
    });
    this.deadline = performance.now() + limits.milliseconds;
    runtime.setModuleLoader(() => {
      this.imports = true;
      return { error: new Error('There are no other files in the sandbox.') };
    });

    const config: GuestConfig = {
      codes: OP_CODES,
      names: program.nameCount,
      weakNames: program.weakNames,
      operations: limits.operations,
    };
    // In a function, so that the program sees none of it.
    const start = this.value(context.evalCode(`(()=>{${guest};return guest.start})()`, 'gradient-graph'));
    const argument = this.value(context.evalCode(`(${JSON.stringify(config)})`, 'gradient-graph'));
    const hooks = this.value(context.callFunction(start, context.undefined, argument));
    const helpers = this.keep(context.getProp(hooks, 'helpers'));
    context.defineProp(context.global, HOOKS, { value: helpers, configurable: true, enumerable: false });

    const failure = this.execute();
    ended();
    const wasLate = this.isLate;
    this.isLate = false;
    this.deadline = performance.now() + PACKING_MILLISECONDS;

    try {
      const ending = this.ending(failure, wasLate, hooks);
      const recording = ending.kind === 'done' || ending.kind === 'thrown' ? this.pack(hooks) : undefined;
      const printed = unpackStrings(this.callHook(hooks, 'printed'))[0] ?? '';
      const isSpent = 'site' in ending || !this.dispose();
      return { ending, recording, printed, isSpent };
    } catch (error) {
      if (!(error instanceof HelperFailed)) throw error;
      // The program has left no room, or no time, for its own result.
      return {
        ending: { kind: this.isLate ? 'time' : 'memory', site: 0 },
        recording: undefined,
        printed: '',
        isSpent: true,
      };
    }
  }

  /** The value of a call into the guest. What a failed one threw is not looked at: that could run its code. */
  private value(result: ReturnType<QuickJSContext['evalCode']>): QuickJSHandle {
    if (!result.error) return this.keep(result.value);
    this.keep(result.error);
    throw new HelperFailed('The sandbox could not run its own code.');
  }

  /** Gives everything back; false where QuickJS cannot, which leaves it in an unknown state. */
  private dispose(): boolean {
    try {
      for (const handle of this.handles.reverse()) handle.dispose();
      this.context.dispose();
      this.runtime.dispose();
      return true;
    } catch {
      return false;
    }
  }

  private keep(handle: QuickJSHandle): QuickJSHandle {
    this.handles.push(handle);
    return handle;
  }

  /** Evaluates the program and everything that it left to do later. The error, or 'unsettled', or nothing. */
  private execute(): QuickJSHandle | 'unsettled' | undefined {
    const { context, runtime, program } = this;
    const result = context.evalCode(program.text, program.path, {
      type: program.isModule ? 'module' : 'global',
    });
    if (result.error) return this.keep(result.error);
    const value = this.keep(result.value);
    while (runtime.hasPendingJob() && !this.isLate) {
      const jobs = runtime.executePendingJobs(1000);
      if (jobs.error) return this.keep(jobs.error);
      jobs.dispose();
    }
    if (!program.isModule) return undefined;
    const state = context.getPromiseState(value);
    if (state.type === 'pending') return 'unsettled';
    if (state.type === 'rejected') return this.keep(state.error);
    if (!state.notAPromise) this.keep(state.value);
    return undefined;
  }

  private ending(
    failure: QuickJSHandle | 'unsettled' | undefined,
    wasLate: boolean,
    hooks: QuickJSHandle,
  ): Ending {
    const [isFull, site] = new Float64Array(this.callHook(hooks, 'state')) as unknown as [number, number];
    if (isFull) return { kind: 'operations', site };
    if (wasLate) return { kind: 'time', site };
    if (failure === undefined) return { kind: 'done' };
    if (failure === 'unsettled') return { kind: 'unsettled' };
    if (this.imports) return { kind: 'import' };
    const [name = '', message = '', stack = ''] = unpackStrings(
      this.callHook(hooks, 'describeThrown', failure),
    );
    if (name === 'InternalError' && message === 'out of memory') return { kind: 'memory', site };
    if (name === 'InternalError' && message === 'stack overflow') return { kind: 'too-deep' };
    return { kind: 'thrown', thrown: { name, message, stack } };
  }

  private pack(hooks: QuickJSHandle): Recording {
    const { context } = this;
    const finish = this.keep(context.getProp(hooks, 'finish'));
    const root = this.keep(context.newNumber(this.program.rootVariable));
    const packed = this.value(context.callFunction(finish, context.undefined, root));
    const recording = new Map<string, ArrayBuffer>();
    for (const name of COLUMNS) recording.set(name, this.bytes(this.keep(context.getProp(packed, name))));
    return recording;
  }

  private callHook(hooks: QuickJSHandle, name: string, ...args: QuickJSHandle[]): ArrayBuffer {
    const { context } = this;
    const hook = this.keep(context.getProp(hooks, name));
    return this.bytes(this.value(context.callFunction(hook, context.undefined, ...args)));
  }

  /** The bytes of a guest's ArrayBuffer, copied out. */
  private bytes(handle: QuickJSHandle): ArrayBuffer {
    const view = this.context.getArrayBuffer(handle);
    const copy = new Uint8Array(view.value).buffer;
    view.dispose();
    return copy;
  }
}

/** The columns that the guest packs. */
export const COLUMNS = [
  'root', 'codes', 'values', 'sites', 'scopes', 'names', 'operands', 'constants',
  'scopeParents', 'scopeSites', 'scopeKinds', 'derivedParents', 'derivedKeys', 'keys', 'variables',
] as const; // biome-ignore format: a list

/** Strings that are packed as their UTF-16 code units, each with its length in front. */
export function unpackStrings(buffer: ArrayBuffer): string[] {
  const units = new Uint16Array(buffer);
  const strings: string[] = [];
  for (let at = 0; at < units.length; ) {
    const length = units[at]!;
    let text = '';
    for (let i = at + 1; i <= at + length; i += 4096)
      text += String.fromCharCode(...units.subarray(i, Math.min(i + 4096, at + length + 1)));
    strings.push(text);
    at += length + 1;
  }
  return strings;
}
