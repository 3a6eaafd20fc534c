/**
 * From the sandbox's recording to a trace: checks it, computes every value anew with the engine, and keeps what
 * the root depends on. The recording comes from a program that may be hostile, so nothing in it is trusted.
 */
import type * as t from '@babel/types';
import {
  type Attributes,
  disagreements,
  type Graph,
  type NodeId,
  OP_CODES,
  recompute,
  type Tensor,
} from '../../engine/index.ts';
import { fail } from '../errors.ts';
import type { InFile, Program } from '../program.ts';
import { type Recording, unpackStrings } from '../sandbox/sandbox.ts';
import type { RootNumber } from '../selection/root.ts';
import { type Node, withoutTypes } from '../syntax/ast.ts';
import type { TensorTape } from '../tensors/tape.ts';
import type { Assignments, SourceSpan, TraceData, Variable, VariableNumber } from '../trace.ts';
import { KeptNames, KeptScopes } from './numbering.ts';
import { type Packed, PackedReader } from './packed.ts';
import { type Replay, replay } from './replay.ts';

/** The sandbox's `Math` and the host's may differ by this much on the same operands. */
const TOLERANCE_ULPS = 8;

/** What the gradient is taken of. */
export interface Root {
  readonly operands: readonly RootNumber[];
  /** As the person asked for it; '' for an expression. */
  readonly name: string;
  readonly span: SourceSpan;
  /** Numbers on rows before this one are inputs, however they were computed. */
  readonly inputsBefore: number;
}

/** The part of a trace that is read from the tape. */
export type GraphData = Omit<TraceData, 'evaluation' | 'component' | 'call' | 'thrown' | 'unrecorded'>;

/** Reads the recording of one run. */
export class Reader {
  private readonly program: Program;
  private readonly derivedParents: Uint32Array;
  private readonly derivedKeys: Int32Array;
  private readonly keys: readonly string[];
  /** Of the recording only what is read later: it is large, and the reader is kept. */
  private readonly packedVariables: Float64Array;
  private readonly replay: Replay;
  private readonly callSites: Uint32Array;
  private readonly keepsAssignments: boolean;
  /** All that was recorded, with the engine's values. */
  private readonly whole: Graph;

  /** @throws TraceFailure `operation-limit` where more than `limit` numbers were recorded. */
  constructor(
    recording: Recording,
    tensors: TensorTape,
    program: Program,
    limit: number,
    keepsAssignments = false,
  ) {
    this.packedVariables = new Float64Array(recording.get('variables')!);
    this.program = program;
    this.derivedParents = new Uint32Array(recording.get('derivedParents')!);
    this.derivedKeys = new Int32Array(recording.get('derivedKeys')!);
    this.keys = unpackStrings(recording.get('keys')!);
    this.callSites = new Uint32Array(recording.get('callSites')!);
    this.keepsAssignments = keepsAssignments;
    this.replay = replay(recording, tensors, program, limit, keepsAssignments);
    this.checkNames();
    this.whole = recompute(this.replay.graph);
  }

  /** Names are made of names that came before them. */
  private checkNames(): void {
    const { derivedParents, derivedKeys } = this;
    const broken = (what: string) => fail('inconsistent', what);
    if (derivedKeys.length !== derivedParents.length) broken('names without keys');
    const count = this.program.nameCount;
    for (let i = 0; i < derivedParents.length; i++)
      if (derivedParents[i]! >= count + i) broken('a name that is made of itself');
    const { names, assignments } = this.replay;
    for (const list of [names, assignments.names, assignments.aliases])
      for (const name of list)
        if (!(name >= 0 && name < count + derivedParents.length)) broken('an unknown name');
  }

