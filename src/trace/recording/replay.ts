/**
 * Reads the words of the tape (guest/tape.ts) again and makes the whole graph of them: an expression of one row
 * becomes its operations, and every node learns its site, its scope and its name. The words come from a program that may be
 * hostile, so each is checked before it is followed.
 */
import {
  type Attributes,
  Graph,
  OP_CODES,
  type Operation,
  operationOfCode,
  operations,
  sizeOf,
  type Tensor,
} from '../../engine/index.ts';
import { fail } from '../errors.ts';
import { MAX_PACKED, STRENGTH, WORDS } from '../guest/codes.ts';
import type { Program } from '../program.ts';
import type { Recording } from '../sandbox/sandbox.ts';
import type { TensorTape } from '../tensors/tape.ts';

/** The calls and turns of loops, in columns. Position 0 is the whole program; a parent has a smaller position. */
export interface ReplayedScopes {
  readonly parents: Uint32Array;
  /** 0 for the program, 1 for a call, 2 for a turn, 3 for a layer. */
  readonly kinds: Uint8Array;
  readonly sites: Uint32Array;
  /** Of layers: the key that they are called by; -1 for all others. */
  readonly keys: Int32Array;
}

/** What variables were given, in order and in columns. */
export interface ReplayedAssignments {
  readonly scopes: Uint32Array;
  readonly sites: Int32Array;
  readonly names: Int32Array;
  /** The number's node; -1 for an array or object. */
  readonly nodes: Int32Array;
  /** How many nodes there were before. */
  readonly times: Int32Array;
  /** The name of an array's or object's numbers; 0 for a number. */
  readonly aliases: Int32Array;
}

/** Everything that a program computed, in order. */
export interface Replay {
  /** With the sandbox's values. Numbers that were no variable stand as constants before their consumer. */
  readonly graph: Graph;
  /** By node; 0 for a constant. */
  readonly sites: Uint32Array;
  readonly scopes: Uint32Array;
  readonly names: Uint32Array;
  readonly nodeOfRow: Uint32Array;
  readonly scopeTable: ReplayedScopes;
  /** Of each name that a kernel gave: the row that it gave it to last. */
  readonly lastRows: ReadonlyMap<number, number>;
  /** Empty where they were not wanted. */
  readonly assignments: ReplayedAssignments;
}

interface PlainStep {
  readonly code: number;
  readonly operation: Operation;
  readonly left: number;
  /** -1 where the operation has one operand. */
  readonly right: number;
}

/** A kernel as the loop below wants it. */
interface Form {
  readonly arity: number;
  readonly steps: readonly PlainStep[];
  readonly edges: number;
  readonly name: number;
  readonly strength: number;
}

function isGiven(code: number): boolean {
  return code === OP_CODES.leaf || code === OP_CODES.constant;
}

function broken(what: string): never {
  fail('inconsistent', what);
}

/**
 * @param keepsAssignments whether to keep what variables were given.
 * @throws TraceFailure `operation-limit` where more than `limit` numbers were recorded.
 */
