/** Formulas as mathematicians write them: `3 t`, `x²`, `1 / (2 √x)`. The formulas themselves are the engine's rows. */
import {
  type Attributes,
  type BinaryOperator,
  evaluateBinary,
  type Formula,
  type FunctionName,
  type OpName,
  type Relation,
  tensorOperations,
} from '../engine/index.ts';
import { formatNumber, superscript } from './numbers.ts';
import { subscript } from './symbols.ts';

/** What stands for an operand: its written name, or the value of a constant. */
export type OperandText = string | number;

/**
 * The value of `op` over its operands: `sin t`, `u₁ + u₂`, `max(a, 0)`, `x · W`. As the program has it: nothing is
 * simplified. Throws RangeError where an operand is missing.
 */
export function writeFormula(
  op: OpName,
  operands: readonly OperandText[],
  attributes: Attributes = {},
): string {
  return writeTree(valueTree(op, operands, attributes));
}

/**
 * The same as a tree, over variables that are called as the operands are. What the table has as a text stays whole: one
 * variable of that name.
 */
export function valueTree(
  op: OpName,
  operands: readonly OperandText[],
  attributes: Attributes = {},
): Formula {
  const { writing } = tensorOperations[op];
  if (writing.kind === 'text') return atom(fill(writing.formula(attributes), { operands, attributes }));
  const [x, y] = operands;
  return substitute(writing.formula, { ...numbersOf(attributes), x, y, xs: operands });
}

/**
 * The local derivative of `op` by the operand in `slot`: `cos t`, `2 x`, `−a / b²`. `output` is the written name
 * of the node itself. What constants make trivial is simplified: ∂(x³)/∂x is `3 x²`, not `3 x^(3 − 1)`. Of an operation
 * that is not one element by element, what the operand receives, `g · yᵀ`, where g is the gradient of the output.
 */
export function writePartial(
  op: OpName,
  slot: number,
  operands: readonly OperandText[],
  output: string,
  attributes: Attributes = {},
): string {
  return writeTree(partialTree(op, slot, operands, output, attributes));
}

/**
 * The same as a tree, over variables that are called as the operands and the output are.
 * @param gradient what the gradient of the output is called.
 */
export function partialTree(
  op: OpName,
  slot: number,
  operands: readonly OperandText[],
  output: string,
  attributes: Attributes = {},
  gradient = 'g',
): Formula {
  const { arity, writing } = tensorOperations[op];
  if (writing.kind === 'text')
    return atom(fill(writing.gradient(slot, attributes), { operands, attributes, output, gradient }));
  const [x, y] = arity === 'any' ? [operands[slot]] : operands;
  const bindings = { ...numbersOf(attributes), x, y, z: output, xs: operands };
  return simplify(substitute(writing.partial(slot), bindings));
}

/** The tree with each variable that `put` gives something for replaced by that. Nothing is simplified. */
export function putIn(formula: Formula, put: (variable: string) => OperandText | undefined): Formula {
  switch (formula.kind) {
    case 'number':
      return formula;
    case 'variable': {
      const text = put(formula.name);
      return text === undefined ? formula : atom(text);
    }
    case 'negation':
      return { ...formula, operand: putIn(formula.operand, put) };
    case 'binary':
    case 'bracket':
      return { ...formula, left: putIn(formula.left, put), right: putIn(formula.right, put) };
    case 'call':
      return { ...formula, operands: formula.operands.map((operand) => putIn(operand, put)) };
  }
}

/**
 * What the operand in `slot` receives of an operation on tensors, whose own gradient is written `gradient`: `xᵀ · ∂J/∂h`,
 * `∂J/∂h ⊙ y`.
 */
export function writeTensorShare(
  op: OpName,
  slot: number,
  operands: readonly OperandText[],
  output: string,
  attributes: Attributes,
  gradient: string,
): string {
  const { writing } = tensorOperations[op];
  if (writing.kind === 'text')
    return fill(writing.gradient(slot, attributes), { operands, attributes, output, gradient });
  const local = writePartial(op, slot, operands, output, attributes);
  return local === '1' ? gradient : `${gradient} ⊙ ${asFactor(local)}`;
}

