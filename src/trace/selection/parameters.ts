/**
 * The parameters of a function and what they may be given: what a person wrote, `@example` in the comment above,
 * and what the type suggests. Arguments are data: nothing here is ever evaluated.
 */
import { parseExpression } from '@babel/parser';
import type * as t from '@babel/types';
import { childrenOf, type FunctionNode, type Node, withoutTypes } from '../syntax/ast.ts';

export interface Parameter {
  /** As it is written, without its type and default: `x`, `{ a, b }`. */
  readonly name: string;
  readonly isRest: boolean;
  /** The text of its default, where it has one. */
  readonly byDefault: string | undefined;
  /** Something of its type; undefined where nothing but the function's caller can say. */
  readonly start: string | undefined;
}

/** What a text stands for: a literal that is safe to hand to the sandbox, or why it is none. */
export type Parsed =
  | { readonly ok: true; readonly literal: string }
  | { readonly ok: false; readonly problem: string };

const TYPED_ARRAY =
  /^(?:(?:Big)?(?:Int|Uint)(?:8|16|32|64)|Uint8Clamped|Float(?:16|32|64))(?:Clamped)?Array$/;
const HOW = 'Write a value, as in 2, [1, 2] or { a: 1 }.';

/** Reads a value in TypeScript's literal syntax, with NaN, Infinity, a minus sign and typed arrays of numbers. */
export function parseValue(text: string): Parsed {
  let tree: Node;
  try {
    tree = parseExpression(text, { plugins: ['typescript'], attachComment: false });
  } catch (error) {
    const what = (error as Error).message.replace(/ \(\d+:\d+\)$/, '').replace(/\.$/, '');
    return { ok: false, problem: `${what}. ${HOW}` };
  }
  const bad: { node?: Node } = {};
  const literal = literalOf(tree, bad);
  if (literal !== undefined) return { ok: true, literal };
  const { start, end } = bad.node ?? tree;
  return { ok: false, problem: `“${text.slice(start!, end!).slice(0, 40)}” is no value. ${HOW}` };
}

/** The node as a literal of plain data; undefined for anything that would have to be evaluated. */
function literalOf(expression: Node, bad: { node?: Node }): string | undefined {
  const node = withoutTypes(expression);
  const refuse = (): undefined => {
    bad.node ??= node;
    return undefined;
  };
  const list = (nodes: readonly (Node | null)[]): string | undefined => {
    const parts = nodes.map((one) => (one ? literalOf(one, bad) : refuse()));
    return parts.includes(undefined) ? undefined : `[${parts.join()}]`;
  };
  switch (node.type) {
    case 'NumericLiteral':
      return String(node.value);
    case 'BigIntLiteral':
      return `${node.value}n`;
    case 'StringLiteral':
      return JSON.stringify(node.value);
    case 'TemplateLiteral':
      return node.expressions.length === 0 ? JSON.stringify(node.quasis[0]!.value.cooked) : refuse();
    case 'BooleanLiteral':
      return String(node.value);
    case 'NullLiteral':
      return 'null';
    case 'Identifier':
      return ['undefined', 'NaN', 'Infinity'].includes(node.name) ? node.name : refuse();
    case 'UnaryExpression': {
      const operand = literalOf(node.argument, bad);
      const isNumber = operand !== undefined && /^(?:[-+\d.]|NaN|Infinity)/.test(operand);
      return isNumber && (node.operator === '-' || node.operator === '+')
        ? `${node.operator} ${operand}`
        : refuse();
    }
    case 'ArrayExpression':
      return list(node.elements);
    case 'NewExpression': {
      const [only] = node.arguments;
      const { callee } = node;
      if (
        callee.type !== 'Identifier' ||
        !TYPED_ARRAY.test(callee.name) ||
        !only ||
        node.arguments.length > 1
      )
        return refuse();
      const inner = only.type === 'ArrayExpression' ? list(only.elements) : refuse();
      return inner && `new ${callee.name}(${inner})`;
    }
    case 'ObjectExpression': {
      const parts: string[] = [];
      for (const property of node.properties) {
        if (property.type !== 'ObjectProperty' || property.computed || property.shorthand) return refuse();
        const { key } = property;
        const name = key.type === 'Identifier' ? key.name : String((key as t.StringLiteral).value);
        const value = literalOf(property.value, bad);
        if (value === undefined) return undefined;
        // In brackets, so that `__proto__` is a key like any other.
        parts.push(`[${JSON.stringify(name)}]:${value}`);
      }
      return `{${parts.join()}}`;
    }
    default:
      return refuse();
  }
}

