/**
 * What lies between two nodes, or between what two boxes hold: everything on a way along the edges from one to the
 * other. A gradient is the sum over these ways, so that what is not on one has no part in it.
 */
import type { Graph, NodeId } from '../engine/index.ts';

/** 1 for each node on a path between the two, the ends included; all 0 where no path leads from one to the other. Length n. */
export function pathsBetween(graph: Graph, one: readonly NodeId[], other: readonly NodeId[]): Uint8Array {
  const influenced = influencedBy(graph, one);
  // Values flow one way; which of the two comes first is for the graph to say.
  const [from, to] = other.some((node) => influenced[node] === 1) ? [influenced, other] : [undefined, one];
  const paths = from ?? influencedBy(graph, other);
  const influencing = influencingOn(graph, to);
  for (let node = 0; node < graph.size; node++) paths[node]! &= influencing[node]!;
  return paths;
}

/** How many paths there are: exact up to 2⁵³, and Infinity beyond 10³⁰⁸. `x * x` has two from x. Linear. */
export function countPaths(graph: Graph, one: NodeId, other: NodeId): number {
  const from = Math.min(one, other);
  const to = Math.max(one, other);
  const { inputStart, inputs } = graph.columns;
  // Inputs have smaller ids: on the way up, all ways into a node are known when it is come to.
  const ways = new Float64Array(to - from + 1);
  ways[0] = 1;
  for (let node = from + 1; node <= to; node++)
    for (let at = inputStart[node]!; at < inputStart[node + 1]!; at++)
      if (inputs[at]! >= from) ways[node - from]! += ways[inputs[at]! - from]!;
  return ways[to - from]!;
}

/** The nodes whose value depends on one of these, with these. */
function influencedBy(graph: Graph, nodes: readonly NodeId[]): Uint8Array {
  const marks = marked(graph, nodes);
  const { inputStart, inputs } = graph.columns;
  for (let node = 0; node < graph.size; node++)
    for (let at = inputStart[node]!; marks[node] === 0 && at < inputStart[node + 1]!; at++)
      marks[node] = marks[inputs[at]!]!;
  return marks;
}

/** The nodes that the value of one of these depends on, with these. */
function influencingOn(graph: Graph, nodes: readonly NodeId[]): Uint8Array {
  const marks = marked(graph, nodes);
  const { inputStart, inputs } = graph.columns;
  for (let node = graph.size - 1; node >= 0; node--)
    if (marks[node] === 1)
      for (let at = inputStart[node]!; at < inputStart[node + 1]!; at++) marks[inputs[at]!] = 1;
  return marks;
}

function marked(graph: Graph, nodes: readonly NodeId[]): Uint8Array {
  const marks = new Uint8Array(graph.size);
  for (const node of nodes) marks[node] = 1;
  return marks;
}
