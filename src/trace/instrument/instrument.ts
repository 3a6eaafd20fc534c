/**
 * Rewrites a program so that it records what it computes, and computes exactly what it did before. Line breaks
 * stay where they are, so that a line of the rewritten program is the same line of the user's.
 * This file decides for each kind of syntax what is written; the helpers it calls live in `../guest`.
 */
import type * as t from '@babel/types';
import {
  childrenOf,
  isFunction,
  isLoop,
  type LoopNode,
  type Node,
  patternNames,
  withoutTypes,
} from '../ast.ts';
import type { Binding, Bindings } from '../bindings.ts';
import { rewriteFunction } from './functions.ts';
import {
  ARITHMETIC,
  type Arithmetic,
  isAnonymousDefinition,
  isArithmetic,
  isDecided,
  isPlain,
  isTextual,
} from './plain.ts';
import { Rewriter, type StaticName } from './rewriter.ts';

export interface Instrumented {
  /** Still TypeScript; the types are erased afterwards. */
  readonly text: string;
  readonly isModule: boolean;
  /** Source spans by site: start and end in turn. */
  readonly sites: Int32Array;
  /** Names by id; ids beyond these are made while the program runs. */
  readonly names: readonly StaticName[];
  readonly initializers: ReadonlyMap<number, Node>;
}

/** The global property through which the sandbox hands the helpers to the program; gone before the user's first line. */
export const HOOKS = '__gradientGraph';

/** How the value of an expression is used: as a value, only for its truth, or not at all. */
export type Use = 'value' | 'truth' | 'none';

/** What is known at a place in the program. */
export interface Place {
  /** The enclosing function suspends (`yield`, `await`) and keeps its scope in a frame. */
  readonly suspends: boolean;
}

/** Outside every function body. */
export const TOP: Place = { suspends: false };

/**
 * @param probe the expression whose values are wanted; undefined when a variable is.
 */
export function instrument(
  file: t.File,
  source: string,
  bindings: Bindings,
  probe: Node | undefined,
): Instrumented {
  const rewriter = new Rewriter(source, bindings);
  const { program } = file;
  new Instrumenter(rewriter, probe).statements(program.body, TOP);
  const lastDirective = program.directives.at(-1);
  const position = lastDirective?.end ?? (program.interpreter ? source.indexOf('\n') + 1 : 0);
  return {
    text: rewriter.finish(HOOKS, position),
    isModule: program.sourceType === 'module',
    sites: Int32Array.from(rewriter.sites),
    names: rewriter.names,
    initializers: rewriter.initializers,
  };
}

export class Instrumenter {
  readonly out: Rewriter;
  private readonly probe: Node | undefined;

  constructor(out: Rewriter, probe: Node | undefined) {
    this.out = out;
    this.probe = probe;
  }

  private get bindings(): Bindings {
    return this.out.bindings;
  }

  /** The generated variable that holds the scope of the function being rewritten. */
  get scope(): string {
    return `${this.out.prefix}s`;
  }

  statements(nodes: readonly Node[], place: Place): void {
    for (const node of nodes) this.visit(node, place, 'none');
  }

