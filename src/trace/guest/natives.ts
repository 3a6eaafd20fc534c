/**
 * The language's own functions, where they could tell a traced number from a plain one: replaced by functions
 * of the same name and length that see the number in it. What is not here converts its operands by itself.
 */
import { index, integer, relative } from './indices.ts';
import {
  apply,
  construct,
  dataOf,
  defineProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  is,
  isArray,
  list,
  NativeNumber,
  nativeMath,
  ownKeys,
} from './intrinsics.ts';
import { withPlainItems } from './items.ts';
import { isNamed, nameNew } from './names.ts';
import { Traced } from './tape.ts';
import { toNumber, toPrimitive, tracedMany, tracedUnary } from './traced.ts';
import { NOW } from './world.ts';

export type AnyFunction = (...args: never[]) => unknown;
export type Constructor = new (...args: unknown[]) => object;
export type Callback = (this: unknown, ...args: unknown[]) => unknown;

const BINARY_MATH = ['atan2', 'pow'];
const MANY_MATH = ['hypot', 'max', 'min'];
/** Not differentiable, and handed a plain number: `clz32` and `imul` are about bits. */
const UNARY_MATH = (
  'abs acos acosh asin asinh atan atanh cbrt ceil cos cosh exp expm1 floor fround log log10 log1p log2 ' +
  'round sign sin sinh sqrt tan tanh trunc'
).split(' ');

/** Replaces a function of `owner` by one that cannot be told from it by name, length or lack of `prototype`. */
export function replace(owner: object, key: PropertyKey, make: (native: Callback) => Callback): void {
  const descriptor = getOwnPropertyDescriptor(owner, key);
  if (descriptor === undefined) return;
  const native = descriptor.value as Callback;
  const made = make(native);
  // A method has neither `prototype` nor a constructor, like the language's own.
  const { method } = {
    method(this: unknown, ...args: unknown[]): unknown {
      return apply(made, this, args);
    },
  };
  dress(method, native);
  defineProperty(owner, key, { ...descriptor, value: method });
}

export function dress(made: AnyFunction, native: AnyFunction): void {
  defineProperty(made, 'name', { value: native.name, configurable: true });
  defineProperty(made, 'length', { value: native.length, configurable: true });
}

/**
 * Replaces a global constructor; `seen` says how it sees its arguments, `called` what it does without `new`, and `made`
 * how it makes the object. The prototype stays the same object.
 */
export function replaceConstructor(
  name: string,
  seen: (args: unknown[]) => unknown[],
  called?: (args: unknown[]) => unknown,
  made: (native: Constructor, args: unknown[], target: Constructor) => object = construct,
): void {
  const scope = globalThis as unknown as Record<string, unknown>;
  const native = scope[name] as (new (...args: unknown[]) => object) & { prototype: object };
  if (native === undefined) return;
  function replacement(this: unknown, ...args: unknown[]): unknown {
    if (new.target === undefined)
      return called ? called(args) : apply(native as unknown as Callback, this, seen(args));
    const target = new.target === (replacement as unknown) ? native : (new.target as unknown as Constructor);
    return made(native, seen(args), target);
  }
  for (const key of ownKeys(native)) {
    const descriptor = getOwnPropertyDescriptor(native, key)!;
    defineProperty(replacement, key, descriptor);
  }
  Object.setPrototypeOf(replacement, Object.getPrototypeOf(native) as object);
  if (native.prototype)
    defineProperty(native.prototype, 'constructor', {
      value: replacement,
      writable: true,
      enumerable: false,
      configurable: true,
    });
  defineProperty(scope, name, { value: replacement, writable: true, enumerable: false, configurable: true });
}

/** In place, and without a method of arrays: those call the constructor that is replaced here. */
export function plainAll(args: unknown[]): unknown[] {
  for (let i = 0; i < args.length; i++) args[i] = Traced.plain(args[i]);
  return args;
}

export function replaceNatives(): void {
  replaceMath();
  replaceNumber();
  replaceArray();
  replaceIterator();
  replaceJSON();
  replaceObject();
  replaceReflect();
  replaceApply();
}

/** QuickJS gives a number for some operands below −1, where the language asks for NaN. */
function acosh(x: number): number {
  return x < 1 ? NaN : nativeMath.acosh(x);
}

function replaceMath(): void {
  for (const name of UNARY_MATH) {
    const native = (nativeMath as unknown as Record<string, (x: number) => number>)[name]!;
    const traced = tracedUnary(name, name === 'acosh' ? acosh : native);
    replaceMathFunction(name, (x) => traced(x));
  }
  for (const name of [...BINARY_MATH, ...MANY_MATH]) {
    const native = (nativeMath as unknown as Record<string, (...xs: number[]) => number>)[name]!;
    replaceMathFunction(name, tracedMany(name, native, BINARY_MATH.includes(name)));
  }
  // The table of operations has no sum of many.
  replace(Math, 'sumPrecise', (native) => (numbers) => native(withPlainItems(numbers)));
}

