/** What the library is built on: the guest's tensors, handed in where its text is put together (moduleLoader.ts). */
import type { Core, DType, TensorState } from '../tensors.ts';

declare const CORE: Core;

export const core = CORE;

export type { DType, TensorState };

/** A number of the program, which may be traced, as a plain one. */
export function plain(value: unknown): number {
  return core.plain(value) as number;
}

/** A list of numbers of the program, or one number, as plain numbers. */
export function plainList(value: unknown): number[] {
  const list = core.plain(value);
  return Array.isArray(list) ? list.map(plain) : [list as number];
}

/** The options that a program gives, with plain numbers, flags and texts; what is more than that stays as it is. */
export function options<T extends object>(given: T | undefined): T {
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given ?? {}))
    result[key] = Array.isArray(value) ? value.map((one) => core.plain(one)) : core.plain(value);
  return result as T;
}

/** Says of a function what the program did wrong. */
export function refuse(name: string, what: string): never {
  throw new Error(`Error in ${name}: ${what}`);
}
