/** The health of a gradient's flow: what is found, where it starts, what it passes through, and how it is told. */
import assert from 'node:assert/strict';
import { Graph, type NodeId, OP_CODES, sweep } from '../../src/engine/index.ts';
import type { FindingsView } from '../../src/protocol/view.ts';
import { findingsOf } from '../../src/session/findings.ts';
import { Health, TROUBLES } from '../../src/session/health.ts';
import { Origins } from '../../src/session/origins.ts';
import { Titles } from '../../src/session/titles.ts';
import { newEvaluator, traceOf } from '../trace/harness.ts';

describe('the health of a graph', function () {
  this.timeout(30_000);
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());

  const examine = async (program: string, root: string) => {
    const trace = await traceOf(evaluator, program, root);
    const walk = sweep(trace.graph, trace.root);
    const titles = new Titles(trace);
    const names = Array.from({ length: trace.graph.size }, (_, node) => titles.nameOf(node));
    const health = new Health(trace.graph, walk);
    const troubles = names.flatMap((name, node) =>
      health.codes[node] === 0
        ? []
        : [`${name}: ${TROUBLES[health.codes[node]! - 1]} from ${names[health.starts[node]!]}`],
    );
    const found = findingsOf(trace, walk, health, titles);
    return { trace, walk, health, names, troubles, found };
  };
  const told = ({ entries }: FindingsView) =>
    entries.map(({ trouble, title, sentence, line }) => `${trouble}, line ${line}, ${title}: ${sentence}`);

  it('is good where every gradient is', async () => {
    const { troubles, found } = await examine('const x = 1.2; const y = Math.sin(x * x) + 3 * x;', 'y');
    assert.deepEqual(troubles, []);
    assert.deepEqual(found, { entries: [], count: 0 });
  });

  it('tells where NaN starts from where it passes through, forward and backward', async () => {
    const { troubles, found } = await examine(
      `const a = 1;
const w = 3;
const d = a - 2;
const l = Math.log(d);
const y = l * w + a;`,
      'y',
    );
    assert.deepEqual(troubles, [
      'w: nonFinite from l',
      'l: nonFinite from l',
      'v₁: nonFinite from l',
      'y: nonFinite from l',
    ]);
    assert.deepEqual(told(found), ['nonFinite, line 4, l = ln d: ln(−1) = NaN.']);
    assert.equal(found.entries[0]!.reached, 3);
  });

  it('names an input that is given as no finite number', async () => {
    const { troubles, found } = await examine('const a = NaN;\nconst b = 2;\nconst y = a * b;', 'y');
    assert.deepEqual(troubles, ['a: nonFinite from a', 'b: nonFinite from a', 'y: nonFinite from a']);
    assert.deepEqual(told(found), ['nonFinite, line 1, a: a is given as NaN.']);
  });

  it('finds a slope that is infinite where every value is finite', async () => {
    const { troubles, found } = await examine(
      'const a = 4;\nconst d = a - 4;\nconst s = Math.sqrt(d);\nconst y = 3 * s;',
      'y',
    );
    assert.deepEqual(troubles, ['a: nonFinite from s', 'd: nonFinite from s', 's: nonFinite from s']);
    assert.deepEqual(told(found), [
      'nonFinite, line 3, s = √d: Its value is finite, but not its slope at d = 0: ∂s/∂d = 1 / (2 √d) = ∞.',
    ]);
  });

  it('finds where a gradient vanishes, where it explodes, and how far that reaches', async () => {
    const { troubles, found } = await examine(
      `const x = 2;
const tiny = 1e-9;
const a = x * 3;
const b = a * tiny;
const huge = 1e8;
const c = x + 1;
const y = b + c * huge;`,
      'y',
    );
    assert.deepEqual(troubles, ['x: exploding from c', 'a: vanishing from a', 'c: exploding from c']);
    assert.deepEqual(told(found), [
      'exploding, line 6, c = x + 1: ∂y/∂c = 1×10⁸: it first exceeds 1×10⁶ here.',
      'vanishing, line 3, a = x · 3: ∂y/∂a = 1×10⁻⁹: it first falls below 1×10⁻⁷ here.',
    ]);
  });

  it('tells a dead unit from a factor of 0, and names what it starves', async () => {
    const { troubles, found } = await examine(
      `const w = 2;
const z = w * -3;
const h = Math.max(z, 0);
const off = 0;
const v = 5;
const y = h * 4 + v * off + Math.tanh(w * 100);`,
      'y',
    );
    assert.deepEqual(troubles.slice(0, 3), ['w: dead from h', 'z: dead from h', 'h: dead from h']);
    assert.ok(!troubles.some((text) => text.startsWith('v:')), 'v has a factor of 0 and nothing else');
    assert.ok(
      told(found).some((text) =>
        text.startsWith('dead, line 3, h = max(z, 0): It took the constant at z = −6'),
      ),
    );
    assert.ok(told(found).some((text) => /saturated/.test(text)));
  });

  it('calls a gradient that is too small for a float64 vanished', async () => {
    const { troubles } = await examine(
      'const x = 1; const s = 1e-200; const a = x * s; const y = a * s;',
      'y',
    );
    assert.deepEqual(
      troubles.filter((text) => text.startsWith('x')),
      ['x: vanishing from a'],
    );
  });

  it('groups what starts a thousand times on one line', async () => {
    const { found } = await examine(
      `const w = [];
for (let i = 0; i < 1000; i++) w.push(-1 - i);
let sum = 0;
for (const one of w)
  sum += Math.max(one, 0);
const y = sum + w[0] * 2;`,
      'y',
    );
    assert.equal(found.count, 1);
    assert.equal(found.entries[0]!.line, 5);
    assert.equal(found.entries[0]!.count, 1000);
    assert.equal(found.entries[0]!.nodes.length, 100);
    assert.equal(found.entries[0]!.reached, 999, 'w[0] has a gradient from elsewhere');
  });

  it('agrees with the debugger about the operations in which NaN starts', async () => {
    const { trace, walk, health, names } = await examine(
      'const a = 0; const b = a / a; const c = Math.sqrt(a); const d = Math.exp(800); const y = b + c + d * b;',
      'y',
    );
    const origins = new Origins(trace.graph, walk);
    for (let node: NodeId = 0; node < trace.graph.size; node++)
      if (origins.isOrigin(node)) assert.equal(health.starts[node], node, names[node]);
  });

  it('is found in 1,000,000 nodes, with the one node where it starts', () => {
    const size = 1_000_000;
    // x · 0.99 · 0.99 · …: the gradient fades on its way back.
    const codes = new Uint8Array(size).fill(OP_CODES.mul);
    codes[0] = OP_CODES.leaf;
    codes[1] = OP_CODES.constant;
    const inputStart = Uint32Array.from({ length: size + 1 }, (_, i) => 2 * Math.max(0, i - 2));
    const inputs = Uint32Array.from({ length: 2 * (size - 2) }, (_, i) =>
      i % 2 === 1 ? 1 : i === 0 ? 0 : i / 2 + 1,
    );
    const graph = Graph.fromColumns({ codes, inputStart, inputs, values: new Float64Array(size).fill(0.99) });
    const health = new Health(graph, sweep(graph, size - 1));
    const start = size - 1 - Math.ceil(Math.log(1e-7) / Math.log(0.99));
    const sick = TROUBLES.indexOf('vanishing') + 1;
    for (let node = 0; node < size; node++) {
      if (node === 1) continue;
      assert.equal(health.codes[node], node <= start ? sick : 0, `node ${node}`);
      assert.equal(health.starts[node], node <= start ? start : -1);
    }
  });
});
