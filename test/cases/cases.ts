/** PyTorch's numbers for the programs in examples/ (made by cases.py), and how ours are compared with them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

export type Numbers = number | readonly Numbers[];

export interface Case {
  readonly name: string;
  readonly root: string;
  readonly values: Readonly<Record<string, Numbers>>;
  readonly gradients: Readonly<Record<string, Numbers>>;
}

export const cases: readonly Case[] = JSON.parse(
  readFileSync(new URL('expected.json', import.meta.url), 'utf8'),
);

const TOLERANCE = 1e-9;

/** Asserts the same nesting, and the same numbers to 1e-9 relative. */
export function close(actual: unknown, expected: Numbers, name: string): void {
  if (typeof expected !== 'number') {
    assert.ok(Array.isArray(actual) && actual.length === expected.length, `${name} is an array like PyTorch's`);
    expected.forEach((element, i) => {
      close(actual[i], element, `${name}[${i}]`);
    });
    return;
  }
  assert.equal(typeof actual, 'number', `${name} is a number`);
  const error = Math.abs((actual as number) - expected);
  assert.ok(
    error <= TOLERANCE * Math.max(Math.abs(expected), 1e-3),
    `${name} is ${actual}, PyTorch has ${expected}`,
  );
}
