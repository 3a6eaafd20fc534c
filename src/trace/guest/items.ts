/** What a program lets the language iterate over: looked at step by step, where it would be, with plain numbers. */
import { apply, ITERATOR } from './intrinsics.ts';
import { Traced } from './tape.ts';

/** What iterates over numbers, as the language sees it: each of them plain. */
export function withPlainItems(given: unknown): unknown {
  const items = Traced.plain(given) as { readonly [Symbol.iterator]?: unknown };
  if (typeof items !== 'object' || items === null) return items;
  return {
    get [ITERATOR]() {
      const iterate = items[ITERATOR];
      return typeof iterate === 'function' ? () => withPlainSteps(apply(iterate, items, [])) : iterate;
    },
  };
}

/** An iterator as the language sees it; `heard` is told of each traced number that it gives. */
export function withPlainSteps(given: unknown, heard?: (traced: object, plain: number) => void): unknown {
  const iterator = Traced.plain(given) as Readonly<Record<'next' | 'return', unknown>>;
  if (typeof iterator !== 'object' || iterator === null) return iterator;
  return {
    get next() {
      const { next } = iterator;
      return typeof next === 'function' ? () => withPlainStep(apply(next, iterator, []), heard) : next;
    },
    get return() {
      const close = iterator.return;
      return typeof close === 'function' ? () => Traced.plain(apply(close, iterator, [])) : close;
    },
  };
}

function withPlainStep(given: unknown, heard?: (traced: object, plain: number) => void): unknown {
  const step = Traced.plain(given) as Readonly<Record<'done' | 'value', unknown>>;
  if (typeof step !== 'object' || step === null) return step;
  return {
    get done() {
      return Traced.plain(step.done);
    },
    get value() {
      const { value } = step;
      const plain = Traced.plain(value);
      if (heard !== undefined && plain !== value) heard(value as object, plain as number);
      return plain;
    },
  };
}
