/**
 * What outlives the page: how it shows its graph is written down whenever it changes, and read by the next page of the
 * panel, after it was hidden or the window was reloaded.
 */
import { effect, signal } from '@preact/signals';
import { type KeptPage, parseKeptPage } from '../src/protocol/keptPage.ts';
import type { PanelState } from '../src/protocol/panelState.ts';
import type { GraphView, SceneRequest } from '../src/protocol/view.ts';
import type { Host } from './host.ts';
import type { Drawing } from './picture/Picture.tsx';
import type { PageState } from './state.ts';
import type { View } from './viewport.ts';

/** A picture that is being moved is written down once it rests for so long. */
const REST_MS = 100;

export class Memory {
  readonly #state: PageState;
  readonly #host: Host;
  /** What the extension has said of the graph, and its root. */
  readonly #graph = signal<{ readonly panel: PanelState; readonly root: string } | undefined>(undefined);
  /** What an earlier page has left, until the first graph is there; then, where that is the same, of it. */
  #earlier: KeptPage | undefined;
  #timer = 0;

  constructor(state: PageState, host: Host) {
    this.#state = state;
    this.#host = host;
    this.#earlier = parseKeptPage(host.kept?.page);
    effect(() => this.#keep());
    effect(() => {
      if (!state.sight.value) return;
      window.clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => this.#keep(), REST_MS);
    });
  }

  /** A graph comes to the page. The first one is shown as an earlier page has shown it. */
  turnTo(panel: PanelState, { rootName }: GraphView): void {
    const isFirst = this.#graph.value === undefined;
    this.#graph.value = { panel, root: rootName };
    const { uri } = this.#host.kept ?? {};
    if (!isFirst || panel.uri !== uri || this.#earlier?.root !== rootName) this.#earlier = undefined;
    if (!this.#earlier) return;
    const { selected, drawer, search, settings } = this.#earlier;
    const { inspector, looks } = this.#state;
    inspector.selected.value = selected;
    inspector.page.value = drawer;
    looks.areShown.value = settings === true;
    if (search !== undefined) this.#state.search.restore(search);
  }

  /** Paths that an earlier page has shown are asked for again. */
  showPaths(): void {
    const ends = this.#earlier?.paths;
    if (ends) this.#state.paths.between(...ends);
  }

  /** What was in sight of the graph on an earlier page; undefined where it is to open as it does. */
  viewOf({ view, placed }: Drawing): View | 'everything' | undefined {
    const sight = this.#earlier?.sight;
    if (!sight || sight === 'everything') return sight;
    const box = placed.items[view.scene.items.findIndex(({ key }) => key === sight.item)];
    return box && { centre: { x: box.x + sight.x, y: box.y + sight.y }, scale: sight.scale };
  }

  /** The person has folded the graph. */
  refold(scene: SceneRequest): void {
    const { value: graph } = this.#graph;
    if (graph) this.#graph.value = { ...graph, panel: { ...graph.panel, scene } };
  }

  #keep(): void {
    const { value: graph } = this.#graph;
    if (!graph) return;
    const { cursor, inspector, search, paths, looks } = this.#state;
    const sight = this.#sight();
    const page: KeptPage = {
      root: graph.root,
      ...(sight && { sight }),
      ...(inspector.selected.value && { selected: inspector.selected.value }),
      ...(inspector.page.value && { drawer: inspector.page.value }),
      ...(search.isOpen.value && { search: search.text.value }),
      ...(paths.ends.value && { paths: paths.ends.value }),
      ...(looks.areShown.value && { settings: true }),
    };
    this.#host.keep({ ...graph.panel, cursor: cursor.value, page });
  }

  /** From the item that is nearest to the middle, which stays there when others move. */
  #sight(): KeptPage['sight'] {
    const sight = this.#state.sight.peek();
    const drawing = this.#state.drawing.peek();
    if (!sight || !drawing || sight.by === 'opening') return undefined;
    if (sight.by === 'fitting') return 'everything';
    const middle = { x: sight.x + sight.width / 2, y: sight.y + sight.height / 2 };
    let nearest = -1;
    let least = Infinity;
    for (const [index, { x, y, width, height }] of drawing.placed.items.entries()) {
      const distance = Math.hypot(x + width / 2 - middle.x, y + height / 2 - middle.y);
      if (distance >= least) continue;
      nearest = index;
      least = distance;
    }
    const { x, y } = drawing.placed.items[nearest]!;
    const { key } = drawing.view.scene.items[nearest]!;
    return { item: key, x: middle.x - x, y: middle.y - y, scale: sight.scale };
  }
}
