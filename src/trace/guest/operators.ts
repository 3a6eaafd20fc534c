/** The operators that do no arithmetic: comparison, truth, `typeof`, `++`, and assignment to a place in an object. */
import { apply, NativeTypeError } from './intrinsics.ts';
import { name, nameAt } from './names.ts';
import { Traced } from './tape.ts';
import { arithmetic, toNumber, toPrimitive } from './traced.ts';

/** `a === b`. */
export function same3(a: unknown, b: unknown): boolean {
  return Traced.plain(a) === Traced.plain(b);
}

/** `a == b`. */
export function same2(a: unknown, b: unknown): boolean {
  let x = Traced.plain(a);
  let y = Traced.plain(b);
  const isObject = (value: unknown) =>
    (typeof value === 'object' && value !== null) || typeof value === 'function';
  // Two objects are compared as they are, and so is an object with nothing; with anything else, by what it turns into.
  if (isObject(x) !== isObject(y) && x !== null && x !== undefined && y !== null && y !== undefined) {
    x = Traced.plain(toPrimitive(x, 'default'));
    y = Traced.plain(toPrimitive(y, 'default'));
  }
  // biome-ignore lint/suspicious/noDoubleEquals: it is the operator that this function stands for
  return x == y;
}

const { hasInstance } = Symbol;
const isMadeBy = Function.prototype[Symbol.hasInstance];

/** `a instanceof b`, where a program may decide that by itself. */
export function instanceOf(value: unknown, made: Readonly<Record<symbol, unknown>>): boolean {
  const plain = Traced.plain(value);
  const isObject = (typeof made === 'object' && made !== null) || typeof made === 'function';
  const decide = isObject ? made[hasInstance] : undefined;
  if (typeof decide === 'function') return !!Traced.plain(apply(decide, made, [plain]));
  if (decide !== undefined && decide !== null) throw new NativeTypeError('not a function');
  if (typeof made !== 'function') throw new NativeTypeError("invalid 'instanceof' right operand");
  return apply(isMadeBy, made, [plain]) as boolean;
}

function comparable(value: unknown): number {
  return Traced.plain(
    typeof value === 'object' || typeof value === 'function' ? toPrimitive(value, 'number') : value,
  ) as number;
}

export function lt(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  const x = comparable(a);
  return x < comparable(b);
}

export function gt(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a > b;
  const x = comparable(a);
  return x > comparable(b);
}

export function le(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a <= b;
  const x = comparable(a);
  return x <= comparable(b);
}

export function ge(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a >= b;
  const x = comparable(a);
  return x >= comparable(b);
}

/** What an `if` may test in place of the value. */
export function truth(value: unknown): unknown {
  return Traced.plain(value);
}

let aside: unknown;

/** For `a && b`: whether a decides, in which case it is kept aside. */
export function isFalse(value: unknown): boolean {
  if (Traced.plain(value)) return false;
  aside = value;
  return true;
}

/** For `a || b`. */
export function isTrue(value: unknown): boolean {
  if (!Traced.plain(value)) return false;
  aside = value;
  return true;
}

/** For `a?.b`, where nothing runs between the question and the answer: whether a is nothing; else it is kept aside. */
export function isNothing(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  aside = value;
  return false;
}

/** The value that was kept aside a moment ago. */
export function kept(): unknown {
  const value = aside;
  aside = undefined;
  return value;
}

export function typeOf(value: unknown): string {
  return Traced.row(value) >= 0 ? 'number' : typeof value;
}

/** The same of a global variable that need not exist. Only what looks like an object is read: it may have a getter. */
export function typeOfGlobal(type: string, read: () => unknown): string {
  return type === 'object' ? typeOf(read()) : type;
}

/** `+x`. */
export function pos(value: unknown): unknown {
  const primitive = toPrimitive(value, 'number');
  return Traced.row(primitive) >= 0 ? primitive : +(primitive as number);
}

/** The language's ToNumeric, which leaves a BigInt alone. */
function toNumeric(value: unknown): unknown {
  if (typeof value === 'number') return value;
  const primitive = toPrimitive(value, 'number');
  return typeof primitive === 'bigint' || Traced.row(primitive) >= 0 ? primitive : toNumber(primitive);
}

function stepped(old: unknown, by: number, site: number): unknown {
  if (typeof old === 'bigint') return old + (by > 0 ? 1n : -1n);
  // x - 1 rather than x + (-1), as the user wrote it.
  return by > 0 ? arithmetic.add(old, 1, site) : arithmetic.sub(old, 1, site);
}

/** For `x = step(x)`: the new value, named. */
export function step(value: unknown, by: number, site: number, id: number): unknown {
  return name(stepped(toNumeric(value), by, site), id, site);
}

/** For `first(stepAfter(x), x = kept())`: the old value; the new one is kept aside. */
export function stepAfter(value: unknown, by: number, site: number, id: number): unknown {
  const old = toNumeric(value);
  aside = name(stepped(old, by, site), id, site);
  return old;
}

export function first(value: unknown, _assigned: unknown): unknown {
  return value;
}

export function same(value: unknown): unknown {
  return value;
}

/** A place in an object, evaluated once, and what it held then. */
export interface Place {
  readonly value: unknown;
  readonly write: (value: unknown) => void;
}

export function reference(object: Record<PropertyKey, unknown>, key: unknown): Place {
  // Naming the object first makes null and undefined fail as they do in the language.
  if (object === null || object === undefined)
    throw new TypeError(`cannot read property ${typeof key === 'string' ? `'${key}' ` : ''}of ${object}`);
  const property = Traced.plain(toPrimitive(key, 'string')) as PropertyKey;
  return {
    value: object[property],
    write: (value) => {
      object[property] = value;
    },
  };
}

/** A place that only the program's own code can name: a private member, or one of `super`. */
export function access<T>(of: T, read: (of: T) => unknown, write: (of: T, value: unknown) => void): Place {
  return { value: read(of), write: (value) => write(of, value) };
}

/** For `place &&= b`: whether the place decides; if so its value is kept aside, if not the place itself. */
export function isFalseAt(place: Place): boolean {
  if (isFalse(place.value)) return true;
  aside = place;
  return false;
}

/** For `place ||= b`. */
export function isTrueAt(place: Place): boolean {
  if (isTrue(place.value)) return true;
  aside = place;
  return false;
}

export function put(place: Place, value: unknown): unknown {
  place.write(value);
  return value;
}

/** `place op= operand`, named as the element of `id` that the keys lead to. */
export function assign(
  place: Place,
  operand: unknown,
  operator: (a: unknown, b: unknown, site: number) => unknown,
  site: number,
  id = 0,
  key?: unknown,
  key2?: unknown,
): unknown {
  const value = operator(place.value, operand, site);
  return put(place, id ? nameAt(value, site, id, key, key2) : name(value, 0, site));
}

export function stepMember(place: Place, by: number, site: number): unknown {
  return put(place, step(place.value, by, site, 0));
}

export function stepMemberAfter(place: Place, by: number, site: number): unknown {
  const old = stepAfter(place.value, by, site, 0);
  put(place, kept());
  return old;
}
