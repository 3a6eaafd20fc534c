/** The engine's inner loops in WebAssembly, which computes two products at once. */
import { type Kernels, plainKernels } from '../engine/index.ts';
import { PRODUCT } from './product.ts';

/** What the module in assembly/product.ts exports. All of the memory is ours. */
interface Product {
  readonly memory: WebAssembly.Memory;
  multiply(rows: number, columns: number, steps: number, a: number, b: number, c: number): void;
}

/** Below this many products of two numbers, packing costs more than it saves. */
const WORTH_PACKING = 1 << 13;

/** Matrices that need more memory than this, in bytes, are multiplied in plain JavaScript. */
const MAX_BYTES = 1 << 29;

const PAGE = 1 << 16;

/** The module is compiled when the first large product is asked for. */
export function wasmKernels(): Kernels {
  let product: Product | undefined;
  return {
    matMul(m, k, n, a, transposeA, b, transposeB, into) {
      const rows = Math.ceil(m / 4);
      const columns = Math.ceil(n / 4);
      const bytes = 8 * (4 * rows * k + 4 * k * columns + 16 * rows * columns);
      // A strip of one vector would be mostly empty.
      if (m * k * n < WORTH_PACKING || Math.min(m, n) < 3 || bytes > MAX_BYTES)
        return plainKernels.matMul(m, k, n, a, transposeA, b, transposeB, into);
      product ??= instantiate();
      reserve(product.memory, bytes);
      const memory = new Float64Array(product.memory.buffer);
      const inB = 4 * rows * k;
      const inC = inB + 4 * columns * k;
      pack(memory, 0, a, m, k, transposeA);
      pack(memory, inB, b, n, k, !transposeB);
      memory.fill(0, inC, inC + 16 * rows * columns);
      product.multiply(rows, columns, k, 0, 8 * inB, 8 * inC);
      const width = 4 * columns;
      if (width === n) into.set(memory.subarray(inC, inC + m * n));
      else for (let i = 0; i < m; i++) into.set(memory.subarray(inC + i * width, inC + i * width + n), i * n);
    },
  };
}

function instantiate(): Product {
  const module = new WebAssembly.Module(
    Uint8Array.from(atob(PRODUCT), (character) => character.charCodeAt(0)),
  );
  return new WebAssembly.Instance(module).exports as unknown as Product;
}

function reserve(memory: WebAssembly.Memory, bytes: number): void {
  const missing = bytes - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
}

/**
 * Writes `count` lines of `steps` numbers as strips of four, from place `at` of `memory`; what is missing to four is 0. The
 * numbers of a line stand side by side in `source`, or, where `isAcross`, the lines do.
 */
function pack(
  memory: Float64Array,
  at: number,
  source: Float64Array,
  count: number,
  steps: number,
  isAcross: boolean,
): void {
  const whole = count - (count % 4);
  let to = at;
  for (let line = 0; line < whole; line += 4) {
    if (isAcross)
      for (let step = 0; step < steps; step++, to += 4) {
        const from = step * count + line;
        memory[to] = source[from]!;
        memory[to + 1] = source[from + 1]!;
        memory[to + 2] = source[from + 2]!;
        memory[to + 3] = source[from + 3]!;
      }
    else {
      const from = line * steps;
      for (let step = 0; step < steps; step++, to += 4) {
        memory[to] = source[from + step]!;
        memory[to + 1] = source[from + steps + step]!;
        memory[to + 2] = source[from + 2 * steps + step]!;
        memory[to + 3] = source[from + 3 * steps + step]!;
      }
    }
  }
  if (whole === count) return;
  for (let step = 0; step < steps; step++)
    for (let line = whole; line < whole + 4; line++)
      memory[to++] = line < count ? source[isAcross ? step * count + line : line * steps + step]! : 0;
}
