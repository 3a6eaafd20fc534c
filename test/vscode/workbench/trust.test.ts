/** A folder that the person has not trusted: nothing in it is evaluated unless the person asks for it. */
import assert from 'node:assert/strict';
import { useWorkbench } from '../workbench.ts';

describe('an untrusted folder in VS Code', () => {
  const workbench = useWorkbench({ file: 'simple-example.ts', untrusted: true });
  const untrusted = () => workbench().panel.locator('.failure', { hasText: 'This folder is not trusted' });
  const value = (text: string) => workbench().panel.locator('header h1', { hasText: text });

  /** Replaces the first line. */
  async function setX(x: string) {
    await workbench().focusEditor();
    await workbench().page.keyboard.press('Control+Home');
    await workbench().page.keyboard.press('Shift+End');
    await workbench().page.keyboard.type(`const x = ${x};`);
  }

  it('is evaluated by the command', async () => {
    await workbench().page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    await workbench().show({ text: 'J =', root: 'J' });
    await value('J = 0.9758').waitFor();
    assert.equal(await untrusted().count(), 0);
  });

  it('is not evaluated after an edit: the picture stays, marked as old, and says what to do', async () => {
    await setX('0');
    await untrusted().waitFor();
    assert.match(
      (await untrusted().textContent())!,
      /^This folder is not trusted, so nothing in it is evaluated by itself\. Run “Show Gradient Graph” to evaluate the file as it is now, or trust the folder\./,
    );
    assert.equal(await workbench().panel.locator('.stage.stale').count(), 1);
    await value('J = 0.9758').waitFor();
    await workbench().show({ text: 'J =', root: 'J' });
    await value('J = 1').waitFor();
    assert.equal(await untrusted().count(), 0);
  });

  it('is not evaluated when the window is reloaded', async () => {
    // Whether a reload keeps text that is not saved is up to the editor, not to the extension.
    await workbench().focusEditor();
    await workbench().page.keyboard.press('Control+S');
    await workbench()
      .page.locator('.tab.active:not(.dirty)[data-resource-name="simple-example.ts"]')
      .waitFor();
    await workbench().reload();
    await untrusted().waitFor();
    assert.equal(await workbench().panel.locator('.node').count(), 0);
  });

  it('is evaluated by itself as soon as it is trusted, and from then on', async () => {
    // The palette does not list the command right after a reload; the status bar has it.
    const restricted = workbench().page.locator('.statusbar-item a', { hasText: 'Restricted Mode' });
    const trust = workbench().page.getByRole('button', { name: 'Trust', exact: true });
    await workbench().until(trust, () => restricted.click());
    await trust.click();
    await value('J = 1').waitFor();
    await setX('1.3');
    await value('J = 0.9758').waitFor();
  });
});
