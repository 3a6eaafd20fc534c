/**
 * What is selected in the picture, what is known of it, and which page the drawer shows. Details come from the
 * extension, because the page has only what is drawn; an answer about what is not selected any more is dropped.
 */
import { batch, computed, effect, signal } from '@preact/signals';
import type { Subject } from '../../src/protocol/checks.ts';
import type { BoxLink, Details } from '../../src/protocol/details.ts';
import type { DRAWER_PAGES } from '../../src/protocol/keptPage.ts';
import type { ItemHealth, ToPage } from '../../src/protocol/messages.ts';
import type {
  EdgeIndex,
  EdgeView,
  FindingsView,
  ItemKey,
  ItemView,
  NodeId,
  Scene,
} from '../../src/protocol/view.ts';
import type { Host } from '../host.ts';
import type { PageState } from '../state.ts';
import { Elements } from './tensors/elements.ts';

/** Two clicks within this are a double click, as browsers and systems usually have it. */
const SECOND_CLICK_MS = 300;

export type DrawerPage = (typeof DRAWER_PAGES)[number];

/** What is wrong with the gradients of one graph. */
export interface HealthReport {
  readonly findings: FindingsView;
  readonly items: ReadonlyMap<ItemKey, ItemHealth>;
}

export class Inspector {
  readonly selected = signal<Subject | undefined>(undefined);
  /** Of what is selected, or was until a moment ago. */
  readonly details = signal<Details | undefined>(undefined);
  /** What the drawer shows; closed without it. */
  readonly page = signal<DrawerPage | undefined>(undefined);
  /** Absent until it is asked for. */
  readonly health = signal<HealthReport | undefined>(undefined);
  /** The item of the picture that is selected, where it is shown. */
  readonly selectedItem = computed((): ItemKey | undefined => {
    const subject = this.selected.value;
    if (!subject || 'consumer' in subject || 'from' in subject) return undefined;
    return 'box' in subject ? subject.box : keyOf(subject.node);
  });
  /** What is looked at of the tensors among that. */
  readonly elements: Elements;
  readonly #host: Host;
  readonly #state: PageState;
  #opening = 0;

