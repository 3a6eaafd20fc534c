/** One element of a tensor with all its digits, and what is around it: the slice as a heat map, a page of numbers. */
import { type NodeId, type Shape, sizeOf, stridesOf, type Tensor } from '../../engine/index.ts';
import { exactNumber, formatNumber } from '../../notation/numbers.ts';
import { partial } from '../../notation/symbols.ts';
import type { Subject } from '../../protocol/checks.ts';
import type { ElementsView, TensorPart } from '../../protocol/tensors.ts';
import { visitOf } from '../findings.ts';
import type { Session } from '../session.ts';
import { type Grid, heatMaps, startOfPart } from './heatMap.ts';

/** Of the heat map of a slice, and of a page of its numbers. */
const MOST_CELLS: Grid = { rows: 32, columns: 48 };
const PAGE: Grid = { rows: 10, columns: 4 };
/** A gradient that is the sum of more is not taken apart. */
const MOST_SHARES = 8;

/** A tensor of what is selected; undefined where there is none. */
export function tensorOf(
  { trace: { graph }, sweep }: Pick<Session, 'trace' | 'sweep'>,
  subject: Subject,
  part: TensorPart,
): Tensor | undefined {
  if ('box' in subject || 'from' in subject) return undefined;
  const node = 'node' in subject ? subject.node : subject.consumer;
  if (node >= graph.size) return undefined;
  if ('node' in subject) return part === 'value' ? graph.tensor(node) : sweep.gradientTensor(node);
  const visit = visitOf(sweep, node);
  return visit === 0 ? undefined : sweep.contributionTensors(visit - 1, subject.slot)?.delta;
}

/** The element of this index; along each axis the nearest that there is. Undefined where there are none. */
export function elementsOf(
  session: Session,
  subject: Subject,
  part: TensorPart,
  wanted: readonly number[],
): ElementsView | undefined {
  const tensor = tensorOf(session, subject, part);
  if (!tensor || tensor.shape.length === 0 || tensor.data.length === 0) return undefined;
  const { shape } = tensor;
  const index = shape.map((length, axis) => Math.min(length - 1, wanted[axis] ?? 0));
  const columns = shape.at(-1)!;
  const rows = shape.at(-2) ?? 1;
  const [row, column] = [index.at(-2) ?? 0, index.at(-1)!];
  const start = flatIndex(shape, [...index.slice(0, -2), ...(shape.length > 1 ? [0, 0] : [0])]);
  const slice: Tensor = { shape: [rows, columns], data: tensor.data.subarray(start, start + rows * columns) };
  const map = heatMaps([slice], MOST_CELLS)[0]!;
  return {
    index,
    map,
    cell: partOf(row, map.rows, rows) * map.columns + partOf(column, map.columns, columns),
    ...{ rows, columns },
    ...((map.rows < rows || map.columns < columns) && { furthest: furthestOf(slice, map) }),
    page: pageOf(slice, row, column),
    numbers: numbersOf(session, subject, index),
    shares: 'node' in subject ? sharesOf(session, subject.node, index) : [],
  };
}

function flatIndex(shape: Shape, index: readonly number[]): number {
  return stridesOf(shape).reduce((sum, stride, axis) => sum + stride * index[axis]!, 0);
}

/** The part that a place is in: the other way round of `startOfPart`. */
function partOf(place: number, parts: number, length: number): number {
  return Math.floor(((place + 1) * parts - 1) / length);
}

/** By cell: the element that is furthest from 0, or the first that is NaN. */
function furthestOf({ shape: [rows, columns], data }: Tensor, grid: Grid): number[] {
  const furthest: number[] = [];
  for (let part = 0; part < grid.rows * grid.columns; part++) {
    const [y, x] = [Math.floor(part / grid.columns), part % grid.columns];
    let found = startOfPart(y, grid.rows, rows!) * columns! + startOfPart(x, grid.columns, columns!);
    for (let row = startOfPart(y, grid.rows, rows!); row < startOfPart(y + 1, grid.rows, rows!); row++)
      for (
        let at = startOfPart(x, grid.columns, columns!);
        at < startOfPart(x + 1, grid.columns, columns!);
        at++
      ) {
        const place = row * columns! + at;
        const [element, best] = [data[place]!, data[found]!];
        if (!Number.isNaN(best) && (Number.isNaN(element) || Math.abs(element) > Math.abs(best)))
          found = place;
      }
    furthest.push(found);
  }
  return furthest;
}

function pageOf({ shape: [rows, columns], data }: Tensor, row: number, column: number): ElementsView['page'] {
  const [top, left] = [row - (row % PAGE.rows), column - (column % PAGE.columns)];
  const height = Math.min(PAGE.rows, rows! - top);
  const width = Math.min(PAGE.columns, columns! - left);
  const texts = Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => formatNumber(data[(top + y) * columns! + left + x]!)),
  );
  return { row: top, column: left, texts };
}

function numbersOf(session: Session, subject: Subject, index: readonly number[]): ElementsView['numbers'] {
  const { titles, rootName } = session;
  const place = `[${index.join(', ')}]`;
  const at = (part: TensorPart, symbol: string) => {
    const { shape, data } = tensorOf(session, subject, part)!;
    return { symbol: symbol + place, number: exactNumber(data[flatIndex(shape, index)]!) };
  };
  if ('node' in subject) {
    const name = titles.nameOf(subject.node);
    return [at('value', name), at('gradient', partial(rootName, name))];
  }
  return [at('contribution', 'adds ')];
}

/** What each consumer adds to an element of the gradient, where there are several. */
function sharesOf(
  { trace, sweep, titles }: Session,
  node: NodeId,
  index: readonly number[],
): ElementsView['shares'] {
  const { inputStart, inputs } = trace.graph.columns;
  const shares: { consumer: string; delta: string }[] = [];
  for (const [visit, consumer] of sweep.order.entries()) {
    if (consumer <= node) break;
    for (let i = inputStart[consumer]!; i < inputStart[consumer + 1]!; i++) {
      if (inputs[i] !== node) continue;
      if (shares.length === MOST_SHARES) return [];
      const delta = sweep.contributionTensors(visit, i - inputStart[consumer]!)?.delta;
      if (delta)
        shares.push({
          consumer: titles.nameOf(consumer),
          delta: formatNumber(delta.data[flatIndex(delta.shape, index)]!),
        });
    }
  }
  return shares.length > 1 ? shares : [];
}

/** Whether there is an element to look at. */
export function hasElements(tensor: Tensor | undefined): tensor is Tensor {
  return tensor !== undefined && tensor.shape.length > 0 && sizeOf(tensor.shape) > 0;
}
