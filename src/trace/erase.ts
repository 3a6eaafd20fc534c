/** Takes the types away. Line breaks stay where they are. */
import { transform } from 'sucrase';
import { dialectOf } from './parse.ts';

/** JavaScript from the (rewritten) text of a file. */
export function eraseTypes(text: string, path: string): string {
  const { typescript, jsx } = dialectOf(path);
  if (!typescript && !jsx) return text;
  return transform(text, {
    transforms: [...(typescript ? (['typescript'] as const) : []), ...(jsx ? (['jsx'] as const) : [])],
    disableESTransforms: true,
    production: true,
    keepUnusedImports: !typescript,
  }).code;
}
