/** Gradients of tensors while they add up: each is known by the number of its tensor. */
import type { Application, TensorOperation } from './operation.ts';
import { addInto, plus, type Shape, type Tensor, zeros } from './tensor.ts';

export class GradientSums {
  readonly #sums = new Map<number, Tensor>();
  /** Those that were made here and may be added to; what came whole from elsewhere belongs to others too. */
  readonly #own = new Set<number>();

  get(id: number): Tensor | undefined {
    return this.#sums.get(id);
  }

  set(id: number, gradient: Tensor): void {
    this.#sums.set(id, gradient);
    this.#own.delete(id);
  }

  delete(id: number): void {
    this.#sums.delete(id);
    this.#own.delete(id);
  }

  /** Adds what an operation sends to the operand in `slot`, which is tensor `id`. */
  add(id: number, row: TensorOperation, cotangent: Tensor, slot: number, application: Application): void {
    if (row.addVjp) {
      const { data } = this.#ownOf(id, application.operands[slot]!.shape);
      row.addVjp(data, cotangent, slot, application);
      return;
    }
    const delta = row.vjp(cotangent, slot, application);
    const before = this.#sums.get(id);
    if (before === undefined) this.#sums.set(id, delta);
    else if (this.#own.has(id)) addInto(before, delta);
    else {
      this.#sums.set(id, plus(before, delta));
      this.#own.add(id);
    }
  }

  /** The same for one element alone. */
  addElement(id: number, shape: Shape, index: number, delta: number): void {
    this.#ownOf(id, shape).data[index]! += delta;
  }

  #ownOf(id: number, shape: Shape): Tensor {
    const before = this.#sums.get(id);
    if (before && this.#own.has(id)) return before;
    const own = before ? { shape, data: before.data.slice() } : zeros(shape);
    this.#sums.set(id, own);
    this.#own.add(id);
    return own;
  }
}
