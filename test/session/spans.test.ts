/** What the cursor in the editor stands on. */
import assert from 'node:assert/strict';
import { displayNames } from '../../src/session/names.ts';
import { SpanIndex } from '../../src/session/spans.ts';
import { marked, newEvaluator, traceOf } from '../trace/harness.ts';

const PROGRAM = `function neuron(w: number[], x: number) {
  const sum = w[0] * x + w[1];
  return Math.tanh(sum);
}
const w = [[1, 2], [3, 4]];
const x = 0.5;
let y = neuron(w[0], x);
y = neuron(w[1], y);
const text = 'no number';
const J = Math.cos(y * 3);
`;

describe('the nodes at a place of the text', function () {
  this.timeout(30_000);
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());

  /** The names of what is computed at the cursor `▮` that the piece of the program has. */
  const at = async (piece: string) => {
    assert.equal(PROGRAM.split(piece.replace('▮', '')).length, 2, `${piece} is in the program once`);
    const trace = await traceOf(evaluator, PROGRAM, 'J');
    const { start } = marked(PROGRAM.replace(piece.replace('▮', ''), piece));
    const names = displayNames(trace);
    return new SpanIndex(trace).at(0, start).map((node) => names[node]);
  };

  it('are all evaluations of the smallest expression around it', async () => {
    assert.deepEqual(await at('Math.▮tanh'), ['y⁽¹⁾', 'y']);
    assert.deepEqual(await at('w[0] ▮* x'), ['v₁', 'v₂']);
    assert.deepEqual(await at('▮Math.cos(y'), ['J']);
    assert.deepEqual(await at('(y ▮* 3)'), ['v₃']);
    assert.deepEqual(await at('(y * 3▮)'), ['v₃']);
  });

  it('are all values of a variable, wherever its name stands', async () => {
    assert.deepEqual(await at('let ▮y'), ['y⁽¹⁾', 'y']);
    assert.deepEqual(await at('const su▮m'), ['sum⁽¹⁾', 'sum']);
    assert.deepEqual(await at('tanh(sum▮)'), ['sum⁽¹⁾', 'sum']);
    assert.deepEqual(await at('const w▮ ='), ['w[0][0]', 'w[0][1]', 'w[1][0]', 'w[1][1]']);
    assert.deepEqual(await at('[3▮, 4]'), ['w[1][0]']);
  });

  it('are those of the smallest expression around a selection', async () => {
    const index = new SpanIndex(await traceOf(evaluator, PROGRAM, 'J'));
    const of = (text: string) =>
      index.at(0, PROGRAM.indexOf(text), PROGRAM.indexOf(text) + text.length).length;
    assert.equal(of('y * 3'), 1);
    assert.equal(of('* x + w'), 2);
    assert.equal(of('const J = Math'), 0);
  });

  it('are none where nothing was recorded', async () => {
    assert.deepEqual(await at("'no ▮number'"), []);
    assert.deepEqual(await at('return▮ Math'), []);
    assert.deepEqual(new SpanIndex(await traceOf(evaluator, PROGRAM, 'J')).at(7, 3), []);
  });
});
