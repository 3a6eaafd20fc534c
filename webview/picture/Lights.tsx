/** A frame around each item that the cursor of the editor is on. */
import type { ItemKey } from '../../src/protocol/view.ts';
import { outlineOf } from './corners.ts';
import type { Ink } from './ink.ts';
import type { Drawing } from './Picture.tsx';

/** Between an item and its frame, in pixels. */
const GAP = 6;

export function Lights({ drawing, keys, ink }: { drawing: Drawing; keys: ReadonlySet<ItemKey>; ink: Ink }) {
  if (keys.size === 0) return null;
  return (
    <g class="lights">
      {drawing.view.scene.items.map(({ key, kind }, index) => {
        if (!keys.has(key)) return null;
        return (
          <rect
            key={key}
            class="light"
            {...outlineOf(kind, drawing.placed.items[index]!, GAP)}
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
