/**
 * The inner loops that most of the time goes into. The engine has them in plain JavaScript; whoever runs it may give it
 * faster ones that compute the same.
 */

export interface Kernels {
  /**
   * into = a · b, of m × k and k × n, whose old elements do not count. A transposed operand is stored with its rows as
   * columns: k × m or n × k. Matrices are row-major and begin at the beginning of their arrays.
   */
  matMul(
    m: number,
    k: number,
    n: number,
    a: Float64Array,
    transposeA: boolean,
    b: Float64Array,
    transposeB: boolean,
    into: Float64Array,
  ): void;
}

/** Four rows of b at a time, so that each element of a row of `into` is read and written once for four products. */
const matMul: Kernels['matMul'] = (m, k, n, a, transposeA, b, transposeB, into) => {
  const left = transposeA ? transposed(a, k, m) : a;
  const right = transposeB ? transposed(b, n, k) : b;
  into.fill(0);
  const whole = k - (k % 4);
  for (let i = 0; i < m; i++) {
    const row = i * n;
    let p = 0;
    for (; p < whole; p += 4) {
      const a0 = left[i * k + p]!;
      const a1 = left[i * k + p + 1]!;
      const a2 = left[i * k + p + 2]!;
      const a3 = left[i * k + p + 3]!;
      const b0 = p * n;
      const b1 = b0 + n;
      const b2 = b1 + n;
      const b3 = b2 + n;
      for (let j = 0; j < n; j++)
        into[row + j]! +=
          a0 * right[b0 + j]! + a1 * right[b1 + j]! + a2 * right[b2 + j]! + a3 * right[b3 + j]!;
    }
    for (; p < k; p++) {
      const factor = left[i * k + p]!;
      for (let j = 0; j < n; j++) into[row + j]! += factor * right[p * n + j]!;
    }
  }
};

function transposed(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) result[j * rows + i] = matrix[i * columns + j]!;
  return result;
}

export const plainKernels: Kernels = { matMul };

let chosen = plainKernels;

export function kernels(): Kernels {
  return chosen;
}

/** From now on the table computes with `faster`, in this thread. */
export function useKernels(faster: Kernels): void {
  chosen = faster;
}
