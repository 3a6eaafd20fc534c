/** A graph that a panel shows, and the texts that it is of; compared with another one, where that is pinned. */
import type { NodeId } from '../engine/index.ts';
import type { SceneRequest } from '../protocol/view.ts';
import type { Comparison } from '../session/compare/comparison.ts';
import { Session } from '../session/session.ts';
import { Trace } from '../trace/trace.ts';
import type { Wanted } from './evaluation.ts';
import type { FileSnapshot, Snapshot } from './snapshot.ts';

export interface Program {
  readonly trace: Trace;
  /** All its files, in the order of the trace's sources. */
  readonly files: readonly FileSnapshot[];
  /** The document that was asked about. */
  readonly snapshot: Snapshot;
  /** Which of the selection's numbers it is. */
  readonly wanted: Pick<Wanted, 'evaluation' | 'component'>;
}

/** A graph that later ones are compared with. */
export interface Pinned extends Pick<Program, 'trace' | 'files'> {
  readonly compareWith: (fresh: Trace) => Comparison;
}

export class Picture {
  readonly program: Program;
  readonly session: Session;
  /** The files of the program, and behind them those of the pinned one, as the spans of the session's trace say. */
  readonly files: readonly FileSnapshot[];

  /** @param id names the graph in messages. */
  constructor(id: number, program: Program, request: SceneRequest, pinned: Pinned | undefined) {
    this.program = program;
    const comparison = pinned?.compareWith(program.trace);
    const trace = comparison ? new Trace(comparison.union.data) : program.trace;
    this.session = new Session(id, trace, request, comparison);
    this.files = [...program.files, ...(pinned?.files ?? [])];
  }

  get snapshot(): Snapshot {
    return this.program.snapshot;
  }

  /** Whether a file of the program reads otherwise now. */
  get isStale(): boolean {
    return this.program.files.some(({ stale }) => stale);
  }

  /** What a node of the session is in the program's own trace; undefined for one of the pinned graph alone. */
  ownNode(node: NodeId): NodeId | undefined {
    const { comparison, trace } = this.session;
    const own = comparison ? comparison.union.fresh[node] : node;
    return own === undefined || own < 0 || node >= trace.graph.size ? undefined : own;
  }

  /** The other way round. */
  shownNode(own: NodeId): NodeId {
    return this.session.comparison?.union.ofFresh[own] ?? own;
  }
}
