/** What flows between the items of a scene, and how their gradients come about: sums over the sweep's contributions. */
import type { NodeId } from '../engine/index.ts';
import { writeShare } from '../notation/formulas.ts';
import type { EdgeView, ItemIndex, Scene } from '../protocol/view.ts';
import type { Trace } from '../trace/trace.ts';
import { norm, RunningNorm } from './flow.ts';
import { NOWHERE, type Placed } from './placement.ts';
import type { Material } from './scene.ts';

/** Between two items where one is a box: up to so many nodes have an edge each; more share one. */
const MOST_SOURCES = 4;

/** What goes in and out of a box. */
export interface Ports {
  /** How many nodes outside it uses. */
  readonly inputs: number;
  /** Its nodes that are used outside, ascending. */
  readonly outputs: readonly NodeId[];
}

/** By item; undefined for a node. */
export function portsOf(
  { graph, root }: Trace,
  placed: readonly Placed[],
  itemOf: Uint32Array,
): (Ports | undefined)[] {
  const inputs = placed.map(({ box }) => (box < 0 ? undefined : new Set<NodeId>()));
  const outputs = placed.map(({ box }) => (box < 0 ? undefined : new Set<NodeId>()));
  /** Adds to every box around `inner` that does not hold `outer`. */
  const note = (sets: typeof inputs, inner: NodeId, outer: NodeId, value: NodeId) => {
    let item: ItemIndex | -1 = itemOf[inner]!;
    while (item >= 0 && !(placed[item]!.first <= outer && outer <= placed[item]!.last)) {
      sets[item]?.add(value);
      item = placed[item]!.frame;
    }
  };
  const { inputStart, inputs: operands } = graph.columns;
  for (let node = 0; node < graph.size; node++) {
    const item = itemOf[node]!;
    for (let i = inputStart[node]!; i < inputStart[node + 1]!; i++) {
      const operand = operands[i]!;
      if (itemOf[operand] === item || graph.op(operand) === 'constant') continue;
      note(inputs, node, operand, operand);
      note(outputs, operand, node, operand);
    }
  }
  note(outputs, root, graph.size, root);
  return placed.map(({ box }, index) =>
    box < 0
      ? undefined
      : { inputs: inputs[index]!.size, outputs: [...outputs[index]!].sort((a, b) => a - b) },
  );
}

/** Value, finished gradient and the way there of each item; of several outputs the norms. */
export function gradientsOf(
  { trace: { graph, root }, flow }: Material,
  placed: readonly Placed[],
  ports: readonly (Ports | undefined)[],
): Pick<Scene, 'values' | 'gradients' | 'history'> {
  const values = new Float64Array(placed.length);
  const gradients = new Float64Array(placed.length);
  const start = new Uint32Array(placed.length + 1);
  const shown = placed.map(({ first }, index) => ports[index]?.outputs ?? [first]);
  for (const [index, nodes] of shown.entries()) {
    start[index + 1] = start[index]!;
    for (const node of nodes) start[index + 1]! += flow.receivedStart[node + 1]! - flow.receivedStart[node]!;
  }
  const visits = new Uint32Array(start.at(-1)!);
  const after = new Float64Array(start.at(-1)!);
  for (const [index, nodes] of shown.entries()) {
    let at = start[index]!;
    if (nodes.length === 1) {
      const [node] = nodes as [NodeId];
      for (let i = flow.receivedStart[node]!; i < flow.receivedStart[node + 1]!; i++, at++) {
        const edge = flow.received[i]!;
        visits[at] = flow.visit[edge]!;
        after[at] = flow.after[edge]!;
      }
      values[index] = graph.value(node);
      gradients[index] = at > start[index]! ? after[at - 1]! : node === root ? 1 : 0;
      continue;
    }
    const running = new RunningNorm(nodes.length);
    const position = new Map(nodes.map((node, k) => [node, k]));
    if (position.has(root)) running.set(position.get(root)!, 1);
    const edges = nodes.flatMap((node) =>
      Array.from(flow.received.subarray(flow.receivedStart[node], flow.receivedStart[node + 1])),
    );
    for (const edge of edges.sort((a, b) => a - b)) {
      running.set(position.get(flow.target[edge]!)!, flow.after[edge]!);
      visits[at] = flow.visit[edge]!;
      after[at++] = running.value;
    }
    values[index] = norm(nodes.map((node) => graph.value(node)));
    gradients[index] = running.value;
  }
  return { values, gradients, history: { start, visits, gradients: after } };
}

/** An edge of the scene on its way. */
interface Stream {
  readonly from: ItemIndex;
  readonly to: ItemIndex;
  /** -1 once it is of several nodes. */
  source: NodeId | -1;
  readonly slot: number;
  /** The first consumer, and its operand. */
  readonly consumer: NodeId;
  count: number;
  local: number;
  delta: number;
  readonly visits: number[];
}

/**
 * The edges between items, in the order of their consumers and operands.
 * @param constants whether those from constants are wanted.
 */
