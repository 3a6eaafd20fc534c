/** Where VS Code comes in: the command, the panel that outlives a reload, and the hover. */
import * as vscode from 'vscode';
import { isSupported } from './host/evaluation.ts';
import { GraphPanel, type Services } from './host/graphPanel.ts';
import { GradientHover } from './host/hover.ts';
import { parsePanelState } from './protocol/messages.ts';
import { Evaluator } from './trace/evaluator.ts';

const LANGUAGES = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'];

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Gradient Graph', { log: true });
  const evaluator = new Evaluator(
    vscode.Uri.joinPath(context.extensionUri, 'dist', 'trace-worker.cjs').fsPath,
  );
  const services: Services = { extension: context.extensionUri, evaluator, log };
  let current: GraphPanel | undefined;

  const adopt = (panel: vscode.WebviewPanel): GraphPanel => {
    const adopted = new GraphPanel(panel, services);
    current = adopted;
    panel.onDidDispose(() => {
      if (current === adopted) current = undefined;
    });
    return adopted;
  };

  const show = async (uri?: vscode.Uri) => {
    const editor = editorOf(uri);
    if (!editor || !isSupported(editor.document)) {
      void vscode.window.showWarningMessage(
        'Open a TypeScript or JavaScript file and put the cursor on a variable, then show its gradient graph.',
      );
      return;
    }
    const { document, selection } = editor;
    const range = { start: document.offsetAt(selection.start), end: document.offsetAt(selection.end) };
    if (current) current.panel.reveal();
    else
      adopt(
        vscode.window.createWebviewPanel(GraphPanel.viewType, 'Gradient Graph', vscode.ViewColumn.Beside),
      );
    await current?.show(document, range, 'overview');
  };

  context.subscriptions.push(
    log,
    evaluator,
    vscode.commands.registerCommand('gradientGraph.show', show),
    vscode.languages.registerHoverProvider(LANGUAGES, new GradientHover(() => current?.picture)),
    vscode.window.registerWebviewPanelSerializer(GraphPanel.viewType, {
      async deserializeWebviewPanel(panel, kept: unknown) {
        const state = parsePanelState(kept);
        if (state && !current) await adopt(panel).restore(state);
        else panel.dispose();
      },
    }),
  );
}

/** The editor that a menu was opened on, else the active one. */
function editorOf(uri: vscode.Uri | undefined): vscode.TextEditor | undefined {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  if (!uri || activeTextEditor?.document.uri.toString() === uri.toString()) return activeTextEditor;
  return visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString());
}
