/**
 * Formulas as data: a small expression grammar, its parser and its evaluator. The table of operations states
 * values and derivatives in it; how a formula is written for people is the notation's matter, not this file's.
 *
 *   sum      = product (('+' | '-') product)*
 *   product  = factor (('*' | '/' | 'mod') factor)*
 *   factor   = '-' factor | power
 *   power    = atom ('^' factor)?
 *   atom     = number | variable | function '(' sum (',' sum)* ')' | '(' sum ')' | '|' sum '|' | bracket
 *   bracket  = '[' sum ('=' | '<' | '>' | '<=' | '>=') sum ']'
 *
 * `|x|` is the absolute value. `[a = b]` is Iverson's bracket: 1 where a equals b, else 0; NaN makes it 1, as it is masked by
 * nothing.
 */
import { erf } from './erf.ts';

export type BinaryOperator = '+' | '-' | '*' | '/' | 'mod' | '^';

export type Relation = '=' | '<' | '>' | '<=' | '>=';

/** The functions of the grammar. `ties(z, xs)` is the number of xs that equal z (1 when z is NaN). */
const functions = {
  abs: Math.abs,
  acos: Math.acos,
  acosh: Math.acosh,
  asin: Math.asin,
  asinh: Math.asinh,
  atan: Math.atan,
  atan2: Math.atan2,
  atanh: Math.atanh,
  cbrt: Math.cbrt,
  ceil: Math.ceil,
  cos: Math.cos,
  cosh: Math.cosh,
  erf,
  exp: Math.exp,
  floor: Math.floor,
  fround: Math.fround,
  hypot: Math.hypot,
  ln: Math.log,
  log10: Math.log10,
  log2: Math.log2,
  max: Math.max,
  min: Math.min,
  round: Math.round,
  sign: Math.sign,
  sin: Math.sin,
  sinh: Math.sinh,
  sqrt: Math.sqrt,
  tan: Math.tan,
  tanh: Math.tanh,
  ties: (z: number, ...xs: number[]) => xs.filter((x) => x === z).length || 1,
  trunc: Math.trunc,
} satisfies { readonly [name: string]: (...operands: number[]) => number };

export type FunctionName = keyof typeof functions;

export type Formula =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'negation'; readonly operand: Formula }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Formula;
      readonly right: Formula;
    }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly operands: readonly Formula[] }
  /** Iverson's bracket `[left = right]`. */
  | {
      readonly kind: 'bracket';
      readonly relation: Relation;
      readonly left: Formula;
      readonly right: Formula;
    };

/** How tightly an operator binds; a negation binds more tightly than a product and less than a power. */
const PRECEDENCE = { '+': 1, '-': 1, '*': 2, '/': 2, mod: 2, negation: 3, '^': 4 } as const;

const TOKEN = /\s*(\d+(?:\.\d+)?|[a-z][a-z0-9]*|<=|>=|[-+*/^(),|[\]=<>])/gy;

