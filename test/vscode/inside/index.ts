/** What the extension host calls: runs every suite that lies beside this file once bundled. */
import { appendFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'node:util';

/** Mocha's report is kept in a file, because the editor's own console is full of other things. */
const REPORT = join(__dirname, 'report.txt');

export async function run(): Promise<void> {
  // From node_modules at run time: mocha finds its own files beside itself.
  const { default: Mocha } = await import('mocha');
  Mocha.reporters.Base.consoleLog = (...args: unknown[]) => appendFileSync(REPORT, `${format(...args)}\n`);
  const mocha = new Mocha({ ui: 'bdd', color: false, timeout: 20_000, forbidOnly: true });
  for (const file of (await readdir(__dirname)).sort())
    if (file.endsWith('.test.cjs')) mocha.addFile(join(__dirname, file));
  await mocha.loadFilesAsync();
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} failed`);
}
