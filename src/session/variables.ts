/** Numbers of a variable, nested as in the program. */
import type { Sweep } from '../engine/index.ts';
import type { VariableValue } from '../trace/trace.ts';

/** `content` with each number replaced by `make`; anything that is no number becomes `none`. */
export type Nested<T> = T | null | readonly Nested<T>[] | { readonly [key: string]: Nested<T> };

export function mapNumbers<T>(
  content: VariableValue,
  make: (one: { value: number; node?: number }) => T,
): Nested<T> {
  if (content === null) return null;
  if (isList(content)) return content.map((element) => mapNumbers(element, make));
  if ('fields' in content) {
    // Without a prototype, so that no name is special.
    const fields = Object.create(null) as { [key: string]: Nested<T> };
    for (const [key, field] of Object.entries(content.fields)) fields[key] = mapNumbers(field, make);
    return fields;
  }
  return make(content);
}

/** `Array.isArray` does not narrow a readonly array out of a union. */
function isList(content: VariableValue): content is readonly VariableValue[] {
  return Array.isArray(content);
}

/** ∂root/∂number, 0 for a number that the root does not depend on. */
export function gradientOf(sweep: Sweep, { node }: { node?: number }): number {
  return node === undefined ? 0 : sweep.gradient(node);
}

/** Whether there is a number anywhere in it. */
export function hasNumber(content: VariableValue): boolean {
  if (content === null) return false;
  if (isList(content)) return content.some(hasNumber);
  return 'fields' in content ? Object.values(content.fields).some(hasNumber) : true;
}
