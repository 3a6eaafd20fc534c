/** The debugger without its protocol: where it stands, how it steps and runs, and why it stops. */
import assert from 'node:assert/strict';
import { GradientBreakpoint, parseTerms } from '../../src/debug/breakpoints.ts';
import type { FilterName } from '../../src/debug/filters.ts';
import type { Runtime } from '../../src/debug/runtime.ts';
import { callStack } from '../../src/debug/stack.ts';
import { newEvaluator } from '../trace/harness.ts';
import { breakAt, runtimeOf, SIMPLE, say } from './harness.ts';

describe('the runtime of the debugger', function () {
  this.timeout(30_000);
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());
  const open = (program: string, root: string, withForward = false) =>
    runtimeOf(evaluator, program, root, withForward);
  const text = (runtime: Runtime) => {
    const { start, end } = runtime.trace.spanOf(runtime.node);
    return runtime.trace.sources[0]!.text.slice(start, end);
  };
  const nodeNamed = (runtime: Runtime, name: string) => runtime.names.indexOf(name);
  /** The gradient so far of what is called so. */
  const gradient = (runtime: Runtime, name: string) =>
    runtime.walk.gradientAt(runtime.place, nodeNamed(runtime, name));

  describe('steps', () => {
    it('one visit at a time, in reverse topological order, to the end', async () => {
      const runtime = await open(SIMPLE, 'J');
      assert.equal(
        say(runtime, runtime.goTo(runtime.walk.first, 'entry')),
        '0: before the first visit: ∂J/∂J = 1',
      );
      const said: string[] = [];
      for (let stop = runtime.step('onward', 'visit'); stop; stop = runtime.step('onward', 'visit'))
        said.push(`${stop.description}: ${text(runtime)}`);
      assert.deepEqual(said, [
        'visiting J backward: Math.cos(u)',
        'visiting u backward: u1 + u2',
        'visiting u₂ backward: 3 * t',
        'visiting u₁ backward: Math.sin(t)',
        'visiting t backward: x ** 2',
      ]);
    });

    it('back through the same places, with the gradients of the way there', async () => {
      const runtime = await open(SIMPLE, 'J');
      const seen = [gradient(runtime, 't')];
      while (runtime.step('onward', 'visit')) seen.push(gradient(runtime, 't'));
      assert.equal(new Set(seen).size, 3, 't receives two contributions');
      for (let index = seen.length - 2; index >= 0; index--) {
        assert.equal(say(runtime, runtime.step('back', 'visit')).split(':')[0], String(index));
        assert.equal(gradient(runtime, 't'), seen[index]);
      }
      assert.equal(runtime.step('back', 'visit'), undefined);
    });

    it('into a visit, one contribution at a time, and back out of its middle', async () => {
      const runtime = await open('const a = 2;\nconst b = 3;\nconst J = a * b * a;', 'J');
      const path: [string, number | undefined, number | undefined][] = [];
      const note = () => path.push([say(runtime, undefined), gradient(runtime, 'a'), gradient(runtime, 'b')]);
      for (
        let stop = runtime.step('onward', 'contribution');
        stop;
        stop = runtime.step('onward', 'contribution')
      ) {
        note();
        path.at(-1)![0] = stop.description;
      }
      assert.deepEqual(path, [
        ['visiting J backward, 1 of 2 contributions', 0, 0],
        ['visiting J backward', 6, 0],
        ['visiting v₁ backward, 1 of 2 contributions', 12, 0],
        ['visiting v₁ backward', 12, 4],
      ]);
      runtime.step('back', 'contribution');
      assert.equal(gradient(runtime, 'b'), 0);
      assert.equal(runtime.step('back', 'visit')!.description, 'visiting J backward');
    });

    it('forward first, where it is asked to, in topological order and without a value too early', async () => {
      const runtime = await open(SIMPLE, 'J', true);
      const value = (name: string) => runtime.walk.valueAt(runtime.place, nodeNamed(runtime, name));
      assert.equal(runtime.place.pass, 'forward');
      assert.equal(value('x'), undefined);
      assert.equal(runtime.step('onward', 'visit')!.description, 'computing x forward');
      assert.equal(value('x'), 1.2);
      assert.equal(value('t'), undefined);
      assert.equal(gradient(runtime, 'x'), undefined);
      const said: string[] = [];
      for (let i = 0; i < 7; i++) said.push(runtime.step('onward', 'visit')!.description);
      assert.deepEqual(said, [
        'computing t forward',
        'computing u₁ forward',
        'computing u₂ forward',
        'computing u forward',
        'computing J forward',
        'before the first visit: ∂J/∂J = 1',
        'visiting J backward',
      ]);
      runtime.step('back', 'visit');
      assert.equal(runtime.step('back', 'visit')!.description, 'computing J forward');
    });

    it('out of the call in which the node was made', async () => {
      const program = `function cube(a: number) {
  const s = a * a;
  return s * a;
}
const x = 2;
const J = cube(x) + cube(x + 1);`;
      const runtime = await open(program, 'J');
      await runtime.run('back');
      runtime.step('onward', 'visit');
      assert.equal(text(runtime), 'cube(x) + cube(x + 1)');
      runtime.step('onward', 'visit');
      assert.equal(text(runtime), 's * a');
      assert.equal((await runtime.stepOut()).reason, 'step');
      assert.equal(text(runtime), 'x + 1');
      await runtime.stepOut();
      assert.equal((await runtime.stepOut()).reason, 'end');
    });
  });

  describe('runs', () => {
    it('to the end and back to the beginning, when nothing stops it', async () => {
      const runtime = await open(SIMPLE, 'J');
      assert.equal(
        say(runtime, await runtime.run('onward')),
        '5: the walk is finished: every ∂J/∂… is known',
      );
      assert.equal((await runtime.run('back')).reason, 'entry');
      assert.equal(runtime.place.index, 0);
    });

    it('to breakpoints on lines, in both directions', async () => {
      const runtime = await open(SIMPLE, 'J');
      runtime.breakpoints = [breakAt(runtime, 2), breakAt(runtime, 4)];
      assert.equal(say(runtime, await runtime.run('onward')), '3: visiting u₂ backward');
      assert.equal(say(runtime, await runtime.run('onward')), '5: visiting t backward');
      assert.equal((await runtime.run('onward')).reason, 'end');
      assert.equal(say(runtime, await runtime.run('back')), '5: visiting t backward');
      assert.equal(say(runtime, await runtime.run('back')), '3: visiting u₂ backward');
      assert.equal((await runtime.run('back')).reason, 'entry');
    });

    it('to a line once for each time that the walk arrives there', async () => {
      const program =
        'let h = 1.5;\nconst w = 2;\nfor (let i = 0; i < 3; i++) {\n  h = h * w + Math.sin(h) * w;\n}\nconst J = h * h;';
      const runtime = await open(program, 'J');
      runtime.breakpoints = [breakAt(runtime, 4)];
      for (let turn = 0; turn < 3; turn++) {
        assert.equal((await runtime.run('onward')).reason, 'breakpoint');
        assert.equal(text(runtime), 'h * w + Math.sin(h) * w');
      }
      assert.equal((await runtime.run('onward')).reason, 'end');
    });

    it('to a column: the expression that is meant there', async () => {
      const runtime = await open('const a = 2;\nconst b = 3;\nconst J = Math.sin(a) * Math.exp(b);', 'J');
      runtime.breakpoints = [breakAt(runtime, 3, 26)];
      await runtime.run('onward');
      assert.equal(text(runtime), 'Math.exp(b)');
      runtime.breakpoints = [breakAt(runtime, 3, 16)];
      await runtime.run('back');
      await runtime.run('onward');
      assert.equal(text(runtime), 'Math.sin(a)');
    });

    it('to conditions and hit counts, which count the same on the way back', async () => {
      const program =
        'let h = 1.5;\nconst w = Math.sqrt(h);\nfor (let i = 0; i < 9; i++) {\n  h = h * w;\n}\nconst J = h * h;';
      const runtime = await open(program, 'J');
      const places = async (direction: 'onward' | 'back') => {
        const found: number[] = [];
        for (;;) {
          const { reason } = await runtime.run(direction);
          if (reason !== 'breakpoint') return found;
          found.push(runtime.place.index);
        }
      };
      runtime.breakpoints = [breakAt(runtime, 4)];
      const all = await places('onward');
      assert.equal(all.length, 9);
      for (const [hitCondition, expected] of [
        ['3', [all[2]]],
        ['>= 8', [all[7], all[8]]],
        ['% 4', [all[3], all[7]]],
      ] as const) {
        await runtime.run('back');
        runtime.breakpoints = [];
        await runtime.run('back');
        runtime.breakpoints = [breakAt(runtime, 4, undefined, { hitCondition })];
        assert.deepEqual(await places('onward'), expected, hitCondition);
        assert.deepEqual(await places('back'), expected.toReversed(), hitCondition);
      }
      runtime.breakpoints = [breakAt(runtime, 4, undefined, { condition: 'value < 4 && grad > 1' })];
      const { graph } = runtime.trace;
      const small = all.filter((index) => graph.value(runtime.walk.nodeOf('backward', index)) < 4);
      assert.ok(small.length > 2 && small.length < 9);
      assert.deepEqual(await places('onward'), small);
    });

    it('past messages, which it writes on the way onward alone', async () => {
      const runtime = await open(SIMPLE, 'J');
      const log: string[] = [];
      runtime.onLog = ({ text }) => log.push(text);
      runtime.breakpoints = [
        breakAt(runtime, 4, undefined, { logMessage: 'u2 = {u2}, twice {2 * u2}, {nothing}' }),
      ];
      assert.equal((await runtime.run('onward')).reason, 'end');
      await runtime.run('back');
      assert.deepEqual(log, ['u2 = 4.32, twice 8.64, {There is no variable nothing here.}']);
    });

    it('to conditions that have a value on the way back only, without a word before', async () => {
      const runtime = await open(SIMPLE, 'J', true);
      const log: string[] = [];
      runtime.onLog = ({ text }) => log.push(text);
      for (const condition of ['Math.abs(grad) > 0', 'local !== 0', 'J < 2']) {
        runtime.breakpoints = [breakAt(runtime, 4, undefined, { condition })];
        assert.deepEqual(
          [(await runtime.run('onward')).reason, runtime.place.pass],
          ['breakpoint', 'backward'],
        );
        await runtime.run('back');
      }
      assert.deepEqual(log, []);
    });

    it('to each change of a gradient, saying before + contribution = after', async () => {
      const runtime = await open(SIMPLE, 'J');
      const t = nodeNamed(runtime, 't');
      runtime.breakpoints = [new GradientBreakpoint(1, parseTerms({}), runtime.walk, new Set([t]))];
      const first = await runtime.run('onward');
      assert.equal(first.reason, 'data breakpoint');
      assert.match(first.description, /^∂J\/∂t: 0 \+ \S+ = \S+$/);
      const second = await runtime.run('onward');
      const after = first.description.split(' = ')[1];
      assert.ok(second.description.startsWith(`∂J/∂t: ${after} + `), second.description);
      assert.equal((await runtime.run('onward')).reason, 'end');
      assert.equal((await runtime.run('back')).description, second.description);
      assert.equal((await runtime.run('back')).description, first.description);
    });

    it('to what wants to stop in the last visit, from the end', async () => {
      const runtime = await open('const x = 3;\nconst u = x * 2;\nconst J = u + 1;', 'J');
      const x = new Set([nodeNamed(runtime, 'x')]);
      for (const breakpoint of [
        breakAt(runtime, 2),
        new GradientBreakpoint(1, parseTerms({}), runtime.walk, x),
      ]) {
        runtime.breakpoints = [breakpoint];
        const there = await runtime.run('onward');
        for (const back of [() => runtime.run('back'), () => runtime.step('back', 'visit')]) {
          assert.equal((await runtime.run('onward')).reason, 'end');
          assert.deepEqual(await back(), there);
        }
        await runtime.run('back');
      }
    });

    it('by steps too: they write the messages that they pass, and stop where something wants to', async () => {
      const runtime = await open(SIMPLE, 'J');
      const log: string[] = [];
      runtime.onLog = ({ text }) => log.push(text);
      const u = nodeNamed(runtime, 'u');
      const t = nodeNamed(runtime, 't');
      runtime.breakpoints = [
        breakAt(runtime, 6, undefined, { logMessage: 'J = {value}' }),
        breakAt(runtime, 5),
        new GradientBreakpoint(1, parseTerms({}), runtime.walk, new Set([t])),
      ];
      const reasons: string[] = [];
      for (let stop = runtime.step('onward', 'visit'); stop; stop = runtime.step('onward', 'visit'))
        reasons.push(stop.reason);
      assert.deepEqual(reasons, ['step', 'breakpoint', 'data breakpoint', 'data breakpoint', 'step']);
      assert.equal(log.length, 1);
      const back: string[] = [];
      for (let stop = runtime.step('back', 'visit'); stop; stop = runtime.step('back', 'visit'))
        back.push(stop.reason);
      assert.deepEqual(back, ['data breakpoint', 'data breakpoint', 'breakpoint', 'step', 'step']);
      assert.equal(log.length, 1);

      // u = u1 + u2 makes two contributions: the first of them is inside of the visit.
      const [first] = runtime.walk.atVisit(2).made === 2 ? runtime.trace.graph.inputs(u) : [];
      runtime.breakpoints = [new GradientBreakpoint(2, parseTerms({}), runtime.walk, new Set([first!]))];
      runtime.step('onward', 'visit');
      assert.equal(runtime.step('onward', 'visit')?.reason, 'data breakpoint');
      assert.deepEqual(runtime.place, { pass: 'backward', index: 2, made: 1 });
    });

    it('until it is paused, giving way to other work meanwhile', async () => {
      const program = 'let h = 1;\nconst w = 1;\nfor (let i = 0; i < 100000; i++) h = h * w;\nconst J = h;';
      const runtime = await open(program, 'J');
      runtime.breakpoints = [
        breakAt(runtime, 3, undefined, { condition: 'd(J, w) + Math.sin(value) > 1e9' }),
      ];
      const run = runtime.run('onward');
      setTimeout(() => runtime.pause());
      assert.equal((await run).reason, 'pause');
      assert.ok(runtime.place.index < runtime.walk.length('backward'));
    });
  });

  describe('conditions that take long', () => {
    it('leave room for a pause within a few steps, with a hit count too', async () => {
      const program =
        'let h = 1;\nconst w = 1;\nfor (let i = 0; i < 50000; i++) {\n  h = h * w;\n}\nconst J = h * h;';
      for (const hitCondition of [undefined, '>= 90000']) {
        const runtime = await open(program, 'J');
        // Another derivative of the whole graph in each turn.
        runtime.breakpoints = [
          breakAt(runtime, 4, undefined, {
            condition: hitCondition ? 'd(h, w) >= 0' : 'd(h, w) < 0',
            hitCondition,
          }),
        ];
        const run = runtime.run('onward');
        setTimeout(() => runtime.pause());
        assert.equal((await run).reason, 'pause');
        assert.ok(runtime.place.index < 200, `${runtime.place.index} visits`);
      }
    });
  });

  describe('filters', () => {
    const filtered = async (program: string, root: string, name: FilterName, threshold = 0) => {
      const runtime = await open(program, root);
      runtime.filters = new Map([[name, threshold]]);
      const stops: string[] = [];
      for (;;) {
        const { reason, filter } = await runtime.run('onward');
        if (reason !== 'exception') return { runtime, stops };
        assert.equal(filter, name);
        stops.push(text(runtime));
      }
    };

    it('find where NaN and infinity start, and not where they pass', async () => {
      const program = `const p = 0;
const w = 0.5;
const bad = Math.log(p) * p;
const h = Math.tanh(w + bad);
const J = (h - 1) ** 2 + w * w;`;
      const { runtime, stops } = await filtered(program, 'J', 'nonFinite');
      assert.deepEqual(stops, ['Math.log(p) * p', 'Math.log(p)']);
      const chain = runtime.filtered.origins.chain(nodeNamed(runtime, 'bad'));
      const { trace } = runtime;
      const texts = chain.map((node) => {
        const { start, end } = trace.spanOf(node);
        return program.slice(start, end);
      });
      assert.deepEqual(texts, ['(h - 1) ** 2', 'h - 1', 'Math.tanh(w + bad)', 'w + bad', 'Math.log(p) * p']);
    });

    it('find it deep in a network of 100,000 nodes', async () => {
      const program = `const w = [0.9, 0.2];
const p = 0;
let h = 0.5;
for (let i = 0; i < 33000; i++) {
  h = Math.tanh(h * w[0] + w[1]);
  if (i === 16000) h = h + Math.log(p) * p;
}
const J = h * h;`;
      const { runtime, stops } = await filtered(program, 'J', 'nonFinite');
      assert.ok(runtime.trace.graph.size > 98_000, `${runtime.trace.graph.size}`);
      assert.deepEqual(stops, ['Math.log(p) * p', 'Math.log(p)']);
    });

    it('find a gradient that is infinite where every value is finite', async () => {
      const { stops } = await filtered(
        'const x = 0;\nconst r = Math.sqrt(x);\nconst J = r * 3 + 1;',
        'J',
        'nonFinite',
      );
      assert.deepEqual(stops, ['Math.sqrt(x)']);
    });

    it('do not stop at an infinity that spoils no gradient', async () => {
      const { stops } = await filtered(
        'const x = 2;\nconst J = Math.min(x * x, Infinity);',
        'J',
        'nonFinite',
      );
      assert.deepEqual(stops, []);
    });

    it('find where a gradient falls below a threshold, and rises above one, once for the chain and once for its factor', async () => {
      const chain = (factor: number) =>
        `let h = 1;\nconst w = ${factor};\n${Array.from({ length: 6 }, (_, i) => `h = h * w; // ${i}`).join('\n')}\nconst J = h;`;
      const places = async (factor: number, name: FilterName, threshold: number) => {
        const runtime = await open(chain(factor), 'J');
        runtime.filters = new Map([[name, threshold]]);
        const found: [number, boolean][] = [];
        while ((await runtime.run('onward')).reason === 'exception') {
          const { index } = runtime.place;
          found.push([index, runtime.filtered.subject(name, index) === nodeNamed(runtime, 'w')]);
        }
        return found;
      };
      assert.deepEqual(await places(0.1, 'vanishing', 1.5e-3), [
        [4, false],
        [6, true],
      ]);
      assert.deepEqual(await places(10, 'exploding', 500), [
        [1, true],
        [4, false],
      ]);
    });

    it('find an input that explodes, where a contribution carries it above the threshold for good', async () => {
      assert.deepEqual((await filtered('const w = 2;\nconst J = w * 1e8;', 'J', 'exploding', 1e6)).stops, [
        'w * 1e8',
      ]);
      // From the root's side: 600, 100, 800.
      const program =
        'const w = 2;\nconst a = w * 700;\nconst b = w * -500;\nconst c = w * 600;\nconst J = a + b + c;';
      assert.deepEqual((await filtered(program, 'J', 'exploding', 500)).stops, ['w * 700']);
    });

    it('find an input that vanishes, where its gradient is complete', async () => {
      const program = 'const w = 2;\nconst a = w * 1e-9;\nconst b = w * 2e-9;\nconst J = a + b;';
      const { stops } = await filtered(program, 'J', 'vanishing', 1e-7);
      assert.deepEqual(stops, ['w * 1e-9']);
    });

    it('find a dead unit, but not a factor of 0', async () => {
      const program = `const x = 0;
const a = 2;
const dead = Math.max(0, x - a);
const J = dead + x * a * 3;`;
      const { stops } = await filtered(program, 'J', 'dead');
      assert.deepEqual(stops, ['Math.max(0, x - a)']);
    });

    it('find NaN on the forward pass when it is made', async () => {
      const runtime = await open('const p = 0;\nconst n = p / p;\nconst J = n * 2;', 'J', true);
      runtime.filters = new Map([['nonFinite', 0]]);
      assert.equal((await runtime.run('onward')).description, 'computing n forward');
    });
  });

  describe('says where a node stands', () => {
    const program = `const neuron = (w: number[], x: number[]) => {
  let s = 0;
  for (let i = 0; i < w.length; i++) s += w[i] * x[i];
  return Math.tanh(s);
};
function layer(V: number[][], x: number[]) {
  return V.map((row) => neuron(row, x));
}
const V = [[0.1, 0.2], [0.3, 0.4]];
const y = layer(V, [1, 2]);
const J = y[0] * y[1];
`;

    it('by the forward calls in which it was made', async () => {
      const runtime = await open(program, 'J');
      runtime.step('onward', 'visit');
      runtime.step('onward', 'visit');
      const frames = callStack(runtime.trace, runtime.node).map(({ name, span }) => {
        const source = runtime.trace.sources[0]!.text;
        return `${name}: ${source.slice(span.start, span.end)}`;
      });
      assert.equal(frames[0], 'neuron: Math.tanh(s)');
      assert.match(frames[1]!, /^\(anonymous\): neuron\(row, x\)$/);
      assert.match(frames.at(-2)!, /^layer: /);
      assert.equal(frames.at(-1), 'program.ts: layer(V, [1, 2])');
    });

    it('by its way to the root', async () => {
      const runtime = await open(SIMPLE, 'J');
      const x = nodeNamed(runtime, 'x');
      const way = runtime.ways.wayOf(x).map((node) => runtime.names[node]);
      assert.deepEqual(way, ['t', 'u₂', 'u', 'J']);
      assert.equal(runtime.ways.lengthOf(x), 4);
      assert.deepEqual(
        runtime.ways.wayOf(x, 1, 2).map((node) => runtime.names[node]),
        ['u₂', 'u'],
      );
    });
  });
});
