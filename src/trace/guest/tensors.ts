/**
 * Tensors in the sandbox. Their elements are kept and computed by the host (../tensors); a tensor of the program holds
 * its number there and its row of the tape in a private field, which no program can see or forge. The library that
 * programs call stands in `tf/`: it has nothing of its own that would be worth forging, and is built on `core`.
 */
import { batch } from './batch.ts';
import { HOLDS, MAX_PACKED, STRENGTH } from './codes.ts';
import { type ElementNames, FloatArray, lengthOf, typeOfArray } from './floats.ts';
import {
  arrayOf,
  bufferOf,
  dataOf,
  getOwnPropertyDescriptor,
  list,
  NativeFloat64Array,
  NativeInt32Array,
  NativeTypeError,
  NativeWeakMap,
  ownKeys,
  weakAdd,
  weakGet,
  weakSet,
} from './intrinsics.ts';
import { jsonOf } from './json.ts';
import * as names from './names.ts';
import * as queue from './queue.ts';
import * as tape from './tape.ts';
import { Traced } from './tape.ts';
import { atSite, siteOfCall } from './traced.ts';

/** What only the host can do with tensors. What comes back for a tensor is its number and that of its shape in one. */
export interface TensorHost {
  readonly create: (elements: ArrayBuffer, shape: string) => number;
  readonly pack: (rows: ArrayBuffer, values: ArrayBuffer, shape: string) => number;
  readonly random: (kind: string, shape: string, a: number, b: number, seed: number) => number;
  /** The number of an operation, of its code and its attributes, which stand in JSON. Without attributes it is the code. */
  readonly operation: (code: number, attributes: string) => number;
  /** The value of an operation on one tensor or, where `second` is not negative, on two. */
  readonly operate: (operation: number, first: number, second: number) => number;
  readonly operateOnMany: (operation: number, operands: ArrayBuffer) => number;
  /**
   * What has been waiting, in so many 32-bit words: an operation, the first operand, and the second or -1; or ~tensor for one
   * that the program lets go of, and the selected graph may still need.
   */
  readonly compute: (words: ArrayBuffer, count: number) => void;
  readonly shape: (id: number) => string;
  readonly read: (tensor: number) => ArrayBuffer;
  /** The first number of each of these tensors, for the log of a training. */
  readonly measure: (tensors: ArrayBuffer) => ArrayBuffer;
  /** From here on it is noted what is computed of these tensors. */
  readonly record: (tensors: ArrayBuffer) => void;
  /** Ends that. Gives a number for what was done where it was the same twice, so that it can be repeated; else -1. */
  readonly recorded: () => number;
  /**
   * Does the same with other tensors. The new values of variables come back, and then the numbers that are measured; nothing
   * where something that is needed is there no more.
   */
  readonly repeat: (step: number, optimizer: number, config: string, tensors: ArrayBuffer) => ArrayBuffer;
  /** Numbers of the program, or a value of the selection, come from these tensors. */
  readonly hold: (why: number, tensors: ArrayBuffer) => boolean;
  /** ∂y/∂x for each x, times dy (-1 for ones), where tensors below `since` are given; -1 where y does not depend on x. */
  readonly gradients: (y: number, dy: number, xs: ArrayBuffer, since: number) => ArrayBuffer;
  /** The new values of variables, of which the numbers and those of their gradients come in turn. */
  readonly update: (optimizer: number, config: string, variables: ArrayBuffer) => ArrayBuffer;
  /** The same with the gradients of y, of which nobody wants the tensors. -1 for a variable that y does not depend on. */
  readonly descend: (
    optimizer: number,
    config: string,
    y: number,
    variables: ArrayBuffer,
    since: number,
  ) => ArrayBuffer;
  /** The value of a function with a gradient of its own, which was computed once for a stand-in. */
  readonly customize: (
    inputs: ArrayBuffer,
    value: number,
    cotangent: number,
    gradients: ArrayBuffer,
  ) => number;
  /** The program has disposed of the optimizer. */
  readonly forget: (optimizer: number) => void;
}

export type DType = 'float32' | 'int32' | 'bool';

/** What is known of a tensor. It is handed to the library only. */
export interface TensorState {
  /** Its number with the host. */
  id: number;
  /** Its row of the tape; -1 until it is used or named, for one that was not computed. */
  row: number;
  readonly form: queue.Form;
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** A variable's value changes, and each is an input. */
  readonly isVariable: boolean;
  isDisposed: boolean;
  site: number;
  /** The name that was given to it, for the rows of values to come. */
  name: number;
  strength: number;
}

