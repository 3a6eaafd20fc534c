/**
 * How `a[i]` is rewritten in a program that uses float arrays: what such an array holds is bytes, and the trace of
 * its elements is found by the helpers of `../guest/elements.ts`. Programs without float arrays need none of this.
 */
import type * as t from '@babel/types';
import { type Node, withoutTypes } from '../syntax/ast.ts';
import { noteChain } from './calls.ts';
import type { Instrumenter, Place } from './instrument.ts';
import { keyedName } from './naming.ts';
import { isTextual } from './plain.ts';

/** Whether float arrays can occur in a program that this is a file of. */
export function mentionsFloatArrays(source: string): boolean {
  return /\bFloat(?:32|64)Array\b/.test(source);
}

/** `a[i]`, which may be an element of a float array. */
export function isElement(instrumenter: Instrumenter, node: t.MemberExpression): boolean {
  return instrumenter.context.hasFloats && node.object.type !== 'Super' && isKeyed(node);
}

/** With a key that may lead to an element: `'0'` does, and `'name'` does not. */
function isKeyed(node: t.MemberExpression | t.OptionalMemberExpression): boolean {
  const key = withoutTypes(node.property);
  return node.computed && (!isTextual(key) || (key.type === 'StringLiteral' && /^\d+$/.test(key.value)));
}

/** A helper that writes, as it writes outside of strict mode where this is. */
export function writing(instrumenter: Instrumenter, helper: 'element' | 'slot' | 'store'): string {
  return instrumenter.out.helper(instrumenter.isStrict ? helper : `${helper}Sloppily`);
}

/** `a[i]` becomes `load(a, i)`. */
export function rewriteElement(instrumenter: Instrumenter, node: t.MemberExpression, place: Place): void {
  instrumenter.out.open(node.start!, `${instrumenter.out.helper('load')}(`);
  splitElement(instrumenter, node, ')');
  visitParts(instrumenter, node, place);
}

/** In a pattern or in the head of a loop: `a[i]` becomes `slot(a, i, site).value`, which can be assigned to. */
export function rewriteSlot(instrumenter: Instrumenter, node: t.MemberExpression, place: Place): void {
  instrumenter.out.open(node.start!, `${writing(instrumenter, 'slot')}(`);
  splitElement(instrumenter, node, `,${instrumenter.out.site(node)}).value`);
  visitParts(instrumenter, node, place);
}

/** `[` becomes a comma, and `]` becomes `end`. */
export function splitElement(
  { out }: Instrumenter,
  { object, property, end: after }: t.MemberExpression | t.OptionalMemberExpression,
  end: string,
): void {
  const bracket = out.find('[', object.end!);
  const isList = property.type === 'SequenceExpression';
  out.replace(bracket, bracket + 1, isList ? ',(' : ',');
  out.replace(after! - 1, after!, isList ? `)${end}` : end);
}

/** Whether `target op right` begins with its target as it stands, without parentheses or types around it. */
export function isBare(node: t.AssignmentExpression): boolean {
  return node.left.type === 'MemberExpression' && node.left.start === node.start;
}

/** `a[i] = v` becomes `store(a, i, v, …)`. */
export function rewriteElementAssignment(
  instrumenter: Instrumenter,
  node: t.AssignmentExpression,
  target: t.MemberExpression,
  place: Place,
): void {
  const { out } = instrumenter;
  out.open(node.start!, `${writing(instrumenter, 'store')}(`);
  const at = out.find('=', target.end!);
  out.replace(at, at + 1, ',');
  splitElement(instrumenter, target, ' ');
  out.close(node.end!, `,${out.site(node.right)}${keys(instrumenter, target)})`);
  visitParts(instrumenter, target, place);
  instrumenter.visit(node.right, place);
}

/** `a[i] += v` becomes `store(a, i, add(load(a, i), v), …)`, where a and i can be written twice. */
export function rewriteElementUpdate(
  instrumenter: Instrumenter,
  node: t.AssignmentExpression,
  target: t.MemberExpression,
  helper: string,
  place: Place,
): void {
  const { out } = instrumenter;
  const site = out.site(node);
  const read = `${out.helper('load')}(${out.textOf(target.object)},${out.textOf(target.property)})`;
  out.open(node.start!, `${writing(instrumenter, 'store')}(`);
  const at = out.find(node.operator, target.end!);
  out.replace(at, at + node.operator.length, `,${out.helper(helper)}(${read},`);
  splitElement(instrumenter, target, ' ');
  out.close(node.end!, `,${site}),${site}${keys(instrumenter, target)})`);
  instrumenter.visit(node.right, place);
}

