/** What the worker has been told of the files so far: asks for each folder, link and file once. */
import { type Folder, folderOf, isWithin, type Linked, type ProgramFiles, type Refusal } from '../files.ts';

export class Disk {
  private readonly files: ProgramFiles;
  private readonly folders = new Map<string, Promise<Folder | Refusal>>();
  private readonly links = new Map<string, Promise<Linked | Refusal>>();
  private readonly texts = new Map<string, Promise<{ readonly text: string } | Refusal>>();

  constructor(files: ProgramFiles) {
    this.files = files;
  }

  get roots(): readonly string[] {
    return this.files.roots;
  }

  /** What is at a path, with its own path where a link led there. */
  async find(path: string): Promise<Linked | Refusal> {
    if (!this.roots.some((root) => isWithin(path, root))) return 'outside';
    if (this.roots.includes(path)) {
      const root = await this.list(path);
      return typeof root === 'string' ? root : { kind: 'folder', path: root.path };
    }
    const folder = await this.list(folderOf(path));
    if (typeof folder === 'string') return folder;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const kind = folder.entries.get(name);
    if (kind === undefined) return 'missing';
    const own = `${folder.path}/${name}`;
    return kind === 'link' ? remembered(this.links, own, () => this.files.follow(own)) : { kind, path: own };
  }

  read(path: string): Promise<{ readonly text: string } | Refusal> {
    return remembered(this.texts, path, () => this.files.read(path));
  }

  private async list(path: string): Promise<Folder | Refusal> {
    return remembered(this.folders, path, async () => {
      // Most folders that are looked for are not there, and their parent knows.
      if (this.roots.includes(path)) return this.files.list(path);
      const found = await this.find(path);
      if (typeof found === 'string') return found;
      return found.kind === 'folder' ? this.files.list(found.path) : 'missing';
    });
  }
}

function remembered<T>(known: Map<string, Promise<T>>, key: string, ask: () => Promise<T>): Promise<T> {
  let answer = known.get(key);
  if (!answer) {
    answer = ask();
    known.set(key, answer);
  }
  return answer;
}
