/**
 * Runs the suites of test/vscode/inside within the extension host of a real VS Code, and prints what they print.
 * Ends with code 0 when all of them passed.
 */
import { globSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { nodeOptions, root } from '../../scripts/build.ts';
import { installServer, VSCodeServer } from '../../scripts/vscode-server.ts';
import { launchBrowser } from '../webview/browser.ts';
import { copyOfExamples } from './folder.ts';

const bundled = join(root, 'out', 'inside');
const tests = join(bundled, 'index.cjs');
const report = join(bundled, 'report.txt');
/** Longer than any suite needs: mocha's own time limits end a test that hangs. */
const DEADLINE = 180_000;

await rm(bundled, { recursive: true, force: true });
await build({
  ...nodeOptions,
  entryPoints: globSync('test/vscode/inside/*.ts', { cwd: root }),
  absWorkingDir: root,
  outdir: bundled,
  outExtension: { '.js': '.cjs' },
  external: ['vscode', 'mocha'],
  sourcemap: 'inline',
});

const folder = await copyOfExamples();
try {
  process.exitCode = process.env.VSCODE_UNDER_TEST === 'desktop' ? await runInDesktop() : await runInServer();
} finally {
  console.log(await readFile(report, 'utf8').catch(() => 'The extension host ran no suite.'));
  await rm(folder, { recursive: true, force: true });
}

async function runInDesktop(): Promise<number> {
  return runTests({
    extensionDevelopmentPath: root,
    extensionTestsPath: tests,
    launchArgs: [folder, '--disable-extensions', '--disable-workspace-trust', '--skip-welcome'],
  });
}

async function runInServer(): Promise<number> {
  await installServer();
  const server = await VSCodeServer.start();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.exposeFunction('codeAutomationLog', () => {});
    return await new Promise<number>((resolve, reject) => {
      setTimeout(() => reject(new Error('the suites did not end in time')), DEADLINE).unref();
      page
        .exposeFunction('codeAutomationExit', resolve)
        .then(() => page.goto(server.url({ folder, tests })))
        .catch(reject);
    });
  } finally {
    await browser.close();
    await server.stop();
  }
}
