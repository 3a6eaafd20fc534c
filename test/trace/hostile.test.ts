/**
 * Programs that would hang, exhaust, reach or fool what evaluates them: the exact sentence and place that the
 * person gets, or the graph that is right all the same. After each the next program runs as ever.
 */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TraceErrorCode } from '../../src/trace/errors.ts';
import { errorOf, newEvaluator, requestOf, traceOf } from './harness.ts';

const HEALTHY = 'const x = 3; const y = x * 2;';
const TIME =
  'The program was still running after 0.3 s and was stopped. Look for a loop that does not end, or raise the setting “gradientGraph.limits.milliseconds”.';
const MEMORY =
  'The program needs more than 32 MB of memory and was stopped. Make it smaller, or raise the setting “gradientGraph.limits.megabytes”.';
const DEEP =
  'The program calls functions inside of functions too deeply and was stopped. Look for a recursion that does not end.';
const NESTED = 'The expressions of this file are nested too deeply to be read. Give the inner ones to variables.'; // biome-ignore format: sentences
const stopped = (why: string) => `The program stopped before the selection was evaluated: ${why}.`;

/** What runs until the time is up, and the statement or loop that is named; `*` where any of two may be. */
const ENDLESS: Readonly<Record<string, readonly [program: string, at: string]>> = {
  'a loop': ['while (true) {}', 'while (true) {}'],
  'a loop that records': ['let s = 1; for (;;) { const t = s * 0.5; s = t; s = 1; if (s > 2) break; }', '*'],
  'jobs': ['const again = (): Promise<void> => Promise.resolve().then(again); again();', '*'],
  'a promise that resolves to itself': ['const t: any = { then(r: any) { r(t); } }; await t; export {};', '*'],
  'an asynchronous generator': ['async function* g() { for (;;) yield 1; } for await (const q of g()); export {};', '*'],
  'recursion in “finally”': ['function f(): void { try { f(); } finally { f(); } }\nf();', 'f();'],
  'recursion in “finally” that catches': ['function f(): void { try { f(); } catch {} finally { try { f(); } catch {} } }\nf();', '*'],
  'a text of a huge array': ["const s = new Array(1e9) + '';", "const s = new Array(1e9) + '';"],
  'a search in a huge array': ['new Array(4e9).indexOf(1);', 'new Array(4e9).indexOf(1);'],
  'a regular expression that backtracks': ["/^(a+)+$/.test('a'.repeat(40) + 'b');", "/^(a+)+$/.test('a'.repeat(40) + 'b');"],
  'a comparison that never ends': ['[3, 1, 2].sort(() => { for (;;); });', 'for (;;);'],
  'a getter of a global': ["Object.defineProperty(globalThis, 'g', { get() { for (;;); } });\n(globalThis as any).g;", 'for (;;);'],
  'big integers': ['for (let f = 1n, i = 1n; ; i++) f *= i;', 'for (let f = 1n, i = 1n; ; i++) f *= i;'],
}; // biome-ignore format: a table

/** What runs out of room, within 32 MB. */
const GREEDY: Readonly<Record<string, readonly [program: string, at: string]>> = {
  'arrays in a loop': ['const all: unknown[] = [];\nfor (;;) all.push(new Array(1e4).fill(0));', 'for (;;) all.push(new Array(1e4).fill(0));'],
  'arrays in a loop that is caught': ['const all: unknown[] = [];\ntry { for (;;) all.push(new Array(1e4).fill(0)); } catch {}', '*'],
  'buffers': ['const all: unknown[] = [];\nfor (;;) all.push(new ArrayBuffer(1e6));', 'for (;;) all.push(new ArrayBuffer(1e6));'],
  'one text': ["const s = 'x'.repeat(2 ** 29);", "const s = 'x'.repeat(2 ** 29);"],
  'a padded text': ["'x'.padStart(2 ** 29, 'ab');", "'x'.padStart(2 ** 29, 'ab');"],
  'a buffer that grows': ['const b: any = new ArrayBuffer(8, { maxByteLength: 2 ** 30 } as any);\nb.resize(2 ** 30);', 'b.resize(2 ** 30);'],
}; // biome-ignore format: a table

