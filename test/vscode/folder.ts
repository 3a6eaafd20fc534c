/** The folder that a suite opens in VS Code. */
import { cp, mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/build.ts';

/** Copies the examples, so that what a test types never reaches them. Returns the path; the caller removes it. */
export async function copyOfExamples(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'gradient-graph-examples-')));
  await cp(join(root, 'examples'), folder, { recursive: true });
  return folder;
}
