/**
 * Where the items and edges of a scene go. Each frame is laid out by itself, once, from the inside out; when boxes in it open or
 * close, its layout is stretched, so that everything else stays in its order and near its place.
 */
import type { Scene } from '../../src/protocol/view.ts';
import type { Placed, Unplaced, UnplacedNode } from './elk.ts';
import type { Box, Direction, Point, Size } from './geometry.ts';
import { type FrameLayout, resized } from './resized.ts';
import { type Frame, type Frames, framesOf, OUTSIDE } from './segments.ts';

/** The sizes of a scene's items and labels, by their positions. Of a frame, the strip for its title. */
export interface Sizes {
  readonly items: readonly Size[];
  readonly labels: readonly Size[];
}

export interface PlacedScene extends Size {
  readonly direction: Direction;
  readonly items: readonly Box[];
  /** From operand to consumer through `points`, at least two. Without a label where there is no room for one. */
  readonly edges: readonly { readonly points: readonly Point[]; readonly label: Box | undefined }[];
}

/** Lays out one frame; undefined when the whole is not wanted any more. */
export type LayOut = (graph: Unplaced) => Promise<Placed | undefined>;

/** What is kept of a frame. */
interface KnownFrame {
  readonly layout: FrameLayout;
  /** What the layout is of: names and sizes. */
  readonly signature: string;
}

/** Room for `× 12` where an edge ends at a box that is open. */
const COUNT_LABEL: Size = { width: 46, height: 18 };

/** Places the scenes of one graph. */
export class Arranger {
  readonly #known = new Map<string, KnownFrame>();

  /** Undefined when a layout says so. */
  async arrange(
    scene: Scene,
    sizes: Sizes,
    direction: Direction,
    layOut: LayOut,
  ): Promise<PlacedScene | undefined> {
    const frames = framesOf(scene);
    const now = new Map<number, FrameLayout>();
    // From the inside out: an inner frame stands after the one around it.
    for (const frame of [...frames.frames.values()].reverse()) {
      const known = this.#known.get(frame.key);
      const signature = signatureOf(frame, scene, sizes, direction);
      let layout = known?.signature === signature ? known.layout : undefined;
      if (!layout) {
        const placed = await layOut(unplaced(frame, scene, sizes, direction, now));
        if (!placed) return undefined;
        layout = nameParts(frame, scene, placed);
        this.#known.set(frame.key, { layout, signature });
      }
      now.set(frame.item, resized(layout, frame, scene, sizes, direction, now));
    }
    return compose(scene, sizes, direction, frames, now);
  }
}

/** What a layout of the frame depends on, but for which of its boxes are open. */
function signatureOf(frame: Frame, scene: Scene, sizes: Sizes, direction: Direction): string {
  const children = frame.children.map((child) => {
    const { key } = scene.items[child]!;
    const { width, height } = sizes.items[child]!;
    return isBox(scene, child) ? key : `${key} ${width} ${height}`;
  });
  return [direction, ...children, ...[...frame.segments.keys()].sort()].join('\n');
}

function isBox({ items }: Scene, item: number): boolean {
  return !('node' in items[item]!);
}

function isOpen({ items }: Scene, item: number): boolean {
  const one = items[item]!;
  return 'isOpen' in one && one.isOpen;
}

function unplaced(
  frame: Frame,
  scene: Scene,
  sizes: Sizes,
  direction: Direction,
  inner: ReadonlyMap<number, FrameLayout>,
): Unplaced {
  const position = new Map(frame.children.map((child, k) => [child, k]));
  return {
    direction,
    title: frame.item === OUTSIDE ? undefined : sizes.items[frame.item]!,
    nodes: frame.children.map((child): UnplacedNode => {
      const layout = inner.get(child);
      if (layout) return { kind: 'frame', width: layout.width, height: layout.height, ports: layout.ports };
      return { kind: isBox(scene, child) ? 'box' : 'node', ...sizes.items[child]! };
    }),
    segments: [...frame.segments.values()].map(({ from, to, fromPort, toPort, slot, edges }) => ({
      from: position.get(from) ?? -1,
      to: position.get(to) ?? -1,
      fromPort,
      toPort,
      slot,
      label: to === OUTSIDE ? { width: 0, height: 0 } : roomForLabel(to, edges, scene, sizes),
    })),
  };
}

/** The label of an edge is on its last segment. */
function roomForLabel(to: number, edges: readonly number[], scene: Scene, sizes: Sizes): Size {
  if (isOpen(scene, to)) return edges.length > 1 ? COUNT_LABEL : { width: 0, height: 0 };
  const own = edges.map((edge) => sizes.labels[edge]!);
  return {
    width: Math.max(...own.map(({ width }) => width)),
    height: Math.max(...own.map(({ height }) => height)),
  };
}

function nameParts(frame: Frame, { items }: Scene, placed: Placed): FrameLayout {
  const ports = new Map<string, Point>();
  const segments = new Map<string, Placed['segments'][number]>();
  for (const [k, { key, from, to, fromPort, toPort }] of [...frame.segments.values()].entries()) {
    const own = placed.segments[k]!;
    segments.set(key, own);
    if (from === OUTSIDE) ports.set(fromPort, own.points[0]!);
    if (to === OUTSIDE) ports.set(toPort, own.points.at(-1)!);
  }
  return {
    width: placed.width,
    height: placed.height,
    children: new Map(frame.children.map((child, k) => [items[child]!.key, placed.nodes[k]!])),
    segments,
    ports,
  };
}

/** Everything from the picture's upper left corner. */
function compose(
  scene: Scene,
  sizes: Sizes,
  direction: Direction,
  { frames, routes }: Frames,
  layouts: ReadonlyMap<number, FrameLayout>,
): PlacedScene {
  const items: Box[] = [];
  const origins = new Map<number, Point>([[OUTSIDE, { x: 0, y: 0 }]]);
  for (const [index, { frame, key }] of scene.items.entries()) {
    const origin = origins.get(frame)!;
    const box = layouts.get(frame)!.children.get(key)!;
    items.push({ ...box, x: origin.x + box.x, y: origin.y + box.y });
    if (frames.has(index)) origins.set(index, items[index]!);
  }
  const edges = routes.map((route, edge) => {
    const points: Point[] = [];
    let label: Box | undefined;
    let isAlone = true;
    for (const { frame, segment } of route) {
      const origin = origins.get(frame.item)!;
      const own = layouts.get(frame.item)!.segments.get(segment.key)!;
      const absolute = own.points.map(({ x, y }) => ({ x: origin.x + x, y: origin.y + y }));
      points.push(...(points.length > 0 ? absolute.slice(1) : absolute));
      isAlone = segment.edges.length === 1;
      label = own.label && { ...own.label, x: origin.x + own.label.x, y: origin.y + own.label.y };
    }
    return { points, label: isAlone ? labelIn(label, sizes.labels[edge]!) : undefined };
  });
  const { width, height } = layouts.get(OUTSIDE)!;
  return { direction, width, height, items, edges };
}

/** The label in the middle of its room, if it has room. */
function labelIn(room: Box | undefined, { width, height }: Size): Box | undefined {
  if (!room || width === 0 || width > room.width + 1 || height > room.height + 1) return undefined;
  return { x: room.x + (room.width - width) / 2, y: room.y + (room.height - height) / 2, width, height };
}
