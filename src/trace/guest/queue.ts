/**
 * Operations on tensors that the host has not computed yet. A call of the host costs as much as a few operations on small
 * tensors; so the guest learns from it which shape comes out of which, and from then on only notes the operation. What has
 * come together is computed when a value, or anything else of the host, is wanted.
 */
import {
  arrayOf,
  bufferOf,
  freeze,
  list,
  mapGet,
  mapSet,
  NativeInt32Array,
  NativeMap,
  NativeTypeError,
  parseText,
} from './intrinsics.ts';
import { jsonOf } from './json.ts';
import type { TensorHost } from './tensors.ts';
import type { Codes } from './traced.ts';

/** One shape, of all tensors that have it. */
export interface Form {
  readonly id: number;
  /** Frozen: to whom it is handed may neither change it nor turn its numbers into inputs. */
  readonly lengths: readonly number[];
  readonly size: number;
  /** By what is done with a tensor of this shape (see `valueOf`): the shape of the value. */
  readonly values: Record<number, Form>;
}

/** The number of a tensor comes in front of so many bits, in which the number of its shape is. */
const SHAPES = 0x100000;
/** Only so many shapes and kinds of operations are remembered together: both are one small number then. */
const SECONDS = 0x400;
const MAX_HEAD = 0x100000;
/** So many words can be waiting. The host should not hear too late of what takes long, or of what is let go of. */
const CAPACITY = 3 * 512;
const LONGEST = 3;
/** A value of more elements is computed at once. */
const MAX_WAITING = 1 << 16;

const forms = list<Form | undefined>();
const words = new NativeInt32Array(CAPACITY);
let count = 0;
/** The number that the next tensor will have: both sides count. */
let next = 0;
let host: TensorHost;
let codes: Codes = {};
const heads = new NativeMap<string, number>();

export function setQueue(table: Codes, theHost: TensorHost): void {
  codes = table;
  host = theHost;
}

/** The host with nothing waiting. */
export function settled(): TensorHost {
  if (count > 0) {
    const waiting = count;
    count = 0;
    host.compute(bufferOf(words), waiting);
  }
  return host;
}

/** The number of an operation with its attributes, by its name in the engine's table. */
export function operation(op: string, attributes?: object): number {
  const code = codes[op];
  if (code === undefined) throw new NativeTypeError(`There is no operation ${op}`);
  if (attributes === undefined) return code;
  const text = jsonOf(attributes);
  const key = `${op}${text}`;
  const known = mapGet(heads, key);
  if (known !== undefined) return known;
  const head = host.operation(code, text);
  mapSet(heads, key, head);
  return head;
}

/** The number that the next tensor will have: what was made before has a smaller one. */
export const here = (): number => next;

/** The number and the shape of a tensor, as the host gives them in one. */
export function idOf(packed: number): number {
  const id = (packed - (packed % SHAPES)) / SHAPES;
  next = id + 1;
  return id;
}

export function formOf(packed: number): Form {
  const id = packed % SHAPES;
  return forms[id] ?? newForm(id);
}

function newForm(id: number): Form {
  const lengths = freeze(arrayOf(parseText(host.shape(id)) as number[]));
  let size = 1;
  for (let axis = 0; axis < lengths.length; axis++) size *= lengths[axis]!;
  const form: Form = { id, lengths, size, values: { __proto__: null } as never };
  forms[id] = form;
  return form;
}

/** The shape of the value that `operate` gave last. */
export let lastForm: Form;

/** Has an operation on one tensor or two computed, now or later; gives the number of the value. */
export function operate(
  head: number,
  first: number,
  form: Form,
  second: number,
  secondForm: Form | undefined,
): number {
  const key = secondForm === undefined ? head * SECONDS : head * SECONDS + secondForm.id + 1;
  const known = form.values[key];
  // What is large takes longer than the call, and may be too large: that is said where it is computed.
  if (known === undefined || known.size > MAX_WAITING) {
    const packed = settled().operate(head, first, second);
    lastForm = formOf(packed);
    const isSmall = head < MAX_HEAD && (secondForm === undefined || secondForm.id + 1 < SECONDS);
    if (isSmall) form.values[key] = lastForm;
    return idOf(packed);
  }
  if (count + LONGEST > CAPACITY) settled();
  words[count] = head;
  words[count + 1] = first;
  words[count + 2] = second;
  count += 3;
  lastForm = known;
  return next++;
}

/** The program lets go of a tensor. */
export function release(id: number): void {
  if (count === CAPACITY) settled();
  words[count++] = ~id;
}