  /** What the root depends on, as a trace. A root of several operands is their sum. */
  trace({ operands, name: rootName, span: rootSpan, inputsBefore }: Root): GraphData {
    const { whole } = this;
    const { graph: recorded, names: nameIds, scopes: scopeOfNode, scopeTable, nodeOfRow } = this.replay;
    const rootRows = operands.flatMap(({ row }) => (row < 0 ? [] : [row]));
    const rootNode = rootRows.reduce((last, row) => Math.max(last, nodeOfRow[row]!), 0);
    const { codes, inputStart, inputs, values } = whole.columns;

    const isKept = new Uint8Array(rootNode + 1);
    for (const row of rootRows) isKept[nodeOfRow[row]!] = 1;
    let edges = 0;
    let size = 0;
    /** Nodes before this one are inputs, however they were computed. */
    const firstOwn = inputsBefore > 0 ? nodeOfRow[inputsBefore - 1]! + 1 : 0;
    for (let node = rootNode; node >= 0; node--) {
      if (!isKept[node]) continue;
      size += 1;
      if (node < firstOwn) continue;
      for (let i = inputStart[node]!; i < inputStart[node + 1]!; i++, edges++) isKept[inputs[i]!] = 1;
    }

    for (const { node, recorded: theirs, computed } of disagreements(recorded, TOLERANCE_ULPS))
      if (node <= rootNode && isKept[node])
        fail('inconsistent', `${theirs} for ${whole.op(node)} where the engine computes ${computed}`);

    const own = size;
    // Each operand but the first takes an addition, each that is no row a constant, and a part of a tensor is computed.
    const parts = operands.filter(({ part }) => part !== undefined).length;
    size += operands.length - 1 + (operands.length - rootRows.length) + parts;
    edges += 2 * (operands.length - 1) + parts;
    const tensors = new Map<NodeId, Tensor>();
    const attributes = new Map<NodeId, Attributes>();
    const kept = {
      codes: new Uint8Array(size),
      inputStart: new Uint32Array(size + 1),
      inputs: new Uint32Array(edges),
      values: new Float64Array(size),
      ...(whole.columns.tensors && { tensors, attributes }),
    };
    const spans = new Int32Array(3 * size);
    const scopes = new Uint32Array(size);
    const names = new Uint32Array(size);
    const newId = new Uint32Array(rootNode + 1);
    const keptScopes = new KeptScopes(scopeTable, this.program);
    const keptNames = new KeptNames((name) => this.nameText(name));

    let id = 0;
    let edge = 0;
    for (let node = 0; node <= rootNode; node++) {
      if (!isKept[node]) continue;
      const tensor = whole.tensor(node);
      const isConstant = codes[node] === OP_CODES.constant && !tensor;
      newId[node] = id;
      kept.codes[id] = node < firstOwn && codes[node] !== OP_CODES.constant ? OP_CODES.leaf : codes[node]!;
      kept.values[id] = values[node]!;
      if (tensor) tensors.set(id, tensor);
      const told = whole.columns.attributes?.get(node);
      if (told && node >= firstOwn) attributes.set(id, told);
      if (node >= firstOwn)
        for (let i = inputStart[node]!; i < inputStart[node + 1]!; i++)
          kept.inputs[edge++] = newId[inputs[i]!]!;
      kept.inputStart[id + 1] = edge;
      names[id] = keptNames.keep(nameIds[node]!);
      // A constant stands where the operation that uses it does; its consumer comes right after it.
      if (!isConstant) {
        const { file, start, end } = this.spanOfNode(node);
        spans[3 * id] = file;
        spans[3 * id + 1] = start;
        spans[3 * id + 2] = end;
      }
      scopes[id] = isConstant ? 0 : keptScopes.keep(scopeOfNode[node]!);
      id += 1;
    }
    for (let i = own - 1; i >= 0; i--)
      if (kept.codes[i] === OP_CODES.constant && !tensors.has(i)) {
        spans.copyWithin(3 * i, 3 * i + 3, 3 * i + 6);
        scopes[i] = scopes[i + 1]!;
      }

    const place = (code: number, value: number): number => {
      kept.codes[id] = code;
      kept.values[id] = value;
      kept.inputStart[id + 1] = edge;
      spans.set([rootSpan.file, rootSpan.start, rootSpan.end], 3 * id);
      return id++;
    };
    const leafRows = new Int32Array(size).fill(-1);
    for (let row = 0; row < nodeOfRow.length; row++) {
      const node = nodeOfRow[row]!;
      if (node <= rootNode && isKept[node] && codes[node] === OP_CODES.leaf && !whole.tensor(node))
        leafRows[newId[node]!] = row;
    }

    const newRoot = operands
      .map(({ row, value, part }) => {
        if (row < 0) return place(OP_CODES.constant, value);
        const operand = newId[nodeOfRow[row]!]!;
        if (part === undefined) return operand;
        kept.inputs[edge++] = operand;
        const { shape, data } = tensors.get(operand)!;
        if (part !== 'sum') {
          attributes.set(id, { index: part });
          return place(OP_CODES.element, data[part]!);
        }
        const sum = data.reduce((total, element) => total + element, 0);
        attributes.set(id, { axes: shape.map((_, axis) => axis), keepDims: false });
        tensors.set(id, { shape: [], data: Float64Array.of(sum) });
        return place(OP_CODES.sum, sum);
      })
      .reduce((sum, operand) => {
        kept.inputs[edge++] = sum;
        kept.inputs[edge++] = operand;
        return place(OP_CODES.add, kept.values[sum]! + kept.values[operand]!);
      });

    const nodeOf = (node: NodeId) => (node <= rootNode && isKept[node] ? newId[node] : undefined);
    return {
      sources: this.program.sources,
      columns: kept,
      spans,
      scopes,
      scopeTable: keptScopes.table((key) => keptNames.keepText(this.keys[key] ?? '…')),
      leafRows,
      names,
      ...(this.keepsAssignments && {
        assignments: this.assignments(keptScopes, keptNames, nodeOf),
        callSites: keptScopes.callSites(this.callSites),
      }),
      nameTexts: keptNames.texts,
      root: newRoot,
      rootName,
      variables: this.variables((row) => nodeOf(nodeOfRow[row]!)),
    };
  }

