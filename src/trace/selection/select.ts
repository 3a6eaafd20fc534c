/** From a selection in the text to what it means: a variable, a function, or one expression of the program. */
import type * as t from '@babel/types';
import { fail } from '../errors.ts';
import { childrenOf, type FunctionNode, isFunction, type Node, withoutTypes } from '../syntax/ast.ts';
import type { Binding, Bindings } from '../syntax/bindings.ts';
import { type Callable, Callables } from './callable.ts';

/** A range of UTF-16 offsets; empty for a cursor. */
export interface Selection {
  readonly start: number;
  readonly end: number;
}

export type Target =
  /** The variable's value where it is last assigned; of an imported one, when the program ends. */
  | { readonly kind: 'variable'; readonly binding: Binding }
  /** The expression's value when it is last evaluated. */
  | { readonly kind: 'expression'; readonly node: Node }
  /** What the function returns for some arguments. */
  | { readonly kind: 'function'; readonly callable: Callable };

/** The top-level variable of this name. @throws TraceFailure when there is none. */
export function selectVariable(file: t.File, bindings: Bindings, name: string): Target {
  const binding = bindings.all.find((one) => one.topLevel && one.name === name);
  if (!binding) fail('nothing-selected', `“${name}”`);
  return variable(binding, new Callables(file.program, bindings));
}

/** @throws TraceFailure when nothing there has a value. */
export function select(file: t.File, source: string, bindings: Bindings, selection: Selection): Target {
  const { start, end } = withoutParentheses(source, trimmed(source, selection));
  const callables = new Callables(file.program, bindings);
  const path = pathTo(file.program, start, end);
  const target = fromPath(path, callables, start, end);
  if (target) return target;
  const overloaded = overloadAt(file.program, start, end);
  const implemented = overloaded && bindings.of(overloaded);
  if (implemented) return variable(implemented, callables);
  // A cursor beside the code of a line means that line's statement.
  const statement = statementOnLine(file.program, source, start, end);
  const declared = statement && fromStatement(statement, callables);
  return declared ?? fail('nothing-selected', '', { file: 0, start, end });
}

function trimmed(source: string, { start, end }: Selection): Selection {
  const text = source.slice(start, end);
  if (text.trim() === '') return { start, end: start };
  return {
    start: start + (text.length - text.trimStart().length),
    end: end - (text.length - text.trimEnd().length),
  };
}

/** What stands in parentheses is a node without them. */
function withoutParentheses(source: string, range: Selection): Selection {
  const text = source.slice(range.start, range.end);
  if (!text.startsWith('(')) return range;
  let depth = 0;
  let at = 0;
  do {
    if (text[at] === '(') depth += 1;
    else if (text[at] === ')') depth -= 1;
    at += 1;
  } while (depth > 0 && at < text.length);
  if (depth > 0 || at < text.length || text.slice(1, -1).trim() === '') return range;
  return withoutParentheses(source, trimmed(source, { start: range.start + 1, end: range.end - 1 }));
}

/** The nodes around the range, from the program to the smallest. A cursor touches what ends right before it. */
function pathTo(program: Node, start: number, end: number): Node[] {
  const path: Node[] = [program];
  for (let node: Node | undefined = program; node; ) {
    const around: Node[] = childrenOf(node).filter((child) => child.start! <= start && end <= child.end!);
    // Between two neighbours, a name beats what is not one; otherwise the one that begins at the cursor.
    node = around.find((child) => child.type === 'Identifier') ?? around.at(-1);
    if (node) path.push(node);
    // The cursor may stand before the `#`, where the name has not begun.
    if (node?.type === 'PrivateName') return [...path, node.id];
  }
  return path;
}

/** The name of an overload, which is no code by itself: it means its function. */
function overloadAt(program: t.Program, start: number, end: number): t.Identifier | undefined {
  for (const statement of program.body) {
    const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (node?.type === 'TSDeclareFunction' && node.id && node.start! <= start && end <= node.end!)
      return node.id;
  }
  return undefined;
}

function fromPath(
  path: readonly Node[],
  callables: Callables,
  start: number,
  end: number,
): Target | undefined {
  for (let i = path.length - 1; i > 0; i--) {
    const node = path[i]!;
    const parent = path[i - 1]!;
    if (node.type === 'Identifier') {
      const target = fromIdentifier(node, parent, path, i, callables);
      if (target) return target;
      continue;
    }
    if (isStatementLike(node)) {
      // Only a range that covers the whole statement means it; a cursor in its white space is looked at later.
      return start !== end ? fromStatement(node, callables) : undefined;
    }
    // The number that a variable starts with is the variable.
    if (node.type === 'NumericLiteral' && parent.type === 'VariableDeclarator')
      return fromStatement(parent, callables);
    if (isExpression(node)) return value(evaluated(node, path, i), callables);
  }
  return undefined;
}

