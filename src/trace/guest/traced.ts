/**
 * A traced number and the arithmetic on it. To the program it is a number: every operator of the language that
 * could tell it from one goes through a function here (or, where the language converts its operand by itself,
 * through `Symbol.toPrimitive`). The row is a private field, so that no program can see or forge it.
 */
import { apply, list, NativeNumber } from './intrinsics.ts';
import * as tape from './tape.ts';

/** A traced number as the program sees it. */
export type Num = number | Traced;

/** The operations' codes on the tape, by the names of the engine's table. */
export type Codes = Readonly<Record<string, number>>;

let codes: Codes = {};
let ADD = 0;
let SUB = 0;
let MUL = 0;
let DIV = 0;
let MOD = 0;
let POW = 0;
let NEG = 0;

export function setCodes(table: Codes): void {
  codes = table;
  ADD = table.add!;
  SUB = table.sub!;
  MUL = table.mul!;
  DIV = table.div!;
  MOD = table.mod!;
  POW = table.pow!;
  NEG = table.neg!;
}

export class Traced {
  readonly #row: number;

  constructor(row: number) {
    this.#row = row;
  }

  [Symbol.toPrimitive](): number {
    return tape.values[this.#row]!;
  }

  toJSON(): number {
    return tape.values[this.#row]!;
  }

  /** The row of a traced number, -1 for anything else. */
  static row(value: unknown): number {
    return typeof value === 'object' && value !== null && #row in value ? value.#row : -1;
  }

  /** The value itself, with a traced number turned into the plain one. */
  static plain(value: unknown): unknown {
    return typeof value === 'object' && value !== null && #row in value ? tape.values[value.#row]! : value;
  }

  // The seven operators spell the same steps out: a shared function would cost every operation a call.

  static add(a: Num, b: Num, site: number): unknown {
    let x = a as number;
    let y = b as number;
    let i = -1;
    let j = -1;
    if (typeof a !== 'number') {
      if (typeof a !== 'object' || a === null || !(#row in a)) return addOther(a, b);
      i = a.#row;
      x = tape.values[i]!;
    }
    if (typeof b !== 'number') {
      if (typeof b !== 'object' || b === null || !(#row in b)) return addOther(a, b);
      j = b.#row;
      y = tape.values[j]!;
    }
    const value = x + y;
    return i < 0 && j < 0 ? value : new Traced(tape.binary(ADD, i, x, j, y, value, site));
  }

  static sub(a: Num, b: Num, site: number): unknown {
    let x = a as number;
    let y = b as number;
    let i = -1;
    let j = -1;
    if (typeof a !== 'number') {
      if (typeof a !== 'object' || a === null || !(#row in a)) return other(a, b, Traced.sub, site, plainSub);
      i = a.#row;
      x = tape.values[i]!;
    }
    if (typeof b !== 'number') {
      if (typeof b !== 'object' || b === null || !(#row in b)) return other(a, b, Traced.sub, site, plainSub);
      j = b.#row;
      y = tape.values[j]!;
    }
    const value = x - y;
    return i < 0 && j < 0 ? value : new Traced(tape.binary(SUB, i, x, j, y, value, site));
  }

  static mul(a: Num, b: Num, site: number): unknown {
    let x = a as number;
    let y = b as number;
    let i = -1;
    let j = -1;
    if (typeof a !== 'number') {
      if (typeof a !== 'object' || a === null || !(#row in a)) return other(a, b, Traced.mul, site, plainMul);
      i = a.#row;
      x = tape.values[i]!;
    }
    if (typeof b !== 'number') {
      if (typeof b !== 'object' || b === null || !(#row in b)) return other(a, b, Traced.mul, site, plainMul);
      j = b.#row;
      y = tape.values[j]!;
    }
    const value = x * y;
    return i < 0 && j < 0 ? value : new Traced(tape.binary(MUL, i, x, j, y, value, site));
  }

  static div(a: Num, b: Num, site: number): unknown {
    let x = a as number;
    let y = b as number;
    let i = -1;
    let j = -1;
    if (typeof a !== 'number') {
      if (typeof a !== 'object' || a === null || !(#row in a)) return other(a, b, Traced.div, site, plainDiv);
      i = a.#row;
      x = tape.values[i]!;
    }
    if (typeof b !== 'number') {
      if (typeof b !== 'object' || b === null || !(#row in b)) return other(a, b, Traced.div, site, plainDiv);
      j = b.#row;
      y = tape.values[j]!;
    }
    const value = x / y;
    return i < 0 && j < 0 ? value : new Traced(tape.binary(DIV, i, x, j, y, value, site));
  }

  static mod(a: Num, b: Num, site: number): unknown {
    let x = a as number;
    let y = b as number;
    let i = -1;
    let j = -1;
    if (typeof a !== 'number') {
      if (typeof a !== 'object' || a === null || !(#row in a)) return other(a, b, Traced.mod, site, plainMod);
      i = a.#row;
      x = tape.values[i]!;
    }
    if (typeof b !== 'number') {
      if (typeof b !== 'object' || b === null || !(#row in b)) return other(a, b, Traced.mod, site, plainMod);
      j = b.#row;
      y = tape.values[j]!;
    }
    const value = x % y;
    return i < 0 && j < 0 ? value : new Traced(tape.binary(MOD, i, x, j, y, value, site));
  }

  static pow(a: Num, b: Num, site: number): unknown {
    let x = a as number;
    let y = b as number;
    let i = -1;
    let j = -1;
    if (typeof a !== 'number') {
      if (typeof a !== 'object' || a === null || !(#row in a)) return other(a, b, Traced.pow, site, plainPow);
      i = a.#row;
      x = tape.values[i]!;
    }
    if (typeof b !== 'number') {
      if (typeof b !== 'object' || b === null || !(#row in b)) return other(a, b, Traced.pow, site, plainPow);
      j = b.#row;
      y = tape.values[j]!;
    }
    const value = x ** y;
    return i < 0 && j < 0 ? value : new Traced(tape.binary(POW, i, x, j, y, value, site));
  }

  static neg(a: Num, site: number): unknown {
    if (typeof a === 'number') return -a;
    const row = Traced.row(a);
    if (row >= 0) return new Traced(tape.unary(NEG, row, -tape.values[row]!, site));
    const primitive = toPrimitive(a, 'number');
    return Traced.row(primitive) >= 0 ? Traced.neg(primitive as Traced, site) : -(primitive as number);
  }
}

type Arithmetic = (a: Num, b: Num, site: number) => unknown;
type PlainArithmetic = (a: number, b: number) => unknown;

const plainSub: PlainArithmetic = (a, b) => a - b;
const plainMul: PlainArithmetic = (a, b) => a * b;
const plainDiv: PlainArithmetic = (a, b) => a / b;
const plainMod: PlainArithmetic = (a, b) => a % b;
const plainPow: PlainArithmetic = (a, b) => a ** b;

/** `+` where an operand is neither a number nor a traced one: text, BigInt, objects, undefined … */
function addOther(a: unknown, b: unknown): unknown {
  const x = Traced.plain(toPrimitive(a, 'default')) as number;
  const y = Traced.plain(toPrimitive(b, 'default')) as number;
  return x + y;
}

/** The other operators there. An object that turns into a traced number keeps the trace. */
function other(a: unknown, b: unknown, traced: Arithmetic, site: number, plain: PlainArithmetic): unknown {
  const x = toPrimitive(a, 'number');
  const y = toPrimitive(b, 'number');
  const bothNumbers =
    (typeof x === 'number' || Traced.row(x) >= 0) && (typeof y === 'number' || Traced.row(y) >= 0);
  return bothNumbers
    ? traced(x as Num, y as Num, site)
    : plain(Traced.plain(x) as number, Traced.plain(y) as number);
}

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
  for (const name of hint === 'string'
    ? (['toString', 'valueOf'] as const)
    : (['valueOf', 'toString'] as const)) {
    const method: unknown = (value as Record<string, unknown>)[name];
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

/** A leaf: a plain number that the program gives to a variable, an element or a property. */
export function leaf(value: number, site: number): Traced {
  return new Traced(tape.leaf(value, site));
}

/** `Number(x)` that keeps the trace. */
export function toNumber(value: unknown): unknown {
  const primitive = toPrimitive(value, 'number');
  return Traced.row(primitive) >= 0 ? primitive : NativeNumber(primitive);
}
