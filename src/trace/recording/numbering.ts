/** The scopes and names of the nodes that a trace keeps, numbered anew. */
import type { Program } from '../program.ts';
import type { ReplayedScopes } from './replay.ts';

/** The scopes of the nodes that are kept, numbered anew. */
export class KeptScopes {
  private readonly all: ReplayedScopes;
  private readonly program: Program;
  /** The new number of each scope that is kept; of the others 0, which is the program's own. */
  private readonly ids: Uint32Array;
  private readonly kept: number[] = [0];

  constructor(all: ReplayedScopes, program: Program) {
    this.all = all;
    this.program = program;
    this.ids = new Uint32Array(all.parents.length);
  }

  /** The new number of a scope; undefined where it is not kept. */
  find(scope: number): number | undefined {
    return scope === 0 ? 0 : this.ids[scope] || undefined;
  }

  /** The new number of `scope`, which is kept from now on with all that is around it. */
  keep(scope: number): number {
    const { ids, kept } = this;
    if (scope === 0 || ids[scope] !== 0) return ids[scope]!;
    const chain: number[] = [];
    for (let at = scope; at !== 0 && ids[at] === 0; at = this.all.parents[at]!) chain.push(at);
    for (let i = chain.length - 1; i >= 0; i--) ids[chain[i]!] = kept.push(chain[i]!) - 1;
    return ids[scope]!;
  }

  /**
   * As in `TraceData.scopeTable`.
   *
   * @param nameOf keeps a key as the name of a layer.
   */
  table(nameOf: (key: number) => number): Int32Array {
    const { parents, kinds, sites, keys } = this.all;
    const table = new Int32Array(6 * this.kept.length);
    table[4] = this.program.sources[0]!.text.length;
    for (let id = 1; id < this.kept.length; id++) {
      const scope = this.kept[id]!;
      const { file, start, end } = this.program.siteSpan(sites[scope]!);
      table.set([this.ids[parents[scope]!]!, kinds[scope]!, file, start, end], 6 * id);
      if (keys[scope]! >= 0) table[6 * id + 5] = nameOf(keys[scope]!);
    }
    return table;
  }

  /**
   * As in `TraceData.callSites`.
   *
   * @param sites by scope as it was recorded; a scope behind the end was entered by no known call.
   */
  callSites(sites: Uint32Array): Int32Array {
    const table = new Int32Array(3 * this.kept.length).fill(-1);
    for (let id = 1; id < this.kept.length; id++) {
      const scope = this.kept[id]!;
      const site = sites[scope] ?? 0;
      if (site === 0 || this.all.kinds[scope] !== 1) continue;
      const { file, start, end } = this.program.siteSpan(site);
      table.set([file, start, end], 3 * id);
    }
    return table;
  }
}

/** The names of the nodes that are kept, each text once. */
export class KeptNames {
  readonly texts: string[] = [''];
  private readonly textOf: (name: number) => string;
  private readonly ids = new Map<number, number>([[0, 0]]);

  constructor(textOf: (name: number) => string) {
    this.textOf = textOf;
  }

  keep(name: number): number {
    let id = this.ids.get(name);
    if (id === undefined) {
      id = this.keepText(this.textOf(name));
      this.ids.set(name, id);
    }
    return id;
  }

  /** A text that is no name of a node. */
  keepText(text: string): number {
    return this.texts.push(text) - 1;
  }
}
