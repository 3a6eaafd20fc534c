/**
 * How a graph can be folded: a tree of boxes over its nodes, made once for each trace. Every box is an unbroken run of
 * node ids, and ids are a topological order: so whatever set of boxes is closed, no cycle can come about. A call that
 * is suspended gets a box for each of its runs. What is shown of the tree is decided elsewhere (scene.ts).
 */
import { type NodeId, OP_CODES } from '../engine/index.ts';
import type { BoxItem, ItemKey } from '../protocol/view.ts';
import type { ScopeId, Trace } from '../trace/trace.ts';
import { lineCounter } from './places.ts';

export type BoxId = number;

/** What stands in a box: a node, or a box as `~id`. */
export type Entry = number;

/** A box of fewer operations makes nothing shorter. */
const FEWEST_OPERATIONS = 3;
/** A longer list of turns, or of anything else, shows its first and last entries only. */
const LONGEST_LIST = { turns: 30, others: 120 } as const;
const SHOWN = { turns: { first: 5, last: 1 }, others: { first: 12, last: 12 } } as const;
/** What is not shown opens in so many portions. */
const PORTIONS = 20;

export interface Box {
  readonly kind: BoxItem['kind'];
  /** Of a call or turn, its own; of a loop, its first turn; else the one that it stands in. */
  readonly scope: ScopeId;
  /** For a call that was suspended: which of its runs, from 1. */
  readonly run: number;
  readonly first: NodeId;
  readonly last: NodeId;
  /** Nodes without constants. */
  readonly size: number;
  readonly entries: readonly Entry[];
  /** Of a turn, its number; of “more”, the number of its first entry in the list: both from 1. */
  readonly position: number;
  /** Of a loop, its turns; of “more”, the entries that it stands for. */
  readonly count: number;
  /** A box that is all that it holds, and has no box of its own therefore. */
  readonly all: Box | undefined;
}

export class FoldTree {
  readonly boxes: readonly Box[];
  /** What stands at the top. */
  readonly top: readonly Entry[];
  /** By box: the box that it is in, or -1. */
  readonly #parents: Int32Array;
  /** By node: the innermost box that it is in, or -1. */
  readonly #boxOf: Int32Array;
  #keys: Map<ItemKey, BoxId> | undefined;

  constructor(trace: Trace) {
    const builder = new TreeBuilder(trace);
    this.top = builder.build();
    this.boxes = builder.boxes;
    this.#parents = new Int32Array(this.boxes.length).fill(-1);
    this.#boxOf = new Int32Array(trace.graph.size).fill(-1);
    const pending: BoxId[] = boxesAmong(this.top);
    for (let box = pending.pop(); box !== undefined; box = pending.pop())
      for (const entry of this.boxes[box]!.entries) {
        if (entry >= 0) this.#boxOf[entry] = box;
        else {
          this.#parents[~entry] = box;
          pending.push(~entry);
        }
      }
  }

  /** The boxes around a node, the outermost first. */
  around(node: NodeId): BoxId[] {
    return this.#chain(this.#boxOf[node]!);
  }

  /** The boxes around a box, the outermost first, and itself. */
  pathTo(box: BoxId): BoxId[] {
    return this.#chain(box);
  }

  parentOf(box: BoxId): BoxId | -1 {
    return this.#parents[box]!;
  }

  keyOf(box: BoxId): ItemKey {
    const { kind, scope, run, first, last } = this.boxes[box]!;
    if (kind === 'lines') return `r${first}-${last}`;
    if (kind === 'more') return `m${first}-${last}`;
    return `${kind === 'loop' ? 'l' : 's'}${scope}${run > 1 ? `.${run}` : ''}`;
  }

  /** The box of that name; undefined where there is none. */
  find(key: ItemKey): BoxId | undefined {
    if (!this.#keys) {
      this.#keys = new Map();
      const pending: BoxId[] = boxesAmong(this.top);
      for (let box = pending.pop(); box !== undefined; box = pending.pop()) {
        this.#keys.set(this.keyOf(box), box);
        for (const entry of this.boxes[box]!.entries) if (entry < 0) pending.push(~entry);
      }
    }
    return this.#keys.get(key);
  }

  #chain(innermost: BoxId): BoxId[] {
    const chain: BoxId[] = [];
    for (let box = innermost; box >= 0; box = this.#parents[box]!) chain.push(box);
    return chain.reverse();
  }
}

function boxesAmong(entries: readonly Entry[]): BoxId[] {
  return entries.filter((entry) => entry < 0).map((entry) => ~entry);
}

