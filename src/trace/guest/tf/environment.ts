/** What a program asks of the machine that it runs on: a backend that is always ready, and a clock that stands still. */
import { core, plain } from './core.ts';
import { closeScope, dispose, memory, openScope, tidy } from './tensor.ts';

const BACKEND = 'cpu';

export const ready = async (): Promise<void> => {};
/** Every backend is this one. */
export const setBackend = async (): Promise<boolean> => true;
export const getBackend = (): string => BACKEND;
export const nextFrame = async (): Promise<void> => {};
export const enableProdMode = (): void => {};
export const enableDebugMode = (): void => {};
export const disableDeprecationWarnings = (): void => {};

const flags = new Map<string, unknown>();

const environment = {
  set: (name: string, value: unknown): void => void flags.set(name, core.plain(value)),
  get: (name: string): unknown => flags.get(name),
  getBool: (name: string): boolean => Boolean(flags.get(name)),
  getNumber: (name: string): number => Number(flags.get(name) ?? 0),
};
core.hide(environment);
export const env = () => environment;

const engineFacade = {
  startScope: openScope,
  endScope: (): void => closeScope(),
  memory,
  tidy,
};
core.hide(engineFacade);
export const engine = () => engineFacade;

export async function time(work: () => unknown) {
  dispose(work());
  return { kernelMs: 0, wallMs: 0 };
}

/** In place, by the sandbox's repeatable chance. */
function shuffle(list: unknown[]): void {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [list[i], list[j]] = [list[j], list[i]];
  }
}

function shuffleCombo(a: unknown[], b: unknown[]): void {
  for (let i = a.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [a[i], a[j]] = [a[j], a[i]];
    [b[i], b[j]] = [b[j], b[i]];
  }
}

export const util = {
  assert: (condition: unknown, message: () => string): void => {
    if (!condition) throw new Error(typeof message === 'function' ? message() : String(message));
  },
  createShuffledIndices: (count: unknown): Uint32Array => {
    const order = Array.from({ length: plain(count) }, (_, i) => i);
    shuffle(order);
    return new Uint32Array(order);
  },
  now: (): number => 0,
  randUniform: (a: unknown, b: unknown): number => {
    const share = Math.random();
    return plain(b) * share + (1 - share) * plain(a);
  },
  shuffle,
  shuffleCombo,
  sizeFromShape: (shape: readonly unknown[]): number =>
    shape.reduce<number>((size, one) => size * plain(one), 1),
};
