/** Rings around the items in which something was found, with the number where a box holds several. */
import type { ItemView, Scene } from '../../src/protocol/view.ts';
import type { PlacedScene } from '../layout/scene.ts';
import { outlineOf } from '../picture/corners.ts';
import type { Ink } from '../picture/ink.ts';
import { Run } from '../picture/Text.tsx';
import type { PageState } from '../state.ts';
import { hitsIn } from './state.ts';

/** How far a ring keeps off its item, and how much room a digit takes, in pixels. */
const GAP = 5;
const DIGIT = 8;

interface Props {
  readonly state: PageState;
  readonly scene: Scene;
  readonly placed: PlacedScene;
  readonly ink: Ink;
}

export function Hits({ state, scene, placed, ink }: Props) {
  const found = state.search.found.value;
  if (!found) return null;
  const at = state.search.at.value;
  const current = at === undefined ? undefined : found.nodes[at];
  return (
    <g class="hits">
      {scene.items.map((item, index) => {
        const count = hitsIn(found, item);
        if (count === 0) return null;
        const { x, y, width } = placed.items[index]!;
        const [first, last] = rangeOf(item);
        const isCurrent = current !== undefined && first <= current && current <= last;
        const text = count.toLocaleString('en-US');
        const badge = 14 + DIGIT * text.length;
        return (
          <g key={item.key} class={isCurrent ? 'hit current' : 'hit'} data-hit={item.key}>
            <rect
              {...outlineOf(item.kind, placed.items[index]!, GAP)}
              fill="none"
              stroke={ink.hit}
              stroke-width={isCurrent ? 3.5 : 1.5}
            />
            {!('node' in item) && (
              <g transform={`translate(${x + width - badge + 10},${y - GAP - 9})`}>
                <rect width={badge} height={18} rx={9} fill={ink.background} stroke={ink.hit} />
                <text x={badge / 2} y={13} text-anchor="middle" fill={ink.text}>
                  <Run face="local" ink={ink}>
                    {text}
                  </Run>
                </text>
              </g>
            )}
          </g>
        );
      })}
    </g>
  );
}

function rangeOf(item: ItemView): [number, number] {
  return 'node' in item ? [item.node, item.node] : [item.first, item.last];
}
