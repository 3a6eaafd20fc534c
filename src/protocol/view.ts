/**
 * The view model: what the page needs to draw one graph and to walk its sweep, and nothing else. A graph may have a
 * million nodes; the page gets a `Scene` of it, some hundred items, and asks for another one when a box is opened.
 * Text arrives ready-made (names with subscripts, formulas); numbers arrive in typed arrays, because NaN and
 * infinities do not survive JSON.
 */
import type { NodeId } from '../engine/index.ts';
import type { ComparisonView, SceneChanges } from './comparison.ts';
import type { TensorView } from './tensors.ts';

export type { NodeId };

/** Position of an item in `Scene.items`; valid in that scene only. What lasts is its key, or the id of its node. */
export type ItemIndex = number;
/** Position of an edge in `Scene.edges`. */
export type EdgeIndex = number;

/**
 * Names an item in every scene of a graph: `n12` is node 12, `s3` the box of the scope 3 (`s3.2` where it was
 * suspended: what ran after the first time it went on), `l3` the loop whose first turn is the scope 3, `r12-15` and
 * `m12-90` the lines and the “… more” that hold these nodes.
 */
export type ItemKey = string;

/**
 * Where the walk stands: `'overview'` shows the finished gradients and marks no visit; 0 is before the first
 * visit (every partial derivative is 0, the root's is 1); k is after the k-th visit of the whole graph.
 */
export type Cursor = number | 'overview';

/** What every item has. */
interface Item {
  readonly key: ItemKey;
  /** The open box that it stands in; -1 for none. A frame stands before what is in it. */
  readonly frame: ItemIndex | -1;
  /** What is written in the picture: `u₁`, `w[0]`, `v₃` for an expression without a variable; `neuron(w, x = 2)`. */
  readonly name: string;
  /** Base name of the file that it is in; empty for the file of the header. */
  readonly file: string;
  /** 1-based line of its expression, function or loop in its file. */
  readonly line: number;
  /** The user's own text of it, shortened to one line. */
  readonly source: string;
}

/** One node of the graph. */
export interface NodeItem extends Item {
  readonly kind: 'leaf' | 'operation' | 'constant';
  readonly node: NodeId;
  /** The formula over the operands' names: `sin t`, `3 t`, `x²`; empty for a leaf and a constant. */
  readonly formula: string;
  /** The engine's name of the operation; `leaf` for an input, `constant`. */
  readonly op: string;
}

/**
 * Nodes that stand for one: a call, a loop, one of its turns, what is on one line, or what a long list has no room
 * for. They are consecutive nodes, so that no set of boxes can make a cycle.
 */
export interface BoxItem extends Item {
  readonly kind: 'call' | 'loop' | 'turn' | 'lines' | 'more';
  /** Then it is a frame around its items, and no edge ends at it. */
  readonly isOpen: boolean;
  /** The nodes in it, constants and both ends included, by their ids. */
  readonly first: NodeId;
  readonly last: NodeId;
  /** How many nodes are in it, without constants. */
  readonly size: number;
  /** How many nodes outside of it it uses, and how many of its own are used outside; the root is used. */
  readonly inputs: number;
  readonly outputs: number;
  /** Its only output, where there is no more than one: then its value and gradient are the box's. */
  readonly output?: NodeId;
}

export type ItemView = NodeItem | BoxItem;

/**
 * What flows from one item to another. Into a node: one operand (`x * x` has two edges from x, in slots 0 and 1).
 * Into a box: all uses of one node, or, where two boxes share many, all uses of all of them.
 */
