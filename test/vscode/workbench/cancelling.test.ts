/** A program that runs for long under the person's own limits. */
import assert from 'node:assert/strict';
import { useWorkbench } from '../workbench.ts';

describe('a long evaluation in VS Code', () => {
  const workbench = useWorkbench({
    file: 'simple-example.ts',
    settings: { 'gradientGraph.limits.milliseconds': 60_000 },
  });

  it('is shown as busy, and ends when the person cancels it', async () => {
    const { page, panel } = workbench();
    await workbench().focusEditor();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('while (true) {}');
    await workbench().show({ text: 'J =' });
    await panel.getByRole('status').waitFor();
    // The center, because an editor under test shows no toasts.
    await workbench().command('Notifications: Show Notifications');
    const notification = page.locator('.notification-list-item', { hasText: 'Running the program' });
    await notification.getByRole('button', { name: 'Cancel' }).click();
    await panel.locator('.failure', { hasText: 'The evaluation was cancelled.' }).waitFor();
    await notification.waitFor({ state: 'detached' });
  });

  it('leaves nothing behind that would keep the next one from running', async () => {
    const { page, panel } = workbench();
    await workbench().focusEditor();
    await page.keyboard.press('Control+End');
    await page.keyboard.press('Shift+Home');
    await page.keyboard.press('Delete');
    await workbench().show({ text: 'J =', root: 'J' });
    assert.equal(await panel.locator('.failure').count(), 0);
  });
});