  /** What variables were given in the scopes that are kept. */
  private assignments(
    keptScopes: KeptScopes,
    keptNames: KeptNames,
    nodeOf: (node: NodeId) => NodeId | undefined,
  ): Assignments {
    const { assignments, names: nameOfNode, scopes: scopeOfNode, scopeTable } = this.replay;
    const { scopes, sites, names, nodes, times, aliases } = assignments;
    const { values } = this.whole.columns;
    const { nameCount } = this.program;
    const placeOf = (i: number) => scopes[i]! * nameCount + names[i]!;
    // Nodes that have the name of a variable to which they were not given where they were made.
    const others = new Set<NodeId>();
    const told = new Set<number>();
    for (let i = 0; i < scopes.length; i++) {
      const node = nodes[i]!;
      const isNamed = node >= 0 && nameOfNode[node] === names[i];
      const keptNode = node >= 0 ? nodeOf(node) : undefined;
      if (isNamed && keptNode !== undefined) {
        if (scopeOfNode[node] === scopes[i]) continue;
        others.add(keptNode);
      }
      told.add(placeOf(i));
    }
    // Backward: the last time counts.
    const seen = new Set<number>();
    const kept: number[] = [];
    for (let i = scopes.length - 1; i >= 0 && told.size > 0; i--) {
      if (!told.has(placeOf(i)) || keptScopes.find(scopes[i]!) === undefined) continue;
      const place = sites[i]! * nameCount * scopeTable.parents.length + placeOf(i);
      if (seen.has(place)) continue;
      seen.add(place);
      kept.push(i);
    }
    kept.reverse();
    // Ascending, so that the nodes are gone through once.
    let counted = 0;
    let before = 0;
    const keptBefore = (time: number) => {
      for (; counted < time; counted++) if (nodeOf(counted) !== undefined) before += 1;
      return before;
    };
    return {
      others: Uint32Array.from(others),
      scopes: Uint32Array.from(kept, (i) => keptScopes.find(scopes[i]!)!),
      names: Uint32Array.from(kept, (i) => keptNames.keep(names[i]!)),
      spans: Int32Array.from(
        kept.flatMap((i) => {
          const { file, start, end } = this.program.siteSpan(sites[i]!);
          return [file, start, end];
        }),
      ),
      nodes: Int32Array.from(kept, (i) => (nodes[i]! < 0 ? -1 : (nodeOf(nodes[i]!) ?? -1))),
      values: Float64Array.from(kept, (i) => (nodes[i]! < 0 ? Number.NaN : values[nodes[i]!]!)),
      times: Uint32Array.from(kept, (i) => keptBefore(times[i]!)),
      aliases: Uint32Array.from(kept, (i) => keptNames.keep(aliases[i]!)),
    };
  }

  isLeaf(row: number): boolean {
    return this.replay.graph.op(this.nodeOf(row)) === 'leaf';
  }

  /** Of a tensor's row; undefined where it is a number. */
  shapeOf(row: number): readonly number[] | undefined {
    return this.replay.graph.tensor(this.nodeOf(row))?.shape;
  }

  private nodeOf(row: number): NodeId {
    const { nodeOfRow } = this.replay;
    if (!(row < nodeOfRow.length)) fail('inconsistent', 'no row of the root');
    return nodeOfRow[row]!;
  }

  /** An operation's expression; for a leaf, the number in the literal that its variable was given. */
  private spanOfNode(node: NodeId): SourceSpan {
    const { graph, names, sites } = this.replay;
    const element = graph.op(node) === 'leaf' ? this.elementOf(names[node]!) : undefined;
    if (element) return { file: element.file, start: element.it.start!, end: element.it.end! };
    return this.program.siteSpan(sites[node]!);
  }