export function replay(
  recording: Recording,
  tensorTape: TensorTape,
  program: Program,
  limit: number,
  keepsAssignments: boolean,
): Replay {
  const words = new Int32Array(recording.get('words')!);
  const rowValues = new Float64Array(recording.get('values')!);
  const constants = new Float64Array(recording.get('constants')!);
  const rowNames = new Uint32Array(recording.get('names')!);
  const rowStrengths = new Uint8Array(recording.get('strengths')!);
  const rows = rowValues.length;
  if (rowNames.length !== rows || rowStrengths.length !== rows) broken('columns of unlike length');
  const forms = formsOf(program);
  const counted = (count: number, site: number): void => {
    if (count > limit) fail('operation-limit', limit.toLocaleString('en-US'), program.siteSpan(site));
  };
  const { nodes, edges, scopeCount, assignmentCount } = measure(words, rowValues, forms, tensorTape, counted);

  const size = nodes + constants.length;
  const codes = new Uint8Array(size);
  const values = new Float64Array(size);
  const inputStart = new Uint32Array(size + 1);
  const inputs = new Uint32Array(edges);
  const sites = new Uint32Array(size);
  const scopes = new Uint32Array(size);
  const names = new Uint32Array(size);
  const nodeOfRow = new Uint32Array(rows);
  const lastRows = new Map<number, number>();
  const parents = new Uint32Array(scopeCount);
  const kinds = new Uint8Array(scopeCount);
  const scopeSites = new Uint32Array(scopeCount);
  const scopeKeys = new Int32Array(scopeCount).fill(-1);
  const tensors = new Map<number, Tensor>();
  const attributes = new Map<number, Attributes>();
  const nodeOfTensor = new Map<number, number>();
  const depths = new Uint8Array(scopeCount);
  const assigned = keepsAssignments ? assignmentCount : 0;
  const assignments = {
    scopes: new Uint32Array(assigned),
    sites: new Int32Array(assigned),
    names: new Int32Array(assigned),
    nodes: new Int32Array(assigned),
    times: new Int32Array(assigned),
    aliases: new Int32Array(assigned),
  };
  let assignment = 0;
  let scope = 0;
  let begun = 1;
  let row = 0;
  let node = 0;
  let edge = 0;
  let constant = 0;

  /** The node of an operand: that of a row, or a new one for the next constant. */
  const operand = (word: number): number => {
    if (word >= row) broken('an operand that does not come before its operation');
    if (word >= 0) return nodeOfRow[word]!;
    if (constant >= constants.length) broken('too few constants');
    codes[node] = OP_CODES.constant;
    values[node] = constants[constant++]!;
    inputStart[node + 1] = edge;
    return node++;
  };
  const place = (code: number, value: number, site: number): void => {
    codes[node] = code;
    values[node] = value;
    inputStart[node + 1] = edge;
    sites[node] = site;
    scopes[node] = scope;
    node += 1;
  };
  const placeConstant = (value: number): number => {
    place(OP_CODES.constant, value, 0);
    return node - 1;
  };
  /** The tensor of a row, with what it was computed of. One that was dropped is a leaf without a value. */
  const placeTensor = (id: number, site: number): void => {
    const entry = tensorTape.find(id);
    if (!entry) return place(OP_CODES.leaf, NaN, site);
    if (nodeOfTensor.has(id)) broken('a tensor on two rows');
    const { code, value } = entry;
    let kind = code;
    let from: number[] = [];
    if (code === OP_CODES.pack) {
      let next = 0;
      from = entry.operands.map((operandRow) => {
        if (operandRow >= row) broken('an operand that does not come before its operation');
        return operandRow < 0 ? placeConstant(entry.constants[next++]!) : nodeOfRow[operandRow]!;
      });
      if (from.length > MAX_PACKED && from.every((operand) => isGiven(codes[operand]!))) {
        kind = OP_CODES.leaf;
        from = [];
      }
    } else if (code === OP_CODES.leaf) {
      // What has no name is a constant, as a number in the middle of an expression is.
      if (rowNames[row] === 0) kind = OP_CODES.constant;
    } else
      from = entry.operands.map(
        (operand) => nodeOfTensor.get(operand) ?? broken('a tensor that is not there'),
      );
    for (const operandNode of from) inputs[edge++] = operandNode;
    tensors.set(node, value);
    if (entry.attributes && kind === code) attributes.set(node, entry.attributes);
    nodeOfTensor.set(id, node);
    place(kind, 0, site);
  };
  const placeElement = (of: number, index: number, site: number): void => {
    if (!(of >= 0 && of < row)) broken('a number of a tensor that does not come before it');
    const tensor = tensors.get(nodeOfRow[of]!);
    if (!tensor) return place(OP_CODES.leaf, 0, site);
    if (!(index >= 0 && index < sizeOf(tensor.shape))) broken('a number outside of its tensor');
    inputs[edge++] = nodeOfRow[of]!;
    attributes.set(node, { index });
    place(OP_CODES.element, 0, site);
  };
  const finishRow = (): void => {
    if (row >= rows) broken('too few values');
    values[node - 1] = rowValues[row]!;
    names[node - 1] = rowNames[row]!;
    nodeOfRow[row] = node - 1;
    row += 1;
  };

  const assign = (site: number, name: number, of: number, alias: number): void => {
    if (!keepsAssignments) return;
    assignments.scopes[assignment] = scope;
    assignments.sites[assignment] = site;
    assignments.names[assignment] = name;
    assignments.nodes[assignment] = of;
    assignments.times[assignment] = node;
    assignments.aliases[assignment] = alias;
    assignment += 1;
  };

  const at: number[] = [];
  const pair: [number, number] = [0, 0];
  for (let i = 0; i < words.length; ) {
    const word = words[i]!;
    const where = words[i + 1]!;
    if (word > 0) {
      const form = forms[word]!;
      const { arity, steps } = form;
      for (let k = 0; k < arity; k++) at[k] = operand(words[i + 1 + k]!);
      i += 1 + arity;
      const last = steps.length - 1;
      for (let k = 0; k <= last; k++) {
        const { code, operation, left, right } = steps[k]!;
        const a = at[left]!;
        const b = right < 0 ? a : at[right]!;
        pair[0] = values[a]!;
        pair[1] = values[b]!;
        const value = k < last ? operation.forward(pair) : 0;
        const isConstant = codes[a] === OP_CODES.constant && codes[b] === OP_CODES.constant;
        at[arity + k] = node;
        if (isConstant && k < last) place(OP_CODES.constant, value, 0);
        else {
          inputs[edge++] = a;
          if (right >= 0) inputs[edge++] = b;
          place(code, value, k < last ? word + 1 + k : word);
        }
      }
      finishRow();
      if (form.name > 0) {
        lastRows.set(form.name, row - 1);
        assign(word, form.name, node - 1, 0);
        if (form.strength - depths[scope]! >= rowStrengths[row - 1]!) names[node - 1] = form.name;
      }
    } else if (word <= WORDS.operation) {
      const code = WORDS.operation - word;
      const arity = arityOf(code);
      i += 2;
      const count = arity === 'any' ? words[i++]! : arity;
      for (let k = 0; k < count; k++) at[k] = operand(words[i + k]!);
      for (let k = 0; k < count; k++) inputs[edge++] = at[k]!;
      i += count;
      // A number that is converted on the way has no expression but its own.
      place(code, 0, where || sites[at[0]!]!);
      finishRow();
    } else if (word === WORDS.leaf) {
      place(OP_CODES.leaf, 0, where);
      finishRow();
      i += 2;
    } else if (word === WORDS.tensor) {
      if (row >= rows) broken('too few values');
      placeTensor(rowValues[row]!, where);
      finishRow();
      if (!tensors.has(node - 1)) values[node - 1] = NaN;
      i += 2;
    } else if (word === WORDS.element) {
      placeElement(words[i + 2]!, words[i + 3]!, where);
      finishRow();
      i += 4;
    } else if (word === WORDS.given) {
      const given = words[i + 3]!;
      if (!(given >= 0 && given < row)) broken('a variable of no row');
      assign(where, words[i + 2]!, nodeOfRow[given]!, 0);
      i += 4;
    } else if (word === WORDS.alias) {
      assign(where, words[i + 2]!, -1, words[i + 3]!);
      i += 4;
    } else if (word === WORDS.at) {
      if (!(where >= 0 && where < begun)) broken('an unknown scope');
      scope = where;
      i += 2;
    } else {
      const isLayer = word === WORDS.layer;
      if (isLayer) i += 1;
      const parent = words[i + 2]!;
      if (!(parent >= 0 && parent < begun)) broken('a scope in an unknown one');
      scope = begun++;
      parents[scope] = parent;
      kinds[scope] = isLayer ? 3 : word === WORDS.call ? 1 : 2;
      if (isLayer) scopeKeys[scope] = where;
      scopeSites[scope] = words[i + 1]!;
      depths[scope] = Math.min(depths[parent]! + 1, STRENGTH.maxDepth);
      i += 3;
    }
  }
  if (row !== rows) broken('values of no row');

  const graph = Graph.fromColumns({
    codes: codes.subarray(0, node),
    inputStart: inputStart.subarray(0, node + 1),
    inputs: inputs.subarray(0, edge),
    values: values.subarray(0, node),
    ...(tensors.size > 0 && { tensors, attributes }),
  });
  const scopeTable = { parents, kinds, sites: scopeSites, keys: scopeKeys };
  return { graph, sites, scopes, names, nodeOfRow, scopeTable, lastRows, assignments };
}

