/**
 * A frame's layout with the sizes that its children have now: each axis is stretched (stretch.ts), and the ends of the edges
 * follow the children that they meet.
 */
import type { ItemIndex, Scene } from '../../src/protocol/view.ts';
import type { Box, Direction, Point, Size } from './geometry.ts';
import { type Frame, OUTSIDE } from './segments.ts';
import { stretch } from './stretch.ts';

/** Where things are in a frame, from its upper left corner. */
export interface FrameLayout extends Size {
  readonly children: ReadonlyMap<string, Box>;
  readonly segments: ReadonlyMap<
    string,
    { readonly points: readonly Point[]; readonly label: Box | undefined }
  >;
  readonly ports: ReadonlyMap<string, Point>;
}

/**
 * @param roomOf what a child that is not open takes up.
 * @param inner the layouts of the children that are open, by their items.
 */
export function resized(
  layout: FrameLayout,
  frame: Frame,
  scene: Scene,
  roomOf: (item: ItemIndex) => Size,
  direction: Direction,
  inner: ReadonlyMap<number, FrameLayout>,
): FrameLayout {
  const sizeOf = (child: number): Size => inner.get(child) ?? roomOf(child);
  const boxOf = (child: number) => layout.children.get(scene.items[child]!.key)!;
  const boxes = frame.children.map(boxOf);
  const labels = [...layout.segments.values()].flatMap(({ label }) => label ?? []);
  const acrossX = stretch(
    boxes.map(({ x, width }, k) => ({
      ...{ start: x, end: x + width },
      length: sizeOf(frame.children[k]!).width,
    })),
    labels.map(({ x, width }) => ({ start: x, end: x + width })),
  );
  const acrossY = stretch(
    boxes.map(({ y, height }, k) => ({
      ...{ start: y, end: y + height },
      length: sizeOf(frame.children[k]!).height,
    })),
    labels.map(({ y, height }) => ({ start: y, end: y + height })),
  );
  const moved = ({ x, y }: Point): Point => ({ x: acrossX(x), y: acrossY(y) });
  const children = new Map<string, Box>();
  for (const child of frame.children)
    children.set(scene.items[child]!.key, { ...moved(boxOf(child)), ...sizeOf(child) });

  /** Where a segment meets a child: at a frame's port, else where it did, from the child's corner. */
  const meet = (child: number, port: string, point: Point, isEnd: boolean): Point => {
    const { key } = scene.items[child]!;
    const [before, after] = [layout.children.get(key)!, children.get(key)!];
    const own = inner.get(child)?.ports.get(port);
    if (own) return { x: after.x + own.x, y: after.y + own.y };
    const share = (at: number, start: number, length: number) => (at - start) / length;
    const isSame = before.width === after.width && before.height === after.height;
    if (direction === 'RIGHT') {
      const y = isSame
        ? point.y - before.y
        : after.height * (isEnd ? share(point.y, before.y, before.height) : 0.5);
      return { x: after.x + (isEnd ? 0 : after.width), y: after.y + y };
    }
    const x = isSame
      ? point.x - before.x
      : after.width * (isEnd ? share(point.x, before.x, before.width) : 0.5);
    return { x: after.x + x, y: after.y + (isEnd ? 0 : after.height) };
  };
  /** Found with the first edge that has to be led anew. */
  let parts: Map<string, string> | undefined;
  const known = new Map<string, Columns>();
  const columnsOf = (segment: string): Columns => {
    parts ??= partsOf(frame);
    const part = parts.get(segment)!;
    let columns = known.get(part);
    if (!columns) {
      const isOwn = (name: string) => parts!.get(name) === part;
      const own = [...layout.segments].flatMap(([key, { label }]) => (label && isOwn(key) ? [label] : []));
      const members = boxes.filter((_, k) => isOwn(String(frame.children[k])));
      columns = new Columns([...members, ...own], direction);
      known.set(part, columns);
    }
    return columns;
  };
  const segments = new Map<string, { points: Point[]; label: Box | undefined }>();
  for (const { key, from, to, fromPort, toPort } of frame.segments.values()) {
    const { points, label } = layout.segments.get(key)!;
    const [start, end] = [moved(points[0]!), moved(points.at(-1)!)];
    const first = from === OUTSIDE ? start : meet(from, fromPort, points[0]!, false);
    const last = to === OUTSIDE ? end : meet(to, toPort, points.at(-1)!, true);
    const isKept = isNear(first, start) && isNear(last, end);
    segments.set(key, {
      points: isKept
        ? [first, ...points.slice(1, -1).map(moved), last]
        : columnsOf(key).lead(points, moved, first, last),
      label: label && centredOn(label, moved),
    });
  }
  const corner = moved({ x: layout.width, y: layout.height });
  const ports = new Map([...layout.ports].map(([name, point]) => [name, moved(point)]));
  return { width: corner.x, height: corner.y, children, segments, ports };
}

/**
 * Which children (by their items) and segments (by their keys) hang together: ELK lays such parts out one by one, each
 * with layers of its own.
 */
