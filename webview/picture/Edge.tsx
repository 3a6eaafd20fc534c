/** One edge of the picture: the curve from operand to consumer, and the pill with its local derivative. */
import type { EdgeIndex, EdgeView } from '../../src/protocol/view.ts';
import type { Box } from '../layout/elk.ts';
import type { EdgePhase } from '../walk.ts';
import type { Ink } from './ink.ts';
import { memo } from './memo.ts';
import type { LabelText } from './metrics.ts';
import { round } from './round.ts';
import { Run } from './Text.tsx';

interface CurveProps {
  readonly index: EdgeIndex;
  readonly path: string;
  /** Pixels, by the size of the contribution. */
  readonly width: number;
  readonly phase: EdgePhase;
  readonly ink: Ink;
}

export const Curve = memo(({ index, path, width, phase, ink }: CurveProps) => (
  <path
    class={`curve ${phase}`}
    data-edge={index}
    d={path}
    fill="none"
    stroke={phase === 'current' ? ink.accent : ink.edge}
    stroke-width={round(width)}
    stroke-dasharray={phase === 'waiting' ? '4 3' : undefined}
  />
));

interface LabelProps {
  readonly index: EdgeIndex;
  readonly edge: EdgeView;
  readonly text: LabelText;
  readonly box: Box;
  readonly phase: EdgePhase;
  readonly ink: Ink;
}

export const Label = memo(({ index, edge, text, box, phase, ink }: LabelProps) => (
  <g class={`label ${phase}`} data-edge={index} transform={`translate(${round(box.x)},${round(box.y)})`}>
    <title>
      {[edge.partial, edge.rule, text.local].filter((part, k, all) => part !== all[k - 1]).join(' = ')}
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
      <Run face="equals" ink={ink}>
        {' = '}
      </Run>
      <Run face="local" ink={ink}>
        {text.local}
      </Run>
    </text>
  </g>
));
