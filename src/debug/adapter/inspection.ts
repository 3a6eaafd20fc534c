/** What a client may ask while the walk stands still: one of these for each stop, and nothing in it changes. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { formatNumber } from '../../notation/numbers.ts';
import type { LeafOverride } from '../../trace/trace.ts';
import { complete } from '../expression/complete.ts';
import { asNumber, evaluate, nodesOf, type Worth } from '../expression/evaluate.ts';
import { isQuantity } from '../expression/names.ts';
import { ExpressionError, parseExpression } from '../expression/parse.ts';
import type { Runtime, Stop } from '../runtime.ts';
import { isWithin } from '../stack.ts';
import type { Place } from '../walk.ts';
import { type ArgumentsOf, RequestError } from './arguments.ts';
import { exceptionInfo } from './exceptions.ts';
import { type Frame, Frames } from './frames.ts';
import { gradientInfo } from './gradients.ts';
import type { Positions } from './positions.ts';
import { Variables } from './variables.ts';

/** A line of code has fewer; in a loop, these are the first that the walk comes to. */
const MOST_TARGETS = 100;
/** More text at the ends of lines than this nobody reads. */
const MOST_INLINE = 300;

export class Inspection {
  readonly runtime: Runtime;
  readonly stop: Stop;
  readonly frames: Frames;
  readonly variables: Variables;
  readonly #positions: Positions;
  readonly #targets = new Map<number, Place>();

  constructor(runtime: Runtime, positions: Positions, stop: Stop) {
    this.runtime = runtime;
    this.stop = stop;
    this.#positions = positions;
    this.frames = new Frames(runtime, positions);
    this.variables = new Variables(runtime);
  }

  /** The frame with a number, or the top one without. */
  frame(id: number | undefined): Frame {
    const frame = this.frames.frame(id ?? 1);
    if (!frame) throw new RequestError(`There is no stack frame ${id}.`);
    return frame;
  }

  worth(expression: string, frame: Frame): Worth {
    try {
      return evaluate(parseExpression(expression), this.runtime.scope, this.runtime.place, frame);
    } catch (error) {
      if (error instanceof ExpressionError) throw new RequestError(error.message);
      throw error;
    }
  }

  evaluate({ expression, frameId }: ArgumentsOf<'evaluate'>): DebugProtocol.EvaluateResponse['body'] {
    const frame = this.frame(frameId);
    return this.variables.result(this.worth(expression, frame), frame);
  }

  /** The tape's row of an input that a person wants to change, and the number that it is to have. */
  override(expression: string, text: string, frame: Frame): LeafOverride {
    const { scope, trace, names } = this.runtime;
    const worth = this.worth(expression, frame);
    const nodes = nodesOf(worth, scope.names, frame.scope);
    if (typeof worth !== 'object' || !isQuantity(worth.content))
      throw new RequestError(`${expression} is not one number of the program.`, true);
    const row = nodes[0] === undefined ? undefined : trace.leafRow(nodes[0]);
    if (row === undefined)
      throw new RequestError(
        nodes[0] === undefined
          ? `${names[trace.root]} does not depend on ${expression}, so another value would change nothing.`
          : `${expression} is computed from other numbers: change an input that it depends on.`,
        true,
      );
    return { row, value: asNumber(this.worth(text, frame)) };
  }

  completions(
    text: string,
    column: number,
    start: number,
    frameId: number | undefined,
  ): DebugProtocol.CompletionItem[] {
    const before = text.slice(0, Math.max(0, column));
    const { scope } = this.frame(frameId);
    return complete(before, this.runtime.scope.names, scope).map((one) => ({
      label: one.text,
      type: one.kind === 'constant' ? 'value' : one.kind,
      ...(one.detail ? { detail: one.detail } : {}),
      start: before.length - one.length + start,
      length: one.length,
    }));
  }

