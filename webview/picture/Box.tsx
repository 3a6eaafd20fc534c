/** A closed box of the picture: a call, a loop or a turn as one card on a pile. */
import { writeMagnitude } from '../../src/notation/numbers.ts';
import type { BoxItem } from '../../src/protocol/view.ts';
import { spokenLabel, treeItem, unheard } from '../navigation/tree.ts';
import { type CardProps, HeatMaps, Numbers, Shape, Title } from './Card.tsx';
import { ChangeSign } from './ChangeSign.tsx';
import { FADED, inWords } from './changes.ts';
import { memo } from './memo.ts';
import { writeAt } from './metrics.ts';
import { round } from './round.ts';
import { Run } from './Text.tsx';

/** How far the lower card of the pile looks out. */
const PILE = 4;

export const ClosedBox = memo((props: CardProps & { readonly item: BoxItem }) => {
  const { item, text, box, shape, gradient, phase, tabIndex, faded, tree, ink } = props;
  const { width, height } = box;
  const place = item.file === '' ? `line ${item.line}` : `${item.file}:${item.line}`;
  const gradientText = writeAt(phase, text, writeMagnitude(gradient, text.isNorm));
  return (
    <g
      class={`node closed ${item.kind} ${phase}${faded ? ' faded' : ''}`}
      data-key={item.key}
      transform={`translate(${round(box.x)},${round(box.y)})`}
      opacity={text.change === 'removed' ? FADED : undefined}
      {...treeItem(tree, false)}
      tabindex={tabIndex}
      aria-label={spokenLabel(text, gradientText, item.name, shape) + inWords(text)}
    >
      <title {...unheard}>{`${item.name}: ${text.content}\n${place}: ${item.source}`}</title>
      <path
        d={`M${PILE + 6},${height}v${PILE}H${width - 4}a${PILE + 4},${PILE + 4} 0 0 0 ${PILE + 4},${-PILE - 4}V${PILE + 6}h${-PILE}`}
        fill="none"
        stroke={phase === 'current' ? ink.accent : ink.border}
      />
      <Shape {...props} radius={8} isLeaf={false} />
      <Title {...props} /> <Numbers {...props} gradientText={gradientText} /> <HeatMaps {...props} />
      <g class="toggle" data-toggle="true">
        <rect x={8} y={height - 22} width={22} height={20} rx={5} fill="none" pointer-events="all" />
        <path
          d={`M17,${height - 16}l4,4l-4,4`}
          fill="none"
          stroke={ink.muted}
          stroke-width={1.5}
          stroke-linecap="round"
        />
      </g>
      <text {...unheard} class="content" x={width / 2} y={height - 8} text-anchor="middle" fill={ink.muted}>
        <Run face="equals" ink={ink}>
          {text.content}
        </Run>
      </text>
      <ChangeSign change={text.change} ink={ink} />
    </g>
  );
});
