/** The variables view: what the visit does, the gradients so far and the values, as trees that are read lazily. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { isOpName, type NodeId } from '../../engine/index.ts';
import { writePartial } from '../../notation/formulas.ts';
import { formatExact, formatNumber } from '../../notation/numbers.ts';
import { partial } from '../../notation/symbols.ts';
import type { SourceSpan, Variable, VariableValue } from '../../trace/trace.ts';
import type { Worth } from '../expression/evaluate.ts';
import { isList, isQuantity, memberPath, partsOf, type Quantity } from '../expression/names.ts';
import { type Runtime, writeContent } from '../runtime.ts';
import { callOf } from '../stack.ts';
import type { Frame } from './frames.ts';

/** What the rows under a heading show of a number. */
type Aspect = 'value' | 'gradient' | 'both';

/** A heading of the view: what is under it, read when it is opened. */
type Tree =
  | { readonly kind: 'visit'; readonly frame: Frame }
  | { readonly kind: 'operand'; readonly frame: Frame; readonly slot: number }
  | { readonly kind: 'names'; readonly frame: Frame; readonly aspect: Aspect }
  | {
      readonly kind: 'parts';
      readonly frame: Frame;
      readonly aspect: Aspect;
      readonly path: string;
      readonly content: VariableValue;
    };

/** A variable that a request names: under which heading, and by what expression. */
export interface Named {
  readonly frame: Frame;
  readonly path: string;
  /** Whether its row shows the value, which may be changed, and not a gradient. */
  readonly isValue: boolean;
}

type Row = DebugProtocol.Variable;
const READ_ONLY = { attributes: ['readOnly'] };

