/** From a place in the text to the nodes that are computed there: what the cursor in the editor stands on. */
import type { NodeId } from '../engine/index.ts';
import type { Trace } from '../trace/trace.ts';

/** The expressions of one trace, ready to be looked up; made once in linear time. */
export class SpanIndex {
  readonly #trace: Trace;
  /** The expressions of each file, by where they begin, the outer before the inner. */
  readonly #files: readonly (readonly Expression[])[];
  /** The nodes of each name's variable: `w` has those of `w[0]` and `w.b`. */
  readonly #named = new Map<string, NodeId[]>();

  constructor(trace: Trace) {
    this.#trace = trace;
    this.#files = expressionsOf(trace);
    for (let node: NodeId = 0; node < trace.graph.size; node++) {
      const variable = /^[^.[]+/.exec(trace.nameOf(node))?.[0];
      if (variable === undefined) continue;
      const nodes = this.#named.get(variable);
      if (nodes === undefined) this.#named.set(variable, [node]);
      else nodes.push(node);
    }
  }

  /**
   * All evaluations of what is selected in a source, ascending: of a variable, every value that it has had; else those
   * of the smallest expression around the selection, which is empty for a cursor. None where nothing was recorded.
   */
  at(file: number, start: number, end: number = start): readonly NodeId[] {
    const variable = this.#trace.variables.find(({ occurrences }) =>
      occurrences.some((one) => one.file === file && one.start <= start && end <= one.end),
    );
    return (variable && this.#named.get(variable.name)) ?? this.#around(file, start, end)?.nodes ?? [];
  }

  #around(file: number, start: number, end: number): Expression | undefined {
    const expressions = this.#files[file] ?? [];
    let low = 0;
    let high = expressions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (expressions[middle]!.start <= start) low = middle + 1;
      else high = middle;
    }
    let found = expressions[low - 1];
    while (found !== undefined && found.end < end) found = found.around;
    return found;
  }
}

interface Expression {
  readonly start: number;
  readonly end: number;
  readonly nodes: NodeId[];
  /** The next larger one. */
  around: Expression | undefined;
}

/** Expressions lie within each other or apart, as everything in a program does. */
function expressionsOf(trace: Trace): Expression[][] {
  const found = trace.sources.map(() => new Map<number, Expression[]>());
  for (let node: NodeId = 0; node < trace.graph.size; node++) {
    if (trace.graph.op(node) === 'constant') continue;
    const { file, start, end } = trace.spanOf(node);
    const beginning = found[file]!.get(start) ?? [];
    const known = beginning.find((one) => one.end === end);
    if (known !== undefined) known.nodes.push(node);
    else beginning.push({ start, end, nodes: [node], around: undefined });
    if (beginning.length === 1) found[file]!.set(start, beginning);
  }
  return found.map((byStart) => {
    const expressions = [...byStart.values()].flat().sort((a, b) => a.start - b.start || b.end - a.end);
    let around: Expression | undefined;
    for (const expression of expressions) {
      while (around !== undefined && around.end < expression.end) around = around.around;
      expression.around = around;
      around = expression;
    }
    return expressions;
  });
}
