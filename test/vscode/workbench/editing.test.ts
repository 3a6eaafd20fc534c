/** The panel while the program under it is edited, broken, endless or gone. */
import assert from 'node:assert/strict';
import { useWorkbench } from '../workbench.ts';

describe('the panel while the text is edited', () => {
  const workbench = useWorkbench({ file: 'simple-example.ts' });
  const failure = (text: string) => workbench().panel.locator('.failure', { hasText: text });

  /** Replaces the number at the end of the first line, as a person would. */
  async function setX(value: string) {
    await workbench().focusEditor();
    await workbench().page.keyboard.press('Control+Home');
    await workbench().page.keyboard.press('End');
    await workbench().page.keyboard.press('Shift+Home');
    await workbench().page.keyboard.type(`const x = ${value};`);
  }

  it('follows the unsaved text, and keeps the place of the walk', async () => {
    await workbench().show({ text: 'J =', root: 'J' });
    await workbench().page.keyboard.press('Home');
    await workbench().page.keyboard.press('ArrowRight');
    await workbench().panel.locator('output', { hasText: 'Visit 1 of 5' }).waitFor();
    await setX('0');
    await workbench().node('x').locator('.value', { hasText: /^0$/ }).waitFor();
    assert.equal(await workbench().panel.locator('output').textContent(), 'Visit 1 of 5');
    assert.equal(await workbench().page.locator('.tab.dirty').count(), 1);
  });

  it('finds its variable again after lines are inserted before it', async () => {
    await setX('1.3');
    await workbench().page.keyboard.press('Home');
    await workbench().page.keyboard.type('const zero = 0;\n');
    await workbench().node('x').locator('.value', { hasText: '1.3' }).waitFor();
    assert.equal(await workbench().panel.locator('header h1').textContent(), 'J = 0.9758');
    await workbench().page.keyboard.press('Control+Home');
    await workbench().page.keyboard.press('Shift+ArrowDown');
    await workbench().page.keyboard.press('Delete');
  });

  it('keeps the last picture of a text that does not parse, marked as old, until it is mended', async () => {
    await setX('(1.3');
    await failure('does not parse').waitFor();
    assert.equal(await workbench().panel.locator('.stage.stale').count(), 1);
    assert.equal(await workbench().node('J').locator('.value').textContent(), '0.9758');
    await setX('1.3');
    await failure('').waitFor({ state: 'detached' });
    await workbench().panel.locator('.stage:not(.stale)').waitFor();
  });

  it('says nothing of a text in its hovers that was not evaluated', async () => {
    const hover = (text: string) => workbench().page.locator('.monaco-hover', { hasText: text });
    const x = workbench().editor.getByText('x', { exact: true }).first();
    await x.hover();
    await hover('∂J/∂x').waitFor();
    assert.match((await hover('∂J/∂x').textContent())!, /x = 1\.3\s*∂J\/∂x = 1\.636774229/);
    await setX('(1.3');
    await failure('does not parse').waitFor();
    await x.hover();
    await hover('const x').waitFor();
    assert.equal(await hover('∂J/∂x').count(), 0);
    await setX('1.3');
    await failure('').waitFor({ state: 'detached' });
  });

  it('stops a program that does not end, says so, and takes the next command', async () => {
    await workbench().focusEditor();
    await workbench().page.keyboard.press('Control+End');
    await workbench().page.keyboard.type('while (true) {}');
    await failure('still running after 3 s').waitFor();
    await workbench().page.keyboard.press('Shift+Home');
    await workbench().page.keyboard.press('Delete');
    await workbench().show({ text: 'u1 =', root: 'u₁' });
    await failure('').waitFor({ state: 'detached' });
  });

  it('opens with the failure when there is no picture to keep', async () => {
    await workbench().page.locator('.tab', { hasText: 'Gradient Graph' }).click({ button: 'middle' });
    await workbench().focusEditor();
    await workbench().openFile('linear-regression.ts');
    await workbench().show({ text: 'y = 2' });
    await failure('is an input').waitFor();
    assert.match((await failure('is an input').textContent())!, /const y = 2;/);
    assert.equal(await workbench().panel.locator('.node').count(), 0);
  });
});