/** The host with nothing waiting. */
const { settled: host } = queue;

/** The state of the tensor that is being made. */
let pending: TensorState | undefined;

/** What the library's tensors are. Only the guest makes them. */
export class TensorBase {
  readonly #state: TensorState;

  constructor() {
    if (pending === undefined) throw new NativeTypeError('Make tensors with tf.tensor and its like');
    this.#state = pending;
    pending = undefined;
  }

  static state(value: unknown): TensorState | undefined {
    return typeof value === 'object' && value !== null && #state in value ? value.#state : undefined;
  }
}

function numbersOf(values: readonly number[]): ArrayBuffer {
  const column = new NativeInt32Array(values.length);
  for (let i = 0; i < values.length; i++) column[i] = values[i]!;
  return bufferOf(column);
}

function stateOf(packed: number, dtype: DType): TensorState {
  return newState(queue.idOf(packed), queue.formOf(packed), dtype);
}

function newState(id: number, form: queue.Form, dtype: DType): TensorState {
  const site = siteOfCall();
  const shape = form.lengths;
  return {
    id,
    row: -1,
    form,
    shape,
    dtype,
    isVariable: false,
    isDisposed: false,
    site,
    name: 0,
    strength: 0,
  };
}

/** The numbers of tensors, of one list or of two. */
function idsOf(states: readonly TensorState[], more: readonly TensorState[] = list()): ArrayBuffer {
  const { length } = states;
  const column = new NativeInt32Array(length + more.length);
  for (let i = 0; i < length; i++) column[i] = states[i]!.id;
  for (let i = 0; i < more.length; i++) column[length + i] = more[i]!.id;
  return bufferOf(column);
}

/** The row of a tensor's value, made now where it has none yet. */
export function rowOf(state: TensorState): number {
  if (state.row < 0) {
    state.row = tape.tensor(state.id, state.site);
    if (isMarked) lateRows[lateRows.length] = state;
    if (state.name > 0) tape.setName(state.row, state.name, state.strength);
  }
  return state.row;
}

