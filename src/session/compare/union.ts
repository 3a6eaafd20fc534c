/**
 * Two traces as one: the fresh one, with everything in between that the old one alone has. The walk of the whole is that of
 * the fresh one, because nothing in it depends on what is gone.
 */
import { type Attributes, type NodeId, OP_CODES, type Tensor } from '../../engine/index.ts';
import type { ScopeId, Trace, TraceData, VariableValue } from '../../trace/trace.ts';
import type { Matching } from './matching.ts';
import { GONE } from './sites.ts';

export interface Union {
  /** The sources are those of the fresh trace and then those of the old one, where what is gone has its spans. */
  readonly data: TraceData;
  /** For each node of the union the node that it is in each trace, or `GONE`. */
  readonly fresh: Int32Array;
  readonly old: Int32Array;
  /** The other way round: for each node of a trace the node of the union. */
  readonly ofFresh: Int32Array;
  readonly ofOld: Int32Array;
  /** Operands that a node of both has no more: operand, consumer and slot in turn, as nodes of the union. */
  readonly removedEdges: Uint32Array;
}

export function unionOf(old: Trace, fresh: Trace, matching: Matching): Union {
  const order = orderOf(old, fresh, matching);
  const size = order.fresh.length;
  const [ofOld, ofFresh] = [new Int32Array(old.graph.size), new Int32Array(fresh.graph.size)];
  for (let node = 0; node < size; node++) {
    if (order.old[node] !== GONE) ofOld[order.old[node]!] = node;
    if (order.fresh[node] !== GONE) ofFresh[order.fresh[node]!] = node;
  }
  const names = new Map(fresh.data.nameTexts.map((name, index) => [name, index]));
  const nameTexts = [...fresh.data.nameTexts];
  const nameId = (name: string): number => {
    if (!names.has(name)) names.set(name, nameTexts.push(name) - 1);
    return names.get(name)!;
  };
  const scopes = unionOfScopes(old, fresh, order, matching.scopes, nameId);

  const codes = new Uint8Array(size);
  const values = new Float64Array(size);
  const inputStart = new Uint32Array(size + 1);
  const inputs: number[] = [];
  const tensors: [NodeId, Tensor][] = [];
  const attributes: [NodeId, Attributes][] = [];
  const data = {
    spans: new Int32Array(3 * size),
    scopes: new Uint32Array(size),
    leafRows: new Int32Array(size).fill(-1),
    names: new Uint32Array(size),
  };
  for (let node: NodeId = 0; node < size; node++) {
    const isFresh = order.fresh[node] !== GONE;
    const trace = isFresh ? fresh : old;
    const own = isFresh ? order.fresh[node]! : order.old[node]!;
    const { columns } = trace.graph;
    codes[node] = columns.codes[own]!;
    values[node] = columns.values[own]!;
    for (let at = columns.inputStart[own]!; at < columns.inputStart[own + 1]!; at++)
      inputs.push((isFresh ? ofFresh : ofOld)[columns.inputs[at]!]!);
    inputStart[node + 1] = inputs.length;
    const tensor = columns.tensors?.get(own);
    if (tensor) tensors.push([node, tensor]);
    const told = columns.attributes?.get(own);
    if (told) attributes.push([node, told]);
    const { file, start, end } = trace.spanOf(own);
    data.spans.set([isFresh ? file : fresh.sources.length + file, start, end], 3 * node);
    data.scopes[node] = isFresh ? fresh.scopeOf(own) : scopes.ofOld[old.scopeOf(own)]!;
    data.leafRows[node] = isFresh ? (fresh.leafRow(own) ?? -1) : -1;
    data.names[node] = nameId(trace.nameOf(own));
  }
  return {
    data: {
      ...fresh.data,
      ...data,
      sources: [...fresh.sources, ...old.sources],
      columns: {
        ...{ codes, values, inputStart, inputs: Uint32Array.from(inputs) },
        ...(tensors.length > 0 && { tensors: new Map(tensors), attributes: new Map(attributes) }),
      },
      scopeTable: scopes.table,
      nameTexts,
      root: ofFresh[fresh.root]!,
      variables: variablesOf(fresh, ofFresh),
    },
    ...order,
    ofFresh,
    ofOld,
    removedEdges: removedEdges(old, fresh, matching, ofOld, ofFresh),
  };
}

/**
 * The fresh nodes in their order, and between them the old ones that are gone: each behind its operands, and behind
 * what came before it in its scope.
 */
