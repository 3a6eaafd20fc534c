/** Evaluates a snapshot: under the limits of the settings, and cancellable by the person when it takes long. */
import * as vscode from 'vscode';
import type { Evaluator, TraceOutcome } from '../trace/evaluator.ts';
import type { Snapshot } from './snapshot.ts';

/** Much longer than a usual evaluation with its start of the sandbox, so that nothing flashes up. */
const PROGRESS_AFTER_MS = 1000;

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

/** Ends as `cancelled` when `abort` says so. */
export async function evaluate(
  evaluator: Evaluator,
  snapshot: Snapshot,
  languageId: string,
  abort: AbortController,
): Promise<TraceOutcome> {
  const limits = vscode.workspace.getConfiguration('gradientGraph.limits', snapshot.uri);
  const evaluation = evaluator.evaluate(
    {
      path: pathOf(snapshot.uri, languageId),
      source: snapshot.text,
      selection: snapshot.selection,
      limits: {
        milliseconds: limits.get('milliseconds', 3000),
        megabytes: limits.get('megabytes', 256),
        operations: limits.get('operations', 1_000_000),
      },
    },
    abort.signal,
  );
  const timer = setTimeout(() => offerToCancel(evaluation, abort), PROGRESS_AFTER_MS);
  return evaluation.finally(() => clearTimeout(timer));
}

function pathOf(uri: vscode.Uri, languageId: string): string {
  return /\.[cm]?[jt]sx?$/.test(uri.path) ? uri.path : `${uri.path}${EXTENSIONS[languageId]}`;
}

function offerToCancel(evaluation: Promise<unknown>, abort: AbortController): void {
  void vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: 'Gradient Graph: the program runs …',
      cancellable: true,
    },
    (_progress, token) => {
      token.onCancellationRequested(() => abort.abort());
      return evaluation;
    },
  );
}
