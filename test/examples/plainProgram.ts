/**
 * A program as plain JavaScript, without any engine, in which the numbers that became inputs of a graph can be shifted
 * one by one. Where an input was born, the source gets a call that hands the value through and may add to it.
 */
import { parse } from '@babel/parser';
import type { Node } from '@babel/types';
import { transform } from 'esbuild';
import MagicString from 'magic-string';

/** Offsets of the expression, parameter or variable that an input was born at. */
export interface Birthplace {
  readonly start: number;
  readonly end: number;
}

/** One number at one birthplace: in which evaluation of it, and where in the array or object that it gave. */
export type Slot = string;

type Run = (
  hand: (place: number, value: unknown) => unknown,
  root: (value: unknown) => void,
  console: object,
) => void;

export class PlainProgram {
  private readonly run: Run;
  private readonly slots: readonly Map<Slot, number>[];
  /** What the program itself computes. */
  readonly root: number;

  private constructor(run: Run, places: number) {
    this.run = run;
    this.slots = Array.from({ length: places }, () => new Map());
    this.root = this.evaluate((place, slot, value) => {
      this.slots[place]!.set(slot, value);
      return value;
    });
  }

  /** @param root the name of a variable at the top level */
  static async load(source: string, root: string, places: readonly Birthplace[]): Promise<PlainProgram> {
    const text = new MagicString(source);
    const { program } = parse(source, { sourceType: 'module', plugins: ['typescript'] });
    const parameters = new Map<Node, string[]>();
    for (const [i, place] of places.entries()) hook(text, pathTo(program, place), i, parameters);
    for (const [made, assignments] of parameters) assignFirst(text, made, assignments);
    text.append(`\n;__root(${root});`);
    const { code } = await transform(text.toString(), { loader: 'ts', format: 'cjs', target: 'node22' });
    const run = new Function('__hand', '__root', 'console', `const module = {};${code}`) as Run;
    return new PlainProgram(run, places.length);
  }

  /** The numbers of this value that were born at this place, in order. */
  slotsOf(place: number, value: number): Slot[] {
    return [...this.slots[place]!].flatMap(([slot, one]) => (Object.is(one, value) ? [slot] : []));
  }

  /** What the program computes when this one number is greater by `shift`. */
  shifted(place: number, slot: Slot, shift: number): number {
    return this.evaluate((_, at, value) => (at === slot ? value + shift : value), place);
  }

  /** @param only the one place whose numbers are visited */
  private evaluate(visit: (place: number, slot: Slot, value: number) => number, only?: number): number {
    const seen = this.slots.map(() => new WeakSet<object>());
    const evaluations = this.slots.map(() => 0);
    const walk = (place: number, slot: Slot, value: unknown): unknown => {
      if (typeof value === 'number') return visit(place, slot, value);
      if (typeof value !== 'object' || value === null || seen[place]!.has(value)) return value;
      seen[place]!.add(value);
      for (const [key, element] of Object.entries(value)) {
        const walked = walk(place, `${slot}.${key}`, element);
        if (!Object.is(walked, element)) (value as Record<string, unknown>)[key] = walked;
      }
      return value;
    };
    let result: unknown;
    const silent = new Proxy({}, { get: () => () => {} });
    this.run(
      (place, value) => {
        if (only !== undefined && place !== only) return value;
        evaluations[place]! += 1;
        return walk(place, `${evaluations[place]}`, value);
      },
      (value) => {
        result = value;
      },
      silent,
    );
    return result as number;
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

/** The nodes around the place, from the program to the one that is exactly there. */
function pathTo(program: Node, { start, end }: Birthplace): Node[] {
  const path: Node[] = [program];
  for (let node: Node | undefined = program; node; ) {
    const children: Node[] = Object.values(node).flat().filter(isNode);
    node = children.find(
      (child) => child.start! <= start && end <= child.end! && child.type !== 'TSTypeAnnotation',
    );
    if (node) path.push(node);
  }
  return path;
}

/**
 * Hands the value at the end of the path through `__hand(place, …)`.
 * @param parameters takes what is to be assigned to the parameters of each function
 */
function hook(text: MagicString, path: Node[], place: number, parameters: Map<Node, string[]>): void {
  const node = path.at(-1)!;
  const name = node.type === 'Identifier' ? node.name : '';
  const assignment = `${name}=__hand(${place},${name})`;
  for (let i = path.length - 1; name && i > 0; i--) {
    const parent = path[i - 1]!;
    const child = path[i]!;
    if (parent.type === 'AssignmentPattern' && child === parent.right) break;
    if ('params' in parent && (parent.params as Node[]).includes(child)) {
      parameters.set(parent, [...(parameters.get(parent) ?? []), assignment]);
      return;
    }
    if (parent.type === 'VariableDeclarator' && child === parent.id) {
      const [around, declaration] = path.slice(i - 3);
      if (text.original.startsWith('const', declaration!.start!))
        text.overwrite(declaration!.start!, declaration!.start! + 5, 'let');
      if (around?.type !== 'ForOfStatement') text.appendLeft(parent.end!, `,__${place}=(${assignment})`);
      else text.appendLeft(around.body.start!, `{${assignment};`).prependRight(around.body.end!, '}');
      return;
    }
    if (!/Pattern$|Property$|RestElement/.test(parent.type)) break;
  }
  const parent = path.at(-2);
  const key = parent?.type === 'ObjectProperty' && parent.shorthand ? `${name}:` : '';
  text.appendRight(node.start!, `${key}__hand(${place},`).prependLeft(node.end!, ')');
}

/** Assigns to parameters before anything else looks at them, a parameter property included: in one more parameter. */
function assignFirst(text: MagicString, made: Node, assignments: readonly string[]): void {
  const last = (made as { params: Node[] }).params.at(-1)!;
  if (last.type === 'RestElement') {
    const { start, end, type } = (made as { body: Node }).body;
    if (type === 'BlockStatement') text.appendLeft(start! + 1, `${assignments.join(';')};`);
    else text.appendLeft(start!, `(${assignments.join()},`).prependRight(end!, ')');
    return;
  }
  // `(x) => …` or `x => …`, and perhaps a comma behind the last one.
  const [comma] = /^\s*,|/.exec(text.original.slice(last.end!))!;
  if (comma) text.remove(last.end!, last.end! + comma.length);
  const alone = made.type === 'ArrowFunctionExpression' && made.start === last.start;
  if (alone) text.prependLeft(last.start!, '(');
  text.appendRight(last.end! + comma.length, `,...{[(${assignments.join()},0)]:__}${alone ? ')' : ''}`);
}
