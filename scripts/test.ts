/**
 * `npm test`: runs every check, builds once, runs every suite that it finds by pattern, prints what each says, and
 * adds all up in one last line. With names (`lint`, `typecheck`, `unit`, `vscode`, `desktop`, `nightly`) it runs those alone.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { build, root } from './build.ts';
import { installServer } from './vscode-server.ts';

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface Step {
  readonly title: string;
  readonly run: () => Promise<Counts>;
}

/** Two seconds, the usual limit of a test, is not much on a busy machine. Suites that take longer say so. */
const MOCHA = ['node_modules/mocha/bin/mocha.js', '--forbid-only', '--timeout=20000'];

/** By default mocha leaves one processor to itself, which is half of a small machine. */
const PARALLEL = [...MOCHA, '--parallel', `--jobs=${Math.max(2, availableParallelism())}`];

/** The installation of the editor, where it is wanted. */
let server: Promise<void> | undefined;

const steps = {
  lint: [
    {
      title: 'Lint and format',
      run: () => check(['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings']),
    },
  ],
  typecheck: [{ title: 'Types', run: () => check(['node_modules/typescript/bin/tsc', '--noEmit']) }],
  unit: [
    {
      title: 'Everything but the page and the editor',
      run: () => suite([...PARALLEL, 'test/**/*.test.ts', '--ignore=test/{vscode,webview}/**']),
    },
    {
      title: 'The page in a real Chromium',
      // A browser under load may be late with a frame; what is broken fails twice.
      run: () => suite([...PARALLEL, '--retries=1', 'test/webview/**/*.test.ts']),
    },
  ],
  nightly: [
    {
      title: 'Ten thousand random programs',
      run: () =>
        suite([...MOCHA, '--timeout=3600000', 'test/trace/law.test.ts'], {
          GRADIENT_GRAPH_PROGRAMS: '10000',
        }),
    },
  ],
  vscode: inVSCode('server'),
  desktop: inVSCode('desktop'),
} satisfies Record<string, readonly Step[]>;

/** The suites of the editor, in the VS Code server or in a downloaded desktop VS Code. */
function inVSCode(kind: 'server' | 'desktop'): readonly Step[] {
  const env = { VSCODE_UNDER_TEST: kind };
  return [
    {
      title: `Inside the extension host of a real VS Code (${kind})`,
      run: async () => {
        await server;
        return suite(['test/vscode/inside.ts'], env);
      },
    },
    {
      title: `Clicking and typing in a real VS Code (${kind})`,
      // A whole window under load may lose a click or a menu; what is broken fails three times.
      run: () =>
        suite([...MOCHA, '--parallel', '--jobs=2', '--retries=2', 'test/vscode/workbench/**/*.test.ts'], env),
    },
  ];
}

const PASSED: Counts = { passed: 1, failed: 0, skipped: 0 };
const FAILED: Counts = { passed: 0, failed: 1, skipped: 0 };

let built: Promise<boolean> | undefined;

/** Runs a suite; its counts are those of mocha's own summary, and an end without one is a failure. */
async function suite(command: readonly string[], env: Record<string, string> = {}): Promise<Counts> {
  built ??= build({ production: false }).then(
    () => true,
    (problem: unknown) => {
      console.error(problem);
      return false;
    },
  );
  if (!(await built)) return FAILED;
  const { code, output } = await run(command, env);
  const count = (word: string) => Number(output.match(new RegExp(`^ {2}(\\d+) ${word}`, 'm'))?.[1] ?? 0);
  const counts = { passed: count('passing'), failed: count('failing'), skipped: count('pending') };
  const broken = counts.failed === 0 && (code !== 0 || counts.passed === 0);
  return broken ? { ...counts, failed: 1 } : counts;
}

/** Runs a tool that only succeeds or fails. */
async function check(command: readonly string[]): Promise<Counts> {
  const { code } = await run(command);
  return code === 0 ? PASSED : FAILED;
}

/** Runs a script under this Node, showing and returning what it prints. */
async function run(command: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, command, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

const names = process.argv.slice(2);
const chosen = (names.length > 0 ? names : ['lint', 'typecheck', 'unit', 'vscode']).flatMap((name) => {
  if (!Object.hasOwn(steps, name))
    throw new Error(`no suite is named ${name}: ${Object.keys(steps).join(', ')}`);
  return steps[name as keyof typeof steps];
});

// It takes two minutes on a fresh machine, in which other suites can run. A failure is told by the suites that need it.
if (chosen.some((step) => steps.vscode.includes(step))) server = installServer(() => {}).catch(() => {});

const total = { passed: 0, failed: 0, skipped: 0 };
for (const { title, run } of chosen) {
  console.log(`\n── ${title}`);
  const counts = await run();
  for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += counts[key];
}
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 ? 1 : 0;
