/** How the picture tells what has become of an item since a graph was pinned: in words, and by the numbers that it had. */
import type { Change } from '../../src/protocol/comparison.ts';
import type { ItemIndex, Scene } from '../../src/protocol/view.ts';

/** Changes that have a sign; other numbers are said as numbers. */
export type SignedChange = Extract<Change, 'added' | 'removed' | 'edited'>;

/** The opacity of what is gone. */
export const FADED = 0.55;

/** In words, for those who do not see the sign. */
export const WORDS: Readonly<Record<Change, string>> = {
  same: 'the same',
  numbers: 'other numbers',
  edited: 'edited',
  added: 'added',
  removed: 'removed',
};

/** What a screen reader says behind the numbers. */
export function inWords({ change }: { change: Change }): string {
  return change === 'same' ? '' : ` (${WORDS[change]})`;
}

export function changeOf(scene: Scene, index: ItemIndex): Change {
  return scene.changes?.changes[index] ?? 'same';
}

/** `1.69 → 2.25` where the value was another one. */
export function valueWithBefore(
  { changes }: Scene,
  index: ItemIndex,
  value: string,
  write: (x: number) => string,
): string {
  const before = write(changes?.values[index] ?? NaN);
  const isChanged = ['numbers', 'edited'].includes(changes?.changes[index] ?? 'same');
  return isChanged && !Number.isNaN(changes!.values[index]) && before !== value
    ? `${before} → ${value}`
    : value;
}

/** What the finished gradient was, where it was another one; of what is gone it is the only one. */
export function gradientBefore(
  { changes, gradients }: Scene,
  index: ItemIndex,
  write: (x: number) => string,
): string {
  const change = changes?.changes[index] ?? 'same';
  if (change === 'same' || change === 'added' || Number.isNaN(changes!.gradients[index])) return '';
  const before = write(changes!.gradients[index]!);
  return change !== 'removed' && before === write(gradients[index]!) ? '' : before;
}
