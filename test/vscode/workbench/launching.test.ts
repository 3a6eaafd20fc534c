/** Debugging backpropagation as a person does: launch.json, a program of several files, inputs that are changed, and no trust. */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../../eventually.ts';
import { useDebugging } from '../debugging.ts';
import { useWorkbench } from '../workbench.ts';

describe('debugging from a launch configuration', () => {
  const workbench = useWorkbench({
    file: 'train.ts',
    files: {
      'train.ts': "import { predict } from './net';\nconst w = 2;\nconst loss = predict(w) ** 2;\n",
      'net.ts':
        'const rate = 3;\n\nexport function predict(w: number): number {\n  const out = w * rate;\n  return out;\n}\n',
    },
  });
  const page = () => workbench().page;
  const { rows, variable, textOf, stands, start, go, setBreakpoint, removeBreakpoint, expand } =
    useDebugging(workbench);
  const tab = (name: string) => page().locator(`.tab.active[data-resource-name="${name}"]`);

  async function open(name: string) {
    await workbench().focusEditor();
    await workbench().openFile(name);
  }

  it('starts with F5, calls a function with the arguments that are written there', async () => {
    await mkdir(join(workbench().folder, '.vscode'), { recursive: true });
    await writeFile(
      join(workbench().folder, '.vscode', 'launch.json'),
      JSON.stringify({
        version: '0.2.0',
        configurations: [
          {
            type: 'backprop',
            request: 'launch',
            name: 'predict of 5',
            program: 'net.ts',
            expression: 'predict',
            arguments: ['5'],
          },
        ],
      }),
    );
    await open('net.ts');
    await workbench().until(page().locator('.debug-toolbar'), () => page().keyboard.press('F5'));
    await stands('before the first visit: ∂predict/∂predict = 1');
    await page()
      .locator('.repl')
      .getByText(/predict.=.15/)
      .first()
      .waitFor();
  });

  it('goes from file to file with the walk, and stops at a breakpoint in the other file', async () => {
    await open('net.ts');
    await setBreakpoint(4);
    await open('train.ts');
    await start('loss =');
    await go('F5', 'visiting out backward');
    await tab('net.ts').waitFor();
    await rows('.debug-call-stack').filter({ hasText: 'predict: out = w · rate' }).first().waitFor();
    await rows('.debug-call-stack').filter({ hasText: 'train.ts' }).first().waitFor();
    await removeBreakpoint(4);
  });

  it('runs the program again with a number that is typed into the variables view', async () => {
    await open('train.ts');
    await start('loss =');
    await go('F10', 'visiting loss backward');
    await expand('Values', 'loss');
    await eventually(async () => assert.equal(await textOf('loss'), '36'));
    await workbench().until(page().locator('.debug-variables .monaco-inputbox input'), async () => {
      await variable('w').last().dblclick();
    });
    await page().keyboard.press('Control+A');
    await page().keyboard.type('4');
    await page().keyboard.press('Enter');
    await eventually(async () => assert.equal(await textOf('loss'), '144'));
    await stands('visiting loss backward');
  });
});

describe('debugging in an untrusted folder', () => {
  const workbench = useWorkbench({ file: 'simple-example.ts', untrusted: true });
  const { stands, go } = useDebugging(workbench);

  it('asks for trust before it runs anything, and debugs when it is given', async () => {
    const { page } = workbench();
    await workbench().goTo('J =');
    await workbench().command('Gradient Graph: Debug Backpropagation');
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    assert.equal(await page.locator('.debug-toolbar').count(), 0);
    await workbench().screenshot('trust for debugging');
    await dialog.getByRole('button', { name: /Trust/ }).first().click();
    await stands('before the first visit');
    await go('F10', 'visiting J backward');
  });
});
