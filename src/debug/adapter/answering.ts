/**
 * The half of a session that is the same for every request: it is checked, handed to its handler, and gets exactly one
 * response; then comes what was to happen afterwards.
 */
import { DebugSession, Response } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { type ArgumentsOf, type Command, isCommand, RequestError, readArguments } from './arguments.ts';
import { PHASES, type Phase, STOPPED } from './lifecycle.ts';

/** One request on its way to its response. */
export interface Turn {
  readonly seq: number;
  /** What happens when the response has gone out. */
  after(action: () => void): void;
}

/** For each request what makes its body; may throw {@link RequestError}. */
export type Handlers = { readonly [C in Command]: (given: ArgumentsOf<C>, turn: Turn) => unknown };

export abstract class AnsweringSession extends DebugSession {
  protected phase: Phase = 'fresh';
  protected abstract readonly handlers: Handlers;

  /** Something went wrong for which no request waits. */
  protected abstract failed(error: unknown): void;

  override handleMessage(message: DebugProtocol.ProtocolMessage): void {
    // Anything else is no message.
    if (typeof message === 'object' && message !== null) super.handleMessage(message);
  }

  protected override dispatchRequest(request: DebugProtocol.Request): void {
    this.#answer(request).catch((error: unknown) => this.failed(error));
  }

  async #answer(request: DebugProtocol.Request): Promise<void> {
    const response: DebugProtocol.Response = new Response(request);
    const afterwards: (() => void)[] = [];
    const turn: Turn = { seq: request.seq, after: (action) => afterwards.push(action) };
    try {
      const { command } = request;
      if (!isCommand(command)) throw new RequestError(`There is no request “${command}” here.`);
      this.#checkPhase(command);
      const handler = this.handlers[command] as (given: unknown, turn: Turn) => unknown;
      const body = handler(readArguments(command, request.arguments), turn);
      response.body = body instanceof Promise ? await body : body;
    } catch (error) {
      this.#refuse(response, error);
      return;
    }
    this.sendResponse(response);
    for (const one of afterwards) one();
  }

  #refuse(response: DebugProtocol.Response, error: unknown): void {
    const text = error instanceof Error ? error.message : String(error);
    const isForPerson = error instanceof RequestError && error.isForPerson;
    response.success = false;
    response.message = text;
    if (text !== 'cancelled' && text !== 'notStopped')
      response.body = {
        error: { id: 1, format: '{_text}', variables: { _text: text }, showUser: isForPerson },
      };
    this.sendResponse(response);
  }

  #checkPhase(command: Command): void {
    const phases = PHASES[command] ?? STOPPED;
    if (phases.includes(this.phase)) return;
    // The protocol's own word for a request that may be tried again.
    if (this.phase === 'running' && phases.includes('stopped')) throw new RequestError('notStopped');
    const now = this.phase === 'ended' ? 'the session has ended' : `the session is ${this.phase}`;
    throw new RequestError(`${command} cannot be answered now: ${now}.`);
  }
}