  /** Where the element of a name like `w[0]` stands in the literal that `w` was given, if it does. */
  private elementOf(name: number): InFile<Node> | undefined {
    const count = this.program.nameCount;
    const path: (number | string)[] = [];
    let at = name;
    for (; at >= count; at = this.derivedParents[at - count]!) path.unshift(this.keyOf(at - count));
    const initializer = path.length > 0 ? this.program.initializer(at) : undefined;
    let node = initializer?.it;
    for (const key of path) {
      if (!node) return undefined;
      const literal = literalOf(withoutTypes(node));
      if (literal.type === 'ArrayExpression' && typeof key === 'number') {
        if (literal.elements.slice(0, key).some((one) => one?.type === 'SpreadElement')) return undefined;
        const element = literal.elements[key];
        node = element && element.type !== 'SpreadElement' ? element : undefined;
      } else if (literal.type === 'ObjectExpression') {
        const property = literal.properties.find(
          (one): one is t.ObjectProperty =>
            one.type === 'ObjectProperty' &&
            !one.computed &&
            (one.key.type === 'Identifier' ? one.key.name : (one.key as t.StringLiteral).value) === key,
        );
        node = property?.value;
      } else return undefined;
    }
    return initializer && node && { file: initializer.file, it: node };
  }

  private keyOf(derived: number): number | string {
    const key = this.derivedKeys[derived]!;
    return key >= 0 ? key : (this.keys[~key] ?? '…');
  }

  /** A name as the user would write it. */
  private nameText(name: number): string {
    const count = this.program.nameCount;
    let text = '';
    let at = name;
    for (; at >= count; at = this.derivedParents[at - count]!) {
      const key = this.keyOf(at - count);
      const isWord = typeof key === 'string' && /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key);
      text = `${isWord ? `.${key}` : `[${typeof key === 'string' ? JSON.stringify(key) : key}]`}${text}`;
    }
    // What the program has no variable for is called by its path alone.
    return at === 0 ? text.replace(/^\./, '') : this.program.nameText(at) + text;
  }

  private variables(nodeOf: (row: number) => number | undefined): Variable[] {
    const reader = new PackedReader(this.packedVariables, this.keys);
    const { values } = this.whole.columns;
    const { nodeOfRow, lastRows } = this.replay;
    const row = (row: number) => {
      if (!(row < nodeOfRow.length)) fail('inconsistent', 'a variable of no row');
      const value = values[nodeOfRow[row]!]!;
      const node = nodeOf(row);
      const shape = this.shapeOf(row);
      return { value, ...(node !== undefined && { node }), ...(shape && { shape }) };
    };
    const plain = (value: number) => ({ value });
    const contents = new Map<number, Packed<VariableNumber>>();
    for (const [id, last] of lastRows) contents.set(id, row(last));
    while (!reader.isAtEnd) {
      const id = reader.number();
      const rowsThen = reader.number();
      const content = reader.value<VariableNumber>({ row, plain, tensor: row });
      // What a kernel gave to the variable later counts.
      if (!((lastRows.get(id) ?? -1) >= rowsThen)) contents.set(id, content);
    }
    const variables: Variable[] = [];
    for (const [id, content] of contents) {
      const found = this.program.binding(id);
      if (!found || content === null) continue;
      const { it: binding } = found;
      variables.push({
        name: binding.name,
        topLevel: binding.topLevel,
        occurrences: this.program.occurrences(found),
        content,
      });
    }
    return variables;
  }
}

/** The array literal that `new Float64Array([…])`, `Float64Array.from([…])` and `Float64Array.of(…)` are made of. */
function literalOf(node: Node): Node | { type: 'ArrayExpression'; elements: t.ArrayExpression['elements'] } {
  if (node.type === 'NewExpression' && isFloatArray(node.callee))
    return withoutTypes(node.arguments[0] ?? node);
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return node;
  const { object, property } = node.callee;
  if (property.type !== 'Identifier' || !isFloatArray(object)) return node;
  if (property.name === 'of')
    return { type: 'ArrayExpression', elements: node.arguments as t.ArrayExpression['elements'] };
  const isCopy = property.name === 'from' && node.arguments.length === 1;
  return isCopy ? withoutTypes(node.arguments[0]!) : node;
}

function isFloatArray(node: Node): boolean {
  return node.type === 'Identifier' && /^Float(32|64)Array$/.test(node.name);
}
