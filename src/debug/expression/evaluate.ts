/**
 * What an expression is worth at a place of the walk. A tree walker over plain data: no expression reaches the
 * program, its objects or anything of the host.
 */
import { type NodeId, type Sweep, sweep } from '../../engine/index.ts';
import type { ScopeId, VariableValue } from '../../trace/trace.ts';
import type { Place, Walk } from '../walk.ts';
import {
  type Content,
  isList,
  isQuantity,
  memberPath,
  type Names,
  partAt,
  partsOf,
  type Quantity,
} from './names.ts';
import { type Expression, ExpressionError, NotYetError } from './parse.ts';

/** Numbers of the program; `path` is how it calls them, '' for numbers that have no name. */
export interface Named {
  readonly path: string;
  readonly content: Content;
}

export type Worth = number | boolean | Named;

/** What the expressions of one walk see; its derivatives are computed once. */
export class Scope {
  readonly walk: Walk;
  readonly names: Names;
  readonly #sweeps = new Map<NodeId, Sweep>();

  constructor(walk: Walk, names: Names) {
    this.walk = walk;
    this.names = names;
  }

  /** ∂of/∂by, finished. */
  derivative(of: NodeId, by: NodeId): number {
    const { trace, sweep: main } = this.walk;
    if (of === trace.root) return main.gradient(by);
    let found = this.#sweeps.get(of);
    if (!found) {
      // A few are enough for a person's watches, and each is as large as the graph.
      if (this.#sweeps.size >= 4) this.#sweeps.delete(this.#sweeps.keys().next().value!);
      found = sweep(trace.graph, of);
      this.#sweeps.set(of, found);
    }
    return found.gradient(by);
  }
}

/** The functions of this language itself, each with an example. */
export const OWN_FUNCTIONS: ReadonlyMap<string, string> = new Map([
  ['d', 'd(J, x)'],
  ['grad', 'grad(x)'],
  ['value', 'value(x)'],
  ['node', 'node(12)'],
  ['isNaN', 'isNaN(grad)'],
  ['isFinite', 'isFinite(grad)'],
]);

/** Throws {@link ExpressionError} where a function of the language does not take so many operands. */
export function requireOperands(name: string, count: number): void {
  const example = OWN_FUNCTIONS.get(name)!;
  const wanted = example.split(',').length;
  if (count !== wanted)
    throw new ExpressionError(
      `${name} takes ${wanted === 1 ? 'one operand' : `${wanted} operands`}, as in “${example}”.`,
    );
}

/** Chance would make a breakpoint that is not the same twice, and lists are no numbers. */
const NO_PART = new Set(['random', 'sumPrecise']);

/** Everything that can be called beside `d`, `grad`, `value` and `node`, with its number of operands. */
const FUNCTIONS = new Map<string, (...operands: number[]) => number>(
  Object.getOwnPropertyNames(Math).flatMap((name) => {
    const member = Math[name as keyof Math];
    return typeof member === 'function' && !NO_PART.has(name)
      ? [[`Math.${name}`, member as (...operands: number[]) => number] as const]
      : [];
  }),
);
const CONSTANTS = new Map<string, number | boolean>([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['true', true],
  ['false', false],
]);

/** Names that mean something by themselves, for completion, each with what it is. */
export const WORDS: readonly (readonly [name: string, meaning: string])[] = [
  ['value', 'the value of the visited node'],
  ['grad', 'its gradient; grad(x) is that of x so far'],
  ['local', 'its local derivative; local[k] by the k-th operand'],
  ['d', 'd(y, x) is the derivative of y by x'],
  ['node', 'node(12) is a node by its number'],
  ['isNaN', 'isNaN(x)'],
  ['isFinite', 'isFinite(x)'],
  ['Math', 'JavaScript’s functions and constants'],
  ...[...CONSTANTS.keys()].map((name) => [name, ''] as const),
];
export const MATH_MEMBERS: readonly string[] = Object.getOwnPropertyNames(Math).filter(
  (name) => !NO_PART.has(name),
);

/** Whose eyes an expression sees with: a node, and the scope in which names are looked up. */
export interface View {
  readonly node: NodeId;
  readonly scope: ScopeId;
}

/**
 * What the expression is worth to the visited node, or to another view. Throws {@link ExpressionError} where it has
 * no value here.
 */
export function evaluate(expression: Expression, scope: Scope, place: Place, view?: View): Worth {
  return new Evaluation(scope, place, view).worth(expression);
}

/** The number that something is worth; throws {@link ExpressionError} for a list. */
export function asNumber(worth: Worth): number {
  if (typeof worth !== 'object') return Number(worth);
  if (isQuantity(worth.content)) return worth.content.value;
  const [what, example] = isList(worth.content) ? ['a list', '[0]'] : ['an object', '.name'];
  const name = worth.path || 'this';
  throw new ExpressionError(`${name} is ${what}: choose one number of it, as in “${name}${example}”.`);
}

export function asTruth(worth: Worth): boolean {
  const number = asNumber(worth);
  return number !== 0 && !Number.isNaN(number);
}

/** The nodes of all numbers that something is worth; what the root does not depend on has none. */
export function nodesOf(worth: Worth, names: Names, scope: ScopeId): NodeId[] {
  if (typeof worth !== 'object') return [];
  const found: NodeId[] = [];
  const collect = (content: VariableValue, path: string): void => {
    if (isQuantity(content)) {
      const { node } = path === '' ? content : names.quantity(content, path, scope);
      if (node !== undefined) found.push(node);
    } else for (const [key, part] of partsOf(content)) collect(part, path && memberPath(path, key));
  };
  collect(worth.content, worth.path);
  return found;
}

class Evaluation {
  readonly #scope: Scope;
  readonly #place: Place;
  readonly #node: NodeId;
  readonly #names: ScopeId;

