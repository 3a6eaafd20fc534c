/**
 * The language's own functions as they were before the user's program could change them. The rest of the guest
 * calls nothing that a program can replace.
 */
export const { apply, construct, ownKeys, getOwnPropertyDescriptor, getPrototypeOf, defineProperty } =
  Reflect;
export const { set: reflectSet } = Reflect;
/** The object that the language makes of a primitive. */
export const toObject: (value: unknown) => object = Object;
export const { isArray } = Array;
export const { isView } = ArrayBuffer;
export const NativeNumber = Number;
export const NativeError = Error;
export const NativeTypeError = TypeError;
export const NativeProxy = Proxy;
export const NativeMap = Map;
export const NativeWeakMap = WeakMap;
export const NativeWeakSet = WeakSet;
export const NativeUint8Array = Uint8Array;
export const NativeUint16Array = Uint16Array;
export const NativeUint32Array = Uint32Array;
export const NativeInt32Array = Int32Array;
export const NativeFloat64Array = Float64Array;
/** The typed arrays by name. */
export const typedArrays = Object.fromEntries(
  Object.getOwnPropertyNames(globalThis)
    .filter((name) => /^(Big)?(Int|Uint|Float)\d+(Clamped)?Array$/.test(name))
    .map((name) => [name, (globalThis as unknown as Record<string, unknown>)[name]]),
) as Readonly<Record<string, new (length: number) => ArrayBufferView>>;
export const nativeMath = Object.fromEntries(
  Object.getOwnPropertyNames(Math).map((name) => [name, (Math as unknown as Record<string, unknown>)[name]]),
) as unknown as Math;

export const ITERATOR: typeof Symbol.iterator = Symbol.iterator;
export const { is, freeze } = Object;
export const objectPrototype = Object.prototype;
export const { stringify } = JSON;
export const arrayPrototype = Array.prototype;

const { setPrototypeOf } = Object;
/** An empty array that inherits nothing: what a program does to the prototype of arrays does not reach it. */
export function list<T>(): T[] {
  return setPrototypeOf([], null) as T[];
}

/** The arguments of a call, which inherit nothing from then on either. */
export function bare(args: unknown[]): unknown[] {
  return setPrototypeOf(args, null) as unknown[];
}

/** A list as an array like any other, for the program. */
export function arrayOf<T>(items: T[]): T[] {
  return setPrototypeOf(items, arrayPrototype) as T[];
}

/** A method as a function of its receiver. */
export function uncurry<S, A extends unknown[], R>(
  method: (this: S, ...args: A) => R,
): (self: S, ...args: A) => R {
  return (self, ...args) => apply(method, self, args) as R;
}

export const mapGet = uncurry(Map.prototype.get) as <K, V>(map: Map<K, V>, key: K) => V | undefined;
export const mapSet = uncurry(Map.prototype.set) as <K, V>(map: Map<K, V>, key: K, value: V) => void;
export const mapDelete = uncurry(Map.prototype.delete) as <K>(map: Map<K, unknown>, key: K) => boolean;
export const weakGet = uncurry(WeakMap.prototype.get) as <K extends WeakKey, V>(
  map: WeakMap<K, V>,
  key: K,
) => V | undefined;
export const weakSet = uncurry(WeakMap.prototype.set) as <K extends WeakKey, V>(
  map: WeakMap<K, V>,
  key: K,
  value: V,
) => void;
export const weakHas = uncurry(WeakSet.prototype.has) as (set: WeakSet<WeakKey>, value: WeakKey) => boolean;
export const weakAdd = uncurry(WeakSet.prototype.add) as (set: WeakSet<WeakKey>, value: WeakKey) => void;
export const parseText = JSON.parse as (text: string) => unknown;
export const charCodeAt = uncurry(String.prototype.charCodeAt) as (text: string, at: number) => number;

const { get: getBuffer } = getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype)!, 'buffer')!;

/** The buffer of a typed array. The property itself can be replaced by a program. */
export function bufferOf(column: ArrayBufferView): ArrayBuffer {
  return apply(getBuffer as () => ArrayBuffer, column, []) as ArrayBuffer;
}

export const hasOwn = Object.prototype.hasOwnProperty as (this: object, key: PropertyKey) => boolean;

/** The value of a property that has one; undefined for a getter, whatever `Object.prototype` has been given. */
export function dataOf(descriptor: PropertyDescriptor | undefined): unknown {
  return descriptor !== undefined && apply(hasOwn, descriptor, ['value']) ? descriptor.value : undefined;
}

const transferBuffer = uncurry(ArrayBuffer.prototype.transfer) as (
  buffer: ArrayBuffer,
  length: number,
) => ArrayBuffer;
const sliceBuffer = uncurry(ArrayBuffer.prototype.slice) as (
  buffer: ArrayBuffer,
  start: number,
  end: number,
) => ArrayBuffer;

/** The bytes of `buffer` in one of another length. Copying typed arrays would go element by element. */
export function resized(buffer: ArrayBuffer, length: number): ArrayBuffer {
  return transferBuffer(buffer, length);
}

export function firstBytes(buffer: ArrayBuffer, length: number): ArrayBuffer {
  return sliceBuffer(buffer, 0, length);
}

const generatorNext = uncurry(
  (getPrototypeOf(function* () {}) as { prototype: Generator }).prototype.next as (this: unknown) => unknown,
);

/** The next step of a generator, whatever its prototype has been given. */
export function nextOf(generator: unknown): { readonly value?: unknown; readonly done: boolean } {
  return generatorNext(generator) as { value?: unknown; done: boolean };
}