function fromIdentifier(
  node: t.Identifier,
  parent: Node,
  path: readonly Node[],
  at: number,
  callables: Callables,
): Target | undefined {
  const binding = callables.bindings.of(inShorthand(node, parent));
  // A module as a whole has no number: what is meant is what is taken from it.
  if (binding?.kind === 'import' && isMember(parent) && isNamespace(node.name, path[0] as t.Program))
    return value(evaluated(parent, path, at - 1), callables);
  if (binding) return variable(binding, callables);
  const isPrivate = parent.type === 'PrivateName';
  // Around the name: a member that is declared, or the place where one is used.
  const nameAt = isPrivate ? at - 1 : at;
  const around = path[nameAt - 1]!;
  if (isMember(around) && around.property === path[nameAt] && !around.computed) {
    const called = isCallee(around, path[nameAt - 2])
      ? callables.ofAccess(around.object, isPrivate ? `#${node.name}` : node.name)
      : undefined;
    return called
      ? { kind: 'function', callable: called }
      : value(evaluated(around, path, nameAt - 1), callables);
  }
  if (around.type === 'ObjectProperty' && around.key === node && !around.computed)
    return isExpression(around.value) ? value(around.value, callables) : undefined;
  if (
    around.type === 'ClassMethod' ||
    around.type === 'ObjectMethod' ||
    around.type === 'ClassPrivateMethod'
  ) {
    if (around.key === path[nameAt]) return ofFunction(around, callables, node);
  }
  if (around.type === 'ClassProperty' || around.type === 'ClassPrivateProperty') {
    if (around.key === path[nameAt] && around.value) return value(around.value, callables);
  }
  if (parent.type.startsWith('TS')) fail('is-type', `“${node.name}”`, span(node));
  if (isFunction(parent) || NAMING.has(parent.type)) return undefined;
  return value(evaluated(node, path, at), callables);
}

/** Whether a module is imported as a whole under this name. */
function isNamespace(name: string, { body }: t.Program): boolean {
  return body.some(
    (statement) =>
      statement.type === 'ImportDeclaration' &&
      statement.specifiers.some((one) => one.type === 'ImportNamespaceSpecifier' && one.local.name === name),
  );
}

function isCallee(node: Node, parent: Node | undefined): boolean {
  return (
    (parent?.type === 'CallExpression' || parent?.type === 'OptionalCallExpression') && parent.callee === node
  );
}

/** @param name where the function is named, for the failure. */
function ofFunction(fn: FunctionNode, callables: Callables, name: Node): Target {
  const isMaker = fn.type === 'ClassMethod' && fn.kind === 'constructor';
  const Class = isMaker ? callables.classOf(fn) : undefined;
  const callable = isMaker ? Class && callables.ofClass(Class) : callables.ofFunction(fn);
  if (callable) return { kind: 'function', callable };
  return fail('is-function', name.type === 'Identifier' ? `“${name.name}”` : 'The selection', span(name));
}

/** The key of `{ x }` is written where the variable is. */
function inShorthand(node: t.Identifier, parent: Node): Node {
  if (parent.type !== 'ObjectProperty' || !parent.shorthand) return node;
  return parent.value.type === 'AssignmentPattern' ? parent.value.left : parent.value;
}

function value(node: Node, callables: Callables): Target {
  const inner = withoutTypes(node);
  if (isFunction(inner)) return ofFunction(inner, callables, node);
  if (inner.type === 'ClassExpression') {
    const callable = callables.ofClass(inner);
    return callable ? { kind: 'function', callable } : fail('is-class', 'The selection', span(node));
  }
  return { kind: 'expression', node };
}

function variable(binding: Binding, callables: Callables): Target {
  const callable = callables.ofVariable(binding);
  if (callable) return { kind: 'function', callable };
  const [declaration] = binding.occurrences;
  switch (binding.kind) {
    case 'function':
      return fail('is-function', `“${binding.name}”`, declaration && span(declaration));
    case 'class':
      return fail('is-class', `“${binding.name}”`, declaration && span(declaration));
    case 'other':
      return fail(
        'not-a-number',
        `“${binding.name}” is no variable that holds a number`,
        declaration && span(declaration),
      );
    default:
      if (binding.counter || binding.indexOnly)
        return fail('no-input', `“${binding.name}” only counts, and`, declaration && span(declaration));
      return { kind: 'variable', binding };
  }
}

