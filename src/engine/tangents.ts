/** Forward mode: directional derivatives of every node at once, along the arrows. */
import { type Graph, type NodeId, OperandReader } from './graph.ts';
import type { Value } from './value.ts';

/**
 * The tangent of every node in the direction `seeds`, which gives the tangents of leaves; those it does not name
 * stand still. With the single seed (leaf, 1) this is ∂node/∂leaf for each node. Throws RangeError for a seed
 * that is not a leaf of `graph`.
 */
export function tangents(graph: Graph, seeds: ReadonlyMap<NodeId, Value>): Float64Array {
  const { inputStart, inputs, values } = graph.columns;
  const result = new Float64Array(graph.size);
  // A node that does not move must not pass 0 × Infinity = NaN on.
  const moving = new Uint8Array(graph.size);
  for (const [leaf, tangent] of seeds) {
    if (graph.op(leaf) !== 'leaf') throw new RangeError(`Node ${leaf} is not a leaf: it cannot be a seed.`);
    result[leaf] = tangent;
    moving[leaf] = 1;
  }
  const reader = new OperandReader(graph.columns);
  const locals: Value[] = [];
  for (let node = 0; node < graph.size; node++) {
    const first = inputStart[node]!;
    const count = inputStart[node + 1]! - first;
    for (let slot = 0; slot < count; slot++) moving[node]! |= moving[inputs[first + slot]!]!;
    const operation = reader.operation(node);
    if (operation === undefined || moving[node] === 0) continue;
    operation.locals(reader.operands(node, values), values[node]!, locals);
    for (let slot = 0; slot < count; slot++) {
      const operand = inputs[first + slot]!;
      if (moving[operand] === 1) result[node]! += operation.jvp(result[operand]!, locals[slot]!);
    }
  }
  return result;
}
