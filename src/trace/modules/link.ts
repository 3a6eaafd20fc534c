/**
 * Puts the modules of a program together for the sandbox: which module each specifier means, and small modules in
 * between where the two sides are of different kinds.
 */

import { ABSENT, type TraceError } from '../errors.ts';
import { HOOKS, type Watched } from '../instrument/instrument.ts';
import { importKey } from '../instrument/modules.ts';
import { type InFile, Program } from '../program.ts';
import type { ModuleCode } from '../sandbox/moduleLoader.ts';
import type { Executable } from '../sandbox/sandbox.ts';
import type { Binding } from '../syntax/bindings.ts';
import { exportsOfBuiltin } from './builtins.ts';
import type { Library } from './library.ts';
import type { Loaded, Target } from './load.ts';
import type { Module, Rewritten } from './module.ts';
import type { RequestKind } from './resolve.ts';
import type { Request } from './shape.ts';
import { isTensorFlow, TENSORFLOW, tensorFlowNames } from './tensorflow.ts';

export interface Linked {
  readonly program: Program;
  readonly executable: Omit<Executable, 'rootVariable' | 'firstEvaluation'>;
  /** The failures of imports, by the message with which the program is told of them. */
  readonly faults: ReadonlyMap<string, TraceError>;
}

/**
 * @param watched what of the first module is asked for.
 * @param notesCalls whether calls say where they stand.
 */
export function link(loaded: Loaded, library: Library, watched: Watched, notesCalls: boolean): Linked {
  return new Linker(loaded).link(library, watched, notesCalls);
}

class Linker {
  private readonly loaded: Loaded;
  private readonly codes = new Map<string, ModuleCode>();
  private readonly faults = new Map<string, TraceError>();

  constructor(loaded: Loaded) {
    this.loaded = loaded;
  }

  link(library: Library, watched: Watched, notesCalls: boolean): Linked {
    const { modules } = this.loaded;
    const [entry, ...others] = modules;
    const hasTensors = modules.some(({ mentionsTensors }) => mentionsTensors);
    const hasFloats = hasTensors || modules.some(({ mentionsFloats }) => mentionsFloats);
    const isTame = modules.every((module) => module.isTame);
    const around = (module: Module) => ({
      ...{ typesOnly: this.typesOnly(module), hasFloats, hasTensors, isTame, notesCalls },
    });
    const kept = others.map((module) => library.rewrite(module, around(module)));
    // The others first: the numbers of this one come after theirs.
    const asked = entry!.rewriteFor(around(entry!), library.end, watched);
    const rewritten: Rewritten[] = [asked, ...kept];
    for (const [index, { name, shape }] of modules.entries())
      this.codes.set(name, { format: shape.format, text: rewritten[index]!.text });

    const imports = new Map<string, Map<string, string>>();
    const requires: [string, string, string][] = [];
    for (const module of modules) {
      const names = new Map<string, string>();
      imports.set(module.name, names);
      this.eachTarget(module, ({ specifier, kind }, target) => {
        if (kind === 'require') requires.push([module.name, specifier, this.requiredName(target)]);
        else names.set(specifier, this.importedName(module, specifier, target));
      });
    }
    const program = new Program(rewritten, this.importedVariables());
    return {
      program,
      executable: {
        entry: entry!.name,
        modules: this.codes,
        imports,
        requires,
        kernels: program.kernels,
        nameCount: program.nameCount,
        weakNames: program.weakNames,
      },
      faults: this.faults,
    };
  }

  private eachTarget(module: Module, visit: (request: Request, target: Target) => void): void {
    const targets = this.loaded.targets.get(module)!;
    for (const [index, request] of module.shape.requests.entries()) visit(request, targets[index]!);
  }

  private targetOf(module: Module, specifier: string, kind: RequestKind): Target | undefined {
    const index = module.shape.requests.findIndex((one) => one.kind === kind && one.specifier === specifier);
    return this.loaded.targets.get(module)![index];
  }

  /** The module that `require` gives, by name. */
  private requiredName(target: Target): string {
    switch (target.kind) {
      case 'module':
        return target.module.name;
      case 'library':
        return this.add(TENSORFLOW, () => ({ format: 'library' }));
      case 'absent':
        return this.add(`/absent/${target.specifier}`, () => ({
          format: 'absent',
          specifier: target.specifier,
          reason: target.isBuiltin ? ABSENT.builtin : ABSENT.asset,
        }));
      case 'fault':
        return this.fault(target.error);
    }
  }

  /** The ES module that an import gives, by name. */
  private importedName(from: Module, specifier: string, target: Target): string {
    if (target.kind === 'fault') return this.fault(target.error);
    const name = this.requiredName(target);
    if (target.kind === 'absent')
      return this.add(`/import${name}`, () =>
        wrapper(`absent(${JSON.stringify(name)})`, this.absentNames(specifier)),
      );
    if (target.kind === 'library')
      return this.add(`/import${name}`, () =>
        wrapper(
          `exportsOf(${JSON.stringify(name)})`,
          new Set([...tensorFlowNames, ...this.importedNames(isTensorFlow)]),
        ),
      );
    const { module } = target;
    if (module.shape.format === 'module') return name;
    const value = `exportsOf(${JSON.stringify(name)})`;
    // Node gives the whole as the default; what is compiled or bundled honours the mark of compilers.
    const isNode = from.hint === 'module' || module.isJson;
    return this.add(`${isNode ? '/whole/' : '/default/'}${name}`, () =>
      wrapper(value, this.commonJsNames(module), isNode ? '' : 'defaultOf'),
    );
  }

