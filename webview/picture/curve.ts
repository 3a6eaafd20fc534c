/** The curve through the bends of an edge. */
import type { Direction, Point } from '../layout/geometry.ts';
import { round } from './round.ts';

/**
 * An SVG path: each piece leaves and arrives in the direction of the flow, so that the whole is smooth. Every piece
 * stays in the rectangle of its two points, which the layout keeps free of boxes.
 */
export function curveThrough(points: readonly Point[], direction: Direction): string {
  const [first, ...rest] = points.map(({ x, y }): Point => ({ x: round(x), y: round(y) }));
  let from = first!;
  let path = `M${from.x},${from.y}`;
  for (const to of rest) {
    path += direction === 'RIGHT' ? pieceToTheRight(from, to) : pieceDown(from, to);
    from = to;
  }
  return path;
}

function pieceToTheRight(from: Point, to: Point): string {
  if (from.y === to.y) return `H${to.x}`;
  const middle = round((from.x + to.x) / 2);
  return `C${middle},${from.y} ${middle},${to.y} ${to.x},${to.y}`;
}

function pieceDown(from: Point, to: Point): string {
  if (from.x === to.x) return `V${to.y}`;
  const middle = round((from.y + to.y) / 2);
  return `C${from.x},${middle} ${to.x},${middle} ${to.x},${to.y}`;
}
