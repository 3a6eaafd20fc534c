/** The picture and the editor point at each other: what the pointer is on here, and what the cursor is on there. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { ItemKey } from '../src/protocol/view.ts';
import type { Host } from './host.ts';
import type { Drawing } from './picture/Picture.tsx';

/** A pointer that only passes over an item does not point at it. */
const REST_MS = 60;

export class Pointing {
  /** What the editor's cursor is on. */
  readonly lit = signal<ReadonlySet<ItemKey>>(new Set());
  readonly #host: Host;
  readonly #drawing: ReadonlySignal<Drawing | undefined>;
  #pointed: ItemKey | undefined;
  #timer = 0;

  constructor(host: Host, drawing: ReadonlySignal<Drawing | undefined>) {
    this.#host = host;
    this.#drawing = drawing;
  }

  light(keys: readonly ItemKey[]): void {
    this.lit.value = new Set(keys);
  }

  /** The pointer or the focus has come to an item, or has left it. */
  pointAt(key: ItemKey | undefined): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      const graph = this.#drawing.value?.view.id;
      if (graph === undefined || key === this.#pointed) return;
      this.#pointed = key;
      this.#host.post({ type: 'point', graph, ...(key !== undefined && { key }) });
    }, REST_MS);
  }
}
