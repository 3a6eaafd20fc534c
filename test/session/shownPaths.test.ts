/** The paths between items as they are seen: on nodes, on boxes that are closed, and in words. */
import assert from 'node:assert/strict';
import { pathsOf } from '../../src/session/inspection.ts';
import { Session } from '../../src/session/session.ts';
import { newEvaluator, traceOf } from '../trace/harness.ts';

const PROGRAM = `const x = 1.3, w = 2, b = 3;
function neuron(a) {
  const z = a * w + b;
  const e = Math.exp(-z);
  return 1 / (1 + e);
}
const p = neuron(x);
const q = neuron(p);
const aside = Math.sin(w) * b;
const J = q + aside;
`;

describe('the paths of a session', function () {
  this.timeout(30_000);
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());
  let session: Session;
  beforeEach(async () => {
    session = new Session(1, await traceOf(evaluator, PROGRAM, 'J'));
  });
  const keyOf = (name: string) => session.scene.items.find((item) => item.name === name)!.key;
  const seen = () => {
    const { items, edges } = pathsOf(session)!;
    const { scene } = session;
    const nameOf = (index: number) => scene.items[index]!.name;
    return {
      items: scene.items.filter(({ key }) => items.includes(key)).map(({ name }) => name),
      edges: scene.edges
        .filter(({ key }) => edges.includes(key))
        .map(({ from, to }) => `${nameOf(from)} → ${nameOf(to)}`),
    };
  };

  it('are none until two ends are chosen, and none for what the graph does not have', () => {
    assert.equal(pathsOf(session), undefined);
    session.pathEnds = ['n0', 'n999999'];
    assert.equal(pathsOf(session), undefined);
    session.pathEnds = ['s77', 'n0'];
    assert.equal(pathsOf(session), undefined);
  });

  it('take in what carries the influence of one on the other, and no more', () => {
    session.pathEnds = [keyOf('aside'), keyOf('J')];
    assert.equal(pathsOf(session)!.text, 'One path leads from aside to J.');
    assert.deepEqual(seen(), { items: ['aside', 'J'], edges: ['aside → J'] });
  });

  it('go through boxes that are closed, and are the same from both ends', () => {
    session.fold({ open: [] });
    const box = session.scene.items.filter(({ kind }) => kind === 'call').map(({ name }) => name);
    assert.equal(box.length, 2);
    session.pathEnds = [keyOf('x'), keyOf('J')];
    const { text } = pathsOf(session)!;
    assert.match(text, /^One path leads from x to J, through \d+ nodes\.$/);
    const { items, edges } = seen();
    assert.deepEqual(items, ['x', ...box, 'J']);
    assert.deepEqual(edges, [`x → ${box[0]}`, `${box[0]} → ${box[1]}`, `${box[1]} → J`]);
    session.pathEnds = [keyOf('J'), keyOf('x')];
    assert.equal(pathsOf(session)!.text, text);
  });

  it('count each way, and say so when there is none', () => {
    session.pathEnds = [keyOf('w'), keyOf('J')];
    assert.match(pathsOf(session)!.text, /^3 paths lead from w to J, through \d+ nodes\.$/);
    session.pathEnds = [keyOf('x'), keyOf('aside')];
    assert.deepEqual(pathsOf(session), { text: 'No path leads from x to aside.', items: [], edges: [] });
  });

  it('lead from a box as from all that is in it', () => {
    session.fold({ open: [] });
    const first = session.scene.items.find(({ kind }) => kind === 'call')!;
    session.pathEnds = [first.key, keyOf('J')];
    assert.match(pathsOf(session)!.text, /^What leads from neuron\(.*\) to J: \d+ nodes\.$/);
    assert.ok(!seen().items.includes('x') && seen().items.includes('J'));
  });

  it('change with the scene', () => {
    session.fold({ open: [] });
    session.pathEnds = [keyOf('x'), keyOf('J')];
    const before = seen().items.length;
    session.fold({ open: [session.scene.items.find(({ kind }) => kind === 'call')!.key] });
    assert.ok(seen().items.length > before + 3);
    assert.ok(
      seen().items.some((name) => name.startsWith('neuron')),
      'the frame around them is on the path',
    );
  });
});
