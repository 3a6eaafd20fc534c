/** A program that runs for long under the person's own limits. */
import assert from 'node:assert/strict';
import { useWorkbench } from '../workbench.ts';

describe('a long evaluation in VS Code', () => {
  const workbench = useWorkbench({
    file: 'simple-example.ts',
    settings: { 'gradientGraph.limits.milliseconds': 60_000 },
  });

  /** Writes behind the program as it is saved, whatever an earlier test has typed. */
  async function endWith(text: string) {
    await workbench().focusEditor();
    await workbench().openFile('simple-example.ts');
    await workbench().command('File: Revert File');
    await workbench().page.keyboard.press('Control+End');
    await workbench().page.keyboard.type(text);
  }

  it('is shown as busy, and ends when the person cancels it', async () => {
    const { panel } = workbench();
    await endWith('while (true) {}');
    await workbench().show({ text: 'J =' });
    await panel.getByRole('status').waitFor();
    await panel.getByRole('button', { name: 'Cancel' }).click();
    await panel.locator('.failure', { hasText: 'The evaluation was cancelled.' }).waitFor();
  });

  it('is shown by the window while the panel is hidden, and ends when the person cancels it there', async () => {
    const { page, panel } = workbench();
    await endWith('while (true) {}');
    await workbench().show({ text: 'J =' });
    await panel.getByRole('button', { name: 'Cancel' }).click();
    await panel.locator('.failure', { hasText: 'The evaluation was cancelled.' }).waitFor();
    await workbench().openFile('hinge-loss.ts');
    await page.locator('iframe.webview').waitFor({ state: 'hidden' });
    await workbench().focusEditor();
    await page.keyboard.press('Control+End');
    await page.keyboard.type(' ');
    // The center, because an editor under test shows no toasts.
    await workbench().command('Notifications: Show Notifications');
    const notification = page.locator('.notification-list-item', { hasText: 'Computing the gradients' });
    await notification.getByRole('button', { name: 'Cancel' }).click();
    await notification.waitFor({ state: 'detached' });
    await page.locator('.tab', { hasText: 'Gradient Graph' }).click();
    await panel.locator('.failure', { hasText: 'The evaluation was cancelled.' }).waitFor();
  });

  it('leaves nothing behind that would keep the next one from running', async () => {
    const { panel } = workbench();
    await endWith('');
    assert.doesNotMatch((await workbench().editor.textContent())!, /while/);
    await workbench().show({ text: 'J =', root: 'J' });
    assert.equal(await panel.locator('.failure').count(), 0);
  });
});
