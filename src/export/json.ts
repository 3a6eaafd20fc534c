/**
 * Everything about a graph as one JSON object, in pieces: the text of a large graph is longer than a string may be.
 * Numbers that JSON does not have are strings.
 */
import { lineCounter } from '../session/places.ts';
import type { Session } from '../session/session.ts';
import { gradientOf, hasNumber, mapNumbers } from '../session/variables.ts';

/** A float64 for JSON: "NaN", "Infinity" and "-Infinity" are strings. */
export function jsonNumber(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

/** `{ root, evaluation, component, call, variables, nodes, edges, visits }`; ids are the engine's. The README documents the fields. */
export function* toJson(session: Session): Generator<string> {
  const { trace, sweep, rootName } = session;
  const { graph, root } = trace;
  const { evaluation, component, call } = trace;
  const head = {
    root: { name: trace.rootName || rootName, node: root, value: jsonNumber(graph.value(root)) },
    evaluation,
    component: component?.path ?? null,
    call: call ? { function: call.key, arguments: call.args.map(({ text }) => text) } : null,
    variables: variablesOf(session),
  };
  yield JSON.stringify(head, undefined, 2).slice(0, -'\n}'.length);
  yield* list('nodes', nodesOf(session));
  yield* list('edges', edgesOf(session));
  yield* list('visits', sweep.order);
  yield '\n}\n';
}

/** A field of the object with one element per line. */
function* list(name: string, elements: Iterable<unknown>): Generator<string> {
  yield `,\n  ${JSON.stringify(name)}: [`;
  let separator = '\n    ';
  for (const element of elements) {
    yield separator + JSON.stringify(element);
    separator = ',\n    ';
  }
  yield '\n  ]';
}

function variablesOf({ trace, sweep }: Session): Record<string, unknown> {
  const variables = Object.create(null) as Record<string, unknown>;
  for (const { name, topLevel, occurrences, content } of trace.variables)
    if (topLevel && occurrences[0]!.file === 0 && hasNumber(content))
      variables[name] = {
        value: mapNumbers(content, ({ value }) => jsonNumber(value)),
        gradient: mapNumbers(content, (one) => jsonNumber(gradientOf(sweep, one))),
      };
  return variables;
}

function* nodesOf({ trace, sweep }: Session): Generator<unknown> {
  const { graph } = trace;
  const linesOf = trace.sources.map(({ text }) => lineCounter(text));
  for (let id = 0; id < graph.size; id++) {
    const { file, start, end } = trace.spanOf(id);
    const op = graph.op(id);
    yield {
      id,
      op,
      name: trace.nameOf(id) || null,
      inputs: graph.inputs(id),
      value: jsonNumber(graph.value(id)),
      // No gradient is taken by a constant.
      gradient: op === 'constant' ? null : jsonNumber(sweep.gradient(id)),
      span: { ...(file > 0 && { file: trace.sources[file]!.path }), start, end, line: linesOf[file]!(start) },
    };
  }
}

function* edgesOf({ sweep }: Session): Generator<unknown> {
  for (let index = 0; index < sweep.order.length; index++) {
    const visit = sweep.visit(index);
    for (const { slot, target, local, delta } of visit.contributions)
      yield {
        from: target,
        to: visit.node,
        slot,
        local: jsonNumber(local),
        contribution: jsonNumber(delta),
      };
  }
}
