/** `npm run cli -- …`: the command-line program of this clone, freshly built, in the folder it is called from. */
import { spawnSync } from 'node:child_process';
import { build, root } from './build.ts';

await build({ production: false });
const { status } = spawnSync(process.execPath, [`${root}dist/cli.cjs`, ...process.argv.slice(2)], {
  cwd: process.env.INIT_CWD ?? process.cwd(),
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
