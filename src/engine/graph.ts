/**
 * A computation graph in columns, and how one is made: node by node with a builder, or in one piece from a
 * recorded tape. It knows values only; gradients live in the walk (sweep.ts).
 */
import { type Operation, type OpName, operations, opNames } from './operations.ts';
import type { Value } from './value.ts';

/**
 * Position of a node in its graph. The operands of a node have smaller ids, so that the order of ids is a
 * topological order.
 */
export type NodeId = number;

/** What a node is: an input to differentiate by, a number that is none, or an operation. */
export type NodeKind = OpName | 'leaf' | 'constant';

/** The names behind the numeric codes: 0 is a leaf, 1 a constant, then the operations in the table's order. */
const kinds: readonly NodeKind[] = ['leaf', 'constant', ...opNames];
const operationOfCode = kinds.map((kind) => (isOpName(kind) ? operations[kind] : undefined));

/** The numeric code of each kind of node in `GraphColumns.codes`. */
export const OP_CODES = Object.fromEntries(kinds.map((kind, code) => [kind, code])) as {
  readonly [Kind in NodeKind]: number;
};

/** The kind of node that `code` stands for; throws RangeError where it stands for none. */
export function opOfCode(code: number): NodeKind {
  const kind = kinds[code];
  if (kind === undefined) throw new RangeError(`${code} is not the code of an operation.`);
  return kind;
}

export function isOpName(kind: NodeKind): kind is OpName {
  return kind !== 'leaf' && kind !== 'constant';
}

/** A graph of n nodes and e operands as it is recorded. A graph that is made from columns owns them. */
export interface GraphColumns {
  /** What each node is, by `OP_CODES`; length n. */
  readonly codes: Uint8Array;
  /** Node i's operands are `inputs[inputStart[i] … inputStart[i + 1] - 1]`; length n + 1. */
  readonly inputStart: Uint32Array;
  /** The operands of all nodes, in operand order; length e. */
  readonly inputs: Uint32Array;
  /** The value of each node; length n. */
  readonly values: Float64Array;
}

/** An immutable graph, good for 1,000,000 nodes. `x * x` lists x twice. */
export class Graph {
  readonly size: number;
  /** The columns themselves, for loops that must not allocate. They are never written to. */
  readonly columns: GraphColumns;
  /** 1 for each node that is a leaf or depends on one, else 0; length n. Never written to. */
  readonly differentiableNodes: Uint8Array;

  private constructor(columns: GraphColumns) {
    this.columns = columns;
    this.size = columns.codes.length;
    this.differentiableNodes = markDifferentiable(columns);
  }

  /**
   * Checks `columns` and takes them over. Throws RangeError naming the first node whose code is unknown, whose
   * number of operands is wrong, or which has an operand that does not come before it.
   */
  static fromColumns(columns: GraphColumns): Graph {
    checkColumns(columns);
    return new Graph(columns);
  }

  op(node: NodeId): NodeKind {
    return kinds[this.columns.codes[this.#checked(node)]!]!;
  }

  /** The operands of `node`, in operand order; none for a leaf or a constant. */
  inputs(node: NodeId): readonly NodeId[] {
    const { inputStart, inputs } = this.columns;
    return Array.from(inputs.subarray(inputStart[this.#checked(node)], inputStart[node + 1]));
  }

  value(node: NodeId): Value {
    return this.columns.values[this.#checked(node)]!;
  }

  /** Whether `node` is a leaf or depends on one. */
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

  /** An input that gradients are taken by. */
  leaf(value: Value): NodeId {
    return this.#push(OP_CODES.leaf, [], value);
  }

  /** A number that no gradient is taken by. */
  constant(value: Value): NodeId {
    return this.#push(OP_CODES.constant, [], value);
  }

  /** Throws RangeError where `op` takes another number of operands or one of them is no node yet. */
  apply(op: OpName, inputs: readonly NodeId[]): NodeId {
    const node = this.#values.length;
    checkArity(node, op, inputs.length);
    for (const input of inputs) checkOperand(node, op, input);
    const operands = inputs.map((input) => this.#values[input]!);
    return this.#push(OP_CODES[op], inputs, operations[op].forward(operands));
  }

  /** The graph so far. The builder may go on; the graph does not change. */
  build(): Graph {
    return Graph.fromColumns({
      codes: Uint8Array.from(this.#codes),
      inputStart: Uint32Array.from(this.#inputStart),
      inputs: Uint32Array.from(this.#inputs),
      values: Float64Array.from(this.#values),
    });
  }

  #push(code: number, inputs: readonly NodeId[], value: Value): NodeId {
    for (const input of inputs) this.#inputs.push(input);
    this.#inputStart.push(this.#inputs.length);
    this.#values.push(value);
    return this.#codes.push(code) - 1;
  }
}

function checkColumns({ codes, inputStart, inputs, values }: GraphColumns): void {
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
    const kind = kinds[codes[node]!];
    if (kind === undefined) throw new RangeError(`Node ${node} has the unknown code ${codes[node]}.`);
    const start = inputStart[node]!;
    const end = inputStart[node + 1]!;
    if (end < start) throw new RangeError(`Node ${node} (${kind}): its operands end before they start.`);
    checkArity(node, kind, end - start);
    for (let i = start; i < end; i++) checkOperand(node, kind, inputs[i]!);
  }
}

function checkArity(node: NodeId, kind: NodeKind, count: number): void {
  const arity = isOpName(kind) ? operations[kind].arity : 0;
  if (arity === 'any' ? count === 0 : count !== arity) {
    const expected = arity === 'any' ? 'at least 1' : arity;
    throw new RangeError(`Node ${node} (${kind}) has ${count} operands; it takes ${expected}.`);
  }
}

function checkOperand(node: NodeId, kind: NodeKind, operand: NodeId): void {
  if (!(operand >= 0 && operand < node && Number.isInteger(operand))) {
    throw new RangeError(`Node ${node} (${kind}) has the operand ${operand}, which does not come before it.`);
  }
}

function markDifferentiable({ codes, inputStart, inputs }: GraphColumns): Uint8Array {
  const differentiable = new Uint8Array(codes.length);
  for (let node = 0; node < codes.length; node++) {
    if (codes[node] === OP_CODES.leaf) differentiable[node] = 1;
    const end = inputStart[node + 1]!;
    for (let i = inputStart[node]!; i < end; i++) differentiable[node]! |= differentiable[inputs[i]!]!;
  }
  return differentiable;
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

  /** The table's row of `node`; undefined for a leaf or a constant. */
  operation(node: NodeId): Operation | undefined {
    return operationOfCode[this.#columns.codes[node]!];
  }

  /** The values of `node`'s operands, read from `values`. Valid until the next call. */
  operands(node: NodeId, values: Float64Array): readonly Value[] {
    const { inputStart, inputs } = this.#columns;
    const start = inputStart[node]!;
    const count = inputStart[node + 1]! - start;
    const operands = count === 1 ? this.#one : count === 2 ? this.#two : this.#many;
    if (operands.length !== count) operands.length = count;
    for (let slot = 0; slot < count; slot++) operands[slot] = values[inputs[start + slot]!]!;
    return operands;
  }
}
