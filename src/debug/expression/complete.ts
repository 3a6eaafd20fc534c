/** What may stand at the end of a half-written expression. */
import type { ScopeId } from '../../trace/trace.ts';
import { MATH_MEMBERS, WORDS } from './evaluate.ts';
import { isList, memberPath, type Names, partsOf } from './names.ts';
import { isName, keyOf, tokenize } from './parse.ts';

export interface Completion {
  readonly text: string;
  readonly kind: 'variable' | 'property' | 'function' | 'constant';
  readonly detail: string;
  /** What it replaces: the last `length` code units of the text. */
  readonly length: number;
}

/** Elements of a larger array are not worth a list. */
const MOST_ELEMENTS = 50;

/** The completions at the end of `text`, in a scope of the program. */
export function complete(text: string, names: Names, scope: ScopeId): Completion[] {
  const { tokens, rest } = tokenize(text);
  if (rest < text.length) return [];
  const last = tokens.at(-1);
  const isWriting = last !== undefined && isName(last.text) && last.start + last.text.length === text.length;
  const begun = isWriting ? last.text : '';
  const before = isWriting ? tokens.slice(0, -1) : tokens;
  const starting = (one: Omit<Completion, 'length'>) =>
    one.text.toLowerCase().startsWith(begun.toLowerCase()) ? [{ ...one, length: begun.length }] : [];

  if (before.at(-1)?.text === '.') {
    const path = pathBefore(before.map((token) => token.text).slice(0, -1));
    if (path === 'Math')
      return MATH_MEMBERS.flatMap((name) =>
        starting({
          text: name,
          kind: typeof Math[name as keyof Math] === 'function' ? 'function' : 'constant',
          detail: `Math.${name}`,
        }),
      );
    const content = path === undefined ? null : (names.find(path, scope) ?? null);
    const keys = isList(content) ? ['length'] : partsOf(content).map(([key]) => String(key));
    return keys.filter(isName).flatMap((text) => starting({ text, kind: 'property', detail: '' }));
  }
  if (before.at(-1)?.text === '[' && !isWriting) {
    const path = pathBefore(before.map((token) => token.text).slice(0, -1));
    const parts = path === undefined ? [] : partsOf(names.find(path, scope) ?? null);
    if (parts.length > 0)
      return parts.slice(0, MOST_ELEMENTS).map(([key]) => ({
        text: `${typeof key === 'number' ? key : JSON.stringify(key)}]`,
        kind: 'property',
        detail: memberPath(path!, key),
        length: 0,
      }));
  }
  return [
    ...names.visible(scope).flatMap((name) => starting({ text: name, kind: 'variable', detail: 'variable' })),
    ...WORDS.flatMap(([name, detail]) =>
      starting({ text: name, kind: detail ? 'function' : 'constant', detail }),
    ),
  ];
}

/** The path that ends a list of tokens: `w[0].a`. */
function pathBefore(tokens: readonly string[]): string | undefined {
  const keys: (string | number)[] = [];
  for (let end = tokens.length; end > 0; ) {
    const token = tokens[end - 1]!;
    if (token === ']') {
      const index = tokens[end - 2] ?? '';
      const key = /^\d+$/.test(index) ? Number(index) : keyOf(index);
      if (key === undefined || tokens[end - 3] !== '[') return undefined;
      keys.unshift(key);
      end -= 3;
    } else if (!isName(token)) return undefined;
    else if (tokens[end - 2] === '.') {
      keys.unshift(token);
      end -= 2;
    } else return keys.reduce<string>(memberPath, token);
  }
  return undefined;
}
