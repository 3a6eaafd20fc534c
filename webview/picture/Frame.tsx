/** An open box of the picture: a border around its items, with its title on it. */
import type { BoxItem } from '../../src/protocol/view.ts';
import type { Box } from '../layout/geometry.ts';
import { type TreePlace, treeItem, unheard } from '../navigation/tree.ts';
import type { Ink } from './ink.ts';
import { memo } from './memo.ts';
import { FRAME, type ItemText } from './metrics.ts';
import { round } from './round.ts';
import { Run } from './Text.tsx';

interface Props {
  readonly item: BoxItem;
  readonly text: ItemText;
  readonly box: Box;
  /** Undefined where the picture is not interactive. */
  readonly tabIndex: 0 | -1 | undefined;
  /** Something else is to be seen. */
  readonly faded: boolean;
  /** Where it stands in the tree of items; undefined where the picture is not interactive. */
  readonly tree: TreePlace | undefined;
  readonly ink: Ink;
}

/** The title's base line. */
const BASE = 20;

export const Frame = memo(({ item, text, box, tabIndex, faded, tree, ink }: Props) => (
  <g
    class={`frame ${item.kind}${faded ? ' faded' : ''}`}
    transform={`translate(${round(box.x)},${round(box.y)})`}
  >
    <rect
      class="outline"
      width={round(box.width)}
      height={round(box.height)}
      rx={10}
      fill={ink.frame}
      stroke={ink.border}
    />
    <g
      class="heading"
      data-key={item.key}
      {...treeItem(tree, true)}
      tabindex={tabIndex}
      aria-label={`${text.name} ${text.content}${text.name === item.name ? '' : `, in full ${item.name}`}`}
    >
      <title
        {...unheard}
      >{`${item.name}: ${text.content}\n${item.file === '' ? `line ${item.line}` : `${item.file}:${item.line}`}: ${item.source}`}</title>
      <rect
        class="box"
        width={round(box.width)}
        height={FRAME.strip + 14}
        rx={10}
        fill="none"
        pointer-events="all"
      />
      <g class="toggle" data-toggle="true">
        <rect
          x={FRAME.margin - 6}
          y={BASE - 14}
          width={20}
          height={20}
          rx={5}
          fill="none"
          pointer-events="all"
        />
        <path
          d={`M${FRAME.margin},${BASE - 6.5}l4,4l4,-4`}
          fill="none"
          stroke={ink.muted}
          stroke-width={1.5}
          stroke-linecap="round"
        />
      </g>
      <text {...unheard} class="title" x={FRAME.margin + FRAME.chevron - 4} y={BASE} fill={ink.text}>
        <Run face="frame" ink={ink}>
          {text.name}
        </Run>
      </text>{' '}
      <text
        {...unheard}
        class="content"
        x={round(box.width - FRAME.margin)}
        y={BASE}
        text-anchor="end"
        fill={ink.muted}
      >
        <Run face="equals" ink={ink}>
          {text.content}
        </Run>
      </text>
    </g>
  </g>
));
