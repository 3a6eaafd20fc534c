/**
 * Compiles the AssemblyScript of src/kernels to WebAssembly, and writes the module beside its source as text, so that the
 * sources run without a build. `--print` only prints the text, with which a test compares the file. A program of its own,
 * because the compiler adds functions to `Math`.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import asc from 'assemblyscript/asc';
import { root } from './build.ts';

const SOURCE = 'src/kernels/assembly/product.ts';
const COMPILED = 'src/kernels/product.ts';

/** The text of the file with the compiled module. Rejects with the compiler's messages where the source does not compile. */
async function compiledText(): Promise<string> {
  const source = await readFile(join(root, SOURCE), 'utf8');
  let binary: Uint8Array | undefined;
  const options = ['--outFile', 'product.wasm', '-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd'];
  const { error, stderr } = await asc.main(['product.ts', ...options], {
    readFile: (file) => (file === 'product.ts' ? source : null),
    writeFile: (_file, contents) => {
      if (typeof contents !== 'string') binary = contents;
    },
    listFiles: () => [],
  });
  if (error || !binary) throw new Error(`${SOURCE} does not compile:\n${stderr.toString()}`);
  const lines = Buffer.from(binary)
    .toString('base64')
    .match(/.{1,100}/g)!;
  return [
    '/** assembly/product.ts, compiled by scripts/assembly.ts. Not written by hand. */',
    'export const PRODUCT =',
    ...lines.map((line, i) => `  '${line}'${i === lines.length - 1 ? ';' : ' +'}`),
    '',
  ].join('\n');
}

const text = await compiledText();
if (process.argv.includes('--print')) process.stdout.write(text);
else await writeFile(join(root, COMPILED), text);