/** Called more than all the others together, so it goes without the wrapper; an arrow has no `prototype` either. */
function replaceMathFunction(name: string, made: (...xs: unknown[]) => unknown): void {
  const descriptor = getOwnPropertyDescriptor(Math, name)!;
  dress(made, descriptor.value as AnyFunction);
  defineProperty(Math, name, { ...descriptor, value: made });
}

function replaceNumber(): void {
  for (const name of ['isFinite', 'isNaN'])
    replace(globalThis, name, (native) => (value) => native(Traced.plain(toPrimitive(value, 'number'))));
  for (const name of ['isFinite', 'isInteger', 'isNaN', 'isSafeInteger'])
    replace(Number, name, (native) => (value) => native(Traced.plain(value)));
  for (const name of ['toExponential', 'toFixed', 'toLocaleString', 'toPrecision', 'toString'])
    replace(
      Number.prototype,
      name,
      (native) =>
        function (...args) {
          return apply(native, Traced.plain(this), plainAll(args));
        },
    );
  // The one method whose result is the number itself: the trace goes on.
  replace(
    Number.prototype,
    'valueOf',
    (native) =>
      function () {
        return Traced.row(this) >= 0 ? this : apply(native, this, []);
      },
  );
  replaceConstructor('Number', plainAll, (args) => (args.length === 0 ? 0 : toNumberOrBigInt(args[0])));
  replaceConstructor('Boolean', plainAll);
  replaceConstructor(
    'Date',
    (args) => (args.length === 0 ? [NOW] : plainAll(args)),
    () => `${new Date(NOW)}`,
  );
  // A traced number answers as a number does: methods, `constructor`, additions to Number.prototype.
  Object.setPrototypeOf(Traced.prototype, Number.prototype);
  defineProperty(Traced.prototype, 'constructor', {
    value: Number,
    writable: true,
    enumerable: false,
    configurable: true,
  });
  defineProperty(Traced.prototype, Symbol.toStringTag, { value: 'Number', configurable: true });
}

function toNumberOrBigInt(value: unknown): unknown {
  return typeof value === 'bigint' ? NativeNumber(value) : toNumber(value);
}

function replaceArray(): void {
  replaceConstructor('Array', (args) => (args.length === 1 ? plainAll(args) : args));
  for (const name of ['every', 'filter', 'find', 'findIndex', 'findLast', 'findLastIndex', 'some'])
    replaceDecided(Array.prototype, name);
  for (const name of ['includes', 'indexOf', 'lastIndexOf'])
    replace(
      Array.prototype,
      name,
      (native) =>
        function (...args) {
          const wanted = Traced.plain(args[0]);
          // Nothing but a number equals a traced one.
          return typeof wanted === 'number' && typeof this === 'object' && this !== null
            ? search(this as ArrayLike<unknown>, name, wanted, args)
            : apply(native, this, plainAll(args));
        },
    );
  for (const name of ['push', 'unshift'])
    replace(
      Array.prototype,
      name,
      (native) =>
        function (...args) {
          const first = name === 'push' && isArray(this) ? this.length : 0;
          if (isArray(this))
            for (let i = 0; i < args.length; i++) args[i] = nameNew(this, first + i, args[i]);
          return apply(native, this, args);
        },
    );
  replace(
    Array.prototype,
    'fill',
    (native) =>
      function (value, from, to) {
        if (typeof value !== 'number' || !isArray(this) || !isNamed(this))
          return apply(native, this, [value, Traced.plain(from), Traced.plain(to)]);
        const { length } = this;
        const start = index(from);
        const end = index(to);
        apply(native, this, [value, start, end]);
        nameFilled(this, value, relative(start, length, 0), relative(end, length, length));
        return this;
      },
  );
}

/** `flatMap` is here for what its callback must not give, a number. */
function replaceIterator(): void {
  const prototype = getPrototypeOf(getPrototypeOf([].values())!)!;
  for (const name of ['every', 'filter', 'find', 'flatMap', 'some']) replaceDecided(prototype, name);
  replacePlain((prototype as { readonly constructor: object }).constructor, ['from']);
}

function replaceDecided(owner: object, name: string): void {
  replace(
    owner,
    name,
    (native) =>
      function (...args) {
        return apply(native, this, decidedFirst(args));
      },
  );
}

/** What a named array was filled with becomes a leaf for each element. */
function nameFilled(array: unknown[], value: number, start: number, end: number): void {
  for (let i = start; i < end; i++) {
    const descriptor = getOwnPropertyDescriptor(array, i);
    if (descriptor?.writable && is(dataOf(descriptor), value)) array[i] = nameNew(array, i, value);
  }
}

