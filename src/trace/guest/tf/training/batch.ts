/**
 * The batch on which a model is shown: what a person gave, else what the program has handed over last, of which the first
 * examples are taken, else a seeded sample of the input's shape with targets that the loss can be measured by.
 */
import { core, plain } from '../core.ts';
import { randomUniform } from '../creation.ts';
import { listOf, type OpenShape, type SymbolicTensor } from '../layers/layer.ts';
import { Embedding } from '../layers/normalization.ts';
import { cast, floor } from '../ops/elementwise.ts';
import { oneHot, slice } from '../ops/shapes.ts';
import { makeTensor, stateOf, type Tensor, tensorOf } from '../tensor.ts';
import { SHORT } from './losses.ts';
import type { LayersModel } from './model.ts';

/** How many examples of what the program gives are taken, and how many are made up. */
const MAX_EXAMPLES = 32;
const SAMPLES = 4;
const SEED = 1;
/** Other open lengths, like that of a sequence. */
const OPEN_LENGTH = 3;
/** A tensor of more numbers is not written out. */
const MAX_WRITTEN = 128;
/** A person may ask for so many examples. */
const MOST = 10_000;

/** One tensor of the batch. */
interface Field {
  readonly name: string;
  /** Of the program, in full. */
  readonly found: Tensor | undefined;
  readonly sample: (rows: number, seed: number) => Tensor;
  /** What an example must be like. */
  readonly shape: OpenShape;
}

/** The inputs and the targets; of a model that is not compiled there are no targets. */
export function batchOf(model: LayersModel): { inputs: Tensor[]; targets: Tensor[] } {
  const fields = [...inputFields(model), ...(model.isCompiled ? targetFields(model) : [])];
  const wanted = core.batch.wanted();
  const given = fields.map((field, i) => givenFor(field, wanted[1 + i]));
  const [count, seed] = [wholeNumber(wanted[0], 1, MOST), wholeNumber(wanted[1 + fields.length], 0, 2 ** 31)];
  const available = fields.find(({ found }) => found)?.found?.shape[0];
  const first = given.find((one) => one?.tensor)?.tensor?.shape[0];
  const usual = available === undefined ? SAMPLES : Math.min(available, MAX_EXAMPLES);
  // A model may be made for batches of one size.
  const fixed = model.inputs[0]!.shape[0] ?? undefined;
  // Of what the program gives and nobody has replaced there are no more.
  const most = fields.some(({ found }, i) => found && !given[i]?.tensor) ? available! : MOST;
  const isTooMany = count.value !== undefined && count.value > most;
  const rows = fixed ?? Math.min(first ?? (isTooMany ? usual : (count.value ?? usual)), most);

  core.batch.begin();
  const tooMany = isTooMany ? `The program gives ${most} examples.` : '';
  const isUnlike = count.value !== undefined && count.value !== rows;
  const unlike = !isUnlike
    ? ''
    : fixed === undefined
      ? `The numbers that are given here are ${rows} examples.`
      : `The model takes batches of ${fixed} examples.`;
  const source = available === undefined ? 'type' : 'call';
  core.batch.tell(
    'examples',
    wanted[0] === undefined ? source : 'given',
    `${rows}`,
    '',
    count.problem || tooMany || unlike,
  );
  const tensors = fields.map((field, i) => {
    const own = given[i];
    const length = own?.tensor?.shape[0];
    const problem =
      own?.problem ??
      (length !== undefined && length !== rows
        ? `${field.name} has ${length} examples, and not ${rows} as the others.`
        : '');
    const isOwn = own?.tensor !== undefined && problem === '';
    const tensor = isOwn
      ? named(own.tensor!, field.name)
      : field.found
        ? someOf(field.found, rows)
        : named(field.sample(rows, (seed.value ?? SEED) + (i < model.inputs.length ? 0 : 1)), field.name);
    const isWritten = tensor.size <= MAX_WRITTEN;
    const from = own ? 'given' : field.found ? 'call' : 'type';
    core.batch.tell(
      field.name,
      from,
      isWritten ? textOf(tensor) : '',
      `a tensor of shape [${tensor.shape.join(', ')}]`,
      problem,
    );
    return tensor;
  });
  const hasSeed = wanted[1 + fields.length] !== undefined;
  if (hasSeed || fields.some(({ found }, i) => !found && !given[i]))
    core.batch.tell('seed', hasSeed ? 'given' : 'type', `${seed.value ?? SEED}`, '', seed.problem);
  const inputs = model.inputs.length;
  return { inputs: tensors.slice(0, inputs), targets: tensors.slice(inputs) };
}

function inputFields(model: LayersModel): Field[] {
  return model.inputs.map((symbol, i) => ({
    name: model.inputs.length === 1 ? 'x' : `x${i + 1}`,
    found: revived(model.seen?.inputs[i]),
    sample: (rows, seed) => sampleInput(model, symbol, rows, seed),
    shape: symbol.shape,
  }));
}

