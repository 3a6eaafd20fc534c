/** From a specifier to the file that it means, as Node, TypeScript and the bundlers have it. */
import { type FileSystem, type Resolver as Finder, ResolverFactory } from 'enhanced-resolve';
import { folderOf, type Linked } from '../files.ts';
import { isBuiltin } from './builtins.ts';
import type { Disk } from './disk.ts';
import { isTensorFlow } from './tensorflow.ts';

/** Which of a package's conditional exports are meant. */
export type RequestKind = 'import' | 'require';

export type Resolution =
  | { readonly kind: 'file'; readonly path: string }
  /** One of Node's own modules. */
  | { readonly kind: 'builtin' }
  /** A library that the sandbox has itself. */
  | { readonly kind: 'library' }
  | { readonly kind: 'missing' }
  /** What it means is not in the workspace. */
  | { readonly kind: 'outside' };

const TYPED_EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts'];
const PLAIN_EXTENSIONS = ['.js', '.jsx', '.mjs', '.cjs', '.json'];
/** TypeScript writes the name of the JavaScript file that it will make. */
const SOURCES_OF = {
  '.js': ['.ts', '.tsx', '.js'],
  '.jsx': ['.tsx', '.jsx'],
  '.mjs': ['.mts', '.mjs'],
  '.cjs': ['.cts', '.cjs'],
};

export class Resolver {
  private readonly disk: Disk;
  private readonly finders = new Map<string, Finder>();
  private readonly known = new Map<string, Promise<Resolution>>();

  constructor(disk: Disk) {
    this.disk = disk;
  }

  /** @param from the path of the module that the specifier stands in. */
  resolve(from: string, specifier: string, kind: RequestKind): Promise<Resolution> {
    const folder = folderOf(from);
    const key = JSON.stringify([folder, kind, specifier]);
    let resolution = this.known.get(key);
    if (!resolution) {
      resolution = this.find(folder, specifier, kind);
      this.known.set(key, resolution);
    }
    return resolution;
  }

  private async find(folder: string, specifier: string, kind: RequestKind): Promise<Resolution> {
    if (specifier.startsWith('node:')) return { kind: 'builtin' };
    if (isTensorFlow(specifier)) return { kind: 'library' };
    const request = specifier.startsWith('file://') ? decoded(specifier.slice(7)) : specifier;
    const path = await this.lookUp(folder, request, kind);
    const found = path === undefined ? 'missing' : await this.disk.find(path);
    if (typeof found !== 'string') return { kind: 'file', path: found.path };
    // A package of the name of one of Node's modules stands in for it, which the sandbox does not have.
    if (isBuiltin(request)) return { kind: 'builtin' };
    return { kind: (await this.leadsOutside(folder, request)) ? 'outside' : 'missing' };
  }

  private lookUp(folder: string, request: string, kind: RequestKind): Promise<string | undefined> {
    return new Promise((resolve) => {
      const giveUp = () => resolve(undefined);
      searching(giveUp, () =>
        this.finder(folder, kind).resolve({}, folder, request, {}, (_problem, _result, found) => {
          // Not the result, which has what a bundler is told after `?`.
          resolve(found?.path || undefined);
        }),
      );
    });
  }

  /** Whether what could not be found is a path that leaves the workspace, or a link that does. */
  private async leadsOutside(folder: string, request: string): Promise<boolean> {
    const isPath = /^(\.{1,2}(\/|$)|\/)/.test(request);
    const places = isPath
      ? [joined(folder, request)]
      : foldersAbove(folder, this.disk.roots).map((one) =>
          joined(one, `./node_modules/${packageOf(request)}`),
        );
    const found = await Promise.all(
      places.flatMap((place) =>
        (isPath ? ['', ...TYPED_EXTENSIONS, ...PLAIN_EXTENSIONS] : ['']).map((end) =>
          this.disk.find(place + end),
        ),
      ),
    );
    return found.includes('outside');
  }

