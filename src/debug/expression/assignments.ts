/** What the variables of each call and each turn of a loop were given, by name, and which numbers a line hands on. */
import type { NodeId } from '../../engine/index.ts';
import type { ScopeId, SourceSpan, Trace } from '../../trace/trace.ts';

/** What a variable was given last: a number, with its node where the root depends on it, or what has another name. */
export type Given = { readonly value: number; readonly node?: NodeId } | { readonly alias: string };

const NOTHING: ReadonlyMap<string, Given> = new Map();

export class AssignmentTable {
  readonly #trace: Trace;
  #byScope: Map<ScopeId, Map<string, Given>> | undefined;
  /** Whether a variable is declared in a loop, by its name and the loop's file and beginning. */
  readonly #inLoop = new Map<string, boolean>();

  /** Of a trace without a record of its assignments, an empty one. */
  constructor(trace: Trace) {
    this.#trace = trace;
  }

  get isEmpty(): boolean {
    return !this.#trace.data.assignments;
  }

  /** What was given in the scope itself, and in the turns of its loops to variables that are declared outside of them. */
  in(scope: ScopeId): ReadonlyMap<string, Given> {
    this.#byScope ??= this.#read();
    return this.#byScope.get(scope) ?? NOTHING;
  }

  #read(): Map<ScopeId, Map<string, Given>> {
    const { assignments, nameTexts } = this.#trace.data;
    const byScope = new Map<ScopeId, Map<string, Given>>();
    if (!assignments) return byScope;
    const give = (inner: ScopeId, name: string, given: Given) => {
      for (let scope = inner; ; ) {
        let there = byScope.get(scope);
        if (!there) {
          there = new Map();
          byScope.set(scope, there);
        }
        there.set(name, given);
        const { kind, span, parent } = this.#trace.scope(scope);
        if (kind !== 'turn' || this.#isDeclaredIn(span, name)) break;
        scope = parent;
      }
    };
    const { graph, data } = this.#trace;
    const others = new Set(assignments.others);
    const { scopes, names, nodes, times, values, aliases } = assignments;
    // In the order in which it happened: the nodes that have the name of what they were given to, and all that is listed.
    for (let node = 0, i = 0; node <= graph.size; node++) {
      for (; i < scopes.length && (times[i]! <= node || node === graph.size); i++) {
        const given = nodes[i]!;
        const alias = nameTexts[aliases[i]!]!;
        const number = given < 0 ? { value: values[i]! } : { value: values[i]!, node: given };
        give(scopes[i]!, nameTexts[names[i]!]!, alias === '' ? number : { alias });
      }
      const name = node < graph.size ? data.names[node]! : 0;
      if (name > 0 && !others.has(node))
        give(data.scopes[node]!, nameTexts[name]!, { value: graph.value(node), node });
    }
    return byScope;
  }

  #isDeclaredIn({ file, start, end }: SourceSpan, name: string): boolean {
    const key = `${file}:${start} ${name}`;
    let isInside = this.#inLoop.get(key);
    if (isInside === undefined) {
      isInside = this.#trace.variables.some(({ name: other, occurrences: [first] }) => {
        const isThere = other === name && first?.file === file;
        return isThere && start <= first.start && first.end <= end;
      });
      this.#inLoop.set(key, isInside);
    }
    return isInside;
  }
}

/** The nodes that were made elsewhere and given to a variable at a place of the source, each with the place. */
export function* handedOn(trace: Trace): Generator<{ readonly span: SourceSpan; readonly node: NodeId }> {
  const { assignments } = trace.data;
  if (!assignments) return;
  const { spans, nodes } = assignments;
  for (const [i, node] of nodes.entries()) {
    if (node < 0) continue;
    const span = { file: spans[3 * i]!, start: spans[3 * i + 1]!, end: spans[3 * i + 2]! };
    const own = trace.spanOf(node);
    if (own.file !== span.file || own.start !== span.start || own.end !== span.end) yield { span, node };
  }
}
