/** What each node is called in the picture: the user's names, told apart where one name has several values. */
import type { NodeId } from '../engine/index.ts';
import { writeName } from '../notation/symbols.ts';
import type { Trace } from '../trace/trace.ts';

const SUPERSCRIPT = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const SUBSCRIPT = '₀₁₂₃₄₅₆₇₈₉';
/** Letters for expressions without a variable, and for a root that is one. */
const LETTERS = ['v', 's', 'q', 'k'];
const ROOT_LETTERS = ['f', 'y', 'L', 'F'];

/**
 * Names every node; constants have none (''). A variable that is assigned again names several nodes: all
 * but the last are numbered, `a⁽¹⁾`, `a⁽²⁾`, …, `a`. Expressions without a variable are `v₁`, `v₂`, …. Linear to make;
 * the text of a name is made when it is asked for.
 */
export function nodeNamer(trace: Trace): (node: NodeId) => string {
  const { graph, root } = trace;
  // The root is called as the person asked for it, even if it had another name before.
  const nameOf = (node: NodeId) => (node === root && trace.rootName) || trace.nameOf(node);
  const counts = new Map<string, number>();
  /** Which of the nodes of its name it is, from 1; of one without a name, which of those. */
  const turns = new Uint32Array(graph.size);
  let unnamed = 0;
  for (let node: NodeId = 0; node < graph.size; node++) {
    const name = nameOf(node);
    if (name === '') {
      if (graph.op(node) !== 'constant' && node !== root) turns[node] = ++unnamed;
      continue;
    }
    turns[node] = (counts.get(name) ?? 0) + 1;
    counts.set(name, turns[node]!);
  }
  const taken = [...counts.keys()];
  const letter = LETTERS.find((one) => !taken.some((name) => new RegExp(`^${one}\\d*$`).test(name))) ?? 'tmp';
  const rootName = ROOT_LETTERS.find((one) => !counts.has(one)) ?? 'root';
  const written = new Map<string, string>();
  return (node) => {
    if (graph.op(node) === 'constant') return '';
    const name = nameOf(node);
    if (name === '') return node === root ? rootName : letter + digits(turns[node]!, SUBSCRIPT);
    const text = written.get(name) ?? writeName(name);
    written.set(name, text);
    return turns[node] === counts.get(name) ? text : `${text}⁽${digits(turns[node]!, SUPERSCRIPT)}⁾`;
  };
}

/** The names of all nodes at once. */
export function displayNames(trace: Trace): readonly string[] {
  const nameOf = nodeNamer(trace);
  return Array.from({ length: trace.graph.size }, (_, node) => nameOf(node));
}

/** A whole number in raised or lowered digits. A large graph has many: from the last digit on, without lists. */
function digits(count: number, alphabet: string): string {
  let text = '';
  for (let rest = count; rest > 0; rest = Math.floor(rest / 10)) text = alphabet[rest % 10]! + text;
  return text;
}
