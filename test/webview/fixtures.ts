/**
 * Hand-made graphs for the page's tests: a sketch of nodes with their values and local derivatives, and the
 * reverse sweep over it, written out once more and independently of the engine.
 */
import type { GraphView, NodeItem, VisitView } from '../../src/protocol/view.ts';

interface Operand {
  readonly of: number;
  readonly local: number;
  readonly rule: string;
}

type Named = Pick<NodeItem, 'name' | 'formula' | 'op' | 'kind'>;

/** What flows along one edge, in the order of the walk. */
interface Contribution extends Operand {
  readonly edge: number;
  readonly visit: number;
  readonly slot: number;
  readonly delta: number;
  readonly before: number;
  readonly after: number;
}

/** Collects nodes in topological order; `view` turns them into what the extension would send, unfolded. */
class Sketch {
  readonly #nodes: Named[] = [];
  readonly #values: number[] = [];
  readonly #operands: (readonly Operand[])[] = [];

  leaf(name: string, value: number): number {
    return this.#add({ name, formula: '', op: 'leaf', kind: 'leaf' }, value, []);
  }

  operation(name: string, formula: string, op: string, value: number, operands: readonly Operand[]): number {
    return this.#add({ name, formula, op, kind: 'operation' }, value, operands);
  }

  name(node: number): string {
    return this.#nodes[node]!.name;
  }

  value(node: number): number {
    return this.#values[node]!;
  }

  #add(node: Named, value: number, operands: readonly Operand[]): number {
    this.#values.push(value);
    this.#operands.push(operands);
    return this.#nodes.push(node) - 1;
  }

  view(id: number, file: string, notices: readonly string[] = []): GraphView {
    const root = this.#nodes.length - 1;
    const firstEdge = this.#operands.map((_, to) => this.#operands.slice(0, to).flat().length);
    const { gradients, contributions, visited } = this.#walk(root, firstEdge);
    const edges = this.#operands.flatMap((operands, to) =>
      operands.map(({ of, rule }, slot) => ({
        ...{ key: `n${to}/${slot}`, from: of, to, source: of, slot, count: 1, rule },
        partial: `∂${this.name(to)}/∂${this.name(of)}`,
      })),
    );
    const byEdge = edges.map((_, edge) => contributions.find((one) => one.edge === edge)!);
    const history = this.#nodes.map((_, node) => contributions.filter(({ of }) => of === node));
    const finite = (numbers: readonly number[]) => numbers.filter(Number.isFinite).map(Math.abs);
    return {
      ...{ id, rootName: this.name(root), root, file, notices },
      rootValue: Float64Array.of(this.value(root)),
      nodeCount: this.#nodes.length,
      visitCount: visited.length,
      scale: Float64Array.of(
        Math.max(0, ...finite([...gradients, ...contributions.map(({ after }) => after)])),
        Math.max(0, ...finite(contributions.map(({ delta }) => delta))),
      ),
      visits: {
        first: 1,
        visits: visited.map((node): VisitView => {
          const made = contributions.filter(({ edge }) => edges[edge]!.to === node);
          return {
            ...{ node, name: this.name(node), formula: this.#nodes[node]!.formula, shape: undefined },
            operands: made.map(({ of, slot, rule }) => ({
              ...{ node: of, name: this.name(of), slot, rule },
              tensor: undefined,
            })),
            numbers: Float64Array.from([
              gradients[node]!,
              ...made.flatMap(({ local, delta, before, after }) => [local, delta, before, after]),
            ]),
          };
        }),
      },
      scene: {
        ...{ open: [], constants: false, edges, notices: [] },
        items: this.#nodes.map(
          (node, k): NodeItem => ({
            ...{ ...node, key: `n${k}`, frame: -1, node: k, file: '', line: k + 1 },
            source: `${node.name} = ${node.formula || this.value(k)};`,
          }),
        ),
        values: Float64Array.from(this.#values),
        gradients: Float64Array.from(gradients),
        finished: Uint32Array.from(this.#nodes, (_, node) =>
          Math.max(0, visited.indexOf(node) + 1, ...history[node]!.map(({ visit }) => visit)),
        ),
        locals: Float64Array.from(byEdge, ({ local }) => local),
        deltas: Float64Array.from(byEdge, ({ delta }) => delta),
        history: {
          start: starts(history.map(({ length }) => length)),
          visits: Uint32Array.from(history.flat(), ({ visit }) => visit),
          gradients: Float64Array.from(history.flat(), ({ after }) => after),
        },
        flow: {
          start: starts(edges.map(() => 1)),
          visits: Uint32Array.from(byEdge, ({ visit }) => visit),
        },
        visited: Uint32Array.from(visited),
      },
    };
  }

  #walk(root: number, firstEdge: readonly number[]) {
    const gradients: number[] = this.#nodes.map((_, node) => (node === root ? 1 : 0));
    const contributions: Contribution[] = [];
    const visited: number[] = [];
    for (let node = root; node >= 0; node--) {
      if (this.#operands[node]!.length === 0) continue;
      const visit = visited.push(node);
      for (const [slot, operand] of this.#operands[node]!.entries()) {
        const delta = gradients[node]! * operand.local;
        const before = gradients[operand.of]!;
        const after = before + delta;
        gradients[operand.of] = after;
        const edge = firstEdge[node]! + slot;
        contributions.push({ ...operand, edge, visit, slot, delta, before, after });
      }
    }
    return { gradients, contributions, visited };
  }
}