  /** Rewrites `node` and everything in it. */
  visit(node: Node, place: Place, use: Use = 'value'): void {
    if (node === this.probe) this.out.wrap(node, `${this.out.helper('probe')}(`, ')');
    if (isFunction(node)) return rewriteFunction(this, node, place);
    if (isLoop(node)) return this.loop(node, node, place);
    switch (node.type) {
      case 'ExpressionStatement':
        // A probed expression keeps its value: it is an argument now.
        return this.visit(node.expression, place, node.expression === this.probe ? 'value' : 'none');
      case 'BinaryExpression':
        return this.binary(node, place);
      case 'LogicalExpression':
        return this.logical(node, place, use);
      case 'UnaryExpression':
        return this.unary(node, place);
      case 'UpdateExpression':
        return this.update(node, place, node === this.probe ? 'value' : use);
      case 'AssignmentExpression':
        return this.assignment(node, place, node === this.probe ? 'value' : use);
      case 'ConditionalExpression':
        this.truth(node.test, place);
        this.visit(node.consequent, place, use);
        this.visit(node.alternate, place, use);
        return;
      case 'SequenceExpression':
        node.expressions.forEach((expression, i) => {
          this.visit(expression, place, i < node.expressions.length - 1 ? 'none' : use);
        });
        return;
      case 'IfStatement':
        this.truth(node.test, place);
        this.visit(node.consequent, place);
        if (node.alternate) this.visit(node.alternate, place);
        return;
      case 'SwitchStatement':
        this.strict(node.discriminant, place);
        for (const one of node.cases) {
          if (one.test) this.strict(one.test, place);
          this.statements(one.consequent, place);
        }
        return;
      case 'LabeledStatement': {
        let body: Node = node.body;
        while (body.type === 'LabeledStatement') body = body.body;
        return isLoop(body) ? this.loop(body, node, place) : this.visit(node.body, place, 'none');
      }
      case 'ReturnStatement':
        return this.return(node, place);
      case 'YieldExpression':
      case 'AwaitExpression':
        return this.suspension(node, place);
      case 'TryStatement':
        return this.try(node, place);
      case 'VariableDeclaration':
        return this.variables(node, place);
      case 'ExportNamedDeclaration':
        if (node.declaration) this.visit(node.declaration, place);
        return;
      case 'ClassProperty':
      case 'ClassPrivateProperty':
        return this.field(node, place);
      case 'StaticBlock':
        return this.statements(node.body, TOP);
      case 'MemberExpression':
        // A function of Math that is handed on (`h.map(Math.exp)`) records its calls at this place.
        if (this.isMath(node))
          this.out.wrap(node, `${this.out.helper('calling')}(`, `,${this.out.site(node)})`);
        this.visit(node.object, place);
        if (node.computed) this.visit(node.property, place);
        return;
      case 'OptionalMemberExpression':
        this.visit(node.object, place);
        if (node.computed) this.visit(node.property, place);
        return;
      case 'ObjectProperty':
        if (node.computed) this.visit(node.key, place);
        this.visit(node.value, place);
        return;
      case 'CallExpression':
        return this.callExpression(node, place);
      // Members of an enum are compile-time numbers; imports and names of exports have nothing to rewrite.
      case 'TSEnumDeclaration':
      case 'ImportDeclaration':
      case 'ExportSpecifier':
        return;
    }
    if (node.type.endsWith('Statement')) return this.statements(childrenOf(node), place);
    for (const child of childrenOf(node)) this.visit(child, place);
  }

  /** An expression of which only the truth counts: `if`, `!`, the test of `?:` and of loops. */
  truth(node: Node, place: Place): void {
    const inner = withoutTypes(node);
    if (inner.type === 'LogicalExpression' && inner.operator !== '??' && inner !== this.probe)
      return this.visit(inner, place, 'truth');
    if (!isDecided(node) && !isPlain(node, this.bindings)) this.asTruth(node);
    this.visit(node, place);
  }

  private asTruth(node: Node): void {
    this.out.wrap(node, `${this.out.helper('truth')}(`, ')');
  }

  /** An operand of a strict comparison that the language makes itself: `switch`, `in`, `instanceof`. */
  private strict(node: Node, place: Place): void {
    if (!isPlain(node, this.bindings)) this.out.wrap(node, `${this.out.helper('plain')}(`, ')');
    this.visit(node, place);
  }

  private binary(node: t.BinaryExpression, place: Place): void {
    const { operator, left, right } = node;
    if (left.type === 'PrivateName') return this.visit(right, place);
    const rest = () => {
      this.visit(left, place);
      this.visit(right, place);
    };
    const bothPlain = isPlain(left, this.bindings) && isPlain(right, this.bindings);
    if (operator === 'in' || operator === 'instanceof') {
      this.strict(left, place);
      return operator === 'in' ? this.strict(right, place) : this.visit(right, place);
    }
    if (isArithmetic(operator)) {
      const isText = operator === '+' && (isTextual(left) || isTextual(right));
      if (!bothPlain && !isText) this.call(node, ARITHMETIC[operator], `,${this.out.site(node)}`);
      return rest();
    }
    const helper = COMPARISON[operator];
    // The language compares a traced number with null, a string or a boolean just as it would the number.
    const oneDecides =
      operator.length >= 2 && '!='.includes(operator.charAt(0)) && (isFixed(left) || isFixed(right));
    if (helper && !bothPlain && !oneDecides) this.call(node, helper, '');
    return rest();
  }

  /** `left OP right` becomes `helper(left, right…)`. */
  private call(node: t.BinaryExpression, helper: string, extra: string): void {
    const { operator } = node;
    const negated = operator.startsWith('!');
    this.out.open(node.start!, `${negated ? '!' : ''}${this.out.helper(helper)}(`);
    const at = this.out.find(operator, node.left.end!);
    this.out.replace(at, at + operator.length, ',');
    this.out.close(node.end!, `${extra})`);
  }

