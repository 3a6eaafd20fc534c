/** A trace as bytes, to be kept in a file, and back. What comes back is checked: a file may be old, cut off or another's. */
import * as v from 'valibot';
import { Trace, type TraceData } from '../trace.ts';
import { fromBytes, toBytes } from './bytes.ts';

/** To be raised when `TraceData` or the codes of the operations mean something else. */
const VERSION = 3;

const span = v.object({ file: v.number(), start: v.number(), end: v.number() });
const kept = v.object({
  version: v.literal(VERSION),
  data: v.looseObject({
    sources: v.pipe(v.array(v.object({ path: v.string(), text: v.string() })), v.minLength(1)),
    columns: v.looseObject({
      codes: v.instance(Uint8Array),
      inputStart: v.instance(Uint32Array),
      inputs: v.instance(Uint32Array),
      values: v.instance(Float64Array),
    }),
    spans: v.instance(Int32Array),
    scopes: v.instance(Uint32Array),
    scopeTable: v.instance(Int32Array),
    leafRows: v.instance(Int32Array),
    names: v.instance(Uint32Array),
    nameTexts: v.array(v.string()),
    root: v.number(),
    rootName: v.string(),
    variables: v.array(v.any()),
    thrown: v.optional(v.object({ message: v.string(), span: v.optional(span) })),
  }),
});

/** Without what only the editor asks for: the contents of the variables, and what they were given, and the places of calls. */
export function packTrace({ data }: Trace): Uint8Array {
  return toBytes({
    version: VERSION,
    data: { ...data, variables: [], assignments: undefined, callSites: undefined },
  });
}

/** The trace, if the bytes are one of ours and whole; undefined for anything else. */
export function unpackTrace(bytes: Uint8Array): Trace | undefined {
  try {
    const found = v.safeParse(kept, fromBytes(bytes));
    if (!found.success) return undefined;
    const data = found.output.data as unknown as TraceData;
    const trace = new Trace(data);
    return isWhole(data) ? trace : undefined;
  } catch {
    return undefined;
  }
}

/** Whether every reference leads to what is there. The graph's own columns have been checked. */
function isWhole(data: TraceData): boolean {
  const { columns, spans, scopes, scopeTable, leafRows, names, nameTexts, root, sources } = data;
  const size = columns.codes.length;
  const scopeCount = scopeTable.length / 6;
  const hasSpans = (table: Int32Array, width: number, at: number) => {
    for (let i = at; i < table.length; i += width) {
      const text = sources[table[i]!]?.text;
      const [start, end] = [table[i + 1]!, table[i + 2]!];
      if (text === undefined || start < 0 || start > end || end > text.length) return false;
    }
    return true;
  };
  return (
    [spans.length / 3, scopes.length, leafRows.length, names.length].every((length) => length === size) &&
    Number.isInteger(scopeCount) &&
    scopeCount > 0 &&
    Number.isInteger(root) &&
    root >= 0 &&
    root < size &&
    scopes.every((scope) => scope < scopeCount) &&
    names.every((name) => name < nameTexts.length) &&
    hasSpans(spans, 3, 0) &&
    hasSpans(scopeTable, 6, 2) &&
    Array.from({ length: scopeCount - 1 }, (_, i) => i + 1).every(
      (scope) =>
        scopeTable[6 * scope]! >= 0 &&
        scopeTable[6 * scope]! < scope &&
        isKind(scopeTable[6 * scope + 1]!) &&
        nameTexts[scopeTable[6 * scope + 5]!] !== undefined,
    )
  );
}

function isKind(kind: number): boolean {
  return kind >= 0 && kind <= 3;
}
