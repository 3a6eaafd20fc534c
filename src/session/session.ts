/**
 * One shown graph: its trace, its sweep and where the walk stands. The only thing here that changes is the
 * cursor. What draws it, and in which editor, is not known here.
 */
import { type NodeId, type Sweep, sweep } from '../engine/index.ts';
import { formatExact, formatNumber } from '../notation/numbers.ts';
import { partial, writeName } from '../notation/symbols.ts';
import type { Cursor, GraphView, NodeIndex } from '../protocol/view.ts';
import type { SourceSpan, Trace } from '../trace/trace.ts';
import { gradientOf, hasNumber, mapNumbers, type Nested } from './variables.ts';
import { buildView } from './view.ts';

/** A variable under the mouse: texts that are ready to be shown. */
export interface VariableHover {
  readonly name: string;
  readonly value: string;
  /** `∂J/∂x` */
  readonly partial: string;
  readonly gradient: string;
  readonly span: SourceSpan;
}

export class Session {
  readonly trace: Trace;
  readonly sweep: Sweep;
  readonly view: GraphView;
  private readonly nodes: readonly NodeId[];
  private position: Cursor = 'overview';

  /** @param id names the graph in messages; unique among the sessions of one page. */
  constructor(id: number, trace: Trace) {
    this.trace = trace;
    this.sweep = sweep(trace.graph, trace.root);
    const { view, nodes } = buildView(id, trace, this.sweep);
    this.view = view;
    this.nodes = nodes;
  }

  get cursor(): Cursor {
    return this.position;
  }

  /** A position outside the walk is moved to its nearest end. */
  set cursor(cursor: Cursor) {
    this.position = cursor === 'overview' ? cursor : Math.max(0, Math.min(cursor, this.view.visits.length));
  }

  /** The expression of a node of the view. */
  spanOf(index: NodeIndex): SourceSpan {
    const node = this.nodes[index];
    if (node === undefined) throw new RangeError(`The graph has no node ${index}.`);
    return this.trace.spanOf(node);
  }

  /** The expression of the node that is being visited; undefined before the first visit and in the overview. */
  get visitedSpan(): SourceSpan | undefined {
    const visit = typeof this.position === 'number' ? this.view.visits[this.position - 1] : undefined;
    return visit && this.spanOf(visit.node);
  }

  /** The variable whose name stands at `offset` of the source. */
  hover(offset: number): VariableHover | undefined {
    for (const { name, occurrences, content } of this.trace.variables) {
      const span = occurrences.find(({ start, end }) => start <= offset && offset <= end);
      if (!span || !hasNumber(content)) continue;
      return {
        name,
        value: writeNested(mapNumbers(content, ({ value }) => value)),
        partial: partial(this.view.rootName, writeName(name)),
        gradient: writeNested(mapNumbers(content, (one) => gradientOf(this.sweep, one))),
        span,
      };
    }
    return undefined;
  }
}

const MAX_ELEMENTS = 20;

/** A lone number in full; the numbers of an array or object to four digits. */
function writeNested(nested: Nested<number>, isInside = false): string {
  if (nested === null) return '…';
  if (typeof nested === 'number') return isInside ? formatNumber(nested) : formatExact(nested);
  const isArray = Array.isArray(nested);
  const parts = Object.entries(nested)
    .slice(0, MAX_ELEMENTS)
    .map(([key, element]) => (isArray ? '' : `${key}: `) + writeNested(element as Nested<number>, true));
  const rest = Object.keys(nested).length - parts.length;
  if (rest > 0) parts.push(`… ${rest} more`);
  return isArray ? `[${parts.join(', ')}]` : `{ ${parts.join(', ')} }`;
}
