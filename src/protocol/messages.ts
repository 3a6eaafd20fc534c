/**
 * Every message between the extension and the page: two unions, one per direction. The page speaks first
 * (`ready`); every message names the graph it belongs to, so that a late one is dropped. Messages from the
 * page are untrusted and are validated here before anything reads them.
 */
import * as v from 'valibot';
import {
  cursor,
  exactly,
  index,
  key,
  path,
  pathEnds,
  type Subject,
  sceneRequest,
  searchText,
  subject,
} from './checks.ts';
import type { Details } from './details.ts';
import { COLOURINGS, DIRECTIONS, type Look, SPEEDS } from './look.ts';
import type { PanelState } from './panelState.ts';
import { type ElementsView, TENSOR_PARTS, type TensorPart } from './tensors.ts';
import type {
  ChoicesView,
  Cursor,
  FailureView,
  FindingsView,
  FoundView,
  GraphView,
  ItemKey,
  PathsView,
  Scene,
  Trouble,
  VisitsView,
} from './view.ts';

/** What is wrong with an item of the scene, and whether that starts in it. */
export interface ItemHealth {
  readonly key: ItemKey;
  readonly trouble: Trouble;
  readonly isStart: boolean;
}

/** From the extension to the page. */
export type ToPage =
  /** Draw this graph, at this cursor, and keep `state` for a reload. */
  | {
      readonly type: 'show';
      readonly graph: GraphView;
      readonly cursor: Cursor;
      /** There where something can be chosen. */
      readonly choices?: ChoicesView | undefined;
      readonly state: PanelState;
    }
  /** How the person wants graphs to be shown; comes before the first one. */
  | { readonly type: 'look'; readonly look: Look }
  /** The walk stands elsewhere now (another view moved it). */
  | { readonly type: 'cursor'; readonly graph: number; readonly cursor: Cursor }
  /** The same graph, folded otherwise: the answer to `fold`. */
  | { readonly type: 'scene'; readonly graph: number; readonly scene: Scene }
  /** The answer to `visits`. */
  | { readonly type: 'visits'; readonly graph: number; readonly visits: VisitsView }
  /** Make a picture, to be saved or to be put onto the clipboard: `scale` pixels of a PNG to each of its own. */
  | {
      readonly type: 'export';
      readonly graph: number;
      readonly to: 'file' | 'clipboard';
      readonly format: 'svg' | 'png';
      readonly scale: number;
    }
  /** Select this item, and bring it into sight. */
  | { readonly type: 'goTo'; readonly graph: number; readonly key: ItemKey }
  /** The cursor of the editor is on what these items show. */
  | { readonly type: 'light'; readonly graph: number; readonly keys: readonly ItemKey[] }
  /** The answer to `inspect`; without details where the graph has no such thing. */
  | {
      readonly type: 'details';
      readonly graph: number;
      readonly subject: Subject;
      readonly details?: Details | undefined;
    }
  /** The answer to `elements`; without them where there are none. */
  | {
      readonly type: 'elements';
      readonly graph: number;
      readonly subject: Subject;
      readonly part: TensorPart;
      readonly elements?: ElementsView | undefined;
    }
  /** The answer to `health`: what was found in the graph, and the items of its scene that are not well. */
  | {
      readonly type: 'health';
      readonly graph: number;
      readonly findings: FindingsView;
      readonly items: readonly ItemHealth[];
    }
  /** The answer to `search`. */
  | { readonly type: 'found'; readonly graph: number; readonly found: FoundView }
  /** The answer to `paths`, again with each scene as long as the paths are wanted. */
  | { readonly type: 'paths'; readonly graph: number; readonly paths: PathsView }
  /** An evaluation is under way; shown when it takes longer than a moment. */
  | { readonly type: 'busy' }
  /** The evaluation failed. With an older picture on the page, that one stays and is marked as stale. */
  | { readonly type: 'failure'; readonly failure: FailureView; readonly choices?: ChoicesView | undefined };

/** Characters or bytes. */
const LARGEST_FILE = 500_000_000;
const problem = v.pipe(v.string(), v.maxLength(2000));

const argument = v.pipe(v.string(), v.maxLength(20_000));

const look = v.strictObject({
  colouring: v.picklist(COLOURINGS),
  names: v.boolean(),
  values: v.boolean(),
  gradients: v.boolean(),
  locals: v.boolean(),
  // Looks that were kept before there were tensors have neither.
  shapes: v.optional(v.boolean(), true),
  heatMaps: v.optional(v.boolean(), true),
  constants: v.boolean(),
  direction: v.picklist(DIRECTIONS),
  speed: v.picklist(SPEEDS),
  legend: v.boolean(),
});