/** What ends by an error of its own. */
const THROWING: Readonly<Record<string, readonly [program: string, code: TraceErrorCode, message: string]>> = {
  'the constructor of functions': ["(constructor as any).constructor('return process')();", 'throws', stopped("ReferenceError: 'process' is not defined (the sandbox has no Node)")],
  'the memory of WebAssembly': ['new WebAssembly.Memory({ initial: 65536 });', 'throws', stopped("ReferenceError: 'WebAssembly' is not defined")],
  'a wait for another thread': ['Atomics.wait(new Int32Array(4), 0, 0);', 'throws', stopped("ReferenceError: 'Atomics' is not defined")],
  'a huge integer': ['2n ** 10_000_000n;', 'throws', stopped('RangeError: BigInt is too large')],
  'a text that doubles': ["let s = 'a'; while (true) s += s;", 'throws', stopped('InternalError: string too long')],
  'nested JSON': ["JSON.parse('['.repeat(1e6) + ']'.repeat(1e6));", 'throws', stopped('SyntaxError: stack overflow')],
  'a revoked proxy': ['const r = Proxy.revocable({}, {}); r.revoke(); (r.proxy as any).x;', 'throws', stopped('TypeError: revoked proxy')],
  'recursion': ['const f = (a: number): number => f(a + 1); f(1);', 'too-deep', DEEP],
  'recursion of generators': ['function* g(): any { yield* g(); } for (const q of g());', 'too-deep', DEEP],
  'nested parentheses': [`const z = ${'('.repeat(20_000)}1${')'.repeat(20_000)};`, 'too-nested', NESTED],
  'nested arrays': [`const z = ${'['.repeat(20_000)}${']'.repeat(20_000)};`, 'too-nested', NESTED],
  'nested types': [`type A = ${'Array<'.repeat(20_000)}1${'>'.repeat(20_000)};`, 'too-nested', NESTED],
  'a regular expression of too many groups': [`const r = /${'()'.repeat(300)}/;`, 'syntax', 'This file does not parse yet: too many captures. Finish the code and try again.'],
  'a lone surrogate for a name': ['const \ud800 = 1;', 'syntax', "This file does not parse yet: unexpected character '\ud800'. Finish the code and try again."],
}; // biome-ignore format: a table

/** What does no harm: the graph is y = x * 2 at x = 3. */
const HARMLESS: Readonly<Record<string, string>> = {
  'a finalizer': `const r = new FinalizationRegistry(() => { for (;;); }); for (let i = 0; i < 1e4; i++) r.register({}, i); ${HEALTHY}`,
  'much that is printed': `for (let i = 0; i < 1e5; i++) console.log('x'.repeat(100)); ${HEALTHY}`,
  'a JSON that lies': `const o = { v: 5, toJSON() { return { v: 1e9 }; } }; const s = JSON.stringify(o); ${HEALTHY} throw o;`,
  'a getter of a global that is not read': `Object.defineProperty(globalThis, 'g', { get() { for (;;); } }); ${HEALTHY}`,
  'globals that are getters': `for (const k of ['Math', 'Array', 'Object', 'Number', 'console', 'Reflect']) { const v = (globalThis as any)[k]; Object.defineProperty(globalThis, k, { get: () => v }); } ${HEALTHY}`,
  'a rejection that nobody hears': `Promise.reject({ get message() { for (;;); } }); ${HEALTHY}`,
  'a promise that never settles': `${HEALTHY} await new Promise(() => {}); export {};`,
  'recursion after it': `${HEALTHY} const f = (): number => f() + 1; f();`,
  'a 5 MB comment': `/*${'*'.repeat(5_000_000)}*/ ${HEALTHY}`,
  'a 5 MB text': `const s = '${'s'.repeat(5_000_000)}'; ${HEALTHY}`,
  'a mark of the byte order': `\ufeff${HEALTHY}`,
  'Windows line ends': HEALTHY.replaceAll(' ', '\r\n').replace('const\r\n', 'const '),
  'all line ends': `const a = 1;\rconst b = 2;\u2028${HEALTHY}\u2029`,
  'lone surrogates': `// \ud800\nconst s = '\udc00', o = { '\ud800': 1, ["\udfff"]: 2 }, t = \`\ud800\${s}\`, r = /\udc00/; ${HEALTHY} throw new Error('\ud800');`,
  'a NUL in a text': `const s = '\u0000'; ${HEALTHY}`,
  'names like the generated ones': `const $g = 1, $gs = 2, $gmul = (a: number) => a, $g$ = 4, $greach = 5; ${HEALTHY}`,
  'the same with escapes': `const \\u0024gmul = 1; function f() { const \\u{24}gs = 1, \\u{0024}greach = 2; return 1; } f(); ${HEALTHY}`,
  'the name of the helpers': `(globalThis as any)['gradient graph'] = { mul: () => 7 }; ${HEALTHY}`,
  'a root that is a word of the language': HEALTHY.replaceAll('x', '__proto__'),
}; // biome-ignore format: a table

