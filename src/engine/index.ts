/**
 * The engine: pure mathematics of computation graphs, without an editor, a page or a file system.
 *
 *     const builder = new GraphBuilder();
 *     const x = builder.leaf(3);
 *     const y = builder.apply('mul', [x, x]);
 *     sweep(builder.build(), y).gradient(x); // 6
 */
export { checkGradient, type GradientCheck, type GradientCheckOptions } from './check.ts';
export { isOpName, isScalarOpName, type NodeKind, OP_CODES, operationOfCode, opOfCode } from './codes.ts';
export type { GraphColumns, NodeId } from './columns.ts';
export {
  type BinaryOperator,
  type Bindings,
  evaluateBinary,
  evaluateFormula,
  type Formula,
  type FunctionName,
  parseFormula,
  type Relation,
} from './formula.ts';
export { Graph, GraphBuilder } from './graph.ts';
export { type Operation, operations, type ScalarOpName, scalarOpNames } from './operations.ts';
export { type Disagreement, disagreements, recompute, ulpDistance } from './recompute.ts';
export { type Contribution, type ContributionTensors, type Sweep, sweep, type Visit } from './sweep.ts';
export { type Tangents, tangents } from './tangents.ts';
export type { Attributes, AttributeValue } from './tensors/attributes.ts';
export { repeatedAxes } from './tensors/broadcast.ts';
export type { GradientRule } from './tensors/custom.ts';
export { type Kernels, plainKernels, useKernels } from './tensors/kernels.ts';
export type { Application, Sample, TensorOperation, Writing } from './tensors/operation.ts';
export { GradientSums } from './tensors/sums.ts';
export { applyTensor, type OpName, opNames, shapeOf, tensorOperations } from './tensors/table.ts';
export {
  filled,
  isShape,
  magnitude,
  type Shape,
  sameShape,
  scalarTensor,
  showShape,
  sizeOf,
  stridesOf,
  type Tensor,
  tensor,
  zeros,
} from './tensors/tensor.ts';
export type { Value } from './value.ts';
