/**
 * Breakpoints of the walk: at places of the source and on gradients, with conditions, hit counts and messages.
 * Whether one is hit is a function of the place alone, so that a walk back finds the same stops as the way there.
 */
import type { NodeId } from '../engine/index.ts';
import { asTruth, evaluate, type Scope } from './expression/evaluate.ts';
import { type Expression, ExpressionError, NotYetError, parseExpression } from './expression/parse.ts';
import type { Pass, Place, Walk } from './walk.ts';

/** What every kind of breakpoint may ask for beside its place. */
export interface Wishes {
  readonly condition?: string | undefined;
  readonly hitCondition?: string | undefined;
  readonly logMessage?: string | undefined;
}

/** The wishes of a person, understood. */
export interface Terms {
  readonly condition: Expression | undefined;
  readonly hits: ((count: number) => boolean) | undefined;
  /** Texts and expressions in turn, beginning with a text. */
  readonly message: readonly (string | Expression)[] | undefined;
}

/** Throws {@link ExpressionError} for what cannot be understood. */
export function parseTerms({ condition, hitCondition, logMessage }: Wishes): Terms {
  return {
    condition: condition?.trim() ? parseExpression(condition) : undefined,
    hits: hitCondition?.trim() ? parseHits(hitCondition) : undefined,
    message: logMessage ? parseMessage(logMessage) : undefined,
  };
}

/** `5` is the fifth hit alone, `>= 5` from there on, `% 5` every fifth. */
function parseHits(text: string): (count: number) => boolean {
  const [, operator = '', digits] = /^\s*(>=?|<=?|={1,3}|%)?\s*(\d+)\s*$/.exec(text) ?? [];
  if (digits === undefined)
    throw new ExpressionError(`“${text}” is not a hit count: write 5, >= 5, < 5 or % 5.`);
  const count = Number(digits);
  switch (operator) {
    case '>':
      return (hit) => hit > count;
    case '>=':
      return (hit) => hit >= count;
    case '<':
      return (hit) => hit < count;
    case '<=':
      return (hit) => hit <= count;
    case '%':
      return (hit) => count > 0 && hit % count === 0;
    default:
      return (hit) => hit === count;
  }
}

function parseMessage(text: string): readonly (string | Expression)[] {
  return text.split(/\{([^{}]*)\}/).map((part, index) => (index % 2 === 0 ? part : parseExpression(part)));
}

/** A breakpoint that is bound to one walk. */
export abstract class Breakpoint {
  readonly id: number;
  readonly terms: Terms;
  /** Why its condition had no value where that was asked for first. */
  #problem: string | undefined;
  #isTold = false;
  /** By pass: how many hits there are before each step, counted as far as the walk has come. */
  readonly #counts = new Map<Pass, { readonly before: Uint32Array; known: number }>();

  constructor(id: number, terms: Terms) {
    this.id = id;
    this.terms = terms;
  }

  /** How many contributions of a step have been made where it stops in that step, ascending; none where it does not. */
  abstract stopsIn(walk: Walk, pass: Pass, index: number): readonly number[];

  /** Where it stops in a step of the walk, with its condition and its hit count. */
  hits(scope: Scope, pass: Pass, index: number): Place[] {
    const places = this.#meeting(scope, pass, index);
    if (!this.terms.hits) return places;
    // Counted in every step, so that a run may give way between two conditions that take long.
    let count = this.#hitsBefore(scope, pass, index);
    return places.filter(() => this.terms.hits!(++count));
  }

  /** What a person should hear of its condition, once. */
  problem(): string | undefined {
    if (this.#isTold || this.#problem === undefined) return undefined;
    this.#isTold = true;
    return this.#problem;
  }

  #meeting(scope: Scope, pass: Pass, index: number): Place[] {
    const { condition } = this.terms;
    return this.stopsIn(scope.walk, pass, index)
      .map((made) => ({ pass, index, made }))
      .filter((place) => !condition || this.#holds(condition, scope, place));
  }

  /** A condition that has no value somewhere does not stop there. One that has none yet may have one on the way back. */
  #holds(condition: Expression, scope: Scope, place: Place): boolean {
    try {
      return asTruth(evaluate(condition, scope, place));
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      if (!(error instanceof NotYetError)) this.#problem ??= error.message;
      return false;
    }
  }

  #hitsBefore(scope: Scope, pass: Pass, index: number): number {
    let counts = this.#counts.get(pass);
    if (!counts) {
      counts = { before: new Uint32Array(scope.walk.length(pass) + 1), known: 1 };
      this.#counts.set(pass, counts);
    }
    for (; counts.known < index; counts.known++)
      counts.before[counts.known + 1] =
        counts.before[counts.known]! + this.#meeting(scope, pass, counts.known).length;
    return counts.before[index]!;
  }
}

/** Stops where the walk reaches a node that belongs to a place of the source. */
export class SourceBreakpoint extends Breakpoint {
  /** By node, 1 for those of the place. */
  readonly #isHere: Uint8Array;

  constructor(id: number, terms: Terms, walk: Walk, here: readonly NodeId[]) {
    super(id, terms);
    this.#isHere = new Uint8Array(walk.trace.graph.size);
    for (const node of here) this.#isHere[node] = 1;
  }

  stopsIn(walk: Walk, pass: Pass, index: number): readonly number[] {
    const node = walk.nodeOf(pass, index);
    if (!this.#isHere[node]) return [];
    // The nodes of one line that come one after the other in one call are one stop, as one line of code is.
    if (index > 1) {
      const before = walk.nodeOf(pass, index - 1);
      const { trace } = walk;
      if (this.#isHere[before] && trace.scopeOf(before) === trace.scopeOf(node)) return [];
    }
    return [pass === 'forward' ? 0 : walk.atVisit(index).made];
  }
}

/** Stops with each contribution to the gradient of one of its nodes. */
export class GradientBreakpoint extends Breakpoint {
  readonly #targets: ReadonlySet<NodeId>;
  /** The nodes that contribute to one of the targets. */
  readonly #consumers = new Set<NodeId>();

  constructor(id: number, terms: Terms, walk: Walk, targets: ReadonlySet<NodeId>) {
    super(id, terms);
    this.#targets = targets;
    const { inputStart, inputs } = walk.trace.graph.columns;
    const isTarget = new Uint8Array(walk.trace.graph.size);
    for (const target of targets) isTarget[target] = 1;
    for (let node = 0; node < isTarget.length; node++)
      for (let i = inputStart[node]!; i < inputStart[node + 1]!; i++)
        if (isTarget[inputs[i]!]) this.#consumers.add(node);
  }

  stopsIn(walk: Walk, pass: Pass, index: number): readonly number[] {
    if (pass === 'forward' || !this.#consumers.has(walk.nodeOf(pass, index))) return [];
    const { contributions } = walk.visitAt(walk.atVisit(index))!;
    return contributions.flatMap(({ target, before, after }, slot) =>
      this.#targets.has(target) && !Object.is(before, after) ? [slot + 1] : [],
    );
  }
}
