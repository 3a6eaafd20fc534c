/** Builds the view model of one graph: the part that is shown, with every text ready. */
import { isOpName, type NodeId, type Sweep } from '../engine/index.ts';
import { type OperandText, writeFormula, writePartial } from '../notation/formulas.ts';
import { partial, shorten } from '../notation/symbols.ts';
import type { EdgeView, GraphView, NodeView, VisitView } from '../protocol/view.ts';
import type { Trace } from '../trace/trace.ts';
import { displayNames } from './names.ts';

/** More than this no one can read, and no layout draws in time. */
export const MAX_NODES = 600;
const MAX_SOURCE_LENGTH = 80;

export interface BuiltView {
  readonly view: GraphView;
  /** The node of each index of the view. */
  readonly nodes: readonly NodeId[];
}

export function buildView(id: number, trace: Trace, sweep: Sweep): BuiltView {
  const { graph, root } = trace;
  const names = displayNames(trace);
  const lineOf = lineCounter(trace.sources[0]!.text);
  const nodes = shownNodes(trace);
  const indexOf = new Map(nodes.map((node, index) => [node, index]));

  const operandTexts = (node: NodeId): OperandText[] =>
    graph.inputs(node).map((input) => (graph.op(input) === 'constant' ? graph.value(input) : names[input]!));

  const nodeViews = nodes.map((node): NodeView => {
    const op = graph.op(node);
    const { start, end } = trace.spanOf(node);
    const text = trace.sources[0]!.text;
    return {
      name: names[node]!,
      formula: isOpName(op) ? writeFormula(op, operandTexts(node)) : '',
      op,
      kind: isOpName(op) ? 'operation' : 'leaf',
      line: lineOf(start),
      source: shorten(
        text.slice(start, Math.min(end, start + 4 * MAX_SOURCE_LENGTH)).replace(/\s+/g, ' '),
        MAX_SOURCE_LENGTH,
      ),
    };
  });

  const edges: EdgeView[] = [];
  const visits: VisitView[] = [];
  const numbers = {
    locals: [] as number[],
    deltas: [] as number[],
    before: [] as number[],
    after: [] as number[],
  };
  for (let at = 0; at < sweep.order.length; at++) {
    const to = indexOf.get(sweep.order[at]!);
    // Shown nodes are visited first.
    if (to === undefined) break;
    const visit = sweep.visit(at);
    const op = graph.op(visit.node);
    const operands = operandTexts(visit.node);
    const sent: number[] = [];
    for (const { slot, target, local, delta, before, after } of visit.contributions) {
      const from = indexOf.get(target);
      if (from === undefined || !isOpName(op)) continue;
      sent.push(edges.length);
      edges.push({
        from,
        to,
        slot,
        partial: partial(names[visit.node]!, names[target]!),
        rule: writePartial(op, slot, operands, names[visit.node]!),
      });
      numbers.locals.push(local);
      numbers.deltas.push(delta);
      numbers.before.push(before);
      numbers.after.push(after);
    }
    visits.push({ node: to, edges: sent });
  }

  const view: GraphView = {
    id,
    rootName: names[root]!,
    root: indexOf.get(root)!,
    file: trace.sources[0]!.path.replace(/^.*[\\/]/, ''),
    nodes: nodeViews,
    edges,
    visits,
    values: Float64Array.from(nodes, (node) => graph.value(node)),
    gradients: Float64Array.from(nodes, (node) => sweep.gradient(node)),
    locals: Float64Array.from(numbers.locals),
    deltas: Float64Array.from(numbers.deltas),
    before: Float64Array.from(numbers.before),
    after: Float64Array.from(numbers.after),
    notices: notices(trace, names[root]!, nodes.length),
  };
  return { view, nodes };
}

/**
 * The nodes that the backward walk reaches first, in graph order, without constants. Every consumer of a shown
 * node is shown, so that what is added to its gradient can be seen.
 */
function shownNodes({ graph }: Trace): NodeId[] {
  const nodes: NodeId[] = [];
  for (let node = graph.size - 1; node >= 0 && nodes.length < MAX_NODES; node--)
    if (graph.op(node) !== 'constant') nodes.push(node);
  return nodes.reverse();
}

function notices({ graph, thrown, sources }: Trace, root: string, shown: number): string[] {
  const all: string[] = [];
  let total = 0;
  for (let node = 0; node < graph.size; node++) if (graph.op(node) !== 'constant') total += 1;
  if (total > shown)
    all.push(
      `The graph has ${total.toLocaleString('en-US')} nodes; the ${shown} that the walk back from ${root} reaches first are shown.`,
    );
  if (thrown) {
    const line = thrown.span ? ` on line ${lineCounter(sources[0]!.text)(thrown.span.start)}` : '';
    all.push(`After ${root} was evaluated, the program stopped${line}: ${thrown.message}.`);
  }
  return all;
}

/** 1-based line of an offset; a line ends at \n, \r\n or \r. */
export function lineCounter(text: string): (offset: number) => number {
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + end.length);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
