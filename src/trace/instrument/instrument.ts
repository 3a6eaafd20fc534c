/**
 * Rewrites a program so that it records what it computes, and computes exactly what it did before. Line breaks
 * stay where they are, so that a line of the rewritten program is the same line of the user's.
 * This file goes through the tree; what is written for each kind of syntax stands in the files beside it, and the
 * helpers that the rewritten program calls live in `../guest`.
 */
import type * as t from '@babel/types';
import type { Format } from '../modules/shape.ts';
import type { Kernel } from '../sandbox/kernels.ts';
import type { Callable } from '../selection/callable.ts';
import { childrenOf, isFunction, isLoop, isSuperCall, type Node, withoutTypes } from '../syntax/ast.ts';
import type { Binding, Bindings } from '../syntax/bindings.ts';
import { rewriteAssignment, rewriteUpdate } from './assignments.ts';
import { noteCall } from './calls.ts';
import {
  isElement,
  mentionsFloatArrays,
  rewriteChain,
  rewriteElement,
  rewriteSlot,
  visitMember,
} from './elements.ts';
import { rewriteFunction } from './functions.ts';
import {
  knownMember,
  type ModuleContext,
  rewriteDefault,
  rewriteExport,
  rewriteExportAll,
  rewriteExportEquals,
  rewriteImport,
  rewriteImportEquals,
  rewriteRequire,
} from './modules.ts';
import { rewriteField, rewriteVariables } from './naming.ts';
import { isMath, rewriteBinary, rewriteCall, rewriteLogical, rewriteUnary } from './operators.ts';
import { isAnonymousDefinition, isDecided, isLookedAt, isPlain, saysStrict } from './plain.ts';
import { writeReach } from './reaching.ts';
import { type Base, type KernelRow, Rewriter, type StaticName } from './rewriter.ts';
import { restoring, rewriteLoop, rewriteReturn, rewriteSuspension, rewriteTry } from './scopes.ts';

export interface Instrumented {
  /** Still TypeScript; the types are erased afterwards. Of a CommonJS module, what is to go between head and tail. */
  readonly text: string;
  readonly format: Format;
  /** Makes a CommonJS module of the text: a function of the helpers that gives Node's function around a module. */
  readonly head: string;
  readonly tail: string;
  readonly base: Base;
  /** Source spans by site, from `base.site`: start and end in turn. */
  readonly sites: Int32Array;
  /** Names by id, from `base.name`. */
  readonly names: readonly StaticName[];
  /** The expression that each name was first given, by the name's id. */
  readonly initializers: ReadonlyMap<number, Node>;
  /** The expressions that are recorded as one row, by site. */
  readonly rows: ReadonlyMap<number, KernelRow>;
  /** The kernels that the text calls, by form. */
  readonly kernels: ReadonlyMap<string, Kernel>;
}

/**
 * Whether no object of the program can make itself heard, or fail, when an operator turns it into a number. In all
 * programs but such it makes no difference which of two expressions without effects is evaluated first.
 */
export function isTame(source: string): boolean {
  return !/valueOf|toString|toPrimitive|Symbol|BigInt|\dn\b|__proto__|PrototypeOf|\bcreate\b|Proxy|\beval\b|Function/.test(
    source,
  );
}

/**
 * The module that gives a program the helpers, and the global property through which a script gets them, which is
 * gone before the user's first line. Nobody can guess it.
 */
export const HOOKS = `gradient graph ${crypto.randomUUID()}`;

/** How the value of an expression is used: as a value, only for its truth, or not at all. */
export type Use = 'value' | 'truth' | 'none';

/** What is known at a place in the program. */
export interface Place {
  /** The enclosing function suspends (`yield`, `await`) and keeps its scope in a frame. */
  readonly suspends: boolean;
  /**
   * Whether the language looks at what the enclosing function returns: as at that of a constructor, to see if it is an object.
   * An ordinary function that speaks of `this` may be called as one.
   */
  readonly lookedAt: 'always' | 'constructing' | 'never';
  /** Runs before the scope of its function is entered. */
  readonly isEarly: boolean;
}

/** Outside every function body. */
export const TOP: Place = { suspends: false, lookedAt: 'never', isEarly: false };

/** In what a function's parameters or a class's fields are given. */
export const EARLY: Place = { ...TOP, isEarly: true };

