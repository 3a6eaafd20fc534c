/**
 * What a person asks of a graph beyond its picture: details of a part of it, the health of all, a search, paths. The extension
 * loads it with the first question.
 */
import type { Subject } from '../protocol/checks.ts';
import type { BoxLink, Details } from '../protocol/details.ts';
import type { ItemHealth } from '../protocol/messages.ts';
import type { FindingsView, FoundView, ItemKey, PathsView } from '../protocol/view.ts';
import { Inspection } from './details.ts';
import { findingsOf } from './findings.ts';
import type { Box } from './folds.ts';
import { Health, itemHealth } from './health.ts';
import { spanOfBox } from './scene.ts';
import { parseQuery, QueryError } from './search/query.ts';
import { search } from './search/search.ts';
import { nodeOfKey, type Session } from './session.ts';
import { type PathEnd, showPaths } from './shownPaths.ts';
import { usesBetween } from './uses.ts';

/** Found with the first question about a graph, and good for all others. */
const known = new WeakMap<Session, Health>();

function healthOf(session: Session): Health {
  const health = known.get(session) ?? new Health(session.trace.graph, session.sweep);
  known.set(session, health);
  return health;
}

/** Everything that is known of a node, an edge, a bundle of edges or a box; undefined where the graph has no such thing. */
export function inspect(session: Session, subject: Subject): Details | undefined {
  const { trace, sweep, titles } = session;
  const { size } = trace.graph;
  const inspection = new Inspection(trace, sweep, titles, healthOf(session));
  if ('node' in subject) return subject.node < size ? inspection.node(subject.node) : undefined;
  if ('consumer' in subject)
    return subject.consumer < size ? inspection.edge(subject.consumer, subject.slot) : undefined;
  if ('from' in subject) return bundleOf(session, inspection, subject.from, subject.to);
  const box = boxOf(session, subject.box);
  return box && inspection.box({ ...box, key: subject.box, span: spanOfBox(trace, box) });
}

/** What a box uses of a node or of another box before it; undefined where that is nothing. */
function bundleOf(
  session: Session,
  inspection: Inspection,
  fromKey: ItemKey,
  toKey: ItemKey,
): Details | undefined {
  const from = endOf(session, fromKey);
  const to = boxOf(session, toKey);
  if (!from || !to || from.last >= to.first) return undefined;
  const uses = usesBetween(session.trace.graph, session.flow, from, to, session.scene.constants);
  if (uses.count === 0) return undefined;
  const link = (key: ItemKey, { name, first }: PathEnd): BoxLink => ({ key, name, first });
  return inspection.bundle(nodeOfKey(fromKey) ?? link(fromKey, from), link(toKey, to), uses);
}

function boxOf({ tree, titles }: Session, key: ItemKey): (Box & { readonly name: string }) | undefined {
  const id = tree.find(key);
  if (id === undefined) return undefined;
  const box = tree.boxes[id]!;
  const parent = tree.parentOf(id);
  return { ...box, name: titles.ofBox(box, parent < 0 ? undefined : tree.boxes[parent]) };
}

/** What lies between the two items of `pathEnds`, in the scene as it is; undefined where the graph has no such items. */
export function pathsOf(session: Session): PathsView | undefined {
  if (!session.pathEnds) return undefined;
  const one = endOf(session, session.pathEnds[0]);
  const other = endOf(session, session.pathEnds[1]);
  return one && other && showPaths(session.trace, session.scene, one, other);
}

function endOf(session: Session, key: ItemKey): PathEnd | undefined {
  const node = nodeOfKey(key);
  if (node === undefined) return boxOf(session, key);
  const isThere = node < session.trace.graph.size;
  return isThere ? { name: session.titles.nameOf(node), first: node, last: node } : undefined;
}

/** What a search finds in the whole graph, or what is wrong with it. */
export function find({ trace, sweep, titles }: Session, text: string): FoundView {
  try {
    return { text, nodes: search(parseQuery(text), { trace, sweep, nameOf: titles.nameOf }) };
  } catch (problem) {
    if (!(problem instanceof QueryError)) throw problem;
    return { text, nodes: new Uint32Array(0), problem: problem.message };
  }
}

/** What was found in the graph, and what is wrong with the items of its scene. */
export function healthReport(session: Session): {
  readonly findings: FindingsView;
  readonly items: readonly ItemHealth[];
} {
  const health = healthOf(session);
  return {
    findings: findingsOf(session.trace, session.sweep, health, session.titles),
    items: itemHealth(session.scene, health),
  };
}
