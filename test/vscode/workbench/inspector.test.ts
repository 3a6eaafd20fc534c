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
    const { page, panel } = workbench();
    const tab = page.locator('.tab', { hasText: 'Gradient Graph' });
    // An attempt before this one may have left it hidden, or with these open.
    await tab.click();
    const colours = panel.getByLabel('Colours show');
    await workbench().until(colours, () =>
      panel.getByRole('button', { name: 'How the picture is shown' }).click(),
    );
    await colours.selectOption('health');
    await workbench().until(drawer('Findings').getByText('Every gradient is a finite number'), () =>
      panel.getByRole('button', { name: /^Findings/ }).click(),
    );
    // Where its tab has the focus, a file is opened in front of it.
    await tab.click();
    await workbench().openFile('hinge-loss.ts');
    await page.locator('iframe.webview').waitFor({ state: 'hidden' });
    await tab.click();
    // They were open when the panel was hidden, so they still are.
    assert.equal(await colours.inputValue(), 'health');
  });
});
