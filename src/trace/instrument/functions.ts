/** How a function is rewritten: it enters a scope, names its parameters, and leaves the scope on every way out. */
import type * as t from '@babel/types';
import { type FunctionNode, hasInside, isSuperCall, type Node } from '../syntax/ast.ts';
import { EARLY, type Instrumenter, type Place } from './instrument.ts';
import { nameParameters } from './naming.ts';
import { isLookedAt, saysStrict } from './plain.ts';
import { enteredText } from './reaching.ts';

export function rewriteFunction(instrumenter: Instrumenter, node: FunctionNode, outer: Place): void {
  const { out, scope } = instrumenter;
  if ('computed' in node && node.computed) instrumenter.visit(node.key, outer);
  if ('decorators' in node)
    for (const decorator of node.decorators ?? []) instrumenter.visit(decorator, outer);
  // Abstract methods and overloads.
  if (!node.body) return;

  const suspends = node.async === true || ('generator' in node && node.generator === true);
  const isConstructor = node.type === 'ClassMethod' && node.kind === 'constructor';
  const isOrdinary = node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression';
  const mayConstruct = isOrdinary && !suspends && hasInside(node.body, isThis);
  const isFlag = 'kind' in node && node.kind === 'get' && isLookedAt(node.key, node.computed);
  const lookedAt = isConstructor || isFlag ? 'always' : mayConstruct ? 'constructing' : 'never';
  const place: Place = { suspends, lookedAt, isEarly: false };
  const { notesCalls } = instrumenter.context;
  const enter = out.helper(`${suspends ? 'enterFrame' : 'enter'}${notesCalls ? 'From' : ''}`);
  const leave = out.helper(suspends ? 'leaveFrame' : 'leave');
  const names = [thisText(instrumenter, node), nameParameters(instrumenter, node.params)]
    .filter(Boolean)
    .join();
  const entered = instrumenter.callable ? enteredText(instrumenter, node, instrumenter.callable) : '';
  const first = `const ${scope}=${enter}(${out.site(node)});${names && `${names};`}${entered}`;
  // Defaults run before the scope is entered.
  for (const parameter of node.params) instrumenter.pattern(parameter, EARLY);

  if (node.body.type === 'BlockStatement') {
    const { body } = node;
    const properties = isConstructor ? parameterProperties(node) : '';
    out.enclose(body, `;${first}${properties && `${properties};`}`, `;${leave}(${scope});`);
    const { isStrict } = instrumenter;
    instrumenter.isStrict ||= saysStrict(body);
    instrumenter.statements(body.body, place);
    instrumenter.isStrict = isStrict;
    return;
  }
  const params = node.params.at(-1);
  const { returnType, typeParameters } = node as t.ArrowFunctionExpression;
  const arrow = out.find('=>', returnType?.end ?? params?.end ?? typeParameters?.end ?? node.start!);
  out.open(arrow + 2, `{${first}return ${leave}(${scope},`);
  out.close(node.end!, ')}');
  instrumenter.visit(node.body, place);
}

/** For the debugger, which object a method is called on. A constructor's has no name yet, and before `super` none may look at it. */
function thisText({ context, out }: Instrumenter, node: FunctionNode): string {
  const isOwn = node.type !== 'ArrowFunctionExpression' && !('kind' in node && node.kind === 'constructor');
  if (!context.notesCalls || !isOwn || !hasInside(node.body!, isThis)) return '';
  return `${out.helper('noteThis')}(this,${out.memberName('this')},${out.site(node)})`;
}

/**
 * `this.rate=rate` for each parameter property: TypeScript assigns them from the parameters as they came, and
 * the named values must be the ones that the object keeps. In a derived class it does so after the call of
 * `super`, when they have their names.
 */
function parameterProperties(node: t.ClassMethod): string {
  if (hasInside(node.body, isSuperCall)) return '';
  return node.params
    .filter((parameter): parameter is t.TSParameterProperty => parameter.type === 'TSParameterProperty')
    .map(({ parameter }) => (parameter.type === 'AssignmentPattern' ? parameter.left : parameter))
    .map((identifier) => (identifier as t.Identifier).name)
    .map((name) => `this.${name}=${name}`)
    .join();
}

const isThis = (node: Node) => node.type === 'ThisExpression';
