/** Which stretches of two sequences are the same, by the shortest edit script. */
import { diffArrays } from 'diff';

/** `old[from … to - 1]` became `fresh[freshFrom … freshTo - 1]`. */
export interface Run {
  readonly same: boolean;
  readonly from: number;
  readonly to: number;
  readonly freshFrom: number;
  readonly freshTo: number;
}

/** An edit script that is longer takes too long to find: what differs then is one run. */
const LONGEST_SCRIPT = 1000;

/** The two sequences as runs, in order: those that are the same, and between them those that are not. */
export function runsOf<T>(old: readonly T[], fresh: readonly T[]): Run[] {
  let start = 0;
  const shorter = Math.min(old.length, fresh.length);
  while (start < shorter && old[start] === fresh[start]) start++;
  let end = 0;
  while (end < shorter - start && old[old.length - 1 - end] === fresh[fresh.length - 1 - end]) end++;

  const runs: Run[] = [];
  let from = 0;
  let freshFrom = 0;
  const add = (same: boolean, length: number, freshLength: number) => {
    const run = { same, from, to: from + length, freshFrom, freshTo: freshFrom + freshLength };
    if (length > 0 || freshLength > 0) runs.push(run);
    from = run.to;
    freshFrom = run.freshTo;
  };
  add(true, start, start);
  const middle = old.slice(start, old.length - end);
  const freshMiddle = fresh.slice(start, fresh.length - end);
  const changes = diffArrays(middle, freshMiddle, { maxEditLength: LONGEST_SCRIPT });
  if (changes === undefined) add(false, middle.length, freshMiddle.length);
  let removed = 0;
  let added = 0;
  for (const change of changes ?? []) {
    if (change.removed) removed += change.count;
    else if (change.added) added += change.count;
    else {
      add(false, removed, added);
      add(true, change.count, change.count);
      removed = 0;
      added = 0;
    }
  }
  add(false, removed, added);
  add(true, end, end);
  return runs;
}
