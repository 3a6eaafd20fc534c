/**
 * `npm run pictures`: makes the README's pictures from the real panel in a real VS Code, one for each kind of
 * theme, into media/pictures/. `npm run pictures -- reviewed` makes those that the tests compare with instead.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Workbench } from '../test/vscode/workbench.ts';
import { build, root } from './build.ts';
import { takeDebuggingPictures } from './debugging-pictures.ts';
import { takeReviewedPictures } from './reviewed-pictures.ts';
import { takeTensorPicture } from './tensor-picture.ts';

/** By file: the theme's label in VS Code's list, and the class that its window has then. */
const themes = {
  dark: { label: 'Dark Modern', kind: 'vs-dark' },
  light: { label: 'Light Modern', kind: 'vs' },
  'high-contrast': { label: 'Dark High Contrast', kind: 'hc-black' },
};

await build({ production: true });
if (process.argv[2] === 'reviewed') await takeReviewedPictures();
else {
  await takePanelPictures();
  await takeDebuggingPictures();
  await takeTensorPicture();
}

async function takePanelPictures(): Promise<void> {
  const folder = join(root, 'media', 'pictures');
  await mkdir(folder, { recursive: true });
  for (const [name, { label, kind }] of Object.entries(themes)) {
    const workbench = await Workbench.open({
      file: 'simple-example.ts',
      settings: {
        'editor.occurrencesHighlight': 'off',
        'editor.minimap.enabled': false,
        'breadcrumbs.enabled': false,
      },
    });
    const { page, panel } = workbench;
    await page.setViewportSize({ width: 1240, height: 800 });
    // From the list, as a person would: a high-contrast theme in the settings gives way to the screen's own contrast.
    await page.keyboard.press('F1');
    for (const entry of ['Preferences: Color Theme', label]) {
      await page.keyboard.type(entry);
      await page.locator('.quick-input-list-entry .label-name', { hasText: entry }).first().click();
    }
    await page.locator(`.monaco-workbench.${kind}`).waitFor();
    await workbench.command('View: Toggle Primary Side Bar Visibility');
    await workbench.show({ text: 'J =', root: 'J' });
    for (let visit = 1; visit <= 3; visit++) await page.keyboard.press('ArrowRight');
    await panel.locator('output', { hasText: 'Visit 3 of 5' }).waitFor();
    await workbench.highlights.first().waitFor();
    const file = join(folder, `${name}.png`);
    await page.locator('.part.editor').screenshot({ path: file });
    console.log(file);
    await workbench.close();
  }
}
