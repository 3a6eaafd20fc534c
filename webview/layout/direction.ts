/** Chooses whether a graph flows to the right or down, so that its text is as large as the room allows. */
import type { Scene } from '../../src/protocol/view.ts';
import type { Direction, Size } from './geometry.ts';
import type { Sizes } from './scene.ts';

/** What is known of a graph before its layout. */
export interface Outline {
  readonly nodes: readonly Size[];
  readonly edges: readonly { readonly from: number; readonly to: number; readonly label: Size }[];
}

/** The outline of a scene without its frames. */
export function outlineOf({ items, edges }: Scene, sizes: Sizes): Outline {
  let count = 0;
  const position = items.map((item) => ('isOpen' in item && item.isOpen ? -1 : count++));
  return {
    nodes: sizes.items.filter((_, index) => position[index]! >= 0),
    edges: edges.map(({ from, to }, index) => ({
      from: position[from]!,
      to: position[to]!,
      label: sizes.labels[index]!,
    })),
  };
}

/** Typical distances of the layout, in pixels. */
const BESIDE = 28;
const BETWEEN = 80;

/** To the right, as one reads, unless the picture would be this much larger flowing down. */
const PREFERENCE = 1.25;

/** The way a scene flows: with frames, which are laid out one by one, as the room is shaped; else as it has most room. */
export function directionOf(scene: Scene, sizes: Sizes, room: Size): Direction {
  const hasFrames = scene.items.some((item) => 'isOpen' in item && item.isOpen);
  if (hasFrames) return room.width < room.height ? 'DOWN' : 'RIGHT';
  return chooseDirection(outlineOf(scene, sizes), room);
}

/** An estimate in linear time; `room` is in pixels and may be empty. */
export function chooseDirection(graph: Outline, room: Size): Direction {
  const layers = layersOf(graph);
  const labelWidth = Math.max(0, ...graph.edges.map((edge) => edge.label.width));
  const labelHeight = Math.max(0, ...graph.edges.map((edge) => edge.label.height));
  const right = { width: -labelWidth - BETWEEN, height: 0 };
  const down = { width: 0, height: -labelHeight - BETWEEN };
  for (const layer of layers) {
    right.width += Math.max(...layer.map((size) => size.width)) + labelWidth + BETWEEN;
    right.height = Math.max(
      right.height,
      sum(layer, (size) => size.height + BESIDE),
    );
    down.width = Math.max(
      down.width,
      sum(layer, (size) => size.width + BESIDE),
    );
    down.height += Math.max(...layer.map((size) => size.height)) + labelHeight + BETWEEN;
  }
  return fit(down, room) > PREFERENCE * fit(right, room) ? 'DOWN' : 'RIGHT';
}

/** The scale at which `picture` fits into `room`, at most 1. */
export function fit(picture: Size, room: Size): number {
  return Math.min(1, room.width / picture.width, room.height / picture.height);
}

/** The sizes of the nodes by their longest distance to a node without consumers. Edges lead from small ids to large ones. */
function layersOf({ nodes, edges }: Outline): Size[][] {
  const distance = new Uint32Array(nodes.length);
  for (const { from, to } of edges.toSorted((a, b) => b.to - a.to)) {
    distance[from] = Math.max(distance[from]!, distance[to]! + 1);
  }
  const layers: Size[][] = Array.from({ length: Math.max(...distance) + 1 }, () => []);
  for (const [index, size] of nodes.entries()) layers[distance[index]!]!.push(size);
  return layers;
}

function sum(sizes: readonly Size[], length: (size: Size) => number): number {
  return sizes.reduce((total, size) => total + length(size), 0);
}
