/** A frame around the selected item, or the selected edge drawn once more. */
import type { EdgeIndex, ItemKey } from '../../src/protocol/view.ts';
import { outlineOf } from './corners.ts';
import type { Ink } from './ink.ts';
import type { Drawing } from './Picture.tsx';

/** Between an item and the middle of its frame, in pixels. */
const GAP = 5;
/** Broad and pale: the visit that is being made has a fine, strong line. */
const WIDTH = 4;
const OPACITY = 0.6;

interface Props {
  readonly drawing: Drawing;
  readonly item: ItemKey | undefined;
  readonly edge: EdgeIndex | undefined;
  readonly ink: Ink;
}

export function Selection({ drawing, item, edge, ink }: Props) {
  const { view, placed, curves } = drawing;
  if (edge !== undefined)
    return (
      <path
        class="selection"
        d={curves[edge]}
        fill="none"
        stroke={ink.accent}
        stroke-width={WIDTH}
        opacity={OPACITY}
      />
    );
  const index = item === undefined ? -1 : view.scene.items.findIndex(({ key }) => key === item);
  if (index < 0) return null;
  return (
    <rect
      class="selection"
      {...outlineOf(view.scene.items[index]!.kind, placed.items[index]!, GAP)}
      fill="none"
      stroke={ink.accent}
      stroke-width={WIDTH}
      opacity={OPACITY}
    />
  );
}
