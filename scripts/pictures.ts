/**
 * `npm run pictures`: makes the README's pictures from the real panel in a real VS Code, one for each kind of
 * theme, into media/pictures/.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Workbench } from '../test/vscode/workbench.ts';
import { build, root } from './build.ts';

const themes = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  'high-contrast': 'Default High Contrast',
};

await build({ production: true });
const folder = join(root, 'media', 'pictures');
await mkdir(folder, { recursive: true });
for (const [name, theme] of Object.entries(themes)) {
  const workbench = await Workbench.open({
    file: 'simple-example.ts',
    settings: {
      'workbench.colorTheme': theme,
      'editor.occurrencesHighlight': 'off',
      'editor.minimap.enabled': false,
      'breadcrumbs.enabled': false,
    },
  });
  const { page, panel } = workbench;
  await page.setViewportSize({ width: 1240, height: 800 });
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
