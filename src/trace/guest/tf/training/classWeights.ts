/** How much the examples of each class count in the loss, as a program says it to `fit`. */
import { core, plain, refuse } from '../core.ts';
import { ones } from '../creation.ts';
import { argMax } from '../ops/reductions.ts';
import { makeTensor, stateOf, type Tensor, tidy } from '../tensor.ts';

type Weights = Readonly<Record<string, unknown>>;

/** For each output a number for each of the examples; an empty list where nothing is said. */
export function classWeights(given: unknown, targets: readonly Tensor[], names: readonly string[]): Tensor[] {
  if (given === undefined || given === null) return [];
  return perOutput(given as Weights, names).map((weights, i) => {
    const classes = classesOf(targets[i]!);
    if (!weights) return ones([classes.length]);
    return makeTensor(
      classes.map((one) =>
        plain(weights[one] ?? refuse('fit', `classWeight has no number for the class ${one}.`)),
      ),
    );
  });
}

/** They are given for the one output, in a list, or by the names of the outputs. */
function perOutput(given: Weights, names: readonly string[]): readonly (Weights | undefined)[] {
  if (Array.isArray(given)) {
    if (given.length !== names.length)
      refuse('fit', `classWeight has ${given.length} elements, and the model ${names.length} outputs.`);
    return given;
  }
  if (names.some((name) => name in given)) return names.map((name) => given[name] as Weights | undefined);
  if (names.length > 1)
    refuse('fit', 'classWeight must be a list, or an object with the names of the outputs.');
  return [given];
}

/** The class of each example: its number, or the place of the largest of its numbers. */
function classesOf(target: Tensor): number[] {
  if (target.rank !== 2) refuse('fit', `classWeight needs targets of 2 axes, not [${target.shape}].`);
  return tidy(() => {
    const found = target.shape[1] === 1 ? target : argMax(target, 1);
    return Array.from(core.read(stateOf(found)));
  });
}
