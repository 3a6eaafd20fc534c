/** The TypeScript compiler in Node: a file that is read when something needs it. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { compile } from '../syntax/compile.ts';

/** The build puts it beside the bundle that this is in. */
export function loadCompiler(): typeof compile {
  const file = join(__dirname, 'typescript.cjs');
  return (createRequire(file)(file) as { compile: typeof compile }).compile;
}
