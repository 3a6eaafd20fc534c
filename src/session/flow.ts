/** What flows in a sweep, in columns: for questions about all of it at once, which must not allocate for each visit. */
import type { Graph, Sweep } from '../engine/index.ts';

export interface Flow {
  /** The visited nodes, in order. */
  readonly order: Uint32Array;
  /** Visit k (from 0) makes the contributions `start[k] … start[k + 1] - 1`. */
  readonly start: Uint32Array;
  /** By contribution: its operand and slot, the local derivative, its size, and the operand's gradient after it. */
  readonly slot: Uint32Array;
  readonly target: Uint32Array;
  readonly local: Float64Array;
  readonly delta: Float64Array;
  readonly after: Float64Array;
  /** The contributions to node t are `received[receivedStart[t] … receivedStart[t + 1] - 1]`, ascending. */
  readonly receivedStart: Uint32Array;
  readonly received: Uint32Array;
  /** By contribution: the number of its visit, from 1. */
  readonly visit: Uint32Array;
  /** By node: the visit after which nothing of it changes any more; its own, or the last one that adds to it. */
  readonly finished: Uint32Array;
  readonly largestGradient: number;
  readonly largestDelta: number;
}

export function flowOf(graph: Graph, sweep: Sweep): Flow {
  const visits = sweep.order.length;
  const edges = graph.columns.inputs.length;
  const start = new Uint32Array(visits + 1);
  const slot = new Uint32Array(edges);
  const target = new Uint32Array(edges);
  const local = new Float64Array(edges);
  const delta = new Float64Array(edges);
  const after = new Float64Array(edges);
  const visit = new Uint32Array(edges);
  const finished = new Uint32Array(graph.size);
  const receivedStart = new Uint32Array(graph.size + 1);
  let count = 0;
  let largestGradient = 1;
  let largestDelta = 0;
  for (let k = 0; k < visits; k++) {
    const { node, contributions } = sweep.visit(k);
    for (const one of contributions) {
      slot[count] = one.slot;
      target[count] = one.target;
      local[count] = one.local;
      delta[count] = one.delta;
      after[count] = one.after;
      visit[count] = k + 1;
      finished[one.target] = k + 1;
      receivedStart[one.target + 1]! += 1;
      largestGradient = larger(largestGradient, one.after);
      largestDelta = larger(largestDelta, one.delta);
      count += 1;
    }
    start[k + 1] = count;
    finished[node] = k + 1;
  }
  for (let node = 0; node < graph.size; node++) receivedStart[node + 1]! += receivedStart[node]!;
  const received = new Uint32Array(count);
  const next = receivedStart.slice();
  for (let i = 0; i < count; i++) received[next[target[i]!]!++] = i;
  return {
    order: sweep.order,
    start,
    slot,
    target,
    local,
    delta,
    after,
    receivedStart,
    received,
    visit,
    finished,
    largestGradient,
    largestDelta,
  };
}

/** The larger magnitude; what is not finite is passed over. */
function larger(largest: number, x: number): number {
  const size = Math.abs(x);
  return size > largest && size < Number.POSITIVE_INFINITY ? size : largest;
}

/** The gradient's norm of several nodes as the walk goes on, without losing small ones beside large ones. */
export class RunningNorm {
  /** A binary tree of norms: its leaves are the nodes. */
  readonly #tree: Float64Array;
  readonly #leaves: number;

  constructor(count: number) {
    this.#leaves = 2 ** Math.ceil(Math.log2(Math.max(1, count)));
    this.#tree = new Float64Array(2 * this.#leaves);
  }

  get value(): number {
    return this.#tree[1]!;
  }

  set(position: number, gradient: number): void {
    const tree = this.#tree;
    let at = this.#leaves + position;
    tree[at] = Math.abs(gradient);
    for (at >>= 1; at >= 1; at >>= 1) tree[at] = Math.hypot(tree[2 * at]!, tree[2 * at + 1]!);
  }
}

/** √Σx²; not finite where one is not. */
export function norm(numbers: Iterable<number>): number {
  const all = [...numbers];
  const running = new RunningNorm(all.length);
  for (const [position, x] of all.entries()) running.set(position, x);
  return running.value;
}
