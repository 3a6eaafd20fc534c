/** The forward pass over a recorded graph: its values computed anew, and the check of a recording against the table. */
import { type NodeId, OperandReader } from './columns.ts';
import type { Graph } from './graph.ts';
import { magnitude, type Tensor } from './tensors/tensor.ts';
import type { Value } from './value.ts';

/** Values that a forward pass writes. */
export interface MutableValues {
  readonly values: Float64Array;
  /** Of a graph that has tensors. */
  readonly tensors?: Map<NodeId, Tensor>;
}

/** The same graph with every value computed by the table from the leaves and constants. */
export function recompute(graph: Graph): Graph {
  const values = copiedValues(graph);
  computeForward(graph, values, graph.size);
  return graph.withValues(values);
}

/** The values of `graph`, to be written over. */
export function copiedValues({ columns: { values, tensors } }: Graph): MutableValues {
  return { values: values.slice(), ...(tensors && { tensors: new Map(tensors) }) };
}

/** Computes the operations among the first `count` nodes into `into`, which holds the leaves and constants. */
export function computeForward(graph: Graph, into: MutableValues, count: number): void {
  const { values, tensors } = into;
  const reader = new OperandReader(graph.columns);
  for (let node = 0; node < count; node++) {
    const operation = reader.operation(node);
    if (operation !== undefined) values[node] = operation.forward(reader.operands(node, values));
    else {
      const row = reader.tensorOperation(node);
      if (row === undefined) continue;
      const shape = graph.tensor(node)?.shape ?? [];
      const value = row.forward(reader.tensorOperands(node, into), reader.attributes(node), shape);
      values[node] = magnitude(value);
      if (row.bridge !== 'out') tensors!.set(node, value);
    }
  }
}

/** An operation whose recorded value is not the one that the table computes from the same operands. */
export interface Disagreement {
  readonly node: NodeId;
  readonly recorded: Value;
  readonly computed: Value;
  /** How many float64 numbers lie between the two, plus one. */
  readonly ulps: number;
}

/**
 * Compares each operation's recorded value with the one computed from its *recorded* operands, so that an error
 * is reported where it arises and not at everything that follows. What is computed with tensors has no other source than
 * the table, and is not compared. Yields those that differ by more than
 * `tolerance` ulps, in graph order. Two correct implementations of `Math` differ by a few.
 */
export function* disagreements(graph: Graph, tolerance = 4): Generator<Disagreement> {
  const { values } = graph.columns;
  const reader = new OperandReader(graph.columns);
  for (let node = 0; node < graph.size; node++) {
    const operation = reader.operation(node);
    if (operation === undefined) continue;
    const recorded = values[node]!;
    const computed = operation.forward(reader.operands(node, values));
    const ulps = ulpDistance(recorded, computed);
    if (ulps > tolerance) yield { node, recorded, computed, ulps };
  }
}

const float = new Float64Array(1);
const bits = new BigInt64Array(float.buffer);

/**
 * The number of steps from `a` to `b` through the float64 numbers: 0 for equal ones (also 0 and -0, NaN and NaN),
 * 1 for neighbours, Infinity between NaN and a number.
 */
export function ulpDistance(a: number, b: number): number {
  if (a === b) return 0;
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Infinity;
  const distance = rank(a) - rank(b);
  return Number(distance < 0n ? -distance : distance);
}

/** Position of `x` among the float64 numbers in ascending order; 0 for 0 and -0. */
function rank(x: number): bigint {
  float[0] = x;
  const magnitude = bits[0]! & 0x7fff_ffff_ffff_ffffn;
  return bits[0]! < 0n ? -magnitude : magnitude;
}
