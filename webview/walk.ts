/** Where the backward walk stands, for every item and edge of a scene: pure functions of the scene and the cursor. */
import type { ContributionText } from '../src/notation/chainRule.ts';
import type { HeatMap } from '../src/protocol/tensors.ts';
import type { Cursor, GraphView, ItemIndex, Scene, VisitsView, VisitView } from '../src/protocol/view.ts';

/**
 * - `waiting`: no contribution has arrived yet, the gradient is 0;
 * - `partial`: some have arrived, but the gradient is not complete or not yet passed on;
 * - `current`: the node of this visit, or the box that holds it;
 * - `done`: nothing of it changes any more.
 */
export type ItemPhase = 'waiting' | 'partial' | 'current' | 'done';

/** Whether the first contribution along an edge is still to come, one is this visit's, some or all were made before. */
export type EdgePhase = 'waiting' | 'current' | 'partial' | 'done';

/** The picture of one moment of the walk. */
export interface Moment {
  /** The gradient so far of each item. */
  readonly gradients: Float64Array;
  /** How many of the contributions in its history each item has received. */
  readonly received: Uint32Array;
  readonly items: readonly ItemPhase[];
  readonly edges: readonly EdgePhase[];
}

/** The moment at `cursor`. Takes time linear in the size of the scene, whatever the size of the graph. */
export function momentAt({ root, scene }: Pick<GraphView, 'root' | 'scene'>, cursor: Cursor): Moment {
  const { items, edges, history, flow } = scene;
  if (cursor === 'overview') {
    return {
      gradients: scene.gradients,
      received: Uint32Array.from(items, (_, index) => history.start[index + 1]! - history.start[index]!),
      items: items.map(() => 'done'),
      edges: edges.map(() => 'done'),
    };
  }
  const gradients = new Float64Array(items.length);
  const received = new Uint32Array(items.length);
  const visited = visitedItem(scene, cursor);
  const phases = items.map((item, index): ItemPhase => {
    const holdsRoot = 'node' in item ? item.node === root : item.first <= root && root <= item.last;
    const first = history.start[index]!;
    const made = countUpTo(history.visits, first, history.start[index + 1]!, cursor);
    received[index] = made;
    gradients[index] = made > 0 ? history.gradients[first + made - 1]! : holdsRoot ? 1 : 0;
    if (index === visited) return 'current';
    const hasBegun = made > 0 || holdsRoot;
    if (scene.finished[index]! <= cursor && (hasBegun || scene.finished[index] === 0)) return 'done';
    return hasBegun ? 'partial' : 'waiting';
  });
  const edgePhases = edges.map((_, index): EdgePhase => {
    const start = flow.start[index]!;
    const end = flow.start[index + 1]!;
    const made = countUpTo(flow.visits, start, end, cursor);
    if (made === 0) return start === end ? 'done' : 'waiting';
    if (cursor > 0 && flow.visits[start + made - 1] === cursor) return 'current';
    return made === end - start ? 'done' : 'partial';
  });
  return { gradients, received, items: phases, edges: edgePhases };
}

/** The heat map of an item's gradient at a moment; undefined before its first contribution. */
export function gradientMapAt(
  { tensors, history }: Scene,
  { received }: Moment,
  index: ItemIndex,
): HeatMap | undefined {
  const maps = tensors?.[index]?.gradients;
  const count = history.start[index + 1]! - history.start[index]!;
  return maps?.[Math.floor((received[index]! * maps.length) / count) - 1];
}

/** How many of the ascending numbers from `start` to before `end` are at most `most`. */
function countUpTo(numbers: Uint32Array, start: number, end: number, most: number): number {
  let low = start;
  let high = end;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! <= most) low = middle + 1;
    else high = middle;
  }
  return low - start;
}

/** The item of the visit that ends at `cursor`; undefined in the overview and before the first visit. */
export function visitedItem({ visited }: Scene, cursor: Cursor): ItemIndex | undefined {
  return cursor === 'overview' ? undefined : visited[cursor - 1];
}

/** The visit that ends at `cursor`, if it is among those that the page has been told. */
export function visitAt({ first, visits }: VisitsView, cursor: Cursor): VisitView | undefined {
  return cursor === 'overview' ? undefined : visits[cursor - first];
}

/** What the visit adds to each operand's gradient, in operand order. */
export function contributionsOf({ operands, numbers }: VisitView): ContributionText[] {
  return operands.map(({ name, rule, tensor }, k) => ({
    target: name,
    rule,
    ...(tensor && { tensor }),
    local: numbers[4 * k + 1]!,
    delta: numbers[4 * k + 2]!,
    before: numbers[4 * k + 3]!,
    after: numbers[4 * k + 4]!,
  }));
}

/** One visit on: the overview leads to the first. */
export function next({ visitCount }: GraphView, cursor: Cursor): Cursor {
  return cursor === 'overview' ? Math.min(1, visitCount) : Math.min(visitCount, cursor + 1);
}

/** One visit back: the overview leads to the last. */
export function previous({ visitCount }: GraphView, cursor: Cursor): Cursor {
  return cursor === 'overview' ? visitCount : Math.max(0, cursor - 1);
}
