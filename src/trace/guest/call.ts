/**
 * The call of the selected function, made after the program has ended: how the function is reached, what it was
 * called with last, and what it is called with now.
 */
import { made } from './callSites.ts';
import { copied, copy, kindOf, literal } from './data.ts';
import {
  apply,
  construct,
  dataOf,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isArray,
  list,
  NativeFloat64Array,
  nextOf,
} from './intrinsics.ts';
import { firstDerived, isTransparent, lastValues } from './names.ts';
import * as tape from './tape.ts';

/** What the host wants called. Of each list of arguments, a hole is one that is not given. */
export interface CallConfig {
  /** How many parameters the function has, and the constructor of its class. */
  readonly parameters: number;
  readonly constructed: number;
  /** The last parameter takes the rest of the arguments, as an array. */
  readonly rest: boolean;
  readonly constructedRest: boolean;
  /** What `this` is: nothing, the class, the object that the function is in, an instance, or a new instance. */
  readonly receiver: 'none' | 'class' | 'object' | 'instance' | 'fresh';
  /** The variable that holds the instance, by its name id; 0 for none. */
  readonly variable: number;
  readonly isGenerator: boolean;
}

/** Given to the guest with the configuration: what the person wrote, and what else there is where nobody called. */
export interface CallArguments {
  readonly given: readonly unknown[];
  readonly otherwise: readonly unknown[];
  readonly constructGiven: readonly unknown[];
  readonly constructOtherwise: readonly unknown[];
}

/** Positions in SOURCES. */
const [NONE, GIVEN, CALL, OTHERWISE] = [0, 1, 2, 3];

/** Of arguments in calls, so many values are copied at once; what comes later, at the end. */
const MAX_COPIED = 300_000;

/** A call that the program made, or `undefined` before there was one. */
interface Seen {
  self: unknown;
  args: unknown[];
  site: number;
  isCopied: boolean;
}

let get: ((self: unknown) => unknown) | undefined;
let owner: (() => unknown) | undefined;
let called: Seen | undefined;
let constructed: Seen | undefined;
let callSite = 0;
/** The scope of the last call that was not made from inside another one, and of the last call that was. */
let outermost = 0;
let innermost = 0;

/** Notes how to get the function, given the object that it is called on. */
export function callable(how: (self: unknown) => unknown): void {
  get = how;
}

/** Notes how to get the class or the object that the function belongs to. */
export function callableOwner(how: () => unknown): void {
  owner = how;
}

/** Passes the function on, and notes it. */
export function callableValue(value: unknown): unknown {
  get = () => value;
  return value;
}

/** Passes the object on, and notes how to get the function that is in it. */
export function callableObject(value: unknown, how: (self: unknown) => unknown): unknown {
  owner = () => value;
  get = how;
  return value;
}

/** Passes the last argument of a call on, and notes where the call stands. */
export function calledFrom(value: unknown, site: number): unknown {
  callSite = site;
  return value;
}

/** The function has been entered. Of calls from inside of it, recursive ones, nothing is kept. */
export function entered(self: unknown, args: unknown[]): void {
  const scope = tape.pinnedScope();
  let at = tape.parentOf(scope);
  while (at > outermost && at !== innermost) at = tape.parentOf(at);
  const isInside = at > 0 && at >= outermost;
  innermost = scope;
  if (isInside) return;
  outermost = scope;
  called = seen(self, args);
}

/** The constructor of the function's class has been entered. */
export function enteredNew(args: unknown[]): void {
  constructed = seen(undefined, args);
}

function seen(self: unknown, args: unknown[]): Seen {
  const site = callSite;
  callSite = 0;
  const isCopied = copied() < MAX_COPIED;
  return { self, args: isCopied ? copyAll(args) : args, site, isCopied };
}

function copyAll(args: unknown[]): unknown[] {
  const copies = list<unknown>();
  for (let i = 0; i < args.length; i++) copies[i] = copy(args[i]);
  return copies;
}

/** What was passed, and where it came from: the two columns of the report. */
interface Passed {
  readonly args: unknown[];
  readonly sources: number[];
}

function choose(
  count: number,
  hasRest: boolean,
  given: readonly unknown[],
  last: Seen | undefined,
  otherwise: readonly unknown[],
): Passed {
  const args = list<unknown>();
  const sources = list<number>();
  const copied = last && (last.isCopied ? last.args : copyAll(last.args));
  for (let i = 0; i < count; i++) {
    const isGiven = getOwnPropertyDescriptor(given, i) !== undefined;
    const isOther = getOwnPropertyDescriptor(otherwise, i) !== undefined;
    sources[i] = isGiven ? GIVEN : copied ? CALL : isOther ? OTHERWISE : NONE;
    args[i] = isGiven ? given[i] : copied ? copied[i] : isOther ? otherwise[i] : undefined;
  }
  if (!hasRest) return { args, sources };
  const passed = list<unknown>();
  for (let i = 0; i < count - 1; i++) passed[i] = args[i];
  const rest = args[count - 1];
  if (isArray(rest)) for (let i = 0; i < rest.length; i++) passed[passed.length] = rest[i];
  return { args: passed, sources };
}

