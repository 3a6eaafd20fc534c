/** The paths between two items as they are seen in a scene: which of its items and edges are on them, and how many there are. */
import type { NodeId } from '../engine/index.ts';
import { formatNumber } from '../notation/numbers.ts';
import type { ItemView, PathsView, Scene } from '../protocol/view.ts';
import type { Trace } from '../trace/trace.ts';
import { countPaths, pathsBetween } from './paths.ts';

/** One end: a node, or the nodes of a box. */
export interface PathEnd {
  readonly name: string;
  /** Both included. */
  readonly first: NodeId;
  readonly last: NodeId;
}

export function showPaths({ graph }: Trace, scene: Scene, one: PathEnd, other: PathEnd): PathsView {
  const [from, to] = one.last <= other.last ? [one, other] : [other, one];
  const onPath = pathsBetween(graph, nodesOf(from), nodesOf(to));
  const nodes = onPath.reduce((sum, mark) => sum + mark, 0);
  if (nodes === 0) return { text: `No path leads from ${from.name} to ${to.name}.`, items: [], edges: [] };
  return {
    text: textOf(from, to, nodes, () => countPaths(graph, from.first, to.first)),
    items: scene.items.filter((item) => holdsAny(item, onPath)).map(({ key }) => key),
    edges: edgesOn(scene, { graph }, onPath),
  };
}

function nodesOf({ first, last }: PathEnd): NodeId[] {
  return Array.from({ length: last - first + 1 }, (_, k) => first + k);
}

function rangeOf(item: ItemView): readonly [first: NodeId, last: NodeId] {
  return 'node' in item ? [item.node, item.node] : [item.first, item.last];
}

function holdsAny(item: ItemView, marks: Uint8Array): boolean {
  const [first, last] = rangeOf(item);
  const found = marks.indexOf(1, first);
  return found >= 0 && found <= last;
}

function textOf(from: PathEnd, to: PathEnd, nodes: number, count: () => number): string {
  const ends = `from ${from.name} to ${to.name}`;
  const isBox = from.first < from.last || to.first < to.last;
  if (isBox) return `What leads ${ends}: ${nodesText(nodes)}.`;
  const between = nodes - (from.first === to.first ? 1 : 2);
  const through = between > 0 ? `, through ${nodesText(between)}` : '';
  const paths = count();
  if (paths === 1) return `One path leads ${ends}${through}.`;
  if (!Number.isFinite(paths)) return `More than 10³⁰⁸ paths lead ${ends}${through}.`;
  return `${paths < 1e6 ? paths.toLocaleString('en-US') : formatNumber(paths)} paths lead ${ends}${through}.`;
}

function nodesText(count: number): string {
  return count === 1 ? 'one node' : `${count.toLocaleString('en-US')} nodes`;
}

/** An edge of the scene is on a path when an edge of the graph that it stands for is. */
function edgesOn({ items, edges }: Scene, { graph }: Pick<Trace, 'graph'>, onPath: Uint8Array): string[] {
  const { inputStart, inputs } = graph.columns;
  const ranges = items.map(rangeOf);
  /** Into each closed box: the nodes that it uses along a path. */
  const used = items.map((item, index) => {
    const found = new Set<NodeId>();
    if ('node' in item || item.isOpen) return found;
    const [first, last] = ranges[index]!;
    for (let node = first; node <= last; node++)
      if (onPath[node] === 1)
        for (let at = inputStart[node]!; at < inputStart[node + 1]!; at++)
          if (inputs[at]! < first && onPath[inputs[at]!] === 1) found.add(inputs[at]!);
    return found;
  });
  const isOn = ({ from, to, source, slot }: Scene['edges'][number]): boolean => {
    const target = items[to]!;
    if ('node' in target)
      return onPath[target.node] === 1 && onPath[inputs[inputStart[target.node]! + slot]!] === 1;
    if (source >= 0) return used[to]!.has(source);
    const [first, last] = ranges[from]!;
    return [...used[to]!].some((node) => first <= node && node <= last);
  };
  return edges.filter(isOn).map(({ key }) => key);
}
