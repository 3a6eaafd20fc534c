/** What VS Code loads where it has Node: on the desktop, and beside the files of another machine. */
import type * as vscode from 'vscode';
import { start } from './host/extension.ts';
import { nodePlatform } from './host/platform/node.ts';

export function activate(context: vscode.ExtensionContext): void {
  start(context, nodePlatform(context));
}