function starts(lengths: readonly number[]): Uint32Array {
  return Uint32Array.from([0, ...lengths], (_, k) =>
    lengths.slice(0, k).reduce((sum, length) => sum + length, 0),
  );
}

/** `J = cos(sin(x²) + 3x²)` at x = 1.3. */
export function simpleExample(id = 1): GraphView {
  const x = 1.3;
  const t = x * x;
  const u = Math.sin(t) + 3 * t;
  const sketch = new Sketch();
  const nodeX = sketch.leaf('x', x);
  const nodeT = sketch.operation('t', 'x²', 'power', t, [{ of: nodeX, local: 2 * x, rule: '2 x' }]);
  const sine = { of: nodeT, local: Math.cos(t), rule: 'cos t' };
  const nodeU1 = sketch.operation('u₁', 'sin t', 'sin', Math.sin(t), [sine]);
  const nodeU2 = sketch.operation('u₂', '3 t', 'multiply', 3 * t, [{ of: nodeT, local: 3, rule: '3' }]);
  const nodeU = sketch.operation('u', 'u₁ + u₂', 'add', u, [
    { of: nodeU1, local: 1, rule: '1' },
    { of: nodeU2, local: 1, rule: '1' },
  ]);
  sketch.operation('J', 'cos u', 'cos', Math.cos(u), [{ of: nodeU, local: -Math.sin(u), rule: '−sin u' }]);
  return sketch.view(id, 'simple-example.ts');
}

/** `y = x · x`: one operand twice. */
export function square(id = 1): GraphView {
  const sketch = new Sketch();
  const x = sketch.leaf('x', 3);
  const twice = [0, 1].map(() => ({ of: x, local: 3, rule: 'x' }));
  sketch.operation('y', 'x x', 'multiply', 9, twice);
  return sketch.view(id, 'square.ts');
}

/** A leaf alone: nothing to step through. */
export function lonelyLeaf(id = 1): GraphView {
  const sketch = new Sketch();
  sketch.leaf('x', 2);
  return sketch.view(id, 'leaf.ts');
}

/** A fully connected network of tanh units, with every product and partial sum a node of its own, then the sum of its outputs. */
export function network(widths: readonly number[], id = 1): GraphView {
  const sketch = new Sketch();
  let drawn = 0;
  const draw = (): number => Math.sin(12.9898 * ++drawn) * 0.9;
  let expressions = 0;
  const anonymous = (): string => `v${subscript(++expressions)}`;
  const plus = (a: number, b: number): number =>
    sketch.operation(
      anonymous(),
      `${sketch.name(a)} + ${sketch.name(b)}`,
      'add',
      sketch.value(a) + sketch.value(b),
      [
        { of: a, local: 1, rule: '1' },
        { of: b, local: 1, rule: '1' },
      ],
    );
  const times = (a: number, b: number): number =>
    sketch.operation(
      anonymous(),
      `${sketch.name(a)} ${sketch.name(b)}`,
      'multiply',
      sketch.value(a) * sketch.value(b),
      [
        { of: a, local: sketch.value(b), rule: sketch.name(b) },
        { of: b, local: sketch.value(a), rule: sketch.name(a) },
      ],
    );
  let units = Array.from({ length: widths[0]! }, (_, k) => sketch.leaf(`x[${k}]`, draw()));
  for (const [layer, width] of widths.slice(1).entries()) {
    units = Array.from({ length: width }, (_, j) => {
      const products = units.map((unit, k) =>
        times(sketch.leaf(`W${subscript(layer + 1)}[${j}][${k}]`, draw()), unit),
      );
      const sum = products.reduce(plus);
      const value = Math.tanh(sketch.value(sum));
      const local = { of: sum, local: 1 - value ** 2, rule: `1 − tanh² ${sketch.name(sum)}` };
      return sketch.operation(`h${subscript(layer + 1)}[${j}]`, `tanh ${sketch.name(sum)}`, 'tanh', value, [
        local,
      ]);
    });
  }
  units.reduce(plus);
  return sketch.view(id, 'network.ts');
}

