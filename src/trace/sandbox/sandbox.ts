/**
 * Runs a rewritten program in QuickJS: one fresh runtime for each run, with bounded memory, stack and time and
 * nothing of the host in it. What comes back is typed arrays; no guest value is ever converted in a way that
 * could run the guest's code.
 */
import type {
  QuickJSContext,
  QuickJSHandle,
  QuickJSRuntime,
  QuickJSWASMModule,
} from 'quickjs-emscripten-core';
import { OP_CODES } from '../../engine/index.ts';
import { isStackOverflow } from '../errors.ts';
import type { CallArguments, CallConfig } from '../guest/call.ts';
import type { GuestConfig } from '../guest/main.ts';
import guest from '../guest/main.ts?bundle';
import { HOOKS } from '../instrument/instrument.ts';
import { TensorAnswers } from '../tensors/host.ts';
import { TensorTape } from '../tensors/tape.ts';
import type { LeafOverride } from '../trace.ts';
import { type Kernel, kernelsText } from './kernels.ts';
import { type LinkedModules, ModuleLoader, modulesConfig } from './moduleLoader.ts';
import { loadQuickJS, NoRoom, type Room } from './quickjs.ts';

/** A rewritten program. */
export interface Executable extends LinkedModules {
  readonly kernels: readonly Kernel[];
  readonly nameCount: number;
  readonly weakNames: readonly number[];
  /** The name id of the variable that is the root, 0 for the probe. */
  readonly rootVariable: number;
  /** The first evaluation of the root that is to be kept, from 0. */
  readonly firstEvaluation: number;
  /** Other numbers for leaves, by ascending row. */
  readonly overrides?: readonly LeafOverride[];
  /** Whether it is recorded what each variable is given. */
  readonly assignments?: boolean;
  /** What a person gave of the batch of a network, as the text of a literal; see `setBatch` of the guest. */
  readonly batch?: string;
  /** The function to call when the program has ended. */
  readonly call?: {
    readonly config: CallConfig;
    /** The arguments, as the text of a literal of {@link CallArguments}. */
    readonly args: string;
  };
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

/** How the program ended: by itself, before it began, or at a limit and where that was. */
export type Ending =
  | { readonly kind: 'done' }
  | { readonly kind: 'thrown' | 'too-deep'; readonly thrown: Thrown }
  | { readonly kind: 'unsettled'; readonly site: number }
  | { readonly kind: 'unparsed'; readonly thrown: Thrown }
  | { readonly kind: 'time' | 'memory' | 'stack' | 'operations'; readonly site: number };

/** Told while the program runs, because it may never end. */
export interface Watcher {
  /** A statement of the top level begins. */
  readonly reached: (site: number) => void;
  /** The program has ended; its result will be packed. */
  readonly ended: () => void;
}

/** What the guest packed, by name; see `finish` in guest/main.ts. */
export type Recording = ReadonlyMap<string, ArrayBuffer>;

export interface Run {
  /** How it ended: the program, or what was computed after it. */
  readonly ending: Ending;
  /** Where something was: how the program ended, if not at its end. */
  readonly before?: Ending | undefined;
  /** What the selected object stands for could not be computed, as `ending` says. */
  readonly isInconclusive?: boolean;
  /** Present where the program ended by itself. */
  readonly recording: Recording | undefined;
  readonly tensors: TensorTape;
  /** What the program printed. */
  readonly printed: string;
  /** The sandbox cannot be used again: the program was stopped in the middle of something. */
  readonly isSpent: boolean;
}

/** About 10,000 calls deep, as in V8. The thread must have room for them. */
const STACK_BYTES = 2 * 1024 * 1024;
/** After the program's time is up, packing the result may still take this long. */
const PACKING_MILLISECONDS = 2000;

/** What leaves a recording, and what leaves the sandbox in the middle of something. */
const END_BY_ITSELF: ReadonlySet<Ending['kind']> = new Set(['done', 'thrown', 'too-deep', 'unsettled']);
const LIMITS: ReadonlySet<Ending['kind']> = new Set(['time', 'memory', 'stack', 'operations']);

export class Sandbox {
  private readonly module: QuickJSWASMModule;
  private readonly room: Room;
  private readonly stackBytes: number;

