/** The sign of an item that was added, removed or edited since a graph was pinned. */
import type { Change } from '../../src/protocol/comparison.ts';
import type { SignedChange } from './changes.ts';
import type { Ink } from './ink.ts';

/** Told apart by the sign before the colour. */
const SIGNS: Readonly<Record<SignedChange, string>> = {
  added: 'M-4 0H4M0-4V4',
  removed: 'M-4 0H4',
  edited: 'M-4-1.5Q-2-4 0-1.5T4-1.5M-4 2.5Q-2 0 0 2.5T4 2.5',
};

export function ChangeSign({ change, ink }: { change: Change; ink: Ink }) {
  if (change === 'same' || change === 'numbers') return null;
  const colour = ink.changes[change];
  return (
    <g class={`change ${change}`} transform="translate(2,2)">
      <circle r={9} fill={ink.background} stroke={colour} stroke-width={1.5} />
      <path d={SIGNS[change]} fill="none" stroke={colour} stroke-width={2} stroke-linecap="round" />
    </g>
  );
}
