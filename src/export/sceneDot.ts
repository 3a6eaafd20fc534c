/** A graph as it is folded in the picture, in the language of Graphviz: open boxes are clusters, closed ones are boxes. */
import { formatNumber } from '../notation/numbers.ts';
import { partial } from '../notation/symbols.ts';
import type { EdgeView, ItemIndex, ItemView } from '../protocol/view.ts';
import type { Session } from '../session/session.ts';
import { dotHead, quoted } from './dot.ts';

export function* toSceneDot(session: Session): Generator<string> {
  const { scene, rootName, trace } = session;
  const { items, edges, values, gradients, locals } = scene;
  yield dotHead(session);
  /** The open boxes that the next item may be in, the innermost last. */
  const around: ItemIndex[] = [];
  for (const [index, item] of items.entries()) {
    while (around.length > 0 && around.at(-1) !== item.frame) {
      around.pop();
      yield `${'  '.repeat(around.length + 1)}}\n`;
    }
    const indent = '  '.repeat(around.length + 1);
    if (!('node' in item) && item.isOpen) {
      yield `${indent}subgraph ${quoted(`cluster_${item.key}`)} {\n${indent}  label=${quoted(item.name)};\n`;
      around.push(index);
    } else {
      const label = quoted(...linesOf(item, values[index]!, gradients[index]!, rootName));
      yield `${indent}${quoted(item.key)} [label=${label}${shapeOf(item, trace.root)}];\n`;
    }
  }
  while (around.length > 0) {
    around.pop();
    yield `${'  '.repeat(around.length + 1)}}\n`;
  }
  for (const [index, edge] of edges.entries()) {
    const [from, to] = [quoted(items[edge.from]!.key), quoted(items[edge.to]!.key)];
    yield `  ${from} -> ${to} [label=${quoted(labelOf(edge, locals[index]!))}];\n`;
  }
  yield '}\n';
}

function linesOf(item: ItemView, value: number, gradient: number, rootName: string): string[] {
  if (!('node' in item)) {
    const count = `${item.size.toLocaleString('en-US')} nodes`;
    if (item.outputs !== 1) return [item.name, count, `‖∂${rootName}‖ = ${formatNumber(gradient)}`];
    return [item.name, count, formatNumber(value), `∂${rootName} = ${formatNumber(gradient)}`];
  }
  if (item.kind === 'constant') return [item.name];
  const title = item.formula ? `${item.name} = ${item.formula}` : item.name;
  return [title, formatNumber(value), `${partial(rootName, item.name)} = ${formatNumber(gradient)}`];
}

function shapeOf(item: ItemView, root: number): string {
  if (!('node' in item)) return ', shape=box3d';
  if (item.kind === 'leaf') return ', shape=ellipse';
  if (item.kind === 'constant') return ', shape=plaintext';
  return item.node === root ? ', peripheries=2' : '';
}

function labelOf({ partial, count }: EdgeView, local: number): string {
  if (partial !== '') return `${partial} = ${formatNumber(local)}`;
  return count > 1 ? `× ${count.toLocaleString('en-US')}` : '';
}
