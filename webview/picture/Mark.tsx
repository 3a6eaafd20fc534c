/** The sign of each kind of trouble: told apart by its shape before its colour. */
import type { Trouble } from '../../src/protocol/view.ts';
import { type Ink, pageInk } from './ink.ts';

/** On a grid of 12 × 12: a cross, an arrow up, an arrow down, a circle with a bar. */
const shapes: Readonly<Record<Trouble, string>> = {
  nonFinite: 'M2 2 10 10M10 2 2 10',
  exploding: 'M6 1.5 11 10.5H1z',
  vanishing: 'M6 10.5 1 1.5H11z',
  dead: 'M6 1.2a4.8 4.8 0 1 1 0 9.6a4.8 4.8 0 1 1 0-9.6zM2.8 9.2 9.2 2.8',
};

interface Props {
  readonly trouble: Trouble;
  /** Heavy where the trouble starts, light where it passes through. */
  readonly isStart: boolean;
  readonly ink: Ink;
}

/** Inside of an SVG. */
export function MarkShape({ trouble, isStart, ink }: Props) {
  const isFilled = isStart && (trouble === 'exploding' || trouble === 'vanishing');
  return (
    <path
      class="mark"
      d={shapes[trouble]}
      fill={isFilled ? ink.troubles[trouble] : 'none'}
      stroke={ink.troubles[trouble]}
      stroke-width={isStart ? 2.6 : 1.4}
      stroke-linecap="round"
      stroke-linejoin="round"
    />
  );
}

/** Beside text. */
export function Mark({ trouble, isStart }: Omit<Props, 'ink'>) {
  return (
    <svg class="mark" width={14} height={14} viewBox="-1 -1 14 14" aria-hidden="true">
      <MarkShape trouble={trouble} isStart={isStart} ink={pageInk} />
    </svg>
  );
}
