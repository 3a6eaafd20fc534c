/** What a selection or a cursor in the text means: which value becomes the root. */
import assert from 'node:assert/strict';
import { errorOf, newEvaluator, traceOf } from './harness.ts';

/** A program with one selection; the root, as its name or the text that computed its value; and its value. */
type Row = readonly [promise: string, program: string, means: string, value: number];

const ROWS: readonly Row[] = [
  ['a cursor in a variable where it is declared', 'const x = 2; const ab▮c = x * 3;', 'abc', 6],
  ['a cursor in a variable where it is used', 'const x = 2; const y = x * 3; const z = ▮y + 1;', 'y', 6],
  ['a cursor that touches the end of a variable', 'const x = 2; const y▮ = x * 3;', 'y', 6],
  ['a cursor between a name and an operator', 'const x = 2, y = x * 3; const z = y▮*x;', 'y', 6],
  ['a selected variable', 'const x = 2; const ⟨y⟩ = x * 3;', 'y', 6],
  ['a selected sub-expression', 'const x = 2; const y = 1 + ⟨x * 3⟩;', 'x * 3', 6],
  ['white space around a selection is not part of it', 'const x = 2; const y = 1 +⟨ x * 3 ⟩;', 'x * 3', 6],
  ['selected parentheses mean what is in them', 'const x = 2; const y = 2 * ⟨(x + 3)⟩;', 'x + 3', 5],
  ['part of an expression means the smallest that covers it', 'const x = 2; const y = x * 3 + ⟨x * 4 - x⟩ * 2;', 'x * 3 + x * 4 - x * 2', 10],
  ['half of a name and an operator', 'const abc = 2; const y = 1 + ab⟨c * 3⟩;', 'abc * 3', 6],
  ['a whole call', 'const x = 4; const y = 1 + ⟨Math.sqrt(x)⟩;', 'Math.sqrt(x)', 2],
  ['the callee means the call', 'const x = 4; const y = 1 + Math.sq▮rt(x);', 'Math.sqrt(x)', 2],
  ['the name of a called method means the method', 'const o = { f: (x: number) => x * 2 }; const a = 3; const y = 1 + o.▮f(a);', 'f', 6],
  ['the name of a method that is not in the file means the call', 'const o = { f: [(x: number) => x * 2] }; const a = 3; const y = 1 + o.f.▮at(0)!(a);', 'x * 2', 6],
  ['a member by its name', 'const x = 2; const o = { p: x * 3 }; const y = o.▮p + 1;', 'x * 3', 6],
  ['a member by its selection', 'const x = 2; const o = { p: x * 3 }; const y = ⟨o.p⟩ + 1;', 'x * 3', 6],
  ['an element', 'const x = 2; const a = [x * 3]; const y = ⟨a[0]!⟩ + 1;', 'x * 3', 6],
  ['a key of an object literal means its value', 'const x = 2; const o = { p▮: x * 3 };', 'x * 3', 6],
  ['an optional chain', 'const x = 2; const o: any = { a: { b: x * 3 } }; const y = ⟨o?.a.b⟩ + 1;', 'x * 3', 6],
  ['a link of an optional chain means the chain', 'const x = 2; const o: any = { a: { b: x * 3 } }; const y = o?.▮a.b + 1;', 'x * 3', 6],
  ['the target of an assignment', 'const x = 2; let y = 0; ▮y = x * 3;', 'y', 6],
  ['a member that is assigned means the assignment', 'const x = 2; const o = { p: 0 }; o.▮p = x * 3;', 'x * 3', 6],
  ['a compound assignment', 'const x = 2; const o = { p: 1 }; ⟨o.p += x⟩;', 'o.p += x', 3],
  ['an operator', 'const x = 2; const y = 1 + x ▮* 3;', 'x * 3', 6],
  ['a whole declaration', 'const x = 2;\n⟨const y = x * 3;⟩', 'y', 6],
  ['a whole exported declaration', 'const x = 2;\n⟨export const y = x * 3;⟩', 'y', 6],
  ['a whole assignment', 'const x = 2; let y = 0;\n⟨y = x * 3;⟩', 'y', 6],
  ['a whole return statement', 'const x = 2; const f = () => { ⟨return x * 3;⟩ }; f();', 'x * 3', 6],
  ['a cursor on const', 'const x = 2;\nco▮nst y = x * 3;', 'y', 6],
  ['a cursor behind the semicolon', 'const x = 2;\nconst y = x * 3;▮', 'y', 6],
  ['a cursor at the blank end of a line', 'const x = 2;\nconst y = x * 3;  ▮  \nconst z = 1;', 'y', 6],
  ['a cursor in the indentation', 'const x = 2;\n  ▮  const y = x * 3;', 'y', 6],
  ['an assertion that it is there', 'const x = 2; const y = 1 + (x * 3)▮!;', 'x * 3', 6],
  ['a selected cast', 'const x = 2; const y = 1 + ⟨(x * 3 as number)⟩;', 'x * 3', 6],
  ['a variable in a cast', 'const x = 2; const y = x * 3; const z = (⟨y⟩ as any) + 1;', 'y', 6],
  ['the last assigned value of a variable', 'let ▮y = 1; const x = 2; y = x * 2; y = y + x;', 'y', 6],
  ['a value after ++', 'let ▮y = 1; const x = 2; y = x * 2; y++; ++y;', 'y', 6],
  ['a value after +=', 'let y = 1; const x = 5; y += x; ▮y;', 'y', 6],
  ['a variable inside a function has its last value', 'const f = (x: number) => { const ▮y = x * 3; return y; }; const a = 1, b = 2; f(a); f(b);', 'y', 6],
  ['a parameter', 'const f = (p▮: number) => p; const a = 2; f(a * 3);', 'p', 6],
  ['an expression is evaluated last in the last call', 'const f = (x: number) => 1 + ⟨x * 3⟩; const a = 1, b = 2; f(a); f(b);', 'x * 3', 6],
  ['a variable of for-of', 'const a = 2; const list = [a, a * 3]; for (const ▮v of list) v;', 'v', 6],
  ['a variable that is destructured from an array', 'const a = 2; const [p, ▮q] = [a, a * 3];', 'q', 6],
  ['a variable that is destructured from an object', 'const a = 2; const { p: ▮q } = { p: a * 3 };', 'q', 6],
  ['a shorthand property is its variable', 'const a = 2; const y = a * 3; const o = { ▮y };', 'y', 6],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the program's
    ['a part of a template literal', 'const a = 2; const s = `v ${a ▮* 3}`;', 'a * 3', 6],
  ['an argument', 'const a = 2; const f = (x: number) => x; f(⟨a * 3⟩);', 'a * 3', 6],
  ['an awaited value', 'const a = 2; const y = 1 + ⟨await (a * 3)⟩; export { y };', 'a * 3', 6],
  ['a selected sequence', 'const a = 2; const y = (⟨a, a * 3⟩) + 1;', 'a * 3', 6],
  ['the whole test of a condition', 'const a = 2; if (⟨a * 3⟩) a;', 'a * 3', 6],
  ['a name that is longer than one unit', 'const 変数 = 2; const 結▮果 = 変数 * 3;', '結果', 6],
  ['a private field means the member, before its # too', 'const a = 2; class C { #p = a * 3; f() { return this.▮#p * 5; } } const y = new C().f();', 'a * 3', 6],
  ['a private field means the member', 'const a = 2; class C { #p = a * 3; f() { return this.#▮p * 5; } } const y = new C().f();', 'a * 3', 6],
  ['a key that is no word means its value', 'const x = 2; const o = { "a ▮b": x * 3 };', 'x * 3', 6],
  ['a call of super means the object behind it', 'const x = 2; class A { constructor(public v: number) {} } class B extends A { constructor(private w: number) { su▮per(w * 3); } } new B(x);', 'w * 3', 6],
  ['Windows line ends', 'const x = 2;\r\nconst y = x * 3;▮\r\nconst z = 1;', 'y', 6],
]; // biome-ignore format: a table

