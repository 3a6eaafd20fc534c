/** The batch that the picture of a network is of: what a person gave of it, and what it came to be, for the host. */
import { list } from './intrinsics.ts';

let wanted: readonly unknown[] = list();
let report = list<string>();

/** @param given the number of examples, the tensors in their order, and the seed, with holes for what is not given. */
export function setBatch(given: readonly unknown[]): void {
  wanted = given;
}

export const batch = {
  wanted: (): readonly unknown[] => wanted,

  /** Begins the report of another batch. */
  begin(): void {
    report = list();
  },

  /**
   * One field of it.
   *
   * @param source where it comes from: `given`, `call` for the program, or `type` for made up.
   * @param text as it is written; '' for what is too long, and then what it is.
   * @param problem why what the person gave cannot be used; '' for what can.
   */
  tell(name: string, source: string, text: string, note: string, problem: string): void {
    const at = report.length;
    report[at] = name;
    report[at + 1] = source;
    report[at + 2] = text;
    report[at + 3] = note;
    report[at + 4] = problem;
  },
};

/** All fields, five texts of each. */
export const batchReport = (): readonly string[] => report;
