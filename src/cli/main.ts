/** `gradient-graph FILE`: the gradient graph of an expression without an editor, as text, as data or as a picture. */
import { access, readFile, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { useKernels } from '../engine/index.ts';
import { toDot } from '../export/dot.ts';
import { toJson } from '../export/json.ts';
import { inLongPieces } from '../export/pieces.ts';
import { wasmKernels } from '../kernels/wasm.ts';
import { Session } from '../session/session.ts';
import { Evaluator } from '../trace/evaluator.ts';
import { LocalFiles, nativePath, portablePath } from '../trace/node/localFiles.ts';
import { NodeThread } from '../trace/node/thread.ts';
import { printable } from './printable.ts';
import { toTable } from './table.ts';

const USAGE = `Usage: gradient-graph FILE --root NAME | --at LINE:COLUMN [options]

Evaluates FILE (TypeScript or JavaScript) in a sandbox and prints the backward walk from one value in it.

  --root NAME         the variable or function to take the gradient of, at the top level of the file
  --at LINE:COLUMN    or the variable, function or expression at this place (both from 1)
  --arg VALUE         what to call a function with, once for each argument, as in --arg=2 --arg="[1, 2]";
                      without it, what the file calls it with
  --evaluation N      of a value that is computed many times, the N-th; the last without it
  --component PATH    of an array or object of numbers, one ([0], .loss) or their sum
  --json              print everything as data
  --dot               print the graph in the language of Graphviz
  --svg OUT           write the picture to OUT
  --theme THEME       light (default) or dark, for the picture
  --direction WAY     right (default) or down: how the picture flows
  --time-limit MS     stop the program after so many milliseconds (default 3000)
  --memory-limit MB   and beyond so much memory (default 256)
  --operation-limit N and after so many recorded operations (default 1000000)
  --help              print this text`;

/** What raises a limit here, by the last word of the setting that does so in the editor. */
const LIMIT_OPTIONS: Readonly<Record<string, string>> = {
  milliseconds: '--time-limit',
  megabytes: '--memory-limit',
  operations: '--operation-limit',
};

/** What is wrong with what the person asked for, as one line. */
class Refusal extends Error {}

interface Options {
  readonly file: string;
  readonly selection: { variable: string } | { at: { line: number; column: number } };
  readonly evaluation: number | undefined;
  readonly component: string | undefined;
  readonly given: readonly string[] | undefined;
  readonly output: 'table' | 'json' | 'dot';
  readonly svg: string | undefined;
  readonly theme: 'light' | 'dark';
  readonly direction: 'right' | 'down';
  readonly limits: { milliseconds: number; megabytes: number; operations: number };
}

function readOptions(args: readonly string[]): Options | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new Refusal('Name one file. “gradient-graph --help” tells more.');
  const { theme, direction } = values;
  if (theme !== 'light' && theme !== 'dark') throw new Refusal(`The theme is light or dark, not “${theme}”.`);
  if (direction !== 'right' && direction !== 'down')
    throw new Refusal(`The direction is right or down, not “${direction}”.`);
  if (values.json && values.dot) throw new Refusal('Say --json or --dot, not both.');
  if ((values.root === undefined) === (values.at === undefined))
    throw new Refusal('Say what to take the gradient of: --root NAME, or --at LINE:COLUMN.');
  return {
    file,
    selection: values.root !== undefined ? { variable: values.root } : { at: readPlace(values.at!) },
    evaluation: values.evaluation === undefined ? undefined : readCount('evaluation', values.evaluation),
    component: values.component,
    given: values.arg,
    output: values.json ? 'json' : values.dot ? 'dot' : 'table',
    svg: values.svg,
    theme,
    direction,
    limits: {
      milliseconds: readCount('time-limit', values['time-limit']),
      megabytes: readCount('memory-limit', values['memory-limit']),
      operations: readCount('operation-limit', values['operation-limit']),
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        root: { type: 'string' },
        at: { type: 'string' },
        evaluation: { type: 'string' },
        component: { type: 'string' },
        arg: { type: 'string', multiple: true },
        json: { type: 'boolean', default: false },
        dot: { type: 'boolean', default: false },
        svg: { type: 'string' },
        theme: { type: 'string', default: 'light' },
        direction: { type: 'string', default: 'right' },
        'time-limit': { type: 'string', default: '3000' },
        'memory-limit': { type: 'string', default: '256' },
        'operation-limit': { type: 'string', default: '1000000' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new Refusal((error as Error).message.split('\n')[0]);
  }
}

function readCount(option: string, text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count <= 0)
    throw new Refusal(`--${option} takes a positive whole number, not “${text}”.`);
  return count;
}

function readPlace(text: string): { line: number; column: number } {
  const [, line, column] = /^(\d+):(\d+)$/.exec(text) ?? [];
  if (line === undefined || column === undefined)
    throw new Refusal(`--at takes LINE:COLUMN, as in 7:14, not “${text}”.`);
  return { line: Number(line), column: Number(column) };
}

async function readSource(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Refusal(
      code === 'ENOENT' ? `There is no file “${file}”.` : `“${file}” cannot be read (${code}).`,
    );
  }
}