export function edgesBetween(
  { trace: { graph }, flow, titles }: Material,
  placed: readonly Placed[],
  itemOf: Uint32Array,
  constants: boolean,
): Pick<Scene, 'edges' | 'locals' | 'deltas' | 'flow'> {
  const streams: Stream[] = [];
  /** By the two items of an edge into a box: the streams between them by source, or the one for all. */
  const pairs = new Map<number, Map<NodeId, Stream> | Stream>();
  const begin = (from: ItemIndex, to: ItemIndex, source: NodeId, slot: number, consumer: NodeId): Stream => {
    const stream: Stream = {
      from,
      to,
      source,
      slot,
      consumer,
      count: 0,
      local: Number.NaN,
      delta: 0,
      visits: [],
    };
    streams.push(stream);
    return stream;
  };
  const streamOf = (
    from: ItemIndex,
    to: ItemIndex,
    source: NodeId,
    slot: number,
    consumer: NodeId,
  ): Stream => {
    if (placed[to]!.box < 0) return begin(from, to, source, slot, consumer);
    const pair = from * placed.length + to;
    let bySource = pairs.get(pair);
    if (!bySource) {
      bySource = new Map();
      pairs.set(pair, bySource);
    }
    if (!(bySource instanceof Map)) return bySource;
    const known = bySource.get(source);
    if (known) return known;
    if (bySource.size < MOST_SOURCES) {
      const stream = begin(from, to, source, slot, consumer);
      bySource.set(source, stream);
      return stream;
    }
    const merged = merge([...bySource.values()]);
    for (const one of bySource.values()) streams.splice(streams.lastIndexOf(one), 1);
    streams.push(merged);
    pairs.set(pair, merged);
    return merged;
  };

  for (let k = 0; k < flow.order.length; k++) {
    const consumer = flow.order[k]!;
    const to = itemOf[consumer]!;
    for (let edge = flow.start[k]!; edge < flow.start[k + 1]!; edge++) {
      const source = flow.target[edge]!;
      const from = itemOf[source]!;
      if (from === to) continue;
      const stream = streamOf(from, to, source, flow.slot[edge]!, consumer);
      stream.count += 1;
      stream.local = stream.count === 1 ? flow.local[edge]! : Number.NaN;
      stream.delta += flow.delta[edge]!;
      if (stream.visits.at(-1) !== k + 1) stream.visits.push(k + 1);
    }
  }
  // What receives nothing is used all the same: also by a box, so that no edge comes or goes when one opens or closes.
  const visitOf = new Int32Array(graph.size).fill(-1);
  for (let k = 0; k < flow.order.length; k++) visitOf[flow.order[k]!] = k;
  const { inputStart, inputs: operands } = graph.columns;
  for (let consumer = 0; consumer < graph.size; consumer++) {
    const first = inputStart[consumer]!;
    const count = inputStart[consumer + 1]! - first;
    const visit = visitOf[consumer]!;
    const [start, end] = visit < 0 ? [0, 0] : [flow.start[visit]!, flow.start[visit + 1]!];
    const to = itemOf[consumer]!;
    if (end - start === count || to === NOWHERE) continue;
    const sent: Uint32Array = flow.slot.subarray(start, end);
    for (let slot = 0; slot < count; slot++) {
      const source = operands[first + slot]!;
      const from = itemOf[source]!;
      const isWanted = from !== NOWHERE && (constants || graph.op(source) !== 'constant');
      if (!isWanted || from === to || sent.includes(slot)) continue;
      const stream = streamOf(from, to, source, slot, consumer);
      stream.count += 1;
      stream.local = Number.NaN;
    }
  }

  streams.sort((a, b) => a.to - b.to || a.slot - b.slot || a.from - b.from || a.source - b.source);
  const start = new Uint32Array(streams.length + 1);
  for (const [index, { visits }] of streams.entries()) start[index + 1] = start[index]! + visits.length;
  const visits = new Uint32Array(start.at(-1)!);
  for (const [index, stream] of streams.entries()) visits.set(stream.visits, start[index]);
  return {
    edges: streams.map(({ from, to, source, slot, consumer, count, visits: sent }): EdgeView => {
      const isNode = placed[to]!.box < 0;
      const isOne = count === 1 && sent.length === 1;
      const tensor = isOne ? titles.shareOf(consumer, slot) : undefined;
      const ends = `${placed[from]!.key}-${placed[to]!.key}`;
      return {
        key: isNode ? `n${consumer}/${slot}` : `${ends}${source < 0 ? '' : `/n${source}`}`,
        from,
        to,
        source,
        slot: isNode ? slot : 0,
        count,
        partial: isOne ? titles.partialOf(consumer, source) : '',
        rule: isOne ? (tensor ? writeShare(tensor) : titles.ruleOf(consumer, slot)) : '',
        ...(tensor && { isOfTensors: true }),
        ...(source >= 0 &&
          (graph.tensor(source)?.shape.length ?? 0) > 0 && { shape: titles.shapeOf(source) }),
      };
    }),
    locals: Float64Array.from(streams, ({ local }) => local),
    deltas: Float64Array.from(streams, ({ delta }) => delta),
    flow: { start, visits },
  };
}

function merge(streams: readonly Stream[]): Stream {
  const visits = [...new Set(streams.flatMap((one) => one.visits))].sort((a, b) => a - b);
  const sum = (read: (stream: Stream) => number) => streams.reduce((total, one) => total + read(one), 0);
  return {
    ...streams[0]!,
    source: -1,
    count: sum(({ count }) => count),
    local: Number.NaN,
    delta: sum(({ delta }) => delta),
    visits,
  };
}
