/** What nodes and closed boxes have in common: the shape, the title, and value and gradient with its bar. */
import type { HeatMap } from '../../src/protocol/tensors.ts';
import type { Trouble } from '../../src/protocol/view.ts';
import type { Box } from '../layout/geometry.ts';
import { type TreePlace, unheard } from '../navigation/tree.ts';
import type { ItemPhase } from '../walk.ts';
import { HeatMapShape } from './HeatMapShape.tsx';
import { cellSize, sizeOfMap } from './heatMaps.ts';
import type { Ink } from './ink.ts';
import { MarkShape } from './Mark.tsx';
import { type ItemText, NODE } from './metrics.ts';
import { round } from './round.ts';
import { Run } from './Text.tsx';

export interface CardProps {
  readonly text: ItemText;
  /** `[2, 3]`; undefined for a number. */
  readonly shape: string | undefined;
  /** Where it is a tensor; the gradient's from the first contribution on. */
  readonly valueMap: HeatMap | undefined;
  readonly gradientMap: HeatMap | undefined;
  readonly box: Box;
  readonly value: number;
  readonly gradient: number;
  /** Signed length of the gradient's bar, −1…1. */
  readonly bar: number;
  readonly phase: ItemPhase;
  /** What the colour of the card says; of the paper alone without it. */
  readonly tint: string | undefined;
  readonly tintOpacity: number;
  readonly trouble: Trouble | undefined;
  readonly isStart: boolean;
  /** Undefined where the picture is not interactive. */
  readonly tabIndex: 0 | -1 | undefined;
  /** Something else is to be seen. */
  readonly faded: boolean;
  /** Where it stands in the tree of items; undefined where the picture is not interactive. */
  readonly tree: TreePlace | undefined;
  readonly ink: Ink;
}

/** The bar ends where the round side of a leaf, and the second border of a root, leave room for it. */
const BAR = { y: 26.5, width: 2.5, margin: 24 };

export function Shape(props: CardProps & { readonly radius: number; readonly isLeaf: boolean }) {
  const { box, radius, phase, isLeaf, tint, tintOpacity, trouble, isStart, ink } = props;
  const filled = phase === 'done' || phase === 'current';
  return (
    <>
      <rect
        class="box"
        width={box.width}
        height={box.height}
        rx={radius}
        fill={isLeaf ? ink.leaf : filled ? ink.node : ink.background}
        stroke={phase === 'current' ? ink.accent : ink.border}
        stroke-width={phase === 'current' ? 2 : 1}
        stroke-dasharray={phase === 'waiting' ? '4 3' : undefined}
      />
      {tint && (
        <rect
          class="tint"
          width={box.width}
          height={box.height}
          rx={radius}
          fill={tint}
          fill-opacity={round(tintOpacity)}
          stroke={trouble && tint}
          stroke-width={isStart ? 2.5 : 1}
          pointer-events="none"
        />
      )}
      {trouble && (
        <g transform={`translate(${box.width - 2},2)`}>
          <circle r={MARK} fill={ink.background} stroke={ink.troubles[trouble]} />
          <g transform="translate(-6,-6)">
            <MarkShape trouble={trouble} isStart={isStart} ink={ink} />
          </g>
        </g>
      )}
    </>
  );
}

/** The radius of the paper on which a mark stands, on the corner, where it covers no text. */
const MARK = 10;

export function Title({ text, box: { width }, tint, ink }: CardProps) {
  if (text.name === '') return null;
  return (
    <>
      <text {...unheard} class="title" x={width / 2} y={22} text-anchor="middle" fill={ink.text}>
        <Run face="name" isStruck={text.change === 'removed'} ink={ink}>
          {text.name}
        </Run>
        {text.formula && (
          <Run face="formula" fill={tint ? ink.text : ink.muted} ink={ink}>
            {` = ${text.formula}`}
          </Run>
        )}
      </text>
      {(text.value || text.hasGradient) && (
        <line class="rule" x1={12} x2={width - 12} y1={31} y2={31} stroke={ink.border} />
      )}
    </>
  );
}

export function Numbers(props: CardProps & { readonly gradientText: string }) {
  const { text, box, bar, phase, tint, ink, gradientText } = props;
  const { width } = box;
  return (
    <>
      {text.value && (
        <text {...unheard} class="value" x={NODE.margin} y={text.top + 18} fill={ink.text}>
          <Run face="number" ink={ink}>
            {text.value}
          </Run>
        </text>
      )}{' '}
      {text.hasGradient && (
        <text
          {...unheard}
          class="gradient"
          x={width - NODE.margin}
          y={text.top + 18}
          text-anchor="end"
          fill={tint ? ink.text : phase === 'waiting' ? ink.muted : ink.gradient}
        >
          <Run face="number" ink={ink}>
            {gradientText}
          </Run>
        </text>
      )}
      {bar !== 0 && (text.value || text.hasGradient) && (
        <line
          class="bar"
          x1={width / 2}
          x2={round(width / 2 + bar * (width / 2 - BAR.margin))}
          y1={text.top + BAR.y}
          y2={text.top + BAR.y}
          stroke={tint ? ink.text : ink.gradient}
          stroke-width={BAR.width}
          stroke-linecap="round"
        />
      )}
    </>
  );
}

/** The heat maps below the numbers that they stand for: the value's on the left, the gradient's on the right. */
export function HeatMaps({ text, box, valueMap, gradientMap, ink }: CardProps) {
  if (text.maps === undefined || !valueMap) return null;
  const { width, height } = sizeOfMap(valueMap);
  const cell = cellSize(valueMap);
  const right = round(box.width - NODE.margin - width);
  return (
    <g class="heat-maps" pointer-events="none">
      {text.value && (
        <g transform={`translate(${NODE.margin},${text.maps})`}>
          <HeatMapShape map={valueMap} cell={cell} ink={ink} />
        </g>
      )}
      {text.hasGradient && (
        <g transform={`translate(${right},${text.maps})`}>
          {gradientMap ? (
            <HeatMapShape map={gradientMap} cell={cell} ink={ink} />
          ) : (
            <rect
              x={-0.5}
              y={-0.5}
              width={round(width + 1)}
              height={round(height + 1)}
              fill="none"
              stroke={ink.border}
              stroke-dasharray="2 2"
            />
          )}
        </g>
      )}
    </g>
  );
}
