/**
 * What a person waits for in the editor: from Enter in the command palette to the painted graph, with the extension
 * asleep (cold) and awake (warm); and what the extension costs before it is used.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../scripts/build.ts';
import { Workbench } from '../test/vscode/workbench.ts';

const COLD_RUNS = 3;
const WARM_RUNS = 10;

/** Runs in every frame: remembers when Enter was pressed, and when each root was painted. */
function watch(): void {
  const seen = globalThis as unknown as { enterAt: number; paintedAt: Record<string, number> };
  seen.paintedAt = {};
  addEventListener(
    'keydown',
    ({ key }) => key === 'Enter' && Object.assign(seen, { enterAt: Date.now() }),
    true,
  );
  let shown: string | undefined;
  new MutationObserver(() => {
    const name = document.querySelector('header h1 i')?.textContent ?? undefined;
    if (name === undefined || name === shown) return;
    shown = name;
    requestAnimationFrame(() =>
      requestAnimationFrame(() => Object.assign(seen.paintedAt, { [name]: Date.now() })),
    );
  }).observe(document, { childList: true, subtree: true, characterData: true });
}

/** Milliseconds from Enter to the painted graph of a variable of simple-example.ts. */
async function measure(workbench: Workbench, variable: string, rootName: string): Promise<number> {
  await workbench.show({ text: `${variable} =`, root: rootName });
  const enterAt = await workbench.page.evaluate(() => (globalThis as unknown as { enterAt: number }).enterAt);
  const paintedAt = await workbench.panel.locator('body').evaluate(async (_body, name) => {
    const { paintedAt } = globalThis as unknown as { paintedAt: Record<string, number> };
    while (!paintedAt[name]) await new Promise(requestAnimationFrame);
    const time = paintedAt[name];
    delete paintedAt[name];
    return time;
  }, rootName);
  return paintedAt - enterAt;
}

const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;
const cold: number[] = [];
const warm: number[] = [];
let activation = '';
for (let run = 0; run < COLD_RUNS; run++) {
  const workbench = await Workbench.open({ file: 'simple-example.ts', script: watch });
  cold.push(await measure(workbench, 'J', 'J'));
  if (run === 0) {
    for (let i = 0; i < WARM_RUNS; i++) {
      await workbench.focusEditor();
      warm.push(await (i % 2 === 0 ? measure(workbench, 'u', 'u') : measure(workbench, 'J', 'J')));
    }
    activation = await workbench.activationTime();
  }
  await workbench.close();
}

const kilobytes = async (file: string) =>
  `${((await stat(join(root, 'dist', file))).size / 1000).toFixed(0)} KB`;
console.log(`
| simple-example.ts in VS Code | median | worst | goal |
|---|--:|--:|--:|
| command to painted graph, cold (${cold.length} windows) | ${median(cold)} ms | ${Math.max(...cold)} ms | 1200 ms |
| command to painted graph, warm (${warm.length} times) | ${median(warm)} ms | ${Math.max(...warm)} ms | 300 ms |
| activation | ${activation} | | 30 ms |

| bundle | size | loaded |
|---|--:|---|
| extension.cjs | ${await kilobytes('extension.cjs')} | when the extension is used; goal 150 KB |
| trace-worker.cjs | ${await kilobytes('trace-worker.cjs')} | for the first evaluation, in a worker |
| emscripten-module.wasm | ${await kilobytes('emscripten-module.wasm')} | with it |
| webview/main.js | ${await kilobytes('webview/main.js')} | in the panel |
| webview/layout.js | ${await kilobytes('webview/layout.js')} | in the panel's worker |
| cli.cjs | ${await kilobytes('cli.cjs')} | on the command line |
`);
