/**
 * The debug adapter: what the protocol asks, in which order it may be asked, and what is answered. Each request is
 * checked and gets exactly one response; each move of the walk ends in one `stopped` event. The walk itself, its
 * breakpoints and its variables live in the files around this one.
 */
import {
  ContinuedEvent,
  Event,
  InitializedEvent,
  InvalidatedEvent,
  OutputEvent,
  TerminatedEvent,
} from '@vscode/debugadapter';
import { formatNumber } from '../../notation/numbers.ts';
import type { LeafOverride, Trace } from '../../trace/trace.ts';
import { counterpart } from '../counterpart.ts';
import { type Direction, Runtime, type Stop } from '../runtime.ts';
import { AnsweringSession, type Handlers, type Turn } from './answering.ts';
import { type LaunchArguments, RequestError } from './arguments.ts';
import { BreakpointBook } from './breakpoints.ts';
import { describe } from './exceptions.ts';
import type { Frame } from './frames.ts';
import type { DebugHost } from './host.ts';
import { breakpointLocations, Inspection } from './inspection.ts';
import { CAPABILITIES } from './lifecycle.ts';
import { type Base, Positions } from './positions.ts';

/** The only thread. */
const THREAD = 1;

/** A shorter evaluation shows no progress. */
const PROGRESS_AFTER_MS = 500;

/** A program under the debugger. */
interface Debuggee {
  readonly launch: LaunchArguments;
  /** What the person has changed, by ascending row. */
  readonly overrides: readonly LeafOverride[];
  readonly runtime: Runtime;
  readonly positions: Positions;
}

export class BackpropSession extends AnsweringSession {
  readonly #host: DebugHost;
  readonly #book = new BreakpointBook();
  #base: Base = { line: 1, column: 1 };
  #hasProgress = false;
  #hasInvalidated = false;
  #debuggee: Debuggee | undefined;
  #inspection: Inspection | undefined;
  #isConfigured = false;
  /** The evaluation under way, and the request that waits for it. */
  #evaluation: { readonly request: number; readonly abort: AbortController } | undefined;

  constructor(host: DebugHost) {
    super();
    this.#host = host;
  }

  protected override failed(error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    this.sendEvent(new OutputEvent(`The debugger made a mistake, please report it: ${text}\n`, 'stderr'));
    this.#terminate();
  }

  override dispose(): void {
    this.#end();
  }

