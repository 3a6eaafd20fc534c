/** What can be said of an expression before any place of the walk: whether everything that it names exists. */
import {
  MATH_MEMBERS,
  OWN_FUNCTIONS,
  requireOperands,
  unknownFunction,
  unknownVariable,
  WORDS,
  withoutSubscripts,
} from './evaluate.ts';
import { memberPath, type Names } from './names.ts';
import { type Expression, ExpressionError } from './parse.ts';

const MATH = new Set(MATH_MEMBERS.map((name) => `Math.${name}`));

/**
 * Throws {@link ExpressionError} for a variable, an element or a function that has a meaning nowhere in the program, and
 * for a call with too many or too few operands.
 */
export function requireKnown(expression: Expression, names: Names): void {
  const known = new Set([...names.all, ...WORDS.map(([word]) => word)]);
  const check = (part: Expression): void => {
    switch (part.kind) {
      case 'number':
        return;
      case 'name':
        if (!known.has(part.name) && !known.has(withoutSubscripts(part.name)))
          throw unknownVariable(part.name, names, 'in this program');
        return;
      case 'member':
        check(part.object);
        if (typeof part.key !== 'string') check(part.key);
        requireElement(part, names);
        return;
      case 'call':
        if (OWN_FUNCTIONS.has(part.name)) requireOperands(part.name, part.operands.length);
        else if (!MATH.has(part.name)) throw unknownFunction(part.name);
        return part.operands.forEach(check);
      case 'unary':
        return check(part.operand);
      case 'binary':
        check(part.left);
        return check(part.right);
      case 'conditional':
        return [part.test, part.yes, part.no].forEach(check);
    }
  };
  check(expression);
}

/** Only where it is certain: an element of a list of the top level that is there at no time. */
function requireElement({ object, key }: Expression & { kind: 'member' }, names: Names): void {
  if (object.kind !== 'name' || typeof key === 'string' || key.kind !== 'number') return;
  const length = names.lengthOfList(object.name);
  const isThere = length === undefined || (Number.isInteger(key.value) && key.value < length);
  if (isThere || names.hasNodes(memberPath(object.name, key.value))) return;
  throw new ExpressionError(`${object.name} has ${length} elements, and no ${memberPath('', key.value)}.`);
}
