/**
 * Loops of their own for the formulas that networks have most. A loop over a function that is given to it cannot be compiled
 * for that function alone, and takes several times as long.
 */
import type { BinaryOperator, Formula } from '../formula.ts';

/** The elements that the variables of a formula stand for. */
export interface Elements {
  readonly x: Float64Array;
  readonly y: Float64Array | undefined;
  readonly z: Float64Array;
}

type Loop = (into: Float64Array, elements: Elements) => void;

/** Writes the formula's value for each element; undefined where there is no loop for a formula of this form. */
export function loopFor(formula: Formula): Loop | undefined {
  switch (formula.kind) {
    case 'number':
      return (into) => into.fill(formula.value);
    case 'variable': {
      const { name } = formula;
      return isVariable(name) ? (into, elements) => into.set(elements[name]!) : undefined;
    }
    case 'binary': {
      const { operator, left, right } = formula;
      return isNamed(left, 'x') && isNamed(right, 'y') ? arithmetic(operator) : undefined;
    }
    case 'bracket': {
      const { relation, left, right } = formula;
      if (relation !== '>' || !isNamed(left, 'x') || right.kind !== 'number') return undefined;
      const bound = right.value;
      return (into, { x }) => {
        for (let i = 0; i < into.length; i++) into[i] = x[i]! <= bound ? 0 : 1;
      };
    }
    case 'call': {
      const [left, right] = formula.operands;
      if (formula.name !== 'max' || !left || !isNamed(left, 'x') || right?.kind !== 'number')
        return undefined;
      const bound = right.value;
      return (into, { x }) => {
        for (let i = 0; i < into.length; i++) into[i] = Math.max(x[i]!, bound);
      };
    }
    default:
      return undefined;
  }
}

function isVariable(name: string): name is keyof Elements {
  return name === 'x' || name === 'y' || name === 'z';
}

function isNamed(formula: Formula, name: string): boolean {
  return formula.kind === 'variable' && formula.name === name;
}

function arithmetic(operator: BinaryOperator): Loop | undefined {
  switch (operator) {
    case '+':
      return (into, { x, y }) => {
        for (let i = 0; i < into.length; i++) into[i] = x[i]! + y![i]!;
      };
    case '-':
      return (into, { x, y }) => {
        for (let i = 0; i < into.length; i++) into[i] = x[i]! - y![i]!;
      };
    case '*':
      return (into, { x, y }) => {
        for (let i = 0; i < into.length; i++) into[i] = x[i]! * y![i]!;
      };
    case '/':
      return (into, { x, y }) => {
        for (let i = 0; i < into.length; i++) into[i] = x[i]! / y![i]!;
      };
    default:
      return undefined;
  }
}