function targetFields(model: LayersModel): Field[] {
  return model.outputs.map((symbol, i): Field => {
    const found = revived(model.seen?.targets[i]);
    const sample = (rows: number, seed: number) => sampleTarget(model, symbol, i, rows, seed);
    const shape = [symbol.shape[0]!, ...(found ?? sample(1, SEED)).shape.slice(1)];
    return { name: model.outputs.length === 1 ? 'y' : `y${i + 1}`, found, sample, shape };
  });
}

/** What a person gave for a field as a tensor, or why it is none. */
function givenFor({ name, shape }: Field, value: unknown): { tensor?: Tensor; problem?: string } | undefined {
  if (value === undefined) return undefined;
  const like = `[${shape.map((length, axis) => length ?? (axis === 0 ? 'examples' : 'any')).join(', ')}]`;
  let tensor: Tensor;
  try {
    tensor = makeTensor(value, undefined, 'float32', name);
  } catch (error) {
    const why = (error as Error).message.replace(`Error in ${name}: `, '');
    return { problem: `${name} must be numbers of shape ${like}: ${why}` };
  }
  const fits =
    tensor.rank === shape.length &&
    tensor.size > 0 &&
    shape.every((length, axis) => length === null || length === tensor.shape[axis]);
  return fits
    ? { tensor }
    : { problem: `${name} has the shape [${tensor.shape.join(', ')}], and must have the shape ${like}.` };
}

function wholeNumber(value: unknown, least: number, most: number): { value?: number; problem: string } {
  if (value === undefined) return { problem: '' };
  const isOne = typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
  return isOne ? { value, problem: '' } : { problem: `Write a whole number from ${least} to ${most}.` };
}

/** A tensor that the program may have let go of. */
function revived(tensor: Tensor | undefined): Tensor | undefined {
  return tensor && tensorOf(core.revived(core.stateOf(tensor)!));
}

/** The first examples. */
function someOf(tensor: Tensor, rows: number): Tensor {
  return (tensor.shape[0] ?? 0) > rows ? slice(tensor, [0], [rows]) : tensor;
}

function named(tensor: Tensor, name: string): Tensor {
  core.name(stateOf(tensor), [name]);
  return tensor;
}

/** Its numbers nested in brackets. */
function textOf(tensor: Tensor): string {
  const numbers = core.read(stateOf(tensor));
  const { shape } = tensor;
  let at = 0;
  const nested = (axis: number): string =>
    axis === shape.length
      ? `${numbers[at++]}`
      : `[${Array.from({ length: shape[axis]! }, () => nested(axis + 1)).join(', ')}]`;
  return nested(0);
}

function lengthsOf({ shape }: SymbolicTensor, rows: number): number[] {
  return shape.map((length, axis) => length ?? (axis === 0 ? rows : OPEN_LENGTH));
}

function sampleInput(model: LayersModel, symbol: SymbolicTensor, rows: number, seed: number): Tensor {
  const lengths = lengthsOf(symbol, rows);
  const first = model.layers.find((layer) => listOf(layer.input).includes(symbol));
  // Indices have to be ones of the table.
  if (first instanceof Embedding)
    return made(floor(randomUniform(lengths, 0, plain(first.given.inputDim), 'float32', seed)));
  return made(randomUniform(lengths, -1, 1, 'float32', seed));
}

function sampleTarget(
  model: LayersModel,
  symbol: SymbolicTensor,
  index: number,
  rows: number,
  seed: number,
): Tensor {
  const lengths = lengthsOf(symbol, rows);
  const classes = lengths.at(-1)!;
  const name = model.compiled.lossNames[index]!;
  const places = (shape: number[], count: number) => floor(randomUniform(shape, 0, count, 'float32', seed));
  switch (SHORT[name] ?? name) {
    case 'sparseCategoricalCrossentropy':
      return made(places([...lengths.slice(0, -1), 1], classes));
    case 'categoricalCrossentropy':
    case 'categoricalHinge':
    case 'kullbackLeiblerDivergence':
      return made(oneHot(cast(places(lengths.slice(0, -1), classes), 'int32'), classes, 1, 0, 'float32'));
    case 'binaryCrossentropy':
      return made(places(lengths, 2));
    default:
      return made(randomUniform(lengths, 0, 1, 'float32', seed));
  }
}

/** As a tensor that nothing was computed for, of numbers that are short to write. */
function made(tensor: Tensor): Tensor {
  const numbers = core.read(stateOf(tensor)).map((value) => Math.round(100 * value) / 100);
  return tensorOf(core.create(numbers.buffer as ArrayBuffer, tensor.shape, 'float32'));
}
