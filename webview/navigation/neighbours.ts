/**
 * Where the arrow keys lead from an item of the picture. They mean what is seen: in a picture that flows to the right, ←
 * goes to an operand, → to a consumer and ↑ ↓ among those beside it; in one that flows down, all is turned with it.
 */
import type { Box, Direction } from '../layout/geometry.ts';

/** What the arrows need to know of a picture. Items are positions in `boxes`. */
export interface Surroundings {
  readonly direction: Direction;
  readonly boxes: readonly Box[];
  readonly edges: readonly { readonly from: number; readonly to: number }[];
  /** Whether an item is nothing that one goes to: a frame, which lies around others. */
  readonly isLeftOut?: (item: number) => boolean;
}

/** Along the edges to operands or consumers, or across them to what lies beside. */
export type Way = 'operands' | 'consumers' | 'before' | 'after';

const ARROWS: { readonly [D in Direction]: Readonly<Record<string, Way>> } = {
  RIGHT: { ArrowLeft: 'operands', ArrowRight: 'consumers', ArrowUp: 'before', ArrowDown: 'after' },
  DOWN: { ArrowUp: 'operands', ArrowDown: 'consumers', ArrowLeft: 'before', ArrowRight: 'after' },
};

/** What a key means in a picture of this direction; undefined for one that is no arrow. */
export function wayOf(key: string, direction: Direction): Way | undefined {
  return Object.hasOwn(ARROWS[direction], key) ? ARROWS[direction][key] : undefined;
}

/** The arrow that leads a way, as it is written for people. */
export function arrowOf(way: Way, direction: Direction): string {
  const key = Object.keys(ARROWS[direction]).find((one) => ARROWS[direction][one] === way)!;
  return { ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓' }[key]!;
}

/** A person on the way through the picture: where they came from decides what lies beside. */
export class Wanderer {
  /** The item from which an edge led here, and which way. */
  #origin: { readonly item: number; readonly way: 'operands' | 'consumers'; readonly at: number } | undefined;

  /** The item that a step leads to; undefined where there is none. */
  step(from: number, way: Way, surroundings: Surroundings): number | undefined {
    const origin = this.#origin?.at === from ? this.#origin : undefined;
    if (way === 'operands' || way === 'consumers') {
      // Back along the edge by which one came, else to the first.
      const all = alongEdges(from, way, surroundings);
      const target = origin && origin.way !== way && all.includes(origin.item) ? origin.item : all[0];
      if (target !== undefined) this.#origin = { item: from, way, at: target };
      return target;
    }
    const beside = origin && besideIn(alongEdges(origin.item, origin.way, surroundings), from, way);
    if (beside !== undefined) {
      this.#origin = { ...origin!, at: beside };
      return beside;
    }
    this.#origin = undefined;
    return besideIn(inLayer(from, surroundings), from, way);
  }
}

/** The operands or consumers of an item, each once, in the order in which they lie beside each other. */
export function alongEdges(
  item: number,
  way: 'operands' | 'consumers',
  surroundings: Surroundings,
): number[] {
  const found = new Set<number>();
  for (const { from, to } of surroundings.edges)
    if (way === 'operands' ? to === item : from === item) found.add(way === 'operands' ? from : to);
  return inOrder([...found], surroundings);
}

/** The items whose extent along the flow meets this one's, itself included, in their order. */
function inLayer(item: number, surroundings: Surroundings): number[] {
  const { boxes, direction, isLeftOut } = surroundings;
  const extent = ({ x, y, width, height }: Box) => (direction === 'RIGHT' ? [x, x + width] : [y, y + height]);
  const [start, end] = extent(boxes[item]!) as [number, number];
  const meets = (other: Box) => {
    const [from, to] = extent(other) as [number, number];
    return from < end && start < to;
  };
  return inOrder(
    [...boxes.keys()].filter((other) => meets(boxes[other]!) && !isLeftOut?.(other)),
    surroundings,
  );
}

function inOrder(items: readonly number[], { boxes, direction }: Surroundings): number[] {
  const across = (item: number) => {
    const { x, y, width, height } = boxes[item]!;
    return direction === 'RIGHT' ? y + height / 2 : x + width / 2;
  };
  const along = (item: number) => (direction === 'RIGHT' ? boxes[item]!.x : boxes[item]!.y);
  return items.toSorted((a, b) => across(a) - across(b) || along(a) - along(b));
}

function besideIn(items: readonly number[], from: number, way: 'before' | 'after'): number | undefined {
  const at = items.indexOf(from);
  return at < 0 ? undefined : items[at + (way === 'after' ? 1 : -1)];
}
