/** `npm run bench`: builds as for the marketplace and runs every bench/*.ts; each prints a table in Markdown. */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { build, root } from './build.ts';

await build({ production: true });
for (const file of globSync('bench/*.ts', { cwd: root }).sort()) {
  const { status } = spawnSync(process.execPath, [file], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
