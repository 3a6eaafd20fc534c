/**
 * The mathematics of one node and of one edge as equations, with symbols and with the numbers put in: what a node
 * computes, its local derivatives, the sum over its consumers. Plain data in; text and MathML out.
 */
import type { Attributes, Formula, OpName } from '../engine/index.ts';
import { atom, type OperandText, partialTree, putIn, valueTree, writeShare, writeTree } from './formulas.ts';
import { drawEquation, type MathElement } from './mathml.ts';
import { partial } from './symbols.ts';

export interface Equation {
  /** On one line, as it is copied. */
  readonly text: string;
  /** Its sides, each but the first with the sign before it. */
  readonly math: readonly MathElement[];
}

/** A node with its written name. */
export interface Named {
  readonly name: string;
  readonly value: number;
}

/** An operand; a constant has no name. */
export interface Operand {
  readonly name?: string;
  readonly value: number;
}

/** An operation applied to operands. */
export interface Application {
  readonly op: OpName;
  readonly attributes: Attributes;
  readonly operands: readonly Operand[];
  readonly output: Named;
  /** Whether all of them are numbers: only then there are numbers to put in. */
  readonly isScalar: boolean;
}

/** What flows to a node from one of its consumers, along one edge. */
export interface Share {
  /** `∂J/∂u₁ · cos t` */
  readonly term: Formula;
  /** The finished gradient of the consumer. */
  readonly gradient: number;
  readonly local: number;
  readonly isScalar: boolean;
}

/** `u₁ = sin t = sin 1.69 = 0.9929`; of tensors, in symbols alone. */
export function valueEquation({ op, attributes, operands, output, isScalar }: Application): Equation {
  const name = atom(output.name);
  if (!isScalar) return equation([name, valueTree(op, texts(operands), attributes)]);
  const tree = valueTree(op, placeholders(operands), attributes);
  return equation([
    name,
    inSymbols(tree, operands, output),
    inNumbers(tree, operands, output),
    atom(output.value),
  ]);
}

/**
 * `∂u₁/∂t = cos t = cos 1.69 = −0.1189`, of an operation on numbers. Throws RangeError where there is no such operand.
 */
export function partialEquation(application: Application, slot: number, local: number): Equation {
  const { op, attributes, operands, output } = application;
  const name = atom(partial(output.name, operands[slot]?.name ?? ''));
  const tree = partialTree(op, slot, placeholders(operands), OUTPUT, attributes);
  return equation([name, inSymbols(tree, operands, output), inNumbers(tree, operands, output), atom(local)]);
}

/** What an operand receives of an operation on numbers, in symbols: `∂J/∂u₁ · cos t`. */
export function shareTerm(application: Application, slot: number, root: string): Formula {
  const { op, attributes, operands, output } = application;
  const gradient = partial(root, output.name);
  const rule = partialTree(op, slot, texts(operands), output.name, attributes, gradient);
  return product(atom(gradient), rule);
}

/** The same of an operation on tensors: `xᵀ · ∂J/∂h`, `Σ₀ ∂J/∂h`. */
export function tensorShareTerm(share: Parameters<typeof writeShare>[0]): Formula {
  const text = writeShare(share);
  return atom(text.startsWith('−') ? `(${text})` : text);
}

/** More consumers than this are shown by their first ones and their last. */
const MAX_TERMS = 6;
const FIRST_TERMS = 4;

/**
 * `∂J/∂t = ∂J/∂u₁ · cos t + ∂J/∂u₂ · 3 = 0.2185 · (−0.1189) + 0.2185 · 3 = 0.6295`.
 * Without shares, which only the root is: `∂J/∂J = 1`.
 * @param last the last share of all, where `shares` are only the first.
 */
export function sumEquation(
  root: string,
  node: string,
  shares: readonly Share[],
  last: Share | undefined,
  gradient: number,
): Equation {
  const sides = [atom(partial(root, node))];
  const isLong = last !== undefined || shares.length > MAX_TERMS;
  const sum = (term: (share: Share) => Formula): Formula => {
    const terms = isLong
      ? [...shares.slice(0, FIRST_TERMS).map(term), atom('…'), term(last ?? shares.at(-1)!)]
      : shares.map(term);
    return terms.reduce((left, right) => ({ kind: 'binary', operator: '+', left, right }));
  };
  if (shares.length > 0) {
    sides.push(sum(({ term }) => term));
    if (!shares.every(({ isScalar }) => isScalar)) return equation(sides);
    sides.push(sum((share) => product(atom(share.gradient), atom(share.local))));
  }
  return equation([...sides, atom(gradient)]);
}

/** What one edge adds: `∂J/∂u₁ · cos t = 0.2185 · (−0.1189) = −0.02598`; of tensors, in symbols alone. */
export function shareEquation({ term, gradient, local, isScalar }: Share, delta: number): Equation {
  return equation(isScalar ? [term, product(atom(gradient), atom(local)), atom(delta)] : [term]);
}

function product(left: Formula, right: Formula): Formula {
  return { kind: 'binary', operator: '*', left, right };
}

/** Sides that read the same are said once. */
function equation(sides: readonly Formula[]): Equation {
  const texts = sides.map(writeTree);
  const isNew = (index: number) => index === 0 || texts[index] !== texts[index - 1];
  return {
    text: texts.filter((_, index) => isNew(index)).join(' = '),
    math: drawEquation(sides.filter((_, index) => isNew(index))),
  };
}

/** Stand for the operands and the output until names or numbers are put in; no name begins with a space. */
const PLACEHOLDER = ' ';
const OUTPUT = ' z';

function placeholders(operands: readonly Operand[]): OperandText[] {
  return operands.map(({ name, value }, index) => (name === undefined ? value : PLACEHOLDER + index));
}

function texts(operands: readonly Operand[]): OperandText[] {
  return operands.map(({ name, value }) => name ?? value);
}

function inSymbols(tree: Formula, operands: readonly Operand[], output: Named): Formula {
  return putIn(tree, (variable) => operandAt(variable, operands, output)?.name);
}

function inNumbers(tree: Formula, operands: readonly Operand[], output: Named): Formula {
  return putIn(tree, (variable) => operandAt(variable, operands, output)?.value);
}

function operandAt(variable: string, operands: readonly Operand[], output: Named): Operand | undefined {
  if (variable === OUTPUT) return output;
  return variable.startsWith(PLACEHOLDER) ? operands[Number(variable.slice(1))] : undefined;
}
