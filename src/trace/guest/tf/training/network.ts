/** Layers put together: from symbols for the inputs to symbols for the outputs. */
import { plain, refuse } from '../core.ts';
import {
  type CallOptions,
  Layer,
  type LayerVariable,
  listOf,
  type OpenShape,
  type SymbolicTensor,
} from '../layers/layer.ts';
import type { Tensor } from '../tensor.ts';
import { type Call, callsBetween, inDepth } from './calls.ts';
import { checkShape } from './data.ts';

/** How often layers were added to a model or taken away. */
export const changes = { count: 0 };

export abstract class Network extends Layer {
  abstract get inputs(): readonly SymbolicTensor[];
  abstract get outputs(): readonly SymbolicTensor[];

  #calls: readonly Call[] | undefined;
  #layers: readonly Layer[] | undefined;

  /** The calls of layers in an order in which each finds what it needs. To be forgotten when a layer is added. */
  protected get calls(): readonly Call[] {
    this.#calls ??= callsBetween(this.inputs, this.outputs);
    return this.#calls;
  }

  protected forgetCalls(): void {
    this.#calls = undefined;
    this.#layers = undefined;
    changes.count += 1;
  }

  override get isOurs(): boolean {
    return super.isOurs && this.layers.every(({ isOurs }) => isOurs);
  }

  /** Its layers, beginning with those that are farthest from the outputs. */
  get layers(): Layer[] {
    this.#layers ??= inDepth(this.calls, this.outputs);
    return [...this.#layers];
  }

  override get trainableWeights(): LayerVariable[] {
    return this.trainable ? this.layers.flatMap(({ trainableWeights }) => trainableWeights) : [];
  }

  override get nonTrainableWeights(): LayerVariable[] {
    const all = this.layers;
    const fixed = all.flatMap(({ nonTrainableWeights }) => nonTrainableWeights);
    return this.trainable ? fixed : [...all.flatMap(({ trainableWeights }) => trainableWeights), ...fixed];
  }

  override get output(): SymbolicTensor | readonly SymbolicTensor[] {
    return this.outputs.length === 1 ? this.outputs[0]! : this.outputs;
  }

  override get outputShape(): OpenShape | readonly OpenShape[] {
    const shapes = this.outputs.map(({ shape }) => shape);
    return shapes.length === 1 ? shapes[0]! : shapes;
  }

  getLayer(nameOrIndex: unknown, index?: unknown): Layer {
    const wanted = nameOrIndex ?? index;
    const found =
      typeof wanted === 'string'
        ? this.layers.find(({ name }) => name === wanted)
        : this.layers[plain(wanted)];
    return found ?? refuse('getLayer', `${this.name} has no layer “${String(wanted)}”.`);
  }

  /** Whether each layer has one input, which comes from the layer before. */
  get isChain(): boolean {
    return this.calls.every(
      ({ inputs }, i) => i === 0 || (inputs.length === 1 && this.calls[i - 1]!.outputs.includes(inputs[0]!)),
    );
  }

  /** Where the inputs of a layer come from: `dense_Dense1[0][0]` is the first output of its first call. */
  sourcesOf(layer: Layer): string[] {
    const call = this.calls.find((one) => one.layer === layer);
    return (call?.inputs ?? []).map((symbol) => {
      const calls = this.calls.filter((one) => one.layer === symbol.sourceLayer);
      return `${symbol.name}[${calls.findIndex(({ outputs }) => outputs.includes(symbol))}][${symbol.index}]`;
    });
  }

  override computeOutputShape(): OpenShape | readonly OpenShape[] {
    return this.outputShape;
  }

  override call(given: Tensor | readonly Tensor[], options: CallOptions = {}): Tensor | readonly Tensor[] {
    const tensors = listOf(given);
    if (tensors.length !== this.inputs.length)
      refuse(this.name, `it has ${this.inputs.length} inputs, and is given ${tensors.length}.`);
    const values = new Map<SymbolicTensor, Tensor>();
    this.inputs.forEach((symbol, i) => {
      checkShape(tensors[i]!, symbol, 'input', this.name, 0);
      values.set(symbol, tensors[i]!);
    });
    for (const { layer, inputs, outputs } of this.calls) {
      if (outputs.every((symbol) => values.has(symbol))) continue;
      const operands = inputs.map((symbol) => values.get(symbol)!);
      const found = listOf(layer.apply(operands, options) as Tensor);
      for (const symbol of outputs) values.set(symbol, found[symbol.index]!);
    }
    const results = this.outputs.map((symbol) => values.get(symbol)!);
    return results.length === 1 ? results[0]! : results;
  }
}
