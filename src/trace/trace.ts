/**
 * The result of tracing one program: its graph, and where each part of it came from. Immutable data; the engine
 * knows nothing of the names, spans and scopes that are kept here.
 */
import { Graph, type NodeId } from '../engine/index.ts';

/** A half-open range of UTF-16 offsets in one source file. */
export interface SourceSpan {
  readonly file: number;
  readonly start: number;
  readonly end: number;
}

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Position in the trace's table of scopes; 0 is the whole program. A scope's parent has a smaller id. */
export type ScopeId = number;

/** A call or one turn of a loop. */
export interface Scope {
  readonly parent: ScopeId;
  readonly kind: 'program' | 'call' | 'turn';
  /** The function, or the loop. */
  readonly span: SourceSpan;
}

/**
 * What a variable held at the end: one number, or numbers nested in arrays and objects. A number carries its
 * node where the root depends on it. Other values (functions, strings, …) are `null`.
 */
export type VariableValue =
  | { readonly value: number; readonly node?: NodeId }
  | readonly VariableValue[]
  | { readonly fields: Readonly<Record<string, VariableValue>> }
  | null;

export interface Variable {
  readonly name: string;
  readonly topLevel: boolean;
  /** Where the name stands in the source, declarations first in line. */
  readonly occurrences: readonly SourceSpan[];
  readonly content: VariableValue;
}

/** A trace as plain data that can cross from the worker without copying. */
export interface TraceData {
  readonly sources: readonly SourceFile[];
  readonly columns: {
    readonly codes: Uint8Array;
    readonly inputStart: Uint32Array;
    readonly inputs: Uint32Array;
    readonly values: Float64Array;
  };
  /** Start and end offset of each node's expression, in turn. */
  readonly spans: Int32Array;
  readonly scopes: Uint32Array;
  /** Per scope: parent, kind (0 program, 1 call, 2 turn), start, end. */
  readonly scopeTable: Int32Array;
  /** The user's name of each node, '' for an expression without a variable. */
  readonly names: readonly string[];
  readonly root: NodeId;
  readonly rootName: string;
  readonly variables: readonly Variable[];
  /** Set when the program threw after the root was evaluated. */
  readonly thrown: { readonly message: string; readonly span?: SourceSpan } | undefined;
}

const SCOPE_KINDS = ['program', 'call', 'turn'] as const;

export class Trace {
  readonly graph: Graph;
  readonly sources: readonly SourceFile[];
  readonly root: NodeId;
  /** The selected variable's name, or '' for an expression. */
  readonly rootName: string;
  readonly variables: readonly Variable[];
  readonly thrown: TraceData['thrown'];
  private readonly data: TraceData;

  constructor(data: TraceData) {
    this.data = data;
    this.graph = Graph.fromColumns(data.columns);
    this.sources = data.sources;
    this.root = data.root;
    this.rootName = data.rootName;
    this.variables = data.variables;
    this.thrown = data.thrown;
  }

  /** The expression that made this node; for a leaf, the number it was given. */
  spanOf(node: NodeId): SourceSpan {
    const { spans } = this.data;
    return { file: 0, start: spans[2 * node]!, end: spans[2 * node + 1]! };
  }

  /** The variable that the node's value was given to, as the user would write it (`w[0]`, `net.V[1][2]`), or ''. */
  nameOf(node: NodeId): string {
    return this.data.names[node]!;
  }

  scopeOf(node: NodeId): ScopeId {
    return this.data.scopes[node]!;
  }

  scope(id: ScopeId): Scope {
    const row = this.data.scopeTable.subarray(4 * id, 4 * id + 4);
    return {
      parent: row[0]!,
      kind: SCOPE_KINDS[row[1]!]!,
      span: { file: 0, start: row[2]!, end: row[3]! },
    };
  }

  get scopeCount(): number {
    return this.data.scopeTable.length / 4;
  }
}
