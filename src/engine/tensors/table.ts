/** The table of tensor operations: all rows under their names, and how one is applied. */
import type { ScalarOpName } from '../operations.ts';
import { activationRows } from './activations.ts';
import { type Attributes, checkAttributes } from './attributes.ts';
import { showShapes } from './broadcast.ts';
import { convolutionRows } from './convolutions.ts';
import { customRow } from './custom.ts';
import { liftedRows } from './elementwise.ts';
import { logicRows } from './logic.ts';
import { matrixRows } from './matrices.ts';
import { moveRows } from './moves.ts';
import { normalizationRows } from './normalizations.ts';
import type { TensorOperation } from './operation.ts';
import { poolingRows } from './pooling.ts';
import { reductionRows } from './reductions.ts';
import { shapeRows } from './shapes.ts';
import { isShape, type Shape, showShape, type Tensor } from './tensor.ts';

const ownRows = {
  ...activationRows,
  ...logicRows,
  ...matrixRows,
  ...convolutionRows,
  ...poolingRows,
  ...moveRows,
  ...normalizationRows,
  ...reductionRows,
  ...shapeRows,
};

/** The engine's name of an operation: each of them is one on tensors, and those of `ScalarOpName` are ones on numbers too. */
export type OpName = ScalarOpName | keyof typeof ownRows | 'customGrad';

/** The table, total over `OpName`: a row that misses a part does not compile. */
export const tensorOperations: { readonly [P in OpName]: TensorOperation } = {
  ...liftedRows,
  ...ownRows,
  customGrad: customRow({
    has: (op) => Object.hasOwn(tensorOperations, op),
    shapeOf: (op, shapes, attributes) => shapeOf(op as OpName, shapes, attributes),
    apply: (op, operands, attributes) => applyTensor(op as OpName, operands, attributes),
  }),
};

/** The names in the table's order; those of the rows for numbers come first. */
export const opNames = Object.keys(tensorOperations) as readonly OpName[];

/**
 * The shape of the value of `op`. Throws RangeError, naming the operation and the shapes, where the number of operands, a
 * shape or an attribute does not fit.
 */
export function shapeOf(op: OpName, shapes: readonly Shape[], attributes: Attributes): Shape {
  const { arity, attributes: schema, shape } = tensorOperations[op];
  return named(op, shapes, () => {
    if (arity === 'any' ? shapes.length === 0 : shapes.length !== arity)
      throw new RangeError(`it takes ${arity === 'any' ? 'at least 1' : arity}, not ${shapes.length}`);
    checkAttributes(schema, attributes);
    const found = shape(shapes, attributes);
    if (!isShape(found)) throw new RangeError(`no tensor has the shape ${showShape(found)}`);
    return found;
  });
}

/**
 * The value of `op`. Throws RangeError as `shapeOf` does, and where an operand has an index that is none.
 *
 * @param reserve told the shape of the value before it is computed; may throw where there is no room.
 */
export function applyTensor(
  op: OpName,
  operands: readonly Tensor[],
  attributes: Attributes = {},
  reserve?: (shape: Shape) => void,
): Tensor {
  const shapes = operands.map((operand) => operand.shape);
  const shape = shapeOf(op, shapes, attributes);
  reserve?.(shape);
  return named(op, shapes, () => tensorOperations[op].forward(operands, attributes, shape));
}

/** Puts the operation and the shapes before the reason that a row gives. */
function named<T>(op: OpName, shapes: readonly Shape[], work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(`${op} of ${showShapes(shapes) || 'nothing'}: ${error.message}.`);
  }
}