/** The parameters of a function that a caller passes something for. */
export function parametersOf(fn: FunctionNode, file: t.File, source: string): Parameter[] {
  const types = new Types(file.program, source);
  const comment = commentBefore(file, source, fn);
  return fn.params
    .filter((parameter) => !(parameter.type === 'Identifier' && parameter.name === 'this'))
    .map((parameter): Parameter => {
      const inner = parameter.type === 'TSParameterProperty' ? parameter.parameter : parameter;
      const isRest = inner.type === 'RestElement';
      const pattern = inner.type === 'AssignmentPattern' ? inner.left : isRest ? inner.argument : inner;
      const annotation = (inner as t.Identifier).typeAnnotation ?? (pattern as t.Identifier).typeAnnotation;
      const end = (pattern as t.Identifier).typeAnnotation?.start ?? pattern.end!;
      const name =
        pattern.type === 'Identifier'
          ? pattern.name
          : source.slice(pattern.start!, end).replace(/\s+/g, ' ').trim();
      const type =
        annotation?.type === 'TSTypeAnnotation' ? annotation.typeAnnotation : jsDocType(comment, name);
      const isOptional = pattern.type === 'Identifier' && pattern.optional === true;
      return {
        name,
        isRest,
        byDefault:
          inner.type === 'AssignmentPattern' ? source.slice(inner.right.start!, inner.right.end!) : undefined,
        start: isOptional ? 'undefined' : type ? types.start(type) : fallback(pattern),
      };
    });
}

/** Without a type, a number; a pattern of numbers where the parameter is taken apart. */
function fallback(pattern: Node): string | undefined {
  switch (pattern.type) {
    case 'ArrayPattern':
      return `[${pattern.elements.map((one) => (one && fallback(one)) ?? '1').join(', ')}]`;
    case 'ObjectPattern': {
      const parts = pattern.properties.flatMap((one) =>
        one.type === 'RestElement' || one.computed || one.key.type !== 'Identifier'
          ? []
          : [`${one.key.name}: ${fallback(one.value) ?? '1'}`],
      );
      return parts.length > 0 ? `{ ${parts.join(', ')} }` : '{}';
    }
    default:
      return '1';
  }
}

const MAX_DEPTH = 6;

/** Starts for types, with the aliases, interfaces and enums of one file. */
class Types {
  private readonly declared = new Map<string, Node>();
  private readonly source: string;

  constructor(program: t.Program, source: string) {
    this.source = source;
    for (const statement of program.body) {
      const node =
        statement.type === 'ExportNamedDeclaration' && statement.declaration
          ? statement.declaration
          : statement;
      if (node.type === 'TSTypeAliasDeclaration') this.declared.set(node.id.name, node.typeAnnotation);
      if (node.type === 'TSInterfaceDeclaration' || node.type === 'TSEnumDeclaration')
        this.declared.set(node.id.name, node);
    }
  }

  /** A value of the type as a text; undefined for functions, classes and what is not in the file. */
  start(type: Node, depth = 0): string | undefined {
    if (depth > MAX_DEPTH) return undefined;
    const inner = (node: Node) => this.start(node, depth + 1);
    switch (type.type) {
      case 'TSNumberKeyword':
      case 'TSAnyKeyword':
      case 'TSUnknownKeyword':
        return '1';
      case 'TSBigIntKeyword':
        return '1n';
      case 'TSBooleanKeyword':
        return 'true';
      case 'TSStringKeyword':
        return "''";
      case 'TSNullKeyword':
        return 'null';
      case 'TSUndefinedKeyword':
      case 'TSVoidKeyword':
        return 'undefined';
      case 'TSLiteralType':
        return this.source.slice(type.literal.start!, type.literal.end!);
      case 'TSParenthesizedType':
      case 'TSOptionalType':
        return inner(type.typeAnnotation);
      case 'TSTypeOperator':
        return type.operator === 'readonly' ? inner(type.typeAnnotation!) : undefined;
      case 'TSArrayType':
        return pair(inner(type.elementType));
      case 'TSTupleType': {
        const parts = type.elementTypes.flatMap((one) => {
          if (one.type === 'TSRestType') return [];
          return [inner(one.type === 'TSNamedTupleMember' ? one.elementType : one)];
        });
        return parts.includes(undefined) ? undefined : `[${parts.join(', ')}]`;
      }
      case 'TSUnionType':
        return type.types.map(inner).find((one) => one !== undefined);
      case 'TSIntersectionType':
        return this.members(
          type.types.flatMap((one) => this.membersOf(one)),
          depth,
        );
      case 'TSTypeLiteral':
        return this.members(type.members, depth);
      case 'TSInterfaceDeclaration':
        return this.members(this.membersOf(type), depth);
      case 'TSEnumDeclaration':
        return '0';
      case 'TSTypeReference':
        return this.reference(type, depth);
      default:
        return undefined;
    }
  }

