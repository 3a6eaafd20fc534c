/** A program of several files: a node, a step and a failure each lead to the file that they belong to. */
import assert from 'node:assert/strict';
import { useWorkbench } from '../workbench.ts';

describe('a program of several files in VS Code', () => {
  const workbench = useWorkbench({
    file: 'train.ts',
    files: {
      'train.ts': "import { predict } from './net';\nconst w = 2;\nconst loss = predict(w) ** 2;\n",
      'net.ts':
        'const rate = 3;\n\nexport function predict(w: number): number {\n  const out = w * rate;\n  return out;\n}\n',
    },
  });
  const tab = (name: string) => workbench().page.locator(`.tab.active[data-resource-name="${name}"]`);
  async function open(name: string) {
    await workbench().focusEditor();
    await workbench().openFile(name);
  }
  const selected = (text: string) =>
    workbench().page.locator('[id="status.editor.selection"]', { hasText: text }).waitFor();

  it('opens the file of a node that is clicked, and selects its expression', async () => {
    await open('train.ts');
    await workbench().show({ text: 'loss =', root: 'loss' });
    await workbench().node('out').dblclick();
    await tab('net.ts').waitFor();
    await workbench().focusEditor();
    await selected('Ln 4, Col 23 (8 selected)');
  });

  it('says in the picture where a node of another file stands', async () => {
    await open('train.ts');
    await workbench().show({ text: 'loss =', root: 'loss' });
    assert.match((await workbench().node('out').locator('title').textContent())!, /\nnet\.ts:4: w \* rate$/);
    assert.match((await workbench().node('loss').locator('title').textContent())!, /\nline 3: /);
  });

  it('goes from file to file with the walk', async () => {
    await open('train.ts');
    await workbench().show({ text: 'loss =', root: 'loss' });
    await workbench().page.keyboard.press('Home');
    await workbench().page.keyboard.press('ArrowRight');
    await workbench().panel.locator('output', { hasText: 'Visit 1 of 2' }).waitFor();
    await tab('train.ts').waitFor();
    await workbench().highlights.waitFor();
    await workbench().page.keyboard.press('ArrowRight');
    await tab('net.ts').waitFor();
    await workbench().highlights.waitFor();
    await workbench().page.keyboard.press('ArrowLeft');
    await tab('train.ts').waitFor();
    await workbench().highlights.waitFor();
  });

  it('says what is wrong in the other file, and where', async () => {
    await open('train.ts');
    await workbench().show({ text: 'loss =', root: 'loss' });
    await open('net.ts');
    // Whatever an attempt before has typed.
    await workbench().command('File: Revert File');
    await workbench().goTo('rate = 3');
    await workbench().page.keyboard.type('= ');
    const failure = workbench().panel.locator('.failure');
    await failure.locator('.line', { hasText: 'net.ts:1' }).waitFor();
    await workbench().screenshot('a failure in another file');
    assert.match((await failure.locator('code').textContent())!, /^const = rate = 3;$/);
    await workbench().page.keyboard.press('Backspace');
    await workbench().page.keyboard.press('Backspace');
    await failure.waitFor({ state: 'detached' });
  });
});
