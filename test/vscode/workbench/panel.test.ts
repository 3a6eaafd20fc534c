/** The panel as a part of the workbench: where it is offered, hidden and shown, and kept through a reload. */
import assert from 'node:assert/strict';
import { eventually } from '../../eventually.ts';
import { useWorkbench } from '../workbench.ts';

describe('the panel in the workbench', () => {
  const workbench = useWorkbench({ file: 'simple-example.ts' });
  const step = (says: string) => workbench().panel.locator('output', { hasText: says }).waitFor();
  /** The inspector shows t, which is selected. */
  const shown = async () => {
    await workbench().panel.locator('.drawer.details h2 i', { hasText: 't' }).first().waitFor();
    await workbench().panel.locator('.selection').waitFor();
  };
  let zoomed: string;
  /** Of the picture, on the page. */
  const scale = async () =>
    /scale\((.*)\)/.exec((await workbench().panel.locator('.world').getAttribute('style'))!)![1]!;

  it('opens from the title of a TypeScript editor', async () => {
    await workbench().goTo('J =');
    await workbench().page.getByRole('button', { name: 'Show Gradient Graph' }).click();
    await workbench().panel.locator('header h1 i', { hasText: 'J' }).waitFor();
  });

  it('opens from the context menu of the editor, in the same panel', async () => {
    await workbench().goTo('u =');
    await workbench().page.keyboard.press('Shift+F10');
    // With the key: a menu takes no click in its first moments.
    await workbench().page.getByRole('menuitem', { name: 'Show Gradient Graph' }).hover();
    await workbench().page.keyboard.press('Enter');
    await workbench().panel.locator('header h1 i', { hasText: 'u' }).waitFor();
    assert.equal(await workbench().page.locator('.tab', { hasText: 'Gradient Graph' }).count(), 1);
  });

  it('is as it was after it was hidden', async () => {
    await workbench().show({ text: 'J =', root: 'J' });
    await workbench().page.keyboard.press('Home');
    await workbench().page.keyboard.press('ArrowRight');
    await workbench().page.keyboard.press('ArrowRight');
    await step('Visit 2 of 5');
    await workbench().node('t').click();
    await shown();
    const opened = await scale();
    await workbench().panel.getByRole('button', { name: 'Zoom in' }).click();
    await eventually(async () => assert.notEqual(await scale(), opened));
    zoomed = await scale();
    await workbench().openFile('hinge-loss.ts');
    await workbench().page.locator('iframe.webview').waitFor({ state: 'hidden' });
    await workbench().page.locator('.tab', { hasText: 'Gradient Graph' }).click();
    await step('Visit 2 of 5');
    await shown();
    assert.equal(await scale(), zoomed);
  });

  it('is as it was after the window was reloaded', async () => {
    await workbench().page.keyboard.press('ArrowRight');
    await step('Visit 3 of 5');
    await workbench().reload();
    await step('Visit 3 of 5');
    assert.equal(await workbench().node('t').locator('.gradient').textContent(), '0.6555');
    await shown();
    assert.equal(await scale(), zoomed);
  });

  it('is offered for TypeScript and JavaScript only', async () => {
    const { page } = workbench();
    const row = page.locator('.quick-input-list .monaco-list-row', { hasText: 'Show Gradient Graph' });
    const button = page.getByRole('button', { name: 'Show Gradient Graph' });
    await workbench().focusEditor();
    await workbench().openFile('simple-example.ts');
    await button.waitFor();
    await workbench().command('File: New Untitled Text File');
    await button.waitFor({ state: 'hidden' });
    await page.keyboard.press('F1');
    // The panel that is open offers its own commands to every file; once they are listed, the list is whole.
    await page.keyboard.type('Gradient Graph: ');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Pin' }).first().waitFor();
    assert.equal(await row.count(), 0);
    await page.keyboard.press('Escape');
  });
});
