/** Whose paths are shown: between an item and the root, or between two items. What lies on them, the extension finds out. */
import { batch, computed, signal } from '@preact/signals';
import type { ItemKey, PathsView } from '../../src/protocol/view.ts';
import type { Host } from '../host.ts';

export class PathsState {
  /** The end that was chosen, while the person chooses the other. */
  readonly start = signal<ItemKey | undefined>(undefined);
  /** What lies between the ends, in the scene of which the extension has told last. */
  readonly shown = signal<PathsView | undefined>(undefined);
  /** The keys of the items and edges that stay while the rest fades; undefined where nothing fades. */
  readonly kept = computed((): ReadonlySet<string> | undefined => {
    const shown = this.shown.value;
    return shown && shown.items.length > 0 ? new Set([...shown.items, ...shown.edges]) : undefined;
  });

  readonly #host: Host;
  /** Between which items, as long as paths are wanted. */
  readonly ends = signal<readonly [ItemKey, ItemKey] | undefined>(undefined);
  #graph = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Another graph is on the page. */
  turnTo(graph: number): void {
    if (graph === this.#graph) return;
    this.#graph = graph;
    this.#forget();
  }

  /** The other end is to be chosen. */
  begin(item: ItemKey): void {
    this.clear();
    this.start.value = item;
  }

  /** Whether an item that is chosen was waited for as the other end. */
  end(item: ItemKey): boolean {
    const start = this.start.value;
    if (start === undefined) return false;
    this.between(start, item);
    return true;
  }

  between(one: ItemKey, other: ItemKey): void {
    this.start.value = undefined;
    this.ends.value = [one, other];
    this.#host.post({ type: 'paths', graph: this.#graph, between: [one, other] });
  }

  receive(graph: number, paths: PathsView): void {
    if (graph === this.#graph && this.ends.value) this.shown.value = paths;
  }

  /** Shows everything again. */
  clear(): void {
    if (this.ends.value) this.#host.post({ type: 'paths', graph: this.#graph });
    this.#forget();
  }

  #forget(): void {
    batch(() => {
      this.start.value = undefined;
      this.ends.value = undefined;
      this.shown.value = undefined;
    });
  }
}
