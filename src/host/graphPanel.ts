/**
 * One panel: the place in a document that it belongs to, the graph that it shows, and the traffic between the
 * page, the session and the editor. What it shows follows the document: after an edit the place is evaluated again,
 * unless the workspace is not trusted.
 */
import * as vscode from 'vscode';
import type { FromPage } from '../protocol/messages.ts';
import type { PanelState } from '../protocol/panelState.ts';
import type { ChoicesView, Cursor, FailureView, ItemKey, NodeId, SceneRequest } from '../protocol/view.ts';
import { choicesOf, choicesOfCall } from '../session/choices.ts';
import { baseName } from '../session/places.ts';
import { Session } from '../session/session.ts';
import type { TraceError } from '../trace/errors.ts';
import type { Evaluator } from '../trace/evaluator.ts';
import { outerError } from '../trace/outerErrors.ts';
import type { SourceSpan, Trace } from '../trace/trace.ts';
import { answer, isQuestion, isSharing, pathsNow } from './answers.ts';
import type { RememberedArguments } from './arguments.ts';
import type { Range } from './edits.ts';
import { evaluate, showProgress, type Wanted } from './evaluation.ts';
import { WorkspaceFiles } from './files.ts';
import { Highlight } from './highlight.ts';
import type { NodeLinks } from './links.ts';
import type { RememberedLook } from './look.ts';
import { Page } from './page.ts';
import { Picture, type Program } from './picture.ts';
import type { PinnedGraph } from './pinned.ts';
import { platform } from './platform/platform.ts';
import { Pointing } from './pointing.ts';
import type { Sharing } from './sharing.ts';
import { FileSnapshot, rangeIn, Snapshot } from './snapshot.ts';

/** Typing is followed once it pauses for this long. */
const SETTLE_MS = 300;

export interface Services {
  readonly extension: vscode.Uri;
  readonly evaluator: Evaluator;
  readonly remembered: RememberedArguments;
  readonly look: RememberedLook;
  readonly links: NodeLinks;
  readonly pinned: PinnedGraph;
  readonly log: vscode.LogOutputChannel;
}

export class GraphPanel {
  static readonly viewType = 'gradientGraph.panel';

