/** What lies between two nodes, on graphs small enough to follow every path, and on a random one against a slow way to find it. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Graph, GraphBuilder, type NodeId, sweep } from '../../src/engine/index.ts';
import { countPaths, pathsBetween } from '../../src/session/paths.ts';

const members = (nodes: Uint8Array) => [...nodes.keys()].filter((node) => nodes[node] === 1);

describe('paths', () => {
  /** x → t; t → u₁, u₂ → u → J, and z beside it. */
  const builder = new GraphBuilder();
  const x = builder.leaf(1.3);
  const t = builder.apply('mul', [x, x]);
  const u1 = builder.apply('sin', [t]);
  const z = builder.leaf(3);
  const u2 = builder.apply('mul', [z, t]);
  const u = builder.apply('add', [u1, u2]);
  const J = builder.apply('cos', [u]);
  const graph = builder.build();

  it('between a node and the root are all nodes that carry its influence, and nothing beside', () => {
    assert.deepEqual(members(pathsBetween(graph, [u1], [J])), [u1, u, J]);
    assert.deepEqual(members(pathsBetween(graph, [z], [J])), [z, u2, u, J]);
    assert.deepEqual(members(pathsBetween(graph, [t], [u])), [t, u1, u2, u]);
  });

  it('are the same from both ends', () => {
    assert.deepEqual(pathsBetween(graph, [J], [x]), pathsBetween(graph, [x], [J]));
    assert.deepEqual(pathsBetween(graph, [u2, u], [x, t]), pathsBetween(graph, [x, t], [u2, u]));
  });

  it('between boxes are those between any two nodes of theirs', () => {
    assert.deepEqual(
      members(pathsBetween(graph, [u1, z], [u, J])),
      [u1, z, u2, u, J].sort((a, b) => a - b),
    );
  });

  it('there are none between nodes that do not depend on each other', () => {
    assert.deepEqual(members(pathsBetween(graph, [u1], [u2])), []);
    assert.equal(countPaths(graph, u1, u2), 0);
  });

  it('from a node to itself there is one, which has no edge', () => {
    assert.deepEqual(members(pathsBetween(graph, [u], [u])), [u]);
    assert.equal(countPaths(graph, u, u), 1);
  });

  it('there is one for each way, and one for each operand of a node that has it twice', () => {
    assert.equal(countPaths(graph, u1, J), 1);
    assert.equal(countPaths(graph, t, J), 2);
    assert.equal(countPaths(graph, t, x), 2);
    assert.equal(countPaths(graph, x, J), 4);
  });

  it('of very many the number is infinite, not wrong', () => {
    const chain = new GraphBuilder();
    let node = chain.leaf(1e-300);
    const first = node;
    for (let times = 0; times < 2000; times++) node = chain.apply('add', [node, node]);
    assert.equal(countPaths(chain.build(), first, node), Number.POSITIVE_INFINITY);
  });

  it('between any two nodes of a random graph are those that are reached from one and reach the other', () => {
    const shapes = fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(shapes, fc.nat(), fc.nat(), (shape, a, b) => {
        const made = new GraphBuilder();
        made.leaf(1);
        for (const [at, [p, q]] of shape.entries()) made.apply('add', [p % (at + 1), q % (at + 1)]);
        const random = made.build();
        const [from, to] = [a % random.size, b % random.size].sort((p, q) => p - q) as [number, number];
        const count = countPaths(random, to, from);
        const expected = Array.from({ length: random.size }, (_, node) => node).filter(
          (node) => waysBetween(random, from, node) > 0 && waysBetween(random, node, to) > 0,
        );
        assert.deepEqual(members(pathsBetween(random, [to], [from])), expected);
        assert.equal(count, waysBetween(random, from, to));
        // Of sums alone, the derivative counts the paths.
        assert.equal(count, sweep(random, to).gradient(from));
      }),
    );
  });
});

/** By following each path. */
function waysBetween(graph: Graph, from: NodeId, to: NodeId): number {
  if (from === to) return 1;
  return graph
    .inputs(to)
    .reduce((sum, input) => sum + (input < from ? 0 : waysBetween(graph, from, input)), 0);
}
