/** What a node of a graph is, and the number that stands for it in a column. */
import { type Operation, operations, type ScalarOpName } from './operations.ts';
import { type OpName, opNames } from './tensors/table.ts';

/** What a node is: an input to differentiate by, a value that is none, or an operation. */
export type NodeKind = OpName | 'leaf' | 'constant';

/** The names behind the numeric codes: 0 is a leaf, 1 a constant, then the operations in the table's order. */
const kinds: readonly NodeKind[] = ['leaf', 'constant', ...opNames];
const operationByCode = kinds.map((kind) => (isScalarOpName(kind) ? operations[kind] : undefined));

/** The numeric code of each kind of node in `GraphColumns.codes`. */
export const OP_CODES = Object.fromEntries(kinds.map((kind, code) => [kind, code])) as {
  readonly [Kind in NodeKind]: number;
};

/** The kind of node that `code` stands for; undefined where it stands for none. */
export function kindOfCode(code: number): NodeKind | undefined {
  return kinds[code];
}

/** The same; throws RangeError where the code stands for none. */
export function opOfCode(code: number): NodeKind {
  const kind = kinds[code];
  if (kind === undefined) throw new RangeError(`${code} is not the code of an operation.`);
  return kind;
}

/** The table's row of the operation on numbers that `code` stands for; undefined for what is none. */
export function operationOfCode(code: number): Operation | undefined {
  return operationByCode[code];
}

export function isOpName(kind: NodeKind): kind is OpName {
  return kind !== 'leaf' && kind !== 'constant';
}

/** Whether `kind` is an operation that numbers have, not tensors alone. */
export function isScalarOpName(kind: string): kind is ScalarOpName {
  return Object.hasOwn(operations, kind);
}
