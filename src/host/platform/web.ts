/**
 * The extension in a browser, which loads one file only: what is needed later is in the same bundle, and does not run
 * before. All files are behind VS Code's own file systems, the extension's too.
 */
import * as vscode from 'vscode';
import { WebThread } from '../../trace/web/thread.ts';
import type { Platform } from './platform.ts';

export function webPlatform({ extensionUri }: vscode.ExtensionContext): Platform {
  const read = async (name: string) =>
    new Uint8Array(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extensionUri, 'dist', name)));
  return {
    startThread: () => new WebThread(read),
    localFiles: undefined,
    loadAdapter: () => import('../../debug/adapter/session.ts'),
    loadOnDemand: () => import('../onDemand.ts'),
  };
}
