/** Tensors as text, as TensorFlow.js prints them. */
import type { DType } from './core.ts';

/** Axes with more elements show their first and last few. */
const MAX_SHOWN = 20;
const EDGE = 3;
const DIGITS = 7;

function numberText(value: number, dtype: DType): string {
  if (dtype === 'bool') return value === 0 ? 'false' : 'true';
  return `${Number.parseFloat(value.toFixed(DIGITS))}`;
}

/** The positions along an axis that are shown; -1 for those that are left out. */
function shown(length: number): number[] {
  const all = Array.from({ length }, (_, i) => i);
  return length <= MAX_SHOWN ? all : [...all.slice(0, EDGE), -1, ...all.slice(-EDGE)];
}

export function tensorText(
  values: Float64Array,
  shape: readonly number[],
  dtype: DType,
  isVerbose: boolean,
): string {
  const columns = shape.at(-1) ?? 1;
  const widths = new Array<number>(columns).fill(0);
  if (shape.length > 1)
    values.forEach((value, i) => {
      const column = i % columns;
      widths[column] = Math.max(widths[column]!, numberText(value, dtype).length);
    });

  const lines = (axis: number, start: number, size: number, isLast: boolean): string[] => {
    if (axis === shape.length) return [dtype === 'bool' ? numberText(values[0]!, dtype) : `${values[0]}`];
    const length = shape[axis]!;
    const stride = size / length;
    if (axis === shape.length - 1) {
      const cell = (i: number) => (i < 0 ? '...' : numberText(values[start + i]!, dtype).padEnd(widths[i]!));
      return [`[${shown(length).map(cell).join(', ')}]`];
    }
    const rows = shown(length).flatMap((i) =>
      i < 0 ? ['...'] : lines(axis + 1, start + i * stride, stride, i === length - 1),
    );
    const comma = axis === shape.length - 2 ? ',' : '';
    const gap = `,\n${'\n'.repeat(Math.max(0, shape.length - axis - 2))}`;
    return rows.map((row, i) => {
      const isFirst = i === 0;
      const isEnd = i === rows.length - 1;
      const text = `${isFirst ? '[' : ' '}${row}`;
      // A single row is the first and the last.
      if (isEnd) return `${isFirst ? ` [${row}${comma}` : text}]${isLast ? '' : gap}`;
      return text + comma;
    });
  };
  const body = lines(0, 0, values.length, true).map((line) => `    ${line}`);
  const head = ['Tensor'];
  if (isVerbose)
    head.push(`  dtype: ${dtype}`, `  rank: ${shape.length}`, `  shape: [${shape}]`, '  values:');
  return [...head, body.join('\n')].join('\n');
}