  /** `Math.exp`, or a variable that holds it. */
  private isMath(node: Node): boolean {
    if (node.type === 'Identifier') return this.bindings.of(node)?.isMath ?? false;
    return (
      node.type === 'MemberExpression' &&
      !node.computed &&
      node.object.type === 'Identifier' &&
      node.object.name === 'Math' &&
      !this.bindings.of(node.object)
    );
  }

  /** A function of Math learns where it is called from with its last argument, after which nothing else runs. */
  private callExpression(node: t.CallExpression, place: Place): void {
    const { callee } = node;
    if (!this.isMath(callee)) {
      for (const child of childrenOf(node)) this.visit(child, place);
      return;
    }
    const last = node.arguments.at(-1);
    if (last) {
      const value = last.type === 'SpreadElement' ? last.argument : last;
      this.out.wrap(value, `${this.out.helper('calling')}(`, `,${this.out.site(node)})`);
    }
    for (const argument of node.arguments) this.visit(argument, place);
  }

  private logical(node: t.LogicalExpression, place: Place, use: Use): void {
    const { operator, left, right } = node;
    if (operator === '??') {
      // A traced number is never null, and neither is the number.
      this.visit(left, place);
      this.visit(right, place);
      return;
    }
    if (use !== 'value' || isDecided(left)) {
      this.truth(left, place);
      if (use === 'truth') this.truth(right, place);
      else this.visit(right, place, use);
      return;
    }
    // The helper keeps the left value aside, and nothing runs before it is asked for.
    const stop = this.out.helper(operator === '&&' ? 'isFalse' : 'isTrue');
    this.out.open(node.start!, `(${stop}(`);
    const at = this.out.find(operator, left.end!);
    this.out.replace(at, at + 2, `)?${this.out.helper('kept')}():`);
    this.out.close(node.end!, ')');
    this.visit(left, place);
    this.visit(right, place);
  }

  private unary(node: t.UnaryExpression, place: Place): void {
    const { operator, argument } = node;
    const { out } = this;
    if (operator === '!') return this.truth(argument, place);
    if (!isPlain(argument, this.bindings)) {
      if (operator === '-' || operator === '+') {
        const helper = out.helper(operator === '-' ? 'neg' : 'pos');
        out.open(node.start!, `${helper}(`);
        out.replace(node.start!, node.start! + 1, ' ');
        out.close(node.end!, operator === '-' ? `,${out.site(node)})` : ')');
      } else if (operator === 'typeof') {
        const name = withoutTypes(argument);
        const mayBeMissing = name.type === 'Identifier' && !this.bindings.of(name);
        // `typeof missing` must not throw, and an argument would.
        if (!mayBeMissing) {
          out.open(node.start!, `${out.helper('typeOf')}(`);
          out.replace(node.start!, node.start! + 6, ' ');
          out.close(node.end!, ')');
        } else if (name.name !== 'undefined')
          out.replace(
            node.start!,
            node.end!,
            `${out.helper('typeOf')}(typeof ${name.name}==='undefined'?void 0:${name.name})`,
          );
      }
    }
    this.visit(argument, place);
  }

  private update(node: t.UpdateExpression, place: Place, use: Use): void {
    const { out } = this;
    const target = withoutTypes(node.argument);
    if (isPlain(target, this.bindings)) return;
    const site = out.site(node);
    const step = node.operator === '++' ? 1 : -1;
    const operatorAt = node.prefix ? node.start! : out.find(node.operator, node.argument.end!);
    if (this.isRepeatable(target)) {
      const text = out.textOf(target);
      const name = this.nameOf(target);
      // The old value is kept aside by the helper and read back at once.
      const isPostfixValue = !node.prefix && use === 'value';
      const before = isPostfixValue
        ? `${out.helper('previous')}(`
        : use === 'none'
          ? ''
          : `${out.helper('same')}(`;
      out.open(node.start!, `${before}${text}=${out.helper('step')}(`);
      out.replace(operatorAt, operatorAt + 2, ' ');
      out.close(node.end!, `,${step},${site},${name})${before && ')'}`);
      return;
    }
    if (
      target.type !== 'MemberExpression' ||
      target.property.type === 'PrivateName' ||
      target.object.type === 'Super'
    )
      return this.visit(target, place);
    out.replace(operatorAt, operatorAt + 2, ' ');
    const helper = out.helper(node.prefix ? 'stepMember' : 'stepMemberAfter');
    out.open(node.start!, `${helper}(`);
    out.close(node.end!, `,${step},${site})`);
    this.reference(target, place);
  }

