/** From one folding of a graph to the next: what both show glides to its new place. */
import type { Point } from './layout/geometry.ts';
import type { PlacedScene } from './layout/scene.ts';
import { type Drawing, makeDrawing } from './picture/Picture.tsx';

const GLIDE_MS = 250;

/** Nothing is drawn there. */
const AWAY = -1e7;

/** Calls `draw` for each frame on the way, while it says that this is still wanted, and ends before the last. */
export function glide(from: Drawing, to: Drawing, draw: (drawing: Drawing) => boolean): Promise<void> {
  const moving = Number(getComputedStyle(document.body).getPropertyValue('--gg-moving'));
  if (!(moving > 0)) return Promise.resolve();
  return new Promise((resolve) => {
    const start = performance.now();
    const step = () => {
      const share = (performance.now() - start) / GLIDE_MS;
      if (share >= 1 || !draw(between(from, to, ease(share)))) resolve();
      else requestAnimationFrame(step);
    };
    step();
  });
}

function ease(share: number): number {
  return 1 - (1 - share) ** 3;
}

/** The later drawing on its way; what the earlier one does not have is not there yet. */
export function between(from: Drawing, to: Drawing, share: number): Drawing {
  const mix = (a: number, b: number) => a + share * (b - a);
  const items = new Map(from.view.scene.items.map(({ key }, index) => [key, from.placed.items[index]!]));
  const edges = new Map(from.view.scene.edges.map(({ key }, index) => [key, from.placed.edges[index]!]));
  const placed: PlacedScene = {
    ...to.placed,
    items: to.placed.items.map((end, index) => {
      const start = items.get(to.view.scene.items[index]!.key);
      if (!start) return { ...end, x: AWAY, y: AWAY };
      return {
        x: mix(start.x, end.x),
        y: mix(start.y, end.y),
        width: mix(start.width, end.width),
        height: mix(start.height, end.height),
      };
    }),
    edges: to.placed.edges.map((end, index) => {
      const start = edges.get(to.view.scene.edges[index]!.key);
      if (!start) return { points: end.points.map(() => ({ x: AWAY, y: AWAY })), label: undefined };
      const count = Math.max(start.points.length, end.points.length);
      const [before, after] = [padded(start.points, count), padded(end.points, count)];
      return {
        points: after.map(({ x, y }, k) => ({ x: mix(before[k]!.x, x), y: mix(before[k]!.y, y) })),
        label: end.label &&
          start.label && {
            ...end.label,
            x: mix(start.label.x, end.label.x),
            y: mix(start.label.y, end.label.y),
          },
      };
    }),
  };
  return makeDrawing(to.view, to.texts, placed, to.notice);
}

/** As many points as another way has: the first one several times. */
function padded(points: readonly Point[], count: number): readonly Point[] {
  return [...Array.from({ length: count - points.length }, () => points[0]!), ...points];
}
