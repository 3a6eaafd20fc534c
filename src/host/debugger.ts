/**
 * The debugger as VS Code meets it: the adapter inside of the extension, launch configurations, the command, and the
 * values at the ends of lines. The adapter is loaded with the first session.
 */
import * as vscode from 'vscode';
import { clientPath, EditorHost, uriOf } from './debugSession.ts';
import { isSupported } from './evaluation.ts';
import type { GraphPanel, Services } from './graphPanel.ts';
import { platform } from './platform/platform.ts';

const TYPE = 'backprop';

interface Options {
  readonly services: Services;
  readonly languages: readonly string[];
  readonly panel: () => GraphPanel | undefined;
}

/** Registers everything. The sessions that are open when it is disposed are VS Code's to end. */
export function registerDebugger({ services, languages, panel }: Options): vscode.Disposable {
  const hosts = new Map<string, EditorHost>();
  let inlineValues: vscode.Disposable | undefined;

  const factory: vscode.DebugAdapterDescriptorFactory = {
    async createDebugAdapterDescriptor(session) {
      const { BackpropSession } = await platform().loadAdapter();
      const moveTo = (visit: number) =>
        // While the walk runs it cannot be moved; the picture follows when it stops.
        void session.customRequest('moveTo', { visit }).then(undefined, () => {});
      const host = new EditorHost(services, panel, moveTo);
      hosts.set(session.id, host);
      return new vscode.DebugAdapterInlineImplementation(
        new BackpropSession(host) as unknown as vscode.DebugAdapter,
      );
    },
  };
  const started = vscode.debug.onDidStartDebugSession(({ type }) => {
    // Only meanwhile: VS Code leaves its own values out where a language has a provider, also for other debuggers.
    if (type === TYPE)
      inlineValues ??= vscode.languages.registerInlineValuesProvider([...languages], { provideInlineValues });
  });
  const ended = vscode.debug.onDidTerminateDebugSession(({ id }) => {
    hosts.get(id)?.dispose();
    hosts.delete(id);
    if (hosts.size > 0) return;
    inlineValues?.dispose();
    inlineValues = undefined;
  });

  return vscode.Disposable.from(
    vscode.debug.registerDebugAdapterDescriptorFactory(TYPE, factory),
    vscode.debug.registerDebugConfigurationProvider(TYPE, configurations),
    vscode.debug.registerDebugConfigurationProvider(
      TYPE,
      { provideDebugConfigurations: () => [configurationHere()].filter((one) => one !== undefined) },
      vscode.DebugConfigurationProviderTriggerKind.Dynamic,
    ),
    vscode.commands.registerCommand('gradientGraph.debug', () => debug(panel())),
    started,
    ended,
    { dispose: () => inlineValues?.dispose() },
  );
}

/** Debugs what the panel shows where it has the focus, else what the cursor stands on. */
async function debug(panel: GraphPanel | undefined): Promise<void> {
  const configuration = (panel?.panel.active && configurationOf(panel)) || configurationHere();
  if (!configuration) {
    void vscode.window.showWarningMessage(
      'Open a TypeScript or JavaScript file and put the cursor on a variable, then debug its backpropagation.',
    );
    return;
  }
  const folder = vscode.workspace.getWorkspaceFolder(uriOf(configuration.program));
  await vscode.debug.startDebugging(folder, configuration);
}

const configurations: vscode.DebugConfigurationProvider = {
  /** F5 without a launch configuration comes with an empty one. */
  resolveDebugConfiguration(folder, configuration) {
    const here = configurationHere();
    if (!configuration.type && !configuration.request && !configuration.name) return here;
    const program: unknown = configuration.program ?? here?.program;
    if (typeof program !== 'string') {
      void vscode.window.showWarningMessage('Open the TypeScript or JavaScript file that is to be debugged.');
      return undefined;
    }
    const isAbsolute = /^([/\\]|[a-zA-Z][\w+.-]*:|\$)/.test(program);
    const absolute = isAbsolute || !folder ? program : clientPath(vscode.Uri.joinPath(folder.uri, program));
    return { ...configuration, program: absolute };
  },
};

/** The variable or expression at the cursor of the text editor; the last variable where it stands on nothing. */
function configurationHere(): vscode.DebugConfiguration | undefined {
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors[0];
  if (!editor || !isSupported(editor.document)) return undefined;
  const { document, selection } = editor;
  const isOnSomething = !selection.isEmpty || document.getWordRangeAtPosition(selection.active);
  return configurationFor(document, isOnSomething ? selection : undefined);
}

function configurationOf({ picture }: GraphPanel): vscode.DebugConfiguration | undefined {
  const document = vscode.workspace.textDocuments.find((one) => picture?.snapshot.isOf(one));
  if (!picture || !document) return undefined;
  const { start, end } = picture.snapshot.now(picture.snapshot.selection);
  return configurationFor(document, new vscode.Range(document.positionAt(start), document.positionAt(end)));
}

function configurationFor(
  document: vscode.TextDocument,
  range: vscode.Range | undefined,
): vscode.DebugConfiguration {
  const place = ({ line, character }: vscode.Position) => `${line + 1}:${character + 1}`;
  return {
    type: TYPE,
    request: 'launch',
    name: 'Debug backpropagation',
    program: clientPath(document.uri),
    ...(range && {
      expression: range.isEmpty ? place(range.start) : `${place(range.start)}-${place(range.end)}`,
    }),
  };
}

/** The adapter's own values, while it stands still. */
async function provideInlineValues(
  document: vscode.TextDocument,
  viewPort: vscode.Range,
): Promise<vscode.InlineValue[]> {
  const session = vscode.debug.activeDebugSession;
  if (session?.type !== TYPE) return [];
  const { values } = (await session.customRequest('inlineValues', { path: clientPath(document.uri) })) as {
    values: readonly { line: number; column: number; endColumn: number; text: string }[];
  };
  return values
    .map(({ line, column, endColumn, text }) => {
      const range = new vscode.Range(line - 1, column - 1, line - 1, endColumn - 1);
      return new vscode.InlineValueText(range, text);
    })
    .filter(({ range }) => viewPort.contains(range));
}