/** What the last call is reported to be: see `packCall`. */
let texts = list<string>();
const report = list<number>();

/** Where the program could not be asked: the function was never reached, or there is no object to call it on. */
export const UNREACHED = 0;
export const CALLED = 1;

/** Calls the function; what it returns is the host's to look at. Throws what the function throws. */
export function invoke(config: CallConfig, wanted: CallArguments): unknown {
  report[0] = UNREACHED;
  report[1] = tape.size;
  report[2] = called?.site ?? 0;
  report[3] = constructed?.site ?? 0;
  texts = list<string>();
  describeAll(called?.args, config.parameters, called);
  describeAll(constructed?.args, config.constructed, constructed);
  if (get === undefined) return undefined;
  tape.goTo(0);
  // The program may have ended in the middle of a call.
  made();

  const sources = list<number>();
  let self = called?.self;
  if (config.receiver === 'class' || config.receiver === 'object') self = owner?.();
  else if (config.receiver !== 'none') self = instanceFor(config, wanted, sources);
  if (config.receiver !== 'none' && (self === undefined || self === null)) return undefined;
  const target = reached(get, self);
  if (typeof target !== 'function') return undefined;
  const passed = choose(config.parameters, config.rest, wanted.given, called, wanted.otherwise);
  report[0] = CALLED;
  // What is computed from here on is the function's; everything before is an input to it.
  report[1] = tape.size;
  for (let i = 0; i < config.parameters; i++) report[report.length] = passed.sources[i]!;
  for (let i = 0; i < sources.length; i++) report[report.length] = sources[i]!;
  const result = apply(target as () => unknown, self, passed.args);
  return config.isGenerator ? lastYielded(result) : result;
}

/** The function; undefined where its variable has not been given a value yet. */
function reached(how: (self: unknown) => unknown, self: unknown): unknown {
  try {
    return how(self);
  } catch {
    return undefined;
  }
}

/** The instance to call on: of the variable, of the last call, any that a variable holds, or a new one. */
function instanceFor(config: CallConfig, wanted: CallArguments, sources: number[]): unknown {
  const Class = owner?.();
  if (config.receiver === 'instance') {
    const held = config.variable > 0 ? lastValues[config.variable] : undefined;
    if (typeof held === 'object' && held !== null) return held;
    if (typeof called?.self === 'object') return called.self;
    for (let id = firstDerived - 1; id > 0; id--)
      if (isInstance(lastValues[id], Class)) return lastValues[id];
  }
  if (typeof Class !== 'function') return undefined;
  const passed = choose(
    config.constructed,
    config.constructedRest,
    wanted.constructGiven,
    constructed,
    wanted.constructOtherwise,
  );
  for (let i = 0; i < config.constructed; i++) sources[i] = passed.sources[i]!;
  return construct(Class as new () => unknown, passed.args);
}

function isInstance(value: unknown, Class: unknown): boolean {
  if (typeof value !== 'object' || value === null || typeof Class !== 'function') return false;
  const wanted = dataOf(getOwnPropertyDescriptor(Class, 'prototype'));
  for (let at: unknown = value, steps = 0; steps < 16; steps++) {
    if (typeof at !== 'object' || at === null || !isTransparent(at)) return false;
    at = getPrototypeOf(at);
    if (at === wanted && at !== undefined) return true;
  }
  return false;
}

/** What a generator yields last; what it returns, where it yields nothing. */
function lastYielded(generator: unknown): unknown {
  let last: unknown;
  for (let count = 0; ; count++) {
    const { value, done } = nextOf(generator);
    if (done) return count === 0 ? value : last;
    last = value;
  }
}

/** `[status, rows before it, site of the last call, of the last construction, source of each argument …]`. */
export function packCall(): Float64Array {
  const column = new NativeFloat64Array(report.length);
  for (let i = 0; i < report.length; i++) column[i] = report[i]!;
  return column;
}

/** Of each parameter, and then of each of the constructor's: `=` and a literal, `~` and a description, or ''. */
export function callTexts(): readonly string[] {
  return texts;
}

function describeAll(args: unknown[] | undefined, count: number, last: Seen | undefined): void {
  for (let i = 0; i < count; i++) {
    const value = args?.[i];
    const text = last && literal(value);
    texts[texts.length] =
      !last || value === undefined ? '' : text !== undefined ? `=${text}` : `~${kindOf(value)}`;
  }
}
