/**
 * Where a node stands in the program and in the graph: the calls in which it was made, innermost first, and its way
 * to the root, along the consumer that gives most to each gradient.
 */
import type { NodeId } from '../engine/index.ts';
import type { ScopeId, SourceSpan, Trace } from '../trace/trace.ts';
import type { Lines } from './lines.ts';
import type { Walk } from './walk.ts';

/** One function of the forward call stack; the program itself is the last one. */
export interface CallFrame {
  readonly name: string;
  readonly scope: ScopeId;
  /** What runs in it: the visited expression, or the call of the frame above it, else its beginning. */
  readonly span: SourceSpan;
}

/** The calls in which the node was made, innermost first. */
export function callStack(trace: Trace, node: NodeId): CallFrame[] {
  const frames: CallFrame[] = [];
  let span = trace.spanOf(node);
  for (let scope = callOf(trace, trace.scopeOf(node)); ; ) {
    const { kind, parent, span: body } = trace.scope(scope);
    if (kind === 'program') {
      frames.push({ name: baseName(trace.sources[span.file]!.path), scope, span });
      return frames;
    }
    const name = functionName(trace, body);
    frames.push({ name: name || '(anonymous)', scope, span });
    const recorded = trace.callSite(scope);
    scope = callOf(trace, parent);
    span = recorded ?? callSite(trace, name, trace.scope(scope).span, body);
  }
}

/** The scope itself or the nearest around it that is a call, or the program. */
export function callOf(trace: Trace, scope: ScopeId): ScopeId {
  let at = scope;
  for (; ; at = trace.scope(at).parent) {
    const { kind } = trace.scope(at);
    if (kind === 'call' || kind === 'program') return at;
  }
}

/** Whether `inner` is `outer` or lies in it. A scope's parent has a smaller id. */
export function isWithin(trace: Trace, inner: ScopeId, outer: ScopeId): boolean {
  let at = inner;
  while (at > outer) at = trace.scope(at).parent;
  return at === outer;
}

const NAME = String.raw`[\p{L}_$][\p{L}\p{N}_$]*`;
const DECLARED = new RegExp(
  String.raw`^(?:(?:async|static|public|private|protected|override|get|set)\s+)*(?:function\s*\*?\s*)?\*?\s*(#?${NAME})\s*(?:<[^(]*>)?\s*\(`,
  'u',
);
const ASSIGNED = new RegExp(String.raw`(${NAME})\s*(?::[^=]*)?[=:]\s*(?:async\s*)?$`, 'u');

/** The name that a function is declared with, or that it is given to; '' for one without. */
function functionName(trace: Trace, { file, start, end }: SourceSpan): string {
  const { text } = trace.sources[file]!;
  const declared = DECLARED.exec(text.slice(start, Math.min(end, start + 200)))?.[1];
  if (declared && declared !== 'function' && declared !== 'async') return declared;
  return ASSIGNED.exec(text.slice(Math.max(0, start - 200), start))?.[1] ?? '';
}

/**
 * What is shown of a call that was not recorded, because the language made it (a getter, `super(…)`, the first value of a
 * generator): the only call of `name` in the caller's text; for a function without a name, where it is written in it. Where
 * that is not certain, the caller's own beginning.
 */
function callSite(trace: Trace, name: string, caller: SourceSpan, callee: SourceSpan): SourceSpan {
  const { text } = trace.sources[caller.file]!;
  const beginning = { ...caller, end: Math.min(caller.end, caller.start + 1) };
  const isInside = caller.file === callee.file && caller.start <= callee.start && callee.end <= caller.end;
  if (name === '') return isInside ? callee : beginning;
  const found: SourceSpan[] = [];
  const pattern = calls(name === 'constructor' ? 'super' : name);
  for (const { index, 0: match } of text.slice(caller.start, caller.end).matchAll(pattern)) {
    const start = caller.start + index;
    const isDeclaration = caller.file === callee.file && start >= callee.start && start < callee.end;
    const declares = /\bfunction\s*\*?\s*$/.test(text.slice(Math.max(0, start - 20), start));
    if (!isDeclaration && !declares)
      found.push({ file: caller.file, start, end: closing(text, start + match.length) });
  }
  return found.length === 1 ? found[0]! : beginning;
}

