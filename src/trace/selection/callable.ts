/**
 * Finds the function that a selection means, by itself or through a class or an object that is a network, and
 * says how it can be reached when the program has run. Looks at the text alone.
 */
import type * as t from '@babel/types';
import {
  childrenOf,
  type FunctionNode,
  isFunction,
  type Node,
  nameSpan,
  withoutTypes,
} from '../syntax/ast.ts';
import type { Binding, Bindings } from '../syntax/bindings.ts';
import type { SourceSpan } from '../trace.ts';

/** The methods that make a class or object a network, in the order in which they are looked for. */
export const NETWORK_METHODS = ['forward', 'predict', 'call', 'loss'] as const;

export type ClassNode = t.ClassDeclaration | t.ClassExpression;

/** How the function itself is got hold of. */
export type Reach =
  /** By its name, in the scope of the statement `before`. */
  | { readonly kind: 'name'; readonly name: string; readonly before: Node }
  /** As a member of a class. */
  | { readonly kind: 'class'; readonly node: ClassNode; readonly member: Member }
  /** As a member of an object literal. */
  | { readonly kind: 'object'; readonly node: t.ObjectExpression; readonly member: Member }
  /** Where its expression is evaluated. `inferred` is the name that the language gives it at that place. */
  | { readonly kind: 'value'; readonly inferred: string };

/** How a member is written behind its object: `.m`, `["m"]`, `.#m`. */
export interface Member {
  readonly access: string;
  readonly isStatic: boolean;
  /** `method` is on the prototype; a `field` holds a function; a `getter` is read. */
  readonly kind: 'method' | 'field' | 'getter';
}

/** A function that can be selected. */
export interface Callable {
  readonly fn: FunctionNode;
  /** What it is called in the picture: `f`, `forward`; '' where it has no name. */
  readonly name: string;
  /** Tells it from the file's other functions: `outer.f`, `Net.forward`. */
  readonly key: string;
  /** Where its name stands; all of it, where it has none. */
  readonly span: SourceSpan;
  readonly reach: Reach;
  readonly receiver: 'none' | 'class' | 'object' | 'instance' | 'fresh';
  /** The variable that holds the instance. */
  readonly instance: Binding | undefined;
  /** The class to make an instance of, and its constructor, its own or inherited. */
  readonly Class: ClassNode | undefined;
  readonly maker: FunctionNode | undefined;
  /** The variable that the function is called by, and the one that its class is made by. */
  readonly binding: Binding | undefined;
  readonly classBinding: Binding | undefined;
}

/** Finds functions in one file. */
export class Callables {
  private readonly program: t.Program;
  readonly bindings: Bindings;
  /** The nodes around each function and class, from the program inwards; made when first asked for. */
  private paths: ReadonlyMap<Node, readonly Node[]> | undefined;

  constructor(program: t.Program, bindings: Bindings) {
    this.program = program;
    this.bindings = bindings;
  }

  /** The function that the variable holds, where its text says so, or the network that it is. */
  ofVariable(binding: Binding): Callable | undefined {
    const given = this.valueOf(binding);
    if (given === undefined) return undefined;
    if (isFunction(given)) return this.ofFunction(given);
    if (isClass(given)) return this.ofClass(given);
    for (const method of NETWORK_METHODS) {
      const found = this.ofMember(given, method);
      if (found?.receiver === 'instance') return { ...found, instance: binding };
      if (found) return found;
    }
    return undefined;
  }

  /** The method that makes the class a network, on a new instance. */
  ofClass(node: ClassNode): Callable | undefined {
    for (const method of NETWORK_METHODS) {
      const found = this.memberOfClass(node, method);
      if (found?.receiver === 'instance') return { ...found, receiver: 'fresh', ...this.making(node) };
    }
    return undefined;
  }

  /** The function that `object.name` is, where the text says what the object is or only one can be meant. */
  ofAccess(object: Node, name: string): Callable | undefined {
    const known = this.ofMember(object, name);
    if (known) return known;
    const candidates = [...this.around().keys()].filter(
      (node): node is FunctionNode => isFunction(node) && this.memberName(node) === name,
    );
    const [only, ...others] = candidates;
    return only && others.length === 0 ? this.ofFunction(only) : undefined;
  }

