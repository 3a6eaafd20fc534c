/**
 * The tape of the tensors that a program computes: each with the operation that made it. The sandbox knows them by their
 * numbers. What the program has let go of stays while something that is needed was computed from it, and is dropped when
 * many have come together, so that the memory of a long training stays as it is.
 */
import {
  type Attributes,
  applyTensor,
  OP_CODES,
  type OpName,
  opOfCode,
  type Shape,
  sizeOf,
  type Tensor,
} from '../../engine/index.ts';
import { HOLDS } from '../guest/codes.ts';

/** One tensor. */
export interface Entry {
  /** The operation, by `OP_CODES`; that of a leaf for what the program gives. */
  readonly code: number;
  /** The tensors that it was computed of; of `pack` the rows of numbers, -1 for the next of `constants`. */
  readonly operands: readonly number[];
  readonly attributes: Attributes | undefined;
  readonly constants: readonly number[];
  readonly value: Tensor;
  /** It was computed as a gradient: how, is not recorded. */
  readonly isGradient?: boolean;
}

const NONE: readonly number[] = [];
const LEAF = OP_CODES.leaf;
const PACK = OP_CODES.pack;
/** What an entry takes besides its elements, about; so does a text with what is found by it. */
const OVERHEAD_BYTES = 200;
/** Below so much nothing is dropped. */
const MIN_GARBAGE_BYTES = 8 * 1024 * 1024;
/** So much may be held for the evaluations of the selection that can be gone to without running the program again. */
const EVALUATION_BYTES = 32 * 1024 * 1024;

/** The tensors need more memory than the program may use. */
export class TensorsTooLarge extends Error {}

export class TensorTape {
  private readonly entries = new Map<number, Entry>();
  private readonly limit: number;
  private next = 0;
  private bytes = 0;
  /** How many bytes there may be before something is dropped. */
  private threshold = MIN_GARBAGE_BYTES;
  /** What the program still has. */
  private readonly alive = new Set<number>();
  /** What is needed although the program has let it go. */
  private readonly held = new Set<number>();
  private latest: readonly number[] = [];
  private batch: readonly number[] = [];
  /** Set when a program needed more than the limit. */
  isOver = false;

  /** @param limit in bytes. */
  constructor(limit: number) {
    this.limit = limit;
  }

  /** @throws RangeError where there is no such tensor, or no more. */
  get(id: number): Entry {
    const entry = this.entries.get(id);
    if (!entry) throw new RangeError('This tensor is not there any more.');
    return entry;
  }

  /** Whether the program still has it. */
  isAlive(id: number): boolean {
    return this.alive.has(id);
  }

  /** The tensor of this number, if it was not dropped. */
  find(id: number): Entry | undefined {
    return this.entries.get(id);
  }

  /** Takes a tensor that the program gives, or that is a gradient. */
  give(value: Tensor, isGradient = false): number {
    this.reserve(value.shape);
    return this.add({
      code: LEAF,
      operands: NONE,
      attributes: undefined,
      constants: NONE,
      value,
      isGradient,
    });
  }

  /** Takes a tensor of numbers of the program; `rows` are -1 for those that are not traced. */
  pack(rows: readonly number[], values: Float64Array, shape: Shape): number {
    const constants = Array.from(values).filter((_, i) => rows[i]! < 0);
    this.reserve(shape, rows.length + constants.length);
    return this.add({
      code: PACK,
      operands: rows,
      attributes: { shape },
      constants,
      value: { shape, data: values },
    });
  }

  /** Computes an operation. @throws RangeError where its operands or attributes do not fit. */
  operate(code: number, operands: readonly number[], attributes: Attributes | undefined): number {
    const op = opOfCode(code) as OpName;
    const values = operands.map((id) => this.get(id).value);
    const value = applyTensor(op, values, attributes, (shape) => this.reserve(shape, operands.length));
    return this.add({ code, operands, attributes, constants: NONE, value });
  }

  /** Makes room for a tensor and `more` numbers with it. @throws TensorsTooLarge where there is none. */
  reserve(shape: Shape, more = 0): void {
    this.makeRoom(bytesOf(shape) + 8 * more);
  }

  /** Counts a text that is kept beside the tensors, with what it says. @throws TensorsTooLarge where there is no room. */
  occupyText({ length }: string): void {
    this.occupy(OVERHEAD_BYTES + 4 * length);
  }

  /** The same for so many bytes, which a negative number gives back. */
  occupy(bytes: number): void {
    this.makeRoom(bytes);
    this.bytes += bytes;
  }

  /** Makes room for so many bytes. @throws TensorsTooLarge where there is none. */
  makeRoom(wanted: number): void {
    if (this.bytes + wanted > Math.min(this.threshold, this.limit)) this.collect();
    if (this.bytes + wanted <= this.limit) return;
    this.isOver = true;
    throw new TensorsTooLarge();
  }

  release(id: number): void {
    this.alive.delete(id);
  }

  /** Holds tensors for one of the reasons in HOLDS; gives whether there is room to hold the next ones as well. */
  hold(why: number, ids: Int32Array): boolean {
    if (why === HOLDS.latest) this.latest = Array.from(ids);
    else if (why === HOLDS.batch) this.batch = Array.from(ids);
    else for (const id of ids) if (this.entries.has(id)) this.held.add(id);
    return this.bytes < EVALUATION_BYTES;
  }

  private add(entry: Entry): number {
    const id = this.next++;
    this.entries.set(id, entry);
    this.alive.add(id);
    this.bytes += sizeInBytes(entry);
    return id;
  }

  /** Drops what neither the program nor the selection needs. */
  private collect(): void {
    const needed = new Set<number>([...this.alive, ...this.held, ...this.latest, ...this.batch]);
    // The set grows while it is gone through.
    for (const id of needed) {
      const entry = this.entries.get(id);
      if (entry && entry.code !== PACK) for (const operand of entry.operands) needed.add(operand);
    }
    for (const [id, entry] of this.entries)
      if (!needed.has(id)) {
        this.entries.delete(id);
        this.bytes -= sizeInBytes(entry);
      }
    this.threshold = Math.max(MIN_GARBAGE_BYTES, 2 * this.bytes);
  }
}

/** What a tensor of this shape takes, about. */
export function bytesOf(shape: Shape): number {
  return 8 * sizeOf(shape) + OVERHEAD_BYTES;
}

function sizeInBytes({ value, operands, constants }: Entry): number {
  return 8 * (value.data.length + operands.length + constants.length) + OVERHEAD_BYTES;
}
