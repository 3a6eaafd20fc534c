/**
 * One panel: the place in a document that it belongs to, the graph that it shows, and the traffic between the
 * page, the session and the editor. What it shows follows the document: after an edit the place is evaluated again.
 */
import * as vscode from 'vscode';
import type { FromPage, PanelState } from '../protocol/messages.ts';
import type { Cursor, FailureView } from '../protocol/view.ts';
import { Session } from '../session/session.ts';
import { type TraceError, traceError } from '../trace/errors.ts';
import type { Evaluator } from '../trace/evaluator.ts';
import type { Trace } from '../trace/trace.ts';
import type { Range } from './edits.ts';
import { evaluate, offerToCancel } from './evaluation.ts';
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
    panel.onDidChangeViewState(() => this.#drawHighlight());
    const edits = vscode.workspace.onDidChangeTextDocument((event) => this.#follow(event));
    panel.onDidDispose(() => {
      edits.dispose();
      this.#highlight.dispose();
      clearTimeout(this.#settling);
      this.#running?.abort();
      this.#running = undefined;
    });
  }

  get panel(): vscode.WebviewPanel {
    return this.#page.panel;
  }

  get picture(): Picture | undefined {
    return this.#picture;
  }

  /** Shows the graph of what is selected, because the person asked for it. */
  async show(document: vscode.TextDocument, selection: Range, cursor: Cursor): Promise<void> {
    const running = new AbortController();
    const evaluation = this.#evaluate(document, selection, running, cursor);
    offerToCancel(evaluation, running);
    await evaluation;
  }

  /** Takes over from an evaluation under way. Without a cursor the walk stays where it stands. */
  async #evaluate(
    document: vscode.TextDocument,
    selection: Range,
    running: AbortController,
    cursor?: Cursor,
  ): Promise<void> {
    clearTimeout(this.#settling);
    this.#running?.abort();
    this.#running = running;
    const snapshot = new Snapshot(document, selection);
    this.#latest = snapshot;
    this.#page.post({ type: 'busy' });

    const { evaluator } = this.#services;
    const outcome = await evaluate(evaluator, snapshot, document.languageId, running.signal);
    // A newer evaluation has taken over, or the panel is gone.
    if (this.#running !== running) return;
    this.#running = undefined;
    try {
      if (outcome.ok) this.#present(outcome.trace, snapshot, cursor);
      else this.#explain(outcome.error, snapshot);
    } catch (problem) {
      this.#explain(traceError('internal', String(problem)), snapshot);
    }
  }

  #present(trace: Trace, snapshot: Snapshot, cursor: Cursor | undefined): void {
    const session = new Session(GraphPanel.#nextGraph++, trace);
    session.cursor = cursor ?? this.#picture?.session.cursor ?? 'overview';
    this.#picture = { session, snapshot };
    this.#failure = undefined;
    this.panel.title = `${session.view.rootName} — Gradient Graph`;
    this.#postPicture();
    this.#drawHighlight();
  }

  #explain({ code, message, span }: TraceError, snapshot: Snapshot): void {
    if (code === 'internal') this.#services.log.error(message);
    this.#fail({ message, ...(span && snapshot.lineAt(span.start)) });
  }

  /** Shows again what was shown before the window was reloaded. */
  async restore({ uri, start, end, cursor }: PanelState): Promise<void> {
    const document = await openDocument(uri);
    if (document) await this.show(document, { start, end }, cursor);
    else
      this.#fail({ message: 'The file of this graph cannot be opened any more. Show the graph of another.' });
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
      this.#highlight.reveal();
    } else if (message.type === 'reveal') {
      if (message.node >= picture.session.view.nodes.length) return;
      void this.#reveal(picture, picture.session.spanOf(message.node));
    } else {
      this.#services.log.debug(`${this.panel.title}: painted in ${message.milliseconds.toFixed(0)} ms`);
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

  /** Marks the visited expression as long as the panel is there to say why. */
  #drawHighlight(): void {
    const range = this.panel.visible ? this.#picture?.session.visitedSpan : undefined;
    this.#highlight.show(range && { snapshot: this.#picture!.snapshot, range });
  }

  #follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (contentChanges.length === 0) return;
    for (const snapshot of new Set([this.#picture?.snapshot, this.#latest]))
      if (snapshot?.isOf(document)) snapshot.follow(contentChanges);
    const latest = this.#latest;
    if (!latest?.isOf(document)) return;
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      void this.#evaluate(document, latest.now(latest.selection), new AbortController());
    }, SETTLE_MS);
  }

  /** Selects a node's expression in the editor. */
  async #reveal({ snapshot }: Picture, span: Range): Promise<void> {
    const document = await vscode.workspace.openTextDocument(snapshot.uri);
    const open = vscode.window.visibleTextEditors.find((editor) => snapshot.isOf(editor.document));
    await vscode.window.showTextDocument(document, {
      viewColumn: open?.viewColumn ?? vscode.ViewColumn.One,
      selection: rangeIn(document, snapshot.now(span)),
      // The keys keep on stepping.
      preserveFocus: true,
    });
  }
}

/** The document at the address, or undefined where there is none that can be read. */
async function openDocument(uri: string): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
  } catch {
    return undefined;
  }
}
