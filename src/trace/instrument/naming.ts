/** Where values get their names: declarations, assignments, parameters and fields. */
import type * as t from '@babel/types';
import { type Node, nameSpan, patternNames, withoutTypes } from '../syntax/ast.ts';
import type { Binding } from '../syntax/bindings.ts';
import { isOperation } from './arithmetic.ts';
import { EARLY, type Instrumenter, type Place } from './instrument.ts';
import { stemOf } from './modules.ts';
import { isAnonymousDefinition, isLookedAt } from './plain.ts';

/** The name id of an assignment target, 0 where it has no fixed name. */
export function nameOf(instrumenter: Instrumenter, target: Node): number {
  const node = withoutTypes(target);
  if (node.type === 'Identifier') return instrumenter.bindings.of(node)?.id ?? 0;
  if (node.type === 'MemberExpression' && !node.computed) {
    const exported = instrumenter.bindings.of(node.property);
    if (exported) return exported.id;
  }
  const text = memberText(node);
  if (text === undefined) return 0;
  const { context, out } = instrumenter;
  if (context.format === 'commonjs') {
    // What a module exports has, as a rule, a better name somewhere.
    if (text === 'module.exports') return out.memberName(stemOf(context.name), true);
    const exported = /^(?:module\.)?exports\.(.*)$/.exec(text)?.[1];
    if (exported !== undefined) return out.memberName(exported, true);
  }
  return out.memberName(text);
}

/** For `w[i]` and `W[i][j]`: the name id of `w`, and the keys as source text. */
export function keyedName(instrumenter: Instrumenter, target: Node): string | undefined {
  const keys: string[] = [];
  let node = withoutTypes(target);
  while (node.type === 'MemberExpression' && node.computed && keys.length < 2) {
    const key = withoutTypes(node.property);
    if (key.type !== 'Identifier' && key.type !== 'NumericLiteral') return undefined;
    keys.unshift(instrumenter.out.textOf(key));
    node = withoutTypes(node.object);
  }
  if (keys.length === 0) return undefined;
  const name = nameOf(instrumenter, node);
  return name ? [name, ...keys].join() : undefined;
}

/** Names the value of `expression`, which `target` receives; a plain number becomes a leaf. */
export function give(instrumenter: Instrumenter, expression: Node, target: Node): void {
  const { out } = instrumenter;
  const name = nameOf(instrumenter, target);
  if (name && !out.initializers.has(name)) out.initializers.set(name, withoutTypes(expression));
  if (isAnonymousDefinition(expression)) return;
  const place = withoutTypes(target);
  if (place.type === 'MemberExpression' && isLookedAt(place.property, place.computed))
    return out.wrap(expression, `${out.helper('plain')}(`, ')');
  const keyed = keyedName(instrumenter, target);
  if (keyed) return out.wrap(expression, `${out.helper('nameAt')}(`, `,${out.site(expression)},${keyed})`);
  const value = withoutTypes(expression);
  // A kernel gives the name by itself; but not to a variable of which every value is to be heard.
  if (name && name !== instrumenter.variable?.id && isOperation(value, instrumenter))
    instrumenter.given.set(value, name);
  else if (name) out.wrap(expression, `${out.helper('name')}(`, `,${name},${out.site(expression)})`);
}

export function rewriteVariables(
  instrumenter: Instrumenter,
  node: t.VariableDeclaration,
  place: Place,
  isExported: boolean,
): void {
  const { out } = instrumenter;
  const isResource = node.kind === 'using' || node.kind === 'await using';
  for (const { id, init } of node.declarations) {
    instrumenter.pattern(id, place);
    const pattern = withoutTypes(id);
    if (pattern.type === 'Identifier') {
      // A number is no resource, and the language says so.
      if (init && isResource) out.wrap(init, `${out.helper('plain')}(`, ')');
      if (init && !instrumenter.bindings.of(pattern)?.counter) give(instrumenter, init, pattern);
    } else if (init) {
      const names = renamed(instrumenter, id, node);
      // A variable more would be exported, too.
      if (names && isExported) out.close(node.end!, `;${names};`);
      else if (names) out.close(init.end!, `,${out.local()}=[${names}]`);
    }
    if (init) instrumenter.visit(init, place);
  }
}

/**
 * `a=name(a…),b=name(b…)` for the variables that a pattern binds. They must be assignable: a `const` that
 * nobody assigns to is turned into `let`, which no program can tell apart.
 */
export function renamed(
  instrumenter: Instrumenter,
  pattern: Node,
  declaration: t.VariableDeclaration | undefined,
): string {
  const bound = patternNames(pattern)
    .map((identifier) => ({ identifier, binding: instrumenter.bindings.of(identifier) }))
    .filter((one): one is { identifier: t.Identifier; binding: Binding } => one.binding !== undefined);
  if (declaration?.kind === 'const') {
    if (bound.some(({ binding }) => binding.reassigned)) return '';
    const start = declaration.start!;
    instrumenter.out.replace(start, start + 5, 'let');
  } else if (declaration && declaration.kind !== 'let' && declaration.kind !== 'var') return '';
  return bound
    .filter(({ binding }) => !binding.indexOnly)
    .map(({ identifier, binding }) => {
      const { name } = identifier;
      return `${name}=${instrumenter.out.helper('name')}(${name},${binding.id},${instrumenter.out.site(nameSpan(identifier))})`;
    })
    .join();
}

/** `done=plain(done)` for a parameter that is a property which the language looks at. */
function flag({ out }: Instrumenter, node: Node): string | undefined {
  if (node.type !== 'TSParameterProperty') return undefined;
  const [identifier] = patternNames(node);
  if (!identifier || !isLookedAt(identifier)) return undefined;
  return `${identifier.name}=${out.helper('plain')}(${identifier.name})`;
}

/** Statements that name a function's parameters, for its first line. */
export function nameParameters(instrumenter: Instrumenter, parameters: readonly Node[]): string {
  return parameters
    .map((parameter) => flag(instrumenter, parameter) ?? renamed(instrumenter, parameter, undefined))
    .filter((text) => text !== '')
    .join();
}

export function rewriteField(
  instrumenter: Instrumenter,
  node: t.ClassProperty | t.ClassPrivateProperty | t.ClassAccessorProperty,
  place: Place,
): void {
  const { out } = instrumenter;
  for (const decorator of node.decorators ?? []) instrumenter.visit(decorator, place);
  const computed = node.type !== 'ClassPrivateProperty' && node.computed === true;
  if (computed) instrumenter.visit(node.key, place);
  if (!node.value) return;
  if (isLookedAt(node.key, computed)) return instrumenter.strict(node.value, EARLY);
  const key = node.key.type === 'PrivateName' ? `#${node.key.id.name}` : out.textOf(node.key);
  if (!computed && !isAnonymousDefinition(node.value)) {
    const owner = (node.static && instrumenter.className) || 'this';
    const name = out.memberName(`${owner}.${key}`);
    out.wrap(node.value, `${out.helper('name')}(`, `,${name},${out.site(node.value)})`);
  }
  instrumenter.visit(node.value, EARLY);
}

/** `o.p.q` and `this.p` as text; undefined for anything with an index or a call in it. */
function memberText(node: Node): string | undefined {
  const at = withoutTypes(node);
  if (at.type === 'Identifier') return at.name;
  if (at.type === 'ThisExpression') return 'this';
  if (at.type !== 'MemberExpression' || at.computed) return undefined;
  const object = memberText(at.object);
  const key =
    at.property.type === 'PrivateName' ? `#${at.property.id.name}` : (at.property as t.Identifier).name;
  return object && `${object}.${key}`;
}