  #sharing: Promise<Sharing> | undefined;
  readonly #page: Page;
  readonly #services: Services;
  readonly #highlight = new Highlight('visit');
  readonly #pointing = new Pointing(
    () => this.#picture,
    (graph, keys) => this.#page.post({ type: 'light', graph, keys }),
  );
  /** The last good graph. */
  #picture: Picture | undefined;
  /** What is evaluated, or was evaluated last: the picture's own, or one that failed since. */
  #latest: Snapshot | undefined;
  /** The files that it imports, or tried to. */
  #imported: WorkspaceFiles | undefined;
  #failure: FailureView | undefined;
  /** What can be chosen of the selection, and what was chosen. */
  #choices: ChoicesView | undefined;
  #wanted: Pick<Wanted, 'evaluation' | 'component'> = {};
  /** How the person has folded the graph of the selection. */
  #folded: SceneRequest = {};
  #selection = 0;
  /** The node that the person wants to see of the graph that is coming; then, where it is to be shown. */
  #target: ((trace: Trace) => NodeId | undefined) | undefined;
  #goTo: { readonly graph: number; readonly key: ItemKey } | undefined;
  #running: AbortController | undefined;
  #settling: ReturnType<typeof setTimeout> | undefined;
  /** The walk of a debugger that the picture shows, and the way to move it. */
  #debugged: { readonly trace: Trace; readonly moveTo: (visit: number) => void } | undefined;

  static #nextGraph = 1;

  constructor(panel: vscode.WebviewPanel, services: Services) {
    this.#services = services;
    this.#page = new Page(panel, services.extension, services.log);
    this.#page.onDidReceive((message) => this.#receive(message));
    panel.onDidChangeViewState(() => this.#drawHighlight());
    const edits = vscode.workspace.onDidChangeTextDocument((event) => this.#follow(event));
    const trust = vscode.workspace.onDidGrantWorkspaceTrust(() => this.#evaluateAgain());
    const disk = vscode.workspace.createFileSystemWatcher('**/*');
    disk.onDidChange((uri) => {
      // An editor that has the file open tells of it by itself.
      const isOpen = vscode.workspace.textDocuments.some((one) => one.uri.toString() === uri.toString());
      if (!isOpen && this.#imported?.hasRead(uri)) this.#settle();
    });
    const appear = (uri: vscode.Uri) => {
      if (this.#imported?.mayMean(uri)) this.#settle();
    };
    disk.onDidCreate(appear);
    disk.onDidDelete(appear);
    panel.onDidDispose(() => {
      edits.dispose();
      trust.dispose();
      disk.dispose();
      this.#highlight.dispose();
      this.#pointing.dispose();
      clearTimeout(this.#settling);
      this.#running?.abort();
      this.#running = undefined;
    });
  }

  /** What takes the picture out of VS Code. */
  sharing(): Promise<Sharing> {
    this.#sharing ??= platform()
      .loadOnDemand()
      .then(
        ({ Sharing }) =>
          new Sharing(
            this.panel,
            () => this.#picture,
            (message) => this.#page.post(message),
            (link) => this.#services.links.addressOf(link),
            ({ program }) => new Session(0, program.trace),
          ),
      );
    return this.#sharing;
  }

  get panel(): vscode.WebviewPanel {
    return this.#page.panel;
  }

  get picture(): Picture | undefined {
    return this.#picture;
  }

  /** Shows the graph of what is selected, because the person asked for it. */
  async show(
    document: vscode.TextDocument,
    selection: Range,
    cursor: Cursor,
    wanted: Pick<Wanted, 'evaluation' | 'component'> = {},
    folded: SceneRequest = {},
    target?: (trace: Trace) => NodeId | undefined,
  ): Promise<void> {
    this.#selection += 1;
    this.#target = target;
    this.#wanted = wanted;
    this.#folded = folded;
    this.#choices = undefined;
    await this.#evaluate(document, selection, cursor);
  }

  /** Shows the graph that a debugger walks. Both have one cursor, which `moveTo` moves from here. */
  mirror(trace: Trace, snapshot: Snapshot, files: WorkspaceFiles, moveTo: (visit: number) => void): void {
    clearTimeout(this.#settling);
    this.#running?.abort();
    this.#running = undefined;
    this.#selection += 1;
    this.#wanted = {};
    this.#folded = {};
    this.#latest = snapshot;
    this.#imported = files;
    this.#debugged = { trace, moveTo };
    this.#present(trace, snapshot, files, 0);
  }

  /** The debugger's walk stands after so many visits now; it is over without a number. */
  walkMoved(trace: Trace, visits: number | undefined): void {
    const session = this.#picture?.session;
    if (this.#debugged?.trace !== trace || session?.trace !== trace) return;
    if (visits === undefined) this.#debugged = undefined;
    else session.cursor = visits;
    this.#page.post({ type: 'cursor', graph: session.id, cursor: session.cursor });
    this.#drawHighlight();
  }

  /** Takes over from an evaluation under way. Without a cursor the walk stays where it stands. */
  async #evaluate(document: vscode.TextDocument, selection: Range, cursor?: Cursor): Promise<void> {
    clearTimeout(this.#settling);
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    const snapshot = new Snapshot(document, selection);
    this.#latest = snapshot;
    this.#page.post({ type: 'busy' });

    const { evaluator, remembered } = this.#services;
    const files = new WorkspaceFiles(document.uri);
    this.#imported = files;
    const wanted = { ...this.#wanted, arguments: remembered.of(snapshot.uri) };
    const evaluation = evaluate(evaluator, snapshot, files, document.languageId, wanted, running.signal);
    showProgress(evaluation, running, () => this.panel.visible);
    const [outcome] = await Promise.all([evaluation, this.#services.pinned.read()]);
    // A newer evaluation has taken over, or the panel is gone.
    if (this.#running !== running) return;
    this.#running = undefined;
    try {
      if (outcome.ok) this.#present(outcome.trace, snapshot, files, cursor);
      else this.#explain(outcome.error, snapshot);
    } catch (problem) {
      this.#explain(outerError('internal', String(problem)), snapshot);
    }
  }

  #present(trace: Trace, snapshot: Snapshot, imported: WorkspaceFiles, cursor: Cursor | undefined): void {
    const files = trace.sources.map(({ path, text }, file) =>
      file === 0 ? snapshot : new FileSnapshot(imported.uriOf(path), text),
    );
    this.#draw({ trace, files, snapshot, wanted: this.#wanted }, cursor);
    const target = this.#target?.(trace);
    this.#target = undefined;
    if (target !== undefined) this.#aimAt(target);
    this.#choices = choicesOf(this.#selection, trace);
    this.#failure = undefined;
    this.#showPicture();
    // A file that was edited while the program ran.
    const isOld = (file: FileSnapshot) =>
      vscode.workspace.textDocuments.some((one) => file.isOf(one) && one.getText() !== file.text);
    if (files.slice(1).some(isOld)) this.#settle();
  }

  /** Makes the picture of a program, compared with the pinned one unless a debugger walks it. */
  #draw(program: Program, cursor: Cursor | undefined): void {
    const isDebugged = this.#debugged?.trace === program.trace;
    const request = { constants: this.#services.look.look.constants, ...this.#folded };
    const pinned = isDebugged ? undefined : this.#services.pinned.current;
    const picture = new Picture(GraphPanel.#nextGraph++, program, request, pinned);
    picture.session.cursor = cursor ?? this.#picture?.session.cursor ?? 'overview';
    this.#picture = picture;
    this.#goTo = undefined;
  }

  /** Opens what hides a node of the program's trace, and goes there once it is painted. */
  #aimAt(own: NodeId): void {
    const { session } = this.#picture!;
    const node = this.#picture!.shownNode(own);
    session.fold({ ...session.request, nodes: [node] });
    this.#goTo = { graph: session.id, key: `n${node}` };
  }

  #showPicture(): void {
    this.panel.title = `${this.#picture!.session.rootName} — Gradient Graph`;
    this.#postPicture();
    this.#drawHighlight();
  }

  /** Compares later graphs with the one that is shown, or with none. */
  async pin(on: boolean): Promise<void> {
    const program = this.#picture?.program;
    if (!program) return;
    if (on) await this.#services.pinned.pin(program);
    else this.#services.pinned.unpin();
    // Another one has come meanwhile, which is compared already.
    if (this.#picture?.program !== program) return;
    this.#draw(program, undefined);
    this.#showPicture();
  }

  #explain({ code, message, span, source, call }: TraceError, snapshot: Snapshot): void {
    if (code === 'internal') this.#services.log.error(message);
    // The arguments can be changed until there is something to show.
    if (call) this.#choices = { ...this.#choices, ...choicesOfCall(this.#selection, call, this.#choices) };
    const other = source && new FileSnapshot(snapshot.uri.with({ path: source.path }), source.text);
    this.#fail({
      message,
      ...(span && (other ?? snapshot).lineAt(span.start)),
      ...(source && { file: baseName(source.path) }),
    });
  }

  /** Shows again what was shown before the window was reloaded. */
  async restore({ uri, start, end, cursor, evaluation, component, scene }: PanelState): Promise<void> {
    const document = await openDocument(uri);
    if (document && !vscode.workspace.isTrusted) {
      this.#latest = new Snapshot(document, { start, end });
      this.#fail({ message: outerError('untrusted').message });
    } else if (document) {
      const wanted = { ...(evaluation && { evaluation }), ...(component && { component }) };
      await this.show(document, { start, end }, cursor, wanted, scene);
    } else
      this.#fail({ message: 'The file of this graph cannot be opened any more. Show the graph of another.' });
  }

  /** Says on the page why there is no (new) graph. */
  #fail(failure: FailureView): void {
    this.#failure = failure;
    this.#postFailure();
  }

  #postFailure(): void {
    if (!this.#failure) return;
    this.#page.post({ type: 'failure', failure: this.#failure, choices: this.#choices });
  }

  #receive(message: FromPage): void {
    if (message.type === 'ready') this.#postEverything();
    if (message.type === 'cancel') this.#running?.abort();
    if (message.type === 'look') this.#services.look.remember(message.look);
    if (message.type === 'copy') void vscode.env.clipboard.writeText(message.text);
    if (!('graph' in message || 'selection' in message)) return;
    if ('selection' in message) return this.#choose(message);
    const picture = this.#picture;
    if (picture?.session.id !== message.graph) return;
    if (message.type === 'pin' || message.type === 'unpin') void this.pin(message.type === 'pin');
    else if (isSharing(message)) void this.sharing().then((sharing) => sharing.receive(picture, message));
    else if (message.type === 'cursor') {
      picture.session.cursor = message.cursor;
      if (message.cursor !== 'overview' && this.#debugged?.trace === picture.session.trace)
        this.#debugged.moveTo(message.cursor);
      this.#drawHighlight();
      void this.#revealVisited(picture);
    } else if (message.type === 'reveal') {
      const span = picture.session.spanOfItem(message.key);
      if (span) void this.#reveal(picture, span);
    } else if (message.type === 'fold') {
      const scene = picture.session.fold(message.request);
      this.#folded = picture.session.request;
      this.#page.post({ type: 'scene', graph: message.graph, scene });
      this.#pointing.follow();
      void this.#postPaths();
    } else if (message.type === 'point') this.#pointing.pointAt(message.key);
    else if (message.type === 'paths') {
      picture.session.pathEnds = message.between;
      void this.#postPaths();
    } else if (message.type === 'visits') {
      const visits = picture.session.visitsAround(message.visit);
      this.#page.post({ type: 'visits', graph: message.graph, visits });
    } else if (isQuestion(message)) {
      void answer(picture.session, message).then((told) => this.#page.post(told));
    } else {
      this.#goOn(message.graph);
      this.#services.log.debug(`${this.panel.title}: painted in ${message.milliseconds.toFixed(0)} ms`);
    }
  }

  /** What has waited for the picture to be there. */
  #goOn(graph: number): void {
    if (this.#goTo?.graph === graph) this.#page.post({ type: 'goTo', ...this.#goTo });
    this.#goTo = undefined;
    void this.#sharing?.then((sharing) => sharing.goOn());
  }

  /** Which items are on the paths changes with the scene. */
  async #postPaths(): Promise<void> {
    const paths = await pathsNow(this.#picture!.session);
    if (paths) this.#page.post(paths);
  }

  /** The person wants another number of the same selection, or gave the function other arguments. */
  #choose(message: Extract<FromPage, { selection: number }>): void {
    const choices = this.#choices;
    if (choices?.selection !== message.selection) return;
    if (message.type === 'evaluation') {
      const { evaluation: _, ...others } = this.#wanted;
      // The last one stays the last one when the program changes.
      const isLast = message.index >= (choices.evaluation?.count ?? 1);
      this.#wanted = isLast ? others : { ...others, evaluation: message.index };
    } else if (message.type === 'component') this.#wanted = { ...this.#wanted, component: message.path };
    else if (choices.call && this.#latest)
      this.#services.remembered.remember(this.#latest.uri, choices.call.key, message.texts);
    void this.#evaluateAgain();
  }

  /** A page that has just started knows nothing. */
  #postEverything(): void {
    this.#page.post({ type: 'look', look: this.#services.look.look });
    if (this.#picture) this.#postPicture();
    this.#postFailure();
    if (this.#running) this.#page.post({ type: 'busy' });
  }

  #postPicture(): void {
    if (!this.#picture) return;
    const { session, snapshot } = this.#picture;
    const { cursor } = session;
    const state: PanelState = {
      uri: snapshot.uri.toString(),
      ...snapshot.now(snapshot.selection),
      cursor,
      ...this.#wanted,
      scene: session.request,
    };
    this.#page.post({ type: 'show', graph: session.view, cursor, choices: this.#choices, state });
    this.#pointing.startAgain();
  }

  /** Marks the visited expression as long as the panel is there to say why. */
  #drawHighlight(): void {
    // A debugger marks the expression itself.
    const isOwn = this.panel.visible && this.#debugged?.trace !== this.#picture?.session.trace;
    const range = isOwn ? this.#picture?.session.visitedSpan : undefined;
    this.#highlight.show(range && { snapshot: this.#picture!.files[range.file]!, range });
  }

  #follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (contentChanges.length === 0) return;
    for (const snapshot of new Set([
      ...(this.#picture?.files ?? []),
      ...(this.#services.pinned.current?.files ?? []),
      this.#latest,
    ]))
      if (snapshot?.isOf(document)) snapshot.follow(contentChanges);
    if (this.#latest?.isOf(document) || this.#imported?.hasRead(document.uri)) this.#settle();
  }

  /** Evaluates again once nothing has changed for a moment. */
  #settle(): void {
    clearTimeout(this.#settling);
    if (vscode.workspace.isTrusted) this.#settling = setTimeout(() => this.#evaluateAgain(), SETTLE_MS);
    else this.#fail({ message: outerError('untrusted').message });
  }

  /** Evaluates the same place in the text as it is now, without being asked. */
  async #evaluateAgain(): Promise<void> {
    const latest = this.#latest;
    const document = latest && (await openDocument(latest.uri.toString()));
    if (document && latest === this.#latest) await this.#evaluate(document, latest.now(latest.selection));
  }

  /** Selects a node's expression in the editor. */
  async #reveal({ files }: Picture, span: SourceSpan): Promise<void> {
    const editor = await showFile(files, span.file);
    const range = rangeIn(editor.document, files[span.file]!.now(span));
    editor.selection = new vscode.Selection(range.start, range.end);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  /** Scrolls to the visited expression. The walk goes from file to file, and the editor follows it. */
  async #revealVisited({ session, files }: Picture): Promise<void> {
    const span = session.visitedSpan;
    if (span && files.length > 1) await showFile(files, span.file);
    this.#highlight.reveal();
  }
}

/** The editor of a file of the program: the one that is there, or one where the program's others are. */
async function showFile(files: readonly FileSnapshot[], file: number): Promise<vscode.TextEditor> {
  const { visibleTextEditors } = vscode.window;
  const wanted = files[file]!;
  const open = visibleTextEditors.find(({ document }) => wanted.isOf(document));
  if (open) return open;
  const beside = visibleTextEditors.find(({ document }) => files.some((one) => one.isOf(document)));
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(wanted.uri), {
    viewColumn: beside?.viewColumn ?? vscode.ViewColumn.One,
    // The keys keep on stepping.
    preserveFocus: true,
  });
}

/** The document at the address, or undefined where there is none that can be read. */
async function openDocument(uri: string): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
  } catch {
    return undefined;
  }
}
