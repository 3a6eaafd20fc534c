/** Visits of the walk as the page and the terminal tell them. */
import type { Sweep } from '../engine/index.ts';
import type { VisitsView, VisitView } from '../protocol/view.ts';
import type { Titles } from './titles.ts';

/** So many visits are told at a time: what a person steps through in a while. */
const AT_A_TIME = 256;

/** The visits around the `visit`-th (from 1), all in one where there are not more than are told at a time. */
export function visitsAround(sweep: Sweep, titles: Titles, visit: number): VisitsView {
  const last = sweep.order.length;
  const first = Math.max(1, Math.min(visit - AT_A_TIME / 2, last - AT_A_TIME + 1));
  const count = Math.min(AT_A_TIME, last);
  return { first, visits: Array.from({ length: count }, (_, k) => visitOf(sweep, titles, first + k)) };
}

/** The `visit`-th visit, from 1. Throws RangeError where there is none. */
export function visitOf(sweep: Sweep, titles: Titles, visit: number): VisitView {
  const { node, gradient, contributions } = sweep.visit(visit - 1);
  return {
    node,
    name: titles.nameOf(node),
    formula: titles.formulaOf(node),
    shape: titles.shapeOf(node),
    operands: contributions.map(({ slot, target }) => ({
      node: target,
      name: titles.nameOf(target),
      slot,
      rule: titles.ruleOf(node, slot),
      tensor: titles.shareOf(node, slot),
    })),
    numbers: Float64Array.from([
      gradient,
      ...contributions.flatMap(({ local, delta, before, after }) => [local, delta, before, after]),
    ]),
  };
}