function offsetAt(source: string, { line, column }: { line: number; column: number }): number {
  const lines = source.split('\n');
  if (line < 1 || line > lines.length)
    throw new Refusal(`The file has ${lines.length} lines, and no line ${line}.`);
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  return before + Math.min(Math.max(column - 1, 0), lines[line - 1]!.length);
}

/** What the file may import from: the folder that the program was started in, else the project that the file is in. */
async function rootOf(file: string): Promise<string> {
  const isBelow =
    !relative(process.cwd(), file).startsWith('..') && !isAbsolute(relative(process.cwd(), file));
  if (isBelow) return process.cwd();
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    for (const mark of ['.git', 'package.json'])
      if (
        await access(join(folder, mark)).then(
          () => true,
          () => false,
        )
      )
        return folder;
    if (folder === dirname(folder)) return dirname(file);
  }
}

async function run(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  if (options === 'help') return print([`${USAGE}\n`]);
  const { file, selection, evaluation, component, given, limits } = options;
  const source = await readSource(file);
  const evaluator = new Evaluator(() => new NodeThread(join(__dirname, 'trace-worker.cjs')));
  const path = portablePath(resolve(file));
  const root = await rootOf(resolve(file));
  const outcome = await evaluator.evaluate(
    {
      path,
      source,
      selection:
        'variable' in selection
          ? selection
          : { start: offsetAt(source, selection.at), end: offsetAt(source, selection.at) },
      limits,
      ...(evaluation !== undefined && { evaluation }),
      ...(component !== undefined && { component }),
      ...(given !== undefined && { arguments: { '*': given } }),
    },
    undefined,
    new LocalFiles([portablePath(root)]),
  );
  evaluator.dispose();
  if (!outcome.ok) {
    const { message, span, source: other } = outcome.error;
    const line = span ? `:${(other?.text ?? source).slice(0, span.start).split('\n').length}` : '';
    const name = other ? relative(process.cwd(), nativePath(other.path)) : file;
    const said = message.replace(
      /the setting “gradientGraph\.limits\.(\w+)”/,
      (setting, limit: string) => LIMIT_OPTIONS[limit] ?? setting,
    );
    throw new Refusal(`${name}${line}: ${said}`);
  }
  const session = new Session(0, outcome.trace);
  if (options.svg !== undefined) {
    // The layout is loaded for a picture only.
    const { pictureFile } = await import('../../webview/picture/file.ts');
    await writeFile(options.svg, await pictureFile(session.view, options));
  }
  if (options.output === 'json') await print(toJson(session));
  else if (options.output === 'dot') await print(toDot(session));
  else if (options.svg === undefined) await print([toTable(session)]);
}

/** Writes the pieces as fast as the reader takes them, and waits until all has gone out, so that a pipe gets all of it. */
async function print(pieces: Iterable<string>): Promise<void> {
  for (const text of inLongPieces(pieces))
    await new Promise((resolve) => process.stdout.write(printable(text), resolve));
}

// A reader that has seen enough, like `head`, closes the pipe.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

useKernels(wasmKernels());
run(process.argv.slice(2)).catch((error: unknown) => {
  const message = error instanceof Refusal ? error.message : String(error);
  process.stderr.write(`${printable(message.replace(/\s*\n\s*/g, ' '))}\n`);
  process.exitCode = 1;
});