/** What a statement is about: the variable it declares or assigns, or its expression. */
function fromStatement(node: Node, callables: Callables): Target | undefined {
  switch (node.type) {
    case 'ExportNamedDeclaration':
      return node.declaration ? fromStatement(node.declaration, callables) : undefined;
    case 'VariableDeclaration': {
      const [only] = node.declarations;
      return only && fromStatement(only, callables);
    }
    case 'VariableDeclarator': {
      const id = withoutTypes(node.id);
      const binding = callables.bindings.of(id);
      return binding ? variable(binding, callables) : undefined;
    }
    case 'ExpressionStatement': {
      const { expression } = node;
      const target = expression.type === 'AssignmentExpression' ? withoutTypes(expression.left) : undefined;
      const binding = target && callables.bindings.of(target);
      return binding ? variable(binding, callables) : value(expression, callables);
    }
    case 'ExportDefaultDeclaration':
      return isExpression(node.declaration)
        ? value(node.declaration, callables)
        : fromStatement(node.declaration, callables);
    case 'FunctionDeclaration':
    case 'ClassMethod':
      return ofFunction(node, callables, ('id' in node && node.id) || ('key' in node ? node.key : node));
    case 'ClassDeclaration': {
      const binding = node.id && callables.bindings.of(node.id);
      return binding ? variable(binding, callables) : undefined;
    }
    case 'ReturnStatement':
      return node.argument ? value(node.argument, callables) : undefined;
    default:
      return undefined;
  }
}

/** The innermost statement that begins on the cursor's line, or that the range covers. */
function statementOnLine(program: Node, source: string, start: number, end: number): Node | undefined {
  const lineStart = source.lastIndexOf('\n', start - 1) + 1;
  const newline = source.indexOf('\n', end);
  const lineEnd = newline < 0 ? source.length : newline;
  let found: Node | undefined;
  const look = (node: Node): void => {
    if (node.start! >= lineEnd || node.end! <= lineStart) return;
    if (isStatementLike(node) && node.start! >= lineStart && node.type !== 'BlockStatement') found ??= node;
    if (!found) for (const child of childrenOf(node)) look(child);
  };
  for (const statement of childrenOf(program)) look(statement);
  return found;
}

function isStatementLike(node: Node): boolean {
  return (
    node.type.endsWith('Statement') ||
    node.type.endsWith('Declaration') ||
    node.type === 'VariableDeclarator' ||
    node.type === 'ClassBody' ||
    node.type === 'ClassMethod' ||
    node.type === 'Program'
  );
}

function isMember(node: Node): node is t.MemberExpression | t.OptionalMemberExpression {
  return node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression';
}

/** What has an identifier in it that is neither a variable nor a value: `break label`, `#field`, `new.target`. */
const NAMING = new Set([
  'LabeledStatement',
  'BreakStatement',
  'ContinueStatement',
  'PrivateName',
  'MetaProperty',
]);

const EXPRESSIONS = new Set([
  'NumericLiteral', 'StringLiteral', 'BooleanLiteral', 'NullLiteral', 'BigIntLiteral', 'RegExpLiteral',
  'ThisExpression', 'Super', 'MetaProperty', 'TaggedTemplateExpression', 'TemplateLiteral', 'Identifier',
  'JSXElement', 'JSXFragment',
]); // biome-ignore format: a list

/** Nodes that are called expressions and have no value. */
const NO_EXPRESSIONS = new Set([
  'TSExpressionWithTypeArguments',
  'JSXMemberExpression',
  'JSXEmptyExpression',
]);

function isExpression(node: Node): boolean {
  return EXPRESSIONS.has(node.type) || (node.type.endsWith('Expression') && !NO_EXPRESSIONS.has(node.type));
}

/**
 * The expression whose evaluation gives the value of `path[at]`. A place that is written, the callee of a call, a link of
 * an optional chain and what JSX has without braces cannot be wrapped by themselves; the nearest expression around them can.
 */
function evaluated(node: Node, path: readonly Node[], at: number): Node {
  const parent = path[at - 1];
  if (!parent) return node;
  const around = () => evaluated(parent, path, at - 1);
  switch (parent.type) {
    case 'AssignmentExpression':
      return parent.left === node ? around() : node;
    case 'UpdateExpression':
      return around();
    case 'UnaryExpression':
      return parent.operator === 'delete' || parent.operator === 'typeof' ? around() : node;
    case 'CallExpression':
    case 'OptionalCallExpression':
    case 'NewExpression':
      return parent.callee === node ? around() : node;
    case 'TaggedTemplateExpression':
      return around();
    case 'OptionalMemberExpression':
      return parent.object === node ? around() : node;
    case 'TSNonNullExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'JSXAttribute':
    case 'JSXOpeningElement':
    case 'JSXElement':
    case 'JSXFragment':
      return around();
    case 'ObjectProperty':
      return parent.key === node && !parent.computed ? parent.value : node;
    case 'TemplateLiteral':
      return node.type === 'TemplateElement' ? around() : node;
    default:
      return node.type === 'Super' ? around() : node;
  }
}

function span(node: Node): { file: number; start: number; end: number } {
  return { file: 0, start: node.start!, end: node.end! };
}
