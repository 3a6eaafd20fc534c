/** One node of the picture: title, value, gradient so far and its bar. */
import { formatNumber } from '../../src/notation/numbers.ts';
import type { NodeIndex, NodeView } from '../../src/protocol/view.ts';
import type { Box } from '../layout/elk.ts';
import type { NodePhase } from '../walk.ts';
import type { Ink } from './ink.ts';
import { memo } from './memo.ts';
import { NODE, type NodeText } from './metrics.ts';
import { round } from './round.ts';
import { Run } from './Text.tsx';

interface Props {
  readonly index: NodeIndex;
  readonly node: NodeView;
  readonly text: NodeText;
  readonly box: Box;
  readonly isRoot: boolean;
  readonly value: number;
  readonly gradient: number;
  /** Signed length of the gradient's bar, −1…1. */
  readonly bar: number;
  readonly phase: NodePhase;
  /** Undefined where the picture is not interactive. */
  readonly tabIndex: 0 | -1 | undefined;
  readonly ink: Ink;
}

/** The bar ends where the round side of a leaf, and the second border of a root, leave room for it. */
const BAR = { y: 57.5, width: 2.5, margin: 24 };

export const Node = memo(
  ({ index, node, text, box, isRoot, value, gradient, bar, phase, tabIndex, ink }: Props) => {
    const { width, height } = box;
    const { margin } = NODE;
    const title = node.formula ? `${node.name} = ${node.formula}` : node.name;
    const radius = node.kind === 'leaf' ? height / 2 : 8;
    const stroke = phase === 'current' ? ink.accent : ink.border;
    const filled = phase === 'done' || phase === 'current';
    return (
      // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it is a graphic that can have the focus
      <g
        class={`node ${node.kind} ${phase}`}
        data-node={index}
        transform={`translate(${round(box.x)},${round(box.y)})`}
        role="img"
        aria-roledescription="node"
        tabindex={tabIndex}
        aria-label={`${title}, value ${formatNumber(value)}, gradient ${formatNumber(gradient)}`}
      >
        <title>{`${title}\nline ${node.line}: ${node.source}`}</title>
        <rect
          class="box"
          width={width}
          height={height}
          rx={radius}
          fill={node.kind === 'leaf' ? ink.leaf : filled ? ink.node : ink.background}
          stroke={stroke}
          stroke-width={phase === 'current' ? 2 : 1}
          stroke-dasharray={phase === 'waiting' ? '4 3' : undefined}
        />
        {isRoot && (
          <rect
            class="inner box"
            x={3.5}
            y={3.5}
            width={width - 7}
            height={height - 7}
            rx={radius - 2.5}
            fill="none"
            stroke={stroke}
          />
        )}
        <text class="title" x={width / 2} y={22} text-anchor="middle" fill={ink.text}>
          <Run face="name" ink={ink}>
            {text.name}
          </Run>
          {text.formula && (
            <Run face="formula" fill={ink.muted} ink={ink}>
              {` = ${text.formula}`}
            </Run>
          )}
        </text>
        <line class="rule" x1={12} x2={width - 12} y1={31} y2={31} stroke={ink.border} />
        <text class="value" x={margin} y={49} fill={ink.text}>
          <Run face="number" ink={ink}>
            {text.value}
          </Run>
        </text>
        <text
          class="gradient"
          x={width - margin}
          y={49}
          text-anchor="end"
          fill={phase === 'waiting' ? ink.muted : ink.gradient}
        >
          <Run face="number" ink={ink}>
            {formatNumber(gradient)}
          </Run>
        </text>
        {bar !== 0 && (
          <line
            class="bar"
            x1={width / 2}
            x2={round(width / 2 + bar * (width / 2 - BAR.margin))}
            y1={BAR.y}
            y2={BAR.y}
            stroke={ink.gradient}
            stroke-width={BAR.width}
            stroke-linecap="round"
          />
        )}
      </g>
    );
  },
);
