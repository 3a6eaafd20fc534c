/** The world of the program: repeatable chance, a clock that stands still, and a console that is read later. */
import { lengthOf, typeOfArray } from './floats.ts';
import {
  apply,
  defineProperty,
  getOwnPropertyDescriptor,
  hasOwn,
  is,
  isArray,
  ownKeys,
  stringify,
} from './intrinsics.ts';
import { isTransparent } from './names.ts';
import { Traced } from './tape.ts';

/** 2020-01-01T00:00:00Z: the same program gives the same graph, today and tomorrow. */
export const NOW = 1_577_836_800_000;
const MAX_OUTPUT = 100_000;

/** What the program printed, lines ended by newlines; cut off at `MAX_OUTPUT` characters. */
export let output = '';

function seedRandom(): void {
  // Mulberry32 twice, for 53 bits: small, fast and good enough for initial weights.
  const { imul } = Math;
  let state = 0x9e3779b9;
  const word = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = imul(state ^ (state >>> 15), state | 1);
    t ^= t + imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  const random = () => ((word() >>> 5) * 67108864 + (word() >>> 6)) / 9007199254740992;
  defineProperty(random, 'name', { value: 'random', configurable: true });
  defineProperty(Math, 'random', { ...getOwnPropertyDescriptor(Math, 'random'), value: random });
}

function stopClock(): void {
  const NativeDate = Date;
  defineProperty(NativeDate, 'now', { ...getOwnPropertyDescriptor(NativeDate, 'now'), value: () => NOW });
  const scope = globalThis as unknown as Record<string, unknown>;
  scope.performance = { now: () => 0, timeOrigin: NOW };
}

/** What code compiled from `using` asks for; QuickJS has none of it. */
function addDisposal(): void {
  for (const name of ['dispose', 'asyncDispose'])
    if (!(name in Symbol)) defineProperty(Symbol, name, { value: Symbol(`Symbol.${name}`) });
}

function print(...values: unknown[]): void {
  if (output.length > MAX_OUTPUT) return;
  for (let i = 0; i < values.length; i++)
    output += (i > 0 ? ' ' : '') + (typeof values[i] === 'string' ? values[i] : show(values[i], 0));
  output += '\n';
}

/** A value as text, without calling anything of the program's. */
export function show(value: unknown, depth: number): string {
  const plain = Traced.plain(value);
  switch (typeof plain) {
    case 'string':
      return stringify(plain);
    case 'number':
      return is(plain, -0) ? '-0' : `${plain}`;
    case 'bigint':
      return `${plain}n`;
    case 'symbol':
      return 'Symbol()';
    case 'function':
      return '[function]';
    case 'object':
      break;
    default:
      return `${plain as undefined | boolean}`;
  }
  if (plain === null) return 'null';
  const type = typeOfArray(plain as object);
  if (type !== undefined) {
    const length = lengthOf(plain as object);
    let text = `${type}(${length}) [`;
    for (let i = 0; i < length && i < 100; i++)
      text += (i > 0 ? ', ' : '') + show((plain as unknown[])[i], depth + 1);
    return `${text}]`;
  }
  if (depth > 3 || !isTransparent(plain as object)) return isArray(plain) ? '[…]' : '{…}';
  const array = isArray(plain);
  const keys = ownKeys(plain as object);
  let text = '';
  let count = 0;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    if (count === 100) {
      text += ', …';
      break;
    }
    const descriptor = getOwnPropertyDescriptor(plain as object, key);
    if (descriptor === undefined || !descriptor.enumerable || typeof key === 'symbol') continue;
    const isGetter = apply(hasOwn, descriptor, ['get']);
    if (count++ > 0) text += ', ';
    text += (array ? '' : `${key}: `) + (isGetter ? '[getter]' : show(descriptor.value, depth + 1));
  }
  return array ? `[${text}]` : `{${text}}`;
}

export function buildWorld(): void {
  seedRandom();
  stopClock();
  addDisposal();
  const console: Record<string, (...values: unknown[]) => void> = {};
  for (const name of ['debug', 'dir', 'error', 'info', 'log', 'table', 'trace', 'warn'])
    console[name] = print;
  for (const name of [
    'assert',
    'clear',
    'count',
    'countReset',
    'group',
    'groupCollapsed',
    'groupEnd',
    'time',
    'timeEnd',
    'timeLog',
  ])
    console[name] = () => {};
  const scope = globalThis as unknown as Record<string, unknown>;
  scope.console = console;
}
