/** What has changed between two versions of a program, on the union of their graphs. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sweep } from '../../../src/engine/index.ts';
import { CHANGES } from '../../../src/protocol/comparison.ts';
import { compare } from '../../../src/session/compare/comparison.ts';
import { displayNames } from '../../../src/session/names.ts';
import { Session } from '../../../src/session/session.ts';
import { Trace } from '../../../src/trace/trace.ts';
import { newEvaluator, traceOf } from '../../trace/harness.ts';

const PLAIN = 'const x = 2;\nconst t = x * x;\nconst k = 5;\nconst J = Math.sin(t) + k;\n';

interface Line {
  readonly id: number;
  readonly form: number;
  readonly uses: readonly [number, number];
}

const line: fc.Arbitrary<Line> = fc.record({
  id: fc.nat(99),
  form: fc.nat(4),
  uses: fc.tuple(fc.nat(), fc.nat()),
});

/** Each line defines a variable from two before it: by an expression, a function or a loop. */
function programOf(lines: readonly Line[]): string {
  const known = ['x'];
  const texts = lines.map(({ id, form, uses }) => {
    const [a, b] = uses.map((use) => known[use % known.length]);
    const name = `y${id}`;
    if (!known.includes(name)) known.push(name);
    const value = [
      `Math.sin(${a}) * ${b}`,
      `${a} + 0.5 * ${b}`,
      `f(${a}, ${b})`,
      `g([${a}, ${b}], ${1 + (id % 4)})`,
      `${1 + (id % 7)}`,
    ][form];
    return `var ${name} = ${value};`;
  });
  return `function f(p, q) { const r = p * q; return Math.cos(r) - q; }
function g(list, turns) { let s = 0; for (let i = 0; i < turns; i++) { s = s * list[0] + f(s, list[1]); } return s; }
var x = 0.7;
${texts.join('\n')}
var J = ${known.slice(-2).join(' * ')} + x;
`;
}

/** A program, and the same after a few lines have been put in, taken out or replaced. */
const edited = fc
  .tuple(
    fc.array(line, { minLength: 1, maxLength: 10 }),
    fc.array(fc.tuple(fc.nat(), fc.nat(1), fc.array(line, { maxLength: 2 })), { maxLength: 3 }),
  )
  .map(([lines, edits]) => {
    const after = [...lines];
    for (const [at, length, fresh] of edits) after.splice(at % (after.length + 1), length, ...fresh);
    return [programOf(lines), programOf(after)] as const;
  });

