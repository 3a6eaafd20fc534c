/** Which part of a picture is drawn. */
import type { Box, Point } from './geometry.ts';

/** So much more than is in sight is drawn on each side, so that a small move draws nothing. */
const MARGIN = 0.5;
/** A region so many times as wide as what is in sight is worth a smaller one. */
const TOO_WIDE = 6;

export function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** The part to be drawn for what is in sight: the one that is drawn already, as long as it will do. */
export function regionFor(sight: Box, drawn: Box | undefined): Box {
  const holds =
    drawn &&
    drawn.x <= sight.x &&
    drawn.y <= sight.y &&
    drawn.x + drawn.width >= sight.x + sight.width &&
    drawn.y + drawn.height >= sight.y + sight.height;
  if (holds && drawn.width <= TOO_WIDE * sight.width) return drawn;
  const [width, height] = [sight.width * MARGIN, sight.height * MARGIN];
  return {
    x: sight.x - width,
    y: sight.y - height,
    width: sight.width + 2 * width,
    height: sight.height + 2 * height,
  };
}

/** The least box that holds all points, as a curve through them does not leave it; a straight one has some room. */
export function boundsOf(points: readonly Point[]): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { x: left - 2, y: top - 2, width: right - left + 4, height: bottom - top + 4 };
}
