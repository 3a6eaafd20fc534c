/**
 * Kernels: one function of the sandbox for each form of arithmetic in a program. `w * x + b` is computed by the
 * kernel `((a*b)+c)` in one call and recorded in one row; the host, which knows the form, makes two operations
 * of it afterwards. Only what both sides compute to the last bit is inside of a kernel: + - * / % and negation.
 */
import type { OpName } from '../../engine/index.ts';

/** What a kernel can hold. A power is only ever the last step: the two sides differ in its last bit. */
export type KernelOp = Extract<OpName, 'add' | 'sub' | 'mul' | 'div' | 'mod' | 'pow' | 'neg'>;

/** One operation: its operands by position, those of the kernel first and then its earlier steps. */
export interface Step {
  readonly op: KernelOp;
  readonly inputs: readonly number[];
}

export interface Kernel {
  /** What it computes, as JavaScript; a capital letter is an operand that is certainly a plain number. */
  readonly form: string;
  /** The number of operands. */
  readonly arity: number;
  /** In the order in which they are computed; the last one is the value. */
  readonly steps: readonly Step[];
}

/** Few expressions have more. */
export const MAX_ARITY = 4;

/** An operand, or an operation on others. */
export type Expression =
  | { readonly isPlain: boolean }
  | { readonly op: KernelOp; readonly inputs: readonly Expression[] };

const SYMBOLS = { add: '+', sub: '-', mul: '*', div: '/', mod: '%', pow: '**' } as const;

/** The kernel of an expression with at most `MAX_ARITY` operands. */
export function kernelOf(expression: Expression): Kernel {
  const arity = countOperands(expression);
  const steps: Step[] = [];
  let operand = 0;
  const walk = (at: Expression): { text: string; position: number } => {
    if ('isPlain' in at) {
      const letter = 'abcd'.charAt(operand);
      return { text: at.isPlain ? letter.toUpperCase() : letter, position: operand++ };
    }
    const inputs = at.inputs.map(walk);
    steps.push({ op: at.op, inputs: inputs.map(({ position }) => position) });
    const [left, right] = inputs;
    const text = at.op === 'neg' ? `(-${left!.text})` : `(${left!.text}${SYMBOLS[at.op]}${right!.text})`;
    return { text, position: arity + steps.length - 1 };
  };
  return { form: walk(expression).text, arity, steps };
}

function countOperands(expression: Expression): number {
  return 'isPlain' in expression
    ? 1
    : expression.inputs.reduce((count, input) => count + countOperands(input), 0);
}

export type Comparison = '<' | '>' | '<=' | '>=';

/** The kernel of a comparison, which records nothing. */
export function comparisonOf(
  operator: Comparison,
  left: { isPlain: boolean },
  right: { isPlain: boolean },
): Kernel {
  return {
    form: `(${left.isPlain ? 'A' : 'a'}${operator}${right.isPlain ? 'B' : 'b'})`,
    arity: 2,
    steps: [],
  };
}

const COMPARE: Readonly<Record<string, string>> = { '<': 'lt', '>': 'gt', '<=': 'le', '>=': 'ge' };

/** The text that stands for `KERNELS` in guest/tape.ts. */
export function kernelsText(kernels: Iterable<Kernel>): string {
  const entries = [...kernels].map((kernel) => `${JSON.stringify(kernel.form)}:${textOf(kernel)}`);
  return `(({operators,name})=>({__proto__:null,${entries.join()}}))`;
}

/**
 * Each operand has a number and, where it may be traced, a row. Reading the private field of anything but a
 * traced number throws, which costs less than to ask first, as other objects are rare in arithmetic. Strings are not
 * rare in additions, and are asked for.
 */
function textOf(kernel: Kernel): string {
  const { form, arity, steps } = kernel;
  const operands = [...'abcd'].slice(0, arity).map((letter, i) => ({
    letter,
    number: 'xyzw'.charAt(i),
    row: form.includes(letter) ? 'ijkl'.charAt(i) : '',
    isAdded: steps.some(({ op, inputs }) => op === 'add' && inputs.includes(i)),
  }));
  const traced = operands.filter(({ row }) => row !== '');
  const letters = operands.map(({ letter }) => letter).join();
  const slow = `slow(${letters},site,id)`;
  const variables = operands.map(({ letter, number, row }) => `${number}=${letter}${row && `,${row}=-1`}`);
  const reads = traced.map(
    ({ letter, number, row, isAdded }) =>
      `if(typeof ${letter}!=='number'){${isAdded ? `if(typeof ${letter}!=='object')return ${slow};` : ''}` +
      `${number}=values[${row}=${letter}.#row]}`,
  );
  const begin = `(${letters},site,id)=>{let ${variables.join()};try{${reads.join('')}}catch{return ${slow}}`;
  const value = form.toLowerCase().replace(/[a-d]/g, (letter) => 'xyzw'.charAt('abcd'.indexOf(letter)));
  if (steps.length === 0) {
    const operator = COMPARE[form.slice(2, -2)]!;
    return `(slow=>${begin}return ${value}})((a,b)=>operators.${operator}(a,b))`;
  }
  const stores = operands.map(({ row }, i) => `words[at+${i + 1}]=${row || -1};`);
  // The constants in their order. Where all operands are rows, as is usual, one comparison tells.
  const constants = operands
    .map(({ number, row }) => `${row && `if(${row}<0)`}constant(${number});`)
    .join('');
  const rows = (operator: string) => traced.map(({ row }) => row).join(operator);
  const untraced = `if((${rows('&')})<0)return id?name(v,id,site):v;`;
  const isAllTraced = traced.length === arity;
  return (
    `(slow=>${begin}const v=${value};` +
    `${isAllTraced ? `if((${rows('|')})<0){${untraced}${constants}}` : `${untraced}${constants}`}` +
    `const row=size,at=wordCount;if(at>lastWord||row>=lastRow)room(site);` +
    `words[at]=site;${stores.join('')}wordCount=at+${arity + 1};` +
    `values[row]=v;size=row+1;return new Traced(row)})` +
    `((${letters},site,id)=>{const v=${slowText(kernel)};return id?name(v,id,site):v})`
  );
}

/** Operation by operation, each as the language defines it. Its steps' sites follow the expression's. */
function slowText({ arity, steps }: Kernel): string {
  const at = (position: number): string => {
    if (position < arity) return 'abcd'.charAt(position);
    const step = position - arity;
    const { op, inputs } = steps[step]!;
    const isLast = step === steps.length - 1;
    return `operators.${op}(${inputs.map(at).join()},site${isLast ? '' : `+${step + 1}`})`;
  };
  return at(arity + steps.length - 1);
}
