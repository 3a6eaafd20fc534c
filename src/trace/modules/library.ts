/**
 * The modules that the worker has read, kept from run to run: what has not changed is neither parsed nor rewritten
 * again. Each has numbers of its own, so that its rewritten text can be a part of any program.
 */
import type { Base } from '../instrument/rewriter.ts';
import type { ClassFields } from '../syntax/erase.ts';
import type { SourceFile } from '../trace.ts';
import { type Around, Module, type Rewritten } from './module.ts';
import type { Hint } from './shape.ts';

/** Beyond so much text, all is forgotten and begun anew. */
const MAX_CHARACTERS = 32_000_000;

export class Library {
  private readonly modules = new Map<string, Module>();
  private characters = 0;
  private next: Base = { site: 1, name: 1 };

  /** Where the numbers of a module begin that is not kept. */
  get end(): Base {
    return this.next;
  }

  /** To be called before each program. What is read after that stays until the next call. */
  begin(): void {
    if (this.characters <= MAX_CHARACTERS) return;
    this.modules.clear();
    this.characters = 0;
    this.next = { site: 1, name: 1 };
  }

  /** @throws TraceFailure when the text does not parse. */
  read(source: SourceFile, name: string, hint: Hint, fields: ClassFields): Module {
    const known = this.modules.get(source.path);
    if (
      known?.source.text === source.text &&
      known.hint === hint &&
      known.name === name &&
      known.fields === fields
    )
      return known;
    const module = new Module(source, name, hint, fields);
    this.modules.set(source.path, module);
    this.characters += source.text.length;
    return module;
  }

  rewrite(module: Module, around: Around): Rewritten {
    const rewritten = module.rewrite(around, this.next);
    const { base, sites, names } = rewritten.code;
    if (base === this.next)
      this.next = { site: base.site + sites.length / 2, name: base.name + names.length };
    return rewritten;
  }
}
