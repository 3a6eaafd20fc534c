/**
 * The names of TensorFlow.js 4.22: what its namespaces export that programs call, and the methods of a tensor. What of
 * them is not there says so when it is used. A test compares them with the package.
 */
export const NAMES: Readonly<Record<string, string>> = {
  tf: `
    AdadeltaOptimizer AdagradOptimizer AdamOptimizer AdamaxOptimizer Callback CallbackList CustomCallback
    DataStorage ENV EarlyStopping Environment GPGPUContext GraphModel History InputSpec KernelBackend
    LayerVariable LayersModel MathBackendCPU MathBackendWebGL MomentumOptimizer Optimizer
    OptimizerConstructors RMSPropOptimizer RNN Rank Reduction SGDOptimizer Sequential SymbolicTensor Tensor
    TensorBuffer Variable abs acos acosh add addN all any argMax argMin asin asinh atan atan2 atanh avgPool
    avgPool3d backend basicLSTMCell batchNorm batchNorm2d batchNorm3d batchNorm4d batchToSpaceND bincount
    bitwiseAnd booleanMaskAsync broadcastArgs broadcastTo browser buffer callbacks cast ceil clipByValue
    clone complex concat concat1d concat2d concat3d concat4d constraints conv1d conv2d conv2dTranspose
    conv3d conv3dTranspose copyRegisteredKernels cos cosh cosineWindow cumprod cumsum customGrad data
    denseBincount deprecationWarn depthToSpace depthwiseConv2d deregisterOp diag dilation2d
    disableDeprecationWarnings dispose disposeVariables div divNoNan dot dropout einsum elu enableDebugMode
    enableProdMode enclosingPowerOfTwo engine ensureShape env equal erf euclideanNorm exp expandDims expm1
    eye fft fill findBackend findBackendFactory floor floorDiv forceHalfFloat fused gather gatherND
    getBackend getGradient getKernel getKernelsForBackend grad grads greater greaterEqual ifft imag image
    inTopKAsync initializers input io irfft isFinite isInf isNaN keep kernel_impls layers leakyRelu less
    lessEqual linalg linspace loadGraphModel loadGraphModelSync loadLayersModel localResponseNormalization
    log log1p logSigmoid logSoftmax logSumExp logicalAnd logicalNot logicalOr logicalXor losses lowerBound
    matMul math max maxPool maxPool3d maxPoolWithArgmax maximum mean memory meshgrid metrics min minimum
    mirrorPad mod model models moments movingAverage mul multiRNNCell multinomial neg nextFrame norm
    notEqual oneHot ones onesLike op outerProduct pad pad1d pad2d pad3d pad4d pool pow prelu print prod
    profile raggedGather raggedRange raggedTensorToTensor rand randomGamma randomNormal randomStandardNormal
    randomUniform randomUniformInt range ready real reciprocal registerBackend registerCallbackConstructor
    registerGradient registerKernel registerOp regularizers relu relu6 removeBackend reshape reverse
    reverse1d reverse2d reverse3d reverse4d rfft round rsqrt scalar scatterND searchSorted selu
    separableConv2d sequential serialization setBackend setPlatform setWebGLContext setdiff1dAsync shared
    sigmoid sign signal sin sinh slice slice1d slice2d slice3d slice4d softmax softplus spaceToBatchND
    sparse sparseToDense spectral split sqrt square squaredDifference squeeze stack step stridedSlice string
    sub sum sumOutType tan tanh tensor tensor1d tensor2d tensor3d tensor4d tensor5d tensor6d
    tensorScatterUpdate tidy tile time topk train transpose truncatedNormal unique unregisterGradient
    unregisterKernel unsortedSegmentSum unstack upcastType upperBound util valueAndGrad valueAndGrads
    variable variableGrads version version_converter version_core version_layers webgl where whereAsync zeros zerosLike
  `,
  'tf.callbacks': `
    earlyStopping
  `,
  'tf.constraints': `
    maxNorm minMaxNorm nonNeg unitNorm
  `,
  'tf.data': `
    CSVDataset Dataset FileDataSource TextLineDataset URLDataSource array csv default func generator
    microphone version_data webcam zip
  `,
  'tf.image': `
    cropAndResize flipLeftRight grayscaleToRGB nonMaxSuppression nonMaxSuppressionAsync
    nonMaxSuppressionPadded nonMaxSuppressionPaddedAsync nonMaxSuppressionWithScore
    nonMaxSuppressionWithScoreAsync resizeBilinear resizeNearestNeighbor rgbToGrayscale rotateWithOffset
    threshold transform
  `,
  'tf.initializers': `
    constant glorotNormal glorotUniform heNormal heUniform identity leCunNormal leCunUniform ones orthogonal
    randomNormal randomUniform truncatedNormal varianceScaling zeros
  `,
  'tf.layers': `
    Layer RNN RNNCell activation add alphaDropout average averagePooling1d averagePooling2d averagePooling3d
    avgPool1d avgPool2d avgPool3d avgPooling1d avgPooling2d avgPooling3d batchNormalization bidirectional
    categoryEncoding centerCrop concatenate conv1d conv2d conv2dTranspose conv3d conv3dTranspose convLstm2d
    convLstm2dCell cropping2D dense depthwiseConv2d dot dropout elu embedding flatten gaussianDropout
    gaussianNoise globalAveragePooling1d globalAveragePooling2d globalMaxPool1d globalMaxPool2d
    globalMaxPooling1d globalMaxPooling2d gru gruCell input inputLayer layerNormalization leakyReLU lstm
    lstmCell masking maxPool1d maxPool2d maxPooling1d maxPooling2d maxPooling3d maximum minimum multiply
    permute prelu randomWidth reLU repeatVector rescaling reshape resizing rnn separableConv2d simpleRNN
    simpleRNNCell softmax spatialDropout1d stackedRNNCells thresholdedReLU timeDistributed upSampling2d
    zeroPadding2d
  `,
  'tf.linalg': `
    bandPart gramSchmidt qr
  `,
  'tf.losses': `
    absoluteDifference computeWeightedLoss cosineDistance hingeLoss huberLoss logLoss meanSquaredError
    sigmoidCrossEntropy softmaxCrossEntropy
  `,
  'tf.math': `
    confusionMatrix
  `,
  'tf.metrics': `
    MAPE MSE binaryAccuracy binaryCrossentropy categoricalAccuracy categoricalCrossentropy cosineProximity
    mape meanAbsoluteError meanAbsolutePercentageError meanSquaredError mse precision r2Score recall
    sparseCategoricalAccuracy
  `,
  'tf.models': `
    modelFromJSON
  `,
  'tf.regularizers': `
    l1 l1l2 l2
  `,
  'tf.serialization': `
    Serializable SerializationMap getRegisteredName registerClass
  `,
  'tf.signal': `
    frame hammingWindow hannWindow stft
  `,
  'tf.spectral': `
    fft ifft irfft rfft
  `,
  'tf.train': `
    adadelta adagrad adam adamax momentum rmsprop sgd
  `,
  'tf.browser': `
    draw fromPixels fromPixelsAsync toPixels
  `,
  'tf.io': `
    CompositeArrayBuffer browserFiles browserHTTPRequest concatenateArrayBuffers copyModel decodeWeights
    decodeWeightsStream encodeWeights fromMemory fromMemorySync getLoadHandlers getModelArtifactsForJSON
    getModelArtifactsForJSONSync getModelArtifactsInfoForJSON getSaveHandlers getWeightSpecs http
    isHTTPScheme listModels loadWeights moveModel registerLoadRouter registerSaveRouter removeModel
    weightsLoaderFactory withSaveHandler withSaveHandlerSync
  `,
  'tf.fused': `
    conv2d depthwiseConv2d matMul
  `,
  'tf.util': `
    arraysEqual arraysEqualWithNull assert assertNonNegativeIntegerDimensions assertNonNull
    assertShapesMatch bytesFromStringArray bytesPerElement checkConversionForErrors clamp computeStrides
    convertBackendValuesAndArrayBuffer createScalarValue createShuffledIndices decodeString distSquared
    encodeString fetch fingerPrint64 flatten getArrayFromDType getTypedArrayFromDType hasEncodingLoss
    hexToLong indexToLoc inferDtype inferFromImplicitShape isBoolean isFunction isInt isNumber isPromise
    isScalarShape isString isTypedArray isValidDtype locToIndex makeOnesTypedArray makeZerosNestedTypedArray
    makeZerosTypedArray nearestDivisor nearestLargerEven now parseAxisParam randUniform repeatedTry rightPad
    shuffle shuffleCombo sizeFromShape sizeToSquarishShape squeezeShape sum swap tanh toNestedArray
    toTypedArray
  `,
  Layer: `
    addLoss addWeight apply build calculateLosses call clearCallHook computeMask computeOutputShape countParams
    dispose getConfig getInputAt getOutputAt getWeights input invokeCallHook losses nonTrainableWeights output
    outputShape resetStates setCallHook setWeights trainable trainableWeights updates weights
  `,
  LayersModel: `
    compile evaluate evaluateDataset execute fit fitDataset getLayer getNamedWeights getUserDefinedMetadata
    loadWeights optimizer predict predictOnBatch resetStates save setUserDefinedMetadata summary
    toJSON trainOnBatch
  `,
  Optimizer: `
    computeGradients dispose extractIterations getWeights incrementIterations iterations minimize
    saveIterations setWeights
  `,
  Tensor: `
    abs acos acosh add all any argMax argMin array arraySync as1D as2D as3D as4D as5D asScalar asType asin
    asinh atan atan2 atanh avgPool batchNorm batchToSpaceND broadcastTo buffer bufferSync bytes cast ceil
    clipByValue clone concat conv1d conv2d conv2dTranspose cos cosh cumprod cumsum data dataSync dataToGPU
    depthToSpace depthwiseConv2d dilation2d dispose div divNoNan dot elu equal erf euclideanNorm exp
    expandDims expm1 fft flatten floor floorDiv gather greater greaterEqual ifft irfft isDisposed isFinite
    isInf isNaN leakyRelu less lessEqual localResponseNormalization log log1p logSigmoid logSoftmax
    logSumExp logicalAnd logicalNot logicalOr logicalXor matMul max maxPool maximum mean min minimum
    mirrorPad mod mul neg norm notEqual oneHot onesLike pad pool pow prelu print prod rank reciprocal relu
    relu6 reshape reshapeAs resizeBilinear resizeNearestNeighbor reverse rfft round rsqrt selu
    separableConv2d sigmoid sign sin sinh slice softmax softplus spaceToBatchND split sqrt square
    squaredDifference squeeze stack step stridedSlice sub sum tan tanh tile toBool toFloat toInt toString
    topk transpose unique unsortedSegmentSum unstack variable where zerosLike
  `,
};
