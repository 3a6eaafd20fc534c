/** The titles of open boxes that are in sight only in part: at the border of what is in sight, one below the other. */

import { unheard } from './navigation/tree.ts';
import { pageInk } from './picture/ink.ts';
import { FRAME } from './picture/metrics.ts';
import { round } from './picture/round.ts';
import { Run } from './picture/Text.tsx';
import type { PageState } from './state.ts';

const HEIGHT = 28;
/** Between a title and the border of what is in sight. */
const GAP = 4;

export function StuckTitles({ state }: { state: PageState }) {
  const sight = state.sight.value;
  const { view, placed, texts } = state.drawing.value!;
  if (!sight) return null;
  /** By frame: where the titles of what is in it may begin. */
  const tops = new Map<number, number>([[-1, sight.y + GAP]]);
  return (
    <g class="stuck" {...unheard}>
      {view.scene.items.map((item, index) => {
        if (!('isOpen' in item && item.isOpen)) return null;
        const box = placed.items[index]!;
        const top = tops.get(item.frame)!;
        tops.set(index, Math.max(top, box.y + HEIGHT));
        const isInSight =
          box.x < sight.x + sight.width &&
          box.x + box.width > sight.x &&
          box.y < sight.y + sight.height &&
          box.y + box.height > top + HEIGHT;
        const isWhole = box.x >= sight.x && box.y >= top - GAP;
        if (!isInSight || isWhole) return null;
        const width = Math.min(box.width, texts.items[index]!.width + FRAME.chevron);
        const x = Math.min(Math.max(box.x, sight.x + GAP), box.x + box.width - width);
        const y = Math.max(box.y, top);
        tops.set(index, y + HEIGHT);
        return (
          <g key={item.key} data-key={item.key} transform={`translate(${round(x)},${round(y)})`}>
            <rect
              width={round(width)}
              height={HEIGHT - GAP}
              rx={6}
              fill={pageInk.background}
              stroke={pageInk.border}
            />
            <text x={FRAME.margin - 4} y={16.5} fill={pageInk.text}>
              <Run face="frame" ink={pageInk}>
                {texts.items[index]!.name}
              </Run>
            </text>
            <text x={round(width - FRAME.margin + 4)} y={16.5} text-anchor="end" fill={pageInk.muted}>
              <Run face="equals" ink={pageInk}>
                {texts.items[index]!.content}
              </Run>
            </text>
          </g>
        );
      })}
    </g>
  );
}