  private constructor(module: QuickJSWASMModule, room: Room, stackBytes: number) {
    this.module = module;
    this.room = room;
    this.stackBytes = stackBytes;
  }

  /**
   * @param wasm the compiled QuickJS, as in the package's `emscripten-module.wasm`.
   * @param megabytes what programs may use.
   * @param stackBytes how deep they may call; more than the thread has room for ends a run without a result.
   */
  static async load(wasm: ArrayBuffer, megabytes: number, stackBytes = STACK_BYTES): Promise<Sandbox> {
    const { module, room } = await loadQuickJS(wasm, megabytes);
    return new Sandbox(module, room, stackBytes);
  }

  run(program: Executable, limits: Limits, watcher: Watcher = { reached() {}, ended() {} }): Run {
    const runtime = this.module.newRuntime();
    runtime.setMaxStackSize(this.stackBytes);
    const context = runtime.newContext();
    return new Execution(runtime, context, this.room, program, limits, watcher).run();
  }
}

/** A call into the guest failed that cannot fail with room and time enough. */
class HelperFailed extends Error {}

/** One run, from the empty context to the packed result. */
class Execution {
  private readonly runtime: QuickJSRuntime;
  private readonly context: QuickJSContext;
  private readonly room: Room;
  private readonly program: Executable;
  private readonly limits: Limits;
  private readonly watcher: Watcher;
  private readonly handles: QuickJSHandle[] = [];
  private readonly tensors: TensorTape;
  private deadline = 0;
  private isLate = false;
  /** The statement of the top level that began last; undefined before the program runs. */
  private reached: number | undefined;
  /** Where the tensors needed more memory than there is: the program may catch that, and go on for a while. */
  private overAt: number | undefined;

  constructor(
    runtime: QuickJSRuntime,
    context: QuickJSContext,
    room: Room,
    program: Executable,
    limits: Limits,
    watcher: Watcher,
  ) {
    this.runtime = runtime;
    this.context = context;
    this.room = room;
    this.program = program;
    this.limits = limits;
    this.watcher = watcher;
    this.tensors = new TensorTape(limits.megabytes * 1024 * 1024);
  }

  run(): Run {
    try {
      return this.runAndPack();
    } catch (error) {
      // QuickJS does not look at every allocation that fails.
      const isLimit = [HelperFailed, NoRoom, WebAssembly.RuntimeError].some((one) => error instanceof one);
      const isTooDeep = isStackOverflow(error);
      if (!isLimit && !isTooDeep) throw error;
      // The program has left no room, or no time, for its own result.
      return {
        ending: { kind: isTooDeep ? 'stack' : this.isLate ? 'time' : 'memory', site: this.reached ?? 0 },
        recording: undefined,
        tensors: this.tensors,
        printed: '',
        isSpent: true,
      };
    }
  }

