/** Forward mode: directional derivatives of every node at once, along the arrows. */
import { type NodeId, OperandReader } from './columns.ts';
import type { Graph } from './graph.ts';
import { magnitude, sameShape, scalarTensor, type Tensor, zeros } from './tensors/tensor.ts';
import type { Value } from './value.ts';

export interface Tangents {
  /** The tangent of each node that is a number, and the magnitude of each that is a tensor; length n. */
  readonly values: Float64Array;
  /** The tangent of a node that is a tensor, of its shape; undefined for a number. */
  tensor(node: NodeId): Tensor | undefined;
}

/**
 * The tangent of every node in the direction `seeds`, which gives the tangents of leaves; those it does not name
 * stand still. With the single seed (leaf, 1) this is ∂node/∂leaf for each node. Throws RangeError for a seed
 * that is not a leaf of `graph`, or not of the leaf's shape.
 */
export function tangents(graph: Graph, seeds: ReadonlyMap<NodeId, Value | Tensor>): Tangents {
  const { inputStart, inputs, values } = graph.columns;
  const result = new Float64Array(graph.size);
  const tensors = new Map<NodeId, Tensor>();
  // A node that does not move must not pass 0 × Infinity = NaN on.
  const moving = new Uint8Array(graph.size);
  for (const [leaf, tangent] of seeds) {
    checkSeed(graph, leaf, tangent);
    moving[leaf] = 1;
    if (typeof tangent === 'number') result[leaf] = tangent;
    else {
      tensors.set(leaf, tangent);
      result[leaf] = magnitude(tangent);
    }
  }
  const reader = new OperandReader(graph.columns);
  const locals: Value[] = [];
  for (let node = 0; node < graph.size; node++) {
    const first = inputStart[node]!;
    const count = inputStart[node + 1]! - first;
    const row = reader.tensorOperation(node);
    for (let slot = 0; slot < count; slot++)
      if (row?.differentiable(slot, graph.attributes(node)) !== false)
        moving[node]! |= moving[inputs[first + slot]!]!;
    if (count === 0 || moving[node] === 0) continue;
    if (row) {
      const moved = Array.from(inputs.subarray(first, first + count), (operand, slot) =>
        moving[operand] === 1 && row.differentiable(slot, graph.attributes(node))
          ? (tensors.get(operand) ?? scalarTensor(result[operand]!))
          : undefined,
      );
      const tangent = row.jvp(moved, reader.application(node, graph.columns));
      result[node] = magnitude(tangent);
      if (row.bridge !== 'out') tensors.set(node, tangent);
      continue;
    }
    const operation = reader.operation(node)!;
    operation.locals(reader.operands(node, values), values[node]!, locals);
    for (let slot = 0; slot < count; slot++) {
      const operand = inputs[first + slot]!;
      if (moving[operand] === 1) result[node]! += operation.jvp(result[operand]!, locals[slot]!);
    }
  }
  return {
    values: result,
    tensor(node) {
      const value = graph.tensor(node);
      return value && (tensors.get(node) ?? zeros(value.shape));
    },
  };
}

function checkSeed(graph: Graph, leaf: NodeId, tangent: Value | Tensor): void {
  if (graph.op(leaf) !== 'leaf') throw new RangeError(`Node ${leaf} is not a leaf: it cannot be a seed.`);
  const value = graph.tensor(leaf);
  const fits = typeof tangent === 'number' ? !value : value && sameShape(value.shape, tangent.shape);
  if (!fits) throw new RangeError(`The seed of node ${leaf} is not of the leaf's shape.`);
}
