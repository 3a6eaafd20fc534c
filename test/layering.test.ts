/** The rooms of the source and what each may import: the architecture's table, enforced. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { parse } from '@babel/parser';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Room {
  /** Folder, or one file, of the room. */
  readonly path: string;
  /** Rooms whose modules it may run. */
  readonly imports: readonly string[];
  /** Rooms of which it may use the types alone. */
  readonly types: readonly string[];
  /** Whether it runs in Node, and may use what Node brings. */
  readonly node: boolean;
}

const ALL = [
  'src/engine',
  'src/kernels',
  'src/notation',
  'src/trace',
  'src/protocol',
  'src/session',
  'src/export',
  'src/debug',
  'src/host',
];

/** A file belongs to the last room that holds it. */
const ROOMS: readonly Room[] = [
  { path: 'src/engine', imports: [], types: [], node: false },
  { path: 'src/kernels', imports: ['src/engine'], types: [], node: false },
  { path: 'src/notation', imports: ['src/engine'], types: [], node: false },
  {
    path: 'src/trace',
    imports: ['src/engine', 'src/kernels', 'src/trace/guest'],
    types: [],
    node: false,
  },
  { path: 'src/trace/node', imports: ['src/trace'], types: [], node: true },
  { path: 'src/trace/web', imports: ['src/trace'], types: [], node: false },
  { path: 'src/trace/guest', imports: [], types: [], node: false },
  { path: 'src/protocol', imports: [], types: ['src/engine', 'src/notation'], node: false },
  {
    path: 'src/session',
    imports: ['src/engine', 'src/notation', 'src/protocol'],
    types: ['src/trace'],
    node: false,
  },
  {
    path: 'src/export',
    imports: ['src/engine', 'src/notation', 'src/session'],
    types: ['src/trace', 'src/protocol'],
    node: false,
  },
  {
    path: 'src/debug',
    imports: ['src/engine', 'src/notation', 'src/session'],
    types: ['src/trace'],
    node: false,
  },
  {
    path: 'src/debug/stdio.ts',
    imports: ['src/debug', 'src/trace', 'src/trace/node'],
    types: [],
    node: true,
  },
  { path: 'src/host', imports: ALL, types: [], node: false },
  { path: 'src/host/platform/node.ts', imports: ['src/host', 'src/trace/node'], types: [], node: true },
  {
    path: 'src/host/platform/web.ts',
    imports: ['src/host', 'src/debug', 'src/trace/web'],
    types: [],
    node: false,
  },
  {
    path: 'src/extension.ts',
    imports: ['src/host', 'src/host/platform/node.ts'],
    types: [],
    node: true,
  },
  {
    path: 'src/webExtension.ts',
    imports: ['src/host', 'src/host/platform/web.ts'],
    types: [],
    node: false,
  },
  {
    path: 'src/cli',
    imports: [
      'src/engine',
      'src/kernels',
      'src/notation',
      'src/trace',
      'src/trace/node',
      'src/session',
      'src/export',
      'webview/picture',
    ],
    types: ['src/protocol'],
    node: true,
  },
  { path: 'webview', imports: ['src/notation', 'src/protocol', 'webview/picture'], types: [], node: false },
  { path: 'webview/picture', imports: ['src/notation', 'src/protocol', 'webview'], types: [], node: false },
];

const MAY_USE_VSCODE = ['src/host', 'src/extension.ts', 'src/webExtension.ts'];

interface Import {
  readonly source: string;
  readonly typeOnly: boolean;
}

