/** Graphs: how they are built, what is refused, and how a recording is checked against the table. */
import assert from 'node:assert/strict';
import {
  disagreements,
  Graph,
  GraphBuilder,
  type GraphColumns,
  OP_CODES,
  opNames,
  opOfCode,
  recompute,
  ulpDistance,
} from '../../src/engine/index.ts';

/** 3 · x² as a recording, with some columns replaced. */
function recording(changes: Partial<GraphColumns> = {}): GraphColumns {
  return {
    codes: Uint8Array.of(OP_CODES.leaf, OP_CODES.mul, OP_CODES.constant, OP_CODES.mul),
    inputStart: Uint32Array.of(0, 0, 2, 2, 4),
    inputs: Uint32Array.of(0, 0, 2, 1),
    values: Float64Array.of(2, 4, 3, 12),
    ...changes,
  };
}

describe('a graph', () => {
  it('from a builder has the values of the table', () => {
    const builder = new GraphBuilder();
    const x = builder.leaf(2);
    const square = builder.apply('mul', [x, x]);
    const three = builder.constant(3);
    const y = builder.apply('mul', [three, square]);
    const graph = builder.build();
    assert.equal(graph.size, 4);
    assert.deepEqual(
      [x, square, three, y].map((node) => graph.op(node)),
      ['leaf', 'mul', 'constant', 'mul'],
    );
    assert.deepEqual(
      [x, square, three, y].map((node) => graph.value(node)),
      [2, 4, 3, 12],
    );
  });

  it('lists both operands of x * x', () => {
    const graph = Graph.fromColumns(recording());
    assert.deepEqual(graph.inputs(1), [0, 0]);
    assert.deepEqual(graph.inputs(3), [2, 1]);
    assert.deepEqual(graph.inputs(0), []);
  });

  it('does not change when its builder goes on', () => {
    const builder = new GraphBuilder();
    const x = builder.leaf(1);
    const graph = builder.build();
    builder.apply('neg', [x]);
    assert.equal(graph.size, 1);
  });

  it('is differentiable where it depends on a leaf', () => {
    const builder = new GraphBuilder();
    const x = builder.leaf(1);
    const c = builder.constant(2);
    const constants = builder.apply('add', [c, c]);
    const mixed = builder.apply('mul', [constants, x]);
    const graph = builder.build();
    assert.deepEqual(
      [x, c, constants, mixed].map((node) => graph.differentiable(node)),
      [true, false, false, true],
    );
  });

  it('may be empty', () => assert.equal(new GraphBuilder().build().size, 0));

  for (const node of [-1, 4, 0.5, NaN]) {
    it(`has no node ${node}`, () => {
      const graph = Graph.fromColumns(recording());
      for (const read of [() => graph.op(node), () => graph.inputs(node), () => graph.value(node)]) {
        assert.throws(read, /^RangeError: There is no node/);
      }
    });
  }
});

describe('a builder', () => {
  it('refuses a wrong number of operands', () => {
    const builder = new GraphBuilder();
    const x = builder.leaf(1);
    assert.throws(
      () => builder.apply('mul', [x]),
      /^RangeError: Node 1 \(mul\) has 1 operands; it takes 2\./,
    );
    assert.throws(
      () => builder.apply('max', []),
      /^RangeError: Node 1 \(max\) has 0 operands; it takes at least 1\./,
    );
  });

  it('refuses an operand that is no node yet', () => {
    const builder = new GraphBuilder();
    builder.leaf(1);
    for (const operand of [1, -1, 0.5]) {
      assert.throws(() => builder.apply('neg', [operand]), /^RangeError: Node 1 \(neg\) has the operand/);
    }
    assert.equal(builder.build().size, 1);
  });
});

