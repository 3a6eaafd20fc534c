/**
 * Which node of one trace stands for which node of a later one. A node is known by its scope, its name and its
 * expression, which edits may have moved; what is not found so is found by what it is computed from, or by what
 * uses it. Linear in the size of the graphs.
 */
import { type GraphColumns, type NodeId, OP_CODES } from '../../engine/index.ts';
import type { Trace } from '../../trace/trace.ts';
import { matchScopes } from './scopes.ts';
import { GONE, sitesOf } from './sites.ts';

export interface Matching {
  /** For each node of the old graph the node of the fresh one, or `GONE`. */
  readonly freshOf: Int32Array;
  /** The other way round. */
  readonly oldOf: Int32Array;
  /** For each scope of the old trace the one of the fresh trace, or `GONE`. */
  readonly scopes: Int32Array;
}

export function matchNodes(old: Trace, fresh: Trace): Matching {
  const sites = sitesOf(old, fresh);
  const scopes = matchScopes(old, fresh, sites);
  const names = new Numbers<string>();
  const inOld = keysOf(old, sites.old.nodes, (scope) => scopes[scope]!, names);
  const inFresh = keysOf(fresh, sites.fresh.nodes, (scope) => scope, names);
  const here = (site: number, name: number) => both(site, name + 1);
  const places = new Numbers<number>();

  const pairs = new Pairs(old.graph.columns, fresh.graph.columns);
  pairs.match(
    (node) => both(inOld.scope(node), places.of(here(inOld.site(node), inOld.name(node)))),
    (node) => both(inFresh.scope(node), places.of(here(inFresh.site(node), inFresh.name(node)))),
  );
  pairs.match(
    (node) => both(inOld.scope(node), inOld.name(node)),
    (node) => both(inFresh.scope(node), inFresh.name(node)),
  );
  pairs.match(
    (node) => both(inOld.scope(node), inOld.site(node)),
    (node) => both(inFresh.scope(node), inFresh.site(node)),
  );
  pairs.pair(old.root, fresh.root);
  pairs.matchUpward();
  pairs.match(inOld.name, inFresh.name);
  pairs.matchDownward();
  pairs.matchUpward();
  return { freshOf: pairs.freshOf, oldOf: pairs.oldOf, scopes };
}

/** By what a node is known; each part is a number, or `GONE` where it has none. */
interface Keys {
  readonly scope: (node: NodeId) => number;
  readonly site: (node: NodeId) => number;
  readonly name: (node: NodeId) => number;
}

function keysOf(
  trace: Trace,
  sites: Int32Array,
  freshScope: (scope: number) => number,
  names: Numbers<string>,
): Keys {
  const numbers = new Int32Array(sites.length);
  for (let node: NodeId = 0; node < numbers.length; node++) {
    const name = trace.nameOf(node);
    numbers[node] = name === '' ? GONE : names.of(name);
  }
  return {
    scope: (node) => freshScope(trace.scopeOf(node)),
    site: (node) => sites[node]!,
    name: (node) => numbers[node]!,
  };
}

/** Numbers things from 0 in the order in which they are met. */
class Numbers<T> {
  readonly #numbers = new Map<T, number>();

