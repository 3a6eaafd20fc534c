/**
 * A real VS Code from the npm registry alone: installs the VS Code server that the package `code-server` carries
 * into a git-ignored folder, and runs it with this extension loaded from its sources. Who opens it (a person's
 * browser, a test) does not live here.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { root } from './build.ts';

const CODE_SERVER = '4.139.1';
const home = join(root, '.vscode-server-test');
const installed = join(home, `code-server-${CODE_SERVER}-node-${process.versions.node}`);
/** The VS Code that is served, once it is installed. */
export const vscodeFolder = join(installed, 'node_modules', 'code-server', 'lib', 'vscode');
const windows = process.platform === 'win32';

/** Settings that keep the workbench quiet: nothing that fetches, asks or opens by itself. */
export const QUIET = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.showReleaseNotes': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/**
 * Installs the server unless it is there already, reporting each stage. An installation appears under its final
 * name in one step when it is whole, so an interrupted one is never taken for good.
 */
export async function installServer(report: (line: string) => void = console.log): Promise<void> {
  if (existsSync(installed)) return;
  await mkdir(home, { recursive: true });
  const fresh = await mkdtemp(join(home, 'installing-'));
  try {
    const code = join(fresh, 'node_modules', 'code-server', 'lib', 'vscode');
    const headers = `node${process.platform === 'darwin' && process.arch === 'arm64' ? '-bin' : ''}-${windows ? 'win' : process.platform}-${process.arch}`;
    const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    await writeFile(join(fresh, 'package.json'), '{ "private": true }\n');

    report('Installing a VS Code server for this project (once, about two minutes):');
    report(`  1/4 code-server ${CODE_SERVER}`);
    await npm(fresh, [...install, `code-server@${CODE_SERVER}`, `${headers}@${process.versions.node}`]);
    report('  2/4 its dependencies');
    await npm(code, [...install, '--omit=dev']);
    report('  3/4 the dependencies of its extensions');
    await npm(join(code, 'extensions'), [...install, '--omit=dev']);
    report('  4/4 its native modules');
    await npm(code, ['rebuild', '@vscode/spdlog', '@vscode/native-watchdog'], {
      npm_config_nodedir: join(fresh, 'node_modules', headers),
    });
    await rm(join(fresh, 'node_modules', headers), { recursive: true });
    await rename(fresh, installed).catch((problem) => {
      // Another process may have finished the same installation first: that one serves as well.
      if (!existsSync(installed)) throw problem;
    });
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

/** Runs npm quietly; rejects with the end of what it printed. */
async function npm(cwd: string, args: readonly string[], env: Record<string, string> = {}): Promise<void> {
  const child = spawn('npm', args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: windows,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data) => {
      output = `${output}${data}`.slice(-4000);
    });
  }
  const status = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed in ${cwd}:\n${output}`);
}

/** What the window that is opened shall do. */
export interface WindowOptions {
  /** Absolute path of the folder that it opens. */
  readonly folder: string;
  /** Absolute path of a CommonJS module whose exported `run()` is called inside the extension host. */
  readonly tests?: string;
}

export interface ServerOptions {
  /** Where the server keeps its state; a temporary folder, removed at the end, when it is left out. */
  readonly data?: string;
  /** VS Code settings beside those that keep it quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** A folder is not trusted until the person says so. */
  readonly untrusted?: boolean;
}

/** A VS Code server that runs on a free port of this machine. `stop` ends it and all that it started. */
export class VSCodeServer {
  readonly #process: ChildProcess;
  readonly #data: string;
  readonly #temporary: boolean;
  readonly #port: number;
  readonly #token: string;

  private constructor(
    child: ChildProcess,
    { data, temporary, port, token }: { data: string; temporary: boolean; port: number; token: string },
  ) {
    this.#process = child;
    this.#data = data;
    this.#temporary = temporary;
    this.#port = port;
    this.#token = token;
  }

  /** Starts an installed server and resolves when it listens. Rejects when it ends or says nothing for 30 s. */
  static async start({ data, settings = {}, untrusted = false }: ServerOptions = {}): Promise<VSCodeServer> {
    const folder = data ?? (await mkdtemp(join(tmpdir(), 'gradient-graph-vscode-')));
    const machine = join(folder, 'data', 'Machine');
    await mkdir(machine, { recursive: true });
    await writeFile(join(machine, 'settings.json'), JSON.stringify({ ...QUIET, ...settings }, null, 2));
    // Without a token any web page in the person's browser could talk to the server.
    const token = randomUUID();
    const child = spawn(
      process.execPath,
      [
        join(vscodeFolder, 'out', 'server-main.js'),
        '--host=127.0.0.1',
        '--port=0',
        `--connection-token=${token}`,
        '--accept-server-license-terms',
        `--server-data-dir=${folder}`,
        '--telemetry-level=off',
        ...(untrusted ? [] : ['--disable-workspace-trust']),
        '--enable-smoke-test-driver',
      ],
      { env: outsideEnvironment(), stdio: ['ignore', 'pipe', 'pipe'], detached: !windows },
    );
    const log = createWriteStream(join(folder, 'server.log'));
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    endWithThisProcess(child);
    try {
      const port = await portOf(child);
      return new VSCodeServer(child, { data: folder, temporary: data === undefined, port, token });
    } catch (problem) {
      kill(child);
      log.end();
      await finished(log);
      const output = await readFile(join(folder, 'server.log'), 'utf8');
      throw new Error(`the VS Code server did not start:\n${output}`, { cause: problem });
    }
  }

  /** The address of a window with the extension loaded. */
  url({ folder, tests }: WindowOptions): string {
    const remote = (path: string) => `vscode-remote://localhost:${this.#port}${asUriPath(path)}`;
    const payload = [['extensionDevelopmentPath', remote(root)]];
    if (tests !== undefined) payload.push(['extensionTestsPath', remote(tests)]);
    payload.push(['skipWelcome', 'true']);
    const query = new URLSearchParams({
      tkn: this.#token,
      folder: asUriPath(folder),
      payload: JSON.stringify(payload),
    });
    return `http://localhost:${this.#port}/?${query}`;
  }

  /** Resolves when the server has ended. */
  async ended(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null)
      await new Promise((resolve) => this.#process.once('exit', resolve));
  }

  async stop(): Promise<void> {
    kill(this.#process);
    await this.ended();
    if (this.#temporary)
      await rm(this.#data, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** The port that the server chose, from the line in which it says so. */
async function portOf(child: ChildProcess): Promise<number> {
  const lines = createInterface({ input: child.stdout! });
  const timeout = AbortSignal.timeout(30_000);
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const port = /listening on (\d+)/.exec(line)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    child.once('exit', (code) => reject(new Error(`it ended with code ${code}`)));
    child.once('error', reject);
    timeout.addEventListener('abort', () => reject(new Error('it said nothing for 30 s')));
  });
}

/** The environment without what a terminal inside VS Code adds, which would confuse another VS Code. */
function outsideEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_RUN_AS_NODE$)/.test(name)),
  );
}

const alive = new Set<ChildProcess>();

/** However this process ends, short of SIGKILL: the server is in a process group of its own and would outlive it. */
function endWithThisProcess(child: ChildProcess): void {
  if (process.listenerCount('exit', endAll) === 0) {
    process.on('exit', endAll);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1));
  }
  alive.add(child);
  child.once('exit', () => alive.delete(child));
}

function endAll(): void {
  for (const child of alive) kill(child);
}

/** Ends the server with the extension hosts and terminals that it started. */
function kill(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  if (windows) child.kill();
  else process.kill(-child.pid, 'SIGTERM');
}

function asUriPath(path: string): string {
  const slashed = path.replaceAll('\\', '/');
  return slashed.startsWith('/') ? slashed : `/${slashed}`;
}