/** The headings of one stop. References are valid until the next one. */
export class Variables {
  readonly #runtime: Runtime;
  readonly #trees: Tree[] = [];

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  scopes(frame: Frame): DebugProtocol.Scope[] {
    const { pass } = this.#runtime.place;
    const visit = {
      name: pass === 'forward' ? 'Evaluation' : 'Visit',
      tree: { kind: 'visit', frame } as const,
    };
    const gradients = {
      name: 'Gradients so far',
      tree: { kind: 'names', frame, aspect: 'gradient' } as const,
    };
    const values = { name: 'Values', tree: { kind: 'names', frame, aspect: 'value' } as const };
    return (pass === 'forward' ? [visit, values] : [visit, gradients, values]).map(({ name, tree }) => ({
      name,
      variablesReference: this.#reference(tree),
      expensive: false,
      ...(tree.kind === 'names' ? { namedVariables: this.#named(frame).length } : {}),
    }));
  }

  /** The rows under a heading, or undefined where there is no such heading. */
  list(
    reference: number,
    filter: 'indexed' | 'named' | undefined,
    start: number,
    count: number,
  ): Row[] | undefined {
    const tree = this.#trees[reference - 1];
    if (!tree) return undefined;
    const isIndexed = tree.kind === 'parts' && isList(tree.content);
    if (filter !== undefined && (filter === 'indexed') !== isIndexed) return [];
    const end = count > 0 ? start + count : undefined;
    switch (tree.kind) {
      case 'visit':
        return this.#visit(tree.frame).slice(start, end);
      case 'operand':
        return this.#operand(tree.frame, tree.slot).slice(start, end);
      case 'names': {
        const rows = this.#named(tree.frame).map(([name, content]) => this.#row(tree, name, name, content));
        return rows.filter((row) => row !== undefined).slice(start, end);
      }
      case 'parts':
        return partsOf(tree.content)
          .slice(start, end)
          .flatMap(([key, content]) => {
            const path = tree.path === '' ? '' : memberPath(tree.path, key);
            const row = content === null ? undefined : this.#row(tree, String(key), path, content);
            return row ? [row] : [];
          });
    }
  }

  /** The variable of this name under a heading; undefined where it is none of the program. */
  find(reference: number, name: string): Named | undefined {
    const tree = this.#trees[reference - 1];
    if (tree === undefined || tree.kind === 'operand') return undefined;
    const { frame } = tree;
    if (tree.kind === 'visit') {
      const operand = this.#operands(frame).find(({ label }) => label === name);
      return operand && { frame, path: `node(${operand.node})`, isValue: false };
    }
    const isValue = tree.aspect !== 'gradient';
    if (tree.kind === 'names') return { frame, path: name, isValue };
    if (tree.path === '') return undefined;
    return { frame, path: memberPath(tree.path, isList(tree.content) ? Number(name) : name), isValue };
  }

  /** A result of the console: its text, and a heading where it has parts. */
  result(
    worth: Worth,
    frame: Frame,
  ): { result: string; variablesReference: number; indexedVariables?: number; type: string } {
    if (typeof worth !== 'object')
      return { result: this.#runtime.write(worth), variablesReference: 0, type: typeof worth };
    const { content, path } = worth;
    if (isQuantity(content))
      return { result: this.#written(content, path, 'both', frame), variablesReference: 0, type: 'number' };
    // Numbers without a name are results themselves, and have no gradient.
    const aspect = path === '' ? 'value' : 'both';
    return {
      result: this.#list(content, path, aspect, frame),
      ...this.#heading({ frame, aspect, path, content }),
      type: isList(content) ? 'array' : 'object',
    };
  }

  /** What stands beside a variable's line: its value and its gradient, shortly. */
  inline({ name, topLevel, content: own, occurrences }: Variable, frame: Frame): string | undefined {
    // A variable of the running call has its value there; one of the same name outside of it keeps its own.
    const { names } = this.#runtime.scope;
    const isHere = topLevel || (this.#isIn(occurrences, frame) && names.locals(frame.scope).includes(name));
    const content = topLevel ? own : isHere ? names.find(name, frame.scope) : undefined;
    if (!content) return undefined;
    const value = `${name} = ${writeContent(content, true)}`;
    if (this.#runtime.place.pass === 'forward') return value;
    const gradient = isQuantity(content)
      ? formatNumber(this.#gradient(content, name, frame)!)
      : this.#list(content, name, 'gradient', frame);
    return `${value}, ∂ ${gradient}`;
  }

  #isIn(occurrences: readonly SourceSpan[], frame: Frame): boolean {
    const { trace } = this.#runtime;
    const { file, start, end } = trace.scope(callOf(trace, frame.scope)).span;
    return occurrences.some((span) => span.file === file && start <= span.start && span.end <= end);
  }

  /** The variables that a frame sees, with their contents: those of the top level and those of its own call. */
  #named(frame: Frame): (readonly [string, VariableValue])[] {
    const { trace, scope } = this.#runtime;
    const locals = new Set(scope.names.locals(frame.scope));
    const inOrder = trace.variables
      .filter(({ name, content, topLevel }) => content !== null && (topLevel || locals.has(name)))
      .toSorted(({ occurrences: [a] }, { occurrences: [b] }) => a!.file - b!.file || a!.start - b!.start);
    const names = new Set(inOrder.map(({ name }) => name));
    return [...names].map((name) => [name, scope.names.find(name, frame.scope) ?? null] as const);
  }

  #reference(tree: Tree): number {
    return this.#trees.push(tree);
  }

  #heading(parts: Omit<Tree & { kind: 'parts' }, 'kind'>) {
    const { length } = partsOf(parts.content);
    return {
      variablesReference: length === 0 ? 0 : this.#reference({ kind: 'parts', ...parts }),
      ...(isList(parts.content) ? { indexedVariables: length } : { namedVariables: length }),
    };
  }

  /** A number or numbers of the program; undefined for what has none. */
  #row(
    { frame, aspect }: { frame: Frame; aspect: Aspect },
    name: string,
    path: string,
    content: VariableValue,
  ): Row | undefined {
    if (content === null) return undefined;
    const evaluateName = path === '' ? {} : { evaluateName: aspect === 'gradient' ? `grad(${path})` : path };
    if (!isQuantity(content))
      return {
        name,
        value: this.#list(content, path, aspect, frame),
        type: isList(content) ? 'array' : 'object',
        ...evaluateName,
        ...this.#heading({ frame, aspect, path, content }),
        presentationHint: READ_ONLY,
      };
    const { node } = this.#runtime.scope.names.quantity(content, path, frame.scope);
    const isInput = node !== undefined && this.#runtime.trace.graph.op(node) === 'leaf';
    return {
      name,
      value: this.#written(content, path, aspect, frame),
      type: 'number',
      ...evaluateName,
      variablesReference: 0,
      ...(aspect === 'value' && isInput ? {} : { presentationHint: READ_ONLY }),
    };
  }

  #list(content: VariableValue, path: string, aspect: Aspect, frame: Frame): string {
    if (aspect !== 'gradient') return writeContent(content);
    // As much as is written: a heading must not read a whole array.
    const some = (part: VariableValue, at: string): VariableValue => {
      if (part === null) return null;
      if (isQuantity(part)) return { value: this.#gradient(part, at, frame) ?? Number.NaN };
      const parts = partsOf(part).map(
        ([key, one], index) => [key, index < 9 ? some(one, memberPath(at, key)) : one] as const,
      );
      return isList(part) ? parts.map(([, one]) => one) : { fields: Object.fromEntries(parts) };
    };
    return writeContent(some(content, path));
  }

  #written(content: Quantity, path: string, aspect: Aspect, frame: Frame): string {
    const { names, walk } = this.#runtime.scope;
    const found = path === '' ? content : names.quantity(content, path, frame.scope);
    const isKnown = found.node === undefined || walk.valueAt(this.#runtime.place, found.node) !== undefined;
    const value = isKnown ? formatExact(found.value) : 'not computed yet';
    if (aspect === 'value') return value;
    const gradient = this.#gradient(content, path, frame);
    if (gradient === undefined) return value;
    if (aspect === 'gradient') return formatExact(gradient);
    const root = this.#runtime.names[this.#runtime.trace.root]!;
    const name = found.node === undefined ? path : this.#runtime.names[found.node]!;
    const soFar = found.node === undefined || this.#isFinished(found.node) ? '' : ' so far';
    return `${value}, ${partial(root, name)} = ${formatExact(gradient)}${soFar}`;
  }

  /** Whether nothing is added to the node's gradient any more. */
  #isFinished(node: NodeId): boolean {
    const { walk, place, ways } = this.#runtime;
    if (place.pass === 'forward') return false;
    const last = ways.finishedBy(node);
    return place.index > last || (place.index === last && place.made === walk.atVisit(last).made);
  }

  #gradient(content: Quantity, path: string, frame: Frame): number | undefined {
    const { node } = path === '' ? content : this.#runtime.scope.names.quantity(content, path, frame.scope);
    if (node !== undefined) return this.#runtime.walk.gradientAt(this.#runtime.place, node);
    return this.#runtime.place.pass === 'forward' ? undefined : 0;
  }

