/**
 * Bundles the extension, the workers, the page and the command-line program into dist/, ready to run and to pack.
 * `--production` minifies. What is bundled is listed here and nowhere else.
 */

import { chmod, copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build as bundle, type Metafile, type Plugin } from 'esbuild';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** `import script from './main.ts?bundle'`: the module with all that it imports, as one script that defines `guest`. */
const bundledText: Plugin = {
  name: 'bundled text',
  setup({ initialOptions, onResolve, onLoad }) {
    onResolve({ filter: /\?bundle$/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.slice(0, -'?bundle'.length)),
      namespace: 'bundled-text',
    }));
    onLoad({ filter: /.*/, namespace: 'bundled-text' }, async ({ path }) => {
      const { outputFiles } = await bundle({
        absWorkingDir: root,
        entryPoints: [path],
        bundle: true,
        write: false,
        format: 'iife',
        globalName: 'guest',
        platform: 'neutral',
        target: 'es2022',
        // Names stay: the kernels that are put into the text name a private field.
        minifySyntax: initialOptions.minify ?? false,
        minifyWhitespace: initialOptions.minify ?? false,
      });
      return { contents: outputFiles[0]!.text, loader: 'text' };
    });
  },
};

/** What the debug adapter's package has Node for: files of logs, and servers, which no session in a browser has. */
const withoutNode: Plugin = {
  name: 'without node',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(fs|net|path|url)$/ }, ({ path, importer }) =>
      importer.includes('/@vscode/debugadapter/') ? { path, namespace: 'without-node' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'without-node' }, () => ({ contents: '', loader: 'js' }));
  },
};

/** Runs in Node: the extension host of the oldest VS Code that we support, or the user's own Node. */
export const nodeOptions = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // Mathematics has many characters that would take six each.
  charset: 'utf8',
  // A CommonJS bundle has no import.meta.url, which bundled packages use to find the files beside them.
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  define: { 'import.meta.url': 'importMetaUrl' },
  plugins: [bundledText],
} satisfies BuildOptions;

/** Runs in the webview. */
const pageOptions = {
  bundle: true,
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
} satisfies BuildOptions;

/** Runs in a worker of a browser: the extension there, and the thread that it evaluates in. */
const webOptions = {
  bundle: true,
  platform: 'browser',
  target: 'es2022',
  charset: 'utf8',
  // Packages that look for files beside them are handed these instead.
  define: { 'import.meta.url': '"https://extension.invalid/"' },
  plugins: [bundledText, withoutNode],
} satisfies BuildOptions;

/**
 * What VS Code loads in a browser: one file, and no other code of ours later. It knows by the ending that this is no ES
 * module, although the package is one.
 */
export const webExtensionBundle = {
  ...webOptions,
  format: 'cjs',
  entryPoints: ['src/webExtension.ts'],
  outfile: 'dist/web/extension.cjs',
  external: ['vscode'],
} satisfies BuildOptions;

/** What VS Code loads when the extension is used. */
export const extensionBundle = {
  ...nodeOptions,
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.cjs',
  external: ['vscode'],
} satisfies BuildOptions;

