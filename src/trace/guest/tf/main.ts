/** The namespace `tf`, put together. What TensorFlow.js has and is not here says so when it is used. */
import * as creation from './creation.ts';
import * as environment from './environment.ts';
import { customGrad, grad, grads, valueAndGrad, valueAndGrads, variableGrads } from './gradients.ts';
import { initializers } from './initializers.ts';
import { input } from './layers/core.ts';
import { layers } from './layers/index.ts';
import { LayerVariable, SymbolicTensor } from './layers/layer.ts';
import * as losses from './losses.ts';
import { namesOf, refuseMissing, withMissing } from './missing.ts';
import { NAMES } from './names.ts';
import * as convolutions from './ops/convolutions.ts';
import * as elementwise from './ops/elementwise.ts';
import * as matrices from './ops/matrices.ts';
import { batchNorm } from './ops/normalization.ts';
import * as reductions from './ops/reductions.ts';
import * as shapes from './ops/shapes.ts';
import * as optimizers from './optimizers.ts';
import { constraints, regularizers } from './regularizers.ts';
import * as tensors from './tensor.ts';
import { Callback, CustomCallback, callbacks, EarlyStopping, History } from './training/callbacks.ts';
import { metrics } from './training/metrics.ts';
import { LayersModel, Sequential } from './training/model.ts';

const { Tensor, Variable, TensorBuffer } = tensors;

/** Operations by the name of TensorFlow.js; as methods, the tensor is the first argument. */
const { stopGradient: _, ...elements } = elementwise;
const operations = { ...elements, ...reductions, ...shapes, ...matrices, ...convolutions, batchNorm };

/** What a tensor has as a method beside the operations. */
const methods = {
  ...operations,
  asScalar: (x: tensors.Tensor) => shapes.reshape(x, []),
  as1D: (x: tensors.Tensor) => shapes.reshape(x, [-1]),
  as2D: (x: tensors.Tensor, a: number, b: number) => shapes.reshape(x, [a, b]),
  as3D: (x: tensors.Tensor, a: number, b: number, c: number) => shapes.reshape(x, [a, b, c]),
  as4D: (x: tensors.Tensor, a: number, b: number, c: number, d: number) => shapes.reshape(x, [a, b, c, d]),
  as5D: (x: tensors.Tensor, a: number, b: number, c: number, d: number, e: number) =>
    shapes.reshape(x, [a, b, c, d, e]),
  asType: elementwise.cast,
  toFloat: (x: tensors.Tensor) => elementwise.cast(x, 'float32'),
  toInt: (x: tensors.Tensor) => elementwise.cast(x, 'int32'),
  toBool: (x: tensors.Tensor) => elementwise.cast(x, 'bool'),
  variable: creation.variable,
  onesLike: creation.onesLike,
  zerosLike: creation.zerosLike,
  // The receiver is what is chosen, not the condition.
  where: (x: tensors.Tensor, condition: tensors.Tensor, other: tensors.Tensor) =>
    elementwise.where(condition, x, other),
  concat: (x: tensors.Tensor, others: tensors.Tensor | readonly tensors.Tensor[], axis?: number) =>
    shapes.concat([x, others].flat(), axis),
  stack: (x: tensors.Tensor, other: tensors.Tensor, axis?: number) => shapes.stack([x, other], axis),
};

/** Most operations take few arguments, and are called very often. */
function methodOf(operation: (...all: unknown[]) => unknown): unknown {
  if (operation.length > 2)
    return function (this: unknown, ...rest: unknown[]) {
      return operation(this, ...rest);
    };
  return function (this: unknown, a: unknown, b: unknown, c: unknown, d: unknown) {
    return operation(this, a, b, c, d);
  };
}

const realMethods = new Set(namesOf(NAMES.Tensor!));
const define = (name: string, value: unknown) =>
  Object.defineProperty(Tensor.prototype, name, { value, writable: true, configurable: true });
for (const [name, operation] of Object.entries(methods))
  if (realMethods.has(name)) define(name, methodOf(operation as (...all: unknown[]) => unknown));

const { Reduction, ...lossFunctions } = losses;
const { Optimizer, train, ...optimizerClasses } = optimizers;
refuseMissing(Tensor, NAMES.Tensor!, 'tensors');
refuseMissing(LayersModel, NAMES.LayersModel!, 'models');
refuseMissing(layers.Layer, NAMES.Layer!, 'layers', ['losses', 'updates']);
refuseMissing(Optimizer, NAMES.Optimizer!, 'optimizers');
const { util, ...machine } = environment;

const sub = (name: string, there: Record<string, unknown>) => withMissing(`tf.${name}`, NAMES, there);

const VERSION = '4.22.0';
const parts = ['core', 'backend-cpu', 'backend-webgl', 'data', 'layers', 'converter'];
const packages = [...parts.map((part) => `tfjs-${part}`), 'tfjs'];

export const library: Record<string, unknown> = withMissing('tf', NAMES, {
  ...operations,
  ...creation,
  ...machine,
  batchNorm2d: batchNorm,
  batchNorm3d: batchNorm,
  batchNorm4d: batchNorm,
  slice1d: shapes.slice,
  slice2d: shapes.slice,
  slice3d: shapes.slice,
  slice4d: shapes.slice,
  concat1d: shapes.concat,
  concat2d: shapes.concat,
  concat3d: shapes.concat,
  concat4d: shapes.concat,
  reverse1d: (x: tensors.Tensor) => shapes.reverse(x, 0),
  reverse2d: shapes.reverse,
  reverse3d: shapes.reverse,
  reverse4d: shapes.reverse,
  ...{ Tensor, Variable, TensorBuffer, SymbolicTensor },
  ...{ customGrad, grad, grads, valueAndGrad, valueAndGrads, variableGrads },
  tidy: tensors.tidy,
  keep: tensors.keep,
  dispose: tensors.dispose,
  disposeVariables: tensors.disposeVariables,
  memory: tensors.memory,
  print: (x: tensors.Tensor, verbose = false) => x.print(verbose),
  losses: sub('losses', lossFunctions),
  Reduction,
  ...{ Optimizer, ...optimizerClasses },
  train: sub('train', train),
  initializers: sub('initializers', initializers),
  regularizers: sub('regularizers', regularizers),
  constraints: sub('constraints', constraints),
  metrics: sub('metrics', metrics),
  callbacks: sub('callbacks', callbacks),
  ...{ Callback, CustomCallback, EarlyStopping, History },
  layers: sub('layers', layers),
  // Nothing is loaded, so nobody asks for a class by its name.
  serialization: sub('serialization', { registerClass: (): void => {} }),
  LayerVariable,
  input,
  sequential: (given?: ConstructorParameters<typeof Sequential>[0]) => new Sequential(given),
  model: (given: ConstructorParameters<typeof LayersModel>[0]) => new LayersModel(given),
  ...{ Sequential, LayersModel },
  util: sub('util', util),
  version: Object.fromEntries(packages.map((name) => [name, VERSION])),
  version_core: VERSION,
  version_layers: VERSION,
  version_converter: VERSION,
});
