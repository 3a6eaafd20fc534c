/** The inspector in the window: it asks the extension, leads to the source, copies, and the switches are kept. */
import assert from 'node:assert/strict';
import { useWorkbench } from '../workbench.ts';

describe('the inspector in the workbench', () => {
  const workbench = useWorkbench({ file: 'simple-example.ts' });
  const drawer = (name: string) => workbench().panel.getByRole('complementary', { name });

  it('tells everything of a node that is clicked, and goes to its source', async () => {
    await workbench().show({ text: 'J =', root: 'J' });
    await workbench().node('t').click();
    await drawer('Inspector').getByText('1.6900000000000002').waitFor();
    await drawer('Inspector').getByRole('button', { name: 'line 3' }).click();
    await workbench().focusEditor();
    await workbench().page.locator('[id="status.editor.selection"]', { hasText: 'Ln 3, ' }).waitFor();
  });

  it('keeps the switches for the workspace', async () => {
    const { panel } = workbench();
    await panel.getByRole('button', { name: 'How the picture is shown' }).click();
    await panel.getByLabel('Colours show').selectOption('health');
    await panel.getByRole('button', { name: /^Findings/ }).click();
    await drawer('Findings').getByText('Every gradient is a finite number').waitFor();
    await workbench().openFile('hinge-loss.ts');
    await workbench().page.locator('iframe.webview').waitFor({ state: 'hidden' });
    await workbench().page.locator('.tab', { hasText: 'Gradient Graph' }).click();
    // They were open when the panel was hidden, so they still are.
    assert.equal(await workbench().panel.getByLabel('Colours show').inputValue(), 'health');
  });
});
