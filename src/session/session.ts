/**
 * One shown graph: its trace, its sweep, how it is folded, where the walk stands and whose paths are shown. The last
 * three are all that changes. What draws it, and in which editor, is not known here.
 */
import { type NodeId, type Sweep, sweep } from '../engine/index.ts';
import { formatExact, formatNumber } from '../notation/numbers.ts';
import { partial, writeName } from '../notation/symbols.ts';
import type { Cursor, GraphView, ItemKey, Scene, SceneRequest, VisitsView } from '../protocol/view.ts';
import type { SourceSpan, Trace } from '../trace/trace.ts';
import type { Comparison } from './compare/comparison.ts';
import { type Flow, flowOf } from './flow.ts';
import { FoldTree } from './folds.ts';
import { buildScene, itemsOf, type Material, spanOfBox } from './scene.ts';
import { SpanIndex } from './spans.ts';
import { Titles } from './titles.ts';
import { gradientOf, hasNumber, mapNumbers, type Nested } from './variables.ts';
import { buildView } from './view.ts';
import { visitsAround } from './visits.ts';

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
  readonly id: number;
  readonly trace: Trace;
  readonly sweep: Sweep;
  readonly titles: Titles;
  /** The root's name in the picture. */
  readonly rootName: string;
  /** Between which items paths are shown (inspection.ts finds them). */
  pathEnds: readonly [ItemKey, ItemKey] | undefined;
  /** There where the graph is compared with another one. */
  readonly comparison: Comparison | undefined;
  readonly #material: Material;
  #request: SceneRequest;
  #scene: Scene | undefined;
  #spans: SpanIndex | undefined;
  #position: Cursor = 'overview';

  /**
   * @param id names the graph in messages; unique among the sessions of one page.
   * @param request how it is folded at first.
   * @param comparison of which the trace is the union.
   */
  constructor(id: number, trace: Trace, request: SceneRequest = {}, comparison?: Comparison) {
    this.id = id;
    this.trace = trace;
    this.sweep = sweep(trace.graph, trace.root);
    this.titles = new Titles(trace);
    this.rootName = this.titles.nameOf(trace.root);
    this.#material = {
      trace,
      sweep: this.sweep,
      tree: new FoldTree(trace),
      flow: flowOf(trace.graph, this.sweep),
      titles: this.titles,
      comparison,
    };
    this.comparison = comparison;
    this.#request = request;
  }

  get cursor(): Cursor {
    return this.#position;
  }

  /** A position outside the walk is moved to its nearest end. */
  set cursor(cursor: Cursor) {
    this.#position = cursor === 'overview' ? cursor : Math.max(0, Math.min(cursor, this.sweep.order.length));
  }

  /** How it is folded, for another session of the same program. */
  get request(): SceneRequest {
    return this.#request;
  }

  /** What is shown now. */
  get scene(): Scene {
    this.#scene ??= buildScene(this.#material, this.#request);
    return this.#scene;
  }

  /** The graph as it is folded now, with what the page needs to begin. */
  get view(): GraphView {
    const visit = this.#position === 'overview' ? 1 : this.#position;
    return buildView(this.id, this.#material, this.scene, visit);
  }

  /** Folds it otherwise. */
  fold(request: SceneRequest): Scene {
    this.#scene = buildScene(this.#material, request);
    this.#request = { open: this.#scene.open, constants: this.#scene.constants };
    return this.#scene;
  }

  /** The visits around the `visit`-th, ready to be told. */
  visitsAround(visit: number): VisitsView {
    return visitsAround(this.sweep, this.titles, visit);
  }

  /** What flows in its sweep. */
  get flow(): Flow {
    return this.#material.flow;
  }

  /** How it can be folded. */
  get tree(): FoldTree {
    return this.#material.tree;
  }

  /** The expression of a node. Throws RangeError where the graph has none of that id. */
  spanOf(node: NodeId): SourceSpan {
    this.trace.graph.value(node);
    return this.trace.spanOf(node);
  }

  /** The expression of an item: a node's, a function, a loop; undefined where there is none of that key. */
  spanOfItem(key: ItemKey): SourceSpan | undefined {
    const node = nodeOfKey(key);
    if (node !== undefined) return node < this.trace.graph.size ? this.spanOf(node) : undefined;
    const box = this.#material.tree.find(key);
    return box === undefined ? undefined : spanOfBox(this.trace, this.#material.tree.boxes[box]!);
  }

  /** The items that show what is selected in a source: its nodes, or the closed boxes that hide them. */
  itemsAt({ file, start, end }: SourceSpan): ItemKey[] {
    this.#spans ??= new SpanIndex(this.trace);
    return itemsOf(this.scene, this.#spans.at(file, start, end));
  }

  /** The expression of the node that is being visited; undefined before the first visit and in the overview. */
  get visitedSpan(): SourceSpan | undefined {
    const node = typeof this.#position === 'number' ? this.sweep.order[this.#position - 1] : undefined;
    return node === undefined ? undefined : this.spanOf(node);
  }

  /** The variable whose name stands at `offset` of a source. */
  hover(file: number, offset: number): VariableHover | undefined {
    for (const { name, occurrences, content } of this.trace.variables) {
      const span = occurrences.find((one) => one.file === file && one.start <= offset && offset <= one.end);
      if (!span || !hasNumber(content)) continue;
      return {
        name,
        value: writeNested(mapNumbers(content, ({ value }) => value)),
        partial: partial(this.rootName, writeName(name)),
        gradient: writeNested(mapNumbers(content, (one) => gradientOf(this.sweep, one))),
        span,
      };
    }
    return undefined;
  }
}

/** Undefined for the key of a box. */
export function nodeOfKey(key: ItemKey): NodeId | undefined {
  const node = /^n(\d+)$/.exec(key)?.[1];
  return node === undefined ? undefined : Number(node);
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
