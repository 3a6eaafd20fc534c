/** The exception filters: what may go wrong with a gradient on its way, and at which visits it does. */
import type { NodeId } from '../engine/index.ts';
import { CUTS, crossings, FALLS_BELOW, RISES_ABOVE, THRESHOLDS } from '../session/health.ts';
import { Origins, startsNonFinite } from '../session/origins.ts';
import type { Walk } from './walk.ts';

export type FilterName = 'nonFinite' | 'vanishing' | 'exploding' | 'dead';

export interface Filter {
  readonly name: FilterName;
  readonly label: string;
  readonly description: string;
  readonly isDefault: boolean;
  /** What |∂root/∂node| is compared with, where the person gives no other; none where nothing is compared. */
  readonly threshold?: number;
}

export const FILTERS: readonly Filter[] = [
  {
    name: 'nonFinite',
    label: 'Gradient becomes NaN or infinite',
    description: 'Stops at the operation with which it starts.',
    isDefault: true,
  },
  {
    name: 'vanishing',
    label: 'Gradient vanishes',
    description: 'Stops where |gradient| falls below a threshold.',
    isDefault: false,
    threshold: THRESHOLDS.vanishing,
  },
  {
    name: 'exploding',
    label: 'Gradient explodes',
    description: 'Stops where |gradient| rises above a threshold.',
    isDefault: false,
    threshold: THRESHOLDS.exploding,
  },
  {
    name: 'dead',
    label: 'Gradient is cut to zero',
    description: 'Stops at a dead or saturated unit: it receives a gradient and passes none on.',
    isDefault: false,
  },
];

/** The filters that are on, each with its threshold. */
export type ActiveFilters = ReadonlyMap<FilterName, number>;

/** Which of the filters fires where, for a whole walk. */
export class FilteredWalk {
  readonly #walk: Walk;
  readonly #active: ActiveFilters;
  /** By visit: 1 bit for each filter that fires. */
  readonly #fired: Uint8Array;
  /** By filter and visit: the input that the filter fires for, because inputs have no visit of their own. */
  readonly #inputs = new Map<FilterName, Map<number, NodeId>>();
  #origins: Origins | undefined;

  constructor(walk: Walk, active: ActiveFilters) {
    this.#walk = walk;
    this.#active = active;
    this.#fired = new Uint8Array(walk.sweep.order.length);
    if (active.size > 0) this.#mark();
  }

  get origins(): Origins {
    this.#origins ??= new Origins(this.#walk.trace.graph, this.#walk.sweep);
    return this.#origins;
  }

  /** The filter that fires in the k-th visit, counted from 1. */
  inVisit(index: number): FilterName | undefined {
    const bits = this.#fired[index - 1]!;
    return bits === 0 ? undefined : FILTERS.find((_, bit) => bits & (1 << bit))!.name;
  }

  /** Whose gradient the filter has found in the k-th visit: that of the visited node, or of an input that it contributes to. */
  subject(name: FilterName, index: number): NodeId {
    return this.#inputs.get(name)?.get(index) ?? this.#walk.nodeOf('backward', index);
  }

  /** The filter that fires when the node gets its value. */
  inValue(node: NodeId): FilterName | undefined {
    return this.#active.has('nonFinite') && startsNonFinite(this.#walk.trace.graph, node)
      ? 'nonFinite'
      : undefined;
  }

  threshold(name: FilterName): number {
    return this.#active.get(name)!;
  }

  #mark(): void {
    const { sweep, trace } = this.#walk;
    const active = FILTERS.map(({ name }) => this.#active.has(name));
    const [, vanishing, exploding, dead] = active;
    // What nobody asks for would take another walk.
    const marks =
      vanishing || exploding || dead
        ? crossings(trace.graph, sweep, {
            vanishing: this.#active.get('vanishing') ?? 0,
            exploding: this.#active.get('exploding') ?? Number.POSITIVE_INFINITY,
          })
        : new Uint8Array(trace.graph.size);
    for (const [index, node] of sweep.order.entries()) {
      const mark = marks[node]!;
      const fires = [
        active[0] && this.origins.isOrigin(node),
        mark & FALLS_BELOW,
        mark & RISES_ABOVE,
        dead && mark & CUTS,
      ];
      for (const [bit, does] of fires.entries()) if (does) this.#fired[index]! |= 1 << bit;
    }
    if (vanishing || exploding) this.#markInputs(marks);
  }

  /**
   * An input explodes in the visit whose contribution carries its gradient above the threshold for good, and vanishes in
   * the one with which its gradient is complete.
   */
  #markInputs(marks: Uint8Array): void {
    const { sweep, trace } = this.#walk;
    const exploding = this.#active.get('exploding') ?? Number.POSITIVE_INFINITY;
    const vanishes = new Map<NodeId, number>();
    const explodes = new Map<NodeId, number>();
    for (let index = 0; index < sweep.order.length; index++)
      for (const { target, before } of sweep.visit(index).contributions) {
        const mark = trace.graph.op(target) === 'leaf' ? marks[target]! : 0;
        if (mark & FALLS_BELOW) vanishes.set(target, index);
        if (mark & RISES_ABOVE && Math.abs(before) <= exploding) explodes.set(target, index);
      }
    this.#fireFor('vanishing', vanishes);
    this.#fireFor('exploding', explodes);
  }

  /** In the visits of the inputs, where the filter does not fire for the visited node itself. */
  #fireFor(name: FilterName, visits: ReadonlyMap<NodeId, number>): void {
    const bit = 1 << FILTERS.findIndex((filter) => filter.name === name);
    const inputs = new Map<number, NodeId>();
    this.#inputs.set(name, inputs);
    for (const [input, index] of visits) {
      if (this.#fired[index]! & bit) continue;
      this.#fired[index]! |= bit;
      inputs.set(index + 1, input);
    }
  }
}
