/** axe-core on a page of the tests. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

let script: Promise<string> | undefined;

/** What axe objects to on the page as it stands, with the element and the reason. */
export async function runAxe(page: Page): Promise<string[]> {
  script ??= readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await script);
  // What was changed by the last key is drawn.
  await page.waitForTimeout(20);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document);
    // Of an item that the border of the stage cuts, axe reads only the words on this side of it, and misses the others
    // between them. There the same is asked of all its words.
    const isSaidInFull = (id: string, selector: string): boolean => {
      const item = document.querySelector('.stage')?.querySelector(selector);
      if (id !== 'label-content-name-mismatch' || !item) return false;
      const words = (text: string) =>
        text
          .replace(/\([^()]*\)/g, '')
          .replace(/\s+/g, ' ')
          .trim();
      const shown = [...item.querySelectorAll('text')].map((text) => text.textContent).join(' ');
      const [inner, outer] = [item, item.closest('.stage')!].map((one) => one.getBoundingClientRect());
      const isCut =
        inner!.left < outer!.left ||
        inner!.right > outer!.right ||
        inner!.top < outer!.top ||
        inner!.bottom > outer!.bottom;
      return isCut && words(item.getAttribute('aria-label')!).startsWith(words(shown));
    };
    return violations.flatMap(({ id, nodes }) =>
      nodes
        .filter(({ target }) => !isSaidInFull(id, String(target.at(-1))))
        .map((node) => `${id}: ${node.html} ${node.failureSummary}`),
    );
  });
}
