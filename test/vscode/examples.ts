/** The examples as the suites need them: a throw-away copy, and what PyTorch says of each. */
import { cp, mkdtemp, readFile, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/build.ts';

/** A number, or numbers nested in arrays as in the program. */
export type Nested = number | readonly Nested[];

/** A program of examples/, with values and gradients computed by PyTorch. */
export interface Case {
  readonly name: string;
  readonly root: string;
  readonly values: Readonly<Record<string, Nested>>;
  readonly gradients: Readonly<Record<string, Nested>>;
}

/** Copies the examples, so that what a test types never reaches them. Returns the path; the caller removes it. */
export async function copyOfExamples(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'gradient-graph-examples-')));
  await cp(join(root, 'examples'), folder, { recursive: true });
  return folder;
}

export async function caseOf(name: string): Promise<Case> {
  const cases: readonly Case[] = JSON.parse(await readFile(join(root, 'test/cases/expected.json'), 'utf8'));
  const found = cases.find((one) => one.name === name);
  if (!found) throw new Error(`there is no case ${name}`);
  return found;
}
