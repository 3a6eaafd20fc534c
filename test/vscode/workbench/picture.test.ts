/** The main job: from the command palette to the picture, with PyTorch's numbers in it. */
import assert from 'node:assert/strict';
import { formatNumber } from '../../../src/notation/numbers.ts';
import { writeName } from '../../../src/notation/symbols.ts';
import { caseOf, type Nested } from '../cases.ts';
import { useWorkbench } from '../workbench.ts';

/** Every number of a variable, by the name that it has in the picture. */
function* numbersOf(name: string, nested: Nested): Generator<[string, number]> {
  if (typeof nested === 'number') yield [writeName(name), nested];
  else for (const [index, element] of nested.entries()) yield* numbersOf(`${name}[${index}]`, element);
}

describe('the picture in VS Code', () => {
  const workbench = useWorkbench({ file: 'simple-example.ts' });

  for (const [name, variables] of [
    ['simple-example', ['x', 't', 'u1', 'u2', 'u', 'J']],
    ['linear-regression', ['w', 'phi', 'y', 'score', 'residual', 'loss']],
    ['neural-network', ['x', 'alpha', 'beta', 'target', 'b', 'y', 'J']],
    ['hinge-loss', ['w', 'phi', 'y', 'score', 'margin', 'loss']],
  ] as const)
    it(`shows PyTorch's values and gradients of ${name}.ts`, async () => {
      const { root, values, gradients } = caseOf(name);
      await workbench().focusEditor();
      await workbench().openFile(`${name}.ts`);
      await workbench().show({ text: `${root} =`, root });
      await workbench()
        .panel.locator('header .file', { hasText: `${name}.ts` })
        .waitFor();
      // What is out of sight is not drawn.
      await workbench().panel.getByRole('button', { name: 'Show everything' }).click();
      for (const variable of variables)
        for (const [label, value] of numbersOf(variable, values[variable]!)) {
          const gradient = new Map(numbersOf(variable, gradients[variable]!)).get(label)!;
          const node = workbench().node(label);
          assert.equal(await node.locator('.value').textContent(), formatNumber(value), `value of ${label}`);
          assert.equal(await node.locator('.gradient').textContent(), formatNumber(gradient), `∂/∂${label}`);
        }
    });

  it('is of the smallest expression that covers the selection', async () => {
    const { page, panel } = workbench();
    await workbench().focusEditor();
    await workbench().openFile('simple-example.ts');
    await workbench().goTo('u1 + u2');
    for (let i = 0; i < 'u1 + u2'.length; i++) await page.keyboard.press('Shift+ArrowRight');
    await workbench().command('Gradient Graph: Show Gradient Graph');
    await panel.locator('header h1', { hasText: 'u = 6.063' }).waitFor();
    assert.equal(await panel.locator('.node').count(), 5);
  });

  it('names its root and shows the icon in the title of the panel', async () => {
    await workbench().show({ text: 'J =', root: 'J' });
    const tab = workbench().page.locator('.tab', { hasText: 'J — Gradient Graph' });
    await tab.waitFor();
    const icon = await tab
      .locator('.monaco-icon-label-iconpath')
      .evaluate((element) => getComputedStyle(element).backgroundImage);
    assert.match(icon, /icon\.png/);
  });
});