/** What of the program is watched: the expression whose values are wanted, or the function that is to be called. */
export interface Watched {
  readonly probe?: Node;
  readonly callable?: Callable;
  /** The variable whose values are wanted. */
  readonly variable?: Binding;
  /** An imported variable of which the last value is wanted: it is assigned elsewhere. */
  readonly imported?: Binding;
}

/**
 * @param base where the file's numbers begin; `bindings` begin there too.
 * @param context the module that the file is; by itself it is a program of one file.
 */
export function instrument(
  file: t.File,
  source: string,
  bindings: Bindings,
  watched: Watched,
  base: Base = { site: 1, name: 1 },
  context: ModuleContext = aloneContext(file, source),
): Instrumented {
  const rewriter = new Rewriter(source, bindings, base);
  const { program } = file;
  const isStrict = context.format === 'module' || saysStrict(program);
  new Instrumenter(rewriter, watched, context, isStrict).body(program.body);
  if (watched.imported) rewriter.append(`;${rewriter.helper('probe')}(${watched.imported.name});`);
  const lastDirective = program.directives.at(-1);
  // Only the first line of a file can name its interpreter.
  if (program.interpreter && context.format === 'commonjs') rewriter.replace(0, 2, '//');
  const position = lastDirective?.end ?? afterInterpreter(program, source);
  const { text, head, tail } = rewriter.finish(HOOKS, position, context);
  return {
    text,
    format: context.format,
    head,
    tail,
    base,
    sites: Int32Array.from(rewriter.sites),
    names: rewriter.names,
    initializers: rewriter.initializers,
    rows: rewriter.rows,
    kernels: rewriter.kernels,
  };
}

/** Of a program of one file. */
export function aloneContext(file: t.File, source: string): ModuleContext {
  return {
    name: 'program.ts',
    format: file.program.sourceType,
    typed: true,
    mayRequire: false,
    hasFloats: mentionsFloatArrays(source),
    hasTensors: false,
    isTame: isTame(source),
    notesCalls: false,
    typesOnly: new Set(),
  };
}

/** The begin of the line after `#!…`. */
function afterInterpreter({ interpreter }: t.Program, source: string): number {
  if (!interpreter) return 0;
  const end = interpreter.end!;
  return end + (source.startsWith('\r\n', end) ? 2 : 1);
}

/** Whether a statement of the top level does something when it is reached, other than to declare. */
function runsCode(node: Node): boolean {
  switch (node.type) {
    case 'VariableDeclaration':
      return !node.declare;
    case 'ExportNamedDeclaration':
      return node.declaration?.type === 'VariableDeclaration' && !node.declaration.declare;
    case 'EmptyStatement':
      return false;
    default:
      return node.type.endsWith('Statement');
  }
}

export class Instrumenter {
  readonly out: Rewriter;
  readonly probe: Node | undefined;
  readonly callable: Callable | undefined;
  readonly context: ModuleContext;
  /** The variable of which every value is heard. */
  readonly variable: Binding | undefined;
  /** The operations whose value is given to a variable, with the id of its name: their kernels give it. */
  readonly given = new Map<Node, number>();
  /** What is being rewritten is in strict mode. */
  isStrict: boolean;
  /** Of the class whose members are being rewritten, where it has one. */
  className: string | undefined;

  constructor(
    out: Rewriter,
    { probe, callable, variable }: Watched,
    context: ModuleContext,
    isStrict: boolean,
  ) {
    this.out = out;
    this.probe = probe;
    this.callable = callable;
    this.variable = variable;
    this.context = context;
    this.isStrict = isStrict;
  }

  get bindings(): Bindings {
    return this.out.bindings;
  }

  /** The generated variable that holds the scope of the function being rewritten. */
  get scope(): string {
    return `${this.out.prefix}s`;
  }

  /** The statements of a module, each of which says that it begins: what cannot be interrupted is found so. */
  body(nodes: readonly Node[]): void {
    for (const node of nodes) {
      if (runsCode(node)) this.out.open(node.start!, `${this.out.helper('reach')}(${this.out.site(node)});`);
      // Nobody waits for a promise that a call gives here: if it fails, the program has failed.
      if (node.type === 'ExpressionStatement' && node.expression.type === 'CallExpression')
        this.out.wrap(node.expression, `${this.out.helper('left')}(`, ')');
      this.visit(node, TOP, 'none');
    }
  }

  statements(nodes: readonly Node[], place: Place): void {
    for (const node of nodes) if (!this.isProbedBehind(node, place)) this.visit(node, place, 'none');
  }

