/** `npm run pictures -- reviewed`: makes the pictures that test/webview/reviewed.test.ts compares with. Look at them before they are committed. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PageServer } from '../test/webview/page.ts';
import { REVIEWED_THEMES, reviewedFile, takeReviewed } from '../test/webview/reviewed.ts';
import { root } from './build.ts';

export async function takeReviewedPictures(): Promise<void> {
  const folder = dirname(join(root, reviewedFile('', 'dark')));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const server = await PageServer.start();
  for (const theme of REVIEWED_THEMES)
    await takeReviewed(server, theme, async ({ name }, png) => {
      const file = join(root, reviewedFile(name, theme));
      await writeFile(file, png);
      console.log(file);
    });
  await server.stop();
}
