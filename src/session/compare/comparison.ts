/** What has changed from one trace to a later one: every value and gradient, on the union of both graphs. */
import { type NodeId, OP_CODES, type Sweep, sweep, type Tensor } from '../../engine/index.ts';
import { CHANGES, type Change, type ComparisonView } from '../../protocol/comparison.ts';
import type { Scene } from '../../protocol/view.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Titles } from '../titles.ts';
import { matchNodes } from './matching.ts';
import { reportOf, sceneChanges, withRemovedEdges } from './report.ts';
import { GONE } from './sites.ts';
import { type Union, unionOf } from './union.ts';

/** The codes in `Comparison.changes`. */
const CODES = Object.fromEntries(CHANGES.map((change, code) => [change, code])) as Record<Change, number>;

export interface Comparison {
  readonly union: Union;
  /** What has become of each node of the union, by `CHANGES`. */
  readonly changes: Uint8Array;
  /** What each node of the union was; NaN for one that was not there. */
  readonly values: Float64Array;
  readonly gradients: Float64Array;
  /** How many nodes there are of each, without constants. */
  readonly counts: Readonly<Record<Change, number>>;
  /** All that has changed; a comparison tells of itself, so that what tells it is loaded with it alone. */
  readonly report: (trace: Trace, sweep: Sweep, titles: Titles) => ComparisonView;
  /** The scene with what has become of its items, and with the operands that something has no more. */
  readonly onScene: (scene: Scene, itemOf: Uint32Array) => Scene;
}

/** Smaller differences come from another order of the same arithmetic. */
const LEAST_DIFFERENCE = 1e-12;

export function compare(old: Trace, fresh: Trace): Comparison {
  const union = unionOf(old, fresh, matchNodes(old, fresh));
  const [before, after] = [sweep(old.graph, old.root), sweep(fresh.graph, fresh.root)];
  const size = union.fresh.length;
  const changes = new Uint8Array(size);
  const values = new Float64Array(size).fill(NaN);
  const gradients = new Float64Array(size).fill(NaN);
  const counts = { same: 0, numbers: 0, edited: 0, added: 0, removed: 0 };
  for (let node: NodeId = 0; node < size; node++) {
    const [was, is] = [union.old[node]!, union.fresh[node]!];
    let change: Change = was === GONE ? 'added' : 'removed';
    if (was !== GONE) {
      values[node] = old.graph.value(was);
      gradients[node] = before.gradient(was);
    }
    if (was !== GONE && is !== GONE) {
      const isSame =
        isEqual(values[node]!, fresh.graph.value(is)) &&
        isEqual(gradients[node]!, after.gradient(is)) &&
        haveEqualElements(old.graph.tensor(was), fresh.graph.tensor(is)) &&
        haveEqualElements(before.gradientTensor(was), after.gradientTensor(is));
      change = isEdited(old, was, union, node) ? 'edited' : isSame ? 'same' : 'numbers';
    }
    changes[node] = CODES[change];
    if (union.data.columns.codes[node] !== OP_CODES.constant) counts[change]++;
  }
  const comparison: Comparison = {
    ...{ union, changes, values, gradients, counts },
    report: (trace, walk, titles) => reportOf(comparison, trace, walk, titles),
    onScene: (scene, itemOf) => ({
      ...withRemovedEdges(comparison, scene, itemOf),
      changes: sceneChanges(comparison, scene.items),
    }),
  };
  return comparison;
}

/** Whether a node of both is given another number, or is computed otherwise. */
function isEdited(old: Trace, was: NodeId, { data, ofOld }: Union, node: NodeId): boolean {
  const { codes, values, inputStart, inputs } = data.columns;
  const before = old.graph.columns;
  if (before.codes[was] !== codes[node]) return true;
  const [from, start] = [before.inputStart[was]!, inputStart[node]!];
  const count = inputStart[node + 1]! - start;
  if (before.inputStart[was + 1]! - from !== count) return true;
  for (let slot = 0; slot < count; slot++) {
    const [operand, input] = [before.inputs[from + slot]!, inputs[start + slot]!];
    const areConstants = before.codes[operand] === OP_CODES.constant && codes[input] === OP_CODES.constant;
    if (areConstants ? !isEqual(before.values[operand]!, values[input]!) : ofOld[operand] !== input)
      return true;
  }
  if (count > 0) return false;
  return (
    !isEqual(before.values[was]!, values[node]!) ||
    !haveEqualElements(before.tensors?.get(was), data.columns.tensors?.get(node))
  );
}

/** Two tensors of one shape, or two numbers, which have no elements. */
function haveEqualElements(one: Tensor | undefined, other: Tensor | undefined): boolean {
  if (!one || !other) return one === other;
  return one.data.every((element, at) => isEqual(element, other.data[at]!));
}

function isEqual(a: number, b: number): boolean {
  return Object.is(a, b) || Math.abs(a - b) <= LEAST_DIFFERENCE * Math.max(Math.abs(a), Math.abs(b));
}