  private assignment(node: t.AssignmentExpression, place: Place, use: Use): void {
    const { out } = this;
    const { operator, right } = node;
    const target = withoutTypes(node.left);
    if (operator === '=') {
      this.pattern(node.left, place);
      if (target.type !== 'ObjectPattern' && target.type !== 'ArrayPattern') this.give(right, target);
      else if (use === 'none') {
        const names = this.renamed(target, undefined);
        if (names) out.close(node.end!, `,${names}`);
      }
      return this.visit(right, place);
    }
    const logicalOperator = operator === '&&=' || operator === '||=';
    const arithmetic = operator.slice(0, -1);
    if ((!logicalOperator && !isArithmetic(arithmetic)) || isPlain(target, this.bindings)) {
      this.pattern(node.left, place);
      return this.visit(right, place);
    }
    const at = out.find(operator, node.left.end!);
    if (this.isRepeatable(target)) {
      const text = out.textOf(node.left);
      if (logicalOperator) {
        const isAnd = operator === '&&=';
        if (use === 'value') {
          out.open(node.start!, `(${out.helper(isAnd ? 'isFalse' : 'isTrue')}(`);
          out.replace(at, at + 3, `)?${out.helper('kept')}():(${text}=`);
        } else {
          out.open(node.start!, `${out.helper('truth')}(`);
          out.replace(at, at + 3, `)${operator.slice(0, 2)}(${text}=`);
        }
        out.close(node.end!, use === 'value' ? '))' : ')');
        this.give(right, target);
      } else {
        const site = out.site(node);
        const keyed = this.keyedName(target);
        const naming = out.helper(keyed ? 'nameAt' : 'name');
        out.replace(
          at,
          at + operator.length,
          `=${naming}(${out.helper(ARITHMETIC[arithmetic as Arithmetic])}(${text},`,
        );
        out.close(node.end!, `,${site}),${keyed ? `${site},${keyed}` : `${this.nameOf(target)},${site}`})`);
      }
      return this.visit(right, place);
    }
    if (
      logicalOperator ||
      target.type !== 'MemberExpression' ||
      target.property.type === 'PrivateName' ||
      target.object.type === 'Super'
    ) {
      this.pattern(node.left, place);
      return this.visit(right, place);
    }
    // The place is read before the right-hand side runs, and its parts are evaluated once.
    const keyed = this.keyedName(target);
    out.open(node.start!, `${out.helper('assign')}(`);
    out.replace(at, at + operator.length, ',');
    out.close(
      node.end!,
      `,${out.helper(ARITHMETIC[arithmetic as Arithmetic])},${out.site(node)}${keyed ? `,${keyed}` : ''})`,
    );
    this.reference(target, place);
    this.visit(right, place);
  }

  /** `object.key` becomes `reference(object, key)`: the place, evaluated once. */
  private reference(target: t.MemberExpression, place: Place): void {
    const { out } = this;
    const end = target.object.end!;
    out.open(target.start!, `${out.helper('reference')}(`);
    if (target.computed) {
      const bracket = out.find('[', end);
      out.replace(bracket, bracket + 1, ',');
      out.replace(target.end! - 1, target.end!, ')');
      this.visit(target.object, place);
      this.visit(target.property, place);
    } else {
      const dot = out.find('.', end);
      out.replace(dot, target.end!, `,${JSON.stringify((target.property as t.Identifier).name)})`);
      this.visit(target.object, place);
    }
  }

  /** An assignment target: its own parts run, the place itself is only written. */
  pattern(node: Node, place: Place): void {
    const target = withoutTypes(node);
    switch (target.type) {
      case 'Identifier':
        return;
      case 'MemberExpression':
        this.visit(target.object, place);
        if (target.computed) this.visit(target.property, place);
        return;
      case 'AssignmentPattern':
        this.pattern(target.left, place);
        return this.visit(target.right, place);
      case 'ObjectProperty':
        if (target.computed) this.visit(target.key, place);
        return this.pattern(target.value, place);
      default:
        for (const child of childrenOf(target)) this.pattern(child, place);
    }
  }

