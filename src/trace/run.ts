/** The whole way from a request to a trace, in one thread: parse, select, rewrite, erase, run, read. */
import { Graph, sweep } from '../engine/index.ts';
import {
  about,
  explainThrown,
  fail,
  isStackOverflow,
  STOPS,
  type TraceError,
  TraceFailure,
  traceError,
  UNREAD,
} from './errors.ts';
import type { ProgramFiles } from './files.ts';
import { Disk } from './modules/disk.ts';
import { Library } from './modules/library.ts';
import { type Linked, link } from './modules/link.ts';
import { type Loaded, Loader } from './modules/load.ts';
import { Resolver } from './modules/resolve.ts';
import type { Program } from './program.ts';
import { Reader } from './recording/read.ts';
import type { Ending, Limits, Run, Sandbox, Thrown } from './sandbox/sandbox.ts';
import { Batch } from './selection/batch.ts';
import { Call, type CallData } from './selection/call.ts';
import { chooseRoot, Evaluations } from './selection/root.ts';
import { type Selection, select, selectVariable, type Target } from './selection/select.ts';
import { isFunction, nameSpan } from './syntax/ast.ts';
import { lowerFirst } from './syntax/parse.ts';
import type { LeafOverride, SourceSpan, TraceData } from './trace.ts';

export interface TraceRequest {
  /** Tells the dialect by its extension, and where imports lead; see {@link ProgramFiles}. */
  readonly path: string;
  readonly source: string;
  /** Offsets in the source, or the name of a top-level variable. */
  readonly selection: Selection | { readonly variable: string };
  readonly limits: Limits;
  /** Which of the selection's evaluations, from 1; the last one without it. */
  readonly evaluation?: number;
  /** Of an array or object of numbers: `[0]`, `.loss`, or `sum`; without it, what stands to reason. */
  readonly component?: string;
  /**
   * What a person gave a selected function, by its key (`f`, `Net.forward`; `*` for any): the text of each argument,
   * null or '' for one that is to be found elsewhere.
   */
  readonly arguments?: Readonly<Record<string, readonly (string | null)[]>>;
  /** Other numbers for inputs, by ascending row; the rows are those of the trace with the overrides before. */
  readonly overrides?: readonly LeafOverride[];
  /** Whether to record what each variable was given in each call, and where each call stands: see {@link TraceData}. */
  readonly assignments?: boolean;
}

export type TraceAnswer =
  | { readonly ok: true; readonly data: TraceData }
  | { readonly ok: false; readonly error: TraceError };

/** What is told while a request is worked on. */
export interface Progress {
  /** The program has been read, from these files, and begins to run. */
  readonly running: (paths: readonly string[]) => void;
  /** A statement of the program begins. */
  readonly reached: (place: SourceSpan) => void;
  /** The program has ended; its recording is read. */
  readonly ran: () => void;
  /** The recording has been read; its graph is walked backward once. */
  readonly walking: () => void;
  /** The sandbox cannot be used again. */
  readonly spent: () => void;
}

/** Answers requests in one sandbox. It remembers its last run, for other evaluations and components of it. */
export class Tracer {
  private readonly library = new Library();
  private last: { readonly request: TraceRequest; readonly recorded: Recorded } | undefined;

  async answer(
    sandbox: Sandbox,
    request: TraceRequest,
    files: ProgramFiles,
    progress: Progress,
  ): Promise<TraceAnswer> {
    try {
      return { ok: true, data: await this.trace(sandbox, request, files, progress) };
    } catch (error) {
      if (error instanceof TraceFailure) return { ok: false, error: error.error };
      if (isStackOverflow(error)) return { ok: false, error: traceError('too-nested') };
      throw error;
    }
  }

