/** One file of a program: parsed once, and rewritten so that its numbers fit those of the other files. */
import type * as t from '@babel/types';
import { parse as lex } from 'cjs-module-lexer';
import { mentionsFloatArrays } from '../instrument/elements.ts';
import { type Instrumented, instrument, isTame, type Watched } from '../instrument/instrument.ts';
import { type ModuleContext, stemOf } from '../instrument/modules.ts';
import type { Base } from '../instrument/rewriter.ts';
import type { ProgramModule } from '../program.ts';
import type { Node } from '../syntax/ast.ts';
import { type Binding, type Bindings, resolveBindings } from '../syntax/bindings.ts';
import { type ClassFields, erase, StillLoading, sameLine } from '../syntax/erase.ts';
import { dialectOf, parse, parseJson } from '../syntax/parse.ts';
import type { SourceFile } from '../trace.ts';
import { type Hint, type Shape, shapeOf } from './shape.ts';
import { mentionsTensorFlow } from './tensorflow.ts';

/** A module that can be run. */
export interface Rewritten extends ProgramModule {
  /** JavaScript; of a CommonJS module, a function of the helpers that gives Node's function around a module. */
  readonly text: string;
}

/** The names that a CommonJS module seems to export, and the modules that it hands on. */
export interface CommonJsNames {
  readonly exports: readonly string[];
  readonly reexports: readonly string[];
}

/** What a module's rewriting needs to know of the other files. */
export type Around = Pick<ModuleContext, 'typesOnly' | 'hasFloats' | 'hasTensors' | 'isTame' | 'notesCalls'>;

/** JSON is a CommonJS module. */
const JSON_SHAPE: Shape = {
  format: 'commonjs',
  requests: [],
  exports: new Map(),
  stars: [],
  imported: new Map(),
};

export class Module {
  readonly source: SourceFile;
  /** What it is called in the sandbox, and in messages: its path from the root. */
  readonly name: string;
  readonly hint: Hint;
  readonly fields: ClassFields;
  readonly shape: Shape;
  readonly mentionsFloats: boolean;
  readonly mentionsTensors: boolean;
  readonly isTame: boolean;
  /** Much larger than all the rest; given up once the module is rewritten for good. */
  private tree: { readonly file: t.File; readonly bindings: Bindings } | undefined;
  private readonly bindings: readonly Binding[];
  private rewritten: { readonly around: string; readonly module: Rewritten } | undefined;
  private names: CommonJsNames | undefined;

  /** @throws TraceFailure when the text does not parse. */
  constructor(source: SourceFile, name: string, hint: Hint, fields: ClassFields) {
    this.source = source;
    this.name = name;
    this.hint = hint;
    this.fields = fields;
    this.mentionsFloats = mentionsFloatArrays(source.text);
    this.mentionsTensors = mentionsTensorFlow(source.text);
    this.isTame = isTame(source.text);
    if (this.isJson) {
      parseJson(source);
      this.bindings = [];
      this.shape = JSON_SHAPE;
    } else {
      const { file, bindings } = this.parsed();
      this.bindings = bindings.all;
      this.shape = shapeOf(file.program, bindings, this.isTyped, hint);
    }
  }

  get isJson(): boolean {
    return this.name.endsWith('.json');
  }

  get isTyped(): boolean {
    return dialectOf(this.source.path).typescript;
  }

  parsed(): { readonly file: t.File; readonly bindings: Bindings } {
    if (!this.tree) {
      const file = parse(this.source.text, this.source.path);
      this.tree = { file, bindings: resolveBindings(file) };
    }
    return this.tree;
  }

  /** What an ES module can import from this CommonJS module by name. */
  get commonJsNames(): CommonJsNames {
    if (!this.names) {
      const { text, path } = this.source;
      try {
        this.names = this.isJson
          ? { exports: [], reexports: [] }
          : lex(erase(text, path, this.parsed().file, this.fields).text);
      } catch (problem) {
        if (problem instanceof StillLoading) throw problem;
        // What it cannot read has no names; the whole is still there.
        this.names = { exports: [], reexports: [] };
      }
    }
    return this.names;
  }

  /**
   * The module to be run again and again, with numbers from `base` the first time.
   *
   * @param around see {@link ModuleContext}.
   */
  rewrite(around: Around, base: Base): Rewritten {
    const { typesOnly, hasFloats, hasTensors, isTame, notesCalls } = around;
    const key = [hasFloats, hasTensors, isTame, notesCalls, ...[...typesOnly].sort()].join();
    if (this.rewritten?.around !== key) {
      const made = this.isJson ? this.rewriteJson(base) : this.rewriteFor(around, base, {});
      this.tree = undefined;
      this.rewritten = { around: key, module: { ...made, code: withoutTrees(made.code) } };
    }
    return this.rewritten.module;
  }

  /** The module for this run, with what is asked about it. */
  rewriteFor(around: Around, base: Base, watched: Watched): Rewritten {
    const { source, bindings } = this;
    const parsed = this.parsed();
    // The tree may have been given up since, and its variables are parsed anew, in the same order.
    for (const all of [bindings, parsed.bindings.all])
      for (const [index, binding] of all.entries()) binding.id = base.name + index;
    const code = instrument(parsed.file, source.text, parsed.bindings, watched, base, {
      name: this.name,
      format: this.shape.format,
      typed: this.isTyped,
      mayRequire: this.hint !== 'module',
      ...around,
    });
    const { text, lineOf } = erase(code.text, source.path, parsed.file, this.fields);
    return { name: this.name, source, bindings, code, lineOf, text: code.head + text + code.tail };
  }

  /** The numbers in the data are inputs, which are called as the file is. */
  private rewriteJson(base: Base): Rewritten {
    const { source, bindings } = this;
    const text = `(function(h){return function(e,r,module){module.exports=h.name(h.parseJson(${JSON.stringify(source.text)}),${base.name},${base.site})}})`;
    const code: Instrumented = {
      text,
      format: 'commonjs',
      head: '',
      tail: '',
      base,
      sites: Int32Array.of(0, source.text.length),
      names: [{ text: stemOf(this.name), weak: false }],
      initializers: new Map([[base.name, parseJson(source)]]),
      rows: new Map(),
      kernels: new Map(),
    };
    return { name: this.name, source, bindings, code, lineOf: sameLine, text };
  }
}

/** Only in the literals of arrays and objects is something looked for later. */
function withoutTrees(code: Instrumented): Instrumented {
  const isLiteral = ({ type }: Node) => type === 'ArrayExpression' || type === 'ObjectExpression';
  return {
    ...code,
    text: '',
    initializers: new Map([...code.initializers].filter(([, node]) => isLiteral(node))),
  };
}
