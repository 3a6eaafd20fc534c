/** The operators that do no arithmetic: comparison, truth, `typeof`, `++`, and assignment to a place in an object. */
import { isNumber, leaf, Traced, toNumber, toPrimitive } from './traced.ts';

/** `a === b`. */
export function same3(a: unknown, b: unknown): boolean {
  return Traced.plain(a) === Traced.plain(b);
}

/** `a == b`. */
export function same2(a: unknown, b: unknown): boolean {
  const x = Traced.plain(a);
  const y = Traced.plain(b);
  const isObject = (value: unknown) =>
    (typeof value === 'object' && value !== null) || typeof value === 'function';
  // Two objects are compared as they are; an object with anything else by what it turns into.
  if (isObject(x) === isObject(y) || x === null || x === undefined || y === null || y === undefined)
    return x == y;
  return isObject(x)
    ? Traced.plain(toPrimitive(x, 'default')) == y
    : x == Traced.plain(toPrimitive(y, 'default'));
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

/** The value that was kept aside a moment ago. */
export function kept(): unknown {
  const value = aside;
  aside = undefined;
  return value;
}

export function typeOf(value: unknown): string {
  return Traced.row(value) >= 0 ? 'number' : typeof value;
}

/** `+x`. */
export function pos(value: unknown): unknown {
  const primitive = toPrimitive(value, 'number');
  return Traced.row(primitive) >= 0 ? primitive : +(primitive as number);
}

/** The language's ToNumeric, which leaves a BigInt alone. */
function toNumeric(value: unknown): unknown {
  const primitive = toPrimitive(value, 'number');
  return typeof primitive === 'bigint' || Traced.row(primitive) >= 0 ? primitive : toNumber(primitive);
}

function stepped(old: unknown, by: number, site: number): unknown {
  if (typeof old === 'bigint') return old + (by > 0 ? 1n : -1n);
  // x - 1 rather than x + (-1), as the user wrote it.
  return by > 0 ? Traced.add(old as number, 1, site) : Traced.sub(old as number, 1, site);
}

/** For `x = step(x)`: the new value; the old one is kept aside for `previous`. */
export function step(value: unknown, by: number, site: number): unknown {
  const old = typeof value === 'number' ? value : toNumeric(value);
  const next = stepped(old, by, site);
  aside = old;
  return next;
}

/** The value of `x++`, after `x = step(x)` has run. */
export function previous(_next: unknown): unknown {
  return kept();
}

export function same(value: unknown): unknown {
  return value;
}

/** A place in an object, evaluated once, and what it held then. */
interface Place {
  readonly object: Record<PropertyKey, unknown>;
  readonly key: PropertyKey;
  readonly value: unknown;
}

export function reference(object: Record<PropertyKey, unknown>, key: unknown): Place {
  // Naming the object first makes null and undefined fail as they do in the language.
  const value = object[key as PropertyKey];
  return { object, key: key as PropertyKey, value };
}

export function assign(
  place: Place,
  operand: unknown,
  operator: (a: never, b: never, site: number) => unknown,
  site: number,
): unknown {
  const value = operator(place.value as never, operand as never, site);
  place.object[place.key] = isNumber(value) && typeof value === 'number' ? leaf(value, site) : value;
  return value;
}

export function stepMember(place: Place, by: number, site: number): unknown {
  const value = step(place.value, by, site);
  place.object[place.key] = value;
  return value;
}

export function stepMemberAfter(place: Place, by: number, site: number): unknown {
  place.object[place.key] = step(place.value, by, site);
  return kept();
}
