/** How large the cells of a heat map are, and what their signs look like. Which cells there are is the extension's matter. */
import { type HeatMap, LEVELS } from '../../src/protocol/tensors.ts';
import type { Size } from '../layout/geometry.ts';
import { round } from './round.ts';

/** Of the two heat maps of a node, in pixels. They stand side by side in the narrowest card. */
const MAP = { width: 64, height: 48, largestCell: 14 } as const;

/** Of one cell: square where there is room, longer where the map would be a thin line. */
export function cellSize(
  { rows, columns }: HeatMap,
  most: Size & { readonly largestCell: number } = MAP,
): Size {
  return {
    width: Math.min(most.largestCell, most.width / columns),
    height: Math.min(most.largestCell, most.height / rows),
  };
}

/** Of a whole map in a node. */
export function sizeOfMap(map: HeatMap): Size {
  const { width, height } = cellSize(map);
  return { width: width * map.columns, height: height * map.rows };
}

/** How strong the colour of a level is; the faintest can be told from the paper. */
export function strengthOf(level: number): number {
  return 0.14 + (0.86 * level) / LEVELS;
}

/** Sign and level of a coloured cell; undefined for zero and what is no finite number. */
export function levelOf(sign: string): { readonly isPositive: boolean; readonly level: number } | undefined {
  if (!/^[A-Ha-h]$/.test(sign)) return undefined;
  const isPositive = sign < 'a';
  return { isPositive, level: sign.charCodeAt(0) - (isPositive ? 64 : 96) };
}

/** The cells of each sign as the path of their rectangles; neighbours in a row are one. */
export function pathsOfCells(map: HeatMap, cell: Size): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  for (let row = 0; row < map.rows; row++) {
    let column = 0;
    while (column < map.columns) {
      const sign = map.cells[row * map.columns + column]!;
      const start = column;
      while (column < map.columns && map.cells[row * map.columns + column] === sign) column += 1;
      const width = round((column - start) * cell.width);
      const rectangle = `M${round(start * cell.width)},${round(row * cell.height)}h${width}v${round(cell.height)}h${-width}z`;
      paths.set(sign, (paths.get(sign) ?? '') + rectangle);
    }
  }
  return paths;
}

/** Marks in the middle of all cells of one sign: a dot for zero, a cross for NaN, arrows for infinities. */
export function pathOfMarks(map: HeatMap, cell: Size, sign: keyof typeof MARKS): string {
  const size = Math.min(cell.width, cell.height);
  let path = '';
  for (let at = map.cells.indexOf(sign); at >= 0; at = map.cells.indexOf(sign, at + 1)) {
    const x = ((at % map.columns) + 0.5) * cell.width;
    const y = (Math.floor(at / map.columns) + 0.5) * cell.height;
    path += MARKS[sign](x, y, size);
  }
  return path;
}

const line = (...points: readonly (readonly [number, number])[]) =>
  points.map(([x, y], k) => `${k === 0 ? 'M' : 'L'}${round(x)},${round(y)}`).join('');

/** By sign: around a point, in a cell of this size. */
export const MARKS = {
  '0': (x: number, y: number, size: number) => {
    const half = Math.min(1, size / 8);
    return `M${round(x - half)},${round(y - half)}h${round(2 * half)}v${round(2 * half)}h${round(-2 * half)}z`;
  },
  N: (x: number, y: number, size: number) => {
    const half = size * 0.28;
    return (
      line([x - half, y - half], [x + half, y + half]) + line([x + half, y - half], [x - half, y + half])
    );
  },
  '^': (x: number, y: number, size: number) => arrow(x, y, size * 0.28),
  v: (x: number, y: number, size: number) => arrow(x, y, -size * 0.28),
} as const;

function arrow(x: number, y: number, half: number): string {
  const side = Math.abs(half);
  return `${line([x - side, y + half * 0.7], [x, y - half * 0.8], [x + side, y + half * 0.7])}z`;
}
