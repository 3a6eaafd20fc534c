/**
 * Gives QuickJS the modules of a program, which were all read before it runs: nothing is looked for here, and
 * nothing is read.
 */
import type { QuickJSContext, QuickJSHandle, QuickJSRuntime } from 'quickjs-emscripten-core';
import { UNREAD } from '../errors.ts';
import type { ModulesConfig } from '../guest/modules.ts';
import tensorFlow from '../guest/tf/main.ts?bundle';
import { HOOKS } from '../instrument/instrument.ts';

export type ModuleCode =
  | { readonly format: 'module' | 'commonjs' | 'script'; readonly text: string }
  /** The library of tensors, a text of its own. */
  | { readonly format: 'library' }
  /** What the sandbox does not have, which says why when it is used. */
  | { readonly format: 'absent'; readonly specifier: string; readonly reason: string }
  /** What cannot be had: who imports it fails with this. */
  | { readonly format: 'fault'; readonly message: string };

/** The modules of a program, by name, and which of them each specifier means. */
export interface LinkedModules {
  /** The module that is run. */
  readonly entry: string;
  readonly modules: ReadonlyMap<string, ModuleCode>;
  /** By module and specifier: the module that is imported. */
  readonly imports: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** From, specifier and the module that is required. */
  readonly requires: readonly (readonly [string, string, string])[];
}

/** A program of one module that imports nothing. */
export function alone(name: string, code: ModuleCode): LinkedModules {
  return { entry: name, modules: new Map([[name, code]]), imports: new Map(), requires: [] };
}

/** What the guest is told of the modules. */
export function modulesConfig({ entry, modules, requires }: LinkedModules): ModulesConfig {
  return {
    entry,
    requires,
    unread: UNREAD,
    // The texts stay with the host until they are wanted.
    modules: [...modules].map(([name, code]) =>
      'text' in code ? { name, format: code.format } : { name, ...code },
    ),
  };
}

/** What the module is called that hands out the guest's helpers, and what is run to require an ES module. */
const HELPERS = '/helpers';
const REQUIRING = '/require';
/** What stands before a specifier that nobody knows. */
const UNKNOWN = '/unknown/';

export class ModuleLoader {
  private readonly context: QuickJSContext;
  private readonly linked: LinkedModules;
  private helperNames: readonly string[] = [];

  constructor(runtime: QuickJSRuntime, context: QuickJSContext, linked: LinkedModules) {
    this.context = context;
    this.linked = linked;
    runtime.setModuleLoader(
      (name) => this.load(name),
      (from, specifier) => this.nameOf(from, specifier),
    );
  }

  /** Text that evaluates the module of the helpers, before anything else runs. */
  importHelpers(names: readonly string[]): string {
    this.helperNames = names;
    return `import ${JSON.stringify(HOOKS)}`;
  }

  /** What the guest asks of the host; a new object in the sandbox, to be disposed of with the context. */
  host(): QuickJSHandle {
    const { context } = this;
    const host = context.newObject();
    context
      .newFunction('compile', (name) => this.compile(context.getString(name)))
      .consume((compile) => {
        context.setProp(host, 'compile', compile);
      });
    context
      .newFunction('evaluate', (name) => this.evaluate(context.getString(name)))
      .consume((evaluate) => {
        context.setProp(host, 'evaluate', evaluate);
      });
    return host;
  }

  private nameOf(from: string, specifier: string): string {
    if (specifier === HOOKS) return HELPERS;
    if (from === REQUIRING) return specifier;
    // QuickJS looks at no failure here.
    return this.linked.imports.get(from)?.get(specifier) ?? UNKNOWN + specifier;
  }

  private load(name: string): string | { error: Error } {
    if (name === HELPERS) {
      const from = `globalThis[${JSON.stringify(HOOKS)}]`;
      // Not all of them are names that a variable can have.
      const names = this.helperNames.map((name) => JSON.stringify(name));
      const taken = names.map((name, index) => `${name}:h${index}`);
      const given = names.map((name, index) => `h${index} as ${name}`);
      return `const {${taken.join()}}=${from};delete ${from};export {${given.join()}}`;
    }
    const code = this.linked.modules.get(name);
    if (code && 'text' in code) return code.text;
    const message = code?.format === 'fault' ? code.message : UNREAD.join(name.slice(UNKNOWN.length));
    return { error: new Error(message) };
  }

  private compile(name: string): ReturnType<QuickJSContext['evalCode']> {
    const code = this.linked.modules.get(name);
    if (code?.format === 'library')
      return this.context.evalCode(`(CORE)=>{${tensorFlow};return guest.library}`, 'tensorflow');
    const text = code && 'text' in code ? code.text : 'undefined';
    return this.context.evalCode(text, name, { type: 'global' });
  }

  private evaluate(name: string): QuickJSHandle | ReturnType<QuickJSContext['evalCode']> {
    const { context } = this;
    const text = `import * as all from ${JSON.stringify(name)};export {all}`;
    const result = context.evalCode(text, REQUIRING, { type: 'module' });
    if (result.error) return result;
    const state = context.getPromiseState(result.value);
    if (state.type === 'fulfilled' && state.notAPromise) return result;
    result.value.dispose();
    return context.undefined;
  }
}
