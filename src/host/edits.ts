/** Follows places in a text through edits. Pure arithmetic on offsets; knows no editor. */

/** A half-open range of UTF-16 offsets; an empty one is a cursor. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The replacement of `length` code units at `offset` by `inserted` code units. */
export interface Edit {
  readonly offset: number;
  readonly length: number;
  readonly inserted: number;
}

/**
 * Where the range is after edits that were made at once: all offsets refer to the text before them. Text that is
 * typed at a border of the range stays outside of it.
 */
export function moveThrough({ start, end }: Range, edits: readonly Edit[]): Range {
  const moved = move(start, edits, true);
  return { start: moved, end: start === end ? moved : Math.max(moved, move(end, edits, false)) };
}

/** `pushed` says whether text that is inserted exactly at the offset pushes it along. */
function move(offset: number, edits: readonly Edit[], pushed: boolean): number {
  let shift = 0;
  for (const edit of edits) {
    const end = edit.offset + edit.length;
    const before = end < offset || (end === offset && (edit.length > 0 || pushed));
    if (before) shift += edit.inserted - edit.length;
    // A place within replaced text keeps its distance from the beginning, as far as the new text reaches.
    else if (edit.offset < offset)
      shift += Math.min(edit.inserted, offset - edit.offset) - (offset - edit.offset);
  }
  return offset + shift;
}