  private reference({ typeName, typeParameters }: t.TSTypeReference, depth: number): string | undefined {
    if (typeName.type !== 'Identifier') return undefined;
    const [first, second] = typeParameters?.params ?? [];
    const declared = this.declared.get(typeName.name);
    if (declared) return this.start(declared, depth + 1);
    switch (typeName.name) {
      case 'Array':
      case 'ReadonlyArray':
        return first && pair(this.start(first, depth + 1));
      case 'Readonly':
      case 'Partial':
      case 'Required':
        return first && this.start(first, depth + 1);
      case 'Record': {
        const value = second && this.start(second, depth + 1);
        return value && `{ a: ${value} }`;
      }
      default:
        return TYPED_ARRAY.test(typeName.name) ? `new ${typeName.name}([1, 1])` : undefined;
    }
  }

  private membersOf(type: Node): Node[] {
    switch (type.type) {
      case 'TSTypeLiteral':
        return type.members;
      case 'TSInterfaceDeclaration':
        return [
          ...(type.extends ?? []).flatMap(({ expression }) =>
            this.membersNamed((expression as t.Identifier).name),
          ),
          ...type.body.body,
        ];
      case 'TSTypeReference':
        return type.typeName.type === 'Identifier' ? this.membersNamed(type.typeName.name) : [];
      default:
        return [];
    }
  }

  private membersNamed(name: string): Node[] {
    const declared = this.declared.get(name);
    return declared ? this.membersOf(declared) : [];
  }

  private members(members: readonly Node[], depth: number): string | undefined {
    const parts = new Map<string, string>();
    for (const member of members) {
      if (member.type !== 'TSPropertySignature' || member.optional || member.computed) continue;
      const { key, typeAnnotation } = member;
      const name = key.type === 'Identifier' ? key.name : JSON.stringify((key as t.StringLiteral).value);
      const value = typeAnnotation ? this.start(typeAnnotation.typeAnnotation, depth + 1) : '1';
      if (value === undefined) return undefined;
      parts.set(name, value);
    }
    return parts.size > 0 ? `{ ${[...parts].map(([name, value]) => `${name}: ${value}`).join(', ')} }` : '{}';
  }
}

function pair(element: string | undefined): string | undefined {
  return element && `[${element}, ${element}]`;
}

/** The block comment right above a function: above its statement, its member, or itself. */
export function commentBefore(file: t.File, source: string, fn: Node): string {
  const starts = new Set<number>();
  const look = (node: Node): boolean => {
    if (node === fn) return starts.add(node.start!) !== undefined;
    if (!(node.start! <= fn.start! && fn.end! <= node.end!)) return false;
    const found = childrenOf(node).some(look);
    const holds =
      /Declaration$|^VariableDeclarator$|^(?:Object|Class|ClassPrivate)(?:Property|Method)$|^ExpressionStatement$|^AssignmentExpression$/;
    if (found && holds.test(node.type)) starts.add(node.start!);
    // What is above a function is not about the functions inside of it.
    return found && (holds.test(node.type) || /^TS\w+Expression$/.test(node.type));
  };
  look(file.program);
  const comments = (file.comments ?? []).filter(({ type }) => type === 'CommentBlock');
  for (const { end, value } of comments.reverse())
    if ([...starts].some((start) => start >= end! && source.slice(end!, start).trim() === '')) return value;
  return '';
}

/** The type that a JSDoc comment gives a parameter. */
function jsDocType(comment: string, name: string): Node | undefined {
  for (const [, type, of] of comment.matchAll(/@param\s*\{([^}]*(?:\{[^}]*\}[^}]*)*)\}\s*\[?([\w$]+)/g)) {
    if (of !== name) continue;
    try {
      const cast = parseExpression(`0 as ${type}`, { plugins: ['typescript'], attachComment: false });
      return cast.type === 'TSAsExpression' ? cast.typeAnnotation : undefined;
    } catch {
      return undefined;
    }
  }
  return undefined;
}

/** The arguments of the first call of `name` in the comment's `@example`; undefined for one that is no value. */
export function exampleIn(comment: string, name: string): (string | undefined)[] | undefined {
  if (name === '') return undefined;
  const text = comment.replace(/^[ \t]*\*/gm, '');
  const examples = text.split(/^\s*@(?=\w)/m).filter((tag) => /^example\b/.test(tag));
  for (const example of examples) {
    const call = new RegExp(`(?<![\\w$])${name.replace(/[$#]/g, '\\$&')}\\s*\\(`).exec(example);
    if (!call) continue;
    const from = call.index + call[0].length - 1;
    for (let end = example.indexOf(')', from); end >= 0; end = example.indexOf(')', end + 1)) {
      const values = valuesIn(`f${example.slice(from, end + 1)}`);
      if (values) return values;
    }
  }
  return undefined;
}

function valuesIn(call: string): (string | undefined)[] | undefined {
  try {
    const tree = parseExpression(call, { plugins: ['typescript'], attachComment: false });
    if (tree.type !== 'CallExpression') return undefined;
    return tree.arguments.map((one) => {
      const text = call.slice(one.start!, one.end!);
      return parseValue(text).ok ? text : undefined;
    });
  } catch {
    return undefined;
  }
}
