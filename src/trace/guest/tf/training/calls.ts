/** The calls of layers that lead from symbols for the inputs of a network to those for its outputs, and their order. */
import { refuse } from '../core.ts';
import type { Layer, SymbolicTensor } from '../layers/layer.ts';

/** One call of a layer in a network. */
export interface Call {
  readonly layer: Layer;
  readonly inputs: readonly SymbolicTensor[];
  readonly outputs: SymbolicTensor[];
}

/** The calls between symbols, in an order in which each finds what it needs. */
export function callsBetween(
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

/**
 * The layers of the calls as TensorFlow.js orders them: by how many calls lie between a layer and the outputs, the most
 * first; of equals, the one that is met first on the way back from the outputs.
 *
 * @param calls as `callsBetween` gives them.
 */
export function inDepth(calls: readonly Call[], outputs: readonly SymbolicTensor[]): Layer[] {
  const depths = new Map<Layer, number>();
  const depthOf = new Map<Call, number>();
  const callOf = new Map(calls.flatMap((call) => call.outputs.map((symbol) => [symbol, call] as const)));
  for (const call of calls.toReversed()) {
    // A layer that is shared has the depth of its deepest call so far.
    const depth = Math.max(depthOf.get(call) ?? 0, depths.get(call.layer) ?? 0);
    depths.set(call.layer, depth);
    for (const symbol of call.inputs) {
      const before = callOf.get(symbol)!;
      depthOf.set(before, Math.max(depthOf.get(before) ?? 0, depth + 1));
    }
  }
  const met = new Set<Layer>();
  const stack = [...outputs].reverse();
  const seen = new Set<SymbolicTensor>();
  while (stack.length > 0) {
    const symbol = stack.pop()!;
    if (seen.has(symbol)) continue;
    seen.add(symbol);
    met.add(symbol.sourceLayer);
    stack.push(...symbol.inputs.toReversed());
  }
  return [...met].sort((a, b) => depths.get(b)! - depths.get(a)!);
}
