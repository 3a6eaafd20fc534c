/**
 * What the person wants to stop at, and what that means in the walk at hand. The wishes outlive a walk: with another
 * one they are bound again, and each says anew whether it can be reached, or why not.
 */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { NodeId } from '../../engine/index.ts';
import type { SourceSpan } from '../../trace/trace.ts';
import {
  type Breakpoint,
  GradientBreakpoint,
  parseTerms,
  SourceBreakpoint,
  type Wishes,
} from '../breakpoints.ts';
import { requireKnown } from '../expression/check.ts';
import { ExpressionError } from '../expression/parse.ts';
import { type ActiveFilters, FILTERS, type FilterName } from '../filters.ts';
import type { Runtime } from '../runtime.ts';
import { calledOn } from '../stack.ts';
import type { ArgumentsOf } from './arguments.ts';
import { nodesWatched } from './gradients.ts';
import { type Positions, samePath } from './positions.ts';

type Answer = DebugProtocol.Breakpoint;
type SourceWish = ArgumentsOf<'setBreakpoints'>['breakpoints'][number];
type GradientWish = ArgumentsOf<'setDataBreakpoints'>['breakpoints'][number];

interface Kept<Wish> {
  readonly id: number;
  readonly wish: Wish;
  answer: Answer;
  bound: Breakpoint | undefined;
}

/** The walk that breakpoints are bound to. */
export interface Bound {
  readonly runtime: Runtime;
  readonly positions: Positions;
}

const NOT_YET = 'The program has not been evaluated yet.';

export class BreakpointBook {
  #nextId = 1;
  #bySource: { readonly path: string; readonly kept: readonly Kept<SourceWish>[] }[] = [];
  #gradients: readonly Kept<GradientWish>[] = [];
  #filters: ReadonlyMap<FilterName, number> = new Map();
  #bound: Bound | undefined;

