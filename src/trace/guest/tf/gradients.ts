/** Gradients that a program asks for. What comes back are new inputs: how a gradient was computed is not recorded. */
import { core, refuse } from './core.ts';
import {
  closeScope,
  convert,
  isTensor,
  openScope,
  stateOf,
  statesOf,
  type Tensor,
  type TensorLike,
  tensorOf,
  type Variable,
  variables,
} from './tensor.ts';

type Function = (...xs: Tensor[]) => Tensor;

/** y and ∂y/∂x for each of `xs`, computed and tidied up; undefined for those that y does not depend on. */
export function valueAndGradientsOf(work: () => Tensor, xs: readonly Tensor[], dy?: Tensor) {
  openScope();
  const since = core.here();
  const returned: Tensor[] = [];
  try {
    const value = work();
    if (!isTensor(value)) throw new Error('The function must return a tensor.');
    if (dy && dy.shape.join() !== value.shape.join())
      throw new Error(
        `The shape of dy, [${dy.shape}], is not that of the function's value, [${value.shape}].`,
      );
    const found = core.gradients(stateOf(value), statesOf(xs), dy && stateOf(dy), since);
    const grads: (Tensor | undefined)[] = [];
    for (let i = 0; i < found.length; i++) grads[i] = found[i] && tensorOf(found[i]!);
    returned.push(value);
    for (const one of grads) if (one) returned.push(one);
    return { value, grads };
  } finally {
    closeScope(returned);
  }
}

function allOf(name: string, found: readonly (Tensor | undefined)[]): Tensor[] {
  const at = found.indexOf(undefined);
  if (at >= 0)
    refuse(
      name,
      `y=f(x) does not depend on ${found.length === 1 ? 'x' : `x${at}`}. Compute it with tensors, inside of f.`,
    );
  return found as Tensor[];
}

export const grad =
  (f: Function) =>
  (x: TensorLike, dy?: TensorLike): Tensor => {
    const { grad, value } = valueAndGrad(f)(x, dy);
    value.dispose();
    return grad;
  };

export const grads =
  (f: Function) =>
  (xs: readonly TensorLike[], dy?: TensorLike): Tensor[] => {
    const { grads, value } = valueAndGrads(f)(xs, dy);
    value.dispose();
    return grads;
  };

export const valueAndGrad =
  (f: Function) =>
  (x: TensorLike, dy?: TensorLike): { grad: Tensor; value: Tensor } => {
    const tensor = convert(x, 'grad');
    const { value, grads } = valueAndGradientsOf(
      () => f(tensor),
      [tensor],
      dy === undefined ? undefined : convert(dy, 'grad'),
    );
    return { grad: allOf('grad', grads)[0]!, value };
  };

export const valueAndGrads =
  (f: Function) =>
  (xs: readonly TensorLike[], dy?: TensorLike): { grads: Tensor[]; value: Tensor } => {
    if (!Array.isArray(xs)) refuse('grads', 'the tensors must be an array.');
    const tensors = xs.map((one) => convert(one, 'grads'));
    const { value, grads } = valueAndGradientsOf(
      () => f(...tensors),
      tensors,
      dy === undefined ? undefined : convert(dy, 'grads'),
    );
    return { grads: allOf('grads', grads), value };
  };

/** What a function with a gradient of its own returns. */
interface Customized {
  readonly value: Tensor;
  readonly gradFunc: (dy: Tensor, saved: Tensor[]) => Tensor | readonly Tensor[];
}

/**
 * A function whose gradient is what the program says. Its `gradFunc` runs once with each call, for a gradient of ones; what it
 * computes of it is then computed of the real one.
 */
export const customGrad =
  (f: (...given: unknown[]) => Customized) =>
  (...inputs: Tensor[]): Tensor => {
    const name = 'customGrad';
    if (!inputs.every(isTensor)) refuse(name, 'the arguments of the function must all be tensors.');
    const around = core.enter(name, core.site());
    openScope();
    const returned: Tensor[] = [];
    try {
      let saved: Tensor[] = [];
      const { value, gradFunc } = f(...inputs, (tensors: Tensor[]) => {
        saved = tensors;
      });
      if (!isTensor(value)) refuse(name, 'the function must return an object whose “value” is a tensor.');
      if (typeof gradFunc !== 'function')
        refuse(name, 'the function must return an object whose “gradFunc” is a function.');
      const ones = new Float64Array(value.size).fill(1);
      const cotangent = tensorOf(core.create(ones.buffer, value.shape, 'float32'));
      const found = gradFunc(cotangent, saved);
      const grads = isTensor(found) ? [found] : found;
      if (!Array.isArray(grads) || !grads.every(isTensor))
        refuse(name, 'gradFunc must return a tensor or a list of tensors.');
      if (grads.length !== inputs.length)
        refuse(
          name,
          `gradFunc must return a gradient for each of the ${inputs.length} arguments, not ${grads.length}.`,
        );
      for (const [i, { shape }] of inputs.entries())
        if (grads[i]!.shape.join() !== shape.join())
          refuse(
            name,
            `gradFunc must return a gradient of shape [${shape}] for argument ${i + 1}, not [${grads[i]!.shape}].`,
          );
      const result = core.customize(statesOf(inputs), stateOf(value), stateOf(cotangent), statesOf(grads));
      returned.push(tensorOf(result));
      return returned[0]!;
    } finally {
      closeScope(returned);
      core.leave(around);
    }
  };

/** All variables that a training changes. */
export function trainable(): Variable[] {
  const list: Variable[] = [];
  for (const one of variables) if (one.trainable) list.push(one);
  return list;
}

/** What a function gave whose gradients are wanted by variables. @throws Error where that is no scalar. */
export function scalarOf(f: () => Tensor, list: readonly Variable[]): Tensor {
  if (list.length === 0) refuse('variableGrads', 'there are no variables that can be trained.');
  const y: unknown = f();
  if (!isTensor(y)) throw new Error('The function must return a tensor.');
  if (y.rank > 0)
    refuse('variableGrads', `the function must return a scalar, not a tensor of shape [${y.shape}].`);
  return y;
}

export function refuseUnreached(): never {
  refuse('variableGrads', 'the function does not depend on any of the variables.');
}

/** ∂y/∂v for variables, all trainable ones where none are said, by their names. */
export function variableGrads(f: () => Tensor, list: readonly Variable[] = trainable()) {
  const { value, grads } = valueAndGradientsOf(() => scalarOf(f, list), list);
  if (grads.every((one) => one === undefined)) refuseUnreached();
  const named: Record<string, Tensor> = {};
  list.forEach(({ name }, i) => {
    if (grads[i]) named[name] = grads[i];
  });
  return { value, grads: named };
}
