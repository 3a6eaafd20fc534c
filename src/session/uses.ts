/** What consecutive nodes use of earlier ones: the edges of the graph that one edge of a picture stands for. */
import type { Graph, NodeId } from '../engine/index.ts';
import type { Flow } from './flow.ts';

/** So many are told one by one. */
const MOST_TOLD = 20;

/** Consecutive nodes, both ends included. */
export interface NodeRange {
  readonly first: NodeId;
  readonly last: NodeId;
}

/** One edge of the graph. */
export interface Use {
  readonly operand: NodeId;
  readonly consumer: NodeId;
  readonly slot: number;
  /** What flows back along it, of a tensor its norm; undefined where nothing does, as to a constant. */
  readonly delta: number | undefined;
}

export interface Uses {
  readonly count: number;
  /** The sum of what flows back, in the order of the walk. */
  readonly delta: number;
  /** One of the operands is a tensor with elements, so that norms are added. */
  readonly hasNorms: boolean;
  /** The first of them by the size of what flows back; what is not finite comes first. */
  readonly largest: readonly Use[];
  /** The first and the last visit that sends something back; 0 for none. */
  readonly firstVisit: number;
  readonly lastVisit: number;
}

/**
 * What `to` uses of `from`, which lies before it. Linear in the nodes of `to` and the length of the walk.
 * @param constants whether uses of constants count.
 */
export function usesBetween(
  graph: Graph,
  flow: Flow,
  from: NodeRange,
  to: NodeRange,
  constants: boolean,
): Uses {
  const { inputStart, inputs } = graph.columns;
  const largest: Use[] = [];
  let count = 0;
  let sum = 0;
  let hasNorms = false;
  let [firstVisit, lastVisit] = [0, 0];
  // As the walk goes, which is by descending ids.
  let visit = 0;
  for (let consumer = to.last; consumer >= to.first; consumer--) {
    while (visit < flow.order.length && flow.order[visit]! > consumer) visit += 1;
    const isVisited = flow.order[visit] === consumer;
    let [sent, end] = isVisited ? [flow.start[visit]!, flow.start[visit + 1]!] : [0, 0];
    const start = inputStart[consumer]!;
    for (let slot = 0; slot < inputStart[consumer + 1]! - start; slot++) {
      while (sent < end && flow.slot[sent]! < slot) sent += 1;
      const operand = inputs[start + slot]!;
      if (operand < from.first || operand > from.last) continue;
      if (!constants && graph.op(operand) === 'constant') continue;
      const delta = sent < end && flow.slot[sent] === slot ? flow.delta[sent]! : undefined;
      count += 1;
      insert(largest, { operand, consumer, slot, delta });
      if (delta === undefined) continue;
      sum += delta;
      hasNorms ||= (graph.tensor(operand)?.shape.length ?? 0) > 0;
      firstVisit ||= visit + 1;
      lastVisit = visit + 1;
    }
  }
  return { count, delta: sum, hasNorms, largest, firstVisit, lastVisit };
}

/** Keeps the largest, of equal ones the earlier. */
function insert(largest: Use[], use: Use): void {
  const at = largest.findLastIndex((one) => weight(one) >= weight(use)) + 1;
  if (at === MOST_TOLD) return;
  largest.splice(at, 0, use);
  if (largest.length > MOST_TOLD) largest.pop();
}

function weight({ delta }: Use): number {
  if (delta === undefined) return -1;
  return Number.isNaN(delta) ? Number.POSITIVE_INFINITY : Math.abs(delta);
}
