/**
 * Numbers for the expressions of two traces: an expression of the old text and the one that it has become in the
 * fresh text have the same number.
 */
import type { NodeId } from '../../engine/index.ts';
import type { ScopeId, SourceSpan, Trace } from '../../trace/trace.ts';
import { alignTexts, type Places } from './texts.ts';

/** What the fresh text does not have any more. */
export const GONE = -1;

/** The sites of one trace's nodes and scopes. */
export interface SitesOf {
  readonly nodes: Int32Array;
  readonly scopes: Int32Array;
}

export interface Sites {
  readonly old: SitesOf;
  readonly fresh: SitesOf;
  /** All sites are smaller. */
  readonly count: number;
}

export function sitesOf(old: Trace, fresh: Trace): Sites {
  const spans = new SpanNumbers();
  const inFresh = sitesBy(fresh, (span) => spans.numberOf(span));
  const count = spans.size;
  const files = filesOf(old, fresh);
  const known = new SpanNumbers();
  const moved: number[] = [];
  const inOld = sitesBy(old, (span) => {
    const number = known.numberOf(span);
    moved[number] ??= spans.find(movedSpan(span, files[span.file]));
    return moved[number];
  });
  return { old: inOld, fresh: inFresh, count };
}

function sitesBy(trace: Trace, siteOf: (span: SourceSpan) => number): SitesOf {
  const nodes = new Int32Array(trace.graph.size);
  for (let node: NodeId = 0; node < nodes.length; node++) nodes[node] = siteOf(trace.spanOf(node));
  const scopes = new Int32Array(trace.scopeCount);
  for (let scope: ScopeId = 0; scope < scopes.length; scope++)
    scopes[scope] = siteOf(trace.scope(scope).span);
  return { nodes, scopes };
}

interface MovedFile {
  /** Position among the fresh sources. */
  readonly file: number;
  /** Undefined where the text is the same. */
  readonly places: Places | undefined;
}

/** For each file of the old program, what it is now. The file that was asked about stays the one, also under another name. */
function filesOf(old: Trace, fresh: Trace): (MovedFile | undefined)[] {
  return old.sources.map(({ path, text }, index) => {
    const file = index === 0 ? 0 : fresh.sources.findIndex((one) => one.path === path);
    const now = fresh.sources[file]?.text;
    if (now === undefined) return undefined;
    return { file, places: now === text ? undefined : alignTexts(text, now) };
  });
}

function movedSpan({ start, end }: SourceSpan, now: MovedFile | undefined): SourceSpan {
  if (now === undefined) return { file: GONE, start: GONE, end: GONE };
  const { file, places } = now;
  return places === undefined
    ? { file, start, end }
    : { file, start: places.start(start), end: places.end(end) };
}

/** Numbers spans from 0 in the order in which they are met. */
class SpanNumbers {
  /** By file and start, then by end. */
  readonly #numbers = new Map<number, Map<number, number>>();
  size = 0;

  numberOf(span: SourceSpan): number {
    const byStart = placeOf(span);
    let byEnd = this.#numbers.get(byStart);
    if (byEnd === undefined) {
      byEnd = new Map();
      this.#numbers.set(byStart, byEnd);
    }
    let number = byEnd.get(span.end);
    if (number === undefined) {
      number = this.size++;
      byEnd.set(span.end, number);
    }
    return number;
  }

  find(span: SourceSpan): number {
    return this.#numbers.get(placeOf(span))?.get(span.end) ?? GONE;
  }
}

/** File and start as one number. */
function placeOf({ file, start }: SourceSpan): number {
  return file * 2 ** 32 + start;
}