function orderOf(old: Trace, fresh: Trace, { freshOf, oldOf }: Matching): Pick<Union, 'fresh' | 'old'> {
  const { inputStart, inputs } = old.graph.columns;
  /** The fresh node that each old one follows, or is. */
  const anchors = new Int32Array(freshOf.length).fill(GONE);
  const lastOfScope = new Int32Array(old.scopeCount).fill(GONE);
  const following = new Map<number, NodeId[]>();
  for (let node: NodeId = 0; node < freshOf.length; node++) {
    const scope = old.scopeOf(node);
    let anchor = freshOf[node]!;
    if (anchor === GONE) {
      anchor = lastOfScope[scope]!;
      for (let at = inputStart[node]!; at < inputStart[node + 1]!; at++)
        anchor = Math.max(anchor, anchors[inputs[at]!]!);
      const others = following.get(anchor);
      if (others === undefined) following.set(anchor, [node]);
      else others.push(node);
    }
    anchors[node] = anchor;
    lastOfScope[scope] = Math.max(lastOfScope[scope]!, anchor);
  }
  const size = fresh.graph.size + [...following.values()].reduce((sum, nodes) => sum + nodes.length, 0);
  const order = { fresh: new Int32Array(size).fill(GONE), old: new Int32Array(size).fill(GONE) };
  let at = 0;
  for (let node = GONE; node < fresh.graph.size; node++) {
    if (node !== GONE) {
      order.fresh[at] = node;
      order.old[at] = oldOf[node]!;
      at++;
    }
    for (const gone of following.get(node) ?? []) order.old[at++] = gone;
  }
  return order;
}

/** As `TraceData.scopeTable` has them. */
const SCOPE_FIELDS = 6;

/** The scopes of the fresh trace, and behind them those of what is gone. */
function unionOfScopes(
  old: Trace,
  fresh: Trace,
  order: Pick<Union, 'fresh' | 'old'>,
  matched: Int32Array,
  nameId: (name: string) => number,
): { readonly table: Int32Array; readonly ofOld: Int32Array } {
  const ofOld = matched.slice();
  const rows: number[] = [];
  for (const [at, node] of order.old.entries()) {
    if (order.fresh[at] !== GONE) continue;
    const chain: ScopeId[] = [];
    for (let scope = old.scopeOf(node); ofOld[scope] === GONE; scope = old.scope(scope).parent)
      chain.push(scope);
    for (const scope of chain.reverse()) {
      ofOld[scope] = fresh.scopeCount + rows.length / SCOPE_FIELDS;
      const [parent, kind, file, start, end] = old.data.scopeTable.subarray(SCOPE_FIELDS * scope);
      rows.push(
        ofOld[parent!]!,
        kind!,
        fresh.sources.length + file!,
        start!,
        end!,
        nameId(old.scope(scope).name),
      );
    }
  }
  const table = new Int32Array(fresh.data.scopeTable.length + rows.length);
  table.set(fresh.data.scopeTable);
  table.set(rows, fresh.data.scopeTable.length);
  return { table, ofOld };
}

/** The nodes of both that are used otherwise now: what they took in before, and where that is in the union's order. */
function removedEdges(
  old: Trace,
  fresh: Trace,
  { freshOf }: Matching,
  ofOld: Int32Array,
  ofFresh: Int32Array,
): Uint32Array {
  const edges: number[] = [];
  const { codes, inputStart, inputs } = old.graph.columns;
  const { inputStart: freshStart, inputs: freshInputs } = fresh.graph.columns;
  for (let node: NodeId = 0; node < freshOf.length; node++) {
    const other = freshOf[node]!;
    if (other === GONE) continue;
    const operands = freshInputs.subarray(freshStart[other], freshStart[other + 1]);
    for (let slot = 0; slot < inputStart[node + 1]! - inputStart[node]!; slot++) {
      const input = inputs[inputStart[node]! + slot]!;
      if (codes[input] === OP_CODES.constant || operands.includes(freshOf[input]!)) continue;
      const [from, to] = [ofOld[input]!, ofFresh[other]!];
      // Where the program was put into another order, an operand may come later now; it cannot be drawn.
      if (from < to) edges.push(from, to, slot);
    }
  }
  return Uint32Array.from(edges);
}

function variablesOf(fresh: Trace, ofFresh: Int32Array): Trace['variables'] {
  const move = (content: VariableValue): VariableValue => {
    if (content === null) return null;
    if (isList(content)) return content.map(move);
    if ('fields' in content)
      return {
        fields: Object.fromEntries(Object.entries(content.fields).map(([key, one]) => [key, move(one)])),
      };
    return content.node === undefined ? content : { ...content, node: ofFresh[content.node]! };
  };
  return fresh.variables.map((variable) => ({ ...variable, content: move(variable.content) }));
}

/** `Array.isArray` does not narrow a readonly array out of a union. */
function isList(content: VariableValue): content is readonly VariableValue[] {
  return Array.isArray(content);
}
