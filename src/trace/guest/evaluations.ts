/**
 * Every value that the selected expression or variable had, packed as it was then. Of very many, those from a
 * wanted one on are kept, and the last.
 */
import { ROOT_KINDS } from './codes.ts';
import { NativeFloat64Array } from './intrinsics.ts';
import { lastValues, NOTHING, watch } from './names.ts';
import { isList, MAX_NUMBERS, Packer } from './pack.ts';
import * as tape from './tape.ts';
import { Traced } from './tape.ts';
import { holdSelected, representedBy, type Said, said, TensorBase } from './tensors.ts';

/** How many numbers of all evaluations together are kept. */
const MAX_KEPT = 200_000;

const packer = new Packer(MAX_KEPT);
/** The variable whose values count; 0 for the probe's. */
let variable = 0;
let first = 0;
let count = 0;
let kept = 0;
/** With the row before which everything is an input of it. */
let last: Said = { value: undefined, rowsBefore: 0 };

/** @param firstKept the first evaluation that is to be kept, from 0. */
export function watchEvaluations(variableId: number, firstKept: number): void {
  variable = variableId;
  first = firstKept;
  if (variable > 0) watch(variable, (value) => note({ value, rowsBefore: 0 }));
}

/** Passes the value of the selected expression on, and notes it. */
export function probe(value: unknown): unknown {
  note(said(value));
  return value;
}

/** Where the selection is an object that stands for a computation, that is made now, and is the selection's value. */
export function conclude(): void {
  const value = variable > 0 ? lastValues[variable] : last.value;
  const rowsBefore = tape.size;
  const found = representedBy(value);
  if (found === undefined) return;
  variable = 0;
  // Of the objects before it, only the last one is left as it was.
  packer.out.length = 0;
  first = 0;
  count = 0;
  kept = 0;
  note({ value: found.value, rowsBefore });
}

function note(evaluation: Said): void {
  const { value } = evaluation;
  // The first one that is wanted is kept whatever its size.
  if (count >= first && (packer.budget > 0 || kept === 0)) {
    packEvaluation(evaluation);
    kept += 1;
    if (!holdSelected(value, true)) packer.budget = 0;
  } else holdSelected(value, false);
  last = evaluation;
  count += 1;
}

function packEvaluation({ value, rowsBefore }: Said): void {
  packer.put(kindOf(value));
  packer.put(rowsBefore);
  packer.pack(value);
}

/** `[count, first, kept, …]`: then a kind, rows before and a packed value for each that was kept, and for the last. */
export function packEvaluations(): Float64Array {
  // A variable's value counts when it is replaced, and its last one now: an array may have been filled meanwhile.
  if (variable > 0 && lastValues[variable] !== NOTHING) note({ value: lastValues[variable], rowsBefore: 0 });
  packer.budget = MAX_NUMBERS;
  if (count > 0) packEvaluation(last);
  const { out } = packer;
  const column = new NativeFloat64Array(out.length + 3);
  column[0] = count;
  column[1] = first;
  column[2] = kept;
  for (let i = 0; i < out.length; i++) column[i + 3] = out[i]!;
  return column;
}

function kindOf(value: unknown): number {
  if (Traced.row(value) >= 0) return codeOf('traced');
  if (TensorBase.state(value) !== undefined) return codeOf('tensor');
  if (value === null || value === undefined) return codeOf('nothing');
  if (typeof value === 'object') return codeOf(isList(value) ? 'array' : 'object');
  return codeOf(typeof value);
}

/** The code of a kind; of a type that has none of its own, that of `other`. */
function codeOf(kind: string): number {
  for (let code = 0; code < ROOT_KINDS.length; code++) if (ROOT_KINDS[code] === kind) return code;
  return codeOf('other');
}