  protected override readonly handlers: Handlers = {
    initialize: (given) => {
      if (given.pathFormat !== 'path')
        throw new RequestError('Paths are what this adapter understands, not URIs.');
      this.#base = { line: given.linesStartAt1 ? 1 : 0, column: given.columnsStartAt1 ? 1 : 0 };
      this.#hasProgress = given.supportsProgressReporting;
      this.#hasInvalidated = given.supportsInvalidatedEvent;
      this.phase = 'initialized';
      return CAPABILITIES;
    },
    launch: async (launch, turn) => {
      this.phase = 'launching';
      try {
        await this.#load(launch, [], turn.seq);
      } catch (error) {
        if (this.phase === 'launching') this.phase = 'initialized';
        throw error;
      }
      turn.after(() => {
        this.sendEvent(new InitializedEvent());
        this.phase = 'configuring';
        if (this.#isConfigured) this.#start();
      });
    },
    configurationDone: (_, turn) => {
      this.#isConfigured = true;
      if (this.phase === 'configuring') turn.after(() => this.#start());
    },
    restart: async ({ arguments: fresh }, turn) => {
      this.#debuggee!.runtime.pause();
      await this.#load(fresh ?? this.#debuggee!.launch, [], turn.seq);
      if (this.phase === 'stopped') this.#goOn();
      turn.after(() => {
        if (this.#isConfigured) this.#start();
      });
    },
    terminate: (_, turn) => void turn.after(() => this.#terminate()),
    disconnect: (_, turn) => {
      this.#end();
      // A process of its own ends with its only session; inside of an editor nothing else happens.
      turn.after(() => this.shutdown());
    },
    cancel: ({ requestId, progressId }) => {
      const running = this.#evaluation;
      if (running && (requestId === running.request || progressId === progressOf(running.request)))
        running.abort.abort();
    },

    setBreakpoints: ({ source, breakpoints }) => {
      if (source.path === undefined) throw new RequestError('setBreakpoints: the source has no path.');
      return { breakpoints: this.#book.setSource(source.path, breakpoints) };
    },
    breakpointLocations: ({ source, line, endLine }) => {
      const file = this.#debuggee?.positions.fileOf(source.path);
      if (!this.#debuggee || file === undefined) return { breakpoints: [] };
      const { runtime, positions } = this.#debuggee;
      return { breakpoints: breakpointLocations(runtime, positions, file, line, endLine ?? line) };
    },
    setExceptionBreakpoints: (given) => ({ breakpoints: this.#book.setFilters(given) }),
    dataBreakpointInfo: (given) => this.#stopped.dataBreakpointInfo(given),
    setDataBreakpoints: ({ breakpoints }) => ({ breakpoints: this.#book.setGradients(breakpoints) }),

    threads: () => {
      const { runtime } = this.#debuggee ?? {};
      return { threads: runtime ? [{ id: THREAD, name: `∂${runtime.names[runtime.trace.root]}` }] : [] };
    },
    continue: (_, turn) => {
      turn.after(() => this.#run((runtime) => runtime.run('onward')));
      return { allThreadsContinued: true };
    },
    reverseContinue: (_, turn) => void turn.after(() => this.#run((runtime) => runtime.run('back'))),
    stepOut: (_, turn) => void turn.after(() => this.#run((runtime) => runtime.stepOut())),
    next: ({ granularity }, turn) => this.#step(turn, 'onward', granularity === 'instruction'),
    stepBack: ({ granularity }, turn) => this.#step(turn, 'back', granularity === 'instruction'),
    stepIn: ({ targetId }, turn) => {
      if (targetId === undefined) return this.#step(turn, 'onward', true);
      const stop = this.#stopped.runtime.stepAlong(targetId);
      if (!stop) throw new RequestError(`There is no operand ${targetId} to step into.`);
      turn.after(() => this.#halt(stop));
    },
    stepInTargets: ({ frameId }) => ({ targets: this.#stopped.stepInTargets(frameId) }),
    pause: () => this.#debuggee!.runtime.pause(),
    restartFrame: ({ frameId }, turn) => this.#jump(turn, this.#stopped.beginning(frameId)),
    gotoTargets: (given) => ({ targets: this.#stopped.gotoTargets(given) }),
    goto: ({ targetId }, turn) => this.#jump(turn, this.#stopped.target(targetId)),
    moveTo: ({ visit }, turn) => {
      const { walk } = this.#stopped.runtime;
      // The client did not ask for this.
      this.#goOn();
      this.#jump(turn, walk.atVisit(Math.min(visit, walk.length('backward'))));
    },

    stackTrace: ({ startFrame, levels }) => {
      const { frames } = this.#stopped;
      return { stackFrames: frames.list(startFrame, levels), totalFrames: frames.total };
    },
    scopes: ({ frameId }) => ({ scopes: this.#stopped.variables.scopes(this.#stopped.frame(frameId)) }),
    variables: ({ variablesReference, filter, start, count }) => {
      const variables = this.#stopped.variables.list(variablesReference, filter, start, count);
      if (!variables) throw new RequestError(`There are no variables ${variablesReference} at this stop.`);
      return { variables };
    },
    setVariable: ({ variablesReference, name, value }, turn) => {
      const found = this.#stopped.variables.find(variablesReference, name);
      if (!found?.isValue)
        throw new RequestError(`${name} is no variable of the program that could be changed.`, true);
      return this.#change(found.path, value, found.frame, turn);
    },
    setExpression: ({ expression, value, frameId }, turn) =>
      this.#change(expression, value, this.#stopped.frame(frameId), turn),
    evaluate: (given) => this.#stopped.evaluate(given),
    completions: ({ text, column, frameId }) => {
      const { column: base } = this.#base;
      return { targets: this.#stopped.completions(text, Math.floor(column) - base, base, frameId) };
    },
    exceptionInfo: () => this.#stopped.exceptionInfo(),
    inlineValues: ({ path }) => ({ values: this.#stopped.inlineValues(path) }),
    loadedSources: () => ({ sources: this.#debuggee!.positions.sources }),
    source: ({ source }) => {
      const { positions } = this.#debuggee!;
      const file = positions.fileOf(source?.path);
      if (file === undefined) throw new RequestError('The program does not use this file.');
      return { content: positions.textOf(file), mimeType: 'text/typescript' };
    },
  };

  /** Evaluates the program with another number for one of its inputs, and stands where it stood. */
  async #change(expression: string, text: string, frame: Frame, turn: Turn) {
    const { launch, overrides, runtime } = this.#debuggee!;
    const { stop } = this.#stopped;
    const changed = this.#stopped.override(expression, text, frame);
    const others = overrides.filter(({ row }) => row !== changed.row);
    this.phase = 'running';
    try {
      await this.#load(
        launch,
        [...others, changed].sort((a, b) => a.row - b.row),
        turn.seq,
      );
    } finally {
      if (this.phase === 'running') this.phase = 'stopped';
    }
    const { runtime: fresh, positions } = this.#debuggee!;
    // What stopped it may be gone with the number: an exception is told at the stop that it made.
    const now = fresh.goTo(
      counterpart(runtime.place, runtime.walk, fresh.walk),
      stop.reason === 'end' ? 'end' : 'goto',
    );
    this.#inspection = new Inspection(fresh, positions, now);
    if (!this.#hasInvalidated) this.#goOn();
    turn.after(() => {
      this.#host.moved(fresh, fresh.place);
      if (this.#hasInvalidated) this.sendEvent(new InvalidatedEvent(['all']));
      else this.#halt({ ...now, reason: 'goto' });
    });
    return { value: fresh.write(changed.value), type: 'number', variablesReference: 0 };
  }

  get #stopped(): Inspection {
    return this.#inspection!;
  }

  /** Evaluates the program and gets ready to walk it. Rejects with the sentence of a failure. */
  async #load(launch: LaunchArguments, overrides: readonly LeafOverride[], request: number): Promise<void> {
    const abort = new AbortController();
    this.#evaluation = { request, abort };
    const done = this.#showProgress(request);
    const outcome = await this.#host.evaluate(launch, overrides, abort.signal);
    this.#evaluation = undefined;
    done();
    if (this.phase === 'ended') throw new RequestError('cancelled');
    if (!outcome.ok) {
      const { code, message } = outcome.error;
      throw code === 'cancelled' ? new RequestError('cancelled') : new RequestError(message, true);
    }
    this.#take(launch, overrides, outcome.trace);
  }

  #take(launch: LaunchArguments, overrides: readonly LeafOverride[], trace: Trace): void {
    const runtime = new Runtime(trace, launch.pass === 'forward then backward');
    const positions = new Positions(trace, runtime.sites.lines, this.#base, (file, path) =>
      this.#host.clientPath(file, path),
    );
    runtime.onLog = ({ text, node }) => {
      const { line, column, source } = positions.located(trace.spanOf(node));
      this.sendEvent(new Event('output', { category: 'console', output: `${text}\n`, line, column, source }));
    };
    this.#debuggee = { launch, overrides, runtime, positions };
    for (const breakpoint of this.#book.bind({ runtime, positions }))
      this.sendEvent(new Event('breakpoint', { reason: 'changed', breakpoint }));
  }

  #showProgress(request: number): () => void {
    if (!this.#hasProgress) return () => {};
    const progressId = progressOf(request);
    let isShown = false;
    const timer = setTimeout(() => {
      isShown = true;
      const title = 'Evaluating the program';
      this.sendEvent(
        new Event('progressStart', { progressId, title, requestId: request, cancellable: true }),
      );
    }, PROGRESS_AFTER_MS);
    return () => {
      clearTimeout(timer);
      if (isShown) this.sendEvent(new Event('progressEnd', { progressId }));
    };
  }

  /** The walk begins: at its first place, or with a run. */
  #start(): void {
    const { launch, runtime } = this.#debuggee!;
    const { graph, root, thrown } = runtime.trace;
    const nodes = graph.size.toLocaleString('en-US');
    const visits = runtime.walk.length('backward').toLocaleString('en-US');
    this.#print(
      `${runtime.names[root]} = ${formatNumber(graph.value(root))}: ${nodes} nodes, ${visits} visits.`,
    );
    if (thrown) this.#print(`After it was evaluated, the program stopped: ${thrown.message}.`);
    if (launch.noDebug) this.#terminate();
    else if (launch.stopOnEntry) this.#halt(runtime.goTo(runtime.walk.first, 'entry'));
    else this.#run(() => runtime.run('onward'));
  }

  #print(line: string): void {
    this.sendEvent(new OutputEvent(`${line}\n`, 'console'));
  }

  /** One visit, or one contribution. Behind the end the session is over; before the beginning nothing moves. */
  #step(turn: Turn, direction: Direction, isSmall: boolean): void {
    const { runtime, stop } = this.#stopped;
    const next = runtime.step(direction, isSmall ? 'contribution' : 'visit');
    turn.after(() => {
      if (next) this.#halt(next);
      else if (direction === 'back') this.#halt(runtime.goTo(runtime.walk.first, 'entry'));
      else if (stop.reason === 'end') this.#terminate();
      else this.#halt(runtime.goTo(runtime.walk.last, 'end'));
    });
  }

  #jump(turn: Turn, place: Runtime['place']): void {
    const stop = this.#stopped.runtime.goTo(place, 'goto');
    turn.after(() => this.#halt(stop));
  }

  /** Lets the walk run; at its very end, the session is over with the second wish to go on. */
  #run(travel: (runtime: Runtime) => Promise<Stop>): void {
    const { runtime } = this.#debuggee!;
    const wasAtEnd = this.#inspection?.stop.reason === 'end';
    this.phase = 'running';
    travel(runtime).then(
      (stop) => {
        if (this.phase !== 'running' || this.#debuggee?.runtime !== runtime) return;
        if (wasAtEnd && stop.reason === 'end') this.#terminate();
        else this.#halt(stop);
      },
      (error: unknown) => this.failed(error),
    );
  }

  /**
   * Says that the walk left its stop, where the request itself does not: a client that hears of two stops in a row
   * keeps the first. Before the response, because VS Code may take two events that follow each other for one moment.
   */
  #goOn(): void {
    this.sendEvent(new ContinuedEvent(THREAD, true));
  }

  /** Stands still, and says so. */
  #halt(stop: Stop): void {
    const { runtime, positions } = this.#debuggee!;
    this.phase = 'stopped';
    this.#inspection = new Inspection(runtime, positions, stop);
    this.#host.moved(runtime, runtime.place);
    const ids = stop.breakpoints.map(({ id }) => id);
    this.sendEvent(
      new Event('stopped', {
        reason: stop.reason,
        description: stop.description,
        threadId: THREAD,
        allThreadsStopped: true,
        ...(stop.filter ? { text: describe(runtime, stop.filter) } : {}),
        ...(ids.length > 0 ? { hitBreakpointIds: ids } : {}),
      }),
    );
  }

  #terminate(): void {
    if (this.phase === 'ended') return;
    this.#end();
    this.sendEvent(new TerminatedEvent());
  }

  #end(): void {
    if (this.phase === 'ended') return;
    this.phase = 'ended';
    this.#evaluation?.abort.abort();
    this.#book.bind(undefined);
    if (!this.#debuggee) return;
    this.#debuggee.runtime.pause();
    this.#host.moved(this.#debuggee.runtime, undefined);
    this.#debuggee = undefined;
    this.#inspection = undefined;
  }
}

const progressOf = (request: number) => `evaluation-${request}`;
