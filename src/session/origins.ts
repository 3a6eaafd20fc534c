/**
 * Where numbers that are not finite start, as against where they only pass through. An operation is an origin
 * when it makes NaN of operands without NaN, an infinity of finite operands, or a gradient that is not finite of
 * one that is. Backward, only the origins of what spoils a gradient count.
 */
import { type Graph, isOpName, type NodeId, type Sweep } from '../engine/index.ts';

export class Origins {
  readonly #graph: Graph;
  /** By node, 1 for an origin. */
  readonly #isOrigin: Uint8Array;
  /** By node on the way from a spoilt gradient to an origin: the node before it on that way, else -1. */
  readonly #via: Int32Array;

  /** Of everything that spoils a gradient of the walk. Linear in the size of the graph. */
  constructor(graph: Graph, sweep: Sweep) {
    this.#graph = graph;
    this.#isOrigin = new Uint8Array(graph.size);
    this.#via = new Int32Array(graph.size).fill(-1);
    const seen = new Uint8Array(graph.size);
    for (let index = 0; index < sweep.order.length; index++) {
      const { node, gradient, contributions } = sweep.visit(index);
      // Spoilt before: this visit only passes it on.
      if (!Number.isFinite(gradient)) continue;
      for (const { local, delta, before, after } of contributions) {
        if (Number.isFinite(after) || (!Number.isFinite(before) && Number.isFinite(delta))) continue;
        if (Number.isFinite(local)) this.#isOrigin[node] = 1;
        else this.#descend(node, seen);
      }
    }
  }

  isOrigin(node: NodeId): boolean {
    return this.#isOrigin[node] === 1;
  }

  /** From the visit that first spoilt a gradient down to the origin, both included. */
  chain(origin: NodeId): NodeId[] {
    const chain = [origin];
    for (let node = this.#via[origin]!; node >= 0; node = this.#via[node]!) chain.push(node);
    return chain.reverse();
  }

  /** Marks the origins of what is not finite about a node's value and its operands. */
  #descend(start: NodeId, seen: Uint8Array): void {
    const pending = [start];
    while (pending.length > 0) {
      const node = pending.pop()!;
      if (seen[node]) continue;
      seen[node] = 1;
      const causes = causesOf(this.#graph, node);
      if (makesNonFinite(this.#graph, node, causes)) this.#isOrigin[node] = 1;
      for (const cause of causes) {
        if (seen[cause]) continue;
        this.#via[cause] = node;
        pending.push(cause);
      }
    }
  }
}

/** Whether the node's value starts to be NaN or infinite in it. */
export function startsNonFinite(graph: Graph, node: NodeId): boolean {
  if (Number.isFinite(graph.value(node)) || !isOpName(graph.op(node))) return false;
  return makesNonFinite(graph, node, causesOf(graph, node));
}

/** The operands that are operations and not finite: those that are NaN, if there are any. */
export function causesOf(graph: Graph, node: NodeId): NodeId[] {
  const spoilt = graph
    .inputs(node)
    .filter((input) => isOpName(graph.op(input)) && !Number.isFinite(graph.value(input)));
  const nan = spoilt.filter((input) => Number.isNaN(graph.value(input)));
  return nan.length > 0 ? nan : spoilt;
}

/** Given the causes: whether a value that is not finite starts in the node. */
export function makesNonFinite(graph: Graph, node: NodeId, causes: readonly NodeId[]): boolean {
  if (causes.length === 0) return true;
  return Number.isNaN(graph.value(node)) && causes.every((cause) => !Number.isNaN(graph.value(cause)));
}
