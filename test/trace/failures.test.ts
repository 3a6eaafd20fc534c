/** Every way a trace can fail: its code, its exact sentence and its place; and that the next request works. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/build.ts';
import { errorOf, newEvaluator, requestOf, traceOf } from './harness.ts';

/** A program, its root where no marker says it, and the code, sentence and text of the place. */
interface Row {
  readonly program: string;
  readonly root?: string;
  readonly code: string;
  readonly message: string;
  readonly at?: string;
}

const NO_NUMBER = 'A gradient needs a number: select one, or an array or object of numbers.';
const ROWS: Readonly<Record<string, Row>> = {
  'a syntax error': { program: 'const x = 2;\nconst y = x * ;', root: 'y', code: 'syntax', message: 'This file does not parse yet: unexpected token. Finish the code and try again.', at: ';' },
  'nothing there': { program: 'const x = 2;\n// ▮\n', code: 'nothing-selected', message: 'There is no expression here. Put the cursor on a variable, or select an expression, and try again.', at: '' },
  'an unknown name': { program: 'const x = 2;', root: 'y', code: 'nothing-selected', message: 'There is no variable “y” at the top level of this file. Name one that is there.' },
  'a function that another one made': { program: 'const make = () => () => 1; const f = make();', root: 'f', code: 'is-function', message: '“f” is a function that cannot be called from here. Put the cursor on the function where it is written out, or select a whole call of it, with its arguments.', at: 'f' },
  'an async generator': { program: 'async function* f(x = 1) { yield x * 2; }', root: 'f', code: 'is-async-generator', message: '“f” is an async generator, which is not called by itself. Select a variable that is computed with what it yields.', at: 'f' },
  'a class': { program: 'class ▮C {}', code: 'is-class', message: '“C” is a class without a method “forward”, “predict”, “call” or “loss”. Select one of its methods, or a value that is computed with it.', at: 'C' },
  'a type': { program: 'enum E { ▮A }', code: 'is-type', message: '“A” is a type, which is gone when the program runs. Select a variable or an expression.', at: 'A' },
  'code that does not run': { program: 'const f = (x: number) => ⟨x * 2⟩;', code: 'never-evaluated', message: '“x * 2” was never evaluated: the program ran to its end without reaching it. Call the function it is in, or select something that runs.', at: 'x * 2' },
  'an array of texts': { program: 'const w = ["a"];', root: 'w', code: 'not-a-number', message: `“w” is an array without numbers. ${NO_NUMBER}`, at: 'w' },
  'an array of inputs': { program: 'const w = [1, 2];', root: 'w', code: 'is-input', message: '“w” is an input: it is computed from no other variable, so there is nothing to differentiate. Select something that is computed from it.', at: 'w' },
  'a string': { program: 'const s = "a";', root: 's', code: 'not-a-number', message: `“s” is a string. ${NO_NUMBER}`, at: 's' },
  'a boolean': { program: 'const x = 1; const b = x > 0;', root: 'b', code: 'not-a-number', message: `“b” is a boolean. ${NO_NUMBER}`, at: 'b' },
  'an object without numbers': { program: 'const o = { x: "a" };', root: 'o', code: 'not-a-number', message: `“o” is an object without numbers. ${NO_NUMBER}`, at: 'o' },
  'null': { program: 'const n = null;', root: 'n', code: 'not-a-number', message: `“n” is null or undefined. ${NO_NUMBER}`, at: 'n' },
  'a number of literals': { program: 'console.log(⟨1 + 2⟩);', code: 'no-input', message: '“1 + 2” does not depend on any variable, so it has no gradient. Give one of its numbers to a variable, as in “const x = …”, and use that.', at: '1 + 2' },
  'a throw before it': { program: 'const f = (x: number) => {\n  if (x > 0) throw new RangeError("no " + x);\n  return x;\n};\nconst a = 1;\nconst y = f(a);', root: 'y', code: 'throws', message: 'The program stopped before the selection was evaluated: RangeError: no 1.', at: 'if (x > 0) throw new RangeError("no " + x);' },
  'a throw in a file with Windows line ends': { program: 'const x = 1;\r\n\r\n  null!.boom;\r\nconst y = x * 2;', root: 'y', code: 'throws', message: "The program stopped before the selection was evaluated: TypeError: cannot read property 'boom' of null.", at: 'null!.boom;' },
  'a thrown text': { program: 'throw "enough"; const y = 1;', root: 'y', code: 'throws', message: 'The program stopped before the selection was evaluated: enough.' },
  'endless recursion': { program: 'const f = (x: number): number => f(x + 1) * 2; const a = 1; const y = f(a);', root: 'y', code: 'too-deep', message: 'The program calls functions inside of functions too deeply and was stopped. Look for a recursion that does not end.', at: 'const f = (x: number): number => f(x + 1) * 2; const a = 1; const y = f(a);' },
  'an import': { program: 'import { x } from "./other";\nconst y = x * 2;', root: 'y', code: 'import-outside', message: 'The program imports “./other”, which is outside of the workspace, and nothing outside is read. Open the folder that holds both, or copy the file into the workspace.', at: '"./other"' },
  'an asynchronous function that nobody waits for': { program: 'async function main() {\n  null!.boom;\n  const y = ⟨1 * 2⟩;\n}\nmain();', code: 'throws', message: "The program stopped before the selection was evaluated: TypeError: cannot read property 'boom' of null.", at: 'null!.boom;' },
  'a promise that never settles': { program: 'const x = await new Promise<number>(() => {}); const y = x * 2; export {};', root: 'y', code: 'never-settles', message: 'The program waits for a promise that never settles. The sandbox has no timers, files or network: remove what it waits for.', at: 'const x = await new Promise<number>(() => {});' },
}; // biome-ignore format: a table