/** What the library is given. */
export const core = {
  Tensor: TensorBase,
  stateOf: TensorBase.state,
  plain: Traced.plain,
  row: Traced.row,
  /** `list[index]` of an array or a typed array, with its trace. */
  load: (list: ArrayLike<unknown>, index: number): unknown => FloatArray.load(list as never, index),
  /** An empty list, which no method of the program's arrays can reach. */
  list,
  json: jsonOf,
  /** Nobody looks for numbers in the object. */
  hide: (object: object): void => weakAdd(names.proxies, object),

  /** An object of one of the library's classes of tensors around a state. */
  make(Class: new () => TensorBase, state: TensorState): TensorBase {
    pending = state;
    return new Class();
  },

  /** @param elements float64 numbers, as many as the shape says. */
  create(elements: ArrayBuffer, shape: readonly number[], dtype: DType): TensorState {
    return stateOf(host().create(elements, jsonOf(shape)), dtype);
  },

  /**
   * The numbers of a typed array that make a tensor as a whole: none of them is traced, and they are no inputs themselves,
   * or too many to be so each. Undefined for any other value.
   */
  numbersOf(value: unknown): Float64Array | undefined {
    if (typeof value !== 'object' || value === null) return undefined;
    const type = typeOfArray(value);
    if (type === undefined || type === 'BigInt64Array' || type === 'BigUint64Array') return undefined;
    if (FloatArray.is(value)) {
      if (FloatArray.hasRows(value)) return undefined;
      if (FloatArray.hasNames(value) && lengthOf(value) <= MAX_PACKED) return undefined;
    }
    return new NativeFloat64Array(value as unknown as ArrayLike<number>);
  },

  /** Where the program has no other name for a tensor, it is called as the array of its numbers. */
  nameAs(state: TensorState, numbers: unknown): void {
    if (FloatArray.is(numbers)) nameTensor(state, FloatArray.nameOf(numbers), 1);
  },

  /** A tensor of numbers of which some are traced. */
  pack(numbers: readonly unknown[], shape: readonly number[]): TensorState {
    const rows = new NativeInt32Array(numbers.length);
    const values = new NativeFloat64Array(numbers.length);
    for (let i = 0; i < numbers.length; i++) {
      rows[i] = Traced.row(numbers[i]);
      values[i] = Traced.plain(numbers[i]) as number;
    }
    const state = stateOf(host().pack(bufferOf(rows), bufferOf(values), jsonOf(shape)), 'float32');
    rowOf(state);
    return state;
  },

  random(
    kind: string,
    shape: readonly number[],
    a: number,
    b: number,
    seed: number,
    dtype: DType,
  ): TensorState {
    return stateOf(host().random(kind, jsonOf(shape), a, b, seed), dtype);
  },

  /** The number of an operation of the engine's table with its attributes, for `compute`. */
  operation: queue.operation,

  /** The value of an operation on one tensor or two. */
  compute(operation: number, first: TensorState, second: TensorState | undefined, dtype: DType): TensorState {
    // The operands stand on the tape before what is computed of them.
    if (first.row < 0) rowOf(first);
    if (second !== undefined && second.row < 0) rowOf(second);
    const id =
      second === undefined
        ? queue.operate(operation, first.id, first.form, -1, undefined)
        : queue.operate(operation, first.id, first.form, second.id, second.form);
    const state = newState(id, queue.lastForm, dtype);
    state.row = tape.tensor(id, state.site);
    return state;
  },

  /** The value of an operation on any number of tensors, computed at once, also where their elements may not fit. */
  operate(operation: number, operands: readonly TensorState[], dtype: DType): TensorState {
    const ids = list<number>();
    for (let i = 0; i < operands.length; i++) {
      rowOf(operands[i]!);
      ids[i] = operands[i]!.id;
    }
    const state = stateOf(host().operateOnMany(operation, numbersOf(ids)), dtype);
    rowOf(state);
    return state;
  },

  /** A variable with the value of a tensor. */
  variable(value: TensorState, dtype: DType): TensorState {
    const copy = core.create(host().read(value.id), value.shape, dtype);
    return { ...copy, isVariable: true, name: value.name, strength: value.strength };
  },

  /** Gives a variable another value, which is a new input. */
  assign(variable: TensorState, value: TensorState): void {
    setValue(variable, core.create(host().read(value.id), value.shape, value.dtype).id);
  },

  /** The same, of float64 numbers. */
  set(variable: TensorState, elements: Float64Array): void {
    setValue(variable, core.create(bufferOf(elements) as ArrayBuffer, variable.shape, variable.dtype).id);
  },

  /** The elements, as plain numbers. */
  read: (state: TensorState): Float64Array => new NativeFloat64Array(host().read(state.id)),

  /** The elements as an array of the language, whose numbers are traced when they are read. */
  elements(state: TensorState): Float64Array {
    const array = FloatArray.adopt(core.read(state));
    FloatArray.giveNames(array as unknown as FloatArray, new Elements(state));
    return array;
  },

  /** The element at an index, as a traced number. */
  element(state: TensorState, index: number, value: number): unknown {
    return new Traced(elementRow(state, index, value, siteOfCall()));
  },

  release(state: TensorState): void {
    state.isDisposed = true;
    queue.release(state.id);
  },

  /** Now, for `gradients`. */
  here: queue.here,

  /** ∂y/∂x for each x, in a list; undefined where y does not depend on it. What was made before `since` is given. */
  gradients(
    y: TensorState,
    xs: readonly TensorState[],
    dy: TensorState | undefined,
    since: number,
  ): readonly (TensorState | undefined)[] {
    const packed = new NativeFloat64Array(host().gradients(y.id, dy?.id ?? -1, idsOf(xs), since));
    const states = list<TensorState | undefined>();
    for (let i = 0; i < xs.length; i++)
      states[i] = packed[i]! < 0 ? undefined : stateOf(packed[i]!, 'float32');
    return states;
  },

  /** `value` with the gradients that were computed of `cotangent`, a stand-in for its own: one for each input. */
  customize(
    inputs: readonly TensorState[],
    value: TensorState,
    cotangent: TensorState,
    gradients: readonly TensorState[],
  ): TensorState {
    // What it is made of stands on the tape before it.
    rowOf(value);
    for (let i = 0; i < inputs.length; i++) rowOf(inputs[i]!);
    for (let i = 0; i < gradients.length; i++) rowOf(gradients[i]!);
    const state = stateOf(
      host().customize(idsOf(inputs), value.id, cotangent.id, idsOf(gradients)),
      value.dtype,
    );
    rowOf(state);
    return state;
  },

  /** Lets an optimizer of the host change variables by their gradients. */
  update(
    optimizer: number,
    config: string,
    variables: readonly TensorState[],
    gradients: readonly TensorState[],
  ) {
    const ids = list<number>();
    for (let i = 0; i < variables.length; i++) {
      ids[2 * i] = variables[i]!.id;
      ids[2 * i + 1] = gradients[i]!.id;
    }
    const packed = new NativeFloat64Array(host().update(optimizer, config, numbersOf(ids)));
    for (let i = 0; i < variables.length; i++) setValue(variables[i]!, queue.idOf(packed[i]!));
  },

  /** Lets it change variables by the gradients of y, as `gradients` has them. Gives by which of them y depends on. */
  descend(
    optimizer: number,
    config: string,
    y: TensorState,
    variables: readonly TensorState[],
    since: number,
  ): boolean[] {
    const packed = new NativeFloat64Array(host().descend(optimizer, config, y.id, idsOf(variables), since));
    const reached = list<boolean>();
    for (let i = 0; i < variables.length; i++) {
      reached[i] = packed[i]! >= 0;
      if (reached[i]) setValue(variables[i]!, queue.idOf(packed[i]!));
    }
    return arrayOf(reached);
  },

  /** What the host's optimizer remembers is wanted no more. */
  forget: (optimizer: number): void => host().forget(optimizer),

  /** The first number of each. */
  measure(states: readonly TensorState[]): number[] {
    const found = new NativeFloat64Array(host().measure(idsOf(states)));
    const numbers = list<number>();
    for (let i = 0; i < states.length; i++) numbers[i] = found[i]!;
    return arrayOf(numbers);
  },

  /** Begins to record a step of a training, which is computed of a batch and of variables. */
  record(batch: readonly TensorState[], variables: readonly TensorState[]): void {
    host().record(idsOf(batch, variables));
  },

  /** Ends that. The number of the step if it was the same twice; else -1. */
  recorded: (): number => host().recorded(),

  /** Does the step with another batch, and gives the `count` numbers that are measured in it; undefined where it cannot. */
  repeat(
    step: number,
    optimizer: number,
    config: string,
    batch: readonly TensorState[],
    variables: readonly TensorState[],
    count: number,
  ): number[] | undefined {
    const { length } = variables;
    const found = new NativeFloat64Array(host().repeat(step, optimizer, config, idsOf(batch, variables)));
    if (found[0] === undefined) return undefined;
    for (let i = 0; i < length; i++) if (found[i]! >= 0) setValue(variables[i]!, queue.idOf(found[i]!));
    const numbers = list<number>();
    for (let i = 0; i < count; i++) numbers[i] = found[length + i]!;
    return arrayOf(numbers);
  },

  /** The host keeps what a network was handed last. */
  holdBatch(states: readonly TensorState[]): void {
    host().hold(HOLDS.batch, idsOf(states));
  },

  /** A tensor that the program has let go of, for the picture. */
  revived: (state: TensorState): TensorState => ({ ...state, isDisposed: false }),

  /** Where an object is selected that stands for a computation, `compute` gives what the picture is of. */
  represents: (object: object, compute: () => unknown): void => {
    weakSet(represented, object, compute);
  },

  /** What a call computed that gives nothing back: it is the call's value, where the call is selected. */
  silent: (value: TensorBase, since: number): void => {
    unsaid = { value, rowsBefore: since };
    rowsSaid = tape.size;
  },

  /** Where the tape ends now, for `silent`: what is recorded before is given. */
  rows: (): number => tape.size,

  batch,

  /** Names a tensor by a path like `dense_1`, `kernel`. A name that the program gives is stronger. */
  name(state: TensorState, path: readonly string[]): void {
    nameTensor(state, names.pathName(path), STRENGTH.most - STRENGTH.weakness);
  },

  /**
   * Names a tensor that the library has named before, as made at another place. Only a name of the top level is stronger: one
   * that a function of the program has for a weight says less than its layer.
   */
  rename(state: TensorState, path: readonly string[], site: number): void {
    state.strength = 0;
    state.site = site;
    nameTensor(state, names.pathName(path), STRENGTH.most - 1);
  },

  /** Enters a scope of this name; gives the one around it, for `leave`. */
  enter: (name: string, site: number): number => tape.enterLayer(names.keyId(name), site),
  leave: (around: number): void => tape.goTo(around),
  site: siteOfCall,
  atSite,

  /** The end of what has been recorded so far, for `rewind`. */
  mark(): tape.Mark {
    isMarked = true;
    lateRows.length = 0;
    return tape.mark();
  },
  /** Forgets what has been recorded since, of which nobody may have seen anything. */
  rewind(to: tape.Mark): void {
    tape.rewind(to);
    for (let i = 0; i < lateRows.length; i++) if (lateRows[i]!.row >= to.size) lateRows[i]!.row = -1;
    lateRows.length = 0;
    isMarked = false;
  },
};

