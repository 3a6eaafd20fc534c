/**
 * What a person should know of the health of a graph, as a list that stays short: what starts on the same line in the
 * same kind of operation is one entry. What is wrong with which node is computed in health.ts.
 */
import { isOpName, type NodeId, type Sweep } from '../engine/index.ts';
import { writeFormula } from '../notation/formulas.ts';
import { formatNumber } from '../notation/numbers.ts';
import { partial } from '../notation/symbols.ts';
import type { FindingsView, FindingView } from '../protocol/view.ts';
import type { Trace } from '../trace/trace.ts';
import { type Health, THRESHOLDS, TROUBLES } from './health.ts';
import { baseName, lineCounter } from './places.ts';
import type { Titles } from './titles.ts';

const MAX_ENTRIES = 200;
/** So many nodes of an entry are named. */
const MAX_NODES = 100;

interface Group {
  /** As in `Health.codes`. */
  readonly code: number;
  readonly file: number;
  readonly line: number;
  readonly nodes: NodeId[];
  count: number;
  reached: number;
}

/** The worst first, and of one kind in the order of the walk. Linear in the size of the graph. */
export function findingsOf(trace: Trace, sweep: Sweep, health: Health, titles: Titles): FindingsView {
  const groups = groupStarts(trace, health);
  const tell = ({ code, file, line, nodes, count, reached }: Group): FindingView => {
    const [node] = nodes as [NodeId];
    const formula = titles.formulaOf(node);
    return {
      trouble: TROUBLES[code - 1]!,
      title: formula === '' ? titles.nameOf(node) : `${titles.nameOf(node)} = ${formula}`,
      sentence: sentenceOf(trace, sweep, code, node, titles),
      file: file === 0 ? '' : baseName(trace.sources[file]!.path),
      line,
      ...{ nodes, count, reached },
    };
  };
  return { entries: groups.slice(0, MAX_ENTRIES).map(tell), count: groups.length };
}

function groupStarts(trace: Trace, { codes, starts }: Health): Group[] {
  const { graph } = trace;
  const linesOf = trace.sources.map(({ text }) => lineCounter(text));
  const groups = new Map<string, Group>();
  const groupOf = new Map<NodeId, Group>();
  // From the root back, as the walk goes; what is reached comes later than where it starts, or is spoilt by a value.
  for (let node = trace.root; node >= 0; node--) {
    if (codes[node] === 0 || starts[node] !== node) continue;
    const { file, start } = trace.spanOf(node);
    const line = linesOf[file]!(start);
    const key = `${codes[node]} ${file} ${line} ${graph.op(node)}`;
    const group = groups.get(key) ?? { code: codes[node]!, file, line, nodes: [], count: 0, reached: 0 };
    groups.set(key, group);
    groupOf.set(node, group);
    group.count += 1;
    if (group.nodes.length < MAX_NODES) group.nodes.push(node);
  }
  for (let node = 0; node <= trace.root; node++)
    if (codes[node] !== 0 && starts[node] !== node) groupOf.get(starts[node]!)!.reached += 1;
  return [...groups.values()].sort((a, b) => a.code - b.code);
}

/** Steps have the slope 0 wherever it is defined. */
const STEPS: readonly string[] = ['ceil', 'floor', 'round', 'sign', 'trunc'];

/**
 * What happens in a node where something starts, in words and numbers.
 * @param code as in `Health.codes`.
 */
export function sentenceOf(trace: Trace, sweep: Sweep, code: number, node: NodeId, titles: Titles): string {
  const { graph } = trace;
  const gradient = sweep.gradient(node);
  const known = `${partial(titles.nameOf(trace.root), titles.nameOf(node))} = ${formatNumber(gradient)}`;
  switch (TROUBLES[code - 1]!) {
    case 'nonFinite':
      return nonFinite(trace, sweep, node, titles);
    case 'exploding':
      return `${known}: it first exceeds ${formatNumber(THRESHOLDS.exploding)} here.`;
    case 'vanishing':
      return gradient === 0
        ? `${known}: what arrives is too small for a number.`
        : `${known}: it first falls below ${formatNumber(THRESHOLDS.vanishing)} here.`;
    case 'dead': {
      const op = graph.op(node);
      if (STEPS.includes(op)) return `${op} has the slope 0 everywhere, so nothing flows through it.`;
      if (op === 'max' || op === 'min')
        return `It took the constant${valuesOf(trace, node, titles)}: its slope is 0, and nothing flows through it.`;
      return `Its slope is 0${valuesOf(trace, node, titles)}: it is saturated, and nothing flows through it.`;
    }
  }
}

/** Its value is not finite, or the slope or the sum that it sends on. */
function nonFinite(trace: Trace, sweep: Sweep, node: NodeId, titles: Titles): string {
  const { graph } = trace;
  const { nameOf } = titles;
  const op = graph.op(node);
  const value = graph.value(node);
  if (!isOpName(op)) return `${nameOf(node)} is given as ${formatNumber(value)}.`;
  if (!Number.isFinite(value)) {
    const operands = graph.inputs(node).map((input) => graph.value(input));
    return `${writeFormula(op, operands)} = ${formatNumber(value)}.`;
  }
  const { contributions } = sweep.visit(visitOf(sweep, node) - 1);
  const bad = contributions.find(({ local }) => !Number.isFinite(local));
  if (bad) {
    const rule = titles.ruleOf(node, bad.slot);
    const slope = `${partial(nameOf(node), nameOf(bad.target))} = ${rule} = ${formatNumber(bad.local)}`;
    return `Its value is finite, but not its slope${valuesOf(trace, node, titles)}: ${slope}.`;
  }
  const { target } = contributions.find(({ after }) => !Number.isFinite(after))!;
  return `What it adds makes ${partial(nameOf(trace.root), nameOf(target))} too large for a number.`;
}

/** ` at a = −1.2` */
function valuesOf({ graph }: Trace, node: NodeId, { nameOf }: Titles): string {
  const inputs = [...new Set(graph.inputs(node))].filter((input) => graph.op(input) !== 'constant');
  const shown = inputs.slice(0, 3).map((input) => `${nameOf(input)} = ${formatNumber(graph.value(input))}`);
  return ` at ${shown.join(', ')}${inputs.length > shown.length ? ', …' : ''}`;
}

/** The visit of a node, from 1, found by halves in the walk's descending ids; 0 where it is not visited. */
export function visitOf({ order }: Sweep, node: NodeId): number {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (order[middle]! > node) low = middle + 1;
    else high = middle;
  }
  return order[low] === node ? low + 1 : 0;
}
