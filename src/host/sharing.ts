/**
 * Takes what a panel shows out of VS Code: pictures and data as files, the picture and links through the clipboard. Loaded when a
 * person first wants that.
 */
import * as vscode from 'vscode';
import { toDot } from '../export/dot.ts';
import { toJson } from '../export/json.ts';
import { toSceneDot } from '../export/sceneDot.ts';
import { LONGEST_NAME, type NodeLink } from '../protocol/link.ts';
import type { FromPage, ToPage } from '../protocol/messages.ts';
import type { Session } from '../session/session.ts';
import type { SharingMessage } from './answers.ts';
import type { Picture } from './picture.ts';
import { type FileType, saveAs } from './saving.ts';

type Wish = Omit<Extract<ToPage, { type: 'export' }>, 'type' | 'graph'>;
type Data = Extract<FromPage, { type: 'save' }>['as'];

interface Choice extends vscode.QuickPickItem {
  readonly wish: Wish | Data;
}

const CHOICES: readonly Choice[] = [
  { label: 'SVG', description: 'picture of lines and text', wish: { to: 'file', format: 'svg', scale: 1 } },
  ...[1, 2, 3, 4].map((scale) => ({
    label: `PNG, ${scale}×`,
    description: scale === 1 ? 'picture of pixels' : '',
    wish: { to: 'file', format: 'png', scale } as const,
  })),
  { label: 'JSON', description: 'the whole graph as data', wish: 'json' },
  { label: 'Graphviz', description: 'the whole graph', wish: 'dot' },
  { label: 'Graphviz, as folded', description: 'what is shown', wish: 'folded-dot' },
];

/** Pixels of a picture on the clipboard to each of its own. */
const CLIPBOARD_SCALE = 2;

export class Sharing {
  readonly #panel: vscode.WebviewPanel;
  readonly #picture: () => Picture | undefined;
  readonly #post: (message: ToPage) => void;
  readonly #addressOf: (link: NodeLink) => string;
  readonly #wholeOf: (picture: Picture) => Session;

  /** What the page is to do once it shows the picture again. */
  #wish: Wish | undefined;

  /**
   * @param addressOf the address that leads to a node.
   * @param wholeOf the graph of the program alone, also where the picture is a comparison.
   */
  constructor(
    panel: vscode.WebviewPanel,
    picture: () => Picture | undefined,
    post: (message: ToPage) => void,
    addressOf: (link: NodeLink) => string,
    wholeOf: (picture: Picture) => Session,
  ) {
    this.#panel = panel;
    this.#picture = picture;
    this.#post = post;
    this.#addressOf = addressOf;
    this.#wholeOf = wholeOf;
  }

  /** The command “Export Picture…”. */
  async choose(): Promise<void> {
    const picture = this.#picture();
    if (!picture) return this.#sayThatThereIsNone();
    const choice = await vscode.window.showQuickPick(CHOICES, { title: 'Export the gradient graph' });
    if (!choice) return;
    if (typeof choice.wish === 'string') await this.#save(picture, choice.wish);
    else this.#ask(choice.wish);
  }

  /** The command “Copy Picture”. */
  copy(): void {
    if (!this.#picture()) return this.#sayThatThereIsNone();
    this.#ask({ to: 'clipboard', format: 'png', scale: CLIPBOARD_SCALE });
  }

  /** Asks the page, which must be there for it, and have the focus to write onto the clipboard. */
  #ask(wish: Wish): void {
    this.#wish = wish;
    const isThere = this.#panel.visible;
    this.#panel.reveal();
    if (isThere) this.goOn();
  }

  /** The page shows the picture. */
  goOn(): void {
    const picture = this.#picture();
    if (!this.#wish || !picture) return;
    this.#post({ type: 'export', graph: picture.session.id, ...this.#wish });
    this.#wish = undefined;
  }

  /** The page wants something of the picture that it names. */
  async receive(picture: Picture, message: SharingMessage): Promise<void> {
    if (message.type === 'save') await this.#save(picture, message.as);
    else if (message.type === 'link') await this.#copyLink(picture, message.node);
    else if (message.type === 'picture') {
      const { contents } = message;
      if (typeof contents === 'string') await write(picture, 'svg', () => [contents]);
      else await write(picture, 'png', () => contents);
    } else if (message.problem !== undefined)
      void vscode.window.showWarningMessage(`There is no picture: ${message.problem}`);
    else vscode.window.setStatusBarMessage('$(check) The picture is on the clipboard.', 4000);
  }

  async #save(picture: Picture, as: Data): Promise<void> {
    const whole = () => this.#wholeOf(picture);
    if (as === 'json') await write(picture, 'json', () => toJson(whole()));
    else await write(picture, 'dot', () => (as === 'dot' ? toDot(whole()) : toSceneDot(picture.session)));
  }

  async #copyLink(picture: Picture, shown: number): Promise<void> {
    const { trace, snapshot, wanted } = picture.program;
    const node = picture.ownNode(shown);
    if (node === undefined) return;
    const link: NodeLink = {
      uri: snapshot.uri.toString(),
      ...snapshot.now(snapshot.selection),
      node,
      name: trace.nameOf(node).slice(0, LONGEST_NAME),
      ...wanted,
    };
    await vscode.env.clipboard.writeText(this.#addressOf(link));
    vscode.window.setStatusBarMessage('$(check) The link to the node is on the clipboard.', 4000);
  }

  #sayThatThereIsNone(): void {
    void vscode.window.showWarningMessage('Show a gradient graph first.');
  }
}

function write(
  { session, snapshot }: Picture,
  type: FileType,
  contents: () => Iterable<string> | Uint8Array,
): Promise<void> {
  return saveAs(type, snapshot.uri, `${session.rootName} gradient graph`, contents);
}
