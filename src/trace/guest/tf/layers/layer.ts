/** Layers: weights and a function of tensors, called with tensors or, to put a model together, with symbols for them. */
import { core, type DType, refuse } from '../core.ts';
import { type Initializer, initializerOf } from '../initializers.ts';
import {
  type Constraint,
  constraintOf,
  isOwnRegularizer,
  type Regularizer,
  regularizerOf,
} from '../regularizers.ts';
import {
  convert,
  isTensor,
  makeTensor,
  makeVariable,
  sizeOf,
  stateOf,
  type Tensor,
  tidy,
  type Variable,
} from '../tensor.ts';
import { refuseUndone } from '../undone.ts';

/** A shape of which some lengths, like that of the batch, are not known yet. */
export type OpenShape = readonly (number | null)[];

/** Of one tensor or of several. */
export type Shapes = OpenShape | readonly OpenShape[];
export type Inputs = Tensor | readonly Tensor[];

/** What a layer is called with while it is not known which tensors will come. */
export class SymbolicTensor {
  readonly shape: OpenShape;
  readonly dtype = 'float32';
  readonly name: string;
  /** The layer that it comes from, what that was called with, and which of its outputs it is. */
  readonly sourceLayer: Layer;
  readonly inputs: readonly SymbolicTensor[];
  readonly index: number;

  constructor(shape: OpenShape, sourceLayer: Layer, inputs: readonly SymbolicTensor[], index = 0) {
    this.shape = Object.freeze([...shape]);
    this.sourceLayer = sourceLayer;
    this.inputs = inputs;
    this.index = index;
    this.name = sourceLayer.name;
    core.hide(this);
  }

  get rank(): number {
    return this.shape.length;
  }
}

/** A weight of a layer. */
export class LayerVariable {
  readonly name: string;
  readonly val: Variable;
  readonly regularizer: Regularizer | undefined;
  readonly constraint: Constraint | undefined;
  trainable: boolean;

  constructor(
    name: string,
    value: Variable,
    trainable: boolean,
    regularizer?: Regularizer,
    constraint?: Constraint,
  ) {
    this.name = name;
    this.val = value;
    this.trainable = trainable;
    this.regularizer = regularizer;
    this.constraint = constraint;
    core.hide(this);
  }

  get shape(): readonly number[] {
    return this.val.shape;
  }

  get dtype(): DType {
    return this.val.dtype;
  }

  read(): Variable {
    return this.val;
  }

  /** Gives it another value, which is held to the constraint. */
  write(value: Tensor): void {
    this.val.assign(value);
    if (this.constraint) this.val.assign(this.constraint.apply(this.val));
  }
}

/** What a program can say of any layer. */
export interface LayerOptions {
  readonly name?: string;
  readonly trainable?: boolean;
  readonly inputShape?: OpenShape;
  readonly batchInputShape?: OpenShape;
  readonly batchSize?: number;
  readonly inputDim?: number;
  readonly weights?: readonly Tensor[];
}

/** How a layer is called: whether to learn, for those to which it makes a difference. */
export interface CallOptions {
  readonly training?: boolean;
  /** What a recurrent layer begins with, as tensors or symbols. */
  readonly initialState?: unknown;
}

/** The classes of the library: what their layers do is not the program's own. */
export const ownClasses = new Set<unknown>();

/** How many layers there are of each class. */
const counts = new Map<string, number>();

