/**
 * From the sandbox's recording to a trace: checks it, computes every value anew with the engine, and keeps what
 * the root depends on. The recording comes from a program that may be hostile, so nothing in it is trusted.
 */
import type * as t from '@babel/types';
import {
  disagreements,
  Graph,
  isOpName,
  OP_CODES,
  operations,
  opOfCode,
  recompute,
} from '../engine/index.ts';
import { type Node, nameSpan, withoutTypes } from './ast.ts';
import type { Bindings } from './bindings.ts';
import { fail } from './errors.ts';
import { ROOT_KINDS, TOKENS } from './guest/codes.ts';
import type { Instrumented } from './instrument/instrument.ts';
import { type Recording, unpackStrings } from './sandbox.ts';
import type { SourceFile, TraceData, Variable, VariableValue } from './trace.ts';

/** The sandbox's `Math` and the host's may differ by this much on the same operands. */
const TOLERANCE_ULPS = 8;

export interface RootValue {
  readonly kind: (typeof ROOT_KINDS)[number];
  /** The row on the tape, where the root is a traced number. */
  readonly row: number;
  /** How often the selected expression was evaluated. */
  readonly evaluations: number;
}

export function readRoot(recording: Recording): RootValue {
  const [kind = 0, row = -1, evaluations = 0] = new Float64Array(recording.get('root')!);
  return { kind: ROOT_KINDS[kind] ?? 'other', row, evaluations };
}

/** Reads the recording of one run. */
export class Reader {
  private readonly program: Instrumented;
  private readonly codes: Uint8Array;
  private readonly sites: Uint32Array;
  private readonly scopes: Uint32Array;
  private readonly nameIds: Uint32Array;
  private readonly derivedParents: Uint32Array;
  private readonly derivedKeys: Int32Array;
  private readonly keys: readonly string[];
  private readonly recording: Recording;
  /** Rows first, then one node for each constant operand, as one graph in which operands come first. */
  private readonly whole: Graph;
  /** The same with the sandbox's values. */
  private readonly recorded: Graph;
  /** The node of each row in `whole`. */
  private readonly nodeOfRow: Uint32Array;

  constructor(recording: Recording, program: Instrumented) {
    this.recording = recording;
    this.program = program;
    this.codes = new Uint8Array(recording.get('codes')!);
    this.sites = new Uint32Array(recording.get('sites')!);
    this.scopes = new Uint32Array(recording.get('scopes')!);
    this.nameIds = new Uint32Array(recording.get('names')!);
    this.derivedParents = new Uint32Array(recording.get('derivedParents')!);
    this.derivedKeys = new Int32Array(recording.get('derivedKeys')!);
    this.keys = unpackStrings(recording.get('keys')!);
    this.check();
    const { graph, nodeOfRow } = this.build();
    this.recorded = graph;
    this.whole = recompute(graph);
    this.nodeOfRow = nodeOfRow;
  }

  /** Everything that is later followed without looking: columns of one length, and references that go backward. */
  private check(): void {
    const { recording, codes, sites, scopes, nameIds, derivedParents, derivedKeys } = this;
    const rows = codes.length;
    const values = new Float64Array(recording.get('values')!);
    const parents = new Uint32Array(recording.get('scopeParents')!);
    const broken = (what: string) => fail('internal', `the recording has ${what}`);
    if ([values, sites, scopes, nameIds].some((column) => column.length !== rows))
      broken('columns of unlike length');
    if (derivedKeys.length !== derivedParents.length) broken('names without keys');
    for (let scope = 1; scope < parents.length; scope++)
      if (parents[scope]! >= scope) broken('a scope in itself');
    const names = this.program.names.length;
    for (let i = 0; i < derivedParents.length; i++)
      if (derivedParents[i]! >= names + i) broken('a name that is made of itself');
    for (let row = 0; row < rows; row++) {
      if (scopes[row]! >= parents.length) broken('an unknown scope');
      if (nameIds[row]! >= names + derivedParents.length) broken('an unknown name');
    }
  }