/** Parses `text`; throws SyntaxError naming the place where the grammar is broken. */
export function parseFormula(text: string): Formula {
  const tokens = tokenize(text);
  let position = 0;

  const fail = (): never => {
    throw new SyntaxError(`Unexpected ${tokens[position] ?? 'end'} (token ${position + 1}) in "${text}".`);
  };
  const take = (): string => tokens[position++] ?? fail();
  const expect = (token: string): void => {
    if (tokens[position] !== token) fail();
    position++;
  };

  const parse = (floor: number): Formula => {
    let left = prefix();
    for (;;) {
      const operator = tokens[position];
      if (!isBinaryOperator(operator) || PRECEDENCE[operator] <= floor) return left;
      position++;
      // A power groups to the right and takes a negation as its exponent: 2^-x^3 is 2^(-(x^3)).
      const right = operator === '^' ? parse(PRECEDENCE.negation - 1) : parse(PRECEDENCE[operator]);
      left = { kind: 'binary', operator, left, right };
    }
  };

  const prefix = (): Formula => {
    const token = take();
    if (/^\d/.test(token)) return { kind: 'number', value: Number(token) };
    if (token === '-') return { kind: 'negation', operand: parse(PRECEDENCE.negation) };
    if (token === '(') return closed(')');
    if (token === '|') return { kind: 'call', name: 'abs', operands: [closed('|')] };
    if (token === '[') {
      const left = parse(0);
      const relation = take();
      if (!isRelation(relation)) return fail();
      return { kind: 'bracket', relation, left, right: closed(']') };
    }
    if (tokens[position] === '(') {
      if (!isFunctionName(token)) throw new SyntaxError(`Unknown function ${token} in "${text}".`);
      position++;
      return { kind: 'call', name: token, operands: list() };
    }
    if (/^[a-z]/.test(token)) return { kind: 'variable', name: token };
    position--;
    return fail();
  };

  const closed = (end: string): Formula => {
    const inner = parse(0);
    expect(end);
    return inner;
  };

  const list = (): readonly Formula[] => {
    const operands = [parse(0)];
    while (tokens[position] === ',') {
      position++;
      operands.push(parse(0));
    }
    expect(')');
    return operands;
  };

  const formula = parse(0);
  return position === tokens.length ? formula : fail();
}

function tokenize(text: string): readonly string[] {
  const tokens: string[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    tokens.push(match[1]!);
    end = match.index + match[0].length;
  }
  if (text.slice(end).trim() !== '') {
    throw new SyntaxError(`Unexpected "${text.slice(end).trim()[0]}" in "${text}".`);
  }
  return tokens;
}

function isBinaryOperator(token: string | undefined): token is BinaryOperator {
  return token !== undefined && ['+', '-', '*', '/', 'mod', '^'].includes(token);
}

function isRelation(token: string): token is Relation {
  return ['=', '<', '>', '<=', '>='].includes(token);
}

function isFunctionName(token: string): token is FunctionName {
  return Object.hasOwn(functions, token);
}

/** What the variables of a formula stand for; a list may only be an operand of a function. */
export type Bindings = Readonly<Record<string, number | readonly number[]>>;

/** The value of `formula`; throws RangeError for a variable that is not bound to a number. */
export function evaluateFormula(formula: Formula, bindings: Bindings): number {
  switch (formula.kind) {
    case 'number':
      return formula.value;
    case 'variable': {
      const value = bindings[formula.name];
      if (typeof value !== 'number') throw new RangeError(`${formula.name} is not bound to a number.`);
      return value;
    }
    case 'negation':
      return -evaluateFormula(formula.operand, bindings);
    case 'binary': {
      const left = evaluateFormula(formula.left, bindings);
      const right = evaluateFormula(formula.right, bindings);
      return evaluateBinary(formula.operator, left, right);
    }
    case 'call': {
      const operands = formula.operands.flatMap((operand) => {
        const list = operand.kind === 'variable' ? bindings[operand.name] : undefined;
        return typeof list === 'object' ? list : evaluateFormula(operand, bindings);
      });
      const call: (...operands: number[]) => number = functions[formula.name];
      return call(...operands);
    }
    case 'bracket': {
      const left = evaluateFormula(formula.left, bindings);
      const right = evaluateFormula(formula.right, bindings);
      return isFalse(formula.relation, left, right) ? 0 : 1;
    }
  }
}

/** NaN is neither below nor above nor equal: no bracket masks it. */
function isFalse(relation: Relation, left: number, right: number): boolean {
  switch (relation) {
    case '=':
      return left < right || left > right;
    case '<':
      return left >= right;
    case '>':
      return left <= right;
    case '<=':
      return left > right;
    case '>=':
      return left < right;
  }
}

export function evaluateBinary(operator: BinaryOperator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case 'mod':
      return left % right;
    case '^':
      return left ** right;
  }
}