  private runAndPack(): Run {
    const { runtime, context, program, limits } = this;
    runtime.setInterruptHandler(() => {
      this.isLate ||= performance.now() > this.deadline;
      return this.isLate || this.isOutOfMemory;
    });
    this.deadline = performance.now() + limits.milliseconds;
    const loader = new ModuleLoader(runtime, context, program);

    const config: Omit<GuestConfig, 'batch'> = {
      codes: OP_CODES,
      names: program.nameCount,
      weakNames: program.weakNames,
      operations: limits.operations,
      rootVariable: program.rootVariable,
      firstEvaluation: program.firstEvaluation,
      overrides: (program.overrides ?? []).map(({ row, value }) => ({
        row,
        text: Object.is(value, -0) ? '-0' : String(value),
      })),
      assignments: program.assignments ?? false,
      modules: modulesConfig(program),
    };
    // In a function, so that the program sees none of it.
    const text = guest.replace('KERNELS', () => kernelsText(program.kernels));
    const start = this.value(context.evalCode(`(()=>{${text};return guest.start})()`, 'gradient-graph'));
    const argument = this.value(
      context.evalCode(`({...${JSON.stringify(config)},batch:${program.batch ?? '[]'}})`, 'gradient-graph'),
    );
    const host = this.keep(loader.host());
    context
      .newFunction('reached', (site) => {
        this.reached = context.getNumber(site);
        this.watcher.reached(this.reached);
      })
      .consume((reached) => context.setProp(host, 'reached', reached));
    const outOfMemory = () => {
      this.overAt ??= this.state(hooks).site;
    };
    new TensorAnswers(context, this.tensors, outOfMemory).handOut(host);
    const hooks = this.value(context.callFunction(start, context.undefined, argument, host));
    const call = program.call && {
      config: this.value(context.evalCode(`(${JSON.stringify(program.call.config)})`, 'gradient-graph')),
      args: this.value(context.evalCode(`(${program.call.args})`, 'gradient-graph')),
    };
    const helpers = this.keep(context.getProp(hooks, 'helpers'));
    const handOut = () =>
      context.defineProp(context.global, HOOKS, { value: helpers, configurable: true, enumerable: false });
    handOut();
    const names = unpackStrings(this.callHook(hooks, 'helperNames'));
    this.value(context.evalCode(loader.importHelpers(names), 'gradient-graph', { type: 'module' }));
    // A script takes them itself.
    if (program.modules.get(program.entry)?.format === 'script') handOut();

    // Setting all this up was not the program's time.
    this.deadline = performance.now() + limits.milliseconds;
    let failure = this.execute(hooks);
    let before: Ending | undefined;
    let isInconclusive = false;
    const own = this.isLate ? undefined : this.ending(failure, false, hooks);
    // What the program has left can be used, however it ended.
    if (own && END_BY_ITSELF.has(own.kind)) {
      const after = call ? this.call(hooks, call.config, call.args) : this.conclude(hooks);
      isInconclusive = !call && after !== undefined;
      if (call || isInconclusive) {
        before = own.kind === 'done' ? undefined : own;
        failure = after;
      }
    }
    this.watcher.ended();
    const wasLate = this.isLate;
    this.isLate = false;
    this.deadline = performance.now() + PACKING_MILLISECONDS;

    const ending = this.ending(failure, wasLate, hooks);
    const recording = END_BY_ITSELF.has(ending.kind) ? this.pack(hooks) : undefined;
    const printed = unpackStrings(this.callHook(hooks, 'printed'))[0] ?? '';
    const isSpent = LIMITS.has(ending.kind) || !this.dispose();
    return { ending, before, isInconclusive, recording, tensors: this.tensors, printed, isSpent };
  }