  /** The node that the frame is about: what it is, what it is worth, and what it gives to its operands. */
  #visit({ node }: Frame): Row[] {
    const { trace, walk, place } = this.#runtime;
    const { graph } = trace;
    const op = graph.op(node);
    const text = (name: string, value: string, evaluateName?: string): Row => ({
      name,
      value,
      variablesReference: 0,
      presentationHint: READ_ONLY,
      ...(evaluateName === undefined ? {} : { evaluateName }),
    });
    const value = walk.valueAt(place, node);
    const gradient = walk.gradientAt(place, node);
    const rows = [
      text('node', `${node}: ${this.#runtime.equation(node)}`),
      text('value', value === undefined ? 'not computed yet' : formatExact(value), `value(node(${node}))`),
    ];
    if (gradient !== undefined)
      rows.push(text(this.#runtime.partial(node), formatExact(gradient), `grad(node(${node}))`));
    if (!isOpName(op)) return rows;
    const frame = { node } as Frame;
    return [
      ...rows,
      ...this.#operands(frame).map(({ label, slot, node: operand }) =>
        this.#operandRow(frame, label, slot, operand),
      ),
    ];
  }

  /** The operands that are no constants, told apart where one stands twice. */
  #operands({
    node,
  }: Pick<Frame, 'node'>): { readonly slot: number; readonly node: NodeId; readonly label: string }[] {
    const { graph } = this.#runtime.trace;
    const inputs = graph.inputs(node);
    return inputs.flatMap((input, slot) => {
      if (graph.op(input) === 'constant') return [];
      const isTwice = inputs.indexOf(input) !== inputs.lastIndexOf(input);
      const name = this.#runtime.names[input]!;
      return [{ slot, node: input, label: isTwice ? `${name} (operand ${slot + 1})` : name }];
    });
  }

  #operandRow(frame: Frame, name: string, slot: number, node: NodeId): Row {
    const contribution = this.#contribution(frame.node, slot);
    if (!contribution || this.#runtime.place.pass === 'forward')
      return {
        name,
        value: formatExact(this.#runtime.trace.graph.value(node)),
        variablesReference: 0,
        presentationHint: READ_ONLY,
      };
    const { before, delta, after, isMade } = contribution;
    const sum = `${formatNumber(before)} + ${formatNumber(delta)} = ${formatNumber(after)}`;
    return {
      name,
      value: isMade ? sum : `${sum} (to come)`,
      evaluateName: `grad(node(${node}))`,
      variablesReference: this.#reference({ kind: 'operand', frame, slot }),
      presentationHint: READ_ONLY,
    };
  }

  #operand({ node }: Frame, slot: number): Row[] {
    const { trace, names } = this.#runtime;
    const op = trace.graph.op(node);
    const contribution = this.#contribution(node, slot);
    if (!contribution || !isOpName(op)) return [];
    const { target, local, delta, before, after } = contribution;
    const operands = trace.graph.inputs(node).map((input) => names[input] || trace.graph.value(input));
    const row = (name: string, value: string): Row => ({
      name,
      value,
      variablesReference: 0,
      presentationHint: READ_ONLY,
    });
    return [
      row(
        'rule',
        `${partial(names[node]!, names[target]!)} = ${writePartial(op, slot, operands, names[node]!, trace.graph.attributes(node))}`,
      ),
      row('local derivative', formatExact(local)),
      row('contribution', formatExact(delta)),
      row('before', formatExact(before)),
      row('after', formatExact(after)),
    ];
  }

  /** What a node gives along one operand, and whether it has. */
  #contribution(node: NodeId, slot: number) {
    const { walk, place } = this.#runtime;
    const index = walk.indexOf('backward', node);
    if (index === undefined) return undefined;
    const { contributions } = walk.sweep.visit(index - 1);
    const made = contributions.findIndex((one) => one.slot === slot) + 1;
    if (made === 0) return undefined;
    const isMade = walk.compare({ pass: 'backward', index, made }, place) <= 0;
    return { ...contributions[made - 1]!, isMade };
  }
}
