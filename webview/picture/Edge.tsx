/** One edge of the picture: the curve from operand to consumer, and the pill with its local derivative. */
import type { EdgeView } from '../../src/protocol/view.ts';
import type { Box } from '../layout/geometry.ts';
import type { EdgePhase } from '../walk.ts';
import { FADED } from './changes.ts';
import type { Ink } from './ink.ts';
import { memo } from './memo.ts';
import { LABEL, type LabelText } from './metrics.ts';
import { round } from './round.ts';
import { Run } from './Text.tsx';

interface CurveProps {
  readonly edge: EdgeView;
  readonly path: string;
  /** Pixels, by the size of the contribution. */
  readonly width: number;
  readonly phase: EdgePhase;
  /** Something else is to be seen. */
  readonly faded: boolean;
  readonly ink: Ink;
}

export const Curve = memo(({ edge, path, width, phase, faded, ink }: CurveProps) => (
  <path
    class={`curve ${phase}${faded ? ' faded' : ''}`}
    data-edge={edge.key}
    d={path}
    fill="none"
    stroke={phase === 'current' ? ink.accent : ink.edge}
    stroke-width={round(width)}
    stroke-dasharray={edge.isRemoved ? '1 5' : phase === 'waiting' ? '4 3' : undefined}
    stroke-linecap={edge.isRemoved && 'round'}
    opacity={edge.isRemoved && FADED}
  />
));

interface LabelProps {
  readonly edge: EdgeView;
  readonly text: LabelText;
  readonly box: Box;
  readonly phase: EdgePhase;
  readonly faded: boolean;
  readonly ink: Ink;
}

export const Label = memo(({ edge, text, box, phase, faded, ink }: LabelProps) => (
  <g
    class={`label ${phase}${faded ? ' faded' : ''}`}
    data-edge={edge.key}
    transform={`translate(${round(box.x)},${round(box.y)})`}
  >
    <title>
      {edge.partial === ''
        ? edge.count === 1
          ? `a tensor of shape ${edge.shape}`
          : `${edge.count.toLocaleString('en-US')} edges of the graph`
        : edge.isOfTensors
          ? `${edge.rule} flows back${edge.shape ? `, of shape ${edge.shape}` : ''}`
          : [edge.partial, edge.rule, text.local].filter((part, k, all) => part !== all[k - 1]).join(' = ')}
    </title>
    <rect
      class="box"
      width={box.width}
      height={box.height}
      rx={box.height / 2}
      fill={ink.background}
      stroke={phase === 'current' ? ink.accent : ink.border}
      stroke-width={phase === 'current' ? 1.5 : 1}
    />
    <text x={box.width / 2} y={12.8} text-anchor="middle" fill={phase === 'current' ? ink.accent : ink.muted}>
      <Run face="partial" ink={ink}>
        {text.partial}
      </Run>
      {text.local && (
        <Run face="equals" ink={ink}>
          {' = '}
        </Run>
      )}
      {text.local && (
        <Run face="local" ink={ink}>
          {text.local}
        </Run>
      )}
      {text.shape && (
        <Run face="local" gap={text.partial ? LABEL.gap : 0} ink={ink}>
          {text.shape}
        </Run>
      )}
    </text>
  </g>
));
