/**
 * What the sandbox can ask of its tensors (guest/tensors.ts). Whatever it hands over may be hostile: each number, shape and
 * attribute is checked before anything is done with it, and what does not fit is thrown there as an error.
 */
import type { QuickJSContext, QuickJSHandle, VmFunctionImplementation } from 'quickjs-emscripten-core';
import {
  type Attributes,
  isShape,
  type Shape,
  sameShape,
  showShape,
  sizeOf,
  type Tensor,
} from '../../engine/index.ts';
import type { TensorHost } from '../guest/tensors.ts';
import { NoRoom } from '../sandbox/quickjs.ts';
import { customize } from './custom.ts';
import { gradients } from './gradients.ts';
import { Optimizers } from './optimizers.ts';
import { Chance } from './random.ts';
import { Step, type VariableGradient } from './steps.ts';
import { TensorsTooLarge, type TensorTape } from './tape.ts';

/** As in the guest: the number of a shape stands behind that of a tensor. */
const SHAPES = 0x100000;
/** From here on an operation has attributes, and below it is one of the engine's codes. */
const FIRST_OPERATION = 0x400;

type Call = { readonly [Name in keyof TensorHost]: (...args: QuickJSHandle[]) => QuickJSHandle };

/** Answers one run's questions about tensors. */
export class TensorAnswers {
  private readonly context: QuickJSContext;
  private readonly tape: TensorTape;
  private readonly onOutOfMemory: () => void;
  private readonly optimizers: Optimizers;
  private readonly chance = new Chance();
  /** Those with attributes, by their number less that of the first. */
  private readonly operations: { readonly code: number; readonly attributes: Attributes }[] = [];
  /** The step that is being recorded, the last ones that were, by the shapes of their parameters, and those that can be repeated. */
  private noted: Step | undefined;
  private readonly last = new Map<string, Step>();
  private readonly steps: Step[] = [];
  private readonly shapes: string[] = [];
  private readonly shapeIds = new Map<string, number>();

  /** @param onOutOfMemory told when the program is, which it may catch. */
  constructor(context: QuickJSContext, tape: TensorTape, onOutOfMemory: () => void) {
    this.context = context;
    this.tape = tape;
    this.optimizers = new Optimizers(tape);
    this.onOutOfMemory = onOutOfMemory;
  }

  /** Puts the functions that the guest calls onto its host object. */
  handOut(host: QuickJSHandle): void {
    const { context } = this;
    for (const [name, call] of Object.entries(this.calls)) {
      const answer: VmFunctionImplementation<QuickJSHandle> = (...args) => {
        try {
          return call(...args);
        } catch (error) {
          if (error instanceof TensorsTooLarge || error instanceof NoRoom) this.onOutOfMemory();
          throw error;
        }
      };
      context.newFunction(name, answer).consume((fn) => context.setProp(host, name, fn));
    }
  }