  exceptionInfo(): DebugProtocol.ExceptionInfoResponse['body'] {
    const { filter } = this.stop;
    if (!filter) throw new RequestError('The walk has not stopped at an exception.');
    return exceptionInfo(this.runtime, this.#positions, filter);
  }

  /** By a variable of the view, or by an expression. */
  dataBreakpointInfo({
    variablesReference,
    name,
    frameId,
  }: ArgumentsOf<'dataBreakpointInfo'>): DebugProtocol.DataBreakpointInfoResponse['body'] {
    const found = variablesReference ? this.variables.find(variablesReference, name) : undefined;
    if (variablesReference && !found)
      return { dataId: null, description: `${name} has no gradient that could change.` };
    const frame = found?.frame ?? this.frame(frameId);
    // A derivative of the view is named by what it is of.
    const path = found?.path ?? name.replace(/^grad\((.*)\)$/, '$1');
    return gradientInfo(this.runtime, path, frame);
  }

  gotoTargets({ source, line, column }: ArgumentsOf<'gotoTargets'>): DebugProtocol.GotoTarget[] {
    const file = this.#positions.fileOf(source.path);
    if (file === undefined) return [];
    const { sites, walk, place } = this.runtime;
    const from = this.#positions.line(line);
    const here =
      column === undefined
        ? sites.onLine(file, from)
        : sites.atColumn(file, from, this.#positions.column(column));
    const nodes = sites.nodesAt(here);
    if (nodes.length === 0) nodes.push(...sites.handedOnAt(file, from).map(({ node }) => node));
    const steps = nodes.flatMap((node) => walk.indexOf(place.pass, node) ?? []);
    this.#targets.clear();
    return steps
      .sort((a, b) => a - b)
      .slice(0, MOST_TARGETS)
      .map((index) => {
        this.#targets.set(index, walk.whole(place.pass, index));
        const node = walk.nodeOf(place.pass, index);
        const step = place.pass === 'forward' ? 'step' : 'visit';
        return {
          id: index,
          label: `${this.runtime.equation(node)} (${step} ${index})`,
          ...this.#positions.range(this.runtime.trace.spanOf(node)),
        };
      });
  }

  /** Where a target of the last `gotoTargets` is. */
  target(id: number): Place {
    const place = this.#targets.get(id);
    if (!place) throw new RequestError(`There is no target ${id} to go to.`);
    return place;
  }

  /** Where the walk comes to a frame first: into its call, or to its node. */
  beginning(frameId: number): Place {
    const { walk, place, trace } = this.runtime;
    const { call, node } = this.frame(frameId);
    if (call === undefined) return walk.whole('backward', walk.indexOf('backward', node) ?? 0);
    if (call === 0) return walk.first;
    for (let index = 1; index <= walk.length(place.pass); index++)
      if (isWithin(trace, trace.scopeOf(walk.nodeOf(place.pass, index)), call))
        return walk.whole(place.pass, index);
    return place;
  }

  stepInTargets(frameId: number): DebugProtocol.StepInTarget[] {
    const visit = this.runtime.walk.visitAt(this.runtime.place);
    if (!visit || this.frame(frameId).node !== visit.node) return [];
    return visit.contributions.map(({ slot, target, delta }) => ({
      id: slot,
      label: `${this.runtime.names[target]} += ${formatNumber(delta)}`,
    }));
  }

  /** Each variable of a file beside the lines where it stands, with what is known of it by now. */
  inlineValues(path: string): { line: number; column: number; endColumn: number; text: string }[] {
    const file = this.#positions.fileOf(path);
    const frame = this.frame(undefined);
    const values: { line: number; column: number; endColumn: number; text: string }[] = [];
    const seen = new Set<string>();
    for (const variable of this.runtime.trace.variables) {
      const { name, occurrences } = variable;
      for (const span of occurrences) {
        if (span.file !== file || values.length >= MOST_INLINE) continue;
        const { line, column, endColumn } = this.#positions.range(span);
        if (seen.has(`${line}:${name}`)) continue;
        seen.add(`${line}:${name}`);
        const text = this.variables.inline(variable, frame);
        if (text !== undefined) values.push({ line, column, endColumn, text });
      }
    }
    return values;
  }
}

/** Where a breakpoint may stand on some lines: the expressions that the walk comes to. */
export function breakpointLocations(
  { sites, walk }: Runtime,
  positions: Positions,
  file: number,
  line: number,
  endLine: number,
): DebugProtocol.BreakpointLocation[] {
  const first = Math.max(0, positions.line(line));
  const last = Math.min(positions.line(endLine), sites.lines[file]!.count - 1);
  const locations = new Map<string, DebugProtocol.BreakpointLocation>();
  for (let at = first; at <= last; at++) {
    const here = sites.onLine(file, at).filter(({ isVisited }) => isVisited || walk.withForward);
    for (const { span } of here.length > 0 ? here : sites.handedOnAt(file, at)) {
      const { source: _, ...range } = positions.located(span);
      const key = `${range.line}:${range.column}`;
      if (!locations.has(key)) locations.set(key, range);
    }
  }
  return [...locations.values()];
}
