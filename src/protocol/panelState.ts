/** What a panel keeps while it is hidden and while the window is reloaded: which graph it shows, which is evaluated again. */
import * as v from 'valibot';
import { cursor, exactly, index, path, sceneRequest } from './checks.ts';

const panelState = v.strictObject({
  uri: v.string(),
  /** UTF-16 offsets of the selection that was shown. */
  start: index,
  end: index,
  cursor,
  /** Which of its evaluations, from 1; the last without it. */
  evaluation: v.optional(index),
  component: v.optional(path),
  /** How it is folded, once the person has folded it. */
  scene: v.optional(sceneRequest),
  /** How the page shows it, which only the page reads (keptPage.ts). */
  page: v.optional(v.unknown()),
});

export type PanelState = Readonly<v.InferOutput<typeof panelState>>;

/** What was kept, if it is to the letter what we gave to keep. */
export function parsePanelState(kept: unknown): PanelState | undefined {
  return exactly(panelState, kept);
}
