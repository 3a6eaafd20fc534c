/** What can be known of an expression's value without running it: that it can never be a traced number. */
import type * as t from '@babel/types';
import { LOOKED_AT } from '../guest/codes.ts';
import { type Node, remembered, withoutTypes } from '../syntax/ast.ts';
import type { Bindings } from '../syntax/bindings.ts';

/** True when the value can be neither a traced number nor an object that turns into one. */
export const isPlain = remembered((expression: Node, bindings: Bindings): boolean => {
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
});

/** True when the value is certainly a plain number. */
export const isNumeric = remembered((expression: Node, bindings: Bindings): boolean => {
  const node = withoutTypes(expression);
  switch (node.type) {
    case 'NumericLiteral':
      return true;
    case 'Identifier':
      return bindings.of(node)?.counter === true;
    case 'UnaryExpression':
      return node.operator === '-' && isNumeric(node.argument, bindings);
    case 'BinaryExpression':
      return (
        isArithmetic(node.operator) &&
        node.left.type !== 'PrivateName' &&
        isNumeric(node.left, bindings) &&
        isNumeric(node.right, bindings)
      );
    default:
      return false;
  }
});

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

/** Whether the language itself looks at what `o.key`, or `o[key]`, holds; see {@link LOOKED_AT}. */
export function isLookedAt(key: Node, computed: boolean | undefined = false): boolean {
  return (
    (key.type === 'Identifier' && !computed && LOOKED_AT[key.name] === true) ||
    (key.type === 'StringLiteral' && LOOKED_AT[key.value] === true)
  );
}

export type Arithmetic = '+' | '-' | '*' | '/' | '%' | '**';

/** The helper for each arithmetic operator; the same names as in the engine's table. */
export const ARITHMETIC = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '%': 'mod',
  '**': 'pow',
} as const;

export function isArithmetic(operator: string): operator is Arithmetic {
  return operator in ARITHMETIC;
}

/** Whether a body begins with `'use strict'`. */
export function saysStrict({ directives }: t.Program | t.BlockStatement): boolean {
  return directives.some(({ value }) => value.value === 'use strict');
}
