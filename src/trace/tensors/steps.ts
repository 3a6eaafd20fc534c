/**
 * Steps of a training that compute the same each time, of other batches and weights. One that has come twice in the same way is
 * a plan, and is gone through again without the sandbox: the same operations on the same tape, so the same numbers.
 */
import {
  type Attributes,
  applyTensor,
  OP_CODES,
  type OpName,
  opOfCode,
  type Tensor,
} from '../../engine/index.ts';
import { gradients } from './gradients.ts';
import { bytesOf, type Entry, type TensorTape } from './tape.ts';

/** One tensor of a step. Operands are positions: of the parameters first, then of what else the step has. */
type Part =
  | {
      readonly kind: 'operation';
      code: number;
      operands: readonly number[];
      attributes: Attributes | undefined;
    }
  /** What the library makes: numbers like 2 and ε. */
  | { readonly kind: 'constant'; value: Tensor }
  /** What was there before, and is no parameter: weights that are not trained. */
  | { readonly kind: 'outside'; id: number };

/** A variable, its position among those of an optimizer, and its gradient. */
export interface VariableGradient {
  readonly key: number;
  readonly variable: number;
  readonly gradient: Tensor;
}

/** What a step does, from its parameters to the numbers that are measured and the scalar that is descended. */
export class Step {
  /** The parameters' shapes, as text. */
  readonly shapes: string;
  private readonly positions = new Map<number, number>();
  private readonly parts: Part[] = [];
  private readonly parameters: number;
  private readonly measured: number[] = [];
  private bytes = 0;
  /** Position of the scalar, and of the variables in the order of the optimizer; undefined before. */
  private descent: { readonly y: number; readonly variables: readonly number[] } | undefined;
  /** Something was done that is not the same each time, or not known to be. */
  isBroken = false;

  /** @param parameters the tensors that are others each time. */
  constructor(parameters: readonly number[], shapes: string) {
    this.shapes = shapes;
    this.parameters = parameters.length;
    for (const [position, id] of parameters.entries()) this.positions.set(id, position);
    if (this.positions.size < parameters.length) this.isBroken = true;
  }

  operation(id: number, { code, operands, attributes, value }: Entry): void {
    const positions = operands.map((operand) => this.positionOf(operand));
    this.add(id, { kind: 'operation', code, operands: positions, attributes });
    this.bytes += bytesOf(value.shape);
  }

  constant(id: number, value: Tensor): void {
    this.add(id, { kind: 'constant', value });
  }

  measure(ids: readonly number[]): void {
    for (const id of ids) this.measured.push(this.positionOf(id));
  }

  descend(y: number, variables: readonly number[]): void {
    if (this.descent) this.isBroken = true;
    this.descent = { y: this.positionOf(y), variables: variables.map((id) => this.positionOf(id)) };
    if (this.descent.variables.some((position) => position >= this.parameters)) this.isBroken = true;
  }

  /** What it takes to remember the step, in bytes. */
  get size(): number {
    return this.parts.reduce(
      (sum, part) => sum + bytesOf(part.kind === 'constant' ? part.value.shape : []),
      0,
    );
  }

  /** How many variables the step changes. */
  get variables(): number {
    return this.descent?.variables.length ?? 0;
  }

  /** Whether both can be repeated and do the same. */
  isLike(other: Step): boolean {
    return (
      !this.isBroken &&
      !other.isBroken &&
      this.descent !== undefined &&
      this.parts.length === other.parts.length &&
      this.text === other.text
    );
  }

  /** Does it again; undefined where it cannot, because the program has let go of a tensor from outside. */
  repeat(
    tape: TensorTape,
    parameters: readonly number[],
  ): { readonly numbers: readonly number[]; readonly variables: readonly VariableGradient[] } | undefined {
    if (parameters.length !== this.parameters) throw new RangeError('The step has other parameters.');
    if (this.parts.some((part) => part.kind === 'outside' && !tape.isAlive(part.id))) return undefined;
    tape.makeRoom(this.bytes);
    const entries: Pick<Entry, 'code' | 'operands' | 'attributes' | 'value'>[] = [];
    const leaf = (value: Tensor) =>
      entries.push({ code: OP_CODES.leaf, operands: [], attributes: undefined, value });
    for (const id of parameters) leaf(tape.get(id).value);
    for (const part of this.parts)
      if (part.kind === 'constant') leaf(part.value);
      else if (part.kind === 'outside') leaf(tape.get(part.id).value);
      else {
        const operands = part.operands.map((position) => entries[position]!.value);
        const value = applyTensor(opOfCode(part.code) as OpName, operands, part.attributes);
        entries.push({ ...part, value });
      }
    const { y, variables } = this.descent!;
    const found = gradients({ get: (position) => entries[position]! }, y, variables);
    return {
      numbers: this.measured.map((position) => entries[position]!.value.data[0]!),
      variables: variables.flatMap((position, key) => {
        const gradient = found[key];
        return gradient ? [{ key, variable: parameters[position]!, gradient }] : [];
      }),
    };
  }

  private get text(): string {
    const { parameters, parts, measured, descent } = this;
    // Numbers as text: JSON takes NaN and the infinities for one.
    return JSON.stringify({ parameters, parts, measured, descent }, (_key, part) =>
      part instanceof Float64Array
        ? Array.from(part, String)
        : typeof part === 'number'
          ? String(part)
          : part,
    );
  }

  private add(id: number, part: Part): number {
    const position = this.parameters + this.parts.push(part) - 1;
    this.positions.set(id, position);
    return position;
  }

  private positionOf(id: number): number {
    return this.positions.get(id) ?? this.add(id, { kind: 'outside', id });
  }
}
