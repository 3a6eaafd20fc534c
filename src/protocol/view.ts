/**
 * The view model: what the page needs to draw one graph and to walk its sweep, and nothing else.
 * Text arrives ready-made (names with subscripts, formulas); numbers arrive as Float64Array, because NaN and
 * infinities do not survive JSON. Constants are folded into the formulas and are not nodes here.
 */

/** Position of a node in `GraphView.nodes`: dense, and a topological order (operands come first). */
export type NodeIndex = number;
/** Position of an edge in `GraphView.edges`. */
export type EdgeIndex = number;

/**
 * Where the walk stands: `'overview'` shows the finished gradients and marks no visit; 0 is before the first
 * visit (every partial derivative is 0, the root's is 1); k is after the k-th visit.
 */
export type Cursor = number | 'overview';

export interface NodeView {
  /** The name as it is written in the picture: `u₁`, `w[0]`, `v₃` for an expression without a variable. */
  readonly name: string;
  /** The formula over the operands' names: `sin t`, `3 t`, `x²`; empty for a leaf. */
  readonly formula: string;
  /** The engine's name of the operation; `leaf` for an input. */
  readonly op: string;
  readonly kind: 'leaf' | 'operation';
  /** 1-based line of the node's expression in the user's file. */
  readonly line: number;
  /** The user's own text of the expression, shortened to one line. */
  readonly source: string;
}

/** One operand of one consumer. `x * x` has two edges from x, in slots 0 and 1. */
export interface EdgeView {
  readonly from: NodeIndex;
  readonly to: NodeIndex;
  readonly slot: number;
  /** The local derivative's name, `∂u₁/∂t`. */
  readonly partial: string;
  /** The local derivative's formula, `cos t`. */
  readonly rule: string;
}

/** One visit of the backward walk: the node and the edges it sends contributions along, in operand order. */
export interface VisitView {
  readonly node: NodeIndex;
  readonly edges: readonly EdgeIndex[];
}

export interface GraphView {
  /** Names this graph in every message, so that a late message about an older one is dropped. */
  readonly id: number;
  /** The root's name in the picture, `J`. */
  readonly rootName: string;
  readonly root: NodeIndex;
  /** Base name of the file, for the header. */
  readonly file: string;
  readonly nodes: readonly NodeView[];
  readonly edges: readonly EdgeView[];
  readonly visits: readonly VisitView[];
  /** Forward value of each node. */
  readonly values: Float64Array;
  /** Finished gradient ∂root/∂node of each node. */
  readonly gradients: Float64Array;
  /** Per edge: the local derivative ∂to/∂from. */
  readonly locals: Float64Array;
  /** Per edge: the contribution, gradient of `to` times local. */
  readonly deltas: Float64Array;
  /** Per edge: the operand's gradient before and after this contribution was added. */
  readonly before: Float64Array;
  readonly after: Float64Array;
  /** Sentences that the reader should know of: how many nodes are left out, that the program threw later. */
  readonly notices: readonly string[];
}

/** A failure, as a sentence for the person and the place it belongs to. */
export interface FailureView {
  readonly message: string;
  /** 1-based line in the user's file, where there is one. */
  readonly line?: number;
  /** The user's own source line, without its indentation. */
  readonly source?: string;
}
