/**
 * A link to a node: the query of an address that VS Code gives to the extension. It may come from anywhere, so it is
 * validated here before anything reads it.
 */
import * as v from 'valibot';

export interface NodeLink {
  /** Address of the document. */
  readonly uri: string;
  /** UTF-16 offsets of the selection that was shown. */
  readonly start: number;
  readonly end: number;
  readonly node: number;
  /** What the program calls the node, as far as `LONGEST_NAME`; '' for an expression without a variable. */
  readonly name: string;
  /** Which of the selection's evaluations, from 1; the last without it. */
  readonly evaluation?: number | undefined;
  readonly component?: string | undefined;
}

export const LONGEST_NAME = 200;

const number = v.pipe(
  v.string(),
  v.regex(/^\d{1,15}$/),
  v.transform((digits) => Number(digits)),
);
const nodeLink = v.strictObject({
  uri: v.pipe(v.string(), v.maxLength(2000)),
  start: number,
  end: number,
  node: number,
  name: v.pipe(v.string(), v.maxLength(LONGEST_NAME)),
  evaluation: v.optional(v.pipe(number, v.minValue(1))),
  component: v.optional(v.pipe(v.string(), v.maxLength(1000))),
});

/** The query that {@link readLink} reads. */
export function writeLink(link: NodeLink): string {
  const fields = Object.entries(link).filter(([, value]) => value !== undefined);
  return fields.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join('&');
}

/** The link, if it is one of ours to the letter; undefined for anything else. */
export function readLink(query: string): NodeLink | undefined {
  const fields = [...new URLSearchParams(query)];
  const result = v.safeParse(nodeLink, Object.fromEntries(fields));
  const isWhole = result.success && new Set(fields.map(([key]) => key)).size === fields.length;
  return isWhole && result.output.start <= result.output.end ? result.output : undefined;
}
