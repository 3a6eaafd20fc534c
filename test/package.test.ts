/** What is shipped: the files of the package, and what the extension loads before it is used. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { extensionBundle, root } from '../scripts/build.ts';

describe('the package', () => {
  it('holds the bundles and what a reader needs, and nothing else', async () => {
    const vsce = ['node_modules/@vscode/vsce/vsce', 'ls'];
    const { stdout } = await promisify(execFile)(process.execPath, vsce, { cwd: root });
    const files = stdout.trim().split('\n');
    const allowed = [
      /^dist\/(extension|trace-worker|cli)\.cjs(\.map)?$/,
      /^dist\/(emscripten-module\.wasm|THIRD-PARTY-NOTICES\.txt)$/,
      /^dist\/webview\/(main|layout)\.js(\.map)?$/,
      /^dist\/webview\/page\.css$/,
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
    const { outputFiles, metafile } = await build({
      ...extensionBundle,
      absWorkingDir: root,
      minify: true,
      write: false,
      metafile: true,
    });
    assert.ok(outputFiles[0]!.contents.length < 150_000, `${outputFiles[0]!.contents.length} bytes`);
    const late = /node_modules\/(@babel|magic-string|sucrase|quickjs|@jitl|elkjs|preact)/;
    assert.deepEqual(
      Object.keys(metafile.inputs).filter((file) => late.test(file)),
      [],
    );
  });
});
