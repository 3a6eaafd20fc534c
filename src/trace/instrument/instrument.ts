/**
 * Rewrites a program so that it records what it computes, and computes exactly what it did before. Line breaks
 * stay where they are, so that a line of the rewritten program is the same line of the user's.
 * This file goes through the tree; what is written for each kind of syntax stands in the files beside it, and the
 * helpers that the rewritten program calls live in `../guest`.
 */
import type * as t from '@babel/types';
import { childrenOf, isFunction, isLoop, type Node, withoutTypes } from '../ast.ts';
import type { Bindings } from '../bindings.ts';
import { rewriteAssignment, rewriteUpdate } from './assignments.ts';
import { rewriteFunction } from './functions.ts';
import { rewriteField, rewriteVariables } from './naming.ts';
import { isMath, rewriteBinary, rewriteCall, rewriteLogical, rewriteUnary } from './operators.ts';
import { isDecided, isPlain } from './plain.ts';
import { Rewriter, type StaticName } from './rewriter.ts';
import { restoring, rewriteLoop, rewriteReturn, rewriteSuspension, rewriteTry } from './scopes.ts';

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

/**
 * The global property through which the sandbox hands the helpers to the program; gone before the user's first
 * line. No variable can have this name.
 */
export const HOOKS = 'gradient graph';

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
  readonly probe: Node | undefined;
  /** Of the class whose members are being rewritten, where it has one. */
  className: string | undefined;

  constructor(out: Rewriter, probe: Node | undefined) {
    this.out = out;
    this.probe = probe;
  }

  get bindings(): Bindings {
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
    if (isLoop(node)) return rewriteLoop(this, node, node, place);
    switch (node.type) {
      case 'ExpressionStatement':
        // A probed expression keeps its value: it is an argument now.
        return this.visit(node.expression, place, node.expression === this.probe ? 'value' : 'none');
      case 'BinaryExpression':
        return rewriteBinary(this, node, place);
      case 'LogicalExpression':
        return rewriteLogical(this, node, place, use);
      case 'UnaryExpression':
        return rewriteUnary(this, node, place);
      case 'UpdateExpression':
        return rewriteUpdate(this, node, place, node === this.probe ? 'value' : use);
      case 'AssignmentExpression':
        return rewriteAssignment(this, node, place, node === this.probe ? 'value' : use);
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
        if (isLoop(body)) return rewriteLoop(this, body, node, place);
        // `break label` may leave the turns of loops inside.
        restoring(this, node);
        return this.visit(body, place, 'none');
      }
      case 'ReturnStatement':
        return rewriteReturn(this, node, place);
      case 'YieldExpression':
      case 'AwaitExpression':
        return rewriteSuspension(this, node, place);
      case 'TryStatement':
        return rewriteTry(this, node, place);
      case 'VariableDeclaration':
        return rewriteVariables(this, node, place);
      case 'ExportNamedDeclaration':
        if (node.declaration) this.visit(node.declaration, place);
        return;
      case 'ClassDeclaration':
      case 'ClassExpression': {
        const around = this.className;
        this.className = node.id?.name;
        for (const child of childrenOf(node)) this.visit(child, place);
        this.className = around;
        return;
      }
      case 'ClassProperty':
      case 'ClassPrivateProperty':
        return rewriteField(this, node, place);
      case 'StaticBlock':
        return this.statements(node.body, TOP);
      case 'MemberExpression':
        // A function of Math that is handed on (`h.map(Math.exp)`) records its calls at this place.
        if (isMath(this, node))
          this.out.wrap(node, `${this.out.helper('handing')}(`, `,${this.out.site(node)})`);
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
        return rewriteCall(this, node, place);
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
  strict(node: Node, place: Place): void {
    if (!isPlain(node, this.bindings)) this.out.wrap(node, `${this.out.helper('plain')}(`, ')');
    this.visit(node, place);
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
}
