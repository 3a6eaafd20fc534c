/** The kernels in WebAssembly against those in plain JavaScript, and those against the definition. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { root } from '../../scripts/build.ts';
import { type Kernels, plainKernels } from '../../src/engine/index.ts';
import { wasmKernels } from '../../src/kernels/wasm.ts';
import { randomNumbers } from '../engine/tensors/random.ts';

/** Σ over the inner axis, one product after the other. */
const byDefinition: Kernels['matMul'] = (m, k, n, a, transposeA, b, transposeB, into) => {
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < k; p++)
        sum += a[transposeA ? p * m + i : i * k + p]! * b[transposeB ? j * k + p : p * n + j]!;
      into[i * n + j] = sum;
    }
};

const numbers = (count: number, seed: number) => {
  const random = randomNumbers(seed);
  return Float64Array.from({ length: count }, () => 2 * random() - 1);
};

const wasm = wasmKernels();

describe('the product of two matrices', () => {
  it('is compiled from its source as it stands', () => {
    const script = join(root, 'scripts/assembly.ts');
    const text = execFileSync(process.execPath, [script, '--print'], { encoding: 'utf8' });
    assert.equal(readFileSync(join(root, 'src/kernels/product.ts'), 'utf8'), text);
  }).timeout(60_000);

  for (const [name, kernels] of [
    ['in plain JavaScript', plainKernels],
    ['in WebAssembly', wasm],
  ] as const)
    it(`${name} is the sum of products for every shape, transposed or not`, () => {
      fc.assert(
        fc.property(
          fc.tuple(fc.nat(40), fc.nat(40), fc.nat(40)),
          fc.boolean(),
          fc.boolean(),
          fc.nat(),
          ([m, k, n], transposeA, transposeB, seed) => {
            const [a, b] = [numbers(m * k, seed), numbers(k * n, seed + 1)];
            const [expected, actual] = [new Float64Array(m * n), new Float64Array(m * n).fill(NaN)];
            byDefinition(m, k, n, a, transposeA, b, transposeB, expected);
            kernels.matMul(m, k, n, a, transposeA, b, transposeB, actual);
            for (let i = 0; i < m * n; i++) assert.ok(Math.abs(actual[i]! - expected[i]!) <= 1e-13 * k);
          },
        ),
        { numRuns: 200 },
      );
    });

  it('is right where it takes more than one turn of the sum, and more memory than before', () => {
    for (const [m, k, n] of [
      [5, 1000, 7],
      [130, 513, 66],
      [300, 20, 300],
    ] as const) {
      const [a, b] = [numbers(m * k, 1), numbers(k * n, 2)];
      const [expected, actual] = [new Float64Array(m * n), new Float64Array(m * n)];
      byDefinition(m, k, n, a, false, b, true, expected);
      wasm.matMul(m, k, n, a, false, b, true, actual);
      for (let i = 0; i < m * n; i++) assert.ok(Math.abs(actual[i]! - expected[i]!) <= 1e-12);
    }
  });

  it('lets NaN and infinities through, and nothing of them beyond their row and column', () => {
    const [m, k, n] = [30, 20, 30];
    const [a, b] = [numbers(m * k, 3), numbers(k * n, 4)];
    a[5 * k + 3] = NaN;
    b[7 * n + 9] = Infinity;
    const into = new Float64Array(m * n);
    wasm.matMul(m, k, n, a, false, b, false, into);
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) assert.equal(Number.isFinite(into[i * n + j]), i !== 5 && j !== 9);
  });
});
