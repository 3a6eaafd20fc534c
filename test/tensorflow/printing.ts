/** Runs a whole program in the sandbox and gives what it printed. Bundled by harness.ts, because the sandbox carries its libraries as text. */
import { explainThrown } from '../../src/trace/errors.ts';
import { NO_FILES } from '../../src/trace/files.ts';
import { Disk } from '../../src/trace/modules/disk.ts';
import { Library } from '../../src/trace/modules/library.ts';
import { link } from '../../src/trace/modules/link.ts';
import { Loader } from '../../src/trace/modules/load.ts';
import { Resolver } from '../../src/trace/modules/resolve.ts';
import { Sandbox } from '../../src/trace/sandbox/sandbox.ts';

const LIMITS = { milliseconds: 20_000, megabytes: 256, operations: 1_000_000 };

/** What the program printed. Throws what it threw. */
export type Print = (source: string) => Promise<string>;

export async function load(wasm: ArrayBuffer): Promise<Print> {
  const sandbox = await Sandbox.load(wasm, LIMITS.megabytes);
  return async (source) => {
    const library = new Library();
    const disk = new Disk(NO_FILES);
    const loaded = await new Loader(disk, new Resolver(disk), library).load({
      path: 'program.ts',
      text: source,
    });
    const { executable } = link(loaded, library, {}, false);
    const { ending, printed } = sandbox.run({ ...executable, rootVariable: 0, firstEvaluation: 0 }, LIMITS);
    if (ending.kind === 'done') return printed;
    throw new Error(
      'thrown' in ending ? explainThrown(ending.thrown.name, ending.thrown.message) : ending.kind,
    );
  };
}