  of(thing: T): number {
    const known = this.#numbers.get(thing);
    if (known !== undefined) return known;
    this.#numbers.set(thing, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}

/** More than any part of a key. */
const RADIX = 2 ** 26;

/** Two parts as one key, which is `GONE` when one of them is. */
function both(one: number, other: number): number {
  return one === GONE || other === GONE ? GONE : one * RADIX + other;
}

class Pairs {
  readonly freshOf: Int32Array;
  readonly oldOf: Int32Array;
  readonly #old: GraphColumns;
  readonly #fresh: GraphColumns;

  constructor(old: GraphColumns, fresh: GraphColumns) {
    this.#old = old;
    this.#fresh = fresh;
    this.freshOf = new Int32Array(old.codes.length).fill(GONE);
    this.oldOf = new Int32Array(fresh.codes.length).fill(GONE);
  }

  /**
   * A constant is no place of the graph that could become another thing, and a tensor has nothing to be compared with in one
   * of another shape.
   */
  pair(old: NodeId, fresh: NodeId): void {
    if (this.freshOf[old] !== GONE || this.oldOf[fresh] !== GONE) return;
    const [shape, freshShape] = [this.#old.tensors?.get(old)?.shape, this.#fresh.tensors?.get(fresh)?.shape];
    if (shape?.join() !== freshShape?.join()) return;
    if ((this.#old.codes[old] === OP_CODES.constant) !== (this.#fresh.codes[fresh] === OP_CODES.constant))
      return;
    this.freshOf[old] = fresh;
    this.oldOf[fresh] = old;
  }

  /** Pairs, in order, what has the same key and no other yet. */
  match(oldKey: (node: NodeId) => number, freshKey: (node: NodeId) => number): void {
    const waiting = new Queues(this.freshOf.length);
    for (let node = 0; node < this.freshOf.length; node++)
      if (this.freshOf[node] === GONE) waiting.put(oldKey(node), node);
    for (let node = 0; node < this.oldOf.length; node++) {
      if (this.oldOf[node] !== GONE) continue;
      const found = waiting.take(freshKey(node));
      if (found !== undefined) this.pair(found, node);
    }
  }

  /** Pairs operations of one kind whose operands are pairs, from the inputs on. */
  matchUpward(): void {
    const { inputStart, inputs } = this.#old;
    const waiting = new Queues(this.freshOf.length);
    /** How many operands of each old node have no pair. */
    const missing = new Uint32Array(this.freshOf.length);
    const arrive = (node: NodeId) => {
      if (this.freshOf[node] === GONE) waiting.put(hashOf(this.#old, node, this.freshOf), node);
    };
    for (let node = 0; node < missing.length; node++) {
      for (let at = inputStart[node]!; at < inputStart[node + 1]!; at++)
        if (this.freshOf[inputs[at]!] === GONE) missing[node]!++;
      if (missing[node] === 0) arrive(node);
    }
    const consumers = consumersOf(this.#old);
    for (let node = 0; node < this.oldOf.length; node++) {
      if (this.oldOf[node] !== GONE) continue;
      const found = waiting.take(hashOf(this.#fresh, node));
      if (found === undefined || !this.#isAlike(found, node)) continue;
      this.pair(found, node);
      for (let at = consumers.start[found]!; at < consumers.start[found + 1]!; at++)
        if (--missing[consumers.nodes[at]!]! === 0) arrive(consumers.nodes[at]!);
    }
  }

  /** Pairs operands of one kind in the same place of a pair, from the root on. */
  matchDownward(): void {
    const [old, fresh] = [this.#old, this.#fresh];
    for (let node = this.oldOf.length - 1; node >= 0; node--) {
      const other = this.oldOf[node]!;
      if (other === GONE || old.codes[other] !== fresh.codes[node]) continue;
      const [from, freshFrom] = [old.inputStart[other]!, fresh.inputStart[node]!];
      const count = Math.min(old.inputStart[other + 1]! - from, fresh.inputStart[node + 1]! - freshFrom);
      for (let slot = 0; slot < count; slot++) {
        const [operand, freshOperand] = [old.inputs[from + slot]!, fresh.inputs[freshFrom + slot]!];
        if (old.codes[operand] === fresh.codes[freshOperand]) this.pair(operand, freshOperand);
      }
    }
  }

  #isAlike(old: NodeId, fresh: NodeId): boolean {
    const from = this.#old.inputStart[old]!;
    const freshFrom = this.#fresh.inputStart[fresh]!;
    const count = this.#old.inputStart[old + 1]! - from;
    if (this.#old.codes[old] !== this.#fresh.codes[fresh]) return false;
    if (count !== this.#fresh.inputStart[fresh + 1]! - freshFrom) return false;
    for (let slot = 0; slot < count; slot++)
      if (this.freshOf[this.#old.inputs[from + slot]!] !== this.#fresh.inputs[freshFrom + slot]) return false;
    return true;
  }
}

/**
 * Of the operation and its operands, which may stand for others; `GONE` for what has no operands, and where one of
 * them stands for none.
 */
function hashOf({ codes, inputStart, inputs }: GraphColumns, node: NodeId, standsFor?: Int32Array): number {
  let hash = codes[node]!;
  for (let at = inputStart[node]!; at < inputStart[node + 1]!; at++) {
    const input = standsFor ? standsFor[inputs[at]!]! : inputs[at]!;
    if (input === GONE) return GONE;
    hash = Math.imul(hash ^ input, 0x01000193) ^ (hash >>> 15);
  }
  return inputStart[node] === inputStart[node + 1] ? GONE : hash >>> 0;
}

/** The consumers of node i are `nodes[start[i] … start[i + 1] - 1]`, once for each operand. */
function consumersOf({ inputStart, inputs }: GraphColumns): { start: Uint32Array; nodes: Uint32Array } {
  const size = inputStart.length - 1;
  const start = new Uint32Array(size + 1);
  for (const input of inputs) start[input + 1]!++;
  for (let node = 0; node < size; node++) start[node + 1]! += start[node]!;
  const nodes = new Uint32Array(inputs.length);
  const filled = start.slice();
  for (let node = 0; node < size; node++)
    for (let at = inputStart[node]!; at < inputStart[node + 1]!; at++) nodes[filled[inputs[at]!]!++] = node;
  return { start, nodes };
}

/** Nodes that wait in line under a key, for as many keys as there are nodes. */
class Queues {
  readonly #first = new Map<number, NodeId>();
  readonly #last = new Map<number, NodeId>();
  readonly #next: Int32Array;

  constructor(nodes: number) {
    this.#next = new Int32Array(nodes);
  }

  put(key: number, node: NodeId): void {
    if (key === GONE) return;
    this.#next[node] = GONE;
    const last = this.#last.get(key);
    this.#last.set(key, node);
    if (last === undefined) this.#first.set(key, node);
    else this.#next[last] = node;
  }

  take(key: number): NodeId | undefined {
    const node = this.#first.get(key);
    if (node === undefined) return undefined;
    const next = this.#next[node]!;
    if (next !== GONE) this.#first.set(key, next);
    else {
      this.#first.delete(key);
      this.#last.delete(key);
    }
    return node;
  }
}
