/**
 * Reverse mode: the whole backward walk from one root, recorded so that every visit and every gradient on the way
 * can be read in any order. Gradients live here and never on the graph.
 */
import { type Graph, type NodeId, OperandReader } from './graph.ts';
import type { Value } from './value.ts';

/** What one visit of the backward walk does: it sends the node's finished gradient on to its operands. */
export interface Visit {
  readonly node: NodeId;
  /** ∂root/∂node, to which nothing is added any more. */
  readonly gradient: Value;
  /** One per operand that depends on a leaf, in operand order. Constants receive none. */
  readonly contributions: readonly Contribution[];
}

/** What flows along one edge: one operand of one consumer. `x * x` has two edges to x. */
export interface Contribution {
  /** The operand's place among the consumer's operands. */
  readonly slot: number;
  /** The operand. */
  readonly target: NodeId;
  /** The local derivative ∂node/∂operand. */
  readonly local: Value;
  /** What is added to ∂root/∂target: gradient × local. */
  readonly delta: Value;
  /** ∂root/∂target before and after the addition. */
  readonly before: Value;
  readonly after: Value;
}

export interface Sweep {
  readonly root: NodeId;
  /**
   * The nodes that are visited, in order: those that the root depends on and that have an operand to send
   * something to, by descending id.
   */
  readonly order: Uint32Array;
  /** The finished gradient ∂root/∂node: 1 for the root; 0 for a constant and for what the root does not depend on. */
  gradient(node: NodeId): Value;
  /** What the visit of `order[index]` does; throws RangeError outside of 0 … order.length - 1. */
  visit(index: number): Visit;
  /**
   * ∂root/∂node as it stands after `index` visits: at 0 the root's is 1 and every other is 0; at order.length all
   * are finished. Any index in any order, each in logarithmic time. Throws RangeError outside of 0 … order.length.
   */
  gradientAfter(index: number, node: NodeId): Value;
}

/** Walks backward from `root`. Throws RangeError when it is not a node of `graph`. Linear in time and space. */
export function sweep(graph: Graph, root: NodeId): Sweep {
  graph.value(root); // Throws for a root that does not exist.
  const { order, edgeCount } = visitingOrder(graph, root);
  const { inputStart, inputs, values } = graph.columns;
  const reader = new OperandReader(graph.columns);

  const edges = new Edges(order.length, edgeCount);
  const gradients = new Float64Array(root + 1);
  gradients[root] = 1;
  const locals: Value[] = [];
  let edge = 0;
  for (let index = 0; index < order.length; index++) {
    const node = order[index]!;
    const operation = reader.operation(node)!;
    operation.locals(reader.operands(node, values), values[node]!, locals);
    const first = inputStart[node]!;
    const count = inputStart[node + 1]! - first;
    for (let slot = 0; slot < count; slot++) {
      const target = inputs[first + slot]!;
      if (graph.differentiableNodes[target] === 0) continue;
      const local = locals[slot]!;
      edges.slot[edge] = slot;
      edges.target[edge] = target;
      edges.local[edge] = local;
      edges.delta[edge] = operation.vjp(gradients[node]!, local);
      edges.before[edge] = gradients[target]!;
      gradients[target]! += edges.delta[edge]!;
      edges.after[edge] = gradients[target]!;
      edge++;
    }
    edges.start[index + 1] = edge;
  }
  return new RecordedSweep(graph, root, order, gradients, edges);
}

/** The visited nodes by descending id, and how many contributions they make in all. */
function visitingOrder(graph: Graph, root: NodeId): { order: Uint32Array; edgeCount: number } {
  const { inputStart, inputs } = graph.columns;
  const reached = new Uint8Array(root + 1);
  reached[root] = 1;
  const order = new Uint32Array(root + 1);
  let visits = 0;
  let edgeCount = 0;
  // Operands have smaller ids: once the walk down comes to a node, all its consumers have been seen.
  for (let node = root; node >= 0; node--) {
    if (reached[node] === 0) continue;
    const before = edgeCount;
    for (let i = inputStart[node]!; i < inputStart[node + 1]!; i++) {
      const target = inputs[i]!;
      if (graph.differentiableNodes[target] === 0) continue;
      reached[target] = 1;
      edgeCount++;
    }
    if (edgeCount > before) order[visits++] = node;
  }
  return { order: order.slice(0, visits), edgeCount };
}

