/** Each row of the table against JavaScript, against central differences, against its formulas, against PyTorch. */
import assert from 'node:assert/strict';
import { evaluateFormula, operations, type ScalarOpName, scalarOpNames } from '../../src/engine/index.ts';
import corners from './corners.json' with { type: 'json' };

const LINE = [
  -1e6, -745, -30, -2.5, -1.2, -1, -0.7, -1e-8, 0, 1e-8, 0.3, 0.999, 1, 1.001, 1.5, 2.5, 30, 700, 1e6,
];
const PLANE = [-1e6, -2.5, -2, -1, -0.7, 0, 1e-8, 0.3, 1, 2, 3.5, 1e6];
const SPACE = [-2, -0.5, 0, 1.5, 1e6];
const SPECIAL = [-0, NaN, Infinity, -Infinity];

/** The operands that each row is tried on. */
function grid(op: ScalarOpName, points = { line: LINE, plane: PLANE, space: SPACE }): readonly number[][] {
  const { line, plane, space } = points;
  const { arity } = operations[op];
  const pairs = plane.flatMap((x) => plane.map((y) => [x, y]));
  if (arity === 1) return line.map((x) => [x]);
  if (arity === 2) return pairs;
  return [
    ...line.map((x) => [x]),
    ...pairs,
    ...space.flatMap((x) => space.flatMap((y) => space.map((z) => [x, y, z]))),
  ];
}

function gridWithSpecial(op: ScalarOpName): readonly number[][] {
  return grid(op, {
    line: [...LINE, ...SPECIAL],
    plane: [...PLANE, ...SPECIAL],
    space: [...SPACE, ...SPECIAL],
  });
}

function locals(op: ScalarOpName, operands: readonly number[]): number[] {
  const into: number[] = [];
  operations[op].locals(operands, operations[op].forward(operands), into);
  return into;
}

const hasTie = (xs: readonly number[]) => new Set(xs).size < xs.length;

/** Where a row has a kink, a jump, a pole or no value: no central difference there. */
const notSmooth: Readonly<
  Partial<Record<ScalarOpName, (x: number, y: number, all: readonly number[]) => boolean>>
> = {
  abs: (x) => x === 0,
  acos: (x) => Math.abs(x) >= 1,
  acosh: (x) => x <= 1,
  asin: (x) => Math.abs(x) >= 1,
  // At the cut along the negative axis, and a step beside it.
  atan2: (x, y) => Math.abs(x) <= 1e-8 && y <= 0,
  atanh: (x) => Math.abs(x) >= 1,
  cbrt: (x) => x === 0,
  ceil: (x) => Number.isInteger(x),
  div: (_, y) => y === 0,
  floor: (x) => Number.isInteger(x),
  hypot: (_x, _y, all) => all.every((x) => x === 0),
  log: (x) => x <= 0,
  log10: (x) => x <= 0,
  log1p: (x) => x <= -1,
  log2: (x) => x <= 0,
  max: (_x, _y, all) => hasTie(all),
  min: (_x, _y, all) => hasTie(all),
  mod: (x, y) => y === 0 || Number.isInteger(x / y),
  pow: (x) => x <= 0,
  round: (x) => Number.isInteger(x + 0.5),
  sign: (x) => x === 0,
  sqrt: (x) => x <= 0,
  trunc: (x) => Number.isInteger(x),
};

/** The central difference that comes closest to `expected`, over steps from coarse to fine. */
function closestDifference(
  op: ScalarOpName,
  operands: readonly number[],
  slot: number,
  expected: number,
): number {
  const x = operands[slot]!;
  const at = (moved: number) => operations[op].forward(operands.with(slot, moved));
  let closest = NaN;
  for (const scale of new Set([Math.abs(x) || 1, Math.max(1, Math.abs(x))])) {
    for (let h = scale * 1e-2; h >= scale * 1e-14; h /= 4) {
      const difference = (at(x + h) - at(x - h)) / (x + h - (x - h));
      if (Number.isNaN(closest) || Math.abs(difference - expected) < Math.abs(closest - expected)) {
        closest = difference;
      }
    }
  }
  return closest;
}

