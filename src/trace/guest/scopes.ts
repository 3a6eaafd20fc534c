/** Which call and which turn of a loop is running. A function that suspends keeps its scope in a frame. */
import * as tape from './tape.ts';
import { Traced } from './tape.ts';

/** Enters a call; gives the caller's scope. */
export function enter(site: number): number {
  return tape.enter(site);
}

/** Leaves the call for its caller's scope; passes the returned value on. */
export function leave(caller: number, value?: unknown): unknown {
  tape.leave(caller);
  return value;
}

/** Leaves a call; what it returned is looked at by the language. */
export function leavePlain(caller: number, value: unknown): unknown {
  tape.leave(caller);
  return Traced.plain(value);
}

/** A turn of a loop that was reached in scope `around`. */
export function turn(site: number, around: number): void {
  tape.turn(site, around);
}

export function now(): number {
  return tape.runningScope();
}

export function at(scope: number): void {
  tape.goTo(scope);
}

interface Frame {
  caller: number;
  /** The scope to go on in: the function's own, or the turn that it was suspended in. */
  scope: number;
}

export function enterFrame(site: number): Frame {
  const caller = tape.enter(site);
  return { caller, scope: tape.pinnedScope() };
}

export function suspend(frame: Frame, value?: unknown): unknown {
  frame.scope = tape.runningScope();
  tape.goTo(frame.caller);
  return value;
}

export function resume(frame: Frame, value: unknown): unknown {
  frame.caller = tape.runningScope();
  tape.goTo(frame.scope);
  return value;
}

export function leaveFrame(frame: Frame, value?: unknown): unknown {
  tape.goTo(frame.caller);
  return value;
}
