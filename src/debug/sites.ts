/**
 * Which places of the source made which nodes: every distinct expression is a site, and a line or a column of the
 * text finds its sites. A loop makes many nodes at one site.
 */
import type { NodeId } from '../engine/index.ts';
import type { SourceSpan, Trace } from '../trace/trace.ts';
import { handedOn } from './expression/assignments.ts';
import { Lines } from './lines.ts';

export type SiteId = number;

/** Of constants, which are written where their consumer is. */
const NONE = 0xffffffff;

export interface Site {
  readonly id: SiteId;
  readonly span: SourceSpan;
  /** From 0. */
  readonly line: number;
  readonly column: number;
  /** Whether an operation was made here, which the backward walk visits; else only inputs were. */
  readonly isVisited: boolean;
}

export class Sites {
  readonly all: readonly Site[];
  /** By file. */
  readonly lines: readonly Lines[];
  /** The site of each node. */
  readonly #siteOf: Uint32Array;
  readonly #byLine = new Map<string, Site[]>();
  readonly #trace: Trace;

  constructor(trace: Trace) {
    this.#trace = trace;
    const { graph, sources } = trace;
    this.lines = sources.map(({ text }) => new Lines(text));
    const known = new Map<number, Map<number, SiteId>>();
    const found: (SourceSpan & { isVisited: boolean })[] = [];
    this.#siteOf = new Uint32Array(graph.size);
    for (let node = 0; node < graph.size; node++) {
      const op = graph.op(node);
      if (op === 'constant') {
        this.#siteOf[node] = NONE;
        continue;
      }
      const span = trace.spanOf(node);
      // Two levels of numbers: a text per node would cost more than all the rest.
      const start = span.start * sources.length + span.file;
      let ends = known.get(start);
      if (!ends) {
        ends = new Map();
        known.set(start, ends);
      }
      let id = ends.get(span.end);
      if (id === undefined) {
        id = found.length;
        ends.set(span.end, id);
        found.push({ ...span, isVisited: false });
      }
      this.#siteOf[node] = id;
      if (op !== 'leaf') found[id]!.isVisited = true;
    }
    this.all = found.map(({ isVisited, ...span }, id) => ({
      id,
      span,
      isVisited,
      ...this.lines[span.file]!.positionAt(span.start),
    }));
    for (const site of this.all) {
      const key = `${site.span.file}:${site.line}`;
      const there = this.#byLine.get(key);
      if (there) there.push(site);
      else this.#byLine.set(key, [site]);
    }
    for (const there of this.#byLine.values())
      there.sort((a, b) => a.column - b.column || b.span.end - a.span.end);
  }

  /** Of a node that is no constant. */
  siteOf(node: NodeId): Site {
    return this.all[this.#siteOf[node]!]!;
  }

  /** The sites that begin on a line, from left to right, the longer before the shorter. */
  onLine(file: number, line: number): readonly Site[] {
    return this.#byLine.get(`${file}:${line}`) ?? [];
  }

  /**
   * The nodes that were made elsewhere and given to a variable on a line, such as what a call returned, each with the
   * place of what it was given as.
   */
  handedOnAt(file: number, line: number): { readonly span: SourceSpan; readonly node: NodeId }[] {
    const { lines } = this;
    return [...handedOn(this.#trace)].filter(
      ({ span }) => span.file === file && lines[file]!.positionAt(span.start).line === line,
    );
  }

  /**
   * The sites of a line that a column means: those that begin there; else the smallest around it; else the first
   * that begin after it, else the last before.
   */
  atColumn(file: number, line: number, column: number): readonly Site[] {
    const there = this.onLine(file, line);
    const beginning = (at: number) => there.filter((site) => site.column === at);
    const exact = beginning(column);
    if (exact.length > 0) return exact;
    const offset = this.lines[file]!.offsetAt({ line, column });
    const around = there.filter(({ span }) => span.start <= offset && offset < span.end);
    const length = (site: Site) => site.span.end - site.span.start;
    const smallest = around.reduce<Site | undefined>(
      (best, site) => (best && length(best) <= length(site) ? best : site),
      undefined,
    );
    if (smallest) return [smallest];
    const nearest = there.find((site) => site.column > column) ?? there.at(-1);
    return nearest ? beginning(nearest.column) : [];
  }

  /** The nodes that were made at any of the sites, in graph order. */
  nodesAt(sites: readonly Site[]): NodeId[] {
    const wanted = new Uint8Array(this.all.length);
    for (const { id } of sites) wanted[id] = 1;
    const nodes: NodeId[] = [];
    for (let node = 0; node < this.#siteOf.length; node++) if (wanted[this.#siteOf[node]!]) nodes.push(node);
    return nodes;
  }
}
