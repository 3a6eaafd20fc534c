/** Graphs that hold tensors: the backward walk, forward mode, the gradient check, and the bridges to numbers. */
import assert from 'node:assert/strict';
import {
  type Contribution,
  checkGradient,
  Graph,
  GraphBuilder,
  OP_CODES,
  recompute,
  sweep,
  tangents,
  tensor,
} from '../../../src/engine/index.ts';

const plain = { transposeX: false, transposeY: false };

/** loss = Σ (tanh(x · W + b) ⊙ tanh(x · W + b)) · s, where s is a number. */
function network() {
  const builder = new GraphBuilder();
  const x = builder.constant(tensor([2, 3], [1, -1, 0.5, 2, 0.25, -0.5]));
  const W = builder.leaf(tensor([3, 2], [0.1, 0.2, -0.3, 0.4, 0.5, -0.6]));
  const b = builder.leaf(tensor([2], [0.05, -0.05]));
  const s = builder.leaf(3);
  const product = builder.apply('matMul', [x, W], plain);
  const h = builder.apply('tanh', [builder.apply('add', [product, b])]);
  const square = builder.apply('mul', [h, h]);
  const total = builder.apply('sum', [square], { axes: [0, 1], keepDims: false });
  const loss = builder.apply('mul', [builder.apply('element', [total], { index: 0 }), s]);
  return { graph: builder.build(), x, W, b, s, product, h, square, total, loss };
}

