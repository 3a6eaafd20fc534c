/**
 * Where the items and edges of a scene go. Each frame is laid out by itself, once, from the inside out; when boxes in it open or
 * close, its layout is stretched, so that everything else stays in its order and near its place.
 */
import type { ItemIndex, ItemKey, Scene } from '../../src/protocol/view.ts';
import type { Placed, Unplaced, UnplacedNode } from './elk.ts';
import type { Box, Direction, Point, Size } from './geometry.ts';
import { likenessOf, type Rooms, roomForAll, shapeOf } from './likeness.ts';
import { type FrameLayout, resized } from './resized.ts';
import { type Frame, type Frames, framesOf, isBox, isOpen, OUTSIDE } from './segments.ts';

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

/** Lays out frames that do not depend on each other; undefined when the whole is not wanted any more. */
export type LayOut = (graphs: readonly Unplaced[]) => Promise<readonly Placed[] | undefined>;

/** What is kept of a frame. */
interface KnownFrame {
  readonly layout: FrameLayout;
  /** What the layout is of: names and sizes. */
  readonly signature: string;
}

/** Room for `× 12` where an edge ends at a box that is open. */
const COUNT_LABEL: Size = { width: 46, height: 18 };

const NO_ROOM: Size = { width: 0, height: 0 };

/** Places the scenes of one graph. */
export class Arranger {
  readonly #known = new Map<string, KnownFrame>();
  /** By all that it depends on. */
  readonly #layouts = new Map<string, Placed>();
  /** What items have been given room for, which may be more than they need. */
  readonly #rooms = new Map<ItemKey, Size>();

  /** Undefined when a layout says so. */
  async arrange(
    scene: Scene,
    sizes: Sizes,
    direction: Direction,
    layOut: LayOut,
  ): Promise<PlacedScene | undefined> {
    const frames = framesOf(scene);
    const plans = this.#plan([...frames.frames.values()], scene, sizes, direction);
    const now = new Map<number, FrameLayout>();
    // From the inside out: all frames that hold only such as are placed already.
    for (const level of levelsOf(plans, scene)) {
      const fresh = level.filter(({ frame, signature }) => !this.#layoutOf(frame, signature));
      const graphs = fresh.map(({ frame, rooms }) => unplaced(frame, scene, rooms, direction, now));
      const likenesses = graphs.map((graph, k) => likenessOf(fresh[k]!.shape, graph));
      const missing = new Map(likenesses.map((likeness, k) => [likeness, graphs[k]!]));
      for (const likeness of this.#layouts.keys()) missing.delete(likeness);
      if (missing.size > 0) {
        const placed = await layOut([...missing.values()]);
        if (!placed) return undefined;
        for (const [k, likeness] of [...missing.keys()].entries()) this.#layouts.set(likeness, placed[k]!);
      }
      for (const [k, { frame, rooms, signature }] of fresh.entries()) {
        const layout = nameParts(frame, scene, this.#layouts.get(likenesses[k]!)!);
        this.#known.set(frame.key, { layout, signature });
        for (const [k, child] of frame.children.entries())
          if (!isOpen(scene, child)) this.#rooms.set(scene.items[child]!.key, rooms.children[k]!);
      }
      const roomOf = (item: ItemIndex) => this.#rooms.get(scene.items[item]!.key) ?? sizes.items[item]!;
      for (const { frame, signature } of level) {
        const layout = this.#layoutOf(frame, signature)!;
        now.set(frame.item, resized(layout, frame, scene, roomOf, direction, now));
      }
    }
    return compose(scene, sizes, direction, frames, now);
  }

  #layoutOf({ key }: Frame, signature: string): FrameLayout | undefined {
    const known = this.#known.get(key);
    return known?.signature === signature ? known.layout : undefined;
  }

  /** What each frame gets room for: as much as all frames of its shape need. */
  #plan(frames: readonly Frame[], scene: Scene, sizes: Sizes, direction: Direction): Plan[] {
    const groups = new Map<string, Rooms[]>();
    const plans = frames.map((frame) => {
      const shape = shapeOf(frame, scene);
      const rooms = roomsOf(frame, scene, sizes);
      const group = groups.get(shape);
      if (group) group.push(rooms);
      else groups.set(shape, [rooms]);
      return { frame, shape, signature: signatureOf(frame, scene, rooms, direction) };
    });
    const shared = new Map([...groups].map(([shape, group]) => [shape, roomForAll(group)]));
    return plans.map((plan) => ({ ...plan, rooms: shared.get(plan.shape)! }));
  }
}

/** How a frame is to be laid out, unless it is known. */
interface Plan {
  readonly frame: Frame;
  readonly shape: string;
  readonly rooms: Rooms;
  /** Of the frame by itself, whatever others are like. */
  readonly signature: string;
}

/** The frames by how many they hold inside each other at most. An inner one stands behind the one around it. */
function levelsOf(plans: readonly Plan[], { items }: Scene): Plan[][] {
  const heights = new Map<number, number>();
  const levels: Plan[][] = [];
  for (const plan of plans.toReversed()) {
    const { item } = plan.frame;
    const height = heights.get(item) ?? 0;
    levels[height] ??= [];
    levels[height].push(plan);
    if (item === OUTSIDE) continue;
    const around = items[item]!.frame;
    heights.set(around, Math.max(heights.get(around) ?? 0, height + 1));
  }
  return levels;
}

/** What a layout of the frame depends on, but for which of its boxes are open. */
function signatureOf(
  { children, segments }: Frame,
  scene: Scene,
  rooms: Rooms,
  direction: Direction,
): string {
  const parts = children.map((child, k) => {
    const { key } = scene.items[child]!;
    const { width, height } = rooms.children[k]!;
    return isBox(scene, child) ? key : `${key} ${width} ${height}`;
  });
  return [direction, ...parts, ...[...segments.keys()].sort()].join('\n');
}

function roomsOf({ item, children, segments }: Frame, scene: Scene, sizes: Sizes): Rooms {
  return {
    title: item === OUTSIDE ? NO_ROOM : sizes.items[item]!,
    children: children.map((child) => sizes.items[child]!),
    labels: [...segments.values()].map(({ to, edges }) =>
      to === OUTSIDE ? NO_ROOM : roomForLabel(to, edges, scene, sizes),
    ),
  };
}

function unplaced(
  { item, children, segments }: Frame,
  scene: Scene,
  rooms: Rooms,
  direction: Direction,
  inner: ReadonlyMap<number, FrameLayout>,
): Unplaced {
  const position = new Map(children.map((child, k) => [child, k]));
  return {
    direction,
    title: item === OUTSIDE ? undefined : rooms.title,
    nodes: children.map((child, k): UnplacedNode => {
      const layout = inner.get(child);
      if (layout) return { kind: 'frame', width: layout.width, height: layout.height, ports: layout.ports };
      return { kind: isBox(scene, child) ? 'box' : 'node', ...rooms.children[k]! };
    }),
    segments: [...segments.values()].map(({ from, to, fromPort, toPort, slot }, k) => ({
      from: position.get(from) ?? -1,
      to: position.get(to) ?? -1,
      fromPort,
      toPort,
      slot,
      label: rooms.labels[k]!,
    })),
  };
}

/** The label of an edge is on its last segment. */
function roomForLabel(to: number, edges: readonly number[], scene: Scene, sizes: Sizes): Size {
  if (isOpen(scene, to)) return edges.length > 1 ? COUNT_LABEL : NO_ROOM;
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
