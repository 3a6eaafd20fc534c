/**
 * Which tensor of what is selected is looked at, and which of its elements: one index, which the heat map, the page of numbers
 * and the field show and move. What is there the extension tells.
 */
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import type { Subject } from '../../../src/protocol/checks.ts';
import type { Details } from '../../../src/protocol/details.ts';
import type { ToPage } from '../../../src/protocol/messages.ts';
import type { ElementsView, TensorPart } from '../../../src/protocol/tensors.ts';
import type { Host } from '../../host.ts';

export class Elements {
  readonly part = signal<TensorPart>('value');
  /** Along each axis; ahead of the view, until that has been told. */
  readonly index = signal<readonly number[]>([]);
  /** The last that was told; of another element for a moment. */
  readonly view = signal<ElementsView | undefined>(undefined);
  #subject: string | undefined;
  #shape: readonly number[] = [];

  /** @param graph the graph that is shown. */
  constructor(host: Host, details: ReadonlySignal<Details | undefined>, graph: () => number | undefined) {
    effect(() => {
      const told = details.value;
      const subject = told && subjectOf(told);
      const tensor = told && 'tensor' in told ? told.tensor : undefined;
      const isOther = JSON.stringify(subject) !== this.#subject;
      this.#subject = JSON.stringify(subject);
      if (isOther) this.view.value = undefined;
      if (!subject || !tensor) return;
      const { shape, parts } = tensor;
      this.#shape = shape;
      // After an edit the same node may be of another shape.
      this.goTo(isOther ? shape.map(() => 0) : shape.map((_, axis) => this.index.value[axis] ?? 0));
      if (!parts.some(({ part }) => part === this.part.value)) this.part.value = parts[0]!.part;
      host.post({
        type: 'elements',
        graph: graph()!,
        subject,
        part: this.part.value,
        index: [...this.index.value],
      });
    });
  }

  receive({ subject, part, elements }: Extract<ToPage, { type: 'elements' }>): void {
    if (JSON.stringify(subject) === this.#subject && part === this.part.value) this.view.value = elements;
  }

  /** Goes to an element; along each axis to the nearest that there is. */
  goTo(index: readonly number[]): void {
    const next = index.map((place, axis) => Math.max(0, Math.min(this.#shape[axis]! - 1, place)));
    if (next.join() !== this.index.value.join()) this.index.value = next;
  }

  /** Goes along an axis from the element that is shown; axes are counted from the last one, which is 1. */
  move(axis: number, by: number): void {
    const { value: index } = this.index;
    if (axis <= index.length) this.goTo(index.with(-axis, index.at(-axis)! + by));
  }
}

function subjectOf(details: Details): Subject | undefined {
  if (details.kind === 'node') return { node: details.node };
  return details.kind === 'edge' ? { consumer: details.node, slot: details.slot } : undefined;
}

/** `[2, 3]`, `2 3` or `2,3`: as many whole numbers as there are axes; undefined for anything else. */
export function parseIndex(text: string, shape: readonly number[]): number[] | undefined {
  const numbers = text.match(/-?[\d.]+/g)?.map(Number) ?? [];
  const isInside = numbers.length === shape.length && numbers.every((n, axis) => n >= 0 && n < shape[axis]!);
  return isInside && numbers.every(Number.isInteger) ? numbers : undefined;
}
