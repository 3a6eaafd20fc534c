/** A model as a table of its layers, as TensorFlow.js prints it. */
import type { Layer, OpenShape } from '../layers/layer.ts';
import { listOf } from '../layers/layer.ts';
import { sizeOf } from '../tensor.ts';
import type { LayersModel } from './model.ts';

const shapeText = (shape: OpenShape): string => `[${shape.map((length) => length ?? 'null').join()}]`;
const shapesText = (shape: OpenShape | readonly OpenShape[]): string =>
  Array.isArray(shape[0])
    ? `[${(shape as readonly OpenShape[]).map(shapeText).join()}]`
    : shapeText(shape as OpenShape);

/** Cells that begin at fixed positions, cut off before the next one. */
function row(cells: readonly string[], positions: readonly number[]): string {
  return cells.reduce((line, cell, i) => {
    const begun = i > 0 ? `${line.slice(0, -1)} ` : line;
    return (begun + cell).slice(0, positions[i]).padEnd(positions[i]!);
  }, '');
}

export function* summaryLines(
  model: LayersModel,
  wantedLength: number,
  shares?: readonly number[],
): Generator<string> {
  const isChain = model.getClassName() === 'Sequential' || model.isChain;
  const length = Number.isFinite(wantedLength) ? wantedLength : isChain ? 90 : 115;
  const given = shares ?? (isChain ? [0.32, 0.61, 0.89, 1] : [0.24, 0.48, 0.7, 0.8, 1]);
  const positions = given.map((share) => (given.at(-1)! <= 1 ? Math.floor(length * share) : share));
  const titles = ['Layer (type)', 'Input Shape', 'Output shape', 'Param #'];
  yield '_'.repeat(length);
  yield row(isChain ? titles : [...titles, 'Receives inputs'], positions);
  yield '='.repeat(length);
  const { layers } = model;
  for (const [i, layer] of layers.entries()) {
    const from = isChain ? [] : model.sourcesOf(layer);
    yield row([...cellsOf(layer), ...(isChain ? [] : [from[0] ?? ''])], positions);
    for (const source of from.slice(1)) yield row(['', '', '', '', source], positions);
    yield (i === layers.length - 1 ? '=' : '_').repeat(length);
  }
  const count = (weights: Layer['weights']) => weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const [trained, fixed] = [count(model.trainableWeights), count(model.nonTrainableWeights)];
  yield `Total params: ${trained + fixed}`;
  yield `Trainable params: ${trained}`;
  yield `Non-trainable params: ${fixed}`;
  yield '_'.repeat(length);
}

function cellsOf(layer: Layer): string[] {
  return [
    `${layer.name} (${layer.getClassName()})`,
    `[${listOf(layer.input)
      .map(({ shape }) => shapeText(shape))
      .join()}]`,
    shapesText(layer.outputShape),
    `${layer.countParams()}`,
  ];
}
