/** A graph in the language of Graphviz, in pieces. Names and numbers are those of the picture, where constants are folded. */
import { formatNumber } from '../notation/numbers.ts';
import { partial } from '../notation/symbols.ts';
import { baseName } from '../session/places.ts';
import type { Session } from '../session/session.ts';

/** The whole graph: every node with its value and gradient, every edge with its local derivative. */
export function* toDot(session: Session): Generator<string> {
  const { trace, sweep, titles, rootName } = session;
  const { graph, root } = trace;
  yield dotHead(session);
  for (let node = 0; node < graph.size; node++) {
    const op = graph.op(node);
    if (op === 'constant') continue;
    const name = titles.nameOf(node);
    const label = quoted(
      op === 'leaf' ? name : `${name} = ${titles.formulaOf(node)}`,
      formatNumber(graph.value(node)),
      `${partial(rootName, name)} = ${formatNumber(sweep.gradient(node))}`,
    );
    const shape = op === 'leaf' ? ', shape=ellipse' : node === root ? ', peripheries=2' : '';
    yield `  n${node} [label=${label}${shape}];\n`;
  }
  for (let index = 0; index < sweep.order.length; index++) {
    const { node, contributions } = sweep.visit(index);
    for (const { target, local } of contributions) {
      const label = quoted(`${titles.partialOf(node, target)} = ${formatNumber(local)}`);
      yield `  n${target} -> n${node} [label=${label}];\n`;
    }
  }
  yield '}\n';
}

/** The beginning of a file, which a `}` ends. */
export function dotHead({ rootName, trace }: Session): string {
  const title = quoted(`${rootName} in ${baseName(trace.sources[0]!.path)}`);
  return `digraph ${title} {\n  rankdir=LR;\n  node [shape=box, style=rounded];\n`;
}

/** Lines of text as one quoted string, in which Graphviz finds neither an escape, an entity nor the end. */
export function quoted(...lines: readonly string[]): string {
  const plain = lines.map((line) =>
    line
      // Of the control characters, a space: Graphviz cannot show them, and some end its reading.
      .replace(/\p{Cc}+/gu, ' ')
      .replaceAll('&', '&amp;')
      .replaceAll('\\', '\\\\')
      .replaceAll('"', '\\"'),
  );
  return `"${plain.join('\\n')}"`;
}
