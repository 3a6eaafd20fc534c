/** Random small programs over numbers, for the law that the recording changes nothing. Nearly all of them end soon. */
import fc from 'fast-check';

const VARIABLES = ['a', 'b', 'c', 'd'];
const NUMBERS = ['0', '1', '2', '-0', '0.5', '3', '1e3', '-1.5', 'NaN', 'Infinity', '0.1', '7'];
const UNARY = ['-', '+', '!', '~', 'typeof ', '- -', '!!', 'void '];
const BINARY = [
  '+',
  '-',
  '*',
  '/',
  '%',
  '**',
  '<',
  '>',
  '<=',
  '>=',
  '===',
  '!==',
  '==',
  '!=',
  '&',
  '|',
  '>>>',
  ',',
];
const LOGIC = ['&&', '||', '??'];
const ASSIGN = ['=', '+=', '-=', '*=', '/=', '%=', '**=', '&&=', '||=', '??=', '|='];
const CALLS = [
  'Math.sin',
  'Math.max',
  'Math.abs',
  'Math.floor',
  'Math.hypot',
  'Number',
  'String',
  'Boolean',
  'f',
  'g',
  'Number.isInteger',
  'Object.is',
  'isNaN',
  'JSON.stringify',
  '((p: any, q: any = p) => [p, q][1])',
  'tag`|` + String',
  'new Counter',
  'new Map([[a, b]]).get',
  '[...generate(a)].indexOf',
  'E.B * Math.min',
];
const METHODS = [
  '.length',
  '.includes(a)',
  '.indexOf(b)',
  '.map((v: any) => v * c)[0]',
  '.filter((v: any) => v).length',
  '.join().slice(0, 9)',
  '.reduce((s: any, v: any) => s + v, 0)',
  '[1]',
  '.sort()[0]',
  '.some((v: any) => v > d)',
  '.find((v: any) => v)',
  '.findLastIndex((v: any) => v === c)',
  '.flatMap((v: any) => [v, v])[2]',
  '.toSorted((p: any, q: any) => q - p)[0]',
  '.at(-1)',
  '.entries().next().value[1]',
];
/** Whole expressions with holes for others. */
const FORMS: readonly (readonly string[])[] = [
  ['new Counter(', ').add(', ').count'],
  ['(() => { const c = new Counter(', '); c.count = ', '; return c.count + c.peek() + Counter.made; })()'],
  ['[...new Set([', ', ', ', a, b])].length'],
  ['new Map<any, any>([[', ', 1], [', ', 2]]).get(a)'],
  ['[...generate(', ')].map((v) => v * ', ').join()'],
  ['JSON.stringify({ k: ', ', l: [', '] })'],
  ['tag`p${', '}q${', '}r`'],
  ['(({ x: p = ', ', ...rest }: any) => [p, Object.keys(rest).length, ', '].join())(o)'],
  ['[', ', ', ', 2].toSorted((p: any, q: any) => p - q).join()'],
  ['Float64Array.of(', ', ', ')[0]'],
  ['Object.entries({ p: ', ', q: ', ' }).flat().length'],
  ['(o?.[', ' as any] ?? ', ')'],
  ['Object.is(', ', ', ')'],
  ['(typeof ', ' === typeof ', ')'],
  ['String(', ').padStart(', ' as any % 5, "-")'],
  ['Number.parseFloat(`${', '}`) + Number(', ')'],
  ['E[', ' as any] ?? (', ')'],
];
/** Whole statements with holes for an expression and for another statement. */
const STATEMENTS: readonly (readonly [string, string, string])[] = [
  [
    'outer: for (const p of [1, 2, 3]) for (const q of [1, 2]) { if (p * q > ',
    ') break outer; if (q > 1) continue outer; show(p, q); } ',
    '',
  ],
  ['{ const [p = ', ', { y: q = p } = o, ...r] = list; show(p, q, r.length); ', ' }'],
  [
    '{ const fs: any[] = []; for (let k = 0; k < 3; k++) fs.push(() => k * ',
    '); show(fs.map((h) => h()).join()); ',
    ' }',
  ],
  [
    '{ const w = new Float64Array([',
    ', 2, 3]); w[1] += 1; show(w.map((v) => v * 2).join(), w.includes(4)); ',
    ' }',
  ],
  ['{ const m = new Map<any, any>([[a, 1]]); m.set(', ', b); for (const [k, v] of m) show(k, v); ', ' }'],
  [
    'try { if (',
    ') throw new RangeError("e" + a); } catch ({ name, message }: any) { show(name, message); } finally { ',
    ' }',
  ],
  [
    '{ class L extends Counter { static { L.made += 1; } override add(n: any) { return super.add(n * ',
    '); } } show(new L(a).add(b).count); ',
    ' }',
  ],
  ['{ let n: any = 0; do { n += 1; if (n === ', ') continue; ', ' } while (n < 3); show(n); }'],
  ['for (const key in { p: ', ', q: 2 }) { show(key); ', ' }'],
  ['{ const acc = { get v() { return ', '; }, set v(x: any) { show(x); } }; acc.v += 1; show(acc.v); ', ' }'],
  [
    '{ const t = ((n: any, ...rest: any[]) => rest.length > 1 ? n : n + rest[0])(',
    ', ...list); show(t); ',
    ' }',
  ],
];

