/** Reads the values that the guest packed (guest/pack.ts). They come from a program that may be hostile. */
import { TOKENS } from '../guest/codes.ts';

/** Numbers nested in arrays and objects as in the program; anything that is no number is `null`. */
export type Packed<T> =
  | T
  | readonly Packed<T>[]
  | { readonly fields: Readonly<Record<string, Packed<T>>> }
  | null;

/** What a packed number becomes. */
export interface Make<T> {
  /** A number on the tape. @throws TraceFailure where the tape has no such row. */
  row(row: number): T;
  plain(value: number): T;
  /** A tensor on the tape. @throws TraceFailure where the tape has no such row. */
  tensor(row: number): Packed<T>;
}

/** One column of packed values, read from its beginning. */
export class PackedReader {
  private readonly packed: Float64Array;
  private readonly keys: readonly string[];
  private at = 0;

  constructor(packed: Float64Array, keys: readonly string[]) {
    this.packed = packed;
    this.keys = keys;
  }

  get isAtEnd(): boolean {
    return this.at >= this.packed.length;
  }

  /** The next number as it stands; NaN behind the end. */
  number(): number {
    return this.packed[this.at++] ?? NaN;
  }

  value<T>(make: Make<T>): Packed<T> {
    switch (this.number()) {
      case TOKENS.row:
        return make.row(this.number());
      case TOKENS.plain:
        return make.plain(this.number());
      case TOKENS.tensor:
        return make.tensor(this.number());
      case TOKENS.array: {
        const elements: Packed<T>[] = [];
        for (let count = this.number(); count > 0 && !this.isAtEnd; count--) elements.push(this.value(make));
        return elements;
      }
      case TOKENS.object: {
        const fields: Record<string, Packed<T>> = {};
        for (let count = this.number(); count > 0 && !this.isAtEnd; count--) {
          const key = this.keys[this.number()] ?? '…';
          // Defined, not assigned: a program may call a property `__proto__`.
          Object.defineProperty(fields, key, { value: this.value(make), enumerable: true });
        }
        return { fields };
      }
      default:
        return null;
    }
  }
}
