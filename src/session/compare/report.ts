/** Tells what has changed: in one line, as a list, and for the items of a scene. */
import { type NodeId, OP_CODES, type Sweep } from '../../engine/index.ts';
import { formatNumber } from '../../notation/numbers.ts';
import { partial } from '../../notation/symbols.ts';
import {
  CHANGES,
  type Change,
  type ChangeView,
  type ComparisonView,
  type SceneChanges,
} from '../../protocol/comparison.ts';
import type { EdgeView, ItemView, Scene } from '../../protocol/view.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Titles } from '../titles.ts';
import type { Comparison } from './comparison.ts';

/** More no one reads. */
const MAX_ROWS = 200;

/** @param trace the union of both; `sweep` and `titles` are its own. */
export function reportOf(comparison: Comparison, trace: Trace, sweep: Sweep, titles: Titles): ComparisonView {
  const { changes, values, gradients } = comparison;
  const nodes = rowsOf(comparison, trace, sweep);
  const rows = nodes.slice(0, MAX_ROWS).map(
    (node): ChangeView => ({
      node,
      change: CHANGES[changes[node]!] as ChangeView['change'],
      name: titles.nameOf(node),
      formula: titles.formulaOf(node),
    }),
  );
  const numbers = rows.flatMap(({ node, change }) =>
    change === 'removed'
      ? [values[node]!, gradients[node]!, NaN, NaN]
      : [values[node]!, gradients[node]!, trace.graph.value(node), sweep.gradient(node)],
  );
  return {
    summary: summaryOf(comparison, trace, sweep, titles),
    rows,
    numbers: Float64Array.from(numbers),
    more: nodes.length - rows.length,
  };
}

/** Every node that is not the same, in the order of the list. */
function rowsOf({ changes, gradients }: Comparison, { graph }: Trace, sweep: Sweep): NodeId[] {
  const first: NodeId[] = [];
  const others: NodeId[] = [];
  for (let node: NodeId = 0; node < changes.length; node++) {
    const change = CHANGES[changes[node]!]!;
    if (change === 'same' || graph.columns.codes[node] === OP_CODES.constant) continue;
    (change === 'numbers' ? others : first).push(node);
  }
  const differences = new Float64Array(changes.length);
  for (const node of others) differences[node] = difference(gradients[node]!, sweep.gradient(node));
  return [...first, ...others.sort((a, b) => differences[b]! - differences[a]! || a - b)];
}

/** Infinite where one of them is no number. */
function difference(before: number, after: number): number {
  const distance = Math.abs(after - before);
  return Number.isNaN(distance) ? (Object.is(before, after) ? 0 : Infinity) : distance;
}

function summaryOf({ counts, ...was }: Comparison, trace: Trace, sweep: Sweep, titles: Titles): string {
  const changed = counts.edited + counts.numbers;
  const parts = [
    counts.added > 0 ? `${counts.added.toLocaleString('en-US')} added` : '',
    counts.removed > 0 ? `${counts.removed.toLocaleString('en-US')} removed` : '',
    changed > 0 ? `${changed.toLocaleString('en-US')} changed` : '',
  ].filter((part) => part !== '');
  if (parts.length === 0) return 'Nothing has changed';
  const { root, graph } = trace;
  const moves = [parts.join(', ')];
  const add = (name: string, before: number, after: number) => {
    const [from, to] = [formatNumber(before), formatNumber(after)];
    if (from !== to) moves.push(`${name} ${from} → ${to}`);
  };
  if (CHANGES[was.changes[root]!] !== 'added') add(titles.nameOf(root), was.values[root]!, graph.value(root));
  const input = mostChangedInput(was, trace, sweep);
  if (input !== undefined)
    add(partial(titles.nameOf(root), titles.nameOf(input)), was.gradients[input]!, sweep.gradient(input));
  return moves.join('; ');
}

/** Of the inputs of both graphs the one whose gradient differs most. */
function mostChangedInput(
  { changes, gradients }: Pick<Comparison, 'changes' | 'gradients'>,
  { graph }: Trace,
  sweep: Sweep,
): NodeId | undefined {
  let found: NodeId | undefined;
  let largest = 0;
  for (let node: NodeId = 0; node < changes.length; node++) {
    const change = CHANGES[changes[node]!]!;
    if (graph.columns.codes[node] !== OP_CODES.leaf || change === 'added' || change === 'removed') continue;
    const distance = difference(gradients[node]!, sweep.gradient(node));
    if (distance <= largest) continue;
    found = node;
    largest = distance;
  }
  return found;
}

export function sceneChanges(
  { changes, values, gradients }: Comparison,
  items: readonly ItemView[],
): SceneChanges {
  const ofNodes = (first: NodeId, last: NodeId): Change => {
    const met = new Set<Change>();
    for (let node = first; node <= last; node++) met.add(CHANGES[changes[node]!]!);
    const [only] = met;
    if (met.size === 1) return only!;
    return met.has('edited') || met.has('added') || met.has('removed') ? 'edited' : 'numbers';
  };
  const shownNode = (item: ItemView) => ('node' in item ? item.node : item.output);
  const before = (numbers: Float64Array) =>
    Float64Array.from(items, (item) => numbers[shownNode(item) ?? -1] ?? NaN);
  return {
    changes: items.map((item) =>
      'node' in item ? CHANGES[changes[item.node]!]! : ofNodes(item.first, item.last),
    ),
    values: before(values),
    gradients: before(gradients),
  };
}

/** The scene with the operands that something has no more, as edges along which nothing flows. */
export function withRemovedEdges({ union }: Comparison, scene: Scene, itemOf: Uint32Array): Scene {
  const { items } = scene;
  const removed = new Map<string, EdgeView>();
  for (let at = 0; at < union.removedEdges.length; at += 3) {
    const [source, consumer, slot] = union.removedEdges.subarray(at, at + 3) as unknown as [
      number,
      number,
      number,
    ];
    const [from, to] = [itemOf[source]!, itemOf[consumer]!];
    if (from === to) continue;
    const key = `-${items[from]!.key}/${items[to]!.key}`;
    const count = (removed.get(key)?.count ?? 0) + 1;
    removed.set(key, { ...{ key, from, to, source, slot, count }, partial: '', rule: '', isRemoved: true });
  }
  const more = removed.size;
  const extended = (numbers: Float64Array, value: number) =>
    Float64Array.from([...numbers, ...Array(more).fill(value)]);
  const { start, visits } = scene.flow;
  return {
    ...scene,
    edges: [...scene.edges, ...removed.values()],
    locals: extended(scene.locals, NaN),
    deltas: extended(scene.deltas, 0),
    flow: { start: Uint32Array.from([...start, ...Array(more).fill(visits.length)]), visits },
  };
}