const HEALTHY = 'const x = 3; const y = x * 2;';

describe('a failure', function () {
  this.timeout(30_000);
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());

  for (const [what, { program, root, code, message, at }] of Object.entries(ROWS))
    it(`${what} is ${code}`, async () => {
      const error = await errorOf(evaluator, program, root);
      assert.deepEqual({ code: error.code, message: error.message }, { code, message });
      const { source } = requestOf(program, root);
      assert.equal(error.span && source.slice(error.span.start, error.span.end), at);
    });

  it('a file that takes too long to read says so, and the next request works', async () => {
    const lines = 'const a = [1 + 2 * 3, "text", (x: number) => x ** 2];\n'.repeat(115_000);
    const source = `{${lines.replaceAll('const a', '}{const a')}}\n${HEALTHY}`;
    assert.ok(source.length > 6_000_000);
    const error = await errorOf(evaluator, source, 'y', { milliseconds: 300 });
    assert.equal(error.code, 'too-large');
    assert.equal(
      error.message,
      'Reading this file takes longer than 0.3 s. Put the code in question into a smaller file, or raise the setting “gradientGraph.limits.milliseconds”.',
    );
    assert.equal((await traceOf(evaluator, HEALTHY, 'y')).graph.size, 3);
  });

  it('names the line of the user where code that the compiler wrote anew throws', async () => {
    const source = `namespace N {\n  export const k = 3;\n}\nclass C {\n  accessor p = 2;\n}\n${HEALTHY}\n\n  missing();`;
    const trace = await traceOf(evaluator, source, 'y');
    const { start, end } = trace.thrown!.span!;
    assert.equal(source.slice(start, end), 'missing();');
  });

  it('a variable that is computed from no other says that it is an input', async () => {
    const error = await errorOf(evaluator, 'const x = 3;\nconst y = x * 2;', 'x');
    assert.equal(error.code, 'is-input');
    assert.equal(
      error.message,
      '“x” is an input: it is computed from no other variable, so there is nothing to differentiate. Select something that is computed from it.',
    );
  });

  it('too much memory is refused, and the next request works', async () => {
    const program = `const all: unknown[] = []; while (true) all.push(new Float64Array(1e5));\n${HEALTHY}`;
    const error = await errorOf(evaluator, program, 'y', { megabytes: 24 });
    assert.equal(error.code, 'memory-limit');
    assert.equal(
      error.message,
      'The program needs more than 24 MB of memory and was stopped. Make it smaller, or raise the setting “gradientGraph.limits.megabytes”.',
    );
    assert.equal((await traceOf(evaluator, HEALTHY, 'y')).graph.size, 3);
  });

  it('the least and the most memory that the setting allows can be had', async () => {
    const text = readFileSync(join(root, 'package.json'), 'utf8');
    const { properties } = JSON.parse(text).contributes.configuration;
    const { minimum, maximum } = properties['gradientGraph.limits.megabytes'];
    for (const megabytes of [minimum, maximum]) {
      const outcome = await evaluator.evaluate(requestOf(HEALTHY, 'y', { megabytes }));
      assert.ok(outcome.ok, `${megabytes} MB`);
    }
  });

  it('too many operations are refused at the place, also where the program catches what it can', async () => {
    const program =
      'let s = 1; const f = () => { for (;;) s = s * 2; };\ntry { f(); } catch {}\nconst y = s * 2;';
    const error = await errorOf(evaluator, program, 'y', { operations: 1000 });
    assert.equal(error.code, 'operation-limit');
    assert.equal(
      error.message,
      'The program records more than 1,000 operations and was stopped. Make it smaller, or raise the setting “gradientGraph.limits.operations”.',
    );
    assert.equal((await traceOf(evaluator, HEALTHY, 'y')).graph.size, 3);
  });

  for (const [what, program] of Object.entries({
    'its file is read': `const a = [${'[1, 2], '.repeat(500_000)}];\n${HEALTHY}`,
    'it runs': `while (true) {}\n${HEALTHY}`,
    'it cannot be interrupted': `new Array(1e9) + '';\n${HEALTHY}`,
    'its recording is read': `let s = 1; for (let i = 0; i < 3e5; i++) s = s * 1.0001;\n${HEALTHY}`,
  }))
    it(`a request is cancelled while ${what}, as is the one behind it, and the next one works`, async () => {
      const control = new AbortController();
      const request = requestOf(program, 'y', { milliseconds: 60_000 });
      const running = evaluator.evaluate(request, control.signal);
      const waiting = evaluator.evaluate(request, control.signal);
      setTimeout(() => control.abort(), 150);
      for (const outcome of [await running, await waiting])
        assert.deepEqual(outcome, {
          ok: false,
          error: {
            code: 'cancelled',
            message:
              'The evaluation was cancelled. Edit the file or show the graph again to evaluate it anew.',
          },
        });
      assert.equal((await traceOf(evaluator, HEALTHY, 'y')).graph.size, 3);
    });

  it('one that waits in line is cancelled at once', async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const endless = requestOf(`while (true) {}\n${HEALTHY}`, 'y', { milliseconds: 60_000 });
    const running = evaluator.evaluate(endless, first.signal);
    const waiting = evaluator.evaluate(endless, second.signal);
    second.abort();
    const outcome = await waiting;
    first.abort();
    assert.ok(!outcome.ok && outcome.error.code === 'cancelled');
    await running;
    assert.equal((await traceOf(evaluator, HEALTHY, 'y')).graph.size, 3);
  });

  it('a throw after the root was evaluated leaves its graph, with a note of it', async () => {
    const trace = await traceOf(evaluator, `${HEALTHY}\n  missing();`, 'y');
    assert.equal(trace.graph.value(trace.root), 6);
    assert.equal(trace.thrown?.message, "ReferenceError: 'missing' is not defined");
    const { start, end } = trace.thrown!.span!;
    assert.equal(trace.sources[0]!.text.slice(start, end), 'missing();');
  });
});
