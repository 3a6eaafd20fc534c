/**
 * The engine: pure mathematics of computation graphs, without an editor, a page or a file system.
 *
 *     const builder = new GraphBuilder();
 *     const x = builder.leaf(3);
 *     const y = builder.apply('mul', [x, x]);
 *     sweep(builder.build(), y).gradient(x); // 6
 */
export { checkGradient, type GradientCheck, type GradientCheckOptions } from './check.ts';
export {
  type BinaryOperator,
  type Bindings,
  evaluateBinary,
  evaluateFormula,
  type Formula,
  type FunctionName,
  parseFormula,
} from './formula.ts';
export {
  Graph,
  GraphBuilder,
  type GraphColumns,
  isOpName,
  type NodeId,
  type NodeKind,
  OP_CODES,
  opOfCode,
} from './graph.ts';
export { type Operation, type OpName, operations, opNames } from './operations.ts';
export { type Disagreement, disagreements, recompute, ulpDistance } from './recompute.ts';
export { type Contribution, type Sweep, sweep, type Visit } from './sweep.ts';
export { tangents } from './tangents.ts';
export type { Value } from './value.ts';
