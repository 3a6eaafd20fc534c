/**
 * Hand-made graphs for the page's tests: a sketch of nodes with their values and local derivatives, and the
 * reverse sweep over it, written out once more and independently of the engine.
 */
import type { EdgeView, GraphView, NodeView, VisitView } from '../../src/protocol/view.ts';

interface Operand {
  readonly of: number;
  readonly local: number;
  readonly rule: string;
}

/** Collects nodes in topological order; `view` turns them into what the extension would send. */
class Sketch {
  readonly #nodes: NodeView[] = [];
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

  #add(node: Omit<NodeView, 'line' | 'source'>, value: number, operands: readonly Operand[]): number {
    const line = this.#nodes.length + 1;
    this.#nodes.push({ ...node, line, source: `${node.name} = ${node.formula || value};` });
    this.#values.push(value);
    this.#operands.push(operands);
    return line - 1;
  }

  view(id: number, file: string, notices: readonly string[] = []): GraphView {
    const root = this.#nodes.length - 1;
    const edges: EdgeView[] = [];
    const edgesInto: number[][] = this.#operands.map((operands, to) =>
      operands.map(({ of, rule }, slot) => {
        const partial = `∂${this.#nodes[to]!.name}/∂${this.#nodes[of]!.name}`;
        return edges.push({ from: of, to, slot, partial, rule }) - 1;
      }),
    );
    const gradients = new Float64Array(this.#nodes.length);
    gradients[root] = 1;
    const locals = Float64Array.from(this.#operands.flat(), (operand) => operand.local);
    const deltas = new Float64Array(edges.length);
    const before = new Float64Array(edges.length);
    const after = new Float64Array(edges.length);
    const visits: VisitView[] = [];
    for (let node = root; node >= 0; node--) {
      if (edgesInto[node]!.length === 0) continue;
      visits.push({ node, edges: edgesInto[node]! });
      for (const edge of edgesInto[node]!) {
        const { from } = edges[edge]!;
        deltas[edge] = gradients[node]! * locals[edge]!;
        before[edge] = gradients[from]!;
        gradients[from]! += deltas[edge]!;
        after[edge] = gradients[from]!;
      }
    }
    const values = Float64Array.from(this.#values);
    const rootName = this.#nodes[root]!.name;
    return {
      ...{ id, rootName, root, file, nodes: this.#nodes, edges, visits, notices },
      ...{ values, gradients, locals, deltas, before, after },
    };
  }
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

function subscript(n: number): string {
  return String(n).replace(/\d/g, (digit) => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]!);
}
