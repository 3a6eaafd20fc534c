/** Reads a program: the file that was asked about, and everything that it imports, and what that imports. */
import { fail, type TraceError, TraceFailure, traceError } from '../errors.ts';
import { folderOf, isWithin } from '../files.ts';
import type { SourceFile } from '../trace.ts';
import type { Disk } from './disk.ts';
import type { Library } from './library.ts';
import { Module } from './module.ts';
import type { Resolver } from './resolve.ts';
import { Settings } from './settings.ts';
import type { Hint, Request } from './shape.ts';

/** What an import leads to. */
export type Target =
  | { readonly kind: 'module'; readonly module: Module }
  /** The library of tensors, which is the sandbox's own. */
  | { readonly kind: 'library' }
  /** Something that is there where the program runs otherwise, but not in the sandbox: `node:fs`, `./style.css`. */
  | { readonly kind: 'absent'; readonly specifier: string; readonly isBuiltin: boolean }
  /** Whoever needs it fails with this. */
  | { readonly kind: 'fault'; readonly error: TraceError };

export interface Loaded {
  /** The file that was asked about comes first. */
  readonly modules: readonly Module[];
  /** What the requests of each module lead to, in their order. */
  readonly targets: ReadonlyMap<Module, readonly Target[]>;
}

/** A program that is larger than this is none that someone wrote to look at. */
const MAX_MODULES = 10_000;
/** What a bundler takes for data. */
const ASSETS = new Set([
  '.css',
  '.scss',
  '.sass',
  '.less',
  '.svg',
  '.png',
  '.jpg',
  '.jpeg',
  '.gif',
  '.webp',
  '.woff',
  '.woff2',
  '.html',
  '.txt',
  '.md',
  '.wasm',
  '.glsl',
  '.csv',
]);
const RUNNABLE = /\.([cm]?[jt]sx?|json)$/;

/** Where a module is, for resolving what it asks for. */
interface Placed {
  readonly module: Module;
  readonly path: string;
}

export class Loader {
  private readonly disk: Disk;
  private readonly resolver: Resolver;
  private readonly library: Library;
  private readonly settings: Settings;
  private readonly byPath = new Map<string, Promise<Target>>();
  private readonly targets = new Map<Module, readonly Target[]>();
  /** The file that was asked about. */
  private asked: Module | undefined;
  /** Modules whose requests have not been looked at. */
  private waiting: Placed[] = [];

  constructor(disk: Disk, resolver: Resolver, library: Library) {
    this.disk = disk;
    this.resolver = resolver;
    this.library = library;
    this.settings = new Settings(disk, resolver);
  }

  /** @throws TraceFailure when the file that was asked about does not parse, or when it all is too much. */
  async load(entry: SourceFile): Promise<Loaded> {
    const found = await this.disk.find(entry.path);
    const path = typeof found === 'string' ? entry.path : found.path;
    const fields = await this.settings.fieldsIn(path);
    const module = new Module(entry, this.nameOf(path), await this.hintOf(path), fields);
    this.asked = module;
    this.byPath.set(path, Promise.resolve({ kind: 'module', module }));
    this.waiting.push({ module, path });
    while (this.waiting.length > 0) {
      const now = this.waiting;
      this.waiting = [];
      await Promise.all(now.map((one) => this.follow(one)));
      if (this.targets.size > MAX_MODULES) fail('too-many-files', MAX_MODULES.toLocaleString('en-US'));
    }
    return { modules: this.reached(module), targets: this.targets };
  }

  private async follow({ module, path }: Placed): Promise<void> {
    const { requests } = module.shape;
    this.targets.set(module, await Promise.all(requests.map((one) => this.target(module, path, one))));
  }

  /** The modules in the order in which they are come upon, whatever order the files were read in. */
  private reached(entry: Module): Module[] {
    const all = new Set([entry]);
    for (const module of all)
      for (const target of this.targets.get(module)!) if (target.kind === 'module') all.add(target.module);
    return [...all];
  }