describe('a selection', function () {
  this.timeout(20_000);
  const evaluator = newEvaluator();
  after(() => evaluator.dispose());

  for (const [promise, program, means, value] of ROWS)
    it(`${promise}: ${program.replace(/\s+/g, ' ')}`, async () => {
      const trace = await traceOf(evaluator, program);
      const { start, end } = trace.spanOf(trace.root);
      const selected = trace.rootName || trace.sources[0]!.text.slice(start, end);
      assert.deepEqual({ selected, value: trace.graph.value(trace.root) }, { selected: means, value });
    });

  it('changes nothing else: the root of a probe keeps the names of its operands', async () => {
    const trace = await traceOf(evaluator, 'const x = 2; const y = x * 3; const z = ⟨(y + x)⟩ * 2;');
    assert.deepEqual(
      trace.graph.inputs(trace.root).map((input) => trace.nameOf(input)),
      ['y', 'x'],
    );
  });

  for (const [promise, program, code] of [
    ['a comment', 'const x = 2;\n// no▮thing\n', 'nothing-selected'],
    ['an empty file', '▮', 'nothing-selected'],
    ['an empty line', 'const x = 2;\n▮\nconst y = x * 2;', 'nothing-selected'],
    ['a type', 'type ▮T = number;\nconst x = 2;', 'nothing-selected'],
    ['a class that is no network', 'class ▮C {} const x = 2;', 'is-class'],
    ['the constructor of one', 'class C { cons▮tructor() {} } const x = 2;', 'is-function'],
    [
      'a function that another one made',
      'const make = () => (x: number) => x; const ▮f = make(); f(1);',
      'is-function',
    ],
    ['a counter', 'let s = 0; for (let ▮i = 0; i < 3; i++) s += i;', 'no-input'],
  ] as const)
    it(`${promise} is ${code}`, async () => {
      assert.equal((await errorOf(evaluator, program)).code, code);
    });
});