  private async trace(
    sandbox: Sandbox,
    request: TraceRequest,
    files: ProgramFiles,
    progress: Progress,
  ): Promise<TraceData> {
    const { evaluation, path, source } = request;
    const { last, library } = this;
    library.begin();
    const disk = new Disk(files);
    const loaded = await new Loader(disk, new Resolver(disk), library).load({ path, text: source });
    if (last && isSameRun(last.request, request) && isSameProgram(last.recorded.loaded, loaded)) {
      const data = about(last.recorded.call, () => read(last.recorded, request));
      if (data) return withinReach(data, progress);
    }
    this.last = undefined;
    let recorded = record(sandbox, request, loaded, library, 0, progress);
    const { call } = recorded;
    let data = about(call, () => read(recorded, request));
    if (!data) {
      // There were so many that the wanted one was not kept: the same program runs the same way again.
      const first = Math.max(0, evaluation! - 1 - (recorded.evaluations.kept >> 1));
      recorded = record(sandbox, request, loaded, library, first, progress);
      data = read(recorded, request);
    }
    if (data!.evaluation.count > 1 || data!.component) this.last = { request, recorded };
    return withinReach(data!, progress);
  }
}

/**
 * Walks a graph of tensors backward, where it can be stopped: one visit may take any number of multiplications, and
 * whoever shows the graph walks it in a thread that others need.
 */
function withinReach(data: TraceData, progress: Progress): TraceData {
  if (data.columns.tensors) {
    progress.walking();
    sweep(Graph.fromColumns(data.columns), data.root);
  }
  return data;
}

/** Whether the two only ask for different numbers of the same run. */
function isSameRun(a: TraceRequest, b: TraceRequest): boolean {
  const run = ({ evaluation: _, component: __, ...rest }: TraceRequest) =>
    // Numbers as text: JSON takes NaN and the infinities for one.
    JSON.stringify(rest, (_key, part) => (typeof part === 'number' ? `${1 / part} ${part}` : part));
  return a.source === b.source && run(a) === run(b);
}

/** Whether the files that are imported are the same as before; the library keeps what has not changed. */
function isSameProgram(a: Loaded, b: Loaded): boolean {
  return (
    a.modules.length === b.modules.length && a.modules.every((one, at) => at === 0 || one === b.modules[at])
  );
}

/** A program that has run, and what was selected in it. */
interface Recorded {
  readonly loaded: Loaded;
  readonly evaluations: Evaluations;
  readonly reader: Reader;
  readonly rootName: string;
  /** The selection's text in quotes, and where it stands. */
  readonly what: string;
  readonly span: SourceSpan;
  /** Of an imported variable, what it is imported from. */
  readonly importedFrom: string | undefined;
  readonly thrown: TraceData['thrown'];
  readonly unrecorded: SourceSpan | undefined;
  readonly call: CallData | undefined;
  /** Numbers on rows before this one are inputs of the selected function. */
  readonly rowsBefore: number;
}

/** @param firstEvaluation the first evaluation of the selection that is to be kept, from 0. */
function record(
  sandbox: Sandbox,
  { source, selection, limits, arguments: given = {}, overrides = [], assignments = false }: TraceRequest,
  loaded: Loaded,
  library: Library,
  firstEvaluation: number,
  progress: Progress,
): Recorded {
  const { file, bindings } = loaded.modules[0]!.parsed();
  const target =
    'variable' in selection
      ? selectVariable(file, bindings, selection.variable)
      : select(file, source, bindings, selection);
  const what = describe(target, source);
  const span = targetSpan(target);
  const callable = target.kind === 'function' ? target.callable : undefined;
  if (callable?.fn.async && callable.fn.generator) fail('is-async-generator', what, span);
  const call = callable && new Call(callable, file, source, given[callable.key] ?? given['*'] ?? []);
  refuseSurplus(what, span, given['*']?.length ?? 0, call?.length);
  const variable = target.kind === 'variable' ? target.binding : undefined;
  const batch = new Batch(what, given);
  const isImported = variable?.kind === 'import';
  // What TypeScript imports and never uses is gone with the types.
  if (isImported && !loaded.modules[0]!.shape.imported.has(variable)) fail('never-evaluated', what, span);
  const watched = {
    ...(target.kind === 'expression' && { probe: target.node }),
    ...(callable && { callable }),
    ...(variable && { variable }),
    ...(isImported && { imported: variable }),
  };
  const linked = link(loaded, library, watched, assignments);
  const { program, executable } = linked;
  progress.running(program.sources.map(({ path }) => path));
  const run = sandbox.run(
    {
      ...executable,
      rootVariable: variable && !isImported ? variable.id : 0,
      firstEvaluation,
      overrides,
      assignments,
      batch: batch.literal,
      ...(call && { call: { config: call.config, args: call.literal } }),
    },
    limits,
    { reached: (site) => progress.reached(program.siteSpan(site)), ended: progress.ran },
  );
  if (run.isSpent) progress.spent();
  const { recording } = run;
  if (!recording) return about(call?.unread(), () => failed(run, limits, linked));
  const { data = batch.read(recording), rowsBefore, isReached } = call?.read(recording, program) ?? {};
  const stop = stopOf(run.ending, program);
  if (run.isInconclusive && stop) {
    const error = traceError('no-loss', `${what}: ${stop.message}`, stop.span);
    about(data, () => {
      throw new TraceFailure(inFile(error, program));
    });
  }
  const evaluations = new Evaluations(recording);
  if (evaluations.count === 0 || isReached === false) {
    const first = variable && program.initializer(variable.id);
    if (first && isFunction(first.it)) fail('is-function', what, span);
    about(data, () => stoppedBefore(run, isReached === true ? `${what}: ` : '', linked));
    fail('never-evaluated', what, span, data);
  }
  return {
    loaded,
    evaluations,
    reader: new Reader(recording, run.tensors, program, limits.operations, assignments),
    rootName: variable?.name ?? callable?.name ?? '',
    what,
    span,
    importedFrom: variable && loaded.modules[0]!.shape.imported.get(variable)?.specifier,
    thrown: stop ?? (run.before && stopOf(run.before, program)),
    unrecorded: bindings.textRunner && nameSpan(bindings.textRunner),
    call: data,
    rowsBefore: rowsBefore ?? 0,
  };
}

