/** How operators and calls of `Math` are rewritten: each into a helper that sees a traced number as the number. */
import type * as t from '@babel/types';
import { OP_CODES } from '../../engine/index.ts';
import { type Comparison, comparisonOf } from '../sandbox/kernels.ts';
import { type Node, withoutTypes } from '../syntax/ast.ts';
import { isOperation, rewriteOperation } from './arithmetic.ts';
import { noteCall } from './calls.ts';
import { visitMember } from './elements.ts';
import type { Instrumenter, Place, Use } from './instrument.ts';
import { isArithmetic, isDecided, isNumeric, isPlain, isTextual } from './plain.ts';

export function rewriteBinary(instrumenter: Instrumenter, node: t.BinaryExpression, place: Place): void {
  const { operator, left, right } = node;
  if (left.type === 'PrivateName') return instrumenter.visit(right, place);
  const rest = () => {
    instrumenter.visit(left, place);
    instrumenter.visit(right, place);
  };
  const bothPlain = isPlain(left, instrumenter.bindings) && isPlain(right, instrumenter.bindings);
  if (operator === 'instanceof' && !instrumenter.context.isTame) {
    asCall(instrumenter, node, instrumenter.out.helper('instanceOf'), '');
    return rest();
  }
  if (operator === 'in' || operator === 'instanceof') {
    instrumenter.strict(left, place);
    return operator === 'in' ? instrumenter.strict(right, place) : instrumenter.visit(right, place);
  }
  if (isOperation(node, instrumenter)) return rewriteOperation(instrumenter, node, place);
  if (isArithmetic(operator)) {
    const isText = isTextual(left) && isTextual(right);
    if (!bothPlain && !isText)
      asCall(instrumenter, node, instrumenter.out.helper('add'), `,${instrumenter.out.site(node)}`);
    return rest();
  }
  if (isComparison(operator) && !bothPlain) {
    const [a, b] = [left, right].map((side) => ({ isPlain: isNumeric(side, instrumenter.bindings) }));
    asCall(instrumenter, node, instrumenter.out.kernel(comparisonOf(operator, a!, b!)), '');
    return rest();
  }
  const helper = EQUALITY[operator];
  // The language compares a traced number with null, a string or a boolean just as it would the number.
  const oneDecides =
    operator.length >= 2 && '!='.includes(operator.charAt(0)) && (isFixed(left) || isFixed(right));
  if (helper && !bothPlain && !oneDecides) asCall(instrumenter, node, instrumenter.out.helper(helper), '');
  return rest();
}

/** `left OP right` becomes `callee(left, right…)`. */
function asCall(instrumenter: Instrumenter, node: t.BinaryExpression, callee: string, extra: string): void {
  const { operator } = node;
  const negated = operator.startsWith('!');
  instrumenter.out.open(node.start!, `${negated ? '!' : ''}${callee}(`);
  const at = instrumenter.out.find(operator, node.left.end!);
  instrumenter.out.replace(at, at + operator.length, ',');
  instrumenter.out.close(node.end!, `${extra})`);
}

/** `Math.exp`, or a variable that holds it. */
export function isMath(instrumenter: Instrumenter, node: Node): boolean {
  if (node.type === 'Identifier') return instrumenter.bindings.of(node)?.isMath ?? false;
  return (
    node.type === 'MemberExpression' &&
    !node.computed &&
    node.object.type === 'Identifier' &&
    node.object.name === 'Math' &&
    !instrumenter.bindings.of(node.object)
  );
}

/** May be a function of `Math` when it is called: `Math.exp`, a parameter `activation`, the member `M.exp`. */
function mayBeMath(instrumenter: Instrumenter, callee: Node): boolean {
  if (isMath(instrumenter, callee)) return true;
  const node = withoutTypes(callee);
  if (node.type === 'MemberExpression')
    return !node.computed && node.property.type === 'Identifier' && node.property.name in OP_CODES;
  const binding = instrumenter.bindings.of(node);
  return (
    binding !== undefined &&
    !binding.isFunction &&
    (binding.kind === 'parameter' ||
      binding.kind === 'const' ||
      binding.kind === 'let' ||
      binding.kind === 'var')
  );
}

/**
 * A function of Math learns where it is called from with its last argument, after which nothing else runs; so do all
 * functions where there are tensors, and a method without arguments learns it with its object.
 */
