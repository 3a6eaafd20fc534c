/** Runs files of test262 twice, plain and recorded, as they come from the parent process; see run.ts. */
import { loadTwice } from '../trace/harness.ts';
import type { Observed, Twice } from '../trace/twice.ts';
import { modesOf, passes, programOf, readTestFile, type TestFile } from './file.ts';

export interface Verdict {
  readonly path: string;
  /** The plain program does what the test asks for, in at least one mode. */
  readonly passes: boolean;
  /** For each mode in which only the plain program passes: how the recorded one ended. */
  readonly differences: readonly string[];
}

const checkout = process.env.TEST262!;
const inBoth = process.argv.includes('--strict');
let twice: Twice = await loadTwice();

function traced(program: string): Observed {
  try {
    return twice.traced(program, 'program.js');
  } catch (error) {
    // What the parser refuses fails as the engine's own parser would let it.
    const refused = (error as { error?: { code: string; message: string } }).error;
    if (refused?.code === 'syntax') return { printed: '', end: `SyntaxError: ${refused.message}` };
    return { printed: '', end: `${(error as Error).stack}` };
  }
}

/** What breaks the engine itself does not pass. */
function passesPlain(test: TestFile, program: string): boolean {
  try {
    return passes(test, twice.plain(program, 'program.js'));
  } catch {
    return false;
  }
}

async function judge(path: string): Promise<Verdict> {
  const test = readTestFile(checkout, path);
  const differences: string[] = [];
  let isPassed = false;
  for (const mode of modesOf(test, inBoth)) {
    const program = programOf(checkout, test, mode);
    if (!passesPlain(test, program)) continue;
    isPassed = true;
    const observed = traced(program);
    if (!passes(test, observed)) differences.push(`${mode}: ${observed.end.slice(0, 300)}`);
  }
  if (twice.isSpent()) twice = await loadTwice();
  return { path, passes: isPassed, differences };
}

/** What fails in the runner itself is a difference, and the engine may be broken then. */
async function judgeSafely(path: string): Promise<Verdict> {
  try {
    return await judge(path);
  } catch (error) {
    twice = await loadTwice();
    return { path, passes: true, differences: [`${(error as Error).message}`.slice(0, 300)] };
  }
}

process.on('message', (path: string) => void judgeSafely(path).then((verdict) => process.send!(verdict)));
process.send!('ready');
