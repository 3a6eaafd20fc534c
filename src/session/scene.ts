/**
 * What is shown of a graph: the scene for a set of open boxes. Which items those give is decided in placement.ts, what flows
 * between them is added up in flows.ts; here they are described.
 */
import type { Sweep } from '../engine/index.ts';
import type { ItemKey, ItemView, NodeId, Scene, SceneRequest } from '../protocol/view.ts';
import type { SourceSpan, Trace } from '../trace/trace.ts';
import type { Comparison } from './compare/comparison.ts';
import type { Flow } from './flow.ts';
import { edgesBetween, gradientsOf, type Ports, portsOf } from './flows.ts';
import type { Box, FoldTree } from './folds.ts';
import { chooseOpen, itemsByNode, MAX_ITEMS, type Placed, place } from './placement.ts';
import { placeReader } from './places.ts';
import { tensorViews } from './tensors/tensorViews.ts';
import type { Titles } from './titles.ts';

/** What a scene is made of; nothing of it changes. */
export interface Material {
  readonly trace: Trace;
  readonly sweep: Sweep;
  readonly tree: FoldTree;
  readonly flow: Flow;
  readonly titles: Titles;
  /** With what the graph is compared; then it is the union of both. */
  readonly comparison?: Comparison | undefined;
}

/** Takes time linear in the graph, with a small factor. Keys and nodes that the graph does not have are passed over. */
export function buildScene(material: Material, request: SceneRequest): Scene {
  const { trace, sweep, tree, flow } = material;
  const constants = request.constants ?? false;
  const { open, closed } = chooseOpen(tree, request);
  const placed = place(tree, open, constants);
  const itemOf = itemsByNode(placed, trace.graph.size);
  const ports = portsOf(trace, placed, itemOf);
  const { edges, locals, deltas, flow: alongEdges } = edgesBetween(material, placed, itemOf, constants);
  const { values, gradients, history } = gradientsOf(material, placed, ports);
  const visited = new Uint32Array(flow.order.length);
  for (let k = 0; k < visited.length; k++) visited[k] = itemOf[flow.order[k]!]!;
  const items = describe(material, placed, ports);
  const nodes = placed.map(({ box, first }, index) => (box < 0 ? first : onlyOutput(ports[index])));
  const tensors = tensorViews(trace, sweep, nodes, history);
  const scene: Scene = {
    open: [...open].map((box) => tree.keyOf(box)),
    constants,
    items,
    edges,
    values,
    gradients,
    finished: Uint32Array.from(placed, ({ first, last }) => {
      let finished = 0;
      for (let node = first; node <= last; node++) finished = Math.max(finished, flow.finished[node]!);
      return finished;
    }),
    locals,
    deltas,
    history,
    flow: alongEdges,
    visited,
    ...(tensors && { tensors }),
    notices: closed
      ? [
          `Not more than ${MAX_ITEMS.toLocaleString('en-US')} items are drawn at a time: what was opened first was closed.`,
        ]
      : [],
  };
  const { comparison } = material;
  return comparison ? comparison.onScene(scene, itemOf) : scene;
}

function onlyOutput(ports: Ports | undefined): NodeId | undefined {
  return ports?.outputs.length === 1 ? ports.outputs[0] : undefined;
}

function describe(
  { trace, tree, titles }: Material,
  placed: readonly Placed[],
  ports: readonly (Ports | undefined)[],
): ItemView[] {
  const { graph } = trace;
  const placeOf = placeReader(trace);
  return placed.map(({ key, frame, box: id, isOpen, first, last }, index): ItemView => {
    if (id < 0) {
      const op = graph.op(first);
      const common = { key, frame, ...placeOf(trace.spanOf(first)), node: first, op };
      if (op === 'constant')
        return { ...common, kind: 'constant', name: titles.ofConstant(first), formula: '' };
      const kind = op === 'leaf' ? 'leaf' : 'operation';
      return { ...common, kind, name: titles.nameOf(first), formula: titles.formulaOf(first) };
    }
    const box = tree.boxes[id]!;
    const parent = tree.parentOf(id);
    const { inputs, outputs } = ports[index]!;
    return {
      key,
      frame,
      kind: box.kind,
      name: titles.ofBox(box, parent < 0 ? undefined : tree.boxes[parent]),
      ...placeOf(spanOfBox(trace, box)),
      isOpen,
      first,
      last,
      size: box.size,
      inputs,
      outputs: outputs.length,
      ...(onlyOutput(ports[index]) !== undefined && { output: outputs[0]! }),
    };
  });
}

/** The keys of the items that show these nodes, each once: the nodes themselves, or the closed boxes that hide them. */
export function itemsOf({ items }: Scene, nodes: readonly NodeId[]): ItemKey[] {
  const shown = items.filter((item) => 'node' in item || !item.isOpen);
  const firstOf = (item: ItemView) => ('node' in item ? item.node : item.first);
  const lastOf = (item: ItemView) => ('node' in item ? item.node : item.last);
  const keys = new Set<ItemKey>();
  for (const node of nodes) {
    let low = 0;
    let high = shown.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (firstOf(shown[middle]!) <= node) low = middle + 1;
      else high = middle;
    }
    const item = shown[low - 1];
    if (item && node <= lastOf(item)) keys.add(item.key);
  }
  return [...keys];
}

/** Of a call its function, of a turn its loop, else its last expression. */
export function spanOfBox(trace: Trace, { kind, scope, last }: Box): SourceSpan {
  const isScope = kind === 'call' || kind === 'loop' || kind === 'turn';
  return isScope ? trace.scope(scope).span : trace.spanOf(last);
}
