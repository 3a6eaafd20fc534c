/** A network definition can be selected: its graph is that of its loss on one batch. */
import assert from 'node:assert/strict';
import { sweep } from '../../src/engine/index.ts';
import type { Evaluator } from '../../src/trace/evaluator.ts';
import type { Trace } from '../../src/trace/trace.ts';
import { marked, newEvaluator, requestOf, traceOf } from '../trace/harness.ts';

const NET = `import * as tf from '@tensorflow/tfjs';
const net = tf.sequential({ layers: [
  tf.layers.dense({ units: 3, inputShape: [2], activation: 'tanh' }),
  tf.layers.dense({ units: 1, name: 'out' }),
] });`;
const COMPILED = `${NET}
net.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });`;
const FITTED = `${COMPILED}
const xs = tf.tensor2d([[0, 0], [0, 1], [1, 0]]);
const ys = tf.tensor2d([[0], [1], [1]]);
const history = await net.fit(xs, ys, { epochs: 3 });`;

const ops = ({ graph }: Trace) => Array.from({ length: graph.size }, (_, node) => graph.op(node));
const leaves = (found: Trace) =>
  ops(found).flatMap((op, node) =>
    op === 'leaf' ? [`${found.nameOf(node)} [${found.graph.tensor(node)!.shape}]`] : [],
  );
const WEIGHTS = ['dense_1.kernel [2,3]', 'dense_1.bias [3]', 'out.kernel [3,1]', 'out.bias [1]'];