  private async target(
    from: Module,
    path: string,
    { specifier, kind, start, end }: Request,
  ): Promise<Target> {
    const resolution = await this.resolver.resolve(path, specifier, kind);
    const fault = (code: 'import-missing' | 'import-outside'): Target => ({
      kind: 'fault',
      error: {
        ...traceError(code, `“${specifier}”`, { file: 0, start, end }),
        ...(from !== this.asked && { source: from.source }),
      },
    });
    switch (resolution.kind) {
      case 'library':
        return { kind: 'library' };
      case 'builtin':
        return { kind: 'absent', specifier, isBuiltin: true };
      case 'missing':
        // A style sheet or a picture may well be made by a build.
        return isAsset(specifier) ? { kind: 'absent', specifier, isBuiltin: false } : fault('import-missing');
      case 'outside':
        return fault('import-outside');
      case 'file':
        if (!RUNNABLE.test(resolution.path)) return { kind: 'absent', specifier, isBuiltin: false };
        return (await this.at(resolution.path)) ?? fault('import-missing');
    }
  }

  /** The module at a path; undefined where it cannot be read after all. */
  private async at(path: string): Promise<Target | undefined> {
    let target = this.byPath.get(path);
    if (!target) {
      target = this.read(path);
      this.byPath.set(path, target);
    }
    return await target;
  }

  private async read(path: string): Promise<Target> {
    const read = await this.disk.read(path);
    const name = this.nameOf(path);
    const source = { path, text: typeof read === 'string' ? '' : read.text };
    if (typeof read === 'string') return { kind: 'fault', error: traceError('import-missing', `“${name}”`) };
    try {
      const hint = (await this.hintOf(path)) ?? 'imported';
      const module = this.library.read(source, name, hint, await this.settings.fieldsIn(path));
      this.waiting.push({ module, path });
      return { kind: 'module', module };
    } catch (error) {
      if (!(error instanceof TraceFailure)) throw error;
      return { kind: 'fault', error: { ...error.error, source } };
    }
  }

  /** The path from the root; where there are several, with the name of the root in front. */
  private nameOf(path: string): string {
    const { roots } = this.disk;
    const root = roots.findIndex((one) => isWithin(path, one));
    if (root < 0) return lastOf(path);
    const below = path.slice(roots[root]!.length).replace(/^\//, '');
    if (roots.length === 1) return below;
    const folder = lastOf(roots[root]!);
    const isAlone = roots.every((one, at) => at === root || lastOf(one) !== folder);
    return `${folder}${isAlone ? '' : root + 1}/${below}`;
  }

  /** What the place of a file says of its format: its own name, else the nearest package.json. */
  private async hintOf(path: string): Promise<Hint> {
    if (/\.m[jt]s$/.test(path)) return 'module';
    if (/\.c[jt]s$/.test(path)) return 'commonjs';
    for (let folder = folderOf(path); this.disk.roots.some((root) => isWithin(folder, root)); ) {
      const type = await this.typeIn(folder);
      if (type !== 'none') return type;
      const parent = folderOf(folder);
      if (folder.endsWith('/node_modules') || parent === folder) break;
      folder = parent;
    }
    return undefined;
  }

  /** The `type` of the package in a folder; `none` where there is no package. */
  private async typeIn(folder: string): Promise<Hint | 'none'> {
    const found = await this.disk.find(`${folder}/package.json`);
    if (typeof found === 'string') return 'none';
    const read = await this.disk.read(found.path);
    try {
      const { type } = JSON.parse(typeof read === 'string' ? '{}' : read.text);
      return type === 'module' || type === 'commonjs' ? type : undefined;
    } catch {
      return undefined;
    }
  }
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Something else than a program by its extension. */
function isAsset(specifier: string): boolean {
  const extension = /^\..*(\.[a-z0-9]+)$/i.exec(specifier)?.[1];
  return extension !== undefined && ASSETS.has(extension.toLowerCase());
}
