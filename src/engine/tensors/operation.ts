/** What a row of the table of tensor operations consists of. The rows themselves stand in the files beside this one. */
import type { Formula } from '../formula.ts';
import type { Attributes, AttributesOf, Schema } from './attributes.ts';
import { type Shape, type Tensor, zeros } from './tensor.ts';

/** An operation with what it was applied to and what came out: all that its derivatives need. */
export interface Application<A = Attributes> {
  readonly operands: readonly Tensor[];
  readonly output: Tensor;
  readonly attributes: A;
}

/** How the value and the gradients are written. */
export type Writing =
  /**
   * Element by element: the value over x, y (or the list xs) and attributes by their names, and its partial derivatives,
   * over the output z too. What an operand receives is `g ⊙ partial`, summed over the axes along which it was repeated.
   */
  | { readonly kind: 'elementwise'; readonly formula: Formula; partial(slot: number): Formula }
  /**
   * As text in which `{x}`, `{y}`, `{w}` … stand for the operands in their order (`{xs}` for all of a list), `{z}` for the
   * output, `{g}` for the gradient that comes back to it, and `{name}` for an attribute.
   */
  | {
      readonly kind: 'text';
      formula(attributes: Attributes): string;
      gradient(slot: number, attributes: Attributes): string;
    };

/** Operands and attributes on which a row is tried: shapes, and where the values must lie. */
export interface Sample<A = Attributes> {
  readonly shapes: readonly Shape[];
  readonly attributes: A;
  /** The values of an operand; else seeded ones in the row's domain. */
  readonly values?: readonly (readonly number[] | undefined)[];
}

/** One row. Everything is a function of plain data; nothing is kept between calls. */
export interface TensorOperation<S extends Schema = Schema> {
  /** The operation's sign, for a tight place: `·`, `Σ`, `softmax`. */
  readonly symbol: string;
  /** The number of operands; `'any'` is one or more. */
  readonly arity: number | 'any';
  readonly attributes: S;
  /** The bridges: `'in'` takes scalars and gives a tensor, `'out'` takes a tensor and gives a scalar. */
  readonly bridge?: 'in' | 'out';
  /** The shape of the value. Throws RangeError with the reason where the shapes or the attributes do not fit. */
  shape(shapes: readonly Shape[], attributes: AttributesOf<S>): Shape;
  /** The value, of the shape that `shape` gave. */
  forward(operands: readonly Tensor[], attributes: AttributesOf<S>, shape: Shape): Tensor;
  /** Whether gradients flow to the operand in `slot`. Where not, `vjp` and `jvp` are not asked for it. */
  differentiable(slot: number, attributes: Attributes): boolean;
  /** Vector-Jacobian product: what a gradient of the output contributes to that of the operand in `slot`. */
  vjp(cotangent: Tensor, slot: number, application: Application<AttributesOf<S>>): Tensor;
  /**
   * Adds the vjp to the elements of the operand's gradient so far, for rows of which it has few that are not zero: a tensor
   * that is read slice by slice has very many of them.
   */
  addVjp?(
    into: Float64Array,
    cotangent: Tensor,
    slot: number,
    application: Application<AttributesOf<S>>,
  ): void;
  /** Jacobian-vector product: the output's tangent; `undefined` stands for the tangent of an operand that stands still. */
  jvp(tangents: readonly (Tensor | undefined)[], application: Application<AttributesOf<S>>): Tensor;
  readonly writing: Writing;
  readonly samples: readonly Sample<AttributesOf<S>>[];
  /** The open interval that the values of samples are taken from; else (-2, 2). */
  readonly domain?: readonly [number, number];
  /** Where TensorFlow.js does otherwise, as a sentence for people. */
  readonly differs?: string;
}

/** Lets the compiler find the types of a row's attributes from its schema. */
export function row<const S extends Schema>(operation: TensorOperation<S>): TensorOperation {
  return operation;
}

/** The vjp of a row that adds it. */
export function byAdding<A>(
  addVjp: (into: Float64Array, cotangent: Tensor, slot: number, application: Application<A>) => void,
) {
  return {
    addVjp,
    vjp(cotangent: Tensor, slot: number, application: Application<A>): Tensor {
      const result = zeros(application.operands[slot]!.shape);
      addVjp(result.data, cotangent, slot, application);
      return result;
    },
  };
}

export const always = (): boolean => true;
export const never = (): boolean => false;

/** Formula and gradients that depend on neither slot nor attributes beyond what stands in their text. */
export function written(formula: string, ...gradients: readonly string[]): Writing {
  return {
    kind: 'text',
    formula: () => formula,
    gradient: (slot) => gradients[Math.min(slot, gradients.length - 1)] ?? '0',
  };
}
