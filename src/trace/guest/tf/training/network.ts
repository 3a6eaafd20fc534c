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

/** One call of a layer in a network. */
interface Call {
  readonly layer: Layer;
  readonly inputs: readonly SymbolicTensor[];
  readonly outputs: SymbolicTensor[];
}

/** How often layers were added to a model or taken away. */
export const changes = { count: 0 };

export abstract class Network extends Layer {
  abstract get inputs(): readonly SymbolicTensor[];
  abstract get outputs(): readonly SymbolicTensor[];

  #calls: readonly Call[] | undefined;

  /** The calls of layers in an order in which each finds what it needs. To be forgotten when a layer is added. */
  protected get calls(): readonly Call[] {
    this.#calls ??= callsBetween(this.inputs, this.outputs);
    return this.#calls;
  }

  protected forgetCalls(): void {
    this.#calls = undefined;
    changes.count += 1;
  }

  override get isOurs(): boolean {
    return super.isOurs && this.layers.every(({ isOurs }) => isOurs);
  }

  /** Its layers, in the order in which they are called first. */
  get layers(): Layer[] {
    return [...new Set(this.calls.map(({ layer }) => layer))];
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
      checkShape(tensors[i]!, symbol, this.name);
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

function checkShape(tensor: Tensor, { shape, name }: SymbolicTensor, model: string): void {
  const fits =
    tensor.rank === shape.length &&
    shape.every((length, axis) => length === null || length === tensor.shape[axis]);
  if (!fits)
    refuse(
      model,
      `the input ${name} has the shape [${shape.map((one) => one ?? 'null')}], and is given a tensor of shape [${tensor.shape}].`,
    );
}

function callsBetween(
  inputs: readonly SymbolicTensor[],
  outputs: readonly SymbolicTensor[],
): readonly Call[] {
  const calls = new Map<readonly SymbolicTensor[] | SymbolicTensor, Call>();
  const begun = new Set<SymbolicTensor>();
  const order: Call[] = [];
  // A symbol is done when all that its call needs is; the stack holds those that are waited for.
  const stack = [...outputs].reverse();
  while (stack.length > 0) {
    const symbol = stack.at(-1)!;
    const needed = symbol.inputs.filter((one) => !begun.has(one));
    const isFirst = !begun.has(symbol);
    begun.add(symbol);
    if (isFirst && needed.length > 0) {
      stack.push(...needed.reverse());
      continue;
    }
    stack.pop();
    // The outputs of one call have its list of inputs in common.
    const key = symbol.inputs.length > 0 ? symbol.inputs : symbol;
    const known = calls.get(key);
    if (known) {
      if (!known.outputs.includes(symbol)) known.outputs.push(symbol);
      continue;
    }
    const isInput = symbol.inputs.length === 0;
    if (isInput && !inputs.includes(symbol))
      refuse(
        'model',
        `the output depends on the input ${symbol.name}, which is not among the model's inputs.`,
      );
    const call = { layer: symbol.sourceLayer, inputs: symbol.inputs, outputs: [symbol] };
    calls.set(key, call);
    order.push(call);
  }
  return order;
}
