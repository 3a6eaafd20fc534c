/**
 * What a name of the program means at a place of the walk: the variable of the running call before that of its
 * callers, and the value that the root really depends on before one that came later.
 */
import type { NodeId } from '../../engine/index.ts';
import type { ScopeId, Trace, Variable, VariableValue } from '../../trace/trace.ts';
import { callOf, isWithin } from '../stack.ts';
import { AssignmentTable, type Given } from './assignments.ts';

/** The scope of the program itself. */
const PROGRAM: ScopeId = 0;

/** What a method calls its object. */
const THIS = 'this';

/** Numbers, alone or nested, each with its node where the root depends on it. */
export type Content = Exclude<VariableValue, null>;

export interface Quantity {
  readonly value: number;
  readonly node?: NodeId;
}

export class Names {
  readonly #trace: Trace;
  readonly #nodes = new Map<string, NodeId[]>();
  /** By name, the node that it means in each scope; made when it is first asked for. */
  #byScope: ReadonlyMap<string, ReadonlyMap<ScopeId, NodeId>> | undefined;
  readonly #variables = new Map<string, Variable>();
  readonly #assignments: AssignmentTable;

  constructor(trace: Trace) {
    this.#trace = trace;
    this.#assignments = new AssignmentTable(trace);
    for (let node = 0; node < trace.graph.size; node++) {
      const name = trace.nameOf(node);
      if (name === '') continue;
      const there = this.#nodes.get(name);
      if (there) there.push(node);
      else this.#nodes.set(name, [node]);
    }
    if (trace.rootName !== '' && !this.#nodes.has(trace.rootName))
      this.#nodes.set(trace.rootName, [trace.root]);
    for (const variable of trace.variables)
      if (!this.#variables.get(variable.name)?.topLevel) this.#variables.set(variable.name, variable);
  }

  /** The names of all variables, those of the top level first, and `this`. */
  get all(): readonly string[] {
    const variables = [...this.#variables.values()];
    const isFirst = ({ topLevel }: Variable) => (topLevel ? 0 : 1);
    const names = variables.toSorted((a, b) => isFirst(a) - isFirst(b)).map(({ name }) => name);
    return [...new Set([...names, ...[...this.#nodes.keys()].map(baseOf), THIS])];
  }

  /** Those that an expression in a scope can mean. */
  visible(scope: ScopeId): readonly string[] {
    return this.all.filter((name) => this.#isVisible(name, scope));
  }

  /** Whether the program's text has a name that is given to nothing that was recorded: it counts, or is no number. */
  isUnrecorded(name: string): boolean {
    const word = new RegExp(
      String.raw`(?<![\p{L}\p{N}_$.])${name.replaceAll('$', '\\$&')}(?![\p{L}\p{N}_$])`,
      'u',
    );
    return !this.all.includes(name) && this.#trace.sources.some(({ text }) => word.test(text));
  }

  /** What `path` (a name, or one with its path, `w[0]`) holds in a scope; undefined if unknown. */
  find(path: string, scope: ScopeId): Content | undefined {
    return this.#nearest(path, scope) ?? this.#whole(path, scope);
  }

  /** How many elements a variable of the top level has that is a list, and that no function calls its own by the same name. */
  lengthOfList(name: string): number | undefined {
    const all = this.#trace.variables.filter((one) => one.name === name);
    const content = all.length === 1 && all[0]!.topLevel ? all[0]!.content : null;
    return isList(content) ? content.length : undefined;
  }

  /** Whether a number of the graph has this name. */
  hasNodes(path: string): boolean {
    return this.#nodes.has(path);
  }

  content(node: NodeId): Quantity {
    return { value: this.#trace.graph.value(node), node };
  }

  /**
   * A number of a variable, as a scope sees it. One that came after the root gives way to the last of its name that
   * the root depends on, and what the variable held in another call to what it holds in this one.
   */
  quantity(found: Quantity, path: string, scope: ScopeId): Quantity {
    const isOwn = this.#variables.get(baseOf(path))?.topLevel === true && !this.#isLocal(baseOf(path), scope);
    return isOwn && found.node !== undefined ? found : (this.#nearest(path, scope) ?? found);
  }

  /** The variables that were given something in a call, or in the turns of loops in it that are around a scope. */
  locals(inner: ScopeId): readonly string[] {
    return [...new Set(this.#ownScopes(inner).flatMap((scope) => [...this.#assignments.in(scope).keys()]))];
  }

  /** An array or object: where the variable of the call has it from another, that one's; else what the variable held last. */
  #whole(path: string, inner: ScopeId): Content | undefined {
    const base = baseOf(path);
    const there = this.#given(base, inner);
    if (there && 'alias' in there.given && there.given.alias !== base)
      return this.find(there.given.alias + path.slice(base.length), this.#around(there.scope));
    let content = this.#isVisible(base, inner) ? (this.#variables.get(base)?.content ?? null) : null;
    const keys = keysOf(path.slice(base.length));
    if (!keys) return undefined;
    for (const key of keys) content = content && partAt(content, key);
    return content ?? undefined;
  }

  /** The scopes from `inner` to the call in which it lies; for the program itself, those of its loops. */
  #ownScopes(inner: ScopeId): ScopeId[] {
    const call = callOf(this.#trace, inner);
    const scopes = [inner];
    while (scopes.at(-1) !== call) scopes.push(this.#trace.scope(scopes.at(-1)!).parent);
    return scopes;
  }

  #around(scope: ScopeId): ScopeId {
    return this.#trace.scope(callOf(this.#trace, scope)).parent;
  }

  /** The scopes whose variables `inner` can name: those of its own call, and of calls of functions that are written around it. */
  *#visible(inner: ScopeId): Generator<ScopeId[]> {
    const home = this.#trace.scope(callOf(this.#trace, inner)).span;
    for (let scope = inner; ; scope = this.#around(scope)) {
      const call = callOf(this.#trace, scope);
      const { file, start, end } = this.#trace.scope(call).span;
      const isAround = file === home.file && start <= home.start && home.end <= end;
      if (isAround || call === PROGRAM) yield this.#ownScopes(scope);
      if (call === PROGRAM) return;
    }
  }

  #given(name: string, inner: ScopeId): { readonly given: Given; readonly scope: ScopeId } | undefined {
    for (const scopes of this.#visible(inner))
      for (const scope of scopes) {
        const given = this.#assignments.in(scope).get(name);
        if (given) return { given, scope };
      }
    return undefined;
  }

  /** A variable of a function is not, outside of its calls, and `this` in methods only. */
  #isVisible(name: string, inner: ScopeId): boolean {
    const variable = this.#variables.get(name);
    const isEverywhere = variable ? variable.topLevel || this.#assignments.isEmpty : name !== THIS;
    return isEverywhere || this.#given(name, inner) !== undefined;
  }

  #isLocal(name: string, inner: ScopeId): boolean {
    const there = this.#given(name, inner);
    return there !== undefined && callOf(this.#trace, there.scope) !== PROGRAM;
  }

  /** What the name means in the innermost scope around `inner` that knows it; else the last node of all. */
  #nearest(path: string, inner: ScopeId): Quantity | undefined {
    const base = baseOf(path);
    this.#byScope ??= this.#meanings();
    const byScope = this.#byScope.get(path);
    for (const scopes of this.#visible(inner)) {
      const isOwn = scopes.some((scope) => this.#assignments.in(scope).has(base));
      for (const scope of scopes) {
        if (scope === PROGRAM) break;
        const given = this.#assignments.in(scope).get(base);
        if (given && 'value' in given) return path === base ? given : undefined;
        if (given && given.alias !== base)
          return path === base
            ? undefined
            : this.#nearest(given.alias + path.slice(base.length), this.#around(scope));
        const used = byScope?.get(scope);
        // A number may have the name of another call's variable.
        if (used !== undefined && (!isOwn || this.#assignments.in(this.#trace.scopeOf(used)).has(base)))
          return this.content(used);
      }
    }
    const nodes = this.#nodes.get(path);
    if (!nodes || !this.#isVisible(base, inner)) return undefined;
    // What is given to a parameter is made by the caller, under the parameter's name: the program's own variable goes first.
    const variable = this.#variables.get(path);
    const own = variable?.topLevel && isQuantity(variable.content) ? variable.content.node : undefined;
    return this.content(own ?? byScope?.get(PROGRAM) ?? nodes.at(-1)!);
  }

  /** In a scope, a name is the last node that was made there, else the one from outside that is used there. */
  #meanings(): ReadonlyMap<string, ReadonlyMap<ScopeId, NodeId>> {
    const trace = this.#trace;
    const { inputStart, inputs } = trace.graph.columns;
    const byName = new Map<string, Map<ScopeId, NodeId>>();
    for (const name of this.#nodes.keys()) byName.set(name, new Map());
    for (let node = 0; node < trace.graph.size; node++)
      for (let i = inputStart[node]!; i < inputStart[node + 1]!; i++) {
        const input = inputs[i]!;
        const made = trace.scopeOf(input);
        let scope = trace.scopeOf(node);
        if (made === scope) continue;
        const meaning = byName.get(trace.nameOf(input));
        if (!meaning) continue;
        for (; !isWithin(trace, made, scope); scope = trace.scope(scope).parent) meaning.set(scope, input);
      }
    for (const [name, nodes] of this.#nodes)
      for (const node of nodes) byName.get(name)!.set(trace.scopeOf(node), node);
    return byName;
  }
}

export function isQuantity(content: VariableValue): content is Quantity {
  return content !== null && 'value' in content && !Array.isArray(content);
}

/** The elements or fields of a content that is no number, by key. */
export function partsOf(content: VariableValue): readonly (readonly [string | number, VariableValue])[] {
  if (content === null || isQuantity(content)) return [];
  return isList(content) ? content.map((element, index) => [index, element]) : Object.entries(content.fields);
}

/** The element or field with a key; null for what the program has not written there, whatever else a host's object has. */
export function partAt(content: Content, key: string | number): VariableValue {
  if (isQuantity(content)) return null;
  if (isList(content)) return (typeof key === 'number' && content[key]) || null;
  return (Object.hasOwn(content.fields, key) && content.fields[key]) || null;
}

/** `Array.isArray` does not narrow a readonly array out of a union. */
export function isList(content: VariableValue): content is readonly VariableValue[] {
  return Array.isArray(content);
}

/** As the trace writes the name of a property. */
export function memberPath(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`;
}

/** One step of a path as {@link memberPath} writes it. */
const STEP = /\.([\p{L}_$][\p{L}\p{N}_$]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/guy;

/** The keys of the part of a path that follows its name; undefined where no element or field can be meant, as in `[-1]`. */
function keysOf(steps: string): (string | number)[] | undefined {
  const found = [...steps.matchAll(STEP)];
  if (found.map(([step]) => step).join('') !== steps) return undefined;
  return found.map(([, field, index, text]) =>
    index === undefined ? (field ?? (JSON.parse(text!) as string)) : Number(index),
  );
}

/** `net` of `net.V[1]`. */
function baseOf(path: string): string {
  return /^[^.[]*/.exec(path)![0];
}