  private readonly calls: Call = {
    create: (elements, shape) => {
      const data = new Float64Array(this.bytes(elements!));
      const value = { shape: this.shapeOf(shape!, data.length), data };
      const id = this.tape.give(value);
      this.noted?.constant(id, value);
      return this.tensor(id);
    },
    pack: (rows, values, shape) => {
      const numbers = new Float64Array(this.bytes(values!));
      const operands = Array.from(new Int32Array(this.bytes(rows!)));
      this.breakStep();
      if (operands.length !== numbers.length) throw new RangeError('As many rows as numbers make a tensor.');
      return this.tensor(this.tape.pack(operands, numbers, this.shapeOf(shape!, numbers.length)));
    },
    random: (kind, shape, a, b, seed) => {
      const wanted = this.shapeOf(shape!);
      this.breakStep();
      this.tape.reserve(wanted);
      const [from, to, start] = [this.number(a), this.number(b), this.number(seed)];
      return this.tensor(
        this.tape.give(this.chance.draw(this.context.getString(kind!), wanted, from, to, start)),
      );
    },
    operation: (code, attributes) => {
      const text = this.context.getString(attributes!);
      this.tape.occupyText(text);
      const given = JSON.parse(text) as Attributes;
      const count = this.operations.push({ code: this.number(code), attributes: given });
      return this.context.newNumber(FIRST_OPERATION + count - 1);
    },
    operate: (operation, first, second) => {
      const other = this.number(second);
      const operands = other < 0 ? [this.number(first)] : [this.number(first), other];
      return this.tensor(this.operate(this.number(operation), operands));
    },
    operateOnMany: (operation, operands) =>
      this.tensor(this.operate(this.number(operation), Array.from(new Int32Array(this.bytes(operands!))))),
    compute: (words, count) => {
      this.compute(new Int32Array(this.bytes(words!, 4 * this.number(count))));
      return this.context.undefined;
    },
    shape: (id) => this.context.newString(this.shapes[this.number(id)] ?? '[]'),
    read: (id) => {
      this.breakStep();
      return this.buffer(this.get(id).data);
    },
    measure: (ids) => {
      const measured = Array.from(new Int32Array(this.bytes(ids!)));
      this.noted?.measure(measured);
      return this.buffer(Float64Array.from(measured, (id) => this.tape.get(id).value.data[0]!));
    },
    record: (parameters) => {
      const ids = Array.from(new Int32Array(this.bytes(parameters!)));
      this.noted = new Step(ids, ids.map((id) => this.tape.get(id).value.shape.join()).join(' '));
      return this.context.undefined;
    },
    recorded: () => {
      const { noted } = this;
      this.noted = undefined;
      if (!noted) throw new RangeError('No step is being recorded.');
      const last = this.last.get(noted.shapes);
      this.tape.occupy(noted.size - (last?.size ?? 0));
      this.last.set(noted.shapes, noted);
      if (!last || !noted.isLike(last)) return this.context.newNumber(-1);
      this.tape.occupy(noted.size);
      return this.context.newNumber(this.steps.push(noted) - 1);
    },
    repeat: (step, optimizer, config, parameters) => {
      const known = this.steps[this.number(step)];
      if (!known) throw new RangeError('There is no such step.');
      const ids = Array.from(new Int32Array(this.bytes(parameters!)));
      const done = known.repeat(this.tape, ids);
      if (!done) return this.buffer(new Float64Array(0));
      const next = this.descended(optimizer!, config!, done.variables, known.variables);
      return this.buffer(Float64Array.from([...next, ...done.numbers]));
    },
    hold: (why, ids) =>
      this.tape.hold(this.number(why), new Int32Array(this.bytes(ids!)))
        ? this.context.true
        : this.context.false,
    gradients: (y, dy, xs, since) => {
      const wanted = Array.from(new Int32Array(this.bytes(xs!)));
      this.breakStep();
      const cotangent = this.number(dy) < 0 ? undefined : this.get(dy);
      const found = gradients(this.tape, this.number(y), wanted, cotangent, this.position(since));
      return this.buffer(
        Float64Array.from(found, (one) => (one ? this.packed(this.tape.give(one, true)) : -1)),
      );
    },
    update: (optimizer, config, variables) => {
      const ids = new Int32Array(this.bytes(variables!));
      const pairs = Array.from({ length: ids.length >> 1 }, (_, key) => ({
        ...{ key, variable: ids[2 * key]! },
        gradient: this.tape.get(ids[2 * key + 1]!).value,
      }));
      this.breakStep();
      return this.buffer(this.descended(optimizer!, config!, pairs, pairs.length));
    },
    descend: (optimizer, config, y, variables, since) => {
      const ids = Array.from(new Int32Array(this.bytes(variables!)));
      const found = gradients(this.tape, this.number(y), ids, undefined, this.position(since));
      const pairs = ids.flatMap((variable, key) => {
        const gradient = found[key];
        return gradient ? [{ key, variable, gradient }] : [];
      });
      this.noted?.descend(this.number(y), ids);
      return this.buffer(this.descended(optimizer!, config!, pairs, ids.length));
    },
    customize: (inputs, value, cotangent, gradients) => {
      this.breakStep();
      const [given, found] = [inputs!, gradients!].map((ids) => Array.from(new Int32Array(this.bytes(ids))));
      const [y, dy] = [this.number(value), this.number(cotangent)];
      return this.tensor(
        customize(this.tape, { inputs: given!, value: y, cotangent: dy, gradients: found! }),
      );
    },
    forget: (optimizer) => {
      this.optimizers.forget(this.number(optimizer));
      return this.context.undefined;
    },
  };

