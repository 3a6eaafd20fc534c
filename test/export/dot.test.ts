/** The graph in Graphviz's language, read by Graphviz itself. */
import assert from 'node:assert/strict';
import { instance, type Viz } from '@viz-js/viz';
import { toDot } from '../../src/export/dot.ts';
import { toSceneDot } from '../../src/export/sceneDot.ts';
import { Session } from '../../src/session/session.ts';
import { newEvaluator, traceOf } from '../trace/harness.ts';

interface Drawn {
  readonly objects: readonly { readonly name: string; readonly label: string; readonly _gvid: number }[];
  readonly edges: readonly { readonly tail: number; readonly head: number; readonly label: string }[];
}

describe('the graph for Graphviz', function () {
  this.timeout(30_000);
  const evaluator = newEvaluator();
  let graphviz: Viz;
  before(async () => {
    graphviz = await instance();
  });
  after(() => evaluator.dispose());

  const dotOf = async (program: string, root: string) =>
    [...toDot(new Session(1, await traceOf(evaluator, program, root)))].join('');
  /** What Graphviz understands; it may have nothing to complain about. */
  const draw = (dot: string): Drawn => {
    const { output, errors } = graphviz.render(dot, { format: 'json' });
    // This build of Graphviz has no fonts and guesses their widths.
    assert.deepEqual(
      errors.filter(({ message }) => !message.includes('no value for width')),
      [],
    );
    return JSON.parse(output!);
  };
  /** The text as it is drawn. */
  const textOf = (dot: string): string[] => {
    const svg = graphviz.renderString(dot, { format: 'svg' });
    const entities: Record<string, string> = {
      amp: '&',
      lt: '<',
      gt: '>',
      quot: '"',
      '#45': '-',
      '#160': ' ',
      '#39': "'",
    };
    return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) =>
      text!.replace(/&([^;]+);/g, (_, name: string) => entities[name] ?? assert.fail(name)),
    );
  };

  it('has a node for each value with its gradient, and an edge for each operand with its local derivative', async () => {
    const dot = await dotOf('const x = 3; const t = x * x; const y = 2 * t - x;', 'y');
    const { objects, edges } = draw(dot);
    const label = (id: number) => objects.find(({ _gvid }) => _gvid === id)!.label.split('\\n')[0];
    assert.deepEqual(
      objects.map((one) => one.label.split('\\n')),
      [
        ['x', '3', '∂y/∂x = 11'],
        ['t = x · x', '9', '∂y/∂t = 2'],
        ['v₁ = 2 t', '18', '∂y/∂v₁ = 1'],
        ['y = v₁ − x', '15', '∂y/∂y = 1'],
      ],
    );
    assert.deepEqual(
      edges.map((edge) => `${label(edge.tail)} -> ${label(edge.head)}: ${edge.label}`).sort(),
      [
        't = x · x -> v₁ = 2 t: ∂v₁/∂t = 2',
        'v₁ = 2 t -> y = v₁ − x: ∂y/∂v₁ = 1',
        'x -> t = x · x: ∂t/∂x = 3',
        'x -> t = x · x: ∂t/∂x = 3',
        'x -> y = v₁ − x: ∂y/∂x = −1',
      ],
    );
  });

  it('shows names as they are, whatever is in them', async () => {
    const names = [
      '"',
      '\\',
      '\\N',
      '\\n',
      '&amp;',
      '&lt;b&gt;',
      '<b>',
      '{a|b}',
      '\\"',
      'a\u0007b',
      '-> n0',
      '雪 é',
    ];
    const fields = names.map((name) => `${JSON.stringify(name)}: 2`).join(', ');
    const dot = await dotOf(
      `const o = { ${fields} }; let y = 1; for (const key of Object.keys(o)) y = y * o[key];`,
      'y',
    );
    assert.equal(draw(dot).objects.length, 2 * names.length + 1);
    const texts = textOf(dot);
    for (const name of names) {
      const written = `o${/^\w+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`}`;
      assert.ok(
        texts.some((text) => text.includes(written)),
        `${written} is not in ${texts.slice(0, 40).join(' ; ')}`,
      );
    }
  });

  it('of a folded graph has open boxes as clusters, and closed ones as boxes', async () => {
    const program = `function f(a) { const b = Math.sin(a); const c = b * a; return c + b; }
const x = 2; const y = f(x); const z = f(y) * y;`;
    const session = new Session(1, await traceOf(evaluator, program, 'z'));
    const calls = session.scene.items.filter(({ kind }) => kind === 'call');
    assert.equal(calls.length, 2);
    session.fold({ open: [calls[0]!.key] });
    const dot = [...toSceneDot(session)].join('');
    const { objects } = draw(dot);
    assert.deepEqual(
      objects.map(({ name, label }) => `${name.replace(/[\d.]+$/, '')}: ${label.split('\\n')[0]}`),
      [
        'cluster_s: f(a)',
        'n: x',
        'n: b⁽¹⁾ = sin x',
        'n: c⁽¹⁾ = b⁽¹⁾ · x',
        'n: y = c⁽¹⁾ + b⁽¹⁾',
        's: f(a)',
        'n: z = v₁ y',
      ],
    );
  });

  it('has all nodes of a graph that is too large for the picture', async () => {
    const dot = await dotOf('const x = 1; let s = x; for (let i = 0; i < 1000; i++) { s = s + x; }', 's');
    assert.equal(dot.match(/^ {2}n\d+ \[label/gm)!.length, 1001);
    assert.equal(dot.match(/->/g)!.length, 2000);
  });
});
