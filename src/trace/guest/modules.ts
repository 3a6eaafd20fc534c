/**
 * CommonJS inside the sandbox, as in Node: each module runs once, when it is first required, and a cycle gets what
 * has been exported so far. Also what stands for modules that the sandbox does not have, which fail when they are used.
 */
import {
  apply,
  defineProperty,
  mapDelete,
  mapGet,
  mapSet,
  NativeError,
  NativeMap,
  NativeProxy,
  NativeTypeError,
  parseText,
  weakAdd,
} from './intrinsics.ts';
import { proxies } from './names.ts';
import * as tape from './tape.ts';
import { Traced } from './tape.ts';
import { core } from './tensors.ts';

/** A module that can be required. */
export type ModuleConfig =
  | { readonly name: string; readonly format: 'module' | 'commonjs' | 'script' }
  /** The library of tensors: a function of `core` (tensors.ts). */
  | { readonly name: string; readonly format: 'library' }
  /** What the sandbox does not have; it says why when it is used. */
  | { readonly name: string; readonly format: 'absent'; readonly specifier: string; readonly reason: string }
  /** What cannot be had. */
  | { readonly name: string; readonly format: 'fault'; readonly message: string };

export interface ModulesConfig {
  readonly entry: string;
  readonly modules: readonly ModuleConfig[];
  /** Which module a specifier means: from, specifier, module. */
  readonly requires: readonly (readonly [string, string, string])[];
  /** What is said of a specifier that nobody knows: what comes before it, and after. */
  readonly unread: readonly [string, string];
}

/** What only the host can do. */
export interface Host {
  /** The function of the helpers that a CommonJS module is compiled to. */
  readonly compile: (name: string) => (helpers: object) => (...args: unknown[]) => unknown;
  /** The namespace of an ES module as the property `all`, evaluated; undefined where it awaits something. */
  readonly evaluate: (name: string) => { readonly all: unknown } | undefined;
}

/** Node's `module`. */
interface NodeModule {
  readonly id: string;
  exports: unknown;
  loaded: boolean;
}

let host: Host;
let helpers: object;
let config: ModulesConfig;
const known = new NativeMap<string, ModuleConfig>();
const targets = new NativeMap<string, Map<string, string>>();
const nodeModules = new NativeMap<string, NodeModule>();

export function setModules(theConfig: ModulesConfig, theHost: Host, theHelpers: object): void {
  config = theConfig;
  host = theHost;
  helpers = theHelpers;
  for (let i = 0; i < config.modules.length; i++) mapSet(known, config.modules[i]!.name, config.modules[i]!);
  for (let i = 0; i < config.requires.length; i++) {
    const request = config.requires[i]!;
    let ofModule = mapGet(targets, request[0]);
    if (ofModule === undefined) {
      ofModule = new NativeMap();
      mapSet(targets, request[0], ofModule);
    }
    mapSet(ofModule, request[1], request[2]);
  }
}

/** Node's `require` for the module of this name. */
export function requireOf(from: string): (specifier: unknown) => unknown {
  const require = (specifier: unknown): unknown => {
    const text = Traced.plain(specifier);
    if (typeof text !== 'string') throw new NativeTypeError('The "id" argument must be of type string.');
    const ofModule = mapGet(targets, from);
    const name = ofModule && mapGet(ofModule, text);
    if (name === undefined) throw notFound(config.unread[0] + text + config.unread[1]);
    return exportsOf(name);
  };
  defineProperty(require, 'main', {
    value: mapGet(nodeModules, config.entry),
    writable: true,
    enumerable: true,
    configurable: true,
  });
  return require;
}

/** What the module gives to whom requires it; runs it the first time. */
export function exportsOf(name: string): unknown {
  const module = mapGet(known, name)!;
  if (module.format === 'fault') throw notFound(module.message);
  if (module.format === 'absent') return absent(name);
  // A module belongs to no call, also where one required it.
  const scope = tape.runningScope();
  tape.goTo(0);
  const found = module.format === 'module' ? namespaceOf(name) : runOnce(name, module.format === 'library');
  tape.goTo(scope);
  return found;
}

function namespaceOf(name: string): unknown {
  const namespace = host.evaluate(name);
  if (namespace === undefined)
    throw new NativeError(`“${name}” awaits something at its top level and cannot be required: import it`);
  return namespace.all;
}

function runOnce(name: string, isLibrary: boolean): unknown {
  const started = mapGet(nodeModules, name);
  if (started !== undefined) return started.exports;
  const module: NodeModule = { id: name, exports: {}, loaded: false };
  mapSet(nodeModules, name, module);
  const slash = lastSlash(name);
  let folder = '/';
  for (let i = 0; i < slash; i++) folder += name[i];
  let isDone = false;
  try {
    const run = host.compile(name)(isLibrary ? core : helpers);
    if (isLibrary) module.exports = run;
    else apply(run, module.exports, [module.exports, requireOf(name), module, `/${name}`, folder]);
    isDone = true;
  } finally {
    // As in Node, a module that threw runs again when it is required again.
    if (!isDone) mapDelete(nodeModules, name);
  }
  module.loaded = true;
  return module.exports;
}

function lastSlash(path: string): number {
  let at = path.length - 1;
  while (at >= 0 && path[at] !== '/') at -= 1;
  return at;
}

/** The default of a CommonJS module that a compiler made of an ES module. */
export function defaultOf(whole: unknown): unknown {
  const isObject = (typeof whole === 'object' && whole !== null) || typeof whole === 'function';
  if (!isObject || Traced.row(whole) >= 0) return whole;
  const { __esModule, default: its } = whole as { __esModule?: unknown; default?: unknown };
  return __esModule && 'default' in whole ? its : whole;
}

export function parseJson(text: string): unknown {
  return parseText(text);
}

function notFound(message: string): Error {
  const error = new NativeError(message);
  defineProperty(error, 'code', {
    value: 'MODULE_NOT_FOUND',
    writable: true,
    enumerable: true,
    configurable: true,
  });
  return error;
}

/** Stands for a module that is not there: any part of it can be taken, and fails when it is called or computed with. */
export function absent(name: string): unknown {
  const module = mapGet(known, name) as ModuleConfig & { format: 'absent' };
  return absentPart(module.specifier, module.reason, '');
}

function absentPart(specifier: string, reason: string, path: string): unknown {
  const fail = (): never => {
    throw new NativeError(`${path}${path && ' of '}“${specifier}” is not available: ${reason}`);
  };
  // Something that can be called, constructed and extended.
  const target = () => {};
  const proxy = new NativeProxy(target, {
    __proto__: null,
    get(_target: object, key: PropertyKey) {
      if (key === 'prototype') return target.prototype;
      if (key === toPrimitive) return fail;
      // A promise would wait for it, and a compiler look for its mark.
      if (typeof key === 'symbol' || key === 'then' || key === '__esModule') return undefined;
      return absentPart(specifier, reason, path === '' ? `${key}` : `${path}.${key}`);
    },
    set: fail,
    apply: fail,
    construct: fail,
  } as ProxyHandler<() => void>);
  weakAdd(proxies, proxy);
  return proxy;
}

const { toPrimitive } = Symbol;
