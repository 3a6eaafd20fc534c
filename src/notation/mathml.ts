/**
 * Formulas in MathML, which browsers draw without a library: fractions, roots and powers stand as in a book. A tree of
 * plain data, so that who draws it needs no parser and nothing in it can be markup.
 */
import type { Formula } from '../engine/index.ts';
import { NAMES, SIGNS } from './formulas.ts';
import { formatNumber } from './numbers.ts';

/** An element of MathML Core. */
export interface MathElement {
  readonly tag:
    | 'math'
    | 'mrow'
    | 'mi'
    | 'mn'
    | 'mo'
    | 'mtext'
    | 'mfrac'
    | 'msup'
    | 'msub'
    | 'msubsup'
    | 'msqrt'
    | 'mroot';
  readonly children: readonly (MathElement | string)[];
}

/** How tightly the outermost part of a formula holds together, loosest first. A fraction needs no parentheses. */
const BINDS = { sum: 1, product: 2, negation: 3, application: 4, atom: 5 } as const;

interface Drawn {
  readonly element: MathElement;
  readonly binds: number;
  /** Whether it begins with a minus sign, which no operator may stand before. */
  readonly isNegative?: boolean;
}

/** `a`, `= b`, `= c`: one element for each side, so that a line may end between them. */
export function drawEquation(sides: readonly Formula[]): readonly MathElement[] {
  return sides.map((side, index) => ({
    tag: 'math',
    children: [row(index === 0 ? [draw(side).element] : [operator('='), draw(side).element])],
  }));
}