const show = (operands: readonly number[]) => `(${operands.join(', ')})`;

describe('the table of operations', () => {
  it('has a row for every function of Math that is one of real numbers', () => {
    const others = ['clz32', 'f16round', 'imul', 'random', 'sumPrecise'];
    const functions = Object.getOwnPropertyNames(Math).filter(
      (name) => typeof Reflect.get(Math, name) === 'function' && !others.includes(name),
    );
    const missing = functions.filter(
      (name) => name !== 'pow' && !scalarOpNames.includes(name as ScalarOpName),
    );
    assert.deepEqual(missing, []);
    assert.equal(functions.length, 32);
  });

  const operators: Readonly<Partial<Record<ScalarOpName, (x: number, y: number) => number>>> = {
    add: (x, y) => x + y,
    sub: (x, y) => x - y,
    mul: (x, y) => x * y,
    div: (x, y) => x / y,
    mod: (x, y) => x % y,
    pow: (x, y) => x ** y,
    neg: (x) => -x,
  };

  for (const op of scalarOpNames) {
    const { arity, forward, formula, partial, vjp, jvp } = operations[op];

    describe(op, () => {
      it("has exactly JavaScript's value", () => {
        const javascript: (...operands: number[]) => number = operators[op] ?? Reflect.get(Math, op);
        for (const operands of gridWithSpecial(op)) {
          const [z, expected] = [forward(operands), javascript(...operands)];
          assert.ok(Object.is(z, expected), `${op}${show(operands)} is ${z}, not ${expected}`);
        }
      });

      it('has the derivatives that central differences have', () => {
        let compared = 0;
        for (const operands of grid(op)) {
          if (notSmooth[op]?.(operands[0]!, operands[1]!, operands)) continue;
          if (!Number.isFinite(forward(operands))) continue;
          for (const [slot, local] of locals(op, operands).entries()) {
            const difference = closestDifference(op, operands, slot, local);
            // A difference that overflows tells nothing.
            if (!Number.isFinite(difference)) continue;
            // What is small beside the value drowns in its rounding.
            const floor = Math.max(1e-4, 1e-8 * Math.abs(forward(operands)));
            const error = Math.abs(difference - local) / Math.max(Math.abs(local), floor);
            assert.ok(error < 1e-5, `∂${op}${show(operands)}/∂${slot} is ${local}, not ${difference}`);
            compared++;
          }
        }
        assert.ok(compared >= 6, `only ${compared} derivatives could be compared`);
      });

      it('has formulas that are its code', () => {
        for (const operands of gridWithSpecial(op)) {
          const z = forward(operands);
          const [x, y] = operands as [number, number];
          assertSame(evaluateFormula(formula, { x, y, xs: operands }), z, `${op}${show(operands)}`);
          if (isStatedCorner(op, x, y)) continue;
          for (const [slot, local] of locals(op, operands).entries()) {
            const bindings = arity === 'any' ? { x: operands[slot]!, z, xs: operands } : { x, y, z };
            const value = evaluateFormula(partial(slot), bindings);
            assertSame(value, local, `∂${op}${show(operands)}/∂${slot}`);
          }
        }
      });

      it('has one map in both directions: ⟨vjp(c), t⟩ = ⟨c, jvp(t)⟩', () => {
        for (const operands of grid(op)) {
          for (const local of locals(op, operands)) {
            const [cotangent, tangent] = [0.75, -1.25];
            assertSame(vjp(cotangent, local) * tangent, cotangent * jvp(tangent, local), op);
            assertSame(vjp(1, local), local, op);
          }
        }
      });
    });
  }

  it('names the operand that a formula is asked for in vain', () => {
    assert.throws(() => operations.sin.partial(1), /^RangeError: There is no operand 1/);
  });

  it('takes more operands than a call can be given', () => {
    const operands = Array.from({ length: 1_000_000 }, (_, i) => i % 1000);
    assert.equal(operations.max.forward(operands), 999);
    assert.equal(locals('max', operands)[999], 1e-3);
  });
});

