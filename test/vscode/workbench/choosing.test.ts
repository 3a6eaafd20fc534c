/** A function that is selected by the cursor on its name, its arguments in the panel, and one of many evaluations. */
import assert from 'node:assert/strict';
import { useWorkbench } from '../workbench.ts';

describe('choosing what is shown', () => {
  const workbench = useWorkbench({ file: 'linear-regression.ts' });
  const title = () => workbench().panel.locator('header h1');
  const field = (name: string) => workbench().panel.getByLabel(name, { exact: true });

  it('shows a function with the arguments of its call', async () => {
    await workbench().show({ text: 'dot(a', root: 'dot' });
    await workbench().panel.locator('.from', { hasText: 'from the call in line 11' }).waitFor();
    assert.equal(await title().textContent(), 'dot = 5');
    assert.equal(await field('a').inputValue(), '[3, 1]');
    assert.equal(await field('b').inputValue(), '[1, 2]');
    await workbench().node('a[0]').waitFor();
  });

  it('follows an argument that is changed', async () => {
    await workbench().focusEditor();
    await workbench().show({ text: 'dot(a', root: 'dot' });
    await field('a').fill('[5, 4]');
    await field('a').press('Enter');
    await title().filter({ hasText: 'dot = 13' }).waitFor();
    await workbench().panel.locator('.from', { hasText: 'a as given here' }).waitFor();
  });

  it('says beside the field what cannot be read, keeps the picture, and takes the next text', async () => {
    await field('b').fill('[1, 2');
    await field('b').press('Enter');
    await workbench().panel.locator('.problem', { hasText: 'Write a value' }).waitFor();
    assert.equal(await title().textContent(), 'dot = 13');
    await field('b').fill('[1, -2]');
    await field('b').press('Enter');
    await title()
      .filter({ hasText: 'dot = -3' })
      .or(title().filter({ hasText: 'dot = −3' }))
      .waitFor();
  });

  it('remembers the arguments when the panel is opened again', async () => {
    await workbench().page.locator('.tab', { hasText: 'Gradient Graph' }).click({ button: 'middle' });
    await workbench().focusEditor();
    await workbench().show({ text: 'dot(w', root: 'dot' });
    assert.equal(await field('a').inputValue(), '[5, 4]');
    assert.equal(await field('b').inputValue(), '[1, -2]');
    await workbench().panel.getByRole('button', { name: 'Take the arguments from the program' }).click();
    await title().filter({ hasText: 'dot = 5' }).waitFor();
  });

  it('moves between the evaluations of an expression', async () => {
    await workbench().focusEditor();
    await workbench().show({ text: '* b[i]' });
    const number = workbench().panel.getByRole('spinbutton', { name: 'evaluation' });
    await number.waitFor();
    assert.equal(await number.inputValue(), '2');
    await workbench().panel.getByRole('button', { name: 'Previous evaluation' }).click();
    await title().filter({ hasText: '= 3' }).waitFor();
    assert.equal(await number.inputValue(), '1');
  });
});