function keys(instrumenter: Instrumenter, target: Node): string {
  const keyed = keyedName(instrumenter, target);
  return keyed ? `,${keyed}` : '';
}

/** The object and the key of a member, which is itself left as it is. */
export function visitParts(
  instrumenter: Instrumenter,
  node: t.MemberExpression | t.OptionalMemberExpression,
  place: Place,
): void {
  instrumenter.visit(node.object, place);
  if (node.computed) instrumenter.visit(node.property, place);
}

/** What is called, constructed or deleted: a member keeps its object. */
export function visitMember(instrumenter: Instrumenter, node: Node, place: Place): void {
  const member = withoutTypes(node);
  if (member === instrumenter.probe) return instrumenter.visit(node, place);
  if (member.type === 'MemberExpression') return visitParts(instrumenter, member, place);
  if (isLink(member)) return visitLinks(instrumenter, linksOf(member), place);
  instrumenter.visit(node, place);
}

type Link = t.OptionalMemberExpression | t.OptionalCallExpression;

function isLink(node: Node): node is Link {
  return node.type === 'OptionalMemberExpression' || node.type === 'OptionalCallExpression';
}

function beforeLink(link: Link): Node {
  return withoutTypes(link.type === 'OptionalMemberExpression' ? link.object : link.callee);
}

/** The parts of `a?.b[i](x)` behind `a`, in the order of the text. */
function linksOf(node: Link): Link[] {
  const links: Link[] = [];
  for (let at: Node = node; isLink(at); at = beforeLink(at)) links.unshift(at);
  return links;
}

/** The parts of a chain, or those behind the selected expression in it. */
function visitLinks(instrumenter: Instrumenter, links: readonly Link[], place: Place): void {
  const first = links.slice(0, -1).indexOf(instrumenter.probe as Link) + 1;
  const link = links[first]!;
  if (link.type === 'OptionalMemberExpression') instrumenter.visit(link.object, place);
  else visitMember(instrumenter, link.callee, place);
  for (const link of links.slice(first))
    if (link.type === 'OptionalCallExpression')
      for (const argument of link.arguments) instrumenter.visit(argument, place);
    else if (link.computed) instrumenter.visit(link.property, place);
}

/** `a?.b[i]` becomes `(isNothing(a) ? void 0 : load(kept().b, i))`: what ends early ends the whole chain. */
export function rewriteChain(instrumenter: Instrumenter, node: Link, place: Place): void {
  const { out } = instrumenter;
  const links = linksOf(node);
  const isRead = (link: Link, i: number): link is t.OptionalMemberExpression =>
    link.type === 'OptionalMemberExpression' &&
    isKeyed(link) &&
    links[i + 1]?.type !== 'OptionalCallExpression';
  const isCut = links.slice(0, -1).includes(instrumenter.probe as Link);
  const isChanged =
    instrumenter.context.hasFloats &&
    links.some(isRead) &&
    // A call that may be left out needs its object.
    !links.some((link) => link.type === 'OptionalCallExpression' && link.optional) &&
    !isCut;
  if (!isCut) noteChain(instrumenter, node, links, place);
  if (isChanged) {
    const question = `(${out.helper('isNothing')}(`;
    out.open(node.start!, question);
    links.forEach((link, i) => {
      if (isRead(link, i)) splitElement(instrumenter, link, ')');
      if (!link.optional) return;
      const next = links.findIndex((one, j) => j > i && one.optional);
      const reads = links.filter((one, j) => j >= i && (next < 0 || j < next) && isRead(one, j)).length;
      const at = out.find('?.', beforeLink(link).end!);
      const isKey = link.type === 'OptionalMemberExpression' && link.computed;
      out.replace(
        at,
        at + 2,
        `)?void 0:${next < 0 ? '' : question}${`${out.helper('load')}(`.repeat(reads)}${out.helper('kept')}()${isKey ? '' : '.'}`,
      );
    });
    out.close(node.end!, ')'.repeat(links.filter(({ optional }) => optional).length));
  }
  visitLinks(instrumenter, links, place);
}