  /** Binds everything to another walk; gives the breakpoints that look otherwise now. */
  bind(bound: Bound | undefined): Answer[] {
    this.#bound = bound;
    const changed: Answer[] = [];
    const rebind = <Wish>(kept: Kept<Wish>, fresh: Omit<Kept<Wish>, 'id' | 'wish'>) => {
      const before = JSON.stringify(kept.answer);
      Object.assign(kept, fresh);
      if (JSON.stringify(kept.answer) !== before) changed.push(kept.answer);
    };
    for (const { path, kept } of this.#bySource)
      for (const one of kept) rebind(one, this.#bindSource(one.id, path, one.wish));
    for (const one of this.#gradients) rebind(one, this.#bindGradient(one.id, one.wish));
    this.#apply();
    if (bound) bound.runtime.filters = this.#filters;
    return changed;
  }

  setSource(path: string, wishes: readonly SourceWish[]): Answer[] {
    const kept = wishes.map((wish) => this.#keep(wish, (id) => this.#bindSource(id, path, wish)));
    this.#bySource = [...this.#bySource.filter((one) => !samePath(one.path, path)), { path, kept }];
    this.#apply();
    return kept.map(({ answer }) => answer);
  }

  setGradients(wishes: readonly GradientWish[]): Answer[] {
    this.#gradients = wishes.map((wish) => this.#keep(wish, (id) => this.#bindGradient(id, wish)));
    this.#apply();
    return this.#gradients.map(({ answer }) => answer);
  }

  /** A filter without a condition has its usual threshold. */
  setFilters({ filters, filterOptions }: ArgumentsOf<'setExceptionBreakpoints'>): Answer[] {
    const active = new Map<FilterName, number>();
    const wanted = [...filters.map((filterId) => ({ filterId, condition: undefined })), ...filterOptions];
    const answers = wanted.map(({ filterId, condition }): Answer => {
      const filter = FILTERS.find(({ name }) => name === filterId);
      if (!filter) return { verified: false, message: `There is no filter ${filterId}.` };
      const threshold = condition?.trim() ? Number(condition) : (filter.threshold ?? 0);
      if (Number.isNaN(threshold))
        return {
          verified: false,
          message: `The condition is a threshold, such as ${filter.threshold ?? 1}.`,
        };
      active.set(filter.name, threshold);
      return { verified: true };
    });
    this.#filters = active;
    if (this.#bound) this.#bound.runtime.filters = active as ActiveFilters;
    return answers;
  }

  #keep<Wish>(wish: Wish, bind: (id: number) => Omit<Kept<Wish>, 'id' | 'wish'>): Kept<Wish> {
    const id = this.#nextId++;
    return { id, wish, ...bind(id) };
  }

  #apply(): void {
    if (!this.#bound) return;
    const all = [...this.#bySource.flatMap(({ kept }) => kept), ...this.#gradients];
    this.#bound.runtime.breakpoints = all.flatMap(({ bound }) => bound ?? []);
  }

  #bindSource(id: number, path: string, wish: SourceWish) {
    const refused = (message: string) => ({
      answer: { id, verified: false, message, line: wish.line },
      bound: undefined,
    });
    if (!this.#bound) return refused(NOT_YET);
    const { runtime, positions } = this.#bound;
    const { sites, walk } = runtime;
    const root = runtime.names[runtime.trace.root]!;
    const file = positions.fileOf(path);
    if (file === undefined)
      return refused(`The program does not use this file, so ${root} does not depend on it.`);
    const line = positions.line(wish.line);
    const here =
      wish.column === undefined
        ? sites.onLine(file, line)
        : sites.atColumn(file, line, positions.column(wish.column));
    const reached = walk.withForward ? here : here.filter(({ isVisited }) => isVisited);
    const bound = (nodes: readonly NodeId[], span: SourceSpan) =>
      this.#understood(id, wish, wish.line, (terms) => ({
        answer: {
          id,
          verified: true,
          ...(wish.column === undefined ? { line: wish.line } : positions.located(span)),
        },
        bound: new SourceBreakpoint(id, terms, walk, nodes),
      }));
    if (reached.length > 0) return bound(sites.nodesAt(reached), reached[0]!.span);
    // A line that only calls stops at what the calls returned.
    const handedOn = sites
      .handedOnAt(file, line)
      .filter(({ node }) => walk.withForward || walk.indexOf('backward', node) !== undefined);
    if (handedOn.length > 0)
      return bound(
        handedOn.map(({ node }) => node),
        handedOn[0]!.span,
      );
    if (here.length === 0) {
      const called = calledOn(runtime.trace, file, line, sites.lines);
      return refused(
        called
          ? `Nothing is computed on this line itself. It calls ${called.name}: put the breakpoint there, in line ${positions.located(called.span).line}.`
          : `${root} does not depend on anything that is computed on this line: the walk never comes here.`,
      );
    }
    const names = sites.nodesAt(here).map((node) => runtime.names[node]!);
    const some = names.length > 3 ? `${names.slice(0, 3).join(', ')}, …` : names.join(', ');
    return refused(
      `Only inputs are made here (${some}), which the backward walk does not visit. Break when a gradient changes instead: in the variables view, on the variable.`,
    );
  }

  #bindGradient(id: number, wish: GradientWish) {
    if (!this.#bound) return { answer: { id, verified: false, message: NOT_YET }, bound: undefined };
    const { runtime } = this.#bound;
    return this.#understood(id, wish, undefined, (terms) => {
      const nodes = nodesWatched(runtime, wish.dataId);
      return {
        answer: { id, verified: true },
        bound: new GradientBreakpoint(id, terms, runtime.walk, nodes),
      };
    });
  }

  /** Binds what is understood; what is not says why, in the breakpoint's own message. */
  #understood<Result>(
    id: number,
    wish: Wishes,
    line: number | undefined,
    bind: (terms: ReturnType<typeof parseTerms>) => Result,
  ) {
    try {
      const terms = parseTerms(wish);
      // A condition that can hold nowhere would be a breakpoint that never stops and never says why.
      if (terms.condition && this.#bound) requireKnown(terms.condition, this.#bound.runtime.scope.names);
      return bind(terms);
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      const answer: Answer = {
        id,
        verified: false,
        message: error.message,
        ...(line === undefined ? {} : { line }),
      };
      return { answer, bound: undefined };
    }
  }
}
