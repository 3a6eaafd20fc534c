/** What the suites of the debugger share: a runtime on a real trace, and its stops as text. */
import { parseTerms, SourceBreakpoint, type Wishes } from '../../src/debug/breakpoints.ts';
import { Runtime, type Stop } from '../../src/debug/runtime.ts';
import type { Evaluator } from '../../src/trace/evaluator.ts';
import { traceOf } from '../trace/harness.ts';

export async function runtimeOf(
  evaluator: Evaluator,
  program: string,
  root: string,
  withForward = false,
): Promise<Runtime> {
  return new Runtime(await traceOf(evaluator, program, root, { assignments: true }), withForward);
}

/** `3: visiting u₁ backward` */
export function say(runtime: Runtime, stop: Stop | undefined): string {
  return stop ? `${runtime.place.index}: ${stop.description}` : 'nothing';
}

/** A breakpoint on a line, counted from 1, or on a column of it. */
export function breakAt(
  runtime: Runtime,
  line: number,
  column?: number,
  wishes: Wishes = {},
): SourceBreakpoint {
  const { sites } = runtime;
  const here = column === undefined ? sites.onLine(0, line - 1) : sites.atColumn(0, line - 1, column - 1);
  return new SourceBreakpoint(line, parseTerms(wishes), runtime.walk, sites.nodesAt(here));
}

/** The program of the README. */
export const SIMPLE = `const x = 1.2;
const t = x ** 2;
const u1 = Math.sin(t);
const u2 = 3 * t;
const u = u1 + u2;
const J = Math.cos(u);
`;
