/** How imports and exports are rewritten: what is only a type goes, and what is exported without a name gets one. */
import type * as t from '@babel/types';
import { type Format, importedName, keptImports, nameText } from '../modules/shape.ts';
import type { Node } from '../syntax/ast.ts';
import type { Instrumenter, Place } from './instrument.ts';
import { rewriteVariables } from './naming.ts';
import { isAnonymousDefinition } from './plain.ts';

/** What the rewriting must know of the module that the file is. */
export interface ModuleContext {
  /** What the module is called in the sandbox. */
  readonly name: string;
  readonly format: Format;
  /** The file has types, and imports that are only types. */
  readonly typed: boolean;
  /** The file may call `require` though it is an ES module: where it is compiled or bundled, but not in Node. */
  readonly mayRequire: boolean;
  /** Some file of the program mentions float arrays: any `a[i]` may be an element of one. */
  readonly hasFloats: boolean;
  /** Some module uses the library of tensors, whose functions learn where they are called. */
  readonly hasTensors: boolean;
  /** All files of the program are tame, see `isTame`. */
  readonly isTame: boolean;
  /** Calls say where they stand, see `calls.ts`. */
  readonly notesCalls: boolean;
  /**
   * What the module that a specifier means exports as a type alone, by {@link importKey}; also, with an empty
   * specifier, the variables that it is imported as.
   */
  readonly typesOnly: ReadonlySet<string>;
}

export function importKey(specifier: string, name: string): string {
  return JSON.stringify([specifier, name]);
}

