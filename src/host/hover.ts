/** Hovers over a variable of the program whose graph is shown: its value and its gradient. */
import * as vscode from 'vscode';
import type { Picture } from './picture.ts';
import { rangeIn } from './snapshot.ts';

export class GradientHover implements vscode.HoverProvider {
  readonly #picture: () => Picture | undefined;

  constructor(picture: () => Picture | undefined) {
    this.#picture = picture;
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const picture = this.#picture();
    // The numbers of an older text would be wrong beside the new one.
    if (!picture || picture.isStale) return undefined;
    const file = picture.files.findIndex((one) => one.isOf(document));
    const found = picture.session.hover(file, document.offsetAt(position));
    if (!found) return undefined;
    const text = new vscode.MarkdownString();
    text.appendCodeblock(`${found.name} = ${found.value}\n${found.partial} = ${found.gradient}`, 'text');
    return new vscode.Hover(text, rangeIn(document, found.span));
  }
}