/** Every module that the text names: imports, re-exports, `import()` and `import('…').Type`. */
function importsOf(text: string): Import[] {
  const found: Import[] = [];
  const add = (source: { value?: unknown } | null | undefined, typeOnly: boolean) => {
    if (typeof source?.value === 'string') found.push({ source: source.value, typeOnly });
  };
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    if (typeof node !== 'object' || node === null || !('type' in node)) return;
    // biome-ignore lint/suspicious/noExplicitAny: the shapes of the parser's nodes are told apart by `type`
    const it = node as any;
    if (it.type === 'ImportDeclaration') {
      const named = it.specifiers.length > 0;
      add(it.source, it.importKind === 'type' || (named && it.specifiers.every(isType)));
    } else if (it.type === 'ExportNamedDeclaration' || it.type === 'ExportAllDeclaration')
      add(it.source, it.exportKind === 'type');
    else if (it.type === 'ImportExpression') add(it.source, false);
    else if (it.type === 'CallExpression' && it.callee.type === 'Import') add(it.arguments[0], false);
    else if (it.type === 'TSImportType') add(it.argument.literal ?? it.argument, true);
    for (const [key, child] of Object.entries(node)) if (key !== 'loc') visit(child);
  };
  visit(parse(text, { sourceType: 'module', plugins: ['typescript', 'jsx'] }).program);
  return found;
}

const isType = (specifier: { importKind?: string | null }) => specifier.importKind === 'type';

const roomOf = (file: string) =>
  ROOMS.findLast(({ path }) => file === path || file.startsWith(`${path}/`)) ??
  assert.fail(`${file} is in no room`);

/** What is wrong with the imports of this file, as sentences. */
function violations(file: string, text: string): string[] {
  const room = roomOf(file);
  return importsOf(text).flatMap(({ source, typeOnly }) => {
    if (source === 'vscode')
      return MAY_USE_VSCODE.some((path) => room.path.startsWith(path))
        ? []
        : [`${file} imports vscode outside the host`];
    if (source.startsWith('node:'))
      return room.node ? [] : [`${file} imports ${source}, but does not run in Node`];
    if (!source.startsWith('.'))
      return room.path === 'src/engine' ? [`${file} imports the package ${source}`] : [];
    const target = roomOf(posix.join(posix.dirname(file), source));
    const allowed = [room.path, ...room.imports, ...(typeOnly ? room.types : [])];
    return allowed.includes(target.path)
      ? []
      : [`${file} imports ${target.path}${typeOnly ? '' : ' (to run)'}`];
  });
}

describe('the layering', () => {
  it('holds for every import', () => {
    const files = globSync('{src,webview}/**/*.{ts,tsx}', { cwd: root }).map((file) =>
      file.replaceAll('\\', '/'),
    );
    assert.ok(files.length > 0);
    assert.deepEqual(
      files.flatMap((file) => violations(file, readFileSync(`${root}${file}`, 'utf8'))),
      [],
    );
  });

  it('is seen to be broken by each kind of import', () => {
    const broken = (file: string, text: string) =>
      assert.equal(violations(file, text).length, 1, `${file}: ${text}`);
    broken('src/engine/graph.ts', `import { b } from '../trace/b.ts';`);
    broken('src/engine/graph.ts', `import type { B } from '../trace/b.ts';`);
    broken('src/engine/graph.ts', `import * as v from 'valibot';`);
    broken('src/session/session.ts', `import { b } from '../trace/b.ts';`);
    broken('src/session/session.ts', `export * from '../host/b.ts';`);
    broken('src/protocol/view.ts', `const b = await import('node:fs');`);
    broken('src/cli/main.ts', `import * as vscode from 'vscode';`);
    broken('src/host/panel.ts', `import { NodeThread } from '../trace/node/thread.ts';`);
    broken('src/host/platform/web.ts', `import { join } from 'node:path';`);
    broken('webview/main.tsx', `let b: import('../src/engine/b.ts').B;`);
    assert.deepEqual(violations('src/session/session.ts', `import type { B } from '../trace/b.ts';`), []);
  });

  it('lets the engine compile alone, without the types of a browser or of Node', async () => {
    const tsc = `${root}node_modules/typescript/bin/tsc`;
    await promisify(execFile)(process.execPath, [tsc, '-p', `${root}src/engine`, '--noEmit']).catch(
      ({ stdout }) => assert.fail(stdout),
    );
  }).timeout(60_000);
});
