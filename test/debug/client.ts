/** The adapter as a process of its own in the hands of a test, through the protocol's own test client. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DebugClient } from '@vscode/debugadapter-testsupport';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { root } from '../../scripts/build.ts';

export type Stopped = DebugProtocol.StoppedEvent['body'];
type Variable = DebugProtocol.Variable;

/** What a test does while breakpoints may be set. */
type Configure = (client: Client) => Promise<unknown>;

export class Client extends DebugClient {
  readonly folder: string;
  readonly file: string;
  readonly events: DebugProtocol.Event[] = [];
  #stops: Stopped[] = [];
  #waiting: ((stop: Stopped) => void) | undefined;

  private constructor(program: string) {
    super(process.execPath, join(root, 'dist/debug-stdio.cjs'), 'backprop', undefined, true);
    this.defaultTimeout = 30_000;
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), 'gradient-graph-debug-')));
    this.file = join(this.folder, 'program.ts');
    writeFileSync(this.file, program);
  }

  /** An adapter that has answered nothing yet. */
  static async fresh(program: string): Promise<Client> {
    const client = new Client(program);
    await client.start();
    client.on('stopped', ({ body }: DebugProtocol.StoppedEvent) => {
      if (client.#waiting) client.#waiting(body);
      else client.#stops.push(body);
      client.#waiting = undefined;
    });
    for (const name of [
      'stopped',
      'continued',
      'output',
      'breakpoint',
      'terminated',
      'invalidated',
      'initialized',
    ])
      client.on(name, (event: DebugProtocol.Event) => client.events.push(event));
    return client;
  }

  /** An adapter that stands at the first stop of the program. */
  static async open(
    program: string,
    options: { launch?: Record<string, unknown>; configure?: Configure } = {},
  ): Promise<{ client: Client; stop: Stopped }> {
    const client = await Client.fresh(program);
    await client.initializeRequest({
      adapterID: 'backprop',
      pathFormat: 'path',
      supportsInvalidatedEvent: true,
      supportsVariablePaging: true,
    });
    const initialized = client.waitForEvent('initialized', client.defaultTimeout);
    const launched = client.launchRequest({ program: client.file, ...options.launch } as never);
    await Promise.race([initialized, launched.then(() => initialized)]);
    await options.configure?.(client);
    const stop = client.stopped();
    await client.configurationDoneRequest();
    await launched;
    return { client, stop: await stop };
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The next stop, or one that was not asked for yet. */
  stopped(): Promise<Stopped> {
    const stop = this.#stops.shift();
    if (stop) return Promise.resolve(stop);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the walk did not stop')), this.defaultTimeout);
      this.#waiting = (one) => {
        clearTimeout(timer);
        resolve(one);
      };
    });
  }

  /** A request, and the stop that it ends in. */
  async move(command: string, more: object = {}): Promise<Stopped> {
    await this.customRequest(command, { threadId: 1, ...more });
    return this.stopped();
  }

  async ask<Body>(command: string, given: object = {}): Promise<Body> {
    return (await this.customRequest(command, given)).body as Body;
  }

  /** The text that the top frame highlights. */
  async frames(more: object = {}): Promise<DebugProtocol.StackFrame[]> {
    const { stackFrames } = await this.ask<DebugProtocol.StackTraceResponse['body']>('stackTrace', {
      threadId: 1,
      ...more,
    });
    return stackFrames;
  }

  /** The variables of a scope of the top frame, or below one of them, by name. */
  async variables(scope: string, ...path: string[]): Promise<Map<string, Variable>> {
    const { scopes } = await this.ask<DebugProtocol.ScopesResponse['body']>('scopes', { frameId: 1 });
    let reference = scopes.find(({ name }) => name === scope)!.variablesReference;
    for (const name of path) reference = (await this.under(reference)).get(name)!.variablesReference;
    return this.under(reference);
  }

  async under(variablesReference: number, more: object = {}): Promise<Map<string, Variable>> {
    const { variables } = await this.ask<DebugProtocol.VariablesResponse['body']>('variables', {
      variablesReference,
      ...more,
    });
    return new Map(variables.map((variable) => [variable.name, variable]));
  }

  async reference(scope: string): Promise<number> {
    const { scopes } = await this.ask<DebugProtocol.ScopesResponse['body']>('scopes', { frameId: 1 });
    return scopes.find(({ name }) => name === scope)!.variablesReference;
  }

  async evaluate(expression: string, context = 'repl'): Promise<string> {
    const { result } = await this.ask<DebugProtocol.EvaluateResponse['body']>('evaluate', {
      expression,
      context,
      frameId: 1,
    });
    return result;
  }

  async breakAt(...breakpoints: DebugProtocol.SourceBreakpoint[]): Promise<DebugProtocol.Breakpoint[]> {
    const body = await this.ask<DebugProtocol.SetBreakpointsResponse['body']>('setBreakpoints', {
      source: { path: this.file },
      breakpoints,
    });
    return body.breakpoints;
  }
}
