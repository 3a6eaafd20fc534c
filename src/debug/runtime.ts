/**
 * The debugger without its protocol: it stands somewhere on a walk, steps and runs along it in both directions, and
 * says why it stopped. One runtime serves one trace; with another, a new one is made and takes over the wishes.
 */
import { isOpName, type NodeId, sweep } from '../engine/index.ts';
import { writeFormula } from '../notation/formulas.ts';
import { formatExact, formatNumber } from '../notation/numbers.ts';
import { partial } from '../notation/symbols.ts';
import { displayNames } from '../session/names.ts';
import type { Trace, VariableValue } from '../trace/trace.ts';
import { type Breakpoint, GradientBreakpoint } from './breakpoints.ts';
import { evaluate, Scope, type Worth } from './expression/evaluate.ts';
import { isList, isQuantity, Names, partsOf } from './expression/names.ts';
import { type Expression, ExpressionError } from './expression/parse.ts';
import { type ActiveFilters, FilteredWalk, type FilterName } from './filters.ts';
import { Sites } from './sites.ts';
import { callOf, isWithin, Ways } from './stack.ts';
import { type Pass, type Place, Walk } from './walk.ts';

export type StopReason =
  | 'entry'
  | 'step'
  | 'goto'
  | 'pause'
  | 'breakpoint'
  | 'data breakpoint'
  | 'exception'
  | 'end';

export interface Stop {
  readonly reason: StopReason;
  /** What the walk does here, as a person says it: `visiting u₁ backward`. */
  readonly description: string;
  readonly breakpoints: readonly Breakpoint[];
  readonly filter?: FilterName;
}

export type Direction = 'onward' | 'back';

/** A log point that was passed. */
export interface Logged {
  readonly text: string;
  readonly node: NodeId;
}

/** A place where something wants to stop. */
interface Wanted {
  readonly place: Place;
  readonly breakpoints: readonly Breakpoint[];
  readonly filter?: FilterName;
}

/** Of a list or an object, so many numbers are written. */
const MOST_WRITTEN = 8;

/** `[1, 2, …]` */
export function writeContent(content: VariableValue, isInside = false): string {
  if (content === null) return '…';
  if (isQuantity(content)) return isInside ? formatNumber(content.value) : formatExact(content.value);
  const parts = partsOf(content);
  const written = parts
    .slice(0, MOST_WRITTEN)
    .map(([key, part]) => (typeof key === 'string' ? `${key}: ` : '') + writeContent(part, true));
  if (parts.length > MOST_WRITTEN) written.push(`… ${parts.length - MOST_WRITTEN} more`);
  return isList(content) ? `[${written.join(', ')}]` : `{ ${written.join(', ')} }`;
}

/** The walk gives way to other work after so many milliseconds. */
const SLICE_MS = 12;

export class Runtime {
  readonly trace: Trace;
  readonly walk: Walk;
  readonly sites: Sites;
  /** The written name of each node; '' for constants. */
  readonly names: readonly string[];
  readonly scope: Scope;
  /** What is told while it runs. */
  onLog: (logged: Logged) => void = () => {};
  #place: Place;
  #breakpoints: readonly Breakpoint[] = [];
  #filtered: FilteredWalk;
  #ways: Ways | undefined;
  #isPausing = false;
  /** Whether it came into the visit by contributions: then a step back undoes one of them. */
  #isInside = false;
  /** Whether it has left the last visit, which has the same place as the end of the walk. */
  #isAtEnd = false;

  constructor(trace: Trace, withForward: boolean) {
    this.trace = trace;
    this.walk = new Walk(trace, sweep(trace.graph, trace.root), withForward);
    this.sites = new Sites(trace);
    this.names = displayNames(trace);
    this.scope = new Scope(this.walk, new Names(trace));
    this.#filtered = new FilteredWalk(this.walk, new Map());
    this.#place = this.walk.first;
  }

  get place(): Place {
    return this.#place;
  }

  get filtered(): FilteredWalk {
    return this.#filtered;
  }

  get ways(): Ways {
    this.#ways ??= new Ways(this.walk);
    return this.#ways;
  }

  set breakpoints(breakpoints: readonly Breakpoint[]) {
    this.#breakpoints = breakpoints;
  }

  set filters(active: ActiveFilters) {
    this.#filtered = new FilteredWalk(this.walk, active);
  }