/** The contributions of all visits in the order in which they are made, in columns. */
class Edges {
  /** Visit i makes the contributions `start[i] … start[i + 1] - 1`. */
  readonly start: Uint32Array;
  readonly slot: Uint32Array;
  readonly target: Uint32Array;
  readonly local: Float64Array;
  readonly delta: Float64Array;
  readonly before: Float64Array;
  readonly after: Float64Array;

  constructor(visits: number, count: number) {
    this.start = new Uint32Array(visits + 1);
    this.slot = new Uint32Array(count);
    this.target = new Uint32Array(count);
    this.local = new Float64Array(count);
    this.delta = new Float64Array(count);
    this.before = new Float64Array(count);
    this.after = new Float64Array(count);
  }
}

class RecordedSweep implements Sweep {
  readonly root: NodeId;
  readonly order: Uint32Array;
  readonly #graph: Graph;
  readonly #gradients: Float64Array;
  readonly #edges: Edges;
  /** The contributions to node t are `#received[#receivedStart[t] … #receivedStart[t + 1] - 1]`, ascending. */
  readonly #receivedStart: Uint32Array;
  readonly #received: Uint32Array;

  constructor(graph: Graph, root: NodeId, order: Uint32Array, gradients: Float64Array, edges: Edges) {
    this.#graph = graph;
    this.root = root;
    this.order = order;
    this.#gradients = gradients;
    this.#edges = edges;
    [this.#receivedStart, this.#received] = groupByTarget(edges.target, root + 1);
  }

  gradient(node: NodeId): Value {
    this.#graph.value(node); // Throws for a node that does not exist.
    return this.#gradients[node] ?? 0;
  }

  visit(index: number): Visit {
    const node = this.order[index];
    if (node === undefined) throw new RangeError(`There is no visit ${index} among ${this.order.length}.`);
    const edges = this.#edges;
    const contributions: Contribution[] = [];
    for (let edge = edges.start[index]!; edge < edges.start[index + 1]!; edge++) {
      contributions.push({
        slot: edges.slot[edge]!,
        target: edges.target[edge]!,
        local: edges.local[edge]!,
        delta: edges.delta[edge]!,
        before: edges.before[edge]!,
        after: edges.after[edge]!,
      });
    }
    return { node, gradient: this.#gradients[node]!, contributions };
  }

  gradientAfter(index: number, node: NodeId): Value {
    const made = this.#edges.start[index];
    if (made === undefined) {
      throw new RangeError(`There is no place ${index} in a walk of ${this.order.length} visits.`);
    }
    this.#graph.value(node); // Throws for a node that does not exist.
    if (node === this.root) return 1;
    if (node > this.root) return 0;
    // The last contribution to the node among the first `made` of all.
    const first = this.#receivedStart[node]!;
    let low = first;
    let high = this.#receivedStart[node + 1]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#received[middle]! < made) low = middle + 1;
      else high = middle;
    }
    return low === first ? 0 : this.#edges.after[this.#received[low - 1]!]!;
  }
}

/** Counting sort of the edges by target; stable, so that each target's edges stay in the order of the walk. */
function groupByTarget(target: Uint32Array, nodes: number): [start: Uint32Array, edges: Uint32Array] {
  const start = new Uint32Array(nodes + 1);
  for (const node of target) start[node + 1]!++;
  for (let node = 0; node < nodes; node++) start[node + 1]! += start[node]!;
  const edges = new Uint32Array(target.length);
  const next = start.slice();
  for (let edge = 0; edge < target.length; edge++) edges[next[target[edge]!]!++] = edge;
  return [start, edges];
}
