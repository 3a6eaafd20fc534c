/**
 * The places of a walk and the ways between them. Pure arithmetic over a recorded sweep: going back is a smaller
 * index, never a subtraction. Who moves, and why it stops, is not known here.
 */
import type { NodeId, Sweep, Value, Visit } from '../engine/index.ts';
import type { Trace } from '../trace/trace.ts';

export type Pass = 'forward' | 'backward';

/**
 * Where the walk stands. Backward, `index` counts visits as the picture's cursor does: 0 is before the first
 * one, k is in the k-th, of which `made` contributions have been made (all of them, after a whole step). Forward,
 * `index` counts the nodes that have their value, and `made` is 0.
 */
export interface Place {
  readonly pass: Pass;
  readonly index: number;
  readonly made: number;
}

/** All places of one walk, in order: the forward pass, where it is wanted, and then the backward one. */
export class Walk {
  readonly trace: Trace;
  readonly sweep: Sweep;
  readonly withForward: boolean;
  /** The nodes that get a value, in topological order: all but the constants. */
  readonly #evaluated: Uint32Array;
  #visit: { readonly index: number; readonly visit: Visit } | undefined;

  constructor(trace: Trace, sweep: Sweep, withForward: boolean) {
    this.trace = trace;
    this.sweep = sweep;
    this.withForward = withForward;
    this.#evaluated = withForward ? evaluatedNodes(trace) : new Uint32Array(0);
  }

  get first(): Place {
    return { pass: this.withForward ? 'forward' : 'backward', index: 0, made: 0 };
  }

  get last(): Place {
    return this.atVisit(this.sweep.order.length);
  }

  /** The end of the k-th visit; 0 is before the first one. Throws RangeError outside of 0 … the number of visits. */
  atVisit(index: number): Place {
    const made = index === 0 ? 0 : this.#visitAt(index).contributions.length;
    return { pass: 'backward', index, made };
  }

  /** The end of the k-th step of a pass. */
  whole(pass: Pass, index: number): Place {
    return pass === 'forward' ? { pass, index, made: 0 } : this.atVisit(index);
  }

  /** Which step of the pass the node has, from 1; backward, an input has none. */
  indexOf(pass: Pass, node: NodeId): number | undefined {
    // Forward by ascending ids, backward by descending ones.
    const order = pass === 'forward' ? this.#evaluated : this.sweep.order;
    const sign = pass === 'forward' ? 1 : -1;
    let low = 0;
    let high = order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sign * order[middle]! < sign * node) low = middle + 1;
      else high = middle;
    }
    return order[low] === node ? low + 1 : undefined;
  }

  /** How many steps the pass has. */
  length(pass: Pass): number {
    return pass === 'forward' ? this.#evaluated.length : this.sweep.order.length;
  }

  /** The node of the k-th step of a pass, counted from 1. */
  nodeOf(pass: Pass, index: number): NodeId {
    return pass === 'forward' ? this.#evaluated[index - 1]! : this.sweep.order[index - 1]!;
  }

  /** The node at which the walk stands: before the first step of a pass, the one that it begins with. */
  nodeAt({ pass, index }: Place): NodeId {
    return this.length(pass) === 0 ? this.trace.root : this.nodeOf(pass, Math.max(index, 1));
  }

  /** The visit that the walk is in; none in the forward pass and before the first one. */
  visitAt({ pass, index }: Place): Visit | undefined {
    return pass === 'backward' && index > 0 ? this.#visitAt(index) : undefined;
  }

  /** A whole step onward, or undefined at the end. */
  next({ pass, index }: Place): Place | undefined {
    if (index < this.length(pass)) return this.whole(pass, index + 1);
    return pass === 'forward' ? this.atVisit(0) : undefined;
  }

  /** A step back: out of the middle of a visit by one contribution, else by a whole step. */
  previous(place: Place): Place | undefined {
    const { pass, index, made } = place;
    const visit = this.visitAt(place);
    if (visit && made > 1 && made < visit.contributions.length) return { pass, index, made: made - 1 };
    if (index > 0) return this.whole(pass, index - 1);
    return pass === 'backward' && this.withForward
      ? this.whole('forward', this.length('forward'))
      : undefined;
  }

  /** One contribution onward: the visit's next one, or the first one of the next visit. */
  nextContribution(place: Place): Place | undefined {
    const visit = this.visitAt(place);
    if (visit && place.made < visit.contributions.length) return { ...place, made: place.made + 1 };
    const next = this.next(place);
    return next && (next.index > 0 && next.pass === 'backward' ? { ...next, made: 1 } : next);
  }

  /** One contribution back. */
  previousContribution(place: Place): Place | undefined {
    return place.made > 1 ? { ...place, made: place.made - 1 } : this.previous(place);
  }

  /** Negative where `a` comes before `b`. */
  compare(a: Place, b: Place): number {
    if (a.pass !== b.pass) return a.pass === 'forward' ? -1 : 1;
    return a.index - b.index || a.made - b.made;
  }

  /** ∂root/∂node as it stands; undefined in the forward pass, which has none yet. */
  gradientAt(place: Place, node: NodeId): Value | undefined {
    if (place.pass === 'forward') return undefined;
    const visit = this.visitAt(place);
    if (!visit || place.made === visit.contributions.length)
      return this.sweep.gradientAfter(place.index, node);
    const made = visit.contributions.slice(0, place.made).findLast(({ target }) => target === node);
    return made ? made.after : this.sweep.gradientAfter(place.index - 1, node);
  }

  /** The node's value, or undefined where the forward pass has not come to it. */
  valueAt({ pass, index }: Place, node: NodeId): Value | undefined {
    const { graph } = this.trace;
    const isKnown =
      pass === 'backward' ||
      graph.op(node) === 'constant' ||
      (index > 0 && node <= this.nodeOf('forward', index));
    return isKnown ? graph.value(node) : undefined;
  }

  /** The last visit is kept: a stop is read many times. */
  #visitAt(index: number): Visit {
    if (this.#visit?.index !== index) this.#visit = { index, visit: this.sweep.visit(index - 1) };
    return this.#visit.visit;
  }
}

function evaluatedNodes({ graph }: Trace): Uint32Array {
  const nodes = new Uint32Array(graph.size);
  let count = 0;
  for (let node = 0; node < graph.size; node++) if (graph.op(node) !== 'constant') nodes[count++] = node;
  return nodes.slice(0, count);
}
