/**
 * The language's own functions, where they could tell a traced number from a plain one: replaced by functions
 * of the same name and length that see the number in it. What is not here converts its operands by itself.
 */
import {
  apply,
  construct,
  defineProperty,
  getOwnPropertyDescriptor,
  isArray,
  NativeNumber,
  nativeMath,
  ownKeys,
  weakAdd,
} from './intrinsics.ts';
import { nameNew, proxies } from './names.ts';
import { Traced, toNumber, tracedMany, tracedUnary } from './traced.ts';
import { NOW } from './world.ts';

type AnyFunction = (...args: never[]) => unknown;
type Constructor = new (...args: unknown[]) => object;
type Callback = (this: unknown, ...args: unknown[]) => unknown;

const BINARY_MATH = ['atan2', 'pow'];
const MANY_MATH = ['hypot', 'max', 'min'];
/** Not differentiable, and handed a plain number: `clz32` and `imul` are about bits. */
const UNARY_MATH = (
  'abs acos acosh asin asinh atan atanh cbrt ceil cos cosh exp expm1 floor fround log log10 log1p log2 ' +
  'round sign sin sinh sqrt tan tanh trunc'
).split(' ');

/** Replaces a function of `owner` by one that cannot be told from it by name, length or lack of `prototype`. */
function replace(owner: object, key: PropertyKey, make: (native: Callback) => Callback): void {
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

function dress(made: AnyFunction, native: AnyFunction): void {
  defineProperty(made, 'name', { value: native.name, configurable: true });
  defineProperty(made, 'length', { value: native.length, configurable: true });
}

/** Replaces a global constructor; `seen` says how it sees its arguments. The prototype stays the same object. */
function replaceConstructor(
  name: string,
  seen: (args: unknown[]) => unknown[],
  called?: (args: unknown[]) => unknown,
): void {
  const scope = globalThis as unknown as Record<string, unknown>;
  const native = scope[name] as (new (...args: unknown[]) => object) & { prototype: object };
  if (native === undefined) return;
  function replacement(this: unknown, ...args: unknown[]): unknown {
    if (new.target === undefined)
      return called ? called(args) : apply(native as unknown as Callback, this, seen(args));
    const target = new.target === (replacement as unknown) ? native : (new.target as unknown as Constructor);
    return construct(native, seen(args), target);
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
function plainAll(args: unknown[]): unknown[] {
  for (let i = 0; i < args.length; i++) args[i] = Traced.plain(args[i]);
  return args;
}

export function replaceNatives(): void {
  replaceMath();
  replaceNumber();
  replaceArray();
  replaceKeyed();
  replaceJSON();
  replaceObject();
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
}

/** Called more than all the others together, so it goes without the wrapper; an arrow has no `prototype` either. */
function replaceMathFunction(name: string, made: (...xs: unknown[]) => unknown): void {
  const descriptor = getOwnPropertyDescriptor(Math, name)!;
  dress(made, descriptor.value as AnyFunction);
  defineProperty(Math, name, { ...descriptor, value: made });
}

function replaceNumber(): void {
  for (const name of ['isFinite', 'isNaN'])
    replace(globalThis, name, (native) => (value) => native(Traced.plain(toNumber(value))));
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
  for (const name of [
    'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array',
    'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array',
  ]) // biome-ignore format: a list
    replaceConstructor(name, plainAll);
  const typedArray = Object.getPrototypeOf(Int8Array.prototype) as object;
  for (const prototype of [Array.prototype, typedArray])
    for (const name of ['every', 'filter', 'find', 'findIndex', 'findLast', 'findLastIndex', 'some'])
      replace(
        prototype,
        name,
        (native) =>
          function (callback, ...rest) {
            return apply(native, this, [decided(callback), ...rest]);
          },
      );
  for (const prototype of [Array.prototype, typedArray])
    for (const name of ['includes', 'indexOf', 'lastIndexOf'])
      replace(
        prototype,
        name,
        (native) =>
          function (...args) {
            return apply(native, withPlainElements(this), plainAll(args));
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
}

/** A callback whose results are looked at by the language: for their truth, or as keys. */
function decided(callback: unknown): unknown {
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
  const copy: unknown[] = [];
  copy.length = self.length;
  for (let i = 0; i < self.length; i++) if (i in self) copy[i] = Traced.plain(self[i]);
  return copy;
}

/** Maps and sets find an entry by the number; weak ones refuse it. */
function replaceKeyed(): void {
  for (const { prototype } of [Map, Set, WeakMap, WeakSet])
    for (const name of ['get', 'set', 'add', 'has', 'delete'])
      replace(
        prototype,
        name,
        (native) =>
          function (key, ...rest) {
            return apply(native, this, [Traced.plain(key), ...rest]);
          },
      );
  replace(Map, 'groupBy', (native) => (items, callback) => apply(native, Map, [items, decided(callback)]));
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

function replaceObject(): void {
  replaceConstructor('Object', plainAll);
  replace(Object, 'is', (native) => (a, b) => native(Traced.plain(a), Traced.plain(b)));
  for (const name of ['getPrototypeOf', 'isExtensible', 'isFrozen', 'isSealed'])
    replace(Object, name, (native) => (value) => native(Traced.plain(value)));
  const NativeProxy = Proxy;
  const made = function (this: unknown, target: object, handler: ProxyHandler<object>): object {
    if (new.target === undefined) throw new TypeError("Constructor Proxy requires 'new'");
    const proxy = new NativeProxy(target, handler);
    weakAdd(proxies, proxy);
    return proxy;
  };
  dress(made, NativeProxy as unknown as AnyFunction);
  defineProperty(made, 'prototype', { value: undefined });
  defineProperty(made, 'revocable', getOwnPropertyDescriptor(NativeProxy, 'revocable')!);
  replace(made, 'revocable', (native) => (...args) => {
    const revocable = apply(native, NativeProxy, args) as { proxy: object };
    weakAdd(proxies, revocable.proxy);
    return revocable;
  });
  defineProperty(globalThis, 'Proxy', { value: made, writable: true, enumerable: false, configurable: true });
}