  constructor(state: PageState, host: Host) {
    this.#state = state;
    this.#host = host;
    this.elements = new Elements(host, this.details, () => this.#graph);
    // Another graph has other numbers, another scene other items.
    effect(() => {
      const scene = state.drawing.value?.view.scene;
      const needsHealth = state.looks.look.value.colouring === 'health' || this.page.value === 'findings';
      if (scene && needsHealth) host.post({ type: 'health', graph: this.#graph! });
    });
    effect(() => {
      const graph = state.drawing.value?.view.id;
      const subject = this.selected.value;
      if (graph !== undefined && subject) host.post({ type: 'inspect', graph, subject });
    });
  }

  /**
   * Selects it, and shows what is known of it. Where the drawer is not open yet it comes a moment later: it moves the
   * picture, and would take a second click away from what is clicked twice.
   */
  select(subject: Subject): void {
    if (!isSame(subject, this.selected.value)) this.selected.value = subject;
    window.clearTimeout(this.#opening);
    if (this.page.value) this.open('details');
    else this.#opening = window.setTimeout(() => this.open('details'), SECOND_CLICK_MS);
  }

  /** It was clicked twice, which means something else. */
  keepClosed(): void {
    window.clearTimeout(this.#opening);
  }

  selectItem(key: ItemKey): void {
    this.select(subjectOf(key));
  }

  /** An edge of the picture. Of one that is in the pinned graph alone, what it comes from: nothing else is known of it. */
  selectEdge(edge: EdgeView, items: readonly ItemView[]): void {
    if (edge.isRemoved) this.selectItem(items[edge.from]!.key);
    else this.select(subjectOfEdge(edge, items));
  }

  /** Where the selected edge is among those of a scene; undefined where it is not shown. */
  edgeIn({ items, edges }: Scene): EdgeIndex | undefined {
    const subject = this.selected.value;
    if (!subject || !('consumer' in subject || 'from' in subject)) return undefined;
    const consumer = 'from' in subject ? subject.to : keyOf(subject.consumer);
    const to = items.findIndex(({ key }) => key === consumer);
    const index = edges.findIndex(
      (edge) => edge.to === to && !edge.isRemoved && isSame(subjectOfEdge(edge, items), subject),
    );
    return index < 0 ? undefined : index;
  }

  /** Selects it and brings it into sight, opening what hides it. The list that leads there stays open. */
  goTo(subject: Subject): void {
    const list = this.page.value;
    this.select(subject);
    if (list && list !== 'details') this.page.value = list;
    if ('consumer' in subject) this.#state.seekNode(subject.consumer);
    else if ('node' in subject) this.#state.seekNode(subject.node);
    else this.#state.seek('box' in subject ? subject.box : subject.to);
  }

  /** As `goTo`, for a box, which others may hide. */
  goToBox({ key, first }: BoxLink): void {
    this.goTo({ box: key });
    this.#state.seek(key, first);
  }

  /** As `goTo`, for an item of the picture. */
  goToItem(key: ItemKey): void {
    this.goTo(subjectOf(key));
  }

  /** Shows a page of the drawer. */
  open(page: DrawerPage): void {
    this.page.value = page;
  }

  toggle(page: DrawerPage): void {
    if (this.page.value === page) this.close();
    else this.open(page);
  }

  /** Closes the drawer; nothing is selected any more. */
  close(): void {
    window.clearTimeout(this.#opening);
    batch(() => {
      this.page.value = undefined;
      this.selected.value = undefined;
      this.details.value = undefined;
    });
  }

  receiveDetails({ graph, subject, details }: Extract<ToPage, { type: 'details' }>): void {
    if (graph !== this.#graph || !isSame(subject, this.selected.value)) return;
    if (details) this.details.value = details;
    else this.close();
  }

  receiveElements(message: Extract<ToPage, { type: 'elements' }>): void {
    if (message.graph === this.#graph) this.elements.receive(message);
  }

  receiveHealth({ graph, findings, items }: Extract<ToPage, { type: 'health' }>): void {
    if (graph === this.#graph)
      this.health.value = { findings, items: new Map(items.map((item) => [item.key, item])) };
  }

  /** Puts a text onto the clipboard. */
  copy(text: string): void {
    this.#host.post({ type: 'copy', text });
  }

  reveal(key: ItemKey): void {
    this.#state.reveal(key);
  }

  stepTo(visit: number): void {
    this.#state.moveTo(visit);
  }

  /** Shows what lies between an item and the root. */
  showPaths(key: ItemKey): void {
    const view = this.#state.drawing.value?.view;
    if (view) this.#state.paths.between(key, keyOf(view.root));
  }

  /** What the root is called; undefined for the root itself, to which no path leads. */
  rootFrom(key: ItemKey): string | undefined {
    const view = this.#state.drawing.value?.view;
    return view && key !== keyOf(view.root) ? view.rootName : undefined;
  }

  isOpen(box: ItemKey): boolean {
    return this.#state.drawing.value?.view.scene.open.includes(box) === true;
  }

  toggleBox(box: ItemKey): void {
    this.#state.toggle(box);
  }

  get #graph(): number | undefined {
    return this.#state.drawing.value?.view.id;
  }
}

export function keyOf(node: NodeId): ItemKey {
  return `n${node}`;
}

/** What the key of an item names: a node or a box. */
function subjectOf(key: ItemKey): Subject {
  const digits = /^n(\d+)$/.exec(key)?.[1];
  return digits === undefined ? { box: key } : { node: Number(digits) };
}

/** An edge into a box stands for all that the box uses of the edge's source, or of all that it comes from. */
function subjectOfEdge({ from, to, source, slot }: EdgeView, items: readonly ItemView[]): Subject {
  const consumer = items[to]!;
  if ('node' in consumer) return { consumer: consumer.node, slot };
  return { from: source < 0 ? items[from]!.key : keyOf(source), to: consumer.key };
}

function isSame(a: Subject, b: Subject | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
