/**
 * Where calls stand in the program, for the debugger's call stack: only programs that are rewritten for it call what
 * is here (`../instrument/calls.ts`). At most one call at a time is being made in a scope, so each scope holds its
 * site, and a call that is entered takes it from there. So nothing must be put back, however the call ends.
 */
import { bufferOf, firstBytes, NativeUint32Array, resized } from './intrinsics.ts';
import { enter, enterFrame } from './scopes.ts';
import * as tape from './tape.ts';

const FIRST_CAPACITY = 2048;

/** By scope: the site of the call that is being made in it, and of the call that it was entered by; 0 for none. */
let current = new NativeUint32Array(0);
let entered = new NativeUint32Array(0);
let capacity = 0;

function room(scope: number): void {
  if (scope < capacity) return;
  let length = capacity || FIRST_CAPACITY;
  while (length <= scope) length *= 2;
  current = new NativeUint32Array(resized(bufferOf(current), 4 * length));
  entered = new NativeUint32Array(resized(bufferOf(entered), 4 * length));
  capacity = length;
}

/** Passes on what is evaluated last before a call, and notes where the call stands. */
export function making(value: unknown, site: number): unknown {
  const scope = tape.runningScope();
  room(scope);
  current[scope] = site;
  return value;
}

/** The call is over: passes on what it returned. */
export function made(value?: unknown): unknown {
  const scope = tape.runningScope();
  if (scope < capacity) current[scope] = 0;
  return value;
}

function take(caller: number): void {
  const scope = tape.runningScope();
  room(scope);
  entered[scope] = current[caller]!;
  current[scope] = 0;
}

/** Enters a call; gives the caller's scope. */
export function enterFrom(site: number): number {
  const caller = enter(site);
  take(caller);
  return caller;
}

/** The same for a function that suspends. */
export function enterFrameFrom(site: number): ReturnType<typeof enterFrame> {
  const frame = enterFrame(site);
  take(frame.caller);
  return frame;
}

/** By scope, the site of the call that it was entered by; meaningless for what is no call. */
export function packCallSites(): ArrayBuffer {
  const count = tape.scopeCount < capacity ? tape.scopeCount : capacity;
  return firstBytes(bufferOf(entered), 4 * count);
}