describe('a recording is refused', () => {
  const broken: readonly [why: string, changes: Partial<GraphColumns>, message: RegExp][] = [
    ['with an unknown code', { codes: Uint8Array.of(0, 2, 255, 4) }, /Node 2 has the unknown code 255/],
    [
      'with an operand after its node',
      { inputs: Uint32Array.of(0, 1, 2, 1) },
      /Node 1 \(mul\) has the operand 1/,
    ],
    [
      'with an operand too many',
      { inputStart: Uint32Array.of(0, 0, 1, 2, 4) },
      /Node 1 \(mul\) has 1 operands; it takes 2/,
    ],
    [
      'with operands of a leaf',
      { inputStart: Uint32Array.of(0, 2, 2, 2, 4) },
      /Node 0 \(leaf\) has 2 operands; it takes 0/,
    ],
    [
      'with operands that end before they start',
      {
        codes: Uint8Array.of(OP_CODES.leaf, OP_CODES.max, OP_CODES.max, OP_CODES.max),
        inputStart: Uint32Array.of(0, 0, 2, 0, 4),
        inputs: Uint32Array.of(0, 0, 0, 0),
      },
      /Node 2 \(max\): its operands end before they start/,
    ],
    ['with operands before the first', { inputStart: Uint32Array.of(1, 1, 2, 2, 4) }, /do not cover/],
    ['with operands of nobody', { inputs: Uint32Array.of(0, 0, 2, 1, 0) }, /do not cover the 5 operands/],
    ['with a value too few', { values: new Float64Array(3) }, /do not fit together: 4 codes, 3 values/],
    ['with a start too few', { inputStart: new Uint32Array(4) }, /do not fit together/],
  ];
  for (const [why, changes, message] of broken) {
    it(why, () => assert.throws(() => Graph.fromColumns(recording(changes)), message));
  }
});

describe('codes', () => {
  it('are 0 for a leaf, 1 for a constant, then the order of the table', () => {
    assert.equal(OP_CODES.leaf, 0);
    assert.equal(OP_CODES.constant, 1);
    assert.deepEqual(
      opNames.map((op) => OP_CODES[op]),
      opNames.map((_, index) => index + 2),
    );
    for (const op of opNames) assert.equal(opOfCode(OP_CODES[op]), op);
    assert.throws(() => opOfCode(255), RangeError);
  });
});

describe('a recording is checked', () => {
  it('and recomputed from its leaves and constants', () => {
    const graph = Graph.fromColumns(recording({ values: Float64Array.of(5, 0, 3, 0) }));
    const computed = recompute(graph);
    assert.deepEqual([...computed.columns.values], [5, 25, 3, 75]);
    assert.deepEqual([...graph.columns.values], [5, 0, 3, 0]);
  });

  it('operation by operation, from the recorded operands', () => {
    // The square is wrong; the product of the wrong square is right.
    const graph = Graph.fromColumns(recording({ values: Float64Array.of(2, 5, 3, 15) }));
    const found = [...disagreements(graph)];
    assert.deepEqual(
      found.map(({ node, recorded, computed }) => [node, recorded, computed]),
      [[1, 5, 4]],
    );
  });

  it('to a tolerance in ulps', () => {
    const graph = Graph.fromColumns(recording({ values: Float64Array.of(2, 4, 3, 12 + 2 ** -49) }));
    assert.deepEqual([...disagreements(graph)], []);
    assert.deepEqual(
      [...disagreements(graph, 0)].map(({ node, ulps }) => [node, ulps]),
      [[3, 1]],
    );
  });
});

describe('ulpDistance', () => {
  const distances: readonly [a: number, b: number, distance: number][] = [
    [1, 1, 0],
    [0, -0, 0],
    [NaN, NaN, 0],
    [NaN, 1, Infinity],
    [1, 1 + 2 ** -52, 1],
    [1, 1 - 2 ** -53, 1],
    [5e-324, -5e-324, 2],
    [0, 5e-324, 1],
    [Infinity, Number.MAX_VALUE, 1],
    [1, 2, 2 ** 52],
    [-1, -1 - 2 ** -52, 1],
    [Infinity, -Infinity, 2 * 0x7ff * 2 ** 52],
  ];
  for (const [a, b, distance] of distances) {
    it(`from ${a} to ${b} is ${distance}`, () => {
      assert.equal(ulpDistance(a, b), distance);
      assert.equal(ulpDistance(b, a), distance);
    });
  }
});
