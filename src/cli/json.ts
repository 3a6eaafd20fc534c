/** Everything about a graph as one JSON object. Numbers that JSON does not have are strings. */
import type { NodeId } from '../engine/index.ts';
import type { Session } from '../session/session.ts';
import { gradientOf, hasNumber, mapNumbers } from '../session/variables.ts';
import { lineCounter } from '../session/view.ts';

/** A float64 for JSON: "NaN", "Infinity" and "-Infinity" are strings. */
export function jsonNumber(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

/** `{ root, variables, nodes, edges, visits }`; ids are the engine's. The README documents the fields. */
export function toJson({ trace, sweep, view }: Session): string {
  const { graph, root } = trace;
  const lineOf = lineCounter(trace.sources[0]!.text);
  const nodes = Array.from({ length: graph.size }, (_, id) => {
    const { start, end } = trace.spanOf(id);
    const op = graph.op(id);
    return {
      id,
      op,
      name: trace.nameOf(id) || null,
      inputs: graph.inputs(id),
      value: jsonNumber(graph.value(id)),
      // No gradient is taken by a constant.
      gradient: op === 'constant' ? null : jsonNumber(sweep.gradient(id)),
      span: { start, end, line: lineOf(start) },
    };
  });
  const edges: {
    from: NodeId;
    to: NodeId;
    slot: number;
    local: number | string;
    contribution: number | string;
  }[] = [];
  for (let index = 0; index < sweep.order.length; index++) {
    const visit = sweep.visit(index);
    for (const { slot, target, local, delta } of visit.contributions)
      edges.push({
        from: target,
        to: visit.node,
        slot,
        local: jsonNumber(local),
        contribution: jsonNumber(delta),
      });
  }
  const variables = Object.create(null) as Record<string, unknown>;
  for (const { name, topLevel, content } of trace.variables)
    if (topLevel && hasNumber(content))
      variables[name] = {
        value: mapNumbers(content, ({ value }) => jsonNumber(value)),
        gradient: mapNumbers(content, (one) => jsonNumber(gradientOf(sweep, one))),
      };
  return JSON.stringify(
    {
      root: { name: trace.rootName || view.rootName, node: root, value: jsonNumber(graph.value(root)) },
      variables,
      nodes,
      edges,
      visits: Array.from(sweep.order),
    },
    undefined,
    2,
  );
}
