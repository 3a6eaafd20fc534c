/**
 * One panel: the place in a document that it belongs to, the graph that it shows, and the traffic between the
 * page, the session and the editor. What it shows follows the document: after an edit the place is evaluated again.
 */
import * as vscode from 'vscode';
import type { FromPage, PanelState } from '../protocol/messages.ts';
import type { Cursor, FailureView } from '../protocol/view.ts';
import { Session } from '../session/session.ts';
import type { Evaluator } from '../trace/evaluator.ts';
import type { Range } from './edits.ts';
import { evaluate } from './evaluation.ts';
import { Highlight } from './highlight.ts';
import { Page } from './page.ts';
import { rangeIn, Snapshot } from './snapshot.ts';

/** Typing is followed once it pauses for this long. */
const SETTLE_MS = 300;

/** A graph and the text that it is of. */
export interface Picture {
  readonly session: Session;
  readonly snapshot: Snapshot;
}

export interface Services {
  readonly extension: vscode.Uri;
  readonly evaluator: Evaluator;
  readonly log: vscode.LogOutputChannel;
}

export class GraphPanel {
  static readonly viewType = 'gradientGraph.panel';

  readonly #page: Page;
  readonly #services: Services;
  readonly #highlight = new Highlight();
  /** The last good graph. */
  #picture: Picture | undefined;
  /** What is evaluated, or was evaluated last: the picture's own, or one that failed since. */
  #latest: Snapshot | undefined;
  #failure: FailureView | undefined;
  #running: AbortController | undefined;
  #settling: NodeJS.Timeout | undefined;

  static #nextGraph = 1;

  constructor(panel: vscode.WebviewPanel, services: Services) {
    this.#services = services;
    this.#page = new Page(panel, services.extension, services.log);
    this.#page.onDidReceive((message) => this.#receive(message));
    const edits = vscode.workspace.onDidChangeTextDocument((event) => this.#follow(event));
    panel.onDidDispose(() => {
      edits.dispose();
      this.#highlight.dispose();
      clearTimeout(this.#settling);
      this.#running?.abort();
    });
  }

  get panel(): vscode.WebviewPanel {
    return this.#page.panel;
  }

  get picture(): Picture | undefined {
    return this.#picture;
  }

  /** Shows the graph of what is selected; without a cursor the walk stays where it stands. */
  async show(document: vscode.TextDocument, selection: Range, cursor?: Cursor): Promise<void> {
    clearTimeout(this.#settling);
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    const { evaluator, log } = this.#services;
    const snapshot = new Snapshot(document, selection);
    this.#latest = snapshot;
    this.#page.post({ type: 'busy' });

    const outcome = await evaluate(evaluator, snapshot, document.languageId, running);
    // A newer evaluation has taken over.
    if (this.#running !== running) return;
    this.#running = undefined;
    if (!outcome.ok) {
      const { code, message, span } = outcome.error;
      if (code === 'internal') log.error(message);
      return this.#fail({ message, ...(span && snapshot.lineAt(span.start)) });
    }

    const session = new Session(GraphPanel.#nextGraph++, outcome.trace);
    session.cursor = cursor ?? this.#picture?.session.cursor ?? 'overview';
    this.#picture = { session, snapshot };
    this.#failure = undefined;
    this.panel.title = `${session.view.rootName} — Gradient Graph`;
    this.#postPicture();
    this.#drawHighlight();
  }

  /** Shows again what was shown before the window was reloaded. */
  async restore({ uri, start, end, cursor }: PanelState): Promise<void> {
    try {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
      await this.show(document, { start, end }, cursor);
    } catch (problem) {
      this.#services.log.warn(String(problem));
      this.#fail({
        message: 'The file of this graph cannot be opened any more. Open another one and show its graph.',
      });
    }
  }

  /** Says on the page why there is no (new) graph. */
  #fail(failure: FailureView): void {
    this.#failure = failure;
    this.#page.post({ type: 'failure', failure });
  }

  #receive(message: FromPage): void {
    if (message.type === 'ready') this.#postEverything();
    if (message.type === 'ready' || message.type === 'error') return;
    const picture = this.#picture;
    if (picture?.session.view.id !== message.graph) return;
    if (message.type === 'cursor') {
      picture.session.cursor = message.cursor;
      this.#drawHighlight();
    } else if (message.type === 'reveal') {
      if (message.node >= picture.session.view.nodes.length) return;
      void this.#reveal(picture, picture.session.spanOf(message.node));
    } else {
      this.#services.log.info(`${this.panel.title}: painted in ${message.milliseconds.toFixed(0)} ms`);
    }
  }

  /** A page that has just started knows nothing. */
  #postEverything(): void {
    if (this.#picture) this.#postPicture();
    if (this.#failure) this.#page.post({ type: 'failure', failure: this.#failure });
    if (this.#running) this.#page.post({ type: 'busy' });
  }

  #postPicture(): void {
    if (!this.#picture) return;
    const { session, snapshot } = this.#picture;
    const state: PanelState = {
      uri: snapshot.uri.toString(),
      ...snapshot.now(snapshot.selection),
      cursor: session.cursor,
    };
    this.#page.post({ type: 'show', graph: session.view, cursor: session.cursor, state });
  }

  #drawHighlight(): void {
    if (!this.#picture) return;
    const { session, snapshot } = this.#picture;
    const range = session.visitedSpan;
    if (range) this.#highlight.show({ snapshot, range });
    else this.#highlight.clear();
  }

  #follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (contentChanges.length === 0) return;
    for (const snapshot of new Set([this.#picture?.snapshot, this.#latest]))
      if (snapshot?.isOf(document)) snapshot.follow(contentChanges);
    const latest = this.#latest;
    if (!latest?.isOf(document)) return;
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      void this.show(document, latest.now(latest.selection));
    }, SETTLE_MS);
  }

  /** Selects a node's expression in the editor. */
  async #reveal({ snapshot }: Picture, span: Range): Promise<void> {
    const document = await vscode.workspace.openTextDocument(snapshot.uri);
    const open = vscode.window.visibleTextEditors.find((editor) => snapshot.isOf(editor.document));
    await vscode.window.showTextDocument(document, {
      viewColumn: open?.viewColumn ?? vscode.ViewColumn.One,
      selection: rangeIn(document, snapshot.now(span)),
    });
  }
}