  private finder(folder: string, kind: RequestKind): Finder {
    const isPackage = folder.includes('/node_modules/');
    const key = `${kind} ${isPackage}`;
    let finder = this.finders.get(key);
    if (!finder) {
      finder = ResolverFactory.createResolver({
        fileSystem: fileSystem(this.disk),
        conditionNames: [kind, 'default'],
        // A package says by `module` what `main` is for a bundler.
        mainFields: ['main', 'module'],
        // The disk follows links itself, and knows where they may lead.
        symlinks: false,
        ...(isPackage
          ? { extensions: [...PLAIN_EXTENSIONS, ...TYPED_EXTENSIONS] }
          : {
              extensions: [...TYPED_EXTENSIONS, ...PLAIN_EXTENSIONS],
              extensionAlias: SOURCES_OF,
              tsconfig: true,
            }),
      });
      this.finders.set(key, finder);
    }
    return finder;
  }
}

/** Ends the search that is going on. */
let giveUpSearch: (() => void) | undefined;

/**
 * Goes on with a search. The resolver throws where a `package.json` or `tsconfig.json` is not as it expects, and nobody but
 * us hears of it: whenever it is not looking at the disk, one of its searches is running in one go.
 */
function searching(giveUp: (() => void) | undefined, goOn: () => void): void {
  const before = giveUpSearch;
  giveUpSearch = giveUp;
  try {
    goOn();
  } catch {
    giveUp?.();
  } finally {
    giveUpSearch = before;
  }
}

/** A function of a path with a callback as the last argument, as the resolver wants it. */
function withCallback<T>(answer: (path: string) => Promise<T>) {
  return (path: string, ...rest: unknown[]): void => {
    const callback = rest.at(-1) as (problem: unknown, found?: T) => void;
    const giveUp = giveUpSearch;
    answer(path).then(
      (found) => searching(giveUp, () => callback(null, found)),
      (problem: unknown) => searching(giveUp, () => callback(problem)),
    );
  };
}

/** The disk as the resolver wants it. */
function fileSystem(disk: Disk): FileSystem {
  const find = async (path: string): Promise<Linked> => {
    const found = await disk.find(path);
    if (typeof found === 'string') throw Object.assign(new Error(found), { code: 'ENOENT' });
    return found;
  };
  const stat = async (path: string) => {
    const { kind } = await find(path);
    return { isFile: () => kind === 'file', isDirectory: () => kind === 'folder' };
  };
  // The same bytes for each file: the resolver remembers by them what it has parsed.
  const contents = new Map<string, Uint8Array>();
  const encoder = new TextEncoder();
  const readFile = async (path: string) => {
    const { path: own } = await find(path);
    const known = contents.get(own);
    if (known) return known;
    const read = await disk.read(own);
    if (typeof read === 'string') throw Object.assign(new Error(read), { code: 'ENOENT' });
    const bytes = encoder.encode(read.text);
    contents.set(own, bytes);
    return bytes;
  };
  const readlink = async (path: string): Promise<string> => {
    throw Object.assign(new Error(path), { code: 'EINVAL' });
  };
  return {
    stat: withCallback(stat),
    lstat: withCallback(stat),
    readFile: withCallback(readFile),
    readlink: withCallback(readlink),
  } as unknown as FileSystem;
}

/** The path of an address; one that is not well-formed is none, and leads nowhere. */
function decoded(address: string): string {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
}

/** `@scope/name` of `@scope/name/part`. */
function packageOf(request: string): string {
  return request.split('/', request.startsWith('@') ? 2 : 1).join('/');
}

function foldersAbove(folder: string, roots: readonly string[]): string[] {
  const folders: string[] = [];
  for (let at = folder; roots.some((root) => at.startsWith(root)); at = folderOf(at)) {
    folders.push(at);
    if (at === folderOf(at)) break;
  }
  return folders;
}

/** The path of `request` seen from a folder; one that climbs above everything ends at the top. */
function joined(folder: string, request: string): string {
  const parts = request.startsWith('/') ? [] : folder.split('/').filter((part) => part !== '');
  for (const part of request.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
