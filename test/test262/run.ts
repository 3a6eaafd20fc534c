/**
 * `npm run test262`: runs the files of a checkout of tc39/test262 twice, plain and recorded, in the same QuickJS, and
 * reports those in which only the plain program passes. The environment variable TEST262 holds the checkout's path;
 * arguments choose parts of the paths, and `--strict` runs
 * what can run in both modes in strict mode, too. Fails on a difference that known.json does not list, and on a listed one that is gone.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Verdict } from './worker.ts';

const PARTS = [
  'language',
  ...'Array ArrayIteratorPrototype Math Number Object JSON Map Set String TypedArray TypedArrayConstructors'
    .split(' ')
    .map((name) => `built-ins/${name}`),
];
/** A file that takes longer than this is given up. */
const MILLISECONDS = 60_000;

/** The known differences: the reason, and the files that differ for it. */
type Known = Readonly<Record<string, readonly string[]>>;

const checkout = process.env.TEST262;
if (!checkout) {
  console.error('Set the environment variable TEST262 to the path of a checkout of tc39/test262.');
  process.exit(2);
}
const inBoth = process.argv.includes('--strict');
const wanted = process.argv.slice(2).filter((word) => word !== '--strict');
const files = PARTS.flatMap((part) => globSync(`${part}/**/*.js`, { cwd: join(checkout, 'test') }))
  .filter(
    (file) =>
      !file.endsWith('_FIXTURE.js') && (wanted.length === 0 || wanted.some((part) => file.includes(part))),
  )
  .sort();
const known = JSON.parse(readFileSync(new URL('known.json', import.meta.url), 'utf8')) as Known;
const listed = new Set(Object.values(known).flat());

const verdicts: Verdict[] = [];
const queue = [...files];

function start(): Promise<void> {
  return new Promise((resolve) => {
    const child: ChildProcess = fork(new URL('worker.ts', import.meta.url), inBoth ? ['--strict'] : []);
    let current: string | undefined;
    let timer: NodeJS.Timeout | undefined;
    const next = () => {
      clearTimeout(timer);
      current = queue.shift();
      if (current === undefined) child.disconnect();
      else {
        child.send(current);
        timer = setTimeout(() => child.kill('SIGKILL'), MILLISECONDS);
      }
    };
    child.on('message', (message: Verdict | 'ready') => {
      if (message !== 'ready') {
        verdicts.push(message);
        if (verdicts.length % 1000 === 0) console.log(`${verdicts.length} of ${files.length}`);
      }
      next();
    });
    child.once('exit', () => {
      clearTimeout(timer);
      if (current === undefined) return resolve();
      verdicts.push({ path: current, passes: true, differences: ['the process ended'] });
      resolve(start());
    });
  });
}

await Promise.all(Array.from({ length: availableParallelism() }, start));

const different = verdicts.filter(({ differences }) => differences.length > 0);
const unlisted = different.filter(({ path }) => !listed.has(path)).sort((a, b) => (a.path < b.path ? -1 : 1));
const run = new Set(files);
const differing = new Set(different.map(({ path }) => path));
const equal = [...listed].filter((path) => run.has(path) && !differing.has(path));
for (const { path, differences } of unlisted) console.log(`\n${path}\n  ${differences.join('\n  ')}`);
for (const path of equal) console.log(`\n${path}\n  is listed as different and is not`);
console.log(
  `\n${files.length} files; ${verdicts.filter((one) => one.passes).length} pass plain; ` +
    `${different.length} of them only plain (${unlisted.length} not listed, ${equal.length} listed without need)`,
);
process.exitCode = unlisted.length + equal.length > 0 ? 1 : 0;
