/** `gradient-graph FILE`: the gradient graph of an expression without an editor, as text, as data or as a picture. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Session } from '../session/session.ts';
import { Evaluator } from '../trace/evaluator.ts';
import { toJson } from './json.ts';
import { toTable } from './table.ts';

const USAGE = `Usage: gradient-graph FILE --root NAME | --at LINE:COLUMN [options]

Evaluates FILE (TypeScript or JavaScript) in a sandbox and prints the backward walk from one value in it.

  --root NAME         the variable to take the gradient of, at the top level of the file
  --at LINE:COLUMN    or the variable or expression at this place (both from 1)
  --json              print everything as data
  --svg OUT           write the picture to OUT
  --theme THEME       light (default) or dark, for the picture
  --time-limit MS     stop the program after so many milliseconds (default 3000)
  --memory-limit MB   and beyond so much memory (default 256)
  --operation-limit N and after so many recorded operations (default 1000000)
  --help              print this text`;

/** What is wrong with what the person asked for, as one line. */
class Refusal extends Error {}

interface Options {
  readonly file: string;
  readonly selection: { variable: string } | { at: { line: number; column: number } };
  readonly json: boolean;
  readonly svg: string | undefined;
  readonly theme: 'light' | 'dark';
  readonly limits: { milliseconds: number; megabytes: number; operations: number };
}

function readOptions(args: readonly string[]): Options | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new Refusal('Name one file. “gradient-graph --help” tells more.');
  const { theme } = values;
  if (theme !== 'light' && theme !== 'dark') throw new Refusal(`The theme is light or dark, not “${theme}”.`);
  if ((values.root === undefined) === (values.at === undefined))
    throw new Refusal('Say what to take the gradient of: --root NAME, or --at LINE:COLUMN.');
  return {
    file,
    selection: values.root !== undefined ? { variable: values.root } : { at: readPlace(values.at!) },
    json: values.json,
    svg: values.svg,
    theme,
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
        json: { type: 'boolean', default: false },
        svg: { type: 'string' },
        theme: { type: 'string', default: 'light' },
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

async function run(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  if (options === 'help') return print(`${USAGE}\n`);
  const { file, selection, limits } = options;
  const source = await readSource(file);
  const evaluator = new Evaluator(join(__dirname, 'trace-worker.cjs'));
  const outcome = await evaluator.evaluate({
    path: file,
    source,
    selection:
      'variable' in selection
        ? selection
        : { start: offsetAt(source, selection.at), end: offsetAt(source, selection.at) },
    limits,
  });
  evaluator.dispose();
  if (!outcome.ok) {
    const { message, span } = outcome.error;
    const line = span ? `:${source.slice(0, span.start).split('\n').length}` : '';
    throw new Refusal(`${file}${line}: ${message}`);
  }
  const session = new Session(0, outcome.trace);
  if (options.svg !== undefined) {
    // The layout is loaded for a picture only.
    const { pictureFile } = await import('../../webview/picture/file.ts');
    await writeFile(options.svg, await pictureFile(session.view, { theme: options.theme }));
  }
  if (options.json) await print(`${toJson(session)}\n`);
  else if (options.svg === undefined) await print(toTable(session));
}

/** Waits until the text has gone out, so that a pipe gets all of it. */
function print(text: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(text, () => resolve()));
}

// A reader that has seen enough, like `head`, closes the pipe.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

run(process.argv.slice(2)).catch((error: unknown) => {
  const message = error instanceof Refusal ? error.message : String(error);
  process.stderr.write(`${message.replace(/\s*\n\s*/g, ' ')}\n`);
  process.exitCode = 1;
});