  /** Can be written twice in a row with one effect: a variable, or a member of a variable or of `this`. */
  private isRepeatable(node: Node): boolean {
    if (node.type === 'Identifier') return true;
    if (node.type !== 'MemberExpression') return false;
    const object = withoutTypes(node.object);
    if (object.type !== 'Identifier' && object.type !== 'ThisExpression' && object.type !== 'Super')
      return false;
    return !node.computed || isPlain(node.property, this.bindings);
  }

  /** The name id of an assignment target, 0 where it has no fixed name. */
  private nameOf(target: Node): number {
    const node = withoutTypes(target);
    if (node.type === 'Identifier') return this.bindings.of(node)?.id ?? 0;
    const text = memberText(node);
    return text ? this.out.memberName(text) : 0;
  }

  /** For `w[i]` and `W[i][j]`: the name id of `w`, and the keys as source text. */
  private keyedName(target: Node): string | undefined {
    const keys: string[] = [];
    let node = withoutTypes(target);
    while (node.type === 'MemberExpression' && node.computed && keys.length < 2) {
      const key = withoutTypes(node.property);
      if (key.type !== 'Identifier' && key.type !== 'NumericLiteral') return undefined;
      keys.unshift(this.out.textOf(key));
      node = withoutTypes(node.object);
    }
    if (keys.length === 0) return undefined;
    const name = this.nameOf(node);
    return name ? [name, ...keys].join() : undefined;
  }

  /** Names the value of `expression`, which `target` receives; a plain number becomes a leaf. */
  give(expression: Node, target: Node): void {
    if (isAnonymousDefinition(expression)) return;
    const { out } = this;
    const keyed = this.keyedName(target);
    if (keyed) return out.wrap(expression, `${out.helper('nameAt')}(`, `,${out.site(expression)},${keyed})`);
    const name = this.nameOf(target);
    if (!name) return;
    if (!out.initializers.has(name)) out.initializers.set(name, withoutTypes(expression));
    out.wrap(expression, `${out.helper('name')}(`, `,${name},${out.site(expression)})`);
  }

  private variables(node: t.VariableDeclaration, place: Place): void {
    for (const { id, init } of node.declarations) {
      this.pattern(id, place);
      const pattern = withoutTypes(id);
      if (pattern.type === 'Identifier') {
        if (init && !this.bindings.of(pattern)?.counter) this.give(init, pattern);
      } else if (init) {
        const names = this.renamed(id, node);
        if (names) this.out.close(init.end!, `,${this.out.local()}=[${names}]`);
      }
      if (init) this.visit(init, place);
    }
  }

  /**
   * `a=name(a…),b=name(b…)` for the variables that a pattern binds. They must be assignable: a `const` that
   * nobody assigns to is turned into `let`, which no program can tell apart.
   */
  private renamed(pattern: Node, declaration: t.VariableDeclaration | undefined): string {
    const bound = patternNames(pattern)
      .map((identifier) => ({ identifier, binding: this.bindings.of(identifier) }))
      .filter((one): one is { identifier: t.Identifier; binding: Binding } => one.binding !== undefined);
    if (declaration?.kind === 'const') {
      if (bound.some(({ binding }) => binding.reassigned)) return '';
      const start = declaration.start!;
      this.out.replace(start, start + 5, 'let');
    } else if (declaration && declaration.kind !== 'let' && declaration.kind !== 'var') return '';
    return bound
      .filter(({ binding }) => !binding.indexOnly)
      .map(({ identifier, binding }) => {
        const { name } = identifier;
        return `${name}=${this.out.helper('name')}(${name},${binding.id},${this.out.site(identifier)})`;
      })
      .join();
  }

  /** Statements that name a function's parameters, for its first line. */
  parameters(parameters: readonly Node[]): string {
    return parameters
      .map((parameter) => this.renamed(parameter, undefined))
      .filter((text) => text !== '')
      .join();
  }

  private field(node: t.ClassProperty | t.ClassPrivateProperty, place: Place): void {
    const { out } = this;
    for (const decorator of node.decorators ?? []) this.visit(decorator, place);
    const computed = node.type === 'ClassProperty' && node.computed;
    if (computed) this.visit(node.key, place);
    if (!node.value) return;
    const key = node.type === 'ClassPrivateProperty' ? `#${node.key.id.name}` : out.textOf(node.key);
    if (!computed && !isAnonymousDefinition(node.value)) {
      const name = out.memberName(`this.${key}`);
      out.wrap(node.value, `${out.helper('name')}(`, `,${name},${out.site(node.value)})`);
    }
    this.visit(node.value, TOP);
  }

