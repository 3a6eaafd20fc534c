/** Layers that go along a sequence: each step's value goes into the next one. The loop is written out in the graph. */
import { activationOf } from '../activations.ts';
import { core, plain, refuse } from '../core.ts';
import { dropout, ones, zeros } from '../creation.ts';
import { Initializer, initializerOf } from '../initializers.ts';
import { add, mul, sub } from '../ops/elementwise.ts';
import { matMul } from '../ops/matrices.ts';
import { concat, reshape, reverse, slice, split, stack } from '../ops/shapes.ts';
import { type Tensor, tidy } from '../tensor.ts';
import type { KernelOptions } from './kernel.ts';
import {
  type CallOptions,
  type Inputs,
  Layer,
  type LayerVariable,
  listOf,
  type OpenShape,
  type Shapes,
  singleShape,
} from './layer.ts';

export interface RecurrentOptions extends KernelOptions {
  readonly units: number;
  readonly recurrentActivation?: string;
  readonly recurrentInitializer?: Initializer | string;
  readonly recurrentRegularizer?: unknown;
  readonly recurrentConstraint?: unknown;
  readonly returnSequences?: boolean;
  readonly returnState?: boolean;
  readonly goBackwards?: boolean;
  readonly unitForgetBias?: boolean;
  readonly dropout?: number;
  readonly recurrentDropout?: number;
  readonly implementation?: number;
  readonly resetAfter?: boolean;
}

/** What a recurrent layer is called with, as one list: the sequence, and the states that it begins with. */
export function withStates(given: unknown, { initialState }: CallOptions): unknown {
  if (initialState === undefined || initialState === null) return given;
  if (Array.isArray(given)) refuse('apply', 'the states stand in the list or in initialState, not in both.');
  return [given, ...listOf(initialState)];
}

export abstract class Recurrent extends Layer {
  protected readonly given: RecurrentOptions;
  protected readonly units: number;
  protected kernel: LayerVariable | undefined;
  protected recurrentKernel: LayerVariable | undefined;
  protected bias: LayerVariable | undefined;

  /** How many matrices of weights stand side by side. */
  protected abstract readonly gates: number;
  /** How many states go from step to step. */
  protected readonly stateCount: number = 1;

  constructor(given: RecurrentOptions) {
    super(given);
    this.given = given;
    this.units = plain(given.units);
  }

  get returnsSequences(): boolean {
    return Boolean(core.plain(this.given.returnSequences));
  }

  /** Two layers like this one, each with weights of its own: one that goes the same way, and one that goes the other way. */
  bothWays(): [there: Recurrent, back: Recurrent] {
    const Class = this.constructor as new (given: RecurrentOptions) => Recurrent;
    const goBackwards = !core.plain(this.given.goBackwards);
    return [
      new Class({ ...this.given, name: `forward_${this.name}` }),
      new Class({ ...this.given, name: `backward_${this.name}`, goBackwards }),
    ];
  }

  /** One step: the new states, of which the first is the output. */
  protected abstract step(x: Tensor, states: readonly Tensor[]): Tensor[];

  protected activate(x: Tensor): Tensor {
    return activationOf(this.given.activation ?? 'tanh')(x);
  }

  protected gate(x: Tensor): Tensor {
    return activationOf(this.given.recurrentActivation ?? 'hardSigmoid')(x);
  }

  override build(shape: Shapes): void {
    super.build(shape);
    const inputs = singleShape(shape).at(-1)!;
    const { given, units, gates } = this;
    this.kernel = this.addWeight(
      'kernel',
      [inputs, units * gates],
      'float32',
      given.kernelInitializer ?? 'glorotNormal',
      given.kernelRegularizer,
      true,
      given.kernelConstraint,
    );
    this.recurrentKernel = this.addWeight(
      'recurrent_kernel',
      [units, units * gates],
      'float32',
      given.recurrentInitializer ?? 'orthogonal',
      given.recurrentRegularizer,
      true,
      given.recurrentConstraint,
    );
    if (!core.plain(given.useBias ?? true)) return;
    this.bias = this.addWeight(
      'bias',
      [units * gates],
      'float32',
      this.biasInitializer,
      given.biasRegularizer,
      true,
      given.biasConstraint,
    );
  }

  protected get biasInitializer(): Initializer {
    return initializerOf(this.given.biasInitializer, 'zeros');
  }

