/**
 * The rewritten modules of one program, and what their numbers mean: sites and names are numbered through all
 * modules, so that the sandbox records plain integers and knows nothing of files.
 */

import type { Instrumented } from './instrument/instrument.ts';
import type { KernelRow } from './instrument/rewriter.ts';
import type { Kernel } from './sandbox/kernels.ts';
import { type Node, nameSpan } from './syntax/ast.ts';
import type { Binding } from './syntax/bindings.ts';
import type { Erased } from './syntax/erase.ts';
import type { SourceFile, SourceSpan } from './trace.ts';

export interface ProgramModule {
  /** What it is called in the sandbox. */
  readonly name: string;
  readonly source: SourceFile;
  /** In order of id, from `code.base.name`. */
  readonly bindings: readonly Binding[];
  readonly code: Instrumented;
  /** See {@link Erased}. */
  readonly lineOf: Erased['lineOf'];
}

/** Something in one of the program's files. */
export interface InFile<T> {
  readonly file: number;
  readonly it: T;
}

export class Program {
  /** In the order of `Trace.sources`. */
  readonly modules: readonly ProgramModule[];
  /** In the order of their numbers, for searching. */
  private readonly files: readonly number[];
  /** The spans that were asked for, by site: a trace asks for few of them a million times. */
  private readonly spans = new Map<number, SourceSpan>();

  private readonly imports: ReadonlyMap<Binding, readonly InFile<Binding>[]>;

  /**
   * @param modules the file that was asked about comes first. Their numbers do not overlap, and may leave gaps.
   * @param imports the variables that each variable is imported as.
   */
  constructor(
    modules: readonly ProgramModule[],
    imports: ReadonlyMap<Binding, readonly InFile<Binding>[]> = new Map(),
  ) {
    this.modules = modules;
    this.imports = imports;
    this.files = modules.map((_, file) => file).sort((a, b) => this.baseOf(a).site - this.baseOf(b).site);
  }

  get sources(): SourceFile[] {
    return this.modules.map(({ source }) => source);
  }

  /** The first id that is no name of the program; ids from there on are made while it runs. */
  get nameCount(): number {
    return Math.max(...this.modules.map(({ code }) => code.base.name + code.names.length));
  }

  get weakNames(): number[] {
    return this.modules.flatMap(({ code: { base, names } }) =>
      names.flatMap(({ weak }, at) => (weak ? [base.name + at] : [])),
    );
  }

  /** The kernels that the modules call. */
  get kernels(): Kernel[] {
    const all = new Map<string, Kernel>();
    for (const { code } of this.modules) for (const [form, kernel] of code.kernels) all.set(form, kernel);
    return [...all.values()];
  }

  /** The expressions that are recorded as one row, by site. */
  get rows(): ReadonlyMap<number, KernelRow> {
    return new Map(this.modules.flatMap(({ code }) => [...code.rows]));
  }

  /** Where a site is; the whole first file for a number that is no site. */
  siteSpan(site: number): SourceSpan {
    const known = this.spans.get(site);
    if (known) return known;
    const file = this.fileOf(({ base }) => base.site <= site);
    const { base, sites } = this.modules[file]!.code;
    const at = 2 * (site - base.site);
    if (!(at >= 0 && at < sites.length))
      return { file: 0, start: 0, end: this.modules[0]!.source.text.length };
    const span = { file, start: sites[at]!, end: sites[at + 1]! };
    this.spans.set(site, span);
    return span;
  }

  /** The text of a name, '' for a number that is none. */
  nameText(id: number): string {
    const { base, names } = this.modules[this.fileOfName(id)]!.code;
    return names[id - base.name]?.text ?? '';
  }

  /** The expression that a name was first given. */
  initializer(id: number): InFile<Node> | undefined {
    const file = this.fileOfName(id);
    const it = this.modules[file]!.code.initializers.get(id);
    return it && { file, it };
  }

  binding(id: number): InFile<Binding> | undefined {
    const file = this.fileOfName(id);
    const { bindings, code } = this.modules[file]!;
    const it = bindings[id - code.base.name];
    return it && { file, it };
  }

  /** Where the variable's name stands, declarations first in line; also where it is imported. */
  occurrences(binding: InFile<Binding>): SourceSpan[] {
    return [binding, ...(this.imports.get(binding.it) ?? [])].flatMap(({ file, it }) =>
      it.occurrences.map((one) => nameSpan(one, file)),
    );
  }

  private baseOf(file: number): Instrumented['base'] {
    return this.modules[file]!.code.base;
  }

  private fileOfName(id: number): number {
    return this.fileOf(({ base }) => base.name <= id);
  }

  /** The last file, in the order of numbers, whose numbers begin early enough. */
  private fileOf(begins: (code: Instrumented) => boolean): number {
    let low = 0;
    let high = this.files.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (begins(this.modules[this.files[middle]!]!.code)) low = middle;
      else high = middle;
    }
    return this.files[low]!;
  }
}
