/** What is written where a function is selected: how it is reached, and what it is called with. */
import type * as t from '@babel/types';
import type { Callable, Member } from '../selection/callable.ts';
import { type FunctionNode, type Node, withoutTypes } from '../syntax/ast.ts';
import type { Instrumenter } from './instrument.ts';

/** Before `node` is rewritten: what stands at it or around it for the selected function. */
export function writeReach(instrumenter: Instrumenter, node: Node, callable: Callable): void {
  const { out } = instrumenter;
  const { reach, fn } = callable;
  if (reach.kind === 'name' && node === reach.before)
    out.open(node.start!, `;${out.helper('callable')}(()=>${reach.name});`);
  else if (reach.kind === 'object' && node === reach.node)
    out.wrap(node, `${out.helper('callableObject')}(`, `,o=>${read('o', reach.member)})`);
  else if (reach.kind === 'value' && node === fn) {
    // As the value of a property, it has the name that it would have without the call around it.
    const name = JSON.stringify(reach.inferred);
    const [first, last] = reach.inferred === '' ? ['', ''] : [`{[${name}]:`, `}[${name}]`];
    out.wrap(node, `${out.helper('callableValue')}(${first}`, `${last})`);
  }
  if (isClassWith(callable, node)) out.open(node.body.start! + 1, classBlock(instrumenter, callable, node));
  if (isCallOf(instrumenter, node, callable)) {
    const last = node.arguments.at(-1);
    if (last && last.type !== 'SpreadElement')
      out.wrap(last, `${out.helper('calledFrom')}(`, `,${out.site(node)})`);
  }
}

/** For the first line of the selected function, or of its class's constructor: what it was called with. */
export function enteredText(instrumenter: Instrumenter, node: FunctionNode, callable: Callable): string {
  const { out } = instrumenter;
  const values = () => `[${node.params.filter(isPassed).map(valueText).join()}]`;
  if (node === callable.maker) return `${out.helper('enteredNew')}(${values()});`;
  if (node !== callable.fn) return '';
  const isBound = node.type === 'ArrowFunctionExpression' && callable.receiver !== 'instance';
  return `${out.helper('entered')}(${isBound ? 'void 0' : 'this'},${values()});`;
}

function isClassWith(callable: Callable, node: Node): node is t.ClassDeclaration | t.ClassExpression {
  return (
    (callable.reach.kind === 'class' && node === callable.reach.node) ||
    (callable.Class !== undefined && node === callable.Class)
  );
}

/** A block of the class, the one place where its private members can be named. */
function classBlock({ out }: Instrumenter, { reach, Class }: Callable, node: Node): string {
  let text = '';
  if (reach.kind === 'class' && node === reach.node) {
    const { member } = reach;
    const isOwn = member.kind === 'method' && !member.isStatic && !member.access.startsWith('.#');
    text += `${out.helper('callable')}(o=>${isOwn ? `this.prototype${member.access}` : read('o', member)});`;
    if (member.isStatic) text += `${out.helper('callableOwner')}(()=>this);`;
  }
  if (node === Class && !(reach.kind === 'class' && reach.member.isStatic))
    text += `${out.helper('callableOwner')}(()=>this);`;
  return `static{${text}}`;
}

/** The function that a member is, given its object. */
function read(object: string, { access, kind }: Member): string {
  return kind === 'getter' ? `()=>${object}${access}` : object + access;
}

function isCallOf(
  { bindings }: Instrumenter,
  node: Node,
  { binding, classBinding, name }: Callable,
): node is t.CallExpression | t.NewExpression {
  if (node.type === 'NewExpression')
    return classBinding !== undefined && bindings.of(withoutTypes(node.callee)) === classBinding;
  if (node.type !== 'CallExpression') return false;
  const callee = withoutTypes(node.callee);
  if (binding) return bindings.of(callee) === binding;
  if (callee.type !== 'MemberExpression' || callee.computed) return false;
  const { property } = callee;
  return (
    (property.type === 'PrivateName' ? `#${property.id.name}` : (property as t.Identifier).name) === name
  );
}

/** `this: T` only types `this`. */
function isPassed(parameter: Node): boolean {
  return parameter.type !== 'Identifier' || parameter.name !== 'this';
}

/** The argument that a parameter received, made again from the variables it was taken apart into. */
function valueText(parameter: Node): string {
  const pattern = withoutTypes(parameter);
  switch (pattern.type) {
    case 'Identifier':
      return pattern.name;
    case 'AssignmentPattern':
      return valueText(pattern.left);
    case 'RestElement':
      return valueText(pattern.argument);
    case 'TSParameterProperty':
      return valueText(pattern.parameter);
    case 'ArrayPattern':
      return `[${pattern.elements.map((one) => (one ? (one.type === 'RestElement' ? '...' : '') + valueText(one) : 'void 0')).join()}]`;
    case 'ObjectPattern':
      return `{${pattern.properties
        .flatMap((one) => {
          if (one.type === 'RestElement') return [`...${valueText(one)}`];
          if (one.computed) return [];
          const { key } = one;
          const name = key.type === 'Identifier' ? key.name : JSON.stringify((key as t.StringLiteral).value);
          return [`${name}:${valueText(one.value)}`];
        })
        .join()}}`;
    default:
      return 'void 0';
  }
}
