/**
 * How arithmetic is rewritten: an expression of operators becomes one call of the kernel that computes and records
 * it (../kernels.ts). Operands are its arguments, so all of them are evaluated before anything is computed; where
 * a program could tell, the expression is cut into several calls.
 */
import type * as t from '@babel/types';
import { type Expression, type KernelOp, kernelOf, MAX_ARITY } from '../sandbox/kernels.ts';
import { type Node, remembered, withoutTypes } from '../syntax/ast.ts';
import type { Instrumenter, Place } from './instrument.ts';
import { ARITHMETIC, type Arithmetic, isArithmetic, isNumeric, isPlain, isTextual } from './plain.ts';

type Operation = t.BinaryExpression | t.UnaryExpression;

/** An operation with those of its operands that are computed in the same kernel. */
interface Tree {
  readonly node: Operation;
  readonly op: KernelOp;
  readonly inputs: readonly (Tree | Node)[];
}

function isTree(input: Tree | Node): input is Tree {
  return 'inputs' in input;
}

/** An operation on what may be traced numbers. */
export function isOperation(node: Node, instrumenter: Instrumenter): node is Operation {
  if (node.type === 'UnaryExpression')
    return node.operator === '-' && !isPlain(node.argument, instrumenter.bindings);
  if (
    node.type !== 'BinaryExpression' ||
    !isArithmetic(node.operator) ||
    isPlain(node, instrumenter.bindings)
  )
    return false;
  return !(node.operator === '+' && isText(node));
}

/** A sum with a string in it is a string: it has no kernel. */
const isText = remembered((expression: Node): boolean => {
  const node = withoutTypes(expression);
  return (
    isTextual(node) ||
    (node.type === 'BinaryExpression' && node.operator === '+' && (isText(node.left) || isText(node.right)))
  );
});

/** Rewrites an operation and everything in it. */
export function rewriteOperation(instrumenter: Instrumenter, node: Operation, place: Place): void {
  const { out } = instrumenter;
  const tree = treeOf(instrumenter, node, MAX_ARITY, true);
  const kernel = kernelOf(expressionOf(instrumenter, tree));
  const name = instrumenter.given.get(node) ?? 0;
  const site = siteOf(instrumenter, tree.node, stepsOf(tree).slice(0, -1));
  out.rows.set(site, { kernel, name });
  out.open(node.start!, `${out.kernel(kernel)}(`);
  out.close(node.end!, `,${site}${name ? `,${name}` : ''})`);
  rewriteOperands(instrumenter, tree, place);
}

/**
 * Rewrites `target op= right`, whose target can be written twice, into `target = kernel(target, …right)`.
 * @param name the id of the name that the value gets, 0 for none.
 * @param wrapping what stands around the call of the kernel.
 */
export function rewriteOperationAssignment(
  instrumenter: Instrumenter,
  node: t.AssignmentExpression,
  place: Place,
  name: number,
  wrapping = { before: '', after: '' },
): void {
  const { out } = instrumenter;
  const { operator, left, right } = node;
  const op = ARITHMETIC[operator.slice(0, -1) as Arithmetic];
  const inner = canHold(instrumenter, right) ? treeOf(instrumenter, right, MAX_ARITY - 1, true) : undefined;
  const kernel = kernelOf({
    op,
    inputs: [{ isPlain: false }, expressionOf(instrumenter, inner ?? right)],
  });
  const site = siteOf(instrumenter, node, inner ? stepsOf(inner) : []);
  out.rows.set(site, { kernel, name });
  const at = out.find(operator, left.end!);
  const end = at + operator.length;
  out.replace(at, end, ` =${wrapping.before}${out.kernel(kernel)}(${out.textOf(left)},`);
  out.close(node.end!, `,${site}${name ? `,${name}` : ''})${wrapping.after}`);
  if (!inner) return instrumenter.visit(right, place);
  blank(instrumenter, '(', end, right.start!);
  blank(instrumenter, ')', right.end!, node.end!);
  rewriteOperands(instrumenter, inner, place);
}

/** True where the operands of `target op= right` may make a string of it. */
export function isTextAssignment({ operator, right }: t.AssignmentExpression): boolean {
  return operator === '+=' && isText(right);
}

