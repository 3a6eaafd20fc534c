/**
 * One debug session in the editor: evaluates the program as it stands in its document, marks the visited expression,
 * and keeps the walk and the picture together. The adapter itself knows none of this.
 */
import * as vscode from 'vscode';
import type { LaunchArguments } from '../debug/adapter/arguments.ts';
import type { DebugHost, Evaluated } from '../debug/adapter/host.ts';
import type { Runtime } from '../debug/runtime.ts';
import { selectionOf } from '../debug/target.ts';
import type { Place } from '../debug/walk.ts';
import type { LeafOverride } from '../trace/trace.ts';
import type { Range } from './edits.ts';
import { evaluate, isSupported } from './evaluation.ts';
import { WorkspaceFiles } from './files.ts';
import type { GraphPanel, Services } from './graphPanel.ts';
import { Highlight } from './highlight.ts';
import { FileSnapshot, Snapshot } from './snapshot.ts';

/** How VS Code's debugger calls a document: by its path, or by its whole address where it is in no file system. */
export function clientPath(uri: vscode.Uri): string {
  return uri.scheme === 'file' ? uri.fsPath : uri.toString();
}

/** The reverse of {@link clientPath}. A drive letter of Windows is no scheme. */
export function uriOf(path: string): vscode.Uri {
  return /^[a-zA-Z][\w+.-]+:/.test(path) ? vscode.Uri.parse(path, true) : vscode.Uri.file(path);
}

export class EditorHost implements DebugHost, vscode.Disposable {
  readonly #services: Services;
  readonly #panel: () => GraphPanel | undefined;
  readonly #moveTo: (visit: number) => void;
  readonly #highlight = new Highlight('visit');
  readonly #edits = vscode.workspace.onDidChangeTextDocument((event) => this.#follow(event));
  /** All files of the program as they were evaluated, in the order of the trace's sources. */
  #files: readonly FileSnapshot[] = [];

  /**
   * @param panel the picture that is open, if there is one.
   * @param moveTo asks the adapter to go to the end of a visit, because the person went there in the picture.
   */
  constructor(services: Services, panel: () => GraphPanel | undefined, moveTo: (visit: number) => void) {
    this.#services = services;
    this.#panel = panel;
    this.#moveTo = moveTo;
  }

  async evaluate(
    launch: LaunchArguments,
    overrides: readonly LeafOverride[],
    signal: AbortSignal,
  ): Promise<Evaluated> {
    const refused = (message: string) => ({ ok: false, error: { code: 'unreadable', message } }) as const;
    let document: vscode.TextDocument;
    try {
      document = await vscode.workspace.openTextDocument(uriOf(launch.program));
    } catch {
      return refused(`There is no file “${launch.program}” that can be read.`);
    }
    if (!isSupported(document)) return refused(`“${launch.program}” is neither TypeScript nor JavaScript.`);
    const selection = selectionOf(document.getText(), launch.expression);
    const snapshot = new Snapshot(document, rangeOf(selection, document.getText()));
    const files = new WorkspaceFiles(document.uri);
    const { evaluator, remembered } = this.#services;
    const given = launch.arguments ? { '*': launch.arguments } : remembered.of(document.uri);
    const wanted = { selection, overrides, arguments: given, assignments: true };
    const outcome = await evaluate(evaluator, snapshot, files, document.languageId, wanted, signal);
    if (!outcome.ok) return outcome;
    const { trace } = outcome;
    this.#files = trace.sources.map(({ path, text }, file) =>
      file === 0 ? snapshot : new FileSnapshot(files.uriOf(path), text),
    );
    this.#panel()?.mirror(trace, snapshot, files, this.#moveTo);
    return outcome;
  }

  clientPath(file: number): string {
    return clientPath(this.#files[file]!.uri);
  }

  /** The picture has no forward pass: there, it stands before the first visit. */
  moved({ trace, node }: Runtime, place: Place | undefined): void {
    this.#panel()?.walkMoved(trace, place && (place.pass === 'backward' ? place.index : 0));
    const range = trace.spanOf(node);
    this.#highlight.show(place && { snapshot: this.#files[range.file]!, range });
  }

  dispose(): void {
    this.#edits.dispose();
    this.#highlight.dispose();
  }

  #follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (contentChanges.length === 0) return;
    for (const file of this.#files) if (file.isOf(document)) file.follow(contentChanges);
  }
}

/** Where the picture looks for what is debugged when the text changes. */
function rangeOf(selection: ReturnType<typeof selectionOf>, text: string): Range {
  if ('start' in selection) return selection;
  const declared = new RegExp(
    String.raw`\b(?:const|let|var|function|class)\s+(?=${selection.variable.replaceAll('$', '\\$')}\b)`,
  );
  const found = declared.exec(text);
  const start = found ? found.index + found[0].length : Math.max(0, text.indexOf(selection.variable));
  return { start, end: start };
}
