/**
 * Every message between the extension and the page: two unions, one per direction. The page speaks first
 * (`ready`); every message names the graph it belongs to, so that a late one is dropped. Messages from the
 * page are untrusted and are validated here before anything reads them.
 */
import * as v from 'valibot';
import type { Cursor, FailureView, GraphView } from './view.ts';

/** What the page keeps through a window reload; the extension evaluates it again. */
export interface PanelState {
  readonly uri: string;
  /** UTF-16 offsets of the selection that was shown. */
  readonly start: number;
  readonly end: number;
  readonly cursor: Cursor;
}

/** From the extension to the page. */
export type ToPage =
  /** Draw this graph, at this cursor, and keep `state` for a reload. */
  | {
      readonly type: 'show';
      readonly graph: GraphView;
      readonly cursor: Cursor;
      readonly state: PanelState;
    }
  /** The walk stands elsewhere now (another view moved it). */
  | { readonly type: 'cursor'; readonly graph: number; readonly cursor: Cursor }
  /** An evaluation is under way; shown when it takes longer than a moment. */
  | { readonly type: 'busy' }
  /** The evaluation failed. With an older picture on the page, that one stays and is marked as stale. */
  | { readonly type: 'failure'; readonly failure: FailureView };

const cursor = v.union([v.literal('overview'), v.pipe(v.number(), v.integer(), v.minValue(0))]);
const index = v.pipe(v.number(), v.integer(), v.minValue(0));

const fromPage = v.variant('type', [
  /** The page's script runs and listens. */
  v.strictObject({ type: v.literal('ready') }),
  /** The person moved the walk. */
  v.strictObject({ type: v.literal('cursor'), graph: index, cursor }),
  /** The person wants to see this node's source. */
  v.strictObject({ type: v.literal('reveal'), graph: index, node: index }),
  /** The graph is on screen; `milliseconds` from the message's arrival to the paint. */
  v.strictObject({ type: v.literal('painted'), graph: index, milliseconds: v.number() }),
  /** Something in the page went wrong; shown to the person and logged. */
  v.strictObject({ type: v.literal('error'), message: v.pipe(v.string(), v.maxLength(2000)) }),
]);

const panelState = v.strictObject({ uri: v.string(), start: index, end: index, cursor });

/** From the page to the extension. */
export type FromPage = v.InferOutput<typeof fromPage>;

/** The message, if it is one of ours to the letter; undefined for anything else. */
export function parseFromPage(message: unknown): FromPage | undefined {
  const result = v.safeParse(fromPage, message);
  return result.success ? result.output : undefined;
}

/** What a page kept through a reload of the window, if it is to the letter what we gave it to keep. */
export function parsePanelState(kept: unknown): PanelState | undefined {
  const result = v.safeParse(panelState, kept);
  return result.success ? result.output : undefined;
}