  /** Every turn of a loop is a scope of its own. `outer` is the loop with its labels. */
  private loop(node: LoopNode, outer: Node, place: Place): void {
    const { out } = this;
    const before = out.local();
    out.open(outer.start!, `{const ${before}=${out.helper('now')}();`);
    out.close(outer.end!, `;${out.helper('at')}(${before})}`);
    let first = `${out.helper('turn')}(${out.site(node)},${before});`;
    switch (node.type) {
      case 'ForStatement':
        if (node.init) this.visit(node.init, place, 'none');
        if (node.test) this.truth(node.test, place);
        if (node.update) this.visit(node.update, place, 'none');
        break;
      case 'WhileStatement':
      case 'DoWhileStatement':
        this.truth(node.test, place);
        break;
      case 'ForOfStatement':
      case 'ForInStatement':
        {
          const { left } = node;
          const declaration = left.type === 'VariableDeclaration' ? left : undefined;
          const target = declaration ? declaration.declarations[0]!.id : left;
          this.pattern(target, place);
          const names = node.type === 'ForOfStatement' ? this.renamed(target, declaration) : '';
          if (names) first += `${names};`;
        }
        this.visit(node.right, place);
        break;
    }
    const { body } = node;
    if (body.type === 'BlockStatement') out.open(body.start! + 1, first);
    else {
      out.open(body.start!, `{${first}`);
      out.close(body.end!, '}');
    }
    this.visit(body, place, 'none');
  }

  private return(node: t.ReturnStatement, place: Place): void {
    const leave = `${this.out.helper(place.suspends ? 'leaveFrame' : 'leave')}(${this.scope}`;
    if (node.argument) {
      this.out.wrap(node.argument, `${leave},`, ')');
      this.visit(node.argument, place);
    } else this.out.close(node.start! + 'return'.length, ` ${leave})`);
  }

  private suspension(node: t.YieldExpression | t.AwaitExpression, place: Place): void {
    const { out } = this;
    // At the top level of a module there is no frame; nothing else runs in its scopes meanwhile.
    const wraps = place.suspends && !(node.type === 'YieldExpression' && node.delegate);
    if (wraps) {
      out.open(node.start!, `${out.helper('resume')}(${this.scope},`);
      out.close(node.end!, ')');
      if (node.argument) out.wrap(node.argument, `${out.helper('suspend')}(${this.scope},`, ')');
      else out.close(node.end!, ` ${out.helper('suspend')}(${this.scope})`);
    }
    if (node.argument) this.visit(node.argument, place);
  }

  private try(node: t.TryStatement, place: Place): void {
    const { out } = this;
    const here = out.local();
    out.open(node.start!, `{const ${here}=${out.helper('now')}();`);
    out.close(node.end!, '}');
    this.visit(node.block, place);
    if (node.handler) {
      out.open(node.handler.body.start! + 1, `${out.helper('at')}(${here});`);
      if (node.handler.param) this.pattern(node.handler.param, place);
      this.visit(node.handler.body, place);
    }
    if (node.finalizer) {
      // The block may run on the way out of the function: afterwards all is as it found it.
      const found = out.local();
      const at = out.helper('at');
      out.enclose(
        node.finalizer,
        `const ${found}=${out.helper('now')}();${at}(${here});`,
        `;${at}(${found});`,
      );
      this.visit(node.finalizer, place);
    }
  }
}

const COMPARISON: Readonly<Record<string, string>> = {
  '<': 'lt',
  '>': 'gt',
  '<=': 'le',
  '>=': 'ge',
  '===': 'same3',
  '!==': 'same3',
  '==': 'same2',
  '!=': 'same2',
};

/** A literal that is no number: comparing with it needs no help. */
function isFixed(expression: Node): boolean {
  const node = withoutTypes(expression);
  return (
    isTextual(node) ||
    node.type === 'NullLiteral' ||
    node.type === 'BooleanLiteral' ||
    (node.type === 'Identifier' && node.name === 'undefined')
  );
}

/** `o.p.q` and `this.p` as text; undefined for anything with an index or a call in it. */
function memberText(node: Node): string | undefined {
  const at = withoutTypes(node);
  if (at.type === 'Identifier') return at.name;
  if (at.type === 'ThisExpression') return 'this';
  if (at.type !== 'MemberExpression' || at.computed) return undefined;
  const object = memberText(at.object);
  const key =
    at.property.type === 'PrivateName' ? `#${at.property.id.name}` : (at.property as t.Identifier).name;
  return object && `${object}.${key}`;
}
