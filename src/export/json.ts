/**
 * Everything about a graph as one JSON object, in pieces: the text of a large graph is longer than a string may be.
 * Numbers that JSON does not have are strings.
 */
import { type NodeId, type Tensor, zeros } from '../engine/index.ts';
import { lineCounter } from '../session/places.ts';
import type { Session } from '../session/session.ts';
import { hasNumber, mapNumbers } from '../session/variables.ts';

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

/** A tensor of more elements is told by its shape and norms alone. */
const MAX_ELEMENTS = 10_000;

/** The elements nested by the axes; null where there are too many. */
function nested({ shape, data }: Tensor): unknown {
  // What is empty along one axis may be long along another.
  if (shape.reduce((size, length) => size * Math.max(1, length), 1) > MAX_ELEMENTS) return null;
  let at = 0;
  const below = (axis: number): unknown =>
    axis === shape.length
      ? jsonNumber(data[at++]!)
      : Array.from({ length: shape[axis]! }, () => below(axis + 1));
  return below(0);
}

/** The value of a node: a number, or the elements of a tensor. */
function valueIn({ trace: { graph } }: Session, id: NodeId): unknown {
  const tensor = graph.tensor(id);
  return tensor ? nested(tensor) : jsonNumber(graph.value(id));
}

/** Its gradient; null for a constant, by which none is taken. */
function gradientIn({ trace: { graph }, sweep }: Session, id: NodeId): unknown {
  if (graph.op(id) === 'constant') return null;
  const tensor = graph.tensor(id);
  if (!tensor) return jsonNumber(sweep.gradient(id));
  return nested(sweep.gradientTensor(id) ?? zeros(tensor.shape));
}

function variablesOf(session: Session): Record<string, unknown> {
  const { trace } = session;
  const variables = Object.create(null) as Record<string, unknown>;
  for (const { name, topLevel, occurrences, content } of trace.variables) {
    if (!topLevel || occurrences[0]!.file !== 0 || !hasNumber(content)) continue;
    variables[name] = {
      value: mapNumbers(content, ({ value, node }) =>
        node === undefined ? jsonNumber(value) : valueIn(session, node),
      ),
      gradient: mapNumbers(content, ({ node }) => (node === undefined ? 0 : gradientIn(session, node))),
    };
  }
  return variables;
}

function* nodesOf(session: Session): Generator<unknown> {
  const { trace, sweep } = session;
  const { graph } = trace;
  const linesOf = trace.sources.map(({ text }) => lineCounter(text));
  for (let id = 0; id < graph.size; id++) {
    const { file, start, end } = trace.spanOf(id);
    const op = graph.op(id);
    const tensor = graph.tensor(id);
    yield {
      id,
      op,
      name: trace.nameOf(id) || null,
      inputs: graph.inputs(id),
      value: valueIn(session, id),
      gradient: gradientIn(session, id),
      ...(tensor && {
        shape: tensor.shape,
        norm: {
          value: jsonNumber(graph.value(id)),
          gradient: op === 'constant' ? null : jsonNumber(sweep.gradient(id)),
        },
      }),
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