/** Tensors that got their row since the mark. */
const lateRows = list<TensorState>();
let isMarked = false;

export type Core = typeof core;

function setValue(variable: TensorState, id: number): void {
  queue.release(variable.id);
  variable.id = id;
  variable.row = -1;
}

function elementRow(state: TensorState, index: number, value: number, site: number): number {
  const tensor = rowOf(state);
  hold(state.id);
  return tape.element(tensor, index, value, site);
}

/** Objects that stand for a computation: a model for its loss. */
const represented = new NativeWeakMap<object, () => unknown>();
let unsaid: Said | undefined;
/** Where the tape ended then. */
let rowsSaid = 0;

/**
 * What the picture of an object is of, computed now: what it stands for itself, or what the only such object does that it has,
 * as a program's own class has its model. Undefined for most objects.
 */
export function representedBy(value: unknown): { readonly value: unknown } | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const compute = weakGet(represented, value) ?? computeOfPart(value);
  return compute && { value: compute() };
}

function computeOfPart(whole: object): (() => unknown) | undefined {
  if (!names.isTransparent(whole) || Traced.row(whole) >= 0) return undefined;
  let found: (() => unknown) | undefined;
  const keys = ownKeys(whole);
  for (let i = 0; i < keys.length && i < 1000; i++) {
    const part = dataOf(getOwnPropertyDescriptor(whole, keys[i]!));
    // It has a value of its own to be shown.
    if (TensorBase.state(part) !== undefined) return undefined;
    const compute = typeof part === 'object' && part !== null ? weakGet(represented, part) : undefined;
    if (compute !== undefined && found !== undefined) return undefined;
    found ??= compute;
  }
  return found;
}

