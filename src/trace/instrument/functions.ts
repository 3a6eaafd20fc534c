/** How a function is rewritten: it enters a scope, names its parameters, and leaves the scope on every way out. */
import type * as t from '@babel/types';
import type { FunctionNode, Node } from '../ast.ts';
import { childrenOf, isFunction } from '../ast.ts';
import { type Instrumenter, type Place, TOP } from './instrument.ts';

export function rewriteFunction(instrumenter: Instrumenter, node: FunctionNode, outer: Place): void {
  const { out, scope } = instrumenter;
  if ('computed' in node && node.computed) instrumenter.visit(node.key, outer);
  if ('decorators' in node)
    for (const decorator of node.decorators ?? []) instrumenter.visit(decorator, outer);
  // Abstract methods and overloads.
  if (!node.body) return;

  const suspends = node.async === true || ('generator' in node && node.generator === true);
  const place: Place = { suspends };
  const enter = out.helper(suspends ? 'enterFrame' : 'enter');
  const leave = out.helper(suspends ? 'leaveFrame' : 'leave');
  const names = instrumenter.parameters(node.params);
  const first = `const ${scope}=${enter}(${out.site(node)});${names && `${names};`}`;
  // Defaults run before the scope is entered.
  for (const parameter of node.params) instrumenter.pattern(parameter, TOP);

  if (node.body.type === 'BlockStatement') {
    const { body } = node;
    const properties =
      node.type === 'ClassMethod' && node.kind === 'constructor' ? parameterProperties(node) : '';
    const isDerived = properties !== '' && superCalls(body).length > 0;
    out.enclose(body, `;${first}${properties && !isDerived ? `${properties};` : ''}`, `;${leave}(${scope});`);
    // A helper's name in front, not a parenthesis, which would join a line above without a semicolon.
    if (isDerived)
      for (const call of superCalls(body)) out.wrap(call, `${out.helper('same')}((`, `,${properties},this))`);
    instrumenter.statements(body.body, place);
    return;
  }
  const params = node.params.at(-1);
  const typeEnd = (node as t.ArrowFunctionExpression).returnType?.end;
  const arrow = out.find('=>', typeEnd ?? params?.end ?? node.start!);
  out.open(arrow + 2, `{${first}return ${leave}(${scope},`);
  out.close(node.end!, ')}');
  instrumenter.visit(node.body, place);
}

/**
 * `this.rate=rate` for each parameter property: TypeScript assigns them from the parameters as they came, and
 * the named values must be the ones that the object keeps.
 */
function parameterProperties(node: t.ClassMethod): string {
  return node.params
    .filter((parameter): parameter is t.TSParameterProperty => parameter.type === 'TSParameterProperty')
    .map(({ parameter }) => (parameter.type === 'AssignmentPattern' ? parameter.left : parameter))
    .map((identifier) => (identifier as t.Identifier).name)
    .map((name) => `this.${name}=${name}`)
    .join();
}

function superCalls(node: Node, into: Node[] = []): Node[] {
  if (node.type === 'CallExpression' && node.callee.type === 'Super') into.push(node);
  for (const child of childrenOf(node))
    if (!isFunction(child) || child.type === 'ArrowFunctionExpression') superCalls(child, into);
  return into;
}