/** The site of an expression; those of its steps but the last follow it. */
function siteOf(instrumenter: Instrumenter, node: Node, steps: readonly Node[]): number {
  const site = instrumenter.out.site(node);
  for (const step of steps) instrumenter.out.site(step);
  return site;
}

/**
 * @param isQuiet whether what is evaluated after the node, before the kernel runs, cannot be told from what is
 *   evaluated before.
 */
function treeOf(instrumenter: Instrumenter, node: Operation, room: number, isQuiet: boolean): Tree {
  const fold = (input: Node, left: number, quiet: boolean): Tree | Node =>
    left >= (input.type === 'UnaryExpression' ? 1 : 2) &&
    (quiet || instrumenter.context.isTame) &&
    canHold(instrumenter, input)
      ? treeOf(instrumenter, input, left, quiet)
      : input;
  if (node.type === 'UnaryExpression')
    return { node, op: 'neg', inputs: [fold(node.argument, room, isQuiet)] };
  const op = ARITHMETIC[node.operator as Arithmetic];
  const right = fold(node.right, room - 1, isQuiet);
  const rest = operandsOf(right);
  const restIsQuiet = isQuiet && rest.every((operand) => isQuietOperand(instrumenter, operand));
  const left = fold(node.left, room - rest.length, restIsQuiet);
  return { node, op, inputs: [left, right] };
}

/** Whether `input` can be computed in the kernel of the operation that it is an operand of. */
function canHold(instrumenter: Instrumenter, input: Node): input is Operation {
  return (
    input !== instrumenter.probe &&
    isOperation(input, instrumenter) &&
    !(input.type === 'BinaryExpression' && input.operator === '**')
  );
}

/**
 * Runs no code of the program, cannot fail and never changes, so that it makes no difference when it is evaluated:
 * what converts the operands before it may assign to any other variable.
 */
function isQuietOperand(instrumenter: Instrumenter, operand: Node): boolean {
  if (isNumeric(operand, instrumenter.bindings)) return true;
  const binding = operand.type === 'Identifier' ? instrumenter.bindings.of(operand) : undefined;
  if (!binding || binding.reassigned || binding.kind === 'import') return false;
  return (
    binding.kind === 'parameter' || binding.kind === 'var' || binding.occurrences[0]!.start! < operand.start!
  );
}

function operandsOf(tree: Tree | Node): readonly Node[] {
  return isTree(tree) ? tree.inputs.flatMap(operandsOf) : [tree];
}

/** In the order in which the kernel computes them. */
function stepsOf(tree: Tree): readonly Node[] {
  return [...tree.inputs.flatMap((input) => (isTree(input) ? stepsOf(input) : [])), tree.node];
}

function expressionOf(instrumenter: Instrumenter, tree: Tree | Node): Expression {
  return isTree(tree)
    ? { op: tree.op, inputs: tree.inputs.map((input) => expressionOf(instrumenter, input)) }
    : { isPlain: isNumeric(tree, instrumenter.bindings) };
}

/** Turns the operators of a tree into commas, and rewrites its operands, which are now arguments. */
function rewriteOperands(instrumenter: Instrumenter, { node, inputs }: Tree, place: Place): void {
  const { out } = instrumenter;
  const isUnary = node.type === 'UnaryExpression';
  const [first, last] = isUnary ? [node.argument, node.argument] : [node.left, node.right];
  const at = isUnary ? node.start! : out.find(node.operator, first.end!);
  const end = at + node.operator.length;
  out.replace(at, end, isUnary ? ' ' : ',');
  if (isTree(inputs[0]!)) {
    blank(instrumenter, '(', isUnary ? end : node.start!, first.start!);
    blank(instrumenter, ')', first.end!, isUnary ? node.end! : at);
  }
  if (!isUnary && isTree(inputs[1]!)) {
    blank(instrumenter, '(', end, last.start!);
    blank(instrumenter, ')', last.end!, node.end!);
  }
  for (const input of inputs) {
    if (isTree(input)) rewriteOperands(instrumenter, input, place);
    else instrumenter.visit(input, place);
  }
}

/** Takes away the parentheses around an operation: its operands would be one argument. */
function blank({ out }: Instrumenter, parenthesis: '(' | ')', from: number, to: number): void {
  for (let at = out.next(parenthesis, from, to); at >= 0; at = out.next(parenthesis, at + 1, to))
    out.replace(at, at + 1, ' ');
}
