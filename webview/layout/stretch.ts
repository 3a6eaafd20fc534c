/**
 * Makes room in a layout for children that have grown, and takes away what those that have shrunk leave empty: each axis
 * is stretched for itself, and nothing changes its order. What stood apart on an axis stands apart afterwards.
 */

/** What a child takes up on one axis: from `start` to `end` in the layout, `length` now. */
export interface Extent {
  readonly start: number;
  readonly end: number;
  readonly length: number;
}

/** Empty room that is not taken away. */
const MARGIN = 28;

/**
 * Where each coordinate goes. Never falls, and is steeper than 1 only under an extent that has grown.
 * @param fixed extents that keep their length, such as labels.
 */
export function stretch(
  extents: readonly Extent[],
  fixed: readonly Omit<Extent, 'length'>[],
): (x: number) => number {
  const changed = extents.filter(({ start, end, length }) => Math.abs(end - start - length) > 0.01);
  if (changed.length === 0) return (x) => x;
  const unchanged = [...fixed, ...extents.filter((one) => !changed.includes(one))];
  const cuts = [...new Set(extents.concat(fixed as Extent[]).flatMap(({ start, end }) => [start, end]))].sort(
    (a, b) => a - b,
  );
  /** Where each cut goes. */
  const places = [cuts[0]!];
  const grownTo = changed
    .filter(({ start, end, length }) => length > end - start)
    .sort((a, b) => a.end - b.end);
  const place = new Map([[cuts[0]!, cuts[0]!]]);
  for (let k = 1; k < cuts.length; k++) {
    const [from, to] = [cuts[k - 1]!, cuts[k]!];
    const covers = ({ start, end }: { start: number; end: number }) => start <= from && end >= to;
    const shrinks = changed.filter((one) => covers(one) && one.length < one.end - one.start);
    const isFree = shrinks.length > 0 && !unchanged.some(covers) && !grownTo.some(covers);
    let at = places[k - 1]! + (isFree ? Math.min(MARGIN, to - from) : to - from);
    for (const { start, end, length } of changed)
      if (end === to) at = Math.max(at, place.get(start)! + length);
    places.push(at);
    place.set(to, at);
  }
  return (x) => {
    if (x <= cuts[0]!) return x;
    let low = 0;
    let high = cuts.length - 1;
    if (x >= cuts[high]!) return places[high]! + x - cuts[high]!;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (cuts[middle]! <= x) low = middle;
      else high = middle;
    }
    const share = (x - cuts[low]!) / (cuts[high]! - cuts[low]!);
    return places[low]! + share * (places[high]! - places[low]!);
  };
}
