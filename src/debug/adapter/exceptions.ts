/** What a filter that fired has found, in words: what happened, where it started, and the chain to it. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Contribution, NodeId } from '../../engine/index.ts';
import { formatNumber } from '../../notation/numbers.ts';
import { FILTERS, type FilterName } from '../filters.ts';
import type { Runtime } from '../runtime.ts';
import type { Positions } from './positions.ts';

/** A longer chain loses its middle. */
const LONGEST_CHAIN = 40;

export function exceptionInfo(
  runtime: Runtime,
  positions: Positions,
  filter: FilterName,
): DebugProtocol.ExceptionInfoResponse['body'] {
  const message = describe(runtime, filter);
  return {
    exceptionId: FILTERS.find(({ name }) => name === filter)!.label,
    description: message,
    breakMode: 'always',
    details: {
      message,
      typeName: filter,
      evaluateName: evaluateName(runtime, filter),
      stackTrace: chain(runtime, positions, filter),
    },
  };
}

function evaluateName({ place, node, filtered }: Runtime, filter: FilterName): string {
  if (place.pass === 'forward') return 'value';
  const subject = filtered.subject(filter, place.index);
  return subject === node ? 'grad' : `grad(node(${subject}))`;
}

/** In a sentence or two, for the stopped event too. */
export function describe(runtime: Runtime, filter: FilterName): string {
  const { node, walk, place } = runtime;
  const gradient = walk.gradientAt(place, node) ?? 0;
  const known = `${runtime.partial(node)} = ${formatNumber(gradient)}`;
  switch (filter) {
    case 'nonFinite':
      return whyNonFinite(runtime);
    case 'vanishing':
    case 'exploding': {
      const [happens, than] = filter === 'vanishing' ? ['vanishes', 'below'] : ['explodes', 'above'];
      const is = `is ${than} ${formatNumber(runtime.filtered.threshold(filter))}`;
      const subject = runtime.filtered.subject(filter, place.index);
      if (subject === node) return `The gradient ${happens} here: |${known}| ${is}.`;
      const made = walk.visitAt(place)!.contributions.findLast(({ target }) => target === subject)!;
      return `The gradient ${happens} here: |${runtime.partial(subject)}| ${is}. ${becomes(runtime, made)}.`;
    }
    case 'dead': {
      const targets = walk.visitAt(place)!.contributions.map(({ target }) => runtime.names[target]);
      return `The gradient ends here: ${known} comes in, and ${targets.join(', ')} gets 0, because ${runtime.equation(node)} does not change with it.`;
    }
  }
}

function whyNonFinite(runtime: Runtime): string {
  const { node, trace, walk, place, names } = runtime;
  const { graph } = trace;
  const value = graph.value(node);
  const operands = graph.inputs(node).map((input) => {
    const text = formatNumber(graph.value(input));
    return names[input] ? `${names[input]} = ${text}` : text;
  });
  if (!Number.isFinite(value))
    return `It starts here: ${runtime.equation(node)} = ${formatNumber(value)}, made of ${operands.join(' and ')}.`;
  const spoilt = walk.visitAt(place)?.contributions.find(({ after }) => !Number.isFinite(after));
  if (!spoilt) return `It starts here: ${runtime.equation(node)}.`;
  return `It starts here: ${becomes(runtime, spoilt)}.`;
}

/** What a contribution of the visited node makes of its operand's gradient, and why. */
function becomes(runtime: Runtime, { target, local, delta, before, after }: Contribution): string {
  const sum = `${formatNumber(before)} + ${formatNumber(delta)} = ${formatNumber(after)}`;
  return `${runtime.partial(target)} becomes ${sum}, because the local derivative of ${runtime.equation(runtime.node)} is ${formatNumber(local)}`;
}

/** Line by line from the root's side to here, as a stack trace is written. */
function chain(runtime: Runtime, positions: Positions, filter: FilterName): string {
  const { node, place, filtered, ways } = runtime;
  const subject = place.pass === 'forward' ? node : filtered.subject(filter, place.index);
  const nodes =
    filter === 'nonFinite' ? filtered.origins.chain(node).reverse() : [subject, ...ways.wayOf(subject)];
  const lines = nodes.map((one, index) => line(runtime, positions, one, index === 0));
  if (lines.length <= LONGEST_CHAIN) return lines.join('\n');
  const half = LONGEST_CHAIN / 2;
  const left = lines.length - LONGEST_CHAIN;
  return [...lines.slice(0, half), `    … ${left} more`, ...lines.slice(-half)].join('\n');
}

function line(runtime: Runtime, positions: Positions, node: NodeId, isStart: boolean): string {
  const { trace, walk } = runtime;
  const { source, line, column } = positions.located(trace.spanOf(node));
  const value = formatNumber(trace.graph.value(node));
  const gradient = formatNumber(walk.sweep.gradient(node));
  const what = `${runtime.equation(node)} = ${value}, ${runtime.partial(node)} = ${gradient}`;
  return `    ${isStart ? 'starts at' : 'seen at'} ${what} (${source.name}:${line}:${column})`;
}
