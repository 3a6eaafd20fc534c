/** What the nearest `tsconfig.json` says of how the files below it run. Where their imports lead is the resolver's. */
import { parseExpression } from '@babel/parser';
import type * as t from '@babel/types';
import { folderOf, isWithin } from '../files.ts';
import type { ClassFields } from '../syntax/erase.ts';
import { dialectOf } from '../syntax/parse.ts';
import type { Disk } from './disk.ts';
import type { Resolver } from './resolve.ts';

interface Options {
  readonly target?: string;
  readonly useDefineForClassFields?: boolean;
}

/** The targets that TypeScript writes fields for as assignments. */
const WITHOUT_FIELDS = /^es(3|5|6|20(1\d|2[01]))$/i;
/** So many files of settings that extend each other are none that someone wrote. */
const MOST_FILES = 16;

export class Settings {
  private readonly disk: Disk;
  private readonly resolver: Resolver;
  private readonly byFolder = new Map<string, Promise<Options>>();

  constructor(disk: Disk, resolver: Resolver) {
    this.disk = disk;
    this.resolver = resolver;
  }

  /** How the file at a path has its fields. Without settings, and in packages, it is as the language has it. */
  async fieldsIn(path: string): Promise<ClassFields> {
    if (!dialectOf(path).typescript || path.includes('/node_modules/')) return 'defined';
    const { target = '', useDefineForClassFields } = await this.nearest(folderOf(path));
    return (useDefineForClassFields ?? !WITHOUT_FIELDS.test(target)) ? 'defined' : 'assigned';
  }

  private nearest(folder: string): Promise<Options> {
    let options = this.byFolder.get(folder);
    if (!options) {
      options = this.lookFor(folder);
      this.byFolder.set(folder, options);
    }
    return options;
  }

  private async lookFor(folder: string): Promise<Options> {
    if (!this.disk.roots.some((root) => isWithin(folder, root))) return {};
    const found = await this.disk.find(`${folder}/tsconfig.json`);
    if (typeof found !== 'string') return this.read(found.path, { left: MOST_FILES });
    const parent = folderOf(folder);
    return parent === folder ? {} : this.nearest(parent);
  }

  /** The options of a file of settings, over those that it extends. */
  private async read(path: string, files: { left: number }): Promise<Options> {
    files.left -= 1;
    const read = await this.disk.read(path);
    const settings = objectIn(typeof read === 'string' ? '' : read.text);
    const extended = settingIn(settings, 'extends');
    let options: Options = {};
    for (const one of extended?.type === 'ArrayExpression' ? extended.elements : [extended])
      if (one?.type === 'StringLiteral' && files.left > 0)
        options = { ...options, ...(await this.readExtended(path, one.value, files)) };
    const own = settingIn(settings, 'compilerOptions');
    const target = settingIn(own, 'target');
    const defines = settingIn(own, 'useDefineForClassFields');
    return {
      ...options,
      ...(target?.type === 'StringLiteral' && { target: target.value }),
      ...(defines?.type === 'BooleanLiteral' && { useDefineForClassFields: defines.value }),
    };
  }

  /** A file beside, or one of a package. */
  private async readExtended(from: string, name: string, files: { left: number }): Promise<Options> {
    for (const end of name.endsWith('.json') ? [''] : ['.json', '/tsconfig.json']) {
      const found = await this.resolver.resolve(from, name + end, 'require');
      if (found.kind === 'file') return this.read(found.path, files);
    }
    return {};
  }
}

/** Read as the language's own, because settings have comments and commas at the end. */
function objectIn(text: string): t.Node | undefined {
  try {
    return parseExpression(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

function settingIn(node: t.Node | undefined, key: string): t.Node | undefined {
  if (node?.type !== 'ObjectExpression') return undefined;
  const found = node.properties.findLast(
    (one) => one.type === 'ObjectProperty' && one.key.type === 'StringLiteral' && one.key.value === key,
  );
  return (found as t.ObjectProperty | undefined)?.value;
}
