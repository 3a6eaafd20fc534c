/** A graph in columns as it is recorded: what must hold of them, and how a node is read as an operation. */
import { isOpName, kindOfCode, type NodeKind, OP_CODES, operationOfCode } from './codes.ts';
import type { Operation } from './operations.ts';
import type { Attributes } from './tensors/attributes.ts';
import type { Application, TensorOperation } from './tensors/operation.ts';
import { shapeOf, tensorOperations } from './tensors/table.ts';
import {
  magnitude,
  type Shape,
  sameShape,
  scalarTensor,
  showShape,
  type Tensor,
  tensor,
} from './tensors/tensor.ts';
import type { Value } from './value.ts';

/**
 * Position of a node in its graph. The operands of a node have smaller ids, so that the order of ids is a
 * topological order.
 */
export type NodeId = number;

/** A graph of n nodes and e operands. A graph that is made from columns owns them. */
export interface GraphColumns {
  /** What each node is, by `OP_CODES`; length n. */
  readonly codes: Uint8Array;
  /** Node i's operands are `inputs[inputStart[i] … inputStart[i + 1] - 1]`; length n + 1. */
  readonly inputStart: Uint32Array;
  /** The operands of all nodes, in operand order; length e. */
  readonly inputs: Uint32Array;
  /** The value of each node; length n. The graph itself writes the magnitudes of tensors there. */
  readonly values: Float64Array;
  /** The value of each node that is a tensor. All other nodes are numbers. */
  readonly tensors?: ReadonlyMap<NodeId, Tensor>;
  /** What an operation on tensors is told besides its operands; missing where that is nothing. */
  readonly attributes?: ReadonlyMap<NodeId, Attributes>;
}

/**
 * Throws RangeError naming the first node whose code is unknown, whose number of operands is wrong, which has an operand
 * that does not come before it, or whose tensor is not of the shape that the table computes. Writes the magnitudes.
 */
export function checkColumns(columns: GraphColumns): void {
  const { codes, inputStart, inputs, values, tensors } = columns;
  const size = codes.length;
  if (values.length !== size || inputStart.length !== size + 1) {
    throw new RangeError(
      `The columns do not fit together: ${size} codes, ${values.length} values and ` +
        `${inputStart.length} starts of operands, which must be one more than the nodes.`,
    );
  }
  if (inputStart[0] !== 0 || inputStart[size] !== inputs.length) {
    throw new RangeError(`The starts of operands do not cover the ${inputs.length} operands.`);
  }
  for (let node = 0; node < size; node++) {
    const kind = kindOfCode(codes[node]!);
    if (kind === undefined) throw new RangeError(`Node ${node} has the unknown code ${codes[node]}.`);
    const operation = operationOfCode(codes[node]!);
    const start = inputStart[node]!;
    const end = inputStart[node + 1]!;
    if (end < start) throw new RangeError(`Node ${node} (${kind}): its operands end before they start.`);
    if (!isOpName(kind)) checkArity(node, kind, 0, end - start);
    let ofTensors = (operation === undefined && isOpName(kind)) || (tensors?.has(node) ?? false);
    for (let i = start; i < end; i++) {
      checkOperand(node, kind, inputs[i]!);
      if (tensors?.has(inputs[i]!)) ofTensors = true;
    }
    if (ofTensors) checkTensorNode(columns, node, kind);
    else if (operation) checkArity(node, kind, operation.arity, end - start);
  }
}

export function checkArity(node: NodeId, kind: NodeKind, arity: Operation['arity'], count: number): void {
  if (arity === 'any' ? count === 0 : count !== arity) {
    const expected = arity === 'any' ? 'at least 1' : arity;
    throw new RangeError(`Node ${node} (${kind}) has ${count} operands; it takes ${expected}.`);
  }
}

export function checkOperand(node: NodeId, kind: NodeKind, operand: NodeId): void {
  if (!(operand >= 0 && operand < node && Number.isInteger(operand))) {
    throw new RangeError(`Node ${node} (${kind}) has the operand ${operand}, which does not come before it.`);
  }
}

/** A node that is a tensor, or made of one. */
function checkTensorNode(columns: GraphColumns, node: NodeId, kind: NodeKind): void {
  const { inputStart, inputs, values, tensors, attributes } = columns;
  const value = tensors?.get(node);
  const operands = inputs.subarray(inputStart[node]!, inputStart[node + 1]!);
  if (value) {
    tensor(value.shape, value.data); // Throws where shape and data do not fit.
    values[node] = magnitude(value);
  }
  if (!isOpName(kind)) return;
  const shape = tensorShape(
    node,
    kind,
    Array.from(operands, (operand) => tensors?.get(operand)?.shape),
    attributes?.get(node) ?? {},
  );
  if (shape === undefined ? value : !value || !sameShape(shape, value.shape))
    throw new RangeError(
      `Node ${node} (${kind}) has a value of shape ${value ? showShape(value.shape) : 'none'}, ` +
        `not ${shape ? showShape(shape) : 'none'}.`,
    );
}