  /** A function by its node; undefined where nothing can call it. */
  ofFunction(fn: FunctionNode): Callable | undefined {
    const path = this.around().get(fn);
    if (!path) return undefined;
    let at = path.length - 1;
    while (withoutTypes(path[at]!) === fn) at -= 1;
    const parent = path[at]!;
    const plain = {
      fn,
      receiver: 'none' as const,
      ...{
        instance: undefined,
        Class: undefined,
        maker: undefined,
        binding: undefined,
        classBinding: undefined,
      },
    };
    const byName = (id: t.Identifier): Callable => {
      const list = path.findLastIndex((node) => statementsOf(node) !== undefined);
      const before = statementsOf(path[list]!)![0]!;
      const key = [...this.functionNames(path), id.name].join('.');
      const reach = { kind: 'name', name: id.name, before } as const;
      return { ...plain, name: id.name, key, reach, span: nameSpan(id), binding: this.bindings.of(id) };
    };
    if (fn.type === 'FunctionDeclaration') return fn.id ? byName(fn.id) : undefined;
    if (parent.type === 'VariableDeclarator' && parent.id.type === 'Identifier') return byName(parent.id);
    if (parent.type === 'AssignmentExpression' && parent.left.type === 'Identifier')
      return byName(parent.left);

    const holder = isMember(fn) ? fn : isMember(parent) ? parent : undefined;
    if (holder) {
      const member = memberOf(holder, fn);
      if (!member) return undefined;
      const name = this.memberName(fn)!;
      const span = { file: 0, start: holder.key.start!, end: holder.key.end! };
      if (holder.type === 'ObjectMethod' || holder.type === 'ObjectProperty') {
        const node = path[path.indexOf(holder as Node) - 1] ?? parent;
        const object = (holder === fn ? parent : node) as t.ObjectExpression;
        const owner = this.ownerName(path, object);
        const reach = { kind: 'object', node: object, member } as const;
        return { ...plain, name, key: owner ? `${owner}.${name}` : name, span, reach, receiver: 'object' };
      }
      const node = path.findLast(isClass)!;
      const reach = { kind: 'class', node, member } as const;
      const key = `${node.id?.name ?? this.ownerName(path, node)}.${name}`;
      const receiver = member.isStatic ? 'class' : 'instance';
      return { ...plain, name, key, span, reach, receiver, ...this.making(node) };
    }
    const name = parent.type === 'AssignmentExpression' ? (this.memberNameOf(parent.left) ?? '') : '';
    const span = { file: 0, start: fn.start!, end: fn.end! };
    return { ...plain, name, key: name, span, reach: { kind: 'value', inferred: inferredName(parent) } };
  }

  /** The class that a constructor belongs to. */
  classOf(fn: FunctionNode): ClassNode | undefined {
    return this.around().get(fn)?.findLast(isClass);
  }

  private making(node: ClassNode): Pick<Callable, 'Class' | 'maker' | 'classBinding'> {
    const around = this.around().get(node) ?? [];
    const parent = around.findLast((one) => withoutTypes(one) !== node);
    const id = node.id ?? (parent?.type === 'VariableDeclarator' ? withoutTypes(parent.id) : undefined);
    return {
      Class: node,
      maker: this.inClass(node, (member) => member.type === 'ClassMethod' && member.kind === 'constructor') as
        | FunctionNode
        | undefined,
      classBinding: id && this.bindings.of(id),
    };
  }

  /** `object.name`, where it can be seen what the object is. */
  private ofMember(object: Node, name: string): Callable | undefined {
    const value = this.seen(object);
    if (value === undefined) return undefined;
    if (value.type === 'ObjectExpression') {
      for (const property of value.properties) {
        if (property.type === 'SpreadElement' || keyText(property) !== name) continue;
        const fn = property.type === 'ObjectMethod' ? property : withoutTypes(property.value);
        if (isFunction(fn)) return this.ofFunction(fn);
      }
      return undefined;
    }
    if (value.type === 'NewExpression') {
      const made = this.seen(value.callee);
      return made && isClass(made) ? this.memberOfClass(made, name) : undefined;
    }
    if (isClass(value)) {
      const found = this.memberOfClass(value, name);
      return found?.receiver === 'class' ? found : undefined;
    }
    return undefined;
  }

  /** The method of the class or of one that it extends. `Class` is the one that was asked. */
  private memberOfClass(node: ClassNode, name: string): Callable | undefined {
    const member = this.inClass(node, (one) => keyText(one) === name && functionIn(one) !== undefined);
    const found = member && this.ofFunction(functionIn(member)!);
    return found && (found.receiver === 'instance' ? { ...found, ...this.making(node) } : found);
  }

  private inClass(node: ClassNode, is: (member: Node) => boolean): Node | undefined {
    let at: ClassNode | undefined = node;
    for (let depth = 0; at && depth < 32; depth++) {
      const found: Node | undefined = at.body.body.find(
        (member) => is(member) && (functionIn(member)?.body ?? undefined) !== undefined,
      );
      if (found) return found;
      const base: Node | undefined = at.superClass ? this.seen(at.superClass) : undefined;
      at = base && isClass(base) ? base : undefined;
    }
    return undefined;
  }

  /** The expression that gives the value, followed through variables: `net` to `new Net()`, `this` to its class. */
  private seen(node: Node): Node | undefined {
    let at: Node | undefined = withoutTypes(node);
    for (let depth = 0; at?.type === 'Identifier' && depth < 8; depth++) {
      const binding = this.bindings.of(at);
      const value: Node | undefined = binding && this.valueOf(binding);
      at = value && withoutTypes(value);
    }
    return at;
  }

