/**
 * Finds the nodes of a whole trace that a query asks for. 1,000,000 nodes take a part of a second: what many nodes
 * share (a source text, the sign of an operation) is looked at once, and a formula is written only where it can match.
 */
import { isOpName, type NodeId, type OpName, type Sweep, tensorOperations } from '../../engine/index.ts';
import { type OperandText, writeFormula } from '../../notation/formulas.ts';
import { formatNumber } from '../../notation/numbers.ts';
import type { Trace } from '../../trace/trace.ts';
import { baseName, lineCounter } from '../places.ts';
import { functionName } from '../titles.ts';
import { Pattern } from './pattern.ts';
import type { Condition, Property, Query, Relation, Side } from './query.ts';

/** What is searched. */
export interface Searched {
  readonly trace: Trace;
  readonly sweep: Sweep;
  /** What each node is called in the picture. */
  readonly nameOf: (node: NodeId) => string;
}

type Test = (node: NodeId) => boolean;

/** The nodes for which every term holds, in the order of the walk: the root first, operands behind their consumers. Constants are none. */
export function search(query: Query, searched: Searched): Uint32Array {
  const { graph } = searched.trace;
  const tests = query.map(({ negated, condition }) => {
    const test = testFor(condition, searched);
    return negated ? (node: NodeId) => !test(node) : test;
  });
  const found = new Uint32Array(graph.size);
  let count = 0;
  if (tests.length > 0)
    for (let node = graph.size - 1; node >= 0; node--)
      if (graph.op(node) !== 'constant' && tests.every((test) => test(node))) found[count++] = node;
  return found.slice(0, count);
}

function testFor(condition: Condition, searched: Searched): Test {
  const { trace, nameOf } = searched;
  const { graph } = trace;
  switch (condition.kind) {
    case 'comparison':
      return comparisonTest(condition.sides, condition.relations, searched);
    case 'op':
      return (node) => {
        const op = graph.op(node);
        return isOpName(op) && condition.ops.has(op);
      };
    case 'is':
      return anyOf(condition.properties.map((property) => propertyTest(property, searched)));
    case 'line': {
      const lines = trace.sources.map(({ text }) => lineCounter(text));
      return (node) => {
        const { file, start } = trace.spanOf(node);
        const line = lines[file]!(start);
        return condition.ranges.some(([first, last]) => first <= line && line <= last);
      };
    }
    case 'file': {
      const isMeant = trace.sources.map(({ path }) => {
        const name = baseName(path);
        return condition.patterns.some((pattern) => pattern.isIn(name));
      });
      return (node) => isMeant[trace.spanOf(node).file]!;
    }
    case 'name':
      return anyOf(condition.patterns.map((pattern) => (node: NodeId) => pattern.isName(nameOf(node))));
    case 'source':
      return anyOf(condition.patterns.map((pattern) => sourceTest(pattern, trace)));
    case 'formula':
      return anyOf(condition.patterns.map((pattern) => formulaTest(pattern, searched)));
    case 'text':
      return anyOf(
        condition.patterns.flatMap((pattern) => [
          (node: NodeId) => pattern.isIn(nameOf(node)),
          sourceTest(pattern, trace),
          formulaTest(pattern, searched),
          callTest(pattern, trace),
        ]),
      );
  }
}

/** What a call of a function of this name, or a layer, made last: where that is hidden, its box is a hit. */
function callTest(pattern: Pattern, trace: Trace): Test {
  const { graph, scopeCount } = trace;
  const isMeant = new Map<string, boolean>();
  const ofScope = Uint8Array.from({ length: scopeCount }, (_, scope) => {
    const { kind, span, name } = trace.scope(scope);
    if (kind !== 'call' && kind !== 'layer') return 0;
    const place = `${span.file} ${span.start} ${name}`;
    if (!isMeant.has(place)) isMeant.set(place, pattern.isIn(name || functionName(trace, span)));
    return Number(isMeant.get(place));
  });
  if (!ofScope.includes(1)) return () => false;
  const last = new Int32Array(scopeCount).fill(-1);
  for (let node = 0; node < graph.size; node++)
    if (graph.op(node) !== 'constant') last[trace.scopeOf(node)] = node;
  // A scope stands behind the one around it.
  for (let scope = scopeCount - 1; scope > 0; scope--) {
    const { parent } = trace.scope(scope);
    last[parent] = Math.max(last[parent]!, last[scope]!);
  }
  const found = new Set<NodeId>();
  for (let scope = 0; scope < scopeCount; scope++)
    if (ofScope[scope] && last[scope]! >= 0) found.add(last[scope]!);
  return (node) => found.has(node);
}

function anyOf(tests: readonly Test[]): Test {
  return tests.length === 1 ? tests[0]! : (node) => tests.some((test) => test(node));
}

