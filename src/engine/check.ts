/** The gradient check: the sweep against central differences of the graph's own forward pass. */
import type { Graph, NodeId } from './graph.ts';
import { computeForward } from './recompute.ts';
import { sweep } from './sweep.ts';

export interface GradientCheck {
  readonly leaf: NodeId;
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
 * Compares ∂root/∂leaf with a central difference for every leaf up to the root, in graph order. One forward pass
 * per leaf and side. Means nothing closer than a step to a kink or a jump.
 */
export function checkGradient(
  graph: Graph,
  root: NodeId,
  options: GradientCheckOptions = {},
): GradientCheck[] {
  const { step = CENTRAL_STEP } = options;
  const walk = sweep(graph, root);
  const values = graph.columns.values.slice(0, root + 1);
  const rootAt = (leaf: NodeId, x: number): number => {
    values[leaf] = x;
    computeForward(graph, values, root + 1);
    return values[root]!;
  };
  const checks: GradientCheck[] = [];
  for (let leaf = 0; leaf <= root; leaf++) {
    if (graph.op(leaf) !== 'leaf') continue;
    const x = graph.value(leaf);
    const h = step * Math.max(1, Math.abs(x));
    const [above, below] = [x + h, x - h];
    // x + h is rounded: the difference of the rounded points is the step that was really taken.
    const numeric = (rootAt(leaf, above) - rootAt(leaf, below)) / (above - below);
    values[leaf] = x;
    const floor = Math.abs(graph.value(root)) / Math.max(1, Math.abs(x));
    const gradient = walk.gradient(leaf);
    checks.push({ leaf, gradient, numeric, relativeError: relativeError(gradient, numeric, floor) });
  }
  return checks;
}

function relativeError(a: number, b: number, floor: number): number {
  if (Object.is(a, b) || a === b) return 0;
  return Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b), floor);
}
