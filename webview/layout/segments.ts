/**
 * A scene's frames, each with what it takes to lay it out by itself. An edge that leaves or enters frames is cut at their
 * borders: each piece, a segment, belongs to one frame and runs between its children or to a port on its border. What a
 * frame's segments are called depends on the tree of boxes and on the graph, not on which boxes are open: so a frame keeps its
 * layout while boxes in it and around it open and close.
 */
import type { EdgeIndex, ItemIndex, ItemKey, Scene } from '../../src/protocol/view.ts';

/** Between two children up to so many nodes have a line each; more share one. */
const MOST_LINES = 4;

/** The picture itself, which is around everything. */
export const OUTSIDE = -1;

export function isBox({ items }: Scene, item: ItemIndex): boolean {
  return !('node' in items[item]!);
}

export function isOpen({ items }: Scene, item: ItemIndex): boolean {
  const one = items[item]!;
  return 'isOpen' in one && one.isOpen;
}

export interface Segment {
  readonly key: string;
  /** A child of the frame, or `OUTSIDE`: then it begins or ends at a port on the frame's border. */
  readonly from: ItemIndex | -1;
  readonly to: ItemIndex | -1;
  /** The port where it begins or ends, of the frame, or of the child where that is a frame. */
  readonly fromPort: string;
  readonly toPort: string;
  /** The operand's place in a node. */
  readonly slot: number;
  /** The edges that run along it. */
  readonly edges: EdgeIndex[];
}

export interface Frame {
  /** '' for the picture. */
  readonly key: ItemKey;
  readonly item: ItemIndex | -1;
  readonly children: ItemIndex[];
  readonly segments: Map<string, Segment>;
}

export interface Frames {
  /** By item of an open box, and `OUTSIDE`; an inner one after what is around it. */
  readonly frames: ReadonlyMap<ItemIndex | -1, Frame>;
  /** The segments of each edge in order, each with its frame. */
  readonly routes: readonly (readonly { readonly frame: Frame; readonly segment: Segment }[])[];
}

export function framesOf({ items, edges }: Scene): Frames {
  const frames = new Map<ItemIndex | -1, Frame>();
  const add = (item: ItemIndex | -1, key: ItemKey) =>
    frames.set(item, { key, item, children: [], segments: new Map() });
  add(OUTSIDE, '');
  for (const [index, item] of items.entries()) {
    if ('isOpen' in item && item.isOpen) add(index, item.key);
    frames.get(item.frame)!.children.push(index);
  }

  /** From the outermost frame to the item itself. */
  const pathTo = (item: ItemIndex): ItemIndex[] => {
    const path: ItemIndex[] = [];
    for (let at: ItemIndex | -1 = item; at >= 0; at = items[at]!.frame) path.push(at);
    return path.reverse();
  };
  const isNode = (item: ItemIndex) => 'node' in items[item]!;
  const routes = edges.map((): { frame: Frame; segment: Segment }[] => []);
  const run = (edge: EdgeIndex, frame: Frame, make: Omit<Segment, 'slot' | 'edges'>) => {
    let segment = frame.segments.get(make.key);
    if (!segment) {
      segment = { ...make, slot: edges[edge]!.slot, edges: [] };
      frame.segments.set(make.key, segment);
    }
    segment.edges.push(edge);
    routes[edge]!.push({ frame, segment });
  };

  /** What is still to be cut: `at` is the place on the path to the consumer, `entry` the port where the edge comes in. */
  let pending = edges.map(({ from, to }, edge) => {
    const [source, target] = [pathTo(from), pathTo(to)];
    let common = 0;
    while (source[common] === target[common]) common += 1;
    return { edge, source, target, at: common, entry: undefined as string | undefined };
  });
  const crossing = pending.map(({ at }) => at);
  while (pending.length > 0) {
    const begins = ({ edge, source, at, entry, target }: (typeof pending)[number]): string =>
      `${entry === undefined ? items[source[crossing[edge]!]!]!.key : `in:${entry}`}>${items[target[at]!]!.key}`;
    const sources = new Map<string, Set<number>>();
    for (const one of pending) {
      const pair = begins(one);
      if (!sources.has(pair)) sources.set(pair, new Set());
      sources.get(pair)!.add(edges[one.edge]!.source);
    }
    pending = pending.flatMap((one) => {
      const { edge, source, target, at, entry } = one;
      const pair = begins(one);
      const among = sources.get(pair)!;
      const to = target[at]!;
      const isShared = among.size > MOST_LINES || among.has(-1);
      const key = isNode(to)
        ? `${pair}/${edges[edge]!.slot}`
        : isShared
          ? pair
          : `${pair}:${edges[edge]!.source}`;
      const frame = frames.get(at === 0 ? OUTSIDE : target[at - 1]!)!;
      if (entry === undefined) {
        // Out of the frames of the operand, from the inside.
        for (let k = source.length - 1; k > at; k--)
          run(edge, frames.get(source[k - 1]!)!, {
            key: `${items[source[k]!]!.key}>out:${key}`,
            from: source[k]!,
            to: OUTSIDE,
            fromPort: key,
            toPort: key,
          });
        run(edge, frame, { key, from: source[at]!, to, fromPort: key, toPort: key });
      } else run(edge, frame, { key, from: OUTSIDE, to, fromPort: entry, toPort: key });
      return at + 1 < target.length ? [{ ...one, at: at + 1, entry: key }] : [];
    });
  }
  return { frames, routes };
}
