/** The other side of the page, with a real session behind it: answers what the page asks, as the extension does. */
import type { FromPage } from '../../src/protocol/messages.ts';
import { find, healthReport, inspect, pathsOf } from '../../src/session/inspection.ts';
import { Session } from '../../src/session/session.ts';
import { elementsOf } from '../../src/session/tensors/elements.ts';
import type { Evaluator } from '../../src/trace/evaluator.ts';
import { traceOf } from '../trace/harness.ts';
import type { OpenPage } from './page.ts';

export class Conversation {
  readonly session: Session;
  readonly #page: OpenPage;
  /** How many of the page's messages have been answered. */
  #answered: number;

  private constructor(page: OpenPage, session: Session) {
    this.#page = page;
    this.session = session;
    this.#answered = page.messages().length;
    page.listen(async (message) => {
      await this.#answer(message);
      this.#answered += 1;
    });
  }

  /** Traces a program, shows it on the page, and answers from then on. */
  static async about(
    page: OpenPage,
    evaluator: Evaluator,
    program: string,
    root: string,
  ): Promise<Conversation> {
    const session = new Session(1, await traceOf(evaluator, program, root));
    const conversation = new Conversation(page, session);
    await page.show(session.view);
    await conversation.settle();
    return conversation;
  }

  /** Resolves when everything is answered, and the page has asked no more for some frames. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet++) {
      if (this.#answered < this.#page.messages().length) quiet = 0;
      await this.#page.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    }
  }

  async #answer(message: FromPage): Promise<void> {
    const { session } = this;
    if (message.type === 'inspect') {
      const { graph, subject } = message;
      await this.#page.send({ type: 'details', graph, subject, details: inspect(session, subject) });
    } else if (message.type === 'elements') {
      const { graph, subject, part, index } = message;
      const elements = elementsOf(session, subject, part, index);
      await this.#page.send({ type: 'elements', graph, subject, part, elements });
    } else if (message.type === 'health')
      await this.#page.send({ type: 'health', graph: message.graph, ...healthReport(session) });
    else if (message.type === 'fold') {
      await this.#page.send({ type: 'scene', graph: message.graph, scene: session.fold(message.request) });
      await this.#sendPaths();
    } else if (message.type === 'search')
      await this.#page.send({ type: 'found', graph: message.graph, found: find(session, message.text) });
    else if (message.type === 'paths') {
      session.pathEnds = message.between;
      await this.#sendPaths();
    } else if (message.type === 'visits')
      await this.#page.send({
        type: 'visits',
        graph: message.graph,
        visits: session.visitsAround(message.visit),
      });
  }

  async #sendPaths(): Promise<void> {
    const paths = pathsOf(this.session);
    if (paths) await this.#page.send({ type: 'paths', graph: this.session.id, paths });
  }
}
