/** The extension in Node. What it loads later are bundles beside its own. */
import * as vscode from 'vscode';
import type { LocalFiles } from '../../trace/node/localFiles.ts';
import { NodeThread } from '../../trace/node/thread.ts';
import type { Platform } from './platform.ts';

/** Names that the bundler does not follow. */
const ADAPTER: string = './debug-adapter.cjs';
const ON_DEMAND: string = './on-demand.cjs';
const LOCAL_FILES: string = './local-files.cjs';

export function nodePlatform({ extensionUri }: vscode.ExtensionContext): Platform {
  const worker = vscode.Uri.joinPath(extensionUri, 'dist', 'trace-worker.cjs').fsPath;
  return {
    startThread: () => new NodeThread(worker),
    localFiles: async (roots) => {
      const files = (await import(LOCAL_FILES)) as { LocalFiles: typeof LocalFiles };
      return new files.LocalFiles(roots);
    },
    loadAdapter: () => import(ADAPTER),
    loadOnDemand: () => import(ON_DEMAND),
  };
}
