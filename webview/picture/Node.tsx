/** One node of the picture: title, value, gradient so far and its bar. A constant is its number alone. */
import { writeMagnitude } from '../../src/notation/numbers.ts';
import type { NodeItem } from '../../src/protocol/view.ts';
import { spokenLabel, treeItem, unheard } from '../navigation/tree.ts';
import { type CardProps, HeatMaps, Numbers, Shape, Title } from './Card.tsx';
import { ChangeSign } from './ChangeSign.tsx';
import { FADED, inWords } from './changes.ts';
import { cornerOf } from './corners.ts';
import { memo } from './memo.ts';
import { writeAt } from './metrics.ts';
import { round } from './round.ts';
import { Run } from './Text.tsx';

interface Props extends CardProps {
  readonly item: NodeItem;
  readonly isRoot: boolean;
}

export const Node = memo((props: Props) => {
  const { item, text, box, shape, isRoot, gradient, phase, tabIndex, faded, tree, ink } = props;
  const { width, height } = box;
  const title = item.formula ? `${item.name} = ${item.formula}` : item.name;
  const place = item.file === '' ? `line ${item.line}` : `${item.file}:${item.line}`;
  const gradientText = writeAt(phase, text, writeMagnitude(gradient, text.isNorm));
  const isConstant = item.kind === 'constant';
  const radius = cornerOf(item.kind, height);
  return (
    <g
      class={`node ${item.kind} ${phase}${faded ? ' faded' : ''}`}
      data-key={item.key}
      data-node={item.node}
      transform={`translate(${round(box.x)},${round(box.y)})`}
      opacity={text.change === 'removed' ? FADED : undefined}
      {...treeItem(tree)}
      tabindex={tabIndex}
      aria-label={
        isConstant ? `constant ${title}` : spokenLabel(text, gradientText, title, shape) + inWords(text)
      }
    >
      <title {...unheard}>{`${title}${shape ? `, of shape ${shape}` : ''}\n${place}: ${item.source}`}</title>
      <Shape {...props} radius={radius} isLeaf={item.kind === 'leaf'} />
      {isRoot && (
        <rect
          class="inner box"
          x={3.5}
          y={3.5}
          width={width - 7}
          height={height - 7}
          rx={radius - 2.5}
          fill="none"
          stroke={phase === 'current' ? ink.accent : ink.border}
        />
      )}
      {isConstant ? (
        <text {...unheard} class="title" x={width / 2} y={17.5} text-anchor="middle" fill={ink.muted}>
          <Run face="number" ink={ink}>
            {text.name}
          </Run>
        </text>
      ) : (
        <>
          <Title {...props} /> <Numbers {...props} gradientText={gradientText} />
          <HeatMaps {...props} />
        </>
      )}
      <ChangeSign change={text.change} ink={ink} />
    </g>
  );
});
