/** What the adapter needs of the one who runs it: an editor, or a process of its own. */
import type { LeafOverride, Trace } from '../../trace/trace.ts';
import type { Runtime } from '../runtime.ts';
import type { Place } from '../walk.ts';
import type { LaunchArguments } from './arguments.ts';

/** A trace, or the sentence that says why there is none. */
export type Evaluated =
  | { readonly ok: true; readonly trace: Trace }
  | { readonly ok: false; readonly error: { readonly code: string; readonly message: string } };

export interface DebugHost {
  /**
   * Evaluates the program that is to be debugged, with other numbers for some of its inputs. Never rejects; a
   * cancelled evaluation ends as `cancelled`.
   */
  evaluate(
    launch: LaunchArguments,
    overrides: readonly LeafOverride[],
    signal: AbortSignal,
  ): Promise<Evaluated>;
  /** How the client calls a source of the last trace: as it names it when it sets breakpoints there. */
  clientPath(file: number, path: string): string;
  /** The walk stands here now; without a place, there is no walk any more. */
  moved(runtime: Runtime, place: Place | undefined): void;
}
