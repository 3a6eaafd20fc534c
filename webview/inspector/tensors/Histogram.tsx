/** How the finite elements of a tensor are spread: bars over their range. */
import type { PartDetails } from '../../../src/protocol/tensors.ts';
import { pageInk } from '../../picture/ink.ts';
import { round } from '../../picture/round.ts';

const SIZE = { width: 336, height: 72 } as const;
/** Even a single element is seen. */
const LEAST_HEIGHT = 1.5;

export function Histogram({ part }: { part: PartDetails }) {
  const { symbol, range, histogram } = part;
  if (!range) return null;
  const most = Math.max(...histogram);
  const width = SIZE.width / histogram.length;
  const ends = range.min === range.max ? `all are ${range.min}` : `from ${range.min} to ${range.max}`;
  return (
    <figure class="histogram">
      <figcaption>
        How <i>{symbol}</i> is spread{' '}
        <span class="muted">at most {most.toLocaleString('en-US')} in a bar</span>
      </figcaption>
      <svg
        width="100%"
        viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
        role="img"
        aria-label={`Histogram of ${symbol}, ${ends}: ${histogram.join(', ')}`}
      >
        {histogram.map((count, bin) => {
          const height = count === 0 ? 0 : Math.max(LEAST_HEIGHT, (count / most) * SIZE.height);
          return (
            <rect
              key={bin}
              x={round(bin * width + 0.5)}
              y={round(SIZE.height - height)}
              width={round(width - 1)}
              height={round(height)}
              fill={pageInk.muted}
            />
          );
        })}
        <line x1={0} x2={SIZE.width} y1={SIZE.height} y2={SIZE.height} stroke={pageInk.border} />
      </svg>
      <div class="ends muted" aria-hidden="true">
        <span>{range.min}</span>
        {range.min !== range.max && <span>{range.max}</span>}
      </div>
    </figure>
  );
}
