/**
 * The files that a program may be made of, as whoever runs it provides them: the editor, or the command line.
 * Paths are absolute, with `/` between their parts. Nothing here reads a disk.
 */

/** `outside`: it is there or not, but may not be read. */
export type Refusal = 'missing' | 'outside';

export interface Folder {
  /** The folder's own path: without symbolic links in it, below the root as the person opened it. */
  readonly path: string;
  /** What is in it, by name. Where a link leads is asked for when it matters. */
  readonly entries: ReadonlyMap<string, 'file' | 'folder' | 'link'>;
}

/** Where a symbolic link leads. */
export interface Linked {
  readonly kind: 'file' | 'folder';
  /** As in {@link Folder}. */
  readonly path: string;
}

/** Answers never reject. Whatever leads out of the roots, also by a symbolic link, is `outside`. */
export interface ProgramFiles {
  /** The folders that may be read, with all that is below them. */
  readonly roots: readonly string[];
  list(folder: string): Promise<Folder | Refusal>;
  follow(link: string): Promise<Linked | Refusal>;
  read(file: string): Promise<{ readonly text: string } | Refusal>;
}

/** A question to {@link ProgramFiles} as a message from the worker. */
export interface FileQuestion {
  readonly type: 'ask';
  readonly id: number;
  readonly what: 'list' | 'follow' | 'read';
  readonly path: string;
}

/** The answer to the question of the same number. */
export interface FileAnswer {
  readonly type: 'file';
  readonly id: number;
  readonly answer: Answer;
}

type Answer = Awaited<ReturnType<ProgramFiles[FileQuestion['what']]>>;

/** The files as the worker has them: by asking the other side, which knows what may be read. */
export class AskedFiles {
  private readonly post: (question: FileQuestion) => void;
  private readonly open = new Map<number, (answer: never) => void>();
  private next = 0;

  constructor(post: (question: FileQuestion) => void) {
    this.post = post;
  }

  receive({ id, answer }: FileAnswer): void {
    this.open.get(id)?.(answer as never);
    this.open.delete(id);
  }

  below(roots: readonly string[]): ProgramFiles {
    return {
      roots,
      list: (path) => this.ask('list', path),
      follow: (path) => this.ask('follow', path),
      read: (path) => this.ask('read', path),
    };
  }

  private ask<T>(what: FileQuestion['what'], path: string): Promise<T> {
    const id = this.next++;
    return new Promise<T>((resolve) => {
      this.open.set(id, resolve);
      this.post({ type: 'ask', id, what, path });
    });
  }
}

/** A program of one file. */
export const NO_FILES: ProgramFiles = {
  roots: [],
  list: async () => 'outside',
  follow: async () => 'outside',
  read: async () => 'outside',
};

export function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 1));
}

export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