  /** The node at which it stands. */
  get node(): NodeId {
    return this.walk.nodeAt(this.#place);
  }

  /** `u₁ = sin t`, or the name alone for an input. */
  equation(node: NodeId): string {
    const { graph } = this.trace;
    const op = graph.op(node);
    if (!isOpName(op)) return this.names[node] || formatNumber(graph.value(node));
    const operands = graph.inputs(node).map((input) => this.names[input] || graph.value(input));
    return `${this.names[node]} = ${writeFormula(op, operands, graph.attributes(node))}`;
  }

  /** What an expression is worth, as text: a number in full, numbers of a list to four digits. */
  write(worth: Worth): string {
    if (typeof worth === 'boolean') return String(worth);
    if (typeof worth === 'number') return formatExact(worth);
    return writeContent(worth.content);
  }

  /** The derivative of the root by a node, as it is written. */
  partial(node: NodeId): string {
    return partial(this.names[this.trace.root]!, this.names[node]!);
  }

  /** Stands at `place` because the person wants it. */
  goTo(place: Place, reason: 'entry' | 'goto' | 'end'): Stop {
    return this.#arrive(place, reason);
  }

  /**
   * One visit onward or back, or one contribution; no further than to what wants to stop on the way. Undefined at the
   * end of the walk, where it stays.
   */
  step(direction: Direction, size: 'visit' | 'contribution'): Stop | undefined {
    const { walk } = this;
    const isSmall = size === 'contribution' || (direction === 'back' && this.#isInside);
    const target = !isSmall
      ? walk[direction === 'onward' ? 'next' : 'previous'](this.#place)
      : walk[direction === 'onward' ? 'nextContribution' : 'previousContribution'](this.#place);
    if (!target) return undefined;
    const start = this.#place;
    const sign = direction === 'onward' ? 1 : -1;
    const arrived = (stop: Stop) => {
      this.#isInside = isSmall && (direction === 'onward' || this.#place.index === start.index);
      return stop;
    };
    for (const { pass, index } of target.index === start.index ? [start] : [start, target]) {
      const passed = this.#stopsFrom(start, pass, index, direction);
      const stop = this.#firstOf(
        passed.filter(({ place }) => sign * walk.compare(place, target) <= 0),
        direction,
      );
      if (stop) return arrived(stop);
    }
    return arrived(this.#arrive(target, 'step'));
  }

  /** To the contribution along the operand in `slot` of the node at which it stands, if it makes one. */
  stepAlong(slot: number): Stop | undefined {
    const made = this.walk.visitAt(this.#place)?.contributions.findIndex((one) => one.slot === slot) ?? -1;
    if (made < 0) return undefined;
    const stop = this.#arrive({ ...this.#place, made: made + 1 }, 'step');
    this.#isInside = true;
    return stop;
  }

  /** Out of the call in which the node was made, to the first step outside of it; earlier where `run` would stop. */
  stepOut(): Promise<Stop> {
    const { trace } = this;
    const call = callOf(trace, trace.scopeOf(this.node));
    return this.#travel('onward', (node) => !isWithin(trace, trace.scopeOf(node), call));
  }

  /** To the next stop in a direction; at the latest to the end of the walk, or to its beginning. */
  run(direction: Direction): Promise<Stop> {
    return this.#travel(direction, () => false);
  }

  /** Makes a run that is under way stop where it is. */
  pause(): void {
    this.#isPausing = true;
  }

  async #travel(direction: Direction, isGoal: (node: NodeId) => boolean): Promise<Stop> {
    const { walk } = this;
    const start = this.#place;
    let { pass, index } = start;
    const sign = direction === 'onward' ? 1 : -1;
    this.#isPausing = false;
    let slice = performance.now();
    for (let steps = 0; ; steps++) {
      const stop = this.#firstOf(this.#stopsFrom(start, pass, index, direction), direction);
      if (stop) return stop;
      if (steps > 0 && index > 0 && isGoal(walk.nodeOf(pass, index)))
        return this.#arrive(walk.whole(pass, index), 'step');

      if (direction === 'onward' ? index < walk.length(pass) : index > 0) index += sign;
      else if (walk.withForward && pass === (direction === 'onward' ? 'forward' : 'backward')) {
        pass = direction === 'onward' ? 'backward' : 'forward';
        index = direction === 'onward' ? 0 : walk.length(pass);
      } else return this.#arrive(walk.whole(pass, index), direction === 'onward' ? 'end' : 'entry');

      // In every step: one condition may take as long as thousands of others.
      if (performance.now() - slice < SLICE_MS) continue;
      await new Promise((resolve) => setTimeout(resolve));
      slice = performance.now();
      if (this.#isPausing) return this.#arrive(walk.whole(pass, index), 'pause');
    }
  }

  /** What wants to stop in one step of the walk, where one comes from `start`, in the order in which it is met. */
  #stopsFrom(start: Place, pass: Pass, index: number, direction: Direction): Wanted[] {
    const sign = direction === 'onward' ? 1 : -1;
    const isMet = (way: number) => way > 0 || (way === 0 && direction === 'back' && this.#isAtEnd);
    return this.#stopsIn(pass, index)
      .filter(({ place }) => isMet(sign * this.walk.compare(place, start)))
      .sort((a, b) => sign * (a.place.made - b.place.made));
  }

  /** Everything that wants to stop in one step, each place once. */
  #stopsIn(pass: Pass, index: number): Wanted[] {
    if (index === 0) return [];
    const wanted: Wanted[] = [];
    const want = (place: Place, more: Partial<Wanted>) => {
      const there = wanted.find((one) => one.place.made === place.made);
      if (there)
        Object.assign(there, { ...more, breakpoints: [...there.breakpoints, ...(more.breakpoints ?? [])] });
      else wanted.push({ place, breakpoints: [], ...more });
    };
    for (const breakpoint of this.#breakpoints) {
      for (const place of breakpoint.hits(this.scope, pass, index))
        want(place, { breakpoints: [breakpoint] });
      const problem = breakpoint.problem();
      if (problem !== undefined)
        this.onLog({
          text: `A breakpoint does not stop here, because its condition has no value: ${problem}`,
          node: this.walk.nodeOf(pass, index),
        });
    }
    const filter = this.#filterIn(pass, index);
    if (filter) want(this.walk.whole(pass, index), { filter });
    return wanted;
  }

  #filterIn(pass: Pass, index: number): FilterName | undefined {
    return pass === 'forward'
      ? this.#filtered.inValue(this.walk.nodeOf(pass, index))
      : this.#filtered.inVisit(index);
  }

  /** The first that is more than a message. Messages are written on the way onward only. */
  #firstOf(wanted: readonly Wanted[], direction: Direction): Stop | undefined {
    for (const { place, breakpoints, filter } of wanted) {
      const stopping = breakpoints.filter(({ terms }) => !terms.message);
      if (direction === 'onward')
        for (const { terms } of breakpoints)
          if (terms.message)
            this.onLog({ text: this.#message(terms.message, place), node: this.walk.nodeAt(place) });
      if (filter) return { ...this.#arrive(place, 'exception'), breakpoints: stopping, filter };
      if (stopping.length === 0) continue;
      const isData = stopping.every((one) => one instanceof GradientBreakpoint);
      return { ...this.#arrive(place, isData ? 'data breakpoint' : 'breakpoint'), breakpoints: stopping };
    }
    return undefined;
  }

  #message(message: readonly (string | Expression)[], place: Place): string {
    return message
      .map((part) => {
        if (typeof part === 'string') return part;
        try {
          return this.write(evaluate(part, this.scope, place));
        } catch (error) {
          if (error instanceof ExpressionError) return `{${error.message}}`;
          throw error;
        }
      })
      .join('');
  }

  #arrive(place: Place, reason: StopReason): Stop {
    this.#place = place;
    this.#isInside = false;
    this.#isAtEnd = reason === 'end';
    return { reason, description: this.#description(reason), breakpoints: [] };
  }

  #description(reason: StopReason): string {
    const { pass, index, made } = this.#place;
    const root = this.names[this.trace.root]!;
    if (reason === 'end') return `the walk is finished: every ∂${root}/∂… is known`;
    if (index === 0)
      return pass === 'forward'
        ? 'before the forward pass'
        : `before the first visit: ${partial(root, root)} = 1`;
    const { node } = this;
    if (pass === 'forward') return `computing ${this.names[node]} forward`;
    const visit = this.walk.visitAt(this.#place)!;
    const last = visit.contributions[made - 1]!;
    if (reason === 'data breakpoint')
      return `${this.partial(last.target)}: ${formatNumber(last.before)} + ${formatNumber(last.delta)} = ${formatNumber(last.after)}`;
    const part =
      made < visit.contributions.length ? `, ${made} of ${visit.contributions.length} contributions` : '';
    return `visiting ${this.names[node]} backward${part}`;
  }
}
