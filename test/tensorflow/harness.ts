/** Programs that run twice: with the real TensorFlow.js in Node, and in the sandbox with our own. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { nodeOptions, root } from '../../scripts/build.ts';
import type { Print } from './printing.ts';

const require = createRequire(import.meta.url);

/** The real package, on its backend in plain JavaScript. */
export async function realTensorFlow(): Promise<typeof import('@tensorflow/tfjs')> {
  // It advertises a faster backend for Node.
  const { warn } = console;
  console.warn = () => {};
  const tf = require('@tensorflow/tfjs') as typeof import('@tensorflow/tfjs');
  await tf.setBackend('cpu');
  console.warn = warn;
  return tf;
}

/** Bundles the sandbox with its libraries, and loads it. */
export async function loadPrint(): Promise<Print> {
  const { outputFiles } = await build({
    ...nodeOptions,
    absWorkingDir: root,
    entryPoints: ['test/tensorflow/printing.ts'],
    define: { ...nodeOptions.define, __dirname: JSON.stringify(join(root, 'dist')) },
    write: false,
    logLevel: 'error',
  });
  const folder = mkdtempSync(join(tmpdir(), 'gradient-graph-'));
  const file = join(folder, 'printing.cjs');
  writeFileSync(file, outputFiles[0]!.text);
  try {
    const { load } = require(file) as { load: (wasm: ArrayBuffer) => Promise<Print> };
    const wasm = 'node_modules/@jitl/quickjs-wasmfile-release-sync/dist/emscripten-module.wasm';
    return await load(new Uint8Array(readFileSync(join(root, wasm))).buffer);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a program told by `tell(name, value)`: numbers nested in arrays, texts. */
export type Told = readonly (readonly [name: string, value: unknown])[];

/** Numbers that JSON does not have are told as texts. */
const TELL = `(name, value) => {
  const plain = (x) =>
    x instanceof tf.Tensor ? plain(x.arraySync())
    : Array.isArray(x) ? x.map(plain)
    : ArrayBuffer.isView(x) ? plain(Array.from(x))
    : typeof x === 'number' && !Number.isFinite(x) ? String(x)
    : typeof x === 'object' && x !== null ? Object.fromEntries(Object.entries(x).map(([k, v]) => [k, plain(v)]))
    : x;
  console.log(JSON.stringify([name, plain(value)]));
}`;

/** Gives each weight of a model numbers that both packages agree on. */
export const SET = `
  const fixed = (model) => {
    let k = 0;
    model.setWeights(model.getWeights().map((w) =>
      tf.tensor(Array.from({ length: w.size }, () => {
        const x = 0.9 * Math.sin(1.7 * ++k) / (1 + (k % 3));
        // A variance among them must be positive.
        return w.rank === 1 ? Math.abs(x) + 0.1 : x;
      }), w.shape)));
    return model;
  };
  const data = (...shape) => tf.tensor(
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.cos(2.3 * i) + (i % 4) / 4), shape);
`;

export class TwoPackages {
  private readonly tf: typeof import('@tensorflow/tfjs');
  private readonly print: Print;

  private constructor(tf: typeof import('@tensorflow/tfjs'), print: Print) {
    this.tf = tf;
    this.print = print;
  }

  static async load(): Promise<TwoPackages> {
    return new TwoPackages(await realTensorFlow(), await loadPrint());
  }

  /** What the body of an asynchronous function tells with the real package. */
  async real(body: string): Promise<Told> {
    const lines: string[] = [];
    const AsyncFunction = (async () => {}).constructor as new (
      ...text: string[]
    ) => (tf: unknown, console: unknown) => Promise<void>;
    const run = new AsyncFunction('tf', 'console', `const tell = ${TELL};\n${body}`);
    await run(this.tf, { log: (line: unknown) => lines.push(String(line)) });
    return read(lines.join('\n'));
  }

  /** What it tells in the sandbox. */
  async ours(body: string): Promise<Told> {
    const program = `import * as tf from '@tensorflow/tfjs';\nconst tell = ${TELL};\n${body}`;
    return read(await this.print(program));
  }

  /** Both must tell the same, up to the precision of the real one's float32. */
  async same(body: string, tolerance = 1e-4): Promise<void> {
    const real = await this.real(body);
    const ours = await this.ours(body);
    assert.ok(real.length > 0, 'the program tells something');
    assert.deepEqual(
      ours.map(([name]) => name),
      real.map(([name]) => name),
    );
    for (const [i, [name, value]] of real.entries()) close(ours[i]![1], value, name, tolerance);
  }
}

function read(printed: string): Told {
  return printed
    .split('\n')
    .filter((line) => line.startsWith('['))
    .map((line) => JSON.parse(line) as [string, unknown]);
}

/** Compares numbers up to a tolerance, and everything else to the letter. */
function close(ours: unknown, real: unknown, name: string, tolerance: number): void {
  if (typeof real === 'number' && typeof ours === 'number') {
    const scale = Math.max(1, Math.abs(real));
    assert.ok(Math.abs(ours - real) <= tolerance * scale, `${name}: ${ours}, and with TensorFlow.js ${real}`);
  } else if (typeof real === 'object' && real !== null && typeof ours === 'object' && ours !== null) {
    assert.deepEqual(Object.keys(ours), Object.keys(real), name);
    for (const [key, part] of Object.entries(real))
      close((ours as Record<string, unknown>)[key], part, `${name}[${key}]`, tolerance);
  } else assert.deepEqual(ours, real, name);
}
