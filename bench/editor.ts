/**
 * What a person waits for in the editor: from the command in the palette to the painted graph, with the extension
 * asleep (cold) and awake (warm); and what the extension costs before it is used.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../scripts/build.ts';
import { Workbench } from '../test/vscode/workbench.ts';

const COLD_RUNS = 3;
const WARM_RUNS = 10;

/** Runs in every frame: remembers when the command was picked, and when each root was painted. */
function watch(): void {
  const seen = globalThis as unknown as { pickedAt: number; paintedAt: Record<string, number> };
  seen.paintedAt = {};
  for (const kind of ['mouseup', 'keydown'] as const)
    addEventListener(
      kind,
      (event) => {
        if (!('key' in event) || event.key === 'Enter') seen.pickedAt = Date.now();
      },
      true,
    );
  let shown: string | undefined;
  // By a timer: VS Code replaces the document of a webview, with its observers and animation frames.
  setInterval(() => {
    const isPeer = document.querySelector('.markdown-body p') !== null;
    const name = isPeer ? 'peer' : (document.querySelector('header h1 i')?.textContent ?? undefined);
    if (name !== undefined && name !== shown) seen.paintedAt[name] = Date.now();
    shown = name;
  }, 4);
}

/** A program of two networks, so that another one can be shown each time. */
const NETWORKS = `import * as tf from '@tensorflow/tfjs';

const narrow = tf.sequential({ layers: [
  tf.layers.dense({ units: 8, inputShape: [2], activation: 'tanh' }),
  tf.layers.dense({ units: 1 }),
] });
narrow.compile({ optimizer: 'adam', loss: 'meanSquaredError' });

const deep = tf.sequential({ layers: [
  tf.layers.dense({ units: 16, inputShape: [4], activation: 'relu' }),
  tf.layers.dense({ units: 16, activation: 'relu' }),
  tf.layers.dense({ units: 3, activation: 'softmax' }),
] });
deep.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
`;

/** Milliseconds from the command to the painted graph of a variable. */
async function measure(workbench: Workbench, variable: string, rootName: string): Promise<number> {
  await workbench.show({ text: `${variable} =`, root: rootName });
  return elapsed(workbench, rootName);
}

/** The same for a page that VS Code brings along: the preview of an example as if it were Markdown. */
async function measurePeer(workbench: Workbench): Promise<number> {
  await workbench.command('Markdown: Open Preview to the Side');
  await workbench.panel.locator('.markdown-body p').first().waitFor();
  return elapsed(workbench, 'peer');
}

/** Milliseconds from the last click, or Enter, to the moment when this name was painted. */
async function elapsed(workbench: Workbench, rootName: string): Promise<number> {
  const pickedAt = await workbench.page.evaluate(
    () => (globalThis as unknown as { pickedAt: number }).pickedAt,
  );
  const paintedAt = await workbench.panel.locator('body').evaluate(async (_body, name) => {
    const { paintedAt } = globalThis as unknown as { paintedAt: Record<string, number> };
    while (!paintedAt[name]) await new Promise(requestAnimationFrame);
    const time = paintedAt[name];
    delete paintedAt[name];
    return time;
  }, rootName);
  return paintedAt - pickedAt;
}

/** What VS Code itself measured: loading the bundle and calling `activate`. */
async function activationTime(workbench: Workbench): Promise<string> {
  // The list draws only the rows that fit.
  await workbench.page.setViewportSize({ width: 1400, height: 2000 });
  await workbench.command('Developer: Show Running Extensions');
  const row = workbench.page.locator('.extension', { hasText: 'gradient-graph' }).locator('.activation-time');
  return (await row.textContent())!.replace('Activation: ', '').replace('ms', ' ms');
}

const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;
const cold: number[] = [];
const peer: number[] = [];
const networks: number[] = [];
const warm: number[] = [];
let activation = '';
for (let run = 0; run < COLD_RUNS; run++) {
  const workbench = await Workbench.open({ file: 'simple-example.ts', script: watch });
  cold.push(await measure(workbench, 'J', 'J'));
  if (run === 0) {
    for (let i = 0; i < WARM_RUNS; i++) {
      warm.push(await (i % 2 === 0 ? measure(workbench, 'u', 'u') : measure(workbench, 'J', 'J')));
    }
    activation = await activationTime(workbench);
    const tensors = await Workbench.open({ file: 'net.ts', files: { 'net.ts': NETWORKS }, script: watch });
    // The first one is cold.
    await measure(tensors, 'deep', 'deep');
    for (let i = 0; i < WARM_RUNS; i++) {
      const name = i % 2 === 0 ? 'narrow' : 'deep';
      networks.push(await measure(tensors, name, name));
    }
    await tensors.close();
  }
  await workbench.close();
  const settings = { 'files.associations': { 'simple-example.ts': 'markdown' } };
  const other = await Workbench.open({ file: 'simple-example.ts', script: watch, settings });
  peer.push(await measurePeer(other));
  await other.close();
}

const kilobytes = async (file: string) =>
  `${((await stat(join(root, 'dist', file))).size / 1000).toFixed(0)} KB`;
console.log(`
| simple-example.ts in VS Code | median | worst | goal |
|---|--:|--:|--:|
| command to painted graph, cold (${cold.length} windows) | ${median(cold)} ms | ${Math.max(...cold)} ms | 1200 ms |
| command to painted graph, warm (${warm.length} times) | ${median(warm)} ms | ${Math.max(...warm)} ms | 300 ms |
| a tf.sequential definition: command to painted graph, warm (${networks.length} times) | ${median(networks)} ms | ${Math.max(...networks)} ms | 500 ms |
| peer: VS Code's own Markdown preview, cold (${peer.length} windows) | ${median(peer)} ms | ${Math.max(...peer)} ms | |
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
