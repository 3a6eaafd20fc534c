/** Stepping through backpropagation with the keys, as the page and the text editor show it. */
import assert from 'node:assert/strict';
import { eventually } from '../../eventually.ts';
import { useWorkbench } from '../workbench.ts';

describe('the walk in VS Code', () => {
  const workbench = useWorkbench({ file: 'simple-example.ts' });

  /** Presses the keys one after the other, and waits for what the stepper says then. */
  async function press(keys: readonly string[], says: string) {
    for (const key of keys) await workbench().page.keyboard.press(key);
    await workbench().panel.locator('output', { hasText: says }).waitFor();
  }

  /** Shows the picture with the walk at its beginning, whatever the test before has left. */
  async function begin() {
    await workbench().show({ text: 'J =', root: 'J' });
    await workbench().until(workbench().panel.locator('output', { hasText: 'Start' }), () =>
      workbench().page.keyboard.press('Home'),
    );
  }

  const gradient = (name: string) => workbench().node(name).locator('.gradient').textContent();

  /** The source text that is highlighted; the editor shows every blank as a no-break space. */
  async function highlighted(): Promise<string> {
    const mark = (await workbench().highlights.boundingBox())!;
    return workbench().editor.evaluate((lines, { x, y, width, height }) => {
      let text = '';
      const walker = document.createTreeWalker(lines, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode())
        for (let i = 0; i < node.textContent!.length; i++) {
          const range = document.createRange();
          range.setStart(node, i);
          range.setEnd(node, i + 1);
          const box = range.getBoundingClientRect();
          const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
          if (middle.x > x && middle.x < x + width && middle.y > y && middle.y < y + height) text += range;
        }
      return text.replaceAll('\u00a0', ' ');
    }, mark);
  }

  it('begins with the first key after the command, and takes back every step', async () => {
    await workbench().show({ text: 'J =', root: 'J' });
    await press(['ArrowRight'], 'Visit 1 of 5');
    assert.equal(await gradient('u'), '0.2185');
    assert.equal(await gradient('t'), '0');
    await press(['ArrowLeft'], 'Start');
    assert.equal(await gradient('u'), '0');
    assert.equal(await gradient('J'), '1');
  });

  it('adds up what comes along every path, and says so', async () => {
    await begin();
    await press(['ArrowRight', 'ArrowRight', 'ArrowRight'], 'Visit 3 of 5');
    assert.equal(await gradient('t'), '0.6555');
    await press(['ArrowRight'], 'Visit 4 of 5');
    assert.equal(await gradient('t'), '0.6295');
    assert.match(
      (await workbench().panel.locator('.sentence').textContent())!,
      /∂J\/∂t \+= ∂J\/∂u₁ · cos t = 0\.2185 × −0\.1189 = −0\.02598 \(0\.6555 → 0\.6295\)/,
    );
    await press(['End'], 'Visit 5 of 5');
    assert.equal(await gradient('x'), '1.637');
  });

  it('highlights the visited expression in the editor, and none in the overview', async () => {
    await begin();
    await press(['ArrowRight'], 'Visit 1 of 5');
    await eventually(async () => assert.equal(await highlighted(), 'Math.cos(u)'));
    await press(['End'], 'Visit 5 of 5');
    await eventually(async () => assert.equal(await highlighted(), 'x ** 2'));
    await workbench().page.keyboard.press('Escape');
    await workbench().highlights.waitFor({ state: 'detached' });
  });

  it("moves neither the editor's cursor nor the focus", async () => {
    await workbench().show({ text: 'u2 =', root: 'u₂' });
    await press(['End'], 'Visit 2 of 2');
    await workbench().highlights.waitFor();
    await workbench().focusEditor();
    await workbench().page.locator('[id="status.editor.selection"]', { hasText: 'Ln 5, Col 7' }).waitFor();
  });

  it('selects the source of a node that is clicked twice', async () => {
    await workbench().show({ text: 'J =', root: 'J' });
    await workbench().node('u₁').dblclick();
    await workbench().focusEditor();
    await workbench()
      .page.locator('[id="status.editor.selection"]', { hasText: 'Ln 4, Col 23 (11 selected)' })
      .waitFor();
  });
});
