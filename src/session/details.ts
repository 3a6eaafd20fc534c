/** Everything that is known of one node, edge, bundle of edges or box of a graph: what the inspector shows. */
import {
  type Contribution,
  isOpName,
  type NodeId,
  type OpName,
  type Sweep,
  tensorOperations,
} from '../engine/index.ts';
import {
  type Application,
  partialEquation,
  type Share,
  shareEquation,
  shareTerm,
  sumEquation,
  tensorShareTerm,
  valueEquation,
} from '../notation/equations.ts';
import { exactNumber, formatNumber, writeMagnitude } from '../notation/numbers.ts';
import { partial } from '../notation/symbols.ts';
import type { Subject } from '../protocol/checks.ts';
import type {
  BoxDetails,
  BoxLink,
  BundleDetails,
  EdgeDetails,
  EdgeLink,
  HealthDetails,
  Listed,
  NodeDetails,
  NodeLink,
} from '../protocol/details.ts';
import type { TensorDetails, TensorPart } from '../protocol/tensors.ts';
import type { SourceSpan, Trace } from '../trace/trace.ts';
import { sentenceOf, visitOf } from './findings.ts';
import { type Health, TROUBLES } from './health.ts';
import { placeReader } from './places.ts';
import { hasElements, tensorOf } from './tensors/elements.ts';
import { statisticsOf } from './tensors/statistics.ts';
import type { Titles } from './titles.ts';
import type { Uses } from './uses.ts';

/** So many operands or consumers are listed. */
const MAX_LISTED = 100;

/** A box with its title and its place in the program. */
export interface BoxToTell {
  readonly key: string;
  readonly name: string;
  readonly span: SourceSpan;
  readonly first: NodeId;
  readonly last: NodeId;
  readonly size: number;
}

export class Inspection {
  readonly #trace: Trace;
  readonly #sweep: Sweep;
  readonly #titles: Titles;
  readonly #health: Health;

  constructor(trace: Trace, sweep: Sweep, titles: Titles, health: Health) {
    this.#trace = trace;
    this.#sweep = sweep;
    this.#titles = titles;
    this.#health = health;
  }

