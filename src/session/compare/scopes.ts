/** Which calls and turns of loops of one trace are those of a later one. */
import type { ScopeId, Trace } from '../../trace/trace.ts';
import { runsOf } from './runs.ts';
import { GONE, type Sites } from './sites.ts';

/** For each scope of the old trace the one of the fresh trace that stands for the same, or `GONE`. Parents fit together. */
export function matchScopes(old: Trace, fresh: Trace, sites: Sites): Int32Array {
  const freshOf = new Int32Array(old.scopeCount).fill(GONE);
  freshOf[0] = 0;
  const families = familiesOf(old, sites.old.scopes, sites.count);
  const freshFamilies = familiesOf(fresh, sites.fresh.scopes, sites.count);
  const [hashes, freshHashes] = [hashesOf(old), hashesOf(fresh)];
  // Parents come before their children, so that they have been matched.
  for (const siblings of families.values()) {
    const parent = freshOf[old.scope(siblings[0]!).parent]!;
    const site = sites.old.scopes[siblings[0]!]!;
    if (parent === GONE || site === GONE) continue;
    const others = freshFamilies.get(familyOf(parent, site, sites.count)) ?? [];
    for (const [scope, other] of pairsOf(siblings, others, hashes, freshHashes)) freshOf[scope] = other;
  }
  return freshOf;
}

/**
 * The calls of one function, or the turns of one loop, within one scope. Where their number has changed, those that compute
 * the same numbers are the same; between them one follows the other.
 */
function pairsOf(
  siblings: readonly ScopeId[],
  others: readonly ScopeId[],
  hashes: Int32Array,
  otherHashes: Int32Array,
): [ScopeId, ScopeId][] {
  if (siblings.length === others.length) return siblings.map((scope, at) => [scope, others[at]!]);
  const runs = runsOf(
    siblings.map((scope) => hashes[scope]),
    others.map((scope) => otherHashes[scope]),
  );
  return runs.flatMap(({ from, to, freshFrom, freshTo }) =>
    Array.from({ length: Math.min(to - from, freshTo - freshFrom) }, (_, i): [ScopeId, ScopeId] => [
      siblings[from + i]!,
      others[freshFrom + i]!,
    ]),
  );
}

/** Scopes by their parent and site, each family in order. The families are in the order of their first members. */
function familiesOf(trace: Trace, sites: Int32Array, count: number): Map<number, ScopeId[]> {
  const families = new Map<number, ScopeId[]>();
  for (let scope = 1; scope < sites.length; scope++) {
    const key = familyOf(trace.scope(scope).parent, sites[scope]!, count);
    const family = families.get(key);
    if (family === undefined) families.set(key, [scope]);
    else family.push(scope);
  }
  return families;
}

/** One number for both; what is gone is a site too. */
function familyOf(parent: ScopeId, site: number, count: number): number {
  return parent * (count + 1) + site + 1;
}

/** A number for what each scope itself computes. */
function hashesOf(trace: Trace): Int32Array {
  const hashes = new Int32Array(trace.scopeCount);
  const { codes, values } = trace.graph.columns;
  const value = new Float64Array(1);
  const words = new Int32Array(value.buffer);
  for (let node = 0; node < codes.length; node++) {
    const scope = trace.scopeOf(node);
    value[0] = values[node]!;
    for (const word of [codes[node]!, words[0]!, words[1]!])
      hashes[scope] = Math.imul(hashes[scope]! ^ word, 0x01000193) ^ (hashes[scope]! >>> 15);
  }
  return hashes;
}
