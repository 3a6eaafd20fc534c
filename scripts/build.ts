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
        minify: initialOptions.minify ?? false,
      });
      return { contents: outputFiles[0]!.text, loader: 'text' };
    });
  },
};

/** Runs in Node: the extension host of the oldest VS Code that we support, or the user's own Node. */
export const nodeOptions = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
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

/** What VS Code loads when the extension is used. */
export const extensionBundle = {
  ...nodeOptions,
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.cjs',
  external: ['vscode'],
} satisfies BuildOptions;

const bundles: readonly BuildOptions[] = [
  extensionBundle,
  { ...nodeOptions, entryPoints: ['src/trace/worker.ts'], outfile: 'dist/trace-worker.cjs' },
  {
    ...nodeOptions,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.cjs',
    banner: { js: `#!/usr/bin/env node\n${nodeOptions.banner.js}` },
    jsx: 'automatic',
    jsxImportSource: 'preact',
  },
  { ...pageOptions, entryPoints: ['webview/main.tsx'], outfile: 'dist/webview/main.js' },
  { ...pageOptions, entryPoints: ['webview/layout/worker.ts'], outfile: 'dist/webview/layout.js' },
];

const copies = [
  [
    'node_modules/@jitl/quickjs-wasmfile-release-sync/dist/emscripten-module.wasm',
    'dist/emscripten-module.wasm',
  ],
  ['media/page.css', 'dist/webview/page.css'],
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
  await chmod(join(root, 'dist/cli.cjs'), 0o755);
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