describe('a graph with tensors', () => {
  it('says the magnitude of a tensor as its value, and a number with its sign', () => {
    const builder = new GraphBuilder();
    const x = builder.leaf(tensor([2], [3, -4]));
    const one = builder.leaf(tensor([], [-7]));
    const huge = builder.leaf(tensor([2], [0, -4e200]));
    const graph = builder.build();
    assert.deepEqual(
      [x, one, huge].map((node) => graph.value(node)),
      [5, -7, 4e200],
    );
    assert.deepEqual(graph.tensor(x)!.data, Float64Array.of(3, -4));
    const { graph: mixed, s, loss } = network();
    assert.deepEqual([mixed.tensor(s), mixed.tensor(loss)], [undefined, undefined]);
  });

  it('has the gradients of central differences for each element of each leaf', () => {
    const { graph, loss } = network();
    const checks = checkGradient(graph, loss);
    assert.equal(checks.length, 3 * 2 + 2 + 1);
    for (const { relativeError } of checks) assert.ok(relativeError < 1e-8);
  });

  it('has the same derivatives forward as backward', () => {
    const { graph, W, loss } = network();
    const direction = tensor([3, 2], [1, -2, 0.5, 0, 3, -1]);
    const gradient = sweep(graph, loss).gradientTensor(W)!;
    const along = gradient.data.reduce((sum, g, i) => sum + g * direction.data[i]!, 0);
    const moved = tangents(graph, new Map([[W, direction]])).values[loss]!;
    assert.ok(Math.abs(moved - along) < 1e-13 * Math.abs(along));
  });

  it('computes every value again as it was', () => {
    const { graph } = network();
    assert.deepEqual(recompute(graph).columns, graph.columns);
  });

  it('gives no gradient to a constant and to what the root does not depend on', () => {
    const { graph, x, b, loss, product } = network();
    const walk = sweep(graph, loss);
    assert.equal(walk.gradient(x), 0);
    assert.deepEqual(walk.gradientTensor(x), tensor([2, 3], [0, 0, 0, 0, 0, 0]));
    assert.deepEqual(sweep(graph, product).gradientTensor(b), tensor([2], [0, 0]));
  });

  it('begins the walk of a tensor with ones, or with what it is told', () => {
    const { graph, W, product } = network();
    const x = graph.tensor(graph.inputs(product)[0]!)!.data;
    const column = [x[0]! + x[3]!, x[1]! + x[4]!, x[2]! + x[5]!];
    const ones = sweep(graph, product);
    assert.deepEqual(
      [...ones.gradientTensor(W)!.data],
      column.flatMap((g) => [g, g]),
    );
    const twice = sweep(graph, product, tensor([2, 2], [2, 2, 2, 2]));
    assert.deepEqual(
      [...twice.gradientTensor(W)!.data],
      column.flatMap((g) => [2 * g, 2 * g]),
    );
    assert.throws(() => sweep(graph, product, tensor([2], [1, 1])), /^RangeError: A gradient of shape \[2\]/);
  });

  it('can be read at any place of the walk: sums of what has been sent', () => {
    const { graph, h, loss } = network();
    const walk = sweep(graph, loss);
    for (let index = 0; index < walk.order.length; index++) {
      const { contributions, node, gradient } = walk.visit(index);
      assert.equal(gradient, walk.gradientAfter(index, node));
      for (const { slot, target, before, delta, after, local } of contributions) {
        const tensors = walk.contributionTensors(index, slot);
        assert.equal(tensors === undefined, graph.tensor(target) === undefined);
        assert.ok(Math.abs(gradient * local - delta) < 1e-12);
        if (!tensors) continue;
        for (const [i, x] of tensors.before.data.entries())
          assert.equal(x + tensors.delta.data[i]!, tensors.after.data[i]);
        assert.equal(
          before === 0,
          tensors.before.data.every((x) => x === 0),
        );
        assert.ok(delta > 0 && after > 0);
      }
      for (let other = 0; other < graph.size; other++) {
        const sent = contributions.filter(({ target }) => target === other);
        const expected = sent.at(-1)?.after ?? walk.gradientAfter(index, other);
        assert.equal(walk.gradientAfter(index + 1, other), expected);
      }
    }
    // h ⊙ h sends to h twice.
    const at = [...walk.order].indexOf(graph.size - 4);
    assert.equal(walk.visit(at).node, h + 1);
    const [first, second] = walk.visit(at).contributions;
    assert.deepEqual([first!.before, first!.after], [0, second!.before]);
    assert.deepEqual(walk.gradientTensorAfter(at + 1, h), walk.gradientTensor(h));
    assert.equal(walk.gradient(h), second!.after);
  });

  it('packs numbers into a tensor and picks one out again', () => {
    const builder = new GraphBuilder();
    const numbers = [2, 3, 5, 7].map((x) => builder.leaf(x));
    const packed = builder.apply('pack', numbers, { shape: [2, 2] });
    const square = builder.apply('matMul', [packed, packed], plain);
    const picked = builder.apply('element', [square], { index: 1 });
    const graph = builder.build();
    // [[a, b], [c, d]]²[0][1] = ab + bd
    assert.equal(graph.value(picked), 2 * 3 + 3 * 7);
    const walk = sweep(graph, picked);
    assert.deepEqual(
      numbers.map((node) => walk.gradient(node)),
      [3, 2 + 7, 0, 3],
    );
    const moved = tangents(graph, new Map([[numbers[1]!, 1]]));
    assert.equal(moved.values[picked], 9);
  });

  it('reads a tensor element by element without a tensor for each', () => {
    const size = 3000;
    const builder = new GraphBuilder();
    const x = builder.leaf(
      tensor(
        [size],
        Float64Array.from({ length: size }, (_, i) => i),
      ),
    );
    const elements = Array.from({ length: size }, (_, index) => builder.apply('element', [x], { index }));
    const total = builder.apply('max', elements.concat(elements[5]!));
    const root = elements.reduce((sum, element) => builder.apply('add', [sum, element]), total);
    const walk = sweep(builder.build(), root);
    const gradient = walk.gradientTensor(x)!.data;
    assert.deepEqual([gradient[0], gradient[5], gradient[size - 1]], [1, 1, 2]);
    // Forward, and back again.
    const at = (k: number) => walk.gradientTensorAfter(k, x)!.data.reduce((sum, g) => sum + g, 0);
    const last = walk.order.length;
    assert.deepEqual([at(last - 1), at(last), at(last - 10), at(last - 1)], [size, size + 1, size - 9, size]);
    for (let k = last - 1000; k < last; k++) {
      const [{ before, after, delta }] = walk.visit(k).contributions as [Contribution];
      assert.ok(after > before && delta === 1);
    }
  });

  it('refuses columns whose tensors are not of the shapes that the table computes', () => {
    const columns = {
      codes: Uint8Array.of(OP_CODES.leaf, OP_CODES.sin),
      inputStart: Uint32Array.of(0, 0, 1),
      inputs: Uint32Array.of(0),
      values: new Float64Array(2),
    };
    const x = tensor([2], [1, 2]);
    const with1 = (value: object) => () =>
      Graph.fromColumns({ ...columns, tensors: new Map([[0, x]]), ...value });
    assert.throws(with1({}), /^RangeError: Node 1 \(sin\) has a value of shape none, not \[2\]/);
    assert.throws(
      with1({
        tensors: new Map([
          [0, x],
          [1, tensor([1], [0])],
        ]),
      }),
      /^RangeError: Node 1 \(sin\) has a value of shape \[1\], not \[2\]/,
    );
    assert.throws(
      with1({ tensors: new Map([[1, x]]) }),
      /^RangeError: Node 1 \(sin\) has an operand that is a number/,
    );
    const whole = {
      tensors: new Map([
        [0, x],
        [1, x],
      ]),
    };
    assert.throws(
      with1({ ...whole, attributes: new Map([[1, { axes: [] }]]) }),
      /sin of \[2\]: it has no axes/,
    );
    assert.equal(with1(whole)().value(1), Math.hypot(1, 2));
    assert.throws(
      with1({ tensors: new Map([[0, { shape: [3], data: x.data }]]) }),
      /^RangeError: 2 numbers are no tensor of shape \[3\]/,
    );
  });
});
