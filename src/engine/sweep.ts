/**
 * Reverse mode: the whole backward walk from one root. It is recorded (recordedSweep.ts), so that every visit and every
 * gradient on the way can be read in any order. Gradients live here and never on the graph.
 */
import { type NodeId, OperandReader } from './columns.ts';
import type { Graph } from './graph.ts';
import { Edges, RecordedSweep } from './recordedSweep.ts';
import { TensorGradients } from './tensorGradients.ts';
import type { Tensor } from './tensors/tensor.ts';
import type { Value } from './value.ts';

/** What one visit of the backward walk does: it sends the node's finished gradient on to its operands. */
export interface Visit {
  readonly node: NodeId;
  /** ∂root/∂node, to which nothing is added any more. */
  readonly gradient: Value;
  /** One per operand that depends on a leaf, in operand order. Constants receive none. */
  readonly contributions: readonly Contribution[];
}

/**
 * What flows along one edge: one operand of one consumer. `x * x` has two edges to x. Of a tensor each number is the
 * magnitude, as `Graph.value` is.
 */
export interface Contribution {
  /** The operand's place among the consumer's operands. */
  readonly slot: number;
  /** The operand. */
  readonly target: NodeId;
  /** The local derivative ∂node/∂operand. Of tensors the factor by which the magnitude changes on the way. */
  readonly local: Value;
  /** What is added to ∂root/∂target: gradient × local. */
  readonly delta: Value;
  /** ∂root/∂target before and after the addition. */
  readonly before: Value;
  readonly after: Value;
}

/** The tensors of a contribution, all of the target's shape. */
export interface ContributionTensors {
  readonly delta: Tensor;
  readonly before: Tensor;
  readonly after: Tensor;
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
  /** The elements of that gradient, of the node's shape; undefined for a number. */
  gradientTensor(node: NodeId): Tensor | undefined;
  /** What the visit of `order[index]` does; throws RangeError outside of 0 … order.length - 1. */
  visit(index: number): Visit;
  /**
   * ∂root/∂node as it stands after `index` visits: at 0 the root's is 1 and every other is 0; at order.length all
   * are finished. Any index in any order, each in logarithmic time. Throws RangeError outside of 0 … order.length.
   */
  gradientAfter(index: number, node: NodeId): Value;
  /** The elements of `gradientAfter`; undefined for a number. The contributions that make it up are computed anew. */
  gradientTensorAfter(index: number, node: NodeId): Tensor | undefined;
  /** What the visit of `order[index]` sends to the operand in `slot`; undefined where it sends nothing or a number. */
  contributionTensors(index: number, slot: number): ContributionTensors | undefined;
}

/**
 * Walks backward from `root`, whose own gradient is 1, or where it is a tensor, `cotangent`: by default ones, so that the
 * walk is that of the sum of its elements. Throws RangeError when `root` is not a node of `graph`, or `cotangent` not of its
 * shape. Linear in time and space.
 */
export function sweep(graph: Graph, root: NodeId, cotangent?: Tensor): Sweep {
  graph.value(root); // Throws for a root that does not exist.
  const { inputStart, inputs, values } = graph.columns;
  const reader = new OperandReader(graph.columns);
  const { order, edgeCount } = visitingOrder(graph, root, reader);

  const edges = new Edges(order.length, edgeCount);
  const gradients = new Float64Array(root + 1);
  gradients[root] = 1;
  const tensors = new TensorGradients(graph, root, cotangent);
  const locals: Value[] = [];
  let edge = 0;
  for (let index = 0; index < order.length; index++) {
    const node = order[index]!;
    const operation = reader.operation(node);
    if (operation === undefined) {
      edge = visitTensors(graph, node, tensors, gradients, edges, edge);
      edges.start[index + 1] = edge;
      continue;
    }
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
  return new RecordedSweep(graph, root, order, gradients, tensors, edges);
}

/** The visit of an operation on tensors. Its contributions begin at `edge`; returns where they end. */
function visitTensors(
  graph: Graph,
  node: NodeId,
  tensors: TensorGradients,
  gradients: Float64Array,
  edges: Edges,
  edge: number,
): number {
  const { inputStart, inputs, tensors: values } = graph.columns;
  const row = tensors.row(node)!;
  const attributes = graph.attributes(node);
  const sent = tensors.sent(node, gradients[node]!);
  const first = inputStart[node]!;
  const count = inputStart[node + 1]! - first;
  for (let slot = 0; slot < count; slot++) {
    const target = inputs[first + slot]!;
    if (graph.differentiableNodes[target] === 0 || !row.differentiable(slot, attributes)) continue;
    edges.slot[edge] = slot;
    edges.target[edge] = target;
    if (row.bridge === 'out')
      tensors.addElement(target, Number(graph.attributes(node).index), gradients[node]!);
    else if (values?.has(target)) sent.receive(target, slot);
    else {
      const delta = sent.to(slot);
      edges.delta[edge] = delta.data[0]!;
      edges.before[edge] = gradients[target]!;
      gradients[target]! += delta.data[0]!;
      edges.after[edge] = gradients[target]!;
    }
    edge++;
  }
  return edge;
}

/** The visited nodes by descending id, and how many contributions they make in all. */
function visitingOrder(
  graph: Graph,
  root: NodeId,
  reader: OperandReader,
): { order: Uint32Array; edgeCount: number } {
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
    const first = inputStart[node]!;
    const row = reader.tensorOperation(node);
    for (let i = first; i < inputStart[node + 1]!; i++) {
      const target = inputs[i]!;
      if (
        graph.differentiableNodes[target] === 0 ||
        row?.differentiable(i - first, graph.attributes(node)) === false
      )
        continue;
      reached[target] = 1;
      edgeCount++;
    }
    if (edgeCount > before) order[visits++] = node;
  }
  return { order: order.slice(0, visits), edgeCount };
}