const LONGEST_COPY = 100_000;

const fromPage = v.variant('type', [
  /** The page's script runs and listens. */
  v.strictObject({ type: v.literal('ready') }),
  /** The person moved the walk. */
  v.strictObject({ type: v.literal('cursor'), graph: index, cursor }),
  /** The person wants to see this item's source. */
  v.strictObject({ type: v.literal('reveal'), graph: index, key }),
  /** The pointer or the focus is on this item; on none without a key. */
  v.strictObject({ type: v.literal('point'), graph: index, key: v.optional(key) }),
  /** The person opens or closes boxes, or something wants to show a node. */
  v.strictObject({ type: v.literal('fold'), graph: index, request: sceneRequest }),
  /** The page wants to tell the visits around this one, from 1. */
  v.strictObject({ type: v.literal('visits'), graph: index, visit: v.pipe(index, v.minValue(1)) }),
  /** The person selected this, and wants to know everything of it. */
  v.strictObject({ type: v.literal('inspect'), graph: index, subject }),
  /** The person looks at an element of a tensor, or at what is around it. */
  v.strictObject({
    type: v.literal('elements'),
    graph: index,
    subject,
    part: v.picklist(TENSOR_PARTS),
    index: v.pipe(v.array(index), v.maxLength(100)),
  }),
  /** The person wants to know what is wrong with the gradients. */
  v.strictObject({ type: v.literal('health'), graph: index }),
  /** The person wants graphs to be shown so from now on. */
  v.strictObject({ type: v.literal('look'), look }),
  /** The person copies a text. */
  v.strictObject({ type: v.literal('copy'), text: v.pipe(v.string(), v.maxLength(LONGEST_COPY)) }),
  /** The person wants to save the graph: as data, for Graphviz, or as it is folded for Graphviz. */
  v.strictObject({ type: v.literal('save'), graph: index, as: v.picklist(['json', 'dot', 'folded-dot']) }),
  /** A picture, to be saved: the text of an SVG, or the bytes of a PNG. */
  v.strictObject({
    type: v.literal('picture'),
    graph: index,
    contents: v.union([
      v.pipe(v.string(), v.maxLength(LARGEST_FILE)),
      v.pipe(v.instance(Uint8Array), v.maxLength(LARGEST_FILE)),
    ]),
  }),
  /** The picture is on the clipboard; or it is not, and why. */
  v.strictObject({ type: v.literal('copied'), graph: index, problem: v.optional(problem) }),
  /** The person wants later graphs to be compared with this one; or wants no comparison any more. */
  v.strictObject({ type: v.literal('pin'), graph: index }),
  v.strictObject({ type: v.literal('unpin'), graph: index }),
  /** The person wants a link to this node. */
  v.strictObject({ type: v.literal('link'), graph: index, node: index }),
  /** The person searches; '' for nothing. */
  v.strictObject({ type: v.literal('search'), graph: index, text: searchText }),
  /** The person wants to see what lies between two items, or no paths any more. */
  v.strictObject({ type: v.literal('paths'), graph: index, between: v.optional(pathEnds) }),
  /** The graph is on screen; `milliseconds` from the message's arrival to the paint. */
  v.strictObject({ type: v.literal('painted'), graph: index, milliseconds: v.number() }),
  /** The person wants the evaluation under way to end. */
  v.strictObject({ type: v.literal('cancel') }),
  /** The person wants another evaluation, from 1. */
  v.strictObject({ type: v.literal('evaluation'), selection: index, index: v.pipe(index, v.minValue(1)) }),
  /** The person wants another component, or the `sum`. */
  v.strictObject({ type: v.literal('component'), selection: index, path }),
  /** The person gave the selected function these arguments; '' for one that is to be found elsewhere. */
  v.strictObject({
    type: v.literal('arguments'),
    selection: index,
    texts: v.pipe(v.array(argument), v.maxLength(100)),
  }),
  /** Something in the page went wrong; shown to the person and logged. */
  v.strictObject({ type: v.literal('error'), message: problem }),
]);

/** From the page to the extension. */
export type FromPage = v.InferOutput<typeof fromPage>;

/** The message, if it is one of ours to the letter; undefined for anything else. */
export function parseFromPage(message: unknown): FromPage | undefined {
  return exactly(fromPage, message);
}

/** How graphs are to be shown, if it is to the letter what we gave to keep. */
export function parseLook(kept: unknown): Look | undefined {
  return exactly(look, kept);
}
