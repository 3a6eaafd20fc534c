/** Tensors as grids of cells that stand for their elements: how large ones become small. Colours are the page's matter. */
import { type Shape, sizeOf, type Tensor } from '../../engine/index.ts';
import { type HeatMap, LEVELS } from '../../protocol/tensors.ts';

/** A tensor as a table: how many rows it has, each as long as the last axis. */
export interface Grid {
  readonly rows: number;
  readonly columns: number;
}

/** Of a matrix its own; of other shapes the last axis to the right and the others down, without those of length 1. */
export function gridOf(shape: Shape): Grid {
  const axes = shape.length === 2 ? shape : shape.filter((length) => length !== 1);
  const columns = axes.at(-1) ?? 1;
  return { rows: columns === 0 ? 0 : sizeOf(shape) / columns, columns };
}

/** Where the part of `length` that has this number begins, if there are `parts` of nearly the same length. */
export function startOfPart(part: number, parts: number, length: number): number {
  return Math.floor((part * length) / parts);
}

/**
 * What the cells stand for, for each of several tensors of one grid: the root mean square with the sign of the sum; the
 * element itself where it is one. NaN where one of them is NaN, infinite where one is infinite.
 */
function averaged(data: Float64Array, grid: Grid, rows: number, columns: number): Float64Array {
  if (rows === grid.rows && columns === grid.columns) return data;
  const cells = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const right = startOfPart(column + 1, columns, grid.columns);
      const bottom = startOfPart(row + 1, rows, grid.rows);
      let [sum, largest, count] = [0, 0, 0];
      for (let y = startOfPart(row, rows, grid.rows); y < bottom; y++)
        for (let x = startOfPart(column, columns, grid.columns); x < right; x++) {
          const element = data[y * grid.columns + x]!;
          sum += element;
          largest = Math.max(largest, Math.abs(element));
          count += 1;
        }
      let squares = 0;
      for (let y = startOfPart(row, rows, grid.rows); y < bottom; y++)
        for (let x = startOfPart(column, columns, grid.columns); x < right; x++)
          squares += (data[y * grid.columns + x]! / largest) ** 2;
      const size = Number.isFinite(largest) ? largest && largest * Math.sqrt(squares / count) : largest;
      cells[row * columns + column] = sum < 0 ? -size : size;
    }
  return cells;
}

/** Heat maps of tensors of one shape, on one scale, with no more cells than `most`. An empty tensor has none. */
export function heatMaps(tensors: readonly Tensor[], most: Grid): HeatMap[] {
  const grid = gridOf(tensors[0]?.shape ?? []);
  const rows = Math.min(grid.rows, most.rows);
  const columns = Math.min(grid.columns, most.columns);
  const all = tensors.map(({ data }) => averaged(data, grid, rows, columns));
  let largest = 0;
  for (const numbers of all)
    for (let i = 0; i < numbers.length; i++) {
      const size = Math.abs(numbers[i]!);
      if (size > largest && size < Number.POSITIVE_INFINITY) largest = size;
    }
  return all.map((numbers) => {
    let cells = '';
    for (let i = 0; i < numbers.length; i++) cells += cellOf(numbers[i]!, largest);
    return { rows, columns, cells };
  });
}

function cellOf(x: number, largest: number): string {
  if (x === 0) return '0';
  if (Number.isNaN(x)) return 'N';
  if (!Number.isFinite(x)) return x > 0 ? '^' : 'v';
  const level = Math.max(1, Math.ceil(LEVELS * Math.sqrt(Math.abs(x) / largest)));
  return String.fromCharCode((x > 0 ? 64 : 96) + level);
}
