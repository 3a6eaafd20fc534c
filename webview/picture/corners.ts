/** How round the corners of an item are, for whatever is drawn around it. */
import type { ItemView } from '../../src/protocol/view.ts';
import type { Box } from '../layout/geometry.ts';
import { round } from './round.ts';

const CORNER = 8;
/** Of an input: of one that is tall with heat maps the sides are straight. */
const ROUNDEST = 32;

/** The radius of an item's corners, in pixels. */
export function cornerOf(kind: ItemView['kind'], height: number): number {
  return kind === 'leaf' || kind === 'constant' ? Math.min(ROUNDEST, height / 2) : CORNER;
}

/** The rectangle that keeps `gap` pixels off an item on every side, as attributes. */
export function outlineOf(kind: ItemView['kind'], { x, y, width, height }: Box, gap: number) {
  return {
    x: round(x - gap),
    y: round(y - gap),
    width: round(width + 2 * gap),
    height: round(height + 2 * gap),
    rx: round(cornerOf(kind, height) + gap),
  };
}
