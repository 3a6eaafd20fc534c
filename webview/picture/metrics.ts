/** What each box and label of the picture says, and how much room that takes. Where it goes is the layout's work. */
import { formatNumber } from '../../src/notation/numbers.ts';
import { partial, shorten } from '../../src/notation/symbols.ts';
import type { GraphView } from '../../src/protocol/view.ts';
import type { Size } from '../layout/elk.ts';
import type { Measure } from './type.ts';

export const NODE = { width: 168, height: 64, margin: 16 } as const;
export const LABEL = { height: 18, margin: 9 } as const;

/** Least space between a node's value and its gradient. */
const NUMBER_GAP = 20;

/** The longest title, in characters: name, ` = ` and formula together. The whole text is in the tooltip. */
const TITLE_LENGTH = 34;
/** A formula keeps at least so many characters beside a long name. */
const FORMULA_LENGTH = 12;
/** The longest name of one variable in an edge's label. */
const LABEL_NAME_LENGTH = 14;

export interface NodeText extends Size {
  /** Shortened where necessary. */
  readonly name: string;
  /** Shortened where necessary; empty for a leaf. */
  readonly formula: string;
  readonly value: string;
}

export interface LabelText extends Size {
  /** Shortened where necessary. */
  readonly partial: string;
  readonly local: string;
}

/** The texts of a view, by node and by edge. */
export interface Texts {
  readonly nodes: readonly NodeText[];
  readonly labels: readonly LabelText[];
}

/** Wide enough for the gradient at every moment of the walk, so that a step never changes the layout. */
export function setTexts(view: GraphView, measure: Measure): Texts {
  const gradientWidths = Array.from(view.gradients, (gradient) => measure(formatNumber(gradient), 'number'));
  for (const [edge, { from }] of view.edges.entries()) {
    const width = measure(formatNumber(view.after[edge]!), 'number');
    gradientWidths[from] = Math.max(gradientWidths[from]!, width);
  }
  const nodes = view.nodes.map((node, index): NodeText => {
    const { name, formula } = shortTitle(node.name, node.formula);
    const value = formatNumber(view.values[index]!);
    const title = measure(name, 'name') + (formula ? measure(` = ${formula}`, 'formula') : 0);
    const numbers = measure(value, 'number') + NUMBER_GAP + gradientWidths[index]!;
    const width = Math.max(NODE.width, Math.ceil(Math.max(title, numbers)) + 2 * NODE.margin);
    return { name, formula, value, width, height: NODE.height };
  });
  const labels = view.edges.map((edge, index): LabelText => {
    const of = shorten(view.nodes[edge.to]!.name, LABEL_NAME_LENGTH);
    const text = partial(of, shorten(view.nodes[edge.from]!.name, LABEL_NAME_LENGTH));
    const local = formatNumber(view.locals[index]!);
    const width = measure(text, 'partial') + measure(' = ', 'equals') + measure(local, 'local');
    return { partial: text, local, width: Math.ceil(width) + 2 * LABEL.margin, height: LABEL.height };
  });
  return { nodes, labels };
}

function shortTitle(name: string, formula: string): { name: string; formula: string } {
  if (formula === '') return { name: shorten(name, TITLE_LENGTH), formula };
  const room = TITLE_LENGTH - ' = '.length;
  const shortName = shorten(name, room - Math.min(FORMULA_LENGTH, [...formula].length));
  return { name: shortName, formula: shorten(formula, room - [...shortName].length) };
}
