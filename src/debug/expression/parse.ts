/**
 * The language of conditions, watches and the console: arithmetic over the names of the program and the numbers
 * of the walk. This file gives it its grammar; what an expression is worth is evaluate.ts's matter.
 *
 *   conditional = or ('?' conditional ':' conditional)?
 *   or … unary  = the operators of JavaScript on numbers, with its precedence
 *   postfix     = primary ('.' name | '[' (text | conditional) ']')*
 *   primary     = number | name | function '(' arguments ')' | '(' conditional ')'
 */

export type UnaryOperator = '-' | '+' | '!';
export type BinaryOperator =
  | ('||' | '&&')
  | ('===' | '!==' | '==' | '!=' | '<' | '<=' | '>' | '>=')
  | ('+' | '-' | '*' | '/' | '%' | '**');

export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'member'; readonly object: Expression; readonly key: string | Expression }
  | { readonly kind: 'call'; readonly name: string; readonly operands: readonly Expression[] }
  | { readonly kind: 'unary'; readonly operator: UnaryOperator; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: 'conditional';
      readonly test: Expression;
      readonly yes: Expression;
      readonly no: Expression;
    };

/** Says what is wrong with an expression, or why it has no value here. */
export class ExpressionError extends Error {}

/** Says what an expression waits for: it has no value because the forward pass is not over. */
export class NotYetError extends ExpressionError {}

/** How tightly an operator binds; `**` groups to the right, all others to the left. */
const PRECEDENCE: { readonly [O in BinaryOperator]: number } = {
  '||': 1,
  '&&': 2,
  '===': 3,
  '!==': 3,
  '==': 3,
  '!=': 3,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
  '**': 7,
};

const TOKEN =
  /\s*("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[\p{L}_$][\p{L}\p{N}_$]*|\*\*|[!=]==?|[<>]=?|&&|\|\||[-+*/%!?:()[\],.])/uy;

/** Longer than anything a person writes; each level of brackets is one of recursion. */
const LONGEST = 2000;
const DEEPEST = 100;

export interface Token {
  readonly text: string;
  readonly start: number;
}

/** The tokens of `text`; `rest` is where what is no token begins, or the length of the text. */
export function tokenize(text: string): { readonly tokens: readonly Token[]; readonly rest: number } {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  let rest = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    rest = pattern.lastIndex;
    tokens.push({ text: match[1]!, start: rest - match[1]!.length });
  }
  return { tokens, rest: /^\s*$/.test(text.slice(rest)) ? text.length : rest };
}

/** Parses `text`; throws {@link ExpressionError} naming the place where the grammar is broken. */
export function parseExpression(text: string): Expression {
  if (text.length > LONGEST) throw new ExpressionError(`An expression may have ${LONGEST} characters.`);
  const { tokens, rest } = tokenize(text);
  if (rest < text.length)
    throw new ExpressionError(`“${text.slice(rest).trim()[0]}” is not part of an expression.`);
  if (tokens.length === 0) throw new ExpressionError('There is no expression.');
  let position = 0;
  let depth = 0;

  const peek = () => tokens[position]?.text;
  const unexpected = (): ExpressionError => {
    const token = tokens[position];
    return new ExpressionError(
      token
        ? `“${token.text}” is unexpected here (column ${token.start + 1}).`
        : 'The expression ends early.',
    );
  };
  const expect = (token: string): void => {
    if (peek() !== token) throw unexpected();
    position++;
  };
  const accept = (token: string): boolean => {
    if (peek() !== token) return false;
    position++;
    return true;
  };

  const conditional = (): Expression => {
    if (++depth > DEEPEST) throw new ExpressionError('The expression is nested too deeply.');
    const test = binary(0);
    let result = test;
    if (accept('?')) {
      const yes = conditional();
      expect(':');
      result = { kind: 'conditional', test, yes, no: conditional() };
    }
    depth--;
    return result;
  };

  const binary = (floor: number): Expression => {
    let left = unary();
    for (;;) {
      const operator = peek();
      if (!isBinary(operator) || PRECEDENCE[operator] <= floor) return left;
      position++;
      left = {
        kind: 'binary',
        operator,
        left,
        right: binary(PRECEDENCE[operator] - (operator === '**' ? 1 : 0)),
      };
    }
  };

  const unary = (): Expression => {
    const operator = peek();
    if (operator !== '-' && operator !== '+' && operator !== '!') return postfix();
    if (++depth > DEEPEST) throw new ExpressionError('The expression is nested too deeply.');
    position++;
    // Below `**` only: −2 ** 2 is −4, as in mathematics.
    const operand = operator === '!' ? unary() : binary(PRECEDENCE['*']);
    depth--;
    return { kind: 'unary', operator, operand };
  };

  const postfix = (): Expression => {
    let object = primary();
    for (;;) {
      if (accept('.')) {
        const key = peek();
        if (key === undefined || !isName(key)) throw unexpected();
        position++;
        object = { kind: 'member', object, key };
      } else if (accept('[')) {
        const text = keyOf(peek() ?? '');
        if (text !== undefined) position++;
        object = { kind: 'member', object, key: text ?? conditional() };
        expect(']');
      } else if (accept('(')) object = { kind: 'call', name: calledName(object), operands: operands() };
      else return object;
    }
  };

  const calledName = (callee: Expression): string => {
    if (callee.kind === 'name') return callee.name;
    const { kind } = callee;
    if (kind === 'member' && callee.object.kind === 'name' && callee.object.name === 'Math')
      if (typeof callee.key === 'string') return `Math.${callee.key}`;
    throw new ExpressionError('Only the functions of this console can be called, as in “Math.abs(grad)”.');
  };

  const operands = (): readonly Expression[] => {
    const list: Expression[] = [];
    if (accept(')')) return list;
    do list.push(conditional());
    while (accept(','));
    expect(')');
    return list;
  };

  const primary = (): Expression => {
    const token = peek();
    if (token === undefined) throw unexpected();
    if (/^[\d.]/.test(token) && token !== '.') {
      position++;
      return { kind: 'number', value: Number(token) };
    }
    if (isName(token)) {
      position++;
      return { kind: 'name', name: token };
    }
    if (/^["']/.test(token))
      throw new ExpressionError(
        'A text has a meaning as the name of a field only, as in “net["first layer"]”.',
      );
    if (!accept('(')) throw unexpected();
    const inner = conditional();
    expect(')');
    return inner;
  };

  const expression = conditional();
  if (position < tokens.length) throw unexpected();
  return expression;
}

export function isName(token: string): boolean {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(token);
}

/** The key that a token between quotation marks stands for; undefined for any other. */
export function keyOf(token: string): string | undefined {
  const quoted = /^(["'])(.*)\1$/s.exec(token)?.[2];
  if (quoted === undefined) return undefined;
  // JSON has no \' and no bare ".
  const json = quoted.replace(/\\.|"/gs, (one) => (one === "\\'" ? "'" : one === '"' ? '\\"' : one));
  try {
    return JSON.parse(`"${json}"`) as string;
  } catch {
    return undefined;
  }
}

function isBinary(token: string | undefined): token is BinaryOperator {
  return token !== undefined && Object.hasOwn(PRECEDENCE, token);
}
