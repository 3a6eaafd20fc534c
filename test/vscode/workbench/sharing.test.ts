/** The editor and the picture point at each other, in a real window. */
import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '../../eventually.ts';
import { useWorkbench } from '../workbench.ts';

describe('the editor and the picture in VS Code', () => {
  const workbench = useWorkbench({ file: 'simple-example.ts' });

  let link = '';

  /** What is underlined in the editor; it shows every blank as a no-break space. */
  const underlined = async () => {
    const texts = await workbench()
      .editor.locator('span')
      .evaluateAll((spans) =>
        spans
          .filter((span) => getComputedStyle(span).textDecorationLine === 'underline')
          .map((span) => span.textContent),
      );
    return texts.join('').replaceAll('\u00a0', ' ');
  };
  const lights = () => workbench().panel.locator('.light');
  /** Waits until there is light around this node, and no other. */
  const lit = (name: string) =>
    eventually(async () => {
      assert.equal(await lights().count(), 1);
      const light = (await lights().boundingBox())!;
      const node = (await workbench().node(name).locator('.box').first().boundingBox())!;
      assert.ok(light.x < node.x && light.x + light.width > node.x + node.width);
      assert.ok(light.y < node.y && light.y + light.height > node.y + node.height);
    });

  it('underline what the pointer rests on in the picture', async () => {
    await workbench().show({ text: 'J =', root: 'J' });
    await workbench().node('u₁').hover();
    await eventually(async () => assert.equal(await underlined(), 'Math.sin(t)'));
    await workbench().node('J').hover();
    await eventually(async () => assert.equal(await underlined(), 'Math.cos(u)'));
    await workbench().editor.hover();
    await eventually(async () => assert.equal(await underlined(), ''));
  });

  it('light up what the cursor is on in the text', async () => {
    await workbench().goTo('sin(t)');
    await lit('u₁');
    await workbench().page.keyboard.press('Control+Home');
    await eventually(async () => assert.equal(await lights().count(), 0));
  });

  it('go to the source of a node that is clicked twice', async () => {
    await workbench().node('u₂').dblclick();
    await workbench().page.locator('.editor-instance .selected-text').first().waitFor();
    await lit('u₂');
  });

  it('save the picture and the data where the person says', async () => {
    const { page, folder, quickInput } = workbench();
    for (const [choice, file, begins] of [
      ['SVG', 'J gradient graph.svg', '<svg xmlns='],
      ['PNG, 2×', 'J gradient graph.png', '\u{fffd}PNG'],
      ['Graphviz', 'J gradient graph.dot', 'digraph'],
      ['JSON', 'J gradient graph.json', '{'],
    ] as const) {
      // Where it is there from an attempt before, VS Code asks.
      await rm(join(folder, file), { force: true });
      await workbench().commandOf('Gradient Graph: Export Picture…', choice);
      await eventually(async () => assert.match(await quickInput.inputValue(), new RegExp(`${file}$`)));
      await page.keyboard.press('Enter');
      await eventually(async () =>
        assert.ok((await readFile(join(folder, file), 'utf8')).startsWith(begins), file),
      );
    }
  });

  it('copy a link to a node, which says where it is', async () => {
    const { page, panel, quickInput } = workbench();
    await workbench().node('u₂').focus();
    await page.keyboard.press('Shift+F10');
    await panel.getByRole('menuitem', { name: 'Copy link to node' }).click();
    await page.locator('.statusbar', { hasText: 'The link to the node is on the clipboard.' }).waitFor();
    await workbench().until(quickInput, () => page.keyboard.press('Control+P'));
    await quickInput.fill('');
    await page.keyboard.press('Control+V');
    await eventually(async () => {
      const address = decodeURIComponent(decodeURIComponent(await quickInput.inputValue()));
      assert.match(address, /gradient-graph\.gradient-graph\/node\?uri=.*simple-example\.ts.*&name=/);
    });
    link = await quickInput.inputValue();
    await page.keyboard.press('Escape');
  });

  it('open such a link: its file, its graph and its node', async () => {
    const { page, panel } = workbench();
    await workbench().openFile('logistic-regression.ts');
    await workbench().commandWith('Developer: Open URL', link);
    // A window that has not been asked before wants to know.
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.locator('.tab.active[data-resource-name="simple-example.ts"]').waitFor();
    await panel.locator('aside').getByRole('heading', { name: 'u₂' }).first().waitFor();
    assert.equal(await panel.locator('rect.selection').count(), 1);
  });

  it('compare with a pinned graph, after the window was reloaded, too', async () => {
    const comparison = () => workbench().panel.locator('.comparison');
    await workbench().show({ text: 'J =', root: 'J' });
    await workbench().panel.getByRole('button', { name: /^Pin/ }).click();
    await comparison().waitFor();
    await workbench().reload();
    await comparison().waitFor();
    assert.match((await comparison().textContent())!, /same|Nothing|changed/);
    await workbench().panel.locator('.comparison').getByRole('button', { name: 'Unpin' }).click();
    await comparison().waitFor({ state: 'detached' });
  });
});
