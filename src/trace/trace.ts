/**
 * The result of tracing one program: its graph, and where each part of it came from. Immutable data; the engine
 * knows nothing of the names, spans and scopes that are kept here.
 */
import { Graph, type GraphColumns, type NodeId } from '../engine/index.ts';
import type { Packed } from './recording/packed.ts';
import type { CallData } from './selection/call.ts';

/** A half-open range of UTF-16 offsets in one source file. */
export interface SourceSpan {
  /** Position in `Trace.sources`; 0 is the file that was asked about. */
  readonly file: number;
  readonly start: number;
  readonly end: number;
}

/** One module of the program as it was read. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Position in the trace's table of scopes; 0 is the whole program. A scope's parent has a smaller id. */
export type ScopeId = number;

/** A call, one turn of a loop, or a layer of a network. */
export interface Scope {
  readonly parent: ScopeId;
  readonly kind: 'program' | 'call' | 'turn' | 'layer';
  /** The function, the loop, or where the layer is made. */
  readonly span: SourceSpan;
  /** What a layer is called; '' for all others. */
  readonly name: string;
}

/**
 * What a variable held at the end: one number, or numbers nested in arrays and objects. A number carries its
 * node where the root depends on it. Other values (functions, strings, …) are `null`.
 */
export type VariableValue = Packed<VariableNumber>;

export interface VariableNumber {
  readonly value: number;
  readonly node?: NodeId;
  /** Of a tensor, whose `value` is its Euclidean norm. */
  readonly shape?: readonly number[];
}

export interface Variable {
  readonly name: string;
  readonly topLevel: boolean;
  /** Where the name stands in the source, declarations first in line. */
  readonly occurrences: readonly SourceSpan[];
  readonly content: VariableValue;
}

/** The number that was chosen from an array or object of numbers. */
export interface Component {
  /** `[0]`, `.loss`, or `sum`. */
  readonly path: string;
  /** The components that are computed from inputs, the first 200 of them. */
  readonly paths: readonly string[];
  /** How many those are. */
  readonly computed: number;
  /** How many numbers there are, with inputs and constants. */
  readonly numbers: number;
}

/** Another number for an input: by its row, as {@link Trace.leafRow} of the run before gives it. */
export interface LeafOverride {
  readonly row: number;
  readonly value: number;
}

/**
 * What variables were given, by the calls and turns of loops in which it happened: of each variable at each place of
 * the source, the last time in each scope. In columns, in the order in which it happened. A variable to which in a scope
 * only nodes were given that were made there and have its name is not listed for that scope.
 */
export interface Assignments {
  /** The nodes that have the name of a variable of another scope than that in which they were made. */
  readonly others: Uint32Array;
  readonly scopes: Uint32Array;
  /** The variable, by its position in `TraceData.nameTexts`. */
  readonly names: Uint32Array;
  /** File, start and end offset of what it was given. */
  readonly spans: Int32Array;
  /** The number's node; -1 where the root does not depend on it, and for an array or object. */
  readonly nodes: Int32Array;
  readonly values: Float64Array;
  /** How many nodes of the graph were made before. */
  readonly times: Uint32Array;
  /** Of an array or object: what its numbers are called, by position in `TraceData.nameTexts`; else 0. */
  readonly aliases: Uint32Array;
}

/** A trace as plain data that can cross from the worker without copying. */
export interface TraceData {
  /** Every module that was read; the file that was asked about is the first. */
  readonly sources: readonly SourceFile[];
  readonly columns: GraphColumns;
  /** File, start and end offset of each node's expression, in turn. */
  readonly spans: Int32Array;
  readonly scopes: Uint32Array;
  /** Per scope: parent, kind (0 program, 1 call, 2 turn, 3 layer), file, start, end, name in `nameTexts`. */
  readonly scopeTable: Int32Array;
  /** Where each input stands on the tape; -1 for what is none there. */
  readonly leafRows: Int32Array;
  /** The user's name of each node, by its position in `nameTexts`; 0 for an expression without a variable. */
  readonly names: Uint32Array;
  readonly nameTexts: readonly string[];
  readonly root: NodeId;
  readonly rootName: string;
  readonly variables: readonly Variable[];
  /** Which of the root's evaluations is shown, from 1, and how many there were. */
  readonly evaluation: { readonly index: number; readonly count: number };
  /** Set where the request asked for it. */
  readonly assignments?: Assignments;
  /** Set likewise. Per scope: file, start and end of the call that it was entered by; file −1 where none is known. */
  readonly callSites?: Int32Array;
  /** Set when the selection is an array or object of numbers. */
  readonly component: Component | undefined;
  /** Set when a function is selected. */
  readonly call: CallData | undefined;
  /** Set when the program threw after the root was evaluated. */
  readonly thrown: { readonly message: string; readonly span?: SourceSpan } | undefined;
  /** Where the file names `eval` or `Function`: code that is made from text runs, and is not recorded. */
  readonly unrecorded?: SourceSpan;
}

const SCOPE_KINDS = ['program', 'call', 'turn', 'layer'] as const;

export class Trace {
  readonly graph: Graph;
  readonly sources: readonly SourceFile[];
  readonly root: NodeId;
  /** The selected variable's name, or '' for an expression. */
  readonly rootName: string;
  readonly variables: readonly Variable[];
  readonly evaluation: TraceData['evaluation'];
  readonly component: TraceData['component'];
  readonly call: TraceData['call'];
  readonly thrown: TraceData['thrown'];
  readonly unrecorded: SourceSpan | undefined;
  /** As it came from the worker, to be kept or sent on. */
  readonly data: TraceData;

  constructor(data: TraceData) {
    this.data = data;
    this.graph = Graph.fromColumns(data.columns);
    this.sources = data.sources;
    this.root = data.root;
    this.rootName = data.rootName;
    this.variables = data.variables;
    this.evaluation = data.evaluation;
    this.component = data.component;
    this.call = data.call;
    this.thrown = data.thrown;
    this.unrecorded = data.unrecorded;
  }

  /** The expression that made this node; for a leaf, the number it was given. */
  spanOf(node: NodeId): SourceSpan {
    const { spans } = this.data;
    return { file: spans[3 * node]!, start: spans[3 * node + 1]!, end: spans[3 * node + 2]! };
  }

  /** The variable that the node's value was given to, as the user would write it (`w[0]`, `net.V[1][2]`), or ''. */
  nameOf(node: NodeId): string {
    return this.data.nameTexts[this.data.names[node]!]!;
  }

  /** How the sandbox knows an input, to give it another number; undefined for what the program does not give. */
  leafRow(node: NodeId): number | undefined {
    const row = this.data.leafRows[node]!;
    return row < 0 ? undefined : row;
  }

  scopeOf(node: NodeId): ScopeId {
    return this.data.scopes[node]!;
  }

  scope(id: ScopeId): Scope {
    const row = this.data.scopeTable.subarray(6 * id, 6 * id + 6);
    return {
      parent: row[0]!,
      kind: SCOPE_KINDS[row[1]!]!,
      span: { file: row[2]!, start: row[3]!, end: row[4]! },
      name: this.data.nameTexts[row[5]!]!,
    };
  }

  /** The call that a scope was entered by; undefined where it was not recorded, and for what is no call. */
  callSite(id: ScopeId): SourceSpan | undefined {
    const [file = -1, start = 0, end = 0] = this.data.callSites?.subarray(3 * id, 3 * id + 3) ?? [];
    return file < 0 ? undefined : { file, start, end };
  }

  get scopeCount(): number {
    return this.data.scopeTable.length / 6;
  }
}
