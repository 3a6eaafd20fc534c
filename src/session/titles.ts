/** What the items of a picture are called: formulas of nodes, and the titles of boxes. */
import {
  isOpName,
  type NodeId,
  type OpName,
  repeatedAxes,
  type Shape,
  showShape,
  tensorOperations,
} from '../engine/index.ts';
import type { TensorShareText } from '../notation/chainRule.ts';
import {
  type OperandText,
  writeFactorShapes,
  writeFormula,
  writePartial,
  writeShare,
  writeTensorShare,
} from '../notation/formulas.ts';
import { formatNumber } from '../notation/numbers.ts';
import { partial, shorten, writeName } from '../notation/symbols.ts';
import type { SourceSpan, Trace } from '../trace/trace.ts';
import type { Box } from './folds.ts';
import { nodeNamer } from './names.ts';

/** The longest title of a box, in characters; of its text in the program, what fits. */
const LONGEST_TITLE = 48;

/** Writes names and formulas of one trace's nodes, when they are asked for. */
export class Titles {
  readonly #trace: Trace;
  /** As in the picture; '' for a constant. */
  readonly nameOf: (node: NodeId) => string;

  constructor(trace: Trace) {
    this.#trace = trace;
    this.nameOf = nodeNamer(trace);
  }

  /** `sin t`; '' for a leaf and a constant. */
  formulaOf(node: NodeId): string {
    const { graph } = this.#trace;
    const op = graph.op(node);
    return isOpName(op) ? writeFormula(op, this.#operands(node), graph.attributes(node)) : '';
  }

  /** The local derivative, `∂u₁/∂t = cos t = −0.1189`; of an operation on tensors what is added, `∂J/∂W += xᵀ · ∂J/∂h`. */
  edgeOf(node: NodeId, slot: number, local: number): string {
    const operand = this.#trace.graph.inputs(node)[slot]!;
    const tensor = this.shareOf(node, slot);
    if (tensor)
      return `${partial(this.nameOf(this.#trace.root), this.nameOf(operand))} += ${writeShare(tensor)}`;
    const sides = [this.partialOf(node, operand), this.ruleOf(node, slot), formatNumber(local)];
    return [...new Set(sides)].join(' = ');
  }

  /** The name of the local derivative, `∂u₁/∂t`. */
  partialOf(node: NodeId, operand: NodeId): string {
    return partial(this.nameOf(node), this.nameOf(operand));
  }

  /** Its formula, `cos t`; '' for a node without operands. */
  ruleOf(node: NodeId, slot: number): string {
    const { graph } = this.#trace;
    const op = graph.op(node);
    if (!isOpName(op)) return '';
    return writePartial(op, slot, this.#operands(node), this.nameOf(node), graph.attributes(node));
  }

  /** The node's shape, `[2, 3]`; undefined for a number. */
  shapeOf(node: NodeId): string | undefined {
    const tensor = this.#trace.graph.tensor(node);
    return tensor && showShape(tensor.shape);
  }

  /** What an operation on tensors sends to the operand in `slot`; undefined for an operation on numbers. */
  shareOf(node: NodeId, slot: number): TensorShareText | undefined {
    const { graph, root } = this.#trace;
    const op = graph.op(node);
    const operand = graph.inputs(node)[slot];
    if (operand === undefined || !isOpName(op)) return undefined;
    const [own, target] = [graph.tensor(node), graph.tensor(operand)];
    if (!own && !target) return undefined;
    const name = this.nameOf(node);
    const gradient = partial(this.nameOf(root), name);
    const attributes = graph.attributes(node);
    const shapes = graph.inputs(node).map((input) => this.shapeOf(input) ?? '');
    return {
      share: writeTensorShare(op, slot, this.#operands(node), name, attributes, gradient),
      factors: writeFactorShapes(op, slot, shapes, attributes, this.shapeOf(node) ?? ''),
      shape: target ? showShape(target.shape) : '',
      summed: own && target ? summedAxes(op, target.shape, own.shape) : [],
    };
  }

  #operands(node: NodeId): OperandText[] {
    return this.#trace.graph.inputs(node).map((input) => this.#operandText(input));
  }

  #operandText(input: NodeId): OperandText {
    const { graph } = this.#trace;
    return graph.op(input) === 'constant' ? this.#constantText(input) : this.nameOf(input);
  }

  #constantText(node: NodeId): OperandText {
    const { graph } = this.#trace;
    const shape = graph.tensor(node)?.shape ?? [];
    return shape.length === 0 ? graph.value(node) : writeName(this.#trace.nameOf(node)) || showShape(shape);
  }

  /** What a constant is called where it stands by itself: its number; of a tensor its name in the program, else its shape. */
  ofConstant(node: NodeId): string {
    const text = this.#constantText(node);
    return typeof text === 'number' ? formatNumber(text) : text;
  }

  /** @param around the box that it stands in. */
  ofBox(box: Box, around: Box | undefined): string {
    const { kind, scope, position, count, run, all } = box;
    switch (kind) {
      case 'call': {
        const part = run > 1 ? `, part ${run}` : '';
        return (this.#trace.scope(scope).name || this.#call(box)) + part;
      }
      case 'loop':
        return `${this.#head(this.#trace.scope(scope).span)} · ${written(count)} turns`;
      case 'turn': {
        const turn = `turn ${written(position)}${run > 1 ? `, part ${run}` : ''}`;
        return all?.kind === 'call' ? shorten(`${turn} · ${this.ofBox(all, box)}`, LONGEST_TITLE) : turn;
      }
      case 'lines':
        return this.#line(this.#trace.spanOf(box.last));
      case 'more': {
        const unit = around?.kind === 'loop' || this.#isLoop(around) ? 'turns' : undefined;
        if (around?.kind !== 'more') return `… ${written(count)} more${unit ? ` ${unit}` : ''}`;
        const from = written(position);
        const to = written(position + count - 1);
        return unit
          ? `turns ${from}–${to}`
          : `${this.nameOf(this.#firstNamed(box))} … ${this.nameOf(box.last)}`;
      }
    }
  }

  #isLoop(box: Box | undefined): boolean {
    return box?.kind === 'more' && this.#trace.scope(box.scope).kind === 'turn';
  }

  /** Constants stand first, and have no name. */
  #firstNamed({ first }: Box): NodeId {
    let node = first;
    while (this.#trace.graph.op(node) === 'constant') node += 1;
    return node;
  }

  /** `neuron(w, x = 2)`: a number that is passed as it is stands beside its parameter. */
  #call(box: Box): string {
    const { graph } = this.#trace;
    const { span } = this.#trace.scope(box.scope);
    const { file, start, end } = span;
    const text = this.#trace.sources[file]!.text.slice(start, Math.min(end, start + 1000));
    const passed = new Map<string, number>();
    for (let node = box.first; node <= box.last && passed.size < 4; node++)
      if (graph.op(node) === 'leaf' && this.#trace.scopeOf(node) === box.scope)
        passed.set(this.#trace.nameOf(node), graph.value(node));
    const args = parametersIn(text).map((name) => {
      const value = passed.get(name);
      return value === undefined ? writeName(name) : `${writeName(name)} = ${formatNumber(value)}`;
    });
    const name = functionName(this.#trace, span);
    const list = `(${args.join(', ')})`;
    return shorten(name ? writeName(name) + list : `${list} => …`, LONGEST_TITLE);
  }

  /** The beginning of a loop: `for (const x of data)`. */
  #head({ file, start, end }: SourceSpan): string {
    const text = this.#trace.sources[file]!.text.slice(start, Math.min(end, start + 200));
    const open = text.indexOf('(');
    const head = text.startsWith('do') ? 'do' : text.slice(0, open < 0 ? undefined : closing(text, open) + 1);
    return shorten(head.replace(/\s+/g, ' '), LONGEST_TITLE);
  }

  #line({ file, start }: SourceSpan): string {
    const { text } = this.#trace.sources[file]!;
    const from = text.lastIndexOf('\n', start - 1) + 1;
    const to = text.indexOf('\n', start);
    const line = text.slice(from, Math.min(to < 0 ? text.length : to, from + 200));
    return shorten(line.trim().replace(/\s+/g, ' '), LONGEST_TITLE);
  }
}

/** Rows whose operands are broadcast, besides those that work element by element. */
const BROADCASTING: readonly OpName[] = ['where', 'batchNorm', 'layerNorm'];

/** The axes of the output over which an operand's gradient is summed, because the operand was repeated along them. */
function summedAxes(op: OpName, operand: Shape, output: Shape): readonly number[] {
  if (tensorOperations[op].writing.kind === 'elementwise' || BROADCASTING.includes(op))
    return repeatedAxes(operand, output);
  return op === 'matMul' ? repeatedAxes(operand.slice(0, -2), output.slice(0, -2)) : [];
}

function written(count: number): string {
  return count.toLocaleString('en-US');
}

const NAME = String.raw`[\p{L}_$][\p{L}\p{N}_$]*`;
const DECLARED = new RegExp(
  String.raw`^(?:(?:async|static|public|private|protected|override|get|set)\s+)*(?:function\s*\*?\s*)?\*?\s*(#?${NAME})\s*(?:<[^(]*>)?\s*\(`,
  'u',
);
const ASSIGNED = new RegExp(String.raw`(${NAME})\s*(?::[^=]*)?[=:]\s*(?:async\s*)?$`, 'u');

/** The name that a function is declared with, or that it is given to; '' for one without. */
export function functionName(trace: Trace, { file, start, end }: SourceSpan): string {
  const { text } = trace.sources[file]!;
  const declared = DECLARED.exec(text.slice(start, Math.min(end, start + 200)))?.[1];
  if (declared && declared !== 'function' && declared !== 'async') return declared;
  return ASSIGNED.exec(text.slice(Math.max(0, start - 200), start))?.[1] ?? '';
}

/** The names of a function's parameters; a pattern gives its text. */
export function parametersIn(text: string): string[] {
  const single = new RegExp(String.raw`^(?:async\s+)?(${NAME})\s*=>`, 'u').exec(text)?.[1];
  if (single) return [single];
  const open = text.indexOf('(');
  if (open < 0) return [];
  const names: string[] = [];
  let depth = 0;
  let from = open + 1;
  const end = closing(text, open);
  for (let at = from; at <= end; at++) {
    if ('([{<'.includes(text[at]!)) depth += 1;
    else if (')]}>'.includes(text[at]!) && text[at - 1] !== '=' && at < end) depth -= 1;
    else if (depth === 0 && (text[at] === ',' || at === end)) {
      const rest = text
        .slice(from, at)
        .replace(/^\s*(?:(?:public|private|protected|readonly)\s+)*/, '')
        .replace(/\s+/g, ' ');
      const own =
        new RegExp(String.raw`^(?:\.\.\.)?(?:${NAME}|\{[^}]*\}|\[[^\]]*\])`, 'u').exec(rest)?.[0] ?? '';
      if (own && own !== 'this') names.push(own);
      from = at + 1;
    }
  }
  return names;
}

/** Where the bracket that opens at `open` closes; the end of the text where it does not. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if ('([{'.includes(text[at]!)) depth += 1;
    else if (')]}'.includes(text[at]!) && --depth === 0) return at;
  }
  return text.length - 1;
}