/** `model` of `src/model.ts`: what a value is called that a module exports without a name. */
export function stemOf(name: string): string {
  return name.replace(/^.*\//, '').replace(/\..*$/, '') || 'module';
}

export function rewriteImport(instrumenter: Instrumenter, node: t.ImportDeclaration): void {
  const { bindings, context } = instrumenter;
  const from = node.source.value;
  const kept = keptImports(node, bindings, context.typed)?.filter(
    (one) => !context.typesOnly.has(importKey(from, importedName(one))),
  );
  if (kept?.length === node.specifiers.length && !node.attributes?.length) return;
  if (!kept) return replace(instrumenter, node, ';');
  const whole = kept.filter(({ type }) => type !== 'ImportSpecifier');
  const named = kept.filter((one) => one.type === 'ImportSpecifier');
  const clause = [
    ...whole.map((one) =>
      one.type === 'ImportDefaultSpecifier' ? one.local.name : `* as ${one.local.name}`,
    ),
    ...(named.length > 0
      ? [`{${named.map((one) => renaming(importedName(one), one.local.name)).join()}}`]
      : []),
  ].join();
  replace(instrumenter, node, `import ${clause && `${clause} from`}${JSON.stringify(from)};`);
}

export function rewriteExport(
  instrumenter: Instrumenter,
  node: t.ExportNamedDeclaration,
  place: Place,
): void {
  if (node.exportKind === 'type') return replace(instrumenter, node, ';');
  if (node.declaration?.type === 'VariableDeclaration')
    return rewriteVariables(instrumenter, node.declaration, place, true);
  if (node.declaration) return instrumenter.visit(node.declaration, place);
  const kept = node.specifiers.filter((one) => isKept(instrumenter, one, node.source?.value));
  if (kept.length === node.specifiers.length && !node.attributes?.length) return;
  const names = kept.map((one) =>
    one.type === 'ExportSpecifier'
      ? renaming(nameText(one.local), nameText(one.exported))
      : `* as ${quoted(nameText(one.exported))}`,
  );
  const isNamespace = kept[0]?.type === 'ExportNamespaceSpecifier';
  const clause = isNamespace ? names.join() : `{${names.join()}}`;
  replace(
    instrumenter,
    node,
    `export ${clause}${node.source ? ` from${JSON.stringify(node.source.value)}` : ''};`,
  );
}

function isKept(
  { bindings, context }: Instrumenter,
  one: t.ExportNamedDeclaration['specifiers'][number],
  from: string | undefined,
): boolean {
  if (!context.typed || one.type !== 'ExportSpecifier') return true;
  if (one.exportKind === 'type') return false;
  if (from !== undefined) return !context.typesOnly.has(importKey(from, nameText(one.local)));
  return bindings.of(one.local) !== undefined && !context.typesOnly.has(importKey('', nameText(one.local)));
}

export function rewriteExportAll(instrumenter: Instrumenter, node: t.ExportAllDeclaration): void {
  if (node.exportKind === 'type') replace(instrumenter, node, ';');
  else if (node.attributes?.length)
    replace(instrumenter, node, `export * from${JSON.stringify(node.source.value)};`);
}

/** `export default 0.1`: the number is an input that is called as the file is. */
export function rewriteDefault(
  instrumenter: Instrumenter,
  node: t.ExportDefaultDeclaration,
  place: Place,
): void {
  const { out, context } = instrumenter;
  const value: Node = node.declaration;
  const isDeclaration = value.type.endsWith('Declaration');
  if (!isDeclaration && value.type !== 'Identifier' && !isAnonymousDefinition(value)) {
    const name = out.memberName(stemOf(context.name));
    out.initializers.set(name, value);
    out.wrap(value, `${out.helper('name')}(`, `,${name},${out.site(value)})`);
  }
  instrumenter.visit(value, place);
}

/** `import x = require('y')`. */
export function rewriteImportEquals(instrumenter: Instrumenter, node: t.TSImportEqualsDeclaration): void {
  if (node.moduleReference.type !== 'TSExternalModuleReference') return;
  const { out } = instrumenter;
  const { expression } = node.moduleReference;
  rewriteRequire(instrumenter);
  if (node.importKind === 'type') out.replace(node.start!, node.end!, ';');
  else
    out.replace(
      node.start!,
      expression.start!,
      `${node.isExport ? 'export ' : ''}const ${node.id.name}=require(`,
    );
}

/** The global `require`, which CommonJS modules are called with, is defined by the prologue in others that may use it. */
export function rewriteRequire({ out, context }: Instrumenter): void {
  if (context.format === 'module' && context.mayRequire) out.usesRequire = true;
}

/** `export = x`. */
export function rewriteExportEquals(
  instrumenter: Instrumenter,
  node: t.TSExportAssignment,
  place: Place,
): void {
  instrumenter.out.replace(node.start!, node.expression.start!, 'module.exports=');
  instrumenter.visit(node.expression, place);
}

/** What is known of `import.meta.url` and of `process.env.NODE_ENV`, which packages ask for where there is no Node. */
export function knownMember(node: t.MemberExpression, instrumenter: Instrumenter): string | undefined {
  if (node.computed || node.property.type !== 'Identifier') return undefined;
  const { object, property } = node;
  if (object.type === 'MetaProperty' && object.meta.name === 'import') {
    const { name } = instrumenter.context;
    if (property.name === 'url') return JSON.stringify(`file:///${encodeURI(name)}`);
    if (property.name === 'filename') return JSON.stringify(`/${name}`);
    if (property.name === 'dirname') return JSON.stringify(`/${name}`.replace(/\/[^/]*$/, '') || '/');
  }
  const isEnvironment =
    property.name === 'NODE_ENV' &&
    object.type === 'MemberExpression' &&
    !object.computed &&
    object.property.type === 'Identifier' &&
    object.property.name === 'env' &&
    object.object.type === 'Identifier' &&
    object.object.name === 'process' &&
    !instrumenter.bindings.of(object.object);
  return isEnvironment ? '(void 0)' : undefined;
}

/** Puts `text` in the place of a declaration, on its first line. */
function replace({ out }: Instrumenter, node: Node, text: string): void {
  out.replace(node.start!, node.end!, text + out.textOf(node).replace(/[^\n]+/g, ''));
}

function renaming(name: string, as: string): string {
  return name === as ? quoted(name) : `${quoted(name)} as ${quoted(as)}`;
}

/** A name of an export may be any text. */
function quoted(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u.test(name) ? name : JSON.stringify(name);
}