/** Reads the nodes in their order, and makes boxes of the scopes that begin and end on the way. */
class TreeBuilder {
  readonly boxes: Box[] = [];
  readonly #trace: Trace;
  /** The entries of all scopes that are open, and where those of each begin. */
  readonly #entries: Entry[] = [];
  readonly #path: ScopeId[] = [0];
  readonly #begins: number[] = [0];
  readonly #parents: Uint32Array;
  /** By scope: its place on the path, from 1; 0 for none. */
  readonly #depth: Uint32Array;
  /** By scope: how often it has begun; and which turn of its loop it is. */
  readonly #runs: Uint32Array;
  readonly #turns: Uint32Array;
  /** By scope: the loop whose turns were met last in it, and how many. */
  readonly #loop: Int32Array;
  readonly #loopTurns: Uint32Array;

  constructor(trace: Trace) {
    this.#trace = trace;
    const count = trace.scopeCount;
    this.#parents = Uint32Array.from({ length: count }, (_, scope) => trace.scope(scope).parent);
    this.#depth = new Uint32Array(count);
    this.#depth[0] = 1;
    this.#runs = new Uint32Array(count);
    this.#turns = new Uint32Array(count);
    this.#loop = new Int32Array(count).fill(-1);
    this.#loopTurns = new Uint32Array(count);
  }

  build(): Entry[] {
    const { graph } = this.#trace;
    const { codes } = graph.columns;
    for (let node = 0; node < graph.size; node++) {
      if (codes[node] === OP_CODES.constant) continue;
      const scope = this.#trace.scopeOf(node);
      if (scope !== this.#path.at(-1)) this.#goTo(scope);
      this.#entries.push(node);
    }
    while (this.#path.length > 1) this.#end();
    const top = this.#arrange(this.#entries, 0);
    // A box around everything says nothing.
    return top.length === 1 && top[0]! < 0 ? [...this.boxes[~top[0]!]!.entries] : top;
  }

  #goTo(scope: ScopeId): void {
    const fresh: ScopeId[] = [];
    let at = scope;
    for (; this.#depth[at] === 0; at = this.#parents[at]!) fresh.push(at);
    while (this.#path.at(-1) !== at) this.#end();
    for (const one of fresh.reverse()) this.#begin(one);
  }

  #begin(scope: ScopeId): void {
    this.#path.push(scope);
    this.#depth[scope] = this.#path.length;
    this.#begins.push(this.#entries.length);
    this.#runs[scope]! += 1;
    const { kind, span } = this.#trace.scope(scope);
    if (kind !== 'turn' || this.#runs[scope]! > 1) return;
    const parent = this.#parents[scope]!;
    if (this.#loop[parent] !== span.start) this.#loopTurns[parent] = 0;
    this.#loop[parent] = span.start;
    this.#turns[scope] = ++this.#loopTurns[parent]!;
  }

  /** Makes a box of the innermost scope, unless it is too small to be one. */
  #end(): void {
    const scope = this.#path.pop()!;
    this.#depth[scope] = 0;
    const own = this.#entries.splice(this.#begins.pop()!);
    const arranged = this.#arrange(own, scope);
    const kind = this.#trace.scope(scope).kind === 'turn' ? 'turn' : 'call';
    // Turns that are too small are still counted by their loop.
    const isBox = kind === 'turn' || !this.#isTrivial(arranged);
    if (!isBox) for (const entry of arranged) this.#entries.push(entry);
    else
      this.#entries.push(
        this.#add(
          { kind, scope, run: this.#runs[scope]!, position: this.#turns[scope]!, count: 1 },
          arranged,
        ),
      );
  }

  #add(about: Pick<Box, 'kind' | 'scope' | 'run' | 'position' | 'count'>, entries: readonly Entry[]): Entry {
    // A box in a box that holds nothing else is the same box.
    const all = entries.length === 1 && entries[0]! < 0 ? this.boxes[~entries[0]!]! : undefined;
    const inner = all?.entries ?? entries;
    const box: Box = {
      ...about,
      first: this.#firstOf(inner[0]!),
      last: this.#lastOf(inner.at(-1)!),
      size: this.#sizeOf(inner),
      entries: inner,
      all,
    };
    return ~(this.boxes.push(box) - 1);
  }

  /** Loops for turns; then, of a list that is too long, lines for nodes, and “more” for what is in the middle. */
  #arrange(entries: readonly Entry[], scope: ScopeId): Entry[] {
    const looped = this.#withLoops(entries);
    if (looped.length <= LONGEST_LIST.others) return looped;
    return this.#abridge(this.#withLines(looped, scope), scope, 'others');
  }

