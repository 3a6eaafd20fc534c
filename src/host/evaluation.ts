/** Evaluates a snapshot under the limits of the settings, and lets the person end what takes long elsewhere. */
import * as vscode from 'vscode';
import type { Evaluator, TraceOutcome, TraceRequest } from '../trace/evaluator.ts';
import { NO_PACKAGES } from '../trace/outerErrors.ts';
import type { WorkspaceFiles } from './files.ts';
import type { Snapshot } from './snapshot.ts';

/** Longer than a usual evaluation, so that nothing flashes up. */
const PROGRESS_AFTER_MS = 400;

/** The extension that makes the language known where the document's name does not, as in an unsaved file. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  typescript: '.ts',
  typescriptreact: '.tsx',
  javascript: '.js',
  javascriptreact: '.jsx',
};

export function isSupported(document: vscode.TextDocument): boolean {
  return Object.hasOwn(EXTENSIONS, document.languageId);
}

/** What of a selection is wanted, where there is something to choose; or another selection than the snapshot's. */
export type Wanted = Pick<TraceRequest, 'evaluation' | 'component' | 'arguments'> &
  Partial<Pick<TraceRequest, 'selection' | 'overrides' | 'assignments'>>;

/** Evaluates what is selected in the snapshot. Ends as `cancelled` when the signal says so. */
export async function evaluate(
  evaluator: Evaluator,
  snapshot: Snapshot,
  files: WorkspaceFiles,
  languageId: string,
  wanted: Wanted,
  signal: AbortSignal,
): Promise<TraceOutcome> {
  const limits = vscode.workspace.getConfiguration('gradientGraph.limits', snapshot.uri);
  const outcome = await evaluator.evaluate(
    {
      path: pathOf(snapshot.uri, files, languageId),
      source: snapshot.text,
      selection: snapshot.selection,
      ...wanted,
      limits: {
        milliseconds: limits.get('milliseconds', 3000),
        megabytes: limits.get('megabytes', 256),
        operations: limits.get('operations', 1_000_000),
      },
    },
    signal,
    files,
  );
  if (outcome.ok || outcome.error.code !== 'import-missing' || snapshot.uri.scheme === 'file') return outcome;
  return { ok: false, error: { ...outcome.error, message: outcome.error.message + NO_PACKAGES } };
}

function pathOf({ scheme, path }: vscode.Uri, { roots }: WorkspaceFiles, languageId: string): string {
  const named = /\.[cm]?[jt]sx?$/.test(path) ? path : `${path}${EXTENSIONS[languageId]}`;
  const isPlaced = scheme !== 'untitled' || path.startsWith('/');
  return isPlaced || roots.length === 0 ? named : `${roots[0]}/${named}`;
}

/** Shows an evaluation that takes long, with a button that ends it, unless the panel is there to do so. */
export function showProgress(
  evaluation: Promise<unknown>,
  running: AbortController,
  isPanelVisible: () => boolean,
): void {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: 'Computing the gradients …',
    cancellable: true,
  };
  const timer = setTimeout(() => {
    if (isPanelVisible()) return;
    void vscode.window.withProgress(options, (_progress, cancellation) => {
      cancellation.onCancellationRequested(() => running.abort());
      return evaluation;
    });
  }, PROGRESS_AFTER_MS);
  void evaluation.finally(() => clearTimeout(timer));
}
