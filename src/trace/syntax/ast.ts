/** Walking Babel's syntax tree by position. Knows the shape of nodes, not what they mean. */
import type * as t from '@babel/types';
import type { SourceSpan } from '../trace.ts';

export type Node = t.Node;
/** Babel always sets positions when it parses; its types allow nodes made by hand. */
export type Placed<N extends Node = Node> = N & { start: number; end: number };

/** Keys that hold no part of the program that runs, or no node at all. */
const SKIPPED = new Set([
  'type', 'start', 'end', 'loc', 'range', 'extra', 'errors',
  'leadingComments', 'trailingComments', 'innerComments', 'comments', 'tokens',
  'typeAnnotation', 'typeParameters', 'typeArguments', 'returnType', 'superTypeParameters', 'implements', 'predicate',
]); // biome-ignore format: a table

/** TypeScript nodes that wrap an expression and vanish when the types are erased. */
const TRANSPARENT = new Set([
  'TSAsExpression',
  'TSSatisfiesExpression',
  'TSNonNullExpression',
  'TSTypeAssertion',
  'TSInstantiationExpression',
]);

/** TypeScript nodes that have code inside. Every other `TS…` node is a type. */
const CODE = new Set([
  ...TRANSPARENT,
  'TSParameterProperty',
  'TSEnumDeclaration',
  'TSEnumBody',
  'TSEnumMember',
  'TSModuleDeclaration',
  'TSModuleBlock',
  'TSExportAssignment',
]);

export function isType(node: Node): boolean {
  return node.type.startsWith('TS') && !CODE.has(node.type);
}

/** The expression inside `x!`, `x as T`, `x satisfies T`, `<T>x`. */
export function withoutTypes(node: Node): Node {
  let inner = node;
  while (TRANSPARENT.has(inner.type)) inner = (inner as t.TSAsExpression).expression;
  return inner;
}

/** The children that have code in them, in the order of the source. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (const key in node) {
    if (SKIPPED.has(key)) continue;
    const value = (node as unknown as Record<string, unknown>)[key];
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item) && !isType(item)) children.push(item);
    } else if (isNode(value) && !isType(value)) children.push(value);
  }
  return children.length > 1 ? children.sort((a, b) => a.start! - b.start!) : children;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

/**
 * `ask` with its answers kept by node: of a chain of ten thousand operators each asks of all that are in it.
 */
export function remembered<A extends unknown[]>(
  ask: (node: Node, ...more: A) => boolean,
): (node: Node, ...more: A) => boolean {
  const answers = new WeakMap<Node, boolean>();
  return (node, ...more) => {
    let answer = answers.get(node);
    if (answer === undefined) {
      answer = ask(node, ...more);
      answers.set(node, answer);
    }
    return answer;
  };
}

export type FunctionNode =
  | t.FunctionDeclaration
  | t.FunctionExpression
  | t.ArrowFunctionExpression
  | t.ObjectMethod
  | t.ClassMethod
  | t.ClassPrivateMethod;

export function isFunction(node: Node): node is FunctionNode {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'ObjectMethod':
    case 'ClassMethod':
    case 'ClassPrivateMethod':
      return true;
    default:
      return false;
  }
}

/** `super(…)`. */
export function isSuperCall(node: Node): node is t.CallExpression {
  return node.type === 'CallExpression' && node.callee.type === 'Super';
}

/** Whether something stands in a function that is its own: also in an arrow, which has the `this` around it. */
export function hasInside(node: Node, is: (node: Node) => boolean): boolean {
  return (
    is(node) ||
    childrenOf(node).some(
      (child) => (!isFunction(child) || child.type === 'ArrowFunctionExpression') && hasInside(child, is),
    )
  );
}

export type LoopNode =
  | t.ForStatement
  | t.ForOfStatement
  | t.ForInStatement
  | t.WhileStatement
  | t.DoWhileStatement;

export function isLoop(node: Node): node is LoopNode {
  switch (node.type) {
    case 'ForStatement':
    case 'ForOfStatement':
    case 'ForInStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
      return true;
    default:
      return false;
  }
}

/** Where the name itself stands. Babel's node of a parameter covers its type as well. */
export function nameSpan({ start, name }: t.Identifier, file = 0): SourceSpan {
  return { file, start: start!, end: start! + name.length };
}

/** The identifiers that a pattern binds or assigns, in source order; members (`o.p`) are left out. */
export function patternNames(pattern: Node, into: t.Identifier[] = []): t.Identifier[] {
  const node = withoutTypes(pattern);
  switch (node.type) {
    case 'Identifier':
      // `function f(this: T)` only types `this`.
      if (node.name !== 'this') into.push(node);
      break;
    case 'ObjectPattern':
      for (const property of node.properties)
        patternNames(property.type === 'RestElement' ? property.argument : property.value, into);
      break;
    case 'ArrayPattern':
      for (const element of node.elements) if (element) patternNames(element, into);
      break;
    case 'AssignmentPattern':
      patternNames(node.left, into);
      break;
    case 'RestElement':
      patternNames(node.argument, into);
      break;
    case 'TSParameterProperty':
      patternNames(node.parameter, into);
      break;
  }
  return into;
}
