/**
 * How calls say where they stand, for the debugger's call stack: `f(x)` becomes `made(f(making(x, site)))`. What is
 * evaluated last tells the place, because after it nothing of the caller runs until the call is over.
 */
import type * as t from '@babel/types';
import { type Node, withoutTypes } from '../syntax/ast.ts';
import type { Instrumenter, Place } from './instrument.ts';

type Call = t.CallExpression | t.NewExpression | t.TaggedTemplateExpression;
type Link = t.OptionalMemberExpression | t.OptionalCallExpression;

/** Before the rest of the call is rewritten. */
export function noteCall(instrumenter: Instrumenter, node: Call, place: Place): void {
  if (!isNoted(instrumenter, place)) return;
  const { out } = instrumenter;
  const isTag = node.type === 'TaggedTemplateExpression';
  const callee = withoutTypes(isTag ? node.tag : node.callee);
  // The language's own syntax, which stands by itself.
  if (callee.type === 'Super' || callee.type === 'Import') return;
  const last = (isTag ? node.quasi.expressions : node.arguments).at(-1);
  const site = siteOf(instrumenter, node, callee);
  if (!last && isQuiet(callee)) return noteBefore(instrumenter, node, site);
  const evaluatedLast = last ?? lastOf(callee);
  if (!evaluatedLast) return;
  out.wrap(node, `${out.helper('made')}(`, ')');
  // `new made(f()).x` would construct what `made` is.
  if (node.type === 'NewExpression' && callee.type !== 'Identifier') out.wrap(node.callee, '(', ')');
  noteLast(instrumenter, evaluatedLast, site);
}

/** The calls of `a?.b(x).c(y)`. */
export function noteChain(
  instrumenter: Instrumenter,
  node: Node,
  links: readonly Link[],
  place: Place,
): void {
  const calls = links.filter((link) => link.type === 'OptionalCallExpression');
  if (calls.length === 0 || !isNoted(instrumenter, place)) return;
  const { out } = instrumenter;
  if (calls.every((call) => call.arguments.length > 0)) {
    out.wrap(node, `${out.helper('made')}(`, ')');
    for (const call of calls)
      noteLast(instrumenter, call.arguments.at(-1)!, siteOf(instrumenter, call, withoutTypes(call.callee)));
  } else if (calls.length === 1 && isQuiet(node))
    noteBefore(instrumenter, node, siteOf(instrumenter, calls[0]!, withoutTypes(calls[0]!.callee)));
}

function isNoted({ context }: Instrumenter, place: Place): boolean {
  // Before the scope is entered, a call would be taken for one that its caller makes.
  return context.notesCalls && !place.isEarly;
}

/** The call; of a method's, from its name on: what is in front may be a call on another line. */
function siteOf({ out }: Instrumenter, { start, end }: Node, callee: Node): number {
  const isMethod =
    (callee.type === 'MemberExpression' || callee.type === 'OptionalMemberExpression') && !callee.computed;
  return out.site({ start: isMethod ? callee.property.start! : start!, end: end! });
}

/** `f()` becomes `made((making(0, site), f()))`. */
function noteBefore({ out }: Instrumenter, node: Node, site: number): void {
  out.open(node.start!, `${out.helper('made')}((${out.helper('making')}(0,${site}),`);
  out.close(node.end!, '))');
}

function noteLast({ out }: Instrumenter, node: Node, site: number): void {
  out.wrap(node.type === 'SpreadElement' ? node.argument : node, `${out.helper('making')}(`, `,${site})`);
}

/** Makes no call but one without arguments at its end. */
function isQuiet(expression: Node): boolean {
  const node = withoutTypes(expression);
  switch (node.type) {
    case 'Identifier':
    case 'ThisExpression':
    case 'Super':
      return true;
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return !node.computed && isQuiet(node.object);
    case 'OptionalCallExpression':
      return isQuiet(node.callee);
    default:
      return false;
  }
}

/** What of the function of a call without arguments can be handed through; a method keeps its object. */
function lastOf(callee: Node): Node | undefined {
  if (callee.type === 'OptionalMemberExpression' || callee.type === 'OptionalCallExpression')
    return undefined;
  if (callee.type !== 'MemberExpression') return callee;
  return callee.computed ? callee.property : callee.object;
}