/** What was selected, and the row before which everything is an input of it. */
export interface Said {
  readonly value: unknown;
  readonly rowsBefore: number;
}

/** The value itself; of a call that gave nothing back, what it computed. */
export function said(value: unknown): Said {
  const computed = unsaid;
  unsaid = undefined;
  // Something else that was recorded since has its own value.
  const isOwn = value === null && computed !== undefined && tape.size === rowsSaid;
  return isOwn ? computed : { value, rowsBefore: 0 };
}

let heldLast = -1;

/** The host keeps the tensor that a number was read from. */
function hold(id: number): void {
  if (id !== heldLast) host().hold(HOLDS.number, numbersOf([id]));
  heldLast = id;
}

/** So deep, tensors are looked for in a value of the selection. */
const MAX_DEPTH = 3;

/** A value of the selection: the host keeps the tensors in it. False where it has no room to keep the next ones. */
export function holdSelected(value: unknown, isKept: boolean): boolean {
  const ids = list<number>();
  collect(value, ids, 0);
  return ids.length === 0 || host().hold(isKept ? HOLDS.kept : HOLDS.latest, numbersOf(ids));
}

function collect(value: unknown, ids: number[], depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  const state = TensorBase.state(value);
  if (state !== undefined) ids[ids.length] = state.id;
  else if (depth < MAX_DEPTH && names.isTransparent(value) && Traced.row(value) < 0) {
    const keys = ownKeys(value);
    for (let i = 0; i < keys.length && i < 1000; i++)
      collect(dataOf(getOwnPropertyDescriptor(value, keys[i]!)), ids, depth + 1);
  }
}

/** The numbers in an array that was read from a tensor. */
class Elements implements ElementNames {
  /** Stronger than any name. */
  readonly strength = 1000;
  /** A tensor's numbers have names of their own. */
  readonly name = 0;
  private readonly state: TensorState;
  private readonly row: number;
  private readonly id: number;

  constructor(state: TensorState) {
    this.state = state;
    this.row = rowOf(state);
    this.id = state.id;
    hold(state.id);
  }

  leaf(index: number, value: number, site: number): number {
    return tape.element(this.row, index, value, site || this.state.site);
  }

  give(): void {}
}

/** Gives a tensor a name, if it has none that is stronger. */
export function nameTensor(state: TensorState, name: number, strength: number): void {
  if (name === 0 || strength <= state.strength) return;
  state.name = name;
  state.strength = strength;
  // A variable's value is an input where it is used first.
  if (state.row >= 0 || !state.isVariable) tape.setName(rowOf(state), name, strength);
}