export interface EdgeView {
  /** Names it in every scene in which both ends are shown. */
  readonly key: string;
  readonly from: ItemIndex;
  readonly to: ItemIndex;
  /** The node that is used; -1 where it is several. */
  readonly source: NodeId | -1;
  /** The operand's place; 0 for an edge into a box. */
  readonly slot: number;
  /** How many edges of the graph it stands for. */
  readonly count: number;
  /** The local derivative's name, `∂u₁/∂t`, and its formula, `cos t`; empty where it is several edges, or from a constant. */
  readonly partial: string;
  /** Of an operation on tensors what flows back along the edge, `xᵀ · ∂J/∂h`, which is no product with a number. */
  readonly rule: string;
  readonly isOfTensors?: true;
  /** Of what flows along it, `[2, 3]`; undefined for a number, and where it is several nodes. */
  readonly shape?: string | undefined;
  /** It is in the graph that was pinned alone, and nothing flows along it any more. */
  readonly isRemoved?: true;
}

/** What is asked of a scene. What is not said is up to the session. */
export interface SceneRequest {
  /** The boxes that are open, the last opened last; without it, as many as can be taken in at a glance. */
  readonly open?: readonly ItemKey[] | undefined;
  /** These nodes must be seen: what hides them is opened too. */
  readonly nodes?: readonly NodeId[] | undefined;
  /** Constants as small items of their own; else they stand in the formulas only. */
  readonly constants?: boolean | undefined;
}

/** A graph as it is folded at one time. */
export interface Scene {
  /** The boxes that are open, as in a request that gives this scene again. */
  readonly open: readonly ItemKey[];
  readonly constants: boolean;
  /** By position in the program: operands come before their consumers, a frame before its items. */
  readonly items: readonly ItemView[];
  readonly edges: readonly EdgeView[];
  /** Per item: its value; of a box, that of its only output, or the norm of their values. */
  readonly values: Float64Array;
  /** Per item: the finished gradient ∂root/∂node; of a box, that of its only output, or the norm of theirs. */
  readonly gradients: Float64Array;
  /** Per item: the visit after which nothing of it changes any more. */
  readonly finished: Uint32Array;
  /** Per edge: the local derivative ∂to/∂from; NaN where it is several edges, or from a constant. */
  readonly locals: Float64Array;
  /** Per edge: the contribution, or the sum of its contributions. */
  readonly deltas: Float64Array;
  /** How the gradients come about: item i has `gradients[k]` after visit `visits[k]`, k from `start[i]` to `start[i + 1] - 1`. */
  readonly history: {
    readonly start: Uint32Array;
    readonly visits: Uint32Array;
    readonly gradients: Float64Array;
  };
  /** The visits that contribute along edge i are `visits[start[i] … start[i + 1] - 1]`, ascending. */
  readonly flow: { readonly start: Uint32Array; readonly visits: Uint32Array };
  /** Per item: what is drawn of it where it is a tensor, or a box whose only output is one; null where it is not. There where the graph has tensors. */
  readonly tensors?: readonly (TensorView | null)[];
  /** The item that visit k visits is `visited[k - 1]`: a closed box stands for its nodes. */
  readonly visited: Uint32Array;
  /** There where a graph is pinned. */
  readonly changes?: SceneChanges;
  /** What the reader should know of it: that something was closed to make room. */
  readonly notices: readonly string[];
}

/** One visit of the backward walk: the node and what it sends to its operands, in operand order. */
export interface VisitView {
  readonly node: NodeId;
  readonly name: string;
  readonly formula: string;
  /** `[2, 3]`; undefined for a number. */
  readonly shape: string | undefined;
  readonly operands: readonly {
    readonly node: NodeId;
    readonly name: string;
    readonly slot: number;
    /** The formula of the local derivative. */
    readonly rule: string;
    /** What an operation on tensors adds, as the notation's sentence tells it. */
    readonly tensor:
      | {
          readonly share: string;
          readonly factors: string;
          readonly shape: string;
          readonly summed: readonly number[];
        }
      | undefined;
  }[];
  /** The node's gradient; then of each operand: local, delta, and its gradient before and after. */
  readonly numbers: Float64Array;
}

/** Consecutive visits. */
export interface VisitsView {
  /** The first one's number, from 1. */
  readonly first: number;
  readonly visits: readonly VisitView[];
}

