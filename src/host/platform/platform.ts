/** What the extension has of the place that it runs in: of Node, beside the files, or of a browser, without any of that. */
import type { BackpropSession } from '../../debug/adapter/session.ts';
import type { ProgramFiles } from '../../trace/files.ts';
import type { Thread } from '../../trace/thread.ts';

export interface Platform {
  /** Starts the thread that programs are evaluated in. */
  readonly startThread: () => Thread;
  /** The files below these folders of the machine's own disk; undefined where there is none at hand. */
  readonly localFiles: ((roots: readonly string[]) => Promise<ProgramFiles>) | undefined;
  /** The debug adapter, which nobody needs before the first session. */
  readonly loadAdapter: () => Promise<{ readonly BackpropSession: typeof BackpropSession }>;
  /** What few use and nobody needs at first. */
  readonly loadOnDemand: () => Promise<typeof import('../onDemand.ts')>;
}

let used: Platform;

/** To be called before anything else of the host. */
export function usePlatform(platform: Platform): void {
  used = platform;
}

export function platform(): Platform {
  return used;
}
