/** Traces without a program: random ones, and large ones that would take long to record. */
import { GraphBuilder, type NodeId, OP_CODES } from '../../src/engine/index.ts';
import { Trace } from '../../src/trace/trace.ts';

const TEXT = 'function f(a, b) { return a * b; }\nfor (const x of data) { s = s + x; }\nconst y = 1;\n';
const CALL = [0, 0, 34] as const;
const LOOP = [0, 35, 72] as const;

type Columns = ConstructorParameters<typeof Trace>[0]['columns'];

/** Scopes as they are entered; the first is the program. */
export class ScopeTable {
  readonly rows: number[] = [0, 0, 0, 0, TEXT.length, 0];

  add(parent: number, kind: 'call' | 'turn'): number {
    this.rows.push(parent, kind === 'call' ? 1 : 2, ...(kind === 'call' ? CALL : LOOP), 0);
    return this.rows.length / 6 - 1;
  }
}

export function traceFrom(columns: Columns, scopes: Uint32Array, table: ScopeTable): Trace {
  const size = columns.codes.length;
  return new Trace({
    sources: [{ path: 'synthetic.ts', text: TEXT }],
    columns,
    spans: new Int32Array(3 * size),
    scopes,
    scopeTable: Int32Array.from(table.rows),
    leafRows: new Int32Array(size).fill(-1),
    names: new Uint32Array(size),
    nameTexts: [''],
    root: size - 1,
    rootName: 'y',
    variables: [],
    evaluation: { index: 1, count: 1 },
    component: undefined,
    call: undefined,
    thrown: undefined,
  });
}

/**
 * A random graph in random scopes that begin, end, and, as calls that are suspended do, go on later. Every node is used:
 * the last ones add up whatever nothing uses.
 */
export function randomTrace(random: () => number, length: number): Trace {
  const pick = (count: number) => Math.floor(random() * count);
  const builder = new GraphBuilder();
  const scopes: number[] = [];
  const table = new ScopeTable();
  const unused = new Set<NodeId>();
  const open = [0];
  let begun = 1;
  const use = (node: NodeId) => unused.delete(node);
  const make = (node: NodeId) => {
    scopes.push(open.at(-1)!);
    unused.add(node);
    return node;
  };
  make(builder.leaf(1.5));
  for (let step = 0; step < length; step++) {
    const what = random();
    if (what < 0.12 && open.length < 12) {
      open.push(table.add(open.at(-1)!, random() < 0.5 ? 'call' : 'turn'));
      begun += 1;
    } else if (what < 0.2 && open.length > 1) open.pop();
    else if (what < 0.23) {
      // A call that was suspended goes on: with the scopes around it.
      const path = [pick(begun)];
      while (path[0] !== 0) path.unshift(table.rows[6 * path[0]!]!);
      open.splice(0, open.length, ...path);
    } else if (what < 0.35) make(builder.leaf(random() * 2 - 1));
    else if (what < 0.4) {
      const constant = builder.constant(pick(5));
      scopes.push(open.at(-1)!);
      const other = pick(constant);
      use(other);
      make(builder.apply('mul', [other, constant]));
    } else {
      const [a, b] = [pick(scopes.length), pick(scopes.length)];
      use(a);
      use(b);
      make(builder.apply(random() < 0.5 ? 'add' : 'mul', [a, b]));
    }
  }
  while (unused.size > 1) {
    const [a, b] = [...unused] as [NodeId, NodeId];
    use(a);
    use(b);
    make(builder.apply('add', [a, b]));
  }
  const graph = builder.build();
  return traceFrom(graph.columns as Columns, Uint32Array.from(scopes), table);
}

/** `turns` turns of a loop, each `s = s + w * x` of so many operations, with an input of its own. */
export function loopTrace(turns: number, operations: number): Trace {
  const perTurn = operations + 1;
  const size = 2 + turns * perTurn;
  const codes = new Uint8Array(size);
  const inputStart = new Uint32Array(size + 1);
  const inputs = new Uint32Array(2 * turns * operations);
  const values = new Float64Array(size);
  const scopes = new Uint32Array(size);
  const table = new ScopeTable();
  values[0] = 0.5;
  let edge = 0;
  let sum = 1;
  let node = 2;
  for (let turn = 0; turn < turns; turn++) {
    const scope = table.add(0, 'turn');
    const input = node;
    values[node] = 1 / (turn + 1);
    scopes[node] = scope;
    inputStart[++node] = edge;
    for (let k = 0; k < operations; k++) {
      const [a, b] = k === operations - 1 ? [sum, node - 1] : [k === 0 ? input : node - 1, 0];
      codes[node] = k === operations - 1 ? OP_CODES.add : OP_CODES.mul;
      values[node] = k === operations - 1 ? values[a]! + values[b]! : values[a]! * values[b]!;
      scopes[node] = scope;
      inputs[edge++] = a;
      inputs[edge++] = b;
      inputStart[++node] = edge;
    }
    sum = node - 1;
  }
  return traceFrom({ codes, inputStart, inputs, values }, scopes, table);
}

/** A sum of so many inputs on one line, in no scope. */
export function flatTrace(nodes: number): Trace {
  const terms = (nodes + 1) >> 1;
  const size = 2 * terms - 1;
  const codes = new Uint8Array(size);
  const inputStart = new Uint32Array(size + 1);
  const inputs = new Uint32Array(2 * (terms - 1));
  const values = new Float64Array(size);
  for (let node = 0; node < size; node++) {
    const isSum = node > 1 && node % 2 === 0;
    if (isSum) {
      codes[node] = OP_CODES.add;
      const at = inputStart[node]!;
      inputs[at] = node === 2 ? 0 : node - 2;
      inputs[at + 1] = node - 1;
      values[node] = values[inputs[at]!]! + values[node - 1]!;
    } else values[node] = 1;
    inputStart[node + 1] = inputStart[node]! + (isSum ? 2 : 0);
  }
  return traceFrom({ codes, inputStart, inputs, values }, new Uint32Array(size), new ScopeTable());
}

/** Mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