/** The same with the axes over which it is summed: `Σ₀ ∂J/∂h`, `Σ₀ (∂J/∂h ⊙ y)`. */
export function writeShare({ share, summed }: { share: string; summed: readonly number[] }): string {
  if (summed.length === 0) return share;
  return `Σ${subscript(summed.join(''))} ${share.includes(' ') ? `(${share})` : share}`;
}

/** The shapes of the factors where the share is a product of matrices, `[4, 3]ᵀ · [4, 5]`; else ''. */
export function writeFactorShapes(
  op: OpName,
  slot: number,
  shapes: readonly string[],
  attributes: Attributes,
  output: string,
): string {
  const { writing } = tensorOperations[op];
  const text = writing.kind === 'text' ? writing.gradient(slot, attributes) : '';
  return /^\S+ · \S+$/.test(text) ? fill(text, { operands: shapes, attributes, gradient: output }) : '';
}

/** The attributes that a formula may name. */
function numbersOf(attributes: Attributes): Readonly<Record<string, number>> {
  const numbers: Record<string, number> = {};
  for (const [name, value] of Object.entries(attributes))
    if (typeof value === 'number') numbers[name] = value;
  return numbers;
}

interface Filling {
  readonly operands: readonly OperandText[];
  readonly attributes: Attributes;
  readonly output?: string;
  readonly gradient?: string;
}

/** The letters of the operands in the texts of the table, in their order. */
const LETTERS = ['x', 'y', 'w', 'u', 'v'];

/** Puts names into a text of the table, where `{x}`, `{xs}`, `{z}`, `{g}` and `{attribute}` stand for them. */
function fill(text: string, { operands, attributes, output, gradient }: Filling): string {
  const written = operands.map((operand) => (typeof operand === 'number' ? formatNumber(operand) : operand));
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (name === 'xs') return abridge(written).join(', ');
    if (name === 'z') return output ?? 'z';
    if (name === 'g') return gradient ?? 'g';
    const operand = written[LETTERS.indexOf(name)];
    if (operand !== undefined) return operand;
    const attribute = attributes[name];
    if (attribute === undefined) throw new RangeError(`There is no operand ${name}.`);
    return typeof attribute === 'object' ? `[${attribute.join(', ')}]` : String(attribute);
  });
}

/** `text` as it stands behind a dot: a sum, a quotient and what begins with a minus sign go into parentheses. */
export function asFactor(text: string): string {
  return /^−| [+−/] | mod /.test(outsideBrackets(text)) ? `(${text})` : text;
}

function outsideBrackets(text: string): string {
  const outside = text.replace(/\([^()[\]]*\)|\[[^()[\]]*\]|\|[^|]*\|/g, '');
  return outside === text ? text : outsideBrackets(outside);
}

type Substitution = Readonly<Record<string, OperandText | readonly OperandText[] | undefined>>;

/** Long lists of operands are shown by their first ones and their last. */
const MAX_LISTED = 6;
const LISTED_FIRST = 3;

function substitute(formula: Formula, operands: Substitution): Formula {
  switch (formula.kind) {
    case 'number':
      return formula;
    case 'variable':
      return atom(operandNamed(formula.name, operands));
    case 'negation':
      return { ...formula, operand: substitute(formula.operand, operands) };
    case 'binary':
    case 'bracket':
      return {
        ...formula,
        left: substitute(formula.left, operands),
        right: substitute(formula.right, operands),
      };
    case 'call':
      return {
        ...formula,
        operands: formula.operands.flatMap((operand) => {
          const text = operand.kind === 'variable' ? operands[operand.name] : undefined;
          return Array.isArray(text) ? abridge(text).map(atom) : substitute(operand, operands);
        }),
      };
  }
}

