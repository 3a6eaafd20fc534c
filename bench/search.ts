/** The time that a search of a graph of 1,000,000 nodes takes, by query, and that of the paths from a node to the root. */
import { join } from 'node:path';
import { root } from '../scripts/build.ts';
import { sweep } from '../src/engine/index.ts';
import { nodeNamer } from '../src/session/names.ts';
import { pathsBetween } from '../src/session/paths.ts';
import { parseQuery } from '../src/session/search/query.ts';
import { search } from '../src/session/search/search.ts';
import { Evaluator } from '../src/trace/evaluator.ts';
import { NodeThread } from '../src/trace/node/thread.ts';

const RUNS = 5;
const LIMITS = { milliseconds: 60_000, megabytes: 512, operations: 2_000_000 };
const PROGRAM = `let h = 0.5;
const w = [0.999, 0.01];
for (let i = 0; i < 333_333; i++) h = Math.tanh(h * w[0] + w[1]);
const J = h * h;
`;
const QUERIES = [
  '|grad| > 1e-3',
  'op:mul value < 0',
  'name:w*',
  'is:nan',
  'line:3',
  'tanh',
  'v123',
  '"v₁₂₃ + w"',
  'nothing has this',
];

const evaluator = new Evaluator(() => new NodeThread(join(root, 'dist/trace-worker.cjs')));
const outcome = await evaluator.evaluate({
  path: 'program.ts',
  source: PROGRAM,
  selection: { variable: 'J' },
  limits: LIMITS,
});
evaluator.dispose();
if (!outcome.ok) throw new Error(outcome.error.message);
const { trace } = outcome;
const searched = { trace, sweep: sweep(trace.graph, trace.root), nameOf: nodeNamer(trace) };

console.log(
  `\n| ${trace.graph.size.toLocaleString('en-US')} nodes | hits | median | worst of ${RUNS} |\n|---|--:|--:|--:|`,
);
for (const query of QUERIES) row(`\`${query}\``, () => search(parseQuery(query), searched).length);
row('paths from the first input to the root', () =>
  pathsBetween(trace.graph, [0], [trace.root]).reduce((sum, mark) => sum + mark, 0),
);

function row(title: string, run: () => number): void {
  let hits = 0;
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    hits = run();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  const [median, worst] = [times[RUNS >> 1]!, times.at(-1)!].map((time) => `${time.toFixed(0)} ms`);
  console.log(`| ${title.replaceAll('|', '\\|')} | ${hits.toLocaleString('en-US')} | ${median} | ${worst} |`);
}