/** A function that is called on a line, of those that the root depends on, if there is one. */
export function calledOn(
  trace: Trace,
  file: number,
  line: number,
  lines: readonly Lines[],
): { readonly name: string; readonly span: SourceSpan } | undefined {
  const starts = lines[file]!;
  const text = trace.sources[file]!.text.slice(
    starts.offsetAt({ line, column: 0 }),
    starts.offsetAt({ line: line + 1, column: 0 }),
  );
  const seen = new Set<string>();
  for (let scope = 1; scope < trace.scopeCount; scope++) {
    const { kind, span } = trace.scope(scope);
    const key = `${span.file}:${span.start}`;
    if (kind !== 'call' || seen.has(key)) continue;
    seen.add(key);
    const name = functionName(trace, span);
    const isItself = span.file === file && starts.positionAt(span.start).line === line;
    if (name !== '' && !isItself && calls(name).test(text)) return { name, span };
  }
  return undefined;
}

const calls = (name: string) =>
  new RegExp(String.raw`(?<![\p{L}\p{N}_$])${name.replace(/[$#]/g, '\\$&')}\s*\(`, 'gu');

/** The end of a call whose operands begin at `start`. */
function closing(text: string, start: number): number {
  let depth = 1;
  for (let at = start; at < text.length; at++) {
    if ('([{'.includes(text[at]!)) depth += 1;
    else if (')]}'.includes(text[at]!) && --depth === 0) return at + 1;
  }
  return start;
}

function baseName(path: string): string {
  return path.replace(/^.*[\\/]/, '');
}

/** For every node its way to the root, and when its gradient is finished. Linear to make, and then a step for each node of a way. */
export class Ways {
  readonly #root: NodeId;
  /** By node: the consumer with the largest contribution, and how many steps it is to the root. */
  readonly #consumer: Int32Array;
  readonly #length: Uint32Array;
  /** By node: the visit that contributes last to its gradient, counted from 1. */
  readonly #last: Uint32Array;

  constructor({ sweep }: Walk) {
    this.#root = sweep.root;
    this.#consumer = new Int32Array(sweep.root + 1).fill(-1);
    this.#length = new Uint32Array(sweep.root + 1);
    this.#last = new Uint32Array(sweep.root + 1);
    const largest = new Float64Array(sweep.root + 1).fill(-1);
    for (let index = 0; index < sweep.order.length; index++) {
      const { node, contributions } = sweep.visit(index);
      for (const { target, delta } of contributions) {
        this.#last[target] = index + 1;
        // What is not finite is what one looks for.
        const size = Number.isFinite(delta) ? Math.abs(delta) : Number.POSITIVE_INFINITY;
        if (size <= largest[target]!) continue;
        largest[target] = size;
        this.#consumer[target] = node;
        this.#length[target] = this.#length[node]! + 1;
      }
    }
  }

  /** The visit after which nothing is added to the node's gradient any more; 0 for the root. */
  finishedBy(node: NodeId): number {
    return this.#last[node]!;
  }

  /** How many nodes come after `node` on its way, the root included. */
  lengthOf(node: NodeId): number {
    return this.#length[node]!;
  }

  /** The nodes after `node` on its way to the root, from the `start`-th on, at most `count`. */
  wayOf(node: NodeId, start = 0, count = Number.POSITIVE_INFINITY): NodeId[] {
    const way: NodeId[] = [];
    let at = node;
    for (let step = 0; at !== this.#root && way.length < count; step++) {
      at = this.#consumer[at]!;
      if (at < 0) break;
      if (step >= start) way.push(at);
    }
    return way;
  }
}
