/** The whole way from a request to a trace, in one thread: parse, select, rewrite, erase, run, read. */
import type * as t from '@babel/types';
import { isFunction, nameSpan } from './ast.ts';
import { resolveBindings } from './bindings.ts';
import { eraseTypes } from './erase.ts';
import { fail, type TraceError, TraceFailure, traceError } from './errors.ts';
import { type Instrumented, instrument } from './instrument/instrument.ts';
import { parse } from './parse.ts';
import { Reader, type RootValue, readRoot } from './read.ts';
import type { Limits, Run, Sandbox, Thrown } from './sandbox.ts';
import { type Selection, select, selectVariable, type Target } from './select.ts';
import type { SourceSpan, TraceData } from './trace.ts';

export interface TraceRequest {
  /** Tells the dialect by its extension, and stands in messages. */
  readonly path: string;
  readonly source: string;
  /** Offsets in the source, or the name of a top-level variable. */
  readonly selection: Selection | { readonly variable: string };
  readonly limits: Limits;
}

export type TraceAnswer =
  | { readonly ok: true; readonly data: TraceData }
  | { readonly ok: false; readonly error: TraceError };

/** What is told while a request is worked on. */
export interface Progress {
  /** The program has been read and begins to run. */
  readonly running: () => void;
  /** The program has ended; its recording is read. */
  readonly ran: () => void;
  /** The sandbox cannot be used again. */
  readonly spent: () => void;
}

export function runTrace(sandbox: Sandbox, request: TraceRequest, progress: Progress): TraceAnswer {
  try {
    return { ok: true, data: trace(sandbox, request, progress) };
  } catch (error) {
    if (error instanceof TraceFailure) return { ok: false, error: error.error };
    if (error instanceof RangeError && /call stack/i.test(error.message))
      return { ok: false, error: traceError('syntax', 'its expressions are nested too deeply') };
    // QuickJS does not look at every allocation that fails.
    if (error instanceof WebAssembly.RuntimeError) {
      progress.spent();
      return { ok: false, error: traceError('memory-limit', `${request.limits.megabytes} MB`) };
    }
    throw error;
  }
}

function trace(
  sandbox: Sandbox,
  { path, source, selection, limits }: TraceRequest,
  progress: Progress,
): TraceData {
  const file = parse(source, path);
  const bindings = resolveBindings(file.program);
  const target =
    'variable' in selection
      ? selectVariable(bindings, selection.variable)
      : select(file, source, bindings, selection);
  const program = instrument(file, source, bindings, target.kind === 'expression' ? target.node : undefined);
  const text = eraseTypes(program.text, path);
  progress.running();
  const run = sandbox.run(
    {
      path: 'program.js',
      text,
      isModule: program.isModule,
      nameCount: program.names.length,
      weakNames: program.names.flatMap(({ weak }, id) => (weak ? [id] : [])),
      rootVariable: target.kind === 'variable' ? target.binding.id : 0,
    },
    limits,
    progress.ran,
  );
  if (run.isSpent) progress.spent();
  const what = describe(target, source);
  if (!run.recording) failed(run, limits, program, file.program);
  const root = readRoot(run.recording);
  const thrown = run.ending.kind === 'thrown' ? whereThrown(run.ending.thrown, source) : undefined;
  const first = target.kind === 'variable' ? program.initializers.get(target.binding.id) : undefined;
  if (root.kind === 'never' && first && isFunction(first)) fail('is-function', what, targetSpan(target));
  if (root.kind !== 'traced') noGraph(root, what, thrown, targetSpan(target));
  const rootName = target.kind === 'variable' ? target.binding.name : '';
  const reader = new Reader(run.recording, program);
  if (reader.isLeaf(root.row)) fail('is-input', what, targetSpan(target));
  return reader.trace(root.row, rootName, { path, text: source }, bindings, thrown);
}

/** The sentence for a run that has no result. */
function failed({ ending }: Run, limits: Limits, program: Instrumented, tree: t.Program): never {
  const at = (site: number): SourceSpan => ({
    file: 0,
    start: program.sites[2 * site] ?? 0,
    end: program.sites[2 * site + 1] ?? 0,
  });
  switch (ending.kind) {
    case 'time':
      return fail('time-limit', `${limits.milliseconds / 1000} s`, at(ending.site));
    case 'memory':
      return fail('memory-limit', `${limits.megabytes} MB`, at(ending.site));
    case 'operations':
      return fail('operation-limit', limits.operations.toLocaleString('en-US'), at(ending.site));
    case 'unsettled':
      return fail('never-settles');
    case 'too-deep':
      return fail('too-deep');
    case 'import': {
      const first = tree.body.find(
        (node): node is t.ImportDeclaration =>
          node.type === 'ImportDeclaration' && node.importKind !== 'type',
      );
      return first
        ? fail('imports', `“${first.source.value}”`, { file: 0, start: first.start!, end: first.end! })
        : fail('imports', 'another file');
    }
    default:
      throw new Error(`A run that is ${ending.kind} has a recording.`);
  }
}

/** The sentence for a root that is no traced number. */
function noGraph(root: RootValue, what: string, thrown: TraceData['thrown'], span: SourceSpan): never {
  switch (root.kind) {
    case 'never':
      return thrown ? fail('throws', thrown.message, thrown.span) : fail('never-evaluated', what, span);
    case 'number':
      return fail('no-input', what, span);
    case 'function':
      return fail('is-function', what, span);
    case 'array':
      return fail('not-a-number', `${what} is an array`, span);
    case 'nothing':
      return fail('not-a-number', `${what} is null or undefined`, span);
    case 'other':
      return fail('not-a-number', `${what} is not a number`, span);
    default:
      return fail('not-a-number', `${what} is ${/^[aeiou]/.test(root.kind) ? 'an' : 'a'} ${root.kind}`, span);
  }
}

function describe(target: Target, source: string): string {
  const { start, end } = targetSpan(target);
  const text = source.slice(start, end).replace(/\s+/g, ' ');
  return `“${text.length > 60 ? `${text.slice(0, 57)}…` : text}”`;
}

function targetSpan(target: Target): SourceSpan {
  if (target.kind === 'variable') return nameSpan(target.binding.occurrences[0]!);
  const { start, end } = target.node;
  return { file: 0, start: start!, end: end! };
}

/** The user's own line in the stack: line breaks survive the rewriting, columns do not. */
function whereThrown({ name, message, stack }: Thrown, source: string): NonNullable<TraceData['thrown']> {
  const text =
    [name, message].filter((part) => part !== '').join(': ') || 'it threw something that is no error';
  const line = Number(/program\.js:(\d+)/.exec(stack)?.[1]);
  if (!line) return { message: text };
  const lines = source.split('\n');
  const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const code = lines[line - 1] ?? '';
  const indent = code.length - code.trimStart().length;
  return { message: text, span: { file: 0, start: start + indent, end: start + code.trimEnd().length } };
}