  /** The function, class or expression that a variable is declared with, or is given only later. */
  private valueOf(binding: Binding): Node | undefined {
    let found: Node | undefined;
    const look = (node: Node): void => {
      if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') {
        if (node.id && this.bindings.of(node.id) === binding) found = node;
      } else if (node.type === 'VariableDeclarator' && node.init) {
        if (this.bindings.of(withoutTypes(node.id)) === binding) found ??= withoutTypes(node.init);
      } else if (node.type === 'AssignmentExpression' && node.operator === '=') {
        if (this.bindings.of(withoutTypes(node.left)) === binding) found ??= withoutTypes(node.right);
      }
      if (!found) for (const child of childrenOf(node)) look(child);
    };
    look(this.program);
    return found;
  }

  private around(): ReadonlyMap<Node, readonly Node[]> {
    if (this.paths) return this.paths;
    const paths = new Map<Node, readonly Node[]>();
    const path: Node[] = [];
    const look = (node: Node): void => {
      if (isFunction(node) || isClass(node)) paths.set(node, [...path]);
      path.push(node);
      for (const child of childrenOf(node)) look(child);
      path.pop();
    };
    look(this.program);
    this.paths = paths;
    return paths;
  }

  /** The names of the functions around, for a key. */
  private functionNames(path: readonly Node[]): string[] {
    return path.filter(isFunction).flatMap((fn) => {
      const name = this.ofFunction(fn)?.name;
      return name ? [name] : [];
    });
  }

  /** The variable that an object or class expression is given to. */
  private ownerName(path: readonly Node[], node: Node): string {
    const parent = path[path.indexOf(node) - 1];
    return parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier' ? parent.id.name : '';
  }

  private memberName(fn: FunctionNode): string | undefined {
    if (isMember(fn)) return keyText(fn);
    const parent = this.around()
      .get(fn)
      ?.findLast((node) => withoutTypes(node) !== fn);
    return parent && isMember(parent) ? keyText(parent) : undefined;
  }

  private memberNameOf(node: Node): string | undefined {
    const member = withoutTypes(node);
    return member.type === 'MemberExpression' && !member.computed && member.property.type === 'Identifier'
      ? member.property.name
      : undefined;
  }
}

/** The name of an anonymous function that is a default, or the default export; '' anywhere else. */
function inferredName(parent: Node): string {
  if (parent.type === 'ExportDefaultDeclaration') return 'default';
  return parent.type === 'AssignmentPattern' && parent.left.type === 'Identifier' ? parent.left.name : '';
}

export function isClass(node: Node): node is ClassNode {
  return node.type === 'ClassDeclaration' || node.type === 'ClassExpression';
}

type MemberNode =
  | t.ClassMethod
  | t.ClassPrivateMethod
  | t.ClassProperty
  | t.ClassPrivateProperty
  | t.ObjectMethod
  | t.ObjectProperty;

function isMember(node: Node): node is MemberNode {
  return /^(ClassMethod|ClassPrivateMethod|ClassProperty|ClassPrivateProperty|ObjectMethod|ObjectProperty)$/.test(
    node.type,
  );
}

/** The function that a member is or holds. */
function functionIn(node: Node): FunctionNode | undefined {
  if (isFunction(node)) return node;
  const value = isMember(node) && 'value' in node && node.value ? withoutTypes(node.value) : undefined;
  return value && isFunction(value) ? value : undefined;
}

/** The name of a member as it is called, `#` in front of a private one; undefined where it is computed. */
function keyText(node: Node): string | undefined {
  if (!isMember(node) || ('computed' in node && node.computed)) return undefined;
  const { key } = node;
  if (key.type === 'PrivateName') return `#${key.id.name}`;
  if (key.type === 'Identifier') return key.name;
  return key.type === 'StringLiteral' || key.type === 'NumericLiteral' ? String(key.value) : undefined;
}

function memberOf(holder: MemberNode, fn: FunctionNode): Member | undefined {
  const name = keyText(holder);
  if (name === undefined) return undefined;
  const isPlain = holder.key.type === 'Identifier' || holder.key.type === 'PrivateName';
  const isStatic = 'static' in holder && holder.static === true;
  const isGetter = 'kind' in fn && fn.kind === 'get';
  return {
    access: isPlain ? `.${name}` : `[${JSON.stringify(name)}]`,
    isStatic,
    kind: isGetter ? 'getter' : holder === fn ? 'method' : 'field',
  };
}

/** The statements of a node that has a list of them, and can declare names for it. */
function statementsOf(node: Node): readonly Node[] | undefined {
  switch (node.type) {
    case 'Program':
    case 'BlockStatement':
    case 'StaticBlock':
    case 'TSModuleBlock':
      return node.body.length > 0 ? node.body : undefined;
    case 'SwitchCase':
      return node.consequent;
    default:
      return undefined;
  }
}
