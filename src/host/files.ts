/**
 * The files that a document's program may import: those of the workspace folders, as the editor has them. What is
 * open counts as it is in the editor, saved or not; nothing outside of the folders is read.
 */
import * as vscode from 'vscode';
import {
  type Folder,
  folderOf,
  isWithin,
  type Linked,
  NO_FILES,
  type ProgramFiles,
  type Refusal,
} from '../trace/files.ts';
import { platform } from './platform/platform.ts';

export class WorkspaceFiles implements ProgramFiles {
  readonly roots: readonly string[];
  /** Stands for the file system that the document is in. */
  readonly #base: vscode.Uri;
  readonly #disk: Promise<ProgramFiles>;
  /** What the program depends on: files that were read, and folders that were looked into. */
  readonly #read = new Set<string>();
  readonly #listed = new Set<string>();

  constructor(document: vscode.Uri) {
    const folders = vscode.workspace.workspaceFolders ?? [];
    // A document that was never saved is where it would be saved.
    this.#base = document.scheme === 'untitled' ? (folders[0]?.uri ?? document) : document;
    const { scheme, authority } = this.#base;
    this.roots = folders
      .filter(({ uri }) => uri.scheme === scheme && uri.authority === authority)
      .map(({ uri }) => uri.path);
    const { localFiles } = platform();
    if (this.roots.length === 0) this.#disk = Promise.resolve(NO_FILES);
    else if (scheme === 'file' && localFiles) this.#disk = localFiles(this.roots);
    else this.#disk = Promise.resolve(new RemoteFiles(this.roots, this.#base));
  }

  uriOf(path: string): vscode.Uri {
    return this.#base.with({ path });
  }

  /** Whether the program has read this file. */
  hasRead(uri: vscode.Uri): boolean {
    return this.#isHere(uri) && this.#read.has(uri.path);
  }

  /** Whether an import may mean this file, now that it is there or gone. */
  mayMean(uri: vscode.Uri): boolean {
    const isModule = /\.([cm]?[jt]sx?|json)$/.test(uri.path);
    return isModule && this.#isHere(uri) && this.#listed.has(folderOf(uri.path));
  }

  #isHere({ scheme, authority }: vscode.Uri): boolean {
    return scheme === this.#base.scheme && authority === this.#base.authority;
  }

  async list(folder: string): Promise<Folder | Refusal> {
    this.#listed.add(folder);
    return (await this.#disk).list(folder);
  }

  async follow(link: string): Promise<Linked | Refusal> {
    return (await this.#disk).follow(link);
  }

  async read(file: string): Promise<{ readonly text: string } | Refusal> {
    this.#read.add(file);
    const disk = await this.#disk;
    const onDisk = await disk.follow(file);
    if (typeof onDisk === 'string') return onDisk;
    const uri = this.uriOf(onDisk.path).toString();
    const open = vscode.workspace.textDocuments.find((one) => one.uri.toString() === uri);
    return open ? { text: open.getText() } : disk.read(file);
  }
}

/** Files that are elsewhere than on this machine. Where a symbolic link leads cannot be known there. */
class RemoteFiles implements ProgramFiles {
  readonly roots: readonly string[];
  readonly #base: vscode.Uri;

  constructor(roots: readonly string[], base: vscode.Uri) {
    this.roots = roots;
    this.#base = base;
  }

  #isInside(path: string): boolean {
    return !path.split('/').includes('..') && this.roots.some((root) => isWithin(path, root));
  }

  async list(folder: string): Promise<Folder | Refusal> {
    if (!this.#isInside(folder)) return 'outside';
    try {
      const found = await vscode.workspace.fs.readDirectory(this.#base.with({ path: folder }));
      return { path: folder, entries: new Map(found.map(([name, type]) => [name, kindOf(type)])) };
    } catch {
      return 'missing';
    }
  }

  async follow(path: string): Promise<Linked | Refusal> {
    if (!this.#isInside(path)) return 'outside';
    try {
      const { type } = await vscode.workspace.fs.stat(this.#base.with({ path }));
      const kind = kindOf(type);
      return kind === 'link' ? 'outside' : { kind, path };
    } catch {
      return 'missing';
    }
  }

  async read(file: string): Promise<{ readonly text: string } | Refusal> {
    if (!this.#isInside(file)) return 'outside';
    try {
      const bytes = await vscode.workspace.fs.readFile(this.#base.with({ path: file }));
      return { text: new TextDecoder().decode(bytes) };
    } catch {
      return 'missing';
    }
  }
}

function kindOf(type: vscode.FileType): 'file' | 'folder' | 'link' {
  if (type & vscode.FileType.SymbolicLink) return 'link';
  return type === vscode.FileType.Directory ? 'folder' : 'file';
}
