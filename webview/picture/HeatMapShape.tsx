/**
 * A heat map inside of an SVG. Signs have the two colours of the picture, whose strength says how large a cell is beside the
 * largest of its tensor; zero, NaN and infinities have marks.
 */
import type { HeatMap } from '../../src/protocol/tensors.ts';
import type { Size } from '../layout/geometry.ts';
import { levelOf, type MARKS, pathOfMarks, pathsOfCells, strengthOf } from './heatMaps.ts';
import type { Ink } from './ink.ts';
import { memo } from './memo.ts';
import { round } from './round.ts';

interface Props {
  readonly map: HeatMap;
  /** Of one cell. */
  readonly cell: Size;
  readonly ink: Ink;
}

export const HeatMapShape = memo(({ map, cell, ink }: Props) => (
  <>
    {[...pathsOfCells(map, cell)].map(([sign, path]) => {
      const level = levelOf(sign);
      if (level)
        return (
          <path
            key={sign}
            d={path}
            fill={level.isPositive ? ink.positive : ink.negative}
            fill-opacity={round(strengthOf(level.level))}
            shape-rendering="crispEdges"
          />
        );
      const marks = pathOfMarks(map, cell, sign as keyof typeof MARKS);
      if (sign === '0') return <path key={sign} d={marks} fill={ink.muted} />;
      return (
        <g key={sign}>
          <path d={path} fill={ink.troubles.nonFinite} fill-opacity={0.25} shape-rendering="crispEdges" />
          <path
            d={marks}
            fill={sign === 'N' ? 'none' : ink.troubles.nonFinite}
            stroke={ink.troubles.nonFinite}
            stroke-width={round(Math.min(1.4, Math.min(cell.width, cell.height) / 5))}
          />
        </g>
      );
    })}
    <rect
      x={-0.5}
      y={-0.5}
      width={round(map.columns * cell.width + 1)}
      height={round(map.rows * cell.height + 1)}
      fill="none"
      stroke={ink.border}
    />
  </>
));
