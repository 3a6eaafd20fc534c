/**
 * VS Code in the browser without a remote host, as on vscode.dev: what the extension does elsewhere it does there, with a
 * Web Worker for the thread that programs run in, and a folder that is on no disk.
 */
import assert from 'node:assert/strict';
import { eventually } from '../../eventually.ts';
import { caseOf } from '../cases.ts';
import { useDebugging } from '../debugging.ts';
import { useWorkbench } from '../workbench.ts';

describe('VS Code in the browser alone', () => {
  const workbench = useWorkbench({
    file: 'simple-example.ts',
    browserOnly: true,
    files: {
      'train.ts': "import { predict } from './net';\nconst w = 2;\nconst loss = predict(w) ** 2;\n",
      'net.ts': 'const rate = 3;\nexport const predict = (w: number) => w * rate;\n',
      'compiled.ts':
        'namespace Settings {\n  export const rate = 3;\n}\nconst w = 2;\nconst scaled = w * Settings.rate;\n',
      'endless.ts': 'const w = 2;\nconst y = w * w;\nwhile (true) {}\n',
      'packaged.ts': "import { rate } from 'rates';\nconst w = 2;\nconst y = w * rate;\n",
      'stuck.ts': "const w = 2;\nconst y = w * w;\nnew Array(1e9) + '';\n",
      'deep.ts':
        'const w = 2;\nconst add = (n: number): number => (n === 0 ? w : w + add(n - 1));\nconst y = add(200);\nconst z = add(1e6);\n',
    },
    settings: { 'gradientGraph.limits.milliseconds': 2000 },
  });
  const page = () => workbench().page;
  const failure = (text: string) => workbench().panel.locator('.failure').filter({ hasText: text }).waitFor();
  const { variable, textOf, start, go, setBreakpoint, removeBreakpoint } = useDebugging(workbench);

  /** Shows what stands at the text of the file. */
  async function show(file: string, text: string, root?: string): Promise<void> {
    await workbench().focusEditor();
    await workbench().openFile(file);
    await workbench().show({ text, ...(root && { root }) });
  }

  it('shows the graph of an expression, with the numbers that it has elsewhere', async () => {
    await show('simple-example.ts', 'J =', 'J');
    const { gradients } = caseOf('simple-example');
    const shown = Number(await workbench().node('x').locator('.gradient').textContent());
    assert.ok(Math.abs(shown - (gradients.x as number)) < 5e-4, `${shown}`);
    await page().locator('.editor-instance .view-line span', { hasText: /^x$/ }).first().hover();
    await page()
      .locator('.monaco-hover', { hasText: /∂J\/∂x = 1\.636774229/ })
      .waitFor();
  });

  it('imports what is in the folder', async () => {
    await show('train.ts', 'loss =', 'loss');
    assert.equal(await workbench().node('rate').locator('.gradient').textContent(), '24');
  });

  it('says of a package that it cannot be there', async () => {
    await show('packaged.ts', 'y =');
    await failure('In a folder that is on no disk, as on github.dev, no packages are installed');
  });

  it('has the TypeScript compiler for what needs it', async () => {
    await show('compiled.ts', 'scaled =', 'scaled');
    assert.equal(await workbench().node('Settings.rate').locator('.gradient').textContent(), '2');
  });

  it('ends a program that does not end, and then runs another', async () => {
    await show('endless.ts', 'y =');
    await failure('2 s');
    await show('train.ts', 'loss =', 'loss');
  });

  it('kills what nothing inside can interrupt, and says where that was', async () => {
    await show('stuck.ts', 'y =');
    await failure('2 s');
    await failure("new Array(1e9) + ''");
    await show('train.ts', 'loss =', 'loss');
  });

  it('shows what was evaluated before a program called itself too deeply', async () => {
    await show('deep.ts', 'y =', 'y');
    await workbench().panel.locator('header h1', { hasText: 'y = 402' }).waitFor();
  });

  it('debugs: starts, steps, and shows the gradients', async () => {
    await workbench().focusEditor();
    await workbench().openFile('simple-example.ts');
    await start('J =');
    await go('F10', 'visiting J backward');
    await go('F10', 'visiting u backward');
    await go('F10', 'visiting u₂ backward');
    await eventually(async () => assert.match((await textOf('node'))!, /^\d+: u₂ = 3 t$/));
    await eventually(async () => assert.equal(await textOf('t'), '0 + 0.6555 = 0.6555'));
    assert.ok((await variable('t').count()) > 0);
    await setBreakpoint(3);
    await go('F5', 'visiting t backward');
    await removeBreakpoint(3);
  });
});
