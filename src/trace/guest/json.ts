/** What the guest tells the host in JSON, whatever a program has done to what JSON asks of objects. */
import { arrayPrototype, isArray, objectPrototype, ownKeys, stringify } from './intrinsics.ts';
import { Traced } from './tape.ts';

/** Plain data, of which numbers may be traced. */
export function jsonOf(value: unknown): string {
  if (!('toJSON' in objectPrototype || 'toJSON' in arrayPrototype)) return stringify(value);
  const plain = Traced.plain(value);
  if (typeof plain !== 'object' || plain === null) return stringify(plain);
  const isList = isArray(plain);
  const keys = ownKeys(plain) as string[];
  // The last key of a list is its length.
  const count = isList ? keys.length - 1 : keys.length;
  let text = '';
  for (let i = 0; i < count; i++) {
    const part = jsonOf((plain as Record<string, unknown>)[keys[i]!]);
    text += `${i > 0 ? ',' : ''}${isList ? '' : `${stringify(keys[i]!)}:`}${part}`;
  }
  return isList ? `[${text}]` : `{${text}}`;
}
