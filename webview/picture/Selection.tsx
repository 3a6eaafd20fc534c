/** A frame around the selected item, or the selected edge drawn once more. */
import type { EdgeIndex, ItemKey } from '../../src/protocol/view.ts';
import type { Ink } from './ink.ts';
import type { Drawing } from './Picture.tsx';
import { round } from './round.ts';

/** Between an item and its frame, in pixels. */
const GAP = 3.5;

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
        stroke-width={4}
        opacity={0.6}
      />
    );
  const index = item === undefined ? -1 : view.scene.items.findIndex(({ key }) => key === item);
  if (index < 0) return null;
  const { x, y, width, height } = placed.items[index]!;
  const isRound = view.scene.items[index]!.kind === 'leaf';
  return (
    <rect
      class="selection"
      x={round(x - GAP)}
      y={round(y - GAP)}
      width={width + 2 * GAP}
      height={height + 2 * GAP}
      rx={(isRound ? height / 2 : 8) + GAP}
      fill="none"
      stroke={ink.accent}
      stroke-width={2}
    />
  );
}
