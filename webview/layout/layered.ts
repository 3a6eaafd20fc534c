/**
 * A layered placement in linear time, for frames that ELK cannot place in time: layers by the longest way, each in the order of
 * its operands' places, and no attempt at beauty. Nothing overlaps: an edge over a few layers gets a place in each, a longer one
 * runs below everything.
 */
import { PADDING, type Placed, type Unplaced, type UnplacedSegment } from './elk.ts';
import type { Box, Point, Size } from './geometry.ts';

const GAP = { beside: 24, between: 60, pass: 8 };
/** An edge over more layers runs below the picture. */
const LONGEST_SPAN = 6;
/** So many lanes lie below the picture; what needs more shares them. */
const LANES = 40;
/** A side of a node has room for so many labels. */
const MOST_LABELS = 2;

/** What takes a place in a layer: a node, or an edge that passes. Along is the way of the flow, across the other axis. */
interface Slot {
  readonly along: number;
  readonly across: number;
  readonly node: number;
  readonly segment: number;
  weight: number;
  count: number;
  at: number;
}

export function layOutPlainly(graph: Unplaced): Placed {
  const isRight = graph.direction === 'RIGHT';
  const { nodes, segments } = graph;
  const lengths = ({ width, height }: Size) =>
    isRight ? { along: width, across: height } : { along: height, across: width };
  const layerOf = longestWays(graph);
  const last = layerOf.reduce((most, layer) => Math.max(most, layer), 0);
  const layers: Slot[][] = Array.from({ length: last + 1 }, () => []);
  const slots = nodes.map((node, index): Slot => {
    const slot = { ...lengths(node), node: index, segment: -1, weight: 0, count: 0, at: 0 };
    layers[layerOf[index]!]!.push(slot);
    return slot;
  });
  const into = new Uint32Array(nodes.length);
  for (const { to } of segments) if (to >= 0) into[to]!++;

  /** By segment: its places in the layers that it passes. */
  const passes = segments.map(({ from, to }, segment): Slot[] => {
    const first = from < 0 ? 0 : layerOf[from]! + 1;
    const end = to < 0 ? last + 1 : layerOf[to]!;
    if (end - first > LONGEST_SPAN) return [];
    return Array.from({ length: Math.max(0, end - first) }, (_, k) => {
      const slot = { along: 0, across: 0, node: -1, segment, weight: 0, count: 0, at: 0 };
      layers[first + k]!.push(slot);
      return slot;
    });
  });
  order(layers, segments, slots, passes, layerOf);

  // Across: one after the other. Along: each layer as long as its longest, and labels before it.
  const labelLength = layers.map(() => 0);
  for (const { to, label } of segments) {
    const layer = to < 0 ? undefined : layerOf[to]!;
    if (layer !== undefined) labelLength[layer] = Math.max(labelLength[layer]!, lengths(label).along);
  }
  const top = PADDING + (graph.title?.height ?? 0);
  const origin = isRight ? { along: PADDING, across: top } : { along: top, across: PADDING };
  const starts: number[] = [];
  const ends: number[] = [];
  let along = origin.along;
  let extent = 0;
  for (const [index, layer] of layers.entries()) {
    const hasEdges = index > 0 || segments.some(({ from }) => from < 0);
    along += hasEdges ? labelLength[index]! + GAP.between : 0;
    starts.push(along);
    along += layer.reduce((most, slot) => Math.max(most, slot.along), 0);
    ends.push(along);
    let across = origin.across;
    for (const slot of layer) {
      slot.at = across;
      across += slot.across + (slot.node < 0 ? GAP.pass : GAP.beside);
    }
    extent = Math.max(extent, across);
  }
  const hasExits = segments.some(({ to }) => to < 0);
  const length = Math.max(
    along + (hasExits ? GAP.between : 0) + PADDING,
    isRight ? (graph.title?.width ?? 0) + 2 * PADDING : 0,
  );
  const below = extent + GAP.beside;

  const boxes = nodes.map(({ width, height }, index): Box => {
    const { at } = slots[index]!;
    const start = starts[layerOf[index]!]!;
    return isRight ? { x: start, y: at, width, height } : { x: at, y: start, width, height };
  });
  const point = (alongAt: number, acrossAt: number): Point =>
    isRight ? { x: alongAt, y: acrossAt } : { x: acrossAt, y: alongAt };
  const portAt = (node: number, name: string): Point | undefined => {
    const own = nodes[node]!.ports?.get(name);
    return own && { x: boxes[node]!.x + own.x, y: boxes[node]!.y + own.y };
  };
  const met = new Uint32Array(nodes.length);
  const border = new Map<string, number>();
  const acrossOf = (one: Point) => (isRight ? one.y : one.x);

  let lane = 0;
  const placed = segments.map(({ from, to, fromPort, toPort, label }, index) => {
    const own = passes[index]!;
    const firstLayer = from < 0 ? -1 : layerOf[from]!;
    const endLayer = to < 0 ? last + 1 : layerOf[to]!;
    let end: Point;
    if (to >= 0) {
      const box = slots[to]!;
      const share = (met[to]! + 1) / (into[to]! + 1);
      met[to]! += 1;
      end = portAt(to, toPort) ?? point(starts[endLayer]!, box.at + share * box.across);
    } else {
      const across =
        border.get(`out ${toPort}`) ?? (from >= 0 ? slots[from]!.at + slots[from]!.across / 2 : below);
      border.set(`out ${toPort}`, across);
      end = point(length, across);
    }
    let start: Point;
    if (from >= 0) {
      const slot = slots[from]!;
      start = portAt(from, fromPort) ?? point(starts[firstLayer]! + slot.along, slot.at + slot.across / 2);
    } else {
      const across = border.get(`in ${fromPort}`) ?? acrossOf(end);
      border.set(`in ${fromPort}`, across);
      start = point(0, across);
    }
    const points = [start];
    if (firstLayer >= 0) points.push(point(ends[firstLayer]! + 4, acrossOf(start)));
    if (endLayer - firstLayer - 1 > LONGEST_SPAN) {
      const at = below + 6 * (lane++ % LANES);
      points.push(point((firstLayer < 0 ? 0 : ends[firstLayer]!) + GAP.between / 2, at));
      points.push(
        point((endLayer > last ? length : starts[endLayer]! - labelLength[endLayer]!) - GAP.between / 2, at),
      );
    } else
      for (const [k, { at }] of own.entries()) {
        const layer = firstLayer + 1 + k;
        points.push(point(starts[layer]!, at), point(ends[layer]! + 4, at));
      }
    const isLabelled = to >= 0 && label.width > 0 && (isRight ? into[to]! <= MOST_LABELS : into[to] === 1);
    const labelStart = to >= 0 ? starts[endLayer]! - 8 - lengths(label).along : 0;
    if (isLabelled) points.push(point(labelStart, acrossOf(end)));
    points.push(end);
    const corner = point(labelStart, acrossOf(end) - lengths(label).across / 2);
    return { points, label: isLabelled ? { ...corner, ...label } : undefined };
  });
  const across = below + (lane > 0 ? 6 * Math.min(lane, LANES) : 0) + PADDING - GAP.beside;
  return {
    ...(isRight
      ? { width: length, height: across }
      : { width: Math.max(across, (graph.title?.width ?? 0) + 2 * PADDING), height: length }),
    nodes: boxes,
    segments: placed,
  };
}