function operandNamed(name: string, operands: Substitution): OperandText {
  const text = operands[name];
  if (typeof text === 'object' || text === undefined) throw new RangeError(`There is no operand ${name}.`);
  return text;
}

/** A lone number or name as a tree. */
export function atom(operand: OperandText): Formula {
  return typeof operand === 'number'
    ? { kind: 'number', value: operand }
    : { kind: 'variable', name: operand };
}

function abridge(operands: readonly OperandText[]): readonly OperandText[] {
  if (operands.length <= MAX_LISTED) return operands;
  return [...operands.slice(0, LISTED_FIRST), '…', operands.at(-1)!];
}

/** Folds what constant operands leave behind. Quotients and functions of constants stay: `1 / 3`, `ln 2`. */
function simplify(formula: Formula): Formula {
  switch (formula.kind) {
    case 'negation': {
      const operand = simplify(formula.operand);
      return operand.kind === 'number' ? atom(-operand.value) : { ...formula, operand };
    }
    case 'binary':
      return simplifyBinary(formula.operator, simplify(formula.left), simplify(formula.right));
    default:
      return formula;
  }
}

function simplifyBinary(operator: BinaryOperator, left: Formula, right: Formula): Formula {
  const is = (side: Formula, value: number) => side.kind === 'number' && side.value === value;
  if (left.kind === 'number' && right.kind === 'number' && operator !== '/') {
    return atom(evaluateBinary(operator, left.value, right.value));
  }
  if (operator === '^' && is(right, 0)) return atom(1);
  if ((operator === '^' || operator === '/') && is(right, 1)) return left;
  if (operator === '*') {
    if (is(left, 0)) return left;
    if (is(left, -1)) return { kind: 'negation', operand: right };
  }
  return { kind: 'binary', operator, left, right };
}

/** How a relation is written. */
export const SIGNS: Readonly<Record<Relation, string>> = {
  '=': '=',
  '<': '<',
  '>': '>',
  '<=': '≤',
  '>=': '≥',
};

/** How tightly the outermost part of a written formula holds together, loosest first. */
const BINDS = { sum: 1, quotient: 2, product: 3, negation: 4, application: 5, atom: 6 } as const;

interface Written {
  readonly text: string;
  readonly binds: number;
}

/** A formula over the names that it has, with parentheses only where they are needed: `1 / (2 √x)`. */
export function writeTree(formula: Formula): string {
  return written(formula).text;
}

function written(formula: Formula): Written {
  switch (formula.kind) {
    case 'number':
      return writtenNumber(formula.value);
    case 'variable':
      return { text: formula.name, binds: BINDS.atom };
    case 'negation':
      return { text: `−${inside(formula.operand, BINDS.product)}`, binds: BINDS.negation };
    case 'binary':
      return writtenBinary(formula.operator, formula.left, formula.right);
    case 'call':
      return writtenCall(formula.name, formula.operands);
    case 'bracket':
      return {
        text: `[${writeTree(formula.left)} ${SIGNS[formula.relation]} ${writeTree(formula.right)}]`,
        binds: BINDS.atom,
      };
  }
}

function writtenNumber(value: number): Written {
  const text = formatNumber(value);
  if (text.startsWith('−')) return { text, binds: BINDS.negation };
  return { text, binds: text.includes('×') ? BINDS.product : BINDS.atom };
}

function writtenBinary(operator: BinaryOperator, left: Formula, right: Formula): Written {
  switch (operator) {
    case '+':
      return { text: `${first(left, BINDS.sum)} + ${inside(right, BINDS.sum)}`, binds: BINDS.sum };
    case '-':
      return { text: `${first(left, BINDS.sum)} − ${inside(right, BINDS.quotient)}`, binds: BINDS.sum };
    case '*':
      return { text: product(left, right), binds: BINDS.product };
    case '/':
      return {
        text: `${first(left, BINDS.product)} / ${inside(right, BINDS.application)}`,
        binds: BINDS.quotient,
      };
    case 'mod':
      return {
        text: `${first(left, BINDS.product)} mod ${inside(right, BINDS.application)}`,
        binds: BINDS.quotient,
      };
    case '^':
      return { text: inside(left, BINDS.atom) + exponent(right), binds: BINDS.application };
  }
}

