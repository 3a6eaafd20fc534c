/** From a graph that arrives to a picture on the page: measures, lays out, hands the drawing to the state. */
import type { ToPage } from '../src/protocol/messages.ts';
import type { Cursor, GraphView } from '../src/protocol/view.ts';
import type { Host } from './host.ts';
import type { LayoutClient } from './layout/client.ts';
import { chooseDirection } from './layout/direction.ts';
import type { Size } from './layout/elk.ts';
import { setTexts, type Texts } from './picture/metrics.ts';
import { type Drawing, makeDrawing } from './picture/Picture.tsx';
import { measureOnCanvas } from './picture/type.ts';
import type { PageState } from './state.ts';

/** Header and stepper together, before they are there to be measured. */
const CONTROLS_HEIGHT = 170;
/** A window that is being resized is left alone for so long. */
const SETTLED_MS = 150;

export class Painter {
  readonly #state: PageState;
  readonly #layout: LayoutClient;
  readonly #host: Host;
  /** The graph that is being laid out and is not on the page yet, and where its walk is to stand. */
  #coming: { readonly graph: GraphView; cursor: Cursor } | undefined;
  #families = fontFamilies();
  #resizeTimer = 0;

  constructor(state: PageState, layout: LayoutClient, host: Host) {
    this.#state = state;
    this.#layout = layout;
    this.#host = host;
    window.addEventListener('resize', () => {
      window.clearTimeout(this.#resizeTimer);
      this.#resizeTimer = window.setTimeout(() => this.#adaptToRoom(), SETTLED_MS);
    });
    // VS Code writes its theme, with the fonts, into the style of the root element.
    const observer = new MutationObserver(() => this.#adaptToFonts());
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
  }

  async show({ graph, cursor, state }: Extract<ToPage, { type: 'show' }>): Promise<void> {
    const arrival = performance.now();
    const coming = { graph, cursor };
    this.#coming = coming;
    this.#state.recover();
    try {
      const drawing = await this.#draw(graph);
      if (drawing === undefined || coming !== this.#coming) return;
      this.#state.show(drawing, coming.cursor, state);
    } finally {
      if (coming === this.#coming) this.#coming = undefined;
    }
    await nextPaint();
    this.#host.post({ type: 'painted', graph: graph.id, milliseconds: performance.now() - arrival });
  }

  /** The walk was moved elsewhere, perhaps before its graph is on the page. */
  follow(graph: number, cursor: Cursor): void {
    if (this.#coming?.graph.id === graph) this.#coming.cursor = cursor;
    else this.#state.follow(graph, cursor);
  }

  /** Undefined when a later graph has come meanwhile. */
  async #draw(view: GraphView): Promise<Drawing | undefined> {
    await document.fonts.ready;
    const texts = setTexts(view, measureOnCanvas(this.#families));
    const outline = outlineOf(view, texts);
    const direction = chooseDirection(outline, room());
    const placed = await this.#layout.layOut({ ...outline, direction });
    return placed && makeDrawing(view, texts, placed);
  }

  #adaptToRoom(): void {
    const { value: drawing } = this.#state.drawing;
    if (!drawing) return;
    const direction = chooseDirection(outlineOf(drawing.view, drawing.texts), room());
    if (direction !== drawing.placed.direction) this.#drawAgain();
  }

  #adaptToFonts(): void {
    const families = fontFamilies();
    if (families.text === this.#families.text && families.number === this.#families.number) return;
    this.#families = families;
    this.#drawAgain();
  }

  async #drawAgain(): Promise<void> {
    const view = this.#state.drawing.value?.view;
    if (!view || this.#coming) return;
    const drawing = await this.#draw(view);
    if (drawing && this.#state.drawing.value?.view === view) this.#state.drawing.value = drawing;
  }
}

function outlineOf(view: GraphView, texts: Texts) {
  return {
    nodes: texts.nodes,
    edges: view.edges.map((edge, index) => ({ ...edge, label: texts.labels[index]! })),
  };
}

function room(): Size {
  const stage = document.querySelector('.stage');
  if (stage) return { width: stage.clientWidth, height: stage.clientHeight };
  return { width: window.innerWidth, height: window.innerHeight - CONTROLS_HEIGHT };
}

function fontFamilies(): { text: string; number: string } {
  const style = getComputedStyle(document.body);
  return {
    text: style.getPropertyValue('--gg-text-family'),
    number: style.getPropertyValue('--gg-number-family'),
  };
}

/** Resolves when what has been drawn is on the screen. */
function nextPaint(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
  });
}
