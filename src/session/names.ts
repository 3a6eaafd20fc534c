/** What each node is called in the picture: the user's names, told apart where one name has several values. */
import type { NodeId } from '../engine/index.ts';
import { writeName } from '../notation/symbols.ts';
import type { Trace } from '../trace/trace.ts';

const SUPERSCRIPT = '⁰¹²³⁴⁵⁶⁷⁸⁹';
/** Letters for expressions without a variable, and for a root that is one. */
const LETTERS = ['v', 's', 'q', 'k'];
const ROOT_LETTERS = ['f', 'y', 'L', 'F'];

/**
 * A name for every node; constants have none (''). A variable that is assigned again names several nodes: all
 * but the last are numbered, `a⁽¹⁾`, `a⁽²⁾`, …, `a`. Expressions without a variable are `v₁`, `v₂`, ….
 */
export function displayNames(trace: Trace): readonly string[] {
  const { graph, root } = trace;
  // The root is called as the person asked for it, even if it had another name before.
  const nameOf = (node: NodeId) => (node === root && trace.rootName) || trace.nameOf(node);
  const counts = new Map<string, number>();
  const taken = new Set<string>();
  for (let node: NodeId = 0; node < graph.size; node++) {
    const name = nameOf(node);
    if (name === '') continue;
    counts.set(name, (counts.get(name) ?? 0) + 1);
    taken.add(name);
  }
  const letter =
    LETTERS.find((one) => ![...taken].some((name) => new RegExp(`^${one}\\d*$`).test(name))) ?? 'tmp';
  const rootName = ROOT_LETTERS.find((one) => !taken.has(one)) ?? 'root';
  const met = new Map<string, number>();
  let unnamed = 0;
  return Array.from({ length: graph.size }, (_, node) => {
    if (graph.op(node) === 'constant') return '';
    const name = nameOf(node);
    if (name === '') return node === root ? rootName : writeName(`${letter}${++unnamed}`);
    const turn = (met.get(name) ?? 0) + 1;
    met.set(name, turn);
    return turn === counts.get(name) ? writeName(name) : `${writeName(name)}⁽${superscript(turn)}⁾`;
  });
}

function superscript(count: number): string {
  return [...String(count)].map((digit) => SUPERSCRIPT[Number(digit)]).join('');
}
