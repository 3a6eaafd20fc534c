/** What can be known of an expression's value without running it: that it can never be a traced number. */
import { type Node, withoutTypes } from '../ast.ts';
import type { Bindings } from '../bindings.ts';

/** True when the value can be neither a traced number nor an object that turns into one. */
export function isPlain(expression: Node, bindings: Bindings): boolean {
  const node = withoutTypes(expression);
  switch (node.type) {
    case 'NumericLiteral':
    case 'Identifier':
      return (
        node.type === 'NumericLiteral' || bindings.of(node)?.counter === true || node.name === 'undefined'
      );
    case 'UnaryExpression':
      return node.operator !== '+' && (node.operator !== '-' || isPlain(node.argument, bindings));
    case 'BinaryExpression':
      return isArithmetic(node.operator)
        ? node.left.type !== 'PrivateName' && isPlain(node.left, bindings) && isPlain(node.right, bindings)
        : true;
    case 'UpdateExpression':
      return isPlain(node.argument, bindings);
    default:
      return isTextual(node) || node.type === 'NullLiteral' || node.type === 'BooleanLiteral';
  }
}

/** True when the value is certainly a string. */
export function isTextual(expression: Node): boolean {
  const node = withoutTypes(expression);
  return node.type === 'StringLiteral' || node.type === 'TemplateLiteral';
}

/** True when the value is certainly a boolean, or an object that is true as it stands. */
export function isDecided(expression: Node): boolean {
  const node = withoutTypes(expression);
  switch (node.type) {
    case 'BinaryExpression':
      return ['==', '!=', '===', '!==', '<', '>', '<=', '>=', 'in', 'instanceof'].includes(node.operator);
    case 'UnaryExpression':
      return node.operator === '!' || node.operator === 'delete' || node.operator === 'typeof';
    case 'BooleanLiteral':
    case 'NullLiteral':
    case 'NumericLiteral':
    case 'StringLiteral':
      return true;
    default:
      return false;
  }
}

/** True for expressions that take their name from the variable they are given to; they must not be wrapped. */
export function isAnonymousDefinition(expression: Node): boolean {
  const node = withoutTypes(expression);
  return (
    node.type === 'ArrowFunctionExpression' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ClassExpression'
  );
}

export type Arithmetic = '+' | '-' | '*' | '/' | '%' | '**';

/** The helper for each arithmetic operator; the same names as in the engine's table. */
export const ARITHMETIC: { readonly [O in Arithmetic]: string } = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '%': 'mod',
  '**': 'pow',
};

export function isArithmetic(operator: string): operator is Arithmetic {
  return operator in ARITHMETIC;
}
