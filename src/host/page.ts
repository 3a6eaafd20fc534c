/**
 * The webview and the line to the page in it: its HTML, its messages, and whether it listens at all. A hidden
 * page is thrown away and starts anew when it is shown again; what it shows is not decided here.
 */
import * as vscode from 'vscode';
import { type FromPage, parseFromPage, type ToPage } from '../protocol/messages.ts';

export class Page {
  readonly panel: vscode.WebviewPanel;
  readonly #received = new vscode.EventEmitter<FromPage>();
  readonly onDidReceive = this.#received.event;
  #listens = false;

  constructor(panel: vscode.WebviewPanel, extension: vscode.Uri, log: vscode.LogOutputChannel) {
    this.panel = panel;
    const folder = vscode.Uri.joinPath(extension, 'dist', 'webview');
    panel.iconPath = vscode.Uri.joinPath(extension, 'media', 'icon.png');
    panel.webview.options = { enableScripts: true, localResourceRoots: [folder] };
    panel.webview.onDidReceiveMessage((data: unknown) => {
      const message = parseFromPage(data);
      if (!message) {
        log.warn('The page sent something that is not a message; dropped.');
        return;
      }
      if (message.type === 'ready') this.#listens = true;
      if (message.type === 'error') log.error(`The page: ${message.message}`);
      this.#received.fire(message);
    });
    panel.onDidChangeViewState(() => {
      if (!panel.visible) this.#listens = false;
    });
    panel.onDidDispose(() => this.#received.dispose());
    panel.webview.html = html(panel.webview, folder);
  }

  /** Sends the message, unless nobody listens: a page asks for everything when it is ready. */
  post(message: ToPage): void {
    if (this.#listens) void this.panel.webview.postMessage(message);
  }
}

function html(webview: vscode.Webview, folder: vscode.Uri): string {
  const nonce = crypto.randomUUID();
  const uri = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    'worker-src blob:',
    // A picture that is drawn as pixels.
    'img-src blob:',
    `connect-src ${webview.cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Gradient Graph</title>
<link rel="stylesheet" href="${uri('page.css')}">
</head>
<body data-layout="${uri('layout.js')}">
<div id="app"></div>
<script nonce="${nonce}" src="${uri('main.js')}"></script>
</body>
</html>`;
}