  private add(name: string, make: () => ModuleCode): string {
    if (!this.codes.has(name)) this.codes.set(name, make());
    return name;
  }

  private fault(error: TraceError): string {
    this.faults.set(error.message, error);
    return this.add(`/fault/${error.message}`, () => ({ format: 'fault', message: error.message }));
  }

  /** What a CommonJS module seems to export, with what it hands on of others. */
  private commonJsNames(module: Module, seen = new Set<Module>()): Set<string> {
    if (seen.has(module)) return new Set();
    seen.add(module);
    const { exports, reexports } = module.commonJsNames;
    const names = new Set(exports);
    for (const specifier of reexports) {
      const target = this.targetOf(module, specifier, 'require');
      if (target?.kind === 'module' && target.module.shape.format === 'commonjs')
        for (const name of this.commonJsNames(target.module, seen)) names.add(name);
    }
    return names;
  }

  /** What anyone imports of something that is not there, and what Node's module of this name has. */
  private absentNames(specifier: string): Set<string> {
    const names = this.importedNames((one) => one === specifier);
    for (const name of exportsOfBuiltin(specifier)) names.add(name);
    return names;
  }

  /** What anyone imports or hands on by name from such modules. */
  private importedNames(isFrom: (specifier: string) => boolean): Set<string> {
    const names = new Set<string>();
    for (const module of this.loaded.modules) {
      const { imported, exports } = module.shape;
      for (const one of [...imported.values(), ...exports.values()])
        if ('specifier' in one && isFrom(one.specifier)) names.add(one.name);
    }
    names.delete('*');
    return names;
  }

  /** What the module imports or hands on that is only a type where it comes from. */
  private typesOnly(module: Module): Set<string> {
    const found = new Set<string>();
    if (!module.isTyped) return found;
    const { imported, exports } = module.shape;
    for (const [local, one] of [...imported, ...exports])
      if ('specifier' in one && !this.isValue(module, one.specifier, one.name)) {
        found.add(importKey(one.specifier, one.name));
        if (typeof local !== 'string') found.add(importKey('', local.name));
      }
    return found;
  }

  /** The variables that each exported variable is imported as. */
  private importedVariables(): Map<Binding, InFile<Binding>[]> {
    const found = new Map<Binding, InFile<Binding>[]>();
    for (const [file, module] of this.loaded.modules.entries())
      for (const [it, { specifier, name }] of module.shape.imported) {
        const origin = this.originOf(module, specifier, name);
        if (origin) found.set(origin, [...(found.get(origin) ?? []), { file, it }]);
      }
    return found;
  }

  /** The variable that `name` of what a specifier means is declared as. */
  private originOf(
    from: Module,
    specifier: string,
    name: string,
    seen = new Set<string>(),
  ): Binding | undefined {
    const target = this.targetOf(from, specifier, 'import');
    if (target?.kind !== 'module') return undefined;
    const { module } = target;
    const key = `${module.name} ${name}`;
    if (seen.has(key)) return undefined;
    seen.add(key);
    const { exports, stars, imported } = module.shape;
    const exported = exports.get(name);
    if (!exported)
      return stars.map((star) => this.originOf(module, star, name, seen)).find((one) => one !== undefined);
    const further = 'specifier' in exported ? exported : exported.local && imported.get(exported.local);
    if (further) return this.originOf(module, further.specifier, further.name, seen);
    return 'local' in exported ? exported.local : undefined;
  }

  /** Whether `name` of what a specifier means is there when the program runs. */
  private isValue(from: Module, specifier: string, name: string, seen = new Set<string>()): boolean {
    const target = this.targetOf(from, specifier, 'import');
    if (name === '*' || target?.kind !== 'module') return true;
    const { module } = target;
    // What is no TypeScript has no types, and what is missing there is a mistake that the program is told of.
    if (!module.isTyped || module.shape.format !== 'module') return true;
    const key = `${module.name} ${name}`;
    if (seen.has(key)) return false;
    seen.add(key);
    const { exports, stars, imported } = module.shape;
    const exported = exports.get(name);
    if (exported) {
      const origin = 'specifier' in exported ? exported : exported.local && imported.get(exported.local);
      return origin === undefined || this.isValue(module, origin.specifier, origin.name, seen);
    }
    return name !== 'default' && stars.some((star) => this.isValue(module, star, name, seen));
  }
}

/** An ES module around a value that has no ES module of its own, with its properties as exports. */
function wrapper(value: string, names: ReadonlySet<string>, whole = ''): ModuleCode {
  const helper = /^\w+/.exec(value)![0];
  const exported = [...names].filter((name) => name !== 'default' && name.isWellFormed());
  const properties = exported.map((name, index) => `x${index}=m?.[${JSON.stringify(name)}]`);
  const clause = exported.map((name, index) => `x${index} as ${JSON.stringify(name)}`);
  return {
    format: 'module',
    text: `import {${helper}${whole && `,${whole}`}} from ${JSON.stringify(HOOKS)};const ${[`m=${value}`, `d=${whole}(m)`, ...properties].join()};export {${['d as default', ...clause].join()}};`,
  };
}
