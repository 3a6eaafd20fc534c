/** `tf.layers`: a function for each class of layers. */
import * as convolutional from './convolutional.ts';
import * as core from './core.ts';
import { Layer, ownClasses } from './layer.ts';
import * as merge from './merge.ts';
import * as normalization from './normalization.ts';
import * as recurrent from './recurrent.ts';
import * as wrappers from './wrappers.ts';

/** Makes a layer of what a program says of it now. */
function maker<G, L extends Layer>(Class: new (given: G) => L): (given?: G) => L {
  ownClasses.add(Class);
  return (given = {} as G) => new Class({ ...given });
}

/** Layers of several inputs can be called with them at once. */
function merger<G, L extends Layer>(Class: new (given: G) => L) {
  ownClasses.add(Class);
  return (given?: G | readonly unknown[]) => {
    const layer = new Class((Array.isArray(given) ? {} : { ...given }) as G);
    return Array.isArray(given) ? layer.apply(given) : layer;
  };
}

const maxPooling1d = maker(convolutional.MaxPooling1D);
const maxPooling2d = maker(convolutional.MaxPooling2D);
const averagePooling1d = maker(convolutional.AveragePooling1D);
const averagePooling2d = maker(convolutional.AveragePooling2D);
const globalMaxPooling1d = maker(convolutional.GlobalMaxPooling1D);
const globalMaxPooling2d = maker(convolutional.GlobalMaxPooling2D);

export const layers = {
  Layer,
  input: (given: core.InputOptions) => core.input(given),
  inputLayer: maker(core.InputLayer),
  dense: maker(core.Dense),
  activation: maker(core.Activation),
  reLU: maker(core.ReLU),
  leakyReLU: maker(core.LeakyReLU),
  prelu: maker(core.PReLU),
  elu: maker(core.ELU),
  softmax: maker(core.Softmax),
  dropout: maker(core.Dropout),
  gaussianNoise: maker(core.GaussianNoise),
  rescaling: maker(core.Rescaling),
  flatten: maker(core.Flatten),
  reshape: maker(core.Reshape),
  permute: maker(core.Permute),
  repeatVector: maker(core.RepeatVector),
  add: merger(merge.Add),
  average: merger(merge.Average),
  concatenate: merger(merge.Concatenate),
  dot: merger(merge.Dot),
  maximum: merger(merge.Maximum),
  minimum: merger(merge.Minimum),
  multiply: merger(merge.Multiply),
  conv1d: maker(convolutional.Conv1D),
  conv2d: maker(convolutional.Conv2D),
  depthwiseConv2d: maker(convolutional.DepthwiseConv2D),
  maxPooling1d,
  maxPool1d: maxPooling1d,
  maxPooling2d,
  maxPool2d: maxPooling2d,
  averagePooling1d,
  avgPool1d: averagePooling1d,
  avgPooling1d: averagePooling1d,
  averagePooling2d,
  avgPool2d: averagePooling2d,
  avgPooling2d: averagePooling2d,
  globalAveragePooling1d: maker(convolutional.GlobalAveragePooling1D),
  globalAveragePooling2d: maker(convolutional.GlobalAveragePooling2D),
  globalMaxPooling1d,
  globalMaxPool1d: globalMaxPooling1d,
  globalMaxPooling2d,
  globalMaxPool2d: globalMaxPooling2d,
  zeroPadding2d: maker(convolutional.ZeroPadding2D),
  upSampling2d: maker(convolutional.UpSampling2D),
  batchNormalization: maker(normalization.BatchNormalization),
  layerNormalization: maker(normalization.LayerNormalization),
  embedding: maker(normalization.Embedding),
  simpleRNN: maker(recurrent.SimpleRNN),
  lstm: maker(recurrent.LSTM),
  gru: maker(recurrent.GRU),
  timeDistributed: maker(wrappers.TimeDistributed),
  bidirectional: maker(wrappers.Bidirectional),
};
