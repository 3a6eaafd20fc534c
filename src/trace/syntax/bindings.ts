/**
 * Which variable each identifier means: scopes, declarations and references, as the language defines them.
 * Also finds the variables that can never carry a gradient (loop counters, pure indices), which need no tracing.
 */
import type * as t from '@babel/types';
import { childrenOf, isFunction, isLoop, type Node, patternNames, withoutTypes } from './ast.ts';
import { jsxPragmas } from './parse.ts';

export type BindingKind = 'var' | 'let' | 'const' | 'parameter' | 'function' | 'class' | 'import' | 'other';

export class Binding {
  /** Also the variable's name id on the tape (0 is “no name”). */
  id: number;
  /** As it is called at the top level: `N.x` for what a namespace exports. */
  readonly name: string;
  readonly kind: BindingKind;
  /** Declared outside every function and block, or exported by a namespace that is. */
  readonly topLevel: boolean;
  /** Every place the name is written, declarations included, in source order. */
  readonly occurrences: t.Identifier[] = [];
  /** An element is made of it, `<View />`, or by it. */
  inJsx = false;
  /** Assigned after its declaration. */
  reassigned = false;
  /** A `for` counter: starts at a number literal and only ever moves by literals. Never traced. */
  counter = false;
  /** Holds a function of `Math`: `const { exp } = Math`, `const exp = Math.exp`. */
  isMath = false;
  /** Declared with a function written out, which is no function of `Math`. */
  isFunction = false;
  /** Every use is as an index, `a[i]`. Its value is left as it comes. */
  indexOnly = false;

  constructor(id: number, name: string, kind: BindingKind, topLevel: boolean) {
    this.id = id;
    this.name = name;
    this.kind = kind;
    this.topLevel = topLevel;
  }
}

export interface Bindings {
  /** In order of id, without gaps. */
  readonly all: readonly Binding[];
  /** The variable that this identifier means; undefined for globals and for names that are no variables. */
  of(identifier: Node): Binding | undefined;
  /** The first `eval` or `Function` that may run a text as code, which is not recorded. */
  readonly textRunner: t.Identifier | undefined;
}

interface Scope {
  readonly parent: Scope | undefined;
  readonly names: Map<string, Binding>;
  /** The namespace whose exports these names are: inside they are variables, outside its properties. */
  readonly namespace?: Binding;
}

/** @param firstId the id of the first variable; those of one program's files do not overlap. */
export function resolveBindings(file: t.File, firstId = 1): Bindings {
  return new Resolver(firstId).run(file);
}

class Resolver {
  private readonly all: Binding[] = [];
  private readonly meaning = new Map<Node, Binding>();
  private textRunner: t.Identifier | undefined;
  /** What the parts of a namespace export, by the namespace. */
  private readonly exports = new Map<Binding, Map<string, Binding>>();
  private readonly firstId: number;

  constructor(firstId: number) {
    this.firstId = firstId;
  }

  run(file: t.File): Bindings {
    const { program } = file;
    const scope: Scope = { parent: undefined, names: new Map() };
    this.hoistVars(program, scope);
    this.declareBlock(program.body, scope);
    for (const statement of program.body) this.visit(statement, scope);
    for (const maker of Object.values(jsxPragmas(file))) {
      const binding = maker && this.find(maker.split('.')[0]!, scope);
      if (binding) binding.inJsx = true;
    }
    this.findUntraced(program);
    for (const binding of this.all) binding.occurrences.sort((a, b) => a.start! - b.start!);
    return { all: this.all, of: (identifier) => this.meaning.get(identifier), textRunner: this.textRunner };
  }

  private bind(identifier: t.Identifier, kind: BindingKind, scope: Scope): void {
    // A `var` that a namespace exports is already that.
    if (this.meaning.has(identifier)) return;
    let binding = scope.names.get(identifier.name);
    if (!binding) {
      const { namespace } = scope;
      binding = new Binding(
        this.firstId + this.all.length,
        namespace ? `${namespace.name}.${identifier.name}` : identifier.name,
        kind,
        namespace ? namespace.topLevel : scope.parent === undefined,
      );
      this.all.push(binding);
      scope.names.set(identifier.name, binding);
    }
    this.meet(identifier, binding);
  }