/** What was remembered of a function may be too much after an edit; what is given for this call may not. */
function refuseSurplus(
  what: string,
  span: SourceSpan | undefined,
  given: number,
  wanted: number | undefined,
): void {
  if (given <= (wanted ?? 0)) return;
  const takes =
    wanted === undefined
      ? 'is not called, so it takes no arguments'
      : `takes ${wanted === 0 ? 'no arguments' : wanted === 1 ? 'one argument' : `${wanted} arguments`}`;
  fail('surplus-arguments', `${what} ${takes}, and ${given} ${given === 1 ? 'is' : 'are'} given`, span);
}

/** The wanted number of a run as a trace; undefined where its evaluation was not kept. */
function read(
  { evaluations, reader, rootName, what, span, importedFrom, thrown, unrecorded, call, rowsBefore }: Recorded,
  { evaluation, component }: TraceRequest,
): TraceData | undefined {
  const found = evaluations.at(evaluation);
  if (!found) return undefined;
  const isCalled = call !== undefined && !call.isBatch;
  if (isCalled && found.kind === 'nothing') fail('no-result', what, span);
  if (importedFrom !== undefined && found.kind === 'function')
    fail('is-imported', `${what} comes from “${importedFrom}”`, span);
  const inputsBefore = Math.max(rowsBefore, found.rowsBefore);
  const rows = {
    isLeaf: (row: number) => row < inputsBefore || reader.isLeaf(row),
    shapeOf: (row: number) => reader.shapeOf(row),
  };
  const root = chooseRoot(found, component ?? '', rows, isCalled ? `What ${what} returns` : what, span);
  const isSum = root.component?.path === 'sum';
  const name = rootName === '' ? '' : isSum ? `Σ${rootName}` : rootName + root.path;
  return {
    ...reader.trace({ operands: root.operands, name, span, inputsBefore }),
    evaluation: { index: found.index, count: found.count },
    component: root.component,
    call,
    thrown,
    ...(unrecorded && { unrecorded }),
  };
}

/** Fails where the program, or the call after it, did not come to its end. */
function stoppedBefore({ ending, before = ending }: Run, called: string, linked: Linked): void {
  const { program } = linked;
  const last = called === '' ? before : ending;
  const stop = stopOf(last, program);
  if (last.kind === 'thrown') importFailed(last.thrown, linked);
  if (!stop) return;
  const [code, detail]: [TraceError['code'], string] =
    last.kind === 'too-deep'
      ? ['too-deep', '']
      : last.kind === 'unsettled'
        ? ['never-settles', '']
        : called !== ''
          ? ['call-throws', called + stop.message]
          : ['throws', stop.message];
  throw new TraceFailure(inFile(traceError(code, detail, stop.span), program));
}

