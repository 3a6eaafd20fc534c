/**
 * How long a picture takes in Chromium: from the message's arrival to the paint, for graphs of all sizes, and beside it what ELK and
 * dagre alone need for the same graph unfolded; then a step, and frames while panning, with 500 visible items.
 */
import { Worker } from 'node:worker_threads';
import { Session } from '../src/session/session.ts';
import type { Trace } from '../src/trace/trace.ts';
import { loopTrace, randomFrom, randomTrace } from '../test/session/synthetic.ts';
import { type OpenPage, PageServer } from '../test/webview/page.ts';

const RUNS = 5;
/** After so long a contender is given up. */
const LONGEST_MS = 60_000;
const STEPS = 200;

/** Runs in a worker: lays out the whole graph, and says how long it took. */
const CONTENDER = `
const { parentPort, workerData: { which, nodes, edges } } = require('node:worker_threads');
const size = { width: 168, height: 64 };
async function run() {
  if (which === 'ELK') {
    const ELK = require('elkjs/lib/elk.bundled.js');
    const elk = new ELK({ algorithms: ['layered'] });
    const graph = {
      id: 'graph',
      children: Array.from({ length: nodes }, (_, k) => ({ id: 'n' + k, ...size })),
      edges: Array.from({ length: edges.length / 2 }, (_, k) => ({
        id: 'e' + k, sources: ['n' + edges[2 * k]], targets: ['n' + edges[2 * k + 1]],
      })),
      layoutOptions: { 'elk.algorithm': 'layered' },
    };
    const start = performance.now();
    await elk.layout(graph);
    return performance.now() - start;
  }
  const { graphlib, layout } = require('@dagrejs/dagre');
  const graph = new graphlib.Graph({ multigraph: true }).setGraph({}).setDefaultEdgeLabel(() => ({}));
  for (let k = 0; k < nodes; k++) graph.setNode('n' + k, { ...size });
  for (let k = 0; k < edges.length / 2; k++) graph.setEdge('n' + edges[2 * k], 'n' + edges[2 * k + 1], {}, 'e' + k);
  const start = performance.now();
  layout(graph);
  return performance.now() - start;
}
run().then((time) => parentPort.postMessage(time));
`;

/** What a library alone needs, in words. */
function contend(which: 'ELK' | 'dagre', { graph }: Trace): Promise<string> {
  const edges: number[] = [];
  for (let node = 0; node < graph.size; node++)
    for (const input of graph.inputs(node)) edges.push(input, node);
  return new Promise((resolve) => {
    const workerData = { which, nodes: graph.size, edges: Uint32Array.from(edges) };
    const worker = new Worker(CONTENDER, { eval: true, workerData });
    const finish = (text: string) => {
      clearTimeout(timer);
      void worker.terminate();
      resolve(text);
    };
    const timer = setTimeout(() => finish(`not in ${LONGEST_MS / 1000} s`), LONGEST_MS);
    worker.on('message', (time: number) => finish(`${time.toFixed(0)} ms`));
    worker.on('error', (error) => finish(`fails: ${error.message.slice(0, 40)}`));
  });
}

const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;
const p95 = (times: readonly number[]) => times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)]!;
const milliseconds = (time: number) => `${time.toFixed(0)} ms`;

let shown = 0;

/** What the page itself measures; each time for another graph, of which it knows nothing. */
async function paint(open: OpenPage, session: Session): Promise<number> {
  await open.show({ ...session.view, id: ++shown });
  const painted = open.messages().findLast((message) => message.type === 'painted');
  return painted?.type === 'painted' ? painted.milliseconds : Number.NaN;
}

/** What the page holds, without what earlier pictures have left to be collected. */
async function megabytes(open: OpenPage): Promise<number> {
  const line = await open.page.context().newCDPSession(open.page);
  await line.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize = 0 } = (await line.send('Runtime.getHeapUsage')) as {
    usedSize: number;
    backingStorageSize?: number;
  };
  return (usedSize + backingStorageSize) / 1e6;
}

/** Everything is open. */
function unfolded(trace: Trace): Session {
  const session = new Session(0, trace);
  for (;;) {
    const closed = session.scene.items.filter((item) => 'isOpen' in item && !item.isOpen);
    if (closed.length === 0) return session;
    session.fold({ open: [...session.scene.open, ...closed.map(({ key }) => key)] });
  }
}

const server = await PageServer.start();
const rows: string[] = [];
for (const [title, goal, make] of [
  ['20 nodes', '60 ms', () => new Session(0, loopTrace(6, 2))],
  ['500 visible items, a loop', '600 ms', () => unfolded(loopTrace(30, 14))],
  ['500 visible items, no two boxes alike', '600 ms', () => unfolded(randomTrace(randomFrom(7), 400))],
  ['100,000 nodes', '1500 ms', () => new Session(0, loopTrace(25_000, 3))],
  ['1,000,000 nodes', '5000 ms', () => new Session(0, loopTrace(250_000, 3))],
] as const) {
  const session = make();
  const open = await server.open();
  const first = await paint(open, session);
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) times.push(await paint(open, session));
  const heap = await megabytes(open);
  await open.close();
  const items = session.scene.items.length;
  const elk = await contend('ELK', session.trace);
  const dagre = await contend('dagre', session.trace);
  rows.push(
    `| ${title} (${items} items) | ${milliseconds(first)} | ${milliseconds(median(times))} | ${milliseconds(Math.max(...times))} | ${goal} | ${heap.toFixed(0)} MB | ${elk} | ${dagre} |`,
  );
}

const open = await server.open();
await open.show(unfolded(loopTrace(30, 14)).view, 0);
await open.page.getByRole('button', { name: 'Show everything' }).click();
const steps = await open.page.evaluate(async (count) => {
  const times: number[] = [];
  for (let step = 0; step < count; step++) {
    const start = performance.now();
    window.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
    while (!document.querySelector('.sentence b')!.textContent!.startsWith(`Visit ${step + 1} `))
      await Promise.resolve();
    times.push(performance.now() - start);
    await new Promise(requestAnimationFrame);
  }
  return times;
}, STEPS);
await open.page.mouse.move(800, 350);
await open.page.mouse.down();
const frames = open.page.evaluate(async () => {
  const times: number[] = [];
  for (let last = performance.now(), end = last + 3000; last < end; ) {
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    times.push(now - last);
    last = now;
  }
  return times;
});
for (let k = 0; k < 180; k++)
  await open.page.mouse.move(800 + 300 * Math.sin(k / 20), 350 + 100 * Math.cos(k / 20));
const gaps = await frames;
await open.close();
await server.stop();

console.log(`
| first picture, from the message to the paint | of a new page | median | worst | goal | page's heap | ELK alone, unfolded | dagre alone, unfolded |
|---|--:|--:|--:|--:|--:|--:|--:|
${rows.join('\n')}

| with 500 visible items | median | p95 | goal |
|---|--:|--:|--:|
| a step, script | ${median(steps).toFixed(1)} ms | ${p95(steps).toFixed(1)} ms | p95 16 ms |
| between two frames while dragging | ${median(gaps).toFixed(1)} ms | ${p95(gaps).toFixed(1)} ms | 16.7 ms |
`);