  #withLoops(entries: readonly Entry[]): Entry[] {
    const result: Entry[] = [];
    for (let i = 0; i < entries.length; ) {
      const site = this.#siteOfTurn(entries[i]!);
      if (site < 0) {
        result.push(entries[i++]!);
        continue;
      }
      const start = i;
      while (i < entries.length && this.#siteOfTurn(entries[i]!) === site) i++;
      const turns = entries.slice(start, i);
      const { scope, run } = this.boxes[~turns[0]!]!;
      const listed = this.#abridge(turns, scope, 'turns');
      if (this.#isTrivial(turns)) result.push(...listed);
      else result.push(this.#add({ kind: 'loop', scope, run, position: 0, count: turns.length }, listed));
    }
    return result;
  }

  /** What tells the loops of one list apart; -1 for what is no turn. */
  #siteOfTurn(entry: Entry): number {
    if (entry >= 0 || this.boxes[~entry]!.kind !== 'turn') return -1;
    return this.#trace.scope(this.boxes[~entry]!.scope).span.start;
  }

  /** Consecutive nodes of one line as a box. */
  #withLines(entries: readonly Entry[], scope: ScopeId): Entry[] {
    const linesOf = this.#trace.sources.map(({ text }) => lineCounter(text));
    const lineOf = (entry: Entry): string => {
      if (entry < 0) return '';
      const { file, start } = this.#trace.spanOf(entry);
      return `${file}:${linesOf[file]!(start)}`;
    };
    const result: Entry[] = [];
    for (let start = 0, end = 0; start < entries.length; start = end) {
      const line = lineOf(entries[start]!);
      for (end = start + 1; line !== '' && end < entries.length && lineOf(entries[end]!) === line; ) end++;
      if (end - start === entries.length) return [...entries];
      if (end - start < FEWEST_OPERATIONS) for (let i = start; i < end; i++) result.push(entries[i]!);
      else {
        const own = this.#abridge(entries.slice(start, end), scope, 'others');
        result.push(this.#add({ kind: 'lines', scope, run: 1, position: 0, count: 1 }, own));
      }
    }
    return result;
  }

  #abridge(list: readonly Entry[], scope: ScopeId, of: keyof typeof SHOWN): Entry[] {
    if (list.length <= LONGEST_LIST[of]) return this.#dissolved(list);
    const { first, last } = SHOWN[of];
    const end = list.length - last;
    return [
      ...this.#dissolved(list.slice(0, first)),
      this.#more(list, first, end, scope),
      ...this.#dissolved(list.slice(end)),
    ];
  }

  /** The entries from `start` to `end` as a box of at most so many portions, which are boxes of the same kind. */
  #more(list: readonly Entry[], start: number, end: number, scope: ScopeId): Entry {
    const count = end - start;
    const about = { kind: 'more', scope, run: 1, position: start + 1, count } as const;
    if (count <= PORTIONS) return this.#add(about, this.#dissolved(list.slice(start, end)));
    const portion = Math.ceil(count / PORTIONS);
    const portions: Entry[] = [];
    for (let at = start; at < end; at += portion) {
      const to = Math.min(end, at + portion);
      if (to - at === 1) portions.push(...this.#dissolved([list[at]!]));
      else portions.push(this.#more(list, at, to, scope));
    }
    return this.#add(about, portions);
  }

  /** With the nodes of turns that are too small to be boxes. */
  #dissolved(list: readonly Entry[]): Entry[] {
    return list.flatMap((entry) => {
      if (entry >= 0 || this.boxes[~entry]!.kind !== 'turn') return [entry];
      const { entries } = this.boxes[~entry]!;
      return this.#isTrivial(entries) ? entries : [entry];
    });
  }

  #isTrivial(entries: readonly Entry[]): boolean {
    const { codes } = this.#trace.graph.columns;
    let operations = 0;
    for (const entry of entries) {
      const isBox = entry < 0 && this.boxes[~entry]!.kind !== 'turn';
      if (isBox || (entry < 0 && !this.#isTrivial(this.boxes[~entry]!.entries))) return false;
      if (entry < 0) operations += this.boxes[~entry]!.size;
      else if (codes[entry] !== OP_CODES.leaf) operations += 1;
      if (operations >= FEWEST_OPERATIONS) return false;
    }
    return true;
  }

  #sizeOf(entries: readonly Entry[]): number {
    let size = 0;
    for (const entry of entries) size += entry >= 0 ? 1 : this.boxes[~entry]!.size;
    return size;
  }

  /** Constants stand before their consumer. */
  #firstOf(entry: Entry): NodeId {
    if (entry < 0) return this.boxes[~entry]!.first;
    const { codes } = this.#trace.graph.columns;
    let first = entry;
    while (first > 0 && codes[first - 1] === OP_CODES.constant) first -= 1;
    return first;
  }

  #lastOf(entry: Entry): NodeId {
    return entry < 0 ? this.boxes[~entry]!.last : entry;
  }
}