/** A formula that begins the text, where a minus sign needs no parentheses. */
function first(formula: Formula, binds: number): string {
  const { text, binds: own } = written(formula);
  return own >= binds ? text : `(${text})`;
}

/** A formula behind an operator or a function, where a minus sign does. */
function inside(formula: Formula, binds: number): string {
  const text = first(formula, binds);
  return text.startsWith('−') ? `(${text})` : text;
}

/** One letter, with subscripts or without. */
const SYMBOL = /^\p{L}[₀-₉]*$/u;

/** Factors stand side by side where nobody can misread it: `3 t`, `a x²`, `2 (1 + a)`; else a dot: `2 · 3`, `rate · t`. */
function product(left: Formula, right: Formula): string {
  const a = first(left, BINDS.product);
  const b = inside(right, BINDS.application);
  const isNumber = left.kind === 'number' && /^−?\d/.test(a);
  const isSymbol = SYMBOL.test(a) && a !== b && /^(\p{L}[₀-₉]*[⁻⁰¹²³⁴-⁹]*$|\p{L}+[₀-₉]* |√|∛)/u.test(b);
  const sideBySide = (isNumber && right.kind !== 'number' && !/^\d/.test(b)) || isSymbol;
  return sideBySide ? `${a} ${b}` : `${a} · ${b}`;
}

/** Exponents above this are too long to be raised. */
const MAX_RAISED = 999;

/** Whole numbers are raised, anything else stands behind `^`: `x²`, `x⁻¹`, `x^0.5`, `x^(n − 1)`. */
function exponent(formula: Formula): string {
  if (formula.kind === 'number' && Number.isInteger(formula.value) && Math.abs(formula.value) <= MAX_RAISED) {
    return superscript(formula.value);
  }
  return `^${inside(formula, BINDS.atom)}`;
}

/** Functions that mathematics writes by another name than the grammar's. */
export const NAMES: Readonly<Partial<Record<FunctionName, string>>> = {
  acos: 'arccos',
  acosh: 'arcosh',
  asin: 'arcsin',
  asinh: 'arsinh',
  atan: 'arctan',
  atanh: 'artanh',
  log10: 'log₁₀',
  log2: 'log₂',
};

function writtenCall(name: FunctionName, operands: readonly Formula[]): Written {
  const [operand] = operands;
  if (operand === undefined || operands.length > 1) return writtenList(name, operands);
  switch (name) {
    case 'abs':
      return { text: `|${writeTree(operand)}|`, binds: BINDS.atom };
    case 'floor':
      return { text: `⌊${writeTree(operand)}⌋`, binds: BINDS.atom };
    case 'ceil':
      return { text: `⌈${writeTree(operand)}⌉`, binds: BINDS.atom };
    case 'sqrt':
      return { text: `√${inside(operand, BINDS.atom)}`, binds: BINDS.application };
    case 'cbrt':
      return { text: `∛${inside(operand, BINDS.atom)}`, binds: BINDS.application };
    default: {
      const argument = inside(operand, BINDS.atom);
      const space = argument.startsWith('(') ? '' : ' ';
      return { text: `${NAMES[name] ?? name}${space}${argument}`, binds: BINDS.application };
    }
  }
}

function writtenList(name: FunctionName, operands: readonly Formula[]): Written {
  // How many operands share the value needs no list: the value stands beside it.
  if (name === 'ties') return { text: 'ties', binds: BINDS.atom };
  return { text: `${name}(${operands.map(writeTree).join(', ')})`, binds: BINDS.atom };
}