describe('a comparison', function () {
  this.timeout(60_000);
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());

  const both = async (before: string, after: string, root = 'J') => {
    const [old, fresh] = [await traceOf(evaluator, before, root), await traceOf(evaluator, after, root)];
    const comparison = compare(old, fresh);
    return { old, fresh, ...comparison, trace: new Trace(comparison.union.data) };
  };
  /** Every node but the constants, by name. */
  const changesByName = ({ trace, changes }: Awaited<ReturnType<typeof both>>) => {
    const names = displayNames(trace);
    return Object.fromEntries(
      names.flatMap((name, node) => (name === '' ? [] : [[name, CHANGES[changes[node]!]]])),
    );
  };

  it('says of every node what has become of it', async () => {
    const edited = await both(PLAIN, PLAIN.replace('x = 2', 'x = 3'));
    assert.deepEqual(changesByName(edited), {
      x: 'edited',
      t: 'numbers',
      'v₁': 'numbers',
      k: 'same',
      J: 'numbers',
    });
    assert.deepEqual(edited.counts, { same: 1, numbers: 3, edited: 1, added: 0, removed: 0 });
    const more = await both(
      PLAIN,
      PLAIN.replace('x * x', 'x * x * c').replace('const t', 'const c = 3;\nconst t'),
    );
    assert.deepEqual(changesByName(more), {
      x: 'numbers',
      c: 'added',
      'v₁': 'added',
      t: 'edited',
      'v₂': 'numbers',
      k: 'same',
      J: 'numbers',
    });
    const less = await both(PLAIN, PLAIN.replace('Math.sin(t) + k', 'Math.sin(t)'));
    assert.deepEqual(changesByName(less), {
      x: 'same',
      t: 'same',
      k: 'removed',
      'v₁': 'removed',
      J: 'edited',
    });
  });

  it('has what everything was, and NaN for what was not there', async () => {
    const { trace, values, gradients } = await both(
      PLAIN,
      PLAIN.replace('x = 2', 'x = 3').replace('+ k', '+ k * x'),
    );
    const names = displayNames(trace);
    const was = (name: string) => [values[names.indexOf(name)], gradients[names.indexOf(name)]];
    assert.deepEqual(was('x'), [2, Math.cos(4) * 4]);
    assert.deepEqual(was('J'), [Math.sin(4) + 5, 1]);
    assert.deepEqual(was('v₂'), [NaN, NaN]);
  });

  it('keeps a number that a formula no longer has', async () => {
    const { counts } = await both('const x = 2; const J = 3 * x;', 'const x = 2; const J = 4 * x;');
    assert.deepEqual(counts, { same: 0, numbers: 1, edited: 1, added: 0, removed: 0 });
  });

  it('draws the operands that a node of both has no more', async () => {
    const { trace, union } = await both(PLAIN, PLAIN.replace('Math.sin(t) + k', 'Math.sin(x) + k'));
    const names = displayNames(trace);
    const edges = [...union.removedEdges];
    assert.deepEqual(
      Array.from(
        { length: edges.length / 3 },
        (_, i) => `${names[edges[3 * i]!]} → ${names[edges[3 * i + 1]!]}`,
      ),
      ['t → v₁'],
    );
  });

  it('is told in one line, and as a list with what was edited first', async () => {
    const tell = async (before: string, after: string) => {
      const comparison = compare(await traceOf(evaluator, before, 'J'), await traceOf(evaluator, after, 'J'));
      return new Session(1, new Trace(comparison.union.data), {}, comparison).view;
    };
    const { comparison, nodeCount } = await tell(
      PLAIN,
      PLAIN.replace('Math.sin(t) + k', 'Math.sin(t) * w').replace('const J', 'const w = 4;\nconst J'),
    );
    const { summary, rows, numbers, more } = comparison!;
    assert.equal(summary, '1 added, 1 removed, 4 changed; J 4.243 → −3.027; ∂J/∂x −2.615 → −10.46');
    assert.deepEqual(
      rows.map(({ name, change }) => `${name} ${change}`),
      ['k removed', 'w added', 'J edited', 'x numbers', 'v₁ numbers', 't numbers'],
    );
    assert.deepEqual([...numbers.subarray(0, 8)], [5, 1, NaN, NaN, NaN, NaN, 4, Math.sin(4)]);
    assert.deepEqual([more, nodeCount], [0, 5]);
    assert.equal((await tell(PLAIN, `${PLAIN}\n`)).comparison!.summary, 'Nothing has changed');
  });

  it('shows the items of a scene with what they were, and what is no operand any more', async () => {
    const before = `function f(a: number) { const b = Math.sin(a); const c = b * 2; return c + b; }
const x = 2;
const y = f(x) + f(3);
const J = y * x;
`;
    const [old, fresh] = [
      await traceOf(evaluator, before, 'J'),
      await traceOf(evaluator, before.replace('y * x', 'y * y').replace('f(3)', 'f(4)'), 'J'),
    ];
    const comparison = compare(old, fresh);
    const session = new Session(1, new Trace(comparison.union.data), { open: [] }, comparison);
    const { items, changes, edges, locals, deltas, flow } = session.scene;
    const at = (name: string) => items.findIndex((item) => item.name === name);
    const root = items.length - 1;
    assert.equal(changes!.changes[root], 'edited');
    assert.equal(changes!.values[root], old.graph.value(old.root));
    const calls = items
      .filter(({ kind }) => kind === 'call')
      .map((item) => changes!.changes[items.indexOf(item)]);
    assert.deepEqual(calls, ['numbers', 'edited']);
    const removed = edges.filter((edge) => edge.isRemoved);
    assert.deepEqual(
      removed.map(({ from, to }) => [from, to]),
      [[at('x'), root]],
    );
    assert.deepEqual([locals.length, deltas.length, flow.start.length - 1], Array(3).fill(edges.length));
    for (const { from, to } of edges) assert.ok(from < to);
  });

  it('walks as the fresh graph alone, and shows what is gone with the numbers that it had', async () => {
    const check = async ([before, after]: readonly [string, string]) => {
      const { old, fresh, union, trace, changes } = await both(before, after);
      const message = `${before}\n---\n${after}`;
      const [walk, alone] = [sweep(trace.graph, trace.root), sweep(fresh.graph, fresh.root)];
      assert.deepEqual(
        Array.from(walk.order, (node) => union.fresh[node]),
        [...alone.order],
        message,
      );
      const kept = new Set<number>();
      for (let node = 0; node < trace.graph.size; node++) {
        const [is, was] = [union.fresh[node]!, union.old[node]!];
        const [origin, own] = is >= 0 ? [fresh, is] : [old, was];
        assert.equal(trace.graph.value(node), origin.graph.value(own), message);
        assert.equal(trace.nameOf(node), origin.nameOf(own), message);
        assert.equal(trace.graph.op(node), origin.graph.op(own), message);
        assert.equal(CHANGES[changes[node]!] === 'removed', is < 0, message);
        if (is >= 0) assert.equal(walk.gradient(node), alone.gradient(is), message);
        const { file, start, end } = trace.spanOf(node);
        const span = origin.spanOf(own);
        assert.equal(
          trace.sources[file]!.text.slice(start, end),
          origin.sources[span.file]!.text.slice(span.start, span.end),
          message,
        );
        let scope = trace.scopeOf(node);
        let ownScope = origin.scopeOf(own);
        for (; scope !== 0; scope = trace.scope(scope).parent, ownScope = origin.scope(ownScope).parent) {
          assert.ok(trace.scope(scope).parent < scope, message);
          assert.equal(trace.scope(scope).kind, origin.scope(ownScope).kind, message);
          assert.equal(trace.scope(scope).name, origin.scope(ownScope).name, message);
        }
        if (was >= 0) kept.add(was);
      }
      assert.equal(kept.size, old.graph.size, message);
    };
    await fc.assert(fc.asyncProperty(edited, check), { numRuns: 60 });
  });
});