/** `dense` of `Dense`, `max_pooling2d` of `MaxPooling2D`. */
function snakeCase(name: string): string {
  return name
    .replace(/(.)([A-Z][a-z0-9]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}

/** The tensors of one call, one after another. */
export function listOf<T>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? value : [value as T];
}

export class Layer {
  static className = '';

  name: string;
  built = false;
  /** No layer hears of masks. */
  supportsMasking = false;
  readonly #options: LayerOptions;
  /** What it is called in the picture. */
  readonly #shownName: string;
  /** Where the program makes it. */
  readonly #site = core.site();
  readonly #weights: LayerVariable[] = [];
  readonly #isOfOwnClass: boolean;
  #isTrainable: boolean;
  /** The outputs of the last symbolic call. */
  #outputs: readonly SymbolicTensor[] = [];
  #inputs: readonly SymbolicTensor[] = [];

  constructor(given: LayerOptions = {}) {
    this.#isOfOwnClass = ownClasses.has(new.target);
    const Class = this.constructor as typeof Layer;
    const className = Class.className || Class.name;
    const uid = snakeCase(className);
    const number = (counts.get(uid) ?? 0) + 1;
    const name = core.plain(given.name) as string | undefined;
    if (name === undefined) counts.set(uid, number);
    this.name = name ?? `${uid}_${className}${number}`;
    this.#shownName = name ?? `${uid}_${number}`;
    this.#isTrainable = given.trainable ?? true;
    this.#options = given;
    if (this.#isOfOwnClass) {
      refuseUndone(this.name, 'Layer', given);
      refuseUndone(this.name, className, given);
    }
    core.hide(this);
  }

  getClassName(): string {
    const Class = this.constructor as typeof Layer;
    return Class.className || Class.name;
  }

  /** The shape of the input with the batch, if the layer was told. */
  get batchInputShape(): OpenShape | undefined {
    const { batchInputShape, inputShape, batchSize, inputDim } = this.#options;
    if (batchInputShape) return batchInputShape.map((one) => core.plain(one) as number | null);
    const own = inputShape ?? (inputDim === undefined ? undefined : [inputDim]);
    return (
      own && [
        (core.plain(batchSize) as number) ?? null,
        ...own.map((one) => core.plain(one) as number | null),
      ]
    );
  }

  /** The type of the input, if the layer was told of one. */
  get dtype(): DType | undefined {
    return this.batchInputShape && 'float32';
  }

  get trainable(): boolean {
    return this.#isTrainable;
  }

  set trainable(flag: boolean) {
    this.#isTrainable = flag;
  }

  /** Whether nothing of what it computes is the program's own code. */
  get isOurs(): boolean {
    const isOurs = this.#isOfOwnClass && !Object.hasOwn(this, 'call') && !Object.hasOwn(this, 'apply');
    return isOurs && this.#weights.every(({ regularizer }) => !regularizer || isOwnRegularizer(regularizer));
  }

  /** All weights, those that are trained first. */
  get weights(): LayerVariable[] {
    return [...this.trainableWeights, ...this.nonTrainableWeights];
  }

  get trainableWeights(): LayerVariable[] {
    return this.trainable ? this.#weights.filter(({ trainable }) => trainable) : [];
  }

  get nonTrainableWeights(): LayerVariable[] {
    return this.trainable ? this.#weights.filter(({ trainable }) => !trainable) : [...this.#weights];
  }

  get input(): SymbolicTensor | readonly SymbolicTensor[] {
    return this.#inputs.length === 1 ? this.#inputs[0]! : this.#inputs;
  }

  get output(): SymbolicTensor | readonly SymbolicTensor[] {
    return this.#outputs.length === 1 ? this.#outputs[0]! : this.#outputs;
  }

  get outputShape(): Shapes {
    const shapes = this.#outputs.map(({ shape }) => shape);
    return shapes.length === 1 ? shapes[0]! : shapes;
  }

  /** Adds a weight, which the picture calls by the layer and this name. */
  addWeight(
    name: string,
    shape: readonly (number | null)[],
    _dtype?: unknown,
    initializer?: Initializer | string,
    regularizer?: unknown,
    trainable = true,
    constraint?: unknown,
  ): LayerVariable {
    const full = `${this.name}/${name}`;
    if (this.#weights.some((weight) => weight.name === full))
      refuse(this.name, `it has a weight of the name ${name} already.`);
    const lengths = shape as readonly number[];
    const value = initializerOf(initializer, 'zeros').apply(lengths);
    const variable = makeVariable(value, trainable, full);
    value.dispose();
    core.rename(stateOf(variable), [this.#shownName, name], this.#site);
    const weight = new LayerVariable(
      full,
      variable,
      trainable,
      regularizerOf(regularizer),
      constraintOf(constraint),
    );
    this.#weights.push(weight);
    return weight;
  }

  /** Makes the weights for inputs of this shape. What a layer brings of its own comes before or after this. */
  build(_inputShape: Shapes): void {
    this.built = true;
  }

  computeOutputShape(inputShape: Shapes): Shapes {
    return inputShape;
  }

  call(inputs: Inputs, _options?: CallOptions): Inputs {
    return inputs;
  }

  /** Nothing listens. */
  invokeCallHook(): void {}

  /** The layer's value for tensors, or a symbol for symbols. A list of one tensor stays a list. */
  apply(given: unknown, options: CallOptions = {}): unknown {
    const inputs = listOf(given);
    const symbols = inputs.filter((one) => one instanceof SymbolicTensor);
    if (symbols.length > 0 && symbols.length < inputs.length)
      refuse(this.name, 'it is called with tensors, or with symbols for them, and not with both.');
    const tensors = symbols.length > 0 ? [] : inputs.map((one) => convert(one, this.name));
    const shapes = (symbols.length > 0 ? symbols : tensors).map(({ shape }) => shape as OpenShape);
    const shape = shapes.length > 1 ? shapes : shapes[0]!;
    this.ensureBuilt(shape);
    if (symbols.length > 0) return this.symbolic(symbols, shape);
    return this.inScope(() => this.call(Array.isArray(given) ? tensors : tensors[0]!, options));
  }

  ensureBuilt(shape: Shapes): void {
    if (this.built) return;
    // What a layer is made of outlives the call that it is made in.
    this.build(shape);
    this.built = true;
    if (this.#options.weights) this.setWeights(this.#options.weights);
  }

  private symbolic(inputs: readonly SymbolicTensor[], shape: Shapes) {
    const output = this.computeOutputShape(shape);
    const shapes = (Array.isArray(output[0]) ? output : [output]) as readonly OpenShape[];
    this.#inputs = [...inputs];
    this.#outputs = shapes.map((one, index) => new SymbolicTensor(one, this, this.#inputs, index));
    // A model's own output is what it is made of, not what this call gives.
    return this.#outputs.length === 1 ? this.#outputs[0]! : this.#outputs;
  }

  /** Makes the layer's first symbol, of what comes from outside of the model. */
  protected beginWith(shape: OpenShape): void {
    this.#outputs = [new SymbolicTensor(shape, this, [])];
    this.#inputs = this.#outputs;
  }

  /** What is computed in `work` stands where the layer is made. */
  atItsPlace<T>(work: () => T): T {
    const before = core.atSite(this.#site);
    try {
      return work();
    } finally {
      core.atSite(before);
    }
  }

  /** What is computed in `work` is the layer's in the picture. */
  protected inScope<T>(work: () => T): T {
    return this.atItsPlace(() => {
      const around = core.enter(this.#shownName, this.#site);
      try {
        return work();
      } finally {
        core.leave(around);
      }
    });
  }

  countParams(): number {
    return this.weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  }

  getWeights(trainableOnly = false): Tensor[] {
    return (trainableOnly ? this.trainableWeights : this.weights).map(({ val }) => val);
  }

  setWeights(values: readonly unknown[]): void {
    const { weights } = this;
    if (values.length !== weights.length)
      refuse('setWeights', `${this.name} has ${weights.length} weights, and ${values.length} are given.`);
    tidy(() => {
      weights.forEach((weight, i) => {
        const value = isTensor(values[i]) ? values[i] : makeTensor(values[i]);
        weight.write(value);
      });
    });
  }

  getConfig(): Record<string, unknown> {
    return { name: this.name, trainable: this.trainable };
  }

  dispose(): void {
    for (const { val } of this.weights) val.dispose();
  }
}

/** The one tensor of a call. */
export function single(inputs: Inputs): Tensor {
  return (Array.isArray(inputs) ? inputs[0] : inputs) as Tensor;
}

/** The one shape of a call. */
export function singleShape(shape: Shapes): OpenShape {
  return (Array.isArray(shape[0]) ? shape[0] : shape) as OpenShape;
}
