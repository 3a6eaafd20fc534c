/**
 * What the page gets of tensors: never all the elements of a large one, but pictures of bounded size, statistics, and the
 * part that a person looks at.
 */
import type { NumberDetails } from './details.ts';

/**
 * A tensor as a grid of cells. Of a matrix rows are rows; of other shapes the last axis runs to the right and all others
 * run down. A cell of a large tensor stands for many elements: their root mean square, with the sign of their sum.
 */
export interface HeatMap {
  readonly rows: number;
  readonly columns: number;
  /**
   * One character for each cell, row by row: `A` to `H` for positive ones, `a` to `h` for negative ones, the faintest first;
   * `0` for zero, `N` for NaN, `^` and `v` for infinities.
   */
  readonly cells: string;
}

/** Colours of each sign. A cell has the n-th where the square root of its share of the largest is at most n / LEVELS. */
export const LEVELS = 8;

/** Of an item that is a tensor: what stands in it besides its magnitudes. */
export interface TensorView {
  /** `[2, 3]` */
  readonly shape: string;
  readonly value: HeatMap;
  /**
   * Its gradient on the way, on one scale: after each of its contributions; where those are very many, after some of them
   * that are spread evenly, the last among them. None without contributions.
   */
  readonly gradients: readonly HeatMap[];
}

/** Of what is selected: a node's value or its gradient, or what an edge contributes. */
export const TENSOR_PARTS = ['value', 'gradient', 'contribution'] as const;
export type TensorPart = (typeof TENSOR_PARTS)[number];

/** What the inspector says of the tensors of a node or an edge. */
export interface TensorDetails {
  /** The lengths of the axes; at least one. */
  readonly shape: readonly number[];
  /** All of this shape. */
  readonly parts: readonly PartDetails[];
}

/** One tensor in numbers, which are rounded texts. */
export interface PartDetails {
  readonly part: TensorPart;
  /** `W`, `∂J/∂W` */
  readonly symbol: string;
  /** Of its finite elements; absent where it has none. */
  readonly range?: { readonly min: string; readonly max: string; readonly mean: string };
  readonly norm: string;
  /** `12.5 %` */
  readonly zeros: string;
  /** How many are NaN, how many infinite. */
  readonly nan: number;
  readonly infinite: number;
  /** How many of the finite elements lie in each part of their range, which has parts of one length; one part where all are equal. */
  readonly histogram: readonly number[];
}

/** The elements around one of a tensor. A slice is the matrix of its last two axes; a vector is one row. */
export interface ElementsView {
  /** The element, by its index along each axis. */
  readonly index: readonly number[];
  /** The whole slice that it is in. */
  readonly map: HeatMap;
  /** Which cell of the map it is in. */
  readonly cell: number;
  /** How many rows and columns the slice has. */
  readonly rows: number;
  readonly columns: number;
  /** Where a cell stands for many elements, by cell: that which is furthest from 0, or NaN, as row × columns + column. */
  readonly furthest?: readonly number[];
  /** A part of the slice, from this row and column on: rounded. */
  readonly page: {
    readonly row: number;
    readonly column: number;
    readonly texts: readonly (readonly string[])[];
  };
  /** The element with all its digits: of a node in its value and its gradient. */
  readonly numbers: readonly { readonly symbol: string; readonly number: NumberDetails }[];
  /** Where the gradient is a sum: what each consumer adds to this element. */
  readonly shares: readonly { readonly consumer: string; readonly delta: string }[];
}
