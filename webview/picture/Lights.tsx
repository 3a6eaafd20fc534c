/** A frame around each item that the cursor of the editor is on. */
import type { ItemKey } from '../../src/protocol/view.ts';
import type { Ink } from './ink.ts';
import type { Drawing } from './Picture.tsx';
import { round } from './round.ts';

/** Between an item and its frame, in pixels. */
const GAP = 6;

export function Lights({ drawing, keys, ink }: { drawing: Drawing; keys: ReadonlySet<ItemKey>; ink: Ink }) {
  if (keys.size === 0) return null;
  return (
    <g class="lights">
      {drawing.view.scene.items.map(({ key }, index) => {
        if (!keys.has(key)) return null;
        const { x, y, width, height } = drawing.placed.items[index]!;
        return (
          <rect
            key={key}
            class="light"
            x={round(x - GAP)}
            y={round(y - GAP)}
            width={width + 2 * GAP}
            height={height + 2 * GAP}
            rx={14}
            fill="none"
            stroke={ink.accent}
            stroke-width={2}
            stroke-dasharray="1 5"
            stroke-linecap="round"
          />
        );
      })}
    </g>
  );
}