/** The arguments of a method, the first of which is such a callback. */
export function decidedFirst(args: unknown[]): unknown[] {
  if (args.length > 0) args[0] = decided(args[0]);
  return args;
}

/** The search for a number, step by step as the language defines it. */
function search(array: ArrayLike<unknown>, name: string, wanted: number, args: unknown[]): number | boolean {
  const isForward = name !== 'lastIndexOf';
  const includes = name === 'includes';
  const length = nativeMath.min(nativeMath.max(integer(index(array.length)), 0), 2 ** 53 - 1);
  let at = isForward ? 0 : length - 1;
  if (length > 0 && args.length > 1) {
    const from = integer(index(args[1]));
    at = from < 0 ? length + from : isForward ? from : nativeMath.min(from, length - 1);
    if (isForward && at < 0) at = 0;
  }
  for (; isForward ? at < length : at >= 0; at += isForward ? 1 : -1) {
    if (!includes && !(at in array)) continue;
    const element = Traced.plain(array[at]);
    if (element === wanted || (includes && isNone(element) && isNone(wanted))) return includes || at;
  }
  return includes ? false : -1;
}

/** Whether it is NaN; without the global function, which a program can replace. */
function isNone(value: unknown): boolean {
  return typeof value === 'number' && !(value >= 0 || value < 0);
}

/** A callback whose results are looked at by the language: for their truth, or as keys. */
export function decided(callback: unknown): unknown {
  if (typeof callback !== 'function') return callback;
  return function (this: unknown, ...args: unknown[]): unknown {
    return Traced.plain(apply(callback as Callback, this, args));
  };
}

/** What a search sees. Only an array that holds traced numbers is copied. */
function withPlainElements(self: unknown): unknown {
  if (!isArray(self)) return self;
  let first = 0;
  while (first < self.length && Traced.row(self[first]) < 0) first++;
  if (first === self.length) return self;
  const copy = list<unknown>();
  copy.length = self.length;
  for (let i = 0; i < self.length; i++) if (i in self) copy[i] = Traced.plain(self[i]);
  return copy;
}

/** What stands behind a number as JSON is the number, also where a `toJSON` or a replacer gives it. */
function replaceJSON(): void {
  replace(JSON, 'stringify', (native) => (value, replacer, space) => {
    const seen = isArray(replacer)
      ? withPlainElements(replacer)
      : function (this: unknown, key: unknown, element: unknown): unknown {
          return Traced.plain(
            typeof replacer === 'function' ? apply(replacer as Callback, this, [key, element]) : element,
          );
        };
    return native(value, seen, Traced.plain(space));
  });
}

/** Functions to which a number is no object, and that do not hand their arguments on. */
function replacePlain(owner: object, names: readonly string[]): void {
  for (const name of names)
    replace(
      owner,
      name,
      (native) =>
        function (...args) {
          return apply(native, this, plainAll(args));
        },
    );
}

/** Of the arguments, one is handed on: what is `this` in the function or getter that is called, or what is written. */
function replaceReflect(): void {
  for (const name of ownKeys(Reflect)) {
    const kept = name === 'apply' ? 1 : name === 'get' || name === 'set' ? 2 : -1;
    if (typeof name === 'string')
      replace(Reflect, name, (native) => (...args) => {
        for (let i = 0; i < args.length; i++) if (i !== kept) args[i] = Traced.plain(args[i]);
        return apply(native, undefined, args);
      });
  }
}

/** A list of arguments is no number. Without the wrapper, which would make each call through it deeper. */
function replaceApply(): void {
  const native = Function.prototype.apply as unknown as Callback;
  const { method } = {
    method(this: unknown, self: unknown, list: unknown): unknown {
      return apply(native, this, [self, Traced.plain(list)]);
    },
  };
  dress(method, native);
  defineProperty(Function.prototype, 'apply', { value: method, writable: true, configurable: true });
}

function replaceObject(): void {
  replaceConstructor('Object', plainAll);
  replaceConstructor('WeakRef', plainAll);
  for (const name of ['register', 'unregister'])
    replace(
      FinalizationRegistry.prototype,
      name,
      (native) =>
        function (...args) {
          return apply(native, this, plainAll(args));
        },
    );
  replace(Object, 'is', (native) => (a, b) => native(Traced.plain(a), Traced.plain(b)));
  replacePlain(Object, [
    ...[
      'assign',
      'create',
      'defineProperties',
      'defineProperty',
      'getPrototypeOf',
      'isExtensible',
      'isFrozen',
    ],
    ...['isSealed', 'setPrototypeOf'],
  ]);
  replace(Object, 'fromEntries', (native) => (entries) => apply(native, Object, [withPlainItems(entries)]));
}
