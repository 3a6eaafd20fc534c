/** What holds for every graph: random ones, with the seed printed on failure. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  checkGradient,
  disagreements,
  type Graph,
  GraphBuilder,
  type NodeId,
  operations,
  type ScalarOpName,
  type Sweep,
  sweep,
  tangents,
} from '../../src/engine/index.ts';

/** Operations whose derivatives stay moderate, so that sums over many paths can be compared to many digits. */
const SMOOTH: readonly ScalarOpName[] = ['add', 'sub', 'neg', 'sin', 'cos', 'tanh', 'atan', 'asinh', 'mul'];
const KINKED: readonly ScalarOpName[] = [...SMOOTH, 'max', 'min', 'abs', 'floor', 'fround', 'sign'];

interface RandomGraph {
  readonly graph: Graph;
  readonly leaves: readonly NodeId[];
  readonly root: NodeId;
}

/** Graphs of 1 to 4 leaves, constants and up to 25 operations; the last node is the root. Operands often repeat. */
function randomGraph(ops: readonly ScalarOpName[]): fc.Arbitrary<RandomGraph> {
  const value = fc.double({ min: -2, max: 2, noNaN: true });
  const operation = fc.record({
    op: fc.constantFrom(...ops),
    picks: fc.array(fc.nat(), { minLength: 2, maxLength: 4 }),
  });
  return fc
    .record({
      leaves: fc.array(value, { minLength: 1, maxLength: 4 }),
      constants: fc.array(value, { maxLength: 2 }),
      steps: fc.array(operation, { minLength: 1, maxLength: 25 }),
    })
    .map(({ leaves, constants, steps }) => {
      const builder = new GraphBuilder();
      const leafIds = leaves.map((x) => builder.leaf(x));
      for (const x of constants) builder.constant(x);
      let size = leaves.length + constants.length;
      for (const { op, picks } of steps) {
        const { arity } = operations[op];
        const inputs = picks.slice(0, arity === 'any' ? undefined : arity).map((pick) => pick % size);
        size = builder.apply(op, inputs) + 1;
      }
      return { graph: builder.build(), leaves: leafIds, root: size - 1 };
    })
    .filter(({ graph }) => graph.columns.values.every((x) => Math.abs(x) < 100));
}

/**
 * The sum over all paths of |product of local derivatives|, by node: what the rounding of a gradient is
 * relative to, since paths may cancel.
 */
function pathMagnitudes(walk: Sweep): Float64Array {
  const magnitudes = new Float64Array(walk.root + 1);
  magnitudes[walk.root] = 1;
  for (let index = 0; index < walk.order.length; index++) {
    const { node, contributions } = walk.visit(index);
    for (const { target, local } of contributions) {
      magnitudes[target]! += magnitudes[node]! * Math.abs(local);
    }
  }
  return magnitudes;
}

function assertClose(actual: number, expected: number, tolerance: number): void {
  // Subnormal numbers have no relative precision.
  assert.ok(Math.abs(actual - expected) <= tolerance + 1e-300, `${actual} is not ${expected} ± ${tolerance}`);
}

describe('for every graph', () => {
  it('the sweep and forward mode give the same gradient', () => {
    fc.assert(
      fc.property(randomGraph(KINKED), ({ graph, leaves, root }) => {
        const walk = sweep(graph, root);
        const magnitudes = pathMagnitudes(walk);
        for (const leaf of leaves) {
          const tangent = tangents(graph, new Map([[leaf, 1]])).values[root]!;
          assertClose(tangent, walk.gradient(leaf), 1e-13 * (magnitudes[leaf] ?? 0));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('the sweep gives the gradient of central differences', () => {
    fc.assert(
      fc.property(randomGraph(SMOOTH), ({ graph, root }) => {
        const magnitude = Math.max(...pathMagnitudes(sweep(graph, root)));
        for (const { gradient, numeric } of checkGradient(graph, root)) {
          assertClose(numeric, gradient, 1e-6 * magnitude);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('a direction costs what the gradient says: ⟨gradient, direction⟩ = tangent of the root', () => {
    fc.assert(
      fc.property(
        randomGraph(KINKED),
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
        ({ graph, leaves, root }, weights) => {
          const direction = new Map(leaves.map((leaf, i) => [leaf, weights[i]!]));
          const walk = sweep(graph, root);
          const product = leaves.reduce((sum, leaf, i) => sum + walk.gradient(leaf) * weights[i]!, 0);
          const magnitude = Math.max(...pathMagnitudes(walk));
          assertClose(tangents(graph, direction).values[root]!, product, 1e-13 * magnitude);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('the walk can be replayed: each visit starts where the ones before it ended', () => {
    fc.assert(
      fc.property(randomGraph(KINKED), fc.infiniteStream(fc.nat()), ({ graph, root }, places) => {
        const walk = sweep(graph, root);
        // Replay forwards, remembering the state after each visit.
        const state = new Float64Array(graph.size);
        state[root] = 1;
        const states = [state.slice()];
        for (let index = 0; index < walk.order.length; index++) {
          const { node, gradient, contributions } = walk.visit(index);
          assert.equal(gradient, state[node]);
          for (const { slot, target, local, delta, before, after } of contributions) {
            assert.equal(graph.inputs(node)[slot], target);
            assert.equal(before, state[target]);
            assert.equal(delta, gradient * local);
            assert.equal(after, before + delta);
            state[target] = after;
          }
          states.push(state.slice());
        }
        // Read back in any order.
        for (let read = 0; read < 20; read++) {
          const place = places.next().value! % states.length;
          for (let node = 0; node < graph.size; node++) {
            assert.equal(walk.gradientAfter(place, node), states[place]![node]);
          }
        }
        for (let node = 0; node < graph.size; node++) assert.equal(walk.gradient(node), state[node]);
      }),
      { numRuns: 200 },
    );
  });

  it('a node is visited once, after all that consume it, and only where it has something to send', () => {
    fc.assert(
      fc.property(randomGraph(KINKED), ({ graph, root }) => {
        const { order } = sweep(graph, root);
        const reached = new Set([root]);
        const expected: NodeId[] = [];
        for (let node = root; node >= 0; node--) {
          if (!reached.has(node)) continue;
          const targets = graph.inputs(node).filter((input) => graph.differentiable(input));
          for (const target of targets) reached.add(target);
          if (targets.length > 0) expected.push(node);
        }
        assert.deepEqual([...order], expected);
      }),
      { numRuns: 200 },
    );
  });

  it('the builder agrees with the table', () => {
    fc.assert(fc.property(randomGraph(KINKED), ({ graph }) => [...disagreements(graph, 0)].length === 0));
  });
});