  override computeOutputShape(shape: Shapes): OpenShape | readonly OpenShape[] {
    const [batch, time] = singleShape(shape);
    const { returnState } = this.given;
    const output = this.returnsSequences ? [batch!, time!, this.units] : [batch!, this.units];
    if (!core.plain(returnState)) return output;
    return [output, ...Array.from({ length: this.stateCount }, () => [batch!, this.units])];
  }

  override apply(given: unknown, options: CallOptions = {}): unknown {
    const all = withStates(given, options);
    const count = listOf(all).length - 1;
    if (count > 0 && count !== this.stateCount)
      refuse(this.name, `it has ${this.stateCount} states, and is given ${count} to begin with.`);
    return super.apply(all, options);
  }

  override call(given: Inputs, { training = false }: CallOptions = {}): Tensor | readonly Tensor[] {
    const list = Array.isArray(given) ? (given as readonly Tensor[]) : [given as Tensor];
    const [inputs, ...initial] = list;
    const { returnState, goBackwards } = this.given;
    const drops = (rate: unknown): boolean => training && plain(rate) > 0 && plain(rate) < 1;
    const { dropout: rate = 0, recurrentDropout: recurrentRate = 0 } = this.given;
    const [batch, time, width] = inputs!.shape as [number, number, number];
    let x = core.plain(goBackwards) ? reverse(inputs!, 1) : inputs!;
    if (drops(rate)) x = dropout(x, rate, [batch, 1, width]);
    // The same elements of the output are dropped on the way into each step.
    const kept = drops(recurrentRate) ? dropout(ones([batch, this.units]), recurrentRate) : undefined;
    let states: readonly Tensor[] =
      initial.length > 0
        ? initial
        : Array.from({ length: this.stateCount }, () => zeros([batch, this.units]));
    const outputs: Tensor[] = [];
    for (let t = 0; t < time; t++) {
      const before = kept ? [mul(states[0]!, kept), ...states.slice(1)] : states;
      states = this.step(reshape(slice(x, [0, t], [-1, 1]), [batch, width]), before);
      outputs.push(states[0]!);
    }
    const output = this.returnsSequences ? stack(outputs, 1) : states[0]!;
    return core.plain(returnState) ? [output, ...states] : output;
  }

  protected withBias(x: Tensor): Tensor {
    return this.bias ? add(x, this.bias.read()) : x;
  }
}

export class SimpleRNN extends Recurrent {
  static override className = 'SimpleRNN';
  protected readonly gates = 1;

  protected step(x: Tensor, [h]: readonly Tensor[]): Tensor[] {
    const input = this.withBias(matMul(x, this.kernel!.read()));
    return [this.activate(add(input, matMul(h!, this.recurrentKernel!.read())))];
  }
}

/** Of Hochreiter and Schmidhuber; the gates are input, forget, cell and output. */
export class LSTM extends Recurrent {
  static override className = 'LSTM';
  protected readonly gates = 4;
  protected override readonly stateCount = 2;

  /** Where the program wants it, the forget gate begins open. */
  protected override get biasInitializer(): Initializer {
    const usual = super.biasInitializer;
    if (!core.plain(this.given.unitForgetBias)) return usual;
    const { units } = this;
    return new Initializer('CustomInit', () =>
      tidy(() => concat([usual.apply([units]), ones([units]), usual.apply([2 * units])])),
    );
  }

  protected step(x: Tensor, [h, c]: readonly Tensor[]): Tensor[] {
    const all = this.withBias(add(matMul(x, this.kernel!.read()), matMul(h!, this.recurrentKernel!.read())));
    const [input, forget, cell, output] = split(all, 4, 1);
    const next = add(mul(this.gate(forget!), c!), mul(this.gate(input!), this.activate(cell!)));
    return [mul(this.gate(output!), this.activate(next)), next];
  }
}

/** Of Cho et al.; the gates are update, reset and candidate. */
export class GRU extends Recurrent {
  static override className = 'GRU';
  protected readonly gates = 3;

  protected step(x: Tensor, [h]: readonly Tensor[]): Tensor[] {
    const { units } = this;
    const [z, r, candidate] = split(this.withBias(matMul(x, this.kernel!.read())), 3, 1);
    const recurrent = this.recurrentKernel!.read();
    const [forGates, forCandidate] = split(recurrent, [2 * units, units], 1);
    const [hz, hr] = split(matMul(h!, forGates!), 2, 1);
    const update = this.gate(add(z!, hz!));
    const reset = this.gate(add(r!, hr!));
    const found = this.activate(add(candidate!, matMul(mul(reset, h!), forCandidate!)));
    return [add(mul(update, h!), mul(sub(1, update), found))];
  }
}