  /** The whole tape as a graph, with the sandbox's values. */
  private build(): { graph: Graph; nodeOfRow: Uint32Array } {
    const operands = new Int32Array(this.recording.get('operands')!);
    const constants = new Float64Array(this.recording.get('constants')!);
    const values = new Float64Array(this.recording.get('values')!);
    const rows = this.codes.length;
    const size = rows + constants.length;
    const columns = {
      codes: new Uint8Array(size),
      inputStart: new Uint32Array(size + 1),
      inputs: new Uint32Array(operands.length),
      values: new Float64Array(size),
    };
    const nodeOfRow = new Uint32Array(rows);
    const pending: number[] = [];
    let node = 0;
    let edge = 0;
    let at = 0;
    for (let row = 0; row < rows; row++) {
      const code = this.codes[row]!;
      const kind = opOfCode(code);
      const arity = isOpName(kind) ? operations[kind].arity : 0;
      const count = arity === 'any' ? operands[at++]! : arity;
      pending.length = 0;
      if (!(at + count <= operands.length))
        fail('internal', 'the recording ends in the middle of an operation');
      for (let i = 0; i < count; i++) {
        const operand = operands[at++]!;
        if (operand >= row || ~operand >= constants.length)
          fail('internal', 'the recording has an operand that does not come before its operation');
        if (operand >= 0) pending.push(nodeOfRow[operand]!);
        else {
          columns.codes[node] = OP_CODES.constant;
          columns.values[node] = constants[~operand]!;
          columns.inputStart[node + 1] = edge;
          pending.push(node++);
        }
      }
      for (const input of pending) columns.inputs[edge++] = input;
      columns.codes[node] = code;
      columns.values[node] = values[row]!;
      columns.inputStart[node + 1] = edge;
      nodeOfRow[row] = node++;
    }
    return {
      graph: Graph.fromColumns({
        codes: columns.codes.subarray(0, node),
        inputStart: columns.inputStart.subarray(0, node + 1),
        inputs: columns.inputs.subarray(0, edge),
        values: columns.values.subarray(0, node),
      }),
      nodeOfRow,
    };
  }

  /** What the row `root` depends on, as a trace. */
  trace(
    root: number,
    rootName: string,
    source: SourceFile,
    bindings: Bindings,
    thrown: TraceData['thrown'],
  ): TraceData {
    const { whole, recorded, nodeOfRow } = this;
    const rootNode = nodeOfRow[root]!;
    const { codes, inputStart, inputs, values } = whole.columns;

    const isKept = new Uint8Array(rootNode + 1);
    isKept[rootNode] = 1;
    let edges = 0;
    let size = 0;
    for (let node = rootNode; node >= 0; node--) {
      if (!isKept[node]) continue;
      size += 1;
      for (let i = inputStart[node]!; i < inputStart[node + 1]!; i++, edges++) isKept[inputs[i]!] = 1;
    }

    for (const { node, recorded: theirs, computed } of disagreements(recorded, TOLERANCE_ULPS))
      if (node <= rootNode && isKept[node])
        fail('internal', `the sandbox computed ${whole.op(node)} as ${theirs}, the engine as ${computed}`);

    const kept = {
      codes: new Uint8Array(size),
      inputStart: new Uint32Array(size + 1),
      inputs: new Uint32Array(edges),
      values: new Float64Array(size),
    };
    const spans = new Int32Array(2 * size);
    const scopes = new Uint32Array(size);
    const names: string[] = [];
    const newId = new Uint32Array(rootNode + 1);
    const rowOfNode = new Int32Array(rootNode + 1).fill(-1);
    for (let row = 0; row < nodeOfRow.length && nodeOfRow[row]! <= rootNode; row++)
      rowOfNode[nodeOfRow[row]!] = row;
    const scopeMap = new Map<number, number>([[0, 0]]);
    const scopeRows: number[] = [0, 0, 0, source.text.length];
    const scopeParents = new Uint32Array(this.recording.get('scopeParents')!);
    const scopeSites = new Uint32Array(this.recording.get('scopeSites')!);
    const scopeKinds = new Uint8Array(this.recording.get('scopeKinds')!);
    const keepScope = (scope: number): number => {
      const chain: number[] = [];
      let at = scope;
      for (; !scopeMap.has(at); at = scopeParents[at]!) chain.push(at);
      let parent = scopeMap.get(at)!;
      for (const one of chain.reverse()) {
        const id = scopeRows.length / 4;
        const [start, end] = this.siteSpan(scopeSites[one]!);
        scopeRows.push(parent, scopeKinds[one] === 2 ? 2 : 1, start, end);
        scopeMap.set(one, id);
        parent = id;
      }
      return parent;
    };

    let id = 0;
    let edge = 0;
    for (let node = 0; node <= rootNode; node++) {
      if (!isKept[node]) continue;
      const row = rowOfNode[node]!;
      newId[node] = id;
      kept.codes[id] = codes[node]!;
      kept.values[id] = values[node]!;
      for (let i = inputStart[node]!; i < inputStart[node + 1]!; i++)
        kept.inputs[edge++] = newId[inputs[i]!]!;
      kept.inputStart[id + 1] = edge;
      names.push(row < 0 ? '' : this.nameText(this.nameIds[row]!));
      // A constant stands where the operation that uses it does; its consumer comes right after it.
      const [start, end] = row < 0 ? [0, 0] : this.spanOfRow(row);
      spans[2 * id] = start;
      spans[2 * id + 1] = end;
      scopes[id] = row < 0 ? 0 : keepScope(this.scopes[row]!);
      id += 1;
    }
    for (let i = size - 1; i >= 0; i--)
      if (kept.codes[i] === OP_CODES.constant) {
        spans[2 * i] = spans[2 * i + 2]!;
        spans[2 * i + 1] = spans[2 * i + 3]!;
        scopes[i] = scopes[i + 1]!;
      }

    return {
      sources: [source],
      columns: kept,
      spans,
      scopes,
      scopeTable: Int32Array.from(scopeRows),
      names,
      root: newId[rootNode]!,
      rootName,
      variables: this.variables(bindings, (row) => {
        const node = nodeOfRow[row]!;
        return node <= rootNode && isKept[node] ? newId[node] : undefined;
      }),
      thrown,
    };
  }

