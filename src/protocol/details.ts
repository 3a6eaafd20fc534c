/**
 * What the inspector shows of one node, edge, bundle of edges or box of the graph. Texts are ready-made; numbers are texts
 * too, one for people and one to be copied, because each is shown with all of its digits.
 */
import type { NodeId } from '../engine/index.ts';
import type { MathElement } from '../notation/mathml.ts';
import type { TensorDetails } from './tensors.ts';
import type { Trouble } from './view.ts';

/** A float64 with all of its digits. */
export interface NumberDetails {
  /** `−2.6×10⁻⁵` */
  readonly text: string;
  /** `-0.000026`, as a program reads it. */
  readonly plain: string;
}

export interface EquationDetails {
  readonly text: string;
  /** Its sides, each but the first with the sign before it. */
  readonly math: readonly MathElement[];
}

/** A node that can be gone to. */
export interface NodeLink {
  readonly node: NodeId;
  readonly name: string;
  /** Empty for an input. */
  readonly formula: string;
  /** Rounded. */
  readonly value: string;
  readonly gradient: string;
}

/** A box that can be gone to. */
export interface BoxLink {
  readonly key: string;
  readonly name: string;
  /** A node in it: what must be seen where other boxes hide it. */
  readonly first: NodeId;
}

export interface PlaceDetails {
  /** Base name of the file; empty for the file of the header. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** The user's own text, shortened to one line. */
  readonly source: string;
}

/** What is wrong with a node's gradient, and where that starts. */
export interface HealthDetails {
  readonly trouble: Trouble;
  /** What happens where it starts. */
  readonly sentence: string;
  /** Absent where it starts in the node itself. */
  readonly start?: NodeLink;
}

/** One edge, as it is listed at either of its ends. */
export interface EdgeLink {
  /** The node at the other end. */
  readonly other: NodeLink;
  /** What names it: the consumer and the operand's place in it. */
  readonly consumer: NodeId;
  readonly slot: number;
  /** `∂u₁/∂t = cos t = −0.1189` */
  readonly rule: string;
  /** What flows back along it. */
  readonly delta: string;
}

/** The first of a list, and how many there are. */
export interface Listed<T> {
  readonly shown: readonly T[];
  readonly count: number;
}

export interface NodeDetails {
  readonly kind: 'node';
  readonly node: NodeId;
  readonly name: string;
  /** Empty for an input. */
  readonly formula: string;
  /** In words: `input`, `sin`. */
  readonly operation: string;
  readonly place: PlaceDetails;
  readonly value: NumberDetails;
  /** The name of its gradient, `∂J/∂t`. */
  readonly partial: string;
  readonly gradient: NumberDetails;
  /** What it computes; absent for an input. */
  readonly valueRule?: EquationDetails;
  /** The sum over its consumers. */
  readonly gradientRule: EquationDetails;
  readonly operands: Listed<EdgeLink>;
  readonly consumers: Listed<EdgeLink>;
  /** The visit that passes its gradient on, or, of an input, the last that adds to it; from 1. 0 for none. */
  readonly visit: number;
  readonly health?: HealthDetails;
  /** Where it is a tensor with elements; then value and gradient are norms. */
  readonly tensor?: TensorDetails;
  /** Where TensorFlow.js computes another gradient, as a sentence. */
  readonly differs?: string | undefined;
}

export interface EdgeDetails {
  readonly kind: 'edge';
  /** The consumer and the operand's place in it. */
  readonly node: NodeId;
  readonly slot: number;
  readonly operand: NodeLink;
  readonly consumer: NodeLink;
  /** The local derivative; absent between tensors, where it is no number. */
  readonly local?: {
    /** `∂u₁/∂t` */
    readonly partial: string;
    readonly number: NumberDetails;
    readonly rule: EquationDetails;
  };
  readonly delta: NumberDetails;
  /** Where that is a tensor with elements; then it is the norm. */
  readonly tensor?: TensorDetails;
  readonly deltaRule: EquationDetails;
  /** The operand's gradient before and after it. */
  readonly before: string;
  readonly after: string;
  /** The visit in which it is made. */
  readonly visit: number;
}

/** One edge of a bundle. */
export interface BundledEdge {
  readonly operand: NodeLink;
  readonly consumer: NodeLink;
  readonly slot: number;
  /** What flows back along it; absent where nothing does. */
  readonly delta?: string;
}

/** What a box uses of a node or of another box: edges of the graph that are drawn as one. */
export interface BundleDetails {
  readonly kind: 'bundle';
  readonly from: NodeLink | BoxLink;
  readonly to: BoxLink;
  /** The largest contributions first. */
  readonly edges: Listed<BundledEdge>;
  /** The sum of the contributions; absent where nothing flows back. */
  readonly delta?: NumberDetails;
  /** There are tensors among the operands, of which it adds the norms. */
  readonly hasNorms: boolean;
  /** The first and the last visit that contributes; 0 for none. */
  readonly firstVisit: number;
  readonly lastVisit: number;
}

export interface BoxDetails {
  readonly kind: 'box';
  readonly key: string;
  readonly name: string;
  readonly place: PlaceDetails;
  /** Nodes without constants. */
  readonly size: number;
  /** What it uses of the nodes outside, and what of its own is used outside. */
  readonly inputs: Listed<NodeLink>;
  readonly outputs: Listed<NodeLink>;
  /** By kind of trouble: how many of its nodes have it, and where the first of those stands. */
  readonly troubles: readonly {
    readonly trouble: Trouble;
    readonly count: number;
    readonly first: NodeLink;
  }[];
  /** The first and the last visit of a node in it; 0 for none. */
  readonly firstVisit: number;
  readonly lastVisit: number;
}

export type Details = NodeDetails | EdgeDetails | BundleDetails | BoxDetails;
