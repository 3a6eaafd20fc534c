/** How `x += y`, `x++` and the other operators that write to a place are rewritten, with the place evaluated once. */
import type * as t from '@babel/types';
import { type Node, withoutTypes } from '../syntax/ast.ts';
import { isTextAssignment, rewriteOperationAssignment } from './arithmetic.ts';
import {
  isBare,
  isElement,
  rewriteElementAssignment,
  rewriteElementUpdate,
  splitElement,
  visitParts,
  writing,
} from './elements.ts';
import type { Instrumenter, Place, Use } from './instrument.ts';
import { give, keyedName, nameOf, renamed } from './naming.ts';
import { ARITHMETIC, type Arithmetic, isArithmetic, isLookedAt, isPlain } from './plain.ts';

export function rewriteUpdate(
  instrumenter: Instrumenter,
  node: t.UpdateExpression,
  place: Place,
  use: Use,
): void {
  const { out } = instrumenter;
  const target = withoutTypes(node.argument);
  if (isPlain(target, instrumenter.bindings)) return;
  if (isFlag(target)) return instrumenter.pattern(target, place);
  const site = out.site(node);
  const step = node.operator === '++' ? 1 : -1;
  const operatorAt = node.prefix ? node.start! : out.find(node.operator, node.argument.end!);
  if (isRepeatable(instrumenter, target)) {
    const text = out.textOf(target);
    const name = nameOf(instrumenter, target);
    out.replace(operatorAt, operatorAt + 2, ' ');
    if (!node.prefix && use === 'value') {
      // The new value is kept aside by the helper and read back at once.
      out.open(node.start!, `${out.helper('first')}(${out.helper('stepAfter')}(`);
      out.close(node.end!, `,${step},${site},${name}),${text}=${out.helper('kept')}())`);
      return;
    }
    const isValue = use !== 'none';
    out.open(node.start!, `${isValue ? `${out.helper('same')}(` : ''}${text}=${out.helper('step')}(`);
    out.close(node.end!, `,${step},${site},${name})${isValue ? ')' : ''}`);
    return;
  }
  if (target.type !== 'MemberExpression') return instrumenter.visit(target, place);
  out.replace(operatorAt, operatorAt + 2, ' ');
  const helper = out.helper(node.prefix ? 'stepMember' : 'stepMemberAfter');
  out.open(node.start!, `${helper}(`);
  out.close(node.end!, `,${step},${site})`);
  writeReference(instrumenter, target, place);
}

export function rewriteAssignment(
  instrumenter: Instrumenter,
  node: t.AssignmentExpression,
  place: Place,
  use: Use,
): void {
  const { out } = instrumenter;
  const { operator, right } = node;
  const target = withoutTypes(node.left);
  if (operator === '=') {
    if (target.type === 'MemberExpression' && isElement(instrumenter, target) && isBare(node))
      return rewriteElementAssignment(instrumenter, node, target, place);
    instrumenter.pattern(node.left, place);
    if (target.type !== 'ObjectPattern' && target.type !== 'ArrayPattern') give(instrumenter, right, target);
    else {
      const names = renamed(instrumenter, target, undefined);
      if (names && use === 'none') out.close(node.end!, `,${names}`);
      else if (names) {
        out.open(node.start!, `${out.helper('first')}(`);
        out.close(node.end!, `,[${names}])`);
      }
    }
    return instrumenter.visit(right, place);
  }
  if (operator === '??=') {
    // A traced number is never null, and neither is the number: the language decides as it would.
    give(instrumenter, right, target);
    instrumenter.pattern(node.left, place);
    return instrumenter.visit(right, place);
  }
  const logicalOperator = operator === '&&=' || operator === '||=';
  const arithmetic = operator.slice(0, -1);
  if (isPlain(target, instrumenter.bindings)) return instrumenter.visit(right, place);
  if (!logicalOperator && isFlag(target)) {
    instrumenter.pattern(target, place);
    return instrumenter.visit(right, place);
  }
  const at = out.find(operator, node.left.end!);
  if (!logicalOperator && !isArithmetic(arithmetic)) {
    // Bits have no derivative; a variable still learns what it holds now.
    if (target.type === 'Identifier') {
      const name = `${nameOf(instrumenter, target)},${out.site(node)}`;
      out.replace(at, at + operator.length, ` =${out.helper('name')}(${target.name}${arithmetic}(`);
      out.close(node.end!, `),${name})`);
    } else instrumenter.pattern(node.left, place);
    return instrumenter.visit(right, place);
  }
  if (
    target.type === 'MemberExpression' &&
    isElement(instrumenter, target) &&
    isBare(node) &&
    !logicalOperator &&
    isFixed(instrumenter, target)
  )
    return rewriteElementUpdate(instrumenter, node, target, ARITHMETIC[arithmetic as Arithmetic], place);
  if (isRepeatable(instrumenter, target)) {
    const text = out.textOf(node.left);
    if (logicalOperator) {
      const isAnd = operator === '&&=';
      if (use === 'value') {
        out.open(node.start!, `(${out.helper(isAnd ? 'isFalse' : 'isTrue')}(`);
        out.replace(at, at + 3, `)?${out.helper('kept')}():(${text} =`);
      } else {
        out.open(node.start!, `${out.helper('truth')}(`);
        out.replace(at, at + 3, `)${operator.slice(0, 2)}(${text} =`);
      }
      out.close(node.end!, use === 'value' ? '))' : ')');
      give(instrumenter, right, target);
    } else {
      const keyed = keyedName(instrumenter, target);
      const name = keyed ? 0 : nameOf(instrumenter, target);
      const site = out.site(node);
      const naming = {
        before: `${out.helper(keyed ? 'nameAt' : 'name')}(`,
        after: `,${keyed ? `${site},${keyed}` : `${name},${site}`})`,
      };
      if (isTextAssignment(node)) {
        out.replace(at, at + operator.length, ` =${naming.before}${out.helper('add')}(${text},`);
        out.close(node.end!, `,${site})${naming.after}`);
      } else if (name > 0 && name !== instrumenter.variable?.id)
        return rewriteOperationAssignment(instrumenter, node, place, name);
      else return rewriteOperationAssignment(instrumenter, node, place, 0, naming);
    }
    return instrumenter.visit(right, place);
  }
  if (target.type !== 'MemberExpression') {
    instrumenter.pattern(node.left, place);
    return instrumenter.visit(right, place);
  }
  if (logicalOperator) {
    const kept = out.helper('kept');
    out.open(node.start!, `(${out.helper(operator === '&&=' ? 'isFalseAt' : 'isTrueAt')}(`);
    out.replace(at, at + 3, `)?${kept}():${out.helper('put')}(${kept}(),`);
    out.close(node.end!, '))');
    give(instrumenter, right, target);
    writeReference(instrumenter, target, place);
    return instrumenter.visit(right, place);
  }
  // The place is read before the right-hand side runs, and its parts are evaluated once.
  const keyed = keyedName(instrumenter, target);
  out.open(node.start!, `${out.helper('assign')}(`);
  out.replace(at, at + operator.length, ',');
  out.close(
    node.end!,
    `,${out.helper(ARITHMETIC[arithmetic as Arithmetic])},${out.site(node)}${keyed ? `,${keyed}` : ''})`,
  );
  writeReference(instrumenter, target, place);
  instrumenter.visit(right, place);
}

/**
 * `object.key` becomes `reference(object, key)`: the place, evaluated once. What no function can name, a private
 * member or one of `super`, comes with two functions that read and write it.
 */
function writeReference(instrumenter: Instrumenter, target: t.MemberExpression, place: Place): void {
  const { out } = instrumenter;
  const end = target.object.end!;
  const { property } = target;
  if (property.type === 'PrivateName') {
    const key = `#${property.id.name}`;
    out.open(target.start!, `${out.helper('access')}(`);
    out.replace(out.find('.', end), target.end!, `,o=>o.${key},(o,v)=>{o.${key}=v})`);
    return instrumenter.visit(target.object, place);
  }
  if (target.object.type === 'Super') {
    out.open(target.start!, `${out.helper('access')}(`);
    out.replace(target.start!, out.find('[', end) + 1, ' ');
    out.replace(target.end! - 1, target.end!, ',k=>super[k],(k,v)=>{super[k]=v})');
    return instrumenter.visit(property, place);
  }
  if (isElement(instrumenter, target)) {
    out.open(target.start!, `${writing(instrumenter, 'element')}(`);
    splitElement(instrumenter, target, `,${out.site(target)})`);
    return visitParts(instrumenter, target, place);
  }
  out.open(target.start!, `${out.helper('reference')}(`);
  if (target.computed) {
    const bracket = out.find('[', end);
    out.replace(bracket, bracket + 1, ',');
    out.replace(target.end! - 1, target.end!, ')');
    instrumenter.visit(target.object, place);
    instrumenter.visit(target.property, place);
  } else {
    const dot = out.find('.', end);
    out.replace(dot, target.end!, `,${JSON.stringify((target.property as t.Identifier).name)})`);
    instrumenter.visit(target.object, place);
  }
}

/** Holds no traced number, and may not be given one: the language's own operator does both. */
function isFlag(target: Node): boolean {
  return target.type === 'MemberExpression' && isLookedAt(target.property, target.computed);
}

/** Can be written twice with one effect: a variable, or a member with a fixed key of a variable or of `this`. */
function isRepeatable(instrumenter: Instrumenter, node: Node): boolean {
  if (node.type === 'Identifier') return true;
  return node.type === 'MemberExpression' && !isElement(instrumenter, node) && isFixed(instrumenter, node);
}

/** The same of a member alone. */
function isFixed(instrumenter: Instrumenter, node: t.MemberExpression): boolean {
  const object = withoutTypes(node.object);
  if (object.type !== 'Identifier' && object.type !== 'ThisExpression' && object.type !== 'Super')
    return false;
  const key = withoutTypes(node.property);
  if (node.computed && key.type === 'Identifier') return instrumenter.bindings.of(key)?.counter === true;
  return !node.computed || key.type === 'NumericLiteral' || key.type === 'StringLiteral';
}
