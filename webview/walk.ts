/** Where the backward walk stands, for every node and edge of a view: pure functions of the view and the cursor. */
import type { Cursor, GraphView, NodeIndex } from '../src/protocol/view.ts';

/**
 * - `waiting`: no contribution has arrived yet, the gradient is 0;
 * - `partial`: some have arrived, but the gradient is not complete or not yet passed on;
 * - `current`: the node of this visit;
 * - `done`: visited, or a leaf that has all of its contributions.
 */
export type NodePhase = 'waiting' | 'partial' | 'current' | 'done';

/** Whether the contribution along an edge is still to come, is this visit's, or was made before. */
export type EdgePhase = 'waiting' | 'current' | 'done';

/** The picture of one moment of the walk. */
export interface Moment {
  /** The gradient so far of each node. */
  readonly gradients: Float64Array;
  readonly nodes: readonly NodePhase[];
  readonly edges: readonly EdgePhase[];
}

/** The moment at `cursor`, which is at most the number of visits. Takes time linear in the size of the view. */
export function momentAt(view: GraphView, cursor: Cursor): Moment {
  if (cursor === 'overview') {
    return {
      gradients: view.gradients,
      nodes: view.nodes.map(() => 'done'),
      edges: view.edges.map(() => 'done'),
    };
  }
  const gradients = new Float64Array(view.nodes.length);
  gradients[view.root] = 1;
  const nodes = view.nodes.map((): NodePhase => 'waiting');
  nodes[view.root] = 'partial';
  const edges = view.edges.map((): EdgePhase => 'waiting');
  const missing = new Uint32Array(view.nodes.length);
  for (const edge of view.edges) missing[edge.from]!++;
  for (const [index, visit] of view.visits.slice(0, cursor).entries()) {
    const phase = index === cursor - 1 ? 'current' : 'done';
    nodes[visit.node] = phase;
    for (const edge of visit.edges) {
      const target = view.edges[edge]!.from;
      gradients[target] = view.after[edge]!;
      edges[edge] = phase;
      missing[target]!--;
      nodes[target] = missing[target] === 0 && view.nodes[target]!.kind === 'leaf' ? 'done' : 'partial';
    }
  }
  return { gradients, nodes, edges };
}

/** The node of the visit that ends at `cursor`; undefined in the overview and before the first visit. */
export function visitedNode(view: GraphView, cursor: Cursor): NodeIndex | undefined {
  return cursor === 'overview' ? undefined : view.visits[cursor - 1]?.node;
}

/** One visit on: the overview leads to the first. */
export function next(view: GraphView, cursor: Cursor): Cursor {
  return cursor === 'overview' ? Math.min(1, view.visits.length) : Math.min(view.visits.length, cursor + 1);
}

/** One visit back: the overview leads to the last. */
export function previous(view: GraphView, cursor: Cursor): Cursor {
  return cursor === 'overview' ? view.visits.length : Math.max(0, cursor - 1);
}
