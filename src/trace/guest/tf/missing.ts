/** What TensorFlow.js has and the sandbox does not: it can be named, and says so when it is used. */
import { core } from './core.ts';

/** The namespace with everything that the real one has. */
export function withMissing(
  path: string,
  names: Readonly<Record<string, string>>,
  there: Record<string, unknown>,
): Record<string, unknown> {
  const all = { ...there };
  for (const name of namesOf(names[path]!)) if (!(name in all)) all[name] = missing(`${path}.${name}`);
  return all;
}

export function namesOf(text: string): string[] {
  return text.trim().split(/\s+/);
}

/**
 * Gives a class a method for each of the names that it has none for, which says so.
 *
 * @param properties those that are read, not called.
 */
export function refuseMissing(
  Class: { readonly prototype: object },
  names: string,
  things: string,
  properties: readonly string[] = [],
): void {
  for (const name of namesOf(names)) {
    if (name in Class.prototype) continue;
    const fail = () => {
      throw new Error(`“${name}” of TensorFlow.js's ${things} is not supported here`);
    };
    const what = properties.includes(name) ? { get: fail } : { value: fail, writable: true };
    Object.defineProperty(Class.prototype, name, { ...what, configurable: true });
  }
}

/** Stands for something that is not there. A part of it can be taken; calling it or computing with it fails. */
export function missing(path: string): unknown {
  const fail = (): never => {
    throw new Error(`“${path}” of TensorFlow.js is not supported here`);
  };
  // A class of the program can extend only a constructor.
  const target = class {};
  const proxy = new Proxy(target, {
    get(_target, key) {
      if (key === 'prototype') return target.prototype;
      if (key === Symbol.toPrimitive) return fail;
      if (typeof key === 'symbol' || key === 'then' || key === '__esModule') return undefined;
      return missing(`${path}.${key}`);
    },
    set: fail,
    apply: fail,
    construct: fail,
  });
  core.hide(proxy);
  return proxy;
}
