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
      ),
    };
  },
);

const PROLOGUE = `let a: any = 1.5, b: any = -2, c: any = 0, d: any = 3, i: any = 1;
const text = '1', o: any = { x: 2, y: 0, n: null, valueOf() { return this.x; } }, list: any[] = [4, 0, -1];
let calls = 0;
const show = (...values: any[]) => { if (++calls < 200) console.log(...values); };
const pick = (v: any) => (v ? o : { x: 1 });
function f(p: any, q = p) { return p > q ? p - q : p * q + a; }
const g = (p: any, ...rest: any[]) => rest.length * p || -p;
`;

/** A program of a few statements that shows every variable at its end. */
export const program: fc.Arbitrary<string> = fc
  .tuple(fc.array(statement, { minLength: 1, maxLength: 5 }), expression)
  .map(
    ([statements, last]) =>
      `${PROLOGUE}try {\n${statements.join('\n')}\nshow(${last});\n} catch (e: any) { show(e?.name ?? e); }\nshow(a, b, c, d, i, o, list);\n`,
  );