/** Names of 80 characters, a formula that does not end, and every kind of number that is hard to write. */
export function extremes(id = 1): GraphView {
  const sketch = new Sketch();
  const long = 'theLearningRateOfTheSecondHiddenLayerAfterTheWarmUpPhaseOfTheVeryFirstTrainingRun';
  const rate = sketch.leaf(long, -1.234e-300);
  const tiny = sketch.leaf('tiny', 1e-300);
  const lost = sketch.leaf('lost', Number.NaN);
  const both = sketch.operation('v₁', `${long} tiny`, 'multiply', -0, [
    { of: rate, local: 1e-300, rule: 'tiny' },
    { of: tiny, local: -1.234e-300, rule: long },
  ]);
  const ratio = sketch.operation(`${long}PerStep`, 'lost / v₁', 'divide', Number.NaN, [
    { of: lost, local: Number.NEGATIVE_INFINITY, rule: '1 / v₁' },
    { of: both, local: Number.NaN, rule: '−lost / v₁²' },
  ]);
  const huge = sketch.operation('huge', 'exp (lost + 12345.678) × 123456.789 + 987654.321', 'exp', Infinity, [
    { of: lost, local: -1.7976931348623157e308, rule: 'exp (lost + 12345.678) × 123456.789' },
  ]);
  const leaf = sketch.leaf('a', -1.234e-300);
  const cube = sketch.operation('b', 'a³', 'power', -1.879e-200, [
    { of: leaf, local: -4.568e-299, rule: '3 a²' },
  ]);
  sketch.operation('L', `${long}PerStep + huge + b`, 'add', Number.NaN, [
    { of: ratio, local: 1, rule: '1' },
    { of: huge, local: -1.234567e-5, rule: '1' },
    { of: cube, local: 1.2345e-123, rule: '1' },
  ]);
  return sketch.view(id, 'a-file-with-a-rather-long-name-as-happens-in-real-projects.spec.ts');
}

/** The same graph with something else about its scene. */
export function withScene(view: GraphView, scene: Partial<GraphView['scene']>): GraphView {
  return { ...view, scene: { ...view.scene, ...scene } };
}

function subscript(n: number): string {
  return String(n).replace(/\d/g, (digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]!);
}

/** A network of tensors: a layer with a bias, ReLU, softmax, and the cross entropy of it. */
export const NETWORK = `import * as tf from '@tensorflow/tfjs';
const x = tf.tensor2d([[1, -1, 0.5], [2, 0.25, -0.5], [0, 3, 1], [-1, -2, 0.25]]);
const y = tf.tensor2d([[1, 0], [0, 1], [1, 0], [0, 1]]);
const W = tf.variable(tf.randomNormal([3, 5], 0, 1, 'float32', 3));
const b = tf.variable(tf.zeros([5]));
const V = tf.variable(tf.randomNormal([5, 2], 0, 1, 'float32', 4));
const h = tf.relu(tf.add(tf.matMul(x, W), b));
const p = tf.softmax(tf.matMul(h, V));
const J = tf.neg(tf.mean(tf.sum(tf.mul(y, tf.log(p)), 1)));
`;

/** One layer of tensors, small enough to be read as a whole. */
export const LAYER = `import * as tf from '@tensorflow/tfjs';
const x = tf.tensor2d([[1, -1, 0.5], [2, 0.25, -0.5], [0, 3, 1], [-1, -2, 0.25]]);
const W = tf.variable(tf.tensor2d([[0.5, 1.2, 1, 0.3, 2.9], [-0.1, -0.7, 0.4, 0.2, -0.2], [2.4, -0.5, -1.5, -1.3, -1.9]]));
const b = tf.variable(tf.tensor1d([0.1, -0.2, 0, 0.3, -0.1]));
const h = tf.relu(tf.add(tf.matMul(x, W), b));
const J = tf.sum(tf.mul(h, h));
`;

/** Tensors with zeros, NaN and infinities of both signs. */
export const NOT_FINITE = `import * as tf from '@tensorflow/tfjs';
const W = tf.variable(tf.tensor2d([[1, -2, 0.5], [0, 1e300, -1e300]]));
const x = tf.tensor2d([[NaN], [1], [0.25]]);
const h = tf.matMul(tf.mul(W, 1e10), x);
const J = tf.sum(tf.relu(tf.concat([h, tf.tensor2d([[0.5], [-3]])])));
`;
