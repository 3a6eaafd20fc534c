/**
 * In-place edits of one source text, and the tables that the edits refer to: sites (which source span an edit
 * belongs to) and names (what a value may be called). Knows text positions; what to write is decided elsewhere.
 *
 * Edits are made from the outside in: of two edits that open at the same place, the first made stands outside.
 */
import type * as t from '@babel/types';
import MagicString from 'magic-string';
import type { Node } from '../ast.ts';
import type { Bindings } from '../bindings.ts';

export interface StaticName {
  readonly text: string;
  /** A weak name (`this.bias`) gives way to any other (`net.bias`). */
  readonly weak: boolean;
}

export class Rewriter {
  readonly source: string;
  readonly bindings: Bindings;
  /** Prefix of every generated identifier; occurs nowhere in the source. */
  readonly prefix: string;
  /** Spans of the sites: start and end in turn. Site 0 is the whole file. */
  readonly sites: number[];
  /** Names by id: 0 is none, then the variables, then members that are assigned. */
  readonly names: StaticName[];
  /** The expression that a name was first given, to find the elements of a literal in. */
  readonly initializers = new Map<number, Node>();

  private readonly text: MagicString;
  private readonly memberNames = new Map<string, number>();
  private readonly used = new Set<string>();
  private serial = 0;

  constructor(source: string, bindings: Bindings) {
    this.source = source;
    this.bindings = bindings;
    this.text = new MagicString(source);
    this.sites = [0, source.length];
    this.names = [{ text: '', weak: true }, ...bindings.all.map(({ name }) => ({ text: name, weak: false }))];
    let prefix = '$g';
    while (source.includes(prefix)) prefix += '$';
    this.prefix = prefix;
  }

  /** The generated name of a helper; it is then imported by the prologue. */
  helper(name: string): string {
    this.used.add(name);
    return this.prefix + name;
  }

  /** A fresh generated variable. */
  local(): string {
    this.serial += 1;
    return `${this.prefix}${this.serial}`;
  }

  site(node: { start?: number | null; end?: number | null }): number {
    const site = this.sites.length / 2;
    this.sites.push(node.start!, node.end!);
    return site;
  }

  memberName(text: string): number {
    let id = this.memberNames.get(text);
    if (id === undefined) {
      id = this.names.length;
      this.names.push({ text, weak: text.startsWith('this.') });
      this.memberNames.set(text, id);
    }
    return id;
  }

  /** Inserts at `position`, inside of what was opened there before. */
  open(position: number, text: string): void {
    // `return-x` and `typeof[x]` have no space to keep the keyword apart.
    const touches = /[\p{ID_Continue}$]/u.test(this.source.charAt(position - 1));
    this.text.appendRight(position, touches ? ` ${text}` : text);
  }

  /** Inserts at `position`, inside of what will be closed there by the edits made before. */
  close(position: number, text: string): void {
    this.text.prependLeft(position, text);
  }

  /** Inserts right after the opening and right before the closing brace of a block, after its directives. */
  enclose(block: t.BlockStatement, first: string, last: string): void {
    const start = block.directives.at(-1)?.end ?? block.start! + 1;
    // In an empty block both places are the same one.
    if (block.body.length === 0) this.open(start, first + last);
    else {
      this.open(start, first);
      this.close(block.end! - 1, last);
    }
  }

  /** Makes `node` the (last) argument of a call: `before node after`. */
  wrap(node: Node, before: string, after: string): void {
    const isList = node.type === 'SequenceExpression';
    this.open(node.start!, isList ? `${before}(` : before);
    this.close(node.end!, isList ? `)${after}` : after);
  }

  replace(start: number, end: number, text: string): void {
    this.text.update(start, end, text);
  }

  /** Position of `token` at or after `from`, jumping over comments. */
  find(token: string, from: number): number {
    const { source } = this;
    let at = from;
    while (at < source.length) {
      if (source.startsWith('//', at) && token !== '//') {
        const newline = source.indexOf('\n', at);
        at = newline < 0 ? source.length : newline;
      } else if (source.startsWith('/*', at)) at = source.indexOf('*/', at + 2) + 2;
      else if (source.startsWith(token, at)) return at;
      else at += 1;
    }
    throw new Error(`no “${token}” after offset ${from}`);
  }

  textOf(node: Node): string {
    return this.source.slice(node.start!, node.end!);
  }

  /** The rewritten text. `hooks` is the global property that holds the helpers; the prologue takes it away. */
  finish(hooks: string, position: number): string {
    const name = JSON.stringify(hooks);
    const helpers = [...this.used].map((name) => `${name}:${this.prefix}${name}`).join();
    this.text.appendLeft(
      position,
      `;const {${helpers}}=globalThis[${name}],${this.prefix}s=0;delete globalThis[${name}];`,
    );
    return this.text.toString();
  }
}
