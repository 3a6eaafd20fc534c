/**
 * One visit of the backward walk as a sentence of words and mathematics, from plain data. The text comes in runs
 * that say what each part is; colours and fonts are the reader's matter (page, terminal, hover).
 */
import { asFactor } from './formulas.ts';
import { formatNumber } from './numbers.ts';
import { partial } from './symbols.ts';

/** `result` is the contribution itself; `muted` are signs and what is no longer true. */
export type RunStyle = 'symbol' | 'words' | 'number' | 'result' | 'muted';

export interface Run {
  readonly style: RunStyle;
  readonly text: string;
}

export type Line = readonly Run[];

/** A visit to be told. Names and formulas are written ones (`u₁`, `sin t`). */
export interface VisitText {
  readonly root: string;
  readonly node: string;
  /** The node's own formula. */
  readonly formula: string;
  /** ∂root/∂node, finished. */
  readonly gradient: number;
  /** The node's shape, `[2, 3]`, where it is a tensor: its numbers are norms. */
  readonly shape?: string;
  readonly contributions: readonly ContributionText[];
}

/** One operand's share; numbers as in the engine's `Contribution`. */
export interface ContributionText {
  readonly target: string;
  /** The formula of the local derivative: `cos t`. */
  readonly rule: string;
  readonly local: number;
  readonly delta: number;
  readonly before: number;
  readonly after: number;
  /** Of an operation on tensors, whose contribution is no product of two numbers. */
  readonly tensor?: TensorShareText;
}

export interface TensorShareText {
  /** What is added: `xᵀ · ∂J/∂h`. */
  readonly share: string;
  /** The shapes of its factors, `[4, 3]ᵀ · [4, 5]`; '' where it is no product of matrices. */
  readonly factors: string;
  /** The shape of the operand, `[3, 2]`; '' for a number. */
  readonly shape: string;
  /** The axes along which the operand was repeated, over which its gradient is summed. */
  readonly summed: readonly number[];
}

/** `u₁ = sin t.` */
function visitHeading({ node, formula, shape }: VisitText): Line {
  return [symbol(`${node} = ${formula}`), words(shape ? `, of shape ${shape}.` : '.')];
}

/** `We already know ∂J/∂u₁ = 0.2185.` */
function knownGradient({ root, node, gradient, shape }: VisitText): Line {
  const name = partial(root, node);
  return [
    words('We already know '),
    symbol(isNorm(shape) ? `‖${name}‖` : name),
    muted(' = '),
    number(gradient),
    words('.'),
  ];
}

/** `∂J/∂t += ∂J/∂u₁ · cos t = 0.2185 × −0.1189 = −0.02598 (0.6555 → 0.6295)` */
function addition(visit: VisitText, to: ContributionText): Line {
  return [
    symbol(partial(visit.root, to.target)),
    muted(' += '),
    symbol(`${partial(visit.root, visit.node)} · ${asFactor(to.rule)}`),
    muted(' = '),
    number(visit.gradient),
    muted(' × '),
    number(to.local),
    muted(' = '),
    { style: 'result', text: formatNumber(to.delta) },
    muted(` (${formatNumber(to.before)} → `),
    number(to.after),
    muted(')'),
  ];
}

/** A tensor without axes is a number. */
function isNorm(shape: string | undefined): boolean {
  return shape !== undefined && shape !== '' && shape !== '[]';
}

/** `∂J/∂W += xᵀ · ∂J/∂h, of shape [4, 3]ᵀ · [4, 5] = [3, 5] and norm 0.026 (0 → 0.026)` */
function tensorAddition(
  visit: VisitText,
  to: ContributionText,
  { share, factors, shape, summed }: TensorShareText,
): Line {
  const axes =
    summed.length === 0 ? '' : `, summed over ${summed.length > 1 ? 'axes' : 'axis'} ${summed.join(' and ')}`;
  return [
    symbol(partial(visit.root, to.target)),
    muted(' += '),
    symbol(share),
    words(`${axes}${isNorm(shape) ? `, of shape ${factors && `${factors} = `}${shape} and norm ` : ' = '}`),
    { style: 'result', text: formatNumber(to.delta) },
    muted(` (${formatNumber(to.before)} → `),
    number(to.after),
    muted(')'),
  ];
}

/** The whole visit: heading and what is known on the first line, then one line per contribution. */
export function visitLines(visit: VisitText): readonly Line[] {
  return [
    [...visitHeading(visit), words(' '), ...knownGradient(visit)],
    ...visit.contributions.map((contribution) =>
      contribution.tensor
        ? tensorAddition(visit, contribution, contribution.tensor)
        : addition(visit, contribution),
    ),
  ];
}

/** Before the first visit: `∂J/∂J = 1; every other partial derivative is 0.` */
export function startLine(root: string): Line {
  return [
    symbol(partial(root, root)),
    muted(' = '),
    number(1),
    words('; every other partial derivative is '),
    number(0),
    words('.'),
  ];
}

export function plainText(line: Line): string {
  return line.map((run) => run.text).join('');
}

function symbol(text: string): Run {
  return { style: 'symbol', text };
}

function words(text: string): Run {
  return { style: 'words', text };
}

function number(value: number): Run {
  return { style: 'number', text: formatNumber(value) };
}

function muted(text: string): Run {
  return { style: 'muted', text };
}
