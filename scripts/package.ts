/** `npm run package`: the VSIX that can be installed in any VS Code, and what it weighs. */
import { spawnSync } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './build.ts';

const { name, version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const file = `${name}-${version}.vsix`;
const { status } = spawnSync(process.execPath, ['node_modules/@vscode/vsce/vsce', 'package', '--out', file], {
  cwd: root,
  stdio: 'inherit',
});
if (status === 0) console.log(`${file}: ${((await stat(join(root, file))).size / 1e6).toFixed(2)} MB`);
process.exitCode = status ?? 1;