/** The corners where a derivative is a stated convention, beside what its formula gives. */
function isStatedCorner(op: ScalarOpName, x: number, y: number): boolean {
  if (op === 'pow') return x === 0 || y === 0;
  if (op === 'atan2') return x === 0 && y === 0;
  return op === 'acosh' && x === -1;
}

/** Equal to nine digits; NaN, infinities and their signs exactly. */
function assertSame(actual: number, expected: number, what: string): void {
  const same =
    Object.is(actual, expected) ||
    actual === expected ||
    Math.abs(actual - expected) <= 1e-9 * Math.abs(expected) + 1e-15;
  assert.ok(same, `${what}: ${actual} is not ${expected}`);
}

describe("PyTorch's conventions", () => {
  /** Where we differ, and why. */
  const exceptions: readonly { why: string; applies: (op: string, x: number, y: number) => boolean }[] = [
    { why: 'NaN flows through |x| too', applies: (op, x) => op === 'abs' && Number.isNaN(x) },
    { why: 'the value is NaN; only the sign of ∞ differs', applies: (op, x) => op === 'acosh' && x === -1 },
    {
      why: "JavaScript's value of (±1) ** ±∞ and 1 ** NaN is NaN",
      applies: (op, x, y) => op === 'pow' && Math.abs(x) === 1 && !Number.isFinite(y),
    },
    {
      why: '0 since PyTorch 2.10; the fixture is older',
      applies: (op, x, y) => op === 'atan2' && x === 0 && y === 0,
    },
    {
      why: 'exp(x) keeps the digits that expm1(x) + 1 loses',
      applies: (op, x) => op === 'expm1' && x === -30,
    },
  ];

  it('are known for every row of the table that PyTorch has', () => {
    assert.deepEqual(
      scalarOpNames.filter((op) => !corners.some((row) => row.op === op)),
      ['cbrt'],
    );
  });
  for (const op of scalarOpNames.filter((name) => name !== 'cbrt')) {
    it(`hold for ${op}`, () => {
      for (const row of corners) {
        if (row.op !== op) continue;
        const operands = row.operands.map(Number);
        const [x, y] = operands as [number, number];
        if (exceptions.some(({ applies }) => applies(op, x, y))) continue;
        for (const [slot, local] of locals(op, operands).entries()) {
          assertSame(local, Number(row.locals[slot]), `∂${op}${show(operands)}/∂${slot}`);
        }
      }
    });
  }

  const byHand: readonly [op: ScalarOpName, operands: number[], locals: number[]][] = [
    ['abs', [0], [0]],
    ['abs', [NaN], [NaN]],
    ['sqrt', [0], [Infinity]],
    ['cbrt', [0], [Infinity]],
    ['log', [0], [Infinity]],
    ['log', [-2], [-0.5]],
    ['max', [2, 2], [0.5, 0.5]],
    ['max', [1, 3, 3, 3], [0, 1 / 3, 1 / 3, 1 / 3]],
    ['max', [NaN, 1, 2], [1, 1, 1]],
    ['min', [0, -0], [0.5, 0.5]],
    ['pow', [0, 0], [0, 0]],
    ['pow', [0, -1], [-Infinity, -Infinity]],
    ['pow', [0, 2], [0, 0]],
    ['pow', [-2, 3], [12, NaN]],
    ['div', [1, 0], [Infinity, -Infinity]],
    ['mod', [-7, 2], [1, 3]],
    ['atan2', [0, 0], [0, 0]],
    ['atan2', [1e-200, 1e-200], [5e199, -5e199]],
    ['hypot', [0, 0], [NaN, NaN]],
    ['round', [2.5], [0]],
    ['fround', [0.1], [1]],
  ];
  for (const [op, operands, expected] of byHand) {
    it(`∂${op}${show(operands)} is ${show(expected)}`, () => {
      const actual = locals(op, operands);
      assert.equal(actual.length, expected.length);
      for (const [slot, local] of actual.entries()) assertSame(local, expected[slot]!, `slot ${slot}`);
    });
  }
});