  /** Throws RangeError for what is no node. Linear in the size of the graph, with a small factor. */
  node(node: NodeId): NodeDetails {
    const { graph, root } = this.#trace;
    const { nameOf } = this.#titles;
    const op = graph.op(node);
    const gradient = this.#sweep.gradient(node);
    const received = this.#received(node);
    const sent = this.#sent(node);
    const health = this.#healthOf(node);
    const visit = isOpName(op) ? visitOf(this.#sweep, node) : (received.last?.visit ?? 0);
    return {
      kind: 'node',
      node,
      name: op === 'constant' ? formatNumber(graph.value(node)) : nameOf(node),
      formula: this.#titles.formulaOf(node),
      operation: op === 'leaf' ? 'input' : op,
      place: placeReader(this.#trace)(this.#trace.spanOf(node)),
      value: exactNumber(graph.value(node)),
      partial: partial(nameOf(root), nameOf(node)),
      gradient: exactNumber(gradient),
      ...this.#tensors({ node }, [
        ['value', nameOf(node)],
        ['gradient', partial(nameOf(root), nameOf(node))],
      ]),
      ...(isOpName(op) && { valueRule: valueEquation(this.#application(node)) }),
      gradientRule: sumEquation(
        nameOf(root),
        nameOf(node),
        received.shown.map((one) => this.#share(one)),
        received.count > received.shown.length ? this.#share(received.last!) : undefined,
        gradient,
      ),
      operands: listed(sent, sent.length, (one) => this.#edgeLink(one, one.contribution.target)),
      consumers: listed(received.shown, received.count, (one) => this.#edgeLink(one, one.consumer)),
      visit,
      ...(health && { health }),
      ...(isOpName(op) && graph.tensor(node) && { differs: tensorOperations[op].differs }),
    };
  }

  /** The edge into `consumer` at an operand's place; undefined where there is none that a gradient flows along. */
  edge(consumer: NodeId, slot: number): EdgeDetails | undefined {
    const made = this.#made(consumer, slot);
    if (!made) return undefined;
    const { nameOf } = this.#titles;
    const { target, local, delta, before, after } = made.contribution;
    return {
      kind: 'edge',
      node: consumer,
      slot,
      operand: this.#link(target),
      consumer: this.#link(consumer),
      ...(this.#titles.shareOf(consumer, slot) === undefined && {
        local: {
          partial: partial(nameOf(consumer), nameOf(target)),
          number: exactNumber(local),
          rule: partialEquation(this.#application(consumer), slot, local),
        },
      }),
      delta: exactNumber(delta),
      ...this.#tensors({ consumer, slot }, [['contribution', 'contribution']]),
      deltaRule: shareEquation(this.#share(made), delta),
      before: this.#magnitude(target, before),
      after: this.#magnitude(target, after),
      visit: made.visit,
    };
  }

  /** What a box uses of a node or of another box; where that is one edge, of this. */
  bundle(from: NodeId | BoxLink, to: BoxLink, uses: Uses): BundleDetails | EdgeDetails {
    const { count, delta, hasNorms, largest, firstVisit, lastVisit } = uses;
    const [first] = largest;
    const only = first && count === 1 ? this.edge(first.consumer, first.slot) : undefined;
    if (only) return only;
    return {
      kind: 'bundle',
      from: typeof from === 'number' ? this.#link(from) : from,
      to,
      edges: listed(largest, count, (use) => ({
        operand: this.#link(use.operand),
        consumer: this.#link(use.consumer),
        slot: use.slot,
        ...(use.delta !== undefined && { delta: this.#magnitude(use.operand, use.delta) }),
      })),
      ...(firstVisit > 0 && { delta: exactNumber(delta) }),
      ...{ hasNorms, firstVisit, lastVisit },
    };
  }

  /** Statistics of the tensors of what is selected; nothing where it has none. */
  #tensors(
    subject: Subject,
    parts: readonly (readonly [part: TensorPart, symbol: string])[],
  ): { readonly tensor?: TensorDetails } {
    const tensors = parts.map(([part]) =>
      tensorOf({ trace: this.#trace, sweep: this.#sweep }, subject, part),
    );
    if (!tensors.every(hasElements)) return {};
    return {
      tensor: {
        shape: tensors[0]!.shape,
        parts: parts.map(([part, symbol], k) => statisticsOf(part, symbol, tensors[k]!)),
      },
    };
  }

  /** Of consecutive nodes that are shown as one. Linear in the size of the graph. */
  box({ key, name, span, first, last, size }: BoxToTell): BoxDetails {
    const { graph, root } = this.#trace;
    const { inputStart, inputs: operands } = graph.columns;
    const inputs = new Set<NodeId>();
    const outputs = new Set<NodeId>(first <= root && root <= last ? [root] : []);
    const isInside = (node: NodeId) => first <= node && node <= last;
    for (let node = first; node <= root; node++)
      for (let i = inputStart[node]!; i < inputStart[node + 1]!; i++) {
        const operand = operands[i]!;
        if (isInside(operand) === isInside(node) || graph.op(operand) === 'constant') continue;
        if (isInside(node)) inputs.add(operand);
        else outputs.add(operand);
      }
    const visits = this.#visitsOf(first, last);
    const link = (node: NodeId) => this.#link(node);
    return {
      kind: 'box',
      key,
      name,
      place: placeReader(this.#trace)(span),
      size,
      inputs: listed([...inputs], inputs.size, link),
      outputs: listed([...outputs], outputs.size, link),
      troubles: this.#troublesIn(first, last),
      firstVisit: visits.first,
      lastVisit: visits.last,
    };
  }

  /** The visits of consecutive nodes, which the walk makes from the last node to the first; 0 for none. */
  #visitsOf(first: NodeId, last: NodeId): { readonly first: number; readonly last: number } {
    let [from, to] = [0, 0];
    for (let node = last; node >= first; node--) {
      const visit = visitOf(this.#sweep, node);
      if (visit === 0) continue;
      from ||= visit;
      to = visit;
    }
    return { first: from, last: to };
  }

  #troublesIn(first: NodeId, last: NodeId): BoxDetails['troubles'] {
    const found = TROUBLES.map((trouble) => ({ trouble, count: 0, first: -1 }));
    for (let node = last; node >= first; node--) {
      const code = this.#health.codes[node]!;
      if (code === 0) continue;
      const entry = found[code - 1]!;
      entry.count += 1;
      if (entry.first < 0) entry.first = node;
    }
    return found
      .filter(({ count }) => count > 0)
      .map(({ trouble, count, first: node }) => ({ trouble, count, first: this.#link(node) }));
  }

  /** An operation as it is written. */
  #application(node: NodeId): Application {
    const { graph } = this.#trace;
    const inputs = graph.inputs(node);
    return {
      op: graph.op(node) as OpName,
      attributes: graph.attributes(node),
      operands: inputs.map((input) => ({
        ...(graph.op(input) !== 'constant' && { name: this.#titles.nameOf(input) }),
        value: graph.value(input),
      })),
      output: { name: this.#titles.nameOf(node), value: graph.value(node) },
      isScalar: [node, ...inputs].every((one) => graph.tensor(one) === undefined),
    };
  }

  /** What the node's visit sends to its operands. */
  #sent(node: NodeId): Made[] {
    const visit = visitOf(this.#sweep, node);
    if (visit === 0) return [];
    const { gradient, contributions } = this.#sweep.visit(visit - 1);
    return contributions.map((contribution) => ({ visit, consumer: node, gradient, contribution }));
  }

  /** What the node receives from its consumers, in the order of the walk: the first, the last, and how many. */
  #received(node: NodeId): Received {
    const { columns, differentiableNodes } = this.#trace.graph;
    const { inputStart, inputs } = columns;
    const { order } = this.#sweep;
    const shown: Made[] = [];
    let count = 0;
    let last: Made | undefined;
    if (differentiableNodes[node] === 0) return { shown, count, last };
    let [lastConsumer, lastSlot] = [-1, 0];
    for (let index = 0; index < order.length && order[index]! > node; index++) {
      const consumer = order[index]!;
      const first = inputStart[consumer]!;
      for (let i = first; i < inputStart[consumer + 1]!; i++) {
        if (inputs[i] !== node) continue;
        count += 1;
        [lastConsumer, lastSlot] = [consumer, i - first];
        if (shown.length < MAX_LISTED) shown.push(this.#made(consumer, i - first)!);
      }
    }
    if (count > 0) last = this.#made(lastConsumer, lastSlot);
    return { shown, count, last };
  }

  #made(consumer: NodeId, slot: number): Made | undefined {
    return this.#sent(consumer).find(({ contribution }) => contribution.slot === slot);
  }

  #share({ consumer, gradient, contribution: { slot, local } }: Made): Share {
    const tensor = this.#titles.shareOf(consumer, slot);
    const term = tensor
      ? tensorShareTerm(tensor)
      : shareTerm(this.#application(consumer), slot, this.#titles.nameOf(this.#trace.root));
    return { term, gradient, local, isScalar: tensor === undefined };
  }

  #edgeLink({ consumer, contribution: { slot, local, delta } }: Made, other: NodeId): EdgeLink {
    return {
      other: this.#link(other),
      consumer,
      slot,
      rule: this.#titles.edgeOf(consumer, slot, local),
      delta: this.#magnitude(this.#trace.graph.inputs(consumer)[slot]!, delta),
    };
  }

  #link(node: NodeId): NodeLink {
    const isConstant = this.#trace.graph.op(node) === 'constant';
    return {
      node,
      name: isConstant ? this.#titles.ofConstant(node) : this.#titles.nameOf(node),
      formula: this.#titles.formulaOf(node),
      value: this.#magnitude(node, this.#trace.graph.value(node)),
      gradient: this.#magnitude(node, this.#sweep.gradient(node)),
    };
  }

  /** A norm of a tensor stands between its signs. */
  #magnitude(node: NodeId, x: number): string {
    return writeMagnitude(x, (this.#trace.graph.tensor(node)?.shape.length ?? 0) > 0);
  }

  #healthOf(node: NodeId): HealthDetails | undefined {
    const code = this.#health.codes[node]!;
    if (code === 0) return undefined;
    const start = this.#health.starts[node]!;
    return {
      trouble: TROUBLES[code - 1]!,
      sentence: sentenceOf(this.#trace, this.#sweep, code, start, this.#titles),
      ...(start !== node && { start: this.#link(start) }),
    };
  }
}

/** A contribution and the visit that makes it, from 1. */
interface Made {
  readonly visit: number;
  readonly consumer: NodeId;
  /** The finished gradient of the consumer. */
  readonly gradient: number;
  readonly contribution: Contribution;
}

interface Received {
  readonly shown: readonly Made[];
  readonly count: number;
  readonly last: Made | undefined;
}

function listed<A, B>(all: readonly A[], count: number, show: (one: A) => B): Listed<B> {
  return { shown: all.slice(0, MAX_LISTED).map(show), count };
}
