/**
 * A computation graph in columns, and how one is made: node by node with a builder, or in one piece from a
 * recorded tape. It knows values only; gradients live in the walk (sweep.ts).
 */
import { isScalarOpName, type NodeKind, OP_CODES, opOfCode } from './codes.ts';
import {
  checkArity,
  checkColumns,
  checkOperand,
  type GraphColumns,
  markDifferentiable,
  type NodeId,
  tensorShape,
  type Values,
} from './columns.ts';
import { operations } from './operations.ts';
import type { Attributes } from './tensors/attributes.ts';
import { applyTensor, type OpName } from './tensors/table.ts';
import { magnitude, scalarTensor, type Tensor } from './tensors/tensor.ts';
import type { Value } from './value.ts';

/** An immutable graph, good for 1,000,000 nodes. `x * x` lists x twice. */
export class Graph {
  readonly size: number;
  /** The columns themselves, for loops that must not allocate. They are never written to. */
  readonly columns: GraphColumns;
  /** 1 for each node that is a leaf or depends on one, else 0; length n. Never written to. */
  readonly differentiableNodes: Uint8Array;

  private constructor(columns: GraphColumns, differentiableNodes: Uint8Array) {
    this.columns = columns;
    this.size = columns.codes.length;
    this.differentiableNodes = differentiableNodes;
  }

  /** Checks `columns` and takes them over. Throws RangeError as `checkColumns` does. */
  static fromColumns(columns: GraphColumns): Graph {
    checkColumns(columns);
    return new Graph(columns, markDifferentiable(columns));
  }

  /** The same graph with other values, which it takes over. Throws RangeError unless there is one for each node. */
  withValues({ values, tensors }: Values): Graph {
    const { tensors: old, ...columns } = this.columns;
    if (values.length !== this.size || (tensors?.size ?? 0) !== (old?.size ?? 0))
      throw new RangeError(`${values.length} values for a graph of ${this.size} nodes.`);
    return new Graph({ ...columns, values, ...(tensors && { tensors }) }, this.differentiableNodes);
  }

  op(node: NodeId): NodeKind {
    return opOfCode(this.columns.codes[this.#checked(node)]!);
  }

  /** The operands of `node`, in operand order; none for a leaf or a constant. */
  inputs(node: NodeId): readonly NodeId[] {
    const { inputStart, inputs } = this.columns;
    return Array.from(inputs.subarray(inputStart[this.#checked(node)], inputStart[node + 1]));
  }

  /** The number; of a tensor the Euclidean norm, or its one element where it has no axes. */
  value(node: NodeId): Value {
    return this.columns.values[this.#checked(node)]!;
  }

  /** The elements of a node that is a tensor; undefined for a number. */
  tensor(node: NodeId): Tensor | undefined {
    const checked = this.#checked(node);
    return this.columns.tensors?.get(checked);
  }

  /** What an operation on tensors is told besides its operands; nothing for any other node. */
  attributes(node: NodeId): Attributes {
    const checked = this.#checked(node);
    return this.columns.attributes?.get(checked) ?? {};
  }

  /** Whether `node` is a leaf or a gradient flows on from it to one. */
  differentiable(node: NodeId): boolean {
    return this.differentiableNodes[this.#checked(node)] === 1;
  }

  #checked(node: NodeId): NodeId {
    if (!(node >= 0 && node < this.size && Number.isInteger(node))) {
      throw new RangeError(`There is no node ${node} in a graph of ${this.size}.`);
    }
    return node;
  }
}

/** Makes a graph node by node; every value is computed by the table. */
export class GraphBuilder {
  readonly #codes: number[] = [];
  readonly #inputStart: number[] = [0];
  readonly #inputs: number[] = [];
  readonly #values: Value[] = [];
  readonly #tensors = new Map<NodeId, Tensor>();
  readonly #attributes = new Map<NodeId, Attributes>();

  /** An input that gradients are taken by. */
  leaf(value: Value | Tensor): NodeId {
    return this.#push(OP_CODES.leaf, [], value);
  }

  /** A number or a tensor that no gradient is taken by. */
  constant(value: Value | Tensor): NodeId {
    return this.#push(OP_CODES.constant, [], value);
  }

  /**
   * An operation on numbers, or on tensors with its attributes. Throws RangeError where it takes other operands or
   * attributes, or one of them is no node yet.
   */
  apply(op: OpName, inputs: readonly NodeId[], attributes?: Attributes): NodeId {
    const node = this.#values.length;
    for (const input of inputs) checkOperand(node, op, input);
    if (isScalarOpName(op) && !inputs.some((input) => this.#tensors.has(input))) {
      checkArity(node, op, operations[op].arity, inputs.length);
      const operands = inputs.map((input) => this.#values[input]!);
      return this.#push(OP_CODES[op], inputs, operations[op].forward(operands));
    }
    return this.#applyToTensors(node, op, inputs, attributes);
  }

  #applyToTensors(node: NodeId, op: OpName, inputs: readonly NodeId[], attributes: Attributes = {}): NodeId {
    const shapes = inputs.map((input) => this.#tensors.get(input)?.shape);
    const shape = tensorShape(node, op, shapes, attributes);
    const operands = inputs.map((input) => this.#tensors.get(input) ?? scalarTensor(this.#values[input]!));
    const value = applyTensor(op, operands, attributes);
    this.#attributes.set(node, attributes);
    return this.#push(OP_CODES[op], inputs, shape === undefined ? value.data[0]! : value);
  }

  /** The graph so far. The builder may go on; the graph does not change. */
  build(): Graph {
    return Graph.fromColumns({
      codes: Uint8Array.from(this.#codes),
      inputStart: Uint32Array.from(this.#inputStart),
      inputs: Uint32Array.from(this.#inputs),
      values: Float64Array.from(this.#values),
      ...(this.#tensors.size > 0 && {
        tensors: new Map(this.#tensors),
        attributes: new Map(this.#attributes),
      }),
    });
  }

  #push(code: number, inputs: readonly NodeId[], value: Value | Tensor): NodeId {
    for (const input of inputs) this.#inputs.push(input);
    this.#inputStart.push(this.#inputs.length);
    const node = this.#codes.push(code) - 1;
    if (typeof value === 'object') this.#tensors.set(node, value);
    this.#values.push(typeof value === 'object' ? magnitude(value) : value);
    return node;
  }
}
