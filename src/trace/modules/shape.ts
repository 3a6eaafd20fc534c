/** What one module asks of others and gives to them, read from its syntax alone. */
import type * as t from '@babel/types';
import { childrenOf, type Node, patternNames } from '../syntax/ast.ts';
import type { Binding, Bindings } from '../syntax/bindings.ts';
import type { RequestKind } from './resolve.ts';

/** `module` and `commonjs` are Node's two kinds; a `script` asks nothing of others and gives nothing. */
export type Format = 'module' | 'commonjs' | 'script';

export interface Request {
  readonly specifier: string;
  readonly kind: RequestKind;
  /** Where the specifier stands. */
  readonly start: number;
  readonly end: number;
}

/** What a name that a module exports stands for. */
export type Export =
  | { readonly local: Binding | undefined }
  /** `name` of another module; `*` is its namespace. */
  | { readonly specifier: string; readonly name: string };

export interface Shape {
  readonly format: Format;
  /** Imports that are gone with the types are not among them. */
  readonly requests: readonly Request[];
  /** Values by the name that they are exported by. */
  readonly exports: ReadonlyMap<string, Export>;
  /** Modules of which everything is exported. */
  readonly stars: readonly string[];
  /** What each imported variable is in the module that it comes from. */
  readonly imported: ReadonlyMap<Binding, { readonly specifier: string; readonly name: string }>;
}

/**
 * What the file's place says of its format: its name, or the `type` of its package; `imported` where that says
 * nothing and another file asks for it.
 */
export type Hint = 'module' | 'commonjs' | 'imported' | undefined;

/** @param typed the file is TypeScript, in which an import that only names types is gone when it runs. */
export function shapeOf(program: t.Program, bindings: Bindings, typed: boolean, hint: Hint): Shape {
  const requests: Request[] = [];
  const exports = new Map<string, Export>();
  const stars: string[] = [];
  const imported = new Map<Binding, { specifier: string; name: string }>();
  const ask = (source: Node | undefined | null, kind: RequestKind) => {
    const specifier = source ? textOf(source) : undefined;
    if (specifier !== undefined) requests.push({ specifier, kind, start: source!.start!, end: source!.end! });
  };
  const isValue = (local: Node) => !typed || bindings.of(local) !== undefined;

  for (const node of program.body)
    switch (node.type) {
      case 'ImportDeclaration': {
        const specifiers = keptImports(node, bindings, typed);
        if (!specifiers) break;
        ask(node.source, 'import');
        for (const one of specifiers) {
          const binding = bindings.of(one.local);
          if (binding) imported.set(binding, { specifier: node.source.value, name: importedName(one) });
        }
        break;
      }
      case 'ExportAllDeclaration':
        if (node.exportKind === 'type') break;
        ask(node.source, 'import');
        stars.push(node.source.value);
        break;
      case 'ExportNamedDeclaration':
        if (node.exportKind === 'type') break;
        if (node.source) ask(node.source, 'import');
        if (node.declaration)
          for (const name of declaredNames(node.declaration))
            exports.set(name.name, { local: bindings.of(name) });
        for (const one of node.specifiers) {
          if (one.type === 'ExportSpecifier' && one.exportKind === 'type') continue;
          const name = nameText(one.exported);
          if (node.source)
            exports.set(name, {
              specifier: node.source.value,
              name: one.type === 'ExportSpecifier' ? nameText(one.local) : '*',
            });
          else if (one.type === 'ExportSpecifier' && isValue(one.local))
            exports.set(name, { local: bindings.of(one.local) });
        }
        break;
      case 'ExportDefaultDeclaration': {
        const { declaration } = node;
        const name = 'id' in declaration ? declaration.id : declaration;
        exports.set('default', { local: (name && bindings.of(name as Node)) ?? undefined });
        break;
      }
      case 'TSImportEqualsDeclaration':
        if (node.importKind !== 'type' && node.moduleReference.type === 'TSExternalModuleReference')
          ask(node.moduleReference.expression, 'require');
        break;
    }

  let usesCommonJs = program.body.some(
    ({ type }) => type === 'TSExportAssignment' || type === 'TSImportEqualsDeclaration',
  );
  const look = (node: Node): void => {
    if (node.type === 'CallExpression') {
      const [first] = node.arguments;
      const argument =
        first?.type === 'SpreadElement' || first?.type === 'ArgumentPlaceholder' ? undefined : first;
      if (node.callee.type === 'Import') ask(argument, 'import');
      else if (isFree(node.callee, 'require', bindings)) ask(argument, 'require');
    }
    if (node.type === 'Identifier' && COMMON_JS.has(node.name) && !bindings.of(node)) usesCommonJs = true;
    // The name of a property is no variable.
    const name =
      'computed' in node && node.computed
        ? undefined
        : 'property' in node
          ? node.property
          : 'key' in node
            ? node.key
            : undefined;
    for (const child of childrenOf(node))
      if (child !== name || ('shorthand' in node && node.shorthand)) look(child);
  };
  look(program);

  const hasSyntax = program.body.some(({ type }) => type.startsWith('Import') || type.startsWith('Export'));
  const format =
    hint === 'module' || hasSyntax || (program.sourceType === 'module' && !usesCommonJs)
      ? 'module'
      : hint !== undefined || usesCommonJs || requests.length > 0
        ? 'commonjs'
        : 'script';
  return { format, requests, exports, stars, imported };
}

