/**
 * Frames of one shape, such as the turns of a loop: what stands at the same place in them gets the same room. So they look
 * alike, and one layout serves them all.
 */
import type { Scene } from '../../src/protocol/view.ts';
import type { Unplaced } from './elk.ts';
import type { Size } from './geometry.ts';
import { type Frame, isBox, isOpen, OUTSIDE } from './segments.ts';

/** What a frame is given room for: its title, its children (one that is open has a frame of its own), its segments' labels. */
export interface Rooms {
  readonly title: Size;
  readonly children: readonly Size[];
  readonly labels: readonly Size[];
}

/** A text that is the same for all frames whose children and segments are, but for their sizes and what they are called. */
export function shapeOf({ children, segments }: Frame, scene: Scene): string {
  const position = new Map(children.map((child, k) => [child, k]));
  const ports = new Map<string, number>();
  const portOf = (item: number, side: string, name: string): number => {
    const port = `${item} ${side} ${name}`;
    if (!ports.has(port)) ports.set(port, ports.size);
    return ports.get(port)!;
  };
  const kinds = children.map((child) =>
    isOpen(scene, child) ? 'frame' : isBox(scene, child) ? 'box' : 'node',
  );
  const ways = [...segments.values()].map(({ from, to, fromPort, toPort, slot }) =>
    [
      from === OUTSIDE ? 'in' : position.get(from),
      portOf(from, 'from', fromPort),
      to === OUTSIDE ? 'out' : position.get(to),
      portOf(to, 'to', toPort),
      slot,
    ].join(' '),
  );
  return `${kinds.join(' ')}\n${ways.join('\n')}`;
}

/** Room for each of several frames of one shape. */
export function roomForAll(rooms: readonly Rooms[]): Rooms {
  const [first] = rooms as [Rooms];
  return {
    title: largest(rooms.map(({ title }) => title)),
    children: first.children.map((_, k) => largest(rooms.map(({ children }) => children[k]!))),
    labels: first.labels.map((_, k) => largest(rooms.map(({ labels }) => labels[k]!))),
  };
}

function largest(sizes: readonly Size[]): Size {
  let [width, height] = [0, 0];
  for (const size of sizes) {
    width = Math.max(width, size.width);
    height = Math.max(height, size.height);
  }
  return { width, height };
}

/** All that a layout depends on. */
export function likenessOf(shape: string, { direction, title, nodes, segments }: Unplaced): string {
  const sizes = [title ?? { width: 0, height: 0 }, ...nodes, ...segments.map(({ label }) => label)];
  const ends = segments.flatMap(({ from, to, fromPort, toPort }) => [
    nodes[from]?.ports?.get(fromPort),
    nodes[to]?.ports?.get(toPort),
  ]);
  return [
    shape,
    direction,
    ...sizes.map(({ width, height }) => `${width} ${height}`),
    ...ends.flatMap((point) => (point ? `${point.x} ${point.y}` : [])),
  ].join();
}