function comparisonTest(
  sides: readonly Side[],
  relations: readonly Relation[],
  { trace, sweep }: Searched,
): Test {
  const numbers = sides.map((side): ((node: NodeId) => number) => {
    if (side.kind === 'number') return () => side.value;
    const of = (node: NodeId) => (side.name === 'value' ? trace.graph.value(node) : sweep.gradient(node));
    return side.absolute ? (node) => Math.abs(of(node)) : of;
  });
  return (node) => {
    let left = numbers[0]!(node);
    for (let at = 0; at < relations.length; at++) {
      const right = numbers[at + 1]!(node);
      if (!holds(left, relations[at]!, right)) return false;
      left = right;
    }
    return true;
  };
}

/** As in mathematics, but NaN equals NaN: who writes `value = nan` looks for it. */
function holds(left: number, relation: Relation, right: number): boolean {
  switch (relation) {
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '=':
      return left === right || (Number.isNaN(left) && Number.isNaN(right));
    case '!=':
      return !holds(left, '=', right);
  }
}

function propertyTest(property: Property, { trace, sweep }: Searched): Test {
  const { graph, root } = trace;
  const either = (test: (number: number) => boolean) => (node: NodeId) =>
    test(graph.value(node)) || test(sweep.gradient(node));
  switch (property) {
    case 'nan':
      return either(Number.isNaN);
    case 'infinite':
      return either((number) => Math.abs(number) === Number.POSITIVE_INFINITY);
    case 'finite':
      return (node) => Number.isFinite(graph.value(node)) && Number.isFinite(sweep.gradient(node));
    case 'input':
      return (node) => graph.op(node) === 'leaf';
    case 'operation':
      return (node) => isOpName(graph.op(node));
    case 'root':
      return (node) => node === root;
    case 'shared': {
      const { inputs } = graph.columns;
      const uses = new Uint32Array(graph.size);
      for (const input of inputs) uses[input]!++;
      return (node) => uses[node]! > 1;
    }
  }
}

function sourceTest(pattern: Pattern, trace: Trace): Test {
  // Very many nodes come from few places.
  const known = trace.sources.map(() => new Map<number, boolean>());
  return (node) => {
    const { file, start, end } = trace.spanOf(node);
    const place = start * 2 ** 26 + end;
    let isFound = known[file]!.get(place);
    if (isFound === undefined) {
      isFound = pattern.isIn(trace.sources[file]!.text.slice(start, end).replace(/\s+/g, ' '));
      known[file]!.set(place, isFound);
    }
    return isFound;
  };
}

/** Runs of what a name or a number may consist of. */
const NAME_PART = /[\p{L}\p{N}_$.[\]]+/gu;

/**
 * Whether a node's written formula has the pattern. That is so where the operation's own signs have it, or an operand.
 * Where it may be made of both, its longest name must stand in one of them; only then the formula is written.
 */
function formulaTest(pattern: Pattern, { trace, nameOf }: Searched): Test {
  const { graph } = trace;
  const { inputStart, inputs } = graph.columns;
  const operandText = (node: NodeId): OperandText =>
    graph.op(node) === 'constant' ? graph.value(node) : nameOf(node);
  const inOperand = (one: Pattern) =>
    remembered(new Uint8Array(graph.size), (node) => {
      const text = operandText(node);
      return one.isIn(typeof text === 'number' ? formatNumber(text) : text);
    });
  const hasOperand = (node: NodeId, test: Test) => {
    for (let at = inputStart[node]!; at < inputStart[node + 1]!; at++) if (test(inputs[at]!)) return true;
    return false;
  };
  const part = longest(pattern.pieces.flatMap((piece) => piece.match(NAME_PART) ?? []));
  const isMixed = part !== '' && part !== pattern.pieces.join('');
  const whole = inOperand(pattern);
  const wholeSign = signTest(pattern);
  const needed = new Pattern(part, true);
  const neededOperand = inOperand(needed);
  const neededSign = signTest(needed);
  return (node) => {
    const op = graph.op(node);
    if (!isOpName(op)) return false;
    if (wholeSign(op) || hasOperand(node, whole)) return true;
    if (!isMixed || !(neededSign(op) || hasOperand(node, neededOperand))) return false;
    return pattern.isIn(writeFormula(op, graph.inputs(node).map(operandText), graph.attributes(node)));
  };
}

/** Whether an operation writes the pattern by itself, whatever its operands are. */
function signTest(pattern: Pattern): (op: OpName) => boolean {
  const known = new Map<OpName, boolean>();
  return (op) => {
    let isFound = known.get(op);
    if (isFound === undefined) {
      const { arity, samples } = tensorOperations[op];
      const operands = Array<string>(arity === 'any' ? 2 : arity).fill('\0');
      isFound = pattern.isIn(writeFormula(op, operands, samples[0]!.attributes));
      known.set(op, isFound);
    }
    return isFound;
  };
}

/** The same test, which asks once for each node. */
function remembered(answers: Uint8Array, test: Test): Test {
  const [no, yes] = [1, 2];
  return (node) => {
    if (answers[node] === 0) answers[node] = test(node) ? yes : no;
    return answers[node] === yes;
  };
}

function longest(texts: readonly string[]): string {
  return texts.reduce((one, other) => (other.length > one.length ? other : one), '');
}