const COMMON_JS = new Set(['require', 'module', 'exports', '__filename', '__dirname']);

/** The specifiers of an import that are there when the program runs; undefined where the whole import is not. */
export function keptImports(
  node: t.ImportDeclaration,
  bindings: Bindings,
  typed: boolean,
): t.ImportDeclaration['specifiers'] | undefined {
  if (node.importKind === 'type' || node.importKind === 'typeof') return undefined;
  if (!typed || node.specifiers.length === 0) return node.specifiers;
  const kept = node.specifiers.filter(
    (one) =>
      !(one.type === 'ImportSpecifier' && one.importKind === 'type') &&
      // The first occurrence is the import itself. JSX uses React without naming it, where no comment names another.
      (isUsed(bindings.of(one.local)) || one.local.name === 'React'),
  );
  return kept.length > 0 ? kept : undefined;
}

function isUsed(binding: Binding | undefined): boolean {
  return binding !== undefined && (binding.occurrences.length > 1 || binding.inJsx);
}

export function importedName(one: t.ImportDeclaration['specifiers'][number]): string {
  if (one.type === 'ImportDefaultSpecifier') return 'default';
  return one.type === 'ImportNamespaceSpecifier' ? '*' : nameText(one.imported);
}

export function nameText(name: t.Identifier | t.StringLiteral): string {
  return name.type === 'Identifier' ? name.name : name.value;
}

/** A global function of this name, not a variable of the file. */
function isFree(node: Node, name: string, bindings: Bindings): boolean {
  return node.type === 'Identifier' && node.name === name && !bindings.of(node);
}

function declaredNames(declaration: t.Declaration): t.Identifier[] {
  if (declaration.type === 'VariableDeclaration')
    return declaration.declarations.flatMap(({ id }) => patternNames(id));
  const isDeclared = 'declare' in declaration && declaration.declare;
  return !isDeclared &&
    'id' in declaration &&
    declaration.id?.type === 'Identifier' &&
    declaration.type !== 'TSInterfaceDeclaration' &&
    declaration.type !== 'TSTypeAliasDeclaration'
    ? [declaration.id]
    : [];
}

/** The text of a string or of a template without parts. */
function textOf(node: Node): string | undefined {
  if (node.type === 'StringLiteral') return node.value;
  const isWhole = node.type === 'TemplateLiteral' && node.expressions.length === 0;
  return isWhole ? (node.quasis[0]!.value.cooked ?? undefined) : undefined;
}
