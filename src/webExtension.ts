/** What VS Code loads in a browser. */
import type * as vscode from 'vscode';
import { start } from './host/extension.ts';
import { webPlatform } from './host/platform/web.ts';

export function activate(context: vscode.ExtensionContext): void {
  start(context, webPlatform(context));
}