export function rewriteCall(instrumenter: Instrumenter, node: t.CallExpression, place: Place): void {
  const { callee } = node;
  const last = node.arguments.at(-1);
  const isOfTensors = mayBeOfTensors(instrumenter, callee);
  const tellAfter = (value: Node) =>
    instrumenter.out.wrap(
      value,
      `${instrumenter.out.helper('calling')}(`,
      `,${instrumenter.out.site(node)})`,
    );
  const isOwn = isMath(instrumenter, callee);
  if (!isOwn) noteCall(instrumenter, node, place);
  // Around the object, before what the object itself begins with is written.
  if (!last && isOfTensors && instrumenter.context.hasTensors && callee.type === 'MemberExpression')
    tellAfter(callee.object);
  if (!isOwn) visitMember(instrumenter, callee, place);
  if (last && (isOfTensors || mayBeMath(instrumenter, callee)))
    tellAfter(last.type === 'SpreadElement' ? last.argument : last);
  for (const argument of node.arguments) instrumenter.visit(argument, place);
}

function mayBeOfTensors({ context }: Instrumenter, callee: Node): boolean {
  if (!context.hasTensors || callee.type === 'Super' || callee.type === 'Import') return false;
  return callee.type !== 'MemberExpression' || callee.object.type !== 'Super';
}

export function rewriteLogical(
  instrumenter: Instrumenter,
  node: t.LogicalExpression,
  place: Place,
  use: Use,
): void {
  const { operator, left, right } = node;
  if (operator === '??') {
    // A traced number is never null, and neither is the number.
    instrumenter.visit(left, place);
    instrumenter.visit(right, place);
    return;
  }
  if (use !== 'value' || isDecided(left)) {
    instrumenter.truth(left, place);
    if (use === 'truth') instrumenter.truth(right, place);
    else instrumenter.visit(right, place, use);
    return;
  }
  // The helper keeps the left value aside, and nothing runs before it is asked for.
  const stop = instrumenter.out.helper(operator === '&&' ? 'isFalse' : 'isTrue');
  instrumenter.out.open(node.start!, `(${stop}(`);
  const at = instrumenter.out.find(operator, left.end!);
  instrumenter.out.replace(at, at + 2, `)?${instrumenter.out.helper('kept')}():`);
  instrumenter.out.close(node.end!, ')');
  instrumenter.visit(left, place);
  instrumenter.visit(right, place);
}

export function rewriteUnary(instrumenter: Instrumenter, node: t.UnaryExpression, place: Place): void {
  const { operator, argument } = node;
  const { out } = instrumenter;
  if (operator === '!') return instrumenter.truth(argument, place);
  if (operator === 'delete') return visitMember(instrumenter, argument, place);
  if (!isPlain(argument, instrumenter.bindings)) {
    if (operator === '-') return rewriteOperation(instrumenter, node, place);
    if (operator === '+') {
      out.open(node.start!, `${out.helper('pos')}(`);
      out.replace(node.start!, node.start! + 1, ' ');
      out.close(node.end!, ')');
    } else if (operator === 'typeof') {
      const name = withoutTypes(argument);
      const mayBeMissing = name.type === 'Identifier' && !instrumenter.bindings.of(name);
      // `typeof missing` must not throw, and an argument would.
      if (!mayBeMissing) {
        out.open(node.start!, `${out.helper('typeOf')}(`);
        out.replace(node.start!, node.start! + 6, ' ');
        out.close(node.end!, ')');
      } else if (name.name !== 'undefined')
        out.replace(
          node.start!,
          node.end!,
          `${out.helper('typeOfGlobal')}(typeof ${name.name},()=>${name.name})`,
        );
    }
  }
  instrumenter.visit(argument, place);
}

function isComparison(operator: string): operator is Comparison {
  return operator === '<' || operator === '>' || operator === '<=' || operator === '>=';
}

const EQUALITY: Readonly<Record<string, string>> = {
  '===': 'same3',
  '!==': 'same3',
  '==': 'same2',
  '!=': 'same2',
};

/** A literal that is no number: comparing with it needs no help. */
function isFixed(expression: Node): boolean {
  const node = withoutTypes(expression);
  return (
    isTextual(node) ||
    node.type === 'NullLiteral' ||
    node.type === 'BooleanLiteral' ||
    (node.type === 'Identifier' && node.name === 'undefined')
  );
}
