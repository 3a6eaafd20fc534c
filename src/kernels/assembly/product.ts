/**
 * The product of two matrices in WebAssembly with SIMD, written in AssemblyScript, which scripts/assembly.ts compiles. Both
 * come packed in strips, so that the innermost loop reads straight ahead: a in strips of four rows and b in strips of four
 * columns, each strip with its four numbers of one step of the sum side by side. All arguments from `a` on are addresses.
 */

/** Steps of the sum at a time: two strips of them fit into the fastest cache. */
const STEPS: i32 = 256;

/** c = a · b, where c has `rows` · 4 rows of `columns` · 4 numbers, and strips have `steps` steps. */
export function multiply(rows: i32, columns: i32, steps: i32, a: usize, b: usize, c: usize): void {
  const strip: usize = (steps as usize) << 5;
  const width: usize = (columns as usize) << 5;
  for (let first = 0; first < steps; first += STEPS) {
    const count = min(STEPS, steps - first);
    const shift: usize = (first as usize) << 5;
    for (let j = 0; j < columns; j++)
      for (let i = 0; i < rows; i++)
        addBlock(
          count,
          a + (i as usize) * strip + shift,
          b + (j as usize) * strip + shift,
          c + (i as usize) * 4 * width + ((j as usize) << 5),
          width,
        );
  }
}

/** Adds the products of `count` steps to a block of 4 × 4 numbers whose rows are `width` bytes apart. */
function addBlock(count: i32, a: usize, b: usize, c: usize, width: usize): void {
  const c1 = c + width;
  const c2 = c1 + width;
  const c3 = c2 + width;
  let s00 = v128.load(c);
  let s01 = v128.load(c, 16);
  let s10 = v128.load(c1);
  let s11 = v128.load(c1, 16);
  let s20 = v128.load(c2);
  let s21 = v128.load(c2, 16);
  let s30 = v128.load(c3);
  let s31 = v128.load(c3, 16);
  for (let step = 0; step < count; step++) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    let x = v128.load64_splat(a);
    s00 = f64x2.add(s00, f64x2.mul(x, b0));
    s01 = f64x2.add(s01, f64x2.mul(x, b1));
    x = v128.load64_splat(a, 8);
    s10 = f64x2.add(s10, f64x2.mul(x, b0));
    s11 = f64x2.add(s11, f64x2.mul(x, b1));
    x = v128.load64_splat(a, 16);
    s20 = f64x2.add(s20, f64x2.mul(x, b0));
    s21 = f64x2.add(s21, f64x2.mul(x, b1));
    x = v128.load64_splat(a, 24);
    s30 = f64x2.add(s30, f64x2.mul(x, b0));
    s31 = f64x2.add(s31, f64x2.mul(x, b1));
    a += 32;
    b += 32;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  v128.store(c1, s10);
  v128.store(c1, s11, 16);
  v128.store(c2, s20);
  v128.store(c2, s21, 16);
  v128.store(c3, s30);
  v128.store(c3, s31, 16);
}
