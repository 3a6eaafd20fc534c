/**
 * Where a walk goes on when the program has run again with another number, and may have taken another way: at the same
 * expression in the same call and turn, as far as there is one.
 */
import type { NodeId } from '../engine/index.ts';
import type { ScopeId, SourceSpan, Trace } from '../trace/trace.ts';
import { isWithin } from './stack.ts';
import type { Place, Walk } from './walk.ts';

/** The place of `walk` that is most like `place` of `before`, a walk of the same program with other numbers. */
export function counterpart(place: Place, before: Walk, walk: Walk): Place {
  const { pass, made } = place;
  const index = place.index === 0 ? 0 : indexLike(place, before, walk);
  const whole = walk.whole(pass, index);
  const isSame = walk.whole(pass, index).made === before.whole(pass, place.index).made;
  return isSame && made < whole.made ? { ...whole, made: Math.max(made, 1) } : whole;
}

function indexLike({ pass, index }: Place, before: Walk, walk: Walk): number {
  const node = before.nodeOf(pass, index);
  const scope = scopeLike(before.trace, before.trace.scopeOf(node), walk.trace);
  const turn = ordinalOf(before.trace, node);
  const span = before.trace.spanOf(node);
  // How good the best one is, and how far from where the walk stood.
  let best = Math.min(index, walk.length(pass));
  let rank = 0;
  let distance = Number.POSITIVE_INFINITY;
  let count = 0;
  const { trace } = walk;
  for (let id = 0; id < trace.graph.size; id++) {
    if (!isAt(trace, id, span)) continue;
    const isHere = trace.scopeOf(id) === scope;
    const isSame = isHere && count++ === turn;
    const found = walk.indexOf(pass, id);
    if (found === undefined) continue;
    const quality = isSame ? 4 : isHere ? 3 : isWithin(trace, trace.scopeOf(id), scope) ? 2 : 1;
    const far = Math.abs(found - index);
    if (quality < rank || (quality === rank && far >= distance)) continue;
    best = found;
    rank = quality;
    distance = far;
  }
  return best;
}

/** How many nodes of the same expression were made before it in its scope. */
function ordinalOf(trace: Trace, node: NodeId): number {
  const span = trace.spanOf(node);
  let count = 0;
  for (let id = 0; id < node; id++)
    if (trace.scopeOf(id) === trace.scopeOf(node) && isAt(trace, id, span)) count += 1;
  return count;
}

function isAt(trace: Trace, node: NodeId, { file, start, end }: SourceSpan): boolean {
  const { spans } = trace.data;
  const isThere = spans[3 * node] === file && spans[3 * node + 1] === start && spans[3 * node + 2] === end;
  return isThere && trace.graph.op(node) !== 'constant';
}

/** The scope of `to` to which the same calls and turns lead as to `scope` of `from`, or as many of them as there are. */
function scopeLike(from: Trace, scope: ScopeId, to: Trace): ScopeId {
  const chain: ScopeId[] = [];
  for (let at = scope; at !== 0; at = from.scope(at).parent) chain.push(at);
  let there = 0;
  for (const one of chain.reverse()) {
    const { parent, span } = from.scope(one);
    const ordinal = childrenAt(from, parent, span).indexOf(one);
    const children = childrenAt(to, there, span);
    const next = children[Math.min(ordinal, children.length - 1)];
    if (next === undefined) break;
    there = next;
  }
  return there;
}

function childrenAt(trace: Trace, parent: ScopeId, { file, start, end }: SourceSpan): ScopeId[] {
  const table = trace.data.scopeTable;
  const children: ScopeId[] = [];
  for (let id = 1; id < trace.scopeCount; id++) {
    const row = 5 * id;
    const isHere = table[row] === parent && table[row + 2] === file;
    if (isHere && table[row + 3] === start && table[row + 4] === end) children.push(id);
  }
  return children;
}
