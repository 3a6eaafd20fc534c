/** What the signs and colours of the picture mean, for the colouring that is on. */
import type { ComponentChildren } from 'preact';
import { formatNumber } from '../../src/notation/numbers.ts';
import type { Colouring } from '../../src/protocol/look.ts';
import { type HeatMap, LEVELS } from '../../src/protocol/tensors.ts';
import type { Trouble } from '../../src/protocol/view.ts';
import { ChangeSign } from '../picture/ChangeSign.tsx';
import { WORDS } from '../picture/changes.ts';
import { HeatMapShape } from '../picture/HeatMapShape.tsx';
import { pageInk } from '../picture/ink.ts';
import { Mark } from '../picture/Mark.tsx';
import { troubleNames } from '../picture/troubles.ts';
import type { PageState } from '../state.ts';

export function Legend({ state }: { state: PageState }) {
  const { legend, colouring } = state.looks.look.value;
  if (!legend) return null;
  const isCompared = state.drawing.value?.view.comparison !== undefined;
  return (
    <section class="legend" aria-label="Legend" tabindex={0}>
      <ul>
        {[...items, ...colours(colouring), ...walk, ...frames, ...(isCompared ? signs() : [])].map(
          ([sample, text], index) => (
            <li key={index}>
              {sample}
              <span>{text}</span>
            </li>
          ),
        )}
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

/** Items, and what stands on them. */
const items: readonly Entry[] = [
  [<i class="swatch leaf" />, 'an input'],
  [<i class="swatch operation" />, 'an operation: its value on the left, ∂root/∂node on the right'],
  [<i class="swatch root" />, 'the root'],
  [<i class="swatch closed" />, 'a closed box: a call, a loop or a turn'],
  [
    <i class="swatch bar" />,
    'size of the gradient: to the right where it is positive, to the left where it is negative',
  ],
  [<i class="swatch thick" />, 'much flows back along this edge; the label is its local derivative'],
];

/** How far the walk has come. */
const walk: readonly Entry[] = [
  [<i class="swatch current" />, 'the visit that is being made'],
  [<i class="swatch operation" />, 'visited: its gradient is complete and handed on'],
  [<i class="swatch partial" />, 'has a part of its gradient, or all but is not visited'],
  [<i class="swatch waiting" />, 'waits for its gradient; so does a dashed edge'],
];

/** What a person points at, or has looked for. */
const frames: readonly Entry[] = [
  [<i class="swatch selected" />, 'is selected'],
  [<i class="swatch lit" />, 'the cursor of the editor is on it'],
  [<i class="swatch hit" />, 'was searched for'],
];

/** The signs of a comparison with a pinned graph. */
function signs(): readonly Entry[] {
  return (['added', 'removed', 'edited'] as const).map((change) => [
    <svg key={change} class="swatch none" width={26} height={20} viewBox="-11 -8 26 20" aria-hidden="true">
      <ChangeSign change={change} ink={pageInk} />
    </svg>,
    `${WORDS[change]} since the graph was pinned`,
  ]);
}

function colours(colouring: Colouring): readonly Entry[] {
  if (colouring === 'value' || colouring === 'gradient')
    return [
      [
        <i class="swatch positive" />,
        `positive ${colouring}: the stronger, the nearer to the largest in the picture`,
      ],
      [<i class="swatch negative" />, `negative ${colouring}`],
    ];
  if (colouring === 'health')
    return Object.entries(troubleNames).flatMap(([trouble, name]): Entry[] => [
      [<Mark trouble={trouble as Trouble} isStart />, `${name.replace(/\.$/, '')}: it starts here`],
      [<Mark trouble={trouble as Trouble} isStart={false} />, 'it passes through here'],
    ]);
  return [];
}
