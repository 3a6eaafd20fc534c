/** The arithmetic of the language and of `Math` on traced numbers, operation by operation. */
import { apply, list, NativeNumber } from './intrinsics.ts';
import * as tape from './tape.ts';
import { Traced } from './tape.ts';

/** The operations' codes on the tape, by the names of the engine's table. */
export type Codes = Readonly<Record<string, number>>;

let codes: Codes = {};
export let FROUND = 0;

export function setCodes(table: Codes): void {
  codes = table;
  FROUND = table.fround!;
}

type Operator = (a: unknown, b: unknown, site: number) => unknown;

/** An operator as the language defines it, for operands of every kind. What turns into a traced number keeps the trace. */
function binaryOperator(
  op: string,
  compute: (a: number, b: number) => unknown,
  hint: 'default' | 'number' = 'number',
): Operator {
  return (a, b, site) => {
    const x = typeof a === 'number' ? a : toPrimitive(a, hint);
    // A symbol is refused before the other operand is converted.
    if (typeof x === 'symbol' && hint === 'number') return compute(x as never, 0);
    const y = typeof b === 'number' ? b : toPrimitive(b, hint);
    const i = Traced.row(x);
    const j = Traced.row(y);
    const value = compute((i < 0 ? x : tape.values[i]) as number, (j < 0 ? y : tape.values[j]) as number);
    if ((i & j) < 0) return value;
    return typeof value === 'number'
      ? new Traced(
          tape.binary(codes[op]!, i, i < 0 ? +(x as number) : 0, j, j < 0 ? +(y as number) : 0, value, site),
        )
      : value;
  };
}

/** The operators of arithmetic, by the names of the engine's table. */
export const arithmetic = {
  add: binaryOperator('add', (a, b) => a + b, 'default'),
  sub: binaryOperator('sub', (a, b) => a - b),
  mul: binaryOperator('mul', (a, b) => a * b),
  div: binaryOperator('div', (a, b) => a / b),
  mod: binaryOperator('mod', (a, b) => a % b),
  pow: binaryOperator('pow', (a, b) => a ** b),
  neg(a: unknown, site: number): unknown {
    const primitive = toPrimitive(a, 'number');
    const row = Traced.row(primitive);
    return row >= 0
      ? new Traced(tape.unary(codes.neg!, row, -tape.values[row]!, site))
      : -(primitive as number);
  },
};

/** The language's ToPrimitive, to which a traced number is a primitive. */
export function toPrimitive(value: unknown, hint: 'default' | 'number' | 'string'): unknown {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || Traced.row(value) >= 0)
    return value;
  const exotic = (value as { [Symbol.toPrimitive]?: unknown })[Symbol.toPrimitive];
  if (exotic !== undefined && exotic !== null) {
    if (typeof exotic !== 'function') throw new TypeError('Symbol.toPrimitive is not a function');
    const result: unknown = apply(exotic, value, [hint]);
    if (isPrimitive(result)) return result;
    throw new TypeError('Cannot convert object to primitive value');
  }
  for (let turn = 0; turn < 2; turn++) {
    const method: unknown = (value as Record<string, unknown>)[
      (turn === 0) === (hint === 'string') ? 'toString' : 'valueOf'
    ];
    if (typeof method !== 'function') continue;
    const result: unknown = apply(method, value, []);
    if (isPrimitive(result)) return result;
  }
  throw new TypeError('Cannot convert object to primitive value');
}

function isPrimitive(value: unknown): boolean {
  return (
    (typeof value !== 'object' && typeof value !== 'function') || value === null || Traced.row(value) >= 0
  );
}

/** A function of `Math` on one operand: records it where the operand is traced. */
export function tracedUnary(name: string, native: (x: number) => number): (x: unknown) => unknown {
  const code = codes[name]!;
  return (x) => {
    if (typeof x === 'number') return native(x);
    const row = Traced.row(x);
    if (row < 0) return native(Traced.plain(toPrimitive(x, 'number')) as number);
    return new Traced(tape.unary(code, row, native(tape.values[row]!), takeSite()));
  };
}

/** A function of `Math` on several operands, `atan2`, `pow`, `hypot`, `max`, `min`. */
export function tracedMany(
  name: string,
  native: (...xs: number[]) => number,
  isBinary: boolean,
): (...xs: unknown[]) => unknown {
  const code = codes[name]!;
  return (...xs) => {
    const rows = list<number>();
    const numbers = list<number>();
    let isTraced = false;
    const count = isBinary ? 2 : xs.length;
    for (let i = 0; i < count; i++) {
      const primitive = typeof xs[i] === 'number' ? xs[i] : toPrimitive(xs[i], 'number');
      const row = Traced.row(primitive);
      if (row >= 0) isTraced = true;
      rows[i] = row;
      // A BigInt or a symbol throws here as it does in the language.
      numbers[i] =
        row >= 0 ? tape.values[row]! : typeof primitive === 'number' ? primitive : +(primitive as number);
    }
    const value = apply(native, undefined, numbers) as number;
    if (!isTraced) return value;
    return new Traced(
      isBinary
        ? tape.binary(code, rows[0]!, numbers[0]!, rows[1]!, numbers[1]!, value, takeSite())
        : tape.nary(code, rows, numbers, value, takeSite()),
    );
  };
}

/** Where the call of a `Math` function stands that is about to be made; 0 where none was announced. */
let callSite = 0;
/** Where a function of `Math` was last handed on, for whoever calls it then: `h.map(Math.exp)`. */
let handedSite = 0;
let lastSite = 0;

/** Before a call: passes its last argument on, and notes where the call stands. */
export function calling(value: unknown, site: number): unknown {
  callSite = site;
  return value;
}

/** Passes a function of `Math` on, and notes where that was. */
export function handing(value: unknown, site: number): unknown {
  callSite = 0;
  handedSite = site;
  return value;
}

function takeSite(): number {
  const site = callSite || handedSite;
  callSite = 0;
  return site;
}

/** Where the call stands that was announced last, also for what is made later in it. */
export function siteOfCall(): number {
  if (callSite !== 0) lastSite = callSite;
  callSite = 0;
  return lastSite;
}

/** Makes `siteOfCall` give this place until the next call is announced; gives the one before. */
export function atSite(site: number): number {
  const before = siteOfCall();
  lastSite = site;
  return before;
}

/** A leaf: a plain number that the program gives to a variable, an element or a property. */
export function leaf(value: number, site: number): Traced {
  return new Traced(tape.leaf(value, site));
}

/** `Number(x)` that keeps the trace. */
export function toNumber(value: unknown): unknown {
  const primitive = toPrimitive(value, 'number');
  return Traced.row(primitive) >= 0 ? primitive : NativeNumber(primitive);
}
