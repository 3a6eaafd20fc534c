/** What the signs and colours of the picture mean, for the colouring that is on. */
import type { ComponentChildren } from 'preact';
import { formatNumber } from '../../src/notation/numbers.ts';
import type { Colouring } from '../../src/protocol/look.ts';
import { type HeatMap, LEVELS } from '../../src/protocol/tensors.ts';
import type { Trouble } from '../../src/protocol/view.ts';
import { HeatMapShape } from '../picture/HeatMapShape.tsx';
import { pageInk } from '../picture/ink.ts';
import { Mark } from '../picture/Mark.tsx';
import { troubleNames } from '../picture/troubles.ts';
import type { PageState } from '../state.ts';

export function Legend({ state }: { state: PageState }) {
  const { legend, colouring } = state.looks.look.value;
  if (!legend) return null;
  return (
    <section class="legend" aria-label="Legend" tabindex={0}>
      <ul>
        {entries(colouring).map(([sample, text], index) => (
          <li key={index}>
            {sample}
            <span>{text}</span>
          </li>
        ))}
      </ul>
      {state.drawing.value?.view.scene.tensors && <TensorKey />}
    </section>
  );
}

/** From −1 to 1 of the largest; below the scale, where the shares are. */
const SCALE: HeatMap = { rows: 1, columns: 2 * LEVELS + 1, cells: 'hgfedcba0ABCDEFGH' };
const SCALE_CELL = { width: 10, height: 14 };
const SCALE_WIDTH = SCALE.columns * SCALE_CELL.width;
/** Where a share of the largest stands: the strength of a colour is its square root. */
const placeOf = (share: number) => SCALE_WIDTH * (0.5 + (Math.sign(share) * Math.sqrt(Math.abs(share))) / 2);

/** What the colours of heat maps mean. */
function TensorKey() {
  const mark = (sign: string, says: string) => (
    <li>
      <svg class="swatch none" width={26} height={16} viewBox="-1 -1 26 16" aria-hidden="true">
        <HeatMapShape
          map={{ rows: 1, columns: 1, cells: sign }}
          cell={{ width: 14, height: 14 }}
          ink={pageInk}
        />
      </svg>
      <span>{says}</span>
    </li>
  );
  return (
    <>
      <h2>Tensors</h2>
      <p>An element, as a share of the largest of its tensor:</p>
      <svg
        width={SCALE_WIDTH + 20}
        height={32}
        viewBox={`-10 -1 ${SCALE_WIDTH + 20} 32`}
        role="img"
        aria-label="From −1, the strongest blue, over −¼, 0 and ¼ to 1, the strongest orange"
      >
        <HeatMapShape map={SCALE} cell={SCALE_CELL} ink={pageInk} />
        {[-1, -0.25, 0, 0.25, 1].map((share) => (
          <text
            key={share}
            x={placeOf(share)}
            y={29}
            text-anchor="middle"
            fill={pageInk.muted}
            font-size={11}
          >
            {Math.abs(share) === 0.25 ? (share < 0 ? '−¼' : '¼') : formatNumber(share)}
          </text>
        ))}
      </svg>
      <ul>
        {mark('0', 'zero')}
        {mark('N', 'NaN')}
        {mark('^', 'infinite: ▲ positive, ▼ negative')}
      </ul>
      <p>‖ ‖ is the norm. Where a cell stands for many elements, it shows their root mean square.</p>
    </>
  );
}

type Entry = readonly [sample: ComponentChildren, text: string];

const always: readonly Entry[] = [
  [<i class="swatch leaf" />, 'an input'],
  [<i class="swatch operation" />, 'an operation: its value on the left, ∂root/∂node on the right'],
  [<i class="swatch root" />, 'the root'],
  [<i class="swatch bar" />, 'size of the gradient, to the right where it is positive'],
  [<i class="swatch thick" />, 'much flows back along this edge'],
  [<i class="swatch current" />, 'the visit that is being made'],
  [<i class="swatch waiting" />, 'waits for its gradient'],
];

function entries(colouring: Colouring): readonly Entry[] {
  if (colouring === 'value' || colouring === 'gradient')
    return [
      ...always,
      [<i class="swatch positive" />, `positive ${colouring}: the stronger, the larger`],
      [<i class="swatch negative" />, `negative ${colouring}`],
    ];
  if (colouring === 'health')
    return [
      ...always,
      ...Object.entries(troubleNames).flatMap(([trouble, name]): Entry[] => [
        [<Mark trouble={trouble as Trouble} isStart />, `${name.replace(/\.$/, '')}: it starts here`],
        [<Mark trouble={trouble as Trouble} isStart={false} />, 'it passes through here'],
      ]),
    ];
  return always;
}
