/** Which call and which turn of a loop is running. A function that suspends keeps its scope in a frame. */
import * as tape from './tape.ts';

export function enter(site: number): number {
  return tape.push(tape.CALL, site);
}

/** Leaves the function's scope for its caller's; passes the returned value on. */
export function leave(scope: number, value?: unknown): unknown {
  tape.setScope(tape.scopeParents[scope]!);
  return value;
}

/** A turn of a loop that was reached in scope `around`. */
export function turn(site: number, around: number): void {
  tape.turn(site, around);
}

export function now(): number {
  return tape.runningScope();
}

export function at(scope: number): void {
  tape.setScope(scope);
}

interface Frame {
  caller: number;
  /** The scope to go on in: the function's own, or the turn that it was suspended in. */
  scope: number;
}

export function enterFrame(site: number): Frame {
  const caller = tape.runningScope();
  return { caller, scope: tape.push(tape.CALL, site) };
}

export function suspend(frame: Frame, value?: unknown): unknown {
  frame.scope = tape.runningScope();
  tape.setScope(frame.caller);
  return value;
}

export function resume(frame: Frame, value: unknown): unknown {
  frame.caller = tape.runningScope();
  tape.setScope(frame.scope);
  return value;
}

export function leaveFrame(frame: Frame, value?: unknown): unknown {
  tape.setScope(frame.caller);
  return value;
}
