/** The two weights that most layers have: what the inputs are multiplied with, and what is added. */
import { core } from '../core.ts';
import type { Initializer } from '../initializers.ts';
import type { Layer, LayerOptions, LayerVariable } from './layer.ts';

export interface KernelOptions extends LayerOptions {
  readonly activation?: string;
  readonly useBias?: boolean;
  readonly kernelInitializer?: Initializer | string;
  readonly biasInitializer?: Initializer | string;
  readonly kernelRegularizer?: unknown;
  readonly biasRegularizer?: unknown;
  readonly activityRegularizer?: unknown;
  readonly kernelConstraint?: unknown;
  readonly biasConstraint?: unknown;
}

export function addKernel(
  layer: Layer,
  name: string,
  shape: readonly number[],
  { kernelInitializer, kernelRegularizer, kernelConstraint }: KernelOptions,
): LayerVariable {
  const initializer = kernelInitializer ?? 'glorotNormal';
  return layer.addWeight(name, shape, 'float32', initializer, kernelRegularizer, true, kernelConstraint);
}

/** Undefined where none is wanted. */
export function addBias(
  layer: Layer,
  length: number,
  { useBias = true, biasInitializer, biasRegularizer, biasConstraint }: KernelOptions,
): LayerVariable | undefined {
  if (!core.plain(useBias)) return undefined;
  const initializer = biasInitializer ?? 'zeros';
  return layer.addWeight('bias', [length], 'float32', initializer, biasRegularizer, true, biasConstraint);
}
