/** Hostile and careless programs: what they cannot reach, break or fool. */
import assert from 'node:assert/strict';
import { errorOf, newEvaluator, requestOf, traceOf } from './harness.ts';

/** Every own key of the global object. What can be reached from there is compared in programs/replaced.txt. */
const GLOBALS =
  'AggregateError Array ArrayBuffer BigInt BigInt64Array BigUint64Array Boolean DataView Date Error EvalError ' +
  'FinalizationRegistry Float16Array Float32Array Float64Array Function Infinity Int16Array Int32Array Int8Array ' +
  'InternalError Iterator JSON Map Math NaN Number Object Promise Proxy RangeError ReferenceError Reflect RegExp Set ' +
  'SharedArrayBuffer String Symbol Symbol(Symbol.toStringTag) SyntaxError TypeError URIError Uint16Array Uint32Array ' +
  'Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet console decodeURI decodeURIComponent encodeURI ' +
  'encodeURIComponent escape eval globalThis isFinite isNaN parseFloat parseInt performance undefined unescape';

describe('the sandbox', function () {
  this.timeout(30_000);
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());

  const HEALTHY = 'const x = 3; const y = x * 2;';
  const rootValue = async (program: string, root = 'y') => {
    const trace = await traceOf(evaluator, program, root);
    return trace.graph.value(trace.root);
  };

  it('has none of the host in it', async () => {
    const absent =
      'process require module exports __dirname fetch XMLHttpRequest WebSocket WebAssembly std os Worker setTimeout setInterval setImmediate importScripts postMessage navigator document window Buffer global Deno Bun scriptArgs load loadScript bjson guest gc print';
    for (const name of absent.split(' '))
      assert.equal(
        await rootValue(
          `const x = 1; const y = x * (typeof (globalThis as any)["${name}"] === 'undefined' ? 1 : 2);`,
        ),
        1,
        name,
      );
    for (const way of [
      'constructor.constructor("return process")()',
      '(async () => {}).constructor("return process")().then',
      'Function("return require")()',
      '(0, eval)("process")',
    ])
      assert.equal(
        await rootValue(
          `const x = 1; let r = 1; try { r = 2; (${way} as any).x; r = 3; } catch (e) { r = (e as Error).name === 'ReferenceError' ? 4 : 5; } const y = x * r;`.replace(
            '.then as',
            ' as',
          ),
        ),
        way.startsWith('(async') ? 3 : 4,
        way,
      );
  });

  it('has the globals of the language and two more, and no others', async () => {
    // In parts, because of a long text that is thrown only the beginning is shown.
    const keys = 'Reflect.ownKeys(globalThis).map(String).sort()';
    const names: string[] = [];
    for (let from = 0; from === names.length; from += 20) {
      const program = `const x = 1; throw ${keys}.slice(${from}, ${from + 20}).join(" ") || "none"; const y = x * 2;`;
      const { message } = await errorOf(evaluator, program, 'y');
      const found = /: (.*)\.$/.exec(message)![1]!;
      if (found !== 'none') names.push(...found.split(' '));
    }
    assert.equal(names.join(' '), GLOBALS);
  });

  it('is fresh for every program', async () => {
    const poison = `(Array.prototype as any).push = () => { throw 1; }; (Object.prototype as any).x = 5; (globalThis as any).left = 1;
Math.exp = () => 7; (Number.prototype as any).toFixed = null; Object.freeze(Object.prototype); ${HEALTHY}`;
    await evaluator.evaluate(requestOf(poison, 'y'));
    assert.equal(
      await rootValue(
        `const x = 0; const [a, b, c, d] = [[1].push(2), 'left' in globalThis, ({} as any).x, x.toFixed(1)];
const y = Math.exp(x) + (a === 2 && b === false && c === undefined && d === '0.0' ? 1 : 0);`,
      ),
      2,
    );
    assert.equal(await rootValue(HEALTHY), 6);
  });

  for (const [what, program] of Object.entries({
    'replaced methods of arrays': 'for (const k of Object.getOwnPropertyNames(Array.prototype)) try { (Array.prototype as any)[k] = () => { throw new Error("mine"); }; } catch {}',
    'replaced methods of maps, strings, functions and reflection': 'for (const o of [Map.prototype, WeakMap.prototype, Set.prototype, WeakSet.prototype, String.prototype, Function.prototype, Reflect, Object, JSON, Uint8Array.prototype, Object.getPrototypeOf(Uint8Array.prototype), ArrayBuffer.prototype] as any[]) for (const k of Object.getOwnPropertyNames(o)) if (k !== "prototype" && k !== "constructor") try { o[k] = () => { throw new Error("mine"); }; } catch {}',
    'setters on the prototype of all objects': 'for (const k of ["value", "0", "1", "root", "codes", "strength", "name", "object", "key", "row", "scope", "caller", "get", "set", "__proto__"]) try { Object.defineProperty(Object.prototype, k, { set() { throw new Error("mine"); }, get() { return undefined; }, configurable: true }); } catch {}',
    'setters on the prototype of arrays': 'for (let k = 0; k < 40; k++) Object.defineProperty(Array.prototype, k, { set() { throw new Error("mine"); }, get() { return 13; }, configurable: true });',
    'replaced globals': 'for (const k of ["Float64Array", "Uint8Array", "Uint16Array", "Uint32Array", "Int32Array", "Array", "Object", "Map", "WeakMap", "Number", "String", "Reflect", "Symbol", "TypeError", "RangeError", "JSON", "Math", "Proxy", "Function"]) (globalThis as any)[k] = class { constructor() { throw new Error("mine"); } };',
    'frozen prototypes': 'for (const o of [Object, Array, Function, Number, Map]) Object.freeze(o.prototype);',
    'a getter for every index': 'const list: any = {}; for (let i = 0; i < 5; i++) Object.defineProperty(list, i, { get() { while (true); }, enumerable: true });',
    'objects that throw when they are looked at': 'const trap: any = new Proxy({}, { get() { throw 1; }, ownKeys() { while (true); }, getOwnPropertyDescriptor() { while (true); }, getPrototypeOf() { while (true); } }); const holder = [trap, { trap }], { a = 1 } = {} as any; class P { self = this; trap = trap; } const p = new P();',
    'a revoked proxy': 'const r = Proxy.revocable([], {}); const p = r.proxy; r.revoke(); const o = { p };',
    'circles': 'const o: any = { n: 1 }; o.o = o; const a: any[] = [o]; a.push(a);',
    'names that are special': 'const __proto__ = { constructor: 1, ["__proto__"]: 2, toString: 3 }; const constructor = 4;',
    'huge texts as keys': 'const o = { ["k".repeat(1e6)]: 1, ["\\ud800"]: 2 };',
    'much printed': 'for (let i = 0; i < 1e4; i++) console.log("x".repeat(100));',
  })) // biome-ignore format: a table
    it(`${what} neither break nor fool the host`, async () => {
      const outcome = await evaluator.evaluate(requestOf(`${HEALTHY} ${program}`, 'y'));
      assert.ok(outcome.ok, outcome.ok ? '' : `${outcome.error.code}: ${outcome.error.message}`);
      assert.equal(outcome.trace.graph.value(outcome.trace.root), 6);
      assert.deepEqual(outcome.trace.graph.inputs(outcome.trace.root).length, 2);
      assert.equal(await rootValue(HEALTHY), 6);
    });

  for (const [what, thrown, message] of [
    [
      'a getter that loops',
      '{ get message() { while (true); }, get name() { while (true); } }',
      'it threw something that is no error',
    ],
    [
      'a toString that throws',
      '{ toString() { throw 1; }, toJSON() { while (true); } }',
      'it threw something that is no error',
    ],
    [
      'a proxy that loops',
      'new Proxy({}, { get() { while (true); }, getOwnPropertyDescriptor() { while (true); }, getPrototypeOf() { while (true); } })',
      'it threw something that is no error',
    ],
    ['a symbol', 'Symbol("s")', 'symbol'],
    ['a number', 'Number("42")', '42'],
    ['undefined', 'undefined', 'undefined'],
  ] as const)
    it(`${what} can be thrown`, async () => {
      const outcome = await evaluator.evaluate(requestOf(`throw ${thrown}; const y = 1;`, 'y'));
      assert.ok(!outcome.ok);
      assert.equal(outcome.error.code, 'throws');
      assert.equal(
        outcome.error.message,
        `The program stopped before the selection was evaluated: ${message}.`,
      );
    });

  it('cuts huge messages', async () => {
    const outcome = await evaluator.evaluate(
      requestOf('throw new Error("m".repeat(1e6)); const y = 1;', 'y'),
    );
    assert.ok(!outcome.ok && outcome.error.code === 'throws' && outcome.error.message.length < 5000);
  });

  it('does not read other files', async () => {
    const program =
      'const x = 1; let y = x; try { (await import("node:fs")).readFileSync("/etc/passwd"); y = x * 2; } catch { y = x * 3; } export {};';
    assert.equal(await rootValue(program), 3);
  });

  it('has the same chance and the same clock in every run', async () => {
    const program =
      'const a = Math.random() + Math.random(); const t = Date.now() + new Date().getTime(); const y = a + t; export {};';
    assert.equal(await rootValue(program), await rootValue(program));
    assert.equal(await rootValue('const t = Date.now(); const y = t * 1;'), 1_577_836_800_000);
    assert.equal(
      await rootValue(
        'const t = new Date().getFullYear(); const y = t + new Date(0).getTime() + performance.now();',
      ),
      2020,
    );
  });

  it('is in the time zone of Greenwich, wherever the host is', async () => {
    const { TZ } = process.env;
    process.env.TZ = 'Asia/Tokyo';
    try {
      assert.equal(new Date(0).getTimezoneOffset(), -540);
      assert.equal(
        await rootValue(
          'const t = new Date(2020, 0, 1).getTime(); const y = t + new Date().getTimezoneOffset();',
        ),
        1_577_836_800_000,
      );
    } finally {
      if (TZ === undefined) delete process.env.TZ;
      else process.env.TZ = TZ;
    }
  });
});