const { expression, statement } = fc.letrec<{ expression: string; statement: string; place: string }>(
  (tie) => {
    const e = tie('expression');
    const s = tie('statement');
    const pick = (...list: readonly string[]) => fc.constantFrom(...list);
    const join = (...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((texts) => texts.join(''));
    const text = (one: string) => fc.constant(one);
    return {
      place: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        pick(...VARIABLES),
        pick('o.x', 'o.y', 'o.n', 'list[0]', 'list[i]', 'o["x"]'),
        join(text('list['), e, text(']')),
        join(text('pick('), e, text(').x')),
      ),
      expression: fc.oneof(
        { depthSize: 'small', withCrossShrink: true, maxDepth: 5 },
        pick(...VARIABLES, ...VARIABLES, 'i', 'o.x', 'list[1]', 'o.n', 'text'),
        pick(...NUMBERS),
        join(text('('), pick(...UNARY), text('('), e, text('))')),
        join(text('(('), e, text(') '), pick(...BINARY), text(' ('), e, text('))')),
        join(text('('), e, text(' '), pick(...LOGIC.slice(0, 2)), text(' '), e, text(')')),
        join(text('(('), e, text(') ?? ('), e, text('))')),
        join(text('('), e, text(' ? '), e, text(' : '), e, text(')')),
        join(text('('), tie('place'), text(' '), pick(...ASSIGN), text(' '), e, text(')')),
        join(text('('), pick('++', '--'), tie('place'), text(')')),
        join(text('('), tie('place'), pick('++', '--'), text(')')),
        join(pick(...CALLS), text('('), e, text(', '), e, text(')')),
        join(text('['), e, text(', '), e, text(', ...list]'), pick(...METHODS)),
        join(text('`t${'), e, text('}`.slice(0, 9)')),
        join(text('({ x: '), e, text(', [text]: '), e, text(' }).x')),
        fc
          .tuple(fc.constantFrom(...FORMS), e, e)
          .map(
            ([form, first, second]) =>
              `(${form[0]}${first}${form[1]}${form.length > 2 ? second + form[2] : ''})`,
          ),
      ),
      statement: fc.oneof(
        { depthSize: 'small', withCrossShrink: true, maxDepth: 3 },
        join(text('show('), e, text(');')),
        join(e, text(';')),
        join(text('if ('), e, text(') { '), s, text(' } else { '), s, text(' }')),
        join(text('for (let i = 0; i < 3; i++) { '), s, text(' }')),
        join(
          text('for (let j = 2, i = 0; j; j = j - 1) { '),
          s,
          text(' if ('),
          e,
          text(') continue; i++; }'),
        ),
        join(text('for (const i of ['), e, text(', 1]) { '), s, text(' if ('), e, text(') break; }')),
        join(
          text('switch ('),
          e,
          text(') { case '),
          e,
          text(': '),
          s,
          text(' case 1: '),
          s,
          text(' break; default: '),
          s,
          text(' }'),
        ),
        join(text('try { '), s, text(' '), s, text(' } catch (e) { show(e); } finally { '), s, text(' }')),
        join(
          text('{ const [x = '),
          e,
          text(', y] = [undefined, '),
          e,
          text(']; show(x, y); '),
          s,
          text(' }'),
        ),
        join(
          text('show((() => { let n = 3; while (n-- && '),
          e,
          text(') { '),
          s,
          text(' } return '),
          e,
          text('; })());'),
        ),
        fc
          .tuple(fc.constantFrom(...STATEMENTS), e, s)
          .map(([form, inner, body]) => form[0] + inner + form[1] + body + form[2]),
      ),
    };
  },
);

/** The same programs run on an ordinary array and on a float array, whose elements go another way. */
const LISTS = ['[4, 0, -1]', 'Float64Array.of(4, 0, -1)', 'Float32Array.of(4, 0.1, -1)'];

const prologue = (list: string) => `let a: any = 1.5, b: any = -2, c: any = 0, d: any = 3, i: any = 1;
const text = '1', o: any = { x: 2, y: 0, n: null, valueOf() { return this.x; } }, list: any = ${list};
let calls = 0;
const show = (...values: any[]) => { if (++calls < 200) console.log(...values); };
const pick = (v: any) => (v ? o : { x: 1 });
function f(p: any, q = p) { return p > q ? p - q : p * q + a; }
const g = (p: any, ...rest: any[]) => rest.length * p || -p;
enum E { A, B = 4, C }
const tag = (parts: any, ...values: any[]) => parts.raw.join('_') + values.map((v) => v * 2).join();
function* generate(n: any): any { let back: any = 0; for (let k = 0; k < 2; k++) back = (yield n * k) ?? back; return yield* [n, back]; }
class Counter {
  static made = 0;
  #n: any; step = 1;
  static { Counter.made = 1; }
  constructor(n: any) { this.#n = n; Counter.made++; }
  get count() { return this.#n; }
  set count(n: any) { this.#n = n * 2; }
  add(n: any) { this.#n += n; this.#n++; return this; }
  peek() { return #n in this ? this.#n - this.step : 0; }
}
`;

/** A program of a few statements that shows every variable at its end. */
export const program: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom(...LISTS), fc.array(statement, { minLength: 1, maxLength: 5 }), expression)
  .map(
    ([list, statements, last]) =>
      `${prologue(list)}try {\n${statements.join('\n')}\nshow(${last});\n} catch (e: any) { show(e?.name ?? e); }\nshow(a, b, c, d, i, o, list);\n`,
  );