function partsOf({ segments }: Frame): Map<string, string> {
  const parent = new Map<string, string>();
  const rootOf = (name: string): string => {
    let root = name;
    while (parent.has(root)) root = parent.get(root)!;
    return root;
  };
  const ends = [...segments.values()].map(({ key, from, to, fromPort, toPort }) => ({
    key,
    from: from === OUTSIDE ? `in ${fromPort}` : String(from),
    to: to === OUTSIDE ? `out ${toPort}` : String(to),
  }));
  for (const { from, to } of ends) {
    const [one, other] = [rootOf(from), rootOf(to)];
    if (one !== other) parent.set(one, other);
  }
  const parts = new Map<string, string>();
  for (const { key, from, to } of ends) for (const name of [key, from, to]) parts.set(name, rootOf(from));
  return parts;
}

/** A label stays on its line, whatever is stretched under it. */
function centredOn({ x, y, width, height }: Box, moved: (point: Point) => Point): Box {
  const centre = moved({ x: x + width / 2, y: y + height / 2 });
  return { x: centre.x - width / 2, y: centre.y - height / 2, width, height };
}

/** Lengths that differ by less are the same. */
const NEAR = 0.5;

/**
 * The layers of what hangs together, as what stands in them takes up room along the flow. Between two of them there is nothing but
 * edges: only there may an edge change its place across the flow.
 */
class Columns {
  readonly #isRight: boolean;
  /** Ascending, apart from each other. */
  readonly #columns: { readonly start: number; end: number }[] = [];

  constructor(boxes: readonly Box[], direction: Direction) {
    this.#isRight = direction === 'RIGHT';
    const extents = boxes.map(({ x, y, width, height }) =>
      this.#isRight ? { start: x, end: x + width } : { start: y, end: y + height },
    );
    for (const extent of extents.sort((a, b) => a.start - b.start)) {
      const last = this.#columns.at(-1);
      if (last && extent.start <= last.end) last.end = Math.max(last.end, extent.end);
      else this.#columns.push(extent);
    }
  }

  /**
   * The way of an edge in the stretched layout. Where an end of it is not where it would have been stretched to, it goes straight
   * out of its column, and in the gap beside that to its old way.
   * @param points its way before, which `moved` stretches.
   * @param first where it begins now, and `last` where it ends.
   */
  lead(points: readonly Point[], moved: (point: Point) => Point, first: Point, last: Point): Point[] {
    const [start, end] = [points[0]!, points.at(-1)!];
    const out = isNear(first, moved(start)) ? undefined : this.#after(start, end);
    const into = isNear(last, moved(end)) ? undefined : this.#before(start, end);
    const way = [first];
    const go = (point: Point) => {
      if (!isNear(point, way.at(-1)!)) way.push(point);
    };
    /** At a place along the old flow, beside a point of the new picture. */
    const beside = (along: number, point: Point) => {
      const { x, y } = moved(this.#isRight ? { x: along, y: 0 } : { x: 0, y: along });
      go(this.#isRight ? { x, y: point.y } : { x: point.x, y });
    };
    if (out) beside(out.from, first);
    // Between neighbouring columns one gap is enough for both ends.
    const isOneGap = out && into && out.to > into.from;
    if (!isOneGap) {
      if (out) go(moved(this.#on(points, out.to)));
      for (const point of points.slice(1, -1)) {
        const along = this.#along(point);
        if ((!out || along > out.to) && (!into || along < into.from)) go(moved(point));
      }
      if (into) go(moved(this.#on(points, into.from)));
    }
    if (into) beside(into.to, last);
    if (way.length > 1 && isNear(way.at(-1)!, last)) way.pop();
    way.push(last);
    return way;
  }

  #along({ x, y }: Point): number {
    return this.#isRight ? x : y;
  }

  /** The gap behind the column in which an edge begins. */
  #after(start: Point, end: Point): { readonly from: number; readonly to: number } {
    const along = this.#along(start);
    const column = this.#columns.findIndex((one) => one.end >= along - NEAR);
    const next = this.#columns[column + 1];
    return { from: this.#columns[column]!.end, to: next ? next.start : this.#along(end) };
  }

  /** The gap before the column in which an edge ends. */
  #before(start: Point, end: Point): { readonly from: number; readonly to: number } {
    const along = this.#along(end);
    const column = this.#columns.findLastIndex((one) => one.start <= along + NEAR);
    const previous = this.#columns[column - 1];
    return { from: previous ? previous.end : this.#along(start), to: this.#columns[column]!.start };
  }

  /** The point of the way at a place along the flow. */
  #on(points: readonly Point[], along: number): Point {
    const k = Math.max(
      1,
      points.findIndex((point) => this.#along(point) >= along),
    );
    const [a, b] = [points[k - 1]!, points[k]!];
    const length = this.#along(b) - this.#along(a);
    const share = length > 0 ? (along - this.#along(a)) / length : 0;
    return { x: a.x + share * (b.x - a.x), y: a.y + share * (b.y - a.y) };
  }
}

function isNear(a: Point, b: Point): boolean {
  return Math.abs(a.x - b.x) < NEAR && Math.abs(a.y - b.y) < NEAR;
}