/** The sentence for a run that has no result. */
function failed({ ending }: Run, limits: Limits, linked: Linked): never {
  const { program } = linked;
  const stopped = (code: TraceError['code'], limit: string, site: number): never => {
    throw new TraceFailure(inFile(traceError(code, limit, program.siteSpan(site)), program));
  };
  switch (ending.kind) {
    case 'time':
      return stopped('time-limit', `${limits.milliseconds / 1000} s`, ending.site);
    case 'memory':
      return stopped('memory-limit', `${limits.megabytes} MB`, ending.site);
    case 'stack':
      return stopped('too-deep', '', ending.site);
    case 'operations':
      return stopped('operation-limit', limits.operations.toLocaleString('en-US'), ending.site);
    case 'unparsed': {
      const { message } = ending.thrown;
      importFailed(ending.thrown, linked);
      const span = spanOfStack(ending.thrown.stack, program);
      const error =
        message === 'stack overflow'
          ? traceError('too-nested', '', span)
          : traceError('syntax', lowerFirst(message), span);
      throw new TraceFailure(inFile(error, program));
    }
    default:
      throw new Error(`A run that is ${ending.kind} has a recording.`);
  }
}

function describe(target: Target, source: string): string {
  if (target.kind === 'function' && target.callable.key !== '') return `“${target.callable.key}”`;
  const { start, end } = targetSpan(target);
  const text = source.slice(start, end).replace(/\s+/g, ' ');
  return `“${text.length > 60 ? `${text.slice(0, 57)}…` : text}”`;
}

function targetSpan(target: Target): SourceSpan {
  if (target.kind === 'variable') return nameSpan(target.binding.occurrences[0]!);
  if (target.kind === 'function') return target.callable.span;
  const { start, end } = target.node;
  return { file: 0, start: start!, end: end! };
}

/** Why a program ended before its end, and where; undefined where it did not. */
function stopOf(ending: Ending, program: Program): TraceData['thrown'] {
  switch (ending.kind) {
    case 'unsettled':
      return { message: STOPS.unsettled, span: program.siteSpan(ending.site) };
    case 'too-deep':
    case 'thrown': {
      const { name, message, stack } = ending.thrown;
      const span = spanOfStack(stack, program);
      const text = ending.kind === 'too-deep' ? STOPS.tooDeep : explainThrown(name, message);
      return { message: text, ...(span && { span }) };
    }
    default:
      return undefined;
  }
}

/** An error whose place is in another file carries that file. */
function inFile(error: TraceError, program: Program): TraceError {
  const { span } = error;
  return span && span.file > 0 ? { ...error, source: program.sources[span.file]! } : error;
}

/** Fails with the sentence of the import that the program was stopped by, if it was one. */
function importFailed({ message }: Thrown, { faults }: Linked): void {
  const fault = faults.get(message);
  if (fault) throw new TraceFailure(fault);
  const [before, after] = UNREAD;
  if (message.startsWith(before) && message.endsWith(after))
    throw new TraceFailure({ code: 'import-unread', message });
}

/** The user's own line in the stack: the first that is not generated. Columns do not survive the rewriting. */
function spanOfStack(stack: string, { modules }: Program): SourceSpan | undefined {
  for (const frame of stack.split('\n')) {
    const file = modules.findIndex(({ name }) => frame.includes(`(${name}:`) || frame.includes(` ${name}:`));
    if (file < 0) continue;
    const { name, source, lineOf } = modules[file]!;
    const place = /^(\d+)(?::(\d+))?/.exec(frame.slice(frame.indexOf(`${name}:`) + name.length + 1));
    const line = place && lineOf(Number(place[1]), Number(place[2] ?? 1));
    if (!line) continue;
    const lines = source.text.split('\n');
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    const code = lines[line - 1] ?? '';
    const indent = code.length - code.trimStart().length;
    return { file, start: start + indent, end: start + code.trimEnd().length };
  }
  return undefined;
}
