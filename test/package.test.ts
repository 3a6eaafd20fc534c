/** What is shipped: the files of the package, and what the extension loads before it is used. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type BuildOptions, build } from 'esbuild';
import { extensionBundle, root, webExtensionBundle } from '../scripts/build.ts';

describe('the package', () => {
  it('holds the bundles and what a reader needs, and nothing else', async () => {
    const vsce = ['node_modules/@vscode/vsce/vsce', 'ls'];
    const { stdout } = await promisify(execFile)(process.execPath, vsce, { cwd: root });
    const files = stdout.trim().split('\n');
    const allowed = [
      /^dist\/(extension|trace-worker|typescript|debug-adapter|debug-stdio|local-files|on-demand|cli)\.cjs(\.map)?$/,
      /^dist\/web\/(extension\.cjs|trace-worker\.js)(\.map)?$/,
      /^dist\/(emscripten-module\.wasm|THIRD-PARTY-NOTICES\.txt)$/,
      /^dist\/webview\/(main|layout)\.js(\.map)?$/,
      /^dist\/webview\/page\.css(\.map)?$/,
      /^media\/icon\.png$/,
      /^(README|CHANGELOG)\.md$/,
      /^(LICENSE|package\.json)$/,
    ];
    assert.deepEqual(
      files.filter((file) => !allowed.some((pattern) => pattern.test(file))),
      [],
    );
    for (const pattern of allowed)
      assert.ok(
        files.some((file) => pattern.test(file)),
        `${pattern} is missing`,
      );
  }).timeout(30_000);

  it('loads less than 150 KB when it activates: neither parser, nor sandbox, nor layout', async () => {
    const late =
      /node_modules\/(@babel|magic-string|sucrase|quickjs|@jitl|elkjs|preact|@vscode\/debugadapter)/;
    await isSmall(extensionBundle, 150_000, late);
  });

  it('loads less than 350 KB in a browser, where that one file has the debugger and the rest, too', async () => {
    await isSmall(
      webExtensionBundle,
      350_000,
      /node_modules\/(@babel|magic-string|sucrase|quickjs|@jitl|elkjs|preact)/,
    );
  });

  /** @param late what must not be in the bundle. */
  async function isSmall(options: BuildOptions, bytes: number, late: RegExp): Promise<void> {
    const { outputFiles, metafile } = await build({
      ...options,
      absWorkingDir: root,
      minify: true,
      write: false,
      metafile: true,
    });
    const { length } = outputFiles![0]!.contents;
    assert.ok(length < bytes, `${length} bytes`);
    assert.deepEqual(
      Object.keys(metafile!.inputs).filter((file) => late.test(file)),
      [],
    );
  }
});