  /** The statement `super(x)`, which the assignments of parameter properties will follow: `super(x);probe(this)`. */
  private isProbedBehind(node: Node, place: Place): boolean {
    if (node.type !== 'ExpressionStatement') return false;
    const { expression } = node;
    if (expression !== this.probe || !isSuperCall(expression)) return false;
    this.out.close(node.end!, `;${this.out.helper('probe')}(this);`);
    rewriteCall(this, expression, place);
    return true;
  }

  /** Rewrites `node` and everything in it. */
  visit(node: Node, place: Place, use: Use = 'value'): void {
    if (node === this.probe) this.out.wrap(node, `${this.out.helper('probe')}(`, ')');
    if (this.callable) writeReach(this, node, this.callable);
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
        return rewriteVariables(this, node, place, false);
      case 'Identifier':
        if (node.name === 'require' && !this.bindings.of(node)) rewriteRequire(this);
        return;
      case 'ImportDeclaration':
        return rewriteImport(this, node);
      case 'TSImportEqualsDeclaration':
        return rewriteImportEquals(this, node);
      case 'ExportNamedDeclaration':
        return rewriteExport(this, node, place);
      case 'ExportAllDeclaration':
        return rewriteExportAll(this, node);
      case 'ExportDefaultDeclaration':
        return rewriteDefault(this, node, place);
      case 'TSExportAssignment':
        return rewriteExportEquals(this, node, place);
      case 'TSModuleDeclaration':
        if (!node.declare) this.visit(node.body, place);
        return;
      case 'TSModuleBlock':
        return this.statements(node.body, TOP);
      case 'ClassDeclaration':
      case 'ClassExpression': {
        const around = this.className;
        const { isStrict } = this;
        this.className = node.id?.name;
        this.isStrict = true;
        for (const child of childrenOf(node)) this.visit(child, place);
        this.className = around;
        this.isStrict = isStrict;
        return;
      }
      case 'ClassProperty':
      case 'ClassPrivateProperty':
      case 'ClassAccessorProperty':
        return rewriteField(this, node, place);
      case 'StaticBlock':
        return this.statements(node.body, TOP);
      case 'MemberExpression': {
        const known = knownMember(node, this);
        if (known !== undefined) return this.out.replace(node.start!, node.end!, known);
        // A function of Math that is handed on (`h.map(Math.exp)`) records its calls at this place.
        if (isElement(this, node)) return rewriteElement(this, node, place);
        if (isMath(this, node))
          this.out.wrap(node, `${this.out.helper('handing')}(`, `,${this.out.site(node)})`);
        this.visit(node.object, place);
        if (node.computed) this.visit(node.property, place);
        return;
      }
      case 'OptionalMemberExpression':
      case 'OptionalCallExpression':
        return rewriteChain(this, node, place);
      case 'NewExpression':
        noteCall(this, node, place);
        visitMember(this, node.callee, place);
        for (const argument of node.arguments) this.visit(argument, place);
        return;
      case 'TaggedTemplateExpression':
        noteCall(this, node, place);
        visitMember(this, node.tag, place);
        return this.visit(node.quasi, place);
      case 'ObjectProperty':
        if (isLookedAt(node.key, node.computed)) return this.lookedAt(node, place);
        if (node.computed) this.visit(node.key, place);
        this.visit(node.value, place);
        return;
      case 'CallExpression':
        return rewriteCall(this, node, place);
      // Members of an enum are compile-time numbers.
      case 'TSEnumDeclaration':
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
    if (!isPlain(node, this.bindings) && !isAnonymousDefinition(node))
      this.out.wrap(node, `${this.out.helper('plain')}(`, ')');
    this.visit(node, place);
  }

  /** A property of a literal that the language looks at: the name stands once in `{ done }`. */
  private lookedAt(node: t.ObjectProperty, place: Place): void {
    if (node.shorthand && node.value.type === 'Identifier') {
      this.out.open(node.start!, `${node.value.name}:${this.out.helper('plain')}(`);
      this.out.close(node.end!, ')');
    } else this.strict(node.value, place);
  }

  /** An assignment target: its own parts run, the place itself is only written. */
  pattern(node: Node, place: Place): void {
    const target = withoutTypes(node);
    switch (target.type) {
      case 'Identifier':
        return;
      case 'MemberExpression':
        if (isElement(this, target)) return rewriteSlot(this, target, place);
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