  constructor(scope: Scope, place: Place, view: View | undefined) {
    this.#scope = scope;
    this.#place = place;
    this.#node = view?.node ?? scope.walk.nodeAt(place);
    this.#names = view?.scope ?? scope.walk.trace.scopeOf(this.#node);
  }

  worth(expression: Expression): Worth {
    switch (expression.kind) {
      case 'number':
        return expression.value;
      case 'name':
        return this.#name(expression.name);
      case 'member':
        return this.#member(expression);
      case 'call':
        return this.#call(expression.name, expression.operands);
      case 'unary': {
        const operand = this.worth(expression.operand);
        if (expression.operator === '!') return !asTruth(operand);
        return expression.operator === '-' ? -asNumber(operand) : asNumber(operand);
      }
      case 'binary':
        return this.#binary(expression);
      case 'conditional':
        return this.worth(asTruth(this.worth(expression.test)) ? expression.yes : expression.no);
    }
  }

  #name(name: string): Worth {
    const constant = CONSTANTS.get(name);
    if (constant !== undefined) return constant;
    const found = this.#find(name);
    // The program's own names go first: a variable may be called `value`.
    if (found) return found;
    const { walk } = this.#scope;
    const visit = walk.visitAt(this.#place);
    const isVisited = visit?.node === this.#node;
    switch (name) {
      case 'value':
        return this.#known({ value: walk.trace.graph.value(this.#node), node: this.#node }, 'value');
      case 'grad':
        if (this.#place.pass === 'forward') throw noGradientsYet();
        return walk.gradientAt(this.#place, this.#node)!;
      case 'local': {
        if (this.#place.pass === 'forward') throw noGradientsYet();
        if (!isVisited) throw new ExpressionError('“local” has a meaning for the visited node only.');
        const locals = visit.contributions.map(({ local }): Quantity => ({ value: local }));
        return locals.length === 1 ? locals[0]!.value : { path: 'local', content: locals };
      }
      case 'this':
        throw new ExpressionError('“this” has a meaning in a method of an object that has numbers.');
      case 'Math':
        throw new ExpressionError(
          '“Math” is not a number: use one of its functions, as in “Math.abs(grad)”.',
        );
      default:
        throw unknownVariable(name, this.#scope.names, 'here');
    }
  }

  #find(path: string): Named | undefined {
    for (const one of new Set([path, withoutSubscripts(path)])) {
      const content = this.#scope.names.find(one, this.#names);
      if (content)
        return { path: one, content: isQuantity(content) ? this.#known(content, one).content : content };
    }
    return undefined;
  }

  /** The forward pass knows only what it has come to. */
  #known(quantity: Quantity, path: string): Named & { content: Quantity } {
    const { walk, names } = this.#scope;
    const content = names.quantity(quantity, path, this.#names);
    if (content.node !== undefined && walk.valueAt(this.#place, content.node) === undefined)
      throw new NotYetError(`${path} has no value yet: the forward pass has not come to it.`);
    return { path, content };
  }

  #member({ object, key }: Expression & { kind: 'member' }): Worth {
    if (object.kind === 'name' && object.name === 'Math' && typeof key === 'string') {
      const constant: unknown = Object.hasOwn(Math, key) ? Math[key as keyof Math] : undefined;
      if (typeof constant === 'number') return constant;
      throw new ExpressionError(`Math.${key} is not a number.`);
    }
    const part = typeof key === 'string' ? key : asNumber(this.worth(key));
    const whole = this.#path(object);
    // Elements of a variable that is gone at the end live on in the graph.
    const path = memberPath(whole ?? '', part);
    const direct = whole !== undefined && this.#find(path);
    if (direct) return direct;
    const { content, path: name } = this.#named(object);
    if (isList(content) && part === 'length') return content.length;
    const found = partAt(content, part);
    if (found === null) throw new ExpressionError(`${name || 'This'} has no number ${memberPath('', part)}.`);
    const full = name && memberPath(name, part);
    return isQuantity(found) ? this.#known(found, full) : { path: full, content: found };
  }

  /** How the program would write it, where it is a name with fixed keys. */
  #path(expression: Expression): string | undefined {
    if (expression.kind === 'name') return expression.name;
    if (expression.kind !== 'member') return undefined;
    const { object, key } = expression;
    const whole = this.#path(object);
    return whole === undefined
      ? undefined
      : memberPath(whole, typeof key === 'string' ? key : asNumber(this.worth(key)));
  }

  #named(expression: Expression): Named {
    const worth = this.worth(expression);
    if (typeof worth === 'object') return worth;
    throw new ExpressionError('A number has no elements.');
  }

  #call(name: string, operands: readonly Expression[]): Worth {
    if (OWN_FUNCTIONS.has(name)) requireOperands(name, operands.length);
    switch (name) {
      case 'd': {
        const of = this.#nodeOf(operands[0]!);
        const by = this.#named(operands[1]!);
        return this.#mapped(by, ({ node }) => (node === undefined ? 0 : this.#scope.derivative(of, node)));
      }
      case 'grad': {
        const { walk } = this.#scope;
        if (this.#place.pass === 'forward') throw noGradientsYet();
        return this.#mapped(this.#named(operands[0]!), ({ node }) =>
          node === undefined ? 0 : walk.gradientAt(this.#place, node)!,
        );
      }
      case 'value':
        return this.#mapped(this.#named(operands[0]!), ({ value }) => value);
      case 'node': {
        const { graph } = this.#scope.walk.trace;
        const node = asNumber(this.worth(operands[0]!));
        if (!(Number.isInteger(node) && node >= 0 && node < graph.size))
          throw new ExpressionError(
            `There is no node ${node}: they are numbered from 0 to ${graph.size - 1}.`,
          );
        return { path: '', content: this.#scope.names.content(node) };
      }
      case 'isNaN':
        return Number.isNaN(asNumber(this.worth(operands[0]!)));
      case 'isFinite':
        return Number.isFinite(asNumber(this.worth(operands[0]!)));
      default: {
        const call = FUNCTIONS.get(name);
        if (!call) throw unknownFunction(name);
        return call(...operands.map((operand) => asNumber(this.worth(operand))));
      }
    }
  }

  #nodeOf(expression: Expression): NodeId {
    const { content, path } = this.#named(expression);
    if (isQuantity(content) && content.node !== undefined) return content.node;
    throw new ExpressionError(
      isQuantity(content)
        ? `${path} is not in the graph: nothing here depends on it.`
        : `${path} is not one number: choose one of its elements.`,
    );
  }

  /** The same shape with other numbers; they have neither name nor node. */
  #mapped({ content, path }: Named, make: (one: Quantity) => number): Worth {
    const map = (part: Content, at: string): Content => {
      if (isQuantity(part)) return { value: make(this.#scope.names.quantity(part, at, this.#names)) };
      if (isList(part)) return part.map((one, index) => one && map(one, memberPath(at, index)));
      const fields = Object.entries(part.fields).map(([key, one]) => [
        key,
        one && map(one, memberPath(at, key)),
      ]);
      return { fields: Object.fromEntries(fields) };
    };
    const result = map(content, path);
    return isQuantity(result) ? result.value : { path: '', content: result };
  }

  #binary({ operator, left, right }: Expression & { kind: 'binary' }): Worth {
    const a = this.worth(left);
    if (operator === '&&') return asTruth(a) ? this.worth(right) : a;
    if (operator === '||') return asTruth(a) ? a : this.worth(right);
    const x = asNumber(a);
    const b = this.worth(right);
    const y = asNumber(b);
    const isOneKind = (typeof a === 'boolean') === (typeof b === 'boolean');
    switch (operator) {
      case '===':
        return isOneKind && x === y;
      case '!==':
        return !isOneKind || x !== y;
      case '==':
        return x === y;
      case '!=':
        return x !== y;
      case '<':
        return x < y;
      case '<=':
        return x <= y;
      case '>':
        return x > y;
      case '>=':
        return x >= y;
      case '+':
        return x + y;
      case '-':
        return x - y;
      case '*':
        return x * y;
      case '/':
        return x / y;
      case '%':
        return x % y;
      case '**':
        return x ** y;
    }
  }
}

/** Subscripts are what names are shown with: `u₁` is `u1`. */
export function withoutSubscripts(path: string): string {
  return path.replace(/[₀-₉]/g, (digit) => String(digit.charCodeAt(0) - 0x2080));
}

export function unknownVariable(name: string, names: Names, where: string): ExpressionError {
  return new ExpressionError(
    names.isUnrecorded(name)
      ? `${name} only counts or chooses, or is no number, so the walk does not know it. A hit count tells the turns of a loop apart.`
      : `There is no variable ${name} ${where}.`,
  );
}

export function unknownFunction(name: string): ExpressionError {
  return new ExpressionError(
    `There is no function ${name}: there are d, grad, value, node, isNaN, isFinite and those of Math.`,
  );
}

function noGradientsYet(): ExpressionError {
  return new NotYetError('There are no gradients in the forward pass: the backward walk has not begun.');
}
