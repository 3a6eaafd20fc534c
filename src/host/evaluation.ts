/** Evaluates a snapshot under the limits of the settings, and lets the person end what takes long. */
import * as vscode from 'vscode';
import type { Evaluator, TraceOutcome } from '../trace/evaluator.ts';
import type { Snapshot } from './snapshot.ts';

/** Much longer than a usual evaluation with its start of the sandbox, so that nothing flashes up. */
const OFFER_AFTER_MS = 1000;

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

/** Evaluates what is selected in the snapshot. Ends as `cancelled` when the signal says so. */
export function evaluate(
  evaluator: Evaluator,
  snapshot: Snapshot,
  languageId: string,
  signal: AbortSignal,
): Promise<TraceOutcome> {
  const limits = vscode.workspace.getConfiguration('gradientGraph.limits', snapshot.uri);
  return evaluator.evaluate(
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
    signal,
  );
}

function pathOf(uri: vscode.Uri, languageId: string): string {
  return /\.[cm]?[jt]sx?$/.test(uri.path) ? uri.path : `${uri.path}${EXTENSIONS[languageId]}`;
}

/** Shows the person an evaluation that takes long, with a button that ends it. */
export function offerToCancel(evaluation: Promise<unknown>, running: AbortController): void {
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: 'Running the program …',
    cancellable: true,
  };
  const timer = setTimeout(() => {
    void vscode.window.withProgress(options, (_progress, cancellation) => {
      cancellation.onCancellationRequested(() => running.abort());
      return evaluation;
    });
  }, OFFER_AFTER_MS);
  void evaluation.finally(() => clearTimeout(timer));
}