/**
 * The shape of the value of an operation on tensors; undefined where it is a number. `shapes` are the operands', undefined
 * for a number. Throws RangeError where operands or attributes do not fit.
 */
export function tensorShape(
  node: NodeId,
  kind: keyof typeof tensorOperations,
  shapes: readonly (Shape | undefined)[],
  attributes: Attributes,
): Shape | undefined {
  const { bridge } = tensorOperations[kind];
  for (const shape of shapes)
    if ((shape === undefined) !== (bridge === 'in'))
      throw new RangeError(
        `Node ${node} (${kind}) has an operand that is a ${shape === undefined ? 'number' : 'tensor'}.`,
      );
  const shape = shapeOf(
    kind,
    shapes.map((shape) => shape ?? []),
    attributes,
  );
  return bridge === 'out' ? undefined : shape;
}

/** 1 for each node that is a leaf or to which one's gradient could flow, else 0. */
export function markDifferentiable(columns: GraphColumns): Uint8Array {
  const { codes, inputStart, inputs, tensors, attributes } = columns;
  const differentiable = new Uint8Array(codes.length);
  for (let node = 0; node < codes.length; node++) {
    if (codes[node] === OP_CODES.leaf) differentiable[node] = 1;
    const first = inputStart[node]!;
    const end = inputStart[node + 1]!;
    const row = tensors && tensorOperationOf(columns, node);
    for (let i = first; i < end; i++)
      if (!row || row.differentiable(i - first, attributes?.get(node) ?? {}))
        differentiable[node]! |= differentiable[inputs[i]!]!;
  }
  return differentiable;
}

/** The row of a node that is an operation on tensors; undefined for all others. */
export function tensorOperationOf(
  { codes, tensors }: GraphColumns,
  node: NodeId,
): TensorOperation | undefined {
  const code = codes[node]!;
  if (operationOfCode(code) !== undefined && !tensors?.has(node)) return undefined;
  const kind = kindOfCode(code);
  return kind !== undefined && isOpName(kind) ? tensorOperations[kind] : undefined;
}

/** The values of a graph's nodes, which may be others than the recorded ones. */
export interface Values {
  readonly values: Float64Array;
  readonly tensors?: ReadonlyMap<NodeId, Tensor>;
}

/**
 * Reads the nodes of a graph as operations over operand values. Its arrays serve all nodes of a walk, so that
 * 1,000,000 of them cost no allocation each.
 */
export class OperandReader {
  readonly #columns: GraphColumns;
  readonly #one: Value[] = [0];
  readonly #two: Value[] = [0, 0];
  readonly #many: Value[] = [];

  constructor(columns: GraphColumns) {
    this.#columns = columns;
  }

  /** The row of `node`, where it is an operation on numbers. */
  operation(node: NodeId): Operation | undefined {
    const { codes, tensors } = this.#columns;
    return tensors?.has(node) ? undefined : operationOfCode(codes[node]!);
  }

  /** The row of `node`, where it is an operation on tensors. */
  tensorOperation(node: NodeId): TensorOperation | undefined {
    return this.#columns.tensors && tensorOperationOf(this.#columns, node);
  }

  /** The values of the operands of an operation on numbers, read from `values`. Valid until the next call. */
  operands(node: NodeId, values: Float64Array): readonly Value[] {
    const { inputStart, inputs } = this.#columns;
    const start = inputStart[node]!;
    const count = inputStart[node + 1]! - start;
    const operands = count === 1 ? this.#one : count === 2 ? this.#two : this.#many;
    if (operands.length !== count) operands.length = count;
    for (let slot = 0; slot < count; slot++) operands[slot] = values[inputs[start + slot]!]!;
    return operands;
  }

  /** What an operation on tensors was applied to. */
  tensorOperands(node: NodeId, from: Values): readonly Tensor[] {
    const { inputStart, inputs } = this.#columns;
    return Array.from(inputs.subarray(inputStart[node], inputStart[node + 1]), (input) =>
      tensorAt(input, from),
    );
  }

  attributes(node: NodeId): Attributes {
    return this.#columns.attributes?.get(node) ?? {};
  }

  /** All that the derivatives of an operation on tensors need. */
  application(node: NodeId, from: Values): Application {
    return {
      operands: this.tensorOperands(node, from),
      output: tensorAt(node, from),
      attributes: this.attributes(node),
    };
  }
}

/** The value of a node as a tensor, which a number is too. */
function tensorAt(node: NodeId, { values, tensors }: Values): Tensor {
  return tensors?.get(node) ?? scalarTensor(values[node]!);
}
