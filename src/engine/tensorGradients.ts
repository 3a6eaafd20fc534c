/** The tensors among the gradients of one walk: how they add up, and any one of them computed anew. */
import { type NodeId, OperandReader } from './columns.ts';
import type { Graph } from './graph.ts';
import type { TensorOperation } from './tensors/operation.ts';
import { GradientSums } from './tensors/sums.ts';
import { addInto, filled, sameShape, scalarTensor, showShape, type Tensor } from './tensors/tensor.ts';

/** What one visit sends to the operands in its slots. */
interface Sent {
  /** As a tensor of its own. */
  to(slot: number): Tensor;
  /** Added to a tensor that nobody else has seen. */
  addTo(sum: Tensor, slot: number): void;
  /** Added to the gradient of the operand, which is `target`. */
  receive(target: NodeId, slot: number): void;
}

export class TensorGradients {
  readonly #graph: Graph;
  readonly #reader: OperandReader;
  readonly #sums = new GradientSums();

  /** Throws RangeError where `cotangent` is not of the shape of `root`, or `root` is a number. */
  constructor(graph: Graph, root: NodeId, cotangent: Tensor | undefined) {
    this.#graph = graph;
    this.#reader = new OperandReader(graph.columns);
    const value = graph.tensor(root);
    if (cotangent && !(value && sameShape(cotangent.shape, value.shape)))
      throw new RangeError(
        `A gradient of shape ${showShape(cotangent.shape)} cannot be that of ` +
          `${value ? `a value of shape ${showShape(value.shape)}` : 'a number'}.`,
      );
    if (value) this.#sums.set(root, cotangent ?? filled(value.shape, 1));
  }

  get(node: NodeId): Tensor | undefined {
    return this.#sums.get(node);
  }

  /** What one element of `target` receives: a tensor that is read element by element has very many of them. */
  addElement(target: NodeId, index: number, delta: number): void {
    this.#sums.addElement(target, this.#graph.tensor(target)!.shape, index, delta);
  }

  row(node: NodeId): TensorOperation | undefined {
    return this.#reader.tensorOperation(node);
  }

  /** What the visit of `node` sends, given its gradient, which is a number where `node` is one. */
  sent(node: NodeId, gradient: number): Sent {
    const row = this.#reader.tensorOperation(node)!;
    const application = this.#reader.application(node, this.#graph.columns);
    const cotangent = this.#sums.get(node) ?? scalarTensor(gradient);
    return {
      to: (slot) => row.vjp(cotangent, slot, application),
      addTo: (sum, slot) => {
        if (row.addVjp) row.addVjp(sum.data, cotangent, slot, application);
        else addInto(sum, row.vjp(cotangent, slot, application));
      },
      receive: (target, slot) => this.#sums.add(target, row, cotangent, slot, application),
    };
  }
}
