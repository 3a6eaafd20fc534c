/**
 * The heat map of a slice, in which an element is picked: by a click, or with the arrow keys. For screen readers it is a grid of
 * the elements, of which the picked one is there.
 */
import type { ElementsView } from '../../../src/protocol/tensors.ts';
import { HeatMapShape } from '../../picture/HeatMapShape.tsx';
import { cellSize } from '../../picture/heatMaps.ts';
import { pageInk } from '../../picture/ink.ts';
import type { Elements } from './elements.ts';

/** Pixels. As wide as the drawer is in a narrow panel. */
const MAP = { width: 336, height: 240, largestCell: 28 } as const;

interface Props {
  readonly elements: Elements;
  readonly view: ElementsView;
  readonly symbol: string;
}

export function HeatGrid({ elements, view, symbol }: Props) {
  const { map, cell, columns, furthest, index, numbers } = view;
  const size = cellSize(map, MAP);
  const [width, height] = [size.width * map.columns, size.height * map.rows];
  const pick = (event: MouseEvent & { readonly currentTarget: SVGSVGElement }) => {
    const frame = event.currentTarget.getBoundingClientRect();
    const part = (at: number, length: number, parts: number) =>
      Math.max(0, Math.min(parts - 1, Math.floor((at / length) * parts)));
    const row = part(event.clientY - frame.top, frame.height, map.rows);
    const column = part(event.clientX - frame.left, frame.width, map.columns);
    const place = furthest?.[row * map.columns + column] ?? row * columns + column;
    const inSlice = [Math.floor(place / columns), place % columns];
    elements.goTo([...index.slice(0, -2), ...(index.length > 1 ? inSlice : inSlice.slice(1))]);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = moves[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    // The walk has the same keys.
    event.stopPropagation();
    elements.move(...move(view));
  };
  const shown = numbers.find((one) => one.symbol.startsWith(`${symbol}[`)) ?? numbers[0]!;
  return (
    <div class="heat-grid" {...gridOf(view, symbol, onKeyDown)}>
      <div class="unseen" {...rowOf(view)}>
        <div id={PICKED} {...cellOf(view)}>{`${shown.symbol} = ${shown.number.text}`}</div>
      </div>
      <svg
        width={width + 2}
        height={height + 2}
        viewBox={`-1 -1 ${width + 2} ${height + 2}`}
        aria-hidden="true"
        onClick={pick}
      >
        <rect width={width} height={height} fill={pageInk.background} />
        <HeatMapShape map={map} cell={size} ink={pageInk} />
        <rect
          class="picked"
          x={(cell % map.columns) * size.width}
          y={Math.floor(cell / map.columns) * size.height}
          width={size.width}
          height={size.height}
          fill="none"
          stroke={pageInk.accent}
          stroke-width={2}
        />
      </svg>
      {furthest && (
        <p class="muted">
          Each cell stands for many elements: a click picks the one that is furthest from 0.
        </p>
      )}
    </div>
  );
}

type Move = (view: ElementsView) => [axis: number, by: number];

const moves: Readonly<Record<string, Move>> = {
  ArrowLeft: () => [1, -1],
  ArrowRight: () => [1, 1],
  ArrowUp: () => [2, -1],
  ArrowDown: () => [2, 1],
  Home: ({ index }) => [1, -index.at(-1)!],
  End: ({ columns, index }) => [1, columns - 1 - index.at(-1)!],
  PageUp: () => [2, -10],
  PageDown: () => [2, 10],
};

/** The picked element in the document. */
const PICKED = 'picked-element';

/** A grid of which only the picked element is in the document, as ARIA allows where all are counted. */
function gridOf({ rows, columns }: ElementsView, symbol: string, onKeyDown: (event: KeyboardEvent) => void) {
  return {
    role: 'grid',
    tabIndex: 0,
    'aria-label': `Heat map of ${symbol}. The arrow keys go from element to element.`,
    'aria-rowcount': rows,
    'aria-colcount': columns,
    'aria-activedescendant': PICKED,
    onKeyDown,
  } as const;
}

function rowOf({ index }: ElementsView) {
  return { role: 'row', 'aria-rowindex': (index.at(-2) ?? 0) + 1 } as const;
}

function cellOf({ index }: ElementsView) {
  return { role: 'gridcell', 'aria-colindex': index.at(-1)! + 1, 'aria-selected': true } as const;
}
