/** The record of one backward walk, in columns: every visit and every gradient on the way can be read in any order. */
import type { NodeId } from './columns.ts';
import type { Graph } from './graph.ts';
import type { Contribution, ContributionTensors, Sweep, Visit } from './sweep.ts';
import type { TensorGradients } from './tensorGradients.ts';
import { magnitude, type Tensor, zeros } from './tensors/tensor.ts';
import type { Value } from './value.ts';

/**
 * The contributions of all visits in the order in which they are made, in columns. Of those to tensors only slot and target
 * are kept.
 */
export class Edges {
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

/** What `sweep` gives. */
export class RecordedSweep implements Sweep {
  readonly root: NodeId;
  readonly order: Uint32Array;
  readonly #graph: Graph;
  readonly #gradients: Float64Array;
  readonly #tensors: TensorGradients;
  readonly #magnitudes = new Map<NodeId, number>();
  /** Of each node the sum that was asked for last: who reads one visit mostly reads the next one then. */
  readonly #sums = new Map<NodeId, { count: number; readonly tensor: Tensor }>();
  readonly #edges: Edges;
  /** The contributions to node t are `#received[#receivedStart[t] … #receivedStart[t + 1] - 1]`, ascending. */
  readonly #receivedStart: Uint32Array;
  readonly #received: Uint32Array;

  constructor(
    graph: Graph,
    root: NodeId,
    order: Uint32Array,
    gradients: Float64Array,
    tensors: TensorGradients,
    edges: Edges,
  ) {
    this.#graph = graph;
    this.root = root;
    this.order = order;
    this.#gradients = gradients;
    this.#tensors = tensors;
    this.#edges = edges;
    [this.#receivedStart, this.#received] = groupByTarget(edges.target, root + 1);
  }

  gradient(node: NodeId): Value {
    const tensor = this.#graph.tensor(node); // Throws for a node that does not exist.
    if (!tensor) return this.#gradients[node] ?? 0;
    let known = this.#magnitudes.get(node);
    if (known === undefined) {
      known = magnitude(this.gradientTensor(node)!);
      this.#magnitudes.set(node, known);
    }
    return known;
  }

  gradientTensor(node: NodeId): Tensor | undefined {
    const value = this.#graph.tensor(node);
    return value && (this.#tensors.get(node) ?? zeros(value.shape));
  }

  visit(index: number): Visit {
    const node = this.order[index];
    if (node === undefined) throw new RangeError(`There is no visit ${index} among ${this.order.length}.`);
    const edges = this.#edges;
    const gradient = this.gradient(node);
    const isOfTensors = this.#tensors.row(node) !== undefined;
    const contributions: Contribution[] = [];
    for (let edge = edges.start[index]!; edge < edges.start[index + 1]!; edge++) {
      const [slot, target] = [edges.slot[edge]!, edges.target[edge]!];
      const numbers = isOfTensors
        ? this.#numbersOf(index, edge, gradient)
        : {
            local: edges.local[edge]!,
            delta: edges.delta[edge]!,
            before: edges.before[edge]!,
            after: edges.after[edge]!,
          };
      contributions.push({ slot, target, ...numbers });
    }
    return { node, gradient, contributions };
  }

  /** The numbers that stand for what an operation on tensors sends along `edge`. */
  #numbersOf(
    index: number,
    edge: number,
    gradient: Value,
  ): Pick<Contribution, 'local' | 'delta' | 'before' | 'after'> {
    const edges = this.#edges;
    const tensors = this.#tensorsOf(index, edge);
    const delta = tensors ? magnitude(tensors.delta) : edges.delta[edge]!;
    return {
      local: delta === 0 && gradient === 0 ? 0 : delta / gradient,
      delta,
      before: tensors ? magnitude(tensors.before) : edges.before[edge]!,
      after: tensors ? magnitude(tensors.after) : edges.after[edge]!,
    };
  }

  contributionTensors(index: number, slot: number): ContributionTensors | undefined {
    const { start, slot: slots } = this.#edges;
    if (this.order[index] === undefined)
      throw new RangeError(`There is no visit ${index} among ${this.order.length}.`);
    for (let edge = start[index]!; edge < start[index + 1]!; edge++)
      if (slots[edge] === slot) return this.#tensorsOf(index, edge);
    return undefined;
  }

  #tensorsOf(index: number, edge: number): ContributionTensors | undefined {
    const { target, slot } = this.#edges;
    const before = this.#sumBefore(edge, target[edge]!);
    if (before === undefined) return undefined;
    const after = this.#sumBefore(edge + 1, target[edge]!)!;
    // What arrives first is the sum itself.
    const isFirst = this.#received[this.#receivedStart[target[edge]!]!] === edge;
    return { before, delta: isFirst ? after : this.#sent(index).to(slot[edge]!), after };
  }

  #sent(index: number) {
    const node = this.order[index]!;
    return this.#tensors.sent(node, this.#gradients[node]!);
  }

  gradientAfter(index: number, node: NodeId): Value {
    const tensor = this.gradientTensorAfter(index, node);
    if (tensor) return magnitude(tensor);
    if (node === this.root) return 1;
    if (node > this.root) return 0;
    const last = this.#countBefore(this.#edges.start[index]!, node) - 1;
    return last < 0 ? 0 : this.#edges.after[this.#received[this.#receivedStart[node]! + last]!]!;
  }

  gradientTensorAfter(index: number, node: NodeId): Tensor | undefined {
    const made = this.#edges.start[index];
    if (made === undefined) {
      throw new RangeError(`There is no place ${index} in a walk of ${this.order.length} visits.`);
    }
    return this.#sumBefore(made, node);
  }

  /** What the contributions before number `made` of all add up to at `node`; undefined for a number. */
  #sumBefore(made: number, node: NodeId): Tensor | undefined {
    const value = this.#graph.tensor(node); // Throws for a node that does not exist.
    if (!value) return undefined;
    const count = node > this.root ? 0 : this.#countBefore(made, node);
    const first = this.#receivedStart[node] ?? 0;
    if (node === this.root || (count > 0 && first + count === this.#receivedStart[node + 1]))
      return this.gradientTensor(node)!;
    const known = this.#sums.get(node);
    const sum = known && known.count <= count ? known : { count: 0, tensor: zeros(value.shape) };
    for (; sum.count < count; sum.count++) {
      const edge = this.#received[first + sum.count]!;
      this.#sent(this.#visitOf(edge)).addTo(sum.tensor, this.#edges.slot[edge]!);
    }
    this.#sums.set(node, sum);
    return { shape: value.shape, data: sum.tensor.data.slice() };
  }

  /** How many of the contributions to `node` are among the first `made` of all. */
  #countBefore(made: number, node: NodeId): number {
    const first = this.#receivedStart[node]!;
    let low = first;
    let high = this.#receivedStart[node + 1]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#received[middle]! < made) low = middle + 1;
      else high = middle;
    }
    return low - first;
  }

  /** The visit that makes contribution number `edge`. */
  #visitOf(edge: number): number {
    const { start } = this.#edges;
    let low = 0;
    let high = this.order.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (start[middle]! <= edge) low = middle;
      else high = middle;
    }
    return low;
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
