/**
 * In-place edits of one source text, and the tables that the edits refer to: sites (which source span an edit
 * belongs to) and names (what a value may be called). Knows text positions; what to write is decided elsewhere.
 *
 * Edits are made from the outside in: of two edits that open at the same place, the first made stands outside.
 */
import type * as t from '@babel/types';
import MagicString from 'magic-string';
import type { Kernel } from '../sandbox/kernels.ts';
import type { Node } from '../syntax/ast.ts';
import type { Bindings } from '../syntax/bindings.ts';
import type { ModuleContext } from './modules.ts';

/** The numbers that a file's first site and first name have in the program that it is a part of. */
export interface Base {
  /** At least 1: site 0 is none. */
  readonly site: number;
  /** At least 1: name 0 is none. The bindings of the file begin with the same id. */
  readonly name: number;
}

export interface StaticName {
  readonly text: string;
  /** A weak name (`this.bias`) gives way to any other (`net.bias`). */
  readonly weak: boolean;
}

/** What the value of an expression is: computed by a kernel, and given to a variable (0 for none) at once. */
export interface KernelRow {
  readonly kernel: Kernel;
  readonly name: number;
}

export class Rewriter {
  readonly source: string;
  readonly bindings: Bindings;
  /** Prefix of every generated identifier; occurs nowhere in the source. */
  readonly prefix: string;
  /** Spans of the file's sites: start and end in turn. The first is the whole file. */
  readonly sites: number[];
  /** The file's names: the variables, then members that are assigned. */
  readonly names: StaticName[];
  /** The expression that a name was first given, to find the elements of a literal in. */
  readonly initializers = new Map<number, Node>();

  /** The expressions that are recorded as one row, by site. The sites of their steps but the last follow. */
  readonly rows = new Map<number, KernelRow>();
  /** By form. */
  readonly kernels = new Map<string, Kernel>();

  private readonly base: Base;
  private readonly text: MagicString;
  private readonly memberNames = new Map<string, number>();
  private readonly used = new Set<string>();
  private readonly kernelNames = new Map<string, string>();
  private serial = 0;
  /** The file is a module and calls Node's `require`, as TypeScript and the bundlers allow. */
  usesRequire = false;

  constructor(source: string, bindings: Bindings, base: Base) {
    this.source = source;
    this.bindings = bindings;
    this.base = base;
    this.text = new MagicString(source);
    this.sites = [0, source.length];
    this.names = bindings.all.map(({ name }) => ({ text: name, weak: false }));
    let prefix = '$g';
    // `\u0024g` is the same name.
    const unescaped = source.replace(/\\u(?:\{0*([\da-f]{1,6})\}|([\da-f]{4}))/gi, (text, braced, four) => {
      const code = Number.parseInt(braced ?? four, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : text;
    });
    while (source.includes(prefix) || unescaped.includes(prefix)) prefix += '$';
    this.prefix = prefix;
  }

  /** The generated name of a helper; it is then imported by the prologue. */
  helper(name: string): string {
    this.used.add(name);
    return this.prefix + name;
  }

  /** The generated name of a kernel; it is then imported by the prologue. */
  kernel(kernel: Kernel): string {
    let name = this.kernelNames.get(kernel.form);
    if (name === undefined) {
      name = `${this.prefix}k${this.kernels.size}`;
      this.kernelNames.set(kernel.form, name);
      this.kernels.set(kernel.form, kernel);
    }
    return name;
  }

  /** A fresh generated variable. */
  local(): string {
    this.serial += 1;
    return `${this.prefix}${this.serial}`;
  }

  site(node: { start?: number | null; end?: number | null }): number {
    const site = this.base.site + this.sites.length / 2;
    this.sites.push(node.start!, node.end!);
    return site;
  }

  /** @param weak see {@link StaticName}. */
  memberName(text: string, weak = text.startsWith('this.')): number {
    let id = this.memberNames.get(text);
    if (id === undefined) {
      id = this.base.name + this.names.length;
      this.names.push({ text, weak });
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

  /** Adds what runs after everything else. */
  append(text: string): void {
    // The last line may be a comment.
    this.text.append(`\n${text}`);
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

  /** Position of `token` between the two, jumping over comments; -1 where there is none. */
  next(token: string, from: number, to: number): number {
    const { source } = this;
    for (let at = from; at < to; at++) {
      if (source.startsWith('//', at)) at = source.indexOf('\n', at);
      else if (source.startsWith('/*', at)) at = source.indexOf('*/', at + 2) + 1;
      else if (source.startsWith(token, at)) return at;
      if (at < from) break;
    }
    return -1;
  }

  textOf(node: Node): string {
    return this.source.slice(node.start!, node.end!);
  }

  /**
   * The rewritten text with its helpers. A module imports them from `hooks`, so that a cycle of imports finds them
   * there; a script takes them from the global property of this name, and the property away. To a script, `this` is
   * the global object, whatever it calls `globalThis`.
   *
   * @param position after the directives.
   */
  finish(
    hooks: string,
    position: number,
    { format, name }: Pick<ModuleContext, 'format' | 'name'>,
  ): { text: string; head: string; tail: string } {
    const { prefix } = this;
    const from = JSON.stringify(hooks);
    const own = JSON.stringify(name);
    if (format === 'module' && this.usesRequire) this.helper('requireOf');
    const list = (as: string) =>
      [
        ...[...this.used].map((name) => `${name}${as}${prefix}${name}`),
        ...[...this.kernelNames].map(([form, name]) => `${JSON.stringify(form)}${as}${name}`),
      ].join();
    const scope = `${prefix}s=0`;
    let head = '';
    if (format === 'commonjs')
      head = `(function(${prefix}h){const {${list(':')}}=${prefix}h,${scope};return function(exports,require,module,__filename,__dirname){`;
    else if (format === 'module') {
      const require = this.usesRequire ? `,require=${prefix}requireOf(${own})` : '';
      this.text.appendLeft(position, `;import {${list(' as ')}} from ${from};const ${scope}${require};`);
    } else
      this.text.appendLeft(position, `;const {${list(':')}}=this[${from}],${scope};delete this[${from}];`);
    return { text: this.text.toString(), head, tail: head && '\n}})' };
  }
}