const bundles: readonly BuildOptions[] = [
  extensionBundle,
  { ...nodeOptions, entryPoints: ['src/trace/node/worker.ts'], outfile: 'dist/trace-worker.cjs' },
  // The browser's worker runs the same one, without Node.
  {
    ...nodeOptions,
    banner: {},
    define: {},
    entryPoints: ['src/trace/syntax/compile.ts'],
    outfile: 'dist/typescript.cjs',
  },
  // What the extension loads before the first program of a folder.
  { ...nodeOptions, entryPoints: ['src/trace/node/localFiles.ts'], outfile: 'dist/local-files.cjs' },
  // When the first debug session begins.
  { ...nodeOptions, entryPoints: ['src/debug/adapter/session.ts'], outfile: 'dist/debug-adapter.cjs' },
  // What it loads when something is inspected, searched or exported first.
  {
    ...nodeOptions,
    entryPoints: ['src/host/onDemand.ts'],
    outfile: 'dist/on-demand.cjs',
    external: ['vscode'],
  },
  {
    ...nodeOptions,
    entryPoints: ['src/debug/stdio.ts'],
    outfile: 'dist/debug-stdio.cjs',
    banner: { js: `#!/usr/bin/env node\n${nodeOptions.banner.js}` },
  },
  {
    ...nodeOptions,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.cjs',
    banner: { js: `#!/usr/bin/env node\n${nodeOptions.banner.js}` },
    jsx: 'automatic',
    jsxImportSource: 'preact',
  },
  webExtensionBundle,
  {
    ...webOptions,
    format: 'iife',
    entryPoints: ['src/trace/web/worker.ts'],
    outfile: 'dist/web/trace-worker.js',
  },
  { ...pageOptions, entryPoints: ['webview/main.tsx'], outfile: 'dist/webview/main.js' },
  { ...pageOptions, entryPoints: ['webview/layout/worker.ts'], outfile: 'dist/webview/layout.js' },
  { entryPoints: ['media/page.css'], bundle: true, outfile: 'dist/webview/page.css' },
];

const copies = [
  [
    'node_modules/@jitl/quickjs-wasmfile-release-sync/dist/emscripten-module.wasm',
    'dist/emscripten-module.wasm',
  ],
] as const;

/** Fills dist/ afresh. Rejects where a bundle does not build, and leaves what an earlier build made as it was. */
export async function build({ production }: { production: boolean }): Promise<void> {
  await mkdir(join(root, 'dist/webview'), { recursive: true });
  const results = await Promise.all(
    bundles.map((options) =>
      bundle({
        ...options,
        absWorkingDir: root,
        minify: production,
        sourcemap: production ? false : 'linked',
        legalComments: 'none',
        metafile: true,
        logLevel: 'warning',
      }),
    ),
  );
  await Promise.all(copies.map(([from, to]) => copyFile(join(root, from), join(root, to))));
  for (const program of ['cli', 'debug-stdio']) await chmod(join(root, `dist/${program}.cjs`), 0o755);
  const copied = copies.map(([from]) => from);
  const bundled = results.flatMap(({ metafile }: { metafile: Metafile }) => Object.keys(metafile.inputs));
  await writeFile(join(root, 'dist/THIRD-PARTY-NOTICES.txt'), await notices([...copied, ...bundled]));
  const made = new Set([
    'dist/THIRD-PARTY-NOTICES.txt',
    ...copies.map(([, to]) => to),
    ...results.flatMap(({ metafile }: { metafile: Metafile }) => Object.keys(metafile.outputs)),
  ]);
  for (const entry of await readdir(join(root, 'dist'), { recursive: true, withFileTypes: true })) {
    const path = relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/');
    if (entry.isFile() && !made.has(path)) await rm(join(root, path));
  }
}

/** The licences of the packages that the files come from. Throws for a package without one. */
async function notices(files: readonly string[]): Promise<string> {
  const packages = new Set(
    files.flatMap((file) => /.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []),
  );
  const entries = await Promise.all(
    [...packages].sort().map(async (path) => {
      const folder = join(root, path);
      const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
      const file = (await readdir(folder)).find((name) => /^(licen[sc]e|copying)/i.test(name));
      if (file === undefined) throw new Error(`${manifest.name} has no licence file`);
      const text = await readFile(join(folder, file), 'utf8');
      return `${manifest.name} ${manifest.version} (${manifest.license})\n\n${text.trim()}\n`;
    }),
  );
  const rule = `\n${'-'.repeat(80)}\n\n`;
  return `Gradient Graph contains the following third-party software.\n${rule}${entries.join(rule)}`;
}

if (import.meta.main) await build({ production: process.argv.includes('--production') });
