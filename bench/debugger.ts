/**
 * The speeds of the debugger over standard input and output, as a client waits for them: to the NaN deep in a network
 * of 100,000 nodes, one step there, and the start of a walk of 1,000,000 nodes.
 */
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DebugClient } from '@vscode/debugadapter-testsupport';
import { root } from '../scripts/build.ts';

const STEPS = 400;

/** A chain of units, in the middle of which a logarithm of 0 is multiplied by 0. */
const network = (units: number) => `const w = [0.9, 0.2];
const p = 0;
let h = 0.5;
for (let i = 0; i < ${units}; i++) {
  h = Math.tanh(h * w[0] + w[1]);
  if (i === ${units >> 1}) h = h + Math.log(p) * p;
}
const J = h * h;
`;
/** One node for each turn and operation, without anything that goes wrong. */
const chain = (turns: number) => `let h = 0.5;
const a = 0.999;
for (let i = 0; i < ${turns}; i++) h = h * a + a;
const J = h;
`;

interface Opened {
  readonly client: DebugClient;
  /** From the launch to the first stop, in milliseconds. */
  readonly start: number;
}

async function open(program: string, filters: string[], stopOnEntry: boolean): Promise<Opened> {
  const file = join(tmpdir(), `gradient-graph-bench-${process.pid}.ts`);
  await writeFile(file, program);
  const client = new DebugClient(process.execPath, join(root, 'dist/debug-stdio.cjs'), 'backprop');
  client.defaultTimeout = 120_000;
  await client.start();
  await client.initializeRequest();
  const began = performance.now();
  const initialized = client.waitForEvent('initialized');
  await client.launchRequest({ program: file, stopOnEntry } as never);
  await initialized;
  await client.setExceptionBreakpointsRequest({ filters });
  const stopped = client.waitForEvent('stopped');
  await client.configurationDoneRequest();
  await stopped;
  const start = performance.now() - began;
  await rm(file);
  return { client, start };
}

/** From a request to move until everything is there that VS Code shows then. */
async function move(client: DebugClient, command: string): Promise<number> {
  const began = performance.now();
  const stopped = client.waitForEvent('stopped');
  await client.customRequest(command, { threadId: 1 });
  await stopped;
  const moved = performance.now() - began;
  const { body } = await client.stackTraceRequest({ threadId: 1, startFrame: 0, levels: 20 });
  const { scopes } = (await client.scopesRequest({ frameId: body.stackFrames[0]!.id })).body;
  for (const { variablesReference } of scopes) await client.variablesRequest({ variablesReference });
  return command === 'continue' ? moved : performance.now() - began;
}

const nan = await open(network(33_000), ['nonFinite'], true);
const toNaN = await move(nan.client, 'continue');
const steps: number[] = [];
for (let i = 0; i < STEPS; i++) steps.push(await move(nan.client, i % 3 === 2 ? 'stepBack' : 'next'));
steps.sort((a, b) => a - b);
await nan.client.stop();
const million = await open(chain(500_000), [], true);
await million.client.stop();

const at = (share: number) => `${steps[Math.floor(steps.length * share)]!.toFixed(1)} ms`;
console.log(`
| debugger | measured | goal |
|---|--:|--:|
| 100,000 nodes: from “continue” to the stop at the NaN | ${toNaN.toFixed(0)} ms | 1000 ms |
| 100,000 nodes: a step with its stack and variables, median of ${STEPS} | ${at(0.5)} | |
| the same, 95th percentile | ${at(0.95)} | 20 ms |
| 1,000,000 nodes: from launch to the first stop | ${million.start.toFixed(0)} ms | 5000 ms |
`);
