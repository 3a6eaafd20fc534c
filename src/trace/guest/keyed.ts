/**
 * Maps and sets. Natively they hold plain numbers as keys, so that the language finds an entry by the number; the traced
 * number that came first for each key is kept beside the collection, and is what iterating gives.
 */
import {
  apply,
  defineProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  is,
  mapGet,
  mapSet,
  NativeMap,
  NativeWeakMap,
  uncurry,
  weakGet,
  weakSet,
} from './intrinsics.ts';
import { withPlainSteps } from './items.ts';
import { type Callback, decided, replace } from './natives.ts';
import { Traced } from './tape.ts';

type Keys = Map<number, unknown>;

/** By collection: its traced keys, by the number. */
const keysOf = new NativeWeakMap<object, Keys>();
/** By native iterator: the keys of the collection that it goes through, and whether it gives entries. */
const iterations = new NativeWeakMap<object, { readonly collection: object; readonly isEntries: boolean }>();

const mapHas = uncurry(Map.prototype.has) as (map: object, key: unknown) => boolean;
const setHas = uncurry(Set.prototype.has) as (set: object, key: unknown) => boolean;
const eachKey = uncurry(Map.prototype.forEach) as (
  map: Keys,
  heard: (traced: unknown, key: number) => void,
) => void;
const forget = uncurry(Map.prototype.delete) as (map: Keys, key: number) => boolean;

const COMBINING =
  'union intersection difference symmetricDifference isSubsetOf isSupersetOf isDisjointFrom'.split(' ');

export function replaceKeyed(): void {
  for (const { prototype } of [Map, Set, WeakMap, WeakSet])
    for (const name of ['get', 'has'])
      replace(prototype, name, (native) => withPlainKey((self, args) => apply(native, self, args)));
  for (const { prototype } of [WeakMap, WeakSet])
    for (const name of ['set', 'add', 'delete', 'getOrInsert', 'getOrInsertComputed'])
      replace(prototype, name, (native) => withPlainKey((self, args) => apply(native, self, args)));
  for (const name of COMBINING) replaceCombining(name);
  replaceAdding(Map.prototype, 'getOrInsert', mapHas);
  replaceAdding(Map.prototype, 'getOrInsertComputed', mapHas);
  replaceCollection(Map.prototype, 'set', mapHas, new Map().entries());
  replaceCollection(Set.prototype, 'add', setHas, new Set().values());
  replace(Map, 'groupBy', (native) => (items, callback) => apply(native, Map, [items, decided(callback)]));
}

function withPlainKey(run: (self: unknown, args: unknown[], key: unknown) => unknown): Callback {
  return function (...args) {
    const key = args[0];
    if (args.length > 0) args[0] = Traced.plain(key);
    return run(this, args, key);
  };
}

function replaceAdding(
  prototype: object,
  name: string,
  has: (collection: object, key: unknown) => boolean,
): void {
  replace(prototype, name, (native) =>
    withPlainKey((self, args, key) => {
      // The first key stays, and a set turns -0 into 0.
      const isNew = Traced.row(key) >= 0 && !is(args[0], -0) && !has(self as object, args[0]);
      const compute = args[1];
      if (isNew && name === 'getOrInsertComputed' && typeof compute === 'function')
        args[1] = () => apply(compute as Callback, undefined, [key]);
      const result = apply(native, self, args);
      if (isNew) keep(self as object, args[0] as number, key);
      return result;
    }),
  );
}

/** A method of sets that looks at another set, or at what is like one. */
function replaceCombining(name: string): void {
  replace(
    Set.prototype,
    name,
    (native) =>
      function (...args) {
        const seen = new NativeMap<number, unknown>();
        args[0] = withPlainKeys(args[0], seen);
        const result = apply(native, this, args);
        if (typeof result === 'object') {
          const move = (traced: unknown, key: number) => {
            const keys = weakGet(keysOf, result!);
            if (setHas(result!, key) && !(keys && mapGet(keys, key))) keep(result!, key, traced);
          };
          const own = weakGet(keysOf, this as object);
          if (own) eachKey(own, move);
          eachKey(seen, move);
        }
        return result;
      },
  );
}

