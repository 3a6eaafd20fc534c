/** The overview of keys, and that what has the focus keeps the keys that it needs. */
import assert from 'node:assert/strict';
import { eventually } from '../eventually.ts';
import { runAxe } from './axe.ts';
import { simpleExample } from './fixtures.ts';
import { type OpenPage, usePages } from './page.ts';
import { type ThemeName, themes } from './themes.ts';

describe('The keys', function () {
  this.timeout(60_000);
  const openPage = usePages();
  let open: OpenPage;
  const dialog = () => open.page.getByRole('dialog', { name: 'Keys' });
  const press = async (...keys: string[]) => {
    for (const key of keys) await open.page.keyboard.press(key);
  };
  const cursors = () =>
    open.messages().flatMap((message) => (message.type === 'cursor' ? [message.cursor] : []));

  it('are told behind ?, which also closes them, as Escape does, and a click beside', async () => {
    open = await openPage();
    await open.show(simpleExample(), 2);
    await press('?');
    assert.match((await dialog().textContent())!, /→ or \.one visit forward/);
    await press('Escape');
    await dialog().waitFor({ state: 'hidden' });
    await press('?');
    await dialog().waitFor();
    // Both keys are there before the browser has told of the close.
    await open.page.evaluate(() => {
      document.querySelector('dialog')!.requestClose();
      window.dispatchEvent(new KeyboardEvent('keydown', { key: '?' }));
    });
    await open.page.evaluate(() => new Promise((told) => setTimeout(told)));
    assert.ok(await dialog().isVisible());
    await press('?');
    await dialog().waitFor({ state: 'hidden' });
    await open.page.getByRole('button', { name: 'Keys' }).click();
    await dialog().waitFor();
    await open.page.mouse.click(5, 5);
    await dialog().waitFor({ state: 'hidden' });
    assert.deepEqual(cursors(), [], 'none of it moved the walk');
  });

  it('step with . and , wherever the focus is, but not where one types', async () => {
    open = await openPage();
    await open.show(simpleExample());
    await press('.', '.', ',');
    await open.page.getByRole('slider').focus();
    await press('.');
    await eventually(async () => assert.deepEqual(cursors(), [1, 2, 1, 2]));
  });

  for (const theme of Object.keys(themes) as ThemeName[]) {
    it(`are told so that axe finds nothing, and nothing is cut off, in ${themes[theme].name}`, async () => {
      open = await openPage({ theme, width: 420, height: 360 });
      await open.show(simpleExample());
      await press('?');
      await dialog().waitFor();
      assert.deepEqual(await runAxe(open.page), []);
      const [inner, outer] = await dialog().evaluate((it) => [it.scrollWidth, it.clientWidth]);
      assert.ok(inner! <= outer!, 'it does not scroll sideways');
    });
  }
});
