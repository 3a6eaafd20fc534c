/** Layers around other layers: one that does the same at every step of a sequence, and one that goes along it both ways. */
import { core, refuse } from '../core.ts';
import { add, mul } from '../ops/elementwise.ts';
import { concat, reshape, reverse, slice, stack } from '../ops/shapes.ts';
import type { Tensor } from '../tensor.ts';
import {
  type CallOptions,
  type Inputs,
  Layer,
  type LayerOptions,
  type LayerVariable,
  listOf,
  type OpenShape,
  type Shapes,
  single,
  singleShape,
} from './layer.ts';
import { Recurrent, withStates } from './recurrent.ts';

/** Its weights are those of the layers inside. */
abstract class Wrapper extends Layer {
  protected readonly wrapped: readonly Layer[];

  constructor(given: LayerOptions, wrapped: readonly Layer[]) {
    super(given);
    this.wrapped = wrapped;
  }

  override get isOurs(): boolean {
    return super.isOurs && this.wrapped.every((layer) => layer.isOurs);
  }

  override get trainable(): boolean {
    return super.trainable;
  }

  override set trainable(flag: boolean) {
    super.trainable = flag;
    for (const layer of this.wrapped) layer.trainable = flag;
  }

  override get trainableWeights(): LayerVariable[] {
    return this.trainable ? this.wrapped.flatMap((layer) => layer.trainableWeights) : [];
  }

  override get nonTrainableWeights(): LayerVariable[] {
    return this.wrapped.flatMap((layer) => (this.trainable ? layer.nonTrainableWeights : layer.weights));
  }
}

function layerIn(given: { readonly layer?: unknown }, name: string): Layer {
  if (!(given.layer instanceof Layer)) refuse(name, 'it needs a layer, as in { layer: tf.layers.dense(…) }.');
  return given.layer;
}

/** The layer for each step by itself: the axis behind the batch is that of the steps. */
export class TimeDistributed extends Wrapper {
  static override className = 'TimeDistributed';
  readonly layer: Layer;

  constructor(given: LayerOptions & { readonly layer?: unknown }) {
    const layer = layerIn(given, 'timeDistributed');
    super(given, [layer]);
    this.layer = layer;
  }

  override build(shape: Shapes): void {
    super.build(shape);
    const [batch, , ...rest] = singleShape(shape);
    if (rest.length === 0)
      refuse(this.name, `the input must have 3 axes or more, not [${singleShape(shape)}].`);
    this.layer.ensureBuilt([batch!, ...rest]);
  }

  override computeOutputShape(shape: Shapes): OpenShape {
    const [batch, steps, ...rest] = singleShape(shape);
    const [first, ...output] = singleShape(this.layer.computeOutputShape([batch!, ...rest]));
    return [first!, steps!, ...output];
  }

  override call(given: Inputs, options?: CallOptions): Tensor {
    const x = single(given);
    const [batch, steps, ...rest] = x.shape as [number, number, ...number[]];
    const outputs = Array.from({ length: steps }, (_, t) => {
      const step = reshape(slice(x, [0, t], [-1, 1]), [batch, ...rest]);
      return single(this.layer.apply(step, options) as Inputs);
    });
    return stack(outputs, 1);
  }
}

/** How the outputs of both ways become one; null for both of them. */
const MERGE: Readonly<Record<string, (there: Tensor, back: Tensor) => Tensor>> = {
  concat: (there, back) => concat([there, back], -1),
  sum: add,
  ave: (there, back) => mul(0.5, add(there, back)),
  mul,
};

interface BidirectionalOptions extends LayerOptions {
  readonly layer?: unknown;
  readonly mergeMode?: string | null;
}

/** A recurrent layer and the same with weights of its own, which goes along the sequence from its end. */
export class Bidirectional extends Wrapper {
  static override className = 'Bidirectional';
  readonly forwardLayer: Recurrent;
  readonly backwardLayer: Recurrent;
  readonly #mergeMode: string | null;

  constructor(given: BidirectionalOptions) {
    const layer = layerIn(given, 'bidirectional');
    if (!(layer instanceof Recurrent)) refuse('bidirectional', 'its layer must be a recurrent one.');
    const [there, back] = layer.bothWays();
    super(given, [there, back]);
    this.forwardLayer = there;
    this.backwardLayer = back;
    const mode = core.plain(given.mergeMode);
    this.#mergeMode = mode === undefined ? 'concat' : (mode as string | null);
    if (this.#mergeMode !== null && !Object.hasOwn(MERGE, this.#mergeMode))
      refuse(
        'bidirectional',
        `there is no mergeMode ${this.#mergeMode}: use ${Object.keys(MERGE).join(', ')} or null.`,
      );
  }

  override build(shape: Shapes): void {
    super.build(shape);
    this.forwardLayer.ensureBuilt(singleShape(shape));
    this.backwardLayer.ensureBuilt(singleShape(shape));
  }

  override computeOutputShape(shape: Shapes): Shapes {
    const found = this.forwardLayer.computeOutputShape(singleShape(shape));
    const [output, ...states] = (Array.isArray(found[0]) ? found : [found]) as readonly OpenShape[];
    const merged =
      this.#mergeMode === null
        ? [output!, output!]
        : [this.#mergeMode === 'concat' ? output!.with(-1, 2 * output!.at(-1)!) : output!];
    const all = [...merged, ...states, ...states];
    return all.length === 1 ? all[0]! : all;
  }

  override apply(given: unknown, options: CallOptions = {}): unknown {
    return super.apply(withStates(given, options), options);
  }

  override call(given: Inputs, options?: CallOptions): Inputs {
    const [x, ...initial] = listOf(given);
    const half = initial.length / 2;
    const [y, ...states] = listOf(this.forwardLayer.apply([x, ...initial.slice(0, half)], options) as Inputs);
    const [z, ...statesBack] = listOf(
      this.backwardLayer.apply([x, ...initial.slice(half)], options) as Inputs,
    );
    const back = this.forwardLayer.returnsSequences ? reverse(z!, 1) : z!;
    const merged = this.#mergeMode === null ? [y!, back] : [MERGE[this.#mergeMode]!(y!, back)];
    const all = [...merged, ...states, ...statesBack];
    return all.length === 1 ? all[0]! : all;
  }
}
