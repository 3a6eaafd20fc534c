/** The panel as a part of the workbench: where it is offered, hidden and shown, and kept through a reload. */
import assert from 'node:assert/strict';
import { useWorkbench } from '../workbench.ts';

describe('the panel in the workbench', () => {
  const workbench = useWorkbench({ file: 'simple-example.ts' });
  const step = (says: string) => workbench().panel.locator('output', { hasText: says }).waitFor();

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
    await workbench().openFile('hinge-loss.ts');
    await workbench().page.locator('iframe.webview').waitFor({ state: 'hidden' });
    await workbench().page.locator('.tab', { hasText: 'Gradient Graph' }).click();
    await step('Visit 2 of 5');
  });

  it('is as it was after the window was reloaded', async () => {
    await workbench().page.keyboard.press('ArrowRight');
    await step('Visit 3 of 5');
    const reloaded = workbench().page.waitForEvent('domcontentloaded');
    await workbench().command('Developer: Reload Window');
    await reloaded;
    await step('Visit 3 of 5');
    assert.equal(await workbench().node('t').locator('.gradient').textContent(), '0.6555');
  });

  it('is offered for TypeScript and JavaScript only', async () => {
    const { page } = workbench();
    const row = page.locator('.quick-input-list .monaco-list-row', { hasText: 'Show Gradient Graph' });
    const button = page.getByRole('button', { name: 'Show Gradient Graph' });
    await workbench().focusEditor();
    await button.waitFor();
    await workbench().command('File: New Untitled Text File');
    await button.waitFor({ state: 'hidden' });
    await page.keyboard.press('F1');
    await page.keyboard.type('Gradient Graph');
    await page.locator('.quick-input-list').getByText('No matching commands').waitFor();
    assert.equal(await row.count(), 0);
    await page.keyboard.press('Escape');
  });
});
