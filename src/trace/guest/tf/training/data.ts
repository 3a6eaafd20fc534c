/** What a program hands to a model: as one tensor for each of its inputs or outputs, of the shape that it has. */
import { core, refuse } from '../core.ts';
import { listOf, type OpenShape } from '../layers/layer.ts';
import { reshape } from '../ops/shapes.ts';
import { convert, type Tensor, type TensorLike, tensorsIn } from '../tensor.ts';

/** Tensors for the inputs or the outputs of a model: one, a list, or by their names. */
export type Data = TensorLike | readonly Tensor[] | Readonly<Record<string, Tensor>>;

/** What a model has in this place. */
export interface Place {
  readonly name: string;
  readonly shape: OpenShape;
}

/**
 * The tensors in the order of the places. One number for each example is a column.
 *
 * @param what 'input' or 'target'.
 * @throws Error where there are more tensors or fewer, or one has another shape.
 */
export function tensorsFor(given: Data, places: readonly Place[], what: string, model: string): Tensor[] {
  const list = isNamed(given)
    ? places.map(({ name }) => given[name] ?? refuse(model, `no tensor is given for the ${what} ${name}.`))
    : (listOf(given) as TensorLike[]);
  if (list.length !== places.length)
    refuse(model, `it has ${places.length} ${what}s, and is given ${list.length} tensors for them.`);
  return list.map((one, i) => {
    const tensor = convert(one, model);
    const column = tensor.rank === 1 ? reshape(tensor, [-1, 1]) : tensor;
    checkShape(column, places[i]!, what, model, 1);
    return column;
  });
}

function isNamed(given: Data): given is Readonly<Record<string, Tensor>> {
  if (typeof given !== 'object' || given === null || core.row(given) >= 0) return false;
  if (Array.isArray(given) || ArrayBuffer.isView(given)) return false;
  return core.stateOf(given) === undefined;
}

/**
 * @param first the axes from this one on count: from 1, how many examples there are is open.
 * @throws Error for a tensor of another shape.
 */
export function checkShape(
  tensor: Tensor,
  { name, shape }: Place,
  what: string,
  model: string,
  first: 0 | 1,
): void {
  const fits =
    tensor.rank === shape.length &&
    shape.every((length, axis) => axis < first || length === null || length === tensor.shape[axis]);
  if (!fits)
    refuse(
      model,
      `the ${what} ${name} has the shape [${shape.map((one) => one ?? 'null')}], and is given a tensor of shape [${tensor.shape}].`,
    );
}

/** Lets go of the tensors that were made of what the program gave, and are not its own. */
export function disposeOwn(tensors: readonly Tensor[], given: unknown): void {
  const own = tensorsIn(given);
  for (const tensor of tensors) if (!own.includes(tensor)) tensor.dispose();
}
