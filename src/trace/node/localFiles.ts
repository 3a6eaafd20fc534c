/** The files on this machine's disk below some folders. Nothing outside of them is ever opened, wherever a link leads. */
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Folder, isWithin, type Linked, type ProgramFiles, type Refusal } from '../files.ts';

/** A larger file is no program that someone wrote. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Editors do not count it. */
const BOM = /^\uFEFF/;

/** A root as the person opened it, and where it really is. */
interface Root {
  readonly path: string;
  readonly real: string;
}

/** Something within the roots: where it really is, and what it is called below the root. */
interface Place {
  readonly real: string;
  readonly path: string;
}

export class LocalFiles implements ProgramFiles {
  readonly roots: readonly string[];
  private realRoots: Promise<readonly Root[]> | undefined;

  /** @param roots folders, as in {@link ProgramFiles}. */
  constructor(roots: readonly string[]) {
    this.roots = roots;
  }

  list(folder: string): Promise<Folder | Refusal> {
    return this.within(folder, async ({ real, path }) => {
      const entries = new Map<string, 'file' | 'folder' | 'link'>();
      for (const entry of await readdir(real, { withFileTypes: true })) {
        if (entry.isSymbolicLink()) entries.set(entry.name, 'link');
        else if (entry.isDirectory()) entries.set(entry.name, 'folder');
        else if (entry.isFile()) entries.set(entry.name, 'file');
      }
      return { path, entries };
    });
  }

  follow(link: string): Promise<Linked | Refusal> {
    return this.within(link, async ({ real, path }) => {
      const found = await stat(real);
      if (found.isDirectory()) return { kind: 'folder', path };
      return found.isFile() ? { kind: 'file', path } : 'missing';
    });
  }

  read(file: string): Promise<{ readonly text: string } | Refusal> {
    return this.within(file, async ({ real }) => {
      const { size } = await stat(real);
      return size > MAX_BYTES ? 'missing' : { text: (await readFile(real, 'utf8')).replace(BOM, '') };
    });
  }

  /** Does something at the place that a path really leads to, unless that is outside. */
  private async within<T>(path: string, act: (place: Place) => Promise<T | Refusal>): Promise<T | Refusal> {
    try {
      this.realRoots ??= Promise.all(
        this.roots.map(async (root) => ({ path: root, real: await realpath(nativePath(root)) })),
      );
      const real = await realpath(nativePath(path));
      for (const root of await this.realRoots) {
        const below = relative(root.real, real);
        if (isAbsolute(below) || below === '..' || below.startsWith(`..${sep}`)) continue;
        const parts = below === '' ? [] : below.split(sep);
        return await act({ real, path: [root.path.replace(/\/$/, ''), ...parts].join('/') });
      }
      return 'outside';
    } catch {
      return this.roots.some((root) => isWithin(path, root)) ? 'missing' : 'outside';
    }
  }
}

/** A path as in {@link ProgramFiles} from one of this system: `/c:/code` from `c:\code`. */
export function portablePath(path: string): string {
  return decodeURIComponent(pathToFileURL(path).pathname);
}

/** The other way. */
export function nativePath(path: string): string {
  const url = new URL('file:///');
  // Every character that a URL would understand is one of the name here.
  url.pathname = path
    .split('/')
    .map(encodeURIComponent)
    .join('/')
    .replace(/^\/([a-z])%3A/i, '/$1:');
  return fileURLToPath(url);
}