/** What the language sees of the other set: the same in the same order, with plain keys; the traced ones go into `seen`. */
function withPlainKeys(other: unknown, seen: Keys): unknown {
  const set = Traced.plain(other) as Record<'size' | 'has' | 'keys', unknown>;
  if ((typeof set !== 'object' && typeof set !== 'function') || set === null) return set;
  const hear = (traced: object, key: number) => {
    if (!is(key, -0) && mapGet(seen, key) === undefined) mapSet(seen, key, traced);
  };
  return {
    get size() {
      return set.size;
    },
    get has() {
      const { has } = set;
      return typeof has === 'function' ? (key: unknown) => Traced.plain(apply(has, set, [key])) : has;
    },
    get keys() {
      const { keys } = set;
      return typeof keys === 'function' ? () => withPlainSteps(apply(keys, set, []), hear) : keys;
    },
  };
}

function replaceCollection(
  prototype: object,
  adding: string,
  has: (collection: object, key: unknown) => boolean,
  iterator: object,
): void {
  replaceAdding(prototype, adding, has);
  replace(prototype, 'delete', (native) =>
    withPlainKey((self, args) => {
      const isGone = apply(native, self, args);
      const keys = weakGet(keysOf, self as object);
      if (isGone && keys !== undefined) forget(keys, args[0] as number);
      return isGone;
    }),
  );
  replace(
    prototype,
    'clear',
    (native) =>
      function (...args) {
        const result = apply(native, this, args);
        if (weakGet(keysOf, this as object) !== undefined) weakSet(keysOf, this as object, new NativeMap());
        return result;
      },
  );
  replace(
    prototype,
    'forEach',
    (native) =>
      function (...args) {
        const keys = weakGet(keysOf, this as object);
        const callback = args[0];
        if (keys === undefined || typeof callback !== 'function') return apply(native, this, args);
        args[0] = function (this: unknown, value: unknown, key: unknown, self: unknown): unknown {
          const traced = tracedKey(keys, key);
          return apply(callback as Callback, this, [adding === 'add' ? traced : value, traced, self]);
        };
        return apply(native, this, args);
      },
  );
  // Several names of one function stay one.
  const isSet = adding === 'add';
  replaceIterators(prototype, 'entries', isSet ? [] : [Symbol.iterator]);
  replaceIterators(prototype, isSet ? 'values' : 'keys', isSet ? ['keys', Symbol.iterator] : []);
  replaceNext(getPrototypeOf(iterator)!, isSet);
}

function replaceIterators(prototype: object, name: string, aliases: readonly PropertyKey[]): void {
  replace(
    prototype,
    name,
    (native) =>
      function (...args) {
        const iterator = apply(native, this, args) as object;
        const collection = this as object;
        if (weakGet(keysOf, collection) !== undefined)
          weakSet(iterations, iterator, { collection, isEntries: name === 'entries' });
        return iterator;
      },
  );
  const descriptor = getOwnPropertyDescriptor(prototype, name)!;
  for (const alias of aliases) defineProperty(prototype, alias, descriptor);
}

/** What the iterator gives is a key, or an entry that holds one (of a set, twice). */
function replaceNext(prototype: object, isSet: boolean): void {
  replace(
    prototype,
    'next',
    (native) =>
      function (...args) {
        const result = apply(native, this, args) as { value: unknown };
        const iteration = weakGet(iterations, this as object);
        const keys = iteration && weakGet(keysOf, iteration.collection);
        if (keys === undefined) return result;
        if (!iteration!.isEntries) result.value = tracedKey(keys, result.value);
        else if (result.value !== undefined) {
          const entry = result.value as unknown[];
          entry[0] = tracedKey(keys, entry[0]);
          if (isSet) entry[1] = entry[0];
        }
        return result;
      },
  );
}

function keep(collection: object, key: number, traced: unknown): void {
  let keys = weakGet(keysOf, collection);
  if (keys === undefined) {
    keys = new NativeMap();
    weakSet(keysOf, collection, keys);
  }
  mapSet(keys, key, traced);
}

function tracedKey(keys: Keys, key: unknown): unknown {
  return (typeof key === 'number' && mapGet(keys, key)) || key;
}
