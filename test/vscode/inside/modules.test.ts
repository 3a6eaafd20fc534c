/** A program of several files in the editor: unsaved text, hovers in each of them, and links that lead outside. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { eventually } from '../../eventually.ts';

const folder = vscode.workspace.workspaceFolders![0]!.uri;

const MAIN = "import { predict } from './far-model';\nconst w = 2;\nconst loss = predict(w) ** 2;\n";
const MODEL = 'const rate = 3;\nexport function predict(w: number): number {\n  return w * rate;\n}\n';

async function write(name: string, text: string): Promise<void> {
  await writeFile(join(folder.fsPath, name), text);
}

async function open(name: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, name));
  await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  return document;
}

async function show(name: string, text: string): Promise<vscode.TextDocument> {
  const document = await open(name);
  const at = document.positionAt(document.getText().indexOf(text));
  vscode.window.activeTextEditor!.selection = new vscode.Selection(at, at);
  await vscode.commands.executeCommand('gradientGraph.show');
  return document;
}

/** The numbers of the extension's hover over the first occurrence of the text. */
async function hover(document: vscode.TextDocument, text: string): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    document.positionAt(document.getText().indexOf(text)),
  );
  const texts = hovers.flatMap(({ contents }) =>
    contents.map((one) => (typeof one === 'string' ? one : one.value)),
  );
  const said = texts.find((one) => one.includes('∂')) ?? '';
  return [...said.matchAll(/^(.*) = (.*)$/gm)].map(([, , number]) => number).join(' ');
}

async function replace(document: vscode.TextDocument, old: string, fresh: string): Promise<void> {
  const at = document.getText().indexOf(old);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(
    document.uri,
    new vscode.Range(document.positionAt(at), document.positionAt(at + old.length)),
    fresh,
  );
  assert.ok(await vscode.workspace.applyEdit(edit));
}

describe('a program of several files', () => {
  before(async () => {
    const { Global } = vscode.ConfigurationTarget;
    await vscode.workspace.getConfiguration('files').update('autoSave', 'off', Global);
    await write('far-main.ts', MAIN);
    await write('far-model.ts', MODEL);
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('hovers in each file with its own variables', async () => {
    const main = await show('far-main.ts', 'loss');
    // The files have just been written, which is followed as well.
    await eventually(async () => assert.equal(await hover(main, 'w ='), '2 36'));
    const model = await open('far-model.ts');
    assert.equal(await hover(model, 'rate ='), '3 24');
    assert.equal(await hover(main, 'predict'), '');
  });

  it('evaluates an open file as it is in the editor, and follows what is typed there', async () => {
    const model = await open('far-model.ts');
    await replace(model, 'rate = 3', 'rate = 5');
    assert.ok(model.isDirty);
    const main = await open('far-main.ts');
    await eventually(async () => assert.equal(await hover(main, 'w ='), '2 100'));
    await replace(model, '\nexport', '\n\n// A comment moves everything.\nexport');
    await eventually(async () => assert.equal(await hover(model, 'rate ='), '5 40'));
    await show('far-main.ts', 'loss');
    await eventually(async () => assert.equal(await hover(main, 'w ='), '2 100'));
    assert.ok(model.isDirty);
  });

  it('follows a file that is changed on the disk, and one that appears there', async () => {
    await write('far-other.ts', "import { k } from './far-appears';\nconst x = 2;\nconst y = x * k;\n");
    await write('far-appears.ts', 'export const k = 3;\n');
    const other = await show('far-other.ts', 'y =');
    await eventually(async () => assert.equal(await hover(other, 'x ='), '2 3'));
    await write('far-appears.ts', 'export const k = 7;\n');
    await eventually(async () => assert.equal(await hover(other, 'x ='), '2 7'));
  });

  it('reads nothing that a link in the folder leads to outside of it', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'gradient-graph-elsewhere-'));
    try {
      await writeFile(join(elsewhere, 'secret.ts'), 'export const k = 42;\n');
      await symlink(join(elsewhere, 'secret.ts'), join(folder.fsPath, 'far-link.ts'));
      await write('far-outside.ts', "import { k } from './far-link';\nconst x = 2;\nconst y = x * k;\n");
      const outside = await show('far-outside.ts', 'y =');
      assert.equal(await hover(outside, 'x ='), '');
      // The same program, with a file of the folder.
      await replace(outside, './far-link', './far-appears');
      await eventually(async () => assert.equal(await hover(outside, 'x ='), '2 7'));
    } finally {
      await rm(elsewhere, { recursive: true });
    }
  });
});