/** The text of the elements as markup. */
export function markup({ tag, children }: MathElement): string {
  const name = tag === 'math' ? 'math xmlns="http://www.w3.org/1998/Math/MathML"' : tag;
  const inner = children.map((child) => (typeof child === 'string' ? escaped(child) : markup(child)));
  return `<${name}>${inner.join('')}</${tag}>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[one]!);
}

function draw(formula: Formula): Drawn {
  switch (formula.kind) {
    case 'number':
      return drawNumber(formula.value);
    case 'variable':
      return { element: drawText(formula.name), binds: BINDS.atom };
    case 'negation':
      return {
        element: row([operator('−'), inside(formula.operand, BINDS.product)]),
        binds: BINDS.negation,
        isNegative: true,
      };
    case 'binary':
      return drawBinary(formula);
    case 'call':
      return drawCall(formula);
    case 'bracket':
      return {
        element: fenced(
          '[',
          row([draw(formula.left).element, operator(SIGNS[formula.relation]), draw(formula.right).element]),
          ']',
        ),
        binds: BINDS.atom,
      };
  }
}

function drawNumber(value: number): Drawn {
  const [mantissa, power] = formatNumber(value).replace('−', '').split('×10');
  const isNegative = value < 0;
  const digits = leaf(mantissa === '∞' || mantissa === 'NaN' ? 'mi' : 'mn', mantissa!);
  const sign = isNegative ? [operator('−')] : [];
  if (power === undefined)
    return { element: isNegative ? row([...sign, digits]) : digits, binds: BINDS.atom, isNegative };
  const exponent = drawNumber(Number(onTheLine(power))).element;
  const ten: MathElement = { tag: 'msup', children: [leaf('mn', '10'), exponent] };
  return { element: row([...sign, digits, operator('×'), ten]), binds: BINDS.product, isNegative };
}

/** Letters, lowered digits, anything, and raised digits in parentheses. */
const NAME = /^([^₀-₉⁽]*)([₀-₉]*)(.*?)(?:⁽([⁰¹²³⁴-⁹]+)⁾)?$/su;

/** The parts of a formula that the table of operations has as a text: operators and brackets, and what stands between. */
const PARTS = /[()·⊙∗+−√≠=,]|(?:[^\s()·⊙∗+−√≠=,[]|\[[^\]]*\])+|\[/gu;

/** A name, or a text such as `xᵀ · ∂J/∂h`. */
function drawText(text: string): MathElement {
  if (!/[\s()]/.test(text)) return drawName(text);
  const parts = text.match(PARTS) ?? [text];
  const isOperator = (part: string | undefined) => part === undefined || /^[()·⊙∗+−√≠=,]$/.test(part);
  return row(
    parts.flatMap((part, k) => {
      if (isOperator(part)) return [operator(part)];
      // Two words: nothing else keeps them apart.
      return isOperator(parts[k - 1]) ? [drawName(part)] : [leaf('mtext', SPACE), drawName(part)];
    }),
  );
}

/** `∂J/∂t` is a fraction; digits below and numbers above the line are set there: `u₁`, `a⁽²⁾`. */
function drawName(name: string): MathElement {
  const fraction = /^∂(.+?)\/∂(.+)$/s.exec(name);
  if (fraction) {
    const side = (of: string) => row([operator('∂'), drawName(of)]);
    return { tag: 'mfrac', children: [side(fraction[1]!), side(fraction[2]!)] };
  }
  if (name.endsWith('ᵀ') && name.length > 1)
    return { tag: 'msup', children: [drawName(name.slice(0, -1)), leaf('mi', 'T')] };
  const [, base, below, rest, above] = NAME.exec(name)!;
  if (!base) return leaf('mi', name);
  const letter = leaf('mi', base);
  const withBelow: MathElement = below
    ? { tag: 'msub', children: [letter, leaf('mn', onTheLine(below))] }
    : letter;
  const whole = rest ? row([withBelow, leaf('mi', rest)]) : withBelow;
  if (!above) return whole;
  return { tag: 'msup', children: [whole, fenced('(', leaf('mn', onTheLine(above)), ')')] };
}

/** Raised or lowered digits as plain ones. */
function onTheLine(digits: string): string {
  return digits.normalize('NFKC').replace('−', '-');
}

function drawBinary({ operator: sign, left, right }: Extract<Formula, { kind: 'binary' }>): Drawn {
  switch (sign) {
    case '+':
    case '-': {
      const { isNegative } = draw(left);
      const first = draw(left).element;
      const second = inside(right, sign === '+' ? BINDS.sum : BINDS.product);
      const element = row([first, operator(sign === '+' ? '+' : '−'), second]);
      return { element, binds: BINDS.sum, ...(isNegative && { isNegative }) };
    }
    case '*':
      return drawProduct(left, right);
    case '/':
      return {
        element: { tag: 'mfrac', children: [draw(left).element, draw(right).element] },
        binds: BINDS.product,
      };
    case 'mod':
      return {
        element: row([inside(left, BINDS.product), leaf('mo', 'mod'), inside(right, BINDS.application)]),
        binds: BINDS.product,
      };
    case '^':
      return {
        element: { tag: 'msup', children: [inside(left, BINDS.atom), draw(right).element] },
        binds: BINDS.application,
      };
  }
}

/** A number stands beside what it multiplies, unless that begins with a number too; between others is a dot. */
function drawProduct(left: Formula, right: Formula): Drawn {
  const { isNegative } = draw(left);
  const first = draw(left).binds >= BINDS.product ? draw(left).element : inside(left, BINDS.product);
  const isBeside = left.kind === 'number' && Number.isFinite(left.value) && !beginsWithNumber(right);
  const between = operator(isBeside ? INVISIBLE_TIMES : '·');
  return {
    element: row([first, between, inside(right, BINDS.application)]),
    binds: BINDS.product,
    ...(isNegative && { isNegative }),
  };
}

const INVISIBLE_TIMES = '\u2062';
const APPLY_FUNCTION = '\u2061';
const THIN_SPACE = '\u2009';
/** A usual one is not drawn at the border of an element. */
const SPACE = '\u00a0';

function beginsWithNumber(formula: Formula): boolean {
  if (formula.kind === 'binary') return formula.operator !== '/' && beginsWithNumber(formula.left);
  return formula.kind === 'number';
}

/** Pairs of signs around a lone operand. */
const FENCES: Readonly<Record<string, readonly [string, string]>> = {
  abs: ['|', '|'],
  floor: ['⌊', '⌋'],
  ceil: ['⌈', '⌉'],
};

function drawCall({ name, operands }: Extract<Formula, { kind: 'call' }>): Drawn {
  const [operand] = operands;
  const fence = FENCES[name];
  if (operand !== undefined && operands.length === 1) {
    if (fence) return { element: fenced(fence[0], draw(operand).element, fence[1]), binds: BINDS.atom };
    if (name === 'sqrt')
      return { element: { tag: 'msqrt', children: [draw(operand).element] }, binds: BINDS.atom };
    if (name === 'cbrt')
      return {
        element: { tag: 'mroot', children: [draw(operand).element, leaf('mn', '3')] },
        binds: BINDS.atom,
      };
    const argument = inside(operand, BINDS.atom);
    const isFenced = argument !== draw(operand).element && argument.tag === 'mrow';
    const space = isFenced ? [] : [leaf('mtext', THIN_SPACE)];
    const element = row([drawName(NAMES[name] ?? name), operator(APPLY_FUNCTION), ...space, argument]);
    return { element, binds: BINDS.application };
  }
  // How many operands share the value needs no list: the value stands beside it.
  if (name === 'ties') return { element: leaf('mi', 'ties'), binds: BINDS.atom };
  const list = operands.flatMap((one, index) =>
    index === 0 ? [draw(one).element] : [operator(','), draw(one).element],
  );
  const element = row([leaf('mi', name), operator(APPLY_FUNCTION), fenced('(', row(list), ')')]);
  return { element, binds: BINDS.atom };
}

/** In parentheses where it holds together less tightly than `binds`, or begins with a minus sign. */
function inside(formula: Formula, binds: number): MathElement {
  const { element, binds: own, isNegative } = draw(formula);
  return own >= binds && !isNegative ? element : fenced('(', element, ')');
}

function fenced(open: string, inner: MathElement, close: string): MathElement {
  return row([operator(open), inner, operator(close)]);
}

function row(children: readonly MathElement[]): MathElement {
  return { tag: 'mrow', children };
}

function operator(sign: string): MathElement {
  return leaf('mo', sign);
}

function leaf(tag: 'mi' | 'mn' | 'mo' | 'mtext', text: string): MathElement {
  return { tag, children: [text] };
}
