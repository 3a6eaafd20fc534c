/** The call stack as the protocol wants it: the forward calls around the visited node, then its way to the root. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { NodeId } from '../../engine/index.ts';
import type { ScopeId, SourceSpan } from '../../trace/trace.ts';
import type { View } from '../expression/evaluate.ts';
import type { Runtime } from '../runtime.ts';
import { callStack } from '../stack.ts';
import type { Positions } from './positions.ts';

/** What a frame is about. Frames are numbered from 1 anew at every stop. */
export interface Frame extends View {
  /** In the call stack: the call. In the way to the root: none. */
  readonly call: ScopeId | undefined;
  readonly span: SourceSpan;
  readonly name: string;
}

export class Frames {
  readonly #runtime: Runtime;
  readonly #positions: Positions;
  readonly #calls: readonly Frame[];

  constructor(runtime: Runtime, positions: Positions) {
    this.#runtime = runtime;
    this.#positions = positions;
    const { node, trace } = runtime;
    this.#calls = callStack(trace, node).map(({ name, scope, span }, index) => ({
      node,
      scope: index === 0 ? trace.scopeOf(node) : scope,
      call: scope,
      span,
      name: index === 0 ? `${name}: ${runtime.equation(node)}` : name,
    }));
  }

  get total(): number {
    const way = this.#runtime.ways.lengthOf(this.#runtime.node);
    return this.#calls.length + (way > 0 ? 1 + way : 0);
  }

  /** The frame with a number; the label between the parts is about the root, to which the way leads. */
  frame(id: number): Frame | undefined {
    if (id <= this.#calls.length) return this.#calls[id - 1];
    if (id > this.total) return undefined;
    const step = id - this.#calls.length - 2;
    const { ways, node, trace } = this.#runtime;
    return this.#wayFrame(step < 0 ? trace.root : ways.wayOf(node, step, 1)[0]!);
  }

  list(start: number, levels: number): DebugProtocol.StackFrame[] {
    const end = levels > 0 ? Math.min(this.total, start + levels) : this.total;
    const frames: DebugProtocol.StackFrame[] = [];
    const label = this.#calls.length;
    for (let index = start; index < Math.min(end, label); index++)
      frames.push(this.#written(index + 1, this.#calls[index]!));
    const root = this.#runtime.names[this.#runtime.trace.root];
    if (start <= label && label < end)
      frames.push({
        id: label + 1,
        name: `the way to ${root}`,
        line: 0,
        column: 0,
        presentationHint: 'label',
      });
    const first = Math.max(start, label + 1) - label - 1;
    const way = this.#runtime.ways.wayOf(this.#runtime.node, first, Math.max(0, end - label - 1 - first));
    for (const [index, node] of way.entries())
      frames.push(this.#written(label + 2 + first + index, this.#wayFrame(node)));
    return frames;
  }

  #wayFrame(node: NodeId): Frame {
    const { trace } = this.#runtime;
    return {
      node,
      scope: trace.scopeOf(node),
      call: undefined,
      span: trace.spanOf(node),
      name: this.#runtime.equation(node),
    };
  }

  #written(id: number, { name, span, call }: Frame): DebugProtocol.StackFrame {
    return { id, name, ...this.#positions.located(span), canRestart: call !== undefined };
  }
}