  private meet(identifier: t.Identifier, binding: Binding): void {
    if (this.meaning.has(identifier)) return;
    this.meaning.set(identifier, binding);
    binding.occurrences.push(identifier);
  }

  private reference(identifier: t.Identifier, scope: Scope): Binding | undefined {
    const binding = this.find(identifier.name, scope);
    if (binding) this.meet(identifier, binding);
    return binding;
  }

  private find(name: string, scope: Scope): Binding | undefined {
    for (let at: Scope | undefined = scope; at; at = at.parent) {
      const binding = at.names.get(name);
      if (binding) return binding;
    }
    return undefined;
  }

  /** `var` declarations anywhere below, but not in nested functions. */
  private hoistVars(node: Node, scope: Scope): void {
    if (node.type === 'VariableDeclaration' && node.kind === 'var' && !node.declare)
      for (const declarator of node.declarations)
        for (const name of patternNames(declarator.id)) this.bind(name, 'var', scope);
    for (const child of childrenOf(node))
      if (!isFunction(child) && child.type !== 'TSModuleBlock' && child.type !== 'StaticBlock')
        this.hoistVars(child, scope);
  }

  /** The declarations that a list of statements makes in its own block; those of a namespace go into two scopes. */
  private declareBlock(statements: readonly Node[], block: Scope, exported = block): void {
    for (const statement of statements) {
      const scope = statement.type === 'ExportNamedDeclaration' ? exported : block;
      const node =
        (statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration') &&
        statement.declaration
          ? statement.declaration
          : statement;
      // What is only declared is a global, which may be missing.
      if ('declare' in node && node.declare) continue;
      switch (node.type) {
        case 'VariableDeclaration':
          if (node.kind !== 'var' || scope.namespace) this.declareVariables(node, scope);
          break;
        case 'FunctionDeclaration':
        case 'TSDeclareFunction':
          if (node.id) this.bind(node.id, 'function', scope);
          break;
        case 'ClassDeclaration':
          if (node.id) this.bind(node.id, 'class', scope);
          break;
        case 'TSEnumDeclaration':
          this.bind(node.id, 'other', scope);
          break;
        case 'TSModuleDeclaration':
          if (node.id.type === 'Identifier') this.bind(node.id, 'other', scope);
          break;
        case 'TSImportEqualsDeclaration':
          this.bind(node.id, 'import', node.isExport ? exported : scope);
          break;
        case 'ImportDeclaration':
          for (const specifier of node.specifiers) this.bind(specifier.local, 'import', scope);
          break;
      }
    }
  }

  private declareVariables(declaration: t.VariableDeclaration, scope: Scope): void {
    const kind = declaration.kind === 'let' || declaration.kind === 'var' ? declaration.kind : 'const';
    for (const declarator of declaration.declarations)
      for (const name of patternNames(declarator.id)) this.bind(name, kind, scope);
  }

  private inner(scope: Scope): Scope {
    return { parent: scope, names: new Map() };
  }

  private visitAll(nodes: readonly (Node | null | undefined)[], scope: Scope): void {
    for (const node of nodes) if (node) this.visit(node, scope);
  }

  private visit(node: Node, scope: Scope): void {
    if (isFunction(node)) return this.visitFunction(node, scope);
    switch (node.type) {
      case 'Identifier':
        if (!this.reference(node, scope) && node.name === 'eval') this.textRunner ??= node;
        return;
      case 'JSXIdentifier': {
        const binding = this.find(node.name, scope);
        if (binding) binding.inJsx = true;
        return;
      }
      case 'CallExpression':
      case 'NewExpression':
        this.visitAll(childrenOf(node), scope);
        if (node.callee.type === 'Identifier' && node.callee.name === 'Function')
          if (!this.meaning.has(node.callee)) this.textRunner ??= node.callee;
        return;
      case 'MemberExpression':
      case 'OptionalMemberExpression':
        this.visit(node.object, scope);
        if (node.computed) this.visit(node.property, scope);
        else this.visitExport(node);
        return;
      case 'ObjectProperty':
      case 'ClassProperty':
      case 'ClassAccessorProperty':
        this.visitAll('decorators' in node ? (node.decorators ?? []) : [], scope);
        if (node.computed) this.visit(node.key, scope);
        if (node.value) this.visit(node.value, scope);
        return;
      case 'LabeledStatement':
        this.visit(node.body, scope);
        return;
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'MetaProperty':
      case 'ImportDeclaration':
        return;
      case 'ExportSpecifier':
        this.visit(node.local, scope);
        return;
      case 'ExportNamedDeclaration':
        if (!node.source) this.visitAll([node.declaration, ...node.specifiers], scope);
        return;
      case 'AssignmentExpression':
        this.assigned(node.left, scope);
        this.visitAll([node.left, node.right], scope);
        return;
      case 'UpdateExpression':
        this.assigned(node.argument, scope);
        this.visit(node.argument, scope);
        return;
      case 'BlockStatement':
      case 'StaticBlock':
      case 'TSModuleBlock': {
        const block = this.inner(scope);
        this.declareBlock(node.body, block, node.type === 'TSModuleBlock' ? scope : block);
        if (node.type !== 'BlockStatement') this.hoistVars(node, block);
        this.visitAll(node.body, block);
        return;
      }
      case 'SwitchStatement': {
        this.visit(node.discriminant, scope);
        const block = this.inner(scope);
        this.declareBlock(
          node.cases.flatMap((one) => one.consequent),
          block,
        );
        this.visitAll(node.cases, block);
        return;
      }
      case 'CatchClause': {
        const block = this.inner(scope);
        if (node.param) {
          for (const name of patternNames(node.param)) this.bind(name, 'other', block);
          this.visit(node.param, block);
        }
        this.visit(node.body, block);
        return;
      }
      case 'ClassExpression':
      case 'ClassDeclaration': {
        const block = this.inner(scope);
        if (node.type === 'ClassExpression' && node.id) this.bind(node.id, 'class', block);
        this.visitAll([...(node.decorators ?? []), node.superClass, node.body], block);
        return;
      }
      case 'TSEnumDeclaration':
        // Members may name each other without a qualifier; none of them is traced.
        return;
      case 'TSModuleDeclaration':
        this.visitNamespace(node, scope);
        return;
    }
    if (isLoop(node)) return this.visitLoop(node, scope);
    this.visitAll(childrenOf(node), scope);
  }

  /** `namespace N { … }`; the parts of one namespace see each other's exports. */
  private visitNamespace(node: t.TSModuleDeclaration, scope: Scope): void {
    const namespace = this.meaning.get(node.id);
    if (node.declare || !namespace) return;
    let names = this.exports.get(namespace);
    if (!names) {
      names = new Map();
      this.exports.set(namespace, names);
    }
    const exported: Scope = { parent: scope, names, namespace };
    // `namespace A.B { … }`.
    const body: Node = node.body;
    if (body.type === 'TSModuleDeclaration' && body.id.type === 'Identifier')
      this.bind(body.id, 'other', exported);
    this.visit(body, exported);
  }

  /** `N.x` is the variable that `x` is inside of the namespace N. */
  private visitExport({ object, property }: t.MemberExpression | t.OptionalMemberExpression): void {
    const inner = withoutTypes(object);
    const namespace = this.meaning.get(inner.type === 'MemberExpression' ? inner.property : inner);
    const binding =
      namespace && property.type === 'Identifier' && this.exports.get(namespace)?.get(property.name);
    if (binding) this.meet(property, binding);
  }

  private visitLoop(node: Node, scope: Scope): void {
    const block = this.inner(scope);
    if (node.type === 'ForStatement') {
      if (node.init?.type === 'VariableDeclaration' && node.init.kind !== 'var')
        this.declareVariables(node.init, block);
    } else if (node.type === 'ForOfStatement' || node.type === 'ForInStatement') {
      if (node.left.type !== 'VariableDeclaration') this.assigned(node.left, scope);
      else if (node.left.kind !== 'var') this.declareVariables(node.left, block);
    }
    this.visitAll(childrenOf(node), block);
  }

  private visitFunction(node: Node & { body: Node }, scope: Scope): void {
    const fn = node as t.FunctionExpression | t.ObjectMethod | t.ClassMethod;
    const outer = this.inner(scope);
    if (fn.type === 'FunctionExpression' && fn.id) this.bind(fn.id, 'function', outer);
    if ('computed' in fn && fn.computed) this.visit(fn.key, scope);
    if ('decorators' in fn) this.visitAll(fn.decorators ?? [], scope);
    const inner = this.inner(outer);
    for (const parameter of fn.params)
      for (const name of patternNames(parameter)) this.bind(name, 'parameter', inner);
    this.visitAll(fn.params, inner);
    if (fn.body.type === 'BlockStatement') {
      this.hoistVars(fn.body, inner);
      this.declareBlock(fn.body.body, inner);
      this.visitAll(fn.body.body, inner);
    } else this.visit(fn.body, inner);
  }

  private assigned(target: Node, scope: Scope): void {
    for (const name of patternNames(target)) {
      const binding = this.reference(name, scope);
      if (binding) binding.reassigned = true;
    }
  }

  private isOfMath(node: Node): boolean {
    const object = node.type === 'MemberExpression' ? node.object : node;
    return object.type === 'Identifier' && object.name === 'Math' && !this.meaning.has(object);
  }

  /** Marks counters and indices by looking once at how every variable is used. */
  private findUntraced(program: t.Program): void {
    const counters = new Set<Binding>();
    const spoiled = new Set<Binding>();
    const indexUses = new Map<Binding, number>();
    const look = (node: Node, parent: Node | undefined): void => {
      if (node.type === 'VariableDeclarator' && node.init && isFunction(withoutTypes(node.init))) {
        const binding = this.meaning.get(node.id);
        if (binding) binding.isFunction = true;
      }
      if (node.type === 'VariableDeclarator' && node.init && this.isOfMath(node.init))
        for (const name of patternNames(node.id)) {
          const binding = this.meaning.get(name);
          if (binding) binding.isMath = true;
        }
      if (
        node.type === 'ForStatement' &&
        node.init?.type === 'VariableDeclaration' &&
        node.init.kind === 'let'
      )
        for (const { id, init } of node.init.declarations) {
          const binding = this.meaning.get(id);
          if (binding && init && isLiteralNumber(init)) counters.add(binding);
        }
      if (node.type === 'AssignmentExpression') {
        const byLiteral = (node.operator === '+=' || node.operator === '-=') && isLiteralNumber(node.right);
        if (!byLiteral)
          for (const name of patternNames(node.left)) {
            const binding = this.meaning.get(name);
            if (binding) spoiled.add(binding);
          }
      }
      if (
        (node.type === 'ForOfStatement' || node.type === 'ForInStatement') &&
        node.left.type !== 'VariableDeclaration'
      )
        for (const name of patternNames(node.left)) {
          const binding = this.meaning.get(name);
          if (binding) spoiled.add(binding);
        }
      if (parent?.type === 'MemberExpression' && parent.computed && parent.property === node) {
        const binding = this.meaning.get(withoutTypes(node));
        if (binding) indexUses.set(binding, (indexUses.get(binding) ?? 0) + 1);
      }
      for (const child of childrenOf(node)) look(child, node);
    };
    look(program, undefined);
    for (const binding of counters) binding.counter = binding.reassigned && !spoiled.has(binding);
    for (const binding of this.all)
      binding.indexOnly =
        binding.kind === 'parameter' &&
        !binding.reassigned &&
        indexUses.get(binding) === binding.occurrences.length - 1;
  }
}

function isLiteralNumber(node: Node): boolean {
  const inner = withoutTypes(node);
  if (inner.type === 'UnaryExpression' && inner.operator === '-') return isLiteralNumber(inner.argument);
  return inner.type === 'NumericLiteral';
}
