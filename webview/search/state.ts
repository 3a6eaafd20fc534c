/** What is searched for and what was found: asked of the extension, which has the whole graph. */
import { batch, computed, signal } from '@preact/signals';
import type { FoundView, ItemIndex, ItemView, NodeId, Scene } from '../../src/protocol/view.ts';
import type { Host } from '../host.ts';

/** Typing is followed once it pauses for this long. */
const TYPED_MS = 150;

export class SearchState {
  readonly isOpen = signal(false);
  /** How often the person has asked for the field: each time it takes the focus. */
  readonly asked = signal(0);
  readonly text = signal('');
  /** What the extension answered to the text as it is. */
  readonly found = signal<FoundView | undefined>(undefined);
  /** The hit that the person has gone to, from 0. */
  readonly at = signal<number | undefined>(undefined);
  /** In words: `3 of 17`, `17 found`, or what is wrong. */
  readonly told = computed((): string => {
    const found = this.found.value;
    if (!found || found.text === '') return '';
    if (found.problem !== undefined) return found.problem;
    const count = found.nodes.length.toLocaleString('en-US');
    const at = this.at.value;
    if (at !== undefined) return `${(at + 1).toLocaleString('en-US')} of ${count}`;
    return found.nodes.length === 0 ? 'Nothing found' : `${count} found`;
  });

  readonly #host: Host;
  readonly #goTo: (node: NodeId) => void;
  #graph = 0;
  #typingTimer = 0;

  /** @param goTo brings a node into sight, and opens what hides it. */
  constructor(host: Host, goTo: (node: NodeId) => void) {
    this.#host = host;
    this.#goTo = goTo;
  }

  open(): void {
    const wasOpen = this.isOpen.value;
    batch(() => {
      this.isOpen.value = true;
      this.asked.value += 1;
    });
    if (!wasOpen && this.text.value !== '') this.#ask();
  }

  /** As it was on an earlier page: of the graph that is turned to next. */
  restore(text: string): void {
    this.isOpen.value = true;
    this.text.value = text;
  }

  close(): void {
    window.clearTimeout(this.#typingTimer);
    batch(() => {
      this.isOpen.value = false;
      this.found.value = undefined;
      this.at.value = undefined;
    });
  }

  /** Another graph is on the page: the same is asked of it. */
  turnTo(graph: number): void {
    if (graph === this.#graph) return;
    this.#graph = graph;
    if (this.isOpen.value) this.#ask();
  }

  type(text: string): void {
    this.text.value = text;
    window.clearTimeout(this.#typingTimer);
    this.#typingTimer = window.setTimeout(() => this.#ask(), TYPED_MS);
  }

  #ask(): void {
    this.at.value = undefined;
    this.#host.post({ type: 'search', graph: this.#graph, text: this.text.value });
  }

  receive(graph: number, found: FoundView): void {
    // Not a late answer to what was typed before, or to a search that was closed.
    const isWanted = this.isOpen.value && found.text === this.text.value;
    if (graph === this.#graph && isWanted) this.found.value = found;
  }

  /** To the next hit, or the one before; round and round. */
  go(by: 1 | -1): void {
    const nodes = this.found.value?.nodes ?? new Uint32Array();
    if (nodes.length === 0) return;
    const at = this.at.value ?? (by > 0 ? -1 : 0);
    this.at.value = (at + by + nodes.length) % nodes.length;
    this.#goTo(nodes[this.at.value]!);
  }
}

/** How many of the nodes that were found an item shows; a frame shows none itself. */
export function hitsIn({ nodes }: FoundView, item: ItemView): number {
  if ('isOpen' in item && item.isOpen) return 0;
  const [first, last] = 'node' in item ? [item.node, item.node] : [item.first, item.last];
  return countAbove(nodes, first - 1) - countAbove(nodes, last);
}

/** The items in which something was found. */
export function itemsWithHits({ items }: Scene, found: FoundView): ItemIndex[] {
  return items.flatMap((item, index) => (hitsIn(found, item) > 0 ? [index] : []));
}

/** How many of the descending numbers are larger. */
function countAbove(numbers: Uint32Array, limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! > limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