describe('a network definition', () => {
  let evaluator: Evaluator;
  before(() => {
    evaluator = newEvaluator();
  });
  after(() => evaluator.dispose());

  it('that is not compiled is the sum of its outputs on a sample of its input', async () => {
    const found = await traceOf(evaluator, NET, 'net');
    assert.deepEqual(leaves(found), ['x [4,2]', ...WEIGHTS]);
    assert.equal(found.graph.op(found.root), 'sum');
    assert.deepEqual(found.graph.tensor(found.root)!.shape, []);
  });

  it('that is compiled is its loss on a sample with targets', async () => {
    const found = await traceOf(evaluator, COMPILED, 'net');
    assert.deepEqual(leaves(found).sort(), ['x [4,2]', 'y [4,1]', ...WEIGHTS].sort());
    assert.ok(found.graph.value(found.root) > 0);
  });

  it('that was trained is its loss on what it was given, also where that is gone', async () => {
    for (const more of ['', '\nxs.dispose(); ys.dispose();', '\nnet.predict(tf.ones([9, 2]));']) {
      const found = await traceOf(evaluator, FITTED + more, 'net');
      assert.deepEqual(leaves(found).sort(), ['xs [3,2]', 'ys [3,1]', ...WEIGHTS].sort());
    }
  });

  it('is shown although the program stopped, which is said', async () => {
    const found = await traceOf(evaluator, `${COMPILED}\nthrow new Error('later');`, 'net');
    assert.deepEqual(leaves(found).sort(), ['x [4,2]', 'y [4,1]', ...WEIGHTS].sort());
    assert.equal(found.thrown?.message, 'Error: later');
  });

  it('whose loss cannot be computed says why', async () => {
    const own = "net.compile({ optimizer: 'sgd', loss: (a, b) => tf.einsum('ij', a) });";
    const outcome = await evaluator.evaluate(requestOf(`${NET}\n${own}`, 'net'));
    assert.ok(!outcome.ok);
    assert.equal(outcome.error.code, 'no-loss');
    assert.match(outcome.error.message, /^“net”: Error: “tf.einsum” of TensorFlow.js is not supported here/);
  });

  it('has one evaluation, the last: what it was before is gone', async () => {
    const program = `${FITTED.replace('const history = ', 'for (let i = 0; i < 3; i++) ').replace('await net.fit(xs, ys, { epochs: 3 })', '⟨await net.fit(xs, ys, { epochs: 3 })⟩')}`;
    const found = await traceOf(evaluator, program);
    assert.deepEqual(found.evaluation, { index: 1, count: 1 });
  });

  it('keeps the names of its weights, whatever functions call them', async () => {
    const more = 'const show = (w) => { const v = w; v.print(); }; net.getWeights().forEach((w) => show(w));';
    assert.deepEqual(
      leaves(await traceOf(evaluator, `${COMPILED}\n${more}`, 'net'))
        .slice(2)
        .sort(),
      [...WEIGHTS].sort(),
    );
    const named = `${COMPILED}\nconst kernel = net.getWeights()[0];`;
    assert.ok(leaves(await traceOf(evaluator, named, 'net')).includes('kernel [2,3]'));
  });

  it('is that of an object that has one network', async () => {
    const own = `${NET}\nclass Trainer { rate = 0.1; model = net; }\nconst trainer = new Trainer();\nconst both = { net, other: tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] }) };`;
    assert.deepEqual(leaves(await traceOf(evaluator, own, 'trainer')), ['x [4,2]', ...WEIGHTS]);
    await assert.rejects(traceOf(evaluator, own, 'both'), /object without numbers/);
  });

  it('of a step takes for given what was computed before, as the step does', async () => {
    const program = `import * as tf from '@tensorflow/tfjs';
      const w = tf.variable(tf.scalar(3)), sgd = tf.train.sgd(0.1);
      let target = w.mul(2);
      for (let step = 0; step < 2; step++) ⟨sgd.minimize(() => w.sub(target).square())⟩;`;
    const found = await traceOf(evaluator, program);
    const walk = sweep(found.graph, found.root);
    const node = ops(found).findIndex((op, at) => op === 'leaf' && found.nameOf(at) === 'w');
    // w is 3.6 in the second step.
    assert.ok(Math.abs(walk.gradient(node) - 2 * (3.6 - 6)) < 1e-12);
    assert.ok(leaves(found).includes('target []'));
  });

  it('is selected on the name of the library, too', async () => {
    const found = await traceOf(evaluator, COMPILED.replace('const net = tf.', 'const net = ▮tf.'));
    assert.deepEqual(leaves(found).slice(-4).sort(), [...WEIGHTS].sort());
  });

  it('is selected where it is trained, too', async () => {
    for (const at of ['history', 'net.fit(xs, ys, { epochs: 3 })']) {
      const text = FITTED.replace(at, `⟨${at}⟩`);
      const found = await traceOf(evaluator, text);
      assert.deepEqual(leaves(found).sort(), ['xs [3,2]', 'ys [3,1]', ...WEIGHTS].sort(), at);
    }
  });

  it('has its layers as scopes with names, which stand where they are made', async () => {
    const found = await traceOf(evaluator, COMPILED, 'net');
    const scopes = ops(found).map((_, node) => found.scope(found.scopeOf(node)));
    const product = ops(found).indexOf('matMul');
    assert.deepEqual([scopes[product]!.kind, scopes[product]!.name], ['layer', 'dense_1']);
    const { start, end } = scopes[product]!.span;
    assert.equal(
      COMPILED.slice(start, end),
      "tf.layers.dense({ units: 3, inputShape: [2], activation: 'tanh' })",
    );
    assert.equal(scopes[found.root]!.kind, 'program');
  });

  it('has the gradients that training uses', async () => {
    const text = `${FITTED}
      const { grads } = tf.variableGrads(() => tf.losses.meanSquaredError(ys, net.predict(xs) as tf.Tensor));
      const told = grads['out/kernel'].sum();
      const y = told.mul(1);`;
    const [model, y] = [await traceOf(evaluator, text, 'net'), await traceOf(evaluator, text, 'y')];
    const kernel = ops(model).findIndex((_, node) => model.nameOf(node) === 'out.kernel');
    const gradient = sweep(model.graph, model.root).gradientTensor(kernel)!;
    const sum = gradient.data.reduce((total, one) => total + one, 0);
    assert.ok(Math.abs(sum - y.graph.value(y.root)) < 1e-12, `${sum} and ${y.graph.value(y.root)}`);
  });

  it('may be made by a function, or called in one', async () => {
    const built = `import * as tf from '@tensorflow/tfjs';
      function ⟨build⟩(units = 3) {
        const model = tf.sequential();
        model.add(tf.layers.dense({ units, inputShape: [2], activation: 'relu' }));
        model.add(tf.layers.dense({ units: 1 }));
        model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy' });
        return model;
      }`;
    const found = await traceOf(evaluator, built);
    assert.equal(leaves(found).length, 6);
    const called = `${NET}\nfunction ⟨loss⟩(a = 0.5) { return (net.predict(tf.tensor2d([[a, 1]])) as tf.Tensor).square().sum(); }`;
    const { graph, root } = await traceOf(evaluator, called);
    assert.equal(graph.op(root), 'sum');
  });

  it('may be a class with a method that is called', async () => {
    const text = `import * as tf from '@tensorflow/tfjs';
      class Net {
        w = tf.variable(tf.tensor2d([[1], [2]]));
        forward(x: number[][]) { return tf.tensor2d(x).matMul(this.w).sum(); }
      }
      const net = new Net();
      net.forward([[3, 4]]);`;
    const found = await traceOf(evaluator, text, 'net');
    assert.equal(found.graph.value(found.root), 11);
  });

  it('may be a step of an optimizer, whose loss it is', async () => {
    const text = `import * as tf from '@tensorflow/tfjs';
      const w = tf.variable(tf.tensor1d([1, 2]));
      const sgd = tf.train.sgd(0.1);
      for (let i = 0; i < 3; i++) ⟨sgd.minimize(() => w.square().sum())⟩;`;
    const { source } = marked(text);
    const found = await traceOf(evaluator, text);
    assert.deepEqual(found.evaluation, { index: 3, count: 3 });
    // Two steps of w ← 0.8 w
    assert.ok(Math.abs(found.graph.value(found.root) - 5 * 0.64 ** 2) < 1e-9);
    const { start, end } = found.spanOf(found.root);
    assert.equal(source.slice(start, end), 'w.square().sum()');
  });

  it('may have indices for its input, and classes for its output', async () => {
    const text = `import * as tf from '@tensorflow/tfjs';
      const net = tf.sequential({ layers: [
        tf.layers.embedding({ inputDim: 6, outputDim: 2, inputLength: 3 }), tf.layers.flatten(),
        tf.layers.dense({ units: 4, activation: 'softmax' }) ] });
      net.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });`;
    const found = await traceOf(evaluator, text, 'net');
    assert.ok(Number.isFinite(found.graph.value(found.root)));
  });

  describe('has a batch', () => {
    const KEY = 'batch of “net”';
    const given = (...texts: string[]) => ({ arguments: { [KEY]: texts } });
    const fields = ({ call }: Trace) => call!.args.map(({ name, text, source }) => [name, text, source]);
    const elements = (found: Trace, name: string) => {
      const node = ops(found).findIndex((op, at) => op === 'leaf' && found.nameOf(at) === name);
      return Array.from(found.graph.tensor(node)!.data);
    };

    it('that is made up, with numbers that are short to write', async () => {
      const found = await traceOf(evaluator, COMPILED, 'net');
      assert.equal(found.call!.key, KEY);
      assert.equal(found.call!.from, 'made up from the shape of the input');
      const [examples, x, y, seed] = fields(found);
      assert.deepEqual(
        [examples, seed],
        [
          ['examples', '4', 'type'],
          ['seed', '1', 'type'],
        ],
      );
      assert.deepEqual(JSON.parse(x![1]!).flat(), elements(found, 'x'));
      assert.deepEqual(JSON.parse(y![1]!).flat(), elements(found, 'y'));
    });

    it('of as many examples, and of such a seed, as a person says', async () => {
      const two = await traceOf(evaluator, COMPILED, 'net', given('2'));
      assert.deepEqual(leaves(two).slice(0, 2), ['x [2,2]', 'y [2,1]']);
      const [first, again, other] = [
        await traceOf(evaluator, COMPILED, 'net', given('', '', '', '7')),
        await traceOf(evaluator, COMPILED, 'net', given('', '', '', '7')),
        await traceOf(evaluator, COMPILED, 'net', given('', '', '', '8')),
      ];
      assert.deepEqual(elements(first, 'x'), elements(again, 'x'));
      assert.notDeepEqual(elements(first, 'x'), elements(other, 'x'));
    });

    it('of the numbers that a person gives', async () => {
      const found = await traceOf(
        evaluator,
        COMPILED,
        'net',
        given('', '[[1, -2], [3, 4], [5, 6]]', '[[1], [2], [3]]'),
      );
      assert.deepEqual(elements(found, 'x'), [1, -2, 3, 4, 5, 6]);
      assert.deepEqual(elements(found, 'y'), [1, 2, 3]);
      assert.deepEqual(fields(found), [
        ['examples', '3', 'type'],
        ['x', '[[1, -2], [3, 4], [5, 6]]', 'given'],
        ['y', '[[1], [2], [3]]', 'given'],
      ]);
      const half = await traceOf(evaluator, COMPILED, 'net', given('', '[[1, -2]]'));
      assert.deepEqual(leaves(half).slice(0, 2), ['x [1,2]', 'y [1,1]']);
    });

    it('of what the program gives, or of a part of it', async () => {
      const found = await traceOf(evaluator, FITTED, 'net');
      assert.deepEqual(fields(found), [
        ['examples', '3', 'call'],
        ['x', '[[0, 0], [0, 1], [1, 0]]', 'call'],
        ['y', '[[0], [1], [1]]', 'call'],
      ]);
      assert.equal(found.call!.from, 'from the program');
      const one = await traceOf(evaluator, FITTED, 'net', given('1'));
      assert.equal(fields(one)[1]![1], '[[0, 0]]');
      const own = await traceOf(evaluator, FITTED, 'net', given('', '', '[[5], [6], [7]]'));
      assert.deepEqual(
        [elements(own, 'xs'), elements(own, 'y')],
        [
          [0, 0, 0, 1, 1, 0],
          [5, 6, 7],
        ],
      );
    });

    for (const [name, text, texts, at, problem] of [
      [
        'another shape',
        COMPILED,
        ['', '[[1, 2, 3]]'],
        1,
        'x has the shape [1, 3], and must have the shape [examples, 2].',
      ],
      [
        'lists of several lengths',
        COMPILED,
        ['', '[[1, 2], [3]]'],
        1,
        'x must be numbers of shape [examples, 2]: an array has 1 elements where its neighbours have 2.',
      ],
      [
        'texts',
        COMPILED,
        ['', '', '[["a"]]'],
        2,
        'y must be numbers of shape [examples, 1]: all values must be numbers.',
      ],
      [
        'no value',
        COMPILED,
        ['', '[[1, 2'],
        1,
        'Unexpected token, expected ",". Write a value, as in 2, [1, 2] or { a: 1 }.',
      ],
      ['a count that is none', COMPILED, ['1.5'], 0, 'Write a whole number from 1 to 10000.'],
      ['a seed that is none', COMPILED, ['', '', '', '-1'], 3, 'Write a whole number from 0 to 2147483648.'],
      [
        'unlike numbers of examples',
        COMPILED,
        ['', '[[1, 2]]', '[[1], [2]]'],
        2,
        'y has 2 examples, and not 1 as the others.',
      ],
      ['two counts', COMPILED, ['3', '[[1, 2]]'], 0, 'The numbers that are given here are 1 examples.'],
      [
        'more targets than the program has inputs',
        FITTED,
        ['', '', '[[1], [2], [3], [4]]'],
        2,
        'y has 4 examples, and not 3 as the others.',
      ],
      ['more than the program has', FITTED, ['9'], 0, 'The program gives 3 examples.'],
    ] as const)
      it(`that is refused, and stays as it was written: ${name}`, async () => {
        const outcome = await evaluator.evaluate({ ...requestOf(text, 'net'), ...given(...texts) });
        assert.ok(!outcome.ok);
        const { error } = outcome;
        assert.equal(error.code, 'bad-batch');
        assert.equal(error.message, problem);
        const field = error.call!.args[at]!;
        assert.deepEqual([field.text, field.problem], [texts[at], problem]);
      });
  });
});
