/** What the picture shows of the tensors among its items: heat maps of value and gradient, all through the walk. */
import { type NodeId, type Sweep, showShape } from '../../engine/index.ts';
import type { TensorView } from '../../protocol/tensors.ts';
import type { Scene } from '../../protocol/view.ts';
import type { Trace } from '../../trace/trace.ts';
import { type Grid, heatMaps } from './heatMap.ts';

/** Of a heat map in the picture: cells that are large enough to be seen. */
const MOST_CELLS: Grid = { rows: 12, columns: 16 };
/** Of a gradient that comes about in more contributions, as of a weight that is used in every turn of a loop, so many moments. */
const MOST_MOMENTS = 32;

/**
 * By item, null for those that are none; undefined where the trace has no tensors.
 * @param nodes the node that each item shows, if it is one.
 */
export function tensorViews(
  { graph }: Trace,
  sweep: Sweep,
  nodes: readonly (NodeId | undefined)[],
  { start, visits }: Scene['history'],
): (TensorView | null)[] | undefined {
  if (graph.columns.tensors === undefined) return undefined;
  return nodes.map((node, item) => {
    const value = node === undefined ? undefined : graph.tensor(node);
    if (node === undefined || value === undefined || value.shape.length === 0) return null;
    const first = start[item]!;
    const count = start[item + 1]! - first;
    const moments = Math.min(count, MOST_MOMENTS);
    const gradients = Array.from({ length: moments }, (_, k) => {
      const made = Math.ceil(((k + 1) * count) / moments);
      return sweep.gradientTensorAfter(visits[first + made - 1]!, node)!;
    });
    return {
      shape: showShape(value.shape),
      value: heatMaps([value], MOST_CELLS)[0]!,
      gradients: heatMaps(gradients, MOST_CELLS),
    };
  });
}
