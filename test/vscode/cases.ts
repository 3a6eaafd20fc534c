/** What PyTorch says of the examples. */
import cases from '../cases/expected.json' with { type: 'json' };

/** A number, or numbers nested in arrays as in the program. */
export type Nested = number | readonly Nested[];

/** A program of examples/, with values and gradients computed by PyTorch. */
export interface Case {
  readonly name: string;
  readonly root: string;
  readonly values: Readonly<Record<string, Nested>>;
  readonly gradients: Readonly<Record<string, Nested>>;
}

export function caseOf(name: string): Case {
  const found = (cases as unknown as readonly Case[]).find((one) => one.name === name);
  if (!found) throw new Error(`there is no case ${name}`);
  return found;
}
