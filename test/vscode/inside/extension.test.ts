/** The extension as the other side of VS Code's API sees it: when it wakes, what it opens, what its hovers say. */
import assert from 'node:assert/strict';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { eventually } from '../../eventually.ts';
import { caseOf } from '../cases.ts';

const folder = vscode.workspace.workspaceFolders![0]!.uri;

/** Opens an example, or a new document, with the cursor in front of the text. */
async function open(what: string | { language: string; content: string }, text: string) {
  const document = await (typeof what === 'string'
    ? vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, what))
    : vscode.workspace.openTextDocument(what));
  const editor = await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  const at = document.positionAt(document.getText().indexOf(text));
  editor.selection = new vscode.Selection(at, at);
  return document;
}

const show = () => vscode.commands.executeCommand('gradientGraph.show');

/** What the extension's hover says at the first occurrence of the text. */
async function hover(document: vscode.TextDocument, text: string): Promise<string> {
  const at = document.positionAt(document.getText().indexOf(text));
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    at,
  );
  const texts = hovers.flatMap(({ contents }) =>
    contents.map((one) => (typeof one === 'string' ? one : one.value)),
  );
  return texts.find((one) => one.includes('∂')) ?? '';
}

/** Replaces the first occurrence of the old text. */
async function replace(document: vscode.TextDocument, old: string, fresh: string): Promise<void> {
  const at = document.getText().indexOf(old);
  const edit = new vscode.WorkspaceEdit();
  const range = new vscode.Range(document.positionAt(at), document.positionAt(at + old.length));
  edit.replace(document.uri, range, fresh);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

const panels = () =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(
      ({ input }) =>
        input instanceof vscode.TabInputWebview && input.viewType.endsWith('gradientGraph.panel'),
    );

describe('the extension', () => {
  it('sleeps while a TypeScript file is only read', async () => {
    await open('simple-example.ts', 'J');
    assert.equal(vscode.extensions.getExtension('gradient-graph.gradient-graph')?.isActive, false);
  });

  it('opens one panel beside the editor, and leaves the text and the selection alone', async () => {
    const document = await open('simple-example.ts', 'J =');
    const before = { text: document.getText(), selection: vscode.window.activeTextEditor!.selection };
    await show();
    await show();
    assert.deepEqual(
      panels().map(({ label, group }) => [label, group.viewColumn]),
      [['J — Gradient Graph', vscode.ViewColumn.Two]],
    );
    const [editor] = vscode.window.visibleTextEditors;
    assert.equal(basename(editor!.document.fileName), 'simple-example.ts');
    assert.equal(document.getText(), before.text);
    assert.equal(document.isDirty, false);
    assert.ok(editor!.selection.isEqual(before.selection));
  });

  for (const [name, declarations] of [
    ['simple-example', { x: 'x =', t: 't =', u1: 'u1 =', u2: 'u2 =', u: 'u =', J: 'J =' }],
    ['calculus-quiz', { x: 'x =', z: 'z =', y: 'y =' }],
    ['activations', { z1: 'z1 =', z2: 'z2 =', z3: 'z3 =', z4: 'z4 =', z5: 'z5 =', total: 'total =' }],
  ] as const)
    it(`hovers with PyTorch's values and gradients, to 1e-9, over ${name}.ts`, async () => {
      const { root, values, gradients } = caseOf(name);
      const document = await open(`${name}.ts`, `${root} =`);
      await show();
      for (const [variable, declaration] of Object.entries(declarations)) {
        const said = await hover(document, declaration);
        const numbers = [...said.matchAll(/ = (.*)/g)].map(([, number]) => Number(number!.replace('−', '-')));
        assert.equal(numbers.length, 2, `the hover over ${variable} says: ${said}`);
        close(numbers[0]!, values[variable] as number, `value of ${variable}`);
        close(numbers[1]!, gradients[variable] as number, `gradient of ${variable}`);
      }
    });

  it('hovers over an array with the arrays of its numbers and gradients', async () => {
    const document = await open('linear-regression.ts', 'loss =');
    await show();
    const said = await hover(document, 'w: Vector');
    assert.match(said, /w = \[3, 1\]\n∂loss\/∂w = \[6, 12\]/);
  });

  it('works in a JavaScript document that was never saved, and follows it', async () => {
    const document = await open(
      { language: 'javascript', content: 'const x = 2;\nconst y = x ** 3;\n' },
      'y =',
    );
    await show();
    assert.match(await hover(document, 'x ='), /x = 2\n∂y\/∂x = 12/);
    await replace(document, '2', '(3');
    assert.equal(await hover(document, 'x ='), '', 'the old numbers beside a text that does not parse');
    await replace(document, '(3', '3');
    await eventually(async () => assert.match(await hover(document, 'x ='), /x = 3\n∂y\/∂x = 27/));
  });

  it('opens no panel for a file that it cannot read', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await open({ language: 'plaintext', content: 'J' }, 'J');
    await show();
    assert.deepEqual(panels(), []);
  });
});

function close(actual: number, expected: number, what: string): void {
  const error = Math.abs(actual - expected);
  assert.ok(
    error <= 1e-9 * Math.max(Math.abs(expected), 1e-300),
    `${what}: ${actual} instead of ${expected}`,
  );
}
