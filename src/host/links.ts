/**
 * Links to nodes: `vscode://gradient-graph.gradient-graph/node?…` opens the file, selects the expression and shows the
 * node. A link may come from anyone: where its file is not in a folder that the person trusts, the person is asked
 * first, and nothing is evaluated.
 */
import * as vscode from 'vscode';
import type { NodeId } from '../engine/index.ts';
import { LONGEST_NAME, type NodeLink, readLink, writeLink } from '../protocol/link.ts';
import type { Trace } from '../trace/trace.ts';
import type { Range } from './edits.ts';
import { isSupported } from './evaluation.ts';
import { rangeIn } from './snapshot.ts';

const PATH = '/node';
const OPEN = 'Open File';

/** Shows the node of the selection; the file is open. */
type Show = (document: vscode.TextDocument, selection: Range, link: NodeLink) => Promise<void>;

export class NodeLinks implements vscode.UriHandler {
  readonly #show: Show;
  readonly #authority: string;

  /** @param extension the extension's own id, which its links lead to. */
  constructor(extension: string, show: Show) {
    this.#authority = extension;
    this.#show = show;
  }

  /** The address of a node, for this kind of VS Code. */
  addressOf(link: NodeLink): string {
    const { uriScheme } = vscode.env;
    return `${uriScheme}://${this.#authority}${PATH}?${encodeURIComponent(writeLink(link))}`;
  }

  async handleUri({ path, query }: vscode.Uri): Promise<void> {
    const link = path === PATH ? readLink(query) : undefined;
    const target = link && targetOf(link);
    if (!link || !target) {
      void vscode.window.showWarningMessage('This link leads to no node of a gradient graph. Copy it again.');
      return;
    }
    const isOwn = vscode.workspace.isTrusted && vscode.workspace.getWorkspaceFolder(target) !== undefined;
    if (!isOwn && !(await isWanted(target))) return;
    const document = await vscode.workspace.openTextDocument(target).then(undefined, () => undefined);
    if (!document) {
      void vscode.window.showWarningMessage(`The file of this link, ${nameOf(target)}, cannot be opened.`);
      return;
    }
    const { length } = document.getText();
    const selection = { start: Math.min(link.start, length), end: Math.min(link.end, length) };
    await vscode.window.showTextDocument(document, {
      selection: rangeIn(document, selection),
      viewColumn: vscode.ViewColumn.One,
    });
    if (isOwn && isSupported(document)) await this.#show(document, selection, link);
  }
}

/** The document, where the link names one without detours; none on another machine. */
function targetOf({ uri }: NodeLink): vscode.Uri | undefined {
  try {
    const target = vscode.Uri.parse(uri, true);
    const isPlain =
      !target.path.split(/[\\/]/).includes('..') && target.query === '' && target.fragment === '';
    const isHere = vscode.workspace.getWorkspaceFolder(target) !== undefined;
    return isPlain && (isHere || (target.scheme === 'file' && target.authority === '')) ? target : undefined;
  } catch {
    return undefined;
  }
}

async function isWanted(target: vscode.Uri): Promise<boolean> {
  const answer = await vscode.window.showWarningMessage(
    `A link wants to open the file ${nameOf(target)}.`,
    {
      modal: true,
      detail:
        'It is not in a folder that you trust. Nothing in it is evaluated until you show its graph yourself.',
    },
    OPEN,
  );
  return answer === OPEN;
}

/** The node that the link means: the one of its id, or where the program was edited since, the first of its name. */
export function nodeOfLink(trace: Trace, { node, name }: NodeLink): NodeId | undefined {
  const { size } = trace.graph;
  const isMeant = (one: NodeId) => trace.nameOf(one).slice(0, LONGEST_NAME) === name;
  if (node < size && isMeant(node)) return node;
  if (name !== '') for (let one: NodeId = 0; one < size; one++) if (isMeant(one)) return one;
  return undefined;
}

function nameOf(target: vscode.Uri): string {
  return vscode.workspace.asRelativePath(target);
}
