/** What the page shows of a comparison: the graph that was pinned beside the one that there is now. */
import type { NodeId } from '../engine/index.ts';

/**
 * - `same`: value and gradient are what they were;
 * - `numbers`: they are not, because something else was edited;
 * - `edited`: another number is given, or another expression is computed;
 * - `added`, `removed`: it is in one of the graphs alone.
 */
export const CHANGES = ['same', 'numbers', 'edited', 'added', 'removed'] as const;
export type Change = (typeof CHANGES)[number];

/** One node that is not what it was. */
export interface ChangeView {
  readonly node: NodeId;
  readonly change: Exclude<Change, 'same'>;
  readonly name: string;
  /** As it is computed now; of a removed node, as it was. */
  readonly formula: string;
}

export interface ComparisonView {
  /** `3 added, 1 removed, 12 changed; ∂J/∂w 0.63 → 0.71`, as one line. */
  readonly summary: string;
  /** What was edited, added and removed, by its place in the program; then what has other numbers, the largest difference first. */
  readonly rows: readonly ChangeView[];
  /** Of each row: value and gradient as they were, then as they are; NaN for what there was or is none of. */
  readonly numbers: Float64Array;
  /** How many rows there would be beyond these. */
  readonly more: number;
}

/** What has become of the items of a scene. */
export interface SceneChanges {
  /** By item; of a closed box, what has become of what is in it. */
  readonly changes: readonly Change[];
  /** By item: value and gradient as they were; NaN for an item that was not there, and for a box with several outputs. */
  readonly values: Float64Array;
  readonly gradients: Float64Array;
}