/** One graph, as a whole and as it is folded at first. */
export interface GraphView {
  /** Names this graph in every message, so that a late message about an older one is dropped. */
  readonly id: number;
  /** The root's name in the picture, `J`. */
  readonly rootName: string;
  readonly root: NodeId;
  readonly rootValue: Float64Array;
  /** Base name of the file, for the header. */
  readonly file: string;
  /** Without constants. */
  readonly nodeCount: number;
  readonly visitCount: number;
  /** Of all nodes: the largest finite gradient on the way, and the largest finite contribution. */
  readonly scale: Float64Array;
  /** Sentences that the reader should know of: that the program threw later. */
  readonly notices: readonly string[];
  readonly scene: Scene;
  /** There where a graph is pinned: what has changed since. */
  readonly comparison?: ComparisonView;
  /** The visits around the cursor; others are asked for. */
  readonly visits: VisitsView;
}

/** What a search found. */
export interface FoundView {
  /** What was searched for. */
  readonly text: string;
  /** In the order of the walk, which is that of descending ids. */
  readonly nodes: Uint32Array;
  /** What is wrong with the search; then nothing is found. */
  readonly problem?: string;
}

/** What lies between two items, in the scene as it is. */
export interface PathsView {
  /** How many paths there are, from where to where. */
  readonly text: string;
  /** The items and edges on them; a box that holds something of them is one, and so is a frame. None where there is no path. */
  readonly items: readonly ItemKey[];
  /** By the edges' keys. */
  readonly edges: readonly string[];
}

/** What can be wrong with the gradient of a node: it is no finite number, huge, tiny, or cut to 0. */
export type Trouble = 'nonFinite' | 'exploding' | 'vanishing' | 'dead';

/** One entry of the list of findings: nodes of one line in which the same kind of trouble starts. */
export interface FindingView {
  readonly trouble: Trouble;
  /** Name and formula of the first of the nodes. */
  readonly title: string;
  /** What happens in it. */
  readonly sentence: string;
  /** Base name of the file; empty for the file of the header. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** The nodes of the graph in which it starts, in the order of the walk, the first of them. */
  readonly nodes: readonly number[];
  /** How many those are in all. */
  readonly count: number;
  /** How many nodes more it passes through. */
  readonly reached: number;
}

export interface FindingsView {
  /** The worst first. */
  readonly entries: readonly FindingView[];
  /** How many entries there would be if the list were not cut short. */
  readonly count: number;
}

/** A failure, as a sentence for the person and the place it belongs to. */
export interface FailureView {
  readonly message: string;
  /** Base name of the file that the place is in; empty for the file that was asked about. */
  readonly file?: string;
  /** 1-based line in the user's file, where there is one. */
  readonly line?: number;
  /** The user's own source line, without its indentation. */
  readonly source?: string;
}

/** One field for an argument of a selected function. */
export interface ArgumentView {
  readonly name: string;
  /** The class whose constructor it is for; '' for the function's own. */
  readonly maker: string;
  /** In literal syntax; '' for what is not written. */
  readonly text: string;
  /** What an empty field stands for. */
  readonly note: string;
  /** `given` by the person, or where else it came from. */
  readonly source: string;
  /** Why the text cannot be used. */
  readonly problem?: string;
}

/** What the person can choose of the selection, besides the walk. */
export interface ChoicesView {
  /** Names the selection in every message, so that a late one about an older one is dropped. */
  readonly selection: number;
  /** There where it was evaluated more than once; `index` from 1. */
  readonly evaluation?: { readonly index: number; readonly count: number };
  /** There where it is an array or object of numbers. */
  readonly component?: {
    /** Of one of the options, or `sum`. */
    readonly path: string;
    /** What the sum is called. */
    readonly sum: string;
    readonly options: readonly { readonly path: string; readonly name: string }[];
    /** There are no more than these options. */
    readonly isComplete: boolean;
  };
  /** There where a function is selected, or a network. */
  readonly call?: {
    readonly key: string;
    readonly title: string;
    /** It is the batch of a network. */
    readonly isBatch?: boolean;
    readonly args: readonly ArgumentView[];
    /** “from the call in line 12” */
    readonly from: string;
  };
}