/** By node: the most segments on a way that leads to it. Nodes stand in a topological order. */
function longestWays({ nodes, segments }: Unplaced): Uint32Array {
  const layerOf = new Uint32Array(nodes.length);
  for (const { from, to } of segments.toSorted((a, b) => a.from - b.from))
    if (from >= 0 && to >= 0) layerOf[to] = Math.max(layerOf[to]!, layerOf[from]! + 1);
  return layerOf;
}

/** Brings each layer into the order of the middle of what leads to it. */
function order(
  layers: readonly Slot[][],
  segments: readonly UnplacedSegment[],
  slots: readonly Slot[],
  passes: readonly (readonly Slot[])[],
  layerOf: Uint32Array,
): void {
  /** What leads to a slot, by the layer of the slot. */
  const before = new Map<Slot, Slot[]>();
  const lead = (from: Slot, to: Slot) => {
    const known = before.get(to);
    if (known) known.push(from);
    else before.set(to, [from]);
  };
  for (const [index, { from, to }] of segments.entries()) {
    const way = [...(from < 0 ? [] : [slots[from]!]), ...passes[index]!, ...(to < 0 ? [] : [slots[to]!])];
    const isDirect = from < 0 || to < 0 || layerOf[to]! - layerOf[from]! - 1 === passes[index]!.length;
    if (isDirect) for (let k = 1; k < way.length; k++) lead(way[k - 1]!, way[k]!);
  }
  for (const layer of layers) {
    for (const [position, slot] of layer.entries()) {
      const own = before.get(slot) ?? [];
      slot.weight = own.length === 0 ? position : own.reduce((sum, { at }) => sum + at, 0) / own.length;
    }
    layer.sort((a, b) => a.weight - b.weight);
    for (const [position, slot] of layer.entries()) slot.at = position;
  }
}