  /** The new values of variables, -1 for those that are not among them. */
  private descended(
    optimizer: QuickJSHandle,
    config: QuickJSHandle,
    variables: readonly VariableGradient[],
    count: number,
  ): Float64Array {
    // Before any is made: both sides count the tensors.
    for (const { variable, gradient } of variables) {
      const { shape } = this.tape.get(variable).value;
      if (!sameShape(shape, gradient.shape))
        throw new RangeError(
          `A variable of shape ${showShape(shape)} has a gradient of shape ${showShape(gradient.shape)}.`,
        );
    }
    const step = this.optimizers.step(this.number(optimizer), this.context.getString(config));
    const packed = new Float64Array(count).fill(-1);
    // A variable that comes again has what it was given before.
    const given = new Map<number, number>();
    for (const { key, variable, gradient } of variables) {
      const before = given.get(variable);
      const { value } = this.tape.get(before ?? variable);
      this.tape.reserve(value.shape);
      const id = this.tape.give(step({ key, value, gradient }));
      if (before !== undefined) this.tape.release(before);
      given.set(variable, id);
      packed[key] = this.packed(id);
    }
    return packed;
  }

  private breakStep(): void {
    if (this.noted) this.noted.isBroken = true;
  }

  private operate(operation: number, operands: readonly number[]): number {
    const isPlain = operation < FIRST_OPERATION;
    const told = isPlain ? undefined : this.operations[operation - FIRST_OPERATION];
    if (!told && !isPlain) throw new RangeError('There is no such operation.');
    const id = this.tape.operate(told?.code ?? operation, operands, told?.attributes);
    this.noted?.operation(id, this.tape.get(id));
    return id;
  }

  private compute(words: Int32Array): void {
    try {
      for (let i = 0; i < words.length; ) {
        const word = words[i]!;
        if (word < 0) {
          this.tape.release(~word);
          i += 1;
        } else {
          const second = words[i + 2]!;
          this.operate(word, second < 0 ? [words[i + 1]!] : [words[i + 1]!, second]);
          i += 3;
        }
      }
    } catch (error) {
      // All of them fit, so it was for want of memory.
      this.tape.isOver = true;
      throw error;
    }
  }

  private number(handle: QuickJSHandle | undefined): number {
    return handle ? this.context.getNumber(handle) : NaN;
  }

  /** A number of a tensor that may not be there: any other is 0. */
  private position(handle: QuickJSHandle | undefined): number {
    const number = this.number(handle);
    return Number.isInteger(number) && number > 0 ? number : 0;
  }

  private get(handle: QuickJSHandle | undefined): Tensor {
    return this.tape.get(this.number(handle)).value;
  }

  /** A shape that is written in JSON. @throws RangeError where it is none, or not that of so many elements. */
  private shapeOf(handle: QuickJSHandle, elements?: number): Shape {
    const text = this.context.getString(handle);
    const shape = JSON.parse(text) as unknown;
    if (!Array.isArray(shape) || !isShape(shape))
      throw new RangeError(`${text} is not the shape of a tensor.`);
    if (elements !== undefined && sizeOf(shape) !== elements)
      throw new RangeError(`${elements} numbers are no tensor of shape ${text}.`);
    return shape;
  }

  /** A tensor's number with that of its shape. */
  private packed(id: number): number {
    const text = `[${this.tape.get(id).value.shape.join()}]`;
    let shape = this.shapeIds.get(text);
    if (shape === undefined) {
      this.tape.occupyText(text);
      shape = this.shapes.push(text) - 1;
      this.shapeIds.set(text, shape);
    }
    if (shape >= SHAPES) throw new RangeError('The program has tensors of too many different shapes.');
    return id * SHAPES + shape;
  }

  private tensor(id: number): QuickJSHandle {
    return this.context.newNumber(this.packed(id));
  }

  /** A copy of the bytes of a buffer, or of the first ones. */
  private bytes(handle: QuickJSHandle, count?: number): ArrayBuffer {
    const view = this.context.getArrayBuffer(handle);
    const copy = view.value.slice(0, count).buffer as ArrayBuffer;
    view.dispose();
    return copy;
  }

  private buffer(elements: Float64Array): QuickJSHandle {
    return this.context.newArrayBuffer(elements.slice().buffer);
  }
}