describe('a hostile program', function () {
  this.timeout(60_000);
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());
  afterEach('and the next program runs as ever', async () => isHealthy(HEALTHY));

  async function isHealthy(program: string) {
    const { graph, root } = await traceOf(evaluator, program, 'y');
    const inputs = [...graph.inputs(root)].map((input) => graph.value(input));
    assert.deepEqual([graph.value(root), graph.op(root), inputs], [6, 'mul', [3, 2]]);
  }

  async function fails(
    program: string,
    expected: { code: string; message: string },
    at: string,
    limits: Parameters<typeof errorOf>[3],
  ) {
    const { code, message, span } = await errorOf(evaluator, program, 'y', limits);
    assert.deepEqual({ code, message }, expected);
    assert.ok(span, 'says no place');
    if (at !== '*') assert.equal(program.slice(span.start, span.end), at);
  }

  for (const [what, [program, at]] of Object.entries(ENDLESS))
    it(`that never ends is stopped: ${what}`, () =>
      fails(`${program}\n${HEALTHY}`, { code: 'time-limit', message: TIME }, at, { milliseconds: 300 }));

  for (const [what, [program, at]] of Object.entries(GREEDY))
    it(`that takes all room is stopped: ${what}`, () =>
      fails(`${program}\n${HEALTHY}`, { code: 'memory-limit', message: MEMORY }, at, {
        megabytes: 32,
        milliseconds: 20_000,
      }));

  for (const [what, [program, code, message]] of Object.entries(THROWING))
    it(`is told what is wrong: ${what}`, async () => {
      const error = await errorOf(evaluator, `${program}\n${HEALTHY}`, 'y', { milliseconds: 20_000 });
      assert.deepEqual({ code: error.code, message: error.message }, { code, message });
    });

  for (const [what, program] of Object.entries(HARMLESS))
    it(`does no harm: ${what}`, () => isHealthy(program));

  it('that records too much is told the expression', async () => {
    const program = `let s = 1;\nfor (;;)\n  s = s * 0.5;\n${HEALTHY}`;
    const message =
      'The program records more than 1,000 operations and was stopped. Make it smaller, or raise the setting “gradientGraph.limits.operations”.';
    await fails(program, { code: 'operation-limit', message }, 's * 0.5', { operations: 1000 });
  });

  it('that looks for its own recording can spoil it, and nothing else', async () => {
    const spoil = (code: string) =>
      `const G = '$' + 'g'; try { (0, eval)(\`${code}\`.replaceAll('@', G)); } catch {}\n${HEALTHY}`;
    for (const code of [
      '@reach({ valueOf() { throw 1; } })',
      '@reach(Symbol())',
      '@reach(-1)',
      '@name(5, 0xffffff, 0)',
      '@name(5, -1, 0)',
      '@name({ a: 5 }, "q", "r")',
      '@at(77777)',
      '@mul(1, @name(1, 1, 1), 1e12)',
    ]) {
      // biome-ignore format: a list
      const outcome = await evaluator.evaluate(requestOf(spoil(code), 'y'));
      if (outcome.ok) assert.equal(outcome.trace.graph.value(outcome.trace.root), 6, code);
      else {
        assert.equal(outcome.error.code, 'inconsistent', code);
        assert.match(
          outcome.error.message,
          /^The recording of this program does not fit together: it has an unknown (name|scope)\. If the program does not look for the recording itself, by “eval” and its like, please report it\.$/,
        );
      }
    }
  });
});

describe('any text', function () {
  this.timeout(120_000);
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());

  const SAMPLE = `class Net { #w = [0.5, -1]; b = 2; run(x: number) { return this.#w.map((w) => w * x)[0]! + this.b; } }
const net = new Net(); let loss = 0;
for (const t of [1, 2]) { loss += (net.run(t) - t) ** 2; if (loss > 1e9) break; }
const f = async (a = 1, { c } = { c: 2 }) => { try { return a / c; } finally { loss *= 1; } };
const s = \`\${loss}\`, r = /a(b)+/g, y = Math.exp(-loss) + (await f()); export { y };`;

  /** Half a program, a program with a piece cut out or put in, and text that never was one. */
  const text = fc.oneof(
    fc.nat(SAMPLE.length).map((end) => SAMPLE.slice(0, end)),
    fc
      .tuple(fc.nat(SAMPLE.length), fc.nat(30), fc.string({ unit: 'binary', maxLength: 8 }))
      .map(([at, length, piece]) => SAMPLE.slice(0, at) + piece + SAMPLE.slice(at + length)),
    fc
      .array(fc.constantFrom(...SAMPLE.split(/\b/), '{', '}', '(', ')', '=>', '`', '${', '\ud800', '\r'), {
        maxLength: 40,
      })
      .map((words) => words.join('')),
    fc.string({ unit: 'binary', maxLength: 60 }),
  );

  it('has a graph or a sentence, and never an error of ours', async () => {
    const limits = { milliseconds: 1000, megabytes: 64 };
    await fc.assert(
      fc.asyncProperty(text, fc.double({ min: 0, max: 1, noNaN: true }), async (source, where) => {
        const cursor = Math.floor(where * source.length);
        const request = requestOf(source, 'y', limits);
        for (const selection of [request.selection, { start: cursor, end: cursor }]) {
          const outcome = await evaluator.evaluate({ ...request, selection });
          if (outcome.ok) continue;
          assert.doesNotMatch(outcome.error.code, /internal|inconsistent/, outcome.error.message);
          assert.ok(outcome.error.message.length > 0);
        }
      }),
      { numRuns: Number(process.env.GRADIENT_GRAPH_PROGRAMS ?? 300) },
    );
  });
});