/** Follows the words from entry to entry, and counts the nodes (without constants), edges and scopes that they make. */
function measure(
  words: Int32Array,
  rowValues: Float64Array,
  forms: readonly (Form | undefined)[],
  tensorTape: TensorTape,
  counted: (nodes: number, site: number) => void,
): { nodes: number; edges: number; scopeCount: number; assignmentCount: number } {
  let nodes = 0;
  let edges = 0;
  let scopeCount = 1;
  let assignmentCount = 0;
  let rows = 0;
  let i = 0;
  while (i < words.length) {
    const word = words[i]!;
    if (word > 0) {
      const form = forms[word] ?? broken('an unknown expression');
      nodes += form.steps.length;
      edges += form.edges;
      if (form.name > 0) assignmentCount += 1;
      i += 1 + form.arity;
      rows += 1;
      counted(nodes, word);
    } else if (word <= WORDS.operation) {
      const arity = arityOf(WORDS.operation - word);
      const count = arity === 'any' ? words[i + 2]! : arity;
      if (!(count >= 1)) broken('an operation without operands');
      nodes += 1;
      edges += count;
      rows += 1;
      counted(nodes, words[i + 1]!);
      i += (arity === 'any' ? 3 : 2) + count;
    } else if (word === WORDS.leaf) {
      nodes += 1;
      rows += 1;
      counted(nodes, words[i + 1]!);
      i += 2;
    } else if (word === WORDS.tensor) {
      const entry = tensorTape.find(rowValues[rows]!);
      nodes += 1 + (entry?.constants.length ?? 0);
      edges += entry?.operands.length ?? 0;
      rows += 1;
      counted(nodes, words[i + 1]!);
      i += 2;
    } else if (word === WORDS.element) {
      nodes += 1;
      edges += 1;
      rows += 1;
      counted(nodes, words[i + 1]!);
      i += 4;
    } else if (word === WORDS.at) i += 2;
    else if (word === WORDS.given || word === WORDS.alias) {
      assignmentCount += 1;
      i += 4;
    } else if (word === WORDS.layer) {
      scopeCount += 1;
      i += 4;
    } else if (word === WORDS.call || word === WORDS.turn) {
      scopeCount += 1;
      i += 3;
    } else broken('an unknown entry');
  }
  if (i !== words.length) broken('an entry that ends in the middle');
  return { nodes, edges, scopeCount, assignmentCount };
}

/** How many operands the operation of this code takes. */
function arityOf(code: number): number | 'any' {
  return operationOfCode(code)?.arity ?? broken('an unknown operation');
}

/** By site: how its rows are read. */
function formsOf(program: Program): readonly (Form | undefined)[] {
  const forms: Form[] = [];
  const known = new Map<string, Pick<Form, 'arity' | 'steps' | 'edges'>>();
  const weak = new Set(program.weakNames);
  for (const [site, { kernel, name }] of program.rows) {
    let form = known.get(kernel.form);
    if (!form) {
      const steps = kernel.steps.map(
        ({ op, inputs: [left, right] }): PlainStep => ({
          code: OP_CODES[op],
          operation: operations[op],
          left: left!,
          right: right ?? -1,
        }),
      );
      const edges = steps.reduce((sum, { right }) => sum + (right < 0 ? 1 : 2), 0);
      form = { arity: kernel.arity, steps, edges };
      known.set(kernel.form, form);
    }
    const strength = STRENGTH.most - (weak.has(name) ? STRENGTH.weakness : 0);
    forms[site] = { ...form, name, strength };
  }
  return forms;
}
