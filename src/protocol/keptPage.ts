/**
 * What the page keeps of how it shows a graph, for the next page of its panel. A file of its own, because the extension has
 * no use for it and is small when it activates.
 */
import * as v from 'valibot';
import { exactly, key, pathEnds, searchText, subject } from './checks.ts';

/** What the drawer beside the picture can show. */
export const DRAWER_PAGES = ['details', 'findings', 'table', 'changes'] as const;

const keptPage = v.strictObject({
  /** The name of the graph's root: to another graph all this does not apply. */
  root: v.pipe(v.string(), v.maxLength(1000)),
  /**
   * All of the picture, or the point that is in the middle: pixels from an item's corner, at so many pixels of the page to
   * one of the picture. As it opens without it.
   */
  sight: v.optional(
    v.union([
      v.literal('everything'),
      v.strictObject({
        item: key,
        x: v.number(),
        y: v.number(),
        scale: v.pipe(v.number(), v.minValue(0.001)),
      }),
    ]),
  ),
  selected: v.optional(subject),
  drawer: v.optional(v.picklist(DRAWER_PAGES)),
  /** There where the search is open. */
  search: v.optional(searchText),
  /** There where paths are shown. */
  paths: v.optional(pathEnds),
  /** The switches are on the page. */
  settings: v.optional(v.boolean()),
});

export type KeptPage = Readonly<v.InferOutput<typeof keptPage>>;

/** What was kept, if it is to the letter what we gave to keep. */
export function parseKeptPage(kept: unknown): KeptPage | undefined {
  return exactly(keptPage, kept);
}
