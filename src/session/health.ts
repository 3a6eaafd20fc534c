/**
 * The health of a gradient's flow: which nodes it vanishes at, explodes at, is cut to 0 at or stops being finite at,
 * and in which node each of these starts, as against those that it only passes through. Numbers only; the sentences
 * are in findings.ts.
 */
import { type Graph, isOpName, type NodeId, type Sweep, type Visit } from '../engine/index.ts';
import type { ItemHealth } from '../protocol/messages.ts';
import type { Scene, Trouble } from '../protocol/view.ts';
import { causesOf, makesNonFinite } from './origins.ts';

/** The worst first: a node that has several is marked by the first. */
export const TROUBLES: readonly Trouble[] = ['nonFinite', 'exploding', 'vanishing', 'dead'];

/** What |∂root/∂node| is compared with; the root's own gradient is 1. */
export interface Thresholds {
  readonly vanishing: number;
  readonly exploding: number;
}

export const THRESHOLDS: Thresholds = { vanishing: 1e-7, exploding: 1e6 };

/** What may happen to a gradient in one node, as bits. */
export const FALLS_BELOW = 1;
export const RISES_ABOVE = 2;
export const CUTS = 4;

/**
 * By node, as bits: its |gradient| is below or above a threshold while a consumer's was not, or it is a dead or
 * saturated unit, which receives a gradient and passes none on.
 */
export function crossings(graph: Graph, sweep: Sweep, { vanishing, exploding }: Thresholds): Uint8Array {
  const marks = new Uint8Array(graph.size);
  // By node: whether a consumer's gradient was large enough yet, or small enough still.
  const wasAbove = new Uint8Array(graph.size);
  const wasBelow = new Uint8Array(graph.size);
  wasAbove[sweep.root] = 1;
  wasBelow[sweep.root] = 1;
  for (let index = 0; index < sweep.order.length; index++) {
    const visit = sweep.visit(index);
    const size = Math.abs(visit.gradient);
    for (const { target } of visit.contributions) {
      if (size >= vanishing) wasAbove[target] = 1;
      if (size <= exploding) wasBelow[target] = 1;
    }
    if (isCut(graph, visit)) marks[visit.node] = CUTS;
  }
  for (let node = 0; node <= sweep.root; node++) {
    if (wasAbove[node] === 0 && wasBelow[node] === 0) continue;
    const size = Math.abs(sweep.gradient(node));
    if (size < vanishing && wasAbove[node]) marks[node]! |= FALLS_BELOW;
    if (size > exploding && wasBelow[node]) marks[node]! |= RISES_ABOVE;
  }
  return marks;
}

/** A factor of 0 is no unit: `w * x` with x = 0 says nothing about w's own working. */
function isCut(graph: Graph, { node, gradient, contributions }: Visit): boolean {
  return gradient !== 0 && contributions.every(({ local }) => local === 0) && graph.op(node) !== 'mul';
}

/** What `Health.codes` says; 0 is for what is well, and 1 + a place in `TROUBLES` for the rest. */
const NON_FINITE = 1;
const EXPLODES = 2;
const VANISHES = 3;
const DEAD = 4;

/** Good for 1,000,000 nodes: linear, in columns. */
export class Health {
  /** By node: 0 where all is well, else 1 + the place of its trouble in `TROUBLES`. */
  readonly codes: Uint8Array;
  /** By node: where its trouble starts, which may be the node itself; -1 where all is well. */
  readonly starts: Int32Array;
  readonly #marks: Uint8Array;
  readonly #thresholds: Thresholds;
  /** By code and node: where that trouble would come from, of all that consumers have sent so far; -1 for nowhere. */
  readonly #from: readonly Int32Array[];