  /** Beside what QuickJS counts: where it is found, the program is stopped. */
  private get isOutOfMemory(): boolean {
    return this.tensors.isOver || this.room.isFull;
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
  private execute(hooks: QuickJSHandle): QuickJSHandle | 'unsettled' | undefined {
    const { context } = this;
    const { entry, modules } = this.program;
    const code = modules.get(entry)!;
    const text = 'text' in code ? code.text : '';
    const result =
      code.format === 'commonjs'
        ? context.callFunction(this.keep(context.getProp(hooks, 'run')), context.undefined)
        : context.evalCode(text, entry, { type: code.format === 'module' ? 'module' : 'global' });
    if (result.error) return this.keep(result.error);
    const value = this.keep(result.value);
    const failure = this.doPending() ?? (code.format === 'module' ? this.settled(value).failure : undefined);
    return failure ?? this.rejected(hooks);
  }

  /** Why a promise of the top level failed that nobody waits for; undefined where none did. */
  private rejected(hooks: QuickJSHandle): QuickJSHandle | undefined {
    const { context } = this;
    const left = this.value(
      context.callFunction(this.keep(context.getProp(hooks, 'left')), context.undefined),
    );
    const count = context.getNumber(this.keep(context.getProp(left, 'length')));
    for (let i = 0; i < count; i++) {
      const state = context.getPromiseState(this.keep(context.getProp(left, i)));
      if (state.type === 'rejected') return this.keep(state.error);
      if (state.type === 'fulfilled' && !state.notAPromise) state.value.dispose();
    }
    return undefined;
  }

  /** Does everything that was left to do later. The error, if there was one. */
  private doPending(): QuickJSHandle | undefined {
    const { runtime } = this;
    while (runtime.hasPendingJob() && !this.isLate) {
      const jobs = runtime.executePendingJobs(1000);
      if (jobs.error) return this.keep(jobs.error);
      jobs.dispose();
    }
    return undefined;
  }

  /** What a promise was settled with, or the value itself where it is none. */
  private settled(value: QuickJSHandle): { value?: QuickJSHandle; failure?: QuickJSHandle | 'unsettled' } {
    const state = this.context.getPromiseState(value);
    if (state.type === 'pending') return { failure: 'unsettled' };
    if (state.type === 'rejected') return { failure: this.keep(state.error) };
    return { value: state.notAPromise ? value : this.keep(state.value) };
  }

  /** Computes what the selected object stands for. The error, if there was one. */
  private conclude(hooks: QuickJSHandle): QuickJSHandle | undefined {
    const conclude = this.keep(this.context.getProp(hooks, 'conclude'));
    const result = this.context.callFunction(conclude, this.context.undefined);
    if (result.error) return this.keep(result.error);
    result.value.dispose();
    return undefined;
  }

  /** Calls the selected function, waits for a promise that it returns, and notes the result. */
  private call(
    hooks: QuickJSHandle,
    config: QuickJSHandle,
    args: QuickJSHandle,
  ): QuickJSHandle | 'unsettled' | undefined {
    const { context } = this;
    const invoke = this.keep(context.getProp(hooks, 'invoke'));
    const result = context.callFunction(invoke, context.undefined, config, args);
    if (result.error) return this.keep(result.error);
    const returned = this.keep(result.value);
    const failed = this.doPending();
    if (failed) return failed;
    const { value, failure } = this.settled(returned);
    if (!value) return failure;
    const note = this.keep(context.getProp(hooks, 'returned'));
    this.value(context.callFunction(note, context.undefined, value));
    return undefined;
  }

  private ending(
    failure: QuickJSHandle | 'unsettled' | undefined,
    wasLate: boolean,
    hooks: QuickJSHandle,
  ): Ending {
    const { isFull, site } = this.state(hooks);
    if (isFull) return { kind: 'operations', site };
    if (this.isOutOfMemory) return { kind: 'memory', site: this.overAt ?? site };
    if (wasLate) return { kind: 'time', site };
    if (failure === undefined) return { kind: 'done' };
    if (failure === 'unsettled') return { kind: 'unsettled', site: this.reached ?? 0 };
    const [name = '', message = '', stack = ''] = unpackStrings(
      this.callHook(hooks, 'describeThrown', failure),
    );
    if (name === 'InternalError' && message === 'out of memory') return { kind: 'memory', site };
    const thrown = { name, message, stack };
    // What is wrong between two modules is nowhere in particular.
    if (name === 'SyntaxError' && this.reached === undefined && stack !== '')
      return { kind: 'unparsed', thrown };
    if (name === 'InternalError' && message === 'stack overflow') return { kind: 'too-deep', thrown };
    return { kind: 'thrown', thrown };
  }

  /** Whether the tape is full, and where the program is, or was then. */
  private state(hooks: QuickJSHandle): { readonly isFull: boolean; readonly site: number } {
    const [isFull, inside] = new Float64Array(this.callHook(hooks, 'state')) as unknown as [number, number];
    // Outside of calls and loops, the statement is all that is known.
    return { isFull: isFull !== 0, site: inside || (this.reached ?? 0) };
  }

  private pack(hooks: QuickJSHandle): Recording {
    const { context } = this;
    const finish = this.keep(context.getProp(hooks, 'finish'));
    const packed = this.value(context.callFunction(finish, context.undefined));
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
  'evaluations', 'call', 'batch',
  'callTexts', 'words', 'values', 'constants', 'names', 'strengths', 'derivedParents',
  'derivedKeys', 'keys', 'variables', 'callSites',
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
