/** Where VS Code comes in: the command, the panel that outlives a reload, and the hover. */
import * as vscode from 'vscode';
import { useKernels } from '../engine/index.ts';
import { wasmKernels } from '../kernels/wasm.ts';
import { parsePanelState } from '../protocol/panelState.ts';
import { Evaluator } from '../trace/evaluator.ts';
import { RememberedArguments } from './arguments.ts';
import { registerDebugger } from './debugger.ts';
import { isSupported } from './evaluation.ts';
import { GraphPanel, type Services } from './graphPanel.ts';
import { GradientHover } from './hover.ts';
import { NodeLinks, nodeOfLink } from './links.ts';
import { RememberedLook } from './look.ts';
import { PinnedGraph } from './pinned.ts';
import { type Platform, usePlatform } from './platform/platform.ts';

const LANGUAGES = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'];

/** Registers all that the extension has. */
export function start(context: vscode.ExtensionContext, platform: Platform): void {
  usePlatform(platform);
  useKernels(wasmKernels());
  const log = vscode.window.createOutputChannel('Gradient Graph', { log: true });
  const evaluator = new Evaluator(platform.startThread);
  const remembered = new RememberedArguments(context.workspaceState);
  const look = new RememberedLook(context.workspaceState);
  let current: GraphPanel | undefined;
  const pinned = new PinnedGraph(context, log);
  const links = new NodeLinks(context.extension.id, (document, selection, link) => {
    const { evaluation, component } = link;
    const wanted = { ...(evaluation && { evaluation }), ...(component !== undefined && { component }) };
    return panel().show(document, selection, 'overview', wanted, {}, (trace) => nodeOfLink(trace, link));
  });
  const services: Services = {
    extension: context.extensionUri,
    evaluator,
    remembered,
    look,
    links,
    pinned,
    log,
  };

  const adopt = (panel: vscode.WebviewPanel): GraphPanel => {
    const adopted = new GraphPanel(panel, services);
    current = adopted;
    const isShown = (shown: boolean) =>
      vscode.commands.executeCommand('setContext', 'gradientGraph.isShown', shown);
    void isShown(true);
    panel.onDidDispose(() => {
      if (current !== adopted) return;
      current = undefined;
      void isShown(false);
    });
    return adopted;
  };

  /** The panel, which comes to the front. */
  const panel = (): GraphPanel => {
    if (!current)
      return adopt(
        vscode.window.createWebviewPanel(GraphPanel.viewType, 'Gradient Graph', vscode.ViewColumn.Beside),
      );
    current.panel.reveal();
    return current;
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
    await panel().show(document, range, 'overview');
  };

  context.subscriptions.push(
    log,
    evaluator,
    vscode.commands.registerCommand('gradientGraph.show', show),
    vscode.commands.registerCommand('gradientGraph.export', async () => (await current?.sharing())?.choose()),
    vscode.commands.registerCommand('gradientGraph.pin', () => current?.pin(true)),
    vscode.commands.registerCommand('gradientGraph.unpin', () => current?.pin(false)),
    vscode.commands.registerCommand('gradientGraph.copyPicture', async () =>
      (await current?.sharing())?.copy(),
    ),
    vscode.window.registerUriHandler(links),
    registerDebugger({ services, languages: LANGUAGES, panel: () => current }),
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