  constructor(graph: Graph, sweep: Sweep, thresholds: Thresholds = THRESHOLDS) {
    this.codes = new Uint8Array(graph.size);
    this.starts = new Int32Array(graph.size).fill(-1);
    this.#marks = crossings(graph, sweep, thresholds);
    this.#thresholds = thresholds;
    const spoilt = spoiltValues(graph, sweep.root);
    this.#from = [0, ...TROUBLES].map((_, code) =>
      code === NON_FINITE ? spoilt.slice() : new Int32Array(graph.size).fill(-1),
    );
    for (let index = 0; index < sweep.order.length; index++) {
      const visit = sweep.visit(index);
      this.#judge(visit.node, visit.gradient);
      this.#passOn(graph, visit, spoilt);
    }
    for (let node = 0; node <= sweep.root; node++) {
      // Inputs are not visited. What no gradient flows to may still have a value that spoils others.
      if (graph.op(node) === 'leaf') this.#judge(node, sweep.gradient(node));
      else if (spoilt[node]! >= 0) this.#mark(node, NON_FINITE, spoilt[node]!);
    }
  }

  /** What is wrong with a node whose gradient is finished, and since where. */
  #judge(node: NodeId, gradient: number): void {
    const size = Math.abs(gradient);
    const from = (code: number) => this.#from[code]![node]!;
    const isHere = (bit: number) => (this.#marks[node]! & bit) !== 0;
    if (from(NON_FINITE) >= 0) this.#mark(node, NON_FINITE, from(NON_FINITE));
    else if (size > this.#thresholds.exploding)
      this.#mark(node, EXPLODES, from(EXPLODES) >= 0 ? from(EXPLODES) : node);
    else if (size > 0 && size < this.#thresholds.vanishing)
      this.#mark(node, VANISHES, isHere(FALLS_BELOW) ? node : from(VANISHES));
    else if (isHere(CUTS)) this.#mark(node, DEAD, node);
    else if (size === 0 && from(DEAD) >= 0) this.#mark(node, DEAD, from(DEAD));
    else if (size === 0 && from(VANISHES) >= 0) this.#mark(node, VANISHES, from(VANISHES));
  }

  #mark(node: NodeId, code: number, start: NodeId): void {
    this.codes[node] = code;
    this.starts[node] = start;
  }

  /** Tells the operands of what is wrong with the visited node, or becomes so with what it sends. */
  #passOn(graph: Graph, { node, gradient, contributions }: Visit, spoilt: Int32Array): void {
    const code = this.codes[node]!;
    const start = this.starts[node]!;
    for (const { target, local, delta, after } of contributions) {
      if (!Number.isFinite(delta) || !Number.isFinite(after)) {
        const from = this.#from[NON_FINITE]!;
        if (from[target]! >= 0) continue;
        from[target] = code === NON_FINITE ? start : cause(graph, node, local, spoilt);
        if (from[target] === node) this.#mark(node, NON_FINITE, node);
      } else if (code === EXPLODES || code === VANISHES) this.#from[code]![target] = start;
      else if (code === DEAD && delta === 0) this.#from[DEAD]![target] = start;
      // Too small for a float64.
      else if (delta === 0 && local !== 0 && gradient !== 0) this.#from[VANISHES]![target] = target;
    }
  }
}

/** The items of a scene that are not well. A closed box has the worst trouble of its nodes. */
export function itemHealth({ items }: Scene, { codes, starts }: Health): ItemHealth[] {
  return items.flatMap((item): ItemHealth[] => {
    const [first, last] = 'node' in item ? [item.node, item.node] : [item.first, item.last];
    let worst = 0;
    let isStart = false;
    for (let node = first; node <= last; node++) {
      const code = codes[node]!;
      if (code === 0 || (worst > 0 && code > worst)) continue;
      isStart = starts[node] === node || (isStart && code === worst);
      worst = code;
    }
    return worst === 0 ? [] : [{ key: item.key, trouble: TROUBLES[worst - 1]!, isStart }];
  });
}

/** By node: the node in which its value stopped being finite; -1 for a finite one, and for constants. */
function spoiltValues(graph: Graph, root: NodeId): Int32Array {
  const { values } = graph.columns;
  const starts = new Int32Array(graph.size).fill(-1);
  for (let node = 0; node <= root; node++) {
    if (Number.isFinite(values[node]!)) continue;
    const op = graph.op(node);
    if (op === 'leaf') starts[node] = node;
    else if (isOpName(op)) {
      const causes = causesOf(graph, node);
      const leaf = graph.inputs(node).find((input) => starts[input] === input && graph.op(input) === 'leaf');
      if (!makesNonFinite(graph, node, causes)) starts[node] = starts[causes[0]!]!;
      else starts[node] = leaf ?? node;
    }
  }
  return starts;
}

/** Where a contribution stopped being finite that a node sends whose own gradient and value are finite. */
function cause(graph: Graph, node: NodeId, local: number, spoilt: Int32Array): NodeId {
  if (Number.isFinite(local)) return node;
  const operand = graph.inputs(node).find((input) => spoilt[input]! >= 0);
  return operand === undefined ? node : spoilt[operand]!;
}
