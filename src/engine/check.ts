/** The gradient check: the sweep against central differences of the graph's own forward pass. */
import type { NodeId } from './columns.ts';
import type { Graph } from './graph.ts';
import { computeForward, copiedValues } from './recompute.ts';
import { sweep } from './sweep.ts';

export interface GradientCheck {
  readonly leaf: NodeId;
  /** Which element of a leaf that is a tensor, in row-major order. */
  readonly element?: number;
  /** ∂root/∂leaf by the sweep. */
  readonly gradient: number;
  /** (root(x + h) - root(x - h)) / 2h. */
  readonly numeric: number;
  /**
   * |gradient - numeric| in relation to the larger of the two, but at least to |root| / max(1, |x|): a derivative
   * that is small beside that drowns in the rounding of the root. 0 where both are NaN, NaN where one of them is.
   */
  readonly relativeError: number;
}

export interface GradientCheckOptions {
  /** The step h as a multiple of max(1, |x|). */
  readonly step?: number;
}

/**
 * A central difference errs by about h²·f‴/6 from truncation and ε·|f|/h from rounding. The two balance at a step
 * of ∛ε ≈ 6·10⁻⁶ (Press et al., Numerical Recipes, §5.7), and leave about 10 digits.
 */
const CENTRAL_STEP = Math.cbrt(Number.EPSILON);

/**
 * Compares ∂root/∂leaf with a central difference for every leaf up to the root, and every element of one that is a tensor,
 * in graph order. A root that is a tensor is checked by the sum of its elements. One forward pass per number and side. Means
 * nothing closer than a step to a kink or a jump.
 */
export function checkGradient(
  graph: Graph,
  root: NodeId,
  options: GradientCheckOptions = {},
): GradientCheck[] {
  const { step = CENTRAL_STEP } = options;
  const walk = sweep(graph, root);
  const moved = copiedValues(graph);
  const rootNow = (): number => {
    computeForward(graph, moved, root + 1);
    return moved.tensors?.get(root)?.data.reduce((sum, x) => sum + x, 0) ?? moved.values[root]!;
  };
  const recorded = rootNow();
  const checks: GradientCheck[] = [];
  const check = (
    place: Pick<GradientCheck, 'leaf' | 'element'>,
    x: number,
    gradient: number,
    rootAt: (x: number) => number,
  ) => {
    const h = step * Math.max(1, Math.abs(x));
    const [above, below] = [x + h, x - h];
    // x + h is rounded: the difference of the rounded points is the step that was really taken.
    const numeric = (rootAt(above) - rootAt(below)) / (above - below);
    const floor = Math.abs(recorded) / Math.max(1, Math.abs(x));
    checks.push({ ...place, gradient, numeric, relativeError: relativeError(gradient, numeric, floor) });
  };
  for (let leaf = 0; leaf <= root; leaf++) {
    if (graph.op(leaf) !== 'leaf') continue;
    const tensor = graph.tensor(leaf);
    if (tensor === undefined) {
      const x = graph.value(leaf);
      check({ leaf }, x, walk.gradient(leaf), (x) => {
        moved.values[leaf] = x;
        return rootNow();
      });
      moved.values[leaf] = x;
    } else {
      const gradient = walk.gradientTensor(leaf)!.data;
      const data = tensor.data.slice();
      moved.tensors!.set(leaf, { shape: tensor.shape, data });
      for (const [element, x] of tensor.data.entries()) {
        check({ leaf, element }, x, gradient[element]!, (x) => {
          data[element] = x;
          return rootNow();
        });
        data[element] = x;
      }
    }
  }
  return checks;
}

function relativeError(a: number, b: number, floor: number): number {
  if (Object.is(a, b) || a === b) return 0;
  return Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), floor);
}
