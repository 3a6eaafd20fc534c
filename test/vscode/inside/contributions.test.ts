/** What the manifest promises to VS Code. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the extension', () => {
  it('sleeps until it is used', async () => {
    const document = await vscode.workspace.openTextDocument({
      language: 'typescript',
      content: 'const x = 1;',
    });
    await vscode.window.showTextDocument(document);
    assert.equal(vscode.extensions.getExtension('gradient-graph.gradient-graph')?.isActive, false);
  });
});