  isLeaf(row: number): boolean {
    if (!(row < this.codes.length)) fail('internal', 'the recording has no row of the root');
    return this.codes[row] === OP_CODES.leaf;
  }

  private siteSpan(site: number): [number, number] {
    const { sites } = this.program;
    return [sites[2 * site] ?? 0, sites[2 * site + 1] ?? 0];
  }

  /** An operation's expression; for a leaf, the number in the literal that its variable was given. */
  private spanOfRow(row: number): [number, number] {
    if (this.codes[row] === OP_CODES.leaf) {
      const node = this.elementOf(this.nameIds[row]!);
      if (node) return [node.start!, node.end!];
    }
    return this.siteSpan(this.sites[row]!);
  }

  /** Where the element of a name like `w[0]` stands in the literal that `w` was given, if it does. */
  private elementOf(name: number): Node | undefined {
    const count = this.program.names.length;
    const path: (number | string)[] = [];
    let at = name;
    for (; at >= count; at = this.derivedParents[at - count]!) path.unshift(this.keyOf(at - count));
    let node = this.program.initializers.get(at);
    for (const key of path) {
      if (!node) return undefined;
      const literal: Node = withoutTypes(node);
      if (literal.type === 'ArrayExpression' && typeof key === 'number') {
        if (literal.elements.slice(0, key).some((one) => one?.type === 'SpreadElement')) return undefined;
        const element = literal.elements[key];
        node = element && element.type !== 'SpreadElement' ? element : undefined;
      } else if (literal.type === 'ObjectExpression') {
        const property = literal.properties.find(
          (one): one is t.ObjectProperty =>
            one.type === 'ObjectProperty' &&
            !one.computed &&
            one.key.type === 'Identifier' &&
            one.key.name === key,
        );
        node = property?.value;
      } else return undefined;
    }
    return path.length > 0 ? node : undefined;
  }

  private keyOf(derived: number): number | string {
    const key = this.derivedKeys[derived]!;
    return key >= 0 ? key : (this.keys[~key] ?? '…');
  }

  /** A name as the user would write it. */
  private nameText(name: number): string {
    const { names } = this.program;
    let text = '';
    let at = name;
    for (; at >= names.length; at = this.derivedParents[at - names.length]!) {
      const key = this.keyOf(at - names.length);
      const isWord = typeof key === 'string' && /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key);
      text = `${isWord ? `.${key}` : `[${typeof key === 'string' ? JSON.stringify(key) : key}]`}${text}`;
    }
    return (names[at]?.text ?? '') + text;
  }

  private variables(bindings: Bindings, nodeOf: (row: number) => number | undefined): Variable[] {
    const packed = new Float64Array(this.recording.get('variables')!);
    const { values } = this.whole.columns;
    let at = 0;
    const read = (): VariableValue => {
      const token = packed[at++];
      switch (token) {
        case TOKENS.row: {
          const row = packed[at++]!;
          if (!(row < this.nodeOfRow.length)) fail('internal', 'the recording has a variable of no row');
          const value = values[this.nodeOfRow[row]!]!;
          const node = nodeOf(row);
          return node === undefined ? { value } : { value, node };
        }
        case TOKENS.plain:
          return { value: packed[at++]! };
        case TOKENS.array: {
          const elements: VariableValue[] = [];
          for (let count = packed[at++]!; count > 0; count--) elements.push(read());
          return elements;
        }
        case TOKENS.object: {
          const fields: Record<string, VariableValue> = {};
          for (let count = packed[at++]!; count > 0; count--) {
            const key = this.keys[packed[at++]!] ?? '…';
            // Defined, not assigned: a program may call a property `__proto__`.
            Object.defineProperty(fields, key, { value: read(), enumerable: true });
          }
          return { fields };
        }
        default:
          return null;
      }
    };
    const variables: Variable[] = [];
    while (at < packed.length) {
      const binding = bindings.all[packed[at++]! - 1];
      const content = read();
      if (!binding || content === null) continue;
      variables.push({
        name: binding.name,
        topLevel: binding.topLevel,
        occurrences: binding.occurrences.map(nameSpan),
        content,
      });
    }
    return variables;
  }
}
