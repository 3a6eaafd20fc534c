/**
 * From the (rewritten) text of a file to the JavaScript that the sandbox knows. Plain JavaScript stays as it is; `sucrase`
 * takes types and JSX away and leaves line breaks where they are; what it does not know goes through the TypeScript
 * compiler, which the platform loads when the first file needs it.
 */
import type * as t from '@babel/types';
import { transform } from 'sucrase';
import { childrenOf, hasInside, isSuperCall, type Node, withoutTypes } from './ast.ts';
import type { compile as Compile } from './compile.ts';
import { dialectOf, type JsxPragmas, jsxPragmas } from './parse.ts';

export interface Erased {
  readonly text: string;
  /** The line of the file that a place of `text` comes from; undefined for what the compiler added. All from 1. */
  lineOf(line: number, column: number): number | undefined;
}

/**
 * How TypeScript has fields of classes: defined before the constructor's own code runs, as the language does, or assigned
 * in it, behind the parameter properties.
 */
export type ClassFields = 'defined' | 'assigned';

/** @param file the tree of the file, before it was rewritten. */
export function erase(text: string, path: string, file: t.File, fields: ClassFields = 'defined'): Erased {
  const { typescript } = dialectOf(path);
  const uses = syntaxOf(file.program, typescript ? fields : 'defined');
  if (!typescript && !uses.jsx && !uses.compiler) return { text, lineOf: sameLine };
  const quick = uses.compiler
    ? undefined
    : eraseQuickly(text, typescript, uses.jsx ? jsxPragmas(file) : undefined);
  if (quick !== undefined) return { text: quick, lineOf: sameLine };
  compile ??= loadCompiler();
  return compile(text, path, fields);
}

export function sameLine(line: number): number {
  return line;
}

/** Undefined where there is a syntax that `sucrase` cannot read, as `with`. */
function eraseQuickly(text: string, typescript: boolean, jsx: JsxPragmas | undefined): string | undefined {
  try {
    return transform(text, {
      transforms: [...(typescript ? (['typescript'] as const) : []), ...(jsx ? (['jsx'] as const) : [])],
      disableESTransforms: true,
      production: true,
      ...(jsx?.element && { jsxPragma: jsx.element }),
      ...(jsx?.fragment && { jsxFragmentPragma: jsx.fragment }),
      // The rewriting has taken away the imports of types.
      keepUnusedImports: true,
    }).code;
  } catch {
    return undefined;
  }
}

/** The compiler is not there yet: what needs it can be done when `loaded` resolves, from the beginning. */
export class StillLoading extends Error {
  readonly loaded: Promise<void>;

  constructor(loaded: Promise<void>) {
    super('the compiler is still being loaded');
    this.loaded = loaded;
  }
}

let loadCompiler: () => typeof Compile;
let compile: typeof Compile | undefined;

/** @param load gives the compiler, or throws {@link StillLoading}. */
export function useCompiler(load: () => typeof Compile): void {
  loadCompiler = load;
}

interface Syntax {
  jsx: boolean;
  /** Has something that `sucrase` has not right: a namespace, a decorator, `accessor`, `using`, a merged enum, `<a:b />` … */
  compiler: boolean;
}

function syntaxOf(program: t.Program, fields: ClassFields): Syntax {
  const found: Syntax = { jsx: false, compiler: false };
  const look = (node: Node): void => {
    switch (node.type) {
      case 'JSXElement':
      case 'JSXFragment':
        found.jsx = true;
        break;
      case 'TSModuleDeclaration':
        found.compiler ||= !node.declare;
        break;
      case 'Decorator':
      case 'JSXNamespacedName':
      case 'ClassAccessorProperty':
        found.compiler = true;
        break;
      case 'ClassBody':
        found.compiler ||= placesFields(node, fields) || node.body.some(makesElsewhere);
        break;
      case 'TSEnumDeclaration':
        found.compiler ||= computesText(node);
        break;
      case 'VariableDeclaration':
        found.compiler ||= node.kind === 'using' || node.kind === 'await using';
        break;
      case 'Program':
      case 'TSModuleBlock':
        found.compiler ||= needsCompiler(node.body);
        break;
    }
    for (const child of childrenOf(node)) look(child);
  };
  look(program);
  return found;
}

/**
 * Has fields that do not stay where they are: assigned ones go into the constructor, and before defined ones come those of
 * the parameter properties.
 */
function placesFields({ body }: t.ClassBody, fields: ClassFields): boolean {
  if (fields === 'assigned')
    return body.some((member) => member.type === 'ClassPrivateProperty' || isField(member));
  return body.some((member) => isField(member) && !member.static) && body.some(hasParameterProperties);
}

/**
 * A constructor with parameter properties that calls `super` inside of something else, where `sucrase` would write the
 * assignments of the properties, too.
 */
function makesElsewhere(member: Node): boolean {
  if (!hasParameterProperties(member)) return false;
  return (member as t.ClassMethod).body.body.some(
    (statement) =>
      hasInside(statement, isSuperCall) &&
      !(
        statement.type === 'ExpressionStatement' &&
        isSuperCall(statement.expression) &&
        !statement.expression.extra?.parenthesized
      ),
  );
}

function isField(member: Node): member is t.ClassProperty {
  return member.type === 'ClassProperty' && !member.declare && !member.abstract;
}

function hasParameterProperties(member: Node): boolean {
  return (
    member.type === 'ClassMethod' &&
    member.params.some((parameter) => parameter.type === 'TSParameterProperty')
  );
}

/** An enum with members that may be texts and are no literals. Texts have no entry that leads back to the name. */
function computesText({ members }: t.TSEnumDeclaration): boolean {
  const values = members.flatMap(({ initializer }) => (initializer ? [withoutTypes(initializer)] : []));
  const names = new Set(members.map(({ id }) => (id.type === 'Identifier' ? id.name : id.value)));
  return (
    values.some(({ type }) => type === 'MemberExpression') ||
    values.some((value) => value.type === 'Identifier' && !names.has(value.name)) ||
    (values.some((value) => hasInside(value, isTextual)) &&
      values.some(
        ({ type }) => type === 'Identifier' || type === 'BinaryExpression' || type === 'TemplateLiteral',
      ))
  );
}

function isTextual({ type }: Node): boolean {
  return type === 'StringLiteral' || type === 'TemplateLiteral';
}

/** An enum that is declared in parts, and `export import`. */
function needsCompiler(statements: readonly Node[]): boolean {
  const enums = new Set<string>();
  for (const statement of statements) {
    if (statement.type === 'TSImportEqualsDeclaration' && statement.isExport) return true;
    const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (node?.type !== 'TSEnumDeclaration') continue;
    if (enums.has(node.id.name)) return true;
    enums.add(node.id.name);
  }
  return false;
}
